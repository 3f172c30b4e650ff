package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/jackc/pgx/v5/stdlib"
)

// A talk is a transaction with PostgreSQL. Each question costs a way to the
// server and back, which takes longer than most answers: a statement whose
// outcome nobody asks for yet waits, and goes with the next question.
type talk struct {
	conn    *sql.Conn // from the pool
	pg      *pgx.Conn // what it is made of
	waiting []late
	shut    bool          // those that wait are answered before anything is written
	failed  error         // of one that waited, a collision, or a lost server; the job cannot go on
	sent    *atomic.Int64 // counts messages
	over    bool
	told    bool   // whose rows may be touched, by a job of a batch whose jobs are not apart
	rows    string // and which they were last
	glances bool   // there is no transaction: one question, with what waits, and no more
}

// A late statement waits for the next question. It fails with what otherwise
// returns, if there is one, unless it changes exactly one row; each is called
// for the rows of one that asks, and done after them.
type late struct {
	query     string
	args      []any
	otherwise func(context.Context) error
	each      func(Scan) error
	done      func()
	handed    bool // on by the job before, which alone may hear how it failed
}

// openTalk begins a transaction on a connection of the pool, with statements
// that need no arguments.
func (db *DB) openTalk(ctx context.Context, pool *sql.DB, begin string) (*talk, error) {
	conn, err := pool.Conn(ctx)
	if err != nil {
		return nil, err
	}
	return db.talkOn(ctx, conn, begin)
}

// talkOn begins a transaction on conn, unless begin is empty, and gives it back
// in the end. Until then nobody else has it, so it may be spoken to past
// database/sql.
func (db *DB) talkOn(ctx context.Context, conn *sql.Conn, begin string) (*talk, error) {
	t := &talk{conn: conn, sent: &db.sent}
	err := conn.Raw(func(c any) error {
		of, ok := c.(*stdlib.Conn)
		if !ok {
			return fmt.Errorf("the connection is a %T", c)
		}
		t.pg = of.Conn()
		return nil
	})
	if err == nil && begin != "" {
		_, err = t.say(ctx, begin)
	}
	if err != nil {
		t.rollback()
		return nil, err
	}
	return t, nil
}

// say sends statements without arguments, several in one message, and returns
// what the server calls the last one.
func (t *talk) say(ctx context.Context, statements string) (done pgconn.CommandTag, err error) {
	if t.pg.IsClosed() {
		return done, driver.ErrBadConn
	}
	t.sent.Add(1)
	all, err := t.pg.PgConn().Exec(ctx, statements).ReadAll()
	if len(all) > 0 {
		done = all[len(all)-1].CommandTag
	}
	return done, err
}

// exec runs a statement, after those that wait, and returns the number of rows
// it changed.
func (t *talk) exec(ctx context.Context, query string, args []any) (int64, error) {
	if err := t.guard(ctx, query); err != nil {
		return 0, err
	}
	if t.failed != nil {
		return 0, t.failed
	}
	if t.pg.IsClosed() {
		return 0, driver.ErrBadConn
	}
	if len(t.waiting) == 0 {
		t.sent.Add(1)
		done, err := t.pg.Exec(ctx, query, args...)
		return done.RowsAffected(), t.note(err)
	}
	answers, err := t.send(ctx, query, args)
	if err != nil {
		return 0, err
	}
	done, err := answers.Exec()
	if closed := answers.Close(); err == nil {
		err = closed
	}
	return done.RowsAffected(), t.note(err)
}

// query runs a query, after the statements that wait.
func (t *talk) query(ctx context.Context, query string, args []any) (cursor, error) {
	if err := t.guard(ctx, query); err != nil {
		return nil, err
	}
	if t.failed != nil {
		return nil, t.failed
	}
	if t.pg.IsClosed() {
		return nil, driver.ErrBadConn
	}
	if len(t.waiting) == 0 {
		t.sent.Add(1)
		rows, err := t.pg.Query(ctx, query, args...)
		return &answer{Rows: rows, of: t}, t.note(err)
	}
	answers, err := t.send(ctx, query, args)
	if err != nil {
		return nil, err
	}
	rows, err := answers.Query()
	if err != nil {
		_ = answers.Close() // says the same again
		return nil, t.note(err)
	}
	return &answer{Rows: rows, of: t, answers: answers}, nil
}

// later has a statement wait.
func (t *talk) later(ctx context.Context, l late) error {
	if err := t.guard(ctx, l.query); err != nil {
		return err
	}
	t.waiting = append(t.waiting, l)
	return nil
}

// note remembers that a question has ended the transaction only because of what
// another one did, or the server went, even if who asked does not care.
func (t *talk) note(err error) error {
	if collided(err) || lost(err) {
		t.failed = err
	}
	return err
}

// guard has what waits answered before anything is written. A glance writes
// nothing and asks but once.
func (t *talk) guard(ctx context.Context, query string) error {
	if t.glances && (len(t.waiting) == 0 || !reads(query)) {
		return errGlance
	}
	if reads(query) {
		return nil
	}
	return t.open(ctx)
}

// reads reports whether a statement begins with SELECT or WITH; one that does
// must do nothing but read.
func reads(query string) bool {
	first, _, _ := strings.Cut(strings.TrimSpace(query), " ")
	return first == "SELECT" || first == "WITH"
}

// open has answered what must be before anything is written.
func (t *talk) open(ctx context.Context) error {
	if !t.shut {
		return nil
	}
	return t.settle(ctx)
}

// settle runs the statements that still wait.
func (t *talk) settle(ctx context.Context) error {
	if t.failed != nil || len(t.waiting) == 0 {
		return t.failed
	}
	if t.pg.IsClosed() {
		return driver.ErrBadConn
	}
	answers, err := t.send(ctx, "", nil)
	if err != nil {
		return err
	}
	return answers.Close()
}

// handOn leaves what waits to the next job of a batch, to go with its first
// question, unless the job wants to hear the answer to some of it. If it fails
// then, all jobs run again one by one, and each hears of its own.
func (t *talk) handOn() bool {
	if t.failed != nil || slices.ContainsFunc(t.waiting, func(l late) bool { return l.each != nil }) {
		return false
	}
	for i := range t.waiting {
		t.waiting[i].handed = true
	}
	return true
}

// send sends the statements that wait and then query, if there is one, and
// looks at the answers to the first. Of a query that comes last the answer is
// still to be read.
func (t *talk) send(ctx context.Context, query string, args []any) (pgx.BatchResults, error) {
	batch := &pgx.Batch{}
	for _, l := range t.waiting {
		batch.Queue(l.query, l.args...)
	}
	if query != "" {
		batch.Queue(query, args...)
	}
	waited := t.waiting
	t.waiting, t.shut = nil, false
	t.sent.Add(1)
	answers := t.pg.SendBatch(ctx, batch)
	for _, l := range waited {
		err := l.hear(answers)
		if err == nil {
			continue
		}
		closed := answers.Close() // the same again, or what failed behind it and ended the transaction
		if closed != nil {
			err = closed
		}
		switch {
		case collided(err) || lost(err):
		case l.handed:
			err = errBeside
		case errors.Is(err, errNotOne):
			err = l.otherwise(ctx)
		}
		if t.failed == nil { // else the words for the refusal have met something worse
			t.failed = err
		}
		return nil, t.failed
	}
	return answers, nil
}

// errNotOne says that a statement did not change exactly one row.
var errNotOne = errors.New("not one row")

// hear takes the answer to a statement that waited.
func (l late) hear(answers pgx.BatchResults) error {
	if l.each == nil {
		done, err := answers.Exec()
		if err == nil && l.otherwise != nil && done.RowsAffected() != 1 {
			err = errNotOne
		}
		return err
	}
	rows, err := answers.Query()
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := l.each(rows.Scan); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	if l.done != nil {
		l.done()
	}
	return nil
}

// commit ends the transaction for good.
func (t *talk) commit(ctx context.Context) error {
	done, err := t.say(ctx, "commit")
	if err == nil && done.String() != "COMMIT" {
		err = pgx.ErrTxCommitRollback
	}
	if err == nil {
		t.leave()
	}
	return err
}

// rollback undoes the transaction unless it is over. A connection that does not
// answer is of no use any more.
func (t *talk) rollback() {
	if t.over {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if t.glances && t.pg.PgConn().IsBusy() { // an answer was not heard to its end
		_ = t.pg.Close(ctx)
	}
	if t.pg != nil && !t.pg.IsClosed() && !t.glances && t.pg.PgConn().TxStatus() != 'I' { // what waited may not have begun it
		if _, err := t.say(ctx, "rollback"); err != nil {
			_ = t.pg.Close(ctx) // the pool finds it closed
		}
	}
	t.leave()
}

// leave gives the connection back to the pool.
func (t *talk) leave() {
	t.over = true
	_ = t.conn.Close() // the pool looks at it before it is used again
}

// A cursor walks over the rows of an answer.
type cursor interface {
	Next() bool
	Scan(dest ...any) error
	Err() error
	Close() error
	Columns() ([]string, error)
}

// An answer is the cursor of a talk.
type answer struct {
	pgx.Rows

	of      *talk
	answers pgx.BatchResults // nil if the question went alone
}

// Close implements cursor.
func (a *answer) Close() error {
	a.Rows.Close()
	if a.answers == nil {
		return a.of.note(a.Err())
	}
	return a.of.note(errors.Join(a.Err(), a.answers.Close()))
}

// Columns implements cursor.
func (a *answer) Columns() ([]string, error) {
	var names []string
	for _, f := range a.FieldDescriptions() {
		names = append(names, f.Name)
	}
	return names, a.Err()
}

// truths has connections read an integer as true or false, as it is stored on
// both engines.
func truths(_ context.Context, pg *pgx.Conn) error {
	m := pg.TypeMap()
	m.TryWrapScanPlanFuncs = append(m.TryWrapScanPlanFuncs, func(target any) (pgtype.WrappedScanPlanNextSetter, any, bool) {
		_, ok := target.(*bool)
		return &truth{}, new(int64), ok
	})
	return nil
}

// A truth scans an integer into a *bool.
type truth struct{ number pgtype.ScanPlan }

// SetNext implements pgtype.WrappedScanPlanNextSetter.
func (t *truth) SetNext(number pgtype.ScanPlan) { t.number = number }

// Scan implements pgtype.ScanPlan.
func (t *truth) Scan(src []byte, dst any) error {
	var n int64
	err := t.number.Scan(src, &n)
	if into, ok := dst.(*bool); ok {
		*into = n != 0
	}
	return err
}
