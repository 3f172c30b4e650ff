package db

import (
	"context"
	"database/sql/driver"
	"fmt"

	"modernc.org/sqlite"
)

// maxStatements is how many prepared statements a connection keeps.
const maxStatements = 256

// sqliteConnector opens connections that keep their prepared statements.
// SQLite reads and plans a statement each time it is given as text, which
// takes longer than running most of ours.
type sqliteConnector struct {
	driver sqlite.Driver
	dsn    string
}

// Connect implements driver.Connector.
func (c *sqliteConnector) Connect(context.Context) (driver.Conn, error) {
	conn, err := c.driver.Open(c.dsn)
	if err != nil {
		return nil, fmt.Errorf("open SQLite: %w", err)
	}
	full, ok := conn.(sqliteConn)
	if !ok {
		return nil, fmt.Errorf("open SQLite: the connection is a %T", conn)
	}
	return &keepingConn{sqliteConn: full, kept: map[string]*keptStmt{}}, nil
}

// Driver implements driver.Connector.
func (c *sqliteConnector) Driver() driver.Driver { return &c.driver }

// A sqliteConn is what the driver's connections can do.
type sqliteConn interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.ExecerContext
	driver.QueryerContext
	driver.Pinger
	driver.SessionResetter
	driver.Validator
}

// A keepingConn runs statements that it has prepared before.
type keepingConn struct {
	sqliteConn

	kept map[string]*keptStmt
}

// A keptStmt is busy while somebody reads its rows.
type keptStmt struct {
	sqliteStmt

	busy bool
}

// A sqliteStmt is what the driver's statements can do.
type sqliteStmt interface {
	driver.Stmt
	driver.StmtExecContext
	driver.StmtQueryContext
}

// statement returns the prepared statement, or nil when it is busy.
func (c *keepingConn) statement(ctx context.Context, query string) (*keptStmt, error) {
	if s, ok := c.kept[query]; ok {
		if s.busy {
			return nil, nil //nolint:nilnil // nothing is wrong: the statement is run as text
		}
		return s, nil
	}
	if len(c.kept) >= maxStatements {
		c.forget()
	}
	s, err := c.PrepareContext(ctx, query)
	if err != nil {
		return nil, err //nolint:wrapcheck // the caller looks at the driver's own errors
	}
	full, ok := s.(sqliteStmt)
	if !ok {
		return nil, fmt.Errorf("prepare: the statement is a %T", s)
	}
	kept := &keptStmt{sqliteStmt: full}
	c.kept[query] = kept
	return kept, nil
}

// forget closes the statements that nobody is reading. Texts that are made up
// anew each time would otherwise fill the memory.
func (c *keepingConn) forget() {
	for query, s := range c.kept {
		if !s.busy {
			_ = s.Close() // the error is that of the statement's last run
			delete(c.kept, query)
		}
	}
}

// ExecContext implements driver.ExecerContext.
func (c *keepingConn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	s, err := c.statement(ctx, query)
	if err != nil {
		return nil, err
	}
	if s == nil {
		return c.sqliteConn.ExecContext(ctx, query, args) //nolint:wrapcheck // the driver's own error
	}
	return s.ExecContext(ctx, args) //nolint:wrapcheck // the driver's own error
}

// QueryContext implements driver.QueryerContext.
func (c *keepingConn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	s, err := c.statement(ctx, query)
	if err != nil {
		return nil, err
	}
	if s == nil {
		return c.sqliteConn.QueryContext(ctx, query, args) //nolint:wrapcheck // the driver's own error
	}
	rows, err := s.QueryContext(ctx, args)
	if err != nil {
		return nil, err //nolint:wrapcheck // the driver's own error
	}
	s.busy = true
	return &keptRows{Rows: rows, of: s}, nil
}

// Close implements driver.Conn.
func (c *keepingConn) Close() error {
	c.forget()
	return c.sqliteConn.Close() //nolint:wrapcheck // the driver's own error
}

// keptRows gives the statement back when they are closed.
type keptRows struct {
	driver.Rows

	of *keptStmt
}

// Close implements driver.Rows.
func (r *keptRows) Close() error {
	r.of.busy = false
	return r.Rows.Close() //nolint:wrapcheck // the driver's own error
}
