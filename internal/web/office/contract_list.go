package office

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strconv"

	"example.vn/khuyencong/internal/domain/contract"
	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/money"
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
	Rows  []contractListRow // of this page
	Total contractSums      // of the whole list
	After string
	Next  string
}

// A contractListRow is a contract with its scheme and its money.
type contractListRow struct {
	*contract.Contract
	Title        string
	Year         int
	Fund         ledger.Fund
	SchemeState  scheme.State
	Spent        money.VND
	Illustrative bool
	Late         bool // the end has passed and work is not accepted
}

// contractSums are the totals of a list.
type contractSums struct {
	Count        int
	Value, Spent money.VND
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
	pages := ui.Pages{Text: ui.Count(len(p.Rows)) + " trong " + ui.Count(p.Total.Count) + " hợp đồng"}
	if p.Next != "" {
		pages.Next = p.href("/hop-dong", contractAfter, p.Next)
	}
	if p.After != "" {
		pages.First = p.href("/hop-dong")
	}
	return pages
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
	var rows []contractListRow
	err = c.view(func(tx *db.Tx) (err error) {
		years, err := scheme.Years(c.ctx(), tx)
		if err != nil {
			return err
		}
		p.Years = schemeYearOptions(years, p.Year)
		rows, err = contractRows(c.ctx(), tx, p, c.today())
		return err
	})
	if err != nil {
		return err
	}
	p.Total = contractSum(rows)
	p.Rows, p.Next = contractCut(rows, p.After)
	p.Shell = c.page("Hợp đồng")
	p.Shell.Print = ui.Wide
	p.Shell.Back = &ui.Link{Label: "Đề án", Href: "/de-an"}
	return c.render(http.StatusOK, contractListView(p))
}

// contractCut takes the page that begins after a contract.
func contractCut(rows []contractListRow, after string) (page []contractListRow, next string) {
	if after != "" {
		if i := slices.IndexFunc(rows, func(r contractListRow) bool { return string(r.ID) == after }); i >= 0 {
			rows = rows[i+1:]
		}
	}
	if len(rows) <= contractPageSize {
		return rows, ""
	}
	return rows[:contractPageSize], string(rows[contractPageSize-1].ID)
}

func contractSum(rows []contractListRow) contractSums {
	s := contractSums{Count: len(rows)}
	for _, r := range rows {
		s.Value, s.Spent = s.Value+r.Value, s.Spent+r.Spent
	}
	return s
}

// contractRows reads the contracts of the list, newest first.
func contractRows(ctx context.Context, tx *db.Tx, p contractListPage, today calendar.Date) ([]contractListRow, error) {
	schemes, err := contractSchemes(ctx, tx, p.Year)
	if err != nil {
		return nil, err
	}
	spent, err := contractSpent(ctx, tx)
	if err != nil {
		return nil, err
	}
	var rows []contractListRow
	for _, state := range contractStates {
		if p.State != "" && string(state) != p.State {
			continue
		}
		found, err := contract.In(ctx, tx, state)
		if err != nil {
			return nil, err
		}
		for _, k := range found {
			s, ok := schemes[k.Scheme]
			if !ok {
				continue
			}
			running := s.State == scheme.Contracted || s.State == scheme.Running
			rows = append(rows, contractListRow{
				Contract: k, Title: s.Title, Year: s.Year, Fund: s.Fund, SchemeState: s.State, Spent: spent[k.Scheme.Subject()],
				Illustrative: s.Illustrative, Late: k.State == contract.Signed && running && k.EndsOn.Before(today),
			})
		}
	}
	slices.SortFunc(rows, func(a, b contractListRow) int { return cmp.Compare(b.ID, a.ID) })
	return rows, nil
}

// contractSchemes reads the schemes that may have a contract, of one year or
// of all.
func contractSchemes(ctx context.Context, tx *db.Tx, year int) (map[scheme.ID]scheme.Row, error) {
	f := scheme.Filter{Year: year, Limit: 200, States: []scheme.State{
		scheme.Approved, scheme.Contracted, scheme.Running, scheme.Accepted, scheme.Settled, scheme.Closed, scheme.Stopped,
	}}
	found := map[scheme.ID]scheme.Row{}
	for {
		rows, next, err := scheme.List(ctx, tx, f)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			found[r.ID] = r
		}
		if f.After = next; next == "" {
			return found, nil
		}
	}
}

// contractSpent sums what was spent for every scheme, in all books.
func contractSpent(ctx context.Context, tx *db.Tx) (map[string]money.VND, error) {
	books, err := ledger.Books(ctx, tx)
	if err != nil {
		return nil, err
	}
	spent := map[string]money.VND{}
	for _, b := range books {
		subjects, err := ledger.Subjects(ctx, tx, b)
		if err != nil {
			return nil, err
		}
		for subject, balances := range subjects {
			spent[subject] += balances.Spent()
		}
	}
	return spent, nil
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
	var rows []contractListRow
	err = c.view(func(tx *db.Tx) (err error) {
		rows, err = contractRows(c.ctx(), tx, p, c.today())
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
		Notes: []string{"Ngày lập: " + ui.Day(c.today())},
	}
	for _, r := range rows {
		page.Rows = append(page.Rows, []sheet.Value{
			sheet.Text(r.Number), sheet.Text(string(r.Scheme)), sheet.Text(r.Title + schemeDemoWords(r.Illustrative)), sheet.Text(r.Party), sheet.Text(r.Fund.Label()),
			sheet.Text(strconv.Itoa(r.Year)), sheet.Money(r.Value), sheet.Money(r.Spent), sheet.Day(r.SignedOn.String()), sheet.Day(r.EndsOn.String()), sheet.Text(r.State.Label()),
		})
	}
	sums := contractSum(rows)
	page.Rows = append(page.Rows, []sheet.Value{
		sheet.Blank(), sheet.Blank(), sheet.Text("Cộng " + ui.Count(sums.Count) + " hợp đồng").Bold(), sheet.Blank(), sheet.Blank(), sheet.Blank(),
		sheet.Money(sums.Value).Bold(), sheet.Money(sums.Spent).Bold(), sheet.Blank(), sheet.Blank(), sheet.Blank(),
	})
	return schemeSendSheet(c.w, "hop-dong-"+c.today().String()+".xlsx", sheet.Workbook{Pages: []sheet.Page{page}})
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

// A contractWaitPage is the page "Đề nghị chi đang chờ".
type contractWaitPage struct {
	Shell ui.Shell
	State string
	Rows  []contractWaitRow
	Sum   money.VND
}

// A contractWaitRow is a request that waits for somebody.
type contractWaitRow struct {
	contract.Disbursement
	Title, Party, By string
}

// contractWaiting reads the requests that wait; state narrows them.
func (c *call) contractWaiting(state string) ([]contractWaitRow, error) {
	var rows []contractWaitRow
	err := c.view(func(tx *db.Tx) error {
		all, err := contractWaits(c.ctx(), tx, state)
		if err != nil {
			return err
		}
		schemes, err := contractSchemes(c.ctx(), tx, 0)
		if err != nil {
			return err
		}
		var people []string
		for _, d := range all {
			people = append(people, d.PreparedBy)
		}
		names, err := c.contractNames(tx, people...)
		if err != nil {
			return err
		}
		signed, err := contract.In(c.ctx(), tx, contract.Signed)
		if err != nil {
			return err
		}
		parties := map[contract.ID]string{}
		for _, k := range signed {
			parties[k.ID] = k.Party
		}
		rows = nil
		for _, d := range all {
			rows = append(rows, contractWaitRow{d, schemes[d.Scheme].Title, parties[d.Contract], names[d.PreparedBy]})
		}
		return nil
	})
	return rows, err
}

// contractWaits reads the requests in a state, or all that wait.
func contractWaits(ctx context.Context, tx *db.Tx, state string) ([]contract.Disbursement, error) {
	var all []contract.Disbursement
	for _, s := range []contract.DisbursementState{contract.DisbursementPrepared, contract.DisbursementApproved} {
		if state != "" && state != string(s) {
			continue
		}
		found, err := contract.DisbursementsIn(ctx, tx, s)
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	return all, nil
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
	p := contractWaitPage{State: state}
	if p.Rows, err = c.contractWaiting(state); err != nil {
		return err
	}
	for _, r := range p.Rows {
		p.Sum += r.Amount
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
	rows, err := c.contractWaiting(state)
	if err != nil {
		return err
	}
	page := sheet.Page{
		Name: "Đề nghị chi", Titles: []string{c.province.Centre, "ĐỀ NGHỊ CHI ĐANG CHỜ"},
		Columns: []sheet.Column{
			{Head: "Số", Width: 14}, {Head: "Đề án", Width: 50}, {Head: "Bên nhận", Width: 34}, {Head: "Loại", Width: 22}, {Head: "Số tiền (đồng)", Width: 18},
			{Head: "Người lập", Width: 24}, {Head: "Lúc lập", Width: 22}, {Head: "Trạng thái", Width: 20}, {Head: "Lưu ý", Width: 50},
		},
		Notes: []string{"Ngày lập: " + ui.Day(c.today())},
	}
	var sum money.VND
	for _, r := range rows {
		page.Rows = append(page.Rows, []sheet.Value{
			sheet.Text(r.ID), sheet.Text(r.Title), sheet.Text(r.Party), sheet.Text(r.Kind.Label()), sheet.Money(r.Amount),
			sheet.Text(r.By), sheet.Text(ui.Moment(r.PreparedAt)), sheet.Text(r.State.Label()), sheet.Text(r.Warning),
		})
		sum += r.Amount
	}
	page.Rows = append(page.Rows, []sheet.Value{
		sheet.Blank(), sheet.Text("Cộng " + ui.Count(len(rows)) + " đề nghị").Bold(), sheet.Blank(), sheet.Blank(), sheet.Money(sum).Bold(),
		sheet.Blank(), sheet.Blank(), sheet.Blank(), sheet.Blank(),
	})
	return schemeSendSheet(c.w, "de-nghi-chi-"+c.today().String()+".xlsx", sheet.Workbook{Pages: []sheet.Page{page}})
}

// contractStateOptions are the filters of the list by state.
func contractStateOptions() []ui.Option {
	options := []ui.Option{{Value: "", Label: "Mọi trạng thái"}}
	for _, s := range contractStates {
		options = append(options, ui.Option{Value: string(s), Label: s.Label()})
	}
	return options
}

func contractWaitOptions() []ui.Option {
	return []ui.Option{
		{Value: "", Label: "Mọi đề nghị đang chờ"},
		{Value: string(contract.DisbursementPrepared), Label: contract.DisbursementPrepared.Label()},
		{Value: string(contract.DisbursementApproved), Label: contract.DisbursementApproved.Label()},
	}
}
