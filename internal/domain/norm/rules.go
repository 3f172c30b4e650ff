package norm

import (
	"fmt"
	"slices"

	"example.vn/khuyencong/internal/platform/money"
)

// rules asks every condition of the ceiling and of its version.
func (j *judgement) rules() {
	for _, r := range j.version.Rules {
		switch answer(r.When, j.f) {
		case Yes:
			j.add(Step{Text: "Đạt điều kiện: " + r.Text, Citation: r.Citation, Evidence: r.Evidence})
		case No:
			j.add(Step{Text: "Không đạt điều kiện: " + r.Text, Citation: r.Citation, Evidence: r.Evidence})
			j.refuse(r.Text, r.Citation, r.Evidence)
		case Unknown:
			if j.explain {
				j.Conditions = append(slices.Clone(j.Conditions), r.Text)
			}
		}
	}
	for _, r := range j.c.Rules {
		a, missing := r.When.holds(j.f)
		switch a {
		case Yes:
			j.add(Step{Text: "Đạt điều kiện: " + r.Text, Citation: r.Citation, Evidence: r.Evidence})
		case No:
			j.add(Step{Text: "Không đạt điều kiện: " + r.Text, Citation: r.Citation, Evidence: r.Evidence})
			j.refuse(r.Text, r.Citation, r.Evidence)
		case Unknown:
			j.add(Step{Text: "Chưa rõ điều kiện: " + r.Text, Citation: r.Citation, Evidence: r.Evidence})
			j.lacks(labels(missing)...)
			j.doubt()
		}
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
	for _, r := range j.c.Raises {
		a, missing := r.When.holds(j.f)
		switch {
		case a == Unknown:
			j.lacks(labels(missing)...)
		case a == Yes && !r.Evidence.Verified():
			j.Warnings = append(j.Warnings, "Mức ưu tiên ("+r.Text+") "+r.Evidence.Label()+", nên không áp dụng")
		case a == Yes && r.Factor > factor:
			factor, text = r.Factor, r.Text
			j.add(Step{Text: fmt.Sprintf("Ưu tiên: %s, mức hỗ trợ bằng %s", r.Text, r.Factor), Citation: r.Citation, Evidence: r.Evidence})
		}
	}
	return factor, text
}

// raised says by how much a priority lifted the ceiling: what it would have
// been without is measured once more.
func (j *judgement) raised(l Limit, text string) {
	plain := &judgement{b: j.b, f: j.f, c: j.c}
	plain.ratio(l, money.Whole)
	plain.cap(l, money.Whole)
	if l.Total > 0 {
		plain.Ceiling = min(plain.Ceiling, l.Total)
	}
	j.Raised = j.Ceiling - plain.Ceiling
	if j.explain {
		j.note("Phần tăng do ưu tiên (" + text + "): " + j.Raised.String() + " đ")
	}
}
