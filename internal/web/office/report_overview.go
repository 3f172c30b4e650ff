package office

import (
	"net/http"
	"slices"
	"strconv"

	"example.vn/khuyencong/internal/domain/boundary"
	"example.vn/khuyencong/internal/domain/report"
	"example.vn/khuyencong/internal/domain/worklist"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/chart"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/money"
	"example.vn/khuyencong/internal/web/ui"
)

// overviewPage is a year on one page, for who leads.
type overviewPage struct {
	Shell     ui.Shell
	Year      int
	Years     []ui.Option
	Problem   error
	O         *report.Overview
	Query     periodQuery
	KPIs      []ui.KPI
	Months    string // drawing
	Contents  string // drawing, "" when there is nothing to draw
	Places    []report.Line
	Map       ui.MapView
	Kinds     []ui.NavItem // of map
	Elsewhere report.Line  // what is in no commune alone
	Late      []overviewLate
	All       int  // of the late
	More      bool // than were counted
	With      []overviewWith
	Made      int
}

// overviewLate is one thing that is late.
type overviewLate struct {
	worklist.Late

	Href string // "" for who may not open it
}

// overviewWith is who has late work, and how much.
type overviewWith struct {
	Who   string
	Count int
}

// How much of the late work, of the contents and of the places the page shows.
const (
	overviewMost     = 8
	overviewContents = 6
	overviewPlaces   = 8
)

func (c *call) overviewShow() error {
	form, err := ui.ReadForm(c.r)
	if err != nil {
		return err
	}
	p := overviewPage{Year: c.today().Year()}
	if typed := form.Line("nam"); typed != "" {
		year, err := strconv.Atoi(typed)
		form.Check(err == nil && year >= 2000 && year <= 2100, "nam", "Năm phải từ 2000 đến 2100.")
		if p.Problem = form.Err("Chưa xem được năm đã chọn."); p.Problem == nil {
			p.Year = year
		}
	}
	circles := form.Line("ban-do") == "vong"
	var m boundary.Map
	var years []int
	err = c.view(func(tx *db.Tx) (err error) {
		if p.O, err = report.OverviewOf(c.ctx(), tx, p.Year, report.DefaultCut()); err != nil {
			return err
		}
		if years, err = report.Years(c.ctx(), tx); err != nil {
			return err
		}
		if m, err = boundary.Of(c.ctx(), tx); err != nil {
			return err
		}
		return c.overviewLate(tx, &p)
	})
	if err != nil {
		return err
	}
	p.Query = periodQuery{Period: p.O.Period, View: p.O.View, Level: p.O.Level, Span: report.ToDate}
	for _, y := range []int{c.today().Year(), p.Year} {
		if !slices.Contains(years, y) {
			years = append(years, y)
		}
	}
	slices.Sort(years)
	for _, y := range slices.Backward(years) {
		p.Years = append(p.Years, ui.Option{Value: strconv.Itoa(y), Label: strconv.Itoa(y)})
	}
	if err := p.draw(m, circles); err != nil {
		return err
	}
	_, p.Made = p.O.Recorded()
	p.KPIs = p.figures()
	p.Shell = c.page("Bảng điều hành năm " + strconv.Itoa(p.Year))
	p.Shell.HasErrors, p.Shell.Printed = p.Problem != nil, c.reportMoment()
	p.Shell.Back = &ui.Link{Label: "Báo cáo chương trình", Href: "/bao-cao"}
	status := http.StatusOK
	if p.Problem != nil {
		status = http.StatusUnprocessableEntity
	}
	return c.render(status, overviewView(p))
}

// overviewLate finds what is late and with whom.
func (c *call) overviewLate(tx *db.Tx, p *overviewPage) error {
	late, all, err := worklist.Overdue(c.ctx(), tx)
	if err != nil {
		return err
	}
	p.All, p.More = len(late), !all
	at := map[string]int{}
	for _, l := range late {
		for _, who := range l.With {
			i, ok := at[who]
			if !ok {
				i = len(p.With)
				at[who] = i
				p.With = append(p.With, overviewWith{Who: who})
			}
			p.With[i].Count++
		}
	}
	slices.SortStableFunc(p.With, func(a, b overviewWith) int { return b.Count - a.Count })
	for _, l := range late[:min(len(late), overviewMost)] {
		one := overviewLate{Late: l, Href: workHref(l.Item)}
		if l.Kind == worklist.SendNeeds && !c.may(access.ViewSurvey) {
			one.Href = ""
		}
		p.Late = append(p.Late, one)
	}
	return nil
}

// figures are the five numbers.
func (p overviewPage) figures() []ui.KPI {
	s := p.O.Total.ToDate
	all := p.Query.behind("", "", report.ToDate)
	share := func(m report.Measure) string {
		if r, ok := m.OfPlan(s); ok {
			return ui.Percent(r) + " kế hoạch"
		}
		return ""
	}
	var given money.VND
	for _, v := range p.O.Allotted {
		given += v
	}
	planned := ui.KPI{Label: "Kế hoạch hỗ trợ", Value: reportMillions(s.Support), Href: all}
	if given > 0 {
		planned.Note = reportShare(s.Booked, given) + " dự toán được giao"
	}
	late := ui.KPI{Label: "Việc trễ hạn", Value: ui.Count(p.All), Href: "#tre-han", Alert: p.All > 0}
	if p.More {
		late.Value = "hơn " + late.Value
	}
	if len(p.With) > 0 {
		late.Note = "nhiều nhất: " + p.With[0].Who
	}
	schemes := ui.KPI{Label: "Đề án", Value: ui.Count(s.Schemes), Href: all}
	if before := p.O.Total.Earlier.Schemes; before > 0 {
		schemes.Note = "cùng kỳ năm trước " + ui.Count(before)
	}
	return []ui.KPI{
		schemes, planned,
		{Label: "Đã chi", Value: reportMillions(s.Spent), Note: share(report.MoneySpent), Href: all},
		{Label: "Đã quyết toán", Value: reportMillions(s.Settled), Note: share(report.MoneySettled), Href: all},
		late,
	}
}

// draw makes the charts and the map.
func (p *overviewPage) draw(m boundary.Map, circles bool) (err error) {
	if p.Months, err = p.months().Lines(); err != nil {
		return err
	}
	if c := p.contents(); len(c.Labels) > 0 {
		if p.Contents, err = c.Bars(); err != nil {
			return err
		}
	}
	p.places(m, circles)
	return nil
}

// months is the money through the year, with what was spent the year before.
func (p *overviewPage) months() chart.Chart {
	c := chart.Chart{ID: "tien-trong-nam", Title: "Tiền trong năm " + strconv.Itoa(p.Year)}
	planned, spent, before := chart.Series{Name: "Kế hoạch"}, chart.Series{Name: "Đã chi"}, chart.Series{Name: "Đã chi năm trước"}
	for n := 1; n <= 12; n++ {
		c.Labels = append(c.Labels, "T"+strconv.Itoa(n))
	}
	for _, m := range p.O.Months {
		planned.Values, spent.Values = append(planned.Values, m.Support), append(spent.Values, m.Spent)
	}
	for _, m := range p.O.Earlier {
		before.Values = append(before.Values, m.Spent)
	}
	c.Series = []chart.Series{planned, spent, before}
	last := p.O.Months[len(p.O.Months)-1]
	c.Summary = "Lũy kế đến " + ui.Day(last.On) + ": kế hoạch " + ui.Money(last.Support) + ", đã chi " + ui.Money(last.Spent) +
		"; cả năm trước đã chi " + ui.Money(before.Values[11]) + ". Bảng số liệu theo tháng ở ngay dưới."
	return c
}

// contents is the plan and what was spent by content, the largest first.
func (p *overviewPage) contents() chart.Chart {
	c := chart.Chart{ID: "theo-noi-dung", Title: "Theo nội dung", Summary: "Kế hoạch và số đã chi của từng nội dung. Bảng số liệu ở ngay dưới."}
	planned, spent := chart.Series{Name: "Kế hoạch"}, chart.Series{Name: "Đã chi"}
	var rest report.Line
	for _, l := range p.O.Table(report.ByContent).Lines {
		if l.ToDate.Support == 0 && l.ToDate.Spent == 0 {
			continue
		}
		if len(c.Labels) == overviewContents {
			rest.ToDate.Support += l.ToDate.Support
			rest.ToDate.Spent += l.ToDate.Spent
			continue
		}
		c.Labels = append(c.Labels, overviewContent(l))
		planned.Values, spent.Values = append(planned.Values, l.ToDate.Support), append(spent.Values, l.ToDate.Spent)
	}
	if rest.ToDate != (report.Sums{}) {
		c.Labels = append(c.Labels, "Khác")
		planned.Values, spent.Values = append(planned.Values, rest.ToDate.Support), append(spent.Values, rest.ToDate.Spent)
	}
	c.Series = []chart.Series{planned, spent}
	return c
}

// places draws the map and lists the communes, those with the most money first.
func (p *overviewPage) places(m boundary.Map, circles bool) {
	figures := map[string]mapFigure{}
	for _, l := range p.O.Table(report.ByTerritory).Lines {
		s := l.ToDate
		if s.Schemes == 0 {
			continue
		}
		if len(l.Code) != len("05488") {
			p.Elsewhere.ToDate.Schemes += s.Schemes
			p.Elsewhere.ToDate.Support += s.Support
			continue
		}
		p.Places = append(p.Places, l)
		figures[l.Code] = mapFigure{
			Money: s.Support, Count: s.Schemes, Words: ui.Count(s.Schemes) + " đề án, kế hoạch " + ui.Money(s.Support),
			Href: p.Query.behind(report.ByTerritory, l.Code, report.ToDate),
		}
	}
	p.Map = mapOf(m, p.O.Province, figures, circles)
	for _, kind := range []struct {
		label, word string
	}{{"Tô màu theo kế hoạch", ""}, {"Vòng tròn theo số đề án", "vong"}} {
		p.Kinds = append(p.Kinds, ui.NavItem{
			Label: kind.label, Current: (kind.word != "") == circles,
			Href: ui.PathQuery("/bao-cao/dieu-hanh", "nam", strconv.Itoa(p.Year), "ban-do", kind.word) + "#dia-ban",
		})
	}
}
