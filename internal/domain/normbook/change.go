package normbook

import (
	"fmt"
	"slices"

	"example.vn/khuyencong/internal/domain/norm"
)

type decideEntry struct {
	Change    Change    `yaml:"change"`
	National  Authority `yaml:"national"`
	Local     Authority `yaml:"local"`
	Group     Authority `yaml:"group"`
	Cite      string    `yaml:"cite"`
	GroupCite string    `yaml:"group_cite"`
}

// A Change (điều chỉnh) is a kind of change to an approved scheme.
type Change string

// The kinds of change that law tells apart.
const (
	MoreSupport    Change = "more_support"
	OtherContent   Change = "other_content"
	ExtendNextYear Change = "extend_next_year"
	AddScheme      Change = "add"
	StopScheme     Change = "stop"
	Place          Change = "place"
	Beneficiary    Change = "beneficiary"
	Coordinator    Change = "coordinator"
	TimeWithinYear Change = "time_within_year"
	LessSupport    Change = "less_support" // equal or lower support
	OtherChange    Change = "other"
)

// Changes returns every kind of change, the weightiest first.
func Changes() []Change {
	return []Change{
		MoreSupport, OtherContent, ExtendNextYear, AddScheme, StopScheme,
		Place, Beneficiary, Coordinator, TimeWithinYear, LessSupport, OtherChange,
	}
}

// Label returns the Vietnamese name of c.
func (c Change) Label() string {
	switch c {
	case MoreSupport:
		return "Tăng kinh phí hỗ trợ"
	case OtherContent:
		return "Thay đổi nội dung hoạt động"
	case ExtendNextYear:
		return "Gia hạn sang năm sau"
	case AddScheme:
		return "Bổ sung đề án"
	case StopScheme:
		return "Ngừng thực hiện đề án"
	case Place:
		return "Thay đổi địa điểm"
	case Beneficiary:
		return "Thay đổi đơn vị thụ hưởng"
	case Coordinator:
		return "Thay đổi đơn vị phối hợp"
	case TimeWithinYear:
		return "Thay đổi thời gian trong năm"
	case LessSupport:
		return "Giữ nguyên hoặc giảm kinh phí hỗ trợ"
	case OtherChange:
		return "Điều chỉnh khác"
	}
	return string(c)
}

// An Authority (cấp có thẩm quyền) is who decides.
type Authority string

// The authorities.
const (
	MOIT             Authority = "moit"      // Bộ Công Thương
	Agency           Authority = "cuc"       // the ministry's agency for industrial promotion
	ProvincialPeople Authority = "ubnd_tinh" // Ủy ban nhân dân tỉnh
	Department       Authority = "so"        // Sở Công Thương
)

// Label returns the Vietnamese name of a.
func (a Authority) Label() string {
	switch a {
	case MOIT:
		return "Bộ Công Thương"
	case Agency:
		return "Cục quản lý khuyến công (Bộ Công Thương)"
	case ProvincialPeople:
		return "Ủy ban nhân dân tỉnh"
	case Department:
		return "Sở Công Thương"
	}
	return string(a)
}

// DecidedBy returns who decides a change to a scheme of the fund, the citation,
// and whether it was read in the text. Each province sets its own rule for
// local schemes; there the answer is the default of the house, the People's
// Committee for the ministry and the department for the agency, and never
// verified. No authority answers for a change or a fund it does not know.
//
// Law: TT 36/2013/TT-BCT Điều 11; for local schemes TT 46/2012/TT-BCT Điều 8 khoản 3 điểm b.
func DecidedBy(fund norm.Fund, group bool, change Change) (Authority, string, bool) {
	f := must().money
	i := slices.IndexFunc(f.Decides, func(e decideEntry) bool { return e.Change == change })
	if i < 0 {
		return "", "", false
	}
	e := f.Decides[i]
	byGroup := group && e.Group != ""
	switch fund {
	case norm.National:
		if byGroup {
			return e.Group, e.GroupCite, true
		}
		return e.National, e.Cite, true
	case norm.Local:
		if byGroup {
			return e.Group, f.LocalCite, false
		}
		return e.Local, f.LocalCite, false
	}
	return "", "", false
}

// checkDecides reports the first decision that is wrong or missing.
func (f moneyFile) checkDecides() error {
	known := []Authority{MOIT, Agency, ProvincialPeople, Department}
	for _, change := range Changes() {
		n := 0
		for _, e := range f.Decides {
			if e.Change == change {
				n++
			}
		}
		if n != 1 {
			return fmt.Errorf("change %s: is there %d times, not once", change, n)
		}
	}
	for _, e := range f.Decides {
		switch {
		case !slices.Contains(Changes(), e.Change):
			return fmt.Errorf("change %q: is unknown", e.Change)
		case !slices.Contains(known, e.National) || !slices.Contains(known, e.Local) || e.Cite == "":
			return fmt.Errorf("change %s: known authorities and a citation are needed", e.Change)
		case e.Group != "" && (!slices.Contains(known, e.Group) || e.GroupCite == ""):
			return fmt.Errorf("change %s: the group's authority is unknown or not cited", e.Change)
		}
	}
	if f.LocalCite == "" {
		return fmt.Errorf("local_cite is needed")
	}
	return nil
}
