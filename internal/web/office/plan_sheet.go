package office

import (
	"fmt"

	"example.vn/khuyencong/internal/domain/plan"
	"example.vn/khuyencong/internal/platform/money"
	"example.vn/khuyencong/internal/platform/sheet"
	"example.vn/khuyencong/internal/web/ui"
)

// planWorkbook sends the list, or after the approval its annex, as a workbook.
func (c *call) planWorkbook() error {
	k, err := c.planKey("")
	if err != nil {
		return err
	}
	p, err := c.planRead(k)
	if err != nil {
		return err
	}
	page := sheet.Page{
		Name:   "Ke hoach",
		Titles: []string{c.province.Centre, p.Plan.Title, planStanding(p.Plan)},
		Columns: []sheet.Column{
			{Head: "Hạng", Width: 7}, {Head: "Mã đề án", Width: 12}, {Head: "Tên đề án", Width: 50}, {Head: "Đơn vị thụ hưởng", Width: 30},
			{Head: "Địa điểm", Width: 30}, {Head: "Tổng kinh phí (đồng)", Width: 18}, {Head: "Đề nghị hỗ trợ (đồng)", Width: 18},
			{Head: "Thẩm định (đồng)", Width: 18}, {Head: "Bố trí (đồng)", Width: 18}, {Head: "Lựa chọn", Width: 12},
			{Head: "Lý do xếp hạng", Width: 50}, {Head: "Ghi chú", Width: 30},
		},
		Notes: []string{"Thời điểm: " + ui.Moment(c.s.DB.Now().Format("2006-01-02T15:04:05Z07:00"))},
	}
	var total money.VND
	for _, l := range p.Lines {
		if p.Plan.State == plan.Approved && l.Choice != plan.Chosen {
			continue
		}
		if l.Choice == plan.Chosen {
			total += l.Amount
		}
		page.Rows = append(page.Rows, []sheet.Value{
			sheet.Count(int64(l.Rank)), sheet.Text(string(l.Scheme.ID)), sheet.Text(l.Scheme.Title), sheet.Text(l.Who), sheet.Text(l.Where),
			sheet.Money(l.Scheme.Total), sheet.Money(l.Scheme.Asked), sheet.Money(l.Scheme.Appraised), sheet.Money(l.Amount),
			sheet.Text(l.Choice.Label()), sheet.Text(planReasons(l.Item)), sheet.Text(l.Note),
		})
	}
	page.Rows = append(page.Rows, []sheet.Value{
		sheet.Blank(), sheet.Blank(), sheet.Text("Cộng phần chọn").Bold(), sheet.Blank(), sheet.Blank(), sheet.Blank(), sheet.Blank(),
		sheet.Blank(), sheet.Money(total).Bold(),
	})
	name := fmt.Sprintf("ke-hoach-%d-%s-dot-%d.xlsx", k.Year, fundPath(k.Fund), k.Round)
	return c.sendBook(name, sheet.Workbook{Pages: []sheet.Page{page}})
}
