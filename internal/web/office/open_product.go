package office

import (
	"net/http"
	"strconv"

	"example.vn/khuyencong/internal/domain/disclosure"
	"example.vn/khuyencong/internal/domain/product"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/web/ui"
)

// An openProductPage is the public list of recognised products.
type openProductPage struct {
	Shell            ui.Shell
	Office           openOffice
	Filter           disclosure.ProductFilter
	Years            []ui.Option
	Communes         []ui.Option
	Rows             []disclosure.Product
	Products, Makers int
	Next             string
}

// openProductFilter reads the filters of an address.
func openProductFilter(f *ui.Form) (q disclosure.ProductFilter, err error) {
	q.Year = f.Int(disclosure.ByYear)
	q.Kind = product.Kind(f.Line(disclosure.ByProductKind))
	q.Level = product.Level(f.Line(disclosure.ByProductLevel))
	q.Commune = f.Line(disclosure.ByCommune)
	q.After = f.Line(disclosure.ByCursor)
	if err := f.Err("Bộ lọc có chỗ không đúng."); err != nil {
		return q, err
	}
	return q, q.Check()
}

func (c *call) openProducts() error {
	form, err := ui.ReadForm(c.r)
	if err != nil {
		return err
	}
	o, choose, err := c.openOfficeOf(form.Line(openProvince))
	if err != nil {
		return err
	}
	if choose != nil {
		return c.openChoose("Sản phẩm tiêu biểu", openProductsPath, choose)
	}
	p := openProductPage{Office: o}
	if p.Filter, err = openProductFilter(form); err != nil {
		return err
	}
	err = c.openView(o, func(tx *db.Tx) error {
		years, err := disclosure.ProductYears(c.ctx(), tx)
		if err != nil {
			return err
		}
		p.Years = schemeYearOptions(years, p.Filter.Year)
		if p.Products, p.Makers, err = disclosure.CountProducts(c.ctx(), tx, p.Filter); err != nil {
			return err
		}
		p.Rows, p.Next, err = disclosure.Products(c.ctx(), tx, p.Filter)
		return err
	})
	if err != nil {
		return err
	}
	p.Communes = c.openCommunes(o)
	p.Shell = c.openShell("Sản phẩm tiêu biểu", o)
	p.Shell.Print = ui.Wide
	return c.render(http.StatusOK, openProductView(p))
}

// openCommunes are the communes of an office to choose from.
func (c *call) openCommunes(o openOffice) []ui.Option {
	all := []ui.Option{{Label: "Mọi xã, phường"}}
	for _, u := range disclosure.CommunesOn(o.Code, c.today()) {
		all = append(all, ui.Option{Value: u.Code, Label: u.Title()})
	}
	return all
}

// href is the address of a page or file with the filters of the list.
func (p openProductPage) href(path string, changes ...string) string {
	year := ""
	if p.Filter.Year != 0 {
		year = strconv.Itoa(p.Filter.Year)
	}
	return ui.PathQuery(path, append([]string{
		openProvince, p.Office.tinh(), disclosure.ByYear, year, disclosure.ByProductKind, string(p.Filter.Kind),
		disclosure.ByProductLevel, string(p.Filter.Level), disclosure.ByCommune, p.Filter.Commune,
	}, changes...)...)
}

func (p openProductPage) active() int {
	n := 0
	for _, set := range []bool{p.Filter.Year != 0, p.Filter.Kind != "", p.Filter.Level != "", p.Filter.Commune != ""} {
		if set {
			n++
		}
	}
	return n
}

func (p openProductPage) reset() string {
	return ui.PathQuery(openProductsPath, openProvince, p.Office.tinh())
}

func (p openProductPage) pager() ui.Pages {
	pages := ui.Pages{Text: ui.Count(len(p.Rows)) + " trong " + ui.Count(p.Products) + " sản phẩm"}
	if p.Next != "" {
		pages.Next = p.href(openProductsPath, disclosure.ByCursor, p.Next)
	}
	if p.Filter.After != "" {
		pages.First = p.href(openProductsPath)
	}
	return pages
}

func openProductKinds() []ui.Option {
	all := []ui.Option{{Label: "Mọi nhóm"}}
	for _, k := range product.Kinds() {
		all = append(all, ui.Option{Value: string(k), Label: k.Label()})
	}
	return all
}

func openProductLevels() []ui.Option {
	all := []ui.Option{{Label: "Mọi cấp"}}
	for _, l := range product.Levels() {
		all = append(all, ui.Option{Value: string(l), Label: l.Label()})
	}
	return all
}

func openUntil(p disclosure.Product) string {
	if p.ValidUntil == nil {
		return "không ghi"
	}
	return ui.Day(*p.ValidUntil)
}
