package schemelist

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"example.vn/khuyencong/internal/platform/text"
)

// A pending row is a scheme whose further beneficiaries may still follow.
type pending struct {
	row    Row
	line   line
	sums   amountsOf
	errs   []RowError
	parts  tally // of the rows that continue it
	shared bool  // its first row has no beneficiary, so its amounts are the whole
}

func (r *reader) rowError(row int, cell, format string, args ...any) RowError {
	message := fmt.Sprintf(format, args...)
	return RowError{Sheet: r.name, Row: row + 1, Cell: cell, Message: message}
}

// begin reads the first row of a scheme.
func (r *reader) begin(l line) {
	r.seeFormulas(l)
	sums, errs := r.amounts(l)
	p := &pending{line: l, sums: sums, errs: errs}
	p.row = Row{
		Sheet: r.name, RowNumber: l.row + 1, No: l.value(fNo),
		Title: l.value(fTitle), Content: l.value(fContent), ContentCode: l.value(fContentCode), Industry: l.value(fIndustry),
		Implementer: l.value(fImplementer), Coordinator: l.value(fCoordinator),
		StartEnd: r.period(l), Note: l.value(fNote), Source: l.value(fSource),
		Province: cmp.Or(l.value(fProvince), r.opts.Province),
	}
	p.row.Cells = Cells{
		Title: l.cellWith(fTitle, fContent, fBeneficiary), Beneficiary: l.cellWith(fBeneficiary, fTitle), Year: l.cellOf(fYear),
		Province: l.cellOf(fProvince), Date: l.cellWith(fDate, fDecision),
	}
	p.row.Fund = r.fundOf(l)
	r.readYear(l, p)
	r.readDecision(l, p)
	p.row.Beneficiaries = r.beneficiaries(l)
	p.shared = len(p.row.Beneficiaries) == 0
	for _, s := range r.sections.open {
		if p.row.Content == "" || s.content != "" && !l.head.has(fContent) {
			p.row.Content = cmp.Or(s.content, p.row.Content)
		}
		for i := range p.row.Beneficiaries {
			if b := &p.row.Beneficiaries[i]; b.Address == "" {
				b.Address = s.place
			}
		}
	}
	if !l.head.has(fContent) && p.row.Content == "" && titleIsWork(l.head) {
		p.row.Content = p.row.Title
	}
	r.group = p
}

// seeFormulas notes the amounts of a scheme that the spreadsheet computed: what
// is read is the value when the file was saved.
func (r *reader) seeFormulas(l line) {
	for _, c := range l.head.columns {
		if cell := l.cell(c.index); c.field.isMoney() && cell.Formula && !cell.Blank() {
			r.formulas = append(r.formulas, cell.Ref)
		}
	}
}

// titleIsWork reports whether the title column is one that centres call
// "Nội dung", so that it tells the content as well.
func titleIsWork(h *header) bool {
	for _, c := range h.find(fTitle) {
		if strings.HasPrefix(text.Fold(c.words), "noi dung") {
			return true
		}
	}
	return false
}

// mostParts is far above the ten beneficiaries that a group scheme may have.
const mostParts = 500

// partLetter numbers the parts of one scheme: "a", "b)".
var partLetter = regexp.MustCompile(`^[a-zđ][.)]?$`)

// isGroup reports whether a title names a group scheme.
func isGroup(title string) bool { return strings.Contains(text.Fold(title), "de an nhom") }

// continues reports whether a row names a further beneficiary of the scheme.
func (p *pending) continues(l line) bool {
	if p.parts.rows >= mostParts {
		return false
	}
	if no := l.no(); no != "" {
		part := strings.HasPrefix(no, p.row.No+".") && p.row.No != "" || partLetter.MatchString(no)
		return part && p.shared && isGroup(p.row.Title)
	}
	repeats := func(f field) bool { return l.value(f) != "" && l.own(f) == "" }
	if l.head.has(fNo) {
		if l.dashed() || repeats(fNo) {
			return l.own(fBeneficiary) != "" || l.own(fTitle) != "" || l.own(fContent) != ""
		}
		return l.own(fBeneficiary) != "" && l.own(fTitle) == "" && (l.head.has(fTitle) || p.row.No != "")
	}
	if l.own(fBeneficiary) == "" || !l.head.has(fTitle) || l.own(fTitle) != "" {
		return false
	}
	return repeats(fTitle) || !l.money()
}

// extend adds a continuing row to the pending scheme.
func (r *reader) extend(l line) {
	p := r.group
	sums, errs := r.amounts(l)
	p.errs = append(p.errs, errs...)
	found := r.beneficiaries(l)
	switch own := l.own(fTitle); {
	case own == "":
	case l.own(fBeneficiary) == "":
		if kind := beneficiaryKind(own); kind != OtherKind || p.shared {
			found = []Beneficiary{{Name: own, Kind: kind, Address: l.own(fAddress)}}
		} else {
			p.addContent(own)
		}
	default:
		p.addContent(own)
	}
	if own := l.own(fContent); own != "" {
		p.addContent(own)
	}
	if len(found) == 1 {
		found[0].Support = sums[1]
	}
	if p.parts.rows == 0 && len(p.row.Beneficiaries) == 1 && sums[1].Has {
		p.row.Beneficiaries[0].Support = p.sums[1]
	}
	p.row.Beneficiaries = append(p.row.Beneficiaries, found...)
	p.parts.add(1, sums)
}

// addContent adds words that a further row of the scheme brings.
func (p *pending) addContent(words string) {
	if !slices.Contains(strings.Split(p.row.Content, "; "), words) {
		p.row.Content = strings.TrimPrefix(p.row.Content+"; "+words, "; ")
	}
}

// flush closes the pending scheme, if there is one.
func (r *reader) flush() {
	p := r.group
	if r.group = nil; p == nil {
		return
	}
	for i := range p.sums {
		switch part := p.parts.sums[i]; {
		case !part.Has:
		case !p.shared || !p.sums[i].Has:
			p.sums[i] = p.sums[i].plus(part)
		case p.sums[i] != part:
			r.note("Dòng %d ghi %s %s đồng nhưng các đơn vị thụ hưởng cộng lại là %s đồng.", p.row.RowNumber, sumNames[i], p.sums[i].VND, part.VND)
		}
	}
	p.row.TotalCost, p.row.Support, p.row.Counterpart, p.row.Other = p.sums[0], p.sums[1], p.sums[2], p.sums[3]
	r.check(p)
	if len(p.errs) > 0 {
		r.list.Errors = append(r.list.Errors, p.errs...)
		return
	}
	if p.row.Title == "" {
		p.row.Title = builtTitle(p.row)
	}
	r.count(1, p.sums)
	r.noteDouble(p.row)
	r.list.Rows = append(r.list.Rows, p.row)
}

// builtTitle names a scheme in a list without titles.
func builtTitle(row Row) string {
	var names []string
	for _, b := range row.Beneficiaries {
		names = append(names, b.Name)
	}
	who := strings.Join(names, ", ")
	if row.Content == "" || who == "" {
		return cmp.Or(row.Content, who)
	}
	return row.Content + " – " + who
}

// fundOf decides which fund pays for a row.
func (r *reader) fundOf(l line) Fund {
	if f := fundValue(l.value(fFund)); f != Unknown {
		return f
	}
	national, _ := r.sum(l, fNational)
	local, _ := r.sum(l, fLocal)
	switch {
	case national.VND > 0 && local.VND > 0:
		r.note("Dòng %d có cả kinh phí quốc gia và kinh phí địa phương nên chưa xác định được nguồn.", l.row+1)
		return Unknown
	case national.VND > 0:
		return National
	case local.VND > 0:
		return Local
	}
	fund := r.fund
	for _, s := range r.sections.open {
		if s.fund != Unknown {
			fund = s.fund
		}
	}
	return fund
}

func (r *reader) readYear(l line, p *pending) {
	for _, c := range l.head.find(fYear) {
		cell := l.cell(c.index)
		if cell.Blank() || isDash(cell.Text) {
			continue
		}
		from, to, ok := yearValue(cell)
		if !ok {
			p.errs = append(p.errs, r.rowError(l.row, cell.Ref, "Không đọc được năm %q; hãy ghi năm bằng bốn chữ số, ví dụ 2025.", short(cell.Text)))
		}
		p.row.Year, p.row.EndYear = from, to
		return
	}
	for _, s := range r.sections.open {
		p.row.Year = cmp.Or(s.year, p.row.Year)
	}
	p.row.Year = cmp.Or(p.row.Year, r.opts.Year, r.titled, r.year, r.list.Year)
}

func (r *reader) readDecision(l line, p *pending) {
	p.row.Decision = r.list.Decision
	if s := l.value(fDecision); s != "" {
		d := decisionIn("Quyết định số " + s)
		if d.Number == "" {
			d = decisionIn("Quyết định " + s)
		}
		p.row.Decision = Decision{Number: cmp.Or(d.Number, s), Date: d.Date}
	}
	for _, c := range l.head.find(fDate) {
		cell := l.cell(c.index)
		if cell.Blank() || isDash(cell.Text) {
			continue
		}
		d, ok := dayValue(cell.Text)
		if !ok {
			p.errs = append(p.errs, r.rowError(l.row, cell.Ref, "Không đọc được ngày %q; hãy ghi theo mẫu ngày/tháng/năm, ví dụ 30/8/2025.", short(cell.Text)))
		}
		p.row.Decision.Date = d
	}
}

// period is the schedule as written; a cell that spreadsheets took for a day
// is written as one.
func (r *reader) period(l line) string {
	var parts []string
	for _, c := range l.head.find(fPeriod) {
		cell := l.cell(c.index)
		s := text.CleanLine(cell.Text)
		if d, ok := dayValue(cell.Date); ok && cell.Date != "" {
			s = d.VN()
		}
		if s != "" && !isDash(s) {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, " – ")
}

// finish notes what concerns the whole list.
func (r *reader) finish() {
	without := 0
	for _, row := range r.list.Rows {
		if row.Year == 0 {
			without++
		}
	}
	if without > 0 {
		r.note("Có %d dòng không ghi năm.", without)
	}
	if n := len(r.formulas); n > 0 {
		r.note("Có %d số tiền là công thức (ô đầu tiên %s); lấy giá trị lúc lưu tệp.", n, r.formulas[0])
	}
	if len(r.list.Rows) == 0 && len(r.list.Errors) == 0 {
		r.note("Danh sách có dòng tiêu đề nhưng không có đề án nào.")
	}
}
