package killtest

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"example.vn/khuyencong/internal/domain/identity"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/db"
)

// A filler makes rows in SQL: quick, and of any number.
type filler struct {
	t  *testing.T
	db *sql.DB
}

// newFiller opens an SQLite file without any of the program's safety.
func newFiller(t *testing.T, file string) *filler {
	t.Helper()
	d, err := sql.Open("sqlite", "file:"+file+"?_pragma=synchronous(OFF)&_pragma=journal_mode(OFF)&_pragma=cache_size(-400000)")
	if err != nil {
		t.Fatal(err)
	}
	d.SetMaxOpenConns(1)
	return &filler{t, d}
}

func (f *filler) close() {
	f.t.Helper()
	if _, err := f.db.ExecContext(f.t.Context(), `ANALYZE`); err != nil {
		f.t.Error(err)
	}
	if err := f.db.Close(); err != nil {
		f.t.Fatal(err)
	}
}

// fill inserts n rows. Each column is the expression of i, from 0, that is
// given for it, otherwise empty or zero.
func (f *filler) fill(table string, n int, given map[string]string) {
	f.t.Helper()
	rows, err := f.db.QueryContext(f.t.Context(), `SELECT name, type FROM pragma_table_info(?)`, table)
	if err != nil {
		f.t.Fatal(err)
	}
	defer rows.Close()
	var names, values []string
	for rows.Next() {
		var name, kind string
		if err := rows.Scan(&name, &kind); err != nil {
			f.t.Fatal(err)
		}
		value, ok := given[name]
		switch {
		case ok:
		case name == "province":
			value = "'19'"
		case kind == "TEXT":
			value = "''"
		default:
			value = "0"
		}
		names, values = append(names, name), append(values, value)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil || len(names) == 0 { // one connection: free for the next
		f.t.Fatalf("%s has no columns, %v", table, err)
	}
	_, err = f.db.ExecContext(f.t.Context(), fmt.Sprintf(`INSERT INTO %s (%s)
		WITH RECURSIVE s (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM s WHERE i + 1 < %d) SELECT %s FROM s`,
		table, strings.Join(names, ", "), n, strings.Join(values, ", ")))
	if err != nil {
		f.t.Fatalf("%s: %v", table, err)
	}
}

const (
	fillYears  = 15
	perScheme  = 10 // entries about one scheme
	fillBooks  = 2 * fillYears
	fundOfRow  = `CASE WHEN (i / 10) % 2 = 0 THEN 'local' ELSE 'national' END`
	yearOfRow  = `2012 + ((i / 10) / 2) % 15`
	seqOfRow   = `2 + (i / 10) / 30 * 10 + i % 10`
	stampOfRow = `'2026-01-05T01:00:00Z'`
)

// schemes makes n schemes of fifteen years, each with its costs and its owner.
func (f *filler) schemes(n, owners int) {
	year := `2012 + (i / 2) % 15`
	id := `(` + year + `) || '-' || printf('%06d', i)`
	owner := fmt.Sprintf(`'cs-' || printf('%%07d', i %% %d)`, owners)
	f.fill("establishments", owners, map[string]string{
		"id": `'cs-' || printf('%07d', i)`, "kind": `'household'`, "name": `'Cơ sở sao chè số ' || i`,
		"name_folded": `'co so sao che so ' || i || '|co so sao che so ' || i`, "name_sort": `'co so sao che so ' || printf('%07d', i)`,
		"commune": `'0' || (5400 + i % 90)`, "address_on": `'2025-07-01'`, "illustrative": "1", "version": "1", "created_at": stampOfRow, "updated_at": stampOfRow,
	})
	f.fill("schemes", n, map[string]string{
		"id": id, "year": year, "year_end": year, "fund": `CASE WHEN i % 2 = 0 THEN 'local' ELSE 'national' END`,
		"title": `'Máy sao chè số ' || i`, "title_folded": `'may sao che so ' || i`, "content": `'advanced_machinery'`,
		"state":     `CASE i % 6 WHEN 0 THEN 'draft' WHEN 1 THEN 'submitted' WHEN 2 THEN 'approved' WHEN 3 THEN 'contracted' WHEN 4 THEN 'running' ELSE 'closed' END`,
		"starts_on": `(` + year + `) || '-03-01'`, "ends_on": `(` + year + `) || '-11-30'`, "commune": `'0' || (5400 + i % 90)`, "address_on": `'2025-07-01'`,
		"total_vnd": "200000000", "asked_vnd": "100000000 + i % 1000 * 100000", "illustrative": "1", "version": "1", "prepared_by": `'u-staff'`,
		"created_at": stampOfRow, "updated_at": stampOfRow,
	})
	f.fill("scheme_contents", n, map[string]string{"scheme": id, "no": "1", "content": `'advanced_machinery'`, "units": "1"})
	f.fill("scheme_beneficiaries", n, map[string]string{
		"scheme": id, "no": "1", "establishment": owner, "content_no": "1", "cost_vnd": "200000000", "support_vnd": "100000000",
	})
}

// books makes an allotment for each book and n more entries, which approve a
// thousand đồng each.
func (f *filler) books(n int) {
	book := map[string]string{"fund": `CASE WHEN i % 2 = 0 THEN 'local' ELSE 'national' END`, "year": "2012 + i / 2"}
	with := func(more ...string) map[string]string {
		all := map[string]string{"fund": book["fund"], "year": book["year"]}
		for i := 0; i < len(more); i += 2 {
			all[more[i]] = more[i+1]
		}
		return all
	}
	supply, entry := "1000000000000", `'scheme/' || (2012 + ((i / 10) / 2) % 15) || '-' || printf('%06d', i / 10)`
	f.fill("ledger_entries", fillBooks, with("seq", "1", "key", `'allot/' || i`, "kind", `'allot'`, "amount", supply, "day", `'2026-01-05'`, "actor", `'u'`, "at", stampOfRow))
	f.fill("ledger_postings", fillBooks, with("seq", "1", "line", "1", "account", `'budget'`, "amount", "-"+supply))
	f.fill("ledger_postings", fillBooks, with("seq", "1", "line", "2", "account", `'available'`, "amount", supply))
	row := map[string]string{"fund": fundOfRow, "year": yearOfRow, "seq": seqOfRow}
	of := func(more ...string) map[string]string {
		all := map[string]string{"fund": row["fund"], "year": row["year"], "seq": row["seq"]}
		for i := 0; i < len(more); i += 2 {
			all[more[i]] = more[i+1]
		}
		return all
	}
	f.fill("ledger_entries", n, of("key", `'approve/' || i`, "kind", `'approve'`, "subject", entry, "amount", "1000", "day", `'2026-01-05'`, "actor", `'u'`, "at", stampOfRow))
	f.fill("ledger_postings", n, of("line", "1", "account", `'available'`, "amount", "-1000"))
	f.fill("ledger_postings", n, of("line", "2", "account", `'approved'`, "subject", entry, "amount", "1000"))
	for _, statement := range []string{
		`INSERT INTO ledger_accounts (province, fund, year, account, subject, balance)
			SELECT province, fund, year, account, subject, SUM(amount) FROM ledger_postings GROUP BY province, fund, year, account, subject`,
		`INSERT INTO counters (province, name, value) SELECT province, 'ledger/' || fund || '/' || year, MAX(seq) FROM ledger_entries GROUP BY province, fund, year`,
	} {
		if _, err := f.db.ExecContext(f.t.Context(), statement); err != nil {
			f.t.Fatal(err)
		}
	}
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
	insert, err := tx.PrepareContext(ctx, `INSERT INTO audit_events (province, seq, at, actor, actor_name, verb, subject, detail, prev_hash, hash)
		VALUES ('19', ?, '2026-01-05T01:00:00Z', 'u-staff', 'Cán bộ (minh họa)', 'scheme.edit', ?, '{"asked":"100000000"}', ?, ?)`)
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

// Lists and reports of a large province, as the program links to them.
var (
	largeLists = []string{
		"/de-an", "/de-an?nam=2026&trang-thai=approved", "/de-an?q=sao+che+so+777", "/co-so", "/co-so?q=che+so+4321", "/so-kinh-phi",
		"/so-kinh-phi/2026/dia-phuong", "/viec", "/ke-hoach", "/hop-dong", "/quan-tri/nhat-ky",
	}
	largeReports = []string{"/bao-cao"}
)

// TestNightLarge opens every list of a province with half a million schemes, a
// million establishments, ten million postings and as many audit records (of
// which KC_LARGE percent are made), and verifies books and chain.
func TestNightLarge(t *testing.T) {
	needNight(t)
	percent := number(t, "KC_LARGE", 100)
	program, dir := build(t), t.TempDir()
	k := newTrial(t, program, filepath.Join(dir, "large.db"))
	var err error
	if k.token, err = everybody(k); err != nil {
		t.Fatal(err)
	}
	if err := k.db.Close(); err != nil { // only then may the filler take the safety away
		t.Fatal(err)
	}
	begin := time.Now()
	f := newFiller(t, k.address)
	f.schemes(5_000*percent, 10_000*percent)
	f.books(50_000 * percent)
	f.records(100_000 * percent)
	f.close()
	info, err := os.Stat(k.address)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d %% of the full size: %d MiB, made in %s", percent, info.Size()>>20, time.Since(begin).Round(time.Second))
	for what, limit := range map[string]time.Duration{"ledger": 0, "audit": time.Minute} {
		begin := time.Now()
		command(t, program, what, "verify", "--db", k.address)
		took := time.Since(begin)
		t.Logf("%s verify: %s", what, took.Round(time.Millisecond))
		if limit > 0 && took > limit {
			t.Errorf("%s verify took %s, more than %s", what, took, limit)
		}
	}
	begin = time.Now()
	s := k.start()
	defer s.kill()
	t.Logf("start: %s", time.Since(begin).Round(time.Millisecond))
	for _, path := range largeLists {
		opens(t, s, path, 300*time.Millisecond)
	}
	for _, path := range largeReports {
		opens(t, s, path, 5*time.Second)
	}
	t.Logf("memory: %d MiB", resident(t, s)>>20)
}

// everybody signs somebody in who holds every post.
func everybody(k *trial) (identity.Token, error) {
	ctx := context.WithoutCancel(k.t.Context())
	posts := []access.Role{access.Admin, access.Staff, access.Accountant, access.Director}
	hash, err := identity.NewPassword(ctx, "kiemnhiem", password)
	if err != nil {
		return "", err
	}
	err = k.db.Update(ctx, asSystem, func(tx *db.Tx) error {
		_, err := identity.Add(ctx, tx, identity.NewUser{Login: "kiemnhiem", Name: "Kiêm nhiệm", Roles: posts, Password: hash})
		return err
	})
	if err != nil {
		return "", err
	}
	return identity.SignIn(ctx, k.db, "kiemnhiem", password, "127.0.0.1")
}

// opens opens a page again and again.
func opens(t *testing.T, s *server, path string, limit time.Duration) {
	t.Helper()
	var all []time.Duration
	for range 30 {
		begin := time.Now()
		a, err := s.get(t.Context(), path)
		if err != nil || a.status != http.StatusOK {
			t.Errorf("%s: status %d, %v: %.300s", path, a.status, err, a.body)
			return
		}
		all = append(all, time.Since(begin))
		if len(all) >= 5 && all[len(all)-1] > 4*limit {
			break // no need to wait for more of the same
		}
	}
	worst := percentile(all, 99)
	t.Logf("%s: p50 %s, p99 %s", path, percentile(all, 50).Round(time.Millisecond), worst.Round(time.Millisecond))
	if worst > limit {
		t.Errorf("%s: p99 %s, more than %s", path, worst.Round(time.Millisecond), limit)
	}
}
