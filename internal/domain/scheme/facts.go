package scheme

import (
	"example.vn/khuyencong/internal/domain/establishment"
	"example.vn/khuyencong/internal/domain/norm"
	"example.vn/khuyencong/internal/domain/territory"
)

// applicants are what norms call the kinds of establishment.
var applicants = map[establishment.Kind]string{
	establishment.Enterprise: "enterprise", establishment.Cooperative: "cooperative", establishment.Union: "cooperative_union",
	establishment.Group: "cooperative_group", establishment.Household: "household",
}

// asked tells f who asks for content i, where all of them are of one kind.
func asked(f *norm.Facts, who []Beneficiary, i int) {
	kind := ""
	for _, b := range who {
		if b.ContentNo != 0 && b.ContentNo != i+1 {
			continue
		}
		one := applicants[b.Kind]
		if one == "" || kind != "" && kind != one {
			return
		}
		kind = one
	}
	if kind != "" {
		f.Known["applicant"] = kind
	}
}

// placed tells f of a place, as the units of the day that decides have it. What
// the mergers leave open stays open.
func placed(f *norm.Facts, a territory.Address) {
	if a.Commune == "" {
		return
	}
	view := territory.NewUnits
	if f.On.Before(territory.SwitchDay) {
		view = territory.OldUnits
	}
	path := territory.UnitIn(a, view) // what surely holds it, from the commune up
	if len(path) == 0 {
		return
	}
	if top := path[len(path)-1]; top.Level == territory.Province {
		f.Known["central_city"] = top.Kind == territory.KindCity
	}
	if path[0].Level != territory.Commune {
		return
	}
	f.Known["place_kind"] = string(path[0].Kind)
	if path[0].Kind == territory.KindWard && len(path) > 2 {
		wardOf(f, path[1].Kind)
	}
}

// wardOf tells f what the town or the city above a ward says of it. Which class
// a provincial city had is not in the data.
//
// Law: NĐ 45/2012/NĐ-CP Điều 1 (to 2025-10-14).
func wardOf(f *norm.Facts, above territory.Kind) {
	switch above { //nolint:exhaustive // of the other kinds it says nothing
	case territory.KindTown:
		f.Known["rural_ward"] = true
	case territory.KindUrbanDistrict:
		f.Known["rural_ward"] = false
	}
}
