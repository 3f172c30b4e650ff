package territory

import (
	"slices"
	"strings"

	"example.vn/khuyencong/internal/platform/calendar"
)

// Extent says how much of an old unit went into a new one.
type Extent string

// The extents.
const (
	Whole   Extent = "whole"   // toàn bộ
	Part    Extent = "part"    // một phần
	Unknown Extent = "unknown" // chưa xác định: only the code went on
)

// Label returns the Vietnamese name of x.
func (x Extent) Label() string {
	switch x {
	case Whole:
		return "toàn bộ"
	case Part:
		return "một phần"
	case Unknown:
		return "chưa xác định"
	}
	return string(x)
}

// A Succession is a unit on the other side of SwitchDay, and how much of the
// old unit went into the new one.
type Succession struct {
	Unit   Unit
	Extent Extent
}

// Successors returns the units since SwitchDay that took over the unit which
// bore code on a day before; none for a day since. One commune may go to
// several. Where only the code is known to go on, the Extent is Unknown and
// the unit is a guess to offer, not to print. A district is followed by the
// communes that took over its communes.
func Successors(code string, on calendar.Date) []Succession {
	b := units()
	i, ok := b.before.at[code]
	if !ok || b.on(on) != &b.before {
		return nil
	}
	if b.before.units[i].Level != District {
		return b.follow(&b.since, b.next[code], code)
	}
	var out []Succession
	extent := Whole
	for _, u := range b.before.units[i+1 : b.before.end[i]] {
		next := Successors(u.Code, on)
		if len(next) == 0 {
			extent = Unknown
		}
		for _, s := range next {
			if s.Extent == Unknown {
				extent = Unknown
			}
			if !slices.ContainsFunc(out, func(x Succession) bool { return x.Unit.Code == s.Unit.Code }) {
				out = append(out, s)
			}
		}
	}
	if extent == Whole && len(out) > 1 {
		extent = Part
	}
	for i := range out {
		out[i].Extent = extent
	}
	sortSuccessions(out)
	return out
}

// Predecessors returns the units before SwitchDay that went, in whole or in
// part, into the unit which bears code on a day since; none for a day before.
// Where only the code is known to go on, the Extent is Unknown.
func Predecessors(code string, on calendar.Date) []Succession {
	b := units()
	if _, ok := b.since.at[code]; !ok || b.on(on) != &b.since {
		return nil
	}
	return b.follow(&b.before, b.last[code], code)
}

// follow turns links into successions within order e; without links it guesses
// that a unit which bears the same code goes on. In the records of Thái Nguyên
// the guess names one of the true successors every time.
func (b *book) follow(e *era, links []link, code string) []Succession {
	if len(links) == 0 {
		links = []link{{code, Unknown}}
	}
	var out []Succession
	for _, l := range links {
		if i, ok := e.at[l.code]; ok {
			out = append(out, Succession{e.units[i], l.extent})
		}
	}
	sortSuccessions(out)
	return out
}

// sortSuccessions sorts by code, so that the order never varies.
func sortSuccessions(list []Succession) {
	slices.SortFunc(list, func(x, y Succession) int { return strings.Compare(x.Unit.Code, y.Unit.Code) })
}
