package db

import (
	"context"
	"database/sql"
	"fmt"
)

// A handle is an open transaction of one engine or the other.
type handle struct {
	tx   *sql.Tx // of SQLite, and of migrations; or
	talk *talk   // with PostgreSQL
}

// begin begins a transaction that only reads, and waits a while when the
// server is gone.
func (db *DB) begin(ctx context.Context, s Scope) (handle, error) {
	if !db.postgres {
		tx, err := db.read.BeginTx(ctx, nil) // the pool of readers cannot write
		if err != nil {
			return handle{}, fmt.Errorf("begin view: %w", classify(err))
		}
		return handle{tx: tx}, nil
	}
	waiting, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for try := 0; ; try++ {
		t, err := db.openTalk(ctx, db.read, viewing(s))
		if err == nil {
			return handle{talk: t}, nil
		}
		if !lost(err) || waiting.Err() != nil {
			return handle{}, fmt.Errorf("begin view: %w", classify(err))
		}
		db.dropReaders()
		backOff(try)
	}
}

// What a batch begins with on PostgreSQL. The lock comes before anything is
// looked at: who had to wait sees what those before have committed.
const (
	beginning = "begin isolation level serializable"
	together  = "LOCK TABLE counters IN ROW SHARE MODE" // beside the batches of other programs
	aloneNow  = "LOCK TABLE counters IN EXCLUSIVE MODE" // after those that run, before those that come
)

// beginBatch begins the transaction of a batch. On PostgreSQL the beginning
// waits for the first question, unless savepoints come before that.
func (db *DB) beginBatch(ctx context.Context, apart, alone bool) (h handle, err error) {
	lock := together
	if alone {
		lock = aloneNow
	}
	switch {
	case !db.postgres:
		h.tx, err = db.write.BeginTx(ctx, nil) // SQLite is never anything less
	case apart:
		h.talk, err = db.openTalk(ctx, db.write, beginning+"; "+lock)
	default:
		if h.talk, err = db.openTalk(ctx, db.write, ""); err == nil {
			h.talk.waiting = []late{{query: beginning}, {query: lock}}
		}
	}
	if err != nil {
		return h, fmt.Errorf("begin: %w", classify(err))
	}
	return h, nil
}

// say runs statements without arguments; several go in one message.
func (h handle) say(ctx context.Context, statements string) error {
	if h.talk != nil {
		_, err := h.talk.say(ctx, statements)
		return err
	}
	_, err := h.tx.ExecContext(ctx, statements)
	return err
}

func (h handle) commit(ctx context.Context) error {
	if h.talk != nil {
		return h.talk.commit(ctx)
	}
	return h.tx.Commit()
}

// settle runs what still waits.
func (h handle) settle(ctx context.Context) error {
	if h.talk == nil {
		return nil
	}
	return h.talk.settle(ctx)
}

// handOn reports whether what still waits may be left to the next job.
func (h handle) handOn() bool { return h.talk != nil && h.talk.handOn() }

// rollback undoes what was not committed.
func (h handle) rollback() {
	if h.talk != nil {
		h.talk.rollback()
		return
	}
	_ = h.tx.Rollback() // nothing to undo after a commit
}
