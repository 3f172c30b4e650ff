package norm

import (
	"fmt"
	"slices"
	"strings"

	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/money"
)

// A Book (sổ mức chi) holds every version of the norms. It never changes once
// made, and is safe for concurrent use.
type Book struct {
	versions []Version
	ceilings []Ceiling
	items    map[Content][]Content
}

// NewBook returns a book of what it is given, or an error that names the
// version or item that is wrong. Items maps a catalogue content to the norm
// items that limit it, for contents whose code is not itself such an item.
func NewBook(versions []Version, ceilings []Ceiling, items map[Content][]Content) (*Book, error) {
	b := &Book{versions: slices.Clone(versions), ceilings: slices.Clone(ceilings), items: map[Content][]Content{}}
	for content, norms := range items {
		b.items[content] = slices.Clone(norms)
	}
	slices.SortStableFunc(b.versions, func(x, y Version) int { return x.From.Compare(y.From) })
	if err := b.checkVersions(); err != nil {
		return nil, err
	}
	known := map[Content]bool{}
	for i, c := range b.ceilings {
		if err := b.checkCeiling(c); err != nil {
			return nil, fmt.Errorf("norm %s in version %s: %w", c.Content, c.Version, err)
		}
		for _, other := range b.ceilings[:i] {
			if other.Content == c.Content && overlap(other.From, other.To, c.From, c.To) {
				return nil, fmt.Errorf("norm %s in version %s: overlaps the one in %s", c.Content, c.Version, other.Version)
			}
		}
		known[c.Content] = true
	}
	for content, norms := range b.items {
		for _, item := range norms {
			if !known[item] {
				return nil, fmt.Errorf("content %s: no norm item %q", content, item)
			}
		}
	}
	return b, nil
}

// Versions returns every version, oldest first.
func (b *Book) Versions() []Version { return slices.Clone(b.versions) }

// VersionOn returns the version whose ceilings hold on day; amendments are not
// versions in this sense.
func (b *Book) VersionOn(day calendar.Date) (Version, bool) {
	for _, v := range b.versions {
		if v.Amends == "" && !day.IsZero() && day.Within(v.From, v.To) {
			return v, true
		}
	}
	return Version{}, false
}

// InForce returns every ceiling that holds on day, in the order of the text.
func (b *Book) InForce(day calendar.Date) []Ceiling {
	var in []Ceiling
	for _, c := range b.ceilings {
		if !day.IsZero() && day.Within(c.From, c.To) {
			in = append(in, c)
		}
	}
	return in
}

// Find returns the ceilings that may limit content on day: those of content's
// own code if there are any in the book, otherwise those of its norm items.
// More than one means that the norm depends on the level of the event.
func (b *Book) Find(content Content, day calendar.Date) []Ceiling {
	items, mapped := b.items[content]
	if !mapped {
		items = []Content{content}
	}
	var found []Ceiling
	for _, c := range b.InForce(day) {
		if slices.Contains(items, c.Content) {
			found = append(found, c)
		}
	}
	return found
}

// instrumentOn returns the name of v as cited on day, with its amendment.
func (b *Book) instrumentOn(v Version, day calendar.Date) string {
	name := v.Instrument
	for _, a := range b.versions {
		if a.Amends == v.ID && day.Within(a.From, a.To) {
			name = a.Note
		}
	}
	return name
}

// checkVersions reports the first version that is wrong.
func (b *Book) checkVersions() error {
	for i, v := range b.versions {
		switch {
		case v.ID == "" || v.Instrument == "":
			return fmt.Errorf("version %q: id and instrument are needed", v.ID)
		case !v.To.IsZero() && v.To.Before(v.From):
			return fmt.Errorf("version %s: ends before it begins", v.ID)
		case v.Uplift != 0 && (v.Uplift < money.Whole || v.Uplift > 10*money.Whole || v.UpliftCitation == "" || !v.UpliftEvidence.Verified()):
			return fmt.Errorf("version %s: an uplift is at least 100%%, at most 1000%%, cited and verified", v.ID)
		case v.Amends != "" && (v.Note == "" || !slices.ContainsFunc(b.versions, func(o Version) bool { return o.ID == v.Amends && o.Amends == "" })):
			return fmt.Errorf("version %s: an amendment has a note and amends a version of the book, not %q", v.ID, v.Amends)
		}
		for _, other := range b.versions[:i] {
			if other.ID == v.ID {
				return fmt.Errorf("version %s: is there twice", v.ID)
			}
			if other.Amends == "" && v.Amends == "" && overlap(other.From, other.To, v.From, v.To) {
				return fmt.Errorf("version %s: overlaps %s", v.ID, other.ID)
			}
		}
	}
	return nil
}

// checkCeiling reports what is wrong with c.
func (b *Book) checkCeiling(c Ceiling) error {
	i := slices.IndexFunc(b.versions, func(v Version) bool { return v.ID == c.Version })
	if i < 0 {
		return fmt.Errorf("no such version")
	}
	v := b.versions[i]
	switch {
	case c.Content == "" || c.Name == "" || strings.TrimSpace(c.Citation) == "" || c.Unit == "":
		return fmt.Errorf("content, name, citation and unit are needed")
	case v.Amends != "":
		return fmt.Errorf("an amendment holds no ceilings of its own")
	case c.HasRatio && (c.Ratio <= 0 || c.Ratio > money.Whole):
		return fmt.Errorf("a ratio is above 0%% and at most 100%%, not %s", c.Ratio)
	case !c.HasRatio && c.Ratio != 0:
		return fmt.Errorf("a ratio is given but not marked")
	case c.Cap < 0 || c.Cap > money.Max:
		return fmt.Errorf("cap %s is out of range", c.Cap)
	case !c.HasRatio && c.Cap == 0 && c.Refers == "":
		return fmt.Errorf("without a ratio or a cap it must say what applies")
	case !slices.Contains([]Evidence{Primary, Quoted, Corroborated, Unverified}, c.Evidence):
		return fmt.Errorf("unknown evidence %q", c.Evidence)
	case c.Verified != c.Evidence.Verified():
		return fmt.Errorf("verified is %v but the evidence is %s", c.Verified, c.Evidence)
	case c.From.Before(v.From) || (!v.To.IsZero() && (c.To.IsZero() || c.To.After(v.To))):
		return fmt.Errorf("holds outside the days of its version")
	case !c.To.IsZero() && c.To.Before(c.From):
		return fmt.Errorf("ends before it begins")
	}
	return nil
}

// overlap reports whether two spans of days share one; zero days are open.
func overlap(from1, to1, from2, to2 calendar.Date) bool {
	return (to1.IsZero() || !from2.After(to1)) && (to2.IsZero() || !from1.After(to2))
}
