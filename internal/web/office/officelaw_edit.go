package office

import (
	"fmt"
	"net/http"
	"strconv"

	"example.vn/khuyencong/internal/domain/lawbook"
	"example.vn/khuyencong/internal/domain/norm"
	"example.vn/khuyencong/internal/domain/normbook"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/money"
	"example.vn/khuyencong/internal/web/ui"
)

// officeLawEditPage changes a draft, in a table or in its files.
type officeLawEditPage struct {
	Shell     ui.Shell
	Key       string
	ID        string
	Version   string
	Name      string
	Rows      []officeLawRow
	Procedure bool
	// Steps are the rows of a procedure; National is about its scope.
	Steps    []officeStepRow
	National bool
	Typed    map[string]string
	Problem  error
}

// officeLawRow is one item as it is typed.
type officeLawRow struct {
	normbook.Row

	Ratio, Cap, Cite string
	Keep             bool
}

func (p officeLawEditPage) problem(name string) string { return ui.Problems(p.Problem)[name] }

// draftForEdit reads the version that the address names.
func (c *call) draftForEdit(p *officeLawEditPage) (v lawbook.Version, err error) {
	err = c.view(func(tx *db.Tx) (err error) {
		v, err = lawbook.ByID(c.ctx(), tx, c.r.PathValue("id"))
		return err
	})
	if err != nil {
		return v, err
	}
	if v.State != lawbook.Draft {
		return v, fault.New(fault.Conflict, "“"+v.Instrument+"” không còn là bản nháp nên không sửa được; hãy lập bản mới thay nó.")
	}
	p.ID, p.Name, p.Procedure = v.ID, v.Instrument, v.Kind == lawbook.Procedure
	if p.Version == "" {
		p.Version = strconv.FormatInt(v.Version, 10)
	}
	return v, nil
}

func (c *call) officeLawEditShell(p *officeLawEditPage, title string) {
	p.Shell, p.Key = c.adminShell(title), ui.Key()
	p.Shell.Back = &ui.Link{Label: p.Name, Href: officeLawPath(p.ID)}
	p.Shell.HasErrors = p.Problem != nil
}

// officeLawTable shows the items as a table.
func (c *call) officeLawTable() error {
	var p officeLawEditPage
	v, err := c.draftForEdit(&p)
	if err != nil {
		return err
	}
	if v.Kind == lawbook.Procedure {
		return c.officeProcedureTable(p, v)
	}
	rows, err := normbook.Rows(v.ID, []byte(v.Body))
	if err != nil {
		return err
	}
	for _, r := range rows {
		row := officeLawRow{Row: r, Cite: r.Cite, Keep: true}
		if r.Ratio > 0 {
			row.Ratio = r.Ratio.String()
		}
		if r.Cap > 0 {
			row.Cap = r.Cap.String()
		}
		p.Rows = append(p.Rows, row)
	}
	return c.officeLawTablePage(http.StatusOK, p)
}

func (c *call) officeLawTablePage(status int, p officeLawEditPage) error {
	c.officeLawEditShell(&p, "Sửa mức chi")
	p.Shell.Print = ui.Wide
	return c.render(status, officeLawTableView(p))
}

// officeLawSetRows stores the table.
func (c *call) officeLawSetRows() error {
	form, err := ui.ReadForm(c.r)
	if err != nil {
		return err
	}
	p := officeLawEditPage{Version: form.Raw("version")}
	v, err := c.draftForEdit(&p)
	if err != nil {
		return err
	}
	if v.Kind == lawbook.Procedure {
		return c.officeProcedureSetRows(form, p, v)
	}
	stored, err := normbook.Rows(v.ID, []byte(v.Body))
	if err != nil {
		return err
	}
	var kept []normbook.Row
	for i, r := range stored {
		row := officeLawTyped(form, i, r)
		p.Rows = append(p.Rows, row)
		if row.Keep {
			kept = append(kept, row.Row)
		}
	}
	form.Check(len(kept) > 0, "rows", "Hãy giữ ít nhất một mục.")
	version, bad := strconv.ParseInt(p.Version, 10, 64)
	form.Check(bad == nil, "rows", "Biểu mẫu thiếu số bản. Hãy tải lại trang rồi làm lại.")
	err = form.Err("Có mục cần sửa.")
	if err == nil {
		err = c.done(form, "Đã lưu các mức.", func(tx *db.Tx) (string, error) {
			body, err := normbook.SetRows(v.ID, []byte(v.Body), kept)
			if err != nil {
				return "", err
			}
			v.Body, v.Version = string(body), version
			return officeLawPath(v.ID), lawbook.Save(c.ctx(), tx, v)
		})
	}
	if ui.Correctable(err) {
		p.Problem = err
		return c.officeLawTablePage(http.StatusUnprocessableEntity, p)
	}
	return err
}

// officeLawTyped reads one row of the table.
func officeLawTyped(form *ui.Form, i int, r normbook.Row) officeLawRow {
	name := func(part string) string { return fmt.Sprintf("%s_%d", part, i) }
	row := officeLawRow{Row: r, Ratio: form.Raw(name("ratio")), Cap: form.Raw(name("cap")), Cite: form.Raw(name("cite")), Keep: form.Bool(name("keep"))}
	row.Row.Cite = form.Line(name("cite"))
	form.Check(row.Row.Cite != "" || !row.Keep, name("cite"), "Mục “"+r.Name+"” chưa có căn cứ.")
	row.Row.Evidence = norm.Unverified
	if form.Bool(name("seen")) {
		row.Row.Evidence = norm.Primary
	}
	if r.Elsewhere || !row.Keep {
		return row
	}
	row.Row.Ratio, row.Row.Cap = 0, 0
	if typed := form.Line(name("ratio")); typed != "" {
		ratio, err := money.ParseRatio(typed)
		form.Check(err == nil, name("ratio"), "Tỷ lệ của “"+r.Name+"” phải từ 0,01% đến 100%, ví dụ 50%.")
		row.Row.Ratio = ratio
	}
	row.Row.Cap = form.Money(name("cap"))
	return row
}

// officeLawFile shows the two files themselves.
func (c *call) officeLawFile() error {
	var p officeLawEditPage
	v, err := c.draftForEdit(&p)
	if err != nil {
		return err
	}
	p.Typed = map[string]string{"body": v.Body, "cases": v.Cases, "note": v.Note}
	return c.officeLawFilePage(http.StatusOK, p)
}

func (c *call) officeLawFilePage(status int, p officeLawEditPage) error {
	c.officeLawEditShell(&p, "Sửa tệp quy định")
	return c.render(status, officeLawFileView(p))
}

// officeLawSave stores the two files.
func (c *call) officeLawSave() error {
	form, err := ui.ReadForm(c.r)
	if err != nil {
		return err
	}
	p := officeLawEditPage{Version: form.Raw("version"), Typed: map[string]string{"body": form.Raw("body"), "cases": form.Raw("cases"), "note": form.Raw("note")}}
	v, err := c.draftForEdit(&p)
	if err != nil {
		return err
	}
	version, bad := strconv.ParseInt(p.Version, 10, 64)
	form.Check(bad == nil, "body", "Biểu mẫu thiếu số bản. Hãy tải lại trang rồi làm lại.")
	err = form.Err("Chưa lưu được tệp quy định.")
	if err == nil {
		err = c.done(form, "Đã lưu tệp quy định.", func(tx *db.Tx) (string, error) {
			v.Body, v.Cases, v.Note, v.Version = form.Raw("body"), form.Raw("cases"), form.Text("note"), version
			return officeLawPath(v.ID), lawbook.Save(c.ctx(), tx, v)
		})
	}
	if ui.Correctable(err) {
		p.Problem = err
		return c.officeLawFilePage(http.StatusUnprocessableEntity, p)
	}
	return err
}
