package ledger_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/audit"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/db/dbtest"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/money"
)

const (
	simulatedOps = 200
	atOnce       = 32 // lives that go on at the same time, each in a province of its own
)

// TestSimulation leads KC_SEEDS lives of a province's books, each of 200 steps
// drawn from its seed: entries of every kind, entries sent twice, undone,
// abandoned half-way; the clock jumps. The model says what must happen. A life
// that fails names its seed; KC_SEED leads that one alone.
func TestSimulation(t *testing.T) {
	first, n := uint64(1), uint64(24)
	if s := os.Getenv("KC_SEEDS"); s != "" {
		n = seed(t, s)
	}
	if s := os.Getenv("KC_SEED"); s != "" {
		first, n = seed(t, s), 1
	}
	var now atomic.Int64
	now.Store(dbtest.Now.Unix())
	d := dbtest.OpenAt(t, func() time.Time { return time.Unix(now.Load(), 0) })
	var posted, refused atomic.Int64
	seeds := make(chan uint64)
	var all sync.WaitGroup
	for range atOnce {
		all.Go(func() {
			for s := range seeds {
				l := &life{DB: d, now: &now, rng: rand.New(rand.NewPCG(s, 18)), model: model{balances: map[string]int64{}},
					scope: db.Scope{Province: fmt.Sprint("s", s), Actor: access.Actor{ID: "u-1"}}}
				if err := l.lead(t.Context()); err != nil {
					t.Errorf("seed %d, step %d: %v (repeat it with KC_SEED=%d)", s, l.step, err, s)
				}
				posted.Add(int64(len(l.model.posted)))
				refused.Add(int64(l.refused))
			}
		})
	}
	for s := first; s < first+n && !t.Failed(); s++ {
		seeds <- s
	}
	close(seeds)
	all.Wait()
	t.Logf("%d seeds of %d steps: %d entries posted, %d refused, as the model said", n, simulatedOps, posted.Load(), refused.Load())
	if refused.Load() == 0 || posted.Load() < int64(n)*simulatedOps/4 {
		t.Error("the steps do not reach far enough")
	}
}

func seed(t *testing.T, s string) uint64 {
	t.Helper()
	n, err := strconv.ParseUint(s, 10, 63)
	if err != nil || n == 0 {
		t.Fatalf("%q is not a number of seeds", s)
	}
	return n
}

// A life is one province's books next to their model.
type life struct {
	*db.DB
	now     *atomic.Int64
	rng     *rand.Rand
	scope   db.Scope
	model   model
	step    int
	keys    int
	refused int
}

func (l *life) lead(ctx context.Context) error {
	for l.step = range simulatedOps {
		var err error
		switch n := l.rng.IntN(100); {
		case l.step < 4: // something to move
			err = l.post(ctx, done{book: books[l.step%len(books)], kind: ledger.Allot, amount: 2000})
		case n < 70:
			err = l.post(ctx, l.draw())
		case n < 80:
			err = l.again(ctx)
		case n < 90:
			err = l.undo(ctx)
		case n < 97:
			err = l.abandon(ctx)
		default: // a jump of the clock, at most a day and a bit either way
			l.now.Add(int64(l.rng.IntN(180000) - 90000))
		}
		if err != nil {
			return err
		}
	}
	return l.compare(ctx)
}

// draw makes up an entry, mostly one that has something to take from, that is
// likely to hit a limit exactly, or miss it by one.
func (l *life) draw() done {
	var d done
	var left int64
	for range 6 {
		d = done{book: books[l.rng.IntN(len(books))], kind: kinds[l.rng.IntN(len(kinds))], subject: subjects[l.rng.IntN(len(subjects))]}
		from, _, _ := strings.Cut(rules[d.kind], ">")
		if left = l.model.balances[at(d.book, from, d.subject)]; left > 0 || from == "work" {
			break
		}
	}
	d.amount = []int64{1 + l.rng.Int64N(200), 1 + l.rng.Int64N(50), left / 4, (left + 1) / 2, left, left + 1, 0, int64(money.Max) + 1}[l.rng.IntN(8)]
	return d
}

func (l *life) post(ctx context.Context, d done) error {
	l.keys++
	d.key = fmt.Sprint("k", l.keys)
	return l.try(ctx, d, l.model.post(d))
}

func (l *life) try(ctx context.Context, d done, want bool) error {
	return l.hold(fmt.Sprintf("%+v", d), want, l.Update(ctx, l.scope, func(tx *db.Tx) error {
		if err := ledger.Post(ctx, tx, d.entry()); err != nil {
			return err
		}
		return audit.Record(ctx, tx, "entry.post", "book", map[string]string{"key": d.key})
	}))
}

// hold compares what happened with what the model wants.
func (l *life) hold(what string, want bool, err error) error {
	if err != nil && fault.KindOf(err) != fault.Conflict && fault.KindOf(err) != fault.Invalid {
		return err
	}
	if err != nil {
		l.refused++
	}
	if (err == nil) != want {
		return fmt.Errorf("%s: went through %v, the model says %v: %w", what, err == nil, want, err)
	}
	return nil
}

// again sends an entry twice, and then its key with another amount.
func (l *life) again(ctx context.Context) error {
	if len(l.model.posted) == 0 {
		return nil
	}
	d := l.model.posted[l.rng.IntN(len(l.model.posted))]
	if d.kind == ledger.Reverse {
		return nil
	}
	err := l.try(ctx, d, true)
	d.amount++
	return errors.Join(err, l.try(ctx, d, false))
}

func (l *life) undo(ctx context.Context) error {
	i := l.rng.IntN(len(l.model.posted))
	d := l.model.posted[i]
	l.keys++
	key := fmt.Sprint("k", l.keys)
	want := l.model.undo(i, key)
	return l.hold("undo", want, l.Update(ctx, l.scope, func(tx *db.Tx) error {
		return ledger.Undo(ctx, tx, d.book, d.seq, key, "2026-11-22", "ghi nhầm")
	}))
}

var errAbandoned = errors.New("abandoned")

// abandon posts and then gives up, or panics, before the end: nothing happens.
func (l *life) abandon(ctx context.Context) (err error) {
	d, panics := l.draw(), l.rng.IntN(2) == 0
	d.key = "never"
	defer func() {
		if v := recover(); v != nil && fmt.Sprint(v) != errAbandoned.Error() {
			err = fmt.Errorf("panic: %v", v)
		}
	}()
	err = l.Update(ctx, l.scope, func(tx *db.Tx) error {
		_ = ledger.Post(ctx, tx, d.entry()) // whether it fits or not
		if panics {
			panic(errAbandoned)
		}
		return errAbandoned
	})
	if !errors.Is(err, errAbandoned) {
		return fmt.Errorf("an abandoned transaction ended with %w", err)
	}
	return nil
}

// compare compares the books with the model and verifies books and chain.
func (l *life) compare(ctx context.Context) error {
	got, want := map[string]int64{}, map[string]int64{}
	for place, v := range l.model.balances {
		if v != 0 {
			want[place] = v
		}
	}
	return l.View(ctx, l.scope, func(tx *db.Tx) error {
		check, err := ledger.VerifyEach(ctx, tx)
		if err != nil {
			return err
		}
		if _, err := audit.Verify(ctx, tx); err != nil {
			return err
		}
		err = tx.Each(ctx, `SELECT fund, year, account, subject, balance FROM ledger_accounts WHERE province = ? AND balance <> 0`,
			[]any{tx.Province}, func(scan db.Scan) error {
				var b ledger.Book
				var account, subject string
				var v int64
				err := scan(&b.Fund, &b.Year, &account, &subject, &v)
				got[at(b, account, subject)] = v
				return err
			})
		if err != nil {
			return err
		}
		if diff := cmp.Diff(want, got); diff != "" || check.Entries != len(l.model.posted) {
			return fmt.Errorf("%d entries, the model has %d; balances (-model +ledger)\n%s", check.Entries, len(l.model.posted), diff)
		}
		return nil
	})
}
