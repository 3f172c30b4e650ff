package killtest

import (
	"bufio"
	"context"
	"database/sql"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
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
	say(t, "begin")
	if err := d.Migrate(t.Context()); err != nil {
		t.Error(err)
	}
	if err := d.Close(); err != nil {
		t.Error(err)
	}
}

// An upgrade is a database of the first release on its way up.
type upgrade struct {
	t       *testing.T
	address string
	admin   string // for looking: sees every row
	driver  string
	whole   string // the query that says whether the database is whole
	keep    func() // keeps the database as it is
	back    func() // puts back what was kept
	rest    func() // waits until nobody works in the database
}

// TestNightUpgrade brings a large database of the first release up to this
// program's schema, and on to one that does not exist yet, and ends each
// migration half-way again and again. No đồng and no record changes, and a
// program refuses a schema that is newer than itself.
func TestNightUpgrade(t *testing.T) {
	needNight(t)
	file := filepath.Join(t.TempDir(), "khuyencong.db")
	u := upgrade{t: t, address: file, admin: file, driver: "sqlite", whole: `PRAGMA integrity_check`}
	u.keep = func() { copyFile(t, file, file+".kept") }
	u.back = func() {
		_, _ = os.Remove(file+"-wal"), os.Remove(file+"-shm")
		copyFile(t, file+".kept", file)
	}
	u.rest = func() {}
	u.run(func() *filler { return newFiller(t, file) })
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	if out, err := exec.CommandContext(t.Context(), "cp", from, to).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
}

// run upgrades what the filler makes.
func (u upgrade) run(open func() *filler) {
	t := u.t
	t.Helper()
	schemes := number(t, "KC_UPGRADE_SCHEMES", 100_000)
	first, head, newer := releases(t)
	u.finish(first)
	f := open()
	f.schemes(schemes, schemes)
	f.books(schemes * 2)
	f.records(schemes)
	f.close()
	before := u.sums()
	for _, step := range []struct{ name, program, left string }{
		{"to this program", head, `SELECT count(*) FROM establishments WHERE name_sort LIKE 'co so%' OR name_core = ''`},
		{"to the next one", newer, `SELECT count(*) FROM schemes WHERE trial = ''`},
	} {
		u.killed(step.name, step.program)
		if got := u.sums(); got != before {
			t.Errorf("%s: %s, before %s", step.name, got, before)
		}
		if left := u.ask(step.left); left != "0" {
			t.Errorf("%s: %s rows are as they were", step.name, left)
		}
		if step.program == head {
			verified(t, build(t), u.address)
		}
	}
	out, err := exec.CommandContext(t.Context(), build(t), "serve", "--db", u.address, "--addr", "127.0.0.1:0").CombinedOutput()
	if err == nil || !strings.Contains(string(out), "mới hơn chương trình") || strings.Count(strings.TrimSpace(string(out)), "\n") != 0 {
		t.Errorf("the older program said %q, %v", out, err)
	}
	t.Logf("the older program says: %s; unchanged: %s", strings.TrimSpace(string(out)), before)
}

// releases builds the program that migrates three times: with the migrations of
// the first release alone, as it is, and with one more.
func releases(t *testing.T) (first, head, newer string) {
	t.Helper()
	source := filepath.Join(root(t), "internal", "platform", "db", "migrate.go")
	text, err := os.ReadFile(source)
	if err != nil {
		t.Fatal(err)
	}
	older := map[string]string{source: string(text)}
	// The first release had no migration in Go and no wall between provinces.
	for _, later := range [][2]string{{", goose.WithGoMigrations(db.sortKeys())", ""}, {"return keepApart(ctx, pool)", "return nil"}} {
		if !strings.Contains(older[source], later[0]) {
			t.Fatalf("migrate.go does not say %q", later[0])
		}
		older[source] = strings.Replace(older[source], later[0], later[1], 1)
	}
	folder := filepath.Join(root(t), "internal", "platform", "db", "migrations")
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
	return childWith(t, older), childWith(t, nil), childWith(t, map[string]string{filepath.Join(folder, fmt.Sprint(futureVersion, "_trial.sql")): future})
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

// killed ends a migration again and again, at any moment of the time that it
// takes, and lets it run to its end at last. When it was done before it could be
// killed, it begins from the beginning.
func (u upgrade) killed(step, program string) {
	u.t.Helper()
	u.keep()
	whole := u.finish(program)
	u.back()
	anew, at := 0, map[string]bool{}
	for kills := 0; kills < upgradeKills; {
		if !half(u.t, migrator(u.t, program, u.address), rand.N(whole)) {
			u.back()
			anew++
			continue
		}
		kills++
		if rand.N(2) == 0 { // otherwise the next one comes while this one is still being undone
			u.rest()
			at[u.ask(`SELECT MAX(version_id) FROM goose_db_version`)] = true
		}
	}
	last := u.finish(program)
	u.t.Logf("%s: %s undisturbed; %d kills, seen behind the migrations %v, %d times from the beginning again, then %s", step, whole.Round(time.Millisecond),
		upgradeKills, slices.Sorted(maps.Keys(at)), anew, last.Round(time.Millisecond))
	if limit := time.Minute * time.Duration(max(1, number(u.t, "KC_UPGRADE_SCHEMES", 100_000)/250_000)); whole > limit || last > limit {
		u.t.Errorf("%s took %s and %s, more than %s", step, whole, last, limit)
	}
}

// finish lets a migration run to its end and returns how long that took.
func (u upgrade) finish(program string) time.Duration {
	u.t.Helper()
	begin := time.Now()
	if out, err := migrator(u.t, program, u.address).CombinedOutput(); err != nil {
		u.t.Fatalf("%v\n%s", err, out)
	}
	return time.Since(begin)
}

// half kills a migration some time after its beginning, and reports whether it
// was still at work.
func half(t *testing.T, cmd *exec.Cmd, after time.Duration) bool {
	t.Helper()
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() && lines.Text() != "begin" {
		continue
	}
	end := time.AfterFunc(after, func() { _ = cmd.Process.Kill() })
	_ = cmd.Wait()
	end.Stop()
	if code := cmd.ProcessState.ExitCode(); code > 0 {
		t.Errorf("a migration ended with %d", code)
	}
	return !cmd.ProcessState.Exited()
}

// sums is what an upgrade must not change.
func (u upgrade) sums() string {
	u.t.Helper()
	var all []string
	for _, query := range []string{
		`SELECT count(*) || ' schemes for ' || SUM(asked_vnd) || ' đ' FROM schemes`,
		`SELECT count(*) || ' postings, ' || SUM(amount) || ' đ, ' || SUM(ABS(amount)) || ' đ moved' FROM ledger_postings`,
		`SELECT SUM(ABS(balance)) || ' đ in accounts' FROM ledger_accounts`,
		`SELECT seq || ' records, head ' || substr(hash, 1, 12) FROM audit_events ORDER BY seq DESC LIMIT 1`,
		u.whole,
	} {
		all = append(all, u.ask(query))
	}
	return strings.Join(all, "; ")
}

// ask returns the one word that a query answers.
func (u upgrade) ask(query string) (said string) {
	u.t.Helper()
	d, err := sql.Open(u.driver, u.admin)
	if err != nil {
		u.t.Fatal(err)
	}
	defer func() { _ = d.Close() }()
	if err := d.QueryRowContext(u.t.Context(), query).Scan(&said); err != nil {
		u.t.Fatalf("%s: %v", query, err)
	}
	return said
}
