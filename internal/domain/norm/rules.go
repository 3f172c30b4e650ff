package norm

import (
	"slices"

	"example.vn/khuyencong/internal/platform/money"
)

// rules asks every condition of the ceiling and of its version.
func (j *judgement) rules() {
	for i := range j.version.Rules {
		r := &j.version.Rules[i]
		switch answer(r.When, &j.f) {
		case Yes:
			j.rule("Đạt điều kiện: ", r)
		case No:
			j.rule("Không đạt điều kiện: ", r)
			j.refuse(r.Text, r.Citation, r.Evidence)
		case Unknown:
			if j.explain {
				j.Conditions = append(slices.Clone(j.Conditions), r.Text)
			}
		}
	}
	for i := range j.c.Rules {
		r := &j.c.Rules[i]
		a, missing := r.When.holds(&j.f)
		switch a {
		case Yes:
			j.rule("Đạt điều kiện: ", r)
		case No:
			j.rule("Không đạt điều kiện: ", r)
			j.refuse(r.Text, r.Citation, r.Evidence)
		case Unknown:
			j.rule("Chưa rõ điều kiện: ", r)
			j.lacks(labels(missing)...)
			j.doubt()
		}
	}
}

// rule adds a step on a condition.
func (j *judgement) rule(answer string, r *Rule) {
	if j.explain {
		j.say(answer, r.Text)
		j.step(Step{Citation: r.Citation, Evidence: r.Evidence})
	}
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
			if j.explain {
				j.say("Ưu tiên: ", r.Text, ", mức hỗ trợ bằng ").percent(r.Factor)
				j.step(Step{Citation: r.Citation, Evidence: r.Evidence})
			}
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
	if j.explain {
		j.say("Phần tăng do ưu tiên (", text, "): ").vnd(j.Raised).say(" đ")
		j.step(Step{})
	}
}
