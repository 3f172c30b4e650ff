package schemelist

import (
	"slices"
	"strings"

	"example.vn/khuyencong/internal/platform/money"
	"example.vn/khuyencong/internal/platform/text"
)

// amountsOf holds the four sums of a row, in the order of sumNames.
type amountsOf [4]Sum

var sumNames = [4]string{"tổng kinh phí", "kinh phí hỗ trợ", "vốn đối ứng", "nguồn khác"}

// A tally adds up rows.
type tally struct {
	rows int
	sums amountsOf
}

func (t *tally) add(rows int, a amountsOf) {
	t.rows += rows
	for i := range t.sums {
		t.sums[i] = t.sums[i].plus(a[i])
		t.sums[i].VND = min(t.sums[i].VND, 1000*money.Max) // no overflow, whatever comes
	}
}

// An expected is what a total or a section says its rows add up to.
type expected struct {
	row   int
	words string
	sums  amountsOf
}

func (e expected) any() bool {
	return slices.ContainsFunc(e.sums[:], func(s Sum) bool { return s.Has })
}

// scopes are the rows that a total may be about.
func (r *reader) scopes() []tally {
	found := []tally{r.all}
	if r.recent.rows > 0 {
		found = append(found, r.recent)
	}
	for _, s := range r.sections.open {
		if s.got.rows > 0 {
			found = append(found, s.got)
		}
	}
	return found
}

// matches reports whether every amount given is that of one of the scopes.
func (r *reader) matches(sums amountsOf, scopes []tally) bool {
	return slices.ContainsFunc(scopes, func(t tally) bool {
		for i, s := range sums {
			if s.Has && s.VND != t.sums[i].VND {
				return false
			}
		}
		return true
	})
}

// breaksDown reports whether a row says from which sources the money of the
// row above comes: "Trong đó:", "- Khuyến công quốc gia", "- Vốn đối ứng". That
// money was counted already.
func (r *reader) breaksDown(l line, lead string) bool {
	if !l.unnumbered() || l.texts() > 1 {
		r.parts = false
		return false
	}
	begins := strings.HasPrefix(text.Fold(lead)+" ", "trong do ")
	source := fundIn(lead) != Unknown || classify(strings.TrimLeft(lead, "-–+• "), "").isMoney()
	r.parts = begins || r.parts && source && !isTotal(lead)
	return r.parts
}

func (r *reader) readTotal(l line) {
	sums, errs := r.amounts(l)
	if len(errs) > 0 {
		r.note("Dòng tổng ở dòng %d của trang %q không đọc được nên không được đối chiếu.", l.row+1, r.name)
		return
	}
	e := expected{row: l.row, words: l.lead(), sums: sums}
	if n := len(r.sections.open); n > 0 {
		r.countHollow(r.sections.open[n-1])
	}
	if r.all.rows == 0 {
		r.early = append(r.early, e)
		return
	}
	r.checkTotal(e, r.scopes())
	r.recent = tally{}
}

// checkTotal notes a total that no scope explains.
func (r *reader) checkTotal(e expected, scopes []tally) {
	if !e.any() || len(r.list.Errors) > r.wrong || r.matches(e.sums, scopes) {
		return
	}
	for i, s := range e.sums {
		if !s.Has || slices.ContainsFunc(scopes, func(t tally) bool { return t.sums[i].VND == s.VND }) {
			continue
		}
		about := scopes[len(scopes)-1]
		if strings.HasPrefix(text.Fold(e.words), "tong") {
			about = scopes[0]
		}
		r.note("Dòng %d %q ghi %s %s đồng nhưng các dòng cộng lại là %s đồng.", e.row+1, short(e.words), sumNames[i], s.VND, about.sums[i].VND)
		return
	}
	r.note("Dòng %d %q không khớp với tổng của các dòng.", e.row+1, short(e.words))
}

// checkSection compares what a closed section said with its rows.
func (r *reader) checkSection(s *section) {
	switch {
	case !s.want.any():
	case s.got.rows == 0:
		r.countHollow(s)
	default:
		r.checkTotal(s.want, []tally{s.got})
	}
}

// countHollow counts a section that has an amount and no scheme, such as the
// cost of managing schemes, because totals count it too.
func (r *reader) countHollow(s *section) {
	if s.hollow || !s.want.any() || s.got.rows > 0 {
		return
	}
	r.note("Dòng %d %q có số tiền nhưng không có đề án nào bên dưới nên không được tính.", s.row+1, short(s.words))
	r.all.add(0, s.want.sums)
	r.recent.add(0, s.want.sums)
	for p := s; p != nil; p = p.parent {
		p.hollow = true
		p.got.add(0, s.want.sums)
	}
}

// count adds rows to the sheet and to every open section.
func (r *reader) count(rows int, a amountsOf) {
	r.all.add(rows, a)
	r.recent.add(rows, a)
	for _, s := range r.sections.open {
		s.got.add(rows, a)
	}
}
