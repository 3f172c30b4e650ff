package normbook

import (
	"fmt"

	"example.vn/khuyencong/internal/domain/norm"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/money"
)

// normsFile is norms.yaml.
type normsFile struct {
	Sources  map[string]string       `yaml:"sources"`
	Names    map[norm.Content]string `yaml:"names"`
	Versions []versionEntry          `yaml:"versions"`
}

type versionEntry struct {
	ID             string        `yaml:"id"`
	Instrument     string        `yaml:"instrument"`
	From           calendar.Date `yaml:"from"`
	FromUnverified bool          `yaml:"from_unverified"`
	To             calendar.Date `yaml:"to"`
	Amends         string        `yaml:"amends"`
	Note           string        `yaml:"note"`
	Partial        bool          `yaml:"partial"`
	Uplift         struct {
		Ratio    money.Ratio   `yaml:"ratio_bp"`
		Cite     string        `yaml:"cite"`
		Evidence norm.Evidence `yaml:"evidence"`
	} `yaml:"uplift"`
	UpliftUnknown bool        `yaml:"uplift_unknown"`
	Items         []itemEntry `yaml:"items"`
}

type itemEntry struct {
	Code       norm.Content  `yaml:"code"`
	Ratio      *money.Ratio  `yaml:"ratio_bp"`
	Cap        *money.VND    `yaml:"cap"`
	Unit       string        `yaml:"unit"`
	Base       string        `yaml:"base"`
	Refers     string        `yaml:"refers"`
	Conditions []string      `yaml:"conditions"`
	Cite       string        `yaml:"cite"`
	Source     string        `yaml:"source"`
	Evidence   norm.Evidence `yaml:"evidence"`
}

// book returns the checked book that the file describes.
func (f normsFile) book(items map[norm.Content][]norm.Content) (*norm.Book, error) {
	var versions []norm.Version
	var ceilings []norm.Ceiling
	for _, v := range f.Versions {
		versions = append(versions, norm.Version{
			ID: v.ID, Instrument: v.Instrument, From: v.From, To: v.To, FromUnverified: v.FromUnverified,
			Amends: v.Amends, Note: v.Note, Partial: v.Partial, UpliftUnknown: v.UpliftUnknown,
			Uplift: v.Uplift.Ratio, UpliftCitation: v.Uplift.Cite, UpliftEvidence: v.Uplift.Evidence,
		})
		for _, item := range v.Items {
			c, err := f.ceiling(v, item)
			if err != nil {
				return nil, fmt.Errorf("item %q of version %q: %w", item.Code, v.ID, err)
			}
			ceilings = append(ceilings, c)
		}
	}
	book, err := norm.NewBook(versions, ceilings, items)
	if err != nil {
		return nil, fmt.Errorf("make the book: %w", err)
	}
	return book, nil
}

// ceiling returns what item of v says.
func (f normsFile) ceiling(v versionEntry, item itemEntry) (norm.Ceiling, error) {
	c := norm.Ceiling{
		Content: item.Code, Name: f.Names[item.Code], Version: v.ID, From: v.From, To: v.To,
		Base: item.Base, Unit: item.Unit, Refers: item.Refers, Conditions: item.Conditions,
		Citation: item.Cite, Evidence: item.Evidence, Verified: item.Evidence.Verified(),
	}
	if item.Ratio != nil {
		c.Ratio, c.HasRatio = *item.Ratio, true
	}
	if item.Cap != nil {
		if *item.Cap <= 0 {
			return c, fmt.Errorf("a cap is above zero, not %s", *item.Cap)
		}
		c.Cap = *item.Cap
	}
	source, ok := f.Sources[item.Source]
	switch {
	case item.Source != "" && !ok:
		return c, fmt.Errorf("no source %q", item.Source)
	case item.Source == "" && item.Evidence != norm.Unverified:
		return c, fmt.Errorf("evidence %s needs a source", item.Evidence)
	case c.Name == "":
		return c, fmt.Errorf("it has no name")
	}
	c.Source = source
	return c, nil
}
