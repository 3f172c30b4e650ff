package app

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"example.vn/khuyencong/internal/domain/establishment"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/blob"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
)

const (
	maxRows = 100 // that one INSERT carries

	// The planner looks at a table that is filled after so many rows, and again
	// each time it has grown by this factor.
	newTable = 1_000
	growth   = 8
)

// restoreCmd fills an empty database from a backup.
type restoreCmd struct {
	database
	files
	File string `arg:"" name:"tệp" help:"Tệp sao lưu sẽ đọc."`
}

// Run runs the command. The backup is checked to its last byte before the
// target is touched; the rows go in together or not at all.
func (c *restoreCmd) Run(e *env) error {
	b, err := openBackup(c.File)
	if err != nil {
		return err
	}
	if err := b.fits(); err != nil {
		return errors.Join(err, b.file.Close())
	}
	d, err := c.create(e)
	if err != nil {
		return errors.Join(err, b.file.Close())
	}
	err = e.restore(d, c.store(c.database), b)
	if err = errors.Join(err, d.Close(), b.file.Close()); err != nil {
		return err
	}
	err = e.print("Đã phục hồi %d dòng của %d bảng và %d tệp đính kèm, sao lưu lúc %s; nhật ký và sổ kinh phí khớp với bản sao lưu.",
		b.rows(), len(b.Tables), len(b.Files), b.CreatedAt)
	if err == nil && len(b.Missing)+len(b.Findings) > 0 {
		e.say("Bản sao lưu vốn có sai sót từ trước và được phục hồi đúng như vậy; “khuyencong doctor” cho biết chi tiết.")
		return errFound
	}
	return err
}

func (e *env) restore(d *db.DB, store blob.Store, b *backup) error {
	if err := e.prepareTarget(d); err != nil {
		return err
	}
	// Files first: a row must not point at nothing, not even for a moment.
	if err := store.Prepare(); err != nil {
		return err
	}
	for _, m := range b.Files {
		r, err := b.open(m)
		if err != nil {
			return err
		}
		err = blob.Restore(e.ctx, store, r, path.Base(m.Name))
		if err := errors.Join(err, r.Close()); err != nil {
			return err
		}
	}
	err := d.Update(e.ctx, db.Scope{Everywhere: true, Actor: access.System("restore")}, func(tx *db.Tx) error {
		if err := e.empty(tx); err != nil {
			return err
		}
		for _, m := range b.Tables {
			if err := e.fill(tx, b, m); err != nil {
				return fmt.Errorf("restore %s: %w", m.Table, err)
			}
		}
		if err := establishment.Reindex(e.ctx, tx); err != nil {
			return err
		}
		return e.compare(tx, b)
	})
	if err != nil {
		return err
	}
	return d.Analyze(e.ctx)
}

// fits returns a fault unless the backup is one of this program's schema.
func (b *backup) fits() error {
	target, err := db.Target()
	if err != nil {
		return err
	}
	if b.Schema != target {
		return fault.New(fault.Invalid, fmt.Sprintf(
			"Bản sao lưu thuộc phiên bản dữ liệu %d, chương trình này dùng phiên bản %d. Hãy phục hồi bằng đúng bản chương trình %s rồi nâng cấp.", b.Schema, target, b.Program))
	}
	tables, err := db.Tables()
	if err != nil {
		return err
	}
	if !slices.Equal(tables, mapped(b.Tables, func(m member) string { return m.Table })) {
		return broken(errors.New("other tables"))
	}
	return nil
}

// prepareTarget refuses a target that holds anything, and gives an empty one
// its tables.
func (e *env) prepareTarget(d *db.DB) error {
	current, target, err := d.Versions(e.ctx)
	switch {
	case err != nil:
		return err
	case current == 0:
		return d.Migrate(e.ctx)
	case current != target:
		return fault.New(fault.Conflict, "Cơ sở dữ liệu đích đã được dùng. Chỉ phục hồi vào cơ sở dữ liệu trống.")
	}
	return d.View(e.ctx, db.Scope{Everywhere: true}, e.empty)
}

func mapped[T, U any](all []T, fn func(T) U) []U {
	out := make([]U, len(all))
	for i, v := range all {
		out[i] = fn(v)
	}
	return out
}

// empty returns a fault unless no table has a row.
func (e *env) empty(tx *db.Tx) error {
	tables, err := db.Tables()
	if err != nil {
		return err
	}
	for _, table := range tables {
		n, err := countRows(e, tx, table)
		if err != nil {
			return err
		}
		if n > 0 {
			return fault.New(fault.Conflict, "Cơ sở dữ liệu đích đã có dữ liệu. Chỉ phục hồi vào cơ sở dữ liệu trống.")
		}
	}
	return nil
}

func countRows(e *env, tx *db.Tx, table string) (n int64, err error) {
	if err := tx.QueryRow(e.ctx, "SELECT count(*) FROM "+table, nil, &n); err != nil {
		return 0, fmt.Errorf("count %s: %w", table, err)
	}
	return n, nil
}

// fill inserts the rows of one table.
func (e *env) fill(tx *db.Tx, b *backup, m member) error {
	columns, err := tx.Columns(e.ctx, m.Table)
	if err != nil {
		return err
	}
	r, err := b.open(m)
	if err != nil {
		return err
	}
	lines := bufio.NewScanner(io.LimitReader(r, m.Size))
	lines.Buffer(nil, maxLine)
	f := filling{table: m.Table, columns: columns, look: newTable}
	for lines.Scan() {
		values, err := rowOf(lines.Bytes(), columns)
		if err != nil {
			return errors.Join(broken(err), r.Close())
		}
		if f.batch = append(f.batch, values...); len(f.batch) >= maxRows*len(columns) {
			if err := f.insert(e.ctx, tx); err != nil {
				return errors.Join(err, r.Close())
			}
		}
	}
	return errors.Join(lines.Err(), f.insert(e.ctx, tx), r.Close())
}

// A filling is a table on its way into the database.
type filling struct {
	table   string
	columns []string
	batch   []any // the values of rows that are still to be inserted
	rows    int   // that are in
	look    int   // rows after which the planner looks at the table
}

// insert inserts the rows of the batch.
func (f *filling) insert(ctx context.Context, tx *db.Tx) error {
	n := len(f.batch) / len(f.columns)
	if n == 0 {
		return nil
	}
	row := "(?" + strings.Repeat(", ?", len(f.columns)-1) + ")"
	_, err := tx.Exec(ctx, "INSERT INTO "+f.table+" ("+strings.Join(f.columns, ", ")+") VALUES "+row+strings.Repeat(", "+row, n-1), f.batch...)
	if err != nil {
		return err
	}
	f.batch = f.batch[:0]
	if f.rows += n; f.rows < f.look {
		return nil
	}
	f.look = f.rows * growth
	return tx.Analyze(ctx, f.table)
}

// rowOf reads one line: an object with exactly the columns, each a text or an
// integer.
func rowOf(line []byte, columns []string) ([]any, error) {
	dec := json.NewDecoder(bytes.NewReader(line))
	dec.UseNumber()
	var row map[string]any
	if err := dec.Decode(&row); err != nil {
		return nil, err
	}
	if len(row) != len(columns) {
		return nil, errors.New("other columns")
	}
	values := make([]any, len(columns))
	for i, name := range columns {
		switch v := row[name].(type) {
		case string:
			values[i] = v
		case json.Number:
			n, err := v.Int64()
			if err != nil {
				return nil, err
			}
			values[i] = n
		default:
			return nil, fmt.Errorf("column %s: neither text nor integer", name)
		}
	}
	return values, nil
}

// compare makes sure that what is in the database now is what was backed up.
func (e *env) compare(tx *db.Tx, b *backup) error {
	for _, m := range b.Tables {
		n, err := countRows(e, tx, m.Table)
		if err != nil {
			return err
		}
		if n != m.Rows {
			return broken(fmt.Errorf("%s has %d rows, the manifest says %d", m.Table, n, m.Rows))
		}
	}
	var now manifest
	if err := now.heads(e.ctx, tx); err != nil {
		return err
	}
	if !slices.Equal(now.Audit, b.Audit) || !slices.Equal(now.Ledger, b.Ledger) || !slices.Equal(now.Findings, b.Findings) {
		return broken(errors.New("audit record or ledger differ from the manifest"))
	}
	return nil
}
