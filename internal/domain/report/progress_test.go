package report

import (
	"context"
	"testing"

	"example.vn/khuyencong/internal/domain/norm"
	"example.vn/khuyencong/internal/domain/target"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/db/dbtest"
)

// The indicators count what a walk over the report of the five years counts by
// hand, and the units of the contents.
func TestIndicatorsCountTheSchemesOfTheirContents(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t)
	aHistory(t, d, 3)
	p, _ := target.ByCode("2026-2030")
	p.First = 2021 // aHistory lives in 2023 to 2026: these indicators, those years
	p.Indicators = append(p.Indicators, target.Indicator{
		Code: "units", Name: "minh họa", Unit: "cái", Counts: target.Units, Contents: []norm.Content{"product_voting"},
	})
	var all []Reached
	var r *Report
	look(t, d, "19", func(ctx context.Context, tx *db.Tx) (err error) {
		all, r, err = ProgressOf(ctx, tx, p)
		return err
	})
	want := map[string][2]int64{}
	add := func(code string, n int64, l SchemeLine) {
		w := want[code]
		w[0] += n
		if l.ToDate.Accepted > 0 || l.Recorded {
			w[1] += n
		}
		want[code] = w
	}
	for _, l := range r.Schemes {
		if l.ToDate.Schemes == 0 {
			continue
		}
		switch l.Keys[ByContent] {
		case "advanced_machinery":
			add("machines", int64(l.ToDate.People), l)
		case "tech_demo_new":
			add("models", 1, l)
		case "product_voting":
			add("units", unitsIn(t, d, string(l.Scheme)), l)
		}
	}
	if want["models"][0] == 0 || want["models"][1] == 0 || want["units"][0] == 0 {
		t.Fatalf("the history has nothing to count: %v", want)
	}
	for _, got := range all {
		if w := want[got.Code]; got.Planned != w[0] || got.Done != w[1] {
			t.Errorf("%s: %d planned, %d done, want %v", got.Code, got.Planned, got.Done, w)
		}
	}
}

// unitsIn is how many the contents of a scheme are for.
func unitsIn(t *testing.T, d *db.DB, id string) (n int64) {
	t.Helper()
	look(t, d, "19", func(ctx context.Context, tx *db.Tx) error {
		return tx.QueryRow(ctx, `SELECT CAST(SUM(units) AS BIGINT) FROM scheme_contents WHERE province = '19' AND scheme = ? AND content = 'product_voting'`, []any{id}, &n)
	})
	return n
}
