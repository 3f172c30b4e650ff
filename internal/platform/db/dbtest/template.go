package dbtest

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"example.vn/khuyencong/internal/platform/db"
)

// copyTemplate returns the address of a new database of the PostgreSQL server,
// a copy of the migrated one. It is removed when the test ends.
func copyTemplate(t testing.TB, server string) string {
	t.Helper()
	name, err := template(server)
	if err != nil {
		t.Fatal(err)
	}
	fresh := "t_" + strings.ToLower(rand.Text())
	exec(t, server, "CREATE DATABASE "+fresh+" TEMPLATE "+name+" OWNER kc_plain")
	t.Cleanup(func() { exec(t, server, "DROP DATABASE "+fresh+" WITH (FORCE)") })
	address, err := databaseOf(server, fresh)
	if err != nil {
		t.Fatal(err)
	}
	return address
}

var templates sync.Map // by server: func() (string, error)

// template returns the name of the server's migrated database, and makes it
// when it is not there.
func template(server string) (string, error) {
	once, _ := templates.LoadOrStore(server, sync.OnceValues(func() (string, error) { return makeTemplate(server) }))
	return once.(func() (string, error))() //nolint:forcetypeassert // stored above
}

// makeTemplate makes the migrated database of a server once: the tests of
// several packages begin side by side, and the lock lets one of them do it.
// It bears the migrations in its name: others are another database.
func makeTemplate(server string) (name string, err error) {
	ctx := context.Background()
	sum, err := db.Fingerprint()
	if err != nil {
		return "", err
	}
	name = "kc_template_" + sum
	admin, err := sql.Open("pgx", server)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, admin.Close()) }()
	held, err := admin.Conn(ctx) // the lock is of the connection, and goes with it
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, held.Close()) }()
	if _, err := held.ExecContext(ctx, "SELECT pg_advisory_lock(7365208)"); err != nil {
		return "", err
	}
	var there bool
	if err := held.QueryRowContext(ctx, "SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)", name).Scan(&there); err != nil || there {
		return name, err
	}
	making := name + "_making" // left behind by a run that was stopped
	for _, s := range []string{plainRole, "DROP DATABASE IF EXISTS " + making, "CREATE DATABASE " + making + " OWNER kc_plain"} {
		if _, err := held.ExecContext(ctx, s); err != nil {
			return "", err
		}
	}
	if err := migrate(ctx, server, making); err != nil {
		return "", err
	}
	_, err = held.ExecContext(ctx, "ALTER DATABASE "+making+" RENAME TO "+name)
	return name, err
}

func migrate(ctx context.Context, server, name string) error {
	address, err := databaseOf(server, name)
	if err != nil {
		return err
	}
	d, err := db.Open(ctx, address, func() time.Time { return Now })
	if err != nil {
		return err
	}
	return errors.Join(d.Migrate(ctx), d.Close())
}

// databaseOf is the address of another database of the server, for the
// account of the tests.
func databaseOf(server, name string) (string, error) {
	u, err := url.Parse(server)
	if err != nil {
		return "", err
	}
	u.User, u.Path = url.User("kc_plain"), "/"+name
	return u.String(), nil
}
