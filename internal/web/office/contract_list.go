package office

import (
	"net/http"
	"slices"
	"strconv"

	"example.vn/khuyencong/internal/domain/contract"
	"example.vn/khuyencong/internal/domain/report"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/sheet"
	"example.vn/khuyencong/internal/web/ui"
)

// Names of the parameters in the addresses of the lists.
const (
	contractByState = "trang-thai"
	contractByYear  = "nam"
	contractAfter   = "sau"
)

// contractPageSize is how many rows a page of the list shows.
const contractPageSize = 50

// contractStates are the states that the list shows, in their order.
var contractStates = []contract.State{contract.Draft, contract.Signed, contract.Closed}

// A contractListPage is the page "Hợp đồng".
type contractListPage struct {
	Shell ui.Shell
	State string
	Year  int
	Years []ui.Option
	Rows  []contractListRow   // of this page
	Total report.ContractSums // of the whole list
	After string
	More  bool
}

// A contractListRow is a row of the list.
type contractListRow struct {
	report.ContractRow

	Late bool // the end has passed and work is not accepted
}

// contractQuery reads the filters of the list.
func contractQuery(form *ui.Form) (contractListPage, error) {
	p := contractListPage{State: form.Line(contractByState), Year: form.Int(contractByYear), After: form.Line(contractAfter)}
	form.Check(p.State == "" || slices.Contains(contractStates, contract.State(p.State)), contractByState, "Trạng thái này không có trong danh mục.")
	return p, form.Err("Địa chỉ của danh sách có chỗ không đúng. Anh/chị mở lại danh sách rồi chọn bộ lọc.")
}

// href is the address of the list with its filters.
func (p contractListPage) href(path string, more ...string) string {
	year := ""
	if p.Year != 0 {
		year = strconv.Itoa(p.Year)
	}
	return ui.PathQuery(path, append([]string{contractByState, p.State, contractByYear, year}, more...)...)
}

func (p contractListPage) active() int {
	n := 0
	if p.State != "" {
		n++
	}
	if p.Year != 0 {
		n++
	}
	return n
}

func (p contractListPage) pager() ui.Pages {
	pages := ui.Pages{Text: ui.Count(len(p.Rows)) + " trong " + contractCount(p.Total)}
	if p.More {
		pages.Next = p.href("/hop-dong", contractAfter, string(p.Rows[len(p.Rows)-1].ID))
	}
	if p.After != "" {
		pages.First = p.href("/hop-dong")
	}
	return pages
}

// contractSummed is how many contracts the page adds up. No province signs as
// many in a hundred years; for one that has them, the Excel file adds them up.
const contractSummed = 20_000

func contractCount(s report.ContractSums) string {
	if s.Many {
		return "hơn " + ui.Count(s.Count) + " hợp đồng"
	}
	return ui.Count(s.Count) + " hợp đồng"
}

// summary is what the page says of the whole list.
func (p contractListPage) summary() string {
	if p.Total.Many {
		return contractCount(p.Total) + " · tổng giá trị có trong tệp Excel"
	}
	return contractCount(p.Total) + " · giá trị " + ui.Money(p.Total.Value) + " · đã chi " + ui.Money(p.Total.Spent)
}

func (c *call) contractList() error {
	form, err := ui.ReadForm(c.r)
	if err != nil {
		return err
	}
	p, err := contractQuery(form)
	if err != nil {
		return err
	}
	err = c.view(func(tx *db.Tx) (err error) {
		years, err := scheme.Years(c.ctx(), tx)
		if err != nil {
			return err
		}
		p.Years = schemeYearOptions(years, p.Year)
		if p.Total, err = report.SumContracts(c.ctx(), tx, p.filter(), contractSummed); err != nil {
			return err
		}
		f := p.filter()
		f.After, f.Limit = contract.ID(p.After), contractPageSize
		rows, more, err := report.Contracts(c.ctx(), tx, f)
		p.Rows, p.More = contractLate(rows, c.today()), more
		return err
	})
	if err != nil {
		return err
	}
	p.Shell = c.page("Hợp đồng")
	p.Shell.Print = ui.Wide
	p.Shell.Back = &ui.Link{Label: "Đề án", Href: "/de-an"}
	return c.render(http.StatusOK, contractListView(p))
}

// filter is what the list shows.
func (p contractListPage) filter() report.ContractFilter {
	f := report.ContractFilter{States: contractStates, Year: p.Year}
	if p.State != "" {
		f.States = []contract.State{contract.State(p.State)}
	}
	return f
}

// contractLate marks the contracts whose time is over and whose work is not.
func contractLate(rows []report.ContractRow, today calendar.Date) []contractListRow {
	all := make([]contractListRow, len(rows))
	for i, r := range rows {
		running := r.SchemeState == scheme.Contracted || r.SchemeState == scheme.Running
		all[i] = contractListRow{r, r.State == contract.Signed && running && r.EndsOn.Before(today)}
	}
	return all
}

// contractSheet answers with the whole filtered list as an Excel file.
func (c *call) contractSheet() error {
	form, err := ui.ReadForm(c.r)
	if err != nil {
		return err
	}
	p, err := contractQuery(form)
	if err != nil {
		return err
	}
	var rows []report.ContractRow
	var sums report.ContractSums
	err = c.view(func(tx *db.Tx) (err error) {
		if sums, err = report.SumContracts(c.ctx(), tx, p.filter(), 0); err != nil {
			return err
		}
		rows, err = contractAll(sums.Count, func(last *report.ContractRow) ([]report.ContractRow, bool, error) {
			f := p.filter()
			if last != nil {
				f.After = last.ID
			}
			return report.Contracts(c.ctx(), tx, f)
		})
		return err
	})
	if err != nil {
		return err
	}
	page := sheet.Page{
		Name: "Hợp đồng", Titles: []string{c.province.Centre, "DANH SÁCH HỢP ĐỒNG KHUYẾN CÔNG", p.words()},
		Columns: []sheet.Column{
			{Head: "Số hợp đồng", Width: 18}, {Head: "Mã đề án", Width: 12}, {Head: "Đề án", Width: 50}, {Head: "Bên B", Width: 34}, {Head: "Nguồn", Width: 22},
			{Head: "Năm", Width: 8}, {Head: "Giá trị (đồng)", Width: 18}, {Head: "Đã chi (đồng)", Width: 18}, {Head: "Ngày ký", Width: 12}, {Head: "Kết thúc", Width: 12},
			{Head: "Trạng thái", Width: 16},
		},
		Notes: append([]string{"Ngày lập: " + ui.Day(c.today())}, contractCutNote(len(rows), sums.Count, "hợp đồng")...),
	}
	for _, r := range rows {
		page.Rows = append(page.Rows, []sheet.Value{
			sheet.Text(r.Number), sheet.Text(string(r.Scheme)), sheet.Text(r.Title + schemeDemoWords(r.Illustrative)), sheet.Text(r.Party), sheet.Text(r.Fund.Label()),
			sheet.Text(strconv.Itoa(r.Year)), sheet.Money(r.Value), sheet.Money(r.Spent), sheet.Day(r.SignedOn.String()), sheet.Day(r.EndsOn.String()), sheet.Text(r.State.Label()),
		})
	}
	page.Rows = append(page.Rows, []sheet.Value{
		sheet.Blank(), sheet.Blank(), sheet.Text("Cộng " + ui.Count(sums.Count) + " hợp đồng").Bold(), sheet.Blank(), sheet.Blank(), sheet.Blank(),
		sheet.Money(sums.Value).Bold(), sheet.Money(sums.Spent).Bold(), sheet.Blank(), sheet.Blank(), sheet.Blank(),
	})
	return c.sendBook("hop-dong-"+c.today().String()+".xlsx", sheet.Workbook{Pages: []sheet.Page{page}})
}

// words says what the list is restricted to.
func (p contractListPage) words() string {
	words := "Tất cả hợp đồng"
	if p.State != "" {
		words = "Trạng thái: " + contract.State(p.State).Label()
	}
	if p.Year != 0 {
		words += "; năm " + strconv.Itoa(p.Year)
	}
	return words
}

// contractStateOptions are the filters of the list by state.
func contractStateOptions() []ui.Option {
	options := []ui.Option{{Value: "", Label: "Mọi trạng thái"}}
	for _, s := range contractStates {
		options = append(options, ui.Option{Value: string(s), Label: s.Label()})
	}
	return options
}

// contractAll reads a list to its end, page by page, for a file; next reads
// the page behind last. A file ends after so many rows as those of the schemes.
func contractAll[T any](count int, next func(last *T) ([]T, bool, error)) ([]T, error) {
	all := make([]T, 0, min(count, schemeSheetRows))
	for more := true; more && len(all) < schemeSheetRows; {
		var last *T
		if len(all) > 0 {
			last = &all[len(all)-1]
		}
		page, follows, err := next(last)
		if err != nil {
			return nil, err
		}
		all, more = append(all, page...), follows
	}
	return all, nil
}

// contractCutNote says in a file that it does not hold the whole list.
func contractCutNote(rows, count int, noun string) []string {
	if rows >= count {
		return nil
	}
	return []string{"Tệp chỉ ghi " + ui.Count(rows) + " trong " + ui.Count(count) + " " + noun + "; anh/chị lọc bớt để tải hết."}
}
