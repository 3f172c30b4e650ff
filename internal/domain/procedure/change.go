package procedure

import (
	"slices"

	"example.vn/khuyencong/internal/domain/norm"
)

type changeEntry struct {
	Change     Change    `yaml:"change"`
	National   Authority `yaml:"national"`
	Local      Authority `yaml:"local"`
	Group      Authority `yaml:"group"`
	GroupCite  string    `yaml:"group_cite"`
	basisEntry `yaml:",inline"`
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
	Implementer      Authority = "don_vi"    // đơn vị thực hiện đề án; decides no change
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
	case Implementer:
		return "Đơn vị thực hiện đề án"
	}
	return string(a)
}

// deciders are the authorities that may decide a change.
func deciders() []Authority { return []Authority{MOIT, Agency, ProvincialPeople, Department} }

// A Decider (thẩm quyền) is who decides a kind of change.
type Decider struct {
	Basis

	Change    Change
	Authority Authority
}

// DecidedBy returns who decides a change to a scheme, for a group scheme where
// the text tells it apart. Nobody answers for a change that the rules do not
// know. Where a province has no rule of its own, the national one stands in for
// it: the People's Committee for the ministry, the department for the agency.
//
// Law: TT 36/2013/TT-BCT Điều 11; for local schemes TT 46/2012/TT-BCT Điều 8 khoản 3 điểm b.
func (r Rules) DecidedBy(group bool, change Change) (Decider, bool) {
	for _, l := range r.layers {
		i := slices.IndexFunc(l.rules.Changes, func(e changeEntry) bool { return e.Change == change && e.by(r.Fund) != "" })
		if i < 0 {
			continue
		}
		e := l.rules.Changes[i]
		who := e.by(r.Fund)
		if group && e.Group != "" {
			who, e.Cite = e.Group, e.GroupCite
		}
		return Decider{r.defaulted(l, e.basisEntry), change, who}, true
	}
	return Decider{}, false
}

func (e changeEntry) by(fund norm.Fund) Authority {
	switch fund {
	case norm.National:
		return e.National
	case norm.Local:
		return e.Local
	}
	return ""
}

// changes checks who decides what.
func (c *checker) changes() {
	seen := make(map[Change]bool)
	for i := range c.file.Changes {
		e := &c.file.Changes[i]
		path := at("changes", i)
		c.basis(&e.basisEntry, path...)
		c.check(slices.Contains(Changes(), e.Change), at("changes", i, "change"), "Không có loại điều chỉnh “%s”.", e.Change)
		c.check(!seen[e.Change], path, "Loại điều chỉnh “%s” ghi hai lần.", e.Change)
		seen[e.Change] = true
		c.authority(e.National, e.Local, deciders(), path)
		c.check(e.Group == "" || slices.Contains(deciders(), e.Group), at("changes", i, "group"), "Không có cấp quyết định “%s”.", e.Group)
		c.check((e.Group == "") == (e.GroupCite == ""), path, "Cấp quyết định cho đề án nhóm (group) đi cùng căn cứ của nó (group_cite).")
		c.check(c.local() || (e.National != "" && e.Local != ""), path, "Chưa ghi cấp quyết định của cả hai nguồn (national, local).")
	}
	if c.local() || c.file.BasedOn != "" {
		return
	}
	for _, change := range Changes() {
		c.check(seen[change], at("changes"), "Thiếu cấp quyết định cho loại điều chỉnh “%s” (%s).", change.Label(), change)
	}
	c.check(c.file.LocalCite != "", at("local_cite"), "Chưa ghi căn cứ để tỉnh tự quy định (local_cite).")
}

// authority checks who decides a rule for either fund.
func (c *checker) authority(national, local Authority, among []Authority, path []any) {
	c.check(national == "" || slices.Contains(among, national), append(path, "national"), "Không có cấp quyết định “%s” ở đây.", national)
	ministry := local == MOIT || local == Agency
	c.check(local == "" || slices.Contains(among, local) && !ministry, append(path, "local"), "Không có cấp quyết định “%s” ở đây.", local)
	c.check(!c.local() || national == "", append(path, "national"), "Tỉnh không quy định cho khuyến công quốc gia.")
	c.check(!c.local() || local != "", path, "Chưa ghi cấp quyết định (local).")
}
