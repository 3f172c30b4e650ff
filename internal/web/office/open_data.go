package office

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"time"

	"example.vn/khuyencong/internal/domain/disclosure"
	"example.vn/khuyencong/internal/domain/identity"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/audit"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/money"
	"example.vn/khuyencong/internal/platform/sheet"
	"example.vn/khuyencong/internal/web/ui"
)

// An openSet is one published list with its record type.
type openSet struct {
	Name, Title, About string
	Fields             []disclosure.Field
	Files              []openScope

	of    reflect.Type
	years func(context.Context, *db.Tx) ([]int, error)
	read  func(c *call, tx *db.Tx, q openQuery) ([]any, error)
}

// An openScope is one file of a list, in every format.
type openScope struct{ Name, Scope string }

// openFormats are the endings of the files.
var openFormats = []string{"csv", "json", "xlsx"}

// openSets lists what is published.
func openSets() []openSet {
	all := []openSet{{
		Name: "de-an", Title: "Đề án được hỗ trợ", of: reflect.TypeFor[disclosure.Scheme](), years: disclosure.Years,
		About: "Mỗi bản ghi là một đề án khuyến công đã có quyết định hỗ trợ.",
		read: func(c *call, tx *db.Tx, q openQuery) (rows []any, err error) {
			err = disclosure.All(c.ctx(), tx, q.Filter, func(s disclosure.Scheme) error {
				rows = append(rows, s)
				return nil
			})
			return rows, err
		},
	}, {
		Name: "san-pham", Title: "Sản phẩm tiêu biểu", of: reflect.TypeFor[disclosure.Product](), years: disclosure.ProductYears,
		About: "Mỗi bản ghi là một lần công nhận của một sản phẩm công nghiệp nông thôn tiêu biểu.",
		read: func(c *call, tx *db.Tx, q openQuery) (rows []any, err error) {
			err = disclosure.AllProducts(c.ctx(), tx, q.Product, func(p disclosure.Product) error {
				rows = append(rows, p)
				return nil
			})
			return rows, err
		},
	}}
	for i := range all {
		all[i].Fields = disclosure.Fields(all[i].of)
	}
	return all
}

func openType(f disclosure.Field) string {
	words := map[string]string{"integer": "số nguyên", "boolean": "đúng/sai", "string": "chữ"}[f.Type]
	if f.Format == "date" {
		words = "ngày"
	}
	if f.Null {
		words += ", có thể trống"
	}
	return words
}

// An openDataPage says what is published and in which files.
type openDataPage struct {
	Shell  ui.Shell
	Office openOffice
	Sets   []openSet
}

func (c *call) openData() error {
	form, err := ui.ReadForm(c.r)
	if err != nil {
		return err
	}
	o, choose, err := c.openOfficeOf(form.Line(openProvince))
	if err != nil {
		return err
	}
	if choose != nil {
		return c.openChoose("Dữ liệu mở", openDataPath, choose)
	}
	p := openDataPage{Office: o}
	if p.Sets, err = c.openFiles(o); err != nil {
		return err
	}
	p.Shell = c.openShell("Dữ liệu mở", o)
	return c.render(http.StatusOK, openDataView(p))
}

// openFiles are the lists with the files that there are of an office.
func (c *call) openFiles(o openOffice) ([]openSet, error) {
	all := openSets()
	return all, c.openView(o, func(tx *db.Tx) error {
		for i := range all {
			years, err := all[i].years(c.ctx(), tx)
			if err != nil {
				return err
			}
			all[i].Files = openScopes(all[i].Name, years)
		}
		return nil
	})
}

func openScopes(name string, years []int) []openScope {
	all := []openScope{{name, "Mọi năm"}}
	for _, y := range years {
		all = append(all, openScope{name + "-" + strconv.Itoa(y), "Năm " + strconv.Itoa(y)})
	}
	return all
}

// How many files one source may fetch within a minute.
const (
	openLimit  = 60
	openWithin = time.Minute
)

var openName = regexp.MustCompile(`^([a-z]+(?:-[a-z]+)*)(?:-([1-9][0-9]{3}))?\.(csv|json|xlsx|schema\.json)$`)

// openFile answers with a published file.
func (c *call) openFile() error {
	name := c.r.PathValue("tep")
	h := c.w.Header()
	h.Set("Access-Control-Allow-Origin", "*") // other pages may read what everybody may
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	form, err := ui.ReadForm(c.r)
	if err != nil {
		return err
	}
	if name == "datapackage.json" {
		return c.openPackage(form)
	}
	m := openName.FindStringSubmatch(name)
	if m == nil {
		return openNoFile()
	}
	for _, set := range openSets() {
		if set.Name != m[1] {
			continue
		}
		if m[3] == "schema.json" {
			return c.openJSON(name, disclosure.Shape(set.of, set.Name+".schema.json", set.Title))
		}
		q, err := openFileQuery(form, set.Name, m[2])
		if err != nil {
			return err
		}
		return c.openSend(set, q, name, m[3])
	}
	return openNoFile()
}

// openFileQuery reads the filters of a file, and the year in its name.
func openFileQuery(form *ui.Form, list, year string) (q openQuery, err error) {
	if list == "san-pham" {
		q.Product, err = openProductFilter(form)
	} else {
		q, err = openQueryOf(form)
	}
	if err != nil {
		return q, err
	}
	if year != "" {
		if q.Year, err = strconv.Atoi(year); err != nil {
			return q, err
		}
		q.Product.Year = q.Year
	}
	q.Tinh, q.After, q.Product.After = form.Line(openProvince), "", ""
	return q, errors.Join(q.Check(), q.Product.Check())
}

func openNoFile() error {
	return fault.New(fault.NotFound, "Không có tệp dữ liệu mở nào mang tên này.")
}

// openSend answers with the records of a filter. The tag of the file changes
// with every deed of the province, since every deed leaves a record: it never
// says that nothing changed when something did.
func (c *call) openSend(set openSet, q openQuery, name, as string) error {
	o, choose, err := c.openOfficeOf(q.Tinh)
	if err == nil && choose != nil {
		err = fault.New(fault.Invalid, "Có nhiều cơ quan dùng chung; hãy thêm mã tỉnh vào địa chỉ, ví dụ ?tinh="+choose[0].Code+".")
	}
	if err != nil {
		return err
	}
	err = c.s.DB.Update(c.ctx(), db.Scope{Actor: access.Actor{ID: identity.Source(ui.RemoteIP(c.ctx()))}}, func(tx *db.Tx) error {
		return tx.Allow(c.ctx(), "open", openLimit, openWithin)
	})
	if err != nil {
		return err
	}
	var rows []any
	same := false
	err = c.openView(o, func(tx *db.Tx) (err error) {
		newest, err := audit.Latest(c.ctx(), tx, 0, 1)
		if err != nil || len(newest) == 0 {
			return err
		}
		if same = c.openSame(newest[0], fmt.Sprintf("%s %v", name, q)); same {
			return nil
		}
		rows, err = set.read(c, tx, q)
		return err
	})
	if err != nil {
		return err
	}
	if same {
		c.w.WriteHeader(http.StatusNotModified)
		return nil
	}
	data, err := openWrite(set, rows, as, []string{o.Centre, strings.ToUpper(set.Title)}, openMoment(c))
	if err != nil {
		return err
	}
	return c.openBytes(name, openMedia[as], data)
}

func openMoment(c *call) string { return ui.Moment(c.s.DB.Now().Format(time.RFC3339)) }

var openMedia = map[string]string{
	"csv": "text/csv; charset=utf-8", "json": "application/json", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

// openSame sets what tells one edition of a file from the next, and reports
// whether the reader has this one.
func (c *call) openSame(newest audit.Event, address string) bool {
	at, err := time.Parse(time.RFC3339, newest.At)
	if err != nil {
		return false
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%s %q %q", newest.Hash, address, c.s.Version))
	tag := `"` + hex.EncodeToString(sum[:12]) + `"`
	h := c.w.Header()
	h.Set("ETag", tag)
	h.Set("Last-Modified", at.UTC().Format(http.TimeFormat))
	h.Set("Cache-Control", "public, no-cache") // kept, and asked for each time whether it still holds
	if asked := c.r.Header.Get("If-None-Match"); asked != "" {
		for one := range strings.SplitSeq(asked, ",") {
			if one = strings.TrimSpace(one); one == "*" || strings.TrimPrefix(one, "W/") == tag {
				return true
			}
		}
		return false
	}
	since, err := http.ParseTime(c.r.Header.Get("If-Modified-Since"))
	return err == nil && !at.After(since)
}

// openWrite spells records in a format.
func openWrite(set openSet, rows []any, as string, titles []string, moment string) ([]byte, error) {
	var b bytes.Buffer
	switch as {
	case "json":
		if rows == nil {
			rows = []any{}
		}
		out := json.NewEncoder(&b)
		out.SetEscapeHTML(false)
		if err := out.Encode(rows); err != nil {
			return nil, fmt.Errorf("write JSON: %w", err)
		}
	case "csv":
		lines := make([][]string, len(rows))
		for i, r := range rows {
			lines[i] = disclosure.Cells(r)
		}
		if err := disclosure.WriteCSV(&b, set.of, lines); err != nil {
			return nil, err
		}
	default:
		if err := sheet.Write(&b, openWorkbook(set, rows, titles, moment)); err != nil {
			return nil, fmt.Errorf("write workbook: %w", err)
		}
	}
	return b.Bytes(), nil
}

// openWorkbook has the records and the data dictionary.
func openWorkbook(set openSet, rows []any, titles []string, moment string) sheet.Workbook {
	data := sheet.Page{Name: "Dữ liệu", Titles: titles, Notes: []string{"Thời điểm: " + moment}}
	dictionary := sheet.Page{Name: "Từ điển dữ liệu", Columns: []sheet.Column{{Head: "Cột", Width: 24}, {Head: "Tên", Width: 24}, {Head: "Kiểu", Width: 22}, {Head: "Ý nghĩa", Width: 90}}}
	for _, f := range set.Fields {
		data.Columns = append(data.Columns, sheet.Column{Head: f.Title, Width: 18})
		dictionary.Rows = append(dictionary.Rows, []sheet.Value{sheet.Text(f.Name), sheet.Text(f.Title), sheet.Text(openType(f)), sheet.Text(f.Doc)})
	}
	data.Each = func(yield func([]sheet.Value) bool) {
		for _, r := range rows {
			cells := disclosure.Cells(r)
			line := make([]sheet.Value, len(cells))
			for i, cell := range cells {
				line[i] = openCell(set.Fields[i], cell)
			}
			if !yield(line) {
				return
			}
		}
	}
	return sheet.Workbook{Pages: []sheet.Page{data, dictionary}}
}

func openCell(f disclosure.Field, cell string) sheet.Value {
	n, err := strconv.ParseInt(cell, 10, 64)
	switch {
	case cell == "":
		return sheet.Blank()
	case f.Type == "integer" && err == nil && strings.HasSuffix(f.Name, "_vnd"):
		return sheet.Money(money.VND(n))
	case f.Type == "integer" && err == nil && f.Name != "year":
		return sheet.Count(n)
	case f.Format == "date":
		return sheet.Day(cell)
	}
	return sheet.Text(cell)
}

// openPackage describes all files as a data package (Frictionless Data).
func (c *call) openPackage(form *ui.Form) error {
	o, choose, err := c.openOfficeOf(form.Line(openProvince))
	if err == nil && choose != nil {
		err = fault.New(fault.Invalid, "Có nhiều cơ quan dùng chung; hãy thêm mã tỉnh vào địa chỉ, ví dụ ?tinh="+choose[0].Code+".")
	}
	if err != nil {
		return err
	}
	sets, err := c.openFiles(o)
	if err != nil {
		return err
	}
	resources := []any{}
	for _, set := range sets {
		fields := []any{}
		for _, f := range set.Fields {
			fields = append(fields, map[string]any{"name": f.Name, "title": f.Title, "type": f.Type, "description": f.Doc})
		}
		for _, scope := range set.Files {
			resources = append(resources, map[string]any{
				"name": scope.Name, "title": set.Title + ": " + scope.Scope, "path": ui.PathQuery(scope.Name+".csv", openProvince, o.tinh()),
				"format": "csv", "mediatype": "text/csv", "encoding": "utf-8", "dialect": map[string]any{"delimiter": ";", "lineTerminator": "\r\n"},
				"schema": map[string]any{"fields": fields, "primaryKey": []string{"id"}, "missingValues": []string{""}},
			})
		}
	}
	return c.openJSON("datapackage.json", map[string]any{
		"profile": "tabular-data-package", "name": "khuyen-cong-" + o.Code, "title": "Dữ liệu mở khuyến công: " + o.Centre,
		"licenses": []any{}, "x-license-note": "Giấy phép sử dụng: chưa được cơ quan công bố.", "resources": resources,
	})
}

func (c *call) openJSON(name string, v any) error {
	data, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	c.w.Header().Set("Cache-Control", "public, max-age=300")
	return c.openBytes(name, "application/json", data)
}

func (c *call) openBytes(name, media string, data []byte) error {
	h := c.w.Header()
	h.Set("Content-Type", media)
	h.Set("Content-Disposition", `attachment; filename="`+name+`"`)
	h.Set("Content-Length", strconv.Itoa(len(data)))
	if c.r.Method != http.MethodHead {
		_, _ = c.w.Write(data) // the reader may have gone
	}
	return nil
}
