// Package db opens the SQL database and runs transactions on it.
//
// Two engines are supported, SQLite and PostgreSQL. Every query is written
// once, in the subset that both understand, with "?" for placeholders.
//
// Transactions that change something are gathered: those that wait while a
// commit is being made durable run together and share the next durable
// commit; when one fails, all run again, each behind its own savepoint. Nobody
// is answered before that commit.
package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/fault"
)

// A Scope says for whom a transaction runs.
type Scope struct {
	Province string       // code of the province, the tenant; every row belongs to one
	Actor    access.Actor // who acts, for permissions and for the audit record
	// Everywhere passes by the wall between the provinces, for what looks at
	// all of them: signing in by name, backups, checks of the whole.
	Everywhere bool
}

// A Clock tells the time. There is one in the program, handed in at Open, so
// that tests of deadlines, sessions and law dates can set it.
type Clock func() time.Time

// DB is the application's database.
type DB struct {
	read, write *sql.DB
	postgres    bool
	url         string
	clock       Clock
	replicas    []*replica
	turn        atomic.Uint32 // whose turn it is among the replicas
	queue       chan *job
	stop        chan struct{} // closed by Close
	ended       chan struct{} // closed when the writer has run its last job
	done        sync.WaitGroup
	closeOnce   sync.Once
	inside      atomic.Int64 // transactions that run or wait
	sent        atomic.Int64 // messages to PostgreSQL
	memory      memory
	mover       *mover // of SQLite
	twice       atomic.Bool
}

// Open connects to url, "postgres://…" or the path of an SQLite file, without
// touching its schema; see Migrate and Ready. clock may be nil for the wall
// clock.
func Open(ctx context.Context, url string, clock Clock) (*DB, error) {
	if clock == nil {
		clock = time.Now
	}
	db := &DB{url: url, clock: clock, queue: make(chan *job, maxBatch), stop: make(chan struct{}), ended: make(chan struct{})}
	var err error
	if IsPostgres(url) {
		err = db.openPostgres(url)
	} else {
		db.openSQLite(url)
	}
	if err != nil {
		return nil, err
	}
	if err := db.write.PingContext(ctx); err != nil {
		return nil, errors.Join(unreachable(url, err), db.closePools())
	}
	db.done.Go(db.writer)
	return db, nil
}

// IsPostgres reports whether url names a PostgreSQL server.
func IsPostgres(url string) bool {
	return strings.HasPrefix(url, "postgres://") || strings.HasPrefix(url, "postgresql://")
}

func unreachable(url string, err error) error {
	message := "Không mở được tệp cơ sở dữ liệu " + url + "; hãy kiểm tra đường dẫn và quyền ghi."
	if IsPostgres(url) {
		message = "Không kết nối được PostgreSQL; hãy kiểm tra địa chỉ, tài khoản và máy chủ."
	}
	return fmt.Errorf("%w (%w)", fault.New(fault.Invalid, message), err)
}

func (db *DB) openPostgres(url string) error {
	db.postgres = true
	var err error
	if db.read, err = pool(url, pgconn.ValidateConnectTargetSessionAttrsReadWrite, nil, maxConns-1); err != nil {
		return err
	}
	if db.write, err = pool(url, pgconn.ValidateConnectTargetSessionAttrsReadWrite, nil, 1); err != nil {
		return err
	}
	db.write.SetConnMaxLifetime(0) // a new one would be slow at first
	return nil
}

func (db *DB) openSQLite(path string) {
	pragmas := url.Values{"_pragma": {
		"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)",
	}}
	dsn := "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + pragmas.Encode()
	// A report touches some thousand pages, more than SQLite would keep.
	db.read = sql.OpenDB(&sqliteConnector{dsn: dsn + "&_pragma=query_only(1)&_pragma=cache_size(-8192)"})
	// The writer keeps up to 32 MiB of pages, what a long list touches at once: a
	// page that does not fit is written to the log twice. It moves the log into
	// the file only when that could not be done beside it for long.
	db.write = sql.OpenDB(&sqliteConnector{dsn: dsn + "&_txlock=immediate&_pragma=cache_size(-32768)&_pragma=temp_store(memory)&_pragma=wal_autocheckpoint(16000)"})
	db.mover = newMover(sql.OpenDB(&sqliteConnector{dsn: dsn + "&_pragma=wal_autocheckpoint(0)"}))
	db.write.SetMaxOpenConns(1) // SQLite has one writer; queue here, not in the file
	db.read.SetMaxOpenConns(8)
	db.read.SetMaxIdleConns(8)
}

// Close waits for the transactions that run and releases the database.
func (db *DB) Close() error {
	var err error
	db.closeOnce.Do(func() {
		close(db.stop)
		db.done.Wait()
		err = db.closePools()
		for _, r := range db.replicas {
			err = errors.Join(err, r.pool.Close())
		}
	})
	return err
}

// closePools closes all connections but those to replicas.
func (db *DB) closePools() (err error) {
	if db.mover != nil {
		err = db.mover.close()
	}
	return errors.Join(err, db.read.Close(), db.write.Close())
}

// Now tells the time by the database's clock, to the second, in UTC.
func (db *DB) Now() time.Time { return db.clock().UTC().Truncate(time.Second) }

// Messages is how many messages PostgreSQL was sent so far, 0 on SQLite. The time
// that a deed takes there follows their number.
func (db *DB) Messages() int64 { return db.sent.Load() }

// Engine names the engine: "postgresql" or "sqlite".
func (db *DB) Engine() string {
	if db.postgres {
		return "postgresql"
	}
	return "sqlite"
}

// View runs fn in a transaction that only reads and sees one moment.
func (db *DB) View(ctx context.Context, s Scope, fn func(*Tx) error) error {
	if err := db.enter(); err != nil {
		return err
	}
	defer db.leave()
	h, err := db.begin(ctx, s)
	if err != nil {
		return err
	}
	return db.look(h, s, fn)
}

// viewing begins a transaction of PostgreSQL that only reads and sees one
// moment, confined to what s may see.
func viewing(s Scope) string {
	return "begin isolation level repeatable read read only; " + confining(s)
}

// look runs fn in a transaction that only reads, and ends it.
func (db *DB) look(h handle, s Scope, fn func(*Tx) error) error {
	defer h.rollback()
	return fn(&Tx{Scope: s, Now: db.Now(), handle: h, postgres: db.postgres, memory: &db.memory})
}
