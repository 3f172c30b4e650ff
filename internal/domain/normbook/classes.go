package normbook

import (
	"cmp"
	"fmt"
	"slices"

	"example.vn/khuyencong/internal/domain/norm"
	"example.vn/khuyencong/internal/platform/calendar"
)

// classesFile is classes.yaml.
type classesFile struct {
	Industries   []industryEntry  `yaml:"industries"`
	IndustryCite string           `yaml:"industry_cite"`
	Territories  []classEntry     `yaml:"territories"`
	Priorities   []classEntry     `yaml:"priorities"`
	Owners       []classEntry     `yaml:"owners"`
	Criteria     []criterionEntry `yaml:"criteria"`
	BesideScore  int              `yaml:"beside_score"`
	OfContents   []criterionEntry `yaml:"content_criteria"`
}

type industryEntry struct {
	Code   string `yaml:"code"`
	Clause string `yaml:"clause"`
	Name   string `yaml:"name"`
	Note   string `yaml:"note"`
}

type classEntry struct {
	Code string        `yaml:"code"`
	Rank int           `yaml:"rank"`
	Name string        `yaml:"name"`
	Cite string        `yaml:"cite"`
	Note string        `yaml:"note"`
	From calendar.Date `yaml:"from"`
}

type criterionEntry struct {
	Code     string `yaml:"code"`
	Name     string `yaml:"name"`
	MaxScore int    `yaml:"max_score"`
	Beside   int    `yaml:"beside"` // the score beside criteria of a content
	Cite     string `yaml:"cite"`

	Contents []norm.Content `yaml:"contents"`
}

// An Industry (ngành, nghề) is one that the industrial promotion policy covers.
//
// Law: NĐ 45/2012/NĐ-CP Điều 5 khoản 1, as issued; NĐ 235/2025/NĐ-CP widens the
// list from 2025-10-15, text not seen.
type Industry struct {
	Code     string
	Name     string // Vietnamese
	Clause   string // the point of the clause: "a" to "g"
	Note     string
	Citation string
}

// Industries returns the industries in the order of the law. They were read in
// the decree as issued; the list after 2025-10-15 is not verified.
func Industries() []Industry {
	f := must().classes
	list := make([]Industry, len(f.Industries))
	for i, e := range f.Industries {
		list[i] = Industry{
			Code: e.Code, Name: e.Name, Clause: e.Clause, Note: e.Note,
			Citation: f.IndustryCite + " điểm " + e.Clause,
		}
	}
	return list
}

// A Class (diện ưu tiên) is a ground for priority: of territory, industry or
// owner.
type Class struct {
	Code     string
	Name     string // Vietnamese
	Rank     int    // 1 is considered first; equal ranks are not ordered by law; 0 for owners
	Note     string
	Citation string
	Verified bool // read in the text; after 2025-10-15 that text has been amended
}

// TerritoryClasses returns the priority territories (địa bàn ưu tiên) in the
// order in which a plan considers them. Territory comes before industry.
//
// Law: TT 46/2012/TT-BCT Điều 6 khoản 1, khoản 3 điểm a.
func TerritoryClasses() []Class { return classes(must().classes.Territories, true) }

// PriorityIndustries returns the priority industry groups (ngành nghề ưu tiên),
// those of điểm b first, then those of điểm a. Cleaner production stands
// outside the order.
//
// Law: NĐ 45/2012/NĐ-CP Điều 6 khoản 2; TT 46/2012/TT-BCT Điều 6 khoản 2, khoản 3 điểm a, b.
func PriorityIndustries() []Class { return classes(must().classes.Priorities, true) }

// OwnerAttributes returns what an owner's person may add to priority on day.
// All are unverified: only news reports of NĐ 235/2025/NĐ-CP were seen.
func OwnerAttributes(day calendar.Date) []Class {
	in := slices.DeleteFunc(slices.Clone(must().classes.Owners), func(e classEntry) bool { return day.Before(e.From) })
	return classes(in, false)
}

// A Criterion (tiêu chí thẩm định) is one thing an appraiser judges.
type Criterion struct {
	Code string
	Name string // Vietnamese
	// MaxScore is this program's default: the national texts score nothing.
	MaxScore int
	Citation string // for the name, never for the score
	Verified bool   // the criterion was read in the text in force that day
}

// Criteria returns what an appraisal of a scheme with these contents on day
// looks at: the five of every scheme, and the conditions that law sets for its
// contents where it sets any; none for contents that the catalogue does not
// have. The scores are equal because no text weighs them, and add up to 100; a
// province may set its own.
//
// Law: TT 36/2013/TT-BCT Điều 9 (from 2014-02-10; TT 17/2018/TT-BCT adds general
// selection criteria that were not seen); TT 46/2012/TT-BCT Điều 4.
func Criteria(contents []norm.Content, day calendar.Date) []Criterion {
	l := must()
	if !slices.ContainsFunc(contents, l.contents.has) {
		return nil
	}
	special := l.classes.special(contents)
	var list []Criterion
	for _, e := range l.classes.Criteria {
		if len(special) > 0 {
			e.MaxScore = e.Beside
		}
		list = append(list, e.criterion(day.Within(criteriaFrom, criteriaUntil)))
	}
	for i, e := range special {
		// What does not divide goes to the first ones.
		e.MaxScore = (l.classes.BesideScore + len(special) - 1 - i) / len(special)
		list = append(list, e.criterion(!day.Before(l.contents.VerifiedFrom) && day.Before(l.contents.Renumbered)))
	}
	return list
}

// The days on which the articles that the common criteria cite were in force as
// they were read.
//
// Law: TT 36/2013/TT-BCT Điều 9; amended by TT 17/2018/TT-BCT.
var criteriaFrom, criteriaUntil = calendar.Must("2014-02-10"), calendar.Must("2018-07-09")

// special lists the criteria that belong to some of the contents.
func (f classesFile) special(contents []norm.Content) []criterionEntry {
	var list []criterionEntry
	for _, e := range f.OfContents {
		if slices.ContainsFunc(e.Contents, func(c norm.Content) bool { return slices.Contains(contents, c) }) {
			list = append(list, e)
		}
	}
	return list
}

func (e criterionEntry) criterion(verified bool) Criterion {
	return Criterion{Code: e.Code, Name: e.Name, MaxScore: e.MaxScore, Citation: e.Cite, Verified: verified}
}

// classes returns entries as they are shown.
func classes(entries []classEntry, verified bool) []Class {
	list := make([]Class, len(entries))
	for i, e := range entries {
		list[i] = Class{Code: e.Code, Name: e.Name, Rank: e.Rank, Note: e.Note, Citation: e.Cite, Verified: verified}
	}
	return list
}

// check reports the first entry that is wrong; renumbered is the first day of
// the decree that brought owner attributes.
func (f classesFile) check(renumbered calendar.Date) error {
	if len(f.Industries) == 0 || f.IndustryCite == "" || len(f.Criteria) == 0 {
		return fmt.Errorf("industries, their citation and criteria are needed")
	}
	seen := map[string]bool{}
	for _, e := range f.Industries {
		if e.Code == "" || e.Name == "" || e.Clause == "" || seen[e.Code] {
			return fmt.Errorf("industry %q: code (once), name and clause are needed", e.Code)
		}
		seen[e.Code] = true
	}
	for _, e := range slices.Concat(f.Territories, f.Priorities, f.Owners) {
		if e.Code == "" || e.Name == "" || e.Cite == "" || seen[e.Code] {
			return fmt.Errorf("class %q: code (once), name and citation are needed", e.Code)
		}
		seen[e.Code] = true
	}
	byRank := func(x, y classEntry) int { return cmp.Compare(x.Rank, y.Rank) }
	if !slices.IsSortedFunc(f.Territories, byRank) || !slices.IsSortedFunc(f.Priorities, byRank) {
		return fmt.Errorf("territories and priorities stand in the order of their rank")
	}
	for _, e := range f.Owners {
		if e.From.Before(renumbered) {
			return fmt.Errorf("owner attribute %s: none is known before %s", e.Code, renumbered)
		}
	}
	return f.checkCriteria(seen)
}

// checkCriteria reports the first criterion that is wrong; seen are the codes
// used before. Alone or beside those of a content, all must be worth 100.
func (f classesFile) checkCriteria(seen map[string]bool) error {
	alone, beside := 0, 0
	for _, e := range f.Criteria {
		alone, beside = alone+e.MaxScore, beside+e.Beside
		if e.Code == "" || e.Name == "" || e.Cite == "" || e.MaxScore < 1 || e.MaxScore > 100 || seen[e.Code] {
			return fmt.Errorf("criterion %q: code (once), name, citation and a score of 1 to 100 are needed", e.Code)
		}
		seen[e.Code] = true
	}
	for _, e := range f.OfContents {
		if e.Code == "" || e.Name == "" || e.Cite == "" || len(e.Contents) == 0 || seen[e.Code] {
			return fmt.Errorf("criterion %q: code (once), name, citation and contents are needed", e.Code)
		}
		seen[e.Code] = true
	}
	if alone != 100 || len(f.OfContents) > 0 && (beside+f.BesideScore != 100 || f.BesideScore < len(f.OfContents)) {
		return fmt.Errorf("criteria are worth %d alone and %d beside those of contents, want 100", alone, beside+f.BesideScore)
	}
	return nil
}

// checkContents reports the first criterion of a content that is not in the
// catalogue.
func (f classesFile) checkContents(contents contentsFile) error {
	for _, e := range f.OfContents {
		if i := slices.IndexFunc(e.Contents, func(c norm.Content) bool { return !contents.has(c) }); i >= 0 {
			return fmt.Errorf("criterion %s: no content %q", e.Code, e.Contents[i])
		}
	}
	return nil
}
