package report

import (
	"strings"

	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/money"
	"example.vn/khuyencong/internal/platform/sheet"
)

// Workbook is the report as a workbook: the main figures, a page for every
// breakdown and one with the schemes. moment says when it was made.
func (r *Report) Workbook(centre, moment string) sheet.Workbook {
	book := sheet.Workbook{Pages: []sheet.Page{r.mainPage(centre, moment)}}
	for _, t := range r.Tables {
		book.Pages = append(book.Pages, r.breakdownPage(t, centre, moment))
	}
	return sheet.Workbook{Pages: append(book.Pages, r.SchemesPage(r.Schemes, ToDate, "", centre, moment))}
}

// Workbook is the national report as a workbook: the main figures, the provinces
// and a page for every other breakdown.
func (n *National) Workbook(reader, moment string) sheet.Workbook {
	r := &Report{Period: n.Period, AsOf: n.AsOf, Compared: n.Compared, View: territory.NewUnits, Level: territory.Province, Total: n.Total}
	r.Tables = append([]Table{{By: ByTerritory, Lines: n.Provinces}}, n.Tables...)
	book := sheet.Workbook{Pages: []sheet.Page{r.mainPage(reader, moment)}}
	for _, t := range r.Tables {
		book.Pages = append(book.Pages, r.breakdownPage(t, reader, moment))
	}
	return book
}

func (r *Report) titles(centre, title string) []string {
	return []string{centre, title, r.Title() + "; đơn vị tính: đồng", r.Standing()}
}

func (r *Report) sheetNotes(moment string) []string {
	return append([]string{"Thời điểm xuất: " + moment + "; " + lower(r.View.Label()) + "."}, r.Notes()...)
}

func (r *Report) mainPage(centre, moment string) sheet.Page {
	p := sheet.Page{
		Name: "Số liệu chính", Titles: r.titles(centre, "SỐ LIỆU CHÍNH"), Notes: r.sheetNotes(moment),
		Columns: []sheet.Column{
			{Head: "Chỉ tiêu", Width: 40}, {Head: "Đơn vị", Width: 10}, {Head: "Trong kỳ"}, {Head: "Lũy kế"},
			{Head: "% kế hoạch", Width: 12}, {Head: "Cùng kỳ"}, {Head: "So cùng kỳ", Width: 12},
		},
	}
	for _, m := range Measures() {
		value := func(s Sums) sheet.Value {
			if m.Counts() {
				return sheet.Count(int64(m.Of(s)))
			}
			return sheet.Money(m.Of(s))
		}
		ofPlan, planned := m.OfPlan(r.Total.ToDate)
		ofEarlier, compared := m.OfEarlier(r.Total.BySpan)
		p.Rows = append(p.Rows, []sheet.Value{
			sheet.Text(m.Label()), sheet.Text(m.Unit()), value(r.Total.Within), value(r.Total.ToDate),
			percentOr(ofPlan, planned), value(r.Total.Earlier), percentOr(ofEarlier, compared),
		})
	}
	return p
}

func (r *Report) breakdownPage(t Table, centre, moment string) sheet.Page {
	p := sheet.Page{
		Name: t.By.Label(), Titles: r.titles(centre, "THEO "+strings.ToUpper(t.By.Label())), Notes: r.sheetNotes(moment),
		Columns: []sheet.Column{{Head: t.By.Label(), Width: 48}},
	}
	var columns []Column
	for _, s := range Spans() {
		for _, c := range Columns(s) {
			if s == Earlier && c.Span == ToDate && c.Percent == "" {
				continue // stands among the first already
			}
			head := c.Head()
			if s == Within {
				head += " trong kỳ"
			}
			columns, p.Columns = append(columns, c), append(p.Columns, sheet.Column{Head: head})
		}
	}
	total := r.Total
	total.Name = "Cộng"
	for i, l := range append(append([]Line(nil), t.Lines...), total) {
		row := []sheet.Value{sheet.Text(l.Name)}
		for _, c := range columns {
			row = append(row, c.value(l, r.Total))
		}
		for j := range row {
			if i == len(t.Lines) {
				row[j] = row[j].Bold()
			}
		}
		p.Rows = append(p.Rows, row)
	}
	return p
}

// value is what a cell of the column says of a line.
func (c Column) value(l, total Line) sheet.Value {
	switch {
	case c.Percent != "":
		return percentOr(c.Share(l, total))
	case c.Measure.Counts():
		return sheet.Count(int64(c.Measure.Of(l.In(c.Span))))
	}
	return sheet.Money(c.Measure.Of(l.In(c.Span)))
}

// SchemesPage lists schemes with their figures in a span; title says what they
// have in common, "" for all.
func (r *Report) SchemesPage(schemes []SchemeLine, s Span, title, centre, moment string) sheet.Page {
	p := sheet.Page{
		Name: "Danh sách đề án", Titles: append(r.titles(centre, "DANH SÁCH ĐỀ ÁN"), title), Notes: r.sheetNotes(moment),
		Columns: []sheet.Column{
			{Head: "Mã", Width: 11}, {Head: "Tên đề án", Width: 48}, {Head: "Nguồn", Width: 24}, {Head: "Nội dung", Width: 28}, {Head: "Đơn vị thụ hưởng", Width: 32},
			{Head: "Địa bàn", Width: 36}, {Head: "Số quyết định", Width: 16}, {Head: "Ngày quyết định", Width: 12},
		},
	}
	for _, m := range Measures() {
		p.Columns = append(p.Columns, sheet.Column{Head: m.Short()})
	}
	p.Columns = append(p.Columns, sheet.Column{Head: "Ghi chú", Width: 28})
	for _, l := range schemes {
		if l.In(s) == (Sums{}) {
			continue
		}
		row := []sheet.Value{
			sheet.Text(string(l.Scheme)), sheet.Text(l.Title), sheet.Text(l.Fund.Label()), sheet.Text(l.Content), sheet.Text(l.Who()), sheet.Text(l.Place),
			sheet.Text(l.DecisionNo), sheet.Day(l.DecidedOn.String()),
		}
		for _, m := range Measures() {
			row = append(row, Column{Measure: m, Span: s}.value(Line{BySpan: l.BySpan}, r.Total))
		}
		p.Rows = append(p.Rows, append(row, sheet.Text(strings.Join(l.Marks(), "; "))))
	}
	return p
}

// Marks are what a reader must know of a scheme's figures, in Vietnamese.
func (l SchemeLine) Marks() (marks []string) {
	if l.Illustrative {
		marks = append(marks, "Dữ liệu minh họa")
	}
	if l.Recorded {
		marks = append(marks, "Ngoài sổ kinh phí")
	}
	if l.ToDate.Unpublished > 0 {
		marks = append(marks, "Chưa công bố kinh phí")
	}
	return marks
}

func percentOr(r money.Ratio, ok bool) sheet.Value {
	if !ok {
		return sheet.Blank()
	}
	return sheet.Percent(r)
}
