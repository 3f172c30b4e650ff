package db_test

import (
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"

	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/db/dbtest"
	"example.vn/khuyencong/internal/platform/fault"
)

// counters makes rows for the table of counters.
func counters(n int, value func(i int) any) iter.Seq[[]any] {
	row := make([]any, 3)
	return func(yield func([]any) bool) {
		for i := range n {
			row[0], row[1], row[2] = "19", "c"+string(rune('a'+i%26))+string(rune('a'+i/26%26))+string(rune('a'+i/676)), value(i)
			if !yield(row) {
				return
			}
		}
	}
}

func TestManyRowsAreAddedEachOnce(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 1, 1333, 1334, 9001} { // around whole statements of both engines
		d := dbtest.Open(t)
		var added, found, sum int64
		err := d.Update(t.Context(), as, func(tx *db.Tx) (err error) {
			added, err = tx.AddRows(t.Context(), "counters", "province, name, value", counters(n, func(i int) any { return i }))
			if err != nil {
				return err
			}
			return tx.QueryRow(t.Context(), `SELECT count(*), CAST(COALESCE(SUM(value), 0) AS BIGINT) FROM counters WHERE province = ?`, []any{"19"}, &found, &sum)
		})
		if err != nil {
			t.Fatal(err)
		}
		if added != int64(n) || found != int64(n) || sum != int64(n)*int64(n-1)/2 {
			t.Errorf("of %d rows %d were added, %d are there, with the sum %d", n, added, found, sum)
		}
	}
}

// What all rows of a statement share is handed over once, and arrives in each.
func TestRowsThatShareValuesAreAddedAsTheyAre(t *testing.T) {
	t.Parallel()
	for _, shared := range []string{"", "name", "value", "name value", "province"} {
		d := dbtest.Open(t)
		rows := make([][]any, 9000)
		for i := range rows {
			rows[i] = []any{"19", fmt.Sprintf("c%05d", i), int64(i)}
			if strings.Contains(shared, "value") {
				rows[i][2] = int64(7)
			}
			if strings.Contains(shared, "name") { // then they differ by what comes first
				rows[i][0], rows[i][1] = fmt.Sprintf("%05d", i), "same"
			}
		}
		err := d.Update(t.Context(), db.Scope{Everywhere: true, Actor: as.Actor}, func(tx *db.Tx) error {
			if _, err := tx.AddRows(t.Context(), "counters", "province, name, value", db.RowsOf(rows, slices.Clone)); err != nil {
				return err
			}
			at := 0
			return tx.Each(t.Context(), `SELECT province, name, value FROM counters ORDER BY province, name`, nil, func(scan db.Scan) error {
				var province, name string
				var value int64
				err := scan(&province, &name, &value)
				if want := rows[at]; province != want[0] || name != want[1] || value != want[2] {
					t.Errorf("row %d is %s %s %d, want %v", at, province, name, value, want)
				}
				at++
				return err
			})
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func TestRowsThatDoNotFitAreRefused(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t)
	one := func(row ...any) iter.Seq[[]any] { return db.RowsOf([][]any{row}, func(r []any) []any { return r }) }
	for name, rows := range map[string]iter.Seq[[]any]{
		"too short": one("19", "a"), "a float": one("19", "a", 1.5), "a null": one("19", "a", nil),
	} {
		err := d.Update(t.Context(), as, func(tx *db.Tx) error {
			_, err := tx.AddRows(t.Context(), "counters", "province, name, value", rows)
			return err
		})
		if err == nil {
			t.Errorf("%s was added", name)
		}
	}
	err := d.Update(t.Context(), as, func(tx *db.Tx) error {
		_, err := tx.AddRows(t.Context(), "counters", "province, name, value", db.RowsOf([]int{1, 1}, func(i int) []any { return []any{"19", "same", i} }))
		return err
	})
	if fault.KindOf(err) != fault.Conflict {
		t.Errorf("the same row twice: %v", err)
	}
}
