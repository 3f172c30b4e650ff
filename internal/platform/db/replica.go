package db

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"example.vn/khuyencong/internal/platform/fault"
)

const (
	replicaRest    = 3 * time.Second        // a replica that does not answer is left alone for so long
	replicaAnswer  = 500 * time.Millisecond // the time it has for an answer
	replicaCatchUp = 3                      // looks at whether it has caught up
	replicaPause   = 2 * time.Millisecond   // between two looks
)

// A replica is a standby server that answers readers.
type replica struct {
	pool    *sql.DB
	name    string
	resting atomic.Bool // did not answer not long ago
}

// AddReplica has Read ask the standby at url too. It need not be up.
func (db *DB) AddReplica(url string) error {
	if !db.postgres || !IsPostgres(url) {
		return fault.New(fault.Invalid, "Chỉ PostgreSQL mới có bản sao chỉ đọc; địa chỉ phải bắt đầu bằng postgres://.")
	}
	p, err := pool(url, pgconn.ValidateConnectTargetSessionAttrsStandby, nil, maxConns)
	if err != nil {
		return err
	}
	db.replicas = append(db.replicas, &replica{pool: p, name: fmt.Sprintf("replica %d", len(db.replicas)+1)})
	return nil
}

// Read is View for a page that is only looked at. A replica answers it if it
// has everything that was committed before Read was called, by whichever copy
// of the program; otherwise the primary does. So what Read shows is as new as
// what View shows, and a replica that is late or gone only costs its help.
//
// Whether a person may do something is asked with View or Update.
func (db *DB) Read(ctx context.Context, s Scope, fn func(*Tx) error) error {
	if len(db.replicas) == 0 {
		return db.View(ctx, s, fn)
	}
	conn := db.caughtUp(ctx)
	if conn == nil {
		return db.View(ctx, s, fn)
	}
	if err := db.enter(); err != nil {
		_ = conn.Close() // back to the pool
		return err
	}
	defer db.leave()
	t, err := db.talkOn(ctx, conn, viewing(s))
	if err != nil {
		return db.View(ctx, s, fn)
	}
	return db.look(handle{talk: t}, s, fn)
}

// caughtUp returns a connection to a replica that has all that is committed
// now, or nil.
func (db *DB) caughtUp(ctx context.Context) *sql.Conn {
	var position string
	// What is committed is flushed; nothing beyond that need have arrived.
	err := db.read.QueryRowContext(ctx, `SELECT CAST(pg_current_wal_flush_lsn() AS text)`).Scan(&position)
	if err != nil {
		return nil // View finds out what is wrong, and waits
	}
	first := int(db.turn.Add(1))
	for i := range db.replicas {
		r := db.replicas[(first+i)%len(db.replicas)]
		if r.resting.Load() {
			continue
		}
		conn, has, err := r.at(ctx, position)
		if has {
			return conn
		}
		if err != nil && ctx.Err() == nil {
			r.rest(ctx, err)
		}
	}
	return nil
}

// at returns a connection to the replica if it has replayed up to position
// and still follows its primary. A standby that lost its primary may have
// records that no other server has.
func (r *replica) at(ctx context.Context, position string) (conn *sql.Conn, has bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, replicaAnswer)
	defer cancel()
	if conn, err = r.pool.Conn(ctx); err != nil {
		return nil, false, err
	}
	for range replicaCatchUp {
		err = conn.QueryRowContext(ctx, `
			SELECT COALESCE(pg_last_wal_replay_lsn() >= CAST($1 AS pg_lsn), FALSE) AND EXISTS (SELECT FROM pg_stat_wal_receiver)`,
			position).Scan(&has)
		if err != nil || has {
			break
		}
		time.Sleep(replicaPause)
	}
	if !has {
		_ = conn.Close() // back to the pool, or out of it when it is dead
		return nil, false, err
	}
	return conn, true, nil
}

// rest leaves the replica alone for a while.
func (r *replica) rest(ctx context.Context, why error) {
	if r.resting.CompareAndSwap(false, true) {
		slog.WarnContext(ctx, "replica left out", "replica", r.name, "error", why)
		time.AfterFunc(replicaRest, func() { r.resting.Store(false) })
	}
}
