package office

import (
	"net/http"
	"strconv"

	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/report"
	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/money"
	"example.vn/khuyencong/internal/web/ui"
)

// reportPage is the summary of a programme as it is shown.
type reportPage struct {
	Shell     ui.Shell
	Query     reportQuery
	Day       string // as typed or asked
	Problem   error
	Years     []ui.Option
	Views     []ui.NavItem
	KPIs      []ui.KPI
	Total     report.Group
	Tables    []reportTable
	Allotted  []ui.Row
	Download  string
	MayTake   bool
	MayNation bool // see the figures of all provinces
	Recorded  int  // schemes outside the books
	Made      int  // illustrative schemes
}

// reportTable is the programme grouped by one thing.
type reportTable struct {
	By     report.Dimension
	Groups []reportGroup
	Bars   []ui.MoneyStep
	Levels []ui.NavItem // of territory in the old units
}

// reportGroup is one line of a table.
type reportGroup struct {
	report.Group

	Share string // of all support
	Href  string
}

// reportBars is how many bars a chart has; the rest are one bar.
const reportBars = 7

func (c *call) reportShow() error {
	q, err := c.reportAsked()
	problem, err := reportProblem(err)
	if err != nil {
		return err
	}
	programme, years, err := c.reportProgramme(q)
	if err != nil {
		return err
	}
	p := reportPage{Query: q, Day: ui.Day(q.Day), Problem: problem, Total: programme.Total(), MayTake: c.may(access.ImportSchemes), MayNation: c.may(access.ViewNation)}
	if problem != nil {
		p.Day = c.r.URL.Query().Get("ngay")
	}
	p.Shell = c.page("Báo cáo chương trình năm " + strconv.Itoa(q.Year))
	p.Shell.HasErrors, p.Shell.Print, p.Shell.Printed = problem != nil, ui.Wide, c.reportMoment()
	for _, y := range years {
		p.Years = append(p.Years, ui.Option{Value: strconv.Itoa(y), Label: strconv.Itoa(y)})
	}
	for _, v := range []territory.View{territory.NewUnits, territory.OldUnits} {
		other := q
		other.View, other.Level = v, territory.Commune
		if v == territory.OldUnits {
			other.Level = territory.District
		}
		p.Views = append(p.Views, ui.NavItem{Label: v.Label(), Href: ui.PathQuery("/bao-cao", other.pairs()...), Current: v == q.View})
	}
	p.KPIs = reportKPIs(p.Total, q)
	for _, by := range report.Dimensions() {
		p.Tables = append(p.Tables, reportTableOf(programme, q, by))
	}
	for _, f := range ledger.Funds() {
		p.Allotted = append(p.Allotted, c.reportAllotted(programme, f)...)
	}
	for _, r := range programme.Rows {
		if r.Recorded {
			p.Recorded++
		}
		if r.Illustrative {
			p.Made++
		}
	}
	p.Download = ui.PathQuery(ui.Path("bao-cao", "tai-ve"), q.pairs()...)
	status := http.StatusOK
	if problem != nil {
		status = http.StatusUnprocessableEntity
	}
	return c.render(status, reportView(p))
}

// reportMoment is the moment that a printed page shows.
func (c *call) reportMoment() string { return c.s.DB.Now().UTC().Format("2006-01-02T15:04:05Z") }

// reportAllotted says how much of the estimate of a fund was decided.
func (c *call) reportAllotted(p *report.Programme, f ledger.Fund) []ui.Row {
	given := p.Allotted[f]
	if given == 0 {
		return nil
	}
	var decided money.VND
	for _, r := range p.Rows {
		if r.Fund == f && !r.Recorded {
			decided += r.Support
		}
	}
	value := ui.Money(given) + "; đã quyết định hỗ trợ " + ui.Money(decided) + " (" + reportShare(decided, given) + " của dự toán)"
	row := ui.Row{Key: "Dự toán " + reportLower(f.Label()), Value: value}
	if c.may(access.ViewLedger) {
		row.Href = ledgerPath(ledger.Book{Fund: f, Year: p.Year})
	}
	return []ui.Row{row}
}

func reportTableOf(p *report.Programme, q reportQuery, by report.Dimension) reportTable {
	t := reportTable{By: by}
	total := p.Total().Support
	var rest money.VND
	for i, g := range p.Group(q.cut(by)) {
		t.Groups = append(t.Groups, reportGroup{Group: g, Share: reportShare(g.Support, total), Href: q.behind(by, g.Code)})
		if i < reportBars {
			t.Bars = append(t.Bars, ui.MoneyStep{Label: g.Name, Amount: g.Support, Kind: ui.Plain})
		} else {
			rest += g.Support
		}
	}
	if rest > 0 {
		t.Bars = append(t.Bars, ui.MoneyStep{Label: "Khác", Amount: rest, Kind: ui.Plain})
	}
	if len(t.Groups) < 2 || total == 0 {
		t.Bars = nil
	}
	if by == report.ByTerritory && q.View == territory.OldUnits {
		for _, level := range []territory.Level{territory.District, territory.Commune} {
			other := q
			other.Level = level
			label := map[bool]string{true: "Theo huyện", false: "Theo xã"}[level == territory.District]
			t.Levels = append(t.Levels, ui.NavItem{Label: label, Href: ui.PathQuery("/bao-cao", other.pairs()...) + "#territory", Current: level == q.Level})
		}
	}
	return t
}
