package intake

import (
	"context"
	"errors"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"

	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/audit"
	"example.vn/khuyencong/internal/platform/blob"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/sheet"
)

// claimFor is how long a program may be silent about an intake that it works
// on; then another one takes it up.
const claimFor = time.Minute

// A Claimed is an intake that a program has taken up.
type Claimed struct {
	Province string
	ID       ID
	before   string
}

// Claim takes up one intake of any province that waits for the program; ok is
// false when none does. Of several programs one gets it.
func Claim(ctx context.Context, d *db.DB) (c Claimed, ok bool, err error) {
	var waiting []Claimed
	stale := d.Now().Add(-claimFor).Format(time.RFC3339)
	err = d.View(ctx, db.Scope{Everywhere: true, Actor: access.System("intake")}, func(tx *db.Tx) (err error) {
		waiting, err = db.Collect(ctx, tx, `SELECT province, id, claimed_at FROM intakes
			WHERE state IN (?, ?, ?) AND claimed_at < ? ORDER BY updated_at, province, id LIMIT 5`,
			[]any{Reading, Loading, Undoing, stale}, func(scan db.Scan) (c Claimed, err error) {
				return c, scan(&c.Province, &c.ID, &c.before)
			})
		return err
	})
	if err != nil {
		return c, false, fmt.Errorf("intakes that wait: %w", err)
	}
	for _, c := range waiting {
		err := d.Update(ctx, db.Scope{Province: c.Province, Actor: access.System("intake")}, func(tx *db.Tx) error {
			return tx.Change(ctx, `UPDATE intakes SET claimed_at = ?, version = version + 1 WHERE province = ? AND id = ? AND claimed_at = ?
				AND state IN (?, ?, ?)`, tx.Moment(), tx.Province, c.ID, c.before, Reading, Loading, Undoing)
		})
		if err == nil {
			return c, true, nil
		}
		if fault.KindOf(err) != fault.Conflict { // another program was quicker
			return c, false, fmt.Errorf("take up intake %s: %w", c.ID, err)
		}
	}
	return c, false, nil
}

// A worker brings one intake to its next rest.
type worker struct {
	db    *db.DB
	files blob.Store
	scope db.Scope
	in    Intake
}

// Work does what an intake that was claimed waits for. It writes in parts and
// notes after each how far it is, so that another program can go on.
func Work(ctx context.Context, d *db.DB, files blob.Store, c Claimed) error {
	return work(ctx, d, files, c, 0)
}

// work is Work with a number of rows that are loaded in one transaction; 0 is
// the usual one.
func work(ctx context.Context, d *db.DB, files blob.Store, c Claimed, part int) error {
	w := &worker{db: d, files: files, scope: db.Scope{Province: c.Province, Actor: access.System("intake")}}
	if err := d.View(ctx, w.scope, func(tx *db.Tx) (err error) {
		w.in, err = Get(ctx, tx, c.ID)
		return err
	}); err != nil {
		return err
	}
	w.scope.Actor, w.in.part = w.in.actor(), part
	var err error
	switch w.in.State {
	case Reading:
		err = w.read(ctx)
	case Loading:
		err = w.load(ctx)
	case Undoing:
		err = w.undo(ctx)
	case Waiting, Review, Done, Failed, Dropped, Undone:
		return nil
	}
	if err == nil {
		return nil
	}
	if final(err) {
		return w.fail(ctx, err)
	}
	if ctx.Err() == nil {
		return err // tried again when the claim has grown stale
	}
	return errors.Join(err, w.letGo(context.WithoutCancel(ctx)))
}

// actor is the person who asked for the work.
func (in Intake) actor() access.Actor {
	if in.By == "system" {
		return access.System(in.ByName)
	}
	return access.Actor{ID: in.By, Name: in.ByName, Roles: []access.Role{access.Staff}}
}

// final reports whether an error would come again.
func final(err error) bool {
	switch fault.KindOf(err) {
	case fault.Invalid, fault.NotFound, fault.Forbidden:
		return true
	case fault.Conflict, fault.Busy, fault.Unavailable, fault.SignedOut, fault.Internal, fault.Unlawful:
		return false
	}
	return false
}

// update changes the intake in a transaction of its own; a program that lost
// its claim meanwhile gets a Conflict and stops.
func (w *worker) update(ctx context.Context, fn func(tx *db.Tx, in *Intake) error) error {
	var next Intake
	err := w.db.Update(ctx, w.scope, func(tx *db.Tx) error {
		next = w.in
		next.claimed = tx.Moment()
		if err := fn(tx, &next); err != nil {
			return err
		}
		if !next.State.Working() {
			next.claimed = ""
		}
		return save(ctx, tx, &next)
	})
	if err == nil {
		w.in = next
	}
	return err
}

// letGo gives the claim back, so that the work goes on at once elsewhere.
func (w *worker) letGo(ctx context.Context) error {
	return w.db.Update(ctx, w.scope, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE intakes SET claimed_at = '', version = version + 1 WHERE province = ? AND id = ? AND version = ?`,
			tx.Province, w.in.ID, w.in.Version)
		return err
	})
}

// afterFailure is where an intake goes when its work cannot be done: what a
// loading wrote is taken back, and what cannot be taken back stays.
var afterFailure = map[State]State{Reading: Failed, Loading: Undoing, Undoing: Done} //nolint:exhaustive // of those that are at work

// fail ends the intake with a sentence that says why. What was written of it is
// taken back first.
func (w *worker) fail(ctx context.Context, why error) error {
	return w.update(ctx, func(tx *db.Tx, in *Intake) error {
		in.Message, in.claimed = sentence(why), ""
		before := in.State
		in.State = afterFailure[before]
		if before == Reading {
			if err := dropRows(ctx, tx, in.ID); err != nil {
				return err
			}
		}
		return audit.Record(ctx, tx, "intake.fail", in.ID.Subject(), map[string]string{"why": in.Message})
	})
}

// read reads the file into rows.
func (w *worker) read(ctx context.Context) error {
	data, err := blob.Read(w.files, w.in.SHA256)
	if err != nil {
		return fault.New(fault.NotFound, "Tệp không còn trên máy chủ. Anh/chị gửi lại danh sách.")
	}
	if w.in.Kind == Schemes {
		return w.readSchemes(ctx, data)
	}
	if err := w.prepare(ctx, data); err != nil {
		return err
	}
	var r reader
	var kept int
	err = w.db.View(ctx, w.scope, func(tx *db.Tx) (err error) {
		if kept, err = lastRow(ctx, tx, w.in.ID); err != nil {
			return err
		}
		r, err = newReader(ctx, tx, w.in)
		return err
	})
	if err != nil {
		return err
	}
	s := &scan{in: w.in, notes: &notes{}}
	odd, err := w.stage(ctx, s, r, kept, data)
	if err != nil {
		return err
	}
	return w.endReading(ctx, odd)
}

// endReading gives the rows that were read to a person.
func (w *worker) endReading(ctx context.Context, n *notes) error {
	return w.update(ctx, func(tx *db.Tx, in *Intake) (err error) {
		if in.Counts, err = counted(ctx, tx, in.ID); err != nil {
			return err
		}
		if in.Counts.Rows() == 0 {
			return fault.New(fault.Invalid, "Dưới dòng tiêu đề không có dòng nào để nhập.")
		}
		in.State, in.Notes, in.Seen = Review, n.list(), in.Total
		return nil
	})
}

// A chunk is some rows of a file on their way: lines at first, then rows.
type chunk struct {
	lines []*line
	odd   *notes
	rows  []Row
	seen  int64
}

// stage reads the rows behind the last one that is kept. While one chunk is cut
// out of the file, the one before it is read and the one before that is stored.
func (w *worker) stage(ctx context.Context, s *scan, r reader, kept int, data []byte) (*notes, error) {
	all, ctx := errgroup.WithContext(ctx)
	cut, read := make(chan chunk, 1), make(chan chunk, 1)
	all.Go(func() error {
		defer close(cut)
		s.took = func(lines []*line) error {
			c := chunk{lines: lines, odd: s.notes, seen: s.seen}
			s.notes = &notes{}
			return send(ctx, cut, c)
		}
		return s.run(data)
	})
	odd := &notes{}
	all.Go(func() error {
		defer close(read)
		for c := range cut {
			odd.take(c.odd)
			if err := w.db.View(ctx, w.scope, func(tx *db.Tx) (err error) {
				c.rows, err = rowsOf(ctx, tx, r, c.lines, odd)
				return err
			}); err != nil {
				return err
			}
			for len(c.rows) > 0 && c.rows[0].No <= kept {
				c.rows = c.rows[1:]
			}
			if err := send(ctx, read, chunk{rows: c.rows, seen: c.seen}); err != nil {
				return err
			}
		}
		return nil
	})
	all.Go(func() error {
		for c := range read {
			err := w.update(ctx, func(tx *db.Tx, in *Intake) error {
				in.Seen, in.Total = c.seen, max(in.Total, c.seen)
				return addRows(ctx, tx, in.ID, c.rows)
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	err := all.Wait()
	odd.take(s.notes) // behind the last entry
	return odd, err
}

// send hands a chunk on unless the work has ended.
func send(ctx context.Context, to chan<- chunk, c chunk) error {
	select {
	case to <- c:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// prepare finds out how many rows there are, of a workbook, or of what may be too
// long, by reading it to its end, and notes from when on the register may change.
func (w *worker) prepare(ctx context.Context, data []byte) error {
	if lines, ok := sheet.Lines(data); ok && lines <= sheet.MaxStreamRows {
		return w.begin(ctx, lines)
	}
	last := 0
	err := sheet.Stream(data, func(at sheet.Place, _ []sheet.Cell) error {
		if at.Index == w.in.Layout.Index {
			last = at.Row + 1
			return ctx.Err()
		}
		return sheet.ErrSkipSheet
	})
	if err != nil {
		return err
	}
	return w.begin(ctx, last)
}

// begin notes how many rows there are to read and from when on the register may
// change.
func (w *worker) begin(ctx context.Context, rows int) error {
	return w.update(ctx, func(tx *db.Tx, in *Intake) error {
		in.Total = int64(rows)
		if in.matched == "" {
			in.matched = tx.Moment()
		}
		return nil
	})
}
