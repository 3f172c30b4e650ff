package office

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"slices"

	"example.vn/khuyencong/internal/domain/form"
	"example.vn/khuyencong/internal/domain/papertemplate"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/blob"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/fill"
	"example.vn/khuyencong/internal/web/ui"
)

func paperTemplatePath(more ...string) string {
	return ui.Path(append([]string{"quan-tri", "mau-giay-to"}, more...)...)
}

// paperTemplatesPage lists the kinds of papers and what the office has of each.
type paperTemplatesPage struct {
	Shell ui.Shell
	Rows  []paperTemplatesRow
}

type paperTemplatesRow struct {
	Kind   *form.Kind
	InUse  string // what is filled in today
	Drafts int
}

func (c *call) paperTemplates() error {
	p := paperTemplatesPage{Shell: c.adminShell("Mẫu giấy tờ")}
	var all []papertemplate.Template
	err := c.view(func(tx *db.Tx) (err error) {
		all, err = papertemplate.All(c.ctx(), tx)
		return err
	})
	if err != nil {
		return err
	}
	for _, k := range form.Kinds() {
		row := paperTemplatesRow{Kind: k, InUse: "Biểu mẫu của phần mềm"}
		for _, format := range []papertemplate.Format{papertemplate.Word, papertemplate.Excel} {
			if t, ok := papertemplate.InForce(all, k.Code, format, c.today()); ok {
				row.InUse += "; " + paperTemplateName(t)
			}
		}
		for _, t := range all {
			if t.Kind == k.Code && t.State == papertemplate.Draft {
				row.Drafts++
			}
		}
		p.Rows = append(p.Rows, row)
	}
	return c.render(http.StatusOK, paperTemplatesView(p))
}

// paperTemplateName is how people call a template.
func paperTemplateName(t papertemplate.Template) string {
	program := "Word"
	if t.Format == papertemplate.Excel {
		program = "Excel"
	}
	return fmt.Sprintf("mẫu %s số %d", program, t.No)
}

// paperTemplateKindPage is one kind: its templates, its fields, the upload.
type paperTemplateKindPage struct {
	Shell   ui.Shell
	Key     string
	Kind    *form.Kind
	All     []papertemplate.Template
	Today   calendar.Date
	Fields  []fill.Known
	Of      string // code of the scheme whose values stand beside the fields, as typed
	Values  fill.Data
	MayEdit bool
	Note    string
	Faults  []string // what is wrong with the marks of what was sent
	Problem error
}

// paperTemplateOf is the kind that the address names.
func (c *call) paperTemplateOf() (*form.Kind, error) {
	kind, ok := form.ByCode(c.r.PathValue("loai"))
	if !ok {
		return nil, fault.New(fault.NotFound, "Không có loại giấy tờ này.")
	}
	return kind, nil
}

func (c *call) paperTemplateKind() error {
	kind, err := c.paperTemplateOf()
	if err != nil {
		return err
	}
	if c.r.URL.Query().Has("goc") {
		return c.paperTemplateForm(kind)
	}
	p := paperTemplateKindPage{Kind: kind, Of: c.r.URL.Query().Get("vi_du")}
	if p.Of == "" {
		return c.paperTemplateKindPage(http.StatusOK, p)
	}
	err = c.view(func(tx *db.Tx) (err error) {
		p.Values, err = c.paperTemplateFacts(tx, kind, p.Of)
		return err
	})
	if f := fault.KindOf(err); f == fault.NotFound || ui.Correctable(err) {
		fields := &fault.Form{}
		fields.Add("vi_du", err.Error())
		p.Problem = fields.Err("Chưa xem được giá trị.")
		return c.paperTemplateKindPage(http.StatusUnprocessableEntity, p)
	} else if err != nil {
		return err
	}
	return c.paperTemplateKindPage(http.StatusOK, p)
}

// example is what a field holds for the scheme whose values are shown.
func (p paperTemplateKindPage) example(k fill.Known) string {
	switch v := p.Values[k.Name].(type) {
	case bool:
		if v {
			return "đúng"
		}
		return "không"
	case []fill.Data:
		return ui.Count(len(v)) + " dòng"
	case string:
		return paperShort(v)
	case fill.Missing:
		return "(chưa có dữ liệu)"
	}
	return ""
}

// rowExample is what a field of a list holds in its first row.
func (p paperTemplateKindPage) rowExample(list, k fill.Known) string {
	rows, _ := p.Values[list.Name].([]fill.Data)
	if len(rows) == 0 {
		return ""
	}
	return paperTemplateKindPage{Values: rows[0]}.example(k)
}

// paperTemplateForm sends the program's own form with its marks.
func (c *call) paperTemplateForm(kind *form.Kind) error {
	var file bytes.Buffer
	if err := kind.Template().Docx(&file); err != nil {
		return err
	}
	return c.sendMade("goc-"+kind.Code+".docx", "docx", file.Bytes())
}

func (c *call) paperTemplateKindPage(status int, p paperTemplateKindPage) error {
	err := c.view(func(tx *db.Tx) (err error) {
		p.All, err = papertemplate.All(c.ctx(), tx)
		return err
	})
	if err != nil {
		return err
	}
	p.All = slices.DeleteFunc(p.All, func(t papertemplate.Template) bool { return t.Kind != p.Kind.Code })
	p.Shell, p.Key, p.Today, p.Fields, p.MayEdit = c.adminShell(p.Kind.Name), ui.Key(), c.today(), p.Kind.Of.Fields(), c.may(access.EditTemplate)
	p.Shell.Back = &ui.Link{Label: "Mẫu giấy tờ", Href: paperTemplatePath()}
	p.Shell.HasErrors = p.Problem != nil
	return c.render(status, paperTemplateKindView(p))
}

// paperTemplateAdd takes a file in. It is checked before anything is kept.
func (c *call) paperTemplateAdd() error {
	sent, err := ui.ReadForm(c.r)
	if err != nil {
		return err
	}
	kind, err := c.paperTemplateOf()
	if err != nil {
		return err
	}
	p := paperTemplateKindPage{Kind: kind, Note: sent.Raw("note")}
	name, file, err := paperTemplateFile(sent)
	var compiled *papertemplate.Compiled
	if err == nil {
		compiled, err = papertemplate.Compile(kind, name, file)
	}
	switch {
	case err != nil:
		sent.Add("tep", contractWhy(err))
	case len(compiled.Faults) > 0:
		p.Faults = compiled.Faults
		sent.Add("tep", "Mẫu có "+ui.Count(len(compiled.Faults))+" chỗ cần sửa, xem danh sách bên dưới.")
	}
	if err = sent.Err("Chưa nhận mẫu này; chưa lưu gì cả."); err == nil {
		err = c.paperTemplateKeep(sent, kind, compiled, name, file)
	}
	if ui.Correctable(err) {
		p.Problem = err
		return c.paperTemplateKindPage(http.StatusUnprocessableEntity, p)
	}
	return err
}

func (c *call) paperTemplateKeep(sent *ui.Form, kind *form.Kind, compiled *papertemplate.Compiled, name string, file []byte) error {
	staged, err := blob.Put(c.ctx(), c.s.Files, bytes.NewReader(file), name)
	if err != nil {
		return err
	}
	return c.done(sent, "Đã nhận mẫu. Người khác công bố thì mẫu mới được dùng.", func(tx *db.Tx) (string, error) {
		t, err := papertemplate.Add(c.ctx(), tx, kind, compiled, staged, sent.Text("note"))
		return paperTemplatePath(kind.Code, t.ID), err
	})
}

// paperTemplateFile reads the file of a form, of which the check says whether
// it is too large.
func paperTemplateFile(sent *ui.Form) (name string, file []byte, err error) {
	h, ok := sent.File("tep")
	if !ok {
		return "", nil, fault.New(fault.Invalid, "Chưa chọn tệp mẫu.")
	}
	f, err := h.Open()
	if err != nil {
		return "", nil, fmt.Errorf("open upload: %w", err)
	}
	defer func() { _ = f.Close() }() // it was only read
	file, err = io.ReadAll(io.LimitReader(f, papertemplate.MaxSize+1))
	return h.Filename, file, err
}
