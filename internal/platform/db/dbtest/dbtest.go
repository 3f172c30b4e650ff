// Package dbtest opens a fresh, migrated database for one test.
package dbtest

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"example.vn/khuyencong/internal/platform/db"
)

// Now is the moment at which the clock of a test database stands.
var Now = time.Date(2026, 11, 22, 2, 0, 0, 0, time.UTC)

// Open returns an empty database that is removed when the test ends. It is
// SQLite unless TEST_DATABASE_URL names a PostgreSQL server. Its clock stands
// at Now.
func Open(t testing.TB) *db.DB {
	t.Helper()
	return OpenAt(t, func() time.Time { return Now })
}

// OpenAt is Open with another clock.
func OpenAt(t testing.TB, clock db.Clock) *db.DB {
	t.Helper()
	d, err := db.Open(t.Context(), migratedURL(t), clock)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	return d
}

// migratedURL returns the address of a database with all tables and no rows:
// a copy, because to migrate takes a quarter of a second, and hundreds of tests
// begin with it.
func migratedURL(t testing.TB) string {
	t.Helper()
	if server := os.Getenv("TEST_DATABASE_URL"); server != "" {
		return copyTemplate(t, server)
	}
	path := URL(t)
	lay(t, path)
	return path
}

// lay puts a migrated file at path.
func lay(t testing.TB, path string) {
	t.Helper()
	file, err := migrated()
	if err == nil {
		err = os.WriteFile(path, file, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// migrated is an SQLite file with all tables and no rows.
var migrated = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "dbtest")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(dir) }() // a folder of the system's own for such things
	path, ctx := filepath.Join(dir, "migrated.db"), context.Background()
	d, err := db.Open(ctx, path, func() time.Time { return Now })
	if err != nil {
		return nil, err
	}
	// Closing writes everything into the one file.
	if err := errors.Join(d.Migrate(ctx), d.Close()); err != nil {
		return nil, err
	}
	return os.ReadFile(path) //nolint:gosec // written above
})

// URL returns the address of an empty database, without tables, that is
// removed when the test ends.
func URL(t testing.TB) string {
	t.Helper()
	server := os.Getenv("TEST_DATABASE_URL")
	if server == "" {
		return filepath.Join(t.TempDir(), "test.db")
	}
	name := "t_" + strings.ToLower(rand.Text())
	exec(t, server, plainRole)
	exec(t, server, "CREATE SCHEMA "+name+" AUTHORIZATION kc_plain")
	t.Cleanup(func() { exec(t, server, "DROP SCHEMA "+name+" CASCADE") })
	u, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	u.User = url.User("kc_plain")
	query := u.Query()
	query.Set("search_path", name)
	u.RawQuery = query.Encode()
	return u.String()
}

// plainRole makes the account of the tests, like that of a real installation:
// no superuser, so that row security holds it too.
const plainRole = `DO $$ BEGIN
	PERFORM pg_advisory_xact_lock(7365207);
	IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'kc_plain') THEN
		CREATE ROLE kc_plain LOGIN NOSUPERUSER NOBYPASSRLS;
	END IF;
END $$`

func exec(t testing.TB, server, statement string) {
	t.Helper()
	admin, err := sql.Open("pgx", server)
	if err != nil {
		t.Fatal(err)
	}
	// A test's own context has ended when its clean-up runs.
	if _, err := admin.ExecContext(context.Background(), statement); err != nil { //nolint:gosec // of names made by this package
		t.Error(err)
	}
	if err := admin.Close(); err != nil {
		t.Error(err)
	}
}

// Unguarded runs a statement past the triggers that keep the ledger and the
// audit record append-only, as somebody with a database tool could.
func Unguarded(t testing.TB, d *db.DB, statement string) {
	t.Helper()
	table := "audit_events"
	for word := range strings.FieldsSeq(statement) {
		if strings.HasPrefix(word, "ledger_") {
			table = word
		}
	}
	err := d.Update(t.Context(), db.Scope{Province: "19"}, func(tx *db.Tx) error {
		drop := []string{"DROP TRIGGER IF EXISTS " + table + "_keep_update", "DROP TRIGGER IF EXISTS " + table + "_keep_delete"}
		if tx.Postgres() {
			drop = []string{"DROP TRIGGER IF EXISTS " + table + "_keep ON " + table}
		}
		for _, s := range append(drop, statement) {
			if _, err := tx.Exec(t.Context(), s); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
