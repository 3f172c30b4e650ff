package instrument

import (
	"cmp"
	"embed"
	"slices"
	"sync"

	"example.vn/khuyencong/internal/platform/calendar"
)

//go:embed data/*.yaml
var embedded embed.FS

// A Register (sổ văn bản) is a set of instruments that was checked whole. It
// never changes and is safe for concurrent use; what it returns belongs to the
// caller.
type Register struct {
	all      []Instrument // by kind, then newest first
	byID     map[ID]int
	numbers  []number // of all, in the same order
	serials  map[string][]int
	amended  map[ID][]incoming // who amends it
	replaced map[ID][]incoming // who replaces it
}

// An incoming relation is one seen from the instrument that it befalls.
type incoming struct {
	by int // index in all
	Relation
}

var load = sync.OnceValues(func() (*Register, error) { return readFiles(embedded) })

// Load reads and checks the embedded data; the error names the file and the
// line. A program calls it once at the start.
func Load() error {
	_, err := load()
	return err
}

// National returns the instruments of the whole country. It panics on data
// that Load refuses, which a released program never carries.
func National() *Register {
	r, err := load()
	if err != nil {
		panic("instrument: the embedded data are wrong: " + err.Error())
	}
	return r
}

// With returns the register of an office: r and the instruments that the
// office added. One that r has meanwhile under the same number and issuer is
// left out, and so is a relation to an instrument that neither has; an office
// must be able to read its register whatever the next release brings.
func (r *Register) With(own []Instrument) *Register {
	all := slices.Clone(r.all)
	known := map[ID]bool{}
	for _, i := range all {
		known[i.ID] = true
	}
	for _, i := range own {
		if i.Own = true; known[i.ID] || len(r.twins(i)) > 0 {
			continue
		}
		known[i.ID] = true
		all = append(all, i)
	}
	strange := func(rel Relation) bool { return !known[rel.Of] }
	for n := range all {
		all[n].Amends = slices.DeleteFunc(slices.Clone(all[n].Amends), strange)
		all[n].Replaces = slices.DeleteFunc(slices.Clone(all[n].Replaces), strange)
	}
	return index(all)
}

// Twins returns the instruments of r that carry the number of i and come from
// the same issuer.
func (r *Register) Twins(i Instrument) []Instrument { return r.pick(r.twins(i)) }

func (r *Register) twins(i Instrument) []int {
	n := numberOf(i)
	n.year = cmp.Or(n.year, i.Year, i.Signed.Year())
	if n.serial == "" {
		return nil
	}
	var found []int
	for _, at := range r.serials[n.serial] {
		if n.fits(r.numbers[at]) && slug(r.all[at].Issuer) == slug(i.Issuer) {
			found = append(found, at)
		}
	}
	return found
}

// index returns a register of all.
func index(all []Instrument) *Register {
	slices.SortStableFunc(all, func(a, b Instrument) int {
		return cmp.Or(
			cmp.Compare(slices.Index(Kinds(), a.Kind), slices.Index(Kinds(), b.Kind)),
			b.earliest().Compare(a.earliest()), cmp.Compare(a.ID, b.ID))
	})
	r := &Register{
		all: all, byID: map[ID]int{}, serials: map[string][]int{}, numbers: make([]number, len(all)),
		amended: map[ID][]incoming{}, replaced: map[ID][]incoming{},
	}
	for at, i := range all {
		r.byID[i.ID] = at
		n := numberOf(i)
		n.year = cmp.Or(n.year, i.Year, i.Signed.Year())
		r.numbers[at] = n
		if n.serial != "" {
			r.serials[n.serial] = append(r.serials[n.serial], at)
		}
		for _, rel := range i.Amends {
			r.amended[rel.Of] = append(r.amended[rel.Of], incoming{at, rel})
		}
		for _, rel := range i.Replaces {
			r.replaced[rel.Of] = append(r.replaced[rel.Of], incoming{at, rel})
		}
	}
	return r
}

func (r *Register) pick(at []int) []Instrument {
	out := make([]Instrument, len(at))
	for n, i := range at {
		out[n] = r.all[i].clone()
	}
	return out
}

func (i Instrument) clone() Instrument {
	i.Amends, i.Replaces, i.Says = slices.Clone(i.Amends), slices.Clone(i.Replaces), slices.Clone(i.Says)
	return i
}

// All returns every instrument, by kind, the newest of a kind first.
func (r *Register) All() []Instrument {
	out := slices.Clone(r.all)
	for n := range out {
		out[n] = out[n].clone()
	}
	return out
}

// ByID returns the instrument with that id.
func (r *Register) ByID(id ID) (Instrument, bool) {
	at, ok := r.byID[id]
	if !ok {
		return Instrument{}, false
	}
	return r.all[at].clone(), true
}

// ByNumber returns the instruments that a text such as "Nghị định số
// 45/2012/NĐ-CP", "nd 45/2012" or "26/2014" can mean, whatever its case, marks
// and dashes.
func (r *Register) ByNumber(text string) []Instrument {
	n, ok := parse(text)
	if !ok {
		return nil
	}
	return r.pick(r.fitting(n))
}

func (r *Register) fitting(n number) []int {
	var found []int
	for _, at := range r.serials[n.serial] {
		if n.fits(r.numbers[at]) {
			found = append(found, at)
		}
	}
	return found
}

// InForce returns the instruments in force on a day.
func (r *Register) InForce(day calendar.Date) []Instrument {
	var found []int
	for at := range r.all {
		if r.status(at, day).State == InForce {
			found = append(found, at)
		}
	}
	return r.pick(found)
}

// Amendments returns the amendments of an instrument that hold on a day or, for
// one whose first day is not known, may hold; the oldest first.
func (r *Register) Amendments(id ID, day calendar.Date) []Instrument {
	var found []int
	for _, a := range r.amended[id] {
		if s := r.status(a.by, day).State; s == InForce || s == Unknown {
			found = append(found, a.by)
		}
	}
	slices.SortFunc(found, func(a, b int) int { return r.all[a].earliest().Compare(r.all[b].earliest()) })
	return r.pick(found)
}

// Amenders returns every instrument that ever amends id, the oldest first.
func (r *Register) Amenders(id ID) []Instrument { return r.sources(r.amended[id]) }

// Successors returns every instrument that replaces id or a part of it, the
// oldest first.
func (r *Register) Successors(id ID) []Instrument { return r.sources(r.replaced[id]) }

func (r *Register) sources(in []incoming) []Instrument {
	var found []int
	for _, rel := range in {
		found = append(found, rel.by)
	}
	slices.SortFunc(found, func(a, b int) int { return r.all[a].earliest().Compare(r.all[b].earliest()) })
	return r.pick(found)
}
