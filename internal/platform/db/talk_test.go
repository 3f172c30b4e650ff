package db_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/db/dbtest"
	"example.vn/khuyencong/internal/platform/fault"
)

const (
	newCounter  = `INSERT INTO counters (province, name, value) VALUES (?, ?, ?)`
	moreCounter = `UPDATE counters SET value = value + ? WHERE province = ? AND name = ?`
	ofCounter   = `SELECT value FROM counters WHERE province = ? AND name = ?`
)

func counter(t *testing.T, d *db.DB, name string) (n int64) {
	t.Helper()
	err := d.View(t.Context(), as, func(tx *db.Tx) error { return tx.QueryRow(t.Context(), ofCounter, []any{"19", name}, &n) })
	if err != nil && fault.KindOf(err) != fault.NotFound {
		t.Fatal(err)
	}
	return n
}

func TestStatementsThatWaitRunInTheirOrder(t *testing.T) {
	d, ctx := dbtest.Open(t), t.Context()
	err := d.Update(ctx, as, func(tx *db.Tx) error {
		if err := errors.Join(tx.Soon(ctx, newCounter, "19", "a", 1), tx.ChangeSoon(ctx, moreCounter, 10, "19", "a")); err != nil {
			return err
		}
		var n int64
		if err := tx.QueryRow(ctx, ofCounter, []any{"19", "a"}, &n); err != nil || n != 11 {
			t.Errorf("asked meanwhile: %d, %v", n, err)
		}
		if err := tx.Soon(ctx, moreCounter, 100, "19", "a"); err != nil {
			return err
		}
		if many, err := tx.Exec(ctx, moreCounter, 1000, "19", "a"); err != nil || many != 1 {
			t.Errorf("a statement behind one that waited changed %d rows, %v", many, err)
		}
		return tx.Soon(ctx, moreCounter, 10000, "19", "a")
	})
	if n := counter(t, d, "a"); err != nil || n != 11111 {
		t.Errorf("in the end: %d, %v", n, err)
	}
}

func TestAStatementThatWaitedAndFailsFailsItsJob(t *testing.T) {
	d, ctx := dbtest.Open(t), t.Context()
	own := fault.New(fault.Invalid, "không")
	for name, want := range map[string]struct {
		kind fault.Kind
		late func(*db.Tx) error
	}{
		"a duplicate": {fault.Conflict, func(tx *db.Tx) error {
			return errors.Join(tx.Soon(ctx, newCounter, "19", "b", 1), tx.Soon(ctx, newCounter, "19", "b", 1))
		}},
		"a row that is gone": {fault.Conflict, func(tx *db.Tx) error { return tx.ChangeSoon(ctx, moreCounter, 1, "19", "gone") }},
		"with words of its own": {fault.Invalid, func(tx *db.Tx) error {
			return tx.Insist(ctx, func(context.Context) error { return own }, moreCounter, 1, "19", "gone")
		}},
	} {
		for then, next := range map[string]func(*db.Tx) error{
			"at the end": func(*db.Tx) error { return nil },
			"at the next question": func(tx *db.Tx) error {
				var n int64
				return tx.QueryRow(ctx, ofCounter, []any{"19", "b"}, &n)
			},
			"though nobody listens": func(tx *db.Tx) error {
				_, _ = tx.Exec(ctx, moreCounter, 1, "19", "b")
				return nil
			},
		} {
			t.Run(name+" "+then, func(t *testing.T) {
				err := d.Update(ctx, as, func(tx *db.Tx) error {
					if err := tx.Soon(ctx, newCounter, "19", "c", 1); err != nil {
						return err
					}
					if err := want.late(tx); err != nil {
						return err // SQLite says so at once
					}
					return next(tx)
				})
				if fault.KindOf(err) != want.kind {
					t.Errorf("%v", err)
				}
				if counter(t, d, "b")+counter(t, d, "c") != 0 {
					t.Error("something was kept")
				}
			})
		}
	}
}

// A refusal may be told with what the database holds, though it comes late.
func TestARefusalLooksIntoTheDatabase(t *testing.T) {
	d, ctx := dbtest.Open(t), t.Context()
	err := d.Update(ctx, as, func(tx *db.Tx) error {
		if err := tx.Soon(ctx, newCounter, "19", "d", 5); err != nil {
			return err
		}
		refuse := func(ctx context.Context) error {
			var n int64
			if err := tx.QueryRow(ctx, ofCounter, []any{"19", "d"}, &n); err != nil {
				return err
			}
			return fault.New(fault.Conflict, fmt.Sprintf("chỉ còn %d", n))
		}
		if err := tx.Insist(ctx, refuse, moreCounter+` AND value > 10`, -10, "19", "d"); err != nil {
			return err
		}
		_, err := tx.Next(ctx, "e")
		return err
	})
	if fault.KindOf(err) != fault.Conflict || !strings.Contains(err.Error(), "chỉ còn 5") || counter(t, d, "d")+counter(t, d, "e") != 0 {
		t.Errorf("%v; kept %d and %d", err, counter(t, d, "d"), counter(t, d, "e"))
	}
}

// What comes behind a statement that is refused may show that the refusal
// rests on what another program has changed: the job is run again.
func TestARefusalThatCollidesIsLookedAtAgain(t *testing.T) {
	d, ctx := dbtest.Open(t), t.Context()
	runs := 0
	err := d.Update(ctx, as, func(tx *db.Tx) error {
		runs++
		refuse := func(ctx context.Context) error {
			_, err := tx.Next(ctx, "j")
			return errors.Join(err, fault.New(fault.Conflict, fmt.Sprint("lần ", runs)))
		}
		if err := tx.Insist(ctx, refuse, moreCounter, 1, "19", "gone"); err != nil {
			return err // SQLite says so at once
		}
		if runs == 1 {
			return tx.Soon(ctx, `DO $$ BEGIN RAISE EXCEPTION 'collided' USING ERRCODE = '40001'; END $$`)
		}
		return nil
	})
	want := 1
	if d.Engine() == "postgresql" {
		want = 2
	}
	if fault.KindOf(err) != fault.Conflict || err.Error() != fmt.Sprint("lần ", want) || runs != want || counter(t, d, "j") != 0 {
		t.Errorf("after %d runs: %v; kept %d", runs, err, counter(t, d, "j"))
	}
}

// A collision counts, whatever a deed makes of it: it is run again.
func TestACollisionThatNobodyTellsIsLookedAtAgain(t *testing.T) {
	d, ctx := dbtest.Open(t), t.Context()
	const collide = `DO $$ BEGIN RAISE EXCEPTION 'collided' USING ERRCODE = '40001'; END $$`
	own := fault.New(fault.Invalid, "không")
	for name, fn := range map[string]func(*db.Tx) error{
		"alone": func(tx *db.Tx) error { _, _ = tx.Exec(ctx, collide); return own },
		"behind one": func(tx *db.Tx) error {
			_ = tx.Soon(ctx, moreCounter, 1, "19", "w")
			_, _ = tx.Exec(ctx, collide)
			return own
		},
		"in the words for a refusal": func(tx *db.Tx) error {
			refuse := func(ctx context.Context) error { _, _ = tx.Exec(ctx, collide); return own }
			return errors.Join(tx.Insist(ctx, refuse, moreCounter, 1, "19", "gone"), tx.Settle(ctx))
		},
		"while it waited": func(tx *db.Tx) error { _ = tx.Soon(ctx, collide); _ = tx.Settle(ctx); return own },
	} {
		runs := 0
		err := d.Update(ctx, as, func(tx *db.Tx) error {
			if runs++; runs == 1 && tx.Postgres() {
				return fn(tx)
			}
			return own
		})
		if want := map[bool]int{true: 2, false: 1}[d.Engine() == "postgresql"]; !errors.Is(err, own) || runs != want {
			t.Errorf("%s: %d runs, %v", name, runs, err)
		}
	}
}

func TestAPromiseIsKeptWhenItIsAskedFor(t *testing.T) {
	d, ctx := dbtest.Open(t), t.Context()
	text := func(scan db.Scan) (s string, err error) { return s, scan(&s) }
	err := d.Update(ctx, as, func(tx *db.Tx) error {
		if err := errors.Join(tx.Soon(ctx, newCounter, "19", "f", 1), tx.Soon(ctx, newCounter, "19", "g", 1)); err != nil {
			return err
		}
		const names = `SELECT name FROM counters WHERE province = ? ORDER BY name`
		early, err := db.CollectSoon(ctx, tx, names, []any{"19"}, text)
		if err != nil {
			return err
		}
		if err := tx.Soon(ctx, newCounter, "19", "h", 1); err != nil {
			return err
		}
		late, err := db.CollectSoon(ctx, tx, names+` LIMIT 1`, []any{"19"}, text)
		if err != nil {
			return err
		}
		for range 2 {
			all, err := early.Get(ctx)
			one, lateErr := late.Get(ctx)
			if strings.Join(all, "") != "fg" || strings.Join(one, "") != "f" || err != nil || lateErr != nil {
				t.Errorf("%v and %v, %v, %v", all, one, err, lateErr)
			}
		}
		return nil
	})
	if err != nil || counter(t, d, "h") != 1 {
		t.Errorf("%v, %d", err, counter(t, d, "h"))
	}
}

// What waited when a job failed is not done in the name of the next one.
func TestWhatAFailedJobLeftWaitingIsForgotten(t *testing.T) {
	d := dbtest.Open(t)
	var wg sync.WaitGroup
	for i := range 40 {
		wg.Go(func() {
			err := d.Update(t.Context(), as, func(tx *db.Tx) error { return oneOfMany(t.Context(), tx, i) })
			if (err != nil) != (i%4 != 0) {
				t.Errorf("job %d: %v", i, err)
			}
		})
	}
	wg.Wait()
	for i := range 40 {
		want := int64(0)
		if i%4 == 0 {
			want = 7
		}
		if n := counter(t, d, fmt.Sprint(i)); n != want {
			t.Errorf("job %d left %d", i, n)
		}
	}
}

// oneOfMany writes a counter and fails in one of three ways, or not.
func oneOfMany(ctx context.Context, tx *db.Tx, i int) error {
	err := tx.Soon(ctx, newCounter, "19", fmt.Sprint(i), 7)
	switch {
	case err != nil || i%4 == 0:
		return err
	case i%4 == 1:
		return fault.New(fault.Invalid, "không")
	case i%4 == 2:
		return tx.Soon(ctx, newCounter, "19", fmt.Sprint(i), 8)
	}
	return tx.ChangeSoon(ctx, moreCounter, 1, "19", "gone")
}

// A form sent again is answered as before, whoever fails beside it.
func TestAUsedKeyAmongThoseThatFail(t *testing.T) {
	d, ctx := dbtest.Open(t), t.Context()
	send := func() (got string, err error) {
		err = d.Update(ctx, as, func(tx *db.Tx) error {
			got, err = tx.OnceSoon(ctx, "k", "a", func() (string, error) { return "new", tx.Soon(ctx, newCounter, "19", "w", 1) })
			return err
		})
		return got, err
	}
	if _, err := send(); err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for i := range 40 {
		wg.Go(func() {
			if got, err := send(); got != "new" || err != nil {
				t.Errorf("sent again: %q, %v", got, err)
			}
		})
		wg.Go(func() {
			err := d.Update(ctx, as, func(tx *db.Tx) error { return oneOfMany(ctx, tx, i) })
			if (err != nil) != (i%4 != 0) {
				t.Errorf("job %d: %v", i, err)
			}
		})
	}
	wg.Wait()
	for i := range 40 {
		if n := counter(t, d, fmt.Sprint(i)); (n == 7) != (i%4 == 0) {
			t.Errorf("job %d left %d", i, n)
		}
	}
	if n := counter(t, d, "w"); n != 1 {
		t.Errorf("the form counted %d times", n)
	}
}

// That a key was used counts for nothing when the transaction that found it
// has collided.
func TestACollisionBehindAUsedKeyIsLookedAtAgain(t *testing.T) {
	d, ctx := dbtest.Open(t), t.Context()
	if d.Engine() != "postgresql" {
		t.Skip("SQLite's transactions do not collide")
	}
	err := d.Update(ctx, as, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `CREATE FUNCTION collide() RETURNS BIGINT LANGUAGE plpgsql AS
			$$ BEGIN RAISE EXCEPTION 'collided' USING ERRCODE = '40001'; END $$`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	runs, got := 0, ""
	send := func(question string) (err error) {
		return d.Update(ctx, as, func(tx *db.Tx) error {
			got, err = tx.OnceSoon(ctx, "k", "a", func() (string, error) {
				var n int64
				if runs++; runs == 2 {
					return "", tx.QueryRow(ctx, question, nil, &n)
				}
				return "new", tx.Soon(ctx, moreCounter, 1, "19", "w")
			})
			return err
		})
	}
	if err := send(""); err != nil {
		t.Fatal(err)
	}
	if err := send(`SELECT collide()`); err != nil || got != "new" || runs != 3 {
		t.Errorf("after %d runs: %q, %v", runs, got, err)
	}
}
