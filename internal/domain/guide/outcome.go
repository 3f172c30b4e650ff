package guide

import (
	"slices"

	"example.vn/khuyencong/internal/domain/norm"
	"example.vn/khuyencong/internal/domain/normbook"
	"example.vn/khuyencong/internal/domain/procedure"
	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/money"
)

var funds = []norm.Fund{norm.National, norm.Local}

// A Share (phần của một nguồn) is what one fund may give.
type Share struct {
	norm.Verdict
	Fund norm.Fund
	// Answer is the verdict's, in doubt while a condition of every support that
	// the questions are about is.
	Answer norm.Answer
	// Provincial says that the province's own norm decided.
	Provincial bool
}

// An Outcome (kết quả) is what the answers lead to.
type Outcome struct {
	Info     normbook.ContentInfo
	On       calendar.Date      // the day whose law applies
	Answer   norm.Answer        // the best of the shares
	Checks   []norm.Requirement // what is asked whatever the amount, of either fund
	Shares   []Share            // the nation's, then the province's
	Most     money.VND
	HasMost  bool     // Most is the greatest ceiling of the shares
	Unproven bool     // the ceiling that Most comes from was not seen in the text itself
	Sure     []string // Vietnamese: what must be known for certain
	Keep     []string // Vietnamese: conditions to keep
	Priority string   // Vietnamese: why it comes before others; "" when it does not
	Papers   []procedure.Paper
	Terms    Terms
	Near     []Choice // what else may help
}

// Facts returns what the answers mean to the norms of a fund.
func (a Answers) Facts(fund norm.Fund) norm.Facts {
	f := norm.Facts{On: a.on(), Fund: fund, EligibleCost: a.cost(), Former: a.former()}
	if o, ok := a.offer(); ok {
		f.Content = o.content
	}
	if a.known(Where) {
		f.Province = a.given[Where]
	}
	learn := func(name string, value any) {
		if err := f.Learn(name, value); err != nil {
			panic("guide: " + err.Error()) // a name or value of this file, not of anybody's answer
		}
	}
	for k, means := range meanings {
		if m, ok := means[a.given[k]]; ok && a.asks(k) {
			for name, value := range m {
				learn(name, value)
			}
		}
	}
	if a.known(Where) {
		learn("central_city", a.city())
	}
	if u, ok := territory.Lookup(a.given[Commune], a.day); ok && a.known(Commune) {
		learn("place_kind", string(u.Kind))
	}
	if a.is(Before, "khong") {
		f.PastKnown = true
	}
	return f
}

// meanings are the facts behind the answers in few words.
var meanings = map[Key]map[string]map[string]any{
	Who: {
		"hkd": {"applicant": "household"},
		"nv":  {"applicant": "enterprise", "small_or_medium": true},
		"htx": {"applicant": "cooperative"},
		"lh":  {"applicant": "cooperative_union"},
		"tht": {"applicant": "cooperative_group"},
		"lon": {"applicant": "enterprise", "small_or_medium": false},
		"nn":  {"applicant": "artisan"},
		"cn":  {"applicant": "unregistered"},
	},
	Hardship: {
		"khong": {"difficulty": "none", "priority_territory": false},
		"kho":   {"difficulty": "difficult", "priority_territory": true},
		"db":    {"difficulty": "special", "priority_territory": true},
	},
	Before:  {"khong": {"other_state_money": false}, "khac": {"other_state_money": false}, "muc": {"other_state_money": true}},
	Machine: {"moi": {"new_machine": true}, "cu": {"new_machine": false}},
	Village: {"co": {"craft_village": true}, "khong": {"craft_village": false}},
	What:    nil, Where: nil, Commune: nil, Cost: nil, When: nil, // no variables of conditions
}

// asks reports whether an answer counts: one that was kept from before another
// was changed may no longer be about anything.
func (a Answers) asks(k Key) bool {
	o, _ := a.offer()
	switch k {
	case Who:
		return !o.anyone && !o.starts
	case Village:
		return a.city() && a.ward() && !o.anyone
	case Machine:
		return o.machine
	case What, Where, Commune, Hardship, Cost, Before, When:
	}
	return true
}

// on is the day whose law applies: today for this year, else the first day of
// the year that was answered.
func (a Answers) on() calendar.Date {
	if next := years(a.day)[1]; a.is(When, next.Value) {
		return calendar.FirstDay(a.day.Year() + 1)
	}
	return a.day
}

// Judge says what the answers lead to by the norms and the procedure. Without an answer to What it is empty.
func Judge(book *norm.Book, by *procedure.Book, a Answers) Outcome {
	o, ok := a.offer()
	if !ok {
		return Outcome{On: a.on()}
	}
	out := Outcome{On: a.on(), Answer: norm.No, Terms: a.terms(by)}
	out.Info, _ = normbook.ContentByCode(o.content)
	out.Papers = a.papers(by)
	for _, fund := range funds {
		v := norm.Judge(book, a.Facts(fund))
		version, _, _ := book.Version(v.Version)
		out.take(Share{Verdict: v, Fund: fund, Answer: v.Eligible, Provincial: version.Province != ""})
	}
	out.Priority = a.priority()
	for _, value := range o.near {
		i := slices.IndexFunc(offers, func(other offer) bool { return other.Value == value })
		out.Near = append(out.Near, offers[i].Choice)
	}
	return out
}

// take adds what one fund may give. What every support asks and the answers do
// not tell is to be made sure of; what the questions are not about is to be kept.
func (out *Outcome) take(s Share) {
	keep := slices.Clone(s.Conditions)
	for _, r := range s.Requirements {
		if r.Answer == norm.Unknown && asked(r) {
			s.Answer = both(s.Answer, norm.Unknown)
			out.Sure = union(out.Sure, []string{sureOf(r)})
			keep = slices.DeleteFunc(keep, func(text string) bool { return text == r.Text })
		}
		if !slices.ContainsFunc(out.Checks, func(c norm.Requirement) bool { return c.Text == r.Text && c.Answer == r.Answer }) {
			out.Checks = append(out.Checks, r)
		}
	}
	if s.Answer == norm.Yes || s.Answer == norm.Unknown && out.Answer == norm.No {
		out.Answer = s.Answer
	}
	if s.HasCeiling && (!out.HasMost || s.Ceiling > out.Most) {
		out.Most, out.HasMost, out.Unproven = s.Ceiling, true, !s.Evidence.Verified()
	}
	out.Sure, out.Keep = union(out.Sure, s.Missing), union(out.Keep, keep)
	out.Shares = append(out.Shares, s)
}

// asked reports whether a condition that is in doubt is one that the questions
// are about: a text that was not seen, or a fact behind one of the answers.
func asked(r norm.Requirement) bool {
	if len(r.Lacks) == 0 {
		return true
	}
	return slices.ContainsFunc(r.Lacks, func(name string) bool {
		if name == "central_city" || name == "place_kind" {
			return true
		}
		for _, means := range meanings {
			for _, m := range means {
				if _, ok := m[name]; ok {
					return true
				}
			}
		}
		return false
	})
}

// sureOf says what must be made sure of.
func sureOf(r norm.Requirement) string {
	if r.Refusal != "" {
		return r.Refusal
	}
	return r.Text
}

func union(list, more []string) []string {
	for _, s := range more {
		if !slices.Contains(list, s) {
			list = append(list, s)
		}
	}
	return list
}

// both is yes when both are, no when either is.
func both(one, other norm.Answer) norm.Answer {
	switch {
	case one == norm.No || other == norm.No:
		return norm.No
	case one == norm.Yes && other == norm.Yes:
		return norm.Yes
	}
	return norm.Unknown
}

// priority says why the scheme comes before others.
func (a Answers) priority() string {
	if a.is(Hardship, "kho") || a.is(Hardship, "db") {
		return "Địa bàn khó khăn được xét trước"
	}
	return ""
}
