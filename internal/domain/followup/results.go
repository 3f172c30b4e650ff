package followup

import (
	"cmp"
	"context"
	"slices"

	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/money"
)

// fewest is the least number of answers of which a percentage is told. Fewer
// say too little, and point at single establishments.
const fewest = 5

// A State is a part of the follow-ups.
type State string

// The states a list can be asked for.
const (
	Any      State = ""
	Waiting  State = "cho"  // hỏi rồi, chưa trả lời, còn mở
	Missed   State = "dong" // đóng mà không ai trả lời
	Answered State = "roi"  // đã trả lời
)

// States lists them, without Any.
func States() []State { return []State{Waiting, Missed, Answered} }

// Label returns the state in Vietnamese.
func (s State) Label() string {
	switch s {
	case Waiting:
		return "Chưa trả lời"
	case Missed:
		return "Đã đóng, không trả lời"
	case Answered:
		return "Đã trả lời"
	case Any:
	}
	return "Tất cả"
}

// A Filter says which follow-ups are meant. Months 0 takes of each beneficiary
// the latest that was answered, or the latest if none was, so that nobody
// counts twice; of one scheme, and of those without an answer, it takes them
// all.
type Filter struct {
	Months  int
	Content string
	Scheme  string
	State   State
	Use     Use
}

// All returns the follow-ups of a filter, the newest first.
func All(ctx context.Context, tx *db.Tx, by Filter) ([]Followup, error) {
	found, err := list(ctx, tx, "")
	if err != nil {
		return nil, err
	}
	if by.Months == 0 && by.Scheme == "" && by.State != Waiting && by.State != Missed {
		found = latest(found)
	}
	return slices.DeleteFunc(found, func(f Followup) bool {
		return by.Months != 0 && f.Months != by.Months || by.Content != "" && f.Content != by.Content ||
			by.Scheme != "" && string(f.Scheme) != by.Scheme || by.Use != Unsaid && f.Answer.Used != by.Use || by.State != Any && by.State != f.state(tx)
	}), nil
}

func (f Followup) state(tx *db.Tx) State {
	switch {
	case f.Answered():
		return Answered
	case f.Closed(tx.Today()):
		return Missed
	}
	return Waiting
}

// latest keeps one follow-up of each beneficiary.
func latest(all []Followup) []Followup {
	type who struct {
		scheme string
		no     int
	}
	best := map[who]Followup{}
	for _, f := range all {
		key := who{string(f.Scheme), f.Beneficiary}
		old, ok := best[key]
		if !ok || f.Answered() && !old.Answered() || f.Answered() == old.Answered() && f.Months > old.Months {
			best[key] = f
		}
	}
	return slices.DeleteFunc(all, func(f Followup) bool { return best[who{string(f.Scheme), f.Beneficiary}].ID != f.ID })
}

// A Measure is one number of the answers that tell it.
type Measure struct {
	Count  int
	Total  int64
	Median int64 // rounded down
}

// A Line is what the answers of one content say.
type Line struct {
	Content  string
	Asked    int
	Answered int
	Uses     map[Use]int
	Revenue  Measure // of a usual month, đồng
	Workers  Measure
	Energy   Measure // of a usual month, kWh
}

// Share is n of the answers; false when there are too few to tell.
func (l Line) Share(n int) (money.Ratio, bool) { return share(n, l.Answered) }

// Replied is the answers of those who were asked; false when too few were.
func (l Line) Replied() (money.Ratio, bool) { return share(l.Answered, l.Asked) }

func share(n, of int) (money.Ratio, bool) {
	if of < fewest {
		return 0, false
	}
	return money.Share(money.VND(n), money.VND(of)), true
}

// Results adds the answers up by content, with a line for all of them.
func Results(all []Followup) (lines []Line, total Line) {
	of := map[string][]Followup{}
	for _, f := range all {
		of[f.Content] = append(of[f.Content], f)
	}
	for content, some := range of {
		line := sum(some)
		line.Content = content
		lines = append(lines, line)
	}
	slices.SortFunc(lines, func(a, b Line) int {
		return cmp.Or(cmp.Compare(b.Answered, a.Answered), cmp.Compare(a.Content, b.Content))
	})
	return lines, sum(all)
}

func sum(all []Followup) Line {
	l := Line{Asked: len(all), Uses: map[Use]int{}} //nolint:exhaustive // those that were said
	var revenue, workers, energy []int64
	for _, f := range all {
		if !f.Answered() {
			continue
		}
		l.Answered++
		l.Uses[f.Answer.Used]++
		revenue = append(revenue, int64(f.Answer.Revenue))
		workers = append(workers, f.Answer.Workers)
		energy = append(energy, f.Answer.Energy)
	}
	l.Revenue, l.Workers, l.Energy = measure(revenue), measure(workers), measure(energy)
	return l
}

// measure adds up what is known.
func measure(values []int64) Measure {
	known := slices.DeleteFunc(values, func(n int64) bool { return n == Unknown })
	slices.Sort(known)
	m := Measure{Count: len(known)}
	for _, n := range known {
		m.Total += n
	}
	if half := len(known) / 2; len(known)%2 == 1 {
		m.Median = known[half]
	} else if half > 0 {
		m.Median = (known[half-1] + known[half]) / 2
	}
	return m
}
