package norm

import (
	"slices"

	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/money"
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

// WithCap returns the book as it would be if an item had another cap from day
// on, in the nation's norms and in the province's own; ok is false when neither
// has such an item on that day. It is the question "what if".
func (b *Book) WithCap(province string, item Content, limit money.VND, day calendar.Date) (book *Book, ok bool, err error) {
	book = b
	for _, v := range b.inForceFor(province, day) {
		_, items, _ := b.Version(v.ID)
		i := slices.IndexFunc(items, func(c Ceiling) bool { return c.Content == item && c.Of == "" })
		if i < 0 {
			continue
		}
		items[i].Cap = limit
		v.ID = "thu_" + v.ID
		for k := range items {
			items[k].Version = v.ID
		}
		if book, err = book.Trying(v, items, day); err != nil {
			return nil, true, err
		}
		ok = true
	}
	return book, ok, nil
}

// inForceFor lists the whole versions that hold on day: the nation's first,
// because a province's may not be above them, then the province's own.
func (b *Book) inForceFor(province string, day calendar.Date) []Version {
	all := b.VersionsOf("")
	if province != "" {
		all = append(all, b.VersionsOf(province)...)
	}
	return slices.DeleteFunc(all, func(v Version) bool { return v.Amends != "" || !day.Within(v.From, v.To) })
}
