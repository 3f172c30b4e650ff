package norm

import (
	"slices"

	"example.vn/khuyencong/internal/platform/calendar"
)

// Trying returns the book as it would be if the draft v held from day on: what
// of the same province and area holds then gives way to it. A draft that
// amends a version takes over the items that it does not name. It is for
// trying a draft on dossiers of today; nothing is published.
func (b *Book) Trying(v Version, items []Ceiling, day calendar.Date) (*Book, error) {
	v, items = b.Whole(v, items)
	v.From, v.To = day, calendar.Date{}
	for i := range items {
		items[i].From, items[i].To = day, calendar.Date{}
	}
	return b.Instead(v, items)
}

// Whole makes an amendment that names items a whole version of its own: what it
// does not name is as in the version that it amends.
func (b *Book) Whole(v Version, items []Ceiling) (Version, []Ceiling) {
	items = slices.Clone(items)
	amended, all, ok := b.Version(v.Amends)
	if v.Amends == "" || !ok {
		return v, items
	}
	for _, c := range all {
		if !slices.ContainsFunc(items, func(i Ceiling) bool { return i.Content == c.Content }) {
			c.Version, c.From, c.To = v.ID, v.From, v.To
			items = append(items, c)
		}
	}
	v.Amends, v.Note = "", ""
	v.Partial = v.Partial || amended.Partial
	v.UpliftUnknown = v.UpliftUnknown || (v.Uplift == 0 && amended.UpliftUnknown)
	if v.Uplift == 0 {
		v.Uplift, v.UpliftCitation, v.UpliftEvidence = amended.Uplift, amended.UpliftCitation, amended.UpliftEvidence
	}
	v.Rules = append(slices.Clone(amended.Rules), v.Rules...)
	return v, items
}

// Changed returns the version that would hold on day for a province, or for the
// nation, with one change made to every item that change accepts. It is the
// question "what if": the version is a draft without a name of its own.
func (b *Book) Changed(province string, day calendar.Date, change func(*Ceiling)) (Version, []Ceiling, bool) {
	for _, v := range b.versions {
		if v.Province != province || v.Amends != "" || !day.Within(v.From, v.To) {
			continue
		}
		_, items, _ := b.Version(v.ID)
		for i := range items {
			change(&items[i])
			items[i].Version = "thu_" + v.ID
		}
		v.ID = "thu_" + v.ID
		return v, items, true
	}
	return Version{}, nil, false
}
