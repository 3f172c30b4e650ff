package office

import (
	"bytes"
	"net/http"
	"strconv"

	"example.vn/khuyencong/internal/domain/form"
	"example.vn/khuyencong/internal/domain/papertemplate"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/fill"
	"example.vn/khuyencong/internal/web/ui"
)

// paperTemplatePage is one template.
type paperTemplatePage struct {
	Shell      ui.Shell
	Key        string
	Kind       *form.Kind
	T          papertemplate.Template
	Today      calendar.Date
	Facts      []ui.Row
	MayPublish bool
	MayEnd     bool
	MayDrop    bool
	Typed      map[string]string
	Problem    error
}

func (p paperTemplatePage) field(name, label, hint string) ui.Field {
	return ui.Field{Name: name, Label: label, Hint: hint, Value: p.Typed[name], Error: ui.Problems(p.Problem)[name]}
}

func (p paperTemplatePage) path(more ...string) string {
	return paperTemplatePath(append([]string{p.Kind.Code, p.T.ID}, more...)...)
}

func (p paperTemplatePage) version() string { return strconv.FormatInt(p.T.Version, 10) }

func (c *call) paperTemplateShow() error {
	p := paperTemplatePage{Typed: map[string]string{"from": c.today().VN(), "de_an": c.r.URL.Query().Get("de_an")}}
	if p.Typed["de_an"] == "" {
		return c.paperTemplatePage(http.StatusOK, p)
	}
	err := c.paperTemplateTry(p.Typed["de_an"])
	if kind := fault.KindOf(err); kind == fault.NotFound || ui.Correctable(err) {
		f := &fault.Form{}
		f.Add("de_an", err.Error())
		p.Problem = f.Err("Chưa lập được bản xem thử.")
		return c.paperTemplatePage(http.StatusUnprocessableEntity, p)
	}
	return err
}

func (c *call) paperTemplatePage(status int, p paperTemplatePage) error {
	var err error
	if p.Kind, err = c.paperTemplateOf(); err != nil {
		return err
	}
	var names map[string]string
	err = c.view(func(tx *db.Tx) (err error) {
		if p.T, err = c.paperTemplateSeen(tx); err != nil {
			return err
		}
		names, err = c.contractNames(tx, p.T.UploadedBy, p.T.PublishedBy)
		return err
	})
	if err != nil {
		return err
	}
	p.Shell, p.Key, p.Today = c.adminShell(p.Kind.Name+": "+paperTemplateName(p.T)), ui.Key(), c.today()
	p.Shell.Back = &ui.Link{Label: p.Kind.Name, Href: paperTemplatePath(p.Kind.Code)}
	p.Shell.HasErrors = p.Problem != nil
	draft := p.T.State == papertemplate.Draft
	p.MayPublish = draft && c.may(access.PublishTemplate) && p.T.UploadedBy != c.scope.Actor.ID
	p.MayDrop = draft && c.may(access.EditTemplate)
	p.MayEnd = p.T.State == papertemplate.Published && c.may(access.PublishTemplate) && (p.T.Until.IsZero() || !p.T.Until.Before(p.Today))
	p.Facts = []ui.Row{
		{Key: "Tệp", Value: p.T.Name}, {Key: "SHA-256", Value: p.T.SHA256},
		{Key: "Người tải lên", Value: contractWhen(names[p.T.UploadedBy], p.T.UploadedAt)},
	}
	if p.T.Note != "" {
		p.Facts = append(p.Facts, ui.Row{Key: "Ghi chú", Value: p.T.Note})
	}
	if p.T.State == papertemplate.Published {
		p.Facts = append(p.Facts, ui.Row{Key: "Người công bố", Value: contractWhen(names[p.T.PublishedBy], p.T.PublishedAt)},
			ui.Row{Key: "Áp dụng", Value: paperTemplateSpan(p.T)})
	}
	return c.render(status, paperTemplateView(p))
}

// paperTemplateSpan says from when until when a template holds.
func paperTemplateSpan(t papertemplate.Template) string {
	if t.Until.IsZero() {
		return "từ " + ui.Day(t.From)
	}
	return "từ " + ui.Day(t.From) + " đến hết " + ui.Day(t.Until)
}

// paperTemplateSeen is the template that the address names.
func (c *call) paperTemplateSeen(tx *db.Tx) (papertemplate.Template, error) {
	t, err := papertemplate.ByID(c.ctx(), tx, c.r.PathValue("ban"))
	if err == nil && t.Kind != c.r.PathValue("loai") {
		err = fault.New(fault.NotFound, "Không có mẫu này của loại giấy tờ này.")
	}
	return t, err
}

// paperTemplateTry fills the template with a real dossier and sends the file.
func (c *call) paperTemplateTry(code string) error {
	kind, err := c.paperTemplateOf()
	if err != nil {
		return err
	}
	var t papertemplate.Template
	var facts fill.Data
	err = c.view(func(tx *db.Tx) (err error) {
		if t, err = c.paperTemplateSeen(tx); err != nil {
			return err
		}
		facts, err = c.paperTemplateFacts(tx, kind, code)
		return err
	})
	if err != nil {
		return err
	}
	compiled, err := papertemplate.Open(c.s.Files, t)
	if err != nil {
		return err
	}
	var file bytes.Buffer
	if err := compiled.Render(&file, facts); err != nil {
		return err
	}
	if err := c.takeOut(); err != nil {
		return err
	}
	return c.sendMade("xem-thu-"+kind.Code+"."+string(t.Format), string(t.Format), file.Bytes())
}

// paperTemplateAct carries out a deed on the template that was seen.
func (c *call) paperTemplateAct(confirmation string, fields []string, deed func(tx *db.Tx, t papertemplate.Template, version int64, sent *ui.Form) error) error {
	sent, err := ui.ReadForm(c.r)
	if err != nil {
		return err
	}
	p := paperTemplatePage{Typed: map[string]string{"from": c.today().VN()}}
	for _, name := range fields {
		p.Typed[name] = sent.Raw(name)
	}
	version, bad := strconv.ParseInt(sent.Raw("version"), 10, 64)
	sent.Check(bad == nil, "version", "Biểu mẫu thiếu số bản. Hãy tải lại trang rồi làm lại.")
	if err = sent.Err("Chưa làm được."); err == nil {
		err = c.done(sent, confirmation, func(tx *db.Tx) (string, error) {
			t, err := c.paperTemplateSeen(tx)
			if err != nil {
				return "", err
			}
			to := paperTemplatePath(t.Kind, t.ID)
			return to, deed(tx, t, version, sent)
		})
	}
	if ui.Correctable(err) {
		p.Problem = err
		return c.paperTemplatePage(http.StatusUnprocessableEntity, p)
	}
	return err
}

func (c *call) paperTemplatePublish() error {
	return c.paperTemplateAct("Đã công bố mẫu.", []string{"from", "until"}, func(tx *db.Tx, t papertemplate.Template, version int64, sent *ui.Form) error {
		from, until := sent.Date("from"), sent.Date("until")
		if err := sent.Err("Chưa công bố được mẫu."); err != nil {
			return err
		}
		return papertemplate.Publish(c.ctx(), tx, t.ID, version, from, until)
	})
}

func (c *call) paperTemplateEnd() error {
	return c.paperTemplateAct("Đã đặt ngày thôi áp dụng.", []string{"until"}, func(tx *db.Tx, t papertemplate.Template, version int64, sent *ui.Form) error {
		until := sent.Date("until")
		if err := sent.Err("Chưa đặt được ngày thôi áp dụng."); err != nil {
			return err
		}
		return papertemplate.End(c.ctx(), tx, t.ID, version, until)
	})
}

func (c *call) paperTemplateDrop() error {
	return c.paperTemplateAct("Đã bỏ bản nháp.", nil, func(tx *db.Tx, t papertemplate.Template, version int64, _ *ui.Form) error {
		return papertemplate.Drop(c.ctx(), tx, t.ID, version)
	})
}
