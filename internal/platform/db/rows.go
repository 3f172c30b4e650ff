package db

import (
	"context"
	"database/sql/driver"
	"fmt"
	"iter"
	"reflect"
	"strconv"
	"strings"
)

// How much one statement of AddRows carries.
const (
	liteValues   = 12_000 // values of one INSERT of SQLite
	postgresRows = 4000   // rows of one INSERT of PostgreSQL
)

// AddRows adds many rows to a table at once: for loading what was kept or made
// up elsewhere, by the package that owns the table. columns are their names
// with commas between; a row has a value for each, a text or an integer by its
// kind. The slice that holds a row may be used again for the next one.
//
// PostgreSQL's COPY is no way here: it refuses tables with row security. An
// INSERT from arrays comes near to it.
func (tx *Tx) AddRows(ctx context.Context, table, columns string, rows iter.Seq[[]any]) (int64, error) {
	a := &adder{tx: tx, table: table, columns: columns, width: strings.Count(columns, ",") + 1}
	add, most := a.lite, max(1, liteValues/a.width)
	if tx.postgres {
		add, most = a.postgres, postgresRows
	}
	var total int64
	for row := range rows {
		if len(row) != a.width {
			return total, fmt.Errorf("add to %s: %d values for %d columns", table, len(row), a.width)
		}
		for _, v := range row {
			plain, err := plainValue(v)
			if err != nil {
				return total, fmt.Errorf("add to %s: %w", table, err)
			}
			a.values = append(a.values, plain)
		}
		total++
		if len(a.values) == most*a.width {
			if err := add(ctx); err != nil {
				return total, err
			}
		}
	}
	if len(a.values) == 0 {
		return total, nil
	}
	return total, add(ctx)
}

// plainValue is v as a text or an integer.
func plainValue(v any) (any, error) {
	switch x := v.(type) {
	case string, int64:
		return x, nil
	case int:
		return int64(x), nil
	case driver.Valuer:
		return x.Value()
	}
	switch r := reflect.ValueOf(v); r.Kind() { //nolint:exhaustive // columns hold nothing else
	case reflect.String:
		return r.String(), nil
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return r.Int(), nil
	case reflect.Bool:
		if r.Bool() {
			return int64(1), nil
		}
		return int64(0), nil
	}
	return nil, fmt.Errorf("a value of type %T", v)
}

// An adder gathers rows until there are enough for a statement.
type adder struct {
	tx             *Tx
	table, columns string
	width          int
	values         []any // of the rows that wait, one after another
}

// lite adds what waits by one INSERT. A value that all its rows share in a column
// is handed over once: handing values over takes as long as writing them.
func (a *adder) lite(ctx context.Context) error {
	n := len(a.values) / a.width
	shared := a.shared(n)
	columns, args, own := make([]string, a.width), []any(nil), 0
	for c, same := range shared {
		if columns[c] = "?"; same {
			args = append(args, a.values[c])
			continue
		}
		own++
		columns[c] = "column" + strconv.Itoa(own)
	}
	if own == 0 { // one row, or the same one again and again
		row := "(" + strings.Join(columns, ", ") + ")"
		return a.exec(ctx, "VALUES "+row+strings.Repeat(", "+row, n-1), a.values...)
	}
	for i, v := range a.values {
		if !shared[i%a.width] {
			args = append(args, v)
		}
	}
	row := "(?" + strings.Repeat(", ?", own-1) + ")"
	return a.exec(ctx, "SELECT "+strings.Join(columns, ", ")+" FROM (VALUES "+row+strings.Repeat(", "+row, n-1)+")", args...)
}

// shared says of each column whether all of n rows have the same value there.
func (a *adder) shared(n int) []bool {
	shared := make([]bool, a.width)
	for c := range shared {
		shared[c] = true
		for r := 1; r < n && shared[c]; r++ {
			shared[c] = a.values[r*a.width+c] == a.values[c]
		}
	}
	return shared
}

// postgres adds what waits from an array for each column.
func (a *adder) postgres(ctx context.Context) error {
	arrays := make([]any, a.width)
	var from strings.Builder
	from.WriteString("SELECT * FROM unnest(")
	for c := range a.width {
		if c > 0 {
			from.WriteString(", ")
		}
		from.WriteString("$" + strconv.Itoa(c+1))
		var ok bool
		if _, number := a.values[c].(int64); number {
			arrays[c], ok = column[int64](a.values, c, a.width)
			from.WriteString("::bigint[]")
		} else {
			arrays[c], ok = column[string](a.values, c, a.width)
			from.WriteString("::text[]")
		}
		if !ok {
			return fmt.Errorf("add to %s: column %d has texts and integers", a.table, c+1)
		}
	}
	from.WriteString(")")
	return a.exec(ctx, from.String(), arrays...)
}

// column takes one column out of rows; ok is false unless all of it is of one
// type.
func column[T any](values []any, c, width int) (all []T, ok bool) {
	all = make([]T, len(values)/width)
	for i := range all {
		if all[i], ok = values[i*width+c].(T); !ok {
			return nil, false
		}
	}
	return all, true
}

// RowsOf makes rows for AddRows of what an owner holds.
func RowsOf[T any](all []T, row func(T) []any) iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		for _, v := range all {
			if !yield(row(v)) {
				return
			}
		}
	}
}

func (a *adder) exec(ctx context.Context, from string, args ...any) error {
	_, err := a.tx.Exec(ctx, "INSERT INTO "+a.table+" ("+a.columns+") "+from, args...)
	a.values = a.values[:0]
	if err != nil {
		return fmt.Errorf("add to %s: %w", a.table, err)
	}
	return nil
}
