package guide

import (
	"slices"

	"example.vn/khuyencong/internal/domain/territory"
)

// A Place (nơi tìm thấy) is a commune that a search found.
type Place struct {
	territory.Unit
	Formerly string // Vietnamese: the unit of before the merger that was meant; "" when the name is today's
}

// mostPlaces is how many communes a search offers.
const mostPlaces = 12

// Places returns the communes of the province answered whose name is like
// query, today's names first, then those that took over an older name.
func (a Answers) Places(query string) []Place {
	province := a.given[Where]
	if !a.known(Where) {
		return nil
	}
	var found []Place
	add := func(u territory.Unit, formerly string) {
		there := slices.ContainsFunc(found, func(p Place) bool { return p.Code == u.Code })
		if u.Level == territory.Commune && !there && len(found) < mostPlaces {
			found = append(found, Place{u, formerly})
		}
	}
	for _, u := range territory.Search(province, query, a.day, 2*mostPlaces) {
		add(u, "")
	}
	before := territory.SwitchDay.AddDays(-1)
	for _, former := range territory.Predecessors(province, a.day) {
		for _, old := range territory.Search(former.Unit.Code, query, before, mostPlaces) {
			if old.Level != territory.Commune {
				continue
			}
			for _, next := range territory.Successors(old.Code, before) {
				if p, ok := territory.ProvinceOf(next.Unit.Code, a.day); ok && p.Code == province {
					add(next.Unit, territory.FullName(old.Code, before))
				}
			}
		}
	}
	return found
}

// former returns the code of the province of before the merger in which the
// commune answered lay; "" when it is not told.
func (a Answers) former() string {
	province := a.given[Where]
	if !a.known(Where) {
		return ""
	}
	if olds := territory.Predecessors(province, a.day); len(olds) == 1 {
		return olds[0].Unit.Code
	}
	if !a.known(Commune) {
		return ""
	}
	former := ""
	for _, old := range territory.Predecessors(a.given[Commune], a.day) {
		p, ok := territory.ProvinceOf(old.Unit.Code, territory.SwitchDay.AddDays(-1))
		if !ok || former != "" && p.Code != former {
			return ""
		}
		former = p.Code
	}
	return former
}

// merged reports whether the province was made of several.
func (a Answers) merged() bool {
	return a.known(Where) && len(territory.Predecessors(a.given[Where], a.day)) > 1
}

// city reports whether the place is in a centrally run city.
func (a Answers) city() bool {
	u, ok := territory.Lookup(a.given[Where], a.day)
	return ok && u.Kind == territory.KindCity
}

// ward reports whether the commune answered is a ward.
func (a Answers) ward() bool {
	u, ok := territory.Lookup(a.given[Commune], a.day)
	return ok && u.Kind == territory.KindWard
}
