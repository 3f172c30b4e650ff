package office

import (
	"fmt"
	"strings"

	"example.vn/khuyencong/internal/domain/report"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/money"
	"example.vn/khuyencong/internal/platform/sheet"
	"example.vn/khuyencong/internal/web/ui"
)

// reportSheet answers with the report as a workbook: one page for every
// dimension and one with the schemes. Asked about one number, it has the
// schemes behind that number only.
func (c *call) reportSheet() error {
	q, err := c.reportAsked()
	if err != nil {
		return err
	}
	programme, _, err := c.reportProgramme(q)
	if err != nil {
		return err
	}
	rows, title := programme.Rows, ""
	var book sheet.Workbook
	if q.By != "" {
		rows, title = programme.Behind(q.cut(q.By), strings.TrimPrefix(q.Code, reportUnknown))
		if len(rows) == 0 {
			return fault.New(fault.NotFound, "Báo cáo này không có đề án nào ở mục đó.")
		}
		title = q.By.Label() + ": " + title
	} else {
		for _, by := range report.Dimensions() {
			book.Pages = append(book.Pages, c.reportGroupSheet(programme, q, by))
		}
	}
	book.Pages = append(book.Pages, c.reportRowSheet(rows, title, q))
	return c.sendBook(fmt.Sprintf("bao-cao-khuyen-cong-%d-%s.xlsx", q.Year, q.Day), book)
}

// reportTitles stand above every page of the workbook.
func (c *call) reportTitles(title string, q reportQuery) []string {
	return []string{c.province.Centre, title, fmt.Sprintf("Chương trình khuyến công năm %d, tính đến hết ngày %s; đơn vị tính: đồng", q.Year, q.Day.VN())}
}

func (c *call) reportNotes(q reportQuery) []string {
	return []string{
		"Thời điểm xuất: " + ui.Moment(c.reportMoment()) + "; " + reportLower(q.View.Label()) + ".",
		"Tỷ trọng tính trên tổng hỗ trợ đã quyết định. Đề án ghi từ danh sách cũ nằm ngoài sổ kinh phí.",
	}
}

func (c *call) reportGroupSheet(p *report.Programme, q reportQuery, by report.Dimension) sheet.Page {
	page := sheet.Page{
		Name:   by.Label(),
		Titles: c.reportTitles("TỔNG HỢP THEO "+strings.ToUpper(by.Label()), q),
		Columns: []sheet.Column{
			{Head: "STT", Width: 6}, {Head: by.Label(), Width: 48}, {Head: "Số đề án", Width: 10}, {Head: "Chưa công bố kinh phí", Width: 12},
			{Head: "Hỗ trợ đã quyết định"}, {Head: "Tỷ trọng", Width: 10}, {Head: "Đã ký hợp đồng"}, {Head: "Đã chi"}, {Head: "Đã nghiệm thu"}, {Head: "Đã quyết toán"},
		},
		Notes: c.reportNotes(q),
	}
	total := p.Total()
	line := func(no sheet.Value, g report.Group) []sheet.Value {
		share := sheet.Blank()
		if total.Support > 0 {
			share = sheet.Percent(money.Share(g.Support, total.Support))
		}
		return []sheet.Value{
			no, sheet.Text(g.Name), sheet.Count(int64(g.Count())), sheet.Count(int64(g.Unpublished)),
			sheet.Money(g.Support), share, sheet.Money(g.Contracted), sheet.Money(g.Spent), sheet.Money(g.Accepted), sheet.Money(g.Settled),
		}
	}
	for i, g := range p.Group(q.cut(by)) {
		page.Rows = append(page.Rows, line(sheet.Count(int64(i+1)), g))
	}
	total.Name = "Cộng"
	last := line(sheet.Blank(), total)
	for i := range last {
		last[i] = last[i].Bold()
	}
	page.Rows = append(page.Rows, last)
	return page
}

func (c *call) reportRowSheet(rows []report.Row, title string, q reportQuery) sheet.Page {
	titles := c.reportTitles("DANH SÁCH ĐỀ ÁN", q)
	if title != "" {
		titles = append(titles, title)
	}
	page := sheet.Page{
		Name: "Danh sách đề án", Titles: titles, Notes: c.reportNotes(q),
		Columns: []sheet.Column{
			{Head: "STT", Width: 6}, {Head: "Mã", Width: 11}, {Head: "Tên đề án", Width: 48}, {Head: "Nguồn", Width: 22}, {Head: "Nội dung", Width: 28},
			{Head: "Đơn vị thụ hưởng", Width: 32}, {Head: "Địa bàn", Width: 36}, {Head: "Trạng thái", Width: 20},
			{Head: "Số quyết định", Width: 16}, {Head: "Ngày quyết định", Width: 12},
			{Head: "Hỗ trợ đã quyết định"}, {Head: "Đã ký hợp đồng"}, {Head: "Đã chi"}, {Head: "Đã nghiệm thu"}, {Head: "Đã quyết toán"}, {Head: "Ghi chú", Width: 28},
		},
	}
	for i, r := range reportWords(rows, q.View) {
		who := r.Beneficiary
		if r.Others > 0 {
			who += fmt.Sprintf(" và %d đơn vị khác", r.Others)
		}
		var notes []string
		if r.Illustrative {
			notes = append(notes, "Dữ liệu minh họa")
		}
		if r.Unpublished {
			notes = append(notes, "Chưa công bố kinh phí")
		}
		state := r.State
		if r.Recorded {
			state = scheme.Recorded
		}
		page.Rows = append(page.Rows, []sheet.Value{
			sheet.Count(int64(i + 1)), sheet.Text(string(r.Scheme)), sheet.Text(r.Title), sheet.Text(r.Fund.Label()), sheet.Text(r.ContentName),
			sheet.Text(who), sheet.Text(r.Place), sheet.Text(state.Label()), sheet.Text(r.DecisionNo), sheet.Day(r.DecidedOn.String()),
			sheet.Money(r.Support), sheet.Money(r.Contracted), sheet.Money(r.Spent), sheet.Money(r.Accepted), sheet.Money(r.Settled),
			sheet.Text(strings.Join(notes, "; ")),
		})
	}
	return page
}
