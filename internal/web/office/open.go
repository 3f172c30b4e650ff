package office

import (
	"net/http"
	"strconv"

	"example.vn/khuyencong/internal/domain/disclosure"
	"example.vn/khuyencong/internal/domain/establishment"
	"example.vn/khuyencong/internal/domain/identity"
	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/money"
	"example.vn/khuyencong/internal/web/ui"
)

// The addresses of what is public. Nobody needs to be signed in.
const (
	openSchemesPath  = "/cong-khai/de-an"
	openProductsPath = "/cong-khai/san-pham"
	openDataPath     = "/du-lieu-mo"
	openAPIPath      = "/tai-lieu-api"
	openProvince     = "tinh" // whose, where several offices use the installation
)

func openRoutes() []Route {
	return []Route{
		{"GET", openSchemesPath, "", (*call).openSchemes},
		{"GET", openSchemesPath + "/{ma}", "", (*call).openScheme},
		{"GET", openProductsPath, "", (*call).openProducts},
		{"GET", openDataPath, "", (*call).openData},
		{"GET", openDataPath + "/{tep}", "", (*call).openFile},
		{"GET", openAPIPath, "", (*call).openAPI},
	}
}

// An openOffice is whose programme a public page shows.
type openOffice struct {
	identity.Province
	Several bool // offices in the installation, so that addresses have to say which
}

// tinh is the province as addresses say it, "" where there is only one.
func (o openOffice) tinh() string {
	if o.Several {
		return o.Code
	}
	return ""
}

// openOfficeOf finds the office that the address asks for; the only one of an
// installation need not be named. Without a name among several, all are
// returned to choose from.
func (c *call) openOfficeOf(code string) (o openOffice, choose []identity.Province, err error) {
	var all []identity.Province
	err = c.s.DB.Read(c.ctx(), db.Scope{Everywhere: true}, func(tx *db.Tx) (err error) {
		all, err = identity.Provinces(c.ctx(), tx)
		return err
	})
	if err != nil {
		return o, nil, err
	}
	o.Several = len(all) > 1
	for _, p := range all {
		if p.Code == code || code == "" && !o.Several {
			o.Province = p
			return o, nil, nil
		}
	}
	if code == "" {
		return o, all, nil
	}
	return o, nil, fault.New(fault.NotFound, "Không có cơ quan nào của tỉnh này công khai dữ liệu tại đây.")
}

// openShell is the shell of a page that is the same for everybody.
func (c *call) openShell(title string, o openOffice) ui.Shell {
	c.w.Header().Set("Cache-Control", "public, max-age=300")
	return ui.Shell{Title: title, Org: o.Centre, Demo: o.Demo, Version: c.s.Version, Nav: visitorNav(c.r.URL.Path)}
}

// openView reads what is public of an office.
func (c *call) openView(o openOffice, fn func(*db.Tx) error) error {
	return c.s.DB.Read(c.ctx(), db.Scope{Province: o.Code}, fn)
}

// An openChoicePage asks whose programme somebody wants to see.
type openChoicePage struct {
	Shell ui.Shell
	Path  string
	All   []identity.Province
}

func (c *call) openChoose(title, path string, all []identity.Province) error {
	shell := c.openShell(title, openOffice{})
	shell.Width = ui.Narrow
	return c.render(http.StatusOK, openChoiceView(openChoicePage{Shell: shell, Path: path, All: all}))
}

// An openQuery is a public list as its address asks for it.
type openQuery struct {
	disclosure.Filter
	Product disclosure.ProductFilter // for the list of products
	Tinh    string                   // as the address has to say it
}

// openQueryOf reads the filters of an address.
func openQueryOf(f *ui.Form) (q openQuery, err error) {
	q.Year = f.Int(disclosure.ByYear)
	q.Fund = ledger.Fund(f.Line(disclosure.ByFund))
	q.Content = f.Line(disclosure.ByContent)
	q.Commune = f.Line(disclosure.ByCommune)
	q.Kind = establishment.Kind(f.Line(disclosure.ByKind))
	q.Status = disclosure.Status(f.Line(disclosure.ByStatus))
	q.After = f.Line(disclosure.ByCursor)
	if err := f.Err("Bộ lọc có chỗ không đúng."); err != nil {
		return q, err
	}
	return q, q.Check()
}

// href is the address of a page or file with the filters of the list.
func (q openQuery) href(path string, changes ...string) string {
	values := map[string]string{
		openProvince: q.Tinh, disclosure.ByFund: string(q.Fund), disclosure.ByContent: q.Content, disclosure.ByCommune: q.Commune,
		disclosure.ByKind: string(q.Kind), disclosure.ByStatus: string(q.Status),
	}
	if q.Year != 0 {
		values[disclosure.ByYear] = strconv.Itoa(q.Year)
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
func (q openQuery) active() int {
	n := 0
	for _, set := range []bool{q.Year != 0, q.Fund != "", q.Content != "", q.Commune != "", q.Kind != "", q.Status != ""} {
		if set {
			n++
		}
	}
	return n
}

// An openListPage is the public list of schemes.
type openListPage struct {
	Shell    ui.Shell
	Office   openOffice
	Query    openQuery
	Years    []ui.Option
	Contents []ui.Option
	Communes []ui.Option
	Rows     []disclosure.Scheme
	Totals   disclosure.Totals
	Next     string
}

func (c *call) openSchemes() error {
	form, err := ui.ReadForm(c.r)
	if err != nil {
		return err
	}
	o, choose, err := c.openOfficeOf(form.Line(openProvince))
	if err != nil {
		return err
	}
	if choose != nil {
		return c.openChoose("Đề án được hỗ trợ", openSchemesPath, choose)
	}
	p := openListPage{Office: o}
	if p.Query, err = openQueryOf(form); err != nil {
		return err
	}
	p.Query.Tinh = o.tinh()
	err = c.openView(o, func(tx *db.Tx) error {
		years, err := disclosure.Years(c.ctx(), tx)
		if err != nil {
			return err
		}
		p.Years = schemeYearOptions(years, p.Query.Year)
		if p.Totals, err = disclosure.Sum(c.ctx(), tx, p.Query.Filter); err != nil {
			return err
		}
		p.Rows, p.Next, err = disclosure.List(c.ctx(), tx, p.Query.Filter)
		return err
	})
	if err != nil {
		return err
	}
	p.Contents = schemeContentOptions("Mọi nội dung", c.today())
	p.Communes = c.openCommunes(o)
	p.Shell = c.openShell("Đề án được hỗ trợ", o)
	p.Shell.Print = ui.Wide
	return c.render(http.StatusOK, openListView(p))
}

// kpis are the totals, which follow the filter.
func (p openListPage) kpis() []ui.KPI {
	note := ""
	if p.Totals.Unpublished > 0 {
		note = "chưa kể " + ui.Count(p.Totals.Unpublished) + " đề án không công bố số tiền"
	}
	return []ui.KPI{
		{Label: "Đề án", Value: ui.Count(p.Totals.Schemes)},
		{Label: "Kinh phí hỗ trợ", Value: ui.Money(money.VND(p.Totals.Support)), Note: note},
		{Label: "Lượt đơn vị thụ hưởng", Value: ui.Count(p.Totals.Beneficiaries)},
	}
}

func (p openListPage) pager() ui.Pages {
	pages := ui.Pages{Text: ui.Count(len(p.Rows)) + " trong " + ui.Count(p.Totals.Schemes) + " đề án"}
	if p.Next != "" {
		pages.Next = p.Query.href(openSchemesPath, disclosure.ByCursor, p.Next)
	}
	if p.Query.After != "" {
		pages.First = p.Query.href(openSchemesPath)
	}
	return pages
}

// openFunds are the funds to choose from, with that of the old lists.
func openFunds() []ui.Option {
	return append(schemeFundOptions("Mọi nguồn"), ui.Option{Value: string(ledger.District), Label: ledger.District.Label()})
}

func openKinds() []ui.Option {
	all := []ui.Option{{Label: "Mọi loại hình"}}
	for _, k := range establishment.Kinds() {
		all = append(all, ui.Option{Value: string(k), Label: k.Label()})
	}
	return all
}

func openStatuses() []ui.Option {
	all := []ui.Option{{Label: "Mọi tình trạng"}}
	for _, s := range disclosure.Statuses() {
		all = append(all, ui.Option{Value: string(s), Label: s.Label()})
	}
	return all
}

// openTag is the tag in which a status is shown.
func openTag(s disclosure.Scheme) ui.Kind {
	switch disclosure.Status(s.Status) {
	case disclosure.Approved, disclosure.UnderWay:
		return ui.Info
	case disclosure.Accepted, disclosure.Settled:
		return ui.OK
	case disclosure.Stopped:
		return ui.Bad
	case disclosure.Recorded:
	}
	return ui.Neutral
}

// An openSchemePage is the public page of one scheme.
type openSchemePage struct {
	Shell  ui.Shell
	Scheme disclosure.Scheme
	List   string // address of the list
}

func (c *call) openScheme() error {
	province, own, err := disclosure.ParseID(c.r.PathValue("ma"))
	if err != nil {
		return err
	}
	o, _, err := c.openOfficeOf(province)
	if err != nil {
		return err
	}
	p := openSchemePage{List: ui.PathQuery(openSchemesPath, openProvince, o.tinh())}
	err = c.openView(o, func(tx *db.Tx) (err error) {
		p.Scheme, err = disclosure.One(c.ctx(), tx, own)
		return err
	})
	if err != nil {
		return err
	}
	p.Shell = c.openShell(p.Scheme.Title, o)
	p.Shell.Back = &ui.Link{Label: "Đề án được hỗ trợ", Href: p.List}
	return c.render(http.StatusOK, openSchemeView(p))
}

// rows are the record in words.
func (p openSchemePage) rows() []ui.Row {
	s := p.Scheme
	support := "Không công bố"
	if s.Support != nil {
		support = ui.Money(s.Amount())
	}
	rows := []ui.Row{
		{Key: "Đơn vị thụ hưởng", Value: openOr(s.Beneficiaries, "Không có đơn vị được nêu tên")},
		{Key: "Loại hình", Value: openOr(s.KindName, "Chưa rõ")}, {Key: "Địa bàn", Value: openOr(s.Place, "Chưa rõ")},
		{Key: "Nội dung", Value: s.ContentName}, {Key: "Nguồn kinh phí", Value: s.FundName}, {Key: "Năm", Value: strconv.Itoa(s.Year)},
		{Key: "Kinh phí hỗ trợ", Value: support},
	}
	if s.Spent != nil {
		rows = append(rows, ui.Row{Key: "Đã chi", Value: ui.Money(money.VND(*s.Spent))})
	}
	decision := s.DecisionNo
	if s.DecidedOn != nil {
		decision = openOr(decision, "Không rõ số") + ", ngày " + ui.Day(*s.DecidedOn)
	}
	return append(rows, ui.Row{Key: "Quyết định", Value: openOr(decision, "Không rõ")}, ui.Row{Key: "Mã công khai", Value: s.ID})
}

func openOr(value, otherwise string) string {
	if value == "" {
		return otherwise
	}
	return value
}

// openSupport is the amount in the list.
func openSupport(s disclosure.Scheme) string {
	if s.Support == nil {
		return "không công bố"
	}
	return ui.Dong(s.Amount())
}
