package db_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/db/dbtest"
	"example.vn/khuyencong/internal/platform/text"
)

// Names that were stored with longer keys are sorted by the new ones, their core
// stands apart, and the index of words finds them under the number of their ID.
func TestStoredNamesAreSortedAnew(t *testing.T) {
	t.Parallel()
	d, err := db.Open(t.Context(), dbtest.URL(t), func() time.Time { return dbtest.Now })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	if err := d.MigrateTo(t.Context(), 150); err != nil {
		t.Fatal(err)
	}
	const n = 1201 // more than is read at once
	owner := func(i int) string { return fmt.Sprintf("HTX Chè Số %d", i) }
	err = d.Update(t.Context(), as, func(tx *db.Tx) error {
		rows := make([]int, n)
		for i := range rows {
			rows[i] = i + 1
		}
		columns, err := tx.Columns(t.Context(), "establishments")
		if err != nil {
			return err
		}
		_, err = tx.AddRows(t.Context(), "establishments", strings.Join(columns, ", "), db.RowsOf(rows, func(i int) []any {
			row := make([]any, len(columns))
			for c, name := range columns {
				switch name {
				case "province":
					row[c] = "19"
				case "id":
					row[c] = fmt.Sprintf("cs-%04d", i)
				case "name":
					row[c] = owner(i)
				case "name_folded":
					row[c] = strings.TrimPrefix(text.Fold(owner(i)), "htx ") + "|" + text.Fold(owner(i))
				case "name_sort":
					row[c] = "ffff"
				case "capital_vnd", "revenue_vnd", "workers", "women_owned", "minority_owned", "illustrative", "version":
					row[c] = 1
				default:
					row[c] = ""
				}
			}
			return row
		}))
		if err != nil {
			return err
		}
		_, err = tx.Exec(t.Context(), `INSERT INTO users (province, id, login, name, name_sort, roles, commune, password, must_change, active, version, created_at, updated_at)
			VALUES ('19', 'u-1', 'an', 'Nguyễn Văn An', 'ffff', '', '', '', 0, 1, 1, '', '')`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	err = d.View(t.Context(), as, func(tx *db.Tx) error {
		found := 0
		err := tx.Each(t.Context(), `SELECT name, name_sort, name_core FROM establishments WHERE province = ? ORDER BY name_sort`, []any{"19"}, func(scan db.Scan) error {
			var name, key, core string
			err := scan(&name, &key, &core)
			if found++; name != owner(found) || key != text.SortKey(name) || core != strings.TrimPrefix(text.Fold(name), "htx ") {
				t.Errorf("%d. is %q, sorted by %q, its core %q", found, name, key, core)
			}
			return err
		})
		if err != nil || found != n {
			t.Errorf("%d of %d establishments: %v", found, n, err)
		}
		var key string
		if err := tx.QueryRow(t.Context(), `SELECT name_sort FROM users WHERE province = ?`, []any{"19"}, &key); err != nil || key != text.PersonKey("Nguyễn Văn An") {
			t.Errorf("the user is sorted by %q, %v", key, err)
		}
		if tx.Postgres() {
			return nil
		}
		var row int64
		err = tx.QueryRow(t.Context(), `SELECT rowid FROM establishment_words WHERE establishment_words MATCH '"1200"*'`, nil, &row)
		if err != nil || row != 19_000_000_001_200 {
			t.Errorf("the words of the 1200th are in row %d, %v", row, err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
