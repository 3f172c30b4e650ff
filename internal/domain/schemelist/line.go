package schemelist

import (
	"strconv"
	"strings"

	"example.vn/khuyencong/internal/platform/sheet"
	"example.vn/khuyencong/internal/platform/text"
)

// A line is one row of a sheet seen through its header.
type line struct {
	head  *header
	row   int
	cells []sheet.Cell
}

func (l line) cell(i int) sheet.Cell {
	if i < len(l.cells) {
		return l.cells[i]
	}
	return sheet.Cell{Ref: sheet.Ref(i, l.row)}
}

// value returns what the columns of f show, joined by a comma.
func (l line) value(f field) string { return l.join(f, false) }

// own is value without what only repeats a merged cell of a row above.
func (l line) own(f field) string { return l.join(f, true) }

func (l line) join(f field, own bool) string {
	var parts []string
	for _, c := range l.head.columns {
		if c.field != f {
			continue
		}
		cell := l.cell(c.index)
		if cell.Blank() || isDash(cell.Text) || own && l.fromAbove(cell) {
			continue
		}
		s := text.CleanLine(cell.Text)
		if len(parts) == 0 || parts[len(parts)-1] != s {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, ", ")
}

// fromAbove reports whether cell repeats a merged cell of an earlier row.
func (l line) fromAbove(cell sheet.Cell) bool {
	return cell.Copy() && rowOf(cell.Merged) != l.row
}

func rowOf(ref string) int {
	n, _ := strconv.Atoi(strings.TrimLeft(ref, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
	return n - 1
}

// no returns the row's own number in the list.
func (l line) no() string { return l.own(fNo) }

// texts counts the different texts of the row outside its amounts and number.
func (l line) texts() int {
	n := 0
	for i, cell := range l.cells {
		if cell.Blank() || cell.Copy() || l.fieldAt(i).isMoney() || l.fieldAt(i) == fNo && cell.Merged == "" {
			continue
		}
		n++
	}
	return n
}

func (l line) fieldAt(i int) field {
	if i < len(l.head.columns) {
		return l.head.columns[i].field
	}
	return none
}

// lead returns the first words of the row that are not its number.
func (l line) lead() string {
	first := ""
	for i, cell := range l.cells {
		if cell.Blank() || cell.Copy() {
			continue
		}
		if l.fieldAt(i) != fNo {
			return text.CleanLine(cell.Text)
		}
		first = text.CleanLine(cell.Text)
	}
	return first
}

// anyOwn reports whether the row shows anything of its own.
func (l line) anyOwn() bool {
	for _, cell := range l.cells {
		if (!cell.Blank() || cell.Formula) && !l.fromAbove(cell) {
			return true
		}
	}
	return false
}

// named reports whether the row says what it is about.
func (l line) named() bool {
	return l.value(fTitle) != "" || l.value(fBeneficiary) != "" || l.value(fContent) != ""
}

// unnumbered reports whether the row has no number of the list.
func (l line) unnumbered() bool {
	k := numberKind(l.no())
	return k == "" || k == "other"
}

// money reports whether the row has any amount of its own. Names of signers
// may stand in those columns too, and are none.
func (l line) money() bool {
	for _, c := range l.head.columns {
		cell := l.cell(c.index)
		if !c.field.isMoney() || cell.Copy() {
			continue
		}
		s := strings.TrimLeft(cell.Text, " (+-–")
		if cell.Formula || cell.Number != "" || s != "" && s[0] >= '0' && s[0] <= '9' {
			return true
		}
	}
	return false
}

// totals reports whether the row announces a sum.
func (l line) totals() bool {
	if l.own(fNo) != "" && numberKind(l.own(fNo)) != "other" {
		return false
	}
	if l.texts() > 2 {
		return false
	}
	for _, f := range []field{fNo, fTitle, fContent, fBeneficiary} {
		if s := l.own(f); s != "" && isTotal(s) {
			return true
		}
	}
	return isTotal(l.lead())
}

// columnNumbers reports whether the row numbers the columns: (1) (2) (3).
func (l line) columnNumbers() bool {
	last, n := 0, 0
	for _, cell := range l.cells {
		s := strings.Trim(strings.TrimSpace(cell.Text), "()[]")
		if s == "" || cell.Copy() {
			continue
		}
		s, _, _ = strings.Cut(strings.ReplaceAll(s, " ", ""), "=")
		s = strings.Trim(s, "()[]")
		if len(s) == 1 && s[0] >= 'A' && s[0] <= 'D' && last == 0 {
			n++
			continue
		}
		number, err := strconv.Atoi(s)
		if err != nil || number <= last || number > last+3 {
			return false
		}
		last = number
		n++
	}
	return n >= 3
}

// cellWith names the cell of the first of the fields in which the row has
// something, or else the cell that cellOf names.
func (l line) cellWith(fields ...field) string {
	for _, f := range fields {
		for _, c := range l.head.find(f) {
			if cell := l.cell(c.index); !cell.Blank() && !isDash(cell.Text) {
				return sheet.Ref(c.index, l.row)
			}
		}
	}
	return l.cellOf(fields...)
}

// cellOf names the cell of the first of the fields that the list has.
func (l line) cellOf(fields ...field) string {
	for _, f := range fields {
		if found := l.head.find(f); len(found) > 0 {
			return sheet.Ref(found[0].index, l.row)
		}
	}
	return sheet.Ref(0, l.row)
}
