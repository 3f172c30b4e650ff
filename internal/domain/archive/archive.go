// Package archive takes the office's lists of past schemes (danh sách đề án
// cũ) into the program.
//
// Gói này ghi nhận đề án từ danh sách mà Trung tâm đang giữ: mỗi dòng thành một
// đề án ở trạng thái “ghi nhận”, kèm cơ sở thụ hưởng và số hỗ trợ đã quyết định.
// A list goes in whole or not at all. A row is recognised by what it says, so
// that importing a list again creates nothing twice: rows that are the same
// stay as they are, rows whose amounts or texts were corrected are corrected,
// with a further decision row that leaves the earlier one in sight.
package archive

import (
	"context"
	"fmt"
	"strconv"

	"example.vn/khuyencong/internal/domain/schemelist"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/audit"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/money"
)

// Options says how a list is taken in.
type Options struct {
	Name   string // of the file, for the record
	Year   int    // of rows that name none; zero: only what the list says
	DryRun bool   // find out what would happen and store nothing
}

// A Result says what an import did, or would do.
type Result struct {
	Rows      int        `json:"rows"` // of the transaction's province
	Created   int        `json:"created"`
	Updated   int        `json:"updated"`
	Unchanged int        `json:"unchanged"`
	Skipped   int        `json:"skipped,omitempty"` // rows of other provinces
	DryRun    bool       `json:"dry_run,omitempty"`
	Support   money.VND  `json:"support_vnd"`
	TotalCost money.VND  `json:"total_cost_vnd"`
	Errors    []RowError `json:"errors"`
	Lines     []Line     `json:"-"` // row by row, in the order of the list
	Notes     []string   `json:"-"` // Vietnamese sentences about what is odd but not wrong
}

// A RowError (lỗi ở dòng) says what is wrong with one cell of the list.
type RowError struct {
	Sheet   string `json:"sheet,omitempty"` // only where the file has several
	Row     int    `json:"row"`
	Cell    string `json:"cell"`
	Message string `json:"message"`
}

// An Action is what happens to one row.
type Action string

// The actions.
const (
	Create Action = "create" // tạo mới
	Update Action = "update" // cập nhật
	Keep   Action = "keep"   // giữ nguyên
)

// Label returns the Vietnamese name of the action.
func (a Action) Label() string {
	switch a {
	case Create:
		return "Tạo mới"
	case Update:
		return "Cập nhật"
	case Keep:
		return "Giữ nguyên"
	}
	return string(a)
}

// A Line is what an import does with one row of the list.
type Line struct {
	Sheet         string
	Row           int
	Action        Action
	Scheme        string // its ID; "" for one that is not stored yet
	Year          int
	Fund          string // Vietnamese
	Title         string
	Beneficiaries []Party
	Support       money.VND
	HasSupport    bool
	TotalCost     money.VND
	HasTotal      bool
}

// A Party is a beneficiary as the list names it.
type Party struct {
	Name  string
	Place string // Vietnamese, in the units of its day
	ID    string // of the establishment; "" for one that is entered with the row
}

// Import takes a list in for the province of the transaction. When a row is
// wrong nothing is stored and the Result lists every error; the error returned
// is for what is not the list's fault. With o.DryRun a transaction that only
// reads is enough.
func Import(ctx context.Context, tx *db.Tx, list *schemelist.List, o Options) (Result, error) {
	r := Result{DryRun: o.DryRun, Notes: list.Notes, Errors: []RowError{}}
	if err := tx.Actor.Require(access.ImportSchemes); err != nil {
		return r, err
	}
	p := &planner{tx: tx, list: list, options: o, seen: map[string]int{}, parties: map[string]*party{}}
	if err := p.plan(ctx, &r); err != nil {
		return r, fmt.Errorf("plan the import: %w", err)
	}
	if len(r.Errors) > 0 {
		r.Created, r.Updated, r.Unchanged, r.Lines = 0, 0, 0, nil
		return r, nil
	}
	if o.DryRun {
		return r, nil
	}
	for i, item := range p.items {
		if err := item.store(ctx, tx); err != nil {
			return r, fmt.Errorf("row %d: %w", item.row.RowNumber, err)
		}
		r.Lines[i].Scheme = string(item.scheme.ID)
	}
	if r.Created+r.Updated == 0 {
		return r, nil
	}
	return r, audit.Record(ctx, tx, "archive.import", "archive", map[string]string{
		"file": o.Name, "rows": strconv.Itoa(r.Rows), "created": strconv.Itoa(r.Created), "updated": strconv.Itoa(r.Updated),
		"unchanged": strconv.Itoa(r.Unchanged), "support": r.Support.String(),
	})
}
