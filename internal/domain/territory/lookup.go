package territory

import (
	"cmp"
	"slices"
	"strings"

	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/text"
)

// Lookup returns the unit that bears code on that day.
func Lookup(code string, on calendar.Date) (Unit, bool) {
	b := units()
	e := b.on(on)
	i, ok := e.at[code]
	if !ok {
		return Unit{}, false
	}
	return b.as(e.units[i], on), true
}

// Provinces returns the provinces of that day in Vietnamese order.
func Provinces(on calendar.Date) []Unit {
	b := units()
	e := b.on(on)
	var out []Unit
	for i := int32(0); i < int32(len(e.units)); i = e.end[i] {
		out = append(out, b.as(e.units[i], on))
	}
	return out
}

// Children returns the units directly below a unit in Vietnamese order.
func Children(code string, on calendar.Date) []Unit {
	b := units()
	e := b.on(on)
	top, ok := e.at[code]
	if !ok {
		return nil
	}
	var out []Unit
	for i := top + 1; i < e.end[top]; i = e.end[i] {
		out = append(out, b.as(e.units[i], on))
	}
	return out
}

// CommunesOf returns all communes of a province, or of a district, in
// Vietnamese order, whatever lies between.
func CommunesOf(code string, on calendar.Date) []Unit {
	b := units()
	e := b.on(on)
	top, ok := e.at[code]
	if !ok {
		return nil
	}
	var out []Unit
	mixed := false
	for _, u := range e.units[top+1 : e.end[top]] {
		if u.Level == Commune {
			out = append(out, b.as(u, on))
		} else {
			mixed = true
		}
	}
	if mixed {
		sortByName(out)
	}
	return out
}

// Path returns a unit and the units above it, the smallest first: commune,
// district where there is one, province. It is empty for an unknown code.
func Path(code string, on calendar.Date) []Unit {
	var out []Unit
	for {
		u, ok := Lookup(code, on)
		if !ok {
			return out
		}
		out = append(out, u)
		code = u.Parent
	}
}

// FullName returns a unit with the units above it: "Xã Văn Hán, huyện Đồng Hỷ,
// tỉnh Thái Nguyên"; "" for an unknown code.
func FullName(code string, on calendar.Date) string { return capital(labels(Path(code, on))) }

// NameEver is the full name of a unit as it is now or, of one that has gone, as
// it was before SwitchDay; the code itself when there never was such a unit.
func NameEver(code string) string {
	for _, day := range []calendar.Date{SwitchDay, SwitchDay.AddDays(-1)} {
		if _, ok := Lookup(code, day); ok {
			return FullName(code, day)
		}
	}
	return code
}

// ProvinceOf returns the province of a unit on that day.
func ProvinceOf(code string, on calendar.Date) (Unit, bool) {
	path := Path(code, on)
	if len(path) == 0 {
		return Unit{}, false
	}
	return path[len(path)-1], true
}

// ProvinceAt returns the code of the province that on that day holds the
// province known by code: on and after SwitchDay 06 (Bắc Kạn) is held by 19. A
// code that is in use on that day stands for itself.
func ProvinceAt(code string, on calendar.Date) (string, bool) {
	b := units()
	if len(code) != 2 {
		return "", false
	}
	if _, ok := b.on(on).at[code]; ok {
		return code, true
	}
	if b.on(on) == &b.since {
		for _, l := range b.next[code] {
			return l.code, true
		}
	}
	return "", false
}

// Point returns the centre of a unit since SwitchDay, in microdegrees north
// and east; ok is false for codes without one.
func Point(code string) (lat, lon int, ok bool) {
	p, ok := points()[code]
	return p.lat, p.lon, ok
}

// labels joins the names of a path for the middle of a sentence.
func labels(path []Unit) string {
	words := make([]string, len(path))
	for i, u := range path {
		words[i] = u.Label()
	}
	return strings.Join(words, ", ")
}

// sortByName sorts units by name, then by code.
func sortByName(list []Unit) {
	keys := make(map[string]string, len(list))
	for _, u := range list {
		keys[u.Code] = text.SortKey(u.Name)
	}
	slices.SortFunc(list, func(x, y Unit) int {
		return cmp.Or(strings.Compare(keys[x.Code], keys[y.Code]), strings.Compare(x.Code, y.Code))
	})
}
