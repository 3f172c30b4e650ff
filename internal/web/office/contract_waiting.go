package office

import (
	"net/http"

	"example.vn/khuyencong/internal/domain/contract"
	"example.vn/khuyencong/internal/domain/report"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/money"
	"example.vn/khuyencong/internal/platform/sheet"
	"example.vn/khuyencong/internal/web/ui"
)

// A contractWaitPage is the page "Đề nghị chi đang chờ".
type contractWaitPage struct {
	Shell ui.Shell
	State string
	Rows  []contractWaitRow // of this page
	Count int               // of the whole list
	Sum   money.VND         // of the whole list
	After string
	More  bool
}

// A contractWaitRow is a request that waits for somebody.
type contractWaitRow struct {
	report.RequestRow

	By string
}

// filter is what the list shows.
func (p contractWaitPage) filter() report.RequestFilter {
	if p.State != "" {
		return report.RequestFilter{States: []contract.DisbursementState{contract.DisbursementState(p.State)}}
	}
	return report.RequestFilter{States: []contract.DisbursementState{contract.DisbursementPrepared, contract.DisbursementApproved}}
}

func (p contractWaitPage) pager() ui.Pages {
	pages := ui.Pages{Text: ui.Count(len(p.Rows)) + " trong " + ui.Count(p.Count) + " đề nghị"}
	if p.More {
		pages.Next = ui.PathQuery("/hop-dong/de-nghi", contractByState, p.State, contractAfter, p.Rows[len(p.Rows)-1].ID)
	}
	if p.After != "" {
		pages.First = ui.PathQuery("/hop-dong/de-nghi", contractByState, p.State)
	}
	return pages
}

// contractWaitNames adds who prepared each request.
func (c *call) contractWaitNames(tx *db.Tx, rows []report.RequestRow) ([]contractWaitRow, error) {
	people := make([]string, len(rows))
	for i, r := range rows {
		people[i] = r.PreparedBy
	}
	names, err := c.contractNames(tx, people...)
	all := make([]contractWaitRow, len(rows))
	for i, r := range rows {
		all[i] = contractWaitRow{r, names[r.PreparedBy]}
	}
	return all, err
}

// contractWaitState reads which of the waiting requests are asked for.
func (c *call) contractWaitState() (string, error) {
	state := c.r.URL.Query().Get(contractByState)
	if state == "" || state == string(contract.DisbursementPrepared) || state == string(contract.DisbursementApproved) {
		return state, nil
	}
	return "", fault.New(fault.Invalid, "Trạng thái này không có trong danh mục. Anh/chị mở lại danh sách rồi chọn bộ lọc.")
}

func (c *call) contractWaitList() error {
	state, err := c.contractWaitState()
	if err != nil {
		return err
	}
	p := contractWaitPage{State: state, After: c.r.URL.Query().Get(contractAfter)}
	err = c.view(func(tx *db.Tx) (err error) {
		f := p.filter()
		if p.Count, p.Sum, err = report.SumRequests(c.ctx(), tx, f); err != nil {
			return err
		}
		f.After, f.Limit = p.After, contractPageSize
		rows, more, err := report.Requests(c.ctx(), tx, f)
		if err != nil {
			return err
		}
		p.More = more
		p.Rows, err = c.contractWaitNames(tx, rows)
		return err
	})
	if err != nil {
		return err
	}
	p.Shell = c.page("Đề nghị chi đang chờ")
	p.Shell.Print = ui.Wide
	p.Shell.Back = &ui.Link{Label: "Hợp đồng", Href: "/hop-dong"}
	return c.render(http.StatusOK, contractWaitView(p))
}

func (p contractWaitPage) active() int {
	if p.State != "" {
		return 1
	}
	return 0
}

func (c *call) contractWaitSheet() error {
	state, err := c.contractWaitState()
	if err != nil {
		return err
	}
	p := contractWaitPage{State: state}
	var rows []contractWaitRow
	var sum money.VND
	err = c.view(func(tx *db.Tx) (err error) {
		if p.Count, sum, err = report.SumRequests(c.ctx(), tx, p.filter()); err != nil {
			return err
		}
		all, err := contractAll(p.Count, func(last *report.RequestRow) ([]report.RequestRow, bool, error) {
			f := p.filter()
			if last != nil {
				f.After = last.ID
			}
			return report.Requests(c.ctx(), tx, f)
		})
		if err != nil {
			return err
		}
		rows, err = c.contractWaitNames(tx, all)
		return err
	})
	if err != nil {
		return err
	}
	page := sheet.Page{
		Name: "Đề nghị chi", Titles: []string{c.province.Centre, "ĐỀ NGHỊ CHI ĐANG CHỜ"},
		Columns: []sheet.Column{
			{Head: "Số", Width: 14}, {Head: "Đề án", Width: 50}, {Head: "Bên nhận", Width: 34}, {Head: "Loại", Width: 22}, {Head: "Số tiền (đồng)", Width: 18},
			{Head: "Người lập", Width: 24}, {Head: "Lúc lập", Width: 22}, {Head: "Trạng thái", Width: 20}, {Head: "Lưu ý", Width: 50},
		},
		Notes: append([]string{"Ngày lập: " + ui.Day(c.today())}, contractCutNote(len(rows), p.Count, "đề nghị")...),
	}
	for _, r := range rows {
		page.Rows = append(page.Rows, []sheet.Value{
			sheet.Text(r.ID), sheet.Text(r.Title), sheet.Text(r.Party), sheet.Text(r.Kind.Label()), sheet.Money(r.Amount),
			sheet.Text(r.By), sheet.Text(ui.Moment(r.PreparedAt)), sheet.Text(r.State.Label()), sheet.Text(r.Warning),
		})
	}
	page.Rows = append(page.Rows, []sheet.Value{
		sheet.Blank(), sheet.Text("Cộng " + ui.Count(p.Count) + " đề nghị").Bold(), sheet.Blank(), sheet.Blank(), sheet.Money(sum).Bold(),
		sheet.Blank(), sheet.Blank(), sheet.Blank(), sheet.Blank(),
	})
	return c.sendBook("de-nghi-chi-"+c.today().String()+".xlsx", sheet.Workbook{Pages: []sheet.Page{page}})
}

func contractWaitOptions() []ui.Option {
	return []ui.Option{
		{Value: "", Label: "Mọi đề nghị đang chờ"},
		{Value: string(contract.DisbursementPrepared), Label: contract.DisbursementPrepared.Label()},
		{Value: string(contract.DisbursementApproved), Label: contract.DisbursementApproved.Label()},
	}
}
