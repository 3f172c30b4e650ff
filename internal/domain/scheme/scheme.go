// Package scheme is the scheme (đề án khuyến công): its dossier and its life
// from draft to closing.
//
// A scheme asks one fund, national or local, to support one or several
// contents of activity for one or several establishments. The package keeps
// the dossier and says which moves are lawful; the money itself is in package
// ledger, and the later nouns (appraisal, plan, contract) move a scheme on
// through Move.
package scheme

import (
	"example.vn/khuyencong/internal/domain/establishment"
	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/norm"
	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/money"
)

// ID identifies a scheme within its province: the year and a serial, such as
// "2026-0017".
type ID string

// Subject is how ledger, audit and attachments refer to the scheme.
func (id ID) Subject() string { return "scheme/" + string(id) }

// An Origin says how a scheme came into the program.
type Origin string

// The origins.
const (
	FromOffice  Origin = "office"  // soạn tại Trung tâm
	FromSurvey  Origin = "survey"  // từ nhu cầu của xã
	FromArchive Origin = "archive" // nhập từ danh sách cũ
)

// A GroupPlan is where the execution plan of a group scheme stands: a group
// may be approved before its beneficiaries are named, and then Sở approves who
// they are.
//
// Law: TT 36/2013/TT-BCT Điều 21 khoản 2 điểm a, Mẫu 11.
type GroupPlan string

// The states of the execution plan of a group scheme.
const (
	NoGroupPlan       GroupPlan = ""
	GroupPlanPending  GroupPlan = "pending"  // chưa duyệt danh sách
	GroupPlanApproved GroupPlan = "approved" // Sở đã duyệt danh sách
)

// A Scheme (đề án khuyến công) is one proposal for support from a fund.
type Scheme struct {
	ID ID
	// Province is the code of whose scheme it is.
	Province string
	Year     int // budget year in which support begins
	YearEnd  int // last budget year; after Year for a multi-year scheme
	Fund     ledger.Fund
	Group    bool // đề án nhóm: 2–10 beneficiaries, which may be named later
	Key      bool // đề án điểm
	Title    string

	Objectives  string // mục tiêu
	Scope       string // quy mô, nội dung, đặc điểm nổi bật
	Effects     string // hiệu quả kinh tế, xã hội, môi trường
	StartsOn    calendar.Date
	EndsOn      calendar.Date
	Implementer string // đơn vị thực hiện
	Coordinator string // đơn vị phối hợp
	Place       territory.Address
	Territory   string   // code of normbook's territory class, "" for none
	Industry    string   // code of normbook's industry
	Priorities  []string // codes of normbook's priority industry groups

	Contents      []Content
	Costs         []Cost
	Beneficiaries []Beneficiary

	State        State
	DueOn        calendar.Date // when a supplement is due, in state Returned
	Ceiling      money.VND     // sum of the ceilings at the last check; 0: no ceiling in the text
	Total        money.VND     // all sources
	Asked        money.VND     // from the scheme's fund, all years
	Appraised    money.VND
	GroupPlan    GroupPlan
	GroupPlanNo  string // number of Sở's decision
	Need         string // id of the need it grew from
	Origin       Origin
	OriginKey    string // what an imported row is recognised by
	Source       string // where published figures come from
	Illustrative bool   // dữ liệu minh họa
	Note         string
	PreparedBy   string // user id of whoever handed it in
	Version      int64  // counts changes, to refuse edits made on a stale page
	CreatedAt    string
	UpdatedAt    string
}

// A Content (nội dung hoạt động) is one kind of activity of a scheme.
type Content struct {
	No    int
	Code  norm.Content
	Title string // in the scheme's own words
	Units int64  // how many establishments, models, clusters… as the norm counts
}

// A Cost (dòng dự toán) is one line of the estimate, by source, in one budget
// year.
//
// Law: TT 36/2013/TT-BCT Phụ lục 1 Mẫu 1.
type Cost struct {
	No        int
	ContentNo int
	Year      int
	Name      string
	Unit      string
	Quantity  string
	National  money.VND // khuyến công quốc gia
	Local     money.VND // khuyến công địa phương
	Own       money.VND // đóng góp của đơn vị thụ hưởng
	Other     money.VND // nguồn khác
	Note      string
}

// Total is the sum of the sources of the line.
func (c Cost) Total() money.VND { return c.National + c.Local + c.Own + c.Other }

// From is what the line asks of fund f.
func (c Cost) From(f ledger.Fund) money.VND {
	switch f {
	case ledger.National:
		return c.National
	case ledger.District:
		return c.Other
	case ledger.Local:
	}
	return c.Local
}

// A Beneficiary (đơn vị thụ hưởng) is the part of an establishment in a scheme.
type Beneficiary struct {
	No            int
	Establishment establishment.ID
	Name          string             // of the establishment, read only
	Kind          establishment.Kind // of it, read only
	ContentNo     int                // 0: the scheme as a whole
	Cost          money.VND
	Support       money.VND
	Place         territory.Address // as it was when the establishment joined
	LeftOn        calendar.Date     // when it was replaced, zero while it takes part
	LeftReason    string
}

// Active returns the beneficiaries that take part now.
func (s *Scheme) Active() []Beneficiary {
	var all []Beneficiary
	for _, b := range s.Beneficiaries {
		if b.LeftOn.IsZero() {
			all = append(all, b)
		}
	}
	return all
}

// MainContent is the first content, under which the scheme is counted.
func (s *Scheme) MainContent() norm.Content {
	if len(s.Contents) == 0 {
		return ""
	}
	return s.Contents[0].Code
}

// AskedIn is what the scheme asks of its fund in one budget year.
func (s *Scheme) AskedIn(year int) money.VND {
	var sum money.VND
	for _, c := range s.Costs {
		if c.Year == year {
			sum += c.From(s.Fund)
		}
	}
	return sum
}

// MultiYear reports whether support spreads over several budget years.
func (s *Scheme) MultiYear() bool { return s.YearEnd > s.Year }

// sum recomputes what follows from the estimate.
func (s *Scheme) sum() {
	s.Total, s.Asked = 0, 0
	for _, c := range s.Costs {
		s.Total += c.Total()
		s.Asked += c.From(s.Fund)
	}
}
