package office

import (
	"net/http"
	"strings"

	"example.vn/khuyencong/internal/domain/instrument"
	"example.vn/khuyencong/internal/domain/norm"
	"example.vn/khuyencong/internal/domain/register"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/web/ui"
)

// lawFields is the order of the form, with the labels.
var lawFields = []ui.Field{
	{Name: "kind", Label: "Loại văn bản"}, {Name: "number", Label: "Số, ký hiệu"}, {Name: "issuer", Label: "Nơi ban hành"},
	{Name: "title", Label: "Trích yếu"}, {Name: "topic", Label: "Lĩnh vực"}, {Name: "signed_on", Label: "Ngày ký"},
	{Name: "from_on", Label: "Có hiệu lực từ ngày"}, {Name: "until_on", Label: "Ngày cuối cùng có hiệu lực"},
	{Name: "amends", Label: "Sửa đổi, bổ sung các văn bản"}, {Name: "replaces", Label: "Thay thế các văn bản"},
	{Name: "replaces_part", Label: "Thay thế một phần các văn bản"}, {Name: "says", Label: "Nội dung, điểm thay đổi"},
	{Name: "link", Label: "Đường dẫn để đọc"}, {Name: "evidence", Label: "Mức kiểm chứng"},
}

// lawFormPage is the form as it is shown: values as they were typed.
type lawFormPage struct {
	Shell       ui.Shell
	ID          instrument.ID // "" for a new one
	Action, Key string
	Cancel      string
	Version     int64
	Value       map[string]string
	Kinds       []ui.Option
	Topics      []ui.Option
	Problem     error
	Clash       *clash
	TitleOfForm string
}

// field returns one input with what was typed and what is wrong with it.
func (p lawFormPage) field(f ui.Field) ui.Field {
	for _, known := range lawFields {
		if known.Name == f.Name {
			f.Label = known.Label
		}
	}
	f.Value, f.Error = p.Value[f.Name], ui.Problems(p.Problem)[f.Name]
	return f
}

// entries are the inputs in words, to compare with what somebody else stored.
func (p lawFormPage) entries() []entry {
	var out []entry
	for _, f := range lawFields {
		out = append(out, entry{f.Label, p.Value[f.Name]})
	}
	return out
}

func (c *call) lawForm(id instrument.ID) lawFormPage {
	p := lawFormPage{
		ID: id, Action: "/van-ban/moi", Cancel: "/van-ban", Key: ui.Key(), TitleOfForm: "Ghi văn bản vào sổ",
		Value: map[string]string{"kind": string(instrument.Resolution), "topic": string(instrument.Promotion), "evidence": string(norm.Primary)},
	}
	if id != "" {
		p.Action, p.Cancel, p.TitleOfForm = ui.Path("van-ban", string(id), "sua"), ui.Path("van-ban", string(id)), "Sửa văn bản trong sổ"
	}
	for _, k := range instrument.Kinds() {
		p.Kinds = append(p.Kinds, ui.Option{Value: string(k), Label: k.Label()})
	}
	for _, t := range instrument.Topics() {
		p.Topics = append(p.Topics, ui.Option{Value: string(t), Label: t.Label()})
	}
	return p
}

func (c *call) lawFormRender(status int, p lawFormPage) error {
	p.Shell = c.page(p.TitleOfForm)
	p.Shell.Back = &ui.Link{Label: "Sổ văn bản", Href: "/van-ban"}
	p.Shell.Width, p.Shell.HasErrors = ui.Narrow, p.Problem != nil
	return c.render(status, lawFormView(p))
}

func (c *call) lawNew() error {
	form, err := ui.ReadForm(c.r)
	if err != nil {
		return err
	}
	p := c.lawForm("")
	err = c.view(func(tx *db.Tx) error {
		reg, err := register.Of(c.ctx(), tx)
		if err != nil {
			return err
		}
		for field, from := range map[string]string{"replaces": "thay", "amends": "sua"} {
			if of, ok := reg.ByID(instrument.ID(form.Line(from))); ok {
				p.Value[field], p.Value["kind"], p.Value["issuer"], p.Value["topic"] = lawWritten(of), string(of.Kind), of.Issuer, string(of.Topic)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return c.lawFormRender(http.StatusOK, p)
}

func (c *call) lawEdit() error {
	p := c.lawForm(instrument.ID(c.r.PathValue("id")))
	if err := c.lawStored(&p); err != nil {
		return err
	}
	return c.lawFormRender(http.StatusOK, p)
}

// lawStored fills the form with what is stored.
func (c *call) lawStored(p *lawFormPage) error {
	return c.view(func(tx *db.Tx) error {
		e, err := register.ByID(c.ctx(), tx, p.ID)
		if err != nil {
			return err
		}
		reg, err := register.Of(c.ctx(), tx)
		if err != nil {
			return err
		}
		p.Version = e.Version
		p.Value = map[string]string{
			"kind": string(e.Kind), "number": e.Number, "issuer": e.Issuer, "title": e.Title, "topic": string(e.Topic),
			"signed_on": ui.Day(e.Signed), "from_on": ui.Day(e.From), "until_on": ui.Day(e.Until), "says": strings.Join(e.Says, "\n"),
			"link": e.Link, "evidence": string(e.Evidence), "amends": lawNames(reg, e.Amends, false),
			"replaces": lawNames(reg, e.Replaces, false), "replaces_part": lawNames(reg, e.Replaces, true),
		}
		return nil
	})
}

// lawWritten is how an instrument is written in a field that names others: so
// that it is found again.
func lawWritten(i instrument.Instrument) string {
	if i.Own || i.Number == "" {
		return i.Cite() + " [" + string(i.ID) + "]"
	}
	return i.Cite()
}

// lawNames writes the relations that are in part, or the others, a line each.
func lawNames(reg *instrument.Register, relations []instrument.Relation, part bool) string {
	var out []string
	for _, rel := range relations {
		if of, ok := reg.ByID(rel.Of); ok && rel.Part == part {
			out = append(out, lawWritten(of))
		}
	}
	return strings.Join(out, "\n")
}

// lawNamed reads a field that names other instruments, a line each: by number,
// or by the id in brackets.
func lawNamed(form *ui.Form, reg *instrument.Register, field string, part bool) []instrument.Relation {
	var out []instrument.Relation
	for line := range strings.Lines(form.Text(field)) {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		var found []instrument.Instrument
		if _, rest, ok := strings.Cut(line, "["); ok {
			if i, ok := reg.ByID(instrument.ID(strings.TrimSuffix(rest, "]"))); ok {
				found = []instrument.Instrument{i}
			}
		} else {
			found = reg.ByNumber(line)
		}
		form.Check(len(found) > 0, field, "Sổ không có văn bản “"+line+"”; ghi số, ký hiệu như trong sổ, hoặc ghi văn bản đó vào sổ trước.")
		form.Check(len(found) < 2, field, "Sổ có nhiều văn bản hợp với “"+line+"”; hãy ghi đủ loại, số và ký hiệu.")
		if len(found) == 1 {
			out = append(out, instrument.Relation{Of: found[0].ID, Part: part})
		}
	}
	return out
}

// lawRead reads the form.
func (c *call) lawRead(form *ui.Form, p *lawFormPage) (register.Entry, error) {
	for _, f := range lawFields {
		p.Value[f.Name] = form.Text(f.Name)
	}
	p.Version = int64(form.Int("version"))
	e := register.Entry{Version: p.Version, Instrument: instrument.Instrument{
		ID: p.ID, Kind: instrument.Kind(form.Line("kind")), Number: form.Line("number"), Issuer: form.Line("issuer"), Title: form.Line("title"),
		Topic: instrument.Topic(form.Line("topic")), Signed: form.Date("signed_on"), From: form.Date("from_on"), Until: form.Date("until_on"),
		Says: strings.Split(form.Text("says"), "\n"), Link: form.Line("link"), Evidence: norm.Evidence(form.Line("evidence")),
	}}
	err := c.view(func(tx *db.Tx) error {
		reg, err := register.Of(c.ctx(), tx)
		if err != nil {
			return err
		}
		e.Amends = lawNamed(form, reg, "amends", false)
		e.Replaces = append(lawNamed(form, reg, "replaces", false), lawNamed(form, reg, "replaces_part", true)...)
		return nil
	})
	if err != nil {
		return e, err
	}
	return e, form.Err("Văn bản còn chỗ cần xem lại.")
}

func (c *call) lawAdd() error {
	form, err := ui.ReadForm(c.r)
	if err != nil {
		return err
	}
	p := c.lawForm("")
	e, err := c.lawRead(form, &p)
	if err == nil {
		err = c.done(form, "Đã ghi văn bản vào sổ.", func(tx *db.Tx) (string, error) {
			err := register.Add(c.ctx(), tx, &e)
			return ui.Path("van-ban", string(e.ID)), err
		})
	}
	return c.lawAnswer(err, p)
}

func (c *call) lawChange() error {
	form, err := ui.ReadForm(c.r)
	if err != nil {
		return err
	}
	p := c.lawForm(instrument.ID(c.r.PathValue("id")))
	stored := c.lawForm(p.ID)
	if err := c.lawStored(&stored); err != nil {
		return err
	}
	e, err := c.lawRead(form, &p)
	if err == nil {
		err = c.done(form, "Đã lưu văn bản.", func(tx *db.Tx) (string, error) {
			return ui.Path("van-ban", string(p.ID)), register.Change(c.ctx(), tx, e)
		})
	}
	if fault.KindOf(err) == fault.Conflict && stored.Version != p.Version {
		p.Version = stored.Version
		p.Clash = newClash(ui.Path("van-ban", string(p.ID)), stored.entries(), p.entries())
	}
	return c.lawAnswer(err, p)
}

// lawAnswer shows the form again when there is something to mend.
func (c *call) lawAnswer(err error, p lawFormPage) error {
	if !ui.Correctable(err) {
		return err
	}
	p.Problem = err
	status := http.StatusUnprocessableEntity
	if p.Clash != nil {
		status = http.StatusConflict
	}
	return c.lawFormRender(status, p)
}
