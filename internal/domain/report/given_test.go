package report

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/db/dbtest"
	"example.vn/khuyencong/internal/platform/money"
)

// What was given is the same whether it is remembered and carried on, or read
// from the beginning; and a transaction that sees less is not told more.
func TestWhatWasGivenIsCarriedOn(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t)
	rng := rand.New(rand.NewPCG(16, 0))
	read := func(run func(context.Context, db.Scope, func(*db.Tx) error) error) (all given) {
		t.Helper()
		err := run(t.Context(), scope, func(tx *db.Tx) (err error) {
			all, err = givenTo(t.Context(), tx, 2026)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return all
	}
	want := given{}
	post := func(n int, fund ledger.Fund, kind ledger.Kind, amount money.VND, year int) {
		t.Helper()
		day := fmt.Sprintf("2026-01-%02d", 1+rng.IntN(5))
		update(t, d, func(ctx context.Context, tx *db.Tx) error {
			return ledger.Post(ctx, tx, ledger.Entry{Book: ledger.Book{Fund: fund, Year: year}, Key: fmt.Sprint(n), Kind: kind, Amount: amount, Day: day, Reference: "x", Memo: "x"})
		})
		if kind == ledger.Withdraw {
			amount = -amount
		}
		if year == 2026 {
			want[givenOn{fund, day}] += amount
		}
	}
	for n, f := range ledger.Funds() {
		post(n, f, ledger.Allot, 1000, 2026)
	}
	err := d.View(t.Context(), scope, func(early *db.Tx) error {
		before, err := givenTo(t.Context(), early, 2026)
		if err != nil {
			return err
		}
		for n := range 40 {
			kind, amount := ledger.Allot, money.VND(1+rng.IntN(100))
			if n%4 == 3 {
				kind, amount = ledger.Withdraw, 1
			}
			post(100+n, ledger.Funds()[rng.IntN(len(ledger.Funds()))], kind, amount, 2026-n%2*rng.IntN(2))
			remembered, anew := read(d.View), read(d.Update)
			if diff := cmp.Diff(want, remembered, cmp.AllowUnexported(givenOn{})); diff != "" {
				t.Fatalf("after %d (-want +remembered):\n%s", n, diff)
			}
			if diff := cmp.Diff(want, anew, cmp.AllowUnexported(givenOn{})); diff != "" {
				t.Fatalf("after %d (-want +read anew):\n%s", n, diff)
			}
		}
		still, err := givenTo(t.Context(), early, 2026)
		if diff := cmp.Diff(before, still, cmp.AllowUnexported(givenOn{})); diff != "" {
			t.Errorf("in a transaction that sees the beginning (-before +now):\n%s", diff)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, read(d.View), cmp.AllowUnexported(givenOn{})); diff != "" {
		t.Errorf("after an older one looked (-want +got):\n%s", diff)
	}
}
