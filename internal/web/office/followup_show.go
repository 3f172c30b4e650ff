package office

import (
	"net/http"
	"strconv"
	"strings"

	"rsc.io/qr"

	"example.vn/khuyencong/internal/domain/followup"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/web/ui"
)

// followupMost is how many rows a list shows.
const followupMost = 200

// followupListPage is the follow-ups of a filter.
type followupListPage struct {
	Shell   ui.Shell
	By      followup.Filter
	Problem error
	Rows    []followup.Followup
	All     int // of the filter; Rows may be fewer
	Today   calendar.Date
	MayAsk  bool
	Base    string // address of the office, before the path of a link
}

func (c *call) followupList() error {
	form, err := ui.ReadForm(c.r)
	if err != nil {
		return err
	}
	p := followupListPage{Today: c.today(), MayAsk: c.may(access.AskFollowup), Base: c.followupBase()}
	p.By, p.Problem = followupFilter(form)
	if err := c.view(func(tx *db.Tx) (err error) { p.Rows, err = followup.All(c.ctx(), tx, p.By); return err }); err != nil {
		return err
	}
	p.All = len(p.Rows)
	p.Rows = p.Rows[:min(p.All, followupMost)]
	p.Shell = c.page("Phiếu theo dõi")
	p.Shell.HasErrors = p.Problem != nil
	p.Shell.Back = &ui.Link{Label: "Theo dõi sau hỗ trợ", Href: followupPath}
	return c.render(paperStatus(p.Problem), followupListView(p))
}

// followupBase is under which address the public finds the office; "" when
// nobody has said. What a browser says proves nothing: a link goes to others.
func (c *call) followupBase() string { return strings.TrimSuffix(c.s.URL, "/") }

// followupShowPage is one follow-up.
type followupShowPage struct {
	Shell  ui.Shell
	F      followup.Followup
	Facts  []ui.Row
	Answer []ui.Row
	Closed bool
	Link   string // "" for who may not ask: whoever has it could answer
	Whole  bool   // Link can be opened as it is
	MayAsk bool
	Form   followupForm
}

// followupRead is the page of the follow-up in the address.
func (c *call) followupRead() (p followupShowPage, err error) {
	var asked, told string
	err = c.view(func(tx *db.Tx) (err error) {
		if p.F, err = followup.ByID(c.ctx(), tx, followup.ID(c.r.PathValue("phieu"))); err != nil {
			return err
		}
		if asked, err = c.nameOfUser(tx, p.F.AskedBy); err != nil || p.F.AnsweredBy == "" {
			return err
		}
		told, err = c.nameOfUser(tx, p.F.AnsweredBy)
		return err
	})
	if err != nil {
		return p, err
	}
	p.MayAsk, p.Closed = c.may(access.AskFollowup), p.F.Closed(c.today())
	if p.MayAsk {
		p.Link, p.Whole = c.followupBase()+followupLink+"/"+p.F.Code, c.s.URL != ""
	}
	p.Facts = []ui.Row{
		{Key: "Đơn vị thụ hưởng", Value: p.F.Name, Href: ui.Path("co-so", string(p.F.Establishment))},
		{Key: "Đề án", Value: p.F.Title, Href: ui.Path("de-an", string(p.F.Scheme))},
		{Key: "Nội dung", Value: followupContent(p.F.Content)},
		{Key: "Mốc", Value: followupMark(p.F.Months) + ", từ " + ui.Day(p.F.On)},
		{Key: "Lập đường dẫn", Value: asked + ", " + ui.Moment(p.F.AskedAt)},
		{Key: "Nhận trả lời đến hết", Value: ui.Day(p.F.ClosesOn)},
	}
	p.Answer = followupAnswerRows(p.F, told)
	p.Form = followupFormOf(p.F, followupOne(p.F.ID))
	return p, nil
}

// followupAnswerRows is what was answered, and by whom.
func followupAnswerRows(f followup.Followup, told string) []ui.Row {
	number := func(n int64, unit string) string {
		if n == followup.Unknown {
			return "không nói"
		}
		return ui.Count(n) + " " + unit
	}
	said := func(s string) string {
		if s == "" {
			return "không nói"
		}
		return s
	}
	how := "cơ sở, qua đường dẫn"
	if told != "" {
		how = told + " ghi hộ"
	}
	return []ui.Row{
		{Key: "Còn dùng", Value: f.Answer.Used.Label()},
		{Key: "Lao động", Value: number(f.Answer.Workers, "người")},
		{Key: "Doanh thu một tháng", Value: number(int64(f.Answer.Revenue), "đ")},
		{Key: "Sản lượng một tháng", Value: said(f.Answer.Output)},
		{Key: "Điện một tháng", Value: number(f.Answer.Energy, "kWh")},
		{Key: "Nói thêm", Value: said(f.Answer.Note)},
		{Key: "Trả lời", Value: how + ", " + ui.Moment(f.AnsweredAt)},
	}
}

func (c *call) followupShow() error {
	p, err := c.followupRead()
	if err != nil {
		return err
	}
	return c.followupShowRender(p)
}

func (c *call) followupShowRender(p followupShowPage) error {
	p.Shell = c.page("Phiếu theo dõi " + string(p.F.ID))
	p.Shell.HasErrors = p.Form.Problem != nil
	p.Shell.Back = &ui.Link{Label: "Theo dõi sau hỗ trợ", Href: followupPath}
	return c.render(paperStatus(p.Form.Problem), followupShowView(p))
}

// followupTell keeps what an establishment told by telephone.
func (c *call) followupTell() error {
	p, err := c.followupRead()
	if err != nil {
		return err
	}
	form, err := ui.ReadForm(c.r)
	if err != nil {
		return err
	}
	a, err := p.Form.read(form)
	if err == nil {
		err = c.done(form, "Đã ghi trả lời.", func(tx *db.Tx) (string, error) {
			return followupOne(p.F.ID), followup.Tell(c.ctx(), tx, p.F.ID, p.Form.Version, a)
		})
	}
	if !ui.Correctable(err) {
		return err
	}
	p.Form.Problem = err
	return c.followupShowRender(p)
}

// followupSlipPage is the paper by which an establishment is asked.
type followupSlipPage struct {
	Shell  ui.Shell
	F      followup.Followup
	Centre string
	Link   string
	QR     string // drawing, "" when the link cannot be opened as it is
}

func (c *call) followupSlip() error {
	one, err := c.followupRead()
	if err != nil {
		return err
	}
	if one.Closed {
		return one.F.Refusal(c.today())
	}
	p := followupSlipPage{F: one.F, Centre: c.province.Centre, Link: one.Link}
	if one.Whole {
		if p.QR, err = followupQR(one.Link); err != nil {
			return err
		}
	}
	p.Shell = c.page("Phiếu mời trả lời " + string(one.F.ID))
	p.Shell.Width = ui.Narrow
	p.Shell.Back = &ui.Link{Label: "Phiếu theo dõi " + string(one.F.ID), Href: followupOne(one.F.ID)}
	return c.render(http.StatusOK, followupSlipView(p))
}

// followupQR draws the QR code of a link, with the white margin that readers
// need.
func followupQR(link string) (string, error) {
	code, err := qr.Encode(link, qr.M)
	if err != nil {
		return "", fault.New(fault.Invalid, "Địa chỉ của phần mềm quá dài nên không vẽ được mã QR.")
	}
	const margin = 4
	side := strconv.Itoa(code.Size + 2*margin)
	var b strings.Builder
	b.WriteString(`<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="Mã QR của đường dẫn" width="200" height="200" viewBox="0 0 ` + side + ` ` + side + `">`)
	b.WriteString(`<rect width="` + side + `" height="` + side + `" fill="#fff"/><path fill="#000" shape-rendering="crispEdges" d="`)
	for y := range code.Size {
		for x := range code.Size {
			if code.Black(x, y) {
				b.WriteString("M" + strconv.Itoa(x+margin) + " " + strconv.Itoa(y+margin) + "h1v1h-1z")
			}
		}
	}
	b.WriteString(`"/></svg>`)
	return b.String(), nil
}
