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
		t, err := openTalk(ctx, db.read, viewing(s))
		if err == nil {
			return handle{talk: t}, nil
		}
		if !lost(err) || waiting.Err() != nil {
			return handle{}, fmt.Errorf("begin view: %w", classify(err))
		}
		db.dropIdle()
		backOff(try)
	}
}

// beginBatch begins the transaction of a batch.
func (db *DB) beginBatch(ctx context.Context) (h handle, err error) {
	if db.postgres {
		h.talk, err = openTalk(ctx, db.write, "begin isolation level serializable")
	} else {
		h.tx, err = db.write.BeginTx(ctx, nil) // SQLite is never anything less
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

// rollback undoes what was not committed.
func (h handle) rollback() {
	if h.talk != nil {
		h.talk.rollback()
		return
	}
	_ = h.tx.Rollback() // nothing to undo after a commit
}
