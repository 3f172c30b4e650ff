package db_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/db/dbtest"
)

// A query that forgets the province, and a statement that names another one,
// meet nothing foreign: PostgreSQL itself keeps the rows apart.
func TestAQueryWithoutAProvinceSeesNothingForeign(t *testing.T) {
	d, ctx := dbtest.Open(t), t.Context()
	scope := func(province string) db.Scope {
		return db.Scope{Province: province, Actor: access.System("test")}
	}
	for _, province := range []string{"08", "19"} {
		err := d.Update(ctx, scope(province), func(tx *db.Tx) error { return next(ctx, tx) })
		if err != nil {
			t.Fatal(err)
		}
	}
	err := d.View(ctx, scope("19"), func(tx *db.Tx) error {
		if !tx.Postgres() {
			t.Skip("SQLite has no row security")
		}
		walled, err := tx.Walled(ctx)
		if err != nil || !walled {
			t.Errorf("the tests run as an account that passes by the wall: %v", err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	seen := func(s db.Scope) (all string) {
		t.Helper()
		err := d.View(ctx, s, func(tx *db.Tx) error {
			return tx.QueryRow(ctx, `SELECT COALESCE(string_agg(province, ' ' ORDER BY province), '') FROM counters`, nil, &all)
		})
		if err != nil {
			t.Fatal(err)
		}
		return all
	}
	for want, s := range map[string]db.Scope{"19": scope("19"), "08": scope("08"), "": {}, "08 19": {Everywhere: true}} {
		if got := seen(s); got != want {
			t.Errorf("%+v sees %q, want %q", s, got, want)
		}
	}
	if got := seen(scope("19' OR '1'='1")); got != "" {
		t.Errorf("a province with a quotation mark sees %q", got)
	}
	everyTableIsWalled(t, d)
	hundredJobs(t, d)
	err = d.Update(ctx, scope("19"), func(tx *db.Tx) error {
		for _, statement := range []string{`UPDATE counters SET value = 7 WHERE province = '08'`, `DELETE FROM counters WHERE province = '08'`, `UPDATE counters SET value = value`} {
			if n, err := tx.Exec(ctx, statement); err != nil || n > 1 {
				t.Errorf("%s: %d rows, %v", statement, n, err)
			}
		}
		_, err := tx.Exec(ctx, `INSERT INTO counters (province, name, value) VALUES ('08', 'y', 1)`)
		return err
	})
	if err == nil || !strings.Contains(err.Error(), "row-level security") {
		t.Errorf("a row of another province was written: %v", err)
	}
}

// everyTableIsWalled asks PostgreSQL about each table.
func everyTableIsWalled(t *testing.T, d *db.DB) {
	t.Helper()
	tables, err := db.Tables()
	if err != nil {
		t.Fatal(err)
	}
	err = d.View(t.Context(), db.Scope{}, func(tx *db.Tx) error {
		for _, table := range tables {
			var walled bool
			err := tx.QueryRow(t.Context(), `SELECT relrowsecurity AND relforcerowsecurity FROM pg_class WHERE oid = CAST(? AS regclass)`, []any{table}, &walled)
			if table == "scheme_search" { // words for a full-text index, which a policy would shut out
				continue
			}
			if err != nil || !walled {
				t.Errorf("%s has no wall: %v", table, err)
			}
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

// hundredJobs has jobs of two provinces share commits: each keeps to its own,
// also after one that failed.
func hundredJobs(t *testing.T, d *db.DB) {
	t.Helper()
	failing := errors.New("no")
	results := make(chan error)
	for i := range 100 {
		go func() {
			province := []string{"08", "19"}[i%2]
			results <- d.Update(t.Context(), db.Scope{Province: province}, func(tx *db.Tx) error {
				var got string
				if err := tx.QueryRow(t.Context(), `SELECT string_agg(province, ' ') FROM counters`, nil, &got); err != nil {
					return err
				}
				if got != province {
					return fmt.Errorf("%s sees %q", province, got)
				}
				if i%5 == 0 {
					return failing
				}
				return next(t.Context(), tx)
			})
		}()
	}
	for range 100 {
		if err := <-results; err != nil && !errors.Is(err, failing) {
			t.Error(err)
		}
	}
}
