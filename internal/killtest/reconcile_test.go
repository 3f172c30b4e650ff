package killtest

import (
	"path/filepath"
	"testing"

	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/report"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
)

// TestNightReconcile compares, for every book of the demonstration, what the
// postings, the balances and the report of the year say. The three are
// computed along different ways and must not differ by a đồng.
func TestNightReconcile(t *testing.T) {
	needNight(t)
	program, dir := build(t), t.TempDir()
	command(t, program, "demo", "--data", dir, "--load-only")
	file := filepath.Join(dir, "khuyencong.db")
	d, err := db.Open(t.Context(), file, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	err = d.View(t.Context(), asSystem, func(tx *db.Tx) error {
		books, err := ledger.Books(t.Context(), tx)
		if err != nil {
			return err
		}
		years := map[int]bool{}
		for _, b := range books {
			years[b.Year] = true
			balances, err := ledger.OfBook(t.Context(), tx, b)
			if err != nil {
				return err
			}
			postings := postingsOf(t, tx, b)
			for _, account := range ledger.Accounts() {
				if int64(balances[account]) != postings[account] {
					t.Errorf("%v, %s: balance %d, postings %d", b, account, balances[account], postings[account])
				}
			}
		}
		for year := range years {
			if err := reportAgrees(t, tx, year); err != nil {
				return err
			}
		}
		t.Logf("%d books of %d years: postings, balances and reports agree", len(books), len(years))
		if len(books) < 3 {
			t.Errorf("only %d books to compare", len(books))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	command(t, program, "ledger", "verify", "--db", file)
}

func postingsOf(t *testing.T, tx *db.Tx, b ledger.Book) map[ledger.Account]int64 {
	t.Helper()
	all := make(map[ledger.Account]int64)
	err := tx.Each(t.Context(), `SELECT account, amount FROM ledger_postings WHERE province = ? AND fund = ? AND year = ?`,
		[]any{tx.Province, b.Fund, b.Year}, func(scan db.Scan) error {
			var a ledger.Account
			var v int64
			err := scan(&a, &v)
			all[a] += v
			return err
		})
	if err != nil {
		t.Error(err)
	}
	return all
}

// reportAgrees compares the report of a year with the postings of its books.
func reportAgrees(t *testing.T, tx *db.Tx, year int) error {
	t.Helper()
	p, err := report.ProgrammeOf(t.Context(), tx, year, calendar.Must("2199-12-31"))
	if err != nil {
		return err
	}
	var contracted, advanced, settled int64
	for _, fund := range ledger.Funds() {
		sum := postingsOf(t, tx, ledger.Book{Fund: fund, Year: year})
		advanced += sum[ledger.Advanced]
		settled += sum[ledger.Settled]
		contracted += sum[ledger.Committed] + sum[ledger.Advanced] + sum[ledger.Paid] + sum[ledger.Settled] + sum[ledger.Returned] + sum[ledger.CarriedForward] +
			sum[ledger.BroughtForward] // negative: what came from last year was contracted there
		if int64(p.Allotted[fund]) != -sum[ledger.Budget] {
			t.Errorf("%d, %s: the report has %d allotted, the postings %d", year, fund, p.Allotted[fund], -sum[ledger.Budget])
		}
	}
	got := p.Total().Figures
	if int64(got.Contracted) != contracted || int64(got.Advanced) != advanced || int64(got.Settled) != settled {
		t.Errorf("%d: the report has %d contracted, %d advanced, %d settled; the postings %d, %d, %d",
			year, got.Contracted, got.Advanced, got.Settled, contracted, advanced, settled)
	}
	return nil
}
