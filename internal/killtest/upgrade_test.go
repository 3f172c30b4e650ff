package killtest

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"example.vn/khuyencong/internal/platform/db"
)

const (
	firstRelease  = 9 // the newest migration of the first released schema
	upgradeKills  = 20
	futureVersion = 99999
)

// future is a migration that does not exist: it touches every scheme, as a
// large change of the schema would.
const future = `-- +goose Up

-- Owner: test
CREATE TABLE trial_schemes (
    province TEXT NOT NULL,
    id       TEXT NOT NULL,
    PRIMARY KEY (province, id)
);
INSERT INTO trial_schemes (province, id) SELECT province, id FROM schemes;
ALTER TABLE schemes ADD COLUMN trial TEXT NOT NULL DEFAULT '';
UPDATE schemes SET trial = title_folded;
CREATE INDEX trial_schemes_folded ON schemes (province, trial, id);
`

// TestNightMigrator is not a test of its own: the test below runs it in
// processes that it ends. It brings the database KC_MIGRATE up to date.
func TestNightMigrator(t *testing.T) {
	file := os.Getenv("KC_MIGRATE")
	if file == "" {
		t.Skip("KC_MIGRATE does not name a database: this is a part of another test")
	}
	d, err := db.Open(t.Context(), file, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Migrate(t.Context()); err != nil {
		t.Error(err)
	}
	if err := d.Close(); err != nil {
		t.Error(err)
	}
}

// TestNightUpgrade brings a large database of the first release up to this
// program's schema, and on to one that does not exist yet, and ends each
// migration half-way again and again. No đồng and no record changes, and a
// program refuses a schema that is newer than itself.
func TestNightUpgrade(t *testing.T) {
	needNight(t)
	schemes := number(t, "KC_UPGRADE_SCHEMES", 100_000)
	folder := filepath.Join(root(t), "internal", "platform", "db", "migrations")
	older := map[string]string{}
	names, err := filepath.Glob(filepath.Join(folder, "*.sql"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		number, _, _ := strings.Cut(filepath.Base(name), "_")
		if n, err := strconv.Atoi(number); err != nil || n > firstRelease {
			older[name] = ""
		}
	}
	first := childWith(t, older)
	head := childWith(t, nil)
	newer := childWith(t, map[string]string{filepath.Join(folder, fmt.Sprint(futureVersion, "_trial.sql")): future})
	file := filepath.Join(t.TempDir(), "khuyencong.db")
	if err := migrator(t, first, file).Run(); err != nil {
		t.Fatal(err)
	}
	f := newFiller(t, file)
	f.schemes(schemes, schemes)
	f.books(schemes * 2)
	f.records(schemes)
	f.close()
	before := sums(t, file)
	for _, step := range []struct{ name, program string }{{"to this program", head}, {"to the next one", newer}} {
		took := killed(t, step.program, file)
		if got := sums(t, file); got != before {
			t.Errorf("%s: %s, before %s", step.name, got, before)
		}
		t.Logf("%s: %d schemes, %d kills, then %s", step.name, schemes, upgradeKills, took.Round(time.Millisecond))
		if limit := time.Minute * time.Duration(max(1, schemes/250_000)); took > limit {
			t.Errorf("%s took %s, more than %s", step.name, took, limit)
		}
		if step.program == head {
			verified(t, build(t), file)
		}
	}
	out, err := exec.CommandContext(t.Context(), build(t), "serve", "--db", file, "--addr", "127.0.0.1:0").CombinedOutput()
	if err == nil || !strings.Contains(string(out), "mới hơn chương trình") || strings.Count(strings.TrimSpace(string(out)), "\n") != 0 {
		t.Errorf("the older program said %q, %v", out, err)
	}
	t.Logf("the older program says: %s; unchanged: %s", strings.TrimSpace(string(out)), before)
}

// childWith builds this test as a program with other contents of some files.
func childWith(t *testing.T, contents map[string]string) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "child.test")
	args := []string{"test", "-c", "-o", program}
	if len(contents) > 0 {
		args = append(args, "-overlay", overlay(t, contents))
	}
	if out, err := exec.CommandContext(t.Context(), "go", append(args, ".")...).CombinedOutput(); err != nil {
		t.Fatalf("go test -c: %v\n%s", err, out)
	}
	return program
}

func migrator(t *testing.T, program, file string) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(context.WithoutCancel(t.Context()), program, "-test.run", "^TestNightMigrator$")
	cmd.Env = append(os.Environ(), "KC_MIGRATE="+file)
	return cmd
}

// killed ends a migration half-way again and again, lets it run to its end at
// last, and returns how long that took.
func killed(t *testing.T, program, file string) time.Duration {
	t.Helper()
	longest := 2 * time.Second
	for range upgradeKills {
		cmd := migrator(t, program, file)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(rand.N(longest))
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	}
	begin := time.Now()
	if out, err := migrator(t, program, file).CombinedOutput(); err != nil {
		t.Fatalf("after the kills: %v\n%s", err, out)
	}
	return time.Since(begin)
}

// sums is what an upgrade must not change.
func sums(t *testing.T, file string) string {
	t.Helper()
	d, err := sql.Open("sqlite", file)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = d.Close() }()
	var all []string
	for _, query := range []string{
		`SELECT count(*) || ' schemes for ' || SUM(asked_vnd) || ' đ' FROM schemes`,
		`SELECT count(*) || ' postings, ' || SUM(amount) || ' đ, ' || SUM(ABS(amount)) || ' đ moved' FROM ledger_postings`,
		`SELECT SUM(ABS(balance)) || ' đ in accounts' FROM ledger_accounts`,
		`SELECT seq || ' records, head ' || substr(hash, 1, 12) FROM audit_events ORDER BY seq DESC LIMIT 1`,
		`PRAGMA integrity_check`,
	} {
		var said string
		if err := d.QueryRowContext(t.Context(), query).Scan(&said); err != nil {
			t.Fatal(err)
		}
		all = append(all, said)
	}
	return strings.Join(all, "; ")
}
