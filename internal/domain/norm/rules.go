package norm

import (
	"slices"

	"example.vn/khuyencong/internal/platform/money"
)

// A demand is what one version of general conditions asks of one content.
type demand struct {
	of    *Version
	rules []*Rule
	often []*Often
}

// holds reports whether d is asked of f.
func (d *demand) holds(f *Facts) bool {
	v := d.of
	return f.On.Within(v.From, v.To) && (v.Fund == "" || v.Fund == f.Fund) && (v.Province == "" || f.Fund == Local && v.binds(f))
}

// rules asks the general conditions of the day, and every condition of the
// ceiling and of its version.
func (j *judgement) rules() {
	for i := range j.at.demands {
		d := &j.at.demands[i]
		if !d.holds(&j.f) {
			continue
		}
		for _, r := range d.rules {
			j.ask(r)
		}
	}
	for i := range j.version.Rules {
		if r := &j.version.Rules[i]; about(r.Only, j.f.Content) {
			j.ask(r)
		}
	}
	for i := range j.c.Rules {
		r := &j.c.Rules[i]
		if a, missing := j.answer(r); a == Unknown {
			j.rule(ruleUnclear, r)
			j.lacks(labels(missing)...)
			j.doubt()
		}
	}
}

// answer says whether a rule holds, or what must be known to tell; one that does
// not is refused.
func (j *judgement) answer(r *Rule) (a Answer, missing []string) {
	a, missing = r.When.holds(&j.f)
	switch a {
	case Yes:
		j.rule(ruleHolds, r)
	case No:
		j.rule(ruleFails, r)
		j.refuse(r.refusal(), r.Citation, r.Evidence)
	case Unknown:
	}
	return a, missing
}

// ask asks a rule of a whole version. What the facts do not tell is a condition
// for people to see to and leaves the verdict as it is.
func (j *judgement) ask(r *Rule) {
	a, lacks := j.answer(r)
	if a == Unknown {
		j.condition(r.Text)
	}
	if j.explain {
		j.require(r, a, lacks)
	}
}

// about reports whether what is only about some contents is about one.
func about(only []Content, content Content) bool {
	return len(only) == 0 || slices.Contains(only, content)
}

// mostAsked is room for the general conditions of most contents.
const mostAsked = 8

// condition leaves something for people to see to.
func (j *judgement) condition(text string) {
	if !j.explain {
		return
	}
	if len(j.Conditions) == len(j.c.Conditions) { // still those of the book, which are not ours to change
		j.Conditions = append(make([]string, 0, len(j.c.Conditions)+mostAsked), j.c.Conditions...)
	}
	j.Conditions = append(j.Conditions, text)
}

// require keeps how a rule of a whole version was answered. A text that was
// not seen refuses nothing.
func (j *judgement) require(r *Rule, a Answer, lacks []string) {
	c := Requirement{Answer: a, Text: r.Text, Lacks: lacks, Citation: r.Citation, Evidence: r.Evidence}
	if a == No {
		c.Refusal, c.Mends = r.refusal(), r.Mends
		if !r.Evidence.Verified() {
			c.Answer = Unknown
		}
	}
	if j.Requirements == nil {
		j.Requirements = make([]Requirement, 0, mostAsked)
	}
	j.Requirements = append(j.Requirements, c)
}

// rule adds a step on a condition.
func (j *judgement) rule(says wording, r *Rule) {
	j.add(says, r.Text, Step{Citation: r.Citation, Evidence: r.Evidence})
}

// refuse ends the matter where the text was seen; where it was not, it warns.
func (j *judgement) refuse(why, citation string, evidence Evidence) {
	if !evidence.Verified() {
		j.Warnings = append(j.Warnings, why+" ("+evidence.Label()+")")
		j.Level = Warn
		j.doubt()
		return
	}
	if j.Eligible != No {
		j.Refused, j.Citation, j.Evidence = why, citation, evidence
	}
	j.Eligible, j.Level = No, Block
}

// doubt takes back a yes, never a no.
func (j *judgement) doubt() {
	if j.Eligible == Yes {
		j.Eligible = Unknown
	}
}

// labels are the Vietnamese names of variables.
func labels(names []string) []string {
	all := make([]string, 0, len(names))
	for _, name := range names {
		if v, ok := VariableOf(name); ok {
			all = append(all, v.Label)
		}
	}
	return all
}

// raise returns by how much the priorities lift the limit, and for whom. Of
// several the greatest counts; one whose text was not seen only warns.
func (j *judgement) raise() (factor money.Ratio, text string) {
	factor = money.Whole
	for i := range j.c.Raises {
		r := &j.c.Raises[i]
		a, missing := r.When.holds(&j.f)
		switch {
		case a == Unknown:
			j.lacks(labels(missing)...)
		case a == Yes && !r.Evidence.Verified():
			j.Warnings = append(j.Warnings, "Mức ưu tiên ("+r.Text+") "+r.Evidence.Label()+", nên không áp dụng")
		case a == Yes && r.Factor > factor:
			factor, text = r.Factor, r.Text
			j.add(priority, r.Text, Step{Citation: r.Citation, Evidence: r.Evidence, numbers: [3]int64{int64(r.Factor)}})
		}
	}
	return factor, text
}

// raised says by how much a priority lifted the ceiling: what it would have
// been without is measured once more.
func (j *judgement) raised(l Limit, text string) {
	plain := judgement{b: j.b, f: j.f, c: j.c}
	plain.ratio(l, money.Whole)
	plain.cap(l, money.Whole)
	if l.Total > 0 {
		plain.Ceiling = min(plain.Ceiling, l.Total)
	}
	j.Raised = j.Ceiling - plain.Ceiling
	j.add(lifted, text, Step{numbers: [3]int64{int64(j.Raised)}})
}
