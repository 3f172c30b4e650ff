package db

import (
	"context"
	"database/sql"
)

// What SQLite commits lies in its log until it is moved into the file, which
// takes as long as the commit of many transactions. A connection of its own
// does that beside the writer, whenever about so many rows were changed.
const rowsPerMove = 1000

// A mover moves SQLite's log into the file.
type mover struct {
	pool    *sql.DB
	changed int64 // rows since the last move; only the writer's transactions count
	wake    chan struct{}
	ended   chan struct{}
}

func newMover(pool *sql.DB) *mover {
	pool.SetMaxOpenConns(1)
	m := &mover{pool: pool, wake: make(chan struct{}, 1), ended: make(chan struct{})}
	go m.run()
	return m
}

// committed notes that what was counted is in the log now.
func (m *mover) committed() {
	if m.changed < rowsPerMove {
		return
	}
	m.changed = 0
	select {
	case m.wake <- struct{}{}:
	default: // the move that waits takes this with it
	}
}

// run moves what is in the log whenever it is woken. Nobody waits for it: what
// it cannot move stays in the log, which is as durable, and when the log has
// grown long the writer moves the rest itself and has the error.
func (m *mover) run() {
	defer close(m.ended)
	for range m.wake {
		_, _ = m.pool.ExecContext(context.Background(), "PRAGMA wal_checkpoint(PASSIVE)")
	}
}

// close waits for the move that runs; the writer must have ended.
func (m *mover) close() error {
	close(m.wake)
	<-m.ended
	return m.pool.Close()
}
