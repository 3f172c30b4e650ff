package page

import (
	"errors"
	"io"
	"strconv"
	"strings"

	"example.vn/khuyencong/internal/platform/money"
	"example.vn/khuyencong/internal/platform/sheet"
)

// ErrNoTable says that a paper has nothing for a spreadsheet.
var ErrNoTable = errors.New("no table in this paper")

// Xlsx writes the tables of the paper as a spreadsheet, one sheet for each, with
// amounts as numbers. ErrNoTable when it has none.
func (p Paper) Xlsx(w io.Writer) error {
	var book sheet.Workbook
	for _, b := range p.Blocks {
		if t, ok := b.(*Table); ok && !t.Bare {
			book.Pages = append(book.Pages, t.sheet(p, len(book.Pages)+1))
		}
	}
	if len(book.Pages) == 0 {
		return ErrNoTable
	}
	return sheet.Write(w, book)
}

func (t *Table) sheet(p Paper, no int) sheet.Page {
	s := sheet.Page{Name: "Bảng " + strconv.Itoa(no), Titles: []string{p.Title}, Columns: make([]sheet.Column, len(t.Cols))}
	if p.Note != "" {
		s.Notes = append(s.Notes, p.Note)
	}
	for i, w := range t.Cols {
		s.Columns[i].Width = int(w) + 4
	}
	for i, r := range t.Rows {
		row := make([]sheet.Value, 0, len(t.Cols))
		for _, c := range r.Cells {
			text := c.text()
			if i < t.Heads {
				col := len(row)
				head := &s.Columns[min(col, len(s.Columns)-1)].Head
				*head = strings.TrimSpace(*head + " " + text)
			}
			row = append(row, value(text))
			for range max(c.Span, 1) - 1 {
				row = append(row, sheet.Blank())
			}
		}
		if i >= t.Heads {
			s.Rows = append(s.Rows, row)
		}
	}
	return s
}

// value makes a number of an amount with its dots, so that people can add up.
func value(text string) sheet.Value {
	if v, err := money.Parse(text); err == nil && strings.Contains(text, ".") && v.String() == text {
		return sheet.Money(v)
	}
	return sheet.Text(text)
}

func (c Cell) text() string {
	var b strings.Builder
	for _, block := range c.Blocks {
		if p, ok := block.(Para); ok {
			for _, r := range p.Runs {
				b.WriteString(r.Text)
			}
		}
	}
	return b.String()
}
