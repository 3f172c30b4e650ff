package report

import (
	"context"
	"fmt"
	"slices"

	"example.vn/khuyencong/internal/domain/norm"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/domain/target"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/money"
)

// A Reached is how far the books have come with one indicator of a programme.
type Reached struct {
	target.Indicator

	Own     target.Own
	Planned int64 // of all schemes that were decided
	Done    int64 // of those whose work was accepted, and those of old lists
}

// Aim is what is to be reached: what the office has set, else nothing; the
// figure of the country is no aim of one province.
func (r Reached) Aim() int64 { return r.Own.Amount }

// Share is Done as a share of the aim; ok is false where there is no aim.
func (r Reached) Share() (share money.Ratio, ok bool) {
	return money.Share(money.VND(r.Done), money.VND(r.Aim())), r.Aim() > 0
}

// ProgressOf counts the indicators of a programme in the province's books, with
// the report that they are counted from.
func ProgressOf(ctx context.Context, tx *db.Tx, p target.Programme) ([]Reached, *Report, error) {
	r, err := Of(ctx, tx, Period{Kind: FiveYears, Year: p.First}, DefaultCut())
	if err != nil {
		return nil, nil, err
	}
	own, err := target.OwnOf(ctx, tx, p.Code)
	if err != nil {
		return nil, nil, err
	}
	units, err := unitsOf(ctx, tx, r)
	if err != nil {
		return nil, nil, err
	}
	all := make([]Reached, len(p.Indicators))
	for i, indicator := range p.Indicators {
		all[i] = Reached{Indicator: indicator, Own: own[indicator.Code]}
		seen := map[scheme.ID]bool{}
		for _, l := range r.Schemes {
			if l.ToDate.Schemes == 0 || seen[l.Scheme] { // a line for each fund
				continue
			}
			if n := indicatorOf(indicator, l, units[l.Scheme]); n > 0 {
				seen[l.Scheme] = true
				all[i].Planned += n
				if l.ToDate.Accepted > 0 || l.Recorded {
					all[i].Done += n
				}
			}
		}
	}
	return all, r, nil
}

// indicatorOf is what a scheme adds to an indicator.
func indicatorOf(i target.Indicator, l SchemeLine, units map[norm.Content]int64) int64 {
	if i.Counts == target.Units {
		n := int64(0)
		for _, c := range i.Contents {
			n += units[c]
		}
		return n
	}
	if !slices.Contains(i.Contents, norm.Content(l.Keys[ByContent])) {
		return 0
	}
	if i.Counts == target.People {
		return int64(l.ToDate.People)
	}
	return 1
}

// unitsOf reads how many the lines of contents of the report's schemes are for.
func unitsOf(ctx context.Context, tx *db.Tx, r *Report) (map[scheme.ID]map[norm.Content]int64, error) {
	all := map[scheme.ID]map[norm.Content]int64{}
	for _, year := range r.Period.Years() {
		err := tx.Each(ctx, `
			SELECT c.scheme, c.content, CAST(SUM(c.units) AS BIGINT) FROM scheme_contents AS c
			WHERE c.province = ? AND c.scheme IN (SELECT d.scheme FROM plan_decisions AS d WHERE d.province = ? AND d.year = ?)
			GROUP BY c.scheme, c.content`, []any{tx.Province, tx.Province, year}, func(scan db.Scan) error {
			var id scheme.ID
			var c norm.Content
			var n int64
			if err := scan(&id, &c, &n); err != nil {
				return err
			}
			if all[id] == nil {
				all[id] = map[norm.Content]int64{}
			}
			all[id][c] = n
			return nil
		})
		if err != nil {
			return nil, fmt.Errorf("contents of %d: %w", year, err)
		}
	}
	return all, nil
}
