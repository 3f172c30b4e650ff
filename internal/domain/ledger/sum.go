package ledger

import (
	"context"
	"fmt"

	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/money"
)

// sumEvery is after how many entries of a book its sums are written.
const sumEvery = 64

// maxSeq is after every entry.
const maxSeq int64 = 1<<63 - 1

// sumsSince reads the sums written after an entry, and what was posted after it
// up to another entry.
const sumsSince = `
	SELECT account, balance AS amount FROM ledger_sums WHERE province = ? AND fund = ? AND year = ? AND seq = ?
	UNION ALL
	SELECT account, amount FROM ledger_postings WHERE province = ? AND fund = ? AND year = ? AND seq > ? AND seq <= ?`

func sumsArgs(tx *db.Tx, b Book, after, until int64) []any {
	return []any{tx.Province, b.Fund, b.Year, after, tx.Province, b.Fund, b.Year, after, until}
}

// lastSum returns the entry after which the sums of the book were last written,
// 0 when they never were.
func lastSum(ctx context.Context, tx *db.Tx, b Book) (seq int64, err error) {
	err = tx.QueryRow(ctx, `SELECT COALESCE(MAX(seq), 0) FROM ledger_sums WHERE province = ? AND fund = ? AND year = ?`,
		[]any{tx.Province, b.Fund, b.Year}, &seq)
	if err != nil {
		return 0, fmt.Errorf("last sums: %w", err)
	}
	return seq, nil
}

// sumUp writes the sums of the book after entry seq, which was just posted, when
// it is the turn of that entry.
func sumUp(ctx context.Context, tx *db.Tx, b Book, seq int64) error {
	if seq%sumEvery != 0 {
		return nil
	}
	last, err := lastSum(ctx, tx, b)
	if err != nil {
		return err
	}
	err = tx.Soon(ctx, `
		INSERT INTO ledger_sums (province, fund, year, seq, account, balance)
		SELECT CAST(? AS TEXT), CAST(? AS TEXT), CAST(? AS BIGINT), CAST(? AS BIGINT), account, SUM(amount) FROM (`+sumsSince+`) AS parts GROUP BY account`,
		append([]any{tx.Province, b.Fund, b.Year, seq}, sumsArgs(tx, b, last, seq)...)...)
	if err != nil {
		return fmt.Errorf("sums after entry %d: %w", seq, err)
	}
	return nil
}

// A mark is an entry after which the sums of its book were written.
type mark struct {
	Book
	seq int64
}

// written reads all sums of the province.
func written(ctx context.Context, tx *db.Tx) (map[mark]map[Account]money.VND, error) {
	all := map[mark]map[Account]money.VND{}
	err := tx.Each(ctx, `SELECT fund, year, seq, account, balance FROM ledger_sums WHERE province = ?`, []any{tx.Province}, func(scan db.Scan) error {
		var m mark
		var a Account
		var v money.VND
		if err := scan(&m.Fund, &m.Year, &m.seq, &a, &v); err != nil {
			return err
		}
		if all[m] == nil {
			all[m] = make(map[Account]money.VND)
		}
		all[m][a] = v
		return nil
	})
	return all, err
}
