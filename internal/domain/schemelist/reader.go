package schemelist

import (
	"cmp"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"example.vn/khuyencong/internal/platform/sheet"
	"example.vn/khuyencong/internal/platform/text"
)

// A reader goes through the sheets of one file.
type reader struct {
	list *List
	opts Options
	seen map[string]string // rows of all sheets, to note doubles
	// Cells with amounts that are computed.
	formulas []string

	// Of the current sheet.
	name     string
	rows     [][]sheet.Cell
	unit     Unit
	fund     Fund
	year     int // of the sheet's name
	titled   int // year of the newest title on the sheet
	wrong    int // errors before this sheet
	all      tally
	recent   tally // since the last total
	sections sections
	early    []expected // totals that stand above their rows

	// Of the current table.
	head   *header
	footer bool
	group  *pending
	// The table leaves its unit unsaid, which was already found wrong.
	unitless bool
	parts    bool // "Trong đó" stands above
}

// readSheet reads one sheet and reports whether it holds a list.
func (r *reader) readSheet(s sheet.Sheet) bool {
	head := findHeader(s.Rows, 0)
	if head == nil {
		return false
	}
	r.name, r.rows, r.unit = s.Name, s.Rows, NoUnit
	r.fund, r.year, r.titled = fundIn(s.Name), 0, 0
	if years := yearName.FindStringSubmatch(s.Name); years != nil {
		r.year, _ = strconv.Atoi(years[1])
	}
	r.all, r.recent, r.sections, r.early, r.wrong = tally{}, tally{}, sections{}, nil, len(r.list.Errors)
	for from := 0; head != nil; {
		next := findHeader(s.Rows, head.last+1)
		end := len(s.Rows)
		if next != nil {
			end = r.preambleStart(next.first, head.last+1)
		}
		r.preamble(from, head.first)
		r.readTable(head, end)
		from, head = end, next
	}
	for _, e := range r.sections.popAll() {
		r.checkSection(e)
	}
	for _, e := range r.early {
		r.checkTotal(e, []tally{r.all})
	}
	return true
}

var (
	yearName = regexp.MustCompile(`\b(20[0-9]{2})\b`)
	yearLine = regexp.MustCompile(`(?i)năm\s*:?\s*(20[0-9]{2})`)
	// periodLine is "2021-2025", "30/8/2025" or "12/2024/QĐ-UBND".
	periodLine = regexp.MustCompile(`20[0-9]{2}\s*[-–]\s*20[0-9]{2}|[/.-]\s*20[0-9]{2}|20[0-9]{2}\s*/`)
	dayLine    = regexp.MustCompile(`(?i)tháng\s+[0-9]{1,2}\s*,?\s+năm\s+20[0-9]{2}`)
)

// preambleStart finds the title lines above a later header: rows that hold one
// text each and no number.
func (r *reader) preambleStart(first, least int) int {
	for first > least {
		texts := 0
		for _, c := range r.rows[first-1] {
			if !c.Blank() && !c.Copy() {
				if texts++; c.Number != "" || texts > 1 || isTotal(c.Text) {
					return first
				}
			}
		}
		first--
	}
	return first
}

// preamble reads the lines above a header: unit, year, decision, fund.
func (r *reader) preamble(from, to int) {
	year := 0
	for _, row := range r.rows[from:to] {
		for _, c := range row {
			if !c.Blank() && !c.Copy() {
				line := text.CleanLine(c.Text)
				r.preambleLine(line)
				year = cmp.Or(year, yearIn(line))
			}
		}
	}
	r.title(year)
}

// title notes the year that the lines above a table speak of.
func (r *reader) title(year int) {
	switch {
	case year == 0:
		return
	case r.titled != 0 && year != r.titled:
		r.sections.drop() // the years of sections above are not those of this table
	}
	r.titled = year
	r.list.Year = cmp.Or(r.list.Year, year)
	if r.opts.Year != 0 && r.opts.Year != year {
		r.note("Tiêu đề ở trang %q ghi năm %d nhưng khi nhập đã chọn năm %d; các dòng không ghi năm được tính vào năm %d.", r.name, year, r.opts.Year, r.opts.Year)
	}
}

func (r *reader) preambleLine(line string) {
	unit := unitInLine(line)
	if unit != NoUnit {
		r.unit = unit
	}
	if f := fundIn(line); f != Unknown && !strings.Contains(text.Fold(line), "can cu") {
		r.fund = f
		r.sections.drop()
	}
	if r.list.Decision.Number == "" {
		r.list.Decision = decisionIn(line)
	}
	longer := utf8.RuneCountInString(line) > utf8.RuneCountInString(r.list.Title)
	if len(r.list.Rows) == 0 && longer && unit == NoUnit && !strings.HasPrefix(line, "(") {
		r.list.Title = line
	}
}

// yearIn finds the year that a title speaks of, and not the year of a day, of
// a paper's number or of a period.
func yearIn(line string) int {
	line = dayLine.ReplaceAllString(line, " ")
	if m := yearLine.FindStringSubmatch(line); m != nil {
		y, _ := strconv.Atoi(m[1])
		return y
	}
	line = periodLine.ReplaceAllString(line, " ")
	if m := yearName.FindAllString(line, -1); len(m) == 1 && hasPart(text.Fold(line), "khuyen cong") {
		y, _ := strconv.Atoi(m[0])
		return y
	}
	return 0
}

// readTable reads the rows below one header, up to row end.
func (r *reader) readTable(head *header, end int) {
	r.head, r.footer, r.unitless, r.parts = head, false, false, false
	if !r.tell(end) {
		r.note("Bảng có tiêu đề ở dòng %d trang %q không được đọc.", head.first+1, r.name)
		return
	}
	r.sayUnused()
	r.setUnits(end)
	for i := head.last + 1; i < end; i++ {
		r.readRow(line{head: head, row: i, cells: r.rows[i]}, i+1 < end)
	}
	r.flush()
}

// sayUnused notes the columns that have words but no meaning here.
func (r *reader) sayUnused() {
	for _, c := range r.head.columns {
		if c.words != "" && (c.field == none || c.field == fIgnored) {
			r.note("Cột %s %q không được dùng.", sheet.ColumnName(c.index), short(c.words))
		}
	}
}

// readRow decides what one row is and reads it.
func (r *reader) readRow(l line, more bool) {
	lead := l.lead()
	switch {
	case lead == "" && !l.anyOwn():
		return
	case l.columnNumbers():
		return
	case l.unnumbered() && l.texts() == 1 && unitInLine(lead) != NoUnit:
		r.switchUnit(lead)
		return
	case r.breaksDown(l, lead):
		return
	case l.totals():
		r.flush()
		r.readTotal(l)
		return
	}
	if s, ok := r.section(l, more); ok {
		r.flush()
		r.switchUnit(s.words)
		r.footer = false
		r.push(s)
		return
	}
	if l.unnumbered() && !l.money() && l.texts() <= 3 && (r.footer || isFooter(lead)) {
		r.footer = true
		return
	}
	if r.group != nil && r.group.continues(l) {
		r.extend(l)
		return
	}
	r.flush()
	if !l.named() {
		r.unnamed(l)
		return
	}
	r.closeNumbered(l)
	r.begin(l)
}

// unnamed reads a row of amounts without any name: a total that nobody called
// so, when it is one.
func (r *reader) unnamed(l line) {
	sums, errs := r.amounts(l)
	if len(errs) == 0 && l.no() == "" && l.money() && r.matches(sums, r.scopes()) {
		r.recent = tally{}
		return
	}
	if !l.money() && l.no() == "" {
		return // a stray remark beside the list
	}
	r.fail(l.row, l.cellOf(fTitle, fBeneficiary, fContent), "Dòng %d không có tên đề án và cũng không có đơn vị thụ hưởng.", l.row+1)
}

func (r *reader) fail(row int, cell, format string, args ...any) {
	r.list.Errors = append(r.list.Errors, r.rowError(row, cell, format, args...))
}
