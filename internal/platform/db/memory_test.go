package db_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/db/dbtest"
)

func TestWhatWasMadeIsRememberedUntilTheStampChanges(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t)
	made := 0
	ask := func(run func(context.Context, db.Scope, func(*db.Tx) error) error, key string, stamp int64) (got any) {
		err := run(t.Context(), as, func(tx *db.Tx) (err error) {
			got, err = tx.Remembered(t.Context(), key, stamp, func() (any, error) { made++; return made, nil })
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	for i, want := range []struct {
		got any
		n   int
	}{
		{ask(d.View, "a", 1), 1}, {ask(d.Read, "a", 1), 1}, {ask(d.View, "b", 1), 2}, {ask(d.View, "a", 2), 3},
		{ask(d.View, "a", 2), 3}, {ask(d.Update, "a", 2), 4}, {ask(d.View, "a", 2), 3},
	} {
		if want.got != want.n {
			t.Errorf("question %d was answered with %v, want %d", i, want.got, want.n)
		}
	}
}

// Many who want the same at the same time have it made once; who saw an older
// stamp does not take a newer value's place; and who was called off takes nobody
// along.
func TestWhatManyWantAtOnceIsMadeOnce(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t)
	const many = 6
	var made, asked atomic.Int64
	errOff := errors.New("called off")
	together := func(key string, fail bool) (values []any) {
		var mu sync.Mutex
		var all sync.WaitGroup
		asked.Store(0)
		for range many {
			all.Go(func() {
				err := d.View(t.Context(), as, func(tx *db.Tx) error {
					asked.Add(1)
					v, err := tx.Remembered(t.Context(), key, 1, func() (any, error) {
						n := made.Add(1)
						for asked.Load() < many {
							runtime.Gosched()
						}
						time.Sleep(300 * time.Millisecond) // by then they have asked, on a slow machine too
						if fail && n == 1 {
							return nil, errOff
						}
						return n, nil
					})
					mu.Lock()
					defer mu.Unlock()
					values = append(values, v)
					return err
				})
				if err != nil && !errors.Is(err, errOff) {
					t.Error(err)
				}
			})
		}
		all.Wait()
		return values
	}
	if got := together("a", false); made.Load() != 1 || len(got) != many || slices.ContainsFunc(got, func(v any) bool { return v != int64(1) }) {
		t.Errorf("made %d times: %v", made.Load(), got)
	}
	made.Store(0)
	got := together("b", true)
	slices.SortFunc(got, func(a, b any) int { return cmp.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
	if want := []any{int64(2), int64(2), int64(2), int64(2), int64(2), nil}; !slices.Equal(got, want) || made.Load() != 2 {
		t.Errorf("called off: made %d times: %v", made.Load(), got)
	}
	err := d.View(t.Context(), as, func(tx *db.Tx) error {
		for _, stamp := range []int64{7, 5} {
			if v, err := tx.Remembered(t.Context(), "c", stamp, func() (any, error) { return stamp, nil }); v != stamp || err != nil {
				t.Errorf("%d: %v, %v", stamp, v, err)
			}
		}
		if tx.Recalled("c") != int64(7) || tx.Recalled("d") != nil {
			t.Errorf("recalled %v and %v", tx.Recalled("c"), tx.Recalled("d"))
		}
		for n := range 1000 { // far more than are kept
			if _, err := tx.Remembered(t.Context(), n, 1, func() (any, error) { return n, nil }); err != nil {
				return err
			}
		}
		if left := d.RememberedValues(); left != 160 || tx.Recalled(999) != 999 {
			t.Errorf("%d values are kept, the last is %v", left, tx.Recalled(999))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Who leaves does not wait any longer, and whoever made it may break down: the
// next one makes it.
func TestNobodyWaitsForWhoNeverComesBack(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t)
	begun, broken := make(chan struct{}), make(chan struct{})
	var all sync.WaitGroup
	all.Go(func() {
		defer func() {
			if recover() == nil {
				t.Error("the panic was swallowed")
			}
		}()
		_ = d.View(t.Context(), as, func(tx *db.Tx) error {
			_, err := tx.Remembered(t.Context(), "a", 1, func() (any, error) {
				close(begun)
				<-broken
				panic("broken")
			})
			return err
		})
	})
	<-begun
	ask := func(ctx context.Context) (v any, err error) {
		err = d.View(t.Context(), as, func(tx *db.Tx) (err error) {
			v, err = tx.Remembered(ctx, "a", 1, func() (any, error) { return "made", nil })
			return err
		})
		return v, err
	}
	left, leave := context.WithCancel(t.Context())
	leave()
	if v, err := ask(left); !errors.Is(err, context.Canceled) {
		t.Errorf("who left: %v, %v", v, err)
	}
	all.Go(func() {
		if v, err := ask(t.Context()); v != "made" || err != nil {
			t.Errorf("who waited: %v, %v", v, err)
		}
	})
	close(broken)
	all.Wait()
}

// A server that takes over from one that was lost may use its numbers again.
func TestWhatALostServerKnewIsForgotten(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t)
	err := d.View(t.Context(), as, func(tx *db.Tx) error {
		for want, during := range []func(){func() {}, d.Forget, func() {}} {
			v, err := tx.Remembered(t.Context(), "a", 1, func() (any, error) { during(); return want, nil })
			if v != want || err != nil {
				t.Errorf("time %d: %v, %v", want, v, err)
			}
			if want == 0 {
				d.Forget()
			}
		}
		if tx.Recalled("a") != 2 {
			t.Errorf("recalled %v", tx.Recalled("a"))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
