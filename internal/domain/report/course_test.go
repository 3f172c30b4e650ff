package report

import (
	"context"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/plan"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/db/dbtest"
	"example.vn/khuyencong/internal/platform/money"
)

// A postedAccount is one account of one book, as the postings have it.
type postedAccount struct {
	fund    ledger.Fund
	year    int
	account ledger.Account
}

// posted adds up the postings of a scheme by the end of a day: the long way.
func posted(ctx context.Context, t *testing.T, tx *db.Tx, subject string, day calendar.Date) map[postedAccount]money.VND {
	t.Helper()
	all := map[postedAccount]money.VND{}
	err := tx.Each(ctx, `
		SELECT p.fund, p.year, p.account, p.amount FROM ledger_entries AS e
		JOIN ledger_postings AS p ON p.province = e.province AND p.fund = e.fund AND p.year = e.year AND p.seq = e.seq
		WHERE e.province = ? AND e.day <= ? AND p.subject = ?`, []any{tx.Province, day, subject}, func(scan db.Scan) error {
		var at postedAccount
		var v money.VND
		err := scan(&at.fund, &at.year, &at.account, &v)
		all[at] += v
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// postedFigures are the figures of a scheme from its postings. Money that was
// carried stays with the programme that granted it, unless the other year
// granted money of its own.
func postedFigures(d *dossier, postings map[postedAccount]money.VND, year int) Figures {
	several := slices.ContainsFunc(d.grants, func(g plan.Grant) bool { return g.Year != year })
	b := make(ledger.Balances)
	for at, v := range postings {
		if !several || at.year == year {
			b[at.account] += v
		}
	}
	if !several {
		b[ledger.CarriedForward] += b[ledger.BroughtForward]
		b[ledger.BroughtForward] = 0
	}
	return Figures{
		Contracted: b.Contracted(), Spent: b.Spent() - b[ledger.Returned], Advanced: b[ledger.Advanced], Accepted: b.AcceptedTotal(), Settled: b[ledger.Settled],
	}
}

func TestTheCoursesSayWhatThePostingsDo(t *testing.T) {
	t.Parallel()
	for seed := range uint64(2) {
		d := dbtest.Open(t)
		aHistory(t, d, seed+7)
		look(t, d, "19", func(ctx context.Context, tx *db.Tx) error {
			if _, err := ledger.Verify(ctx, tx); err != nil {
				return err
			}
			for year := 2023; year <= 2026; year++ {
				all, err := decided(ctx, tx, year)
				if err != nil {
					return err
				}
				for _, day := range []calendar.Date{calendar.FirstDay(year), calendar.FirstDay(year).AddDays(97), calendar.FirstDay(year).AddDays(201), calendar.LastDay(year), calendar.LastDay(year + 1)} {
					p, err := ProgrammeOf(ctx, tx, year, day)
					if err != nil {
						return err
					}
					for _, row := range p.Rows {
						i := slices.IndexFunc(all, func(d *dossier) bool { return d.row.Scheme == row.Scheme })
						want := postedFigures(all[i], posted(ctx, t, tx, row.Scheme.Subject(), day), year)
						want.Support = row.Support
						if diff := cmp.Diff(want, row.Figures); diff != "" {
							t.Errorf("%s of %d on %s (-postings +report):\n%s", row.Scheme, year, day, diff)
						}
					}
				}
			}
			return nil
		})
	}
}
