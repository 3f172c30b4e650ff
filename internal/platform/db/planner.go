package db

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
)

// keyed names the columns that tell a row from nearly all others. A column of an
// index that is not named here has few values, such as a state, a year or a
// commune.
var keyed = []string{
	"id", "no", "seq", "key", "name", "login", "token", "number", "scheme", "contract", "subject", "establishment", "settlement", "need", "owner", "user_id",
	"tax_code", "phone", "name_folded", "name_core", "name_sort", "origin_key", "words",
}

// advise tells SQLite how selective the columns of every index are. It knows
// nothing of that by itself, and then takes the province, with which every
// index begins, to single out ten rows: where a province has a hundred
// thousand, it reads them all. What it is told is what it would measure in a
// large province, where an index of a part holds few. It is not measured (ANALYZE) but always the same, so that a
// query runs in the field as it did in the tests, also on the first day.
func advise(ctx context.Context, pool *sql.DB) error {
	for _, statement := range []string{
		`ANALYZE sqlite_schema`, // makes the table
		`DELETE FROM sqlite_stat1`,
		`INSERT INTO sqlite_stat1 (tbl, idx, stat)
		WITH RECURSIVE columns AS (
			SELECT m.name AS tbl, l.name AS idx, i.seqno AS n, CASE WHEN l.partial THEN 1000 ELSE 1000000 END AS size, CASE
				WHEN i.name = 'province' THEN 1
				WHEN l."unique" AND i.seqno = (SELECT MAX(last.seqno) FROM pragma_index_info(l.name) AS last) THEN 1000000
				WHEN i.name IN ('` + strings.Join(keyed, "', '") + `') THEN 100000 ELSE 10 END AS parts
			FROM sqlite_schema AS m JOIN pragma_index_list(m.name) AS l JOIN pragma_index_info(l.name) AS i
			WHERE m.type = 'table' AND EXISTS (SELECT 1 FROM pragma_index_info(l.name) AS first WHERE first.seqno = 0 AND first.name = 'province')),
		rest AS (
			SELECT tbl, idx, n, size AS rows, size || ' ' || size AS stat FROM columns WHERE n = 0
			UNION ALL
			SELECT c.tbl, c.idx, c.n, MAX(1, r.rows / c.parts), r.stat || ' ' || MAX(1, r.rows / c.parts)
			FROM rest AS r JOIN columns AS c ON c.idx = r.idx AND c.n = r.n + 1)
		SELECT tbl, idx, stat FROM rest AS r WHERE n = (SELECT MAX(c.n) FROM columns AS c WHERE c.idx = r.idx)`,
		`ANALYZE sqlite_schema`, // reads it
	} {
		if _, err := pool.ExecContext(ctx, statement); err != nil {
			return fmt.Errorf("tell the planner: %w", err)
		}
	}
	return nil
}

// Analyze has PostgreSQL learn what its tables hold, after many rows came at
// once; until it does so by itself, a minute later, it may read a province from
// end to end for one row. SQLite plans without such knowledge.
func (db *DB) Analyze(ctx context.Context) error {
	if !db.postgres {
		return nil
	}
	if _, err := db.read.ExecContext(ctx, "ANALYZE"); err != nil {
		return fmt.Errorf("analyze: %w", classify(err))
	}
	return nil
}

// Analyze has PostgreSQL learn what one table holds, within the transaction that
// fills it: what is done for each row that comes is planned for the table as it
// is by then, not for an empty one.
func (tx *Tx) Analyze(ctx context.Context, table string) error {
	if !tx.postgres {
		return nil
	}
	if _, err := tx.Exec(ctx, "ANALYZE "+table); err != nil {
		return fmt.Errorf("analyze %s: %w", table, err)
	}
	return nil
}
