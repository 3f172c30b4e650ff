package db_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/db/dbtest"
	"example.vn/khuyencong/internal/platform/fault"
)

// onPostgres skips the test on the engine that has no connections to lose.
func onPostgres(t *testing.T) *db.DB {
	t.Helper()
	d := dbtest.Open(t)
	if d.Engine() != "postgresql" {
		t.Skip("SQLite has no connection that could be lost")
	}
	return d
}

// kick has the server throw out whoever runs the transaction.
func kick(ctx context.Context, tx *db.Tx) error {
	_, err := tx.Exec(ctx, `SELECT pg_terminate_backend(pg_backend_pid())`)
	return err
}

func TestWorkLostWithItsConnectionIsDoneAgain(t *testing.T) {
	d, ctx := onPostgres(t), t.Context()
	runs := 0
	err := d.Update(ctx, as, func(tx *db.Tx) error {
		runs++
		if err := next(ctx, tx); err != nil {
			return err
		}
		if runs < 3 {
			return kick(ctx, tx)
		}
		return nil
	})
	if n := count(t, d); err != nil || n != 1 || runs != 3 {
		t.Errorf("after %d runs, the counter is %d: %v", runs, n, err)
	}
}

func TestAConnectionLostWhileReadingIsSaidInWords(t *testing.T) {
	d, ctx := onPostgres(t), t.Context()
	err := d.View(ctx, as, func(tx *db.Tx) error { return kick(ctx, tx) })
	if fault.KindOf(err) != fault.Unavailable || !strings.Contains(err.Error(), "tạm thời không trả lời") {
		t.Errorf("a lost reader is told %v", err)
	}
	if n := count(t, d); n != 0 { // and the next one does not get the dead connection
		t.Errorf("counter = %d", n)
	}
}

func TestACommitInDoubtIsNotTriedAgainAndSaidInWords(t *testing.T) {
	d, ctx := onPostgres(t), t.Context()
	err := d.Update(ctx, as, func(tx *db.Tx) error {
		for _, s := range []string{
			`CREATE FUNCTION kick() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$`,
			`CREATE CONSTRAINT TRIGGER kick AFTER INSERT ON counters DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION kick()`,
		} {
			if _, err := tx.Exec(ctx, s); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	runs := 0
	err = d.Update(ctx, as, func(tx *db.Tx) error {
		runs++
		return next(ctx, tx)
	})
	f, told := errors.AsType[*fault.Error](err)
	if !told || f.Kind != fault.Unavailable || !strings.Contains(f.Message, "chưa biết lần gửi này đã được ghi hay chưa") {
		t.Errorf("the caller is told %v", err)
	}
	if runs != 1 {
		t.Errorf("what may have been written was run %d times", runs)
	}
}

// Two programs write to one row. One is slow, and the other always commits
// before it; still it gets its turn.
func TestASlowProgramGetsItsTurn(t *testing.T) {
	url, ctx := dbtest.URL(t), t.Context()
	if !db.IsPostgres(url) {
		t.Skip("SQLite has one writer")
	}
	var programs [2]*db.DB
	for i := range programs {
		d, err := db.Open(ctx, url, nil)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = d.Close() })
		programs[i] = d
	}
	slow, busy := programs[0], programs[1]
	if err := slow.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	stop, begun := make(chan struct{}), make(chan struct{})
	commits := 0
	var all sync.WaitGroup
	all.Go(func() {
		for {
			if err := busy.Update(ctx, as, func(tx *db.Tx) error { return next(ctx, tx) }); err != nil {
				t.Error(err)
			}
			if commits++; commits == 1 {
				close(begun)
			}
			select {
			case <-stop:
				return
			default:
			}
		}
	})
	<-begun
	runs := 0
	err := slow.Update(ctx, as, func(tx *db.Tx) error {
		runs++
		if _, err := tx.Exec(ctx, `SELECT pg_sleep(0.1) FROM counters`); err != nil {
			return err
		}
		return next(ctx, tx)
	})
	close(stop)
	all.Wait()
	if err != nil {
		t.Errorf("after %d runs: %v", runs, err)
	}
	if n := count(t, slow); n != int64(commits)+1 {
		t.Errorf("counter = %d after %d commits and one", n, commits)
	}
}
