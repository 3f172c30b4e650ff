package product_test

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.vn/khuyencong/internal/domain/establishment"
	"example.vn/khuyencong/internal/domain/product"
	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/db/dbtest"
	"example.vn/khuyencong/internal/platform/fault"
)

var staff = db.Scope{Province: "19", Actor: access.Actor{ID: "canbo", Roles: []access.Role{access.Staff}}}

// owner adds an establishment of the province; all names here are dữ liệu minh họa.
func owner(ctx context.Context, t *testing.T, tx *db.Tx, name string) establishment.Establishment {
	t.Helper()
	e := establishment.Establishment{
		Kind: establishment.Cooperative, Name: name,
		Address: territory.Address{Commune: territory.CommunesOf("19", tx.Today())[0].Code},
	}
	if err := establishment.Add(ctx, tx, &e); err != nil {
		t.Fatal(err)
	}
	return e
}

func tea(of establishment.ID) product.Product {
	return product.Product{Establishment: of, Name: "Chè nõn tôm minh họa", Kind: product.Food, Level: product.Province, Year: 2023, Points: 85_50}
}

func TestACertificateHoldsUntilTheEndOfTheThirdYear(t *testing.T) {
	t.Parallel()
	p := product.Product{ValidUntil: product.ValidUntil(2023)}
	for day, want := range map[string]bool{"2025-12-31": true, "2026-01-01": false} {
		if got := p.Valid(calendar.Must(day)); got != want {
			t.Errorf("on %s: %v, want %v", day, got, want)
		}
	}
	if (product.Product{}).Valid(calendar.Must("2025-01-01")) {
		t.Error("a certificate without a day holds")
	}
}

func TestPointsAreReadAsPeopleTypeThem(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]product.Points{"85": 85_00, "85,5": 85_50, "85.25": 85_25, "100": 100_00, "": 0} {
		got, err := product.ParsePoints(typed)
		if err != nil || got != want {
			t.Errorf("%q is %d, %v; want %d", typed, got, err, want)
		}
	}
	for _, typed := range []string{"85%", "101", "tám lăm", "85,555", "-1"} {
		if _, err := product.ParsePoints(typed); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%q is read: %v", typed, err)
		}
	}
	if got := product.Points(85_50).String(); got != "85,5" {
		t.Errorf("written as %q", got)
	}
}

func TestAddedProductsAreFoundAndCountedOnce(t *testing.T) {
	t.Parallel()
	d, ctx := dbtest.Open(t), t.Context()
	err := d.Update(ctx, staff, func(tx *db.Tx) error {
		e := owner(ctx, t, tx, "Hợp tác xã minh họa một")
		p := tea(e.ID)
		if err := product.Add(ctx, tx, &p); err != nil {
			return err
		}
		got, err := product.Get(ctx, tx, p.ID)
		if err != nil {
			return err
		}
		if diff := cmp.Diff(p, got, cmp.Comparer(func(a, b calendar.Date) bool { return a == b })); diff != "" {
			t.Errorf("stored differs: %s", diff)
		}
		if got.ValidUntil.String() != "2025-12-31" || got.Address.Commune != e.Address.Commune {
			t.Errorf("until %s in %q", got.ValidUntil, got.Address.Commune)
		}
		twice := tea(e.ID)
		twice.Name = "CHÈ NÕN TÔM MINH HỌA"
		if err := product.Add(ctx, tx, &twice); fault.KindOf(err) != fault.Conflict {
			t.Errorf("the same again: %v", err)
		}
		higher := tea(e.ID)
		higher.Level = product.Nation
		return product.Add(ctx, tx, &higher)
	})
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		filter product.Filter
		want   int
	}{
		"all":            {product.Filter{}, 2},
		"without marks":  {product.Filter{Query: "che non TOM"}, 2},
		"a level":        {product.Filter{Level: product.Nation}, 1},
		"another group":  {product.Filter{Kind: product.Other}, 0},
		"a valid day":    {product.Filter{ValidOn: calendar.Must("2025-12-31")}, 2},
		"a day too late": {product.Filter{ValidOn: calendar.Must("2026-01-01")}, 0},
		"other words":    {product.Filter{Query: "100%"}, 0},
		"an owner":       {product.Filter{Establishment: []establishment.ID{"cs-0001", "cs-0002"}}, 2},
		"another owner":  {product.Filter{Establishment: []establishment.ID{"cs-0009"}}, 0},
	} {
		err := d.View(ctx, staff, func(tx *db.Tx) error {
			all, _, err := product.List(ctx, tx, c.filter)
			n, err2 := product.Count(ctx, tx, c.filter)
			if err2 != nil || len(all) != c.want || n != c.want {
				t.Errorf("%s: %d in the list, %d counted, want %d (%v)", name, len(all), n, c.want, err2)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	other := db.Scope{Province: "24", Actor: staff.Actor}
	if err := d.View(ctx, other, func(tx *db.Tx) error {
		n, err := product.Count(ctx, tx, product.Filter{})
		if n != 0 {
			t.Errorf("another province sees %d", n)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

func TestPagesOfTheListMeetWithoutGapOrOverlap(t *testing.T) {
	t.Parallel()
	d, ctx := dbtest.Open(t), t.Context()
	if err := d.Update(ctx, staff, func(tx *db.Tx) error {
		e := owner(ctx, t, tx, "Hợp tác xã minh họa hai")
		for year := 2019; year < 2024; year++ {
			for _, level := range product.Levels() {
				p := tea(e.ID)
				p.Year, p.Level = year, level
				if err := product.Add(ctx, tx, &p); err != nil {
					return err
				}
			}
		}
		seen := map[product.ID]bool{}
		f := product.Filter{Limit: 3}
		for {
			all, next, err := product.List(ctx, tx, f)
			if err != nil {
				return err
			}
			for _, p := range all {
				if seen[p.ID] {
					t.Errorf("%s twice", p.ID)
				}
				seen[p.ID] = true
			}
			if f.After = next; next == "" {
				break
			}
		}
		if len(seen) != 20 {
			t.Errorf("%d of 20 seen", len(seen))
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}

func TestWhatCannotBeStoredIsNamedByField(t *testing.T) {
	t.Parallel()
	d, ctx := dbtest.Open(t), t.Context()
	err := d.Update(ctx, staff, func(tx *db.Tx) error {
		p := product.Product{Year: 2050, Points: 60_00, Establishment: "cs-7777"}
		err := product.Add(ctx, tx, &p)
		problem, _ := errors.AsType[*fault.Error](err)
		got := problem.Fields
		for _, field := range []string{"name", "kind", "level", "year", "points", "establishment"} {
			if got[field] == "" {
				t.Errorf("nothing said of %s: %v", field, got)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestReadersMayNotAddOrRemove(t *testing.T) {
	t.Parallel()
	d, ctx := dbtest.Open(t), t.Context()
	reader := db.Scope{Province: "19", Actor: access.Actor{ID: "kiemtoan", Roles: []access.Role{access.Auditor}}}
	err := d.Update(ctx, reader, func(tx *db.Tx) error {
		p := tea("cs-0001")
		if err := product.Add(ctx, tx, &p); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("add: %v", err)
		}
		if err := product.Remove(ctx, tx, "sp-0001", 1); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("remove: %v", err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
