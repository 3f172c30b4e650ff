package office

import (
	"net/http"
	"strconv"

	"example.vn/khuyencong/internal/domain/establishment"
	"example.vn/khuyencong/internal/domain/product"
	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/web/ui"
)

func productRoutes() []Route {
	return []Route{
		{"GET", "/san-pham", access.ViewProgramme, (*call).productList},
		{"GET", "/san-pham/moi", access.EditProduct, (*call).productNew},
		{"POST", "/san-pham/moi", access.EditProduct, (*call).productAdd},
		{"POST", "/san-pham/{id}/bo", access.EditProduct, (*call).productRemove},
	}
}

// productQuery is what the address of the list asks for.
type productQuery struct{ Search, Kind, Level, Year, Valid, After string }

// pairs spells q for ui.PathQuery.
func (q productQuery) pairs() []string {
	return []string{"q", q.Search, "nhom", q.Kind, "cap", q.Level, "nam", q.Year, "con-han", q.Valid}
}

// active counts the filters that are set.
func (q productQuery) active() int {
	n := 0
	for _, v := range []string{q.Kind, q.Level, q.Year, q.Valid} {
		if v != "" {
			n++
		}
	}
	return n
}

// productListPage is the list as it is shown.
type productListPage struct {
	Shell                ui.Shell
	Query                productQuery
	Rows                 []productRow
	Kinds, Levels, Years []ui.Option
	MayEdit, MayImport   bool
	Filtered             bool
	Pages                ui.Pages
}

// productRow is one product of the list.
type productRow struct {
	product.Product

	Owner, Place string
	Valid        bool
	Key          string
}

func (c *call) productList() error {
	form, err := ui.ReadForm(c.r)
	if err != nil {
		return err
	}
	q := productQuery{
		Search: form.Line("q"), Kind: form.Line("nhom"), Level: form.Line("cap"), Year: form.Line("nam"),
		Valid: form.Line("con-han"), After: form.Line("sau"),
	}
	f := product.Filter{Query: q.Search, Kind: product.Kind(q.Kind), Level: product.Level(q.Level), After: product.ID(q.After)}
	if f.Year, err = strconv.Atoi(q.Year); err != nil {
		q.Year = ""
	}
	if q.Valid == "1" {
		f.ValidOn = c.today()
	}
	p := productListPage{Query: q, Kinds: productKindOptions("Tất cả"), Levels: productLevelOptions("Tất cả"), MayEdit: c.may(access.EditProduct), MayImport: c.may(access.ImportLists)}
	if err := c.view(func(tx *db.Tx) error { return c.productLoad(tx, f, &p) }); err != nil {
		return err
	}
	p.Shell = c.page("Sản phẩm công nghiệp nông thôn tiêu biểu")
	p.Shell.Print = ui.Wide
	p.Shell.Back = &ui.Link{Label: "Danh sách cơ sở", Href: "/co-so"}
	p.Filtered = q.active() > 0 || q.Search != ""
	if q.After != "" {
		p.Pages.First = ui.PathQuery("/san-pham", q.pairs()...)
	}
	return c.render(http.StatusOK, productListView(p))
}

// productLoad reads the page of the list.
func (c *call) productLoad(tx *db.Tx, f product.Filter, p *productListPage) error {
	n, err := product.Count(c.ctx(), tx, f)
	if err != nil {
		return err
	}
	all, next, err := product.List(c.ctx(), tx, f)
	if err != nil {
		return err
	}
	years, err := product.Years(c.ctx(), tx)
	if err != nil {
		return err
	}
	p.Years = []ui.Option{{Label: "Tất cả"}}
	for _, y := range years {
		p.Years = append(p.Years, ui.Option{Value: strconv.Itoa(y), Label: strconv.Itoa(y)})
	}
	var ids []establishment.ID
	for _, one := range all {
		ids = append(ids, one.Establishment)
	}
	names, err := establishment.Names(c.ctx(), tx, ids)
	for _, one := range all {
		p.Rows = append(p.Rows, productRow{
			Product: one, Owner: names[one.Establishment], Place: territory.In(one.Address, territory.NewUnits),
			Valid: one.Valid(c.today()), Key: ui.Key(),
		})
	}
	p.Pages.Text = productCount(n, len(all))
	if next != "" {
		p.Pages.Next = ui.PathQuery("/san-pham", append(p.Query.pairs(), "sau", string(next))...)
	}
	return err
}

// productCount says how many there are and how many of them are here.
func productCount(all, here int) string {
	switch {
	case all >= product.MaxCount:
		return ui.Count(here) + " trong hơn " + ui.Count(product.MaxCount) + " sản phẩm"
	case all == here:
		return ui.Count(all) + " sản phẩm"
	}
	return ui.Count(here) + " trong " + ui.Count(all) + " sản phẩm"
}

func productKindOptions(first string) []ui.Option {
	options := []ui.Option{{Label: first}}
	for _, k := range product.Kinds() {
		options = append(options, ui.Option{Value: string(k), Label: k.Label()})
	}
	return options
}

func productLevelOptions(first string) []ui.Option {
	options := []ui.Option{{Label: first}}
	for _, l := range product.Levels() {
		options = append(options, ui.Option{Value: string(l), Label: l.Label()})
	}
	return options
}

// productFields is the order of the form.
var productFields = []string{"establishment", "name", "kind", "level", "year", "points", "certificate", "valid_until", "note"}

// productFormPage is the form as it is shown: values as they were typed.
type productFormPage struct {
	Shell         ui.Shell
	Key           string
	Value         map[string]string
	Kinds, Levels []ui.Option
	Problem       error
	Problems      map[string]string
}

func (c *call) productNew() error {
	form, err := ui.ReadForm(c.r)
	if err != nil {
		return err
	}
	return c.productForm(http.StatusOK, productFormPage{Value: map[string]string{"establishment": form.Line("co-so")}})
}

func (c *call) productForm(status int, p productFormPage) error {
	p.Shell = c.page("Thêm sản phẩm tiêu biểu")
	p.Shell.Width, p.Shell.HasErrors = ui.Narrow, p.Problem != nil
	p.Shell.Back = &ui.Link{Label: "Danh sách sản phẩm", Href: "/san-pham"}
	p.Key, p.Problems = ui.Key(), ui.Problems(p.Problem)
	p.Kinds, p.Levels = productKindOptions("Chọn nhóm"), productLevelOptions("Chọn cấp")
	return c.render(status, productFormView(p))
}

func (c *call) productAdd() error {
	form, err := ui.ReadForm(c.r)
	if err != nil {
		return err
	}
	p := productFormPage{Value: map[string]string{}}
	for _, name := range productFields {
		p.Value[name] = form.Raw(name)
	}
	one := product.Product{
		Establishment: establishment.ID(form.Line("establishment")), Name: form.Line("name"), Kind: product.Kind(form.Line("kind")),
		Level: product.Level(form.Line("level")), Year: form.Int("year"), Certificate: form.Line("certificate"),
		ValidUntil: form.Date("valid_until"), Note: form.Text("note"),
	}
	if one.Points, err = product.ParsePoints(form.Line("points")); err != nil {
		form.Add("points", err.Error())
	}
	if err = form.Err("Phiếu sản phẩm còn chỗ cần xem lại."); err == nil {
		err = c.done(form, "Đã thêm sản phẩm "+one.Name+".", func(tx *db.Tx) (string, error) {
			added := one // Add fills it in
			return "/san-pham", product.Add(c.ctx(), tx, &added)
		})
	}
	if ui.Correctable(err) {
		p.Problem = err
		return c.productForm(fault.KindOf(err).Status(), p)
	}
	return err
}

func (c *call) productRemove() error {
	form, err := ui.ReadForm(c.r)
	if err != nil {
		return err
	}
	return c.done(form, "Đã bỏ sản phẩm khỏi danh sách.", func(tx *db.Tx) (string, error) {
		return "/san-pham", product.Remove(c.ctx(), tx, product.ID(c.r.PathValue("id")), int64(form.Int("version")))
	})
}
