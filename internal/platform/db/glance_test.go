package db_test

import (
	"context"
	"errors"
	"maps"
	"slices"
	"testing"

	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/db/dbtest"
)

// A glance asks one question of the province it is for, in one message.
func TestAGlanceIsOneMessage(t *testing.T) {
	t.Parallel()
	d, ctx := dbtest.Open(t), t.Context()
	for _, province := range []string{"19", "19", "01"} {
		if err := d.Update(ctx, db.Scope{Province: province, Actor: as.Actor}, func(tx *db.Tx) error { return next(ctx, tx) }); err != nil {
			t.Fatal(err)
		}
	}
	read := func(tx *db.Tx) (n int64, err error) {
		return n, tx.QueryRow(ctx, `SELECT SUM(value) FROM counters`, nil, &n)
	}
	var n int64
	glance := func(tx *db.Tx) (err error) { n, err = read(tx); return err }
	if err := d.Glance(ctx, as, glance); err != nil { // prepares the statements
		t.Fatal(err)
	}
	before := d.Messages()
	err := d.Glance(ctx, as, glance)
	if sent := d.Messages() - before; err != nil || d.Engine() == "postgresql" && (sent != 1 || n != 2) {
		t.Errorf("%d messages, read %d, %v", sent, n, err)
	}
}

// Who asks twice, or writes, needs a transaction.
func TestAGlanceAsksOnceAndWritesNothing(t *testing.T) {
	t.Parallel()
	d, ctx := dbtest.Open(t), t.Context()
	if d.Engine() != "postgresql" {
		t.Skip("a glance is a View on SQLite")
	}
	twice := func(tx *db.Tx) error {
		var n int64
		if err := tx.QueryRow(ctx, `SELECT count(*) FROM counters`, nil, &n); err != nil {
			t.Errorf("the first question: %v", err)
		}
		return tx.QueryRow(ctx, `SELECT count(*) FROM counters`, nil, &n)
	}
	later2 := func(tx *db.Tx) error {
		if err := tx.QueryRow(ctx, `SELECT count(*) FROM counters`, nil, new(int64)); err != nil {
			t.Errorf("the first question: %v", err)
		}
		return tx.EachSoon(ctx, `SELECT value FROM counters`, nil, func(db.Scan) error { return nil })
	}
	again := func(tx *db.Tx) error {
		if err := tx.QueryRow(ctx, `SELECT count(*) FROM counters`, nil, new(int64)); err != nil {
			t.Errorf("the first question: %v", err)
		}
		_, err := tx.Exec(ctx, `SELECT 1 FROM counters`)
		return err
	}
	writes := func(tx *db.Tx) error { _, err := tx.Exec(ctx, newCounter, "19", "a", 1); return err }
	later := func(tx *db.Tx) error { return tx.Soon(ctx, newCounter, "19", "a", 1) }
	for name, fn := range map[string]func(*db.Tx) error{"twice": twice, "writes": writes, "writes later": later, "asks once more": later2, "asks again": again} {
		if err := d.Glance(ctx, as, fn); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if n := counter(t, d, "a"); n != 0 {
		t.Errorf("it wrote %d", n)
	}
}

func TestAGlanceThatLosesItsConnectionIsTakenAgain(t *testing.T) {
	t.Parallel()
	d, ctx := onPostgres(t), t.Context()
	runs := 0
	err := d.Glance(ctx, as, func(tx *db.Tx) error {
		runs++
		if runs < 3 {
			return tx.QueryRow(ctx, `SELECT pg_terminate_backend(pg_backend_pid())`, nil, new(bool))
		}
		return tx.QueryRow(ctx, `SELECT count(*) FROM counters`, nil, new(int64))
	})
	if err != nil || runs != 3 {
		t.Errorf("after %d runs: %v", runs, err)
	}
}

// batch has the writer run jobs together, behind one that holds it up, and
// returns how many messages that took, and their errors.
func batch(t *testing.T, d *db.DB, jobs ...func(context.Context, *db.Tx) error) (sent int64, errs []error) {
	t.Helper()
	return batchFor(t, d, slices.Repeat([]string{as.Province}, len(jobs)), jobs...)
}

// batchFor does so with jobs of several provinces.
func batchFor(t *testing.T, d *db.DB, provinces []string, jobs ...func(context.Context, *db.Tx) error) (sent int64, errs []error) {
	t.Helper()
	ctx := t.Context()
	in, out, errs := make(chan struct{}), make(chan struct{}), make([]error, len(jobs))
	done := make(chan int, len(jobs)+1)
	go func() {
		_ = d.Update(ctx, as, func(*db.Tx) error { close(in); <-out; return nil })
		done <- -1
	}()
	<-in
	for i, fn := range jobs {
		go func() {
			its := db.Scope{Province: provinces[i], Actor: as.Actor}
			errs[i] = d.Update(ctx, its, func(tx *db.Tx) error { return fn(ctx, tx) })
			done <- i
		}()
		d.WaitQueued(i + 1)
	}
	before := d.Messages()
	close(out)
	for range len(jobs) + 1 {
		<-done
	}
	return d.Messages() - before, errs
}

// What a job writes last goes with the first question of the next one, and the
// beginning of the transaction with that of the first: three jobs that ask once
// are three messages, one more for what the last one left, and the commit.
func TestWhatAJobWritesLastGoesWithTheNextQuestion(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t)
	job := func(name string) func(context.Context, *db.Tx) error {
		return func(ctx context.Context, tx *db.Tx) error {
			var n int64
			if err := tx.QueryRow(ctx, `SELECT count(*) FROM counters WHERE name <> 'x'`, nil, &n); err != nil {
				return err
			}
			return tx.Soon(ctx, newCounter, "19", name, n)
		}
	}
	sent, errs := batch(t, d, job("a"), job("b"), job("c"))
	for i, name := range []string{"a", "b", "c"} {
		if n := counter(t, d, name); n != int64(i) || errs[i] != nil {
			t.Errorf("%s saw %d before it: %v", name, n, errs[i])
		}
	}
	const ofTheFirst = 2 // its beginning, since it asks nothing, and its commit
	if d.Engine() == "postgresql" && sent != ofTheFirst+3+1+1 {
		t.Errorf("%d messages", sent)
	}
}

// What a job wrote last and fails is its own failure, not that of the next one,
// however it fails and whatever the next one makes of it.
func TestWhatAJobHandedOnFailsItAlone(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t)
	good := func(name string) func(context.Context, *db.Tx) error {
		return func(ctx context.Context, tx *db.Tx) error {
			_ = tx.QueryRow(ctx, ofCounter, []any{"19", "nobody"}, new(int64)) // fails anyhow
			return tx.Soon(ctx, newCounter, "19", name, 1)
		}
	}
	taken := func(ctx context.Context, tx *db.Tx) error { return tx.Soon(ctx, newCounter, "19", "a", 5) }
	gone := func(ctx context.Context, tx *db.Tx) error { return tx.ChangeSoon(ctx, moreCounter, 1, "19", "nobody") }
	heard := int64(-1)
	asks := func(ctx context.Context, tx *db.Tx) error {
		return tx.EachSoon(ctx, ofCounter, []any{"19", "c"}, func(scan db.Scan) error { return scan(&heard) })
	}
	_, errs := batch(t, d, good("a"), taken, good("b"), gone, good("c"), asks, good("d"))
	for i, fails := range []bool{false, true, false, true, false, false, false} {
		if (errs[i] != nil) != fails {
			t.Errorf("job %d: %v", i, errs[i])
		}
	}
	for name, want := range map[string]int64{"a": 1, "b": 1, "c": 1, "d": 1} {
		if n := counter(t, d, name); n != want {
			t.Errorf("counter %s = %d", name, n)
		}
	}
	if heard != 1 {
		t.Errorf("what was asked last was answered with %d", heard)
	}
}

// The last of a batch who leaves has not taken along what the one before left.
func TestWhatIsHandedOnToSomebodyWhoHasLeftIsWritten(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t)
	ctx, leave := context.WithCancel(t.Context())
	in, out := make(chan struct{}), make(chan struct{})
	done := make(chan error, 3)
	go func() {
		done <- d.Update(t.Context(), as, func(*db.Tx) error { close(in); <-out; return nil })
	}()
	<-in
	go func() {
		done <- d.Update(t.Context(), as, func(tx *db.Tx) error {
			leave()
			return tx.Soon(t.Context(), newCounter, "19", "a", 3)
		})
	}()
	d.WaitQueued(1)
	go func() { _ = d.Update(ctx, as, func(tx *db.Tx) error { return next(ctx, tx) }); done <- nil }()
	d.WaitQueued(2)
	close(out)
	for range 3 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	if n := counter(t, d, "a"); n != 3 {
		t.Errorf("counter = %d", n)
	}
}

// Numbers asked for ahead are those that would have been given.
func TestNumbersAskedForAheadGoOn(t *testing.T) {
	t.Parallel()
	d, ctx := dbtest.Open(t), t.Context()
	for round := range 2 {
		var got []int64
		err := d.Update(ctx, as, func(tx *db.Tx) error {
			got = nil
			for range 2 { // once is enough
				if err := tx.NextAhead(ctx, "n", `SELECT COALESCE(MAX(value), 0) FROM counters WHERE name = ?`, "n"); err != nil {
					return err
				}
			}
			for _, many := range []int64{1, 1, 5, 1} {
				n, err := tx.Reserve(ctx, "n", many)
				if err != nil {
					return err
				}
				got = append(got, n)
			}
			n, err := tx.Next(ctx, "other")
			got = append(got, n)
			return err
		})
		from := int64(round * 8)
		if want := []int64{from + 1, from + 2, from + 7, from + 8, int64(round + 1)}; err != nil || !slices.Equal(got, want) {
			t.Errorf("round %d: %v, %v, want %v", round, got, err, want)
		}
	}
	if n := counter(t, d, "n"); n != 16 {
		t.Errorf("counter = %d", n)
	}
}

// Jobs of one batch take numbers of a counter that the first of them has asked
// for ahead; one that fails beside them has taken none.
func TestABatchGoesOnWithTheNumbersOfItsFirstJob(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t)
	got := map[int]int64{}
	take := func(i int, fails error) func(context.Context, *db.Tx) error {
		return func(ctx context.Context, tx *db.Tx) error {
			if err := tx.NextAhead(ctx, "n", `SELECT COALESCE(MAX(value), 0) FROM counters WHERE name = ?`, "n"); err != nil {
				return err
			}
			n, err := tx.Next(ctx, "n")
			if err != nil {
				return err
			}
			got[i] = n
			return fails
		}
	}
	_, errs := batch(t, d, take(1, nil), take(2, nil), take(3, nil))
	if want := map[int]int64{1: 1, 2: 2, 3: 3}; !maps.Equal(got, want) || slices.ContainsFunc(errs, func(err error) bool { return err != nil }) {
		t.Errorf("numbers %v, %v", got, errs)
	}
	_, errs = batch(t, d, take(1, nil), take(2, errors.New("no")), take(3, nil))
	if errs[0] != nil || errs[1] == nil || errs[2] != nil || got[1] != 4 || got[3] != 5 || counter(t, d, "n") != 5 {
		t.Errorf("beside one that fails: %v, %v", got, errs)
	}
}

// What a job carries is there for those behind it in the batch, not for others.
func TestWhatAJobCarries(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t)
	type key struct{}
	var seen []any
	job := func(v int, fails error) func(context.Context, *db.Tx) error {
		return func(ctx context.Context, tx *db.Tx) error {
			seen = append(seen, tx.Kept(key{}))
			tx.Keep(key{}, -v)
			tx.Carry(key{}, v)
			if tx.Kept(key{}) != v {
				t.Errorf("job %d keeps %v", v, tx.Kept(key{}))
			}
			return errors.Join(next(ctx, tx), fails)
		}
	}
	batch(t, d, job(1, nil), job(2, nil), job(3, nil))
	if want := []any{nil, 1, 2}; !slices.Equal(seen, want) {
		t.Errorf("a batch saw %v, want %v", seen, want)
	}
	seen = nil
	used := func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.OnceSoon(ctx, "k", "a form", func() (string, error) {
			tx.Carry(key{}, 0)
			return "", next(ctx, tx) // which learns that the key was used
		})
		return err
	}
	batch(t, d, used)
	batch(t, d, job(1, nil), used, job(3, nil))
	if want := []any{nil, 1}; !slices.Equal(seen, want) {
		t.Errorf("around a form that came before %v, want %v", seen, want)
	}
	seen = nil
	batch(t, d, job(4, nil), job(5, errors.New("no")), job(6, nil))
	if want := []any{nil, 4, nil, nil, nil}; !slices.Equal(seen, want) { // once together, then each apart
		t.Errorf("beside one that fails %v, want %v", seen, want)
	}
}

// Jobs of several provinces in one batch: each sees the rows and takes the
// numbers of its own.
func TestABatchOfSeveralProvincesKeepsThemApart(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t)
	provinces := []string{"19", "19", "08", "19", "08", "08"}
	see := func(ctx context.Context, tx *db.Tx, i int, want int64) error {
		err := tx.NextAhead(ctx, "n", `SELECT COALESCE(MAX(value), 0) FROM counters WHERE province = ? AND name = ?`, tx.Province, "n")
		if err != nil {
			return err
		}
		n, err := tx.Next(ctx, "n")
		if err != nil {
			return err
		}
		if n != want {
			t.Errorf("job %d takes the number %d, want %d", i, n, want)
		}
		if !tx.Postgres() {
			return nil // there the queries alone keep them apart
		}
		var all string
		err = tx.QueryRow(ctx, `SELECT COALESCE(string_agg(DISTINCT province, ' '), '') FROM counters`, nil, &all)
		if all != provinces[i] {
			t.Errorf("job %d of %s sees %q, %v", i, provinces[i], all, err) // even if it is told so by a failure, and run again
		}
		return err
	}
	for round, numbers := range [][]int64{{1, 2, 1, 3, 2, 3}, {4, 5, 4, 6, 5, 6}} { // together, and apart since one fails
		var jobs []func(context.Context, *db.Tx) error
		for i := range provinces {
			jobs = append(jobs, func(ctx context.Context, tx *db.Tx) error {
				err := see(ctx, tx, i, numbers[i])
				if round == 1 && i == 5 {
					err = errors.Join(err, errors.New("no"))
				}
				return err
			})
		}
		_, errs := batchFor(t, d, provinces, jobs...)
		for i, err := range errs {
			if (err != nil) != (round == 1 && i == 5) {
				t.Errorf("job %d: %v", i, err)
			}
		}
	}
}
