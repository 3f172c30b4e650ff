package db

import (
	"context"
	"time"
)

// MigrateTo brings the schema to an earlier version than Migrate does.
func (db *DB) MigrateTo(ctx context.Context, version int64) error {
	p, err := db.provider(db.write)
	if err != nil {
		return err
	}
	_, err = p.UpTo(ctx, version)
	return err
}

// Forget is what happens to the memory when the server is lost.
func (db *DB) Forget() { db.memory.forget() }

// RememberedValues counts what is remembered.
func (db *DB) RememberedValues() int {
	db.memory.mu.Lock()
	defer db.memory.mu.Unlock()
	return len(db.memory.all)
}

// WaitQueued waits until so many calls of Update wait for the writer.
func (db *DB) WaitQueued(n int) {
	for len(db.queue) < n {
		time.Sleep(time.Millisecond)
	}
}
