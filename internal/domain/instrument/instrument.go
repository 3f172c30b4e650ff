// Package instrument is the register of instruments (sổ văn bản): which laws,
// decrees, circulars, decisions and resolutions the programme rests on, from
// when until when each holds, what amends or replaces it, and what a paper may
// cite on a given day.
//
// Gói này thuần túy: có sổ và ngày thì ra tình trạng kèm lý do. It is pure: no
// clock, no database. The instruments of the whole country are data/*.yaml,
// embedded and checked whole when first used; those that an office adds come
// from package register and are joined to them with Register.With.
//
// # The data files
//
// Each file holds one list, instruments. Of each instrument:
//
//	number            số, ký hiệu; without one, name is what people call it
//	name              how papers call a law or a standard, when not by its kind
//	kind, issuer      loại, nơi ban hành
//	title             the rest of the name, in our words
//	year              when neither number nor signed tells it
//	signed            ngày ký; signed_unverified when no text was seen
//	from, until       first and last day in force; …_unverified likewise
//	in_force_by       a day on which it was seen to be in force, when the
//	                  first day is not known
//	doubtful_from     from this day on nobody has confirmed that it still holds
//	until_unverified  without until: nobody has confirmed that it still holds
//	amends, replaces  {of: id}, with part: true when it replaces only a part,
//	                  unverified: true when that is a guess
//	link              where to read it
//	says              what it lays down or changes, whole sentences
//	evidence, note    as for the norms
//
// The id of an instrument is its number written plainly, 45-2012-nd-cp, with
// the year added where the number has none.
package instrument

import (
	"strings"

	"example.vn/khuyencong/internal/domain/norm"
	"example.vn/khuyencong/internal/platform/calendar"
)

// An ID names one instrument in the register and in addresses of pages.
type ID string

// A Relation (quan hệ) says that an instrument amends or replaces another.
type Relation struct {
	Of   ID
	Part bool // replaces only a part, so the other stays in force
	// Unverified says that the relation was not seen in any text. It raises
	// doubt and ends nothing.
	Unverified bool
}

// An Instrument (văn bản) is one law, decree, circular, decision, resolution
// or standard. A zero day is not known or, for Until, not set.
type Instrument struct {
	ID     ID
	Kind   Kind
	Number string // "" when nobody has told it
	Name   string // what people call it, "Luật Thương mại 2005"; "" to go by kind and number
	Issuer string
	Title  string
	Topic  Topic
	// Year is that of the number, or of signing where the number has none.
	Year             int
	Signed           calendar.Date
	SignedUnverified bool
	From             calendar.Date
	FromUnverified   bool
	// InForceBy is a day on which it was seen in force, for one whose From is
	// not known.
	InForceBy       calendar.Date
	Until           calendar.Date
	UntilUnverified bool
	// DoubtfulFrom is the day from which nobody has confirmed that it still
	// holds as it did.
	DoubtfulFrom calendar.Date
	Amends       []Relation
	Replaces     []Relation
	Link         string
	Says         []string
	Evidence     norm.Evidence
	Note         string
	// Own marks an instrument that an office added to the national register.
	Own bool
}

// Cite returns what papers call i: "Nghị định số 45/2012/NĐ-CP".
func (i Instrument) Cite() string {
	switch {
	case i.Number == "" || i.Name != "" && i.Kind == Standard:
		return i.Name
	case i.Kind == Standard:
		return i.Number
	case i.Name != "":
		return i.Name + " (số " + i.Number + ")"
	}
	return i.Kind.Label() + " số " + i.Number
}

// Basis returns i as a line of a paper's "Căn cứ": with the day of signing,
// the issuer and the title.
func (i Instrument) Basis() string {
	var b strings.Builder
	b.WriteString(i.Cite())
	if !i.Signed.IsZero() {
		b.WriteString(" ngày " + i.Signed.VN())
	}
	if i.Issuer != "" && i.Kind != Law && i.Kind != Standard {
		b.WriteString(" của " + i.Issuer)
	}
	if i.Title != "" {
		b.WriteString(" " + i.Title)
	}
	return b.String()
}

// earliest is the first day on which i can have been in force.
func (i Instrument) earliest() calendar.Date {
	if !i.From.IsZero() {
		return i.From
	}
	if !i.Signed.IsZero() {
		return i.Signed
	}
	if i.Year != 0 {
		return calendar.FirstDay(i.Year)
	}
	return calendar.Date{}
}

// issued is the first day on which i can have been signed.
func (i Instrument) issued() calendar.Date {
	if i.Signed.IsZero() && i.Year != 0 {
		return calendar.FirstDay(i.Year)
	}
	return i.Signed
}
