package territory

import (
	"slices"
	"strings"

	"example.vn/khuyencong/internal/platform/calendar"
)

// An Address (địa chỉ) is a place as it was written on its day. It is stored
// so and never rewritten; pages show it in the units of a View.
type Address struct {
	Detail  string        // house, street, hamlet
	Commune string        // code, read on the day On
	On      calendar.Date // the day whose units the address uses
}

// View is the order of units that a list or report is shown in.
type View string

// The views.
const (
	OldUnits View = "old" // as on the day before SwitchDay, three levels
	NewUnits View = "new" // the newest known, two levels
)

// Label returns the Vietnamese name of v.
func (v View) Label() string {
	switch v {
	case OldUnits:
		return "Đơn vị hành chính cũ (trước 01/7/2025)"
	case NewUnits:
		return "Đơn vị hành chính mới (từ 01/7/2025)"
	}
	return string(v)
}

// day returns a day on which the units of v hold; no day for the newest.
func (v View) day() calendar.Date {
	if v == OldUnits {
		return SwitchDay.AddDays(-1)
	}
	return calendar.Date{}
}

// unclear returns what is written when the unit in v is not known.
func (v View) unclear() string {
	if v == OldUnits {
		return "(chưa xác định xã cũ)"
	}
	return "(chưa xác định xã mới)"
}

// viewOn returns the view whose units hold on a day.
func viewOn(day calendar.Date) View {
	if !day.IsZero() && day.Before(SwitchDay) {
		return OldUnits
	}
	return NewUnits
}

// Text returns the address in the units of its own day.
func Text(a Address) string { return written(a.Detail, labels(Path(a.Commune, a.On))) }

// In returns the address in the units of v. Where a commune was split, or
// joined from several, the possible ones are joined by " / "; where they are
// not known, the address stands in its own units with a remark.
func In(a Address, v View) string {
	if _, ok := Lookup(a.Commune, a.On); !ok {
		return Text(a)
	}
	if found := possible(a, v); len(found) > 0 {
		return written(a.Detail, alternatives(found, v))
	}
	line := labels(Path(a.Commune, a.On)) + " " + v.unclear()
	if above := UnitIn(a, v); v == NewUnits && len(above) > 0 {
		line += ", nay thuộc " + labels(above)
	}
	return written(a.Detail, line)
}

// UnitIn returns the units of v that surely hold the address, the smallest
// first: commune, district in the old view, province. When the commune is one
// of several or not known, the list begins at the level above which is common
// to all; so an amount grouped by it is counted once. It is empty when not
// even the province is sure.
func UnitIn(a Address, v View) []Unit {
	if found := possible(a, v); len(found) > 0 {
		path := Path(found[0].Code, v.day())
		for _, u := range found[1:] {
			path = common(path, Path(u.Code, v.day()))
		}
		return path
	}
	province, ok := ProvinceOf(a.Commune, a.On)
	if !ok {
		return nil
	}
	if found := possible(Address{Commune: province.Code, On: a.On}, v); len(found) == 1 {
		return found
	}
	return nil
}

// possible returns the units of v that may be the unit of the address, or none
// when they are not recorded.
func possible(a Address, v View) []Unit {
	if viewOn(a.On) == v {
		if u, ok := Lookup(a.Commune, v.day()); ok {
			return []Unit{u}
		}
		return nil
	}
	across := Successors
	if v == OldUnits {
		across = Predecessors
	}
	var out []Unit
	for _, s := range across(a.Commune, a.On) {
		if s.Extent == Unknown {
			return nil
		}
		out = append(out, s.Unit)
	}
	return out
}

// common returns what two paths share at their upper end.
func common(x, y []Unit) []Unit {
	n := 0
	for n < min(len(x), len(y)) && x[len(x)-1-n].Code == y[len(y)-1-n].Code {
		n++
	}
	return x[len(x)-n:]
}

// alternatives writes units that may be meant, those under one parent
// together: "xã A / xã B, huyện C, tỉnh D".
func alternatives(list []Unit, v View) string {
	var parents []string
	names := map[string][]string{}
	for _, u := range list {
		if !slices.Contains(parents, u.Parent) {
			parents = append(parents, u.Parent)
		}
		names[u.Parent] = append(names[u.Parent], u.Label())
	}
	groups := make([]string, len(parents))
	for i, parent := range parents {
		groups[i] = strings.Join(names[parent], " / ")
		if above := labels(Path(parent, v.day())); above != "" {
			groups[i] += ", " + above
		}
	}
	return strings.Join(groups, " / ")
}

// written joins the detail and the units.
func written(detail, line string) string {
	detail = strings.TrimRight(strings.TrimSpace(detail), ", ")
	switch {
	case detail == "":
		return capital(line)
	case line == "":
		return detail
	}
	return detail + ", " + line
}
