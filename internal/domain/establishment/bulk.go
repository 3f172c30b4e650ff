package establishment

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/audit"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/text"
)

// A Derived is an establishment with what is stored of its name besides, so that
// many can be stored in a short time.
type Derived struct {
	Establishment Establishment
	Folded, Sort  string
}

// Derive makes of an establishment what is stored.
func Derive(e Establishment) Derived { return Derived{e, searchName(e.Name), text.SortKey(e.Name)} }

// CheckFor says, field by field, what of e cannot be stored; otherwise it
// returns e as it will be.
func CheckFor(tx *db.Tx, e Establishment) (Establishment, error) { return e.normal(tx) }

// A Block is IDs that were given one after the other: First and the Count-1
// that follow it.
type Block struct{ First, Count int64 }

// ID returns the i-th ID of b.
func (b Block) ID(i int64) ID { return idOf(b.First + i) }

func idOf(n int64) ID { return ID(fmt.Sprintf("cs-%04d", n)) }

// numberOf is the number that an ID was made of; ok is false for what is no ID.
func numberOf(id ID) (n int64, ok bool) {
	digits, ok := strings.CutPrefix(string(id), "cs-")
	n, err := strconv.ParseInt(digits, 10, 64)
	return n, ok && err == nil && n > 0 && idOf(n) == id
}

// An Arrival adds many establishments within one transaction.
type Arrival struct {
	tx      *db.Tx
	block   Block
	waiting []Derived
}

// Arrive begins to add n establishments and takes their IDs. The caller writes
// the audit record of the whole.
func Arrive(ctx context.Context, tx *db.Tx, n int64) (*Arrival, error) {
	if err := tx.Actor.Require(access.EditEstablishment); err != nil {
		return nil, err
	}
	if !tx.Actor.Has(access.Staff) {
		return nil, fault.New(fault.Forbidden, "Chỉ cán bộ Trung tâm nhập được danh sách cơ sở.")
	}
	a := &Arrival{tx: tx, block: Block{Count: n}}
	last, err := tx.Reserve(ctx, "establishment", n)
	a.block.First = last - n + 1
	return a, err
}

// Add takes the next one.
func (a *Arrival) Add(d Derived) error {
	n := int64(len(a.waiting))
	if n == a.block.Count {
		return fmt.Errorf("more than the %d establishments that were announced", a.block.Count)
	}
	e, moment := &d.Establishment, a.tx.Moment()
	e.ID, e.MergedInto, e.Version, e.CreatedAt, e.UpdatedAt = a.block.ID(n), "", 1, moment, moment
	a.waiting = append(a.waiting, d)
	return nil
}

// Close adds those that were taken and returns the IDs that they have.
func (a *Arrival) Close(ctx context.Context) (Block, error) {
	if int64(len(a.waiting)) != a.block.Count {
		return Block{}, fmt.Errorf("%d establishments of the %d that were announced", len(a.waiting), a.block.Count)
	}
	// Rows that come in the order of their names go into the indexes of names page by page.
	slices.SortFunc(a.waiting, func(x, y Derived) int { return strings.Compare(x.Folded, y.Folded) })
	_, err := addAll(ctx, a.tx, a.waiting)
	return a.block, err
}

// Fill returns e with what other says where e says nothing, and whether that
// changes anything.
func Fill(e, other Establishment) (Establishment, bool) {
	old := e
	fill := func(into *string, from string) {
		if *into == "" {
			*into = from
		}
	}
	fill(&e.TaxCode, other.TaxCode)
	fill(&e.Phone, other.Phone)
	fill(&e.Email, other.Email)
	fill(&e.Contact, other.Contact)
	fill(&e.Industry, other.Industry)
	fill(&e.Products, other.Products)
	if e.VSIC == "" {
		e.VSIC, e.VSICVersion = other.VSIC, other.VSICVersion
	}
	switch {
	case e.Address.Commune == "" && other.Address.Commune != "":
		e.Address = other.Address
	case e.Address.Detail == "" && e.Address.Commune == other.Address.Commune && e.Address.On == other.Address.On:
		e.Address.Detail = other.Address.Detail
	}
	if e.FoundedOn.IsZero() {
		e.FoundedOn = other.FoundedOn
	}
	if e.Capital == 0 {
		e.Capital = other.Capital
	}
	if e.Revenue == 0 {
		e.Revenue = other.Revenue
	}
	if e.Workers == 0 {
		e.Workers = other.Workers
	}
	e.WomenOwned, e.MinorityOwned = e.WomenOwned || other.WomenOwned, e.MinorityOwned || other.MinorityOwned
	return e, e != old
}

// Untouched returns those of ids that are as they were when they came at a
// moment: not changed and not merged.
func Untouched(ctx context.Context, tx *db.Tx, ids []ID, moment string) (map[ID]bool, error) {
	all := make(map[ID]bool, len(ids))
	for chunk := range slices.Chunk(ids, maxLimit) {
		err := tx.Each(ctx, `SELECT id FROM establishments WHERE province = ? AND version = 1 AND merged_into = '' AND updated_at = ?
			AND id IN (`+marks(len(chunk))+`)`, append([]any{tx.Province, moment}, anyOf(chunk)...), func(scan db.Scan) error {
			var id ID
			err := scan(&id)
			all[id] = true
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("establishments as they came: %w", err)
		}
	}
	return all, nil
}

// Withdraw removes establishments that came with a list, which is taken back as
// a whole. The caller has made sure that nothing refers to them and writes the
// audit record.
func Withdraw(ctx context.Context, tx *db.Tx, ids []ID, moment string) error {
	if err := tx.Actor.Require(access.EditEstablishment); err != nil {
		return err
	}
	for chunk := range slices.Chunk(ids, maxLimit) {
		n, err := removeMany(ctx, tx, anyOf(chunk), moment)
		if err != nil {
			return err
		}
		if n != int64(len(chunk)) {
			return fault.New(fault.Conflict, "Có cơ sở của lần nhập vừa được người khác sửa. Hãy thử lại.")
		}
	}
	return nil
}

// Restore puts an establishment back to what it was before a list filled in
// what it lacked. before carries the Version that the list left behind.
func Restore(ctx context.Context, tx *db.Tx, before Establishment, intake string) error {
	if err := tx.Actor.Require(access.EditEstablishment); err != nil {
		return err
	}
	now, err := ByID(ctx, tx, before.ID)
	if err != nil {
		return err
	}
	if err := update(ctx, tx, &before); err != nil {
		return err
	}
	detail := changes(now, before)
	detail["intake"] = intake
	return audit.Record(ctx, tx, "establishment.restore", subject(before.ID), detail)
}

func anyOf(ids []ID) []any {
	all := make([]any, len(ids))
	for i, id := range ids {
		all[i] = id
	}
	return all
}

// Keepers returns the establishments that others were merged into, each with one
// of the others.
func Keepers(ctx context.Context, tx *db.Tx) (map[ID]ID, error) {
	all := map[ID]ID{}
	merges, err := activeMerges(ctx, tx)
	for _, m := range merges {
		all[m.Kept] = m.Dropped
	}
	return all, err
}
