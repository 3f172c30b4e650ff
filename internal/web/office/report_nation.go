package office

import (
	"net/http"
	"strconv"

	"example.vn/khuyencong/internal/domain/report"
	"example.vn/khuyencong/internal/web/ui"
)

// nationPage is the national report of a period as it is shown.
type nationPage struct {
	Shell   ui.Shell
	Title   string
	Meta    string
	Query   periodQuery
	Problem error
	N       *report.National
	Years   []ui.Option
	Map     ui.MapView
	File    string // address of the workbook
}

// nationYears is how many years there are to choose from.
const nationYears = 21

func (c *call) nationShow() error {
	q, err := c.periodAsked()
	problem, err := reportProblem(err)
	if err != nil {
		return err
	}
	p := nationPage{Query: q, Problem: problem, Title: "Khuyến công toàn quốc " + q.Period.Title()}
	if p.N, err = c.s.nations.Of(c.ctx(), c.s.DB, c.scope, q.Period); err != nil {
		return err
	}
	p.Meta = "Tính đến hết ngày " + ui.Day(p.N.AsOf) + "; " + ui.Count(len(p.N.Provinces)) + " tỉnh, thành phố"
	for year := max(c.today().Year(), q.Period.Year); year > c.today().Year()-nationYears || year >= q.Period.Year; year-- {
		p.Years = append(p.Years, ui.Option{Value: strconv.Itoa(year), Label: strconv.Itoa(year)})
	}
	p.Map = nationMap(p.N)
	p.File = ui.PathQuery("/bao-cao/toan-quoc/tai-ve", "ky", q.Period.Code())
	p.Shell = c.page(p.Title)
	p.Shell.HasErrors, p.Shell.Print, p.Shell.Printed = problem != nil, ui.Wide, c.reportMoment()
	p.Shell.Back = &ui.Link{Label: "Báo cáo chương trình", Href: "/bao-cao"}
	status := http.StatusOK
	if problem != nil {
		status = http.StatusUnprocessableEntity
	}
	return c.render(status, nationView(p))
}

// nationFile sends the national report as a workbook.
func (c *call) nationFile() error {
	q, err := c.periodAsked()
	if err != nil {
		return err
	}
	n, err := c.s.nations.Of(c.ctx(), c.s.DB, c.scope, q.Period)
	if err != nil {
		return err
	}
	return c.sendBook("khuyen-cong-toan-quoc-"+q.Period.Code()+".xlsx", n.Workbook(c.province.Department, ui.Moment(c.reportMoment())))
}

// nationMap shades the provinces by what was decided for their schemes.
func nationMap(n *report.National) ui.MapView {
	figures := map[string]mapFigure{}
	for _, l := range n.Provinces {
		if s := l.ToDate; s.Schemes > 0 {
			figures[l.Code] = mapFigure{Money: s.Support, Count: s.Schemes, Words: ui.Count(s.Schemes) + " đề án, kế hoạch " + ui.Money(s.Support)}
		}
	}
	return mapOfNation(figures)
}
