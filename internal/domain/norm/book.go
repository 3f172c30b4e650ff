package norm

import (
	"fmt"
	"slices"

	"example.vn/khuyencong/internal/platform/calendar"
)

// A Book (sổ mức chi) holds every version of the norms, the nation's and those
// of provinces. It never changes once made, and is safe for concurrent use.
type Book struct {
	versions []Version
	ceilings []Ceiling
	items    map[Content][]Content
	byItem   map[Content][]int // of ceilings
	editions map[string]*edition
	places   map[Content][]*place // what may limit a content, in the order of the text
}

// An edition is a version with those that amend it.
type edition struct {
	*Version
	amendments []*Version
}

// A place is where a ceiling stands, with what need not be worked out again for
// every dossier.
type place struct {
	c        *Ceiling
	of       *edition
	from, to calendar.Date
	demands  []demand
	refers   []string // one warning: what applies where the text sets no ceiling
	unseen   []string // one warning: that the text was not seen
}

// NewBook returns a book of what it is given, or an error that names the
// version or item that is wrong. Items maps a catalogue content to the norm
// items that limit it, for contents whose code is not itself such an item.
func NewBook(versions []Version, ceilings []Ceiling, items map[Content][]Content) (*Book, error) {
	b := &Book{
		versions: slices.Clone(versions), ceilings: slices.Clone(ceilings), items: map[Content][]Content{},
		byItem: map[Content][]int{}, editions: map[string]*edition{},
	}
	for content, norms := range items {
		b.items[content] = slices.Clone(norms)
	}
	slices.SortStableFunc(b.versions, func(x, y Version) int { return x.From.Compare(y.From) })
	if err := b.checkVersions(); err != nil {
		return nil, err
	}
	b.edit()
	for i, c := range b.ceilings {
		if err := b.checkCeiling(c); err != nil {
			return nil, &Wrong{Version: c.Version, Content: c.Content, Err: err}
		}
		b.byItem[c.Content] = append(b.byItem[c.Content], i)
	}
	for i, c := range b.ceilings {
		if err := b.checkBeside(i, c); err != nil {
			return nil, &Wrong{Version: c.Version, Content: c.Content, Err: err}
		}
	}
	for content, norms := range b.items {
		for _, item := range norms {
			if len(b.byItem[item]) == 0 {
				return nil, fmt.Errorf("nội dung “%s”: không có mục mức chi “%s”", content, item)
			}
		}
	}
	for _, v := range b.versions {
		if err := b.checkOnly(v); err != nil {
			return nil, &Wrong{Version: v.ID, Err: err}
		}
	}
	b.place()
	return b, nil
}

// edit puts the amendments with what they amend.
func (b *Book) edit() {
	for i := range b.versions {
		b.editions[b.versions[i].ID] = &edition{Version: &b.versions[i]}
	}
	for i := range b.versions {
		if amended := b.editions[b.versions[i].Amends]; amended != nil {
			amended.amendments = append(amended.amendments, &b.versions[i])
		}
	}
}

// place finds for every content what may limit it.
func (b *Book) place() {
	all := make([]*place, len(b.ceilings))
	for i := range b.ceilings {
		c := &b.ceilings[i]
		all[i] = &place{c: c, of: b.editions[c.Version], from: c.From, to: c.To}
		refers := "Văn bản không đặt mức trần; áp dụng " + c.Refers
		if !c.Verified {
			refers += " (" + c.Evidence.Label() + ")"
		}
		all[i].refers = []string{refers}
		all[i].unseen = []string{"Mức này " + c.Evidence.Label() + ", nên chỉ cảnh báo, không chặn"}
	}
	b.places = make(map[Content][]*place, len(b.byItem)+len(b.items))
	for item := range b.byItem {
		b.places[item] = b.placesOf(item, all, []Content{item})
	}
	for content, items := range b.items {
		b.places[content] = b.placesOf(content, all, items)
	}
}

func (b *Book) placesOf(content Content, all []*place, items []Content) []*place {
	var at []int
	for _, item := range items {
		at = append(at, b.byItem[item]...)
	}
	slices.Sort(at)
	demands := b.demandsOn(content)
	found := make([]*place, len(at))
	for k, i := range at {
		p := *all[i]
		p.demands = demands
		found[k] = &p
	}
	return found
}

// demandsOn lists what the general conditions of all days ask of a content.
func (b *Book) demandsOn(content Content) []demand {
	var all []demand
	for i := range b.versions {
		v := &b.versions[i]
		d := demand{of: v}
		for k := range v.Rules {
			if v.Topic != "" && about(v.Rules[k].Only, content) {
				d.rules = append(d.rules, &v.Rules[k])
			}
		}
		for k := range v.Often {
			if v.Topic != "" && about(v.Often[k].Only, content) {
				d.often = append(d.often, &v.Often[k])
			}
		}
		if len(d.rules)+len(d.often) > 0 {
			all = append(all, d)
		}
	}
	return all
}

// General returns the versions of general conditions that hold on day in a
// province, those of the nation included.
func (b *Book) General(province string, day calendar.Date) []Version {
	var all []Version
	for _, v := range b.versions {
		if v.Topic != "" && day.Within(v.From, v.To) && (v.Province == "" || v.Province == province) {
			all = append(all, v)
		}
	}
	return all
}

// Wrong names the version and, unless it is empty, the item that a book cannot hold.
type Wrong struct {
	Version string
	Content Content
	Err     error
}

func (w *Wrong) Error() string {
	if w.Content == "" {
		return fmt.Sprintf("văn bản “%s”: %v", w.Version, w.Err)
	}
	return fmt.Sprintf("mục “%s” của văn bản “%s”: %v", w.Content, w.Version, w.Err)
}

// Unwrap returns what is wrong.
func (w *Wrong) Unwrap() error { return w.Err }

// With returns a book that also holds the given versions, such as those of a
// province or one that is still a draft.
func (b *Book) With(versions []Version, ceilings []Ceiling) (*Book, error) {
	return NewBook(append(slices.Clone(b.versions), versions...), append(slices.Clone(b.ceilings), ceilings...), b.items)
}

// Instead returns the book as it would be if the version v, with its ceilings,
// held from its first day: whatever of the same province and area would still
// hold then ends the day before, and what would only begin later is left out.
func (b *Book) Instead(v Version, ceilings []Ceiling) (*Book, error) {
	var versions []Version
	ends := map[string]bool{}
	for _, old := range b.versions {
		if old.Topic == v.Topic && old.Province == v.Province && Meet(old.Area, v.Area) && overlap(old.From, old.To, v.From, v.To) {
			if !old.From.Before(v.From) {
				continue
			}
			ends[old.ID], old.To = true, v.From.AddDays(-1)
		}
		versions = append(versions, old)
	}
	kept := slices.Clone(ceilings)
	for _, c := range b.ceilings {
		if ends[c.Version] && (c.To.IsZero() || !c.To.Before(v.From)) {
			c.To = v.From.AddDays(-1)
		}
		if slices.ContainsFunc(versions, func(v Version) bool { return v.ID == c.Version }) {
			kept = append(kept, c)
		}
	}
	return NewBook(append(versions, v), kept, b.items)
}

// Versions returns every version of the nation, oldest first.
func (b *Book) Versions() []Version { return b.VersionsOf("") }

// VersionsOf returns every version that sets ceilings of a province, or of the
// nation for "", oldest first.
func (b *Book) VersionsOf(province string) []Version {
	var all []Version
	for _, v := range b.versions {
		if v.Province == province && v.Topic == "" {
			all = append(all, v)
		}
	}
	return all
}

// Version returns the version of an id with its ceilings.
func (b *Book) Version(id string) (v Version, ceilings []Ceiling, ok bool) {
	i := slices.IndexFunc(b.versions, func(v Version) bool { return v.ID == id })
	if i < 0 {
		return v, nil, false
	}
	for _, c := range b.ceilings {
		if c.Version == id {
			ceilings = append(ceilings, c)
		}
	}
	return b.versions[i], ceilings, true
}

// VersionOn returns the nation's version whose ceilings hold on day;
// amendments are not versions in this sense.
func (b *Book) VersionOn(day calendar.Date) (Version, bool) {
	for _, v := range b.versions {
		if v.Province == "" && v.Amends == "" && v.Topic == "" && !day.IsZero() && day.Within(v.From, v.To) {
			return v, true
		}
	}
	return Version{}, false
}

// InForce returns every ceiling of the nation that holds on day, in the order
// of the text.
func (b *Book) InForce(day calendar.Date) []Ceiling {
	var in []Ceiling
	for _, c := range b.ceilings {
		if !day.IsZero() && day.Within(c.From, c.To) && b.editions[c.Version].Province == "" {
			in = append(in, c)
		}
	}
	return in
}

// Find returns the nation's ceilings that may limit content on day: those of
// content's own code if there are any in the book, otherwise those of its norm
// items. More than one means that the norm depends on the level of the event.
func (b *Book) Find(content Content, day calendar.Date) []Ceiling {
	var found []Ceiling
	for _, p := range b.find(nil, content, day, (*Version).national) {
		found = append(found, *p.c)
	}
	return found
}

// find adds the places of the ceilings that may limit content on day, of the
// versions that suit, to found.
func (b *Book) find(found []*place, content Content, day calendar.Date, suits func(*Version) bool) []*place {
	if day.IsZero() {
		return found
	}
	for _, p := range b.places[content] {
		if day.Within(p.from, p.to) && suits(p.of.Version) {
			found = append(found, p)
		}
	}
	return found
}

// national reports whether v is the nation's.
func (v *Version) national() bool { return v.Province == "" }

// instrumentOn returns the name of e as cited on day, with its amendment.
func (e *edition) instrumentOn(day calendar.Date) string {
	name := e.Instrument
	for _, a := range e.amendments {
		if day.Within(a.From, a.To) {
			name = a.Note
		}
	}
	return name
}
