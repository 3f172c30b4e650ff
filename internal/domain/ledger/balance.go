package ledger

import (
	"context"
	"fmt"

	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/money"
)

// Balances holds the balance of every account, absent ones being zero.
type Balances map[Account]money.VND

// Contracted is the value of the contracts signed, spent or not.
func (b Balances) Contracted() money.VND { return b[Committed] + b.Spent() + b[CarriedForward] }

// Spent is the money that has left the fund and has not come back.
func (b Balances) Spent() money.VND { return b[Advanced] + b[Paid] + b[Settled] + b[Returned] }

// Granted is everything that was approved for the subject in these books.
func (b Balances) Granted() money.VND { return b[Approved] + b.Contracted() }

// AcceptedTotal is the value of all accepted work.
func (b Balances) AcceptedTotal() money.VND { return b[Accepted] + b[Billed] + b[Verified] }

// Allotted is the estimate that was given to the book.
func (b Balances) Allotted() money.VND { return -b[Budget] }

// OfBook returns the balances of book b, all subjects taken together: the last
// sums that were written, and what was posted since.
func OfBook(ctx context.Context, tx *db.Tx, b Book) (Balances, error) {
	last, err := lastSum(ctx, tx, b)
	if err != nil {
		return nil, err
	}
	return sums(ctx, tx, `SELECT account, CAST(SUM(amount) AS BIGINT) FROM (`+sumsSince+`) AS parts GROUP BY account`,
		sumsArgs(tx, b, last, maxSeq)...)
}

// Of returns the balances of subject in book b.
func Of(ctx context.Context, tx *db.Tx, b Book, subject string) (Balances, error) {
	return sums(ctx, tx, `
		SELECT account, SUM(balance) FROM ledger_accounts
		WHERE province = ? AND fund = ? AND year = ? AND subject = ? GROUP BY account`,
		tx.Province, b.Fund, b.Year, subject)
}

// OfSubject returns the balances of subject in all books together. Money that
// was carried from one year to the next is counted once, where it is now.
func OfSubject(ctx context.Context, tx *db.Tx, subject string) (Balances, error) {
	all, err := sums(ctx, tx, `
		SELECT account, SUM(balance) FROM ledger_accounts
		WHERE province = ? AND subject = ? GROUP BY account`, tx.Province, subject)
	if err != nil {
		return nil, err
	}
	all[CarriedForward] += all[BroughtForward]
	all[BroughtForward] = 0
	return all, nil
}

func sums(ctx context.Context, tx *db.Tx, query string, args ...any) (Balances, error) {
	all := make(Balances)
	err := tx.Each(ctx, query, args, func(scan db.Scan) error {
		var a Account
		var v int64
		if err := scan(&a, &v); err != nil {
			return err
		}
		all[a] = money.VND(v)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("balances: %w", err)
	}
	return all, nil
}

// Subjects returns the balances of every subject of book b.
func Subjects(ctx context.Context, tx *db.Tx, b Book) (map[string]Balances, error) {
	all := map[string]Balances{}
	err := tx.Each(ctx, `
		SELECT subject, account, balance FROM ledger_accounts
		WHERE province = ? AND fund = ? AND year = ? AND subject <> ''`,
		[]any{tx.Province, b.Fund, b.Year}, func(scan db.Scan) error {
			var s string
			var a Account
			var v money.VND
			if err := scan(&s, &a, &v); err != nil {
				return err
			}
			if all[s] == nil {
				all[s] = make(Balances)
			}
			all[s][a] = v
			return nil
		})
	return all, err
}

// A Holding is what a book holds for one subject.
type Holding struct {
	Subject string
	Has     Balances
}

// Holdings returns what book b holds for up to limit subjects that come after
// one of them ("": from the first), in their order.
func Holdings(ctx context.Context, tx *db.Tx, b Book, after string, limit int) ([]Holding, error) {
	var all []Holding
	err := tx.Each(ctx, `
		SELECT a.subject, a.account, a.balance
		FROM (SELECT subject FROM ledger_accounts WHERE province = ? AND fund = ? AND year = ? AND subject > ? GROUP BY subject ORDER BY subject LIMIT ?) AS s
		CROSS JOIN ledger_accounts AS a
		WHERE a.province = ? AND a.fund = ? AND a.year = ? AND a.subject = s.subject ORDER BY a.subject`,
		[]any{tx.Province, b.Fund, b.Year, after, limit, tx.Province, b.Fund, b.Year}, func(scan db.Scan) error {
			var s string
			var a Account
			var v money.VND
			if err := scan(&s, &a, &v); err != nil {
				return err
			}
			if len(all) == 0 || all[len(all)-1].Subject != s {
				all = append(all, Holding{s, make(Balances)})
			}
			all[len(all)-1].Has[a] = v
			return nil
		})
	return all, err
}

// Entries returns up to limit entries of book b older than seq before (0: the
// newest), newest first, with their postings.
func Entries(ctx context.Context, tx *db.Tx, b Book, before int64, limit int) ([]Entry, error) {
	if before <= 0 {
		before = maxSeq
	}
	all, err := db.Collect(ctx, tx, `
		SELECT `+columns+` FROM ledger_entries
		WHERE province = ? AND fund = ? AND year = ? AND seq < ? ORDER BY seq DESC LIMIT ?`,
		[]any{tx.Province, b.Fund, b.Year, before, limit}, read)
	if err != nil {
		return nil, err
	}
	return withPostings(ctx, tx, all)
}

// EntriesOf returns the entries about subject in all books, oldest first.
func EntriesOf(ctx context.Context, tx *db.Tx, subject string) ([]Entry, error) {
	all, err := db.Collect(ctx, tx, `
		SELECT `+columns+` FROM ledger_entries WHERE province = ? AND subject = ? ORDER BY at, year, fund, seq`,
		[]any{tx.Province, subject}, read)
	if err != nil {
		return nil, err
	}
	return withPostings(ctx, tx, all)
}

func withPostings(ctx context.Context, tx *db.Tx, all []Entry) ([]Entry, error) {
	var err error
	for i := range all {
		if all[i].Postings, err = postingsOf(ctx, tx, all[i].Book, all[i].Seq); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// EntryCounts returns how many entries there are about each subject.
func EntryCounts(ctx context.Context, tx *db.Tx) (map[string]int64, error) {
	all := map[string]int64{}
	err := tx.Each(ctx, `SELECT subject, count(*) FROM ledger_entries WHERE province = ? AND subject <> '' GROUP BY subject`, []any{tx.Province},
		func(scan db.Scan) error {
			var subject string
			var n int64
			err := scan(&subject, &n)
			all[subject] = n
			return err
		})
	return all, err
}

// Books lists the books of the province that have entries, newest year first. It
// goes from one year of a fund to the one before, past all accounts of a book at
// once.
func Books(ctx context.Context, tx *db.Tx) ([]Book, error) {
	return db.Collect(ctx, tx, `
		WITH RECURSIVE b (fund, year) AS (
			SELECT f.fund, (SELECT MAX(a.year) FROM ledger_accounts AS a WHERE a.province = ? AND a.fund = f.fund)
			FROM (SELECT 'national' AS fund UNION ALL SELECT 'local') AS f
			UNION ALL
			SELECT b.fund, (SELECT MAX(a.year) FROM ledger_accounts AS a WHERE a.province = ? AND a.fund = b.fund AND a.year < b.year)
			FROM b WHERE b.year IS NOT NULL)
		SELECT fund, year FROM b WHERE year IS NOT NULL ORDER BY year DESC, fund DESC`,
		[]any{tx.Province, tx.Province}, func(scan db.Scan) (b Book, err error) { return b, scan(&b.Fund, &b.Year) })
}

// Provinces lists the provinces that keep books. It looks across provinces and
// is for commands run on the machine.
func Provinces(ctx context.Context, tx *db.Tx) ([]string, error) {
	return db.Collect(ctx, tx, `SELECT DISTINCT province FROM ledger_entries ORDER BY province`, nil,
		func(scan db.Scan) (p string, err error) { return p, scan(&p) })
}

// SeqOf returns the number, within its book, of the entry that was posted with
// a key.
func SeqOf(ctx context.Context, tx *db.Tx, key string) (int64, error) {
	var seq int64
	err := tx.QueryRow(ctx, `SELECT seq FROM ledger_entries WHERE province = ? AND key = ?`, []any{tx.Province, key}, &seq)
	if err != nil {
		return 0, fmt.Errorf("entry %s: %w", key, err)
	}
	return seq, nil
}
