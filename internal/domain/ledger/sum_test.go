package ledger_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/db/dbtest"
	"example.vn/khuyencong/internal/platform/money"
)

// long posts 600 more entries after those of fill: support that is approved and
// released again, of thirty schemes.
func long(t *testing.T, d *db.DB) {
	t.Helper()
	err := d.Update(t.Context(), scope("19"), func(tx *db.Tx) error {
		for i := range 600 {
			e := entry(ledger.Approve, fmt.Sprintf("scheme/%02d", i%60), 1, "")
			if e.Key = fmt.Sprint("long", i); i%2 == 1 {
				e.Kind, e.Subject = ledger.Release, fmt.Sprintf("scheme/%02d", (i-1)%60)
			}
			if err := ledger.Post(t.Context(), tx, e); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestTheSumsOfALongBookAreThoseOfItsAccounts(t *testing.T) {
	d := dbtest.Open(t)
	fill(t, d)
	long(t, d)
	want := make(ledger.Balances)
	var marks int
	err := d.View(t.Context(), scope("19"), func(tx *db.Tx) error {
		if err := tx.QueryRow(t.Context(), `SELECT count(DISTINCT seq) FROM ledger_sums WHERE province = '19'`, nil, &marks); err != nil {
			return err
		}
		return tx.Each(t.Context(), `SELECT account, balance FROM ledger_accounts WHERE province = '19'`, nil, func(scan db.Scan) error {
			var a ledger.Account
			var v money.VND
			err := scan(&a, &v)
			want[a] += v
			return err
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, balances(t, d, "19")); diff != "" || marks != 9 {
		t.Errorf("%d sums written, balances (-accounts +book):\n%s", marks, diff)
	}
	if _, err := verify(t, d); err != nil {
		t.Errorf("a sound book: %v", err)
	}
}

func TestAWrongSumIsFound(t *testing.T) {
	for name, c := range map[string]struct{ sql, says string }{
		"changed":    {`UPDATE ledger_sums SET balance = balance + 1 WHERE seq = 512 AND account = 'approved'`, "bút toán số 512 của sổ"},
		"removed":    {`DELETE FROM ledger_sums WHERE seq = 256 AND account = 'paid'`, "bút toán số 256 của sổ"},
		"without it": {`UPDATE ledger_sums SET seq = 9000 WHERE seq = 512`, "số cộng của bút toán 9000"},
	} {
		t.Run(name, func(t *testing.T) {
			d := dbtest.Open(t)
			fill(t, d)
			long(t, d)
			dbtest.Unguarded(t, d, c.sql)
			if _, err := verify(t, d); err == nil || !strings.Contains(err.Error(), c.says) {
				t.Errorf("verify: %v, want %q", err, c.says)
			}
		})
	}
}

func TestTheSchemesOfABookComeInParts(t *testing.T) {
	d := dbtest.Open(t)
	fill(t, d)
	long(t, d)
	var subjects []string
	after := ""
	for range 10 {
		var part []ledger.Holding
		err := d.View(t.Context(), scope("19"), func(tx *db.Tx) (err error) {
			part, err = ledger.Holdings(t.Context(), tx, book, after, 7)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, h := range part {
			subjects, after = append(subjects, h.Subject), h.Subject
			if h.Subject == "scheme/1" && h.Has[ledger.Settled] != 150 {
				t.Errorf("scheme/1 has %v", h.Has)
			}
		}
	}
	if len(subjects) != 31 || subjects[0] != "scheme/00" || subjects[30] != "scheme/58" || !strings.Contains(strings.Join(subjects, " "), "scheme/08 scheme/1 scheme/10") {
		t.Errorf("%d subjects: %q", len(subjects), subjects)
	}
}
