package db

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"example.vn/khuyencong/internal/platform/fault"
)

const (
	maxBatch = 128 // transactions that may share one durable commit
	maxTries = 50  // runs of a batch that collides with another program's
	politely = 5   // of these, those before it asks the others to wait
)

// A job is one call of Update on its way through the writer. The writer opens
// the transaction and hands it to the goroutine of the call, which runs fn, so
// that a panic or an end of that goroutine is its own and nobody else's.
type job struct {
	ctx   context.Context //nolint:containedctx // lives only as long as the call of Update that waits for it
	scope Scope
	fn    func(*Tx) error
	turn  chan *Tx      // the writer hands over the transaction
	ran   chan error    // the call hands it back
	gone  bool          // the call panicked or ended; set before ran
	twice bool          // it found a duplicate and was given a second look
	early bool          // what still waits in its end may go with the next job
	done  chan struct{} // closed after the commit
	err   error         // set before done
}

// Update runs fn in a transaction. It commits if fn returns nil and rolls
// back otherwise, so fn is all or nothing. When Update returns nil the change
// is on disk.
//
// Transactions behave as if they ran one after another. fn may run more than
// once, so it must touch nothing but the database and what it alone holds. fn
// must not call View or Update.
func (db *DB) Update(ctx context.Context, s Scope, fn func(*Tx) error) error {
	if err := db.enter(); err != nil {
		return err
	}
	defer db.leave()
	j := &job{ctx: ctx, scope: s, fn: fn, turn: make(chan *Tx), ran: make(chan error), done: make(chan struct{})}
	select {
	case <-db.stop:
		return errClosed()
	default:
	}
	select {
	case db.queue <- j:
	case <-ctx.Done():
		return ctx.Err()
	case <-db.stop:
		return errClosed()
	}
	for {
		select {
		case tx := <-j.turn:
			j.run(tx)
		case <-j.done:
			return j.err
		case <-db.ended:
			return j.ending()
		}
	}
}

// run runs fn in the goroutine of the call.
func (j *job) run(tx *Tx) {
	err := errGone
	defer func() {
		j.gone = errors.Is(err, errGone)
		j.ran <- err
	}()
	if err = j.fn(tx); err == nil {
		if !j.early || !tx.handOn() {
			err = tx.Settle(j.ctx)
		}
	} else if tx.talk != nil && (collided(tx.talk.failed) || lost(tx.talk.failed)) {
		err = classify(tx.talk.failed) // what fn made of it rests on what another program has changed
	}
}

// errGone says that fn panicked or ended its goroutine.
var errGone = errors.New("transaction abandoned")

// ending is the answer to a call that was still in the queue when the writer
// ended, unless its commit was the last one.
func (j *job) ending() error {
	select {
	case <-j.done:
		return j.err
	default:
		return errClosed()
	}
}

func errClosed() error {
	return fault.New(fault.Busy, "Hệ thống đang dừng. Hãy thử lại sau ít phút.")
}

// writer runs the jobs that wait, batch by batch, until Close.
func (db *DB) writer() {
	defer close(db.ended)
	for {
		select {
		case j := <-db.queue:
			db.runBatch(db.gather(j))
		case <-db.stop:
			db.refuseRest()
			return
		}
	}
}

func (db *DB) refuseRest() {
	for {
		select {
		case j := <-db.queue:
			j.err = errClosed()
			close(j.done)
		default:
			return
		}
	}
}

// gather takes what waits behind first, without waiting itself.
func (db *DB) gather(first *job) []*job {
	batch := []*job{first}
	for len(batch) < maxBatch {
		select {
		case j := <-db.queue:
			batch = append(batch, j)
		default:
			return batch
		}
	}
	return batch
}

// runBatch runs the batch to its end and answers every caller.
func (db *DB) runBatch(batch []*job) {
	err := db.tryBatch(batch, false)
	if collided(err) || lost(err) {
		err = db.tryAgain(batch, err)
	}
	if collided(err) {
		err = fmt.Errorf("%w (%w)", fault.New(fault.Busy, "Dữ liệu này đang được nhiều người ghi cùng lúc nên chưa ghi được gì. Hãy thử lại sau ít giây."), err)
	}
	for _, j := range batch {
		if err != nil {
			j.err = err
		}
		close(j.done)
	}
}

// tryAgain runs a batch again of which nothing was committed: one that met
// another program's, some times; one that lost the server, until a server is
// there or patience ends.
func (db *DB) tryAgain(batch []*job, err error) error {
	waiting, cancel := context.WithCancel(context.Background())
	defer cancel()
	patient := false
	for try := 0; try < maxTries && waiting.Err() == nil; try++ {
		if lost(err) {
			if !patient {
				patient = true
				time.AfterFunc(patience, cancel)
			}
			db.dropIdle()
		}
		backOff(try)
		if err = db.tryBatch(batch, try >= politely); !collided(err) && !lost(err) {
			break
		}
	}
	return err
}

// tryBatch runs every job and commits once. Its error means that nothing at
// all was committed. Nearly always every job succeeds, so the first attempt
// does without savepoints, which cost as much as the work itself; when one
// fails beside others, all run again, each behind its own.
func (db *DB) tryBatch(batch []*job, alone bool) error {
	if db.twice.Load() {
		db.forNothing(batch)
	}
	err := db.attempt(batch, false, alone)
	if errors.Is(err, errBeside) {
		err = db.attempt(batch, true, alone)
	}
	return err
}

// errBeside says that a job failed whose work cannot be told from that of the
// others.
var errBeside = errors.New("a job failed beside others")

// attempt runs the batch in one transaction, each job apart from the others or
// not. Programs that write to one fund collide, and the one that collided
// finds the next of the other's batches in its way, again and again; alone has
// the others wait for it.
func (db *DB) attempt(batch []*job, apart, alone bool) error {
	// Once started, a batch runs to its end: one caller who hangs up must not
	// roll back the others.
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	wrote, early := false, false
	h, err := db.beginBatch(ctx, apart, alone)
	if err != nil {
		return err
	}
	defer h.rollback()
	var carried map[any]any
	if !apart {
		carried = map[any]any{}
	}
	for i, j := range batch {
		if j.err = j.ready(); j.err != nil {
			continue
		}
		early = !apart && i+1 < len(batch)
		j.err = db.runJob(ctx, h, j, carried, early)
		if err := j.spoils(apart || len(batch) == 1); err != nil {
			return err
		}
		wrote = wrote || j.err == nil
	}
	if !wrote {
		return nil
	}
	if early { // who would have taken on what the last job left waiting has gone
		switch err := h.settle(ctx); {
		case collided(err) || lost(err):
			return err
		case err != nil:
			return errBeside
		}
	}
	return db.commit(ctx, h, cancel)
}

// spoils returns why nothing of the batch can stay after the job has run, or
// nil; a job that runs apart, or alone, may fail by itself.
func (j *job) spoils(apart bool) error {
	switch {
	case j.secondLook():
		return errSecondLook
	case collided(j.err) || lost(j.err) || errors.Is(j.err, errLost):
		return j.err
	case j.err != nil && !apart:
		return errBeside
	}
	return nil
}

// ready returns why the job cannot be run any more.
func (j *job) ready() error {
	if j.gone {
		return errGone
	}
	return j.ctx.Err()
}

// commit makes the batch durable. A server that waits for a standby which
// does not answer is not waited for without end; cancel ends that.
func (db *DB) commit(ctx context.Context, h handle, cancel func()) error {
	if db.postgres {
		limit := time.AfterFunc(commitPatience, cancel)
		defer limit.Stop()
	}
	err := h.commit(ctx)
	if err == nil {
		if db.mover != nil {
			db.mover.committed()
		}
		return nil
	}
	if db.postgres && doubtful(err) {
		db.dropIdle()
		return doubt{err}
	}
	return fmt.Errorf("commit: %w", atCommit(err))
}

// runJob runs one job. If nothing is carried from job to job, its failure leaves
// the work of the others as it was. Early means that what it writes last may
// fail as late as in the job behind it.
func (db *DB) runJob(ctx context.Context, h handle, j *job, carried map[any]any, early bool) error {
	apart := carried == nil
	if err := db.introduce(ctx, h, j, apart); err != nil {
		return fmt.Errorf("%w (%w)", classify(err), errLost)
	}
	j.early = early
	tx := &Tx{Scope: j.scope, Now: db.Now(), handle: h, postgres: db.postgres, uncancelled: true, mover: db.mover, carried: carried}
	j.turn <- tx
	err := <-j.ran
	if err == nil && !apart {
		maps.Copy(carried, tx.carrying)
	}
	if !apart || collided(err) || lost(err) {
		return err
	}
	if err == nil { // unless the job made light of a failure, and the transaction is broken
		if err = classify(h.say(ctx, "RELEASE SAVEPOINT job")); err == nil {
			return nil
		}
	}
	for _, undo := range []string{"ROLLBACK TO SAVEPOINT job", "RELEASE SAVEPOINT job"} {
		if failed := h.say(ctx, undo); failed != nil {
			return fmt.Errorf("%w (%w: %w)", classify(err), errLost, failed)
		}
	}
	return err
}

// introduce says what comes before the first statement of a job: whose it is,
// with that statement, and what sets it apart, before.
func (db *DB) introduce(ctx context.Context, h handle, j *job, apart bool) error {
	if !db.postgres {
		if apart {
			return h.say(ctx, "SAVEPOINT job")
		}
		return nil
	}
	t := h.talk
	t.shut, t.failed = false, nil // of the job before
	if apart {
		t.waiting = nil
		return h.say(ctx, "SAVEPOINT job; "+confining(j.scope))
	}
	if rows := j.scope.rows(); !t.told || t.rows != rows { // else the job before was of the same province
		t.waiting = append(t.waiting, confined(j.scope))
		t.told, t.rows = true, rows
	}
	return nil
}

// errLost says that the transaction is gone: the connection broke, or SQLite
// has rolled everything back by itself because the disk is full. What would
// run behind it would commit by itself, so the batch must end here.
var errLost = errors.New("transaction lost")

// errSecondLook says that a job met a row that another program may have
// committed after this transaction began to look. Looked at afresh it is the
// same form sent to two programs, a number to be counted again, or a plain
// duplicate; only the last is told to anybody.
var errSecondLook = errors.New("met a duplicate")

// secondLook reports whether the job met a row that is there already, for the
// first time.
func (j *job) secondLook() bool {
	pg, ok := errors.AsType[*pgconn.PgError](j.err)
	if !ok || pg.Code != "23505" || j.twice {
		return false
	}
	j.twice = true
	return true
}

// collided reports whether PostgreSQL refused a transaction only because of
// what another one was doing. SQLite never does: a writer waits for its turn.
func collided(err error) bool {
	if errors.Is(err, errSecondLook) {
		return true
	}
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok {
		return pg.Code == "40001" || pg.Code == "40P01"
	}
	return false
}
