package office

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"example.vn/khuyencong/internal/domain/contract"
	"example.vn/khuyencong/internal/domain/identity"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/money"
	"example.vn/khuyencong/internal/web/ui"
)

// A contractAsk says how a field of a form is asked.
type contractAsk string

// The ways to ask.
const (
	contractLine   contractAsk = "line"
	contractArea   contractAsk = "area"
	contractMoney  contractAsk = "money"
	contractDay    contractAsk = "day"
	contractSelect contractAsk = "select"
	contractCards  contractAsk = "cards"
	contractTick   contractAsk = "tick"
	contractHidden contractAsk = "hidden"
)

// A contractInput is one field of a form.
type contractInput struct {
	ui.Field
	As      contractAsk
	Options []ui.Option
	On      bool // a tick
}

// A contractPart is one form of a page.
type contractPart struct {
	Title   string
	Text    string
	Action  string
	Version int64 // sent along when positive
	Inputs  []contractInput
	Body    templ.Component // further fields
	Buttons []ui.Btn
	Upload  bool
}

// A contractNote is a remark with the provision it rests on.
type contractNote struct {
	Kind     ui.Kind
	Text     string
	List     []string // said one under the other
	Basis    string
	Verified bool
}

// A contractPage is one deed of the life of a contract: what is known, what is
// to be minded, and the forms of those who may act now.
type contractPage struct {
	Shell   ui.Shell
	Title   string
	Meta    string
	Tag     ui.Kind
	State   string
	Problem error
	Summary []ui.FieldError
	Notes   []contractNote
	Facts   []ui.Row
	Body    templ.Component
	Parts   []contractPart
	Closed  string // why nothing can be done here now
	Back    string
	Wide    bool     // has a table that needs the room
	Order   []string // fields of Body, for the summary of errors
}

// A contractTyped is what was typed into a form that is shown again.
type contractTyped struct {
	form    *ui.Form
	files   []contractFile // electronic invoices that came with it
	problem error
}

// value is what was typed, or first when nothing was.
func (t contractTyped) value(name, first string) string {
	if t.form != nil && t.form.Has(name) {
		return t.form.Raw(name)
	}
	return first
}

// ticked is whether the box was ticked, or first when nothing was sent.
func (t contractTyped) ticked(name string, first bool) bool {
	if t.form != nil {
		return t.form.Bool(name)
	}
	return first
}

// money is the amount typed, zero when it cannot be read.
func (t contractTyped) money(name string, first money.VND) money.VND {
	if t.form == nil || !t.form.Has(name) {
		return first
	}
	v, err := money.Parse(t.form.Line(name))
	if err != nil {
		return 0
	}
	return v
}

// A contractScreen builds a page from the file of the contract.
type contractScreen func(c *call, tx *db.Tx, f *contract.File, t contractTyped) (contractPage, error)

// A contractDeed acts and says where the browser goes.
type contractDeed func(tx *db.Tx) (location string, err error)

// contractScheme is the scheme in the address.
func (c *call) contractScheme() scheme.ID { return scheme.ID(c.r.PathValue("id")) }

// contractHome is the address of the tab of the scheme in the address.
func (c *call) contractHome(parts ...string) string {
	return schemePath(c.contractScheme(), append([]string{schemeTabContract}, parts...)...)
}

// contractOpen shows a screen.
func (c *call) contractOpen(screen contractScreen) error {
	return c.contractRender(http.StatusOK, screen, contractTyped{})
}

func (c *call) contractRender(status int, screen contractScreen, t contractTyped) error {
	var p contractPage
	err := c.view(func(tx *db.Tx) error {
		f, err := contract.OfScheme(c.ctx(), tx, c.contractScheme())
		if err != nil {
			return err
		}
		if p, err = screen(c, tx, f, t); err != nil {
			return err
		}
		p.Meta = "Đề án " + string(f.Scheme.ID) + ": " + f.Scheme.Title
		return nil
	})
	if err != nil {
		return err
	}
	p.Problem = t.problem
	if t.problem != nil {
		p.Summary = p.wire(t.problem)
	}
	p.Shell = c.page(p.Title)
	p.Shell.HasErrors, p.Shell.Width = t.problem != nil, ui.Narrow
	if p.Wide {
		p.Shell.Width = ui.Normal
	}
	p.Shell.Back = &ui.Link{Label: "Hợp đồng và tiền", Href: c.contractHome()}
	p.Back = c.contractHome()
	return c.render(status, contractView(p))
}

// wire puts the messages of err beside the fields, and lists them in the order
// of the page.
func (p *contractPage) wire(err error) []ui.FieldError {
	problems := ui.Problems(err)
	var order []string
	for i := range p.Parts {
		for j := range p.Parts[i].Inputs {
			in := &p.Parts[i].Inputs[j]
			in.Error = problems[in.Name]
			order = append(order, in.Name)
		}
	}
	errs := ui.FieldErrors(err, append(order, p.Order...)...)
	for i, e := range errs {
		no, ok := strings.CutPrefix(e.ID, "invoice_")
		if !ok {
			no, ok = strings.CutPrefix(e.ID, "reading_")
		}
		if ok {
			no, _, _ = strings.Cut(no, "_")
			errs[i].Message = "Hóa đơn " + no + ": " + e.Message
		}
		if no, ok = strings.CutPrefix(e.ID, "line_"); ok {
			no, _, _ = strings.Cut(no, "_")
			errs[i].Message = "Dòng " + no + " của dự toán: " + e.Message
		}
	}
	return errs
}

// contractDo reads a form, acts, and goes where the deed says. A form that can
// be mended is shown again with what was typed.
func (c *call) contractDo(screen contractScreen, said string, read func(form *ui.Form) contractDeed) error {
	form, err := ui.ReadForm(c.r)
	if err != nil {
		return err
	}
	return c.contractAct(contractTyped{form: form}, screen, said, read)
}

// contractAct is contractDo for a form that has been read.
func (c *call) contractAct(t contractTyped, screen contractScreen, said string, read func(form *ui.Form) contractDeed) error {
	t.form.Key()
	deed := read(t.form)
	if t.problem = t.form.Err("Hãy xem lại các chỗ được đánh dấu."); t.problem == nil {
		t.problem = c.done(t.form, said, deed)
	}
	if !ui.Correctable(t.problem) {
		return t.problem
	}
	return c.contractRender(fault.KindOf(t.problem).Status(), screen, t)
}

// contractOf returns the contract of the scheme in the address.
func (c *call) contractOf(tx *db.Tx) (*contract.Contract, error) {
	f, err := contract.OfScheme(c.ctx(), tx, c.contractScheme())
	if err != nil {
		return nil, err
	}
	if f.Contract == nil {
		return nil, fault.New(fault.Conflict, "Đề án này chưa có hợp đồng.")
	}
	return f.Contract, nil
}

// contractVersion is the version of what the person saw.
func contractVersion(form *ui.Form) int64 { return int64(form.Int("version")) }

// contractMissing is the fault of an address that leads to nothing.
func contractMissing(what string) error {
	return fault.New(fault.NotFound, "Không tìm thấy "+what+" của đề án này.")
}

// contractNames finds the names of the people with the ids.
func (c *call) contractNames(tx *db.Tx, ids ...string) (map[string]string, error) {
	names := map[string]string{"": "", "system": "Hệ thống"}
	for _, id := range ids {
		if _, ok := names[id]; ok {
			continue
		}
		u, err := identity.ByID(c.ctx(), tx, identity.ID(id))
		switch {
		case err == nil:
			names[id] = u.Name
		case fault.KindOf(err) == fault.NotFound:
			names[id] = id
		default:
			return nil, err
		}
	}
	return names, nil
}

// contractMine reports whether the caller is the person with the id.
func (c *call) contractMine(id string) bool { return c.scope.Actor.ID == id }

// contractWhen puts a person and a moment together.
func contractWhen(name, at string) string {
	if at == "" {
		return name
	}
	return name + ", " + ui.Moment(at)
}

// contractLines cuts a text of several lines.
func contractLines(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, "\n")
}

// contractWarnings turns the lines of a stored warning into one note.
func contractWarnings(s string) []contractNote {
	lines := contractLines(s)
	if len(lines) == 0 {
		return nil
	}
	return []contractNote{{Kind: ui.Warn, Text: "Cần lưu ý (" + ui.Count(len(lines)) + "):", List: lines, Verified: true}}
}

// contractMonth writes a month "2026-08" as people do: 08/2026.
func contractMonth(m string) string {
	year, month, ok := strings.Cut(m, "-")
	if !ok {
		return m
	}
	return month + "/" + year
}

// contractDays writes a span of days.
func contractDays(from, to calendar.Date) string { return ui.Day(from) + " đến " + ui.Day(to) }

func contractVersionValue(v int64) string { return strconv.FormatInt(v, 10) }
