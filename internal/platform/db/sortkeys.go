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
			name string
			key  func(name string) string
		}{{"establishments", text.SortKey}, {"products", text.SortKey}, {"users", text.PersonKey}} {
			if err := (&Tx{tx: tx, postgres: db.postgres}).sortAnew(ctx, t.name, t.key); err != nil {
				return fmt.Errorf("sort %s anew: %w", t.name, err)
			}
		}
		return nil
	}}, nil)
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
