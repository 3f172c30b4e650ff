package norm

import (
	"slices"
	"sync/atomic"
)

// A table keeps what a condition answered, for every combination of what its
// variables may be: conditions of words and yes or no are few answers asked for
// over and over. It is safe for concurrent use.
type table struct {
	vars    []Variable
	told    bool // nothing of it is filled in by the program itself
	answers []atomic.Int32
}

// largestTable bounds what a condition may take of memory, in answers.
const largestTable = 4096

// newTable returns an empty table, or nil where there are too many combinations.
func newTable(needs []string) *table {
	t, rows := &table{told: len(needs) > 0}, 1
	for _, name := range needs {
		v, ok := VariableOf(name)
		if rows *= v.choices(); !ok || rows == 0 || rows > largestTable {
			return nil
		}
		t.vars = append(t.vars, v)
		t.told = t.told && !slices.Contains([]string{varCost, varUnits, varYear, varLocal, varTerritory, varIndustry}, name)
	}
	t.answers = make([]atomic.Int32, rows)
	return t
}

// choices is how many answers there are to v, not known being one; 0 when they
// cannot be counted.
func (v Variable) choices() int {
	switch {
	case v.Kind == YesNo:
		return 3
	case v.Kind == Text && len(v.Values) > 0:
		return len(v.Values) + 1
	}
	return 0
}

// row is where the answer for f stands; ok is false when it stands nowhere.
func (t *table) row(f *Facts) (at int, ok bool) {
	if t == nil {
		return 0, false
	}
	for i := range t.vars {
		v := &t.vars[i]
		said, known := f.value(v.Name)
		place := 0
		switch x := said.(type) {
		case bool:
			if place = 1; x {
				place = 2
			}
		case string:
			place = slices.Index(v.Values, x) + 1
		}
		if known && (place == 0 || place >= v.choices()) {
			return 0, false
		}
		at = at*v.choices() + place
	}
	return at, true
}

func (t *table) answer(at int) (a Answer, ok bool) {
	kept := t.answers[at].Load()
	return Answer(kept - 1), kept > 0
}

func (t *table) keep(at int, a Answer) { t.answers[at].Store(int32(a) + 1) }
