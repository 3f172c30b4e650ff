package gen

import (
	"slices"
	"strconv"
	"strings"

	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/fault"
)

// A share is how much of the country lies in one province.
type share struct {
	unit     territory.Unit
	communes []territory.Unit
	owners   int
	schemes  []int // by year, from FirstYear
}

// scaleParts is how many parts the whole country has.
const scaleParts = 10_000

// ParseScale reads a size as it is typed: 1 is the whole country, 0.05 a
// twentieth. It is in ten thousandths, as Options has it.
func ParseScale(s string) (parts int, err error) {
	whole, rest, _ := strings.Cut(strings.Replace(strings.TrimSpace(s), ",", ".", 1), ".")
	n, err := strconv.ParseUint(whole+(rest + "0000")[:4], 10, 24)
	if err != nil || len(rest) > 4 || n == 0 {
		return 0, badScale()
	}
	return int(n), nil
}

func badScale() error {
	return fault.New(fault.Invalid, "Quy mô phải từ 0.0001 đến 10; 1 là cả nước, 0.05 là một phần hai mươi.")
}

// share divides the country: each province by its communes, each year a little
// more than the one before.
func (o Options) share() []share {
	var all []share
	var weights []int
	for _, u := range territory.Provinces(territory.SwitchDay) {
		if len(o.Provinces) > 0 && !slices.Contains(o.Provinces, u.Code) {
			continue
		}
		s := share{unit: u, communes: territory.CommunesOf(u.Code, territory.SwitchDay)}
		all = append(all, s)
		weights = append(weights, len(s.communes))
	}
	var years []int
	for y := range LastYear - FirstYear + 1 {
		years = append(years, 20+y)
	}
	owners := divide(Establishments/scaleParts*o.Parts, weights)
	schemes := divide(Schemes/scaleParts*o.Parts, weights)
	for i := range all {
		all[i].owners, all[i].schemes = max(owners[i], 1), divide(schemes[i], years)
	}
	return all
}

// divide gives each weight its part of total; the parts add up to it.
func divide(total int, weights []int) []int {
	sum := 0
	for _, w := range weights {
		sum += w
	}
	parts := make([]int, len(weights))
	given, until := 0, 0
	for i, w := range weights {
		until += w
		parts[i] = total*until/sum - given
		given += parts[i]
	}
	return parts
}
