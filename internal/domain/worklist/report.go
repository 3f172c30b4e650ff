package worklist

import (
	"context"
	"strings"

	"example.vn/khuyencong/internal/domain/lawbook"
	"example.vn/khuyencong/internal/domain/norm"
	"example.vn/khuyencong/internal/domain/procedure"
	"example.vn/khuyencong/internal/domain/report"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/calendar"
)

// reportSources are the reports that law asks for and nobody has issued, and the
// drafts that wait for whoever issues them.
func reportSources() []source {
	return []source{
		{kind: PrepareReport, deed: access.PrepareReport, find: reportsDue},
		{kind: IssueReport, deed: access.IssueReport, find: reportsToIssue},
	}
}

// A duty is a report that is due: of which period, by which deadlines.
type duty struct {
	period report.Period
	codes  map[norm.Fund]string
}

// duties lists the reports that are due on a day: of the last quarter, of six
// months in the second half of the year, and of the year before. The report of
// a year goes with the registration of the plan, which names the only day.
//
// Law: TT 36/2013/TT-BCT Điều 21 khoản 5 (quý, 6 tháng, năm), Điều 10 khoản 1 điểm b
// as amended (registration); NĐ 45/2012/NĐ-CP Điều 16 khoản 1 điểm i (quý).
func duties(today calendar.Date) []duty {
	// Funds that are not named owe nobody that report.
	both := map[norm.Fund]string{norm.National: "quarterly_report", norm.Local: "local_quarterly_report"}
	registration := map[norm.Fund]string{norm.National: "registration"} //nolint:exhaustive // see above
	half := map[norm.Fund]string{norm.National: "quarterly_report"}     //nolint:exhaustive // see above
	all := []duty{
		{report.LastQuarter(today), both},
		{report.Period{Kind: report.WholeYear, Year: today.Year() - 1}, registration},
	}
	if today.Month() > 6 {
		all = append(all, duty{report.Period{Kind: report.Months, Year: today.Year(), No: 6}, half})
	}
	return all
}

// reportsDue is the reports of the last periods that nobody has issued, where
// the year has a programme.
func reportsDue(ctx context.Context, r *reader) ([]row, error) {
	book, err := lawbook.ProcedureOf(ctx, r.tx)
	if err != nil {
		return nil, err
	}
	var rows []row
	for _, d := range duties(r.today) {
		var programme, issued int
		err := r.tx.QueryRow(ctx, `
			SELECT (SELECT count(*) FROM (SELECT 1 AS one FROM plan_decisions WHERE province = ? AND year = ? LIMIT 1) AS p),
				(SELECT count(*) FROM report_editions WHERE province = ? AND period = ?)`,
			[]any{r.tx.Province, d.period.Year, r.tx.Province, d.period.Code()}, &programme, &issued)
		if err != nil {
			return nil, err
		}
		if programme > 0 && issued == 0 {
			if one, ok := d.row(book, r); ok {
				rows = append(rows, one)
			}
		}
	}
	return rows, nil
}

// row is the item of a duty; false when no rule asks for it.
func (d duty) row(book *procedure.Book, r *reader) (row, bool) {
	one := row{ref: d.period.Code(), title: "Báo cáo " + d.period.Title(), since: d.period.Last().AddDays(1).String()}
	var hints, sources []string
	for _, fund := range []norm.Fund{norm.National, norm.Local} {
		rule, ok := book.For(procedure.Area{Province: r.tx.Province}, fund, d.period.Last().AddDays(1)).Deadline(d.codes[fund])
		if d.codes[fund] == "" || !ok {
			continue
		}
		if rule.Kind == procedure.OnDay {
			one.due = rule.OfYear(d.period.Year + 2) // the registration of the plan of next year
		}
		hints, sources = append(hints, rule.Name+": "+rule.Who+" gửi "+rule.To), append(sources, rule.Source())
	}
	if one.due.IsZero() {
		hints = append(hints, "văn bản không nêu ngày")
	}
	one.hint, one.basis = strings.Join(hints, "; "), strings.Join(sources, "; ")
	return one, len(sources) > 0
}

// reportsToIssue is the finished drafts that somebody else wrote.
func reportsToIssue(ctx context.Context, r *reader) ([]row, error) {
	rows, err := r.rows(ctx, `
		SELECT period, '', '', updated_at, '' FROM report_drafts
		WHERE province = ? AND issued = 0 AND prepared_by <> ? AND edited_by <> ? AND text NOT LIKE ? ORDER BY period`,
		r.me, r.me, "%"+report.ToWrite+"%")
	for i := range rows {
		p, perr := report.ParsePeriod(rows[i].ref)
		if perr != nil {
			return nil, perr
		}
		rows[i].title = "Dự thảo báo cáo " + p.Title()
	}
	return rows, err
}
