package ledger

import (
	"context"
	"fmt"
	"strings"

	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/money"
)

func balance(ctx context.Context, tx *db.Tx, b Book, a Account, subject string) (money.VND, error) {
	var v money.VND
	err := tx.QueryRow(ctx, `
		SELECT balance FROM ledger_accounts
		WHERE province = ? AND fund = ? AND year = ? AND account = ? AND subject = ?`,
		[]any{tx.Province, b.Fund, b.Year, a, subject}, &v)
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return 0, fmt.Errorf("balance of %s: %w", a, err)
	}
	return v, nil
}

// take lowers an account that must not fall below zero. When less is left in
// it, that is said with the answer to the next question.
func take(ctx context.Context, tx *db.Tx, b Book, a Account, subject string, amount money.VND) error {
	tooLittle := func(ctx context.Context) error {
		left, err := balance(ctx, tx, b, a, subject)
		if err != nil {
			return err
		}
		return short(a, left, amount)
	}
	err := tx.Insist(ctx, tooLittle, `
		UPDATE ledger_accounts SET balance = balance - ?
		WHERE province = ? AND fund = ? AND year = ? AND account = ? AND subject = ? AND balance >= ?`,
		amount, tx.Province, b.Fund, b.Year, a, subject, amount)
	if err != nil {
		return fmt.Errorf("post to %s: %w", a, err)
	}
	return nil
}

// maxBalance is far above all money there is, and far below the end of the
// integers, where one engine would go on with numbers that are not exact.
const maxBalance money.VND = 1e18

// add adds p, which is no more than one entry may move, to its account.
func add(ctx context.Context, tx *db.Tx, b Book, p Posting) error {
	tooMuch := func(context.Context) error {
		return fault.New(fault.Invalid, "Tài khoản “"+p.Account.Label()+"” sẽ vượt quá số tiền mà sổ ghi được.")
	}
	err := tx.Insist(ctx, tooMuch, `
		INSERT INTO ledger_accounts (province, fund, year, account, subject, balance)
		VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (province, fund, year, account, subject) DO UPDATE SET balance = ledger_accounts.balance + excluded.balance
		WHERE ledger_accounts.balance + excluded.balance BETWEEN ? AND ?`,
		tx.Province, b.Fund, b.Year, p.Account, p.Subject, p.Amount, -maxBalance, maxBalance)
	if err != nil {
		return fmt.Errorf("post to %s: %w", p.Account, err)
	}
	return nil
}

// counter numbers the entries of a book.
func (b Book) counter() string { return fmt.Sprintf("ledger/%s/%d", b.Fund, b.Year) }

func insert(ctx context.Context, tx *db.Tx, e Entry, postings []Posting) error {
	seq, err := tx.Next(ctx, e.Book.counter())
	if err != nil {
		return err
	}
	err = tx.Soon(ctx, `
		INSERT INTO ledger_entries (province, fund, year, seq, key, kind, subject, amount, day, reference, memo, reverses, actor, at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		tx.Province, e.Fund, e.Year, seq, e.Key, e.Kind, e.Subject, e.Amount, e.Day, e.Reference, e.Memo, e.Reverses,
		tx.Actor.ID, tx.Moment())
	if err != nil {
		return fmt.Errorf("post %s: %w", e.Key, err)
	}
	var args []any
	for i, p := range postings {
		args = append(args, tx.Province, e.Fund, e.Year, seq, i+1, p.Account, p.Subject, p.Amount)
	}
	err = tx.Soon(ctx, `
		INSERT INTO ledger_postings (province, fund, year, seq, line, account, subject, amount)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?)`+strings.Repeat(`, (?, ?, ?, ?, ?, ?, ?, ?)`, len(postings)-1), args...)
	if err != nil {
		return fmt.Errorf("post %s: %w", e.Key, err)
	}
	if err := follow(ctx, tx, e, postings); err != nil {
		return err
	}
	return sumUp(ctx, tx, e.Book, seq)
}

const columns = `fund, year, seq, key, kind, subject, amount, day, reference, memo, reverses, actor, at`

func read(scan db.Scan) (e Entry, err error) {
	err = scan(&e.Fund, &e.Year, &e.Seq, &e.Key, &e.Kind, &e.Subject, &e.Amount, &e.Day, &e.Reference, &e.Memo, &e.Reverses, &e.Actor, &e.At)
	return e, err
}

// byKey returns the entries with a key: one or none.
func byKey(ctx context.Context, tx *db.Tx, key string) ([]Entry, error) {
	return db.Collect(ctx, tx, `SELECT kind, fund, year, seq, subject, amount, reverses FROM ledger_entries WHERE province = ? AND key = ?`,
		[]any{tx.Province, key}, func(scan db.Scan) (e Entry, err error) {
			return e, scan(&e.Kind, &e.Fund, &e.Year, &e.Seq, &e.Subject, &e.Amount, &e.Reverses)
		})
}

// Ahead asks how many entries a book has together with the next question, for a
// deed that will PostNew to it. What that writes waits for the next question or
// the end of the deed; a refusal of the books comes there.
func Ahead(ctx context.Context, tx *db.Tx, b Book) error {
	return tx.NextAhead(ctx, b.counter(), newestEntry, tx.Province, b.Fund, b.Year)
}

func bySeq(ctx context.Context, tx *db.Tx, b Book, seq int64) (Entry, error) {
	e := Entry{Book: b, Seq: seq}
	err := tx.QueryRow(ctx, `
		SELECT kind, subject, amount, reference FROM ledger_entries
		WHERE province = ? AND fund = ? AND year = ? AND seq = ?`,
		[]any{tx.Province, b.Fund, b.Year, seq}, &e.Kind, &e.Subject, &e.Amount, &e.Reference)
	if err != nil {
		return e, fmt.Errorf("entry %d: %w", seq, err)
	}
	e.Postings, err = postingsOf(ctx, tx, b, seq)
	return e, err
}

func postingsOf(ctx context.Context, tx *db.Tx, b Book, seq int64) ([]Posting, error) {
	return db.Collect(ctx, tx, `
		SELECT account, subject, amount FROM ledger_postings
		WHERE province = ? AND fund = ? AND year = ? AND seq = ? ORDER BY line`,
		[]any{tx.Province, b.Fund, b.Year, seq}, func(scan db.Scan) (p Posting, err error) {
			return p, scan(&p.Account, &p.Subject, &p.Amount)
		})
}

// newestEntry asks for the number of the newest entry of a book, 0 of none.
const newestEntry = `SELECT COALESCE(MAX(seq), 0) FROM ledger_entries WHERE province = ? AND fund = ? AND year = ?`

// Newest returns the number of the newest entry in the book of each fund of a
// year, 0 of an empty one. None is ever taken away.
func Newest(ctx context.Context, tx *db.Tx, year int) (map[Fund]int64, error) {
	all := make(map[Fund]int64)
	for _, f := range Funds() {
		var seq int64
		err := tx.QueryRow(ctx, newestEntry, []any{tx.Province, f, year}, &seq)
		if err != nil {
			return nil, fmt.Errorf("newest entry of %d: %w", year, err)
		}
		all[f] = seq
	}
	return all, nil
}

func reversed(ctx context.Context, tx *db.Tx, b Book, seq int64) (bool, error) {
	var n int
	err := tx.QueryRow(ctx, `
		SELECT count(*) FROM ledger_entries WHERE province = ? AND fund = ? AND year = ? AND reverses = ?`,
		[]any{tx.Province, b.Fund, b.Year, seq}, &n)
	return n > 0, err
}
