package app

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"example.vn/khuyencong/internal/domain/archive"
	"example.vn/khuyencong/internal/domain/schemelist"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/sheet"
)

// importCmd gathers what can be taken in.
type importCmd struct {
	Schemes        importSchemesCmd        `cmd:"" help:"Nhập danh sách đề án cũ (.xlsx hoặc .csv)."`
	Establishments importEstablishmentsCmd `cmd:"" help:"Nhập danh sách cơ sở công nghiệp nông thôn."`
	Products       importProductsCmd       `cmd:"" help:"Nhập danh sách sản phẩm công nghiệp nông thôn tiêu biểu."`
	Payments       importPaymentsCmd       `cmd:"" help:"Nhập danh sách khoản chi của đề án cũ."`
}

// importSchemesCmd takes a list of past schemes in.
type importSchemesCmd struct {
	database
	format
	Province string `required:"" placeholder:"MÃ" help:"Mã tỉnh, ví dụ 19."`
	Year     int    `placeholder:"NĂM" help:"Năm của các dòng không ghi năm; nếu bỏ trống: theo tiêu đề danh sách."`
	DryRun   bool   `help:"Chỉ xem sẽ ghi gì, không lưu."`
	File     string `arg:"" name:"FILE" help:"Tệp danh sách."`
}

// Run runs the command.
func (c *importSchemesCmd) Run(e *env) error {
	if c.Year != 0 {
		if err := checkYear(c.Year); err != nil {
			return err
		}
	}
	list, err := readList(c.File, c.Year)
	if err != nil {
		return err
	}
	return c.with(e, func(d *db.DB) error {
		if err := checkProvince(c.Province, calendar.Of(d.Now())); err != nil {
			return err
		}
		r, err := c.take(e, d, list)
		if err != nil {
			return err
		}
		if c.Format == "json" {
			err = json.NewEncoder(e.stdout).Encode(r)
		} else {
			err = e.print("%s", importText(r))
		}
		if err == nil && len(r.Errors) > 0 {
			return errFound
		}
		return err
	})
}

func (c *importSchemesCmd) take(e *env, d *db.DB, list *schemelist.List) (r archive.Result, err error) {
	run := d.Update
	if c.DryRun {
		run = d.View
	}
	err = run(e.ctx, db.Scope{Province: c.Province, Actor: access.System("import schemes")}, func(tx *db.Tx) (err error) {
		r, err = archive.Import(e.ctx, tx, list, archive.Options{Name: filepath.Base(c.File), Year: c.Year, DryRun: c.DryRun})
		return err
	})
	return r, err
}

// readList reads a list of schemes from a file.
func readList(path string, year int) (list *schemelist.List, err error) {
	f, err := os.Open(path) //nolint:gosec // the file that the user names
	if err != nil {
		message := "Không mở được tệp danh sách " + path + "."
		if errors.Is(err, os.ErrNotExist) {
			message = "Không thấy tệp danh sách " + path + "."
		}
		return nil, fmt.Errorf("%w (%w)", fault.New(fault.Invalid, message), err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if info, err := f.Stat(); err == nil && info.IsDir() {
		return nil, fault.New(fault.Invalid, path+" là thư mục, không phải tệp danh sách.")
	}
	table, err := sheet.Read(io.LimitReader(f, sheet.MaxFile+1))
	if err != nil {
		return nil, err
	}
	return schemelist.Read(table, schemelist.Options{Year: year})
}

// importText writes a result for people, row by row.
func importText(r archive.Result) string {
	var b strings.Builder
	for _, l := range r.Lines {
		fmt.Fprintf(&b, "Dòng %d: %s %s\n", l.Row, strings.ToLower(l.Action.Label()), lineText(l))
	}
	for _, e := range r.Errors {
		at := fmt.Sprintf("Dòng %d", e.Row)
		if e.Cell != "" {
			at += ", ô " + e.Cell
		}
		if e.Sheet != "" {
			at += ", trang “" + e.Sheet + "”"
		}
		fmt.Fprintf(&b, "%s: %s\n", at, e.Message)
	}
	for _, n := range r.Notes {
		fmt.Fprintf(&b, "Lưu ý: %s\n", n)
	}
	switch {
	case len(r.Errors) > 0:
		fmt.Fprintf(&b, "Có %d chỗ cần sửa trong danh sách; chưa ghi gì.", len(r.Errors))
	case r.DryRun:
		fmt.Fprintf(&b, "Xem trước %d dòng: sẽ tạo mới %d, cập nhật %d, giữ nguyên %d", r.Rows, r.Created, r.Updated, r.Unchanged)
	default:
		fmt.Fprintf(&b, "Đã nhập %d dòng: tạo mới %d, cập nhật %d, giữ nguyên %d", r.Rows, r.Created, r.Updated, r.Unchanged)
	}
	if len(r.Errors) == 0 {
		fmt.Fprintf(&b, "; hỗ trợ %s đ, tổng kinh phí %s đ", r.Support, r.TotalCost)
		if r.Skipped > 0 {
			fmt.Fprintf(&b, "; bỏ qua %d dòng của tỉnh khác", r.Skipped)
		}
		b.WriteString(".")
	}
	return b.String()
}

// lineText describes what one row becomes.
func lineText(l archive.Line) string {
	parts := []string{"“" + l.Title + "”"}
	if l.Scheme != "" {
		parts[0] = l.Scheme + " " + parts[0]
	}
	if l.Year != 0 {
		parts = append(parts, fmt.Sprintf("năm %d", l.Year))
	} else {
		parts = append(parts, "chưa rõ năm")
	}
	parts = append(parts, strings.ToLower(l.Fund[:1])+l.Fund[1:])
	for _, p := range l.Beneficiaries {
		id := "cơ sở mới"
		if p.ID != "" {
			id = p.ID
		}
		parts = append(parts, p.Name+" ("+id+")")
	}
	if l.HasSupport {
		parts = append(parts, "hỗ trợ "+l.Support.String()+" đ")
	} else {
		parts = append(parts, "không ghi kinh phí hỗ trợ")
	}
	return strings.Join(parts, "; ")
}
