package db_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/db/dbtest"
)

// Without advice SQLite reads a whole province for each of these.
func TestSQLiteAsksTheIndexThatSinglesOutMost(t *testing.T) {
	if os.Getenv("TEST_DATABASE_URL") != "" {
		t.Skip("PostgreSQL measures by itself")
	}
	d := dbtest.Open(t)
	plan := func(query string, args ...any) string {
		var steps []string
		err := d.View(t.Context(), db.Scope{Province: "19", Actor: access.System("test")}, func(tx *db.Tx) error {
			return tx.Each(t.Context(), `EXPLAIN QUERY PLAN `+query, args, func(scan db.Scan) error {
				var id, parent, unused int
				var step string
				err := scan(&id, &parent, &unused, &step)
				steps = append(steps, step)
				return err
			})
		})
		if err != nil {
			t.Fatal(err)
		}
		return strings.Join(steps, "; ")
	}
	for _, c := range []struct{ query, by string }{
		{`SELECT id FROM acceptances WHERE province = ? AND contract = ? ORDER BY id`, "acceptances_contract (province=? AND contract=?)"},
		{`SELECT id FROM establishments WHERE province = ? AND merged_into = ? AND merged_into <> '' ORDER BY id`, "establishments_merged (province=? AND merged_into=?)"},
		{`SELECT choice FROM plan_items WHERE province = ? AND scheme = ?`, "plan_items_scheme (province=? AND scheme=?)"},
		{`SELECT m.post FROM appraisals AS a JOIN appraisal_members AS m ON m.province = a.province AND m.scheme = a.scheme WHERE a.province = ? AND a.state = ?`,
			"appraisals_state (province=? AND state=?)"},
		{`SELECT p.amount FROM ledger_entries AS e JOIN ledger_postings AS p ON p.province = e.province AND p.fund = e.fund AND p.year = e.year AND p.seq = e.seq
			WHERE e.province = ? AND e.subject = ?`, "ledger_postings_1 (province=? AND fund=? AND year=? AND seq=?)"},
	} {
		if got := plan(c.query, "19", "x"); !strings.Contains(got, c.by) || strings.Contains(got, "(province=?)") {
			t.Errorf("%s\nis answered by %s, want %s", c.query, got, c.by)
		}
	}
}

// A table that is filled in one transaction is not planned for as an empty one.
func TestPostgreSQLLooksAtATableWhileItIsFilled(t *testing.T) {
	d, ctx := dbtest.Open(t), t.Context()
	const many = 2_000
	err := d.Update(ctx, db.Scope{Province: "19", Actor: access.System("test")}, func(tx *db.Tx) error {
		for i := range many {
			if err := tx.Soon(ctx, newCounter, "19", fmt.Sprint("n", i), 1); err != nil {
				return err
			}
		}
		if err := tx.Analyze(ctx, "counters"); err != nil || !tx.Postgres() {
			return err // SQLite is told what to believe when it is migrated
		}
		var believed int64
		err := tx.QueryRow(ctx, `SELECT CAST(reltuples AS BIGINT) FROM pg_class WHERE oid = 'counters'::regclass`, nil, &believed)
		if believed != many {
			t.Errorf("believed to have %d rows", believed)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
