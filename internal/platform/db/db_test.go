package db_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/db/dbtest"
	"example.vn/khuyencong/internal/platform/fault"
)

var as = db.Scope{Province: "19", Actor: access.Actor{ID: "u1"}}

func next(ctx context.Context, tx *db.Tx) error {
	_, err := tx.Next(ctx, "x")
	return err
}

func count(t *testing.T, d *db.DB) (n int64) {
	t.Helper()
	err := d.View(t.Context(), as, func(tx *db.Tx) error {
		return tx.QueryRow(t.Context(), `SELECT COALESCE(MAX(value), 0) FROM counters WHERE province = ?`, []any{"19"}, &n)
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestJobsThatFailLeaveTheOthersAlone(t *testing.T) {
	d, ctx := dbtest.Open(t), t.Context()
	var wg sync.WaitGroup
	errs := make([]error, 60)
	for i := range errs {
		wg.Go(func() {
			errs[i] = d.Update(ctx, as, func(tx *db.Tx) error {
				if err := next(ctx, tx); err != nil {
					return err
				}
				if i%3 == 0 {
					return fault.New(fault.Invalid, "không")
				}
				return nil
			})
		})
	}
	wg.Wait()
	for i, err := range errs {
		if (err != nil) != (i%3 == 0) {
			t.Errorf("job %d: %v", i, err)
		}
	}
	if n := count(t, d); n != 40 {
		t.Errorf("counter = %d, want 40", n)
	}
}

func TestAPanicReachesItsCallerAlone(t *testing.T) {
	d := dbtest.Open(t)
	func() {
		defer func() {
			if p := recover(); p == nil || !strings.Contains(fmt.Sprint(p), "boom") {
				t.Errorf("recovered %v", p)
			}
		}()
		_ = d.Update(t.Context(), as, func(*db.Tx) error { panic("boom") })
	}()
	if err := d.Update(t.Context(), as, func(tx *db.Tx) error { return next(t.Context(), tx) }); err != nil {
		t.Error(err)
	}
}

func TestAGoroutineThatEndsInsideLeavesTheWriterAlone(t *testing.T) {
	d := dbtest.Open(t)
	var wg sync.WaitGroup
	wg.Go(func() {
		_ = d.Update(t.Context(), as, func(tx *db.Tx) error {
			if err := next(t.Context(), tx); err != nil {
				t.Error(err)
			}
			runtime.Goexit()
			return nil
		})
	})
	wg.Wait()
	if err := d.Update(t.Context(), as, func(tx *db.Tx) error { return next(t.Context(), tx) }); err != nil {
		t.Error(err)
	}
	if n := count(t, d); n != 1 {
		t.Errorf("counter = %d, want 1", n)
	}
}

func TestACallerWhoHangsUpStopsNobodyElse(t *testing.T) {
	d := dbtest.Open(t)
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if err := d.Update(gone, as, func(tx *db.Tx) error { return next(gone, tx) }); !errors.Is(err, context.Canceled) {
		t.Errorf("Update after hanging up = %v", err)
	}
	if err := d.Update(t.Context(), as, func(tx *db.Tx) error { return next(t.Context(), tx) }); err != nil {
		t.Error(err)
	}
	if n := count(t, d); n != 1 {
		t.Errorf("counter = %d, want 1", n)
	}
}

func TestViewsCannotWrite(t *testing.T) {
	d := dbtest.Open(t)
	if err := d.View(t.Context(), as, func(tx *db.Tx) error { return next(t.Context(), tx) }); err == nil {
		t.Error("a view wrote")
	}
}

func TestOnceGivesTheFirstAnswerAgain(t *testing.T) {
	d, ctx := dbtest.Open(t), t.Context()
	runs := 0
	call := func(s db.Scope, key, request string) (got string, err error) {
		err = d.Update(ctx, s, func(tx *db.Tx) error {
			got, err = tx.Once(ctx, key, request, func() (string, error) { runs++; return fmt.Sprint("result ", runs), nil })
			return err
		})
		return got, err
	}
	other := db.Scope{Province: "19", Actor: access.Actor{ID: "u2"}}
	for _, tt := range []struct {
		name, key, request, want string
		scope                    db.Scope
		kind                     fault.Kind
	}{
		{"first", "k1", "a", "result 1", as, fault.Internal},
		{"again", "k1", "a", "result 1", as, fault.Internal},
		{"same key, other request", "k1", "b", "", as, fault.Conflict},
		{"other person, same key", "k1", "a", "result 2", other, fault.Internal},
		{"no key", "", "a", "result 3", as, fault.Internal},
		{"no key again", "", "a", "result 4", as, fault.Internal},
	} {
		got, err := call(tt.scope, tt.key, tt.request)
		if got != tt.want || fault.KindOf(err) != tt.kind {
			t.Errorf("%s: %q, %v; want %q", tt.name, got, err, tt.want)
		}
	}
}

func TestAFailedFirstTryDoesNotUseUpTheKey(t *testing.T) {
	d, ctx := dbtest.Open(t), t.Context()
	try := func(fn func() (string, error)) error {
		return d.Update(ctx, as, func(tx *db.Tx) error {
			_, err := tx.Once(ctx, "k", "a", fn)
			return err
		})
	}
	if err := try(func() (string, error) { return "", fault.New(fault.Invalid, "thiếu") }); fault.KindOf(err) != fault.Invalid {
		t.Fatal(err)
	}
	ran := false
	if err := try(func() (string, error) { ran = true; return "", nil }); err != nil || !ran {
		t.Errorf("second try: ran %v, %v", ran, err)
	}
}

// A key that was used is found out before anything is written, whatever a deed
// begins with and whether it listens or not.
func TestAKeyFoundLateLeavesNothingBehind(t *testing.T) {
	d, ctx := dbtest.Open(t), t.Context()
	call := func(request string, fn func(*db.Tx) error) (got string, err error) {
		err = d.Update(ctx, as, func(tx *db.Tx) error {
			if err := tx.Soon(ctx, newCounter, "19", request, 1); err != nil {
				return err
			}
			got, err = tx.OnceSoon(ctx, "k", "a", func() (string, error) { return "new", fn(tx) })
			return err
		})
		return got, err
	}
	write := func(tx *db.Tx) error { return tx.Soon(ctx, newCounter, "19", "w", 1) }
	if got, err := call("first", write); got != "new" || err != nil || counter(t, d, "w") != 1 {
		t.Fatalf("%q, %v", got, err)
	}
	var n int64
	for name, fn := range map[string]func(*db.Tx) error{
		"a write":        write,
		"a number":       func(tx *db.Tx) error { _, err := tx.Next(ctx, "w"); return err },
		"a change":       func(tx *db.Tx) error { _, err := tx.Exec(ctx, moreCounter, 1, "19", "w"); return err },
		"a question":     func(tx *db.Tx) error { return tx.QueryRow(ctx, ofCounter, []any{"19", "w"}, &n) },
		"nothing":        func(*db.Tx) error { return nil },
		"a refusal":      func(*db.Tx) error { return fault.New(fault.Invalid, "không") },
		"a broken thing": func(*db.Tx) error { return errors.New("broken") },
		"deaf ears": func(tx *db.Tx) error {
			_ = tx.QueryRow(ctx, ofCounter, []any{"19", "w"}, &n)
			_ = tx.ChangeSoon(ctx, moreCounter, 1, "19", "w")
			_, _ = tx.Exec(ctx, moreCounter, 1, "19", "w")
			return nil
		},
		"a row that is gone": func(tx *db.Tx) error {
			return errors.Join(tx.ChangeSoon(ctx, moreCounter, 1, "19", "gone"), tx.Settle(ctx))
		},
	} {
		if got, err := call(name, fn); got != "new" || err != nil || counter(t, d, "w") != 1 || counter(t, d, name) != 1 {
			t.Errorf("%s: %q, %v; %d and %d", name, got, err, counter(t, d, "w"), counter(t, d, name))
		}
	}
	err := d.Update(ctx, as, func(tx *db.Tx) error {
		_, err := tx.OnceSoon(ctx, "k", "b", func() (string, error) { return "", write(tx) })
		return err
	})
	if fault.KindOf(err) != fault.Conflict || !strings.Contains(err.Error(), "nội dung khác") {
		t.Errorf("another request: %v", err)
	}
}

func TestReadyTellsWhichSideIsOlder(t *testing.T) {
	d, err := db.Open(t.Context(), dbtest.URL(t), nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	if err := d.Ready(t.Context()); err == nil || !strings.Contains(err.Error(), "khuyencong migrate") {
		t.Errorf("Ready before Migrate = %v", err)
	}
	if err := d.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := d.Ready(t.Context()); err != nil {
		t.Error(err)
	}
	current, target, err := d.Versions(t.Context())
	if newest, err2 := db.Target(); err != nil || err2 != nil || current != target || newest != target {
		t.Errorf("versions %d, %d and %d; %v, %v", current, target, newest, err, err2)
	}
}

func TestOpenSaysWhatIsWrongInOneSentence(t *testing.T) {
	for _, url := range []string{t.TempDir() + "/no/such/folder/x.db", "postgres://nobody@127.0.0.1:1/none?connect_timeout=1"} {
		if _, err := db.Open(t.Context(), url, nil); fault.KindOf(err) != fault.Invalid {
			t.Errorf("Open(%s) = %v", url, err)
		}
	}
}

// Whoever calls Update while the program stops gets an answer.
func TestCloseLeavesNobodyWaiting(t *testing.T) {
	for range 200 { // the gap that this looks for is narrow
		d, err := db.Open(t.Context(), t.TempDir()+"/x.db", nil)
		if err != nil {
			t.Fatal(err)
		}
		var wg sync.WaitGroup
		for range 50 {
			wg.Go(func() {
				for range 20 {
					if err := d.Update(t.Context(), as, func(*db.Tx) error { return nil }); err != nil {
						return
					}
				}
			})
		}
		if err := d.Close(); err != nil {
			t.Error(err)
		}
		wg.Wait()
	}
}

func TestEveryTableIsListedWithItsKey(t *testing.T) {
	d, ctx := dbtest.Open(t), t.Context()
	tables, err := db.Tables()
	if err != nil || len(tables) < 20 {
		t.Fatalf("%v, %v", tables, err)
	}
	keys, err := db.Keys()
	if err != nil || len(keys) != len(tables) {
		t.Fatalf("%d keys of %d tables, %v", len(keys), len(tables), err)
	}
	err = d.View(ctx, as, func(tx *db.Tx) error {
		for _, table := range tables {
			columns, err := tx.Columns(ctx, table)
			if err != nil {
				return err
			}
			for _, name := range keys[table] {
				if !slices.Contains(columns, name) {
					t.Errorf("%s: no column %q of the key", table, name)
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

func TestRowsGivesTextAndIntegers(t *testing.T) {
	d, ctx := dbtest.Open(t), t.Context()
	err := d.Update(ctx, as, func(tx *db.Tx) error {
		if err := next(ctx, tx); err != nil {
			return err
		}
		return tx.Rows(ctx, `SELECT * FROM counters WHERE province = ?`, []any{"19"}, func(row map[string]any) error {
			want := map[string]any{"province": "19", "name": "x", "value": int64(1)}
			if !maps.Equal(row, want) {
				t.Errorf("%#v, want %#v", row, want)
			}
			return nil
		})
	})
	if err != nil {
		t.Error(err)
	}
}
