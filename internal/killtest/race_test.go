package killtest

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/db/dbtest"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/money"
)

const (
	racers   = 64
	lines    = 10
	attempts = 12 // of each racer
	supply   = 1_000
)

// TestFaultOverCommitRace has 64 people take far more than there is from ten
// books, through two copies of the program. No book is overspent by a đồng,
// each is spent to the last one, and a refusal says what is left.
func TestFaultOverCommitRace(t *testing.T) {
	needFaults(t)
	url := dbtest.URL(t)
	var programs [2]*db.DB
	for i := range programs {
		d, err := db.Open(t.Context(), url, nil)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = d.Close() })
		programs[i] = d
	}
	if err := programs[0].Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	post := func(d *db.DB, line int, e ledger.Entry) error {
		e.Book, e.Day = ledger.Book{Fund: ledger.Local, Year: 2020 + line}, "2026-11-22"
		return d.Update(t.Context(), asSystem, func(tx *db.Tx) error { return ledger.Post(t.Context(), tx, e) })
	}
	for line := range lines {
		if err := post(programs[0], line, ledger.Entry{Key: fmt.Sprint("supply/", line), Kind: ledger.Allot, Amount: supply}); err != nil {
			t.Fatal(err)
		}
	}
	var granted, refused atomic.Int64
	var all sync.WaitGroup
	for who := range racers {
		all.Go(func() {
			for n := range attempts {
				line, subject := (who+n)%lines, fmt.Sprintf("scheme/%d-%d", who, n)
				err := post(programs[who%2], line, ledger.Entry{Key: subject, Kind: ledger.Approve, Subject: subject, Amount: money.VND(10 + 10*rand.IntN(5))})
				switch {
				case err == nil:
					granted.Add(1)
				case fault.KindOf(err) == fault.Conflict && strings.Contains(err.Error(), "chỉ còn"):
					refused.Add(1)
				default:
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	overspent := 0
	err := programs[1].View(t.Context(), asSystem, func(tx *db.Tx) error {
		for line := range lines {
			b, err := ledger.OfBook(t.Context(), tx, ledger.Book{Fund: ledger.Local, Year: 2020 + line})
			if err != nil {
				return err
			}
			if b[ledger.Available] < 0 || b[ledger.Available]+b[ledger.Approved] != supply {
				overspent++
			}
			if b[ledger.Available] >= 50 {
				t.Errorf("line %d still has %d đồng: the demand was too small", line, b[ledger.Available])
			}
		}
		_, err := ledger.Verify(t.Context(), tx)
		return err
	})
	if err != nil || overspent != 0 {
		t.Errorf("%d lines overspent, %v", overspent, err)
	}
	t.Logf("%s: %d granted, %d refused, %d of %d lines overspent", programs[0].Engine(), granted.Load(), refused.Load(), overspent, lines)
}
