package report

import (
	"context"
	"slices"

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
	start := p.First().AddDays(-1)
	days := append([]calendar.Date{start}, monthEnds(year, r.AsOf)...)
	now, err := programmesOf(ctx, tx, year, days)
	if err != nil {
		return nil, err
	}
	b := builder{cut: c, index: map[lineKey]int{}}
	r.count(&b, now[len(now)-1], now[0])
	o.Months = months(now[1:])
	days = monthEnds(year-1, calendar.LastDay(year-1))
	at, isEnd := slices.BinarySearchFunc(days, r.Compared, calendar.Date.Compare)
	if !isEnd {
		days = slices.Insert(days, at, r.Compared)
	}
	before, err := programmesOf(ctx, tx, year-1, days)
	if err != nil {
		return nil, err
	}
	b.before(before[at])
	if !isEnd {
		before = slices.Delete(before, at, at+1)
	}
	o.Earlier = months(before)
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

func months(programmes []*Programme) (all []MonthEnd) {
	for i, p := range programmes {
		m := MonthEnd{No: i + 1, On: p.AsOf}
		for _, r := range p.Rows {
			m.add(r.sums())
		}
		all = append(all, m)
	}
	return all
}

// DefaultCut groups territory by the communes of today.
func DefaultCut() Cut { return Cut{View: territory.NewUnits, Level: territory.Commune} }
