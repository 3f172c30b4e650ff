package report

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/db/dbtest"
	"example.vn/khuyencong/internal/platform/money"
)

// The overview says what the report of the year says, and its months what the
// programme says of their last days.
func TestAnOverviewAgreesWithTheReportAndWithEveryMonth(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t)
	aHistory(t, d, 2)
	for _, year := range []int{2022, 2024, 2026} {
		var o *Overview
		look(t, d, "19", func(ctx context.Context, tx *db.Tx) (err error) {
			o, err = OverviewOf(ctx, tx, year, DefaultCut())
			return err
		})
		of := reportOf(t, d, Period{Kind: WholeYear, Year: year}.Code(), DefaultCut())
		if diff := cmp.Diff(of, o.Report, cmpopts.IgnoreUnexported(SchemeLine{})); diff != "" {
			t.Errorf("%d: the overview and the report differ:\n%s", year, diff)
		}
		if len(o.Earlier) != 12 || len(o.Months) == 0 || o.Months[len(o.Months)-1].On != o.AsOf {
			t.Fatalf("%d: months until %s: %+v", year, o.AsOf, o.Months)
		}
		var most money.VND
		for i, m := range append(o.Months, o.Earlier...) {
			at := year
			if i >= len(o.Months) {
				at--
			}
			var p *Programme
			look(t, d, "19", func(ctx context.Context, tx *db.Tx) (err error) {
				p, err = ProgrammeOf(ctx, tx, at, m.On)
				return err
			})
			if got, want := m.Figures, p.Total().Figures; got != want || m.Schemes != p.Total().Count() {
				t.Errorf("%d, month %d until %s: %d schemes %+v, want %d %+v", at, m.No, m.On, m.Schemes, got, p.Total().Count(), want)
			}
			most = max(most, m.Spent)
		}
		if year == 2024 && most == 0 {
			t.Error("nothing was spent in two years: the test sees nothing")
		}
	}
}

func TestMonthEnds(t *testing.T) {
	t.Parallel()
	for until, want := range map[string]int{"2024-01-01": 1, "2024-01-31": 1, "2024-02-01": 2, "2024-02-29": 2, "2024-12-31": 12} {
		days := monthEnds(2024, calendar.Must(until))
		if len(days) != want || days[len(days)-1] != calendar.Must(until) {
			t.Errorf("until %s: %v", until, days)
		}
	}
}
