package killtest

import (
	"context"
	"encoding/json"
	"os/exec"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"example.vn/khuyencong/internal/platform/db/dbtest"
)

// TestFaultBackupAndRestore loads the demonstration, carries it by way of
// backups from SQLite to the engine of the test and back again, and compares
// books and chains; then it backs up a database in which people are posting.
func TestFaultBackupAndRestore(t *testing.T) {
	needFaults(t)
	program, dir := build(t), t.TempDir()
	first, second, third := filepath.Join(dir, "demo", "khuyencong.db"), dbtest.URL(t), filepath.Join(dir, "third.db")
	command(t, program, "demo", "--data", filepath.Join(dir, "demo"), "--load-only")
	want := verified(t, program, first)
	began := time.Now()
	command(t, program, "backup", "--db", first, filepath.Join(dir, "1.zip"))
	command(t, program, "restore", "--db", second, "--files", filepath.Join(dir, "files2"), filepath.Join(dir, "1.zip"))
	command(t, program, "backup", "--db", second, "--files", filepath.Join(dir, "files2"), filepath.Join(dir, "2.zip"))
	command(t, program, "restore", "--db", third, "--files", filepath.Join(dir, "files3"), filepath.Join(dir, "2.zip"))
	t.Logf("two backups and two restores of the demonstration took %s; the books hold %v", time.Since(began).Round(time.Millisecond), want[0])
	for _, url := range []string{second, third} {
		if got := verified(t, program, url); !reflect.DeepEqual(got, want) {
			t.Errorf("restored %v, was %v", got, want)
		}
	}
}

// TestFaultBackupWhilePeoplePost takes backups under load. What was
// acknowledged before one began is in it, and it is sound.
func TestFaultBackupWhilePeoplePost(t *testing.T) {
	needFaults(t)
	program, dir := build(t), t.TempDir()
	k := newTrial(t, program, dbtest.URL(t))
	s := k.start()
	defer s.kill()
	l := k.load(s)
	until(t, time.Minute, "people post", func() bool { acked, _ := k.counts(); return acked > 50 })
	before, _ := k.counts()
	command(t, program, "backup", "--db", k.address, "--files", k.files, filepath.Join(dir, "1.zip"))
	after, _ := k.counts()
	l.end()
	k.look()
	copied := &trial{t: t, program: program, address: filepath.Join(dir, "copy.db"), files: filepath.Join(dir, "files")}
	command(t, program, "restore", "--db", copied.address, "--files", copied.files, filepath.Join(dir, "1.zip"))
	copied.open()
	n := copied.entries()
	t.Logf("%d acknowledged before the backup, %d when it was done, %d in it", before, after, n)
	if n < before || n > after+workers {
		t.Errorf("%d entries in the backup", n)
	}
	verified(t, program, copied.address)
}

// command runs a command of the program, which must succeed.
func command(t *testing.T, program string, args ...string) string {
	t.Helper()
	out, err := exec.CommandContext(context.WithoutCancel(t.Context()), program, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %v\n%s", args, err, out)
	}
	return string(out)
}

// verified returns what the program says of books and chains.
func verified(t *testing.T, program, url string) [2]any {
	t.Helper()
	var all [2]any
	for i, what := range []string{"ledger", "audit"} {
		if err := json.Unmarshal([]byte(command(t, program, what, "verify", "--format", "json", "--db", url)), &all[i]); err != nil {
			t.Fatal(err)
		}
	}
	return all
}
