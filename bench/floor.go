package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
)

// The floor of a commitment: an idempotency key, a balance that must not fall
// below zero, two postings. No session, no permission, no norm, no record of
// who did it, no HTTP.
const floorTables = `
	CREATE TABLE keys (key TEXT PRIMARY KEY);
	CREATE TABLE lines (line BIGINT PRIMARY KEY, left_vnd BIGINT NOT NULL CHECK (left_vnd >= 0));
	CREATE TABLE postings (no BIGINT NOT NULL, side BIGINT NOT NULL, line BIGINT NOT NULL, amount BIGINT NOT NULL, PRIMARY KEY (no, side));`

// A floor does the bare transaction number i, on one of its lines.
type floor interface {
	commit(ctx context.Context, i, line int) error
	close() error
}

// liteFloor is SQLite with one writer that gathers up to so many of those that
// wait into one commit.
type liteFloor struct {
	d     *sql.DB
	batch int
	steps [len(floorSteps)]*sql.Stmt
	queue chan *floorJob
	done  sync.WaitGroup
}

type floorJob struct {
	i, line int
	answer  chan error
}

const floorBatch = 128

func newLiteFloor(ctx context.Context, dir string, batch, lines int, each int64) (*liteFloor, error) {
	d, err := bare(filepath.Join(dir, fmt.Sprintf("floor-%d.db", batch)), "synchronous(FULL)")
	if err != nil {
		return nil, err
	}
	d.SetMaxOpenConns(1)
	if err := fillFloor(ctx, d, false, lines, each); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	f := &liteFloor{d: d, batch: batch, queue: make(chan *floorJob, floorBatch)}
	for i, text := range floorSteps {
		if f.steps[i], err = d.PrepareContext(ctx, text); err != nil { //nolint:sqlclosecheck // closed with the database
			return nil, errors.Join(err, d.Close())
		}
	}
	f.done.Go(func() { f.write(context.WithoutCancel(ctx)) })
	return f, nil
}

func fillFloor(ctx context.Context, d *sql.DB, postgres bool, lines int, each int64) error {
	if _, err := d.ExecContext(ctx, floorTables); err != nil {
		return err
	}
	return loadTable(ctx, d, postgres, table{"lines", "line, left_vnd", lines, func(i int) []any { return []any{i, each} }})
}

func (f *liteFloor) commit(_ context.Context, i, line int) error {
	j := &floorJob{i, line, make(chan error, 1)}
	f.queue <- j
	return <-j.answer
}

func (f *liteFloor) close() error {
	close(f.queue)
	f.done.Wait()
	return f.d.Close()
}

func (f *liteFloor) write(ctx context.Context) {
	for first := range f.queue {
		batch := []*floorJob{first}
	gather:
		for len(batch) < f.batch {
			select {
			case j, ok := <-f.queue:
				if !ok {
					break gather
				}
				batch = append(batch, j)
			default:
				break gather
			}
		}
		err := f.run(ctx, batch)
		for _, j := range batch {
			j.answer <- err
		}
	}
}

var floorSteps = [...]string{
	"SAVEPOINT one", "INSERT INTO keys VALUES (?)", "UPDATE lines SET left_vnd = left_vnd - 1 WHERE line = ? AND left_vnd >= 1",
	"INSERT INTO postings VALUES (?, 1, ?, -1), (?, 2, ?, 1)", "RELEASE one",
}

func (f *liteFloor) run(ctx context.Context, batch []*floorJob) error {
	tx, err := f.d.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	var steps [len(floorSteps)]*sql.Stmt
	for i, step := range f.steps {
		steps[i] = tx.StmtContext(ctx, step)
	}
	for _, j := range batch {
		for s, args := range [...][]any{nil, {fmt.Sprint("k", j.i)}, {j.line}, {j.i, j.line, j.i, -1}, nil} {
			if args == nil && f.batch == 1 {
				continue // one transaction for each needs no savepoint
			}
			r, err := steps[s].ExecContext(ctx, args...)
			if err != nil {
				return err
			}
			if n, _ := r.RowsAffected(); s == 2 && n != 1 {
				return errors.New("floor: nothing left")
			}
		}
	}
	return tx.Commit()
}

// pgFloor is PostgreSQL, a connection for each client, either one call of a
// function or a round trip for every statement.
type pgFloor struct {
	d    *sql.DB
	call bool
}

func newPGFloor(ctx context.Context, address string, lines int, each int64) (*sql.DB, error) {
	d, err := bare(address)
	if err != nil {
		return nil, err
	}
	d.SetMaxOpenConns(clients)
	d.SetMaxIdleConns(clients)
	err = fillFloor(ctx, d, true, lines, each)
	if err == nil {
		_, err = d.ExecContext(ctx, `
			CREATE FUNCTION commit_one(k TEXT, n BIGINT, l BIGINT) RETURNS void LANGUAGE plpgsql AS $$
			BEGIN
				INSERT INTO keys VALUES (k);
				UPDATE lines SET left_vnd = left_vnd - 1 WHERE line = l AND left_vnd >= 1;
				IF NOT FOUND THEN RAISE EXCEPTION 'nothing left'; END IF;
				INSERT INTO postings VALUES (n, 1, l, -1), (n, 2, -1, 1);
			END $$`)
	}
	if err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return d, nil
}

func (f *pgFloor) close() error { return nil }

func (f *pgFloor) commit(ctx context.Context, i, line int) error {
	if f.call {
		_, err := f.d.ExecContext(ctx, "SELECT commit_one($1, $2, $3)", fmt.Sprint("k", i), i, line)
		return err
	}
	tx, err := f.d.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if _, err := tx.ExecContext(ctx, "INSERT INTO keys VALUES ($1)", fmt.Sprint("k", i)); err != nil {
		return err
	}
	r, err := tx.ExecContext(ctx, "UPDATE lines SET left_vnd = left_vnd - 1 WHERE line = $1 AND left_vnd >= 1", line)
	if err != nil {
		return err
	}
	if n, _ := r.RowsAffected(); n != 1 {
		return errors.New("floor: nothing left")
	}
	if _, err := tx.ExecContext(ctx, "INSERT INTO postings VALUES ($1, 1, $2, -1), ($1, 2, -1, 1)", i, line); err != nil {
		return err
	}
	return tx.Commit()
}

// checkFloor fails unless what was taken is what was posted.
func checkFloor(ctx context.Context, d *sql.DB, done int, all int64) error {
	var sum, n, left, low int64
	err := d.QueryRowContext(ctx, `
		SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT), count(*), (SELECT CAST(SUM(left_vnd) AS BIGINT) FROM lines), (SELECT MIN(left_vnd) FROM lines)
		FROM postings`).Scan(&sum, &n, &left, &low)
	if err != nil {
		return err
	}
	if sum != 0 || n != int64(2*done) || all-left != int64(done) || low < 0 {
		return fmt.Errorf("floor: %d postings of %d transactions sum to %d, %d of %d are left, the least %d", n, done, sum, left, all, low)
	}
	return nil
}
