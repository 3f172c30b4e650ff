package norm

import (
	"slices"
	"strconv"
	"strings"

	"example.vn/khuyencong/internal/platform/calendar"
)

// often asks how many times the applicants were supported before.
func (j *judgement) often() {
	for i := range j.at.demands {
		if d := &j.at.demands[i]; d.holds(&j.f) {
			for _, o := range d.often {
				j.general(o)
			}
		}
	}
	for i := range j.version.Often {
		if o := &j.version.Often[i]; about(o.Only, j.f.Content) {
			j.general(o)
		}
	}
	for i := range j.c.Often {
		o := &j.c.Often[i]
		if j.f.PastKnown {
			j.weigh(o)
			continue
		}
		j.past(pastUnclear, o)
		j.lacks("các khoản hỗ trợ đã nhận")
	}
}

// general asks a limit of a whole version: while the history is not known it is
// a condition for people to see to.
func (j *judgement) general(o *Often) {
	if j.f.PastKnown {
		j.weigh(o)
	} else if j.explain {
		j.condition(o.text())
	}
}

// weigh holds what was received against o.
func (j *judgement) weigh(o *Often) {
	var broken, unclear []string
	most := o.most()
	for _, h := range j.had(o) {
		switch {
		case h.times() >= most:
			broken = append(broken, h.text(o))
		case h.times()+len(h.doubts) >= most:
			unclear = append(unclear, h.doubt(o))
		}
	}
	if len(broken) == 0 && len(unclear) == 0 {
		j.past(oftenHolds, o)
	}
	for _, text := range unclear {
		j.past(oftenUnclear, o)
		j.lacks(text)
	}
	if len(broken) > 0 {
		text := strings.Join(broken, "; ")
		j.add(oftenFails, text, Step{Citation: o.Citation, Evidence: o.Evidence})
		j.refuse(text, o.Citation, o.Evidence)
	}
}

// past adds a step on how often the applicants were supported before.
func (j *judgement) past(says wording, o *Often) {
	if j.explain {
		j.add(says, o.text(), Step{Citation: o.Citation, Evidence: o.Evidence})
	}
}

// most is how many times before are too many.
func (o *Often) most() int {
	if o.Kind == TimesAYear {
		return o.N
	}
	return 1
}

// A tally is what one applicant had of what a limit counts.
type tally struct {
	by, who string
	schemes []string // those that count surely; "" for what has no scheme
	last    calendar.Date
	doubts  []string // those that may count, in words
}

func (t *tally) times() int { return len(t.schemes) }

// text says that t breaks o.
func (t *tally) text(o *Often) string {
	text := o.text() + "; đã nhận " + strconv.Itoa(t.times()) + " lần, gần nhất ngày " + t.last.VN()
	var named []string
	for _, s := range t.schemes {
		if s != "" {
			named = append(named, s)
		}
	}
	if len(named) > 0 {
		text += " (đề án " + strings.Join(named, ", ") + ")"
	}
	return t.named(text)
}

// doubt says what must be known to tell whether t breaks o.
func (t *tally) doubt(o *Often) string {
	return t.named(o.text() + ", cần xác minh " + strings.Join(t.doubts, ", "))
}

func (t *tally) named(text string) string {
	if t.who == "" {
		return text
	}
	return t.who + ": " + text
}

// had counts, for each applicant, what o counts among what was received before
// the day. Those who had nothing of it are left out.
func (j *judgement) had(o *Often) []*tally {
	var all []*tally
	for i := range j.f.Past {
		r := &j.f.Past[i]
		if r.On.After(j.f.On) {
			continue
		}
		a, why := j.counts(o, r)
		if a == No {
			continue
		}
		k := slices.IndexFunc(all, func(t *tally) bool { return t.by == r.By })
		if k < 0 {
			k, all = len(all), append(all, &tally{by: r.By, who: r.Who})
		}
		all[k].count(r, a, why)
	}
	return all
}

// count adds what was received; a scheme counts once, for sure when any part
// of it does.
func (t *tally) count(r *Received, a Answer, why string) {
	if r.Scheme != "" && slices.Contains(t.schemes, r.Scheme) {
		return
	}
	if a == Unknown {
		doubt := r.name() + " (" + why + ")"
		if !slices.Contains(t.doubts, doubt) {
			t.doubts = append(t.doubts, doubt)
		}
		return
	}
	t.schemes = append(t.schemes, r.Scheme)
	if r.Scheme != "" && len(t.doubts) > 0 {
		t.doubts = slices.DeleteFunc(t.doubts, func(d string) bool { return strings.HasPrefix(d, r.name()+" (") })
	}
	if r.On.After(t.last) {
		t.last = r.On
	}
}

// name says which support is meant.
func (r *Received) name() string {
	if r.Scheme != "" {
		return "đề án " + r.Scheme
	}
	return "khoản nhận ngày " + r.On.VN()
}

// counts reports whether o is about what was received; why says what keeps
// that from being known.
func (j *judgement) counts(o *Often, r *Received) (a Answer, why string) {
	if o.Kind == OnceAnItem {
		return j.countsItem(r)
	}
	if !o.within(j.f.On, r.On) {
		return No, ""
	}
	switch {
	case !o.Any && r.Content == "":
		return Unknown, "không rõ nội dung"
	case !o.Any && !j.same(r.Content):
		return No, ""
	case r.Unsure != "":
		return Unknown, r.Unsure
	}
	return Yes, ""
}

// countsItem reports whether what was received was for one of the items.
func (j *judgement) countsItem(r *Received) (a Answer, why string) {
	switch {
	case len(j.f.Items) == 0 || r.Item == "":
		if r.Content != "" && !j.same(r.Content) {
			return No, "" // another activity is another item
		}
		return Unknown, "không rõ hạng mục"
	case !slices.Contains(j.f.Items, r.Item):
		return No, ""
	case r.Unsure != "":
		return Unknown, r.Unsure
	case j.f.ItemsByName:
		return Unknown, "có hạng mục cùng tên “" + r.Item + "”"
	}
	return Yes, ""
}

// within reports whether support of a day counts on another.
func (o *Often) within(today, day calendar.Date) bool {
	switch o.Kind {
	case OnceInYears:
		return day.After(today.AddMonths(-12 * o.N))
	case TimesAYear:
		return day.Year() == today.Year()
	case OnceEver, OnceAnItem:
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
func (o *Often) text() string {
	what := "nội dung này"
	if o.Any {
		what = "khuyến công"
	}
	switch o.Kind {
	case OnceEver:
		return "mỗi cơ sở chỉ được hỗ trợ " + what + " một lần"
	case OnceInYears:
		return "mỗi cơ sở chỉ được hỗ trợ " + what + " một lần trong " + strconv.Itoa(o.N) + " năm"
	case TimesAYear:
		return "mỗi cơ sở được hỗ trợ " + what + " không quá " + strconv.Itoa(o.N) + " lần một năm"
	case OnceAnItem:
		return "mỗi hạng mục chỉ được Nhà nước hỗ trợ một lần"
	}
	return string(o.Kind)
}
