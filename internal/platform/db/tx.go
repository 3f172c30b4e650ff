package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"

	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/fault"
)

// A Tx is a running transaction: for whom, at what moment, and the SQL handle.
type Tx struct {
	Scope
	Now time.Time // fixed for the whole transaction, UTC, to the second

	handle
	postgres    bool
	uncancelled bool // statements ignore the caller's cancellation
	kept        map[any]any
	carried     map[any]any // by the jobs before in the batch
	carrying    map[any]any // by this one
	memory      *memory     // nil in a transaction that may write
	mover       *mover      // of an SQLite transaction that may write
}

// Keep has v remembered under key until the transaction ends, or OnceSoon finds
// its key used: what the transaction itself wrote last, so that it need not be
// read again, or what it asked ahead. The key is of a type of the caller's own.
func (tx *Tx) Keep(key, v any) {
	if tx.kept == nil {
		tx.kept = map[any]any{}
	}
	tx.kept[key] = v
}

// Carry is Keep for the jobs behind this one in its batch as well, if it
// succeeds: what they would read as this one has written it. They are of other
// provinces too, and key must say of which v is.
func (tx *Tx) Carry(key, v any) {
	tx.Keep(key, v)
	if tx.carrying == nil {
		tx.carrying = map[any]any{}
	}
	tx.carrying[key] = v
}

// Kept returns what was remembered under key, or nil.
func (tx *Tx) Kept(key any) any {
	if v, ok := tx.kept[key]; ok {
		return v
	}
	return tx.carried[key]
}

// Today is the civil day of the transaction in Vietnam.
func (tx *Tx) Today() calendar.Date { return calendar.Of(tx.Now) }

// Moment is the transaction's moment as it is stored: RFC 3339, UTC.
func (tx *Tx) Moment() string { return tx.Now.Format(time.RFC3339) }

// Postgres reports whether the engine is PostgreSQL, for the rare statement
// that cannot be one text.
func (tx *Tx) Postgres() bool { return tx.postgres }

// Scan copies the columns of the current row into dest.
type Scan func(dest ...any) error

func (tx *Tx) context(ctx context.Context) context.Context {
	if tx.uncancelled {
		return context.WithoutCancel(ctx)
	}
	return ctx
}

// Exec runs a statement and returns the number of rows it changed.
func (tx *Tx) Exec(ctx context.Context, query string, args ...any) (int64, error) {
	if tx.talk != nil {
		n, err := tx.talk.exec(tx.context(ctx), tx.bind(query), args)
		return n, classify(err)
	}
	res, err := tx.tx.ExecContext(tx.context(ctx), tx.bind(query), args...)
	if err != nil {
		return 0, classify(err)
	}
	n, err := res.RowsAffected()
	if tx.mover != nil {
		tx.mover.changed += n
	}
	return n, err
}

// Change runs a statement that must change exactly one row; otherwise the row
// was changed or removed by somebody else, which is a Conflict.
func (tx *Tx) Change(ctx context.Context, query string, args ...any) error {
	n, err := tx.Exec(ctx, query, args...)
	if err != nil {
		return err
	}
	if n != 1 {
		return errOutdated()
	}
	return nil
}

func errOutdated() error {
	return fault.New(fault.Conflict, "Dữ liệu vừa được người khác sửa. Hãy tải lại trang rồi làm lại.")
}

// Soon is Exec for a statement whose outcome matters only in so far as the
// transaction fails if it does. PostgreSQL is sent it together with the next
// question, or at the end, and there its error comes.
func (tx *Tx) Soon(ctx context.Context, query string, args ...any) error {
	return tx.later(ctx, late{query: query, args: args})
}

// ChangeSoon is Change in the way of Soon.
func (tx *Tx) ChangeSoon(ctx context.Context, query string, args ...any) error {
	return tx.Insist(ctx, func(context.Context) error { return errOutdated() }, query, args...)
}

// Insist is ChangeSoon with an error of one's own when not exactly one row
// changes: what otherwise returns, which may look into the database and must
// not be nil.
func (tx *Tx) Insist(ctx context.Context, otherwise func(context.Context) error, query string, args ...any) error {
	return tx.later(ctx, late{query: query, args: args, otherwise: otherwise})
}

// EachSoon is Each in the way of Soon: fn has seen all rows when the next
// question is answered, or Settle has returned.
func (tx *Tx) EachSoon(ctx context.Context, query string, args []any, fn func(Scan) error) error {
	if tx.talk == nil {
		return tx.Each(ctx, query, args, fn)
	}
	return tx.later(ctx, late{query: query, args: args, each: fn})
}

// A Promise is a list that comes with the next question.
type Promise[T any] struct {
	tx   *Tx
	all  []T
	here bool
}

// CollectSoon is Collect in the way of Soon.
func CollectSoon[T any](ctx context.Context, tx *Tx, query string, args []any, read func(Scan) (T, error)) (*Promise[T], error) {
	p := &Promise[T]{tx: tx}
	if tx.talk == nil {
		p.here = true
		return p, tx.Each(ctx, query, args, into(&p.all, read))
	}
	return p, tx.later(ctx, late{query: query, args: args, each: into(&p.all, read), done: func() { p.here = true }})
}

// Get returns the list, and asks for it if nothing has been asked since.
func (p *Promise[T]) Get(ctx context.Context) ([]T, error) {
	if !p.here {
		if err := p.tx.Settle(ctx); err != nil {
			return nil, err
		}
	}
	if !p.here {
		return nil, errors.New("a promise outlived what it was asked in")
	}
	return p.all, nil
}

func (tx *Tx) later(ctx context.Context, l late) error {
	if tx.talk != nil {
		l.query = tx.bind(l.query)
		return classify(tx.talk.later(tx.context(ctx), l))
	}
	n, err := tx.Exec(ctx, l.query, l.args...)
	if err == nil && n != 1 && l.otherwise != nil {
		err = l.otherwise(ctx)
	}
	return err
}

// Settle runs what still waits. Update does it in the end.
func (tx *Tx) Settle(ctx context.Context) error {
	if tx.talk == nil {
		return nil
	}
	return classify(tx.settle(tx.context(ctx)))
}

// query runs a query on either engine.
func (tx *Tx) query(ctx context.Context, query string, args []any) (cursor, error) {
	if tx.talk != nil {
		return tx.talk.query(tx.context(ctx), tx.bind(query), args)
	}
	return tx.tx.QueryContext(tx.context(ctx), tx.bind(query), args...) //nolint:rowserrcheck // who walks over the rows checks it
}

// QueryRow runs a query that returns at most one row and scans it into dest.
// No row is a NotFound fault.
func (tx *Tx) QueryRow(ctx context.Context, query string, args []any, dest ...any) error {
	rows, err := tx.query(ctx, query, args)
	if err != nil {
		return classify(err)
	}
	if rows.Next() {
		err = rows.Scan(dest...)
	} else if err = rows.Err(); err == nil {
		err = sql.ErrNoRows
	}
	closed := rows.Close()
	if err == nil {
		err = closed
	}
	return classify(err)
}

// Each runs a query and calls fn for every row.
func (tx *Tx) Each(ctx context.Context, query string, args []any, fn func(Scan) error) error {
	rows, err := tx.query(ctx, query, args)
	if err != nil {
		return classify(err)
	}
	defer func() { _ = rows.Close() }() // its error is that of Err
	for rows.Next() {
		if err := fn(rows.Scan); err != nil {
			return err
		}
	}
	return classify(rows.Err())
}

// Collect runs a query and returns what read makes of every row.
func Collect[T any](ctx context.Context, tx *Tx, query string, args []any, read func(Scan) (T, error)) ([]T, error) {
	var all []T
	err := tx.Each(ctx, query, args, into(&all, read))
	return all, err
}

// into adds what read makes of every row to a list.
func into[T any](all *[]T, read func(Scan) (T, error)) func(Scan) error {
	return func(scan Scan) error {
		v, err := read(scan)
		if err != nil {
			return fmt.Errorf("read row: %w", err)
		}
		*all = append(*all, v)
		return nil
	}
}

// Rows runs a query and calls fn with the values of every row, by column name:
// a string or an int64 each. It is for copying whole tables.
func (tx *Tx) Rows(ctx context.Context, query string, args []any, fn func(map[string]any) error) error {
	rows, err := tx.query(ctx, query, args)
	if err != nil {
		return classify(err)
	}
	defer func() { _ = rows.Close() }() // its error is that of Err
	names, err := rows.Columns()
	if err != nil {
		return classify(err)
	}
	values, into := make([]any, len(names)), make([]any, len(names))
	for i := range values {
		into[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return classify(err)
		}
		row := make(map[string]any, len(names))
		for i, name := range names {
			row[name] = values[i]
		}
		if err := fn(row); err != nil {
			return err
		}
	}
	return classify(rows.Err())
}

// Columns lists the columns of a table.
func (tx *Tx) Columns(ctx context.Context, table string) ([]string, error) {
	rows, err := tx.query(ctx, "SELECT * FROM "+table+" WHERE 1 = 0", nil)
	if err != nil {
		return nil, classify(err)
	}
	defer func() { _ = rows.Close() }() // its error is that of Err
	names, err := rows.Columns()
	return names, errors.Join(err, classify(rows.Err()))
}

// bind rewrites "?" placeholders to the engine's own.
func (tx *Tx) bind(query string) string {
	if !tx.postgres {
		return query
	}
	bound := make([]byte, 0, len(query)+2*strings.Count(query, "?"))
	for n := int64(1); ; n++ {
		head, rest, more := strings.Cut(query, "?")
		bound = append(bound, head...)
		if !more {
			return string(bound)
		}
		bound = strconv.AppendInt(append(bound, '$'), n, 10)
		query = rest
	}
}

// SQLite's extended result codes for broken constraints.
const (
	sqliteUnique  = 2067
	sqlitePrimary = 1555
	sqliteBusy    = 5 // in the low byte; another program kept the file too long

	// In the low byte:
	sqliteIO         = 10
	sqliteFull       = 13
	sqliteCannotOpen = 14
)

// classify turns the engine's errors into faults where a caller can act. The
// engine's own error stays in the chain, for retries and for the log.
func classify(err error) error {
	if err == nil {
		return nil
	}
	if errors.Is(err, sql.ErrNoRows) {
		return fault.New(fault.NotFound, "Không tìm thấy dữ liệu.")
	}
	duplicate := fault.New(fault.Conflict, "Dữ liệu đã tồn tại.")
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok && pg.Code == "23505" {
		return fmt.Errorf("%w (%w)", duplicate, err)
	}
	if lite, ok := errors.AsType[*sqlite.Error](err); ok {
		if lite.Code()&0xff == sqliteBusy {
			return fmt.Errorf("%w (%w)", fault.New(fault.Busy, "Cơ sở dữ liệu đang bận, chưa ghi được gì. Hãy thử lại sau ít giây."), err)
		}
		switch lite.Code() {
		case sqliteUnique, sqlitePrimary:
			return fmt.Errorf("%w (%w)", duplicate, err)
		}
	}
	if words := outage(err); words != "" {
		return fmt.Errorf("%w (%w)", fault.New(fault.Unavailable, words), err)
	}
	return err
}
