package main

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"example.vn/khuyencong/internal/domain/norm"
	"example.vn/khuyencong/internal/domain/normbook"
	"example.vn/khuyencong/internal/platform/calendar"
)

// normVersion is the version of the norms whose table everybody is given, and
// the days on which the dossiers are judged: before and after its amendment.
const normVersion = "v2018_tt28"

var normDays = []calendar.Date{calendar.Must("2018-05-11"), calendar.Must("2021-06-01"), calendar.Must("2024-10-15"), calendar.Must("2026-11-22")}

// A normRow is one ceiling as the rivals get it: nothing is left for them to
// look up. A ratio or a cap of 0 is none.
type normRow struct {
	Content string   `json:"content"`
	Ratio   int64    `json:"ratio_bp"`
	Cap     int64    `json:"cap"`
	Rules   []string `json:"rules,omitempty"` // conditions, as CEL
	Times   int      `json:"times,omitempty"` // most times a year; 0 is any
}

// A dossier is what the rivals get of one case; the program gets norm.Facts,
// and counts itself what was received before.
type dossier struct {
	Content    string `json:"content"`
	Cost       int64  `json:"cost_vnd"`
	Units      int64  `json:"units"`
	Difficulty string `json:"difficulty"`
	Times      int    `json:"times"` // received in the year of the decision
}

// An answer is what everybody must say alike: the ceiling in đồng, -1 for none,
// and whether support is refused.
type answer struct {
	Ceiling int64 `json:"ceiling"`
	Refused bool  `json:"refused"`
}

// sum is what a turn adds up, so that nobody leaves work out.
func (a answer) sum() int64 {
	if a.Refused {
		return 1
	}
	return max(a.Ceiling, 0)
}

// normTable is the version of the law as rows. It refuses what the rivals have
// not been taught, so that new norms are not left out in silence.
func normTable(book *norm.Book) ([]normRow, error) {
	_, ceilings, ok := book.Version(normVersion)
	if !ok {
		return nil, fmt.Errorf("no version %s of the norms", normVersion)
	}
	caps := map[norm.Content]int64{}
	for _, c := range ceilings {
		caps[c.Content] = int64(c.Cap)
	}
	rows := make([]normRow, 0, len(ceilings))
	for _, c := range ceilings {
		if len(c.Tiers)+len(c.Raises) > 0 || c.Total+c.Limit.Total > 0 || c.MaxUnits > 0 {
			return nil, fmt.Errorf("%s: the benchmark knows only a ratio, a cap, conditions and times a year", c.Content)
		}
		row := normRow{Content: string(c.Content), Ratio: int64(c.Ratio), Cap: int64(c.Cap)}
		if c.Of != "" {
			row.Cap = int64(c.Factor.Of(vnd(caps[c.Of])))
		}
		for _, r := range c.Rules {
			row.Rules = append(row.Rules, r.When.String())
		}
		for _, o := range c.Often {
			if o.Kind != norm.TimesAYear || o.Any {
				return nil, fmt.Errorf("%s: the benchmark does not know the limit %s", c.Content, o.Kind)
			}
			row.Times = o.N
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// normCases makes up n dossiers, the same every time, as the program and as the
// rivals get them.
func normCases(rows []normRow, n int) ([]norm.Facts, []dossier) {
	r := rand.New(rand.NewPCG(64, 2024)) //nolint:gosec // made-up data, the same every time
	facts, dossiers := make([]norm.Facts, n), make([]dossier, n)
	for i := range n {
		row := rows[r.IntN(len(rows))]
		on := normDays[r.IntN(len(normDays))]
		d := dossier{
			Content: row.Content, Cost: 1_000_000 + r.Int64N(9_999_999_999), Units: 1 + r.Int64N(12),
			Difficulty: []string{"none", "difficult", "special"}[r.IntN(3)], Times: r.IntN(4),
		}
		if row.Content == "mgmt_cost_agency" { // a budget, not a machine
			d.Cost *= 10
		}
		f := norm.Facts{
			Content: norm.Content(d.Content), On: on, Fund: norm.National, Units: d.Units, EligibleCost: vnd(d.Cost),
			Asked: vnd(r.Int64N(500_000_000)), PriorityTerritory: d.Difficulty != "none", PastKnown: true,
			Known: map[string]any{"difficulty": d.Difficulty, "applicant": "cooperative", "new_machine": r.IntN(2) == 0},
		}
		for k := range d.Times {
			f.Past = append(f.Past, norm.Received{Content: f.Content, On: on, Item: fmt.Sprint("lần ", k+1), Amount: 10_000_000})
		}
		f.Past = append(f.Past, norm.Received{Content: f.Content, On: on.AddMonths(-12), Amount: 10_000_000})
		facts[i], dossiers[i] = f, d
	}
	return facts, dossiers
}

// said is the verdict as an answer.
func answerOf(v *norm.Verdict) answer {
	a := answer{Ceiling: -1, Refused: v.Eligible == norm.No}
	if v.HasCeiling {
		a.Ceiling = int64(v.Ceiling)
	}
	return a
}

// judgeAll is what the program says of every dossier, and what is refused when
// a figure were reported on other ground: reasons for every verdict, and cases
// of every kind.
func judgeAll(book *norm.Book, facts []norm.Facts) ([]answer, error) {
	all := make([]answer, len(facts))
	kinds := map[norm.Level]int{}
	for i := range facts {
		full, short := norm.Judge(book, facts[i]), norm.Measure(book, facts[i])
		if len(full.Steps) == 0 || len(short.Steps) != 0 || full.Version != normVersion {
			return nil, fmt.Errorf("%s: %d steps by version %s", full.Content, len(full.Steps), full.Version)
		}
		all[i] = answerOf(&full)
		if all[i] != answerOf(&short) {
			return nil, fmt.Errorf("%s: with reasons %v, without %v", full.Content, all[i], answerOf(&short))
		}
		kinds[full.Level]++
	}
	if len(kinds) < 3 && len(facts) > 100 {
		return nil, fmt.Errorf("the dossiers are of one kind: %v", kinds)
	}
	return all, nil
}

// agree refuses the first answer that is not the program's.
func agree(who string, facts []norm.Facts, want, got []answer) error {
	if len(want) != len(got) {
		return fmt.Errorf("%s answered %d of %d dossiers", who, len(got), len(want))
	}
	if i := slices.IndexFunc(indexes(len(want)), func(i int) bool { return want[i] != got[i] }); i >= 0 {
		f := facts[i]
		return fmt.Errorf("%s says %+v and the program %+v of %s, %s đ, %d units, %v", who, got[i], want[i], f.Content, f.EligibleCost, f.Units, f.Known)
	}
	return nil
}

func indexes(n int) []int {
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	return all
}

// theNorms reads what everybody is measured by: the table of norms. The general
// conditions of who and where are in no row of it, so nobody is asked them.
func theNorms() (*norm.Book, []normRow, error) {
	if err := normbook.Load(); err != nil {
		return nil, nil, err
	}
	whole := normbook.Norms()
	var ceilings []norm.Ceiling
	for _, v := range whole.Versions() {
		_, of, _ := whole.Version(v.ID)
		ceilings = append(ceilings, of...)
	}
	book, err := norm.NewBook(whole.Versions(), ceilings, nil)
	if err != nil {
		return nil, nil, err
	}
	rows, err := normTable(book)
	return book, rows, err
}
