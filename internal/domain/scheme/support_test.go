package scheme

import (
	"context"
	"testing"

	"example.vn/khuyencong/internal/domain/establishment"
	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/db/dbtest"
	"example.vn/khuyencong/internal/platform/fault"
)

// commune is xã Đại Phúc of the new Thái Nguyên.
const commune = "05488"

var (
	staff      = access.Actor{ID: "u-1", Name: "Nguyễn Thị Lan", Roles: []access.Role{access.Staff}}
	director   = access.Actor{ID: "u-2", Name: "Trần Văn Bình", Roles: []access.Role{access.Director}}
	department = access.Actor{ID: "u-3", Name: "Lê Thị Cúc", Roles: []access.Role{access.Department}}
	auditor    = access.Actor{ID: "u-4", Name: "Phạm Văn Dũng", Roles: []access.Role{access.Auditor}}
)

// A world is a database with province 19 and the people above.
type world struct {
	t  *testing.T
	db *db.DB
}

func newWorld(t *testing.T) *world {
	t.Helper()
	return &world{t, dbtest.Open(t)}
}

// try runs fn in a transaction of an actor in province 19.
func (w *world) try(a access.Actor, fn func(context.Context, *db.Tx) error) error {
	return w.tryIn("19", a, fn)
}

func (w *world) tryIn(province string, a access.Actor, fn func(context.Context, *db.Tx) error) error {
	w.t.Helper()
	ctx := w.t.Context()
	return w.db.Update(ctx, db.Scope{Province: province, Actor: a}, func(tx *db.Tx) error { return fn(ctx, tx) })
}

// do is try that must succeed.
func (w *world) do(a access.Actor, fn func(context.Context, *db.Tx) error) {
	w.t.Helper()
	if err := w.try(a, fn); err != nil {
		w.t.Fatal(err)
	}
}

// establishment stores a cooperative.
func (w *world) establishment(name string) establishment.ID {
	w.t.Helper()
	e := &establishment.Establishment{Kind: establishment.Cooperative, Name: name, Address: territory.Address{Commune: commune}}
	w.do(staff, func(ctx context.Context, tx *db.Tx) error { return establishment.Add(ctx, tx, e) })
	return e.ID
}

// machinery is a complete local scheme for one cooperative: 200 of 500 million.
func machinery(who establishment.ID) *Scheme {
	return &Scheme{
		Title: "Máy sao chè", Fund: ledger.Local, Year: 2026, Objectives: "Nâng công suất.", Implementer: "Trung tâm Khuyến công",
		StartsOn: calendar.Must("2026-03-01"), EndsOn: calendar.Must("2026-11-30"), Place: territory.Address{Commune: commune},
		Contents:      []Content{{Code: "advanced_machinery"}},
		Costs:         []Cost{{ContentNo: 1, Year: 2026, Name: "Máy sao chè", Local: 200_000_000, Own: 300_000_000}},
		Beneficiaries: []Beneficiary{{Establishment: who, ContentNo: 1, Cost: 500_000_000, Support: 200_000_000}},
	}
}

// add stores a draft.
func (w *world) add(s *Scheme) *Scheme {
	w.t.Helper()
	w.do(staff, func(ctx context.Context, tx *db.Tx) error { return Add(ctx, tx, s) })
	return s
}

// read returns the stored scheme.
func (w *world) read(id ID) *Scheme {
	w.t.Helper()
	var s *Scheme
	w.do(staff, func(ctx context.Context, tx *db.Tx) (err error) {
		s, err = ByID(ctx, tx, id)
		return err
	})
	return s
}

// put stores s in a state without asking whether it may get there.
func (w *world) put(s *Scheme, state State) {
	w.t.Helper()
	s.State = state
	w.do(staff, func(ctx context.Context, tx *db.Tx) error { return Save(ctx, tx, s, "test", nil) })
}

// wantKind checks the kind of a fault.
func wantKind(t *testing.T, err error, want fault.Kind) {
	t.Helper()
	if got := fault.KindOf(err); err == nil || got != want {
		t.Errorf("fault kind %d (%v), want %d", got, err, want)
	}
}

// wantField checks that a fault names a field.
func wantField(t *testing.T, err error, field string) {
	t.Helper()
	wantKind(t, err, fault.Invalid)
	if got := fieldsOf(err); got[field] == "" {
		t.Errorf("the fault names %v, want %q", got, field)
	}
}
