// Package schemelist (danh sách đề án) reads the lists of schemes that centres
// really keep in spreadsheets: title lines above the header, headers of several
// merged rows, columns in any order and wording, sections, subtotals, amounts
// in triệu đồng or đồng with either decimal mark.
//
// Reading is pure: a table goes in; rows, errors and notes come out. Nothing is
// guessed about money in silence: an amount that cannot be read exactly is an
// error that names its cell, and a total that disagrees with its rows is noted.
package schemelist

import (
	"fmt"

	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/money"
	"example.vn/khuyencong/internal/platform/sheet"
)

// Options says what the list itself may leave out.
type Options struct {
	Province string // of rows that name none
	Year     int    // of rows that name none; zero: see the list's title
	// Told says, by the Print of its Head, what the columns of a table are; the
	// columns of other tables are recognised.
	Told map[string][]Told
}

// A List (danh sách) is what was read from a file.
type List struct {
	Title    string // the longest line above the first header
	Year     int    // from the title, or zero
	Decision Decision
	Rows     []Row
	Errors   []RowError
	Notes    []string // Vietnamese sentences about what is odd but not wrong
	Heads    []Head   // as they were recognised, table by table
}

// A Decision (quyết định) approves schemes.
type Decision struct {
	Number string // "1015/QĐ-UBND"
	Date   calendar.Date
}

// A Fund (nguồn kinh phí khuyến công) is where the support comes from.
type Fund string

// The funds. Lists may leave the fund unsaid.
const (
	National Fund = "national"
	Local    Fund = "local"
	District Fund = "district" // a district's own budget, to 30/6/2025
	Unknown  Fund = ""
)

// A Kind (loại hình) is the legal form of a beneficiary.
type Kind string

// The kinds of beneficiary, as far as their names tell.
const (
	Enterprise  Kind = "enterprise"
	Cooperative Kind = "cooperative"
	Union       Kind = "union"
	Group       Kind = "group"
	Household   Kind = "household"
	OtherKind   Kind = ""
)

// A Sum (số tiền) is an amount that a list may leave out.
type Sum struct {
	VND money.VND
	Has bool
}

func (s Sum) plus(t Sum) Sum { return Sum{s.VND + t.VND, s.Has || t.Has} }

// A Beneficiary (đơn vị thụ hưởng) is one establishment that a scheme supports.
type Beneficiary struct {
	Name    string
	Kind    Kind
	Address string
	TaxCode string
	Support Sum // its own share, where a group scheme lists shares
}

// A Row (dòng) is one scheme of the list.
type Row struct {
	Sheet         string
	RowNumber     int    // as the spreadsheet numbers rows
	No            string // the list's own number
	Year          int    // zero when nothing tells
	EndYear       int    // of "2016-2017", otherwise zero
	Fund          Fund
	Title         string
	Content       string // words for the kind of activity, from a column or a section
	ContentCode   string
	Industry      string
	Beneficiaries []Beneficiary
	Implementer   string
	Coordinator   string
	TotalCost     Sum
	Support       Sum
	Counterpart   Sum
	Other         Sum
	Decision      Decision
	StartEnd      string // the schedule, as written
	Province      string
	Note          string
	Source        string
	Cells         Cells
}

// Cells (các ô) say where a row has what it says, so that a remark about it can
// name the cell. A part that the list leaves out stands at the row's beginning.
type Cells struct {
	Title, Beneficiary, Year, Province, Date string
}

// A RowError (lỗi ở dòng) says in a Vietnamese sentence what is wrong with one
// cell. A row with an error is not among the rows.
type RowError struct {
	Sheet   string
	Row     int
	Cell    string // "E12"
	Message string
	Heading bool // it is about a heading; Row is no scheme
}

// Error implements the error interface.
func (e RowError) Error() string { return e.Message }

// Read reads every sheet of table that looks like a list of schemes.
func Read(table sheet.Table, opts Options) (*List, error) {
	r := &reader{list: &List{}, opts: opts}
	found := false
	for _, s := range table.Sheets {
		if blankSheet(s) {
			continue
		}
		if s.Hidden {
			r.note("Trang %q bị ẩn nên không được đọc.", s.Name)
			continue
		}
		if r.readSheet(s) {
			found = true
		} else {
			r.note("Trang %q không có dòng tiêu đề nên không được đọc.", s.Name)
		}
	}
	if !found {
		return nil, fault.New(fault.Invalid,
			"Không tìm thấy dòng tiêu đề của danh sách (cần có các cột như \"Tên đề án\", \"Đơn vị thụ hưởng\", \"Kinh phí hỗ trợ\").")
	}
	r.finish()
	return r.list, nil
}

func blankSheet(s sheet.Sheet) bool {
	for _, row := range s.Rows {
		for _, c := range row {
			if !c.Blank() {
				return false
			}
		}
	}
	return true
}

func (r *reader) note(format string, args ...any) {
	const most = 200 // a list that needs more has something else wrong with it
	if len(r.list.Notes) < most {
		r.list.Notes = append(r.list.Notes, fmt.Sprintf(format, args...))
	}
}
