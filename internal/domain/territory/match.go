package territory

import (
	"slices"

	"example.vn/khuyencong/internal/platform/calendar"
)

// Match finds the unit that an address names in free text, as lists keep it:
// "xóm Ba Quà, xã Văn Hán, huyện Đồng Hỷ", "TT Chợ Mới - H. Chợ Mới". It
// returns the smallest unit that is certain: a commune, or a district when the
// text names no commune; the caller looks at Level. It searches the province
// and, before SwitchDay, also those that were merged with it later. On a day
// since SwitchDay an address in the old units gives the commune that took all
// of the old one over. Two communes of the same name without a district to
// tell them apart, and names that differ in marks, are no match.
func Match(province, free string, on calendar.Date) (Unit, bool) {
	b := units()
	if len(free) > maxQuery {
		return Unit{}, false
	}
	parts := partsOf(free)
	merged, ok := ProvinceAt(province, calendar.Date{})
	if !ok || !b.inside(merged, parts) || b.strange(merged, parts) {
		return Unit{}, false
	}
	if b.on(on) == &b.before {
		return b.matchBefore(province, merged, parts)
	}
	province = merged
	top := b.since.at[province]
	if u, ok := b.matchAcross(province, parts, true); ok {
		return b.as(u, on), true
	}
	found := b.communes(&b.since, top, parts, nil)
	if len(found) == 1 {
		return b.as(b.since.units[found[0]], on), true
	}
	if len(found) == 0 {
		if u, ok := b.matchAcross(province, parts, false); ok {
			return b.as(u, on), true
		}
	}
	return Unit{}, false
}

// inside reports whether the provinces that the parts name, when there are
// any, include one that went into this one.
func (b *book) inside(merged string, parts [][]reading) bool {
	sources := b.sources(merged)
	elsewhere := false
	for _, p := range b.provincesNamed(parts) {
		if slices.Contains(sources, p) {
			return true
		}
		elsewhere = true
	}
	return !elsewhere
}

// provincesNamed returns the codes of the old provinces that the parts name
// with the word for their kind.
func (b *book) provincesNamed(parts [][]reading) []string {
	var out []string
	names := spellingsBefore()
	for i := int32(0); i < int32(len(b.before.units)); i = b.before.end[i] {
		if slices.ContainsFunc(parts, func(part []reading) bool { return namesProvince(part, names[i], b.before.units[i].Kind) }) {
			out = append(out, b.before.units[i].Code)
		}
	}
	return out
}

// matchBefore matches in the old order: in the province that the text names,
// else in the asked one, else in those that share its successor.
func (b *book) matchBefore(province, merged string, parts [][]reading) (Unit, bool) {
	if named := b.provincesNamed(parts); len(named) > 0 {
		u, ok, _ := b.matchOld(named, parts)
		return u, ok
	}
	own, sources := []string{province}, b.sources(merged)
	if len(b.districts(own, parts, true)) > 0 || len(b.districts(sources, parts, true)) == 0 {
		if u, ok, named := b.matchOld(own, parts); ok || named {
			return u, ok
		}
	}
	u, ok, _ := b.matchOld(sources, parts)
	return u, ok
}

// strange reports whether the parts name a district, in so many words, that no
// province which went into this one had: the address lies elsewhere, or the
// district was dissolved long ago.
func (b *book) strange(merged string, parts [][]reading) bool {
	if len(b.districts(b.sources(merged), parts, true)) > 0 {
		return false
	}
	names := spellingsBefore()
	return slices.ContainsFunc(parts, func(part []reading) bool {
		if !part[0].plain || !ofDistrict(part[0].kinds) {
			return false
		}
		for i := int32(0); i < int32(len(b.before.units)); i = b.before.end[i] {
			if part[0].is(names[i]) {
				return false // a city that is a province
			}
		}
		return true
	})
}

// matchAcross matches in the old units of a province since SwitchDay and
// returns the one commune that took the old one over whole. With a district
// wanted, an address that names none is no match.
func (b *book) matchAcross(province string, parts [][]reading, district bool) (Unit, bool) {
	sources := b.sources(province)
	if district && len(b.districts(sources, parts, true)) == 0 {
		return Unit{}, false
	}
	old, ok, _ := b.matchOld(sources, parts)
	if !ok || old.Level != Commune {
		return Unit{}, false
	}
	next := b.next[old.Code]
	if len(next) != 1 || next[0].extent != Whole {
		return Unit{}, false
	}
	return b.since.units[b.since.at[next[0].code]], true
}

// sources returns the codes of the old provinces that went into a new one.
func (b *book) sources(province string) []string {
	var out []string
	for _, l := range b.last[province] {
		out = append(out, l.code)
	}
	return out
}

// matchOld matches in the old units of some provinces. Named reports whether
// the text names anything there, though perhaps not for certain.
func (b *book) matchOld(provinces []string, parts [][]reading) (u Unit, ok, named bool) {
	districts := b.districts(provinces, parts, false)
	var found []int32
	for _, province := range provinces {
		if top, ok := b.before.at[province]; ok {
			found = append(found, b.communes(&b.before, top, parts, districts)...)
		}
	}
	switch {
	case len(found) == 1:
		return b.before.units[found[0]], true, true
	case len(found) == 0 && len(districts) == 1 && !namesCommune(parts):
		return b.before.units[districts[0]], true, true
	}
	return Unit{}, false, len(found)+len(districts) > 0
}

// districts returns the old districts that the parts name, where strict only
// those named with the word for their kind.
func (b *book) districts(provinces []string, parts [][]reading, strict bool) []int32 {
	var out []int32
	names := spellingsBefore()
	for _, province := range provinces {
		top, ok := b.before.at[province]
		if !ok {
			continue
		}
		for i := top + 1; i < b.before.end[top]; i = b.before.end[i] {
			if slices.ContainsFunc(parts, func(part []reading) bool { return namesDistrict(part, names[i], strict) }) {
				out = append(out, i)
			}
		}
	}
	return out
}

// namesProvince reports whether a part names a province, with its kind.
func namesProvince(part []reading, name spelling, kind Kind) bool {
	return slices.ContainsFunc(part, func(r reading) bool { return r.is(name) && slices.Contains(r.kinds, kind) })
}

// namesDistrict reports whether a part names a district, by the word for any
// kind of district (Phổ Yên was a huyện, then a thị xã, then a thành phố) or,
// unless strict, by none.
func namesDistrict(part []reading, name spelling, strict bool) bool {
	return slices.ContainsFunc(part, func(r reading) bool {
		return r.is(name) && (ofDistrict(r.kinds) || !strict && len(r.kinds) == 0)
	})
}

// communes returns the communes below top, and below one of the districts when
// there are any, that the parts name best: with the word for their kind, then
// with the word for another kind of commune (a commune may have become a ward),
// then with none.
func (b *book) communes(e *era, top int32, parts [][]reading, districts []int32) []int32 {
	found := map[int][]int32{} // by closeness
	names := b.spellings(e)
	for i := top + 1; i < e.end[top]; i++ {
		if e.units[i].Level != Commune || !below(e, i, districts) {
			continue
		}
		best := notNamed
		for _, part := range parts {
			best = min(best, closeness(part, names[i], e.units[i].Kind))
		}
		found[best] = append(found[best], i)
	}
	for best := range notNamed {
		if len(found[best]) > 0 {
			return found[best]
		}
	}
	return nil
}

// notNamed is the closeness of a commune that the text does not name.
const notNamed = 3

// closeness tells how a part names a commune: 0 with its kind, 1 with another
// kind of commune, 2 without a kind, notNamed not at all.
func closeness(part []reading, name spelling, kind Kind) int {
	best := notNamed
	for _, r := range part {
		switch {
		case !r.is(name):
		case slices.Contains(r.kinds, kind):
			best = 0
		case len(r.kinds) == 0:
			best = min(best, 2)
		case ofCommune(r.kinds):
			best = min(best, 1)
		}
	}
	return best
}

// below reports whether unit i lies in one of the districts, or there are none.
func below(e *era, i int32, districts []int32) bool {
	return len(districts) == 0 || slices.ContainsFunc(districts, func(d int32) bool { return d < i && i < e.end[d] })
}

// namesCommune reports whether a part begins with a word for a commune.
func namesCommune(parts [][]reading) bool {
	return slices.ContainsFunc(parts, func(part []reading) bool {
		return slices.ContainsFunc(part, func(r reading) bool { return ofCommune(r.kinds) })
	})
}

// ofCommune reports whether kinds are kinds of communes.
func ofCommune(kinds []Kind) bool {
	return slices.ContainsFunc(kinds, func(k Kind) bool { return levelOfKind(k) == Commune })
}

// ofDistrict reports whether kinds are kinds of districts.
func ofDistrict(kinds []Kind) bool {
	return slices.ContainsFunc(kinds, func(k Kind) bool { return levelOfKind(k) == District })
}

// levelOfKind returns the level that units of kind k are on.
func levelOfKind(k Kind) Level {
	switch k {
	case KindProvince, KindCity:
		return Province
	case KindDistrict, KindUrbanDistrict, KindProvincialCity, KindTown:
		return District
	case KindCommune, KindWard, KindTownship, KindSpecialZone:
		return Commune
	}
	return ""
}
