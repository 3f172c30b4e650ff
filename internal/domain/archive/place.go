package archive

import (
	"slices"
	"strings"

	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/text"
)

// provinceOf returns the code by which a list means a province: of the old
// order or the new one. Most names stand in both and mean the same code.
func provinceOf(name string) (string, bool) {
	folded := " " + text.Fold(name) + " "
	for _, word := range []string{" tinh ", " thanh pho ", " tp ", " t "} {
		if rest, ok := strings.CutPrefix(folded, word); ok && strings.TrimSpace(rest) != "" {
			folded = " " + rest
			break
		}
	}
	folded = strings.TrimSpace(folded)
	if folded == "thua thien hue" {
		folded = "hue" // its name since it became a city
	}
	for _, day := range []calendar.Date{territory.SwitchDay.AddDays(-1), {}} {
		for _, u := range territory.Provinces(day) {
			if u.Code == folded || text.Fold(u.Name) == folded {
				return u.Code, true
			}
		}
	}
	return "", false
}

// placeOf reads an address as the list has it. What is not certain stays in
// the detail, as it was written.
func placeOf(year int, province, free string, decided calendar.Date) territory.Address {
	days := daysOf(year, decided)
	for _, day := range days {
		if u, ok := territory.Match(province, free, day); ok && u.Level != territory.Province {
			return territory.Address{Detail: detailOf(free, u, day), Commune: u.Code, On: day}
		}
	}
	return territory.Address{Detail: text.CleanLine(free), On: days[0]}
}

// daysOf lists the days whose units an address may use, the likeliest first. In
// the year of the merger the new units are tried first, since approvals come
// late in the year.
func daysOf(year int, decided calendar.Date) []calendar.Date {
	before := territory.SwitchDay.AddDays(-1)
	switch {
	case !decided.IsZero():
		return []calendar.Date{decided}
	case year == 0:
		return []calendar.Date{before}
	}
	if year == territory.SwitchDay.Year() {
		return []calendar.Date{calendar.LastDay(year), before}
	}
	// A day of the year itself, whenever the list is imported: the same row must
	// be the same address tomorrow.
	return []calendar.Date{calendar.FirstDay(year)}
}

// detailOf is what an address says below the unit that was recognised.
func detailOf(free string, u territory.Unit, on calendar.Date) string {
	var names []string
	for _, above := range territory.Path(u.Code, on) {
		names = append(names, text.Fold(above.Name), text.Fold(above.Label()))
	}
	var kept []string
	for part := range strings.SplitSeq(text.CleanLine(free), ",") {
		for piece := range strings.SplitSeq(part, " - ") {
			folded := text.Fold(piece)
			named := slices.ContainsFunc(names, func(n string) bool { return folded == n || isUnit(folded, n) })
			if folded != "" && !named {
				kept = append(kept, strings.TrimSpace(piece))
			}
		}
	}
	return strings.Join(kept, ", ")
}

// isUnit reports whether folded is the name of a unit behind a short or another
// word for its kind: "tt cho moi", "h cho moi".
func isUnit(folded, name string) bool {
	for _, word := range []string{"xa", "x", "phuong", "p", "thi tran", "tt", "huyen", "h", "thi xa", "tx", "thanh pho", "tp", "tinh", "t"} {
		if folded == word+" "+name {
			return true
		}
	}
	return false
}
