package intake_test

import (
	"context"
	"strings"
	"testing"

	"example.vn/khuyencong/internal/domain/establishment"
	"example.vn/khuyencong/internal/domain/intake"
	"example.vn/khuyencong/internal/domain/product"
	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
)

// here is a commune of the province.
var here = territory.Address{Commune: "05503"}

func (o *desk) undo(in intake.Intake) error {
	return o.try(func(ctx context.Context, tx *db.Tx) error { return intake.Undo(ctx, tx, in.ID, in.Version) })
}

const threeOwners = "TT;Tên cơ sở;Xã;Điện thoại\n1;HTX Một Minh Họa;Tân Cương;0912345670\n2;HTX Hai Minh Họa;Tân Cương;0912345671\n3;HTX Cũ Minh Họa;Tân Cương;0912345672\n"

func TestUndoTakesAllBackAndRestoresWhatWasChanged(t *testing.T) {
	o := newDesk(t)
	old := o.enter(establishment.Establishment{Name: "HTX Cũ Minh Họa", Address: here})
	in := o.load(o.read(intake.Establishments, threeOwners))
	if len(o.owners()) != 3 || in.Counts != (intake.Counts{New: 2, Same: 1}) {
		t.Fatalf("%d, %+v", len(o.owners()), in.Counts)
	}
	if err := o.undo(in); err != nil {
		t.Fatal(err)
	}
	if in = o.work(in.ID); in.State != intake.Undone {
		t.Fatalf("%s %q", in.State, in.Message)
	}
	all := o.owners()
	if len(all) != 1 || all[0].ID != old.ID || all[0].Phone != "" {
		t.Errorf("left: %+v", all)
	}
	if err := o.undo(in); fault.KindOf(err) != fault.Conflict {
		t.Errorf("twice: %v", err)
	}
	again := o.load(o.read(intake.Establishments, threeOwners))
	if again.State != intake.Done || len(o.owners()) != 3 {
		t.Errorf("again: %s %q, %d", again.State, again.Message, len(o.owners()))
	}
}

func TestUndoIsRefusedOnceSomethingStandsOnIt(t *testing.T) {
	for name, build := range map[string]struct {
		on   func(ctx context.Context, tx *db.Tx, e establishment.Establishment) error
		want string
	}{
		"a product": {func(ctx context.Context, tx *db.Tx, e establishment.Establishment) error {
			return product.Add(ctx, tx, &product.Product{Establishment: e.ID, Name: "Trà minh họa", Kind: product.Food, Level: product.Nation, Year: 2023})
		}, "có sản phẩm sp-0001"},
		"a change": {func(ctx context.Context, tx *db.Tx, e establishment.Establishment) error {
			e.Contact = "Người khác (minh họa)"
			return establishment.Change(ctx, tx, &e)
		}, "đã được sửa hoặc gộp"},
		"a merge": {func(ctx context.Context, tx *db.Tx, e establishment.Establishment) error {
			other := establishment.Establishment{Kind: establishment.Cooperative, Name: "HTX Khác Minh Họa", Address: here}
			if err := establishment.Add(ctx, tx, &other); err != nil {
				return err
			}
			_, err := establishment.Merge(ctx, tx, e.ID, other.ID, "minh họa")
			return err
		}, "đã gộp vào"},
	} {
		t.Run(name, func(t *testing.T) {
			o := newDesk(t)
			in := o.load(o.read(intake.Establishments, threeOwners))
			o.update(func(ctx context.Context, tx *db.Tx) error { return build.on(ctx, tx, o.first(ctx, tx)) })
			err := o.undo(in)
			if fault.KindOf(err) != fault.Conflict || !strings.Contains(err.Error(), build.want) {
				t.Errorf("%v, want %q", err, build.want)
			}
			if len(o.owners()) < 3 {
				t.Error("something was taken back")
			}
		})
	}
}

// first returns the establishment that came in first.
func (o *desk) first(ctx context.Context, tx *db.Tx) establishment.Establishment {
	o.Helper()
	e, err := establishment.ByID(ctx, tx, "cs-0001")
	if err != nil {
		o.Fatal(err)
	}
	return e
}

func TestBuildingWhileAnUndoWaitsStopsIt(t *testing.T) {
	o := newDesk(t)
	in := o.load(o.read(intake.Establishments, threeOwners))
	if err := o.undo(in); err != nil {
		t.Fatal(err)
	}
	o.update(func(ctx context.Context, tx *db.Tx) error {
		e := o.first(ctx, tx)
		e.Contact = "Người khác (minh họa)"
		return establishment.Change(ctx, tx, &e)
	})
	if in = o.work(in.ID); in.State != intake.Done || !strings.Contains(in.Message, "đã được sửa") || len(o.owners()) != 3 {
		t.Errorf("%s %q, %d left", in.State, in.Message, len(o.owners()))
	}
}

func TestReadersMayNotTakeListsIn(t *testing.T) {
	o := newDesk(t)
	in := o.read(intake.Establishments, threeOwners)
	for _, role := range access.Roles() {
		if role == access.Staff {
			continue
		}
		s := db.Scope{Province: "19", Actor: access.Actor{ID: "x", Roles: []access.Role{role}}}
		err := o.db.Update(t.Context(), s, func(tx *db.Tx) error { return intake.Load(t.Context(), tx, in.ID, in.Version) })
		if fault.KindOf(err) != fault.Forbidden {
			t.Errorf("%s: %v", role, err)
		}
	}
	other := db.Scope{Province: "24", Actor: o.scope.Actor}
	err := o.db.Update(t.Context(), other, func(tx *db.Tx) error { return intake.Load(t.Context(), tx, in.ID, in.Version) })
	if fault.KindOf(err) != fault.NotFound {
		t.Errorf("another province: %v", err)
	}
}

func TestAListInSeveralPartsIsKnownAndTakenBackWhole(t *testing.T) {
	o := newDesk(t)
	in := o.read(intake.Establishments, threeOwners)
	o.update(func(ctx context.Context, tx *db.Tx) error { return intake.Load(ctx, tx, in.ID, in.Version) })
	c, ok, err := intake.Claim(t.Context(), o.db)
	if err != nil || !ok {
		t.Fatal(ok, err)
	}
	if err := intake.WorkInParts(t.Context(), o.db, o.files, c, 1); err != nil {
		t.Fatal(err)
	}
	if in = o.get(in.ID); in.State != intake.Done || len(in.Blocks) != 3 {
		t.Fatalf("%s %+v", in.State, in.Blocks)
	}
	rows := o.rows(in.ID, intake.New)
	o.update(func(ctx context.Context, tx *db.Tx) error {
		made, err := in.Made(ctx, tx, rows[1:])
		if err != nil || made[3] != "cs-0002" || made[4] != "cs-0003" {
			t.Errorf("the rows became %v, %v", made, err)
		}
		e, err := establishment.ByID(ctx, tx, "cs-0003")
		if e.Name != "HTX Cũ Minh Họa" {
			t.Errorf("the last row became %q", e.Name)
		}
		return err
	})
	if err := o.undo(in); err != nil {
		t.Fatal(err)
	}
	if in = o.work(in.ID); in.State != intake.Undone || len(o.owners()) != 0 {
		t.Errorf("%s %q, %d left", in.State, in.Message, len(o.owners()))
	}
}
