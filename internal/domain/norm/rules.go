package norm

import (
	"fmt"
	"slices"

	"example.vn/khuyencong/internal/platform/calendar"
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

// often asks how many times the applicant was supported before.
func (j *judgement) often() {
	for _, o := range j.c.Often {
		if !j.f.PastKnown {
			j.add(Step{Text: "Chưa rõ lịch sử được hỗ trợ: " + o.text(), Citation: o.Citation, Evidence: o.Evidence})
			j.lacks("các khoản hỗ trợ đã nhận")
			continue
		}
		n, last := j.had(o)
		most := 1
		if o.Kind == TimesAYear {
			most = o.N
		}
		if n < most {
			j.add(Step{Text: "Đạt: " + o.text(), Citation: o.Citation, Evidence: o.Evidence})
			continue
		}
		text := fmt.Sprintf("%s; đã nhận %d lần, gần nhất ngày %s", o.text(), n, last.VN())
		j.add(Step{Text: "Không đạt: " + text, Citation: o.Citation, Evidence: o.Evidence})
		j.refuse(text, o.Citation, o.Evidence)
	}
}

// had counts what o counts among what was received before the day.
func (j *judgement) had(o Often) (n int, last calendar.Date) {
	for _, r := range j.f.Past {
		if r.On.After(j.f.On) || (!o.Any && o.Kind != OnceAnItem && !j.same(r.Content)) {
			continue
		}
		if !o.counts(j.f, r) {
			continue
		}
		n++
		if r.On.After(last) {
			last = r.On
		}
	}
	return n, last
}

// counts reports whether o is about what was received then.
func (o Often) counts(f *Facts, r Received) bool {
	switch o.Kind {
	case OnceEver:
		return true
	case OnceInYears:
		return r.On.After(f.On.AddMonths(-12 * o.N))
	case TimesAYear:
		return r.On.Year() == f.On.Year()
	case OnceAnItem:
		return f.Item != "" && r.Item == f.Item
	}
	return true
}

// same reports whether support for that content was for what is judged now.
func (j *judgement) same(c Content) bool {
	if c == j.f.Content || c == j.c.Content {
		return true
	}
	return slices.Contains(j.b.items[c], j.c.Content)
}

// text puts o in words.
func (o Often) text() string {
	what := "nội dung này"
	if o.Any {
		what = "khuyến công"
	}
	switch o.Kind {
	case OnceEver:
		return "mỗi cơ sở chỉ được hỗ trợ " + what + " một lần"
	case OnceInYears:
		return fmt.Sprintf("mỗi cơ sở chỉ được hỗ trợ %s một lần trong %d năm", what, o.N)
	case TimesAYear:
		return fmt.Sprintf("mỗi cơ sở được hỗ trợ %s không quá %d lần một năm", what, o.N)
	case OnceAnItem:
		return "mỗi hạng mục chỉ được Nhà nước hỗ trợ một lần"
	}
	return string(o.Kind)
}
