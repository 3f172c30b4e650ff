package gen

import (
	"math"
	"slices"

	"example.vn/khuyencong/internal/domain/territory"
)

// A share is how much of the country lies in one province.
type share struct {
	unit     territory.Unit
	communes []territory.Unit
	owners   int
	schemes  []int // by year, from FirstYear
}

// share divides the country: each province by its communes, each year a little
// more than the one before.
func (o Options) share() []share {
	var all []share
	var weights []float64
	for _, u := range territory.Provinces(territory.SwitchDay) {
		if len(o.Provinces) > 0 && !slices.Contains(o.Provinces, u.Code) {
			continue
		}
		s := share{unit: u, communes: territory.CommunesOf(u.Code, territory.SwitchDay)}
		all = append(all, s)
		weights = append(weights, float64(len(s.communes)))
	}
	var years []float64
	for y := range LastYear - FirstYear + 1 {
		years = append(years, 20+float64(y))
	}
	owners := divide(int(math.Round(Establishments*o.Scale)), weights)
	schemes := divide(int(math.Round(Schemes*o.Scale)), weights)
	for i := range all {
		all[i].owners, all[i].schemes = max(owners[i], 1), divide(schemes[i], years)
	}
	return all
}

// divide gives each weight its part of total; the parts add up to it.
func divide(total int, weights []float64) []int {
	sum := 0.0
	for _, w := range weights {
		sum += w
	}
	parts := make([]int, len(weights))
	given, until := 0, 0.0
	for i, w := range weights {
		until += w
		parts[i] = int(math.Round(float64(total)*until/sum)) - given
		given += parts[i]
	}
	return parts
}
