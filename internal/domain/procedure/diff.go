package procedure

import (
	"cmp"
	"slices"
	"strings"

	"example.vn/khuyencong/internal/domain/normbook"
	"example.vn/khuyencong/internal/platform/calendar"
)

// A Difference (điểm khác) is one thing on which two procedures do not say the same.
type Difference struct {
	Part, Name    string // Vietnamese
	Before, After string // Vietnamese; "" where there is no such rule
}

// said is one thing that a procedure says.
type said struct{ part, name, text string }

// Diff lists what differs between the rules before and after, in the order of a
// scheme's life. Who decides counts, and what, by when and with which papers;
// another citation alone does not.
func Diff(before, after Rules) []Difference {
	old, fresh := before.says(), after.says()
	var all []Difference
	for _, was := range old {
		if is := find(fresh, was); is.text != was.text {
			all = append(all, Difference{was.part, was.name, was.text, is.text})
		}
	}
	for _, is := range fresh {
		if find(old, is).name == "" {
			all = append(all, Difference{is.part, is.name, "", is.text})
		}
	}
	slices.SortStableFunc(all, func(x, y Difference) int {
		return cmp.Compare(slices.Index(parts, x.Part), slices.Index(parts, y.Part))
	})
	return all
}

func find(list []said, like said) said {
	for _, s := range list {
		if s.part == like.part && s.name == like.name {
			return s
		}
	}
	return said{}
}

// parts are the headings of what differs, in their order.
var parts = []string{"Bước chuyển của đề án", "Ai quyết định điều chỉnh", "Tạm ứng", ForDossier.Label(), ForSettlement.Label(), "Thời hạn"}

// says lists everything that the rules say.
func (r Rules) says() []said {
	var all []said
	add := func(part int, name, text string) { all = append(all, said{parts[part], name, text}) }
	for _, m := range r.Moves() {
		add(0, m.From.Label()+" → "+m.To.Label(), m.Authority.Label())
	}
	for _, c := range Changes() {
		for _, group := range []bool{false, true} {
			if d, ok := r.DecidedBy(group, c); ok {
				add(1, c.Label()+map[bool]string{true: " (đề án nhóm)"}[group], d.Authority.Label())
			}
		}
	}
	add(2, "Mức tối đa trước nghiệm thu", r.AdvanceCeiling().Ratio.String())
	for _, c := range normbook.Contents(r.Day) {
		a := r.AdvanceFor(c.Code)
		add(2, c.Name, a.Text()+" Giấy tờ: "+strings.Join(a.Papers, "; ")+".")
	}
	for i, step := range Steps() {
		for _, list := range r.PaperLists(step) {
			add(3+i, list.ContentNames(), paperNames(list.Papers))
		}
	}
	for _, code := range r.codes() {
		if d, ok := r.Deadline(code); ok {
			d.Dues = d.entry.dues(yearOf(r.Day))
			add(5, d.Name, d.Text()+"; "+d.Who+" → "+d.To)
		}
	}
	return all
}

func yearOf(day calendar.Date) int {
	if day.IsZero() {
		return 1
	}
	return day.Year()
}

func paperNames(papers []Paper) string {
	var names []string
	for _, p := range papers {
		name := p.Name
		if !p.Required {
			name += " (không bắt buộc)"
		}
		names = append(names, name)
	}
	return strings.Join(names, "; ")
}

// Of returns the rules that a set of b makes on its first day, or on its last
// when the first is not known.
func (b *Book) Of(s Set) Rules {
	day := s.From
	if day.IsZero() {
		day = s.Until
	}
	return b.For(s.Area, s.fund(), day)
}

// Against returns the rules of b on the first day of s, without it and with it,
// to compare them.
func (b *Book) Against(s Set) (before, after Rules, err error) {
	with, err := b.Instead(s)
	if err != nil {
		return before, after, err
	}
	return b.For(s.Area, s.fund(), s.From), with.For(s.Area, s.fund(), s.From), nil
}
