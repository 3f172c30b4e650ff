package establishment_test

import (
	"maps"
	"slices"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"example.vn/khuyencong/internal/domain/establishment"
	"example.vn/khuyencong/internal/platform/audit"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/db/dbtest"
	"example.vn/khuyencong/internal/platform/fault"
)

// Only those of which something is there twice are compared; that must leave
// nobody out.
func TestNoDuplicateIsLeftOut(t *testing.T) {
	d := dbtest.Open(t)
	type e = establishment.Establishment
	pick := func(i int, of ...string) string { return of[i%len(of)] }
	for i := range 60 {
		name := pick(i/2, "HTX chè La Bằng", "Hợp tác xã CHÈ LA BẰNG", "Xưởng mộc Bình", "Xưởng rèn Long", "Tổ hợp tác") + pick(i, "", "", " số "+strconv.Itoa(i))
		added(t, d, name, func(e *e) {
			e.Address.Commune = commune(i % 4)
			e.Phone = pick(i, "", "09123456"+strconv.Itoa(10+i), "0912345678")
			e.TaxCode = pick(i, "", "", "", "0100109106", "0100109106-00"+strconv.Itoa(1+i%9))
		})
	}
	must(t, d, func(tx *db.Tx) error {
		some, err := establishment.Duplicates(t.Context(), tx)
		every, err2 := establishment.DuplicatesOfAll(t.Context(), tx)
		if diff := cmp.Diff(every, some); diff != "" || len(every) < 30 {
			t.Errorf("%d pairs:\n%s", len(every), diff)
		}
		return cmpErr(err, err2)
	})
}

func TestDuplicatesAreFoundByCodeNameAndPhone(t *testing.T) {
	d := dbtest.Open(t)
	type e = establishment.Establishment
	head := added(t, d, "Công ty Cổ phần Vạn Tài", func(e *e) { e.TaxCode = "0100109106" })
	branch := added(t, d, "Chi nhánh chè Tân Cương", func(e *e) { e.TaxCode = "0100109106-001"; e.Address.Commune = commune(4) })
	tea := added(t, d, "HTX chè La Bằng", func(e *e) { e.Address.Commune = commune(2); e.Phone = "0912345678" })
	oldTea := added(t, d, "Hợp tác xã CHÈ LA BẰNG", func(e *e) { e.Address = oldOf(t, commune(2)) })
	added(t, d, "HTX chè La Bằng", func(e *e) { e.Address.Commune = commune(3) }) // the same name elsewhere
	caller := added(t, d, "Xưởng mộc Bình", func(e *e) { e.Phone = "+84912345678" })
	added(t, d, "Xưởng rèn Long")
	want := []string{
		string(head.ID + " " + branch.ID + " tax_code"),
		string(tea.ID + " " + oldTea.ID + " name"),
		string(tea.ID + " " + caller.ID + " phone"),
	}
	must(t, d, func(tx *db.Tx) error {
		pairs, err := establishment.Duplicates(t.Context(), tx)
		var got []string
		for _, p := range pairs {
			got = append(got, string(p.A.ID+" "+p.B.ID+" ")+string(p.Reasons[0]))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("Duplicates:\n%s", diff)
		}
		return err
	})
	must(t, d, func(tx *db.Tx) error {
		fresh := *made("Tổ hợp tác chè La Bằng", func(e *e) { e.Address.Commune = commune(2); e.TaxCode = "0100109106002"; e.Phone = "0912 345 678" })
		pairs, err := establishment.SuspectsFor(t.Context(), tx, fresh)
		var got []establishment.ID
		for _, p := range pairs {
			got = append(got, p.A.ID)
		}
		// The tax code first, then name and phone together, name, phone.
		if want := []establishment.ID{head.ID, branch.ID, tea.ID, oldTea.ID, caller.ID}; !slices.Equal(got, want) {
			t.Errorf("suspects %v, want %v", got, want)
		}
		own, err2 := establishment.SuspectsFor(t.Context(), tx, caller)
		if len(own) != 1 || own[0].A.ID != tea.ID {
			t.Errorf("suspects for one already entered: %v", own)
		}
		return cmpErr(err, err2)
	})
}

func cmpErr(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func merge(t *testing.T, d *db.DB, keep, drop establishment.ID, reason string) (seq int64, err error) {
	t.Helper()
	err = in(t, d, staff, func(tx *db.Tx) (err error) {
		seq, err = establishment.Merge(t.Context(), tx, keep, drop, reason)
		return err
	})
	return seq, err
}

func TestMergeRefusesWhatMakesNoSense(t *testing.T) {
	d := dbtest.Open(t)
	a, b, c := added(t, d, "A"), added(t, d, "B"), added(t, d, "C")
	if _, err := merge(t, d, a.ID, b.ID, "trùng"); err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct {
		name       string
		keep, drop establishment.ID
		reason     string
		want       fault.Kind
	}{
		{"into itself", c.ID, c.ID, "trùng", fault.Invalid},
		{"without a reason", a.ID, c.ID, " ", fault.Invalid},
		{"one already merged", c.ID, b.ID, "trùng", fault.Conflict},
		{"into one already merged", b.ID, c.ID, "trùng", fault.Conflict},
		{"one that is not there", a.ID, "cs-9999", "trùng", fault.NotFound},
	} {
		if _, err := merge(t, d, x.keep, x.drop, x.reason); fault.KindOf(err) != x.want {
			t.Errorf("%s: %v, want kind %d", x.name, err, x.want)
		}
	}
	b.Version = 2
	if err := in(t, d, staff, func(tx *db.Tx) error { return establishment.Change(t.Context(), tx, &b) }); fault.KindOf(err) != fault.Conflict {
		t.Errorf("a merged one was changed: %v", err)
	}
}

func TestUndoingTheFirstMergeKeepsTheSecond(t *testing.T) {
	d := dbtest.Open(t)
	a, b, c := added(t, d, "A"), added(t, d, "B"), added(t, d, "C")
	first, err1 := merge(t, d, b.ID, c.ID, "C là B")
	second, err2 := merge(t, d, a.ID, b.ID, "B là A")
	if err := cmpErr(err1, err2); err != nil {
		t.Fatal(err)
	}
	family := func(id establishment.ID) (all []establishment.ID) {
		must(t, d, func(tx *db.Tx) (err error) {
			all, err = establishment.Family(t.Context(), tx, id)
			return err
		})
		return all
	}
	if got, want := family(a.ID), []establishment.ID{a.ID, b.ID, c.ID}; !slices.Equal(got, want) {
		t.Errorf("merged: family %v, want %v", got, want)
	}
	must(t, d, func(tx *db.Tx) error {
		root, err := establishment.Root(t.Context(), tx, c.ID)
		if root.ID != a.ID {
			t.Errorf("root of C is %s", root.ID)
		}
		merges, err2 := establishment.Merges(t.Context(), tx, a.ID)
		if len(merges) != 2 || merges[0].Seq != second || !merges[1].Active() {
			t.Errorf("merges %+v", merges)
		}
		return cmpErr(err, err2)
	})
	must(t, d, func(tx *db.Tx) error { return establishment.Undo(t.Context(), tx, second) })
	if got, want := family(b.ID), []establishment.ID{b.ID, c.ID}; !slices.Equal(got, want) {
		t.Errorf("second undone: family of B %v, want %v", got, want)
	}
	must(t, d, func(tx *db.Tx) error { return establishment.Undo(t.Context(), tx, first) })
	if err := in(t, d, staff, func(tx *db.Tx) error { return establishment.Undo(t.Context(), tx, first) }); fault.KindOf(err) != fault.Conflict {
		t.Errorf("undone twice: %v", err)
	}
	must(t, d, func(tx *db.Tx) error {
		events, err := audit.Of(t.Context(), tx, "establishment/"+string(c.ID))
		if len(events) != 3 || events[2].Verb != "establishment.unmerge" || events[1].Detail["reason"] != "C là B" {
			t.Errorf("events of C: %+v", events)
		}
		return err
	})
}

// pointers returns what every establishment is merged into, and fails when
// one does not point straight to an establishment that stands for itself.
func pointers(t *testing.T, d *db.DB, ids []establishment.ID) map[establishment.ID]establishment.ID {
	t.Helper()
	all := map[establishment.ID]establishment.ID{}
	for _, id := range ids {
		all[id] = byID(t, d, id).MergedInto
	}
	for id, into := range all {
		if into != "" && (into == id || all[into] != "") {
			t.Fatalf("%s points to %s, which points to %q", id, into, all[into])
		}
	}
	return all
}

func TestAnyMergesAndUndosLeaveNoCircleAndUndoingAllRestores(t *testing.T) {
	d := dbtest.Open(t)
	var ids []establishment.ID
	for _, name := range []string{"A", "B", "C", "D", "E"} {
		ids = append(ids, added(t, d, name).ID)
	}
	rapid.Check(t, func(rt *rapid.T) {
		start := pointers(t, d, ids)
		var open []int64
		for range rapid.IntRange(1, 12).Draw(rt, "steps") {
			if len(open) > 0 && rapid.IntRange(0, 2).Draw(rt, "undo") == 0 {
				i := rapid.IntRange(0, len(open)-1).Draw(rt, "which")
				must(t, d, func(tx *db.Tx) error { return establishment.Undo(t.Context(), tx, open[i]) })
				open = slices.Delete(open, i, i+1)
			} else {
				before := pointers(t, d, ids)
				from := ids
				if rapid.IntRange(0, 3).Draw(rt, "sensible") > 0 { // so that long chains of merges come up
					from = slices.DeleteFunc(slices.Clone(ids), func(id establishment.ID) bool { return before[id] != "" })
				}
				keep, drop := rapid.SampledFrom(from).Draw(rt, "keep"), rapid.SampledFrom(from).Draw(rt, "drop")
				seq, err := merge(t, d, keep, drop, "trùng")
				if sensible := keep != drop && before[keep] == "" && before[drop] == ""; sensible != (err == nil) {
					rt.Fatalf("merge of %s into %s with %v: %v", drop, keep, before, err)
				}
				if err == nil {
					open = append(open, seq)
				}
			}
			pointers(t, d, ids)
		}
		for _, i := range rapid.Permutation(open).Draw(rt, "order") {
			must(t, d, func(tx *db.Tx) error { return establishment.Undo(t.Context(), tx, i) })
			pointers(t, d, ids)
		}
		if end := pointers(t, d, ids); !maps.Equal(start, end) {
			rt.Fatalf("undoing all gives %v, want %v", end, start)
		}
	})
}
