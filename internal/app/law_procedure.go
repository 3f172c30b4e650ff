package app

import (
	"strings"
	"time"

	"example.vn/khuyencong/internal/domain/norm"
	"example.vn/khuyencong/internal/domain/procedure"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/fault"
)

// lawProcedureCmd tells the procedure in force.
type lawProcedureCmd struct {
	format
	officeLaw

	On       string    `placeholder:"NGÀY" help:"Xét vào ngày này, ví dụ 2026-01-05; nếu bỏ trống: hôm nay."`
	Fund     norm.Fund `enum:"national,local" default:"national" placeholder:"national|local" help:"Nguồn kinh phí: national (quốc gia) hoặc local (địa phương)."`
	Province string    `placeholder:"MÃ" help:"Mã tỉnh, ví dụ 19; chỉ có nghĩa với nguồn địa phương."`
	Former   string    `placeholder:"MÃ" help:"Mã tỉnh trước 01/7/2025 giữ địa bàn, khi tỉnh có quy định riêng cho địa bàn đó."`
}

// A lawBasis is what a rule rests on, as JSON says it.
type lawBasis struct {
	Citation string        `json:"citation"`
	Evidence norm.Evidence `json:"evidence"`
	Verified bool          `json:"verified"`
	Set      string        `json:"set"`
	Default  bool          `json:"default"`
}

// The parts of a procedure as JSON says them.
type (
	lawSet struct {
		ID         string        `json:"id"`
		Instrument string        `json:"instrument"`
		Province   string        `json:"province,omitempty"`
		Former     string        `json:"former,omitempty"`
		From       calendar.Date `json:"from"`
		Until      calendar.Date `json:"until"`
		Note       string        `json:"note,omitempty"`
	}
	lawMove struct {
		From      procedure.State     `json:"from"`
		To        procedure.State     `json:"to"`
		Authority procedure.Authority `json:"authority"`
		Deeds     []access.Deed       `json:"deeds"`
		lawBasis
	}
	lawChange struct {
		Change    procedure.Change    `json:"change"`
		Authority procedure.Authority `json:"authority"`
		Group     procedure.Authority `json:"group_authority"`
		lawBasis
	}
	lawAdvance struct {
		Contents   []norm.Content `json:"contents"`
		Text       string         `json:"text"`
		FirstBP    int64          `json:"first_bp"`
		VolumeBP   int64          `json:"volume_bp"`
		Acceptance bool           `json:"after_acceptance"`
		Papers     []string       `json:"papers"`
		lawBasis
	}
	lawPaper struct {
		Step     procedure.Step `json:"step"`
		Contents []norm.Content `json:"contents"`
		Code     string         `json:"code"`
		Name     string         `json:"name"`
		Form     string         `json:"form,omitempty"`
		Required bool           `json:"required"`
		When     string         `json:"when,omitempty"`
		lawBasis
	}
	lawDeadline struct {
		Code string                 `json:"code"`
		Kind procedure.DeadlineKind `json:"kind"`
		Name string                 `json:"name"`
		Text string                 `json:"text"`
		Who  string                 `json:"who"`
		To   string                 `json:"to"`
		Dues []calendar.Date        `json:"dues"`
		lawBasis
	}
	lawProcedure struct {
		On        calendar.Date `json:"on"`
		Fund      norm.Fund     `json:"fund"`
		Province  string        `json:"province,omitempty"`
		Sets      []lawSet      `json:"sets"`
		Moves     []lawMove     `json:"moves"`
		Changes   []lawChange   `json:"changes"`
		CeilingBP int64         `json:"advance_ceiling_bp"`
		Ceiling   lawBasis      `json:"advance_ceiling_basis"`
		Advances  []lawAdvance  `json:"advances"`
		Papers    []lawPaper    `json:"papers"`
		Deadlines []lawDeadline `json:"deadlines"`
	}
)

// Run runs the command.
func (c *lawProcedureCmd) Run(e *env) error {
	day, err := dayFlag("--on", c.On)
	if err != nil {
		return err
	}
	clock := e.Clock
	if clock == nil {
		clock = time.Now //nolint:forbidigo // without a database there is no other clock
	}
	if day.IsZero() {
		day = calendar.Of(clock())
	}
	if c.Province != "" {
		if err := checkProvince(c.Province, calendar.Of(clock())); err != nil {
			return err
		}
	}
	if c.Former != "" && c.Province == "" {
		return fault.New(fault.Invalid, "Hãy ghi --province khi đã ghi --former.")
	}
	book, err := c.procedure(e, c.Province)
	if err != nil {
		return err
	}
	p := readProcedure(book, procedure.Area{Province: c.Province, Former: c.Former}, c.Fund, day)
	if c.Format == "json" {
		return writeJSON(e, p)
	}
	return e.print("%s", strings.Join(p.lines(), "\n"))
}

// readProcedure gathers what the book says.
func readProcedure(book *procedure.Book, in procedure.Area, fund norm.Fund, day calendar.Date) lawProcedure {
	r := book.For(in, fund, day)
	ceiling := r.AdvanceCeiling()
	p := lawProcedure{On: day, Fund: fund, Province: in.Province, CeilingBP: int64(ceiling.Ratio), Ceiling: lawBasis(ceiling.Basis)}
	for _, s := range r.Sets() {
		p.Sets = append(p.Sets, lawSet{s.ID, s.Instrument, s.Area.Province, s.Area.Former, s.From, s.Until, s.Note})
	}
	for _, m := range r.Moves() {
		p.Moves = append(p.Moves, lawMove{m.From, m.To, m.Authority, m.Deeds, lawBasis(m.Basis)})
	}
	for _, change := range procedure.Changes() {
		if d, ok := r.DecidedBy(false, change); ok {
			group, _ := r.DecidedBy(true, change)
			p.Changes = append(p.Changes, lawChange{change, d.Authority, group.Authority, lawBasis(d.Basis)})
		}
	}
	for _, a := range r.Advances() {
		contents := append([]norm.Content{}, a.Contents...)
		p.Advances = append(p.Advances, lawAdvance{contents, a.Text(), int64(a.First), int64(a.NeedsVolume), a.NeedsAcceptance, a.Papers, lawBasis(a.Basis)})
	}
	for _, step := range procedure.Steps() {
		for _, list := range r.PaperLists(step) {
			contents := append([]norm.Content{}, list.Contents...)
			for _, paper := range list.Papers {
				p.Papers = append(p.Papers, lawPaper{step, contents, paper.Code, paper.Name, paper.Form, paper.Required, paper.When, lawBasis(paper.Basis)})
			}
		}
	}
	for _, d := range book.Deadlines(in, fund, day.Year()) {
		dues := append([]calendar.Date{}, d.Dues...)
		p.Deadlines = append(p.Deadlines, lawDeadline{d.Code, d.Kind, d.Name, d.Text(), d.Who, d.To, dues, lawBasis(d.Basis)})
	}
	return p
}

// text is the citation with its mark.
func (b lawBasis) text() string {
	if b.Verified {
		return " [" + b.Citation + "]"
	}
	return " [" + b.Citation + "; chưa kiểm chứng]"
}

// lines puts the procedure into words.
func (p lawProcedure) lines() []string {
	all := []string{"Thủ tục của " + strings.ToLower(p.Fund.Label()) + ", ngày " + p.On.VN() + ":"}
	for _, s := range p.Sets {
		line := "  " + s.Instrument
		if s.Note != "" {
			line += " (" + s.Note + ")"
		}
		all = append(all, line)
	}
	all = append(all, "", "Bước chuyển:")
	for _, m := range p.Moves {
		all = append(all, "  "+m.From.Label()+" → "+m.To.Label()+": "+m.Authority.Label()+m.text())
	}
	all = append(all, "", "Ai quyết định điều chỉnh:")
	for _, c := range p.Changes {
		who := c.Authority.Label()
		if c.Group != c.Authority {
			who += "; đề án nhóm: " + c.Group.Label()
		}
		all = append(all, "  "+c.Change.Label()+": "+who+c.text())
	}
	all = append(all, "", "Tạm ứng:")
	for _, a := range p.Advances {
		rule := procedure.AdvanceRule{Contents: a.Contents}
		all = append(all, "  "+rule.ContentNames()+": "+a.Text+a.text())
	}
	all = append(all, "", "Giấy tờ:")
	for _, x := range p.Papers {
		list := procedure.PaperList{Contents: x.Contents}
		all = append(all, "  "+x.Step.Label()+", "+list.ContentNames()+": "+x.Name+x.text())
	}
	all = append(all, "", "Thời hạn của kế hoạch năm:")
	for _, d := range p.Deadlines {
		all = append(all, "  "+d.Name+": "+d.Text+d.text())
	}
	return all
}
