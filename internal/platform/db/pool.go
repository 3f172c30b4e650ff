package db

import (
	"database/sql"
	"maps"
	"net"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
)

// maxConns is how many connections one program opens to one server. More make
// two cores slower, not faster. One is the writer's own: a connection that has
// not run its statements before has PostgreSQL plan each of them anew, which
// takes longer than the deeds of a whole batch.
const maxConns = 16

// pool returns connections to the PostgreSQL server of url. An url that names
// several hosts leads to the first of them that wanted accepts, unless it says
// itself which to take (target_session_attrs). Its connections begin with the
// settings, and there are at most so many.
func pool(url string, wanted pgconn.ValidateConnectFunc, settings map[string]string, most int) (*sql.DB, error) {
	config, err := pgx.ParseConfig(url)
	if err != nil {
		return nil, unreachable(url, err)
	}
	if config.ValidateConnect == nil && severalHosts(config) {
		config.ValidateConnect = wanted
	}
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = 3 * time.Second
	}
	maps.Copy(config.RuntimeParams, settings)
	// A host that vanishes without a word is noticed in seconds, not hours.
	dialer := &net.Dialer{KeepAliveConfig: net.KeepAliveConfig{
		Enable: true, Idle: 5 * time.Second, Interval: 5 * time.Second, Count: 3,
	}, Control: giveUpUnanswered}
	config.DialFunc = dialer.DialContext
	pool := stdlib.OpenDB(*config, stdlib.OptionAfterConnect(truths))
	pool.SetMaxOpenConns(most)
	pool.SetMaxIdleConns(most)
	pool.SetConnMaxLifetime(30 * time.Minute)
	return pool, nil
}

// severalHosts reports whether there is a choice of servers. A fallback alone
// may be the same server, without TLS.
func severalHosts(c *pgx.ConnConfig) bool {
	return slices.ContainsFunc(c.Fallbacks, func(f *pgconn.FallbackConfig) bool {
		return f.Host != c.Host || f.Port != c.Port
	})
}
