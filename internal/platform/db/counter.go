package db

import (
	"context"
	"fmt"
	"maps"
	"slices"
)

// Next returns the next number, from 1, of the province's counter called name.
func (tx *Tx) Next(ctx context.Context, name string) (int64, error) { return tx.Reserve(ctx, name, 1) }

// Reserve takes the next many numbers of the province's counter called name and
// returns the last of them.
func (tx *Tx) Reserve(ctx context.Context, name string, many int64) (int64, error) {
	switch last := tx.Kept(counterKey{tx.Province, name}).(type) {
	case int64:
		return tx.reserve(ctx, name, last+many)
	case *Promise[int64]:
		all, err := last.Get(ctx)
		if err != nil {
			return 0, fmt.Errorf("count %s: %w", name, err)
		}
		if len(all) != 1 {
			return 0, fmt.Errorf("count %s: %d answers", name, len(all))
		}
		return tx.reserve(ctx, name, all[0]+many)
	}
	var n int64
	err := tx.QueryRow(ctx, `
		INSERT INTO counters (province, name, value) VALUES (?, ?, ?)
		ON CONFLICT (province, name) DO UPDATE SET value = counters.value + excluded.value
		RETURNING value`, []any{tx.Province, name, many}, &n)
	if err != nil {
		return 0, fmt.Errorf("count %s: %w", name, err)
	}
	return n, nil
}

// counterKey is the key under which a transaction keeps what NextAhead has asked
// for, and then the last number that was taken.
type counterKey struct{ province, name string }

// NextAhead asks together with the next question how far a counter is, for a
// deed that will take its Next number: taking it then waits, as Soon does. It
// asks, by a query for one number, the rows that have been numbered: the table of
// counters is so small that PostgreSQL reads it whole, and whoever writes any of
// them meanwhile collides. SQLite has no ways to save.
func (tx *Tx) NextAhead(ctx context.Context, name, last string, args ...any) error {
	if !tx.postgres {
		return nil
	}
	if tx.Kept(counterKey{tx.Province, name}) != nil {
		return nil
	}
	promise, err := CollectSoon(ctx, tx, last, args, func(scan Scan) (n int64, err error) { return n, scan(&n) })
	if err == nil {
		tx.Keep(counterKey{tx.Province, name}, promise)
	}
	return err
}

// reserve takes the numbers of a counter up to n, the ones before being known
// to be taken.
func (tx *Tx) reserve(ctx context.Context, name string, n int64) (int64, error) {
	err := tx.Soon(ctx, `
		INSERT INTO counters (province, name, value) VALUES (?, ?, ?)
		ON CONFLICT (province, name) DO UPDATE SET value = excluded.value`, tx.Province, name, n)
	if err == nil {
		tx.Carry(counterKey{tx.Province, name}, n)
	}
	return n, err
}

// Count sets counters of the province, which must not have begun, to the last
// number that each of them gave out elsewhere: to rows that were loaded.
func (tx *Tx) Count(ctx context.Context, last map[string]int64) error {
	names := slices.Sorted(maps.Keys(last))
	_, err := tx.AddRows(ctx, "counters", "province, name, value", RowsOf(names, func(name string) []any {
		return []any{tx.Province, name, last[name]}
	}))
	return err
}
