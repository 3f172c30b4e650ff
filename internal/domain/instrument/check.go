package instrument

import (
	"slices"
	"strings"

	"example.vn/khuyencong/internal/platform/calendar"
)

// A Problem (vấn đề) is what is wrong, or worth knowing, about a citation.
type Problem string

// The problems. The first four must be mended; the others are advice.
const (
	Repealed   Problem = "repealed"    // no longer in force
	TooEarly   Problem = "not_yet"     // not yet in force
	WrongDay   Problem = "wrong_day"   // signed on another day than is written
	Unlisted   Problem = "unlisted"    // the register does not have it
	HasChanges Problem = "amended"     // in force, and amended by a text not cited
	Unsure     Problem = "unconfirmed" // in force, by days that nobody has verified
)

// Label returns the Vietnamese name of p.
func (p Problem) Label() string {
	switch p {
	case Repealed:
		return "Hết hiệu lực"
	case TooEarly:
		return "Chưa có hiệu lực"
	case WrongDay:
		return "Sai ngày ký"
	case Unlisted:
		return "Không có trong sổ"
	case HasChanges:
		return "Đã được sửa đổi"
	case Unsure:
		return "Chưa kiểm chứng"
	}
	return string(p)
}

// Serious reports whether a paper should not go out with p.
func (p Problem) Serious() bool { return p != HasChanges && p != Unsure }

// A Finding (phát hiện) is one problem of one citation.
type Finding struct {
	Citation
	Problem    Problem
	Instrument ID     // "" when the register does not have it
	Message    string // Vietnamese, a whole sentence
}

// Check returns what is wrong, on a day, about the instruments that a text
// cites, in the order of the text. Advice on an instrument is given once, where
// it is cited first.
func (r *Register) Check(text string, day calendar.Date) []Finding {
	cited := Citations(text)
	meant := make([][]int, len(cited))
	named := map[ID]bool{}
	for n, c := range cited {
		meant[n] = r.meant(c)
		for _, at := range meant[n] {
			named[r.all[at].ID] = true
		}
	}
	var found []Finding
	advised := map[ID]bool{}
	for n, c := range cited {
		if len(meant[n]) == 0 {
			found = append(found, Finding{Citation: c, Problem: Unlisted, Message: r.unlisted(c)})
			continue
		}
		at := r.best(meant[n], c, day)
		i := r.all[at]
		found = append(found, r.problems(c, at, day)...)
		if !advised[i.ID] {
			advised[i.ID] = true
			found = append(found, r.advice(c, at, day, named)...)
		}
	}
	return found
}

// meant returns the instruments that c can mean. One whose number has no year
// is another when it was signed in another year.
func (r *Register) meant(c Citation) []int {
	n := c.number
	if n.year == 0 && !c.Signed.IsZero() {
		n.year = c.Signed.Year()
	}
	return r.fitting(n)
}

// best returns the one that c means most likely: signed on the day written,
// else in force on the day.
func (r *Register) best(meant []int, c Citation, day calendar.Date) int {
	for _, at := range meant {
		if !c.Signed.IsZero() && r.all[at].Signed == c.Signed {
			return at
		}
	}
	for _, at := range meant {
		if r.status(at, day).State == InForce {
			return at
		}
	}
	return meant[0]
}

// problems returns what must be mended.
func (r *Register) problems(c Citation, at int, day calendar.Date) []Finding {
	i, status := r.all[at], r.status(at, day)
	var found []Finding
	add := func(p Problem, message string) {
		found = append(found, Finding{Citation: c, Problem: p, Instrument: i.ID, Message: message})
	}
	switch status.State {
	case Expired:
		add(Repealed, i.Cite()+" không còn hiệu lực vào ngày "+day.VN()+". "+withDoubt(status))
	case NotYet:
		add(TooEarly, i.Cite()+" chưa có hiệu lực vào ngày "+day.VN()+". "+withDoubt(status))
	case InForce, Unknown:
	}
	if !c.Signed.IsZero() && !i.Signed.IsZero() && c.Signed != i.Signed && !i.SignedUnverified {
		add(WrongDay, i.Cite()+" ký ngày "+i.Signed.VN()+", không phải ngày "+c.Signed.VN()+".")
	}
	return found
}

func withDoubt(s Status) string { return strings.TrimSpace(s.Reason + " " + s.Doubt) }

// advice returns what is worth knowing of an instrument that may be cited.
func (r *Register) advice(c Citation, at int, day calendar.Date, named map[ID]bool) []Finding {
	i, status := r.all[at], r.status(at, day)
	if status.State != InForce && status.State != Unknown {
		return nil
	}
	var found []Finding
	var missing []string
	for _, a := range r.Amendments(i.ID, day) {
		if !named[a.ID] {
			missing = append(missing, a.Cite())
		}
	}
	if len(missing) > 0 {
		found = append(found, Finding{
			Citation: c, Problem: HasChanges, Instrument: i.ID,
			Message: i.Cite() + " nên dẫn kèm “được sửa đổi, bổ sung bởi " + list(missing) + "”.",
		})
	}
	if doubt := doubtOn(status); doubt != "" {
		found = append(found, Finding{
			Citation: c, Problem: Unsure, Instrument: i.ID, Message: i.Cite() + ": " + doubt,
		})
	}
	return found
}

// doubtOn returns what nobody has verified of the status; "" when nothing.
func doubtOn(s Status) string {
	if s.State == Unknown {
		return withDoubt(s) + " Cần tra lại trước khi dẫn."
	}
	return s.Doubt
}

// list joins names the way a sentence does.
func list(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " và " + names[len(names)-1]
}

// unlisted says that the register does not have what c cites, and what it has
// that is written almost alike.
func (r *Register) unlisted(c Citation) string {
	message := c.String() + " không có trong sổ văn bản"
	var near []string
	for _, at := range r.serials[c.serial] {
		if c.year != 0 && r.numbers[at].year == c.year {
			near = append(near, r.all[at].Cite())
		}
	}
	slices.Sort(near)
	if len(near) == 0 {
		return message + "; hãy kiểm tra số, ký hiệu, hoặc thêm văn bản vào sổ."
	}
	return message + "; sổ có " + list(near) + "."
}
