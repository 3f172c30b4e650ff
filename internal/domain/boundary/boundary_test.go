package boundary

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/paulmach/orb/planar"

	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/db/dbtest"
	"example.vn/khuyencong/internal/platform/fault"
)

var day = calendar.Must("2026-11-16")

// Every commune of every province has a cell around its centre, and no cell
// holds the centre of another.
func TestCellsHoldTheirOwnCentresOnly(t *testing.T) {
	t.Parallel()
	for _, p := range territory.Provinces(calendar.Date{}) {
		m := Cells(p.Code)
		if got, want := len(m.Shapes), len(territory.CommunesOf(p.Code, calendar.Date{})); got != want && p.Code != "48" && p.Code != "56" {
			t.Errorf("%s: %d cells of %d communes", p.Name, got, want)
		}
		for _, s := range m.Shapes {
			c, _ := centre(s.Code)
			if !planar.MultiPolygonContains(s.Area, c) {
				t.Errorf("%s: the centre lies outside", s.Title)
			}
			for _, other := range m.Shapes {
				if o, _ := centre(other.Code); other.Code != s.Code && o != c && planar.MultiPolygonContains(s.Area, o) {
					t.Errorf("%s holds the centre of %s", s.Title, other.Title)
				}
			}
		}
	}
}

func TestTheCountryHasAllProvincesAndEachHoldsMostOfItsCommunes(t *testing.T) {
	t.Parallel()
	m := Country()
	if len(m.Shapes) != 34 {
		t.Fatalf("%d provinces", len(m.Shapes))
	}
	inside, all := 0, 0
	for _, s := range m.Shapes {
		for _, u := range territory.CommunesOf(s.Code, calendar.Date{}) {
			if c, _ := centre(u.Code); !far(u.Code) {
				all++
				if planar.MultiPolygonContains(s.Area, c) {
					inside++
				}
			}
		}
	}
	if inside < all*95/100 {
		t.Errorf("%d of %d communes lie in their provinces", inside, all)
	}
}

func TestTheArchipelagosAreKnown(t *testing.T) {
	t.Parallel()
	for _, a := range Archipelagos() {
		u, ok := territory.Lookup(a.Code, calendar.Date{})
		if !ok || u.Name != a.Name || u.Parent != a.Province || a.East < 109 || a.North > 17.5 || !far(a.Code) {
			t.Errorf("%+v is %+v", a, u)
		}
	}
}

func TestADrawingFitsItsBox(t *testing.T) {
	t.Parallel()
	for _, m := range []Map{Country(), Cells("19"), Cells("01"), {}} {
		d := m.Draw(320, 400)
		if d.Width > 320.01 || d.Height > 400.01 || len(d.Paths) != len(m.Shapes) {
			t.Errorf("%g × %g, %d paths of %d shapes", d.Width, d.Height, len(d.Paths), len(m.Shapes))
		}
		for i, path := range d.Paths {
			if !strings.HasPrefix(path, "M") || !strings.HasSuffix(path, "Z") || strings.Contains(path, "NaN") || strings.Contains(path, "-") {
				t.Errorf("%s: %s", m.Shapes[i].Title, path)
			}
		}
	}
}

// A feature of a test file.
func feature(properties map[string]any, kind string, coordinates any) map[string]any {
	return map[string]any{"type": "Feature", "properties": properties, "geometry": map[string]any{"type": kind, "coordinates": coordinates}}
}

// file is a GeoJSON file with squares around the centres of a province's communes.
func file(t *testing.T, province string, change func(features []any) []any) []byte {
	t.Helper()
	var all []any
	for i, u := range territory.CommunesOf(province, day) {
		x, y, _ := Centre(u.Code)
		square := [][][]float64{{{x, y}, {x + .01, y}, {x + .01, y + .01}, {x, y + .01}, {x, y}}}
		switch i % 4 {
		case 0:
			all = append(all, feature(map[string]any{"ma_xa": u.Code, "ten": u.Title()}, "Polygon", square))
		case 1:
			all = append(all, feature(map[string]any{"CODE": u.Code}, "MultiPolygon", []any{square}))
		case 2:
			var n int
			_, _ = fmt.Sscan(strings.TrimLeft(u.Code, "0"), &n)
			all = append(all, feature(map[string]any{"code": n}, "Polygon", square))
		case 3:
			all = append(all, feature(map[string]any{"name": strings.ToUpper(u.Title())}, "Polygon", square))
		}
	}
	if change != nil {
		all = change(all)
	}
	raw, err := json.Marshal(map[string]any{"type": "FeatureCollection", "features": all})
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func TestReadFindsEveryCommuneByCodeOrName(t *testing.T) {
	t.Parallel()
	shapes, err := Read(file(t, "19", nil), "19", day)
	if err != nil || len(shapes) != len(territory.CommunesOf("19", day)) {
		t.Fatalf("%d shapes, %v", len(shapes), err)
	}
	for _, s := range shapes {
		x, y, _ := Centre(s.Code)
		if got := s.Area.Bound().Min; math.Abs(got[0]-x) > 1e-9 || math.Abs(got[1]-y) > 1e-9 {
			t.Errorf("%s lies at %v", s.Title, got)
		}
	}
}

func TestReadRefusesWhatIsNoSetOfBoundaries(t *testing.T) {
	t.Parallel()
	one := func(f any) []byte { return file(t, "19", func(all []any) []any { return append(all, f) }) }
	square := [][][]float64{{{105, 21}, {105.1, 21}, {105.1, 21.1}, {105, 21}}}
	for name, c := range map[string]struct {
		data []byte
		want string
	}{
		"no JSON":           {[]byte("{"), "không phải GeoJSON"},
		"another JSON":      {[]byte(`{"type":"Feature"}`), "không phải GeoJSON"},
		"an empty file":     {nil, "không phải GeoJSON"},
		"a missing commune": {file(t, "19", func(all []any) []any { return all[3:] }), "Tệp thiếu địa giới của 3 đơn vị"},
		"another province":  {file(t, "01", nil), "không có mã hay tên"},
		"a commune twice":   {file(t, "19", func(all []any) []any { return append(all, all[0]) }), "có hai vùng trong tệp"},
		"no properties":     {one(feature(nil, "Polygon", square)), "không có thuộc tính"},
		"a point": {file(t, "19", func(all []any) []any {
			all[0].(map[string]any)["geometry"] = map[string]any{"type": "Point", "coordinates": []float64{105, 21}}
			return all
		}), "phải là Polygon"},
		"VN-2000":           {vn2000(t), "không phải VN-2000"},
		"an open ring":      {ring(t, [][]float64{{105, 21}, {105.1, 21}, {105.1, 21.1}, {105, 21.2}}), "chưa khép kín"},
		"two points":        {ring(t, [][]float64{{105, 21}, {105, 21}}), "chưa khép kín"},
		"words for numbers": {ring(t, []any{[]any{"x", "y"}}), "phải là Polygon"},
		"half a position":   {ring(t, [][]float64{{105}, {105}, {105}, {105}}), "phải là Polygon"},
		"an area of nothing": {file(t, "19", func(all []any) []any {
			all[0].(map[string]any)["geometry"] = map[string]any{"type": "MultiPolygon", "coordinates": []any{}}
			return all
		}), "không có điểm"},
		"too large": {make([]byte, MaxFile+1), "lớn hơn"},
	} {
		_, err := Read(c.data, "19", day)
		if fault.KindOf(err) != fault.Invalid || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// ring is the file of a province whose first commune has the ring.
func ring(t *testing.T, points any) []byte {
	t.Helper()
	return file(t, "19", func(all []any) []any {
		all[0].(map[string]any)["geometry"] = map[string]any{"type": "Polygon", "coordinates": []any{points}}
		return all
	})
}

func vn2000(t *testing.T) []byte {
	t.Helper()
	return ring(t, [][]float64{{426000, 2386000}, {427000, 2386000}, {427000, 2387000}, {426000, 2386000}})
}

func TestOfficialBoundariesReplaceCellsUntilTheyAreRemoved(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t)
	as := func(role access.Role, province string, fn func(context.Context, *db.Tx) error) error {
		scope := db.Scope{Province: province, Actor: access.Actor{ID: "u-" + string(role), Roles: []access.Role{role}}}
		return d.Update(t.Context(), scope, func(tx *db.Tx) error { return fn(t.Context(), tx) })
	}
	load := func(role access.Role, source string, version int64) error {
		return as(role, "19", func(ctx context.Context, tx *db.Tx) error {
			_, err := Load(ctx, tx, file(t, "19", nil), "xa.geojson", source, version)
			return err
		})
	}
	mapOf := func(province string) (m Map) {
		if err := as(access.Director, province, func(ctx context.Context, tx *db.Tx) (err error) { m, err = Of(ctx, tx); return err }); err != nil {
			t.Fatal(err)
		}
		return m
	}
	if err := load(access.Director, "Sở minh họa", 0); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("a director loads: %v", err)
	}
	if err := load(access.Admin, " ", 0); fault.KindOf(err) != fault.Invalid {
		t.Errorf("no source: %v", err)
	}
	if m := mapOf("19"); m.Official || len(m.Shapes) != 92 {
		t.Errorf("cells: %v, %d", m.Official, len(m.Shapes))
	}
	if err := load(access.Admin, "Sở minh họa", 0); err != nil {
		t.Fatal(err)
	}
	if err := load(access.Admin, "Sở minh họa", 0); fault.KindOf(err) != fault.Conflict {
		t.Errorf("a stale page: %v", err)
	}
	if err := load(access.Admin, "Sở minh họa, lần 2", 1); err != nil {
		t.Errorf("a second file: %v", err)
	}
	if m := mapOf("19"); !m.Official || m.Source != "Sở minh họa, lần 2" || len(m.Shapes) != 92 || len(m.Shapes[0].Area[0][0]) != 5 {
		t.Errorf("official: %+v", m.Shapes[:1])
	}
	if m := mapOf("01"); m.Official {
		t.Error("another province sees the boundaries")
	}
	if err := as(access.Admin, "19", func(ctx context.Context, tx *db.Tx) error { return Remove(ctx, tx, 1) }); fault.KindOf(err) != fault.Conflict {
		t.Errorf("remove what was replaced: %v", err)
	}
	if err := as(access.Admin, "19", func(ctx context.Context, tx *db.Tx) error { return Remove(ctx, tx, 2) }); err != nil {
		t.Errorf("remove: %v", err)
	}
	if m := mapOf("19"); m.Official {
		t.Error("the boundaries are still there")
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(`{"type":"FeatureCollection","features":[{"properties":{"code":"05488"},"geometry":{"type":"Polygon","coordinates":[[[105,21],[106,21],[106,22],[105,21]]]}}]}`))
	f.Add([]byte(`{"type":"FeatureCollection","features":[{"properties":{"code":5488},"geometry":{"type":"MultiPolygon","coordinates":[[[[105,21,7],[106,21],[106,22],[105,21]]],[]]}}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		shapes, err := Read(data, "19", day)
		if err != nil && fault.KindOf(err) != fault.Invalid {
			t.Fatalf("%v", err)
		}
		for _, s := range shapes {
			if b := s.Area.Bound(); len(s.Area) == 0 || !country.Contains(b.Min) || !country.Contains(b.Max) {
				t.Fatalf("%s lies at %v", s.Title, b)
			}
		}
		_ = Map{Shapes: shapes}.Draw(300, 300)
	})
}
