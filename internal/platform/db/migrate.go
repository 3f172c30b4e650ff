package db

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"example.vn/khuyencong/internal/platform/fault"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Migrate brings the schema up to date. Several programs may call it at once
// on one PostgreSQL: one applies, the others wait.
func (db *DB) Migrate(ctx context.Context) error {
	if !db.postgres {
		return db.migrateSQLite(ctx)
	}
	pool, err := migrating(db.url)
	if err != nil {
		return err
	}
	return errors.Join(db.migrate(ctx, pool), pool.Close())
}

// migrateSQLite lets SQLite sort in files meanwhile: an index of ten million
// rows does not fit the memory, in which the writer sorts otherwise.
func (db *DB) migrateSQLite(ctx context.Context) error {
	if _, err := db.write.ExecContext(ctx, "PRAGMA temp_store = file"); err != nil {
		return fmt.Errorf("migrate: %w", classify(err))
	}
	err := db.migrate(ctx, db.write)
	_, after := db.write.ExecContext(context.WithoutCancel(ctx), "PRAGMA temp_store = memory")
	return errors.Join(err, classify(after))
}

func (db *DB) migrate(ctx context.Context, pool *sql.DB) error {
	p, err := db.provider(pool)
	if err != nil {
		return err
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	if !db.postgres {
		return advise(ctx, pool)
	}
	return keepApart(ctx, pool)
}

// Versions returns the version of the schema as it is, 0 when there is none,
// and the one that this program was built for.
func (db *DB) Versions(ctx context.Context) (current, target int64, err error) {
	pool := db.write
	if db.postgres {
		pool = db.read // the writer's only connection may be waiting for a standby
	}
	p, err := db.provider(pool)
	if err != nil {
		return 0, 0, err
	}
	current, target, err = p.GetVersions(ctx)
	if err != nil {
		return 0, 0, fmt.Errorf("read schema version: %w", err)
	}
	return current, target, nil
}

// Target returns the version of the schema that this program was built for,
// without a database.
func Target() (int64, error) {
	names, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil || len(names) == 0 {
		return 0, fmt.Errorf("list migrations: %w", err)
	}
	number, _, _ := strings.Cut(path.Base(slices.Max(names)), "_")
	last, err := strconv.ParseInt(number, 10, 64)
	return max(last, sortKeysVersion), err
}

// Fingerprint tells one set of migrations from another, for who keeps a copy of
// what they make.
func Fingerprint() (string, error) {
	sum := sha256.New()
	err := fs.WalkDir(migrations, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		src, err := migrations.ReadFile(name)
		if err == nil {
			_, err = fmt.Fprintln(sum, name, len(src), string(src))
		}
		return err
	})
	return hex.EncodeToString(sum.Sum(nil)[:8]), err
}

// Ready returns a fault unless the schema is exactly the one this program was
// built for.
func (db *DB) Ready(ctx context.Context) error {
	current, target, err := db.Versions(ctx)
	if err != nil {
		return err
	}
	switch {
	case current > target:
		return fault.New(fault.Invalid, fmt.Sprintf("Cơ sở dữ liệu (phiên bản %d) mới hơn chương trình (phiên bản %d). Hãy dùng bản chương trình mới hơn.", current, target))
	case current < target:
		return fault.New(fault.Invalid, fmt.Sprintf("Cơ sở dữ liệu đang ở phiên bản %d, chương trình cần phiên bản %d. Hãy chạy “khuyencong migrate”.", current, target))
	}
	return nil
}

func (db *DB) provider(pool *sql.DB) (*goose.Provider, error) {
	files, err := db.migrationFiles()
	if err != nil {
		return nil, err
	}
	options := []goose.ProviderOption{goose.WithDisableGlobalRegistry(true), goose.WithGoMigrations(db.sortKeys())}
	dialect := goose.DialectSQLite3
	if db.postgres {
		dialect = goose.DialectPostgres
		// Ask every second whether the other program is done, for an hour.
		locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 3600))
		if err != nil {
			return nil, fmt.Errorf("migration lock: %w", err)
		}
		options = append(options, goose.WithSessionLocker(locker))
	}
	p, err := goose.NewProvider(dialect, pool, files, options...)
	if err != nil {
		return nil, fmt.Errorf("read migrations: %w", err)
	}
	return p, nil
}

// oneEngine is the part of the migrations that is meant for one engine.
type oneEngine struct {
	fs.FS
	skip string // suffix of the other engine's files
}

// Open opens a file.
func (f oneEngine) Open(name string) (fs.File, error) {
	if strings.HasSuffix(name, f.skip) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return f.FS.Open(name)
}

// Glob lists the files that match pattern.
func (f oneEngine) Glob(pattern string) ([]string, error) {
	all, err := fs.Glob(f.FS, pattern)
	var mine []string
	for _, name := range all {
		if !strings.HasSuffix(name, f.skip) {
			mine = append(mine, name)
		}
	}
	return mine, err
}

func (db *DB) migrationFiles() (fs.FS, error) {
	sub, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	if db.postgres {
		return oneEngine{sub, ".sqlite.sql"}, nil
	}
	return oneEngine{sub, ".postgres.sql"}, nil
}

// Keys returns, for every table that Tables lists, the columns of its primary
// key.
func Keys() (map[string][]string, error) {
	keys := map[string][]string{}
	err := eachTable(func(table, key string) { keys[table] = strings.Split(key, ", ") })
	return keys, err
}

// Tables lists the tables that hold the program's data, as the migrations
// name them, in the order in which they are created.
func Tables() ([]string, error) {
	var tables []string
	err := eachTable(func(table, _ string) { tables = append(tables, table) })
	return tables, err
}

// derived marks a table that triggers keep from others. It is no data of its
// own: a backup leaves it out, and restoring the others makes it again.
const derived = "-- Derived: "

// eachTable calls fn with the name and the primary key of every table that is
// not derived.
func eachTable(fn func(table, key string)) error {
	names, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return err
	}
	for _, name := range names {
		src, err := migrations.ReadFile(name)
		if err != nil {
			return fmt.Errorf("read %s: %w", path.Base(name), err)
		}
		var table string
		skip := false
		for line := range strings.Lines(string(src)) {
			skip = skip || strings.HasPrefix(line, derived)
			if rest, ok := strings.CutPrefix(line, "CREATE TABLE "); ok {
				table, _, _ = strings.Cut(rest, " ")
			}
			if _, rest, ok := strings.Cut(line, "PRIMARY KEY ("); ok {
				if skip {
					skip = false
					continue
				}
				key, _, _ := strings.Cut(rest, ")")
				fn(table, key)
			}
		}
	}
	return nil
}
