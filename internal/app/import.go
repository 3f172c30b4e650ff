package app

import (
	"fmt"
	"strconv"
	"strings"

	"example.vn/khuyencong/internal/domain/archive"
	"example.vn/khuyencong/internal/domain/intake"
	"example.vn/khuyencong/internal/platform/money"
)

// importCmd gathers what can be taken in.
type importCmd struct {
	Schemes        importSchemesCmd        `cmd:"" help:"Nhập danh sách đề án cũ (.xlsx hoặc .csv)."`
	Establishments importEstablishmentsCmd `cmd:"" help:"Nhập danh sách cơ sở công nghiệp nông thôn."`
	Products       importProductsCmd       `cmd:"" help:"Nhập danh sách sản phẩm công nghiệp nông thôn tiêu biểu."`
	Payments       importPaymentsCmd       `cmd:"" help:"Nhập danh sách khoản chi của đề án cũ."`
}

// importSchemesCmd takes a list of past schemes in, as its sisters do.
type importSchemesCmd struct {
	importListCmd
	Year int `placeholder:"NĂM" help:"Năm của các dòng không ghi năm; nếu bỏ trống: theo tiêu đề danh sách."`
}

// Run runs the command.
func (c *importSchemesCmd) Run(e *env) error {
	if c.Year != 0 {
		if err := checkYear(c.Year); err != nil {
			return err
		}
	}
	c.year = c.Year
	return c.take(e, intake.Schemes)
}

// A schemesResult is what the command reports of a list of schemes. What it said
// before lists came in by intakes stands first.
type schemesResult struct {
	Rows      int64              `json:"rows"` // of this province
	Created   int64              `json:"created"`
	Updated   int64              `json:"updated"`
	Unchanged int64              `json:"unchanged"`
	Skipped   int64              `json:"skipped,omitempty"` // left out, or of other provinces
	DryRun    bool               `json:"dry_run,omitempty"`
	Support   money.VND          `json:"support_vnd"`
	TotalCost money.VND          `json:"total_cost_vnd"`
	Errors    []archive.RowError `json:"errors"`
	Ask       int64              `json:"ask,omitempty"`
	Intake    string             `json:"intake,omitempty"`
	State     intake.State       `json:"state"`
	Columns   map[string]string  `json:"columns"`
	Notes     []string           `json:"notes"`
	Message   string             `json:"message,omitempty"`
}

// schemes makes the result; nothing was created while something is wrong.
func (l listResult) schemes(in intake.Intake, rows []intake.Row) schemesResult {
	r := schemesResult{
		Rows: in.Counts.Rows() - in.Counts.Skip, Created: in.Counts.New, Updated: in.Counts.Change, Unchanged: in.Counts.Same, Skipped: in.Counts.Skip,
		DryRun: l.DryRun, Errors: []archive.RowError{}, Ask: in.Counts.Ask, Intake: l.Intake, State: in.State, Columns: l.Columns, Notes: l.Notes, Message: l.Message,
	}
	r.Support, r.TotalCost = intake.SchemeSums(rows)
	for _, p := range l.Problems {
		r.Errors = append(r.Errors, rowError(p))
	}
	if !l.DryRun && in.State != intake.Done || in.Counts.Bad > 0 {
		r.Created, r.Updated = 0, 0
	}
	return r
}

// rowError takes the name of a cell apart: "KCQG!C12" is in row 12.
func rowError(p intake.Problem) archive.RowError {
	e := archive.RowError{Cell: p.Cell, Message: p.Message}
	if i := strings.LastIndex(p.Cell, "!"); i >= 0 {
		e.Sheet, e.Cell = p.Cell[:i], p.Cell[i+1:]
	}
	e.Row, _ = strconv.Atoi(strings.TrimLeft(e.Cell, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")) // a cell always has its row
	return e
}

// schemesText says in a sentence what becomes of a list of schemes.
func schemesText(in intake.Intake, t intake.Trial, dry bool) string {
	n := in.Counts
	counts := fmt.Sprintf("tạo mới %d, cập nhật %d, giữ nguyên %d", n.New, n.Change, n.Same)
	support, total := intake.SchemeSums(t.Rows)
	sums := fmt.Sprintf("; hỗ trợ %s đ, tổng kinh phí %s đ.\n", support, total)
	switch {
	case n.Bad > 0:
		return fmt.Sprintf("Có %d dòng cần sửa trong danh sách; chưa ghi gì.\n", n.Bad)
	case dry:
		return fmt.Sprintf("Xem trước %d dòng: sẽ ", n.Rows()-n.Skip) + counts + sums
	case in.State == intake.Done || in.State == intake.Dropped:
		return fmt.Sprintf("Đã nhập %d dòng: ", n.Rows()-n.Skip) + counts + sums
	}
	return ""
}
