package office

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"example.vn/khuyencong/internal/domain/contract"
	"example.vn/khuyencong/internal/domain/paper"
	"example.vn/khuyencong/internal/platform/blob"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/web/ui"
)

// paperFields is the order of the forms, with the labels.
var paperFields = []ui.Field{
	{Name: "book", Label: "Sổ"}, {Name: "arrived_on", Label: "Ngày đến"}, {Name: "issuer", Label: "Nơi gửi"}, {Name: "symbol", Label: "Số, ký hiệu của văn bản"},
	{Name: "kind", Label: "Loại văn bản"}, {Name: "about", Label: "Trích yếu"}, {Name: "day", Label: "Ngày của văn bản"},
	{Name: "unit", Label: "Đơn vị soạn thảo"}, {Name: "signer", Label: "Người ký"}, {Name: "signer_title", Label: "Chức vụ người ký"},
	{Name: "recipients", Label: "Nơi nhận"}, {Name: "urgency", Label: "Độ khẩn"}, {Name: "due_on", Label: "Hạn trả lời"}, {Name: "pages", Label: "Số trang"},
	{Name: "copies", Label: "Số lượng bản"}, {Name: "links", Label: "Đề án, hợp đồng, kế hoạch liên quan"}, {Name: "note", Label: "Ghi chú"}, {Name: paperFiles, Label: "Tệp"},
}

// paperFormPage is a form as it is shown: values as they were typed.
type paperFormPage struct {
	Shell       ui.Shell
	Direction   paper.Direction
	ID          paper.ID // "" for a new one
	Action, Key string
	Cancel      string
	TitleOfForm string
	Version     int64
	Value       map[string]string
	Books       []ui.Option
	Units       []ui.Option
	Signers     []ui.Option
	Problem     error
	Clash       *clash
}

// field returns one input with what was typed and what is wrong with it.
func (p paperFormPage) field(f ui.Field) ui.Field {
	for _, known := range paperFields {
		if known.Name == f.Name {
			f.Label = known.Label
		}
	}
	if f.Name != paperFiles {
		f.Value = p.Value[f.Name]
	}
	f.Error = ui.Problems(p.Problem)[f.Name]
	return f
}

// entries are the inputs in words, to compare with what somebody else stored.
func (p paperFormPage) entries() []entry {
	var out []entry
	for _, f := range paperFields {
		words := p.Value[f.Name]
		switch f.Name {
		case "book":
			words = chosen(p.Books, words)
		case "kind":
			words = paper.Kind(words).Label()
		case "urgency":
			words = paper.Urgency(words).Label()
		}
		out = append(out, entry{f.Label, words})
	}
	return out
}

func paperFieldNames() []string {
	names := make([]string, len(paperFields))
	for i, f := range paperFields {
		names[i] = f.Name
	}
	return names
}

// paperForm prepares the form of a new paper or, with an id, of a stored one.
func (c *call) paperForm(tx *db.Tx, id paper.ID) (paperFormPage, error) {
	d := c.paperDirection()
	p := paperFormPage{Direction: d, ID: id, Key: ui.Key(), Value: map[string]string{}, Cancel: paperPath(d), Action: paperPath(d, "moi"), TitleOfForm: "Soạn văn bản đi"}
	switch {
	case id != "":
		p.Cancel, p.Action, p.TitleOfForm = paperPath(d, string(id)), paperPath(d, string(id), "sua"), "Sửa "+strings.ToLower(paperNoun(d))
	case d == paper.In:
		p.TitleOfForm = "Vào sổ văn bản đến"
	}
	books, err := paper.Books(c.ctx(), tx, d)
	if err != nil {
		return p, err
	}
	p.Books = paperBookOptions(slices.DeleteFunc(books, func(b paper.Book) bool { return b.Closed && id == "" }), "")
	o, err := paper.OfficeOf(c.ctx(), tx)
	if err != nil {
		return p, err
	}
	p.Units = []ui.Option{{Label: "Không ghi đơn vị"}}
	for _, u := range o.Units {
		p.Units = append(p.Units, ui.Option{Value: u.Code, Label: u.Code + " – " + u.Name})
	}
	for _, s := range o.Signers {
		p.Signers = append(p.Signers, ui.Option{Value: paperSigner(s), Label: paperSigner(s)})
	}
	return p, nil
}

func (c *call) paperFormRender(status int, p paperFormPage) error {
	p.Shell = c.page(p.TitleOfForm)
	p.Shell.Back = &ui.Link{Label: paperNoun(p.Direction), Href: paperPath(p.Direction)}
	p.Shell.Width, p.Shell.HasErrors = ui.Narrow, p.Problem != nil
	return c.render(status, paperFormView(p))
}

func (c *call) paperNew() error {
	form, err := ui.ReadForm(c.r)
	if err != nil {
		return err
	}
	var p paperFormPage
	err = c.view(func(tx *db.Tx) error {
		if p, err = c.paperForm(tx, ""); err != nil {
			return err
		}
		p.Value["kind"], p.Value["links"] = string(paper.Letter), form.Line("de-an")
		p.fromForm(form.Line("mau"), form.Line("ho-so"))
		if p.Direction == paper.In {
			p.Value["arrived_on"] = ui.Day(c.today())
		}
		if id := form.Line("hop-dong"); id != "" {
			p.Value["links"] = id
			if con, err := contract.ByID(c.ctx(), tx, contract.ID(id)); err == nil {
				p.Value["links"] = string(con.Scheme) + " " + id
			} else if fault.KindOf(err) != fault.NotFound {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return c.paperFormRender(http.StatusOK, p)
}

func (c *call) paperEdit() error {
	var p paperFormPage
	err := c.view(func(tx *db.Tx) (err error) {
		p, err = c.paperStored(tx)
		return err
	})
	if err != nil {
		return err
	}
	return c.paperFormRender(http.StatusOK, p)
}

// paperStored is the form of the paper in the address with what is stored.
func (c *call) paperStored(tx *db.Tx) (paperFormPage, error) {
	id := paper.ID(c.r.PathValue("id"))
	p, err := c.paperForm(tx, id)
	if err != nil {
		return p, err
	}
	s, err := paper.ByID(c.ctx(), tx, p.Direction, id)
	if err != nil {
		return p, err
	}
	if s.State != paper.Draft && s.State != paper.Received && s.State != paper.Assigned {
		return p, fault.New(fault.Conflict, "Văn bản đang ở trạng thái “"+s.State.Label()+"” nên không sửa được nữa.")
	}
	var links []string
	for _, l := range s.Links {
		links = append(links, l.Subject)
	}
	p.Version = s.Version
	p.Value = map[string]string{
		"book": s.Book, "arrived_on": ui.Day(s.ArrivedOn), "issuer": s.Issuer, "symbol": s.Symbol, "kind": string(s.Kind), "about": s.About,
		"day": ui.Day(s.Day), "unit": s.Unit, "signer": s.Signer, "signer_title": s.SignerTitle, "recipients": s.Recipients, "urgency": string(s.Urgency),
		"due_on": ui.Day(s.DueOn), "pages": paperNumber(s.Pages), "copies": paperNumber(s.Copies), "links": strings.Join(links, " "), "note": s.Note, "form": s.Form,
	}
	if own := paperSigner(paper.Signer{Name: s.Signer, Title: s.SignerTitle, Capacity: s.Capacity}); p.Direction == paper.Out && len(p.Signers) > 0 {
		p.Value["signer"] = own
		if chosen(p.Signers, own) == own && !slices.ContainsFunc(p.Signers, func(o ui.Option) bool { return o.Value == own }) {
			p.Signers = append(p.Signers, ui.Option{Value: own, Label: own})
		}
	}
	return p, nil
}

// paperReadForm reads the form, with the files that it brings.
func (c *call) paperReadForm(tx *db.Tx, form *ui.Form, f *paperFormPage) (*paper.Paper, error) {
	for _, field := range paperFields {
		if field.Name != paperFiles {
			f.Value[field.Name] = form.Text(field.Name)
		}
	}
	f.Version, f.Value["form"] = int64(form.Int("version")), form.Line("form")
	p := &paper.Paper{
		ID: f.ID, Direction: f.Direction, Version: f.Version, Book: form.Line("book"), Kind: paper.Kind(form.Line("kind")), About: form.Line("about"),
		Day: form.Date("day"), Issuer: form.Line("issuer"), Symbol: form.Line("symbol"), Unit: form.Line("unit"), Signer: form.Line("signer"),
		SignerTitle: form.Line("signer_title"), Recipients: form.Text("recipients"), Urgency: paper.Urgency(form.Line("urgency")),
		ArrivedOn: form.Date("arrived_on"), DueOn: form.Date("due_on"), Pages: form.Int("pages"), Copies: form.Int("copies"), Note: form.Line("note"),
		Form: form.Line("form"),
	}
	var err error
	if p.Links, err = c.paperLinks(tx, form); err != nil {
		return nil, err
	}
	if f.Direction == paper.Out {
		if err := c.paperReadSigner(tx, f, p); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// paperReadSigner finds the signer that was chosen among those of the office,
// or keeps the one that the draft has.
func (c *call) paperReadSigner(tx *db.Tx, f *paperFormPage, p *paper.Paper) error {
	o, err := paper.OfficeOf(c.ctx(), tx)
	if err != nil {
		return err
	}
	for _, s := range o.Signers {
		if paperSigner(s) == p.Signer {
			p.Signer, p.SignerTitle, p.Capacity, p.SignerUser = s.Name, s.Title, s.Capacity, s.User
			return nil
		}
	}
	if f.ID == "" {
		return nil
	}
	old, err := paper.ByID(c.ctx(), tx, paper.Out, f.ID)
	if err == nil && paperSigner(paper.Signer{Name: old.Signer, Title: old.SignerTitle, Capacity: old.Capacity}) == p.Signer {
		p.Signer, p.SignerTitle, p.Capacity, p.SignerUser = old.Signer, old.SignerTitle, old.Capacity, old.SignerUser
	}
	return err
}

func (c *call) paperAdd() error {
	begin, said := paper.Begin, "Đã lưu dự thảo. Người khác kiểm tra thể thức rồi cấp số."
	if c.paperDirection() == paper.In {
		begin, said = paper.Receive, "Đã vào sổ văn bản đến."
	}
	return c.paperSend("", said, begin)
}

func (c *call) paperChange() error {
	change := paper.Change
	if c.paperDirection() == paper.In {
		change = paper.Correct
	}
	return c.paperSend(paper.ID(c.r.PathValue("id")), "Đã lưu văn bản.", change)
}

// paperSend carries out what a form asks for, or shows it again with what is
// to be mended; nothing that was typed is lost.
func (c *call) paperSend(id paper.ID, said string, do func(ctx context.Context, tx *db.Tx, p *paper.Paper, files []blob.Staged) error) error {
	form, err := ui.ReadForm(c.r)
	if err != nil {
		return err
	}
	var f, stored paperFormPage
	var p *paper.Paper
	err = c.view(func(tx *db.Tx) (err error) {
		if id != "" { // before anything is read: whose it is
			if stored, err = c.paperStored(tx); err != nil {
				return err
			}
		}
		if f, err = c.paperForm(tx, id); err != nil {
			return err
		}
		f.Signers = append(f.Signers, stored.Signers[min(len(f.Signers), len(stored.Signers)):]...)
		p, err = c.paperReadForm(tx, form, &f)
		return err
	})
	if err != nil {
		return err
	}
	files := c.paperStage(form)
	if err = form.Err("Văn bản còn chỗ cần xem lại."); err == nil {
		err = c.done(form, said, func(tx *db.Tx) (string, error) {
			one := *p // the transaction may be tried again
			err := do(c.ctx(), tx, &one, files)
			return paperPath(f.Direction, string(one.ID)), err
		})
	}
	if !ui.Correctable(err) {
		return err
	}
	f.Problem = err
	if fault.KindOf(err) == fault.Conflict && id != "" && stored.Version != f.Version {
		f.Version = stored.Version
		f.Clash = newClash(paperPath(f.Direction, string(id)), stored.entries(), f.entries())
	}
	return c.paperFormRender(paperStatus(err), f)
}

// version is the version that a form saw.
func (p paperFormPage) version() string { return strconv.FormatInt(p.Version, 10) }
