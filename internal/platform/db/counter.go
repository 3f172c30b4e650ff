package db

import (
	"context"
	"maps"
	"slices"
)

// Count sets counters of the province, which must not have begun, to the last
// number that each of them gave out elsewhere: to rows that were loaded.
func (tx *Tx) Count(ctx context.Context, last map[string]int64) error {
	names := slices.Sorted(maps.Keys(last))
	_, err := tx.AddRows(ctx, "counters", "province, name, value", RowsOf(names, func(name string) []any {
		return []any{tx.Province, name, last[name]}
	}))
	return err
}
