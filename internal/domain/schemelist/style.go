package schemelist

import (
	"strings"

	"example.vn/khuyencong/internal/platform/sheet"
	"example.vn/khuyencong/internal/platform/text"
)

// evidence counts how the texts of a column write numbers.
type evidence struct {
	comma, decimal  int // numbers that only one style explains
	dotted, commaed int // "1.250" and "197,000", which both explain
	short, long     int // plain whole numbers of up to three digits, and of more
	small           int // amounts that would be absurd in đồng
	bare            int // amounts that say no unit
}

func (e *evidence) add(o evidence) {
	e.comma, e.decimal = e.comma+o.comma, e.decimal+o.decimal
	e.dotted, e.commaed = e.dotted+o.dotted, e.commaed+o.commaed
	e.short, e.long = e.short+o.short, e.long+o.long
	e.small, e.bare = e.small+o.small, e.bare+o.bare
}

// setUnits decides in which unit and style each column of amounts counts.
func (r *reader) setUnits(end int) {
	byColumn := make([]evidence, len(r.head.columns))
	var all evidence
	for i, c := range r.head.columns {
		if c.field.isMoney() {
			byColumn[i] = r.gather(c, end)
			all.add(byColumn[i])
		}
	}
	var open []int
	said := false
	for i, e := range byColumn {
		c := &r.head.columns[i]
		if !c.field.isMoney() {
			continue
		}
		said = r.setUnit(c, e, said)
		c.bare = e.bare > 0
		if c.style = e.style(); c.style == Auto {
			c.style = all.style()
		}
		if c.style == Auto && c.unit != Dong && e.dotted+e.commaed > 0 {
			open = append(open, i)
		}
		if e.comma > 0 && e.decimal > 0 && e.dotted+e.commaed > 0 {
			r.note("Cột %s %q viết số theo cả hai kiểu 1.250,5 và 1,250.5; hãy kiểm tra lại các số tiền.", sheet.ColumnName(c.index), short(c.words))
		}
	}
	if len(open) > 0 {
		r.decide(open, all, end)
	}
}

// setUnit settles the unit of one column and reports whether the table's lack
// of a unit has been said. Without a unit, only numbers too large for anything
// else are taken for đồng.
func (r *reader) setUnit(c *column, e evidence, said bool) bool {
	if c.unit == NoUnit {
		c.unit = r.unit
	}
	if c.unit != NoUnit {
		return said
	}
	c.unit = Dong
	if e.small > 0 && !said {
		e := r.rowError(r.head.last, sheet.Ref(c.index, r.head.last),
			"Không rõ đơn vị tính của cột %q; hãy ghi \"Đơn vị tính: triệu đồng\" (hoặc đồng) phía trên bảng.", short(c.words))
		e.Heading, r.unitless = true, true
		r.list.Errors = append(r.list.Errors, e)
		return true
	}
	return said
}

// switchUnit takes over the unit that a line within a table states, for the
// columns whose headings state none.
func (r *reader) switchUnit(line string) {
	unit := unitInLine(line)
	if unit == NoUnit {
		return
	}
	r.flush()
	for i := range r.head.columns {
		switch c := &r.head.columns[i]; {
		case !c.field.isMoney() || c.unit == unit:
		case !c.own:
			c.unit = unit
		case c.told:
			r.note("Bảng có dòng %q nhưng cột %s %q vẫn tính bằng %s như đã chọn.", short(line), sheet.ColumnName(c.index), short(c.words), c.unit.Label())
		}
	}
}

// style is what the numbers prove, or Auto when they prove nothing.
func (e evidence) style() Style {
	switch {
	case e.comma > e.decimal:
		return Comma
	case e.decimal > e.comma:
		return Decimal
	}
	return Auto
}

func (r *reader) gather(c column, end int) evidence {
	var e evidence
	for i := r.head.last + 1; i < end; i++ {
		l := line{head: r.head, row: i, cells: r.rows[i]}
		cell := l.cell(c.index)
		if cell.Blank() || cell.Copy() || isDash(cell.Text) || cell.Date != "" || l.columnNumbers() {
			continue
		}
		parts, err := splitUnits(cell.Text)
		if err != nil || len(parts) != 1 {
			continue
		}
		e.see(parts[0], cell.Number != "")
	}
	return e
}

func (e *evidence) see(p unitPart, numeric bool) {
	number := p.number
	if p.unit == NoUnit {
		e.bare++
		digits := strings.TrimLeft(strings.NewReplacer(".", "", ",", "", " ", "").Replace(number), "0")
		if n := len(digits); n > 0 && n < 6 || numeric && strings.Contains(number, ".") {
			e.small++
		}
	}
	dots, commas := strings.Count(number, "."), strings.Count(number, ",")
	if numeric {
		if dots == 0 && len(number) <= 3 {
			e.short++
		}
		return // the mark of a true number says nothing about how people write
	}
	switch {
	case dots > 0 && commas > 0:
		e.vote(strings.LastIndex(number, ",") > strings.LastIndex(number, "."))
	case dots+commas == 0 && len(number) <= 3:
		e.short++
	case dots+commas == 0:
		e.long++
	case dots > 1:
		e.vote(true)
	case commas > 1:
		e.vote(false)
	case dots == 1 && ambiguous(number, "."):
		e.dotted++
	case commas == 1 && ambiguous(number, ","):
		e.commaed++
	default:
		e.vote(commas == 1)
	}
}

func (e *evidence) vote(comma bool) {
	if comma {
		e.comma++
	} else {
		e.decimal++
	}
}

// decide chooses the style of columns whose numbers prove nothing: the one in
// which support, counterpart and other money make up the total cost of more
// rows; then the one that Vietnamese writing suggests. It says what it chose.
func (r *reader) decide(open []int, all evidence, end int) {
	score := func(s Style) int {
		for _, i := range open {
			r.head.columns[i].style = s
		}
		return r.fitting(end)
	}
	comma, decimal := score(Comma), score(Decimal)
	chosen := Comma
	switch {
	case decimal > comma:
		chosen = Decimal
	case decimal == comma && all.dotted == 0 && all.short > 0 && all.long == 0:
		chosen = Decimal // "1,250" beside "300": the comma parts thousands
	}
	for _, i := range open {
		c := &r.head.columns[i]
		c.style = chosen
		if all.commaed == 0 && chosen == Comma {
			continue // "1.250" alone is how Vietnamese lists write 1250
		}
		for row := r.head.last + 1; row < end; row++ {
			cell := line{head: r.head, row: row, cells: r.rows[row]}.cell(c.index)
			if cell.Number != "" || cell.Copy() || strings.Count(cell.Text, ".")+strings.Count(cell.Text, ",") != 1 {
				continue
			}
			if v, err := Amount(cell.Text, c.unit, chosen); err == nil {
				r.note("Số %q ở ô %s được hiểu là %s đồng; các số khác trong cột %s được hiểu cùng một cách.",
					text.CleanLine(cell.Text), cell.Ref, v, sheet.ColumnName(c.index))
				break
			}
		}
	}
}

// fitting counts the rows whose parts make up their total, and takes off those
// whose support is more than their total.
func (r *reader) fitting(end int) int {
	n := 0
	for row := r.head.last + 1; row < end; row++ {
		s, errs := r.amounts(line{head: r.head, row: row, cells: r.rows[row]})
		if len(errs) > 0 || !s[0].Has || !s[1].Has {
			continue
		}
		if s[1].VND > s[0].VND {
			n--
		}
		if (s[2].Has || s[3].Has) && s[1].VND+s[2].VND+s[3].VND == s[0].VND {
			n++
		}
	}
	return n
}
