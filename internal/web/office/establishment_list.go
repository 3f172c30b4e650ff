package office

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"example.vn/khuyencong/internal/domain/establishment"
	"example.vn/khuyencong/internal/domain/normbook"
	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/sheet"
	"example.vn/khuyencong/internal/web/ui"
)

// establishmentPage is how many establishments a page of the list shows.
const establishmentPage = 50

// establishmentQuery is what the address of the list asks for.
type establishmentQuery struct {
	Search, Kind, Unit, Industry, After string
	View                                territory.View
}

// pairs spells q for ui.PathQuery; the default view is left out.
func (q establishmentQuery) pairs() []string {
	view := string(q.View)
	if q.View == territory.NewUnits {
		view = ""
	}
	return []string{"q", q.Search, "loai", q.Kind, "xa", q.Unit, "nganh", q.Industry, "don-vi", view}
}

// active counts the filters that are set.
func (q establishmentQuery) active() int {
	n := 0
	for _, v := range []string{q.Kind, q.Unit, q.Industry} {
		if v != "" {
			n++
		}
	}
	return n
}

// establishmentListPage is the list as it is shown.
type establishmentListPage struct {
	Shell              ui.Shell
	Query              establishmentQuery
	Rows               []establishmentRow
	Count              string
	Kinds, Industries  []ui.Option
	Units              []ui.Option // none for a commune officer
	Commune            string      // the only commune that is shown, in words
	MayAdd, MayMerge   bool
	ShowProducts       bool
	MayImport          bool
	Views              []ui.NavItem
	Download           string
	Pages              ui.Pages
	Filtered, AnyShown bool
}

// establishmentRow is one establishment of the list.
type establishmentRow struct {
	establishment.Establishment

	Place, Trade, Tax string
}

// establishmentOwn returns the commune that is all a commune officer sees; "" for
// everybody else.
func (c *call) establishmentOwn() string {
	if c.may(access.ViewProgramme) {
		return ""
	}
	return c.scope.Actor.Commune
}

// establishmentAsked reads the address of the list.
func (c *call) establishmentAsked() (establishmentQuery, establishment.Filter, error) {
	form, err := ui.ReadForm(c.r)
	if err != nil {
		return establishmentQuery{}, establishment.Filter{}, err
	}
	q := establishmentQuery{
		Search: form.Line("q"), Kind: form.Line("loai"), Unit: form.Line("xa"), Industry: form.Line("nganh"),
		After: form.Line("sau"), View: establishmentView(form),
	}
	f := establishment.Filter{
		Query: q.Search, Kind: establishment.Kind(q.Kind), Industry: q.Industry, After: establishment.ID(q.After),
		Limit: establishmentPage,
	}
	if q.Unit != "" {
		f.Communes, f.On = []string{q.Unit}, establishmentViewDay(q.View)
	}
	if own := c.establishmentOwn(); own != "" || !c.may(access.ViewProgramme) {
		f.Communes, f.On, q.Unit = []string{own}, calendar.Date{}, ""
	}
	return q, f, nil
}

// establishmentView is the view that a page was asked for; the new units where
// it does not ask for the old.
func establishmentView(form *ui.Form) territory.View {
	if v := territory.View(form.Line("don-vi")); v == territory.OldUnits {
		return v
	}
	return territory.NewUnits
}

// establishmentViewDay is the day whose units a view's codes are; the zero day
// for today's.
func establishmentViewDay(v territory.View) calendar.Date {
	if v == territory.OldUnits {
		return territory.SwitchDay.AddDays(-1)
	}
	return calendar.Date{}
}

func (c *call) establishmentList() error {
	q, filter, err := c.establishmentAsked()
	if err != nil {
		return err
	}
	p := establishmentListPage{Query: q, Kinds: establishmentKindOptions("Tất cả"), Industries: establishmentIndustryOptions("Tất cả")}
	var next establishment.ID
	err = c.view(func(tx *db.Tx) error {
		found, err := establishment.Search(c.ctx(), tx, filter)
		p.Rows, next, p.Count = c.establishmentRows(found.All, q.View), found.Next, establishmentCount(found.Count, len(found.All))
		return err
	})
	if err != nil {
		return err
	}
	p.Shell = c.page("Cơ sở công nghiệp nông thôn")
	p.Shell.Print = ui.Wide
	p.Filtered = q.active() > 0 || q.Search != ""
	p.AnyShown = len(p.Rows) > 0
	p.ShowProducts, p.MayImport = c.may(access.ViewProgramme), c.may(access.ImportLists)
	p.MayAdd, p.MayMerge = c.may(access.EditEstablishment), c.may(access.MergeEstablishment)
	p.Download = ui.PathQuery(ui.Path("co-so", "tai-ve"), q.pairs()...)
	if own := c.establishmentOwn(); own != "" {
		p.Commune = establishmentUnitTitle(own, c.today())
	} else {
		p.Units = establishmentUnitOptions(c.scope.Province, q.View, c.today())
	}
	p.Views = establishmentViews(q.View, func(v territory.View) string {
		other := q
		other.View, other.Unit = v, "" // codes of one order mean nothing in the other
		return ui.PathQuery("/co-so", other.pairs()...)
	})
	p.Pages.Text = p.Count
	if next != "" {
		p.Pages.Next = ui.PathQuery("/co-so", append(q.pairs(), "sau", string(next))...)
	}
	if q.After != "" {
		p.Pages.First = ui.PathQuery("/co-so", q.pairs()...)
	}
	return c.render(http.StatusOK, establishmentListView(p))
}

// establishmentRows puts establishments into words.
func (c *call) establishmentRows(found []establishment.Establishment, v territory.View) []establishmentRow {
	trades := establishmentIndustryNames()
	rows := make([]establishmentRow, len(found))
	for i, e := range found {
		rows[i] = establishmentRow{Establishment: e, Place: territory.In(e.Address, v), Trade: trades[e.Industry], Tax: establishmentTax(e.TaxCode, false)}
	}
	return rows
}

// establishmentCount says how many there are and how many of them are here.
func establishmentCount(all, here int) string {
	switch {
	case all >= establishment.MaxCount:
		return ui.Count(here) + " trong hơn " + ui.Count(establishment.MaxCount) + " cơ sở"
	case all == here:
		return ui.Count(all) + " cơ sở"
	}
	return ui.Count(here) + " trong " + ui.Count(all) + " cơ sở"
}

// establishmentTax hides the middle of a personal number outside the record of
// its owner.
func establishmentTax(code string, whole bool) string {
	const personal = 12
	if len(code) != personal || whole || strings.Contains(code, "-") {
		return code
	}
	return code[:4] + " •••• " + code[8:]
}

// establishmentViews are the two orders of units that a page can be read in; at
// is its address in each.
func establishmentViews(current territory.View, at func(territory.View) string) []ui.NavItem {
	var items []ui.NavItem
	for _, v := range []territory.View{territory.NewUnits, territory.OldUnits} {
		label := "Địa chỉ theo đơn vị hiện nay"
		if v == territory.OldUnits {
			label = "Theo đơn vị trước 01/7/2025"
		}
		items = append(items, ui.NavItem{Label: label, Href: at(v), Current: v == current})
	}
	return items
}

func establishmentKindOptions(first string) []ui.Option {
	options := []ui.Option{{Label: first}}
	for _, k := range establishment.Kinds() {
		options = append(options, ui.Option{Value: string(k), Label: k.Label()})
	}
	return options
}

func establishmentIndustryOptions(first string) []ui.Option {
	options := []ui.Option{{Label: first}}
	for _, i := range normbook.Industries() {
		options = append(options, ui.Option{Value: i.Code, Label: i.Name})
	}
	return options
}

func establishmentIndustryNames() map[string]string {
	names := map[string]string{}
	for _, i := range normbook.Industries() {
		names[i.Code] = i.Name
	}
	return names
}

// establishmentUnitTitle names a commune of today.
func establishmentUnitTitle(code string, on calendar.Date) string {
	if u, ok := territory.Lookup(code, on); ok {
		return u.Title()
	}
	return code
}

// establishmentUnitOptions lists the communes of a province in one order of
// units; in the old one each district stands first, for the whole of it.
func establishmentUnitOptions(province string, v territory.View, today calendar.Date) []ui.Option {
	options := []ui.Option{{Label: "Tất cả"}}
	if v == territory.NewUnits {
		return append(options, establishmentCommunes(province, today)...)
	}
	day := establishmentViewDay(v)
	for _, p := range territory.Provinces(day) {
		if held, _ := territory.ProvinceAt(p.Code, today); held != province {
			continue
		}
		for _, d := range territory.Children(p.Code, day) {
			group := d.Title() + ", " + p.Label()
			options = append(options, ui.Option{Value: d.Code, Label: "Cả " + d.Label(), Group: group})
			for _, u := range territory.CommunesOf(d.Code, day) {
				options = append(options, ui.Option{Value: u.Code, Label: u.Title(), Group: group})
			}
		}
	}
	return options
}

// establishmentCommunes lists the communes of a province on a day.
func establishmentCommunes(province string, on calendar.Date) []ui.Option {
	var options []ui.Option
	for _, u := range territory.CommunesOf(province, on) {
		options = append(options, ui.Option{Value: u.Code, Label: u.Title()})
	}
	return options
}

// establishmentDownload sends the list, all pages of it, as a workbook.
func (c *call) establishmentDownload() error {
	q, filter, err := c.establishmentAsked()
	if err != nil {
		return err
	}
	filter.After, filter.Limit = "", 500
	var all []establishment.Establishment
	err = c.view(func(tx *db.Tx) error {
		for len(all) < establishment.MaxCount {
			found, next, err := establishment.List(c.ctx(), tx, filter)
			if err != nil {
				return err
			}
			all = append(all, found...)
			if filter.After = next; next == "" {
				break
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return c.sendBook("co-so-cong-nghiep-nong-thon.xlsx", sheet.Workbook{Pages: []sheet.Page{c.establishmentSheet(all, q)}})
}

// establishmentSheet is the list as a page of a workbook.
func (c *call) establishmentSheet(all []establishment.Establishment, q establishmentQuery) sheet.Page {
	trades := establishmentIndustryNames()
	p := sheet.Page{
		Name:   "Cơ sở",
		Titles: []string{c.province.Centre, "DANH SÁCH CƠ SỞ CÔNG NGHIỆP NÔNG THÔN", c.province.Name},
		Columns: []sheet.Column{
			{Head: "STT", Width: 6}, {Head: "Mã", Width: 10}, {Head: "Tên cơ sở", Width: 40}, {Head: "Loại hình", Width: 18},
			{Head: "Mã số thuế", Width: 16}, {Head: "Địa chỉ", Width: 50}, {Head: "Người liên hệ", Width: 24}, {Head: "Điện thoại", Width: 16},
			{Head: "Ngành, nghề", Width: 30}, {Head: "Sản phẩm", Width: 30}, {Head: "Lao động", Width: 10},
			{Head: "Vốn (đồng)", Width: 18}, {Head: "Doanh thu năm gần nhất (đồng)", Width: 18}, {Head: "Ghi chú", Width: 24},
		},
	}
	for i, e := range all {
		note := e.Note
		if e.Illustrative {
			note = strings.TrimPrefix(note+"; dữ liệu minh họa", "; ")
		}
		p.Rows = append(p.Rows, []sheet.Value{
			sheet.Count(int64(i + 1)), sheet.Text(string(e.ID)), sheet.Text(e.Name), sheet.Text(e.Kind.Label()),
			sheet.Text(establishmentTax(e.TaxCode, false)), sheet.Text(territory.In(e.Address, q.View)), sheet.Text(e.Contact),
			sheet.Text(establishment.ShowPhone(e.Phone)), sheet.Text(trades[e.Industry]), sheet.Text(e.Products),
			sheet.Count(int64(e.Workers)), sheet.Money(e.Capital), sheet.Money(e.Revenue), sheet.Text(note),
		})
	}
	p.Notes = []string{
		"Có " + strconv.Itoa(len(all)) + " cơ sở, tải về lúc " + ui.Moment(c.establishmentNow()) + ".",
		"Số định danh cá nhân của hộ kinh doanh được che bớt.",
	}
	if q.View == territory.OldUnits {
		p.Notes = append(p.Notes, "Địa chỉ theo đơn vị hành chính trước ngày 01/7/2025.")
	}
	if len(all) >= establishment.MaxCount {
		p.Notes = append(p.Notes, "Danh sách dừng ở "+ui.Count(establishment.MaxCount)+" cơ sở; hãy lọc hẹp lại để tải phần khác.")
	}
	return p
}

// establishmentNow is the moment of the server's clock as it is stored.
func (c *call) establishmentNow() string { return c.s.DB.Now().UTC().Format(time.RFC3339) }

// establishmentVisible returns a fault unless the caller may see e.
func (c *call) establishmentVisible(e establishment.Establishment) error {
	if own := c.establishmentOwn(); c.may(access.ViewProgramme) || (own != "" && e.LiesIn(own)) {
		return nil
	}
	return fault.New(fault.Forbidden, "Cán bộ cấp xã chỉ xem được cơ sở của xã mình.")
}

// establishmentReasons joins what two establishments share.
func establishmentReasons(reasons []establishment.Reason) string {
	words := make([]string, len(reasons))
	for i, r := range reasons {
		words[i] = r.Label()
	}
	return strings.Join(words, "; ")
}
