package office

import (
	"net/http"
	"slices"
	"strings"

	"example.vn/khuyencong/internal/domain/lawbook"
	"example.vn/khuyencong/internal/domain/norm"
	"example.vn/khuyencong/internal/domain/procedure"
	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/web/ui"
)

// adminProcedurePage is the procedure of a fund in force on a day.
type adminProcedurePage struct {
	Shell     ui.Shell
	Day       calendar.Date
	Typed     string
	Fund      norm.Fund
	Former    string // code of the former province whose area is looked at, "" for all
	Formers   []ui.Option
	Problem   error
	Sets      []procedure.Set
	Moves     []procedure.Move
	Changes   []adminChange
	Ceiling   procedure.AdvanceLimit
	Advances  []procedure.AdvanceRule
	Deadlines []procedure.Deadline
	Papers    []adminPapers
	Versions  []adminSet
}

// adminChange is who decides a kind of change, and who for a group scheme if
// that is somebody else.
type adminChange struct {
	procedure.Decider

	Group procedure.Decider
}

// adminPapers is what a step asks for.
type adminPapers struct {
	Step  procedure.Step
	Lists []procedure.PaperList
}

// adminSet is a set of rules with the day on which it shows.
type adminSet struct {
	procedure.Set

	Href string
	Now  bool
}

// adminProcedure shows the procedure of a fund that is in force on a chosen day.
func (c *call) adminProcedure() error {
	form, err := ui.ReadForm(c.r)
	if err != nil {
		return err
	}
	p := adminProcedurePage{Day: c.today(), Typed: form.Raw("ngay"), Fund: norm.National}
	if p.Typed == "" {
		p.Typed = ui.Day(p.Day)
	} else {
		day, err := calendar.Parse(p.Typed)
		if err != nil {
			day, err = calendar.ParseVN(p.Typed)
		}
		form.Check(err == nil, "ngay", "Ngày phải có dạng ngày/tháng/năm, ví dụ 31/8/2020.")
		if err == nil {
			p.Day, p.Typed = day, ui.Day(day)
		}
	}
	switch part := form.Line("nguon"); part {
	case "", fundNationalPath:
	case fundLocalPath:
		p.Fund = norm.Local
	default:
		form.Check(false, "nguon", "Nguồn kinh phí là khuyến công quốc gia hoặc địa phương.")
	}
	var book *procedure.Book
	err = c.view(func(tx *db.Tx) (err error) {
		book, err = lawbook.ProcedureOf(c.ctx(), tx)
		return err
	})
	if err != nil {
		return err
	}
	p.read(book, c.scope.Province, form.Line("tinh-cu"))
	p.Problem = form.Err("Có chỗ chưa đúng nên trang hiện thủ tục của hôm nay hoặc của khuyến công quốc gia.")
	p.Shell = c.page("Thủ tục")
	p.Shell.HasErrors, p.Shell.Print = p.Problem != nil, ui.Wide
	p.Shell.Back = &ui.Link{Label: "Quản trị", Href: "/quan-tri"}
	status := http.StatusOK
	if p.Problem != nil {
		status = http.StatusUnprocessableEntity
	}
	return c.render(status, adminProcedureView(p))
}

// read fills in what the book says for the fund on the day.
func (p *adminProcedurePage) read(book *procedure.Book, province, former string) {
	p.versions(book, province)
	if slices.ContainsFunc(p.Formers, func(o ui.Option) bool { return o.Value == former }) {
		p.Former = former
	}
	in := procedure.Area{Province: province, Former: p.Former}
	rules := book.For(in, p.Fund, p.Day)
	p.Sets, p.Moves, p.Ceiling, p.Advances = rules.Sets(), rules.Moves(), rules.AdvanceCeiling(), rules.Advances()
	for _, change := range procedure.Changes() {
		one, ok := rules.DecidedBy(false, change)
		if group, _ := rules.DecidedBy(true, change); ok && group != one {
			p.Changes = append(p.Changes, adminChange{one, group})
		} else if ok {
			p.Changes = append(p.Changes, adminChange{Decider: one})
		}
	}
	for _, step := range procedure.Steps() {
		p.Papers = append(p.Papers, adminPapers{step, rules.PaperLists(step)})
	}
	p.Deadlines = book.Deadlines(in, p.Fund, p.Day.Year())
}

// versions lists the sets that a province may look at, and the areas that have
// rules of their own.
func (p *adminProcedurePage) versions(book *procedure.Book, province string) {
	before := territory.SwitchDay.AddDays(-1)
	for _, s := range book.Sets() {
		if !s.National() && s.Area.Province != province {
			continue
		}
		fund := fundNationalPath
		if !s.National() {
			fund = fundLocalPath
		}
		shows := s.From
		if shows.IsZero() {
			shows = s.Until
		}
		href := ui.PathQuery(ui.Path("quan-tri", "quy-trinh"), "ngay", shows.String(), "nguon", fund, "tinh-cu", s.Area.Former)
		p.Versions = append(p.Versions, adminSet{s, href, s.On(p.Day) && (s.National() || p.Fund == norm.Local)})
		if u, ok := territory.Lookup(s.Area.Former, before); ok && !slices.ContainsFunc(p.Formers, func(o ui.Option) bool { return o.Value == u.Code }) {
			p.Formers = append(p.Formers, ui.Option{Value: u.Code, Label: u.Title() + " cũ"})
		}
	}
}

// fundPath is how addresses name the fund.
func (p *adminProcedurePage) fundPath() string {
	if p.Fund == norm.Local {
		return fundLocalPath
	}
	return fundNationalPath
}

// adminFunds are the funds to choose from.
func adminFunds() []ui.Option {
	return []ui.Option{{Value: fundNationalPath, Label: "Khuyến công quốc gia"}, {Value: fundLocalPath, Label: "Khuyến công địa phương"}}
}

// adminSetSpan says from when to when a set holds.
func adminSetSpan(s procedure.Set) string {
	from, until := "chưa rõ ngày bắt đầu", "đến nay"
	if !s.From.IsZero() {
		from = "từ " + ui.Day(s.From)
	}
	if !s.Until.IsZero() {
		until = "đến " + ui.Day(s.Until)
	}
	return from + ", " + until
}

// adminSetRows are the facts about a set.
func adminSetRows(s procedure.Set) []ui.Row {
	scope := "Cả nước"
	if !s.National() {
		scope = "Khuyến công địa phương của tỉnh"
		if s.Area.Former != "" {
			scope += ", trên địa bàn tỉnh cũ mã " + s.Area.Former
		}
	}
	return []ui.Row{{Key: "Phạm vi", Value: scope}, {Key: "Hiệu lực", Value: adminSetSpan(s)}, {Key: "Căn cứ", Value: s.Citation}}
}

// adminDeeds names the deeds that bring a move about.
func adminDeeds(m procedure.Move) string {
	var names []string
	for _, d := range m.Deeds {
		names = append(names, d.Label())
	}
	return strings.Join(names, "; ")
}
