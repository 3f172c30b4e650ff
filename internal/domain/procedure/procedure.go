// Package procedure is the procedure (trình tự, thủ tục) of the programme as
// dated data: the moves of a scheme's life and who decides each, who decides
// which change, advances (tạm ứng), papers (giấy tờ) by content and step, and
// the deadlines (thời hạn) of a year.
//
// Gói này giữ thủ tục dưới dạng dữ liệu có phạm vi, ngày hiệu lực, căn cứ và
// mức kiểm chứng. A Set is one version for the nation or for one province; a
// Book answers what holds for a fund in a province on a day: what the province
// set itself comes first, and where it is silent the national rules hold. A
// province sets rules for its own fund alone.
//
// The package is pure: no database, no clock. What is returned belongs to the
// caller, and a Book never changes, so everything here is safe for concurrent
// use.
//
// Law: TT 36/2013/TT-BCT (national fund); TT 46/2012/TT-BCT Điều 8 khoản 3 điểm b (a
// province sets the procedure of its own fund).
package procedure

import (
	"cmp"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"sync"

	"example.vn/khuyencong/internal/domain/norm"
	"example.vn/khuyencong/internal/platform/calendar"
)

//go:embed data/*.yaml data/cases/*.yaml
var embedded embed.FS

// A Basis (căn cứ) is what a rule rests on.
type Basis struct {
	Citation string
	// Evidence says how the text was seen. A rule that is only carried over from
	// a text that was replaced is Unverified.
	Evidence norm.Evidence
	Verified bool
	Set      string // id of the set that states the rule
	// Default says that a national rule stands in for a province that may set its
	// own and is silent; the Citation then lets it.
	Default bool
}

// Source is the citation, with a mark when it is not verified.
func (b Basis) Source() string {
	if b.Verified || b.Citation == "" {
		return b.Citation
	}
	return b.Citation + "; chưa kiểm chứng"
}

// An Area (địa bàn áp dụng) is where a rule is asked about: a province, and
// within it the area of a province that was merged into it, if that matters.
type Area struct {
	Province string // code of the province
	Former   string // code of the province before 2025-07-01 that held the place, or ""
}

// A Set (bộ thủ tục) is one version of the procedure: of the nation when its
// Area is empty, otherwise of a province. Both days are included; a zero day is
// open.
type Set struct {
	ID          string
	Area        Area
	Instrument  string
	From, Until calendar.Date
	Citation    string
	Evidence    norm.Evidence
	Note        string // Vietnamese; "" for none
	// BasedOn is the id of the set whose rules go on, unverified, where this one
	// does not restate them; "" for none.
	BasedOn string

	rules *rulesFile
	doc   document
}

// National reports whether s holds for the whole country.
func (s Set) National() bool { return s.Area == Area{} }

// On reports whether s is in force on day.
func (s Set) On(day calendar.Date) bool { return day.Within(s.From, s.Until) }

// A Book is every set that is known.
type Book struct{ sets []Set }

var load = sync.OnceValues(func() (*Book, error) { return readAll(embedded) })

// Embedded returns the book of the sets that come with the program. It panics
// when they are wrong, which a released program's never are.
func Embedded() *Book {
	b, err := load()
	if err != nil {
		panic("procedure: the embedded data are wrong: " + err.Error())
	}
	return b
}

func readAll(fsys fs.FS) (*Book, error) {
	names, err := fs.Glob(fsys, "data/*.yaml")
	if err != nil {
		return nil, fmt.Errorf("read the procedure: %w", err)
	}
	var sets []Set
	for _, name := range names {
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, fmt.Errorf("read the procedure: %w", err)
		}
		s, err := ReadSet(name[len("data/"):], data)
		if err != nil {
			return nil, err
		}
		sets = append(sets, s)
	}
	return NewBook(sets...)
}

// NewBook returns the book of sets. It refuses two sets with one id, two of one
// area in force on one day, and a set based on one that is not there, is of
// another area or based on itself.
func NewBook(sets ...Set) (*Book, error) {
	b := &Book{slices.Clone(sets)}
	slices.SortStableFunc(b.sets, func(x, y Set) int {
		return cmp.Or(cmp.Compare(x.Area.Province, y.Area.Province), cmp.Compare(x.Area.Former, y.Area.Former), x.From.Compare(y.From))
	})
	var all []error
	for i, s := range b.sets {
		for _, other := range b.sets[:i] {
			all = append(all, clash(other, s))
		}
		if s.BasedOn == "" {
			continue
		}
		base, ok := b.set(s.BasedOn)
		if !ok || base.Area != s.Area || b.circular(s) {
			all = append(all, s.doc.problem(at("based_on"), "Bộ thủ tục “%s” kế thừa “%s”, nhưng đó không phải một bộ khác của cùng phạm vi.", s.ID, s.BasedOn))
		}
	}
	if err := errors.Join(all...); err != nil {
		return nil, err
	}
	return b, nil
}

// circular reports whether what s is based on leads back to a set on the way.
func (b *Book) circular(s Set) bool {
	on := []string{s.ID}
	for s.BasedOn != "" {
		if slices.Contains(on, s.BasedOn) {
			return true
		}
		on = append(on, s.BasedOn)
		s, _ = b.set(s.BasedOn)
	}
	return false
}

// clash says why two sets cannot be in one book.
func clash(x, y Set) error {
	switch {
	case x.ID == y.ID:
		return y.doc.problem(at("id"), "Mã “%s” đã dùng cho bộ thủ tục trong tệp %s.", y.ID, x.doc.name)
	case x.Area != y.Area:
		return nil
	case (x.Until.IsZero() || !x.Until.Before(y.From)) && (y.Until.IsZero() || !y.Until.Before(x.From)):
		return y.doc.problem(at("from"), "Bộ thủ tục “%s” trùng thời gian hiệu lực với “%s” (tệp %s); hãy đặt ngày hết hiệu lực cho bộ trước.", y.ID, x.ID, x.doc.name)
	}
	return nil
}

// With returns the book of b and own.
func (b *Book) With(own ...Set) (*Book, error) {
	return NewBook(append(slices.Clone(b.sets), own...)...)
}

// Instead returns the book in which s holds from its first day: what would still
// hold in its area on that day ends the day before.
func (b *Book) Instead(s Set) (*Book, error) {
	sets := slices.Clone(b.sets)
	for i := range sets {
		if old := &sets[i]; old.Area == s.Area && old.From.Before(s.From) && old.On(s.From) {
			old.Until = s.From.AddDays(-1)
		}
	}
	return NewBook(append(sets, s)...)
}

// Sets returns every set: the national ones first, each area's in order of time.
func (b *Book) Sets() []Set { return slices.Clone(b.sets) }

func (b *Book) set(id string) (Set, bool) {
	i := slices.IndexFunc(b.sets, func(s Set) bool { return s.ID == id })
	if i < 0 {
		return Set{}, false
	}
	return b.sets[i], true
}

// Rules (quy tắc) are what holds for one fund in one area on one day.
type Rules struct {
	Fund   norm.Fund
	Day    calendar.Date
	layers []layer
}

// A layer is a set that Rules looks into; the first that speaks is right.
type layer struct {
	*Set

	carried   bool   // only because a later set is based on it
	localCite string // lets a province set its own rules
}

// For returns the rules for fund in an area on day: what the province set for
// the area that was merged into it, then what it set for all of itself, then
// the national rules. Only the local fund has rules of a province.
//
// Law: TT 46/2012/TT-BCT Điều 8 khoản 3 điểm b.
func (b *Book) For(in Area, fund norm.Fund, day calendar.Date) Rules {
	r := Rules{Fund: fund, Day: day}
	if fund == norm.Local && in.Province != "" {
		if in.Former != "" {
			r.layers = b.add(r.layers, in, day)
		}
		r.layers = b.add(r.layers, Area{Province: in.Province}, day)
	}
	r.layers = b.add(r.layers, Area{}, day)
	return r
}

// add appends the set of an area that is in force on day and what it is based
// on, the nearest first.
func (b *Book) add(layers []layer, in Area, day calendar.Date) []layer {
	i := slices.IndexFunc(b.sets, func(s Set) bool { return s.Area == in && s.On(day) })
	for carried := false; i >= 0; carried = true {
		s := &b.sets[i]
		layers = append(layers, layer{s, carried, s.rules.LocalCite})
		i = slices.IndexFunc(b.sets, func(base Set) bool { return base.ID == s.BasedOn })
	}
	for i := len(layers) - 2; i >= 0; i-- { // an amendment need not repeat it
		if next := layers[i+1]; next.carried && layers[i].localCite == "" {
			layers[i].localCite = next.localCite
		}
	}
	return layers
}

// Sets returns the sets in force, the one that is asked first in front. Sets
// that others are only based on are not among them.
func (r Rules) Sets() []Set {
	var all []Set
	for _, l := range r.layers {
		if !l.carried {
			all = append(all, *l.Set)
		}
	}
	return all
}

// basis says what an entry of l rests on.
func (r Rules) basis(l layer, e basisEntry) Basis {
	b := Basis{Citation: e.Cite, Evidence: e.Evidence, Set: l.ID}
	unread := e.window != nil && !r.Day.Within(e.window.from, e.window.until)
	if l.carried || unread || r.Day.IsZero() {
		b.Evidence = norm.Unverified
	}
	b.Verified = b.Evidence.Verified()
	return b
}

// defaulted is basis for what a province decides itself, its path and who
// decides: there the national text only stands in for a province that is silent,
// and the citation says so.
func (r Rules) defaulted(l layer, e basisEntry) Basis {
	b := r.basis(l, e)
	if r.Fund == norm.Local && l.National() && e.Fund == "" {
		b.Citation, b.Evidence, b.Verified, b.Default = l.localCite, norm.Unverified, false, true
	}
	return b
}

// holds reports whether e is a rule for the fund that r is about.
func (r Rules) holds(e basisEntry) bool {
	return e.Fund == "" || e.Fund == bothFunds || string(r.Fund) == e.Fund
}
