package office

import (
	"net/http"
	"slices"
	"strconv"

	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/plan"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/money"
	"example.vn/khuyencong/internal/web/ui"
)

// The funds as addresses spell them.
const (
	fundNationalPath = "quoc-gia"
	fundLocalPath    = "dia-phuong"
)

// fundPath spells a fund in an address.
func fundPath(f ledger.Fund) string {
	if f == ledger.National {
		return fundNationalPath
	}
	return fundLocalPath
}

// fundOf reads a fund of an address; "" when it is none.
func fundOf(path string) ledger.Fund {
	switch path {
	case fundNationalPath:
		return ledger.National
	case fundLocalPath:
		return ledger.Local
	}
	return ""
}

// bookOf reads the year and the fund of the address.
func (c *call) bookOf(fund string) (ledger.Book, error) {
	year, err := strconv.Atoi(c.r.PathValue("year"))
	b := ledger.Book{Fund: fundOf(fund), Year: year}
	if err != nil || year < 2000 || year > 2200 || b.Fund == "" {
		return b, fault.New(fault.NotFound, "Địa chỉ này không có năm hoặc nguồn kinh phí đúng.")
	}
	return b, nil
}

// planPath is the address of a plan or of a deed on it.
func planPath(k plan.Key, parts ...string) string {
	return ui.Path(append([]string{"ke-hoach", strconv.Itoa(k.Year), fundPath(k.Fund), strconv.Itoa(k.Round)}, parts...)...)
}

// planListMost is how many plans a page lists.
const planListMost = 100

// A planListPage lists the plans of the province.
type planListPage struct {
	Shell   ui.Shell
	Rows    []planListRow
	All     int // plans that the filter asks for; the newest are listed
	Years   []int
	Year    int // 0: all
	Fund    ledger.Fund
	Waiting int // adjustments
	MayOpen bool
	Next    int // the year that a new plan is most likely for

	Problem error
	form    *ui.Form
}

// A planListRow is one plan of the list.
type planListRow struct {
	*plan.Plan
	Chosen plan.Total
	All    int // candidates
}

func (p planListPage) field(name, label, first string) ui.Field {
	f := ui.Field{Name: name, Label: label, Value: first, Error: ui.Problems(p.Problem)[name]}
	if p.form != nil && p.form.Has(name) {
		f.Value = p.form.Raw(name)
	}
	return f
}

func (p planListPage) active() int {
	n := 0
	if p.Year != 0 {
		n++
	}
	if p.Fund != "" {
		n++
	}
	return n
}

// chosen is what the listed plans chose, all together.
func (p planListPage) chosen() (sum money.VND) {
	for _, r := range p.Rows {
		sum += r.Chosen.Amount
	}
	return sum
}

func (c *call) planList() error { return c.planListPage(http.StatusOK, nil, nil) }

func (c *call) planListPage(status int, problem error, form *ui.Form) error {
	query, err := c.addressQuery()
	if err != nil {
		return err
	}
	p := planListPage{
		Shell: c.page("Kế hoạch khuyến công"), Problem: problem, form: form, MayOpen: c.may(access.DraftPlan),
		Year: query.Int("nam"), Fund: fundOf(query.Line("nguon")), Next: c.today().Year(),
	}
	if c.today().Month() >= 7 { // plans are made in the half year before
		p.Next++
	}
	p.Shell.HasErrors = problem != nil
	err = c.view(func(tx *db.Tx) error { return c.planListRead(tx, &p) })
	if err != nil {
		return err
	}
	return c.render(status, planListView(p))
}

// addressQuery reads the query of the address, also of a POST.
func (c *call) addressQuery() (*ui.Form, error) {
	r := c.r.Clone(c.ctx())
	r.Method = http.MethodGet
	return ui.ReadForm(r)
}

func (c *call) planListRead(tx *db.Tx, p *planListPage) error {
	plans, err := plan.List(c.ctx(), tx, 0)
	if err != nil {
		return err
	}
	waiting, err := plan.Waiting(c.ctx(), tx)
	if err != nil {
		return err
	}
	p.Waiting = len(waiting)
	for _, one := range plans {
		if !slices.Contains(p.Years, one.Year) {
			p.Years = append(p.Years, one.Year)
		}
		if p.Year != 0 && one.Year != p.Year || p.Fund != "" && one.Fund != p.Fund {
			continue
		}
		if p.All++; p.All <= planListMost {
			p.Rows = append(p.Rows, planListRow{Plan: one})
		}
	}
	if len(p.Rows) == 0 {
		return nil
	}
	totals, err := plan.Totals(c.ctx(), tx, p.Rows[len(p.Rows)-1].Year, p.Rows[0].Year) // newest first
	for i := range p.Rows {
		r := &p.Rows[i]
		r.Chosen = totals[r.Key][plan.Chosen]
		for _, t := range totals[r.Key] {
			r.All += t.Schemes
		}
	}
	return err
}

// many says how many plans there are.
func (p planListPage) many() string {
	if p.All > len(p.Rows) {
		return ui.Count(len(p.Rows)) + " đợt mới nhất trong " + ui.Count(p.All) + " đợt; chọn năm để xem các đợt khác"
	}
	return ui.Count(len(p.Rows)) + " đợt"
}

// planOpen starts a new round.
func (c *call) planOpen() error {
	form, err := ui.ReadForm(c.r)
	if err != nil {
		return err
	}
	year, fund, title := form.Int("year"), fundOf(form.Line("fund")), form.Line("title")
	form.Key()
	form.Check(len(title) <= 300, "title", "Tên đợt dài quá 300 ký tự.")
	if err = form.Err("Chưa mở được đợt kế hoạch."); err == nil {
		err = c.done(form, "Đã mở đợt kế hoạch mới.", func(tx *db.Tx) (string, error) {
			p, err := plan.Open(c.ctx(), tx, year, fund, title)
			if err != nil {
				return "", err
			}
			return planPath(p.Key), nil
		})
	}
	if ui.Correctable(err) {
		return c.planListPage(schemeStatus(err), err, form)
	}
	return err
}

// planFunds are the funds as a form offers them.
func planFunds() []ui.Option {
	return []ui.Option{
		{Value: fundLocalPath, Label: ledger.Local.Label(), Hint: "UBND tỉnh phê duyệt."},
		{Value: fundNationalPath, Label: ledger.National.Label(), Hint: "Bộ Công Thương phê duyệt; Sở ghi quyết định."},
	}
}

// planYears are the years of a filter.
func planYears(years []int) []ui.Option {
	all := []ui.Option{{Value: "", Label: "Tất cả các năm"}}
	for _, y := range years {
		all = append(all, ui.Option{Value: strconv.Itoa(y), Label: strconv.Itoa(y)})
	}
	return all
}

// planYear is a year in a form, "" for none.
func planYear(y int) string {
	if y == 0 {
		return ""
	}
	return strconv.Itoa(y)
}
