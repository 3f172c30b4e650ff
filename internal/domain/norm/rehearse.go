package norm

import (
	"cmp"
	"maps"
	"slices"

	"example.vn/khuyencong/internal/platform/money"
)

// A Dossier (hồ sơ) is one line of a scheme on which a draft is tried.
type Dossier struct {
	Scheme string
	Title  string
	Place  string // where it counts: a commune, or whatever the caller groups by
	Facts
}

// An Effect (tác động) is what a draft changes for one line.
type Effect struct {
	*Dossier
	Before, After Verdict
	// Change is how the ceiling moves, in đồng; what has none counts as nothing.
	Change money.VND
	// Likely is what the line would get if it kept its share of the ceiling.
	Likely money.VND
}

// A Sum (tổng) adds up effects.
type Sum struct {
	Place             string
	Lines, Gain, Lose int
	Before, After     money.VND // ceilings, đồng, of the lines that have one both times
	Asked, Likely     money.VND // what is given today, and what it would become
	NewlyOut, NewlyIn int       // lines that lose or win eligibility
	// Unclear are the lines that have a ceiling only once: the text sets none,
	// or the facts do not tell which.
	Unclear int
}

// A Rehearsal (thử dự thảo) is what a draft would do to real dossiers.
type Rehearsal struct {
	Sum
	Places  []Sum    // by place, the greatest change first
	Changed []Effect // the lines for which anything changes, the greatest change first
}

// Rehearse judges every line by both books, on the second time with what
// suppose, which may be nil, changes of its facts. It changes nothing else.
func Rehearse(before, after *Book, dossiers []Dossier, suppose func(*Facts, string)) Rehearsal {
	var r Rehearsal
	places := map[string]*Sum{}
	for i := range dossiers {
		d := &dossiers[i]
		then := d.Facts
		if suppose != nil {
			then.Known = maps.Clone(then.Known)
			suppose(&then, d.Place)
		}
		e := Effect{Dossier: d, Before: Measure(before, d.Facts), After: Measure(after, then)}
		if e.comparable() {
			e.Change = e.After.Ceiling - e.Before.Ceiling
		}
		e.Likely = likely(e)
		place := places[d.Place]
		if place == nil {
			place = &Sum{Place: d.Place}
			places[d.Place] = place
		}
		r.Sum.count(&e)
		place.count(&e)
		if e.differs() {
			r.Changed = append(r.Changed, e)
		}
	}
	for _, p := range places {
		r.Places = append(r.Places, *p)
	}
	slices.SortFunc(r.Places, func(x, y Sum) int {
		return cmp.Or(cmp.Compare(size(y.After-y.Before), size(x.After-x.Before)), cmp.Compare(x.Place, y.Place))
	})
	slices.SortStableFunc(r.Changed, func(x, y Effect) int { return cmp.Compare(size(y.Change), size(x.Change)) })
	return r
}

func size(v money.VND) money.VND { return max(v, -v) }

// comparable reports whether there is a ceiling both times.
func (e *Effect) comparable() bool { return e.Before.HasCeiling == e.After.HasCeiling }

func (e *Effect) differs() bool {
	return e.Change != 0 || e.Before.HasCeiling != e.After.HasCeiling || e.Before.Eligible != e.After.Eligible
}

// likely keeps the share that the line has of its ceiling today, and never
// goes above the new one.
func likely(e Effect) money.VND {
	switch {
	case e.After.Eligible == No:
		return 0
	case !e.After.HasCeiling || !e.Before.HasCeiling || e.Before.Ceiling <= 0:
		return e.Asked
	}
	share := money.Ratio(int64(min(e.Asked, e.Before.Ceiling)) * int64(money.Whole) / int64(max(e.Before.Ceiling, 1)))
	if e.Asked >= e.Before.Ceiling {
		return e.After.Ceiling
	}
	if e.Change == 0 {
		return e.Asked
	}
	return share.Of(e.After.Ceiling)
}

func (s *Sum) count(e *Effect) {
	s.Lines++
	s.Asked += e.Asked
	s.Likely += e.Likely
	if e.comparable() {
		s.Before += e.Before.Ceiling
		s.After += e.After.Ceiling
	} else {
		s.Unclear++
	}
	switch {
	case e.Change > 0:
		s.Gain++
	case e.Change < 0:
		s.Lose++
	}
	switch {
	case e.Before.Eligible != No && e.After.Eligible == No:
		s.NewlyOut++
	case e.Before.Eligible == No && e.After.Eligible != No:
		s.NewlyIn++
	}
}

// Difficult supposes, for Rehearse, that some places are difficult territories.
func Difficult(places []string) func(f *Facts, place string) {
	return func(f *Facts, place string) {
		if slices.Contains(places, place) {
			f.PriorityTerritory = true
			f.Known["difficulty"] = "difficult"
		}
	}
}
