package db

import (
	"context"
	"errors"
	"fmt"
)

// Glance is View for an fn that asks one question, and may run more than once.
// On PostgreSQL that is one message instead of three: no transaction is begun
// or ended, the question is its own.
func (db *DB) Glance(ctx context.Context, s Scope, fn func(*Tx) error) error {
	if !db.postgres {
		return db.View(ctx, s, fn)
	}
	if err := db.enter(); err != nil {
		return err
	}
	defer db.leave()
	waiting, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for try := 0; ; try++ {
		err := db.glance(ctx, s, fn)
		if !lost(err) || waiting.Err() != nil {
			return err
		}
		db.dropReaders()
		backOff(try)
	}
}

func (db *DB) glance(ctx context.Context, s Scope, fn func(*Tx) error) error {
	t, err := db.openTalk(ctx, db.read, "")
	if err != nil {
		return fmt.Errorf("glance: %w", classify(err))
	}
	t.glances, t.waiting = true, []late{confined(s)}
	return db.look(handle{talk: t}, s, fn)
}

// errGlance says that fn did more in a Glance than ask one question.
var errGlance = errors.New("a glance asks one question and changes nothing")
