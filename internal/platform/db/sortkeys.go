package db

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"strings"

	"github.com/pressly/goose/v3"

	"example.vn/khuyencong/internal/platform/text"
)

// sortKeysVersion is the migration that writes the stored keys of names anew,
// which SQL cannot: they became shorter and do not compare with the old ones.
const sortKeysVersion = 161

// sortKeys is that migration.
func (db *DB) sortKeys() *goose.Migration {
	return goose.NewGoMigration(sortKeysVersion, &goose.GoFunc{RunTx: func(ctx context.Context, tx *sql.Tx) error {
		if err := db.confine(ctx, tx, Scope{Everywhere: true}); err != nil {
			return err
		}
		for _, t := range []struct {
			name, index, columns string
			key                  func(name string) string
		}{
			{"establishments", "establishments_name", "province, merged_into, name_sort, id", text.SortKey},
			{"products", "products_year", "province, year, name_sort, id", text.SortKey},
			{"users", "", "", text.PersonKey},
		} {
			if err := (&Tx{handle: handle{tx: tx}, postgres: db.postgres}).sortTable(ctx, t.name, t.index, t.columns, t.key); err != nil {
				return fmt.Errorf("sort %s anew: %w", t.name, err)
			}
		}
		return nil
	}}, nil)
}

// sortTable writes the keys of a table. Its index, if there is one, is made anew:
// that is quicker than to move every entry.
func (tx *Tx) sortTable(ctx context.Context, table, index, columns string, key func(name string) string) error {
	if index == "" {
		return tx.sortAnew(ctx, table, key)
	}
	if _, err := tx.Exec(ctx, "DROP INDEX "+index); err != nil {
		return err
	}
	if err := tx.sortAnew(ctx, table, key); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, "CREATE INDEX "+index+" ON "+table+" ("+columns+")")
	return err
}

// sortAnew writes the key of every name of a table.
func (tx *Tx) sortAnew(ctx context.Context, table string, key func(name string) string) error {
	const atOnce = 500
	last := []any{"", ""}
	for {
		var values []any
		err := tx.Each(ctx, "SELECT province, id, name FROM "+table+" WHERE (province, id) > (?, ?) ORDER BY province, id LIMIT "+strconv.Itoa(atOnce), last, func(scan Scan) error {
			var province, id, name string
			err := scan(&province, &id, &name)
			last, values = []any{province, id}, append(values, province, id, key(name))
			return err
		})
		if err != nil || len(values) == 0 {
			return err
		}
		rows := "(?, ?, ?)" + strings.Repeat(", (?, ?, ?)", len(values)/3-1)
		if _, err := tx.Exec(ctx, "UPDATE "+table+" SET name_sort = new.column3 FROM (VALUES "+rows+") AS new WHERE province = new.column1 AND id = new.column2", values...); err != nil {
			return err
		}
	}
}
