package db

import (
	"errors"
	"math/rand/v2"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"example.vn/khuyencong/internal/platform/fault"
)

const (
	patience       = 5 * time.Second  // for a server that is gone, while another one takes over
	commitPatience = 15 * time.Second // for a commit, which may wait for a standby that is gone
)

// lost reports whether err says that PostgreSQL could not be reached, or was
// lost on the way, before a commit was sent. What was not committed never
// happened, and may be done again.
func lost(err error) bool {
	if err == nil {
		return false
	}
	_, sent := errors.AsType[doubt](err)
	return !sent && outage(err) == noServer
}

// doubt is the answer to everybody whose commit was sent and not acknowledged.
// The same form sent again finds its key, or is carried out.
type doubt struct{ cause error }

// Error implements the error interface.
func (d doubt) Error() string { return "commit in doubt: " + d.cause.Error() }

// Unwrap gives the words for the user before the cause.
func (d doubt) Unwrap() []error { return []error{fault.New(fault.Unavailable, inDoubt), d.cause} }

// doubtful says of the error of a commit whether it leaves open what became
// of the commit. Only the server's own refusal settles that; "conn closed" may
// come before COMMIT was sent or after.
func doubtful(err error) bool {
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok {
		return pg.SeverityUnlocalized != "ERROR"
	}
	return !errors.Is(err, pgx.ErrTxCommitRollback)
}

// dropIdle closes the connections that nobody uses: when one is dead, most of
// them are.
func (db *DB) dropIdle() {
	if db.postgres {
		db.dropReaders()
		db.write.SetMaxIdleConns(-1)
		db.write.SetMaxIdleConns(1)
	}
}

// dropReaders closes those that only read: the writer finds out by itself, and
// whoever took its place at the server would keep it out.
func (db *DB) dropReaders() {
	db.memory.forget()
	db.read.SetMaxIdleConns(-1) // closes them
	db.read.SetMaxIdleConns(maxConns - 1)
}

// backOff sleeps a random, growing while, so that two programs that collided
// do not meet again at once.
func backOff(try int) {
	limit := min(time.Millisecond<<min(try, 8), 200*time.Millisecond)
	time.Sleep(rand.N(limit) + time.Millisecond) //nolint:gosec // no secret: a pause before the next try
}
