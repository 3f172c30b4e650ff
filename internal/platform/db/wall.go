package db

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
)

// everywhere is what kc.province says of a transaction that may touch the rows
// of all provinces.
const everywhere = "*"

// confining is the statement by which a transaction tells PostgreSQL whose
// rows it may touch; see the migration provinces_apart. SQLite has no such
// wall: there the queries alone keep provinces apart.
func confining(s Scope) string {
	return "SET LOCAL kc.province = '" + strings.ReplaceAll(s.rows(), "'", "''") + "'"
}

// confined does the same as a statement that waits.
func confined(s Scope) late {
	return late{query: "SELECT set_config('kc.province', $1, TRUE)", args: []any{s.rows()}}
}

// rows is what kc.province says of the rows that s may touch.
func (s Scope) rows() string {
	if s.Everywhere {
		return everywhere
	}
	return s.Province
}

// confine runs the statement of confining.
func (db *DB) confine(ctx context.Context, tx *sql.Tx, s Scope) error {
	if !db.postgres {
		return nil
	}
	if _, err := tx.ExecContext(ctx, confining(s)); err != nil {
		return fmt.Errorf("confine: %w", classify(err))
	}
	return nil
}

// keepApart builds the wall around tables that have none yet.
func keepApart(ctx context.Context, pool *sql.DB) error {
	var closed int64
	if err := pool.QueryRowContext(ctx, "SELECT keep_provinces_apart()").Scan(&closed); err != nil {
		return fmt.Errorf("keep provinces apart: %w", err)
	}
	return nil
}

// migrating opens connections that see every province, for migrations that
// change rows.
func migrating(address string) (*sql.DB, error) {
	return pool(address, pgconn.ValidateConnectTargetSessionAttrsReadWrite, map[string]string{"kc.province": everywhere}, maxConns)
}

// Walled reports whether PostgreSQL keeps this program to the rows of one
// province: not if its account is a superuser or may pass by row security.
func (tx *Tx) Walled(ctx context.Context) (bool, error) {
	var free bool
	err := tx.QueryRow(ctx, `SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user`, nil, &free)
	return !free, err
}
