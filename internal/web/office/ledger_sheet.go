package office

import (
	"fmt"

	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/sheet"
	"example.vn/khuyencong/internal/web/ui"
)

// ledgerWorkbook sends a book: the schemes and the entries.
func (c *call) ledgerWorkbook() error {
	b, err := c.bookOf(c.r.PathValue("fund"))
	if err != nil {
		return err
	}
	p := ledgerPage{Book: b}
	if err := c.view(func(tx *db.Tx) error {
		return c.ledgerRead(tx, &p, ledgerPart{schemes: ledgerSheetSchemes, entries: ledgerSheetRows})
	}); err != nil {
		return err
	}
	note := []string{"Thời điểm: " + ui.Moment(c.s.DB.Now().Format("2006-01-02T15:04:05Z07:00"))}
	if p.Later != "" {
		note = append(note, fmt.Sprintf("Chỉ gồm %d đề án đầu; dòng cộng là của cả sổ.", ledgerSheetSchemes))
	}
	if p.Older != "" {
		note = append(note, fmt.Sprintf("Chỉ gồm %d bút toán mới nhất.", ledgerSheetRows))
	}
	schemes := sheet.Page{
		Name: "Theo de an", Titles: []string{c.province.Centre, ledgerTitle(b), "Đơn vị tính: đồng"}, Notes: note,
		Columns: []sheet.Column{{Head: "Mã đề án", Width: 12}, {Head: "Tên đề án", Width: 60}},
	}
	for _, f := range ledgerFigures() {
		schemes.Columns = append(schemes.Columns, sheet.Column{Head: f.Label, Width: 18})
	}
	for _, s := range p.Schemes {
		row := []sheet.Value{sheet.Text(string(s.ID)), sheet.Text(s.Title)}
		for _, f := range ledgerFigures() {
			row = append(row, sheet.Money(f.Of(s.Has)))
		}
		schemes.Rows = append(schemes.Rows, row)
	}
	total := []sheet.Value{sheet.Blank(), sheet.Text("Cộng").Bold()}
	for _, f := range ledgerFigures() {
		total = append(total, sheet.Money(p.sum(f.Of)).Bold())
	}
	schemes.Rows = append(schemes.Rows, total)
	book := sheet.Workbook{Pages: []sheet.Page{schemes, ledgerEntrySheet(c.province.Centre, p, note)}}
	return c.sendBook(fmt.Sprintf("so-kinh-phi-%d-%s.xlsx", b.Year, fundPath(b.Fund)), book)
}

// ledgerEntrySheet is the page of entries, one row for each posting.
func ledgerEntrySheet(centre string, p ledgerPage, note []string) sheet.Page {
	page := sheet.Page{
		Name: "But toan", Titles: []string{centre, "Bút toán, " + ledgerTitle(p.Book), "Đơn vị tính: đồng"}, Notes: note,
		Columns: []sheet.Column{
			{Head: "Số", Width: 8}, {Head: "Ngày chứng từ", Width: 14}, {Head: "Chứng từ", Width: 20}, {Head: "Nghiệp vụ", Width: 24},
			{Head: "Diễn giải", Width: 50}, {Head: "Mã đề án", Width: 12}, {Head: "Tài khoản", Width: 34}, {Head: "Tăng", Width: 18}, {Head: "Giảm", Width: 18},
		},
	}
	for _, e := range p.Entries {
		for _, line := range e.Postings {
			up, down := sheet.Money(line.Amount), sheet.Blank()
			if line.Amount < 0 {
				up, down = sheet.Blank(), sheet.Money(-line.Amount)
			}
			page.Rows = append(page.Rows, []sheet.Value{
				sheet.Count(e.Seq), sheet.Day(e.Day), sheet.Text(e.Reference), sheet.Text(e.Kind.Label()), sheet.Text(e.Memo),
				sheet.Text(string(e.ID)), sheet.Text(line.Account.Label()), up, down,
			})
		}
	}
	return page
}
