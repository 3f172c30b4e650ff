package scheme

import (
	"context"
	"fmt"
	"strings"

	"example.vn/khuyencong/internal/domain/norm"
	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
)

// Lines returns every content of the schemes of a budget year, but for those
// that were withdrawn or rejected or only noted from old lists, as facts that
// norms judge on the day. Each is placed in its commune, by code.
func Lines(ctx context.Context, tx *db.Tx, year int, day calendar.Date) ([]norm.Dossier, error) {
	former := formerProvinces{}
	parts, err := partsOfYear(ctx, tx, year)
	if err != nil {
		return nil, err
	}
	all, err := db.Collect(ctx, tx, `
		SELECT s.id, s.title, s.fund, s.commune, s.address_on, s.territory, s.priorities, s.is_group, s.is_key, c.no, c.content, c.units,
			COALESCE(SUM(k.national_vnd + k.local_vnd + k.own_vnd + k.other_vnd), 0),
			COALESCE(SUM(CASE WHEN s.fund = 'national' THEN k.national_vnd ELSE k.local_vnd END), 0)
		FROM schemes AS s
		JOIN scheme_contents AS c ON c.province = s.province AND c.scheme = s.id
		LEFT JOIN scheme_costs AS k ON k.province = s.province AND k.scheme = s.id AND CASE WHEN k.content_no < 1 THEN 1 ELSE k.content_no END = c.no
		WHERE s.province = ? AND s.year = ? AND s.state NOT IN (?, ?, ?)
		GROUP BY s.id, s.title, s.fund, s.commune, s.address_on, s.territory, s.priorities, s.is_group, s.is_key, c.no, c.content, c.units
		ORDER BY s.id, c.no`,
		[]any{tx.Province, year, Withdrawn, Rejected, Recorded},
		func(scan db.Scan) (norm.Dossier, error) {
			d := norm.Dossier{Facts: norm.Facts{On: day, Province: tx.Province}}
			var commune, class, priorities string
			var on calendar.Date
			var group, key, no int
			err := scan(&d.Scheme, &d.Title, &d.Fund, &commune, &on, &class, &priorities, &group, &key, &no, &d.Content, &d.Units, &d.EligibleCost, &d.Asked)
			d.Place = commune
			d.Province, d.Former = whose(tx.Province, former.of(commune, on), day)
			d.PriorityTerritory, d.PriorityIndustry = class != "", strings.TrimSpace(priorities) != ""
			d.Known = known(class, group != 0, key != 0)
			placed(&d.Facts, territory.Address{Commune: commune, On: on})
			parts.past(&d.Facts, ID(d.Scheme), no-1)
			return d, err
		})
	if err != nil {
		return nil, fmt.Errorf("lines of the schemes of %d: %w", year, err)
	}
	return all, nil
}

// whose returns the province of whose norms a place is on a day, and what was
// its province before the mergers: until then that one alone counts.
func whose(province, former string, day calendar.Date) (of, before string) {
	if former != "" && day.Before(territory.SwitchDay) {
		return former, former
	}
	return province, former
}

// known are the facts that norms may ask for by name.
func known(class string, group, key bool) map[string]any {
	facts := map[string]any{"group_scheme": group, "key_scheme": key}
	switch class {
	case "": // the dossier says that it is in none of the priority territories
		facts["difficulty"], facts["poor_district"] = "none", false
	case "difficult_area":
		facts["difficulty"] = "difficult"
	case "poor_district_30a":
		facts["poor_district"] = true
	}
	return facts
}

// formerProvinces remembers to which province before the mergers a commune
// belonged; "" where that cannot be told.
type formerProvinces map[territory.Address]string

func (f formerProvinces) of(commune string, on calendar.Date) string {
	if commune == "" {
		return ""
	}
	a := territory.Address{Commune: commune, On: on}
	if code, ok := f[a]; ok {
		return code
	}
	code := formerProvince(a)
	f[a] = code
	return code
}

// formerProvince is the province of a place before the mergers of 2025.
func formerProvince(a territory.Address) string {
	before := territory.SwitchDay.AddDays(-1)
	code := ""
	for _, u := range territory.UnitIn(a, territory.OldUnits) {
		p, ok := territory.ProvinceOf(u.Code, before)
		if !ok || (code != "" && p.Code != code) {
			return ""
		}
		code = p.Code
	}
	return code
}
