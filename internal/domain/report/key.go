package report

import (
	"slices"
	"sync"

	"example.vn/khuyencong/internal/domain/normbook"
	"example.vn/khuyencong/internal/domain/territory"
)

// key returns the code and the Vietnamese name of the group of a row.
func (r Row) key(c Cut) (code, name string) {
	switch c.By {
	case ByFund:
		return string(r.Fund), r.Fund.Label()
	case ByContent:
		if info, ok := normbook.ContentByCode(r.Content); ok {
			return string(info.Code), info.Name
		}
		return "", "Chưa rõ nội dung"
	case ByIndustry:
		if name, ok := classes().industries[r.Industry]; ok {
			return r.Industry, name
		}
		return "", "Chưa ghi ngành nghề"
	case ByTerritory:
		return r.territory(c)
	case ByKind:
		if r.Kind == "" {
			return "", "Không có cơ sở thụ hưởng được nêu tên"
		}
		return string(r.Kind), r.Kind.Label()
	case ByArea:
		return first(classes().areas, "Ngoài địa bàn ưu tiên", r.Area)
	case ByPriority:
		return first(classes().priorities, "Ngoài ngành nghề ưu tiên", r.Priorities...)
	}
	return "", ""
}

// classLists are the classes by which rows are grouped. A report asks for them
// with every row, and the normbook makes them anew each time.
type classLists struct {
	industries        map[string]string // names by code
	areas, priorities []normbook.Class
}

var classes = sync.OnceValue(func() classLists {
	c := classLists{map[string]string{}, normbook.TerritoryClasses(), normbook.PriorityIndustries()}
	for _, i := range normbook.Industries() {
		c.industries[i.Code] = i.Name
	}
	return c
})

// first returns the class that stands first in the order of law among those that
// a scheme names, so that a scheme of several counts once.
//
// Law: TT 46/2012/TT-BCT Điều 6 khoản 1, 2, 3.
func first(classes []normbook.Class, none string, named ...string) (code, name string) {
	for _, c := range classes {
		if slices.Contains(named, c.Code) {
			return c.Code, c.Name
		}
	}
	return "", none
}

// territory returns the unit that surely holds all places of the row: the one
// of the asked level, or the smallest above it when that is not sure.
func (r Row) territory(c Cut) (code, name string) {
	path := r.path(c)
	if len(path) == 0 {
		return "", "Chưa rõ địa bàn"
	}
	if c.Level == territory.District || c.Level == territory.Province {
		for len(path) > 1 && path[0].Level != c.Level && path[0].Level != territory.Province {
			path = path[1:]
		}
	}
	name = path[0].Title()
	for _, above := range path[1:] {
		if above.Level == territory.District {
			name += ", " + above.Label()
		}
	}
	if path[0].Level == territory.Province {
		switch c.Level {
		case territory.District:
			name += " (chưa rõ huyện)"
		case territory.Commune, "":
			name += " (chưa rõ xã)"
		case territory.Province:
		}
	}
	return path[0].Code, name
}

// path is what the paths of all places have in common, the smallest unit first.
func (r Row) path(c Cut) []territory.Unit {
	var path []territory.Unit
	for i, place := range r.Places {
		units := c.unitIn(place)
		if i == 0 {
			path = units
			continue
		}
		n := 0
		for n < min(len(path), len(units)) && path[len(path)-1-n].Code == units[len(units)-1-n].Code {
			n++
		}
		path = slices.Clone(path[len(path)-n:])
	}
	return path
}
