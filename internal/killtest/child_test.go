package killtest

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/audit"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/money"
)

var asSystem = db.Scope{Province: "19", Actor: access.System("test")}

var childBook = ledger.Book{Fund: ledger.Local, Year: 2026}

// TestNightChild is not a test of its own: the tests below run it in a process
// whose system calls are watched or made to fail. It posts KC_CHILD_POSTS
// amounts into the database KC_CHILD from eight goroutines and writes "ack N"
// or "no N" to its output after each answer, in one write.
func TestNightChild(t *testing.T) {
	file := os.Getenv("KC_CHILD")
	if file == "" {
		t.Skip("KC_CHILD does not name a database: this is a part of other tests")
	}
	posts, err := strconv.Atoi(os.Getenv("KC_CHILD_POSTS"))
	if err != nil {
		t.Fatal(err)
	}
	d, err := db.Open(t.Context(), file, nil)
	if err != nil {
		t.Fatal(err)
	}
	say(t, "begin")
	var all sync.WaitGroup
	for w := range workers {
		all.Go(func() {
			for n := w + 1; n <= posts; n += workers {
				word := "ack"
				if err := childPost(t, d, n); err != nil {
					word = "no"
				}
				say(t, fmt.Sprint(word, " ", n))
			}
		})
	}
	all.Wait()
	os.Exit(0) // the database stays as a power cut leaves it: not closed
}

func childPost(t *testing.T, d *db.DB, n int) error {
	t.Helper()
	return d.Update(t.Context(), asSystem, func(tx *db.Tx) error {
		if err := ledger.Post(t.Context(), tx, childEntry(n)); err != nil {
			return err
		}
		return audit.Record(t.Context(), tx, "book.give", "book/2026/local", map[string]string{"n": strconv.Itoa(n)})
	})
}

func childEntry(n int) ledger.Entry {
	return ledger.Entry{Book: childBook, Key: fmt.Sprint("k", n), Kind: ledger.Allot, Amount: money.VND(n), Day: "2026-01-05", Reference: strconv.Itoa(n)}
}

func say(t *testing.T, line string) {
	t.Helper()
	if _, err := os.Stdout.WriteString(line + "\n"); err != nil {
		t.Error(err)
	}
}

// childDatabase makes an empty database, closed properly.
func childDatabase(t *testing.T, file string) {
	t.Helper()
	d, err := db.Open(t.Context(), file, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Migrate(t.Context()); err != nil {
		t.Error(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
}

// childProgram builds this test as a program, with synchronous=NORMAL instead
// of FULL when weak.
func childProgram(t *testing.T, weak bool) string {
	t.Helper()
	if !weak {
		return childWith(t, nil)
	}
	source := filepath.Join(root(t), "internal", "platform", "db", "db.go")
	text, err := os.ReadFile(source)
	if err != nil {
		t.Fatal(err)
	}
	weakened := strings.Replace(string(text), "synchronous(FULL)", "synchronous(NORMAL)", 1)
	if weakened == string(text) {
		t.Fatal("db.go does not say synchronous(FULL)")
	}
	return childWith(t, map[string]string{source: weakened})
}

// root is the folder of the module.
func root(t *testing.T) string {
	t.Helper()
	at, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// overlay has go build see other contents of some files; "" takes one away.
func overlay(t *testing.T, contents map[string]string) string {
	t.Helper()
	dir, replace := t.TempDir(), map[string]string{}
	for file, text := range contents {
		replace[file] = ""
		if text == "" {
			continue
		}
		replace[file] = filepath.Join(dir, filepath.Base(file))
		if err := os.WriteFile(replace[file], []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	text, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(dir, "overlay.json")
	if err := os.WriteFile(name, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// strace returns a command that runs program under strace.
func strace(t *testing.T, program, database string, posts int, args ...string) *exec.Cmd {
	t.Helper()
	tool, err := exec.LookPath("strace")
	if err != nil {
		t.Fatal("strace is not installed: run ./check --only install")
	}
	args = append([]string{"-f", "-y", "-xx", "-s", "2097152"}, args...)
	args = append(args, program, "-test.run", "^TestNightChild$", "-test.timeout", "20m")
	cmd := exec.CommandContext(t.Context(), tool, args...)
	cmd.Env = append(os.Environ(), "KC_CHILD="+database, fmt.Sprint("KC_CHILD_POSTS=", posts))
	return cmd
}

// numbers returns the n of each line "word n" of out.
func numbers(out, word string) (all []int) {
	for line := range strings.Lines(out) {
		if rest, ok := strings.CutPrefix(strings.TrimSpace(line), word+" "); ok {
			if n, err := strconv.Atoi(rest); err == nil {
				all = append(all, n)
			}
		}
	}
	return all
}

// stored opens a database as it was left and returns which postings it has;
// books, chain and file must be whole.
func stored(t *testing.T, file string) map[int]bool {
	t.Helper()
	d, err := db.Open(t.Context(), file, nil)
	if err != nil {
		t.Errorf("open: %v", err)
		return nil
	}
	defer func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	}()
	has := map[int]bool{}
	err = d.View(t.Context(), asSystem, func(tx *db.Tx) error {
		var said string
		if err := tx.QueryRow(t.Context(), `PRAGMA integrity_check`, nil, &said); err != nil || said != "ok" {
			return fmt.Errorf("integrity_check: %s, %w", said, err)
		}
		check, err := ledger.Verify(t.Context(), tx)
		if err != nil {
			return err
		}
		head, err := audit.Verify(t.Context(), tx)
		if err != nil {
			return err
		}
		if int64(check.Entries) != head.Events {
			t.Errorf("%d entries and %d records", check.Entries, head.Events)
		}
		return tx.Each(t.Context(), `SELECT reference FROM ledger_entries WHERE province = ?`, []any{tx.Province}, func(scan db.Scan) error {
			var n int
			err := scan(&n)
			if has[n] {
				t.Errorf("posting %d is there twice", n)
			}
			has[n] = true
			return err
		})
	})
	if err != nil {
		t.Error(err)
	}
	return has
}
