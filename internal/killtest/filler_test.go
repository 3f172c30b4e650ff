package killtest

import (
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A filler makes rows in SQL: quick, and of any number.
type filler struct {
	t        *testing.T
	db       *sql.DB
	postgres bool
}

// newFiller opens an SQLite file without any of the program's safety.
func newFiller(t *testing.T, file string) *filler {
	t.Helper()
	d, err := sql.Open("sqlite", "file:"+file+"?_pragma=synchronous(OFF)&_pragma=journal_mode(OFF)&_pragma=cache_size(-400000)&_pragma=temp_store(MEMORY)")
	if err != nil {
		t.Fatal(err)
	}
	d.SetMaxOpenConns(1)
	return &filler{t: t, db: d}
}

// newPostgresFiller opens a PostgreSQL and teaches it SQLite's printf, as far
// as the expressions below use it.
func newPostgresFiller(t *testing.T, address string) *filler {
	t.Helper()
	d, err := sql.Open("pgx", address)
	if err != nil {
		t.Fatal(err)
	}
	d.SetMaxOpenConns(1)
	f := &filler{t: t, db: d, postgres: true}
	f.exec(`CREATE FUNCTION printf(TEXT, BIGINT) RETURNS TEXT LANGUAGE SQL IMMUTABLE RETURN lpad($2::TEXT, substr($1, 3, 1)::INT, '0')`)
	return f
}

// close leaves the database without statistics, as the program leaves its own.
func (f *filler) close() {
	f.t.Helper()
	if f.postgres {
		f.exec(`DROP FUNCTION printf`)
	}
	if err := f.db.Close(); err != nil {
		f.t.Fatal(err)
	}
}

func (f *filler) exec(statements ...string) {
	f.t.Helper()
	for _, s := range statements {
		if _, err := f.db.ExecContext(f.t.Context(), s); err != nil {
			f.t.Fatalf("%.200s: %v", s, err)
		}
	}
}

// fill inserts n rows. Each column is the expression of i, from 0, that is
// given for it, otherwise empty or zero.
func (f *filler) fill(table string, n int, given map[string]string) {
	f.t.Helper()
	f.from(table, fmt.Sprintf(`(WITH RECURSIVE s (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM s WHERE i + 1 < %d) SELECT i FROM s) AS s`, n), given)
}

// from inserts a row for each of those that source has.
func (f *filler) from(table, source string, given map[string]string) {
	f.t.Helper()
	columns := `SELECT name, type FROM pragma_table_info(?)`
	if f.postgres {
		columns = `SELECT column_name, upper(data_type) FROM information_schema.columns WHERE table_name = $1 ORDER BY ordinal_position`
	}
	rows, err := f.db.QueryContext(f.t.Context(), columns, table)
	if err != nil {
		f.t.Fatal(err)
	}
	defer rows.Close()
	given = maps.Clone(given)
	var names, values []string
	for rows.Next() {
		var name, kind string
		if err := rows.Scan(&name, &kind); err != nil {
			f.t.Fatal(err)
		}
		value, ok := given[name]
		switch {
		case ok:
			delete(given, name)
		case name == "province":
			value = "'19'"
		case kind == "TEXT":
			value = "''"
		default:
			value = "0"
		}
		names, values = append(names, name), append(values, value)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil || len(names) == 0 || len(given) > 0 { // one connection: free for the next
		f.t.Fatalf("%s has %d columns, but not these: %v, %v", table, len(names), given, err)
	}
	f.exec(fmt.Sprintf(`INSERT INTO %s (%s) SELECT %s FROM %s`, table, strings.Join(names, ", "), strings.Join(values, ", "), source))
}

// with is a and what is named besides it, one after the other.
func with(a map[string]string, more ...string) map[string]string {
	all := maps.Clone(a)
	for i := 0; i < len(more); i += 2 {
		all[more[i]] = more[i+1]
	}
	return all
}

const (
	fillYears  = 15
	fillBooks  = 2 * fillYears
	fillSupply = "1000000000000000" // the estimate of each book
	stampOfRow = `'2026-01-05T01:00:00Z'`
	fundOf     = `CASE WHEN i % 2 = 0 THEN 'local' ELSE 'national' END`
	schemeOf   = `(2012 + (i / 2) % 15) || '-' || printf('%06d', i)`
)

// schemes makes n schemes of fifteen years, each with its costs and its owner.
func (f *filler) schemes(n, owners int) {
	year := `2012 + (i / 2) % 15`
	owner := fmt.Sprintf(`'cs-' || printf('%%07d', i %% %d)`, owners)
	f.fill("establishments", owners, map[string]string{
		"id": `'cs-' || printf('%07d', i)`, "kind": `'household'`, "name": `'Cơ sở sao chè số ' || i`,
		"name_folded": `'sao che so ' || i || '|co so sao che so ' || i`, "name_core": `'sao che so ' || i`, "name_sort": `'co so sao che so ' || printf('%07d', i)`,
		"commune": `'0' || (5400 + i % 90)`, "address_on": `'2025-07-01'`, "illustrative": "1", "version": "1", "created_at": stampOfRow, "updated_at": stampOfRow,
	})
	f.fill("schemes", n, map[string]string{
		"id": schemeOf, "year": year, "year_end": year, "fund": fundOf,
		"title": `'Máy sao chè số ' || i`, "title_folded": `'may sao che so ' || i`, "content": `'advanced_machinery'`,
		"state":     `CASE i % 6 WHEN 0 THEN 'draft' WHEN 1 THEN 'submitted' WHEN 2 THEN 'approved' WHEN 3 THEN 'contracted' WHEN 4 THEN 'running' ELSE 'closed' END`,
		"starts_on": `(` + year + `) || '-03-01'`, "ends_on": `(` + year + `) || '-11-30'`, "commune": `'0' || (5400 + i % 90)`, "address_on": `'2025-07-01'`,
		"total_vnd": "200000000", "asked_vnd": "100000000 + i % 1000 * 100000", "illustrative": "1", "version": "1", "prepared_by": `'u-staff'`,
		"created_at": stampOfRow, "updated_at": stampOfRow,
	})
	f.fill("scheme_contents", n, map[string]string{"scheme": schemeOf, "no": "1", "content": `'advanced_machinery'`, "units": "1"})
	f.fill("scheme_beneficiaries", n, map[string]string{
		"scheme": schemeOf, "no": "1", "establishment": owner, "content_no": "1", "cost_vnd": "200000000", "support_vnd": "100000000",
	})
}

// allot gives each book its estimate.
func (f *filler) allot() {
	book := map[string]string{"fund": fundOf, "year": "2012 + i / 2", "seq": "1"}
	f.fill("ledger_entries", fillBooks, with(book, "key", `'allot/' || i`, "kind", `'allot'`, "amount", fillSupply, "day", `'2012-01-05'`, "actor", `'u'`, "at", stampOfRow))
	f.fill("ledger_postings", fillBooks, with(book, "line", "1", "account", `'budget'`, "amount", "-"+fillSupply))
	f.fill("ledger_postings", fillBooks, with(book, "line", "2", "account", `'available'`, "amount", fillSupply))
}

// balance sums up what was posted.
func (f *filler) balance() {
	f.exec(`INSERT INTO ledger_accounts (province, fund, year, account, subject, balance)
			SELECT province, fund, year, account, subject, SUM(amount) FROM ledger_postings GROUP BY province, fund, year, account, subject`,
		`INSERT INTO counters (province, name, value) SELECT province, 'ledger/' || fund || '/' || year, MAX(seq) FROM ledger_entries GROUP BY province, fund, year`)
}

// courses makes what the books of this program's schema keep of each subject.
func (f *filler) courses() {
	f.t.Helper()
	f.exec(f.lastOf("00120_ledger_courses.sql", "INSERT INTO ledger_courses"))
}

// lastOf is the last statement of a migration, which makes what is kept of
// rows that are there.
func (f *filler) lastOf(name, begins string) string {
	f.t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "platform", "db", "migrations", name))
	if err != nil {
		f.t.Fatal(err)
	}
	_, rest, ok := strings.Cut(string(text), begins)
	if !ok {
		f.t.Fatalf("%s has no %q", name, begins)
	}
	return begins + rest
}

// books makes an allotment for each book and n more entries, ten about each
// scheme, which approve a thousand đồng each.
func (f *filler) books(n int) {
	f.allot()
	entry := map[string]string{
		"fund": `CASE WHEN (i / 10) % 2 = 0 THEN 'local' ELSE 'national' END`, "year": `2012 + ((i / 10) / 2) % 15`, "seq": `2 + (i / 10) / 30 * 10 + i % 10`,
	}
	subject := `'scheme/' || (2012 + ((i / 10) / 2) % 15) || '-' || printf('%06d', i / 10)`
	f.fill("ledger_entries", n, with(entry, "key", `'approve/' || i`, "kind", `'approve'`, "subject", subject, "amount", "1000", "day", `'2026-01-05'`, "actor", `'u'`, "at", stampOfRow))
	f.fill("ledger_postings", n, with(entry, "line", "1", "account", `'available'`, "amount", "-1000"))
	f.fill("ledger_postings", n, with(entry, "line", "2", "account", `'approved'`, "subject", subject, "amount", "1000"))
	f.balance()
}

// records makes a chain of n audit records, on from those that are there.
func (f *filler) records(n int) {
	f.t.Helper()
	ctx := f.t.Context()
	var seq int64
	var prev string
	if err := f.db.QueryRowContext(ctx, `SELECT COALESCE(MAX(seq), 0), COALESCE((SELECT hash FROM audit_events WHERE province = '19' ORDER BY seq DESC LIMIT 1), '')
		FROM audit_events WHERE province = '19'`).Scan(&seq, &prev); err != nil {
		f.t.Fatal(err)
	}
	tx, err := f.db.BeginTx(ctx, nil)
	if err != nil {
		f.t.Fatal(err)
	}
	values := `('19', ?, '2026-01-05T01:00:00Z', 'u-staff', 'Cán bộ (minh họa)', 'scheme.edit', ?, '{"asked":"100000000"}', ?, ?)`
	for n := 1; f.postgres && n <= 4; n++ {
		values = strings.Replace(values, "?", fmt.Sprint("$", n), 1)
	}
	insert, err := tx.PrepareContext(ctx, `INSERT INTO audit_events (province, seq, at, actor, actor_name, verb, subject, detail, prev_hash, hash) VALUES `+values)
	if err != nil {
		f.t.Fatal(err)
	}
	defer func() { _ = insert.Close() }()
	for range n {
		seq++
		subject := fmt.Sprintf("scheme/%d", seq%500_000)
		h := sha256.New()
		for _, part := range []string{prev, "19", fmt.Sprint(seq), "2026-01-05T01:00:00Z", "u-staff", "Cán bộ (minh họa)", "scheme.edit", subject, `{"asked":"100000000"}`} {
			_, _ = fmt.Fprintf(h, "%d:%s", len(part), part)
		}
		hash := hex.EncodeToString(h.Sum(nil))
		if _, err := insert.ExecContext(ctx, seq, subject, prev, hash); err != nil {
			f.t.Fatal(err)
		}
		prev = hash
	}
	if err := tx.Commit(); err != nil {
		f.t.Fatal(err)
	}
}
