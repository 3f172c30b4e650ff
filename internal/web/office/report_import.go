package office

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"

	"example.vn/khuyencong/internal/domain/archive"
	"example.vn/khuyencong/internal/domain/schemelist"
	"example.vn/khuyencong/internal/platform/blob"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/sheet"
	"example.vn/khuyencong/internal/web/ui"
)

// reportImportPage is the form, or what a list would do.
type reportImportPage struct {
	Shell   ui.Shell
	Problem error
	Year    string
	Key     string

	// After a file was read.
	Name   string
	SHA    string
	Result *archive.Result
	Lines  []archive.Line // those shown
}

// reportImportMost is how many lines the preview shows.
const reportImportMost = 300

func (c *call) reportImportForm() error {
	return c.reportImportPage(http.StatusOK, reportImportPage{})
}

func (c *call) reportImportPage(status int, p reportImportPage) error {
	p.Shell = c.page("Nhập danh sách đề án cũ")
	p.Shell.Back = &ui.Link{Label: "Báo cáo", Href: "/bao-cao"}
	p.Shell.HasErrors, p.Key = p.Problem != nil || (p.Result != nil && len(p.Result.Errors) > 0), ui.Key()
	if p.Result != nil {
		p.Lines = p.Result.Lines[:min(len(p.Result.Lines), reportImportMost)]
	}
	return c.render(status, reportImportView(p))
}

// reportImportPreview reads an uploaded list and shows what it would do. The
// file waits among the attachments, under its hash, until it is confirmed.
func (c *call) reportImportPreview() error {
	form, err := ui.ReadForm(c.r)
	if err != nil {
		return err
	}
	p := reportImportPage{Year: form.Line("year")}
	year, data := c.reportImportRead(form, &p)
	if p.Problem = form.Err("Chưa đọc được danh sách."); p.Problem != nil {
		return c.reportImportPage(http.StatusUnprocessableEntity, p)
	}
	list, err := reportList(data, year)
	if err == nil {
		sum := sha256.Sum256(data)
		p.SHA = hex.EncodeToString(sum[:])
		err = blob.Restore(c.ctx(), c.s.Files, bytes.NewReader(data), p.SHA)
	}
	if err == nil {
		err = c.view(func(tx *db.Tx) error { return reportTake(c, tx, list, archive.Options{Year: year, DryRun: true}, &p) })
	}
	if ui.Correctable(err) {
		p.Problem = err
		return c.reportImportPage(http.StatusUnprocessableEntity, p)
	}
	if err != nil {
		return err
	}
	return c.reportImportPage(reportImportStatus(p), p)
}

// reportImportRead reads the fields of the form.
func (c *call) reportImportRead(form *ui.Form, p *reportImportPage) (year int, data []byte) {
	if p.Year != "" {
		n, err := strconv.Atoi(p.Year)
		form.Check(err == nil && n >= 2000 && n <= 2100, "year", "Năm phải từ 2000 đến 2100, hoặc để trống.")
		year = n
	}
	header, ok := form.File("file")
	if !ok {
		form.Add("file", "Chưa chọn tệp danh sách.")
		return year, nil
	}
	p.Name = header.Filename
	f, err := header.Open()
	if err == nil {
		data, err = io.ReadAll(io.LimitReader(f, sheet.MaxFile+1))
		err = errors.Join(err, f.Close())
	}
	form.Check(err == nil, "file", "Không đọc được tệp. Anh/chị gửi lại.")
	form.Check(len(data) <= sheet.MaxFile, "file", fmt.Sprintf("Tệp lớn hơn %d MB.", sheet.MaxFile>>20))
	return year, data
}

// reportImportStatus is 422 for a list with errors.
func reportImportStatus(p reportImportPage) int {
	if len(p.Result.Errors) > 0 {
		return http.StatusUnprocessableEntity
	}
	return http.StatusOK
}

// reportList reads a list of schemes.
func reportList(data []byte, year int) (*schemelist.List, error) {
	table, err := sheet.Parse(data)
	if err != nil {
		return nil, err
	}
	return schemelist.Read(table, schemelist.Options{Year: year})
}

func reportTake(c *call, tx *db.Tx, list *schemelist.List, o archive.Options, p *reportImportPage) error {
	o.Name = p.Name
	r, err := archive.Import(c.ctx(), tx, list, o)
	p.Result = &r
	return err
}

// reportImportStore takes a list in that was shown before.
func (c *call) reportImportStore() error {
	form, err := ui.ReadForm(c.r)
	if err != nil {
		return err
	}
	p := reportImportPage{Name: form.Line("name"), SHA: form.Line("sha"), Year: form.Line("year")}
	year, err := strconv.Atoi(p.Year)
	if p.Year != "" && err != nil {
		return fault.New(fault.Invalid, "Năm phải từ 2000 đến 2100, hoặc để trống.")
	}
	list, err := c.reportStaged(p.SHA, year)
	if err != nil {
		return err
	}
	err = c.done(form, "Đã nhập danh sách.", func(tx *db.Tx) (string, error) {
		if err := reportTake(c, tx, list, archive.Options{Year: year}, &p); err != nil {
			return "", err
		}
		if len(p.Result.Errors) > 0 {
			return "", fault.New(fault.Invalid, "Danh sách có chỗ cần sửa.")
		}
		return reportImported(*p.Result), nil
	})
	if ui.Correctable(err) {
		p.Problem = err
		return c.reportImportPage(http.StatusUnprocessableEntity, p)
	}
	return err
}

// reportImported is the report of the newest year of a list.
func reportImported(r archive.Result) string {
	year := 0
	for _, l := range r.Lines {
		year = max(year, l.Year)
	}
	if year == 0 {
		return "/de-an"
	}
	return ui.PathQuery("/bao-cao", "nam", strconv.Itoa(year))
}

// reportStaged reads the list that waits under a hash.
func (c *call) reportStaged(sha string, year int) (*schemelist.List, error) {
	f, err := blob.Open(c.s.Files, sha)
	if err != nil {
		return nil, fault.New(fault.NotFound, "Tệp xem trước không còn trên máy chủ. Anh/chị gửi lại danh sách.")
	}
	data, err := io.ReadAll(io.LimitReader(f, sheet.MaxFile+1))
	if err := errors.Join(err, f.Close()); err != nil {
		return nil, err
	}
	return reportList(data, year)
}

// reportLineYear shows the year of a line.
func reportLineYear(l archive.Line) string {
	if l.Year == 0 {
		return "Chưa rõ"
	}
	return strconv.Itoa(l.Year)
}

// reportAction is the tone in which an action is shown.
func reportAction(a archive.Action) ui.Kind {
	switch a {
	case archive.Create:
		return ui.OK
	case archive.Update:
		return ui.Warn
	case archive.Keep:
		return ui.Neutral
	}
	return ui.Neutral
}
