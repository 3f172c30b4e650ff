package ledger_test

import (
	"fmt"
	"slices"
	"testing"

	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/db/dbtest"
	"example.vn/khuyencong/internal/platform/money"
)

// underWay lists what the triggers keep, and what they should.
func underWay(t *testing.T, d *db.DB) (kept, want []string) {
	t.Helper()
	read := func(query string) (all []string) {
		err := d.View(t.Context(), scope("19"), func(tx *db.Tx) (err error) {
			all, err = db.Collect(t.Context(), tx, query, nil, func(scan db.Scan) (s string, err error) {
				var a, fund, subject string
				var year int
				err = scan(&a, &year, &fund, &subject)
				return fmt.Sprint(a, " ", year, " ", fund, " ", subject), err
			})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		slices.Sort(all)
		return all
	}
	return read(`SELECT account, year, fund, subject FROM ledger_under_way WHERE province = '19'`),
		read(`SELECT account, year, fund, subject FROM ledger_accounts WHERE province = '19' AND balance > 0 AND account IN ('accepted', 'committed', 'advanced')`)
}

func TestWhatIsUnderWayFollowsTheBalances(t *testing.T) {
	d := dbtest.Open(t)
	fill(t, d)
	check := func(when string, n int) {
		t.Helper()
		kept, want := underWay(t, d)
		if !slices.Equal(kept, want) || len(kept) != n {
			t.Errorf("%s: kept %q, want the %d of %q", when, kept, n, want)
		}
	}
	check("at work", 3) // 200 committed, 100 advanced, 50 accepted
	for i, step := range []struct {
		kind   ledger.Kind
		amount money.VND
		n      int
	}{{ledger.ClearAdvance, 50, 2}, {ledger.RecoverAdv, 50, 1}, {ledger.Uncontract, 200, 0}, {ledger.Contract, 10, 1}} {
		e := entry(step.kind, "scheme/1", step.amount, "")
		e.Key = fmt.Sprint("more", i)
		if err := post(t, d, e); err != nil {
			t.Fatal(err)
		}
		check(string(step.kind), step.n)
	}
	if err := d.Update(t.Context(), scope("19"), func(tx *db.Tx) error {
		_, err := tx.Exec(t.Context(), `DELETE FROM ledger_accounts WHERE province = '19' AND subject <> ''`)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	check("without accounts", 0)
}
