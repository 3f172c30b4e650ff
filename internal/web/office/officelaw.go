package office

import (
	"net/http"
	"slices"
	"strconv"

	"example.vn/khuyencong/internal/domain/lawbook"
	"example.vn/khuyencong/internal/domain/norm"
	"example.vn/khuyencong/internal/domain/normbook"
	"example.vn/khuyencong/internal/domain/procedure"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/money"
	"example.vn/khuyencong/internal/web/ui"
)

func officeLawPath(more ...string) string {
	return ui.Path(append([]string{"quan-tri", "quy-dinh"}, more...)...)
}

// officeLawsPage lists the versions of the office.
type officeLawsPage struct {
	Shell   ui.Shell
	All     []lawbook.Version
	MayEdit bool
}

func (c *call) officeLaws() error {
	p := officeLawsPage{Shell: c.adminShell("Quy định của cơ quan"), MayEdit: c.may(access.EditLaw)}
	err := c.view(func(tx *db.Tx) (err error) {
		p.All, err = lawbook.All(c.ctx(), tx)
		return err
	})
	if err != nil {
		return err
	}
	return c.render(http.StatusOK, officeLawsView(p))
}

// officeLawNewPage begins a version.
type officeLawNewPage struct {
	Shell   ui.Shell
	Key     string
	Typed   map[string]string
	Problem error
}

func (p officeLawNewPage) field(name, label, hint string) ui.Field {
	return ui.Field{Name: name, Label: label, Hint: hint, Value: p.Typed[name], Error: ui.Problems(p.Problem)[name]}
}

func (c *call) officeLawNew() error {
	return c.officeLawNewPage(http.StatusOK, officeLawNewPage{Typed: map[string]string{"loai": lawNormsPath, "pham_vi": "tinh"}})
}

func (c *call) officeLawNewPage(status int, p officeLawNewPage) error {
	p.Shell, p.Key = c.adminShell("Lập quy định mới"), ui.Key()
	p.Shell.Back = &ui.Link{Label: "Quy định của cơ quan", Href: officeLawPath()}
	p.Shell.HasErrors = p.Problem != nil
	return c.render(status, officeLawNewView(p))
}

func (c *call) officeLawAdd() error {
	form, err := ui.ReadForm(c.r)
	if err != nil {
		return err
	}
	p := officeLawNewPage{Typed: map[string]string{}}
	for _, name := range []string{"id", "instrument", "from", "loai", "pham_vi"} {
		p.Typed[name] = form.Raw(name)
	}
	id, instrument, from := form.Line("id"), form.Need("instrument", "Chưa ghi số, ký hiệu và tên văn bản."), form.Date("from")
	form.Check(!from.IsZero(), "from", "Chưa có ngày bắt đầu hiệu lực.")
	form.Check(lawbook.ValidID(id), "id", "Mã gồm chữ thường không dấu, chữ số, gạch nối; từ 2 đến 41 ký tự, ví dụ nq-2027.")
	err = form.Err("Chưa lập được quy định mới.")
	if err == nil {
		err = c.done(form, "Đã lập bản nháp. Hãy sửa theo văn bản.", func(tx *db.Tx) (string, error) {
			v, err := c.officeLawStart(tx, form, id, instrument, from)
			if err != nil {
				return "", err
			}
			return officeLawPath(id, "muc"), lawbook.Save(c.ctx(), tx, v)
		})
	}
	if ui.Correctable(err) {
		p.Problem = err
		return c.officeLawNewPage(http.StatusUnprocessableEntity, p)
	}
	return err
}

// officeLawStart begins a version with what holds on its first day.
func (c *call) officeLawStart(tx *db.Tx, form *ui.Form, id, instrument string, from calendar.Date) (v lawbook.Version, err error) {
	province := tx.Province
	if form.Raw("pham_vi") == "nuoc" {
		province = ""
	}
	if form.Raw("loai") == lawProcedurePath {
		book, err := lawbook.ProcedureOf(c.ctx(), tx)
		if err != nil {
			return v, err
		}
		return lawbook.Version{Kind: lawbook.Procedure, Body: string(procedure.Start(book, id, instrument, province, from))}, nil
	}
	book, _, err := lawbook.Of(c.ctx(), tx)
	if err != nil {
		return v, err
	}
	return lawbook.Version{Kind: lawbook.Norms, Body: string(normbook.Start(book, id, instrument, province, from))}, nil
}

// officeLawShowPage is one version with what it would change.
type officeLawShowPage struct {
	Laws     lawLinks
	Shell    ui.Shell
	Version  lawbook.Version
	Check    lawbook.Check
	Items    []norm.Ceiling
	Diff     []norm.Difference
	Beside   string // what it is compared with
	Year     int
	Effect   *norm.Rehearsal
	Steps    []procedure.Row // of a procedure
	StepDiff []procedure.Difference
	National bool
	MayEdit  bool
	MayIssue bool
	Key      string
	Typed    map[string]string
	Problem  error
}

func (p officeLawShowPage) field(name, label, hint string) ui.Field {
	return ui.Field{Name: name, Label: label, Hint: hint, Value: p.Typed[name], Error: ui.Problems(p.Problem)[name]}
}

// part is field for the form of one part of a procedure: the others keep quiet
// about what is wrong with it.
func (p officeLawShowPage) part(part procedure.Part, name, label, hint string) ui.Field {
	f := ui.Field{Name: name, ID: string(part) + "-" + name, Label: label, Hint: hint}
	if p.Typed["phan"] == string(part) {
		f.Value, f.Error = p.Typed[name], ui.Problems(p.Problem)[name]
	}
	return f
}

func (c *call) officeLawShow() error {
	return c.officeLawShowPage(http.StatusOK, officeLawShowPage{Typed: map[string]string{}})
}

func (c *call) officeLawShowPage(status int, p officeLawShowPage) error {
	p.Year = c.today().Year()
	err := c.view(func(tx *db.Tx) (err error) {
		if p.Version, err = lawbook.ByID(c.ctx(), tx, c.r.PathValue("id")); err != nil {
			return err
		}
		if p.Laws, err = c.lawLinks(tx); err != nil {
			return err
		}
		if p.Version.Kind == lawbook.Procedure {
			return c.officeProcedureRead(tx, &p)
		}
		return c.officeLawRead(tx, &p)
	})
	if err != nil {
		return err
	}
	p.Shell, p.Key = c.adminShell(p.Version.Instrument), ui.Key()
	p.Shell.Back = &ui.Link{Label: "Quy định của cơ quan", Href: officeLawPath()}
	p.Shell.HasErrors = p.Problem != nil
	draft := p.Version.State == lawbook.Draft
	p.MayEdit = draft && c.may(access.EditLaw)
	p.MayIssue = c.may(access.PublishLaw) && (draft || (p.Version.State == lawbook.Published && p.Version.From.After(c.today())))
	return c.render(status, officeLawShowView(p))
}

// officeLawRead checks the version, compares it with what holds the day before
// and tries it on this year's schemes.
func (c *call) officeLawRead(tx *db.Tx, p *officeLawShowPage) (err error) {
	f, err := normbook.ReadNorms(p.Version.ID, []byte(p.Version.Body))
	if err != nil {
		return err
	}
	p.Items = f.Ceilings
	if p.Version.State == lawbook.Draft {
		if p.Check, err = lawbook.Try(c.ctx(), tx, p.Version); err != nil {
			return err
		}
	}
	book, _, err := lawbook.Of(c.ctx(), tx)
	if err != nil {
		return err
	}
	var before []norm.Ceiling
	before, p.Beside = officeLawBefore(book, f.Versions[0])
	p.Diff = slices.DeleteFunc(norm.Diff(before, p.Items), func(d norm.Difference) bool { return d.After == nil })
	if p.Version.State != lawbook.Draft {
		return nil
	}
	lines, err := scheme.Lines(c.ctx(), tx, p.Year, c.today())
	if err != nil || len(lines) == 0 {
		return err
	}
	after, err := book.Trying(f.Versions[0], f.Ceilings, c.today())
	if err != nil {
		return nil //nolint:nilerr // Check has said already why it is not sound
	}
	p.Effect = new(norm.Rehearse(book, after, lines, nil))
	return nil
}

// officeLawBefore is what holds the day before v, of its province or, where
// that has nothing, of the nation.
func officeLawBefore(book *norm.Book, v norm.Version) ([]norm.Ceiling, string) {
	day := v.From.AddDays(-1)
	for _, old := range book.VersionsOf(v.Province) {
		if old.ID != v.ID && old.Amends == "" && day.Within(old.From, old.To) && norm.Meet(old.Area, v.Area) {
			_, items, _ := book.Version(old.ID)
			return items, old.Instrument
		}
	}
	national, ok := book.VersionOn(day)
	if !ok {
		return nil, "không có văn bản nào"
	}
	return book.InForce(day), national.Instrument
}

// officeLawDeed runs a deed on a version and goes back to it.
func (c *call) officeLawDeed(said string, deed func(*db.Tx, *ui.Form, lawbook.Version) error) error {
	form, err := ui.ReadForm(c.r)
	if err != nil {
		return err
	}
	version, bad := strconv.ParseInt(form.Raw("version"), 10, 64)
	if bad != nil {
		return fault.New(fault.Invalid, "Biểu mẫu thiếu số bản. Hãy tải lại trang rồi làm lại.")
	}
	err = c.done(form, said, func(tx *db.Tx) (string, error) {
		v, err := lawbook.ByID(c.ctx(), tx, c.r.PathValue("id"))
		if err != nil {
			return "", err
		}
		v.Version = version
		return officeLawPath(v.ID), deed(tx, form, v)
	})
	if ui.Correctable(err) {
		p := officeLawShowPage{Problem: err, Typed: map[string]string{}}
		for _, name := range []string{"content", "on", "cost", "ceiling", "fund", "cites", "phan", "ma", "ai", "muc", "su-kien", "han"} {
			p.Typed[name] = form.Raw(name)
		}
		return c.officeLawShowPage(http.StatusUnprocessableEntity, p)
	}
	return err
}

func (c *call) officeLawPublish() error {
	return c.officeLawDeed("Đã ban hành trong phần mềm.", func(tx *db.Tx, _ *ui.Form, v lawbook.Version) error {
		return lawbook.Publish(c.ctx(), tx, v.ID, v.Version)
	})
}

func (c *call) officeLawWithdraw() error {
	return c.officeLawDeed("Đã rút quy định.", func(tx *db.Tx, _ *ui.Form, v lawbook.Version) error {
		return lawbook.Withdraw(c.ctx(), tx, v.ID, v.Version)
	})
}

// officeLawAddCase adds one case: facts, a day and the amount that the text gives.
func (c *call) officeLawAddCase() error {
	return c.officeLawDeed("Đã thêm ca kiểm thử.", func(tx *db.Tx, form *ui.Form, v lawbook.Version) error {
		if v.Kind == lawbook.Procedure {
			if err := c.officeProcedureAddCase(form, &v); err != nil {
				return err
			}
			return lawbook.Save(c.ctx(), tx, v)
		}
		on, cost, ceiling := form.Date("on"), form.Money("cost"), form.Money("ceiling")
		content, fund := norm.Content(form.Line("content")), norm.Fund(form.Line("fund"))
		form.Check(content != "", "content", "Chưa chọn nội dung.")
		form.Check(!on.IsZero(), "on", "Chưa có ngày.")
		form.Check(ceiling > 0, "ceiling", "Chưa ghi mức trần mong đợi.")
		form.Check(fund == norm.National || fund == norm.Local, "fund", "Chưa chọn nguồn kinh phí.")
		cites := form.Need("cites", "Chưa ghi căn cứ mong đợi.")
		if err := form.Err("Chưa thêm được ca kiểm thử."); err != nil {
			return err
		}
		name := string(content) + " ngày " + on.VN()
		more, err := normbook.AddCase([]byte(v.Cases), name, content, on, fund, tx.Province, cost, ceiling, cites)
		if err != nil {
			return err
		}
		v.Cases = string(more)
		return lawbook.Save(c.ctx(), tx, v)
	})
}

// officeLawLimit is what an item says, in words.
func officeLawLimit(i norm.Ceiling) string {
	if words := i.Limit.Words(i.Base, i.Unit); words != "" {
		return words
	}
	if len(i.Tiers) > 0 {
		return ui.Count(len(i.Tiers)) + " bậc"
	}
	return i.Refers
}

// officeLawChange is a sum with its sign.
func officeLawChange(v money.VND) string {
	switch {
	case v < 0:
		return "−" + ui.Money(-v)
	case v == 0:
		return ui.Money(0)
	}
	return "+" + ui.Money(v)
}
