package office

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/norm"
	"example.vn/khuyencong/internal/domain/normbook"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/money"
	"example.vn/khuyencong/internal/web/ui"
)

// Names of the parameters in the address of the list.
const (
	schemeByYear    = "nam"
	schemeByFund    = "nguon"
	schemeByState   = "trang-thai"
	schemeByContent = "noi-dung"
	schemeByWords   = "tim"
	schemeSorted    = "xep"
	schemeUnits     = "don-vi"
	schemeAfter     = "sau"
)

// schemeMostAsked sorts the list by amount.
const schemeMostAsked = "so-tien"

// A schemeQuery is the list as its address asks for it.
type schemeQuery struct {
	scheme.Filter
	State string // a state or the name of a group of states
	View  territory.View
}

// schemeStateGroups are states that people look for together.
var schemeStateGroups = []struct {
	value, label string
	states       []scheme.State
}{
	{"cho-duyet", "Chưa phê duyệt (tất cả)", []scheme.State{
		scheme.Draft, scheme.Submitted, scheme.Returned, scheme.Appraising, scheme.Appraised, scheme.Endorsed, scheme.Planned,
	}},
	{"dang-lam", "Đang triển khai (tất cả)", []scheme.State{scheme.Approved, scheme.Contracted, scheme.Running, scheme.Accepted}},
	{"xong", "Đã quyết toán, thanh lý (tất cả)", []scheme.State{scheme.Settled, scheme.Closed}},
}

// schemeQueryOf reads the address of a list. What it does not know is an
// Invalid fault, so that nobody takes an unfiltered list for a filtered one.
func schemeQueryOf(f *ui.Form) (schemeQuery, error) {
	q := schemeQuery{State: f.Line(schemeByState), View: territory.View(f.Line(schemeUnits))}
	q.Year = f.Int(schemeByYear)
	q.Fund = ledger.Fund(f.Line(schemeByFund))
	q.Content = norm.Content(f.Line(schemeByContent))
	q.Query = f.Line(schemeByWords)
	q.After = f.Line(schemeAfter)
	q.ByAmount = f.Line(schemeSorted) == schemeMostAsked
	if q.View == "" {
		q.View = territory.NewUnits
	}
	f.Check(q.View == territory.NewUnits || q.View == territory.OldUnits, schemeUnits, "Chỉ xem được theo đơn vị hành chính cũ hoặc mới.")
	f.Check(q.Fund == "" || slices.Contains(ledger.Funds(), q.Fund), schemeByFund, "Nguồn kinh phí này không có trong danh mục.")
	_, known := normbook.ContentByCode(q.Content)
	f.Check(q.Content == "" || known, schemeByContent, "Nội dung này không có trong danh mục.")
	f.Check(len(q.Query) <= 200, schemeByWords, "Từ khóa dài quá 200 ký tự.")
	if q.State != "" {
		q.States = schemeStatesOf(q.State)
		f.Check(len(q.States) > 0, schemeByState, "Trạng thái này không có trong danh mục.")
	}
	return q, f.Err("Địa chỉ của danh sách có chỗ không đúng. Anh/chị mở lại danh sách rồi chọn bộ lọc.")
}

func schemeStatesOf(value string) []scheme.State {
	for _, g := range schemeStateGroups {
		if g.value == value {
			return g.states
		}
	}
	if slices.Contains(scheme.States(), scheme.State(value)) {
		return []scheme.State{scheme.State(value)}
	}
	return nil
}

// href is the address of the list with other values for some parameters.
func (q schemeQuery) href(path string, changes ...string) string {
	values := map[string]string{
		schemeByFund: string(q.Fund), schemeByState: q.State, schemeByContent: string(q.Content), schemeByWords: q.Query,
	}
	if q.Year != 0 {
		values[schemeByYear] = strconv.Itoa(q.Year)
	}
	if q.ByAmount {
		values[schemeSorted] = schemeMostAsked
	}
	if q.View == territory.OldUnits {
		values[schemeUnits] = string(q.View)
	}
	for i := 0; i+1 < len(changes); i += 2 {
		values[changes[i]] = changes[i+1]
	}
	var pairs []string
	for name, v := range values {
		pairs = append(pairs, name, v)
	}
	return ui.PathQuery(path, pairs...) // sorts by name
}

// active is how many filters restrict the list.
func (q schemeQuery) active() int {
	n := 0
	for _, set := range []bool{q.Year != 0, q.Fund != "", q.State != "", q.Content != "", q.View == territory.OldUnits} {
		if set {
			n++
		}
	}
	return n
}

// A schemeListPage is the page "Đề án".
type schemeListPage struct {
	Shell  ui.Shell
	Query  schemeQuery
	Years  []ui.Option
	Kinds  []ui.Option // contents
	Rows   []schemeListRow
	Count  int
	Asked  money.VND
	Next   string
	MayAdd bool
}

// A schemeListRow is a scheme with its place in words.
type schemeListRow struct {
	scheme.Row
	Place   string
	Content string
}

func (c *call) schemeList() error {
	form, err := ui.ReadForm(c.r)
	if err != nil {
		return err
	}
	q, err := schemeQueryOf(form)
	if err != nil {
		return err
	}
	p := schemeListPage{Query: q, Kinds: schemeContentOptions("Mọi nội dung", c.today()), MayAdd: c.may(access.EditScheme)}
	err = c.view(func(tx *db.Tx) error {
		years, err := scheme.Years(c.ctx(), tx)
		if err != nil {
			return err
		}
		p.Years = schemeYearOptions(years, q.Year)
		if p.Count, p.Asked, err = c.s.sums.of(c.ctx(), tx, q.Filter); err != nil {
			return err
		}
		rows, next, err := scheme.List(c.ctx(), tx, q.Filter)
		p.Rows, p.Next = c.schemeRows(rows, q.View), next
		return err
	})
	if err != nil {
		return err
	}
	p.Shell = c.page("Đề án")
	p.Shell.Print = ui.Wide
	return c.render(http.StatusOK, schemeListView(p))
}

func schemeYearOptions(years []int, chosen int) []ui.Option {
	if chosen != 0 && !slices.Contains(years, chosen) {
		years = append(years, chosen)
	}
	options := []ui.Option{{Value: "", Label: "Mọi năm"}}
	for _, y := range years {
		options = append(options, ui.Option{Value: strconv.Itoa(y), Label: strconv.Itoa(y)})
	}
	return options
}

// schemeRows puts codes into words.
func (c *call) schemeRows(rows []scheme.Row, view territory.View) []schemeListRow {
	all := make([]schemeListRow, len(rows))
	for i, r := range rows {
		info, _ := normbook.ContentByCode(r.Content)
		all[i] = schemeListRow{Row: r, Place: c.schemePlace(territory.Address{Commune: r.Commune, On: r.PlaceOn}, view), Content: info.Short}
	}
	return all
}

// schemePlace is an address in the units of view without the province itself.
func (c *call) schemePlace(a territory.Address, view territory.View) string {
	if a.Commune == "" && a.Detail == "" {
		return ""
	}
	return strings.TrimSuffix(territory.In(a, view), ", "+schemeLowerFirst(c.province.Name))
}

// sums says how many schemes the list has and what they ask.
func (p schemeListPage) sums() string {
	if p.Query.Query != "" && p.Count > scheme.MaxFound {
		return p.many()
	}
	return p.many() + " · đề nghị hỗ trợ " + ui.Money(p.Asked)
}

// many says how many schemes the list has, as far as they were counted.
func (p schemeListPage) many() string {
	if p.Query.Query != "" && p.Count > scheme.MaxFound {
		return "hơn " + ui.Count(scheme.MaxFound) + " đề án"
	}
	return ui.Count(p.Count) + " đề án"
}

// pager says how much of the list the page shows.
func (p schemeListPage) pager() ui.Pages {
	pages := ui.Pages{Text: ui.Count(len(p.Rows)) + " trong " + p.many()}
	if p.Next != "" {
		pages.Next = p.Query.href("/de-an", schemeAfter, p.Next)
	}
	if p.Query.After != "" {
		pages.First = p.Query.href("/de-an")
	}
	return pages
}

// who names the first beneficiary and counts the others.
func (r schemeListRow) who() string {
	if r.Others == 0 {
		return r.Beneficiary
	}
	return r.Beneficiary + " và " + ui.Count(r.Others) + " đơn vị khác"
}

func schemeStateOptions() []ui.Option {
	options := []ui.Option{{Value: "", Label: "Mọi trạng thái"}}
	for _, g := range schemeStateGroups {
		options = append(options, ui.Option{Value: g.value, Label: g.label})
	}
	for _, s := range scheme.States() {
		options = append(options, ui.Option{Value: string(s), Label: s.Label(), Group: "Từng trạng thái"})
	}
	return options
}

func schemeFundOptions(first string) []ui.Option {
	options := []ui.Option{{Value: "", Label: first}}
	for _, f := range ledger.Funds() {
		options = append(options, ui.Option{Value: string(f), Label: f.Label()})
	}
	return options
}

// schemeContentOptions lists the catalogue of a day, grouped as law groups it.
func schemeContentOptions(first string, on calendar.Date) []ui.Option {
	options := []ui.Option{{Value: "", Label: first}}
	for _, info := range normbook.Contents(on) {
		options = append(options, ui.Option{Value: string(info.Code), Label: info.Name, Group: schemeContentGroup(info.Group)})
	}
	return options
}

func schemeContentGroup(group string) string {
	switch group {
	case "QL":
		return "Chi quản lý"
	case "mới":
		return "Nội dung mới từ 15/10/2025"
	}
	return "Nhóm " + group
}

func schemeYearValue(y int) string {
	if y == 0 {
		return ""
	}
	return strconv.Itoa(y)
}

func schemeSortValue(byAmount bool) string {
	if byAmount {
		return schemeMostAsked
	}
	return ""
}
