package office

import (
	"strconv"
	"strings"

	"example.vn/khuyencong/internal/domain/normbook"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/money"
	"example.vn/khuyencong/internal/platform/sheet"
	"example.vn/khuyencong/internal/web/ui"
)

// Limits on the file that is downloaded.
const (
	schemeSheetRows = 10_000
	schemeSheetPage = 200
)

// schemeSheet answers with the whole filtered list as an Excel file.
func (c *call) schemeSheet() error {
	form, err := ui.ReadForm(c.r)
	if err != nil {
		return err
	}
	q, err := schemeQueryOf(form)
	if err != nil {
		return err
	}
	q.After, q.Limit = "", schemeSheetPage
	var rows []scheme.Row
	var count int
	err = c.view(func(tx *db.Tx) error {
		var err error
		if count, _, err = scheme.Count(c.ctx(), tx, q.Filter); err != nil {
			return err
		}
		for f := q.Filter; len(rows) < schemeSheetRows; {
			page, next, err := scheme.List(c.ctx(), tx, f)
			if err != nil {
				return err
			}
			rows = append(rows, page...)
			if next == "" {
				break
			}
			f.After = next
		}
		return nil
	})
	if err != nil {
		return err
	}
	count = max(count, len(rows)) // a search is not counted to its end
	book := c.schemeWorkbook(q, c.schemeRows(rows, q.View), count)
	return c.sendBook("de-an-"+c.today().String()+".xlsx", book)
}

func (c *call) schemeWorkbook(q schemeQuery, rows []schemeListRow, count int) sheet.Workbook {
	page := sheet.Page{
		Name:   "Đề án",
		Titles: []string{c.province.Centre, "DANH SÁCH ĐỀ ÁN KHUYẾN CÔNG", q.words()},
		Columns: []sheet.Column{
			{Head: "Mã", Width: 12}, {Head: "Tên đề án", Width: 50}, {Head: "Đơn vị thụ hưởng", Width: 36}, {Head: "Nơi thực hiện", Width: 30},
			{Head: "Nội dung", Width: 26}, {Head: "Năm", Width: 8}, {Head: "Nguồn", Width: 22}, {Head: "Tổng kinh phí (đồng)", Width: 18},
			{Head: "Đề nghị hỗ trợ (đồng)", Width: 18}, {Head: "Thẩm định (đồng)", Width: 18}, {Head: "Trạng thái", Width: 22},
		},
		Notes: []string{"Thời điểm lập: " + ui.Moment(c.s.DB.Now().Format("2006-01-02T15:04:05Z07:00")), "Đơn vị hành chính: " + q.View.Label()},
	}
	var total, asked, appraised money.VND
	for _, r := range rows {
		page.Rows = append(page.Rows, []sheet.Value{
			sheet.Text(string(r.ID)), sheet.Text(r.Title + schemeDemoWords(r.Illustrative)), sheet.Text(r.who()), sheet.Text(r.Place), sheet.Text(r.Content),
			sheet.Text(strconv.Itoa(r.Year)), sheet.Text(r.Fund.Label()), sheet.Money(r.Total), sheet.Money(r.Asked), sheet.Money(r.Appraised), sheet.Text(r.State.Label()),
		})
		total, asked, appraised = total+r.Total, asked+r.Asked, appraised+r.Appraised
	}
	page.Rows = append(page.Rows, []sheet.Value{
		sheet.Blank(), sheet.Text("Cộng " + ui.Count(len(rows)) + " đề án").Bold(), sheet.Blank(), sheet.Blank(), sheet.Blank(), sheet.Blank(), sheet.Blank(),
		sheet.Money(total).Bold(), sheet.Money(asked).Bold(), sheet.Money(appraised).Bold(), sheet.Blank(),
	})
	if count > len(rows) {
		page.Notes = append(page.Notes, "Danh sách có "+ui.Count(count)+" đề án; tệp này chỉ gồm "+ui.Count(len(rows))+" đề án đầu. Anh/chị lọc hẹp lại để lấy hết.")
	}
	return sheet.Workbook{Pages: []sheet.Page{page}}
}

func schemeDemoWords(illustrative bool) string {
	if illustrative {
		return " (dữ liệu minh họa)"
	}
	return ""
}

// words says in Vietnamese what the list is restricted to.
func (q schemeQuery) words() string {
	var parts []string
	if q.Year != 0 {
		parts = append(parts, "Năm "+strconv.Itoa(q.Year))
	}
	if q.Fund != "" {
		parts = append(parts, q.Fund.Label())
	}
	for _, o := range schemeStateOptions() {
		if q.State != "" && o.Value == q.State {
			parts = append(parts, "trạng thái: "+o.Label)
		}
	}
	if info, ok := normbook.ContentByCode(q.Content); ok {
		parts = append(parts, "nội dung: "+info.Name)
	}
	if q.Query != "" {
		parts = append(parts, "từ khóa: "+q.Query)
	}
	if len(parts) == 0 {
		return "Tất cả đề án"
	}
	return strings.Join(parts, "; ")
}
