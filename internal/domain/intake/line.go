package intake

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"example.vn/khuyencong/internal/domain/schemelist"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/money"
	"example.vn/khuyencong/internal/platform/sheet"
	"example.vn/khuyencong/internal/platform/text"
)

// A line is one row of the file with what its columns mean.
type line struct {
	row      int // from zero
	cells    []sheet.Cell
	columns  map[Field]Column
	problems []Problem
	odd      []string // becomes notes of the file
	entry    any      // what an eager reader made of the cells
}

// note notes something odd that is not wrong.
func (l *line) note(format string, args ...any) { l.odd = append(l.odd, fmt.Sprintf(format, args...)) }

// notes gathers what is odd, up to a limit.
type notes struct {
	all  []string
	more int
}

const maxNotes = 100

func (n *notes) add(format string, args ...any) {
	if len(n.all) == maxNotes {
		n.more++
		return
	}
	n.all = append(n.all, fmt.Sprintf(format, args...))
}

// take adds what another one gathered.
func (n *notes) take(other *notes) {
	for _, one := range other.all {
		n.add("%s", one)
	}
	n.more += other.more
}

// list returns the notes, the last one says how many more there are.
func (n *notes) list() []string {
	if n.more == 0 {
		return n.all
	}
	return append(n.all, fmt.Sprintf("Còn %d điều khác như trên.", n.more))
}

// has reports whether the file has a column for f.
func (l *line) has(f Field) bool {
	_, ok := l.columns[f]
	return ok
}

// ref names the cell of f; the first cell of the row where there is no column.
func (l *line) ref(f Field) string {
	c, ok := l.columns[f]
	if !ok {
		return sheet.Ref(0, l.row)
	}
	return sheet.Ref(c.Index, l.row)
}

func (l *line) problem(f Field, format string, args ...any) {
	l.problems = append(l.problems, Problem{l.ref(f), fmt.Sprintf(format, args...)})
}

// cell returns the cell of f. A formula whose value the file does not hold, or
// an error of the spreadsheet, is a problem and counts as blank.
func (l *line) cell(f Field) sheet.Cell {
	c, ok := l.columns[f]
	if !ok || c.Index >= len(l.cells) {
		return sheet.Cell{}
	}
	cell := l.cells[c.Index]
	shown := strings.TrimSpace(cell.Text)
	switch {
	case cell.Formula && shown == "":
		l.problem(f, "Ô là công thức mà tệp không giữ giá trị; hãy dán giá trị thay cho công thức.")
		return sheet.Cell{}
	case strings.HasPrefix(shown, "#") && (strings.HasSuffix(shown, "!") || strings.HasSuffix(shown, "?") || strings.HasPrefix(shown, "#N/A")):
		l.problem(f, "Ô báo lỗi của bảng tính (%s); hãy sửa công thức hoặc ghi giá trị.", cut(shown, 20))
		return sheet.Cell{}
	}
	return cell
}

// text returns the words of f, on one line.
func (l *line) text(f Field) string { return text.CleanLine(l.cell(f).Text) }

// numeric is cell for a field that must not be a formula: what the file holds
// of one is the value when it was saved, which is said.
func (l *line) numeric(f Field) (sheet.Cell, bool) {
	cell := l.cell(f)
	shown := strings.TrimSpace(cell.Text)
	switch {
	case strings.HasPrefix(shown, "="):
		l.problem(f, "Ô là công thức (%s), không phải là số; hãy ghi giá trị.", cut(shown, 40))
		return cell, false
	case cell.Formula && shown != "":
		l.note("Ô %s là công thức; lấy giá trị lúc lưu tệp là %s.", l.ref(f), cut(shown, 40))
	}
	return cell, shown != "" && strings.Trim(shown, "-–—. ") != ""
}

// money reads an amount. What says a unit of its own other than the column's,
// or is out of all proportion, is a problem: two units stand in one list.
func (l *line) money(f Field) money.VND {
	cell, ok := l.numeric(f)
	if !ok {
		return 0
	}
	if cell.Date != "" {
		l.problem(f, "Ô là ngày tháng, không phải là số tiền.")
		return 0
	}
	// A mapping that was never confirmed may have no unit.
	unit, style := cmp.Or(l.columns[f].Unit, schemelist.Dong), schemelist.Auto
	if cell.Number != "" {
		style = schemelist.Decimal
	}
	v, err := schemelist.Amount(cell.Text, unit, style)
	if err != nil {
		l.problem(f, "%s", sentence(err))
		return 0
	}
	said := v != 0 && saysUnit(cell.Text, style)
	shown := cut(text.CleanLine(cell.Text), 40)
	switch {
	case said && v%money.VND(unit) != 0 || said && !sameUnit(cell.Text, v, unit):
		l.problem(f, "Ô ghi “%s”, khác đơn vị %s của cả cột; một cột chỉ dùng một đơn vị tính.", shown, UnitLabel(unit))
	case !said && unit == schemelist.Dong && v > 0 && v < 1000:
		l.problem(f, "“%s” đồng là quá nhỏ so với một cột tính bằng đồng; có phải ô này ghi bằng triệu đồng?", shown)
	case !said && unit >= schemelist.Million && v/money.VND(unit) >= 1_000_000:
		l.problem(f, "“%s” là quá lớn so với một cột tính bằng %s; có phải ô này ghi bằng đồng?", shown, UnitLabel(unit))
	default:
		return v
	}
	return 0
}

// saysUnit reports whether an amount says its unit, so that the one of its column
// plays no part.
func saysUnit(s string, style schemelist.Style) bool {
	if strings.Trim(s, "0123456789., ") == "" {
		return false
	}
	own, err := schemelist.Amount(s, schemelist.Dong, style)
	asIf, err2 := schemelist.Amount(s, schemelist.Thousand, style)
	return err == nil && err2 == nil && own == asIf
}

// sameUnit reports whether an amount that says its unit says that of the column.
func sameUnit(s string, v money.VND, unit schemelist.Unit) bool {
	digits := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r == '.' || r == ',' {
			return r
		}
		return -1
	}, s)
	bare, err := schemelist.Amount(strings.Trim(digits, ".,"), unit, schemelist.Auto)
	return err == nil && bare == v
}

// UnitLabel returns the Vietnamese name of a unit of money.
func UnitLabel(u schemelist.Unit) string { return u.Label() }

// number reads a whole number from 0 to most, with thousands grouped or not.
func (l *line) number(f Field, most int) int {
	cell, ok := l.numeric(f)
	if !ok {
		return 0
	}
	shown := text.CleanLine(cell.Text)
	digits, _, _ := strings.Cut(shown, " ")
	if cell.Number == "" {
		if parts := strings.FieldsFunc(digits, func(r rune) bool { return r == '.' || r == ',' }); len(parts) > 1 && grouped(parts) {
			digits = strings.Join(parts, "")
		}
	}
	n, err := strconv.Atoi(digits)
	if err != nil || n < 0 || n > most {
		l.problem(f, "“%s” không phải là số nguyên từ 0 đến %s.", cut(shown, 40), money.VND(most))
		return 0
	}
	return n
}

// grouped reports whether the parts of a number are its thousands.
func grouped(parts []string) bool {
	for _, p := range parts[1:] {
		if len(p) != 3 {
			return false
		}
	}
	return len(parts[0]) <= 3
}

// year reads a year; 0 for none.
func (l *line) year(f Field) int {
	cell, ok := l.numeric(f)
	if !ok {
		return 0
	}
	shown := strings.TrimPrefix(text.Fold(cell.Text), "nam ")
	n, err := strconv.Atoi(shown)
	if err != nil || n < 1990 || n > 2100 {
		l.problem(f, "“%s” không phải là một năm, ví dụ 2023.", cut(text.CleanLine(cell.Text), 40))
		return 0
	}
	return n
}

// date reads a day; the zero day for none.
func (l *line) date(f Field) calendar.Date {
	cell, ok := l.numeric(f)
	if !ok {
		return calendar.Date{}
	}
	shown := text.CleanLine(cell.Text)
	if cell.Date != "" {
		if d, err := calendar.Parse(cell.Date); err == nil {
			return d
		}
	}
	d, err := calendar.ParseVN(shown)
	if err != nil {
		l.problem(f, "“%s” không phải là một ngày có thật, dạng 05/02/2019.", cut(shown, 40))
	}
	return d
}

// flag reads a yes or no: "x", "có", "1".
func (l *line) flag(f Field) bool {
	shown := text.Fold(l.text(f))
	switch shown {
	case "", "0", "khong", "false", "no", "kinh", "nam":
		return false
	case "x", "1", "co", "true", "yes", "v", "nu", "dung":
		return true
	}
	if f != fMinority { // a column of peoples: whoever is not Kinh
		l.problem(f, "“%s” không rõ là có hay không; hãy ghi “x” hoặc để trống.", cut(shown, 40))
	}
	return f == fMinority
}

// first returns the first words of the row.
func (l *line) first() (words string, texts int) {
	for _, c := range l.cells {
		if c.Blank() {
			continue
		}
		if texts++; words == "" && strings.Trim(c.Text, "0123456789. ") != "" {
			words = text.CleanLine(c.Text)
		}
	}
	return words, texts
}

// numbered reports whether the row only numbers the columns: 1 2 3, or (1) (2).
func (l *line) numbered() bool {
	next, texts := 0, 0
	for _, c := range l.cells {
		if c.Blank() {
			continue
		}
		texts++
		n, err := strconv.Atoi(strings.Trim(c.Text, "() "))
		if err != nil || next != 0 && n != next {
			return false
		}
		next = n + 1
	}
	return texts > 2
}

// sentence is what a fault says, by field where it does.
func sentence(err error) string {
	if f, ok := errors.AsType[*fault.Error](err); ok {
		return f.Message
	}
	return "Giá trị của ô không đọc được."
}

// detail is what a fault says of its fields, or else as a whole.
func detail(err error) string {
	f, ok := errors.AsType[*fault.Error](err)
	if !ok || len(f.Fields) == 0 {
		return sentence(err)
	}
	var all []string
	for _, message := range f.Fields {
		all = append(all, message)
	}
	slices.Sort(all)
	return strings.Join(all, " ")
}
