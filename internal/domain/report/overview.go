package report

import (
	"context"

	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/money"
)

// An Overview (bảng điều hành) is a budget year as a leader looks at it: its
// report, and how its money went through the year, with the year before.
type Overview struct {
	*Report

	Months  []MonthEnd // until the month of AsOf
	Earlier []MonthEnd // all twelve of the year before
}

// A MonthEnd is the programme at the end of a month, or at the end of the day that
// is counted when the month lasts. Its sums begin with the programme.
type MonthEnd struct {
	No int
	On calendar.Date
	Sums
}

// OverviewOf counts a budget year as it stands today, or as it stood on its last
// day.
func OverviewOf(ctx context.Context, tx *db.Tx, year int, c Cut) (*Overview, error) {
	p := Period{Kind: WholeYear, Year: year}
	r := &Report{
		Province: tx.Province, Period: p, AsOf: p.Until(tx.Today()), View: c.View, Level: c.Level,
		Allotted: make(map[ledger.Fund]money.VND),
	}
	r.Compared = p.sameDay(r.AsOf)
	o := &Overview{Report: r}
	b := newBuilder(c)
	now, err := read(ctx, tx, year)
	if err != nil {
		return nil, err
	}
	if err := r.count(&b, now, p.First().AddDays(-1)); err != nil {
		return nil, err
	}
	if o.Months, err = now.months(monthEnds(year, r.AsOf)); err != nil {
		return nil, err
	}
	before, err := read(ctx, tx, year-1)
	if err != nil {
		return nil, err
	}
	compared, err := before.at(r.Compared)
	if err != nil {
		return nil, err
	}
	b.before(compared)
	if o.Earlier, err = before.months(monthEnds(year-1, calendar.LastDay(year-1))); err != nil {
		return nil, err
	}
	r.Schemes = b.finish()
	r.group()
	return o, nil
}

// monthEnds lists the last days of the months of a year until a day, which
// stands for the end of its month.
func monthEnds(year int, until calendar.Date) (days []calendar.Date) {
	for n := range 12 {
		end := calendar.FirstDay(year).AddMonths(n + 1).AddDays(-1)
		if !end.Before(until) {
			return append(days, until)
		}
		days = append(days, end)
	}
	return days
}

// months adds the programme up at the end of each day.
func (r *reading) months(days []calendar.Date) (all []MonthEnd, err error) {
	for i, day := range days {
		m := MonthEnd{No: i + 1, On: day}
		if m.Sums, err = r.sums(day); err != nil {
			return nil, err
		}
		all = append(all, m)
	}
	return all, nil
}

// DefaultCut groups territory by the communes of today.
func DefaultCut() Cut { return Cut{View: territory.NewUnits, Level: territory.Commune} }
