package office

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"

	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/report"
	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/money"
	"example.vn/khuyencong/internal/web/ui"
)

// periodQuery is what the address of the report of a period asks for.
type periodQuery struct {
	Period report.Period
	View   territory.View
	Level  territory.Level
	Span   report.Span
	By     report.Dimension // of one line, "" for all
	Code   string           // of one line; "-" for what is not known
	At     string           // address of the report: live when "", a draft or an edition else
}

// at is the address of the report without its query.
func (q periodQuery) at() string { return cmp.Or(q.At, ui.Path("bao-cao", "ky")) }

// periodSpans are the spans by their words in addresses.
var periodSpans = map[report.Span]string{report.ToDate: "", report.Within: "trong-ky", report.Earlier: "cung-ky"}

// pairs spells q for ui.PathQuery.
func (q periodQuery) pairs(more ...string) []string {
	units := reportQuery{View: q.View, Level: q.Level}.units()
	return append(append([]string{"ky", q.Period.Code(), "luc", periodSpans[q.Span]}, units...), more...)
}

// href is the page of q; file adds which file.
func (q periodQuery) href() string { return ui.PathQuery(q.at(), q.pairs()...) }

// file is where the report is fetched as a file.
func (q periodQuery) file(as string) string {
	return ui.PathQuery(q.at()+"/tai-ve", q.pairs("tep", as, "theo", string(q.By), "ma", q.Code)...)
}

// behind is the address of the rows behind a figure.
func (q periodQuery) behind(by report.Dimension, code string, s report.Span) string {
	if by != "" && code == "" {
		code = reportUnknown
	}
	q.Span = s
	return ui.PathQuery(q.at()+"/de-an", q.pairs("theo", string(by), "ma", code)...)
}

func (q periodQuery) cut() report.Cut { return report.Cut{View: q.View, Level: q.Level} }

// periodAsked reads the address of the report of a period. What cannot be read
// is named in the fault, and the query is still good to show.
func (c *call) periodAsked() (q periodQuery, err error) {
	q.Period, q.Span = report.LastQuarter(c.today()), report.ToDate
	form, err := ui.ReadForm(c.r)
	if err != nil {
		return q, err
	}
	code := form.Line("ky")
	if kind := form.Line("loai"); kind != "" {
		code = periodCode(kind, form.Line("nam"))
	}
	if code != "" {
		p, err := report.ParsePeriod(code)
		form.Check(err == nil, "loai", "Chưa đọc được kỳ báo cáo. Anh/chị chọn kỳ và năm từ 2000 đến 2100.")
		if err == nil {
			q.Period = p
		}
	}
	q.View, q.Level = reportUnits(form)
	for span, word := range periodSpans {
		if word != "" && form.Line("luc") == word {
			q.Span = span
		}
	}
	q.Code = form.Line("ma")
	if by := report.Dimension(form.Line("theo")); slices.Contains(report.Dimensions(), by) {
		q.By = by
	}
	return q, form.Err("Có điều kiện chưa đúng nên báo cáo dùng kỳ thường dùng.")
}

// periodCode joins what the form chose: "q3" and a year, "nam", "5nam" for the
// five years that hold the year.
func periodCode(kind, year string) string {
	switch kind {
	case "nam":
		return year
	case "5nam":
		y, err := strconv.Atoi(year)
		if err != nil {
			return "?"
		}
		first := y - (y+4)%5
		return strconv.Itoa(first) + "-" + strconv.Itoa(first+4)
	}
	return year + "-" + kind
}

// periodChoice is the word of the form for a period.
func periodChoice(p report.Period) string {
	switch p.Kind {
	case report.WholeYear:
		return "nam"
	case report.FiveYears:
		return "5nam"
	case report.Month, report.Quarter, report.Months:
	}
	return p.Code()[5:]
}

// periodOptions are the kinds of period to choose from.
func periodOptions() []ui.Option {
	all := []ui.Option{
		{Value: "q1", Label: "Quý I"}, {Value: "q2", Label: "Quý II"}, {Value: "m6", Label: "6 tháng đầu năm"}, {Value: "q3", Label: "Quý III"},
		{Value: "m9", Label: "9 tháng đầu năm"}, {Value: "q4", Label: "Quý IV"}, {Value: "nam", Label: "Cả năm"}, {Value: "5nam", Label: "Giai đoạn 5 năm"},
	}
	for n := 1; n <= 12; n++ {
		all = append(all, ui.Option{Value: "t" + strconv.Itoa(n), Label: "Tháng " + strconv.Itoa(n)})
	}
	for n := 2; n <= 11; n++ {
		if n != 6 && n != 9 {
			all = append(all, ui.Option{Value: "m" + strconv.Itoa(n), Label: strconv.Itoa(n) + " tháng đầu năm"})
		}
	}
	return all
}

// periodPage is the report of a period as it is shown.
type periodPage struct {
	Shell    ui.Shell
	Query    periodQuery
	Problem  error
	R        *report.Report
	Years    []ui.Option
	Views    []ui.NavItem
	Levels   []ui.NavItem
	Spans    []ui.NavItem
	Estimate []periodEstimate
	Made     int
	May      bool // have it counted for a draft
	Key      string
}

// periodEstimate is the estimate of a fund and how much of it was decided.
type periodEstimate struct {
	Fund           ledger.Fund
	Given, Decided money.VND
	Share          string
	Ledger         string // address of the book, "" for who may not see it
}

// periodReport counts the period that q asks for.
func (c *call) periodReport(q periodQuery) (r *report.Report, years []int, err error) {
	err = c.view(func(tx *db.Tx) (err error) {
		if r, err = report.Of(c.ctx(), tx, q.Period, q.cut()); err != nil {
			return err
		}
		years, err = report.Years(c.ctx(), tx)
		return err
	})
	for _, y := range []int{c.today().Year(), q.Period.Year} {
		if !slices.Contains(years, y) {
			years = append(years, y)
		}
	}
	slices.SortFunc(years, func(a, b int) int { return cmp.Compare(b, a) })
	return r, years, err
}

func (c *call) periodShow() error {
	q, err := c.periodAsked()
	problem, err := reportProblem(err)
	if err != nil {
		return err
	}
	r, years, err := c.periodReport(q)
	if err != nil {
		return err
	}
	p := periodPage{Query: q, Problem: problem, R: r, May: c.may(access.PrepareReport) && c.today().After(q.Period.Last()), Key: ui.Key()}
	p.Shell = c.page("Báo cáo " + q.Period.Title())
	p.Shell.HasErrors, p.Shell.Print, p.Shell.Printed = problem != nil, ui.Wide, c.reportMoment()
	p.Shell.Back = &ui.Link{Label: "Báo cáo chương trình", Href: "/bao-cao"}
	for _, y := range years {
		p.Years = append(p.Years, ui.Option{Value: strconv.Itoa(y), Label: strconv.Itoa(y)})
	}
	p.tabs()
	p.Estimate = c.periodEstimates(r)
	_, p.Made = r.Recorded()
	status := http.StatusOK
	if problem != nil {
		status = http.StatusUnprocessableEntity
	}
	return c.render(status, periodView(p))
}

// tabs are the ways to look at the report.
func (p *periodPage) tabs() {
	q := p.Query
	for _, s := range report.Spans() {
		if s == report.Within && p.R.FromJanuary() {
			continue
		}
		other := q
		other.Span = s
		p.Spans = append(p.Spans, ui.NavItem{Label: s.Label(), Href: other.href() + "#cach-chia", Current: s == q.Span})
	}
	for _, v := range []territory.View{territory.NewUnits, territory.OldUnits} {
		other := q
		other.View, other.Level = v, territory.Commune
		if v == territory.OldUnits {
			other.Level = territory.District
		}
		p.Views = append(p.Views, ui.NavItem{Label: v.Label(), Href: other.href() + "#territory", Current: v == q.View})
	}
	if q.View != territory.OldUnits {
		return
	}
	for _, level := range []territory.Level{territory.District, territory.Commune} {
		other := q
		other.Level = level
		label := map[bool]string{true: "Theo huyện", false: "Theo xã"}[level == territory.District]
		p.Levels = append(p.Levels, ui.NavItem{Label: label, Href: other.href() + "#territory", Current: level == q.Level})
	}
}

// periodEstimates is what was allotted to each fund.
func (c *call) periodEstimates(r *report.Report) (all []periodEstimate) {
	for _, f := range ledger.Funds() {
		given := r.Allotted[f]
		if given == 0 {
			continue
		}
		e := periodEstimate{Fund: f, Given: given, Decided: r.Fund(f).ToDate.Booked}
		e.Share = reportShare(e.Decided, given)
		if c.may(access.ViewLedger) {
			e.Ledger = ledgerPath(ledger.Book{Fund: f, Year: r.Period.Year})
		}
		all = append(all, e)
	}
	return all
}

// periodRowsPage is the rows behind one figure of a period.
type periodRowsPage struct {
	Shell ui.Shell
	Title string
	Meta  string
	Query periodQuery
	R     *report.Report
	Rows  []report.SchemeLine
	All   int
	Total report.Line
	File  string
}

func (c *call) periodRows() error {
	q, err := c.periodAsked()
	if err != nil {
		return err
	}
	r, _, err := c.periodReport(q)
	if err != nil {
		return err
	}
	return c.periodRowsOf(q, r, q.file("xlsx"), &ui.Link{Label: "Báo cáo " + q.Period.Title(), Href: q.href()})
}

// periodRowsOf shows the rows behind the figure that q names.
func (c *call) periodRowsOf(q periodQuery, r *report.Report, file string, back *ui.Link) error {
	rows, title, err := periodBehind(q, r)
	if err != nil {
		return err
	}
	p := periodRowsPage{Query: q, R: r, Title: title, All: len(rows), File: file}
	p.Meta = q.Span.Label() + ", " + q.Period.Title() + ", đến hết ngày " + ui.Day(r.AsOf)
	if q.Span == report.Earlier {
		p.Meta = "Cùng kỳ: " + q.Period.Before().Title() + ", đến hết ngày " + ui.Day(r.Compared)
	}
	p.Total = report.Sum(rows)
	p.Rows = rows[:min(len(rows), reportMost)]
	p.Shell = c.page("Đề án phía sau con số")
	p.Shell.Print, p.Shell.Printed, p.Shell.Back = ui.Wide, c.reportMoment(), back
	return c.render(http.StatusOK, periodRowsView(p))
}
