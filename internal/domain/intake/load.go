package intake

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"sync"

	"example.vn/khuyencong/internal/domain/archive"
	"example.vn/khuyencong/internal/domain/establishment"
	"example.vn/khuyencong/internal/domain/product"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/platform/audit"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
)

// How many rows are loaded in one transaction. A list that is no longer goes in
// whole in a moment; of a longer one each part takes the writer about a quarter of a second,
// and what other people do in between is not held up.
const (
	loadEstablishments = 10_000
	loadOthers         = 1_000
	loadSchemes        = 500 // each with its parts, its decision and its record
)

// load writes what the rows say, part by part. While a part of a list of
// establishments is written the next one is fetched: nobody else changes the
// rows of an intake that loads.
func (w *worker) load(ctx context.Context) error {
	var p *fetched
	if w.in.Kind == Establishments {
		p = w.fetch(ctx, w.in, int(w.in.loaded))
	}
	for w.in.State == Loading {
		if p != nil && p.err != nil {
			return p.err
		}
		var next *fetched
		var ahead sync.WaitGroup
		if in := w.in; p != nil && p.full {
			ahead.Go(func() { next = w.fetch(ctx, in, p.rows[len(p.rows)-1].No) })
		}
		err := w.update(ctx, func(tx *db.Tx, in *Intake) error { return in.loadPart(ctx, tx, p) })
		ahead.Wait()
		if err != nil {
			return err
		}
		p = next
	}
	return nil
}

// A fetched is the rows that one transaction loads.
type fetched struct {
	rows   []Row
	owners []establishment.Derived // of rows of establishments
	full   bool                    // there may be more behind it
	err    error
}

// fetch reads the part of an intake behind a row.
func (w *worker) fetch(ctx context.Context, in Intake, after int) *fetched {
	p := &fetched{}
	p.err = w.db.View(ctx, w.scope, func(tx *db.Tx) error { return in.fetch(ctx, tx, after, p) })
	return p
}

func (in *Intake) fetch(ctx context.Context, tx *db.Tx, after int, p *fetched) (err error) {
	limit, verdicts := loadOthers, []Verdict{New}
	if in.Kind == Establishments {
		limit = loadEstablishments
		if in.Policy == Fill {
			verdicts = append(verdicts, Same)
		}
	}
	if in.Kind == Schemes {
		limit, verdicts = loadSchemes, append(verdicts, Change)
	}
	if in.part > 0 {
		limit = in.part
	}
	if after == 0 && in.Kind == Establishments && in.Counts.New > int64(limit) {
		limit = max(1, limit/4) // nothing is loaded while the first part is fetched
	}
	p.rows, err = Rows(ctx, tx, in.ID, after, limit, verdicts...)
	p.full = len(p.rows) == limit
	if in.Kind != Establishments || err != nil {
		return err
	}
	p.owners = make([]establishment.Derived, len(p.rows))
	for i, row := range p.rows {
		var d ownerData
		if err := json.Unmarshal([]byte(row.Data), &d); err != nil {
			return fmt.Errorf("row %d: %w", row.No, err)
		}
		p.owners[i] = establishment.Derive(d.Establishment)
	}
	return nil
}

// loadPart writes the next part; p is nil when it was not fetched. Before the
// first one it looks whether what the rows mean came into the register meanwhile:
// then they are questions again.
func (in *Intake) loadPart(ctx context.Context, tx *db.Tx, p *fetched) (err error) {
	if in.loaded == 0 && in.Kind.MayBeNew() {
		look := in.lookAgain
		if in.Kind == Schemes {
			look = in.lookAgainSchemes
		}
		if again, err := look(ctx, tx); err != nil || again > 0 {
			return err
		}
	}
	if p == nil {
		p = &fetched{}
		if err := in.fetch(ctx, tx, int(in.loaded), p); err != nil {
			return err
		}
	}
	rows := p.rows
	switch in.Kind {
	case Establishments:
		err = in.loadEstablishments(ctx, tx, rows, p.owners)
	case Products:
		err = in.loadProducts(ctx, tx, rows)
	case Schemes:
		err = in.loadSchemes(ctx, tx, rows)
	case Payments:
		err = in.loadPayments(ctx, tx, rows)
	}
	if err != nil {
		return err
	}
	if n := len(rows); n > 0 {
		in.loaded = int64(rows[n-1].No)
		in.Seen += int64(n)
	}
	if p.full {
		return nil
	}
	in.State, in.Seen = Done, in.Total
	return audit.Record(ctx, tx, "intake.done", in.ID.Subject(), map[string]string{
		"kind": string(in.Kind), "file": in.File, "sha256": in.SHA256, "blocks": written(in.Blocks),
		"new": strconv.FormatInt(in.Counts.New, 10), "same": strconv.FormatInt(in.Counts.Same, 10), "policy": string(in.Policy),
	})
}

// lookAgain matches the new rows with what came into the register since they
// were read, and puts those that may be the same back to a person.
func (in *Intake) lookAgain(ctx context.Context, tx *db.Tx) (again int, err error) {
	index, err := establishment.NewIndex(ctx, tx, in.matched)
	if err != nil || index.Empty() {
		return 0, err
	}
	after := 0
	for {
		rows, err := Rows(ctx, tx, in.ID, after, loadEstablishments, New)
		if err != nil {
			return 0, err
		}
		for _, row := range rows {
			after = row.No
			may, err := row.like(index)
			if err != nil {
				return 0, err
			}
			if len(may) == 0 {
				continue
			}
			again++
			if err := askAgain(ctx, tx, in.ID, row.No, idStrings(may)); err != nil {
				return 0, err
			}
		}
		if len(rows) < loadEstablishments {
			break
		}
	}
	if again == 0 {
		return 0, nil
	}
	return again, in.reviewAgain(ctx, tx, again)
}

// reviewAgain puts the intake back to a person.
func (in *Intake) reviewAgain(ctx context.Context, tx *db.Tx, again int) (err error) {
	in.State, in.matched = Review, tx.Moment()
	in.Message = fmt.Sprintf("Trong lúc chờ, danh sách cơ sở có thêm hoặc đổi: %d dòng có thể đã có, cần trả lời lại. Chưa ghi gì.", again)
	in.Counts, err = counted(ctx, tx, in.ID)
	return err
}

// like returns those in an index that a new row may be, unless a person saw all
// of them already.
func (r Row) like(index *establishment.Index) ([]establishment.ID, error) {
	var d ownerData
	if err := json.Unmarshal([]byte(r.Data), &d); err != nil {
		return nil, fmt.Errorf("row %d: %w", r.No, err)
	}
	m := index.Match(d.Establishment)
	if m.Sure != "" {
		m.May = append(m.May, m.Sure)
	}
	if r.asked(m.May) {
		return nil, nil
	}
	return m.May, nil
}

// asked reports whether a person saw all of may and said that the row is new.
func (r Row) asked(may []establishment.ID) bool {
	return !slices.ContainsFunc(may, func(id establishment.ID) bool { return !slices.Contains(r.May, string(id)) })
}

// A filled is what an intake changed about an establishment.
type filled struct {
	Before establishment.Establishment `json:"before"`
}

func (in *Intake) loadEstablishments(ctx context.Context, tx *db.Tx, rows []Row, owners []establishment.Derived) error {
	var fresh int64
	for _, row := range rows {
		if row.Verdict == New {
			fresh++
		}
	}
	arrival, err := establishment.Arrive(ctx, tx, fresh)
	if err != nil {
		return err
	}
	for i, row := range rows {
		if row.Verdict == New {
			err = arrival.Add(owners[i])
		} else {
			err = in.fill(ctx, tx, row, owners[i].Establishment)
		}
		if err != nil {
			return fmt.Errorf("row %d: %w", row.No, err)
		}
	}
	block, err := arrival.Close(ctx)
	if err != nil {
		return err
	}
	if in.LoadedAt = tx.Moment(); fresh > 0 {
		in.Blocks = append(slices.Clip(in.Blocks), Part{Block: block, At: tx.Moment()})
	}
	return nil
}

// fill completes an establishment that is there already.
func (in *Intake) fill(ctx context.Context, tx *db.Tx, row Row, says establishment.Establishment) error {
	old, err := establishment.Root(ctx, tx, establishment.ID(row.Target))
	if err != nil {
		return err
	}
	next, changed := establishment.Fill(old, says)
	if !changed {
		return nil
	}
	if err := establishment.Change(ctx, tx, &next); err != nil {
		return err
	}
	old.Version = next.Version
	return setMade(ctx, tx, in.ID, row.No, written(filled{old}))
}

func (in *Intake) loadProducts(ctx context.Context, tx *db.Tx, rows []Row) error {
	for _, row := range rows {
		var d productData
		if err := json.Unmarshal([]byte(row.Data), &d); err != nil {
			return fmt.Errorf("row %d: %w", row.No, err)
		}
		d.Product.Establishment = establishment.ID(row.Target)
		if err := product.Add(ctx, tx, &d.Product); err != nil {
			return in.atRow(row, err)
		}
		if err := setMade(ctx, tx, in.ID, row.No, string(d.Product.ID)); err != nil {
			return err
		}
	}
	return nil
}

func (in *Intake) loadPayments(ctx context.Context, tx *db.Tx, rows []Row) error {
	for _, row := range rows {
		var d paymentData
		if err := json.Unmarshal([]byte(row.Data), &d); err != nil {
			return fmt.Errorf("row %d: %w", row.No, err)
		}
		d.Payment.Scheme = scheme.ID(row.Target)
		if err := archive.RecordPayment(ctx, tx, d.Payment, in.key(row)); err != nil {
			return in.atRow(row, err)
		}
		if err := setMade(ctx, tx, in.ID, row.No, in.key(row)); err != nil {
			return err
		}
	}
	return nil
}

// key names a row in the books.
func (in *Intake) key(row Row) string { return string(in.ID) + "/" + strconv.Itoa(row.No) }

// atRow says at which row of the file the register refused; what it refuses now
// it would refuse again.
func (in *Intake) atRow(row Row, err error) error {
	kind := fault.KindOf(err)
	if kind != fault.Invalid && kind != fault.Conflict && kind != fault.NotFound {
		return err
	}
	return fault.New(fault.Invalid, fmt.Sprintf("Dòng %s: %s", in.Layout.RowName(row.No), detail(err)))
}
