package establishment_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/unicode/norm"

	"example.vn/khuyencong/internal/domain/establishment"
	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/audit"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/db/dbtest"
	"example.vn/khuyencong/internal/platform/fault"
)

// Invented people and establishments: dữ liệu minh họa.
var (
	staff   = access.Actor{ID: "u-1", Name: "Cán bộ A", Roles: []access.Role{access.Staff}}
	officer = access.Actor{ID: "u-2", Name: "Cán bộ xã B", Roles: []access.Role{access.Commune}, Commune: commune(0)}
	reader  = access.Actor{ID: "u-3", Name: "Kiểm toán C", Roles: []access.Role{access.Auditor}}
)

// commune returns the code of one of Thái Nguyên's communes of today.
func commune(i int) string { return territory.CommunesOf("19", calendar.Date{})[i].Code }

func in(t *testing.T, d *db.DB, who access.Actor, fn func(*db.Tx) error) error {
	t.Helper()
	return d.Update(t.Context(), db.Scope{Province: "19", Actor: who}, fn)
}

func must(t *testing.T, d *db.DB, fn func(*db.Tx) error) {
	t.Helper()
	if err := in(t, d, staff, fn); err != nil {
		t.Fatal(err)
	}
}

func made(name string, change ...func(*establishment.Establishment)) *establishment.Establishment {
	e := &establishment.Establishment{
		Kind: establishment.Enterprise, Name: name, Address: territory.Address{Commune: commune(0)}, Illustrative: true,
	}
	for _, c := range change {
		c(e)
	}
	return e
}

func added(t *testing.T, d *db.DB, name string, change ...func(*establishment.Establishment)) establishment.Establishment {
	t.Helper()
	e := made(name, change...)
	must(t, d, func(tx *db.Tx) error { return establishment.Add(t.Context(), tx, e) })
	return *e
}

func byID(t *testing.T, d *db.DB, id establishment.ID) (e establishment.Establishment) {
	t.Helper()
	must(t, d, func(tx *db.Tx) (err error) {
		e, err = establishment.ByID(t.Context(), tx, id)
		return err
	})
	return e
}

func fields(err error) map[string]string {
	if f, ok := errors.AsType[*fault.Error](err); ok {
		return f.Fields
	}
	return nil
}

func TestAddStoresWhatWasTypedInItsNormalForm(t *testing.T) {
	d := dbtest.Open(t)
	e := added(t, d, norm.NFD.String("  Công ty  TNHH Chè Hà Thái "), func(e *establishment.Establishment) {
		e.TaxCode, e.Phone, e.VSIC = "0100109106 001", "0208 3855 123", "10763"
		e.Capital, e.Revenue, e.Workers, e.WomenOwned = 1_500_000_000, 900_000_000, 25, true
		e.FoundedOn = calendar.Must("2015-04-01")
	})
	want := establishment.Establishment{
		ID: "cs-0001", Kind: establishment.Enterprise, Name: "Công ty TNHH Chè Hà Thái", TaxCode: "0100109106-001",
		Phone: "+842083855123", Address: territory.Address{Commune: commune(0), On: today},
		VSIC: "10763", VSICVersion: establishment.VSIC2025, FoundedOn: calendar.Must("2015-04-01"),
		Capital: 1_500_000_000, Revenue: 900_000_000, Workers: 25, WomenOwned: true, Illustrative: true,
		Version: 1, CreatedAt: "2026-11-22T02:00:00Z", UpdatedAt: "2026-11-22T02:00:00Z",
	}
	for name, got := range map[string]establishment.Establishment{"given back": e, "stored": byID(t, d, e.ID)} {
		if diff := cmp.Diff(want, got, cmp.Comparer(calendar.Date.Equal)); diff != "" {
			t.Errorf("%s:\n%s", name, diff)
		}
	}
}

func TestWrongFieldsAreNamed(t *testing.T) {
	d := dbtest.Open(t)
	for _, c := range []struct {
		name, field string
		change      func(*establishment.Establishment)
	}{
		{"no name", "name", func(e *establishment.Establishment) { e.Name = " " }},
		{"a name without end", "name", func(e *establishment.Establishment) { e.Name = strings.Repeat("ệ", 251) }},
		{"no such kind", "kind", func(e *establishment.Establishment) { e.Kind = "bank" }},
		{"tax code with a slip", "tax_code", func(e *establishment.Establishment) { e.TaxCode = "0100109107" }},
		{"half a phone", "phone", func(e *establishment.Establishment) { e.Phone = "0912" }},
		{"a name for an e-mail", "email", func(e *establishment.Establishment) { e.Email = "A <a@b.vn>" }},
		{"a commune that never was", "commune", func(e *establishment.Establishment) { e.Address.Commune = "99999" }},
		{"a commune of another province", "commune", func(e *establishment.Establishment) {
			e.Address.Commune = territory.CommunesOf("08", calendar.Date{})[0].Code
		}},
		{"a province for a commune", "commune", func(e *establishment.Establishment) { e.Address.Commune = "19" }},
		{"an address of tomorrow", "address_on", func(e *establishment.Establishment) { e.Address.On = today.AddDays(1) }},
		{"three digits of VSIC", "vsic", func(e *establishment.Establishment) { e.VSIC = "107" }},
		{"no such edition of VSIC", "vsic_version", func(e *establishment.Establishment) { e.VSIC, e.VSICVersion = "1076", "2007" }},
		{"an industry with marks", "industry", func(e *establishment.Establishment) { e.Industry = "chè" }},
		{"founded tomorrow", "founded_on", func(e *establishment.Establishment) { e.FoundedOn = today.AddDays(1) }},
		{"negative capital", "capital", func(e *establishment.Establishment) { e.Capital = -1 }},
		{"too much revenue", "revenue", func(e *establishment.Establishment) { e.Revenue = 1e15 + 1 }},
		{"fewer than no workers", "workers", func(e *establishment.Establishment) { e.Workers = -1 }},
	} {
		e := made("Cơ sở mộc", c.change)
		before := *e
		err := in(t, d, staff, func(tx *db.Tx) error { return establishment.Add(t.Context(), tx, e) })
		if fault.KindOf(err) != fault.Invalid || fields(err)[c.field] == "" || len(fields(err)) != 1 {
			t.Errorf("%s: %v %v, want a message for %s alone", c.name, err, fields(err), c.field)
		}
		if *e != before {
			t.Errorf("%s: what was typed was changed: %+v", c.name, e)
		}
	}
}

func TestAddressInOldUnitsOfTheProvinceAndItsFormerNeighbour(t *testing.T) {
	d := dbtest.Open(t)
	old := calendar.Must("2020-08-31")
	for _, province := range []string{"19", "06"} { // Thái Nguyên, Bắc Kạn
		code := territory.CommunesOf(province, old)[3].Code
		e := added(t, d, "Xưởng "+province, func(e *establishment.Establishment) {
			e.Address = territory.Address{Detail: "xóm 3", Commune: code, On: old}
		})
		if len(e.Communes()) == 0 || !e.LiesIn(e.Communes()[0]) {
			t.Errorf("%s: commune %s of 2020 lies nowhere today", province, code)
		}
	}
}

func TestChangeNeedsTheVersionThatWasSeen(t *testing.T) {
	d := dbtest.Open(t)
	e := added(t, d, "HTX chè Hảo Đạt")
	first, second := e, e
	first.Workers, second.Workers = 30, 40
	must(t, d, func(tx *db.Tx) error { return establishment.Change(t.Context(), tx, &first) })
	err := in(t, d, staff, func(tx *db.Tx) error { return establishment.Change(t.Context(), tx, &second) })
	if fault.KindOf(err) != fault.Conflict {
		t.Errorf("the second change: %v, want a conflict", err)
	}
	if got := byID(t, d, e.ID); got.Workers != 30 || got.Version != 2 || first.Version != 2 {
		t.Errorf("stored %d workers, version %d (given back %d); want 30, 2", got.Workers, got.Version, first.Version)
	}
	must(t, d, func(tx *db.Tx) error { return establishment.Change(t.Context(), tx, &first) }) // nothing new
	must(t, d, func(tx *db.Tx) error {
		events, err := audit.Of(t.Context(), tx, "establishment/cs-0001")
		if len(events) != 2 || events[1].Verb != "establishment.change" || events[1].Detail["workers"] != "0 → 30" || len(events[1].Detail) != 1 {
			t.Errorf("events %+v, want an add and a change of the workers", events)
		}
		return err
	})
}

func TestCommuneOfficersKeepToTheirCommune(t *testing.T) {
	d := dbtest.Open(t)
	elsewhere := func(e *establishment.Establishment) { e.Address.Commune = commune(1) }
	own, other := added(t, d, "HTX Nhà"), added(t, d, "HTX Xa", elsewhere)
	moved := own
	elsewhere(&moved)
	for _, c := range []struct {
		name string
		who  access.Actor
		fn   func(tx *db.Tx) error
		want fault.Kind
	}{
		{"adds at home", officer, func(tx *db.Tx) error { return establishment.Add(t.Context(), tx, made("Mới")) }, fault.Internal},
		{"adds elsewhere", officer, func(tx *db.Tx) error { return establishment.Add(t.Context(), tx, made("Mới", elsewhere)) }, fault.Forbidden},
		{"adds nowhere", officer, func(tx *db.Tx) error {
			return establishment.Add(t.Context(), tx, made("Mới", func(e *establishment.Establishment) { e.Address.Commune = "" }))
		}, fault.Forbidden},
		{"changes one elsewhere", officer, func(tx *db.Tx) error { return establishment.Change(t.Context(), tx, &other) }, fault.Forbidden},
		{"moves one away", officer, func(tx *db.Tx) error { return establishment.Change(t.Context(), tx, &moved) }, fault.Forbidden},
		{"merges", officer, func(tx *db.Tx) error {
			_, err := establishment.Merge(t.Context(), tx, own.ID, other.ID, "trùng")
			return err
		}, fault.Forbidden},
		{"an officer without a commune", access.Actor{ID: "u-9", Roles: []access.Role{access.Commune}}, func(tx *db.Tx) error {
			return establishment.Add(t.Context(), tx, made("Mới", func(e *establishment.Establishment) { e.Address.Commune = "" }))
		}, fault.Forbidden},
		{"an auditor", reader, func(tx *db.Tx) error { return establishment.Add(t.Context(), tx, made("Mới")) }, fault.Forbidden},
	} {
		err := in(t, d, c.who, c.fn)
		if (err == nil) != (c.want == fault.Internal) || fault.KindOf(err) != c.want {
			t.Errorf("%s: %v, want kind %d", c.name, err, c.want)
		}
	}
}

func TestProvincesDoNotSeeEachOther(t *testing.T) {
	d := dbtest.Open(t)
	e := added(t, d, "HTX chè Hảo Đạt", func(e *establishment.Establishment) { e.TaxCode, e.Phone = "0100109106", "0912345678" })
	twin := added(t, d, "Hợp tác xã chè Hảo Đạt")
	must(t, d, func(tx *db.Tx) error {
		_, err := establishment.Merge(t.Context(), tx, e.ID, twin.ID, "trùng")
		return err
	})
	err := d.Update(t.Context(), db.Scope{Province: "08", Actor: staff}, func(tx *db.Tx) error {
		ctx := t.Context()
		for name, err := range map[string]error{
			"by id":  second(establishment.ByID(ctx, tx, e.ID)),
			"change": establishment.Change(ctx, tx, new(e)),
			"find":   second(establishment.Find(ctx, tx, e.Name, territory.Address{}, e.TaxCode)),
			"merge":  second(establishment.Merge(ctx, tx, e.ID, twin.ID, "trùng")),
			"undo":   establishment.Undo(ctx, tx, 1),
		} {
			if fault.KindOf(err) != fault.NotFound {
				t.Errorf("%s: %v, want not found", name, err)
			}
		}
		list, _, err := establishment.List(ctx, tx, establishment.Filter{})
		if len(list) != 0 || err != nil {
			t.Errorf("list: %v, %v", list, err)
		}
		for name, fn := range map[string]func() (int, error){
			"count": func() (int, error) {
				f, err := establishment.Search(ctx, tx, establishment.Filter{})
				return f.Count, err
			},
			"duplicates": func() (int, error) { p, err := establishment.Duplicates(ctx, tx); return len(p), err },
			"suspects":   func() (int, error) { p, err := establishment.SuspectsFor(ctx, tx, e); return len(p), err },
			"family":     func() (int, error) { f, err := establishment.Family(ctx, tx, e.ID); return len(f) - 1, err },
			"merges":     func() (int, error) { m, err := establishment.Merges(ctx, tx, e.ID); return len(m), err },
			"newest":     func() (int, error) { m, err := establishment.LatestMerges(ctx, tx, 10); return len(m), err },
		} {
			if n, err := fn(); n != 0 || err != nil {
				t.Errorf("%s: %d, %v", name, n, err)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func second[T any](_ T, err error) error { return err }
