package office

import (
	"slices"
	"strconv"
	"strings"

	"example.vn/khuyencong/internal/domain/report"
	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/money"
	"example.vn/khuyencong/internal/web/ui"
)

// reportQuery is what the address of a report asks for.
type reportQuery struct {
	Year  int
	Day   calendar.Date
	View  territory.View
	Level territory.Level // Commune, or District in the old view
	By    report.Dimension
	Code  string // of one group; "-" for what is not known
}

// reportUnknown stands in addresses for the group without a code.
const reportUnknown = "-"

// pairs spells q for ui.PathQuery.
func (q reportQuery) pairs(more ...string) []string {
	return append(append([]string{"nam", strconv.Itoa(q.Year), "ngay", q.Day.String()}, q.units()...), more...)
}

// units spells in which units the territory is shown.
func (q reportQuery) units() []string {
	view, level := "", ""
	if q.View == territory.OldUnits {
		view = string(q.View)
		if q.Level == territory.Commune {
			level = "xa"
		}
	}
	return []string{"don-vi", view, "cap", level}
}

// cut is how the tables of q are grouped.
func (q reportQuery) cut(by report.Dimension) report.Cut {
	return report.Cut{By: by, View: q.View, Level: q.Level}
}

// behind is the address of the rows behind a group; "" by for all rows.
func (q reportQuery) behind(by report.Dimension, code string) string {
	if by != "" && code == "" {
		code = reportUnknown
	}
	return ui.PathQuery(ui.Path("bao-cao", "chi-tiet"), q.pairs("theo", string(by), "ma", code)...)
}

// reportAsked reads the address of a report. What cannot be read is named in
// the fault, and the query is still good to show.
func (c *call) reportAsked() (q reportQuery, err error) {
	form, err := ui.ReadForm(c.r)
	if err != nil {
		return q, err
	}
	q.Year = c.today().Year()
	if form.Line("nam") != "" {
		year, err := strconv.Atoi(form.Line("nam"))
		form.Check(err == nil && year >= 2000 && year <= 2100, "nam", "Năm phải từ 2000 đến 2100.")
		if err == nil && year >= 2000 && year <= 2100 {
			q.Year = year
		}
	}
	q.Day = report.DefaultDay(q.Year, c.today())
	if s := form.Line("ngay"); s != "" {
		day, err := calendar.Parse(s)
		if err != nil {
			day, err = calendar.ParseVN(s)
		}
		form.Check(err == nil, "ngay", "Ngày phải có dạng ngày/tháng/năm, ví dụ 31/8/2020.")
		if err == nil {
			q.Day = day
		}
	}
	q.View, q.Level = reportUnits(form)
	q.Code = form.Line("ma")
	if by := report.Dimension(form.Line("theo")); slices.Contains(report.Dimensions(), by) {
		q.By = by
	}
	return q, form.Err("Có điều kiện chưa đúng nên báo cáo dùng giá trị thường dùng.")
}

// reportUnits reads in which units the territory is shown.
func reportUnits(form *ui.Form) (territory.View, territory.Level) {
	switch {
	case form.Line("don-vi") != string(territory.OldUnits):
		return territory.NewUnits, territory.Commune
	case form.Line("cap") == "xa":
		return territory.OldUnits, territory.Commune
	}
	return territory.OldUnits, territory.District
}

// programme reads the programme that q asks for and the years to choose from.
func (c *call) reportProgramme(q reportQuery) (p *report.Programme, years []int, err error) {
	err = c.view(func(tx *db.Tx) (err error) {
		if p, err = report.ProgrammeOf(c.ctx(), tx, q.Year, q.Day); err != nil {
			return err
		}
		years, err = report.Years(c.ctx(), tx)
		return err
	})
	for _, y := range []int{c.today().Year(), q.Year} {
		if !slices.Contains(years, y) {
			years = append(years, y)
		}
	}
	slices.Sort(years)
	slices.Reverse(years)
	return p, years, err
}

// reportShare is part of whole in percent, "" when there is no whole.
func reportShare(part, whole money.VND) string {
	if whole <= 0 {
		return ""
	}
	return ui.Percent(money.Share(part, whole))
}

// reportKPIs are the figures of a whole programme. Every share says what it is
// a share of.
func reportKPIs(total report.Group, q reportQuery) []ui.KPI {
	all := q.behind("", "")
	of := func(v, whole money.VND, base string) string {
		if s := reportShare(v, whole); s != "" {
			return s + " " + base
		}
		return ""
	}
	schemes := ui.KPI{Label: "Đề án", Value: ui.Count(total.Count()), Href: all}
	if total.Unpublished > 0 {
		schemes.Note = ui.Count(total.Unpublished) + " đề án chưa công bố kinh phí"
	}
	settled := of(total.Settled, total.Spent, "của số đã chi")
	if total.Accepted > 0 {
		settled += "; đã nghiệm thu " + reportMillions(total.Accepted)
	}
	return []ui.KPI{
		schemes,
		{Label: "Hỗ trợ đã quyết định", Value: reportMillions(total.Support), Href: all},
		{Label: "Đã ký hợp đồng", Value: reportMillions(total.Contracted), Note: of(total.Contracted, total.Support, "của số đã quyết định"), Href: all},
		{Label: "Đã chi", Value: reportMillions(total.Spent), Note: of(total.Spent, total.Contracted, "của giá trị hợp đồng"), Href: all},
		{Label: "Đã quyết toán", Value: reportMillions(total.Settled), Note: strings.TrimPrefix(settled, "; "), Href: all},
	}
}

// reportMillions writes an amount short enough for a figure; the tables have
// it in đồng.
func reportMillions(v money.VND) string { return ui.Millions(v) + "\u00a0triệu\u00a0đ" }

// reportProblem is err when it is about what was asked, nil when there is none.
func reportProblem(err error) (problem, other error) {
	if fault.KindOf(err) == fault.Invalid {
		return err, nil
	}
	return nil, err
}
