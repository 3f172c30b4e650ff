package territory

import (
	"cmp"
	"slices"
	"sync"

	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/text"
)

// A spelling is a unit's name in the two forms that are compared.
type spelling struct{ marked, folded string }

// The spellings of each era, in the order of its units, made at the first
// search.
var (
	spellingsBefore = sync.OnceValue(func() []spelling { return spell(units().before.units) })
	spellingsSince  = sync.OnceValue(func() []spelling { return spell(units().since.units) })
)

// spell returns the spellings of units.
func spell(list []Unit) []spelling {
	out := make([]spelling, len(list))
	for i, u := range list {
		out[i] = spelling{text.Marked(u.Name), text.Fold(u.Name)}
	}
	return out
}

// spellings returns the spellings of the units of e.
func (b *book) spellings(e *era) []spelling {
	if e == &b.before {
		return spellingsBefore()
	}
	return spellingsSince()
}

// maxQuery is the longest text, in bytes, that Search and Match look at.
const maxQuery = 500

// Search returns at most limit units of that day whose name begins with query,
// or has a word that does; marks may be left out, names with the very marks
// come first. A word for the kind may stand in front ("xã văn h"). Within a
// province it finds its districts and communes; with province "" it finds
// units of the whole country.
func Search(province, query string, on calendar.Date, limit int) []Unit {
	b := units()
	e := b.on(on)
	first, end := int32(0), int32(len(e.units))
	if province != "" {
		top, ok := e.at[province]
		if !ok {
			return nil
		}
		first, end = top+1, e.end[top]
	}
	readings := readingsOf(query)
	if len(query) > maxQuery || len(readings) == 0 || limit <= 0 {
		return nil
	}
	type hit struct {
		rank  int
		index int32
	}
	var hits []hit
	names := b.spellings(e)
	for i := first; i < end; i++ {
		best := 0
		for _, r := range readings {
			if rank := r.rank(names[i], e.units[i].Kind); rank > 0 && (best == 0 || rank < best) {
				best = rank
			}
		}
		if best > 0 {
			hits = append(hits, hit{best, i})
		}
	}
	slices.SortStableFunc(hits, func(x, y hit) int {
		return cmp.Or(cmp.Compare(x.rank, y.rank), cmp.Compare(len(e.units[x.index].Code), len(e.units[y.index].Code)))
	})
	hits = hits[:min(len(hits), limit)]
	out := make([]Unit, len(hits))
	for i, h := range hits {
		out[i] = b.as(e.units[h.index], on)
	}
	return out
}
