package schemelist

import (
	"slices"
	"strings"
	"unicode/utf8"

	"example.vn/khuyencong/internal/platform/sheet"
	"example.vn/khuyencong/internal/platform/text"
)

// A column is one column of a list, as its headings describe it.
type column struct {
	index int
	field field
	words string // all headings, from above down
	unit  Unit
	own   bool // its own headings say the unit
	told  bool // a person said the unit
	bare  bool // some of its amounts say no unit
	style Style
}

// A header is the heading rows of a list, first to last.
type header struct {
	first, last int
	columns     []column
}

// find returns the columns of a field, from left to right.
func (h *header) find(f field) []column {
	var found []column
	for _, c := range h.columns {
		if c.field == f {
			found = append(found, c)
		}
	}
	return found
}

func (h *header) has(f field) bool {
	return slices.ContainsFunc(h.columns, func(c column) bool { return c.field == f })
}

// findHeader returns the first header at or below row from, or nil.
func findHeader(rows [][]sheet.Cell, from int) *header {
	for r := from; r < len(rows); r++ {
		if !headerRow(rows[r]) {
			continue
		}
		h := &header{first: r, last: r}
		h.columns = h.describe(rows)
		for h.last+1 < len(rows) && h.last-h.first < 3 && h.continues(rows[h.last+1]) {
			h.last++
			h.columns = h.describe(rows)
		}
		h.settle()
		return h
	}
	return nil
}

// headerRow reports whether a row by itself begins a header: it names what
// rows are about and at least two more things, or an amount, and has no number.
func headerRow(row []sheet.Cell) bool {
	var seen [fIgnored + 1]bool
	kinds := 0
	names, amounts, texts := false, false, 0
	for _, c := range row {
		if c.Blank() {
			continue
		}
		if c.Number != "" || c.Date != "" || utf8.RuneCountInString(c.Text) > 160 {
			return false
		}
		if c.Copy() {
			continue
		}
		if texts++; !strings.ContainsFunc(c.Text, isLetter) {
			return false
		}
		f := classify(c.Text, "")
		if f == none || f == fIgnored {
			continue
		}
		if !seen[f] {
			seen[f], kinds = true, kinds+1
		}
		names, amounts = names || f.names(), amounts || f.isMoney()
	}
	return names && (kinds >= 3 || amounts && kinds == 2) && kinds*3 >= texts
}

func isLetter(r rune) bool { return r > 0x7f || r|0x20 >= 'a' && r|0x20 <= 'z' }

// continues reports whether row belongs to the header above it: it has words
// only below headings that may be divided, and at least one is a known one.
func (h *header) continues(row []sheet.Cell) bool {
	known := 0
	for _, c := range h.columns {
		if c.index >= len(row) || row[c.index].Blank() || row[c.index].Copy() {
			continue
		}
		cell := row[c.index]
		single := c.field == fNo || c.field == fTitle || c.field == fWork
		if single || cell.Number != "" || cell.Date != "" || !strings.ContainsFunc(cell.Text, isLetter) || utf8.RuneCountInString(cell.Text) > 160 {
			return false
		}
		if c.field == fBeneficiary && classify(cell.Text, "") == none && beneficiaryKind(cell.Text) != OtherKind {
			return false
		}
		if classify(cell.Text, c.words) != none || c.field.isMoney() && unitAlone.MatchString(text.Fold(cell.Text)) {
			known++
		}
	}
	return known > 0
}

// describe reads the headings of every column, from above down.
func (h *header) describe(rows [][]sheet.Cell) []column {
	top := h.first
	if top > 0 && groupsMoney(rows[top-1], rows[top]) {
		top--
	}
	width := 0
	for r := top; r <= h.last; r++ {
		width = max(width, len(rows[r]))
	}
	columns := make([]column, width)
	for i := range columns {
		var parts, origins []string
		for r := top; r <= h.last; r++ {
			c := headingCell(rows, r, i, h.last)
			origin := c.Merged
			if origin == "" {
				origin = c.Ref
			}
			if c.Blank() || slices.Contains(origins, origin) {
				continue
			}
			parts, origins = append(parts, text.CleanLine(c.Text)), append(origins, origin)
		}
		columns[i] = column{index: i}
		if len(parts) == 0 {
			continue
		}
		if n := len(parts); n > 1 && unitAlone.MatchString(text.Fold(parts[n-1])) {
			parts = append(parts[:n-2], parts[n-2]+" ("+strings.Trim(parts[n-1], "()")+")")
		}
		leaf, above := parts[len(parts)-1], strings.Join(parts[:len(parts)-1], " ")
		columns[i].field, columns[i].words = classify(leaf, above), strings.Join(parts, " ")
		if columns[i].unit = unitInHeading(leaf); columns[i].unit == NoUnit {
			columns[i].unit = unitInHeading(above)
		}
		columns[i].own = columns[i].unit != NoUnit
	}
	return columns
}

// groupsMoney reports whether a row above the header groups its columns, as
// "Kinh phí (triệu đồng)" does over "Tổng" and "Hỗ trợ". A title of the list
// speaks of khuyến công too, but it begins above the first column or names a
// year.
func groupsMoney(row, below []sheet.Cell) bool {
	texts, money := 0, false
	first := slices.IndexFunc(below, func(c sheet.Cell) bool { return !c.Blank() })
	for i, c := range row {
		if c.Blank() || c.Copy() {
			continue
		}
		if texts++; texts == 1 && (i <= first && classify(c.Text, "") != fNo || yearIn(c.Text) != 0) {
			return false
		}
		money = money || utf8.RuneCountInString(c.Text) < 60 && classify(c.Text, "").isMoney()
	}
	return money && texts <= 6
}

// headingCell returns the heading at row r above column i. In files without
// merged cells a group's heading stands only over its first column.
func headingCell(rows [][]sheet.Cell, r, i, last int) sheet.Cell {
	at := func(r, i int) sheet.Cell {
		if i < len(rows[r]) {
			return rows[r][i]
		}
		return sheet.Cell{}
	}
	if c := at(r, i); !c.Blank() || r == last || at(r+1, i).Blank() {
		return c
	}
	for left := i - 1; left >= 0; left-- {
		if c := at(r, left); !c.Blank() {
			if below := at(r+1, left); below.Blank() || below.Copy() {
				return sheet.Cell{}
			}
			return c
		}
	}
	return sheet.Cell{}
}

// settle leaves one column for each thing that a row has once.
func (h *header) settle() {
	h.choose(fWork, func(c *column) {
		switch {
		case !h.has(fTitle):
			c.field = fTitle
		case !h.has(fContent):
			c.field = fContent
		default:
			c.field = fIgnored
		}
	})
	h.choose(fMoney, func(c *column) {
		switch {
		case !h.has(fSupport) && !h.has(fNational) && !h.has(fLocal):
			c.field = fSupport
		case !h.has(fTotal):
			c.field = fTotal
		default:
			c.field = fIgnored
		}
	})
	for _, f := range []field{fNo, fTitle, fContent, fContentCode, fBeneficiary, fKind, fProvince, fTaxCode, fImplementer,
		fTotal, fSupport, fNational, fLocal, fCounterpart, fOther, fFund, fYear, fDecision, fDate, fSource} {
		best := -1
		for i, c := range h.columns {
			if c.field == f && (best < 0 || rank(c) > rank(h.columns[best])) {
				best = i
			}
		}
		for i := range h.columns {
			if h.columns[i].field == f && i != best {
				h.columns[i].field = fIgnored
			}
		}
	}
}

func (h *header) choose(f field, decide func(*column)) {
	for i := range h.columns {
		if h.columns[i].field == f {
			decide(&h.columns[i])
		}
	}
}

// rank prefers what was approved to what was appraised and what was asked for.
func rank(c column) int {
	folded := text.Fold(c.words)
	for i, w := range []string{"de nghi", "de xuat", "dang ky"} {
		if strings.Contains(folded, w) {
			return -1 - i
		}
	}
	for i, w := range []string{"tham dinh", "duoc duyet", "phe duyet"} {
		if strings.Contains(folded, w) {
			return 1 + i
		}
	}
	return 0
}
