package report

import (
	"context"
	"fmt"
	"maps"

	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/money"
)

// A given is what the funds of a year were given, less what was taken from
// them, on each day.
type given map[givenOn]money.VND

type givenOn struct {
	fund ledger.Fund
	day  string
}

// A givenKey names what was given to the books of a year.
type givenKey readingKey

// A givenUpTo is what was given up to an entry of each book.
type givenUpTo struct {
	given  given
	newest map[ledger.Fund]int64
}

// givenTo returns what was given to the books of a year. It is remembered, and
// only what was posted since is read: entries are never changed.
func givenTo(ctx context.Context, tx *db.Tx, year int) (given, error) {
	newest, err := ledger.Newest(ctx, tx, year)
	if err != nil {
		return nil, err
	}
	var posted int64
	for _, seq := range newest {
		posted += seq
	}
	key := givenKey{tx.Province, year}
	v, err := tx.Remembered(ctx, key, posted, func() (any, error) {
		before, _ := tx.Recalled(key).(givenUpTo)
		return before.onwards(ctx, tx, year, newest)
	})
	if err != nil {
		return nil, err
	}
	return v.(givenUpTo).given, nil //nolint:forcetypeassert // nothing else is remembered under such a key
}

// onwards adds what was posted after g, or begins anew when g knows of entries
// that the transaction does not see.
func (g givenUpTo) onwards(ctx context.Context, tx *db.Tx, year int, newest map[ledger.Fund]int64) (givenUpTo, error) {
	for fund, seq := range g.newest {
		if seq > newest[fund] {
			g = givenUpTo{}
			break
		}
	}
	now := givenUpTo{given: given{}, newest: newest}
	maps.Copy(now.given, g.given)
	for fund, seq := range newest {
		err := tx.Each(ctx, `
			SELECT e.day, -p.amount FROM ledger_entries AS e
			JOIN ledger_postings AS p ON p.province = e.province AND p.fund = e.fund AND p.year = e.year AND p.seq = e.seq
			WHERE e.province = ? AND e.subject = '' AND e.fund = ? AND e.year = ? AND e.seq > ? AND e.seq <= ? AND p.account = ?`,
			[]any{tx.Province, fund, year, g.newest[fund], seq, ledger.Budget}, func(scan db.Scan) error {
				at := givenOn{fund: fund}
				var amount money.VND
				err := scan(&at.day, &amount)
				now.given[at] += amount
				return err
			})
		if err != nil {
			return now, fmt.Errorf("given to %s: %w", fund, err)
		}
	}
	return now, nil
}
