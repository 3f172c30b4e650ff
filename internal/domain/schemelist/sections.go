package schemelist

import (
	"slices"
	"strings"
	"unicode/utf8"

	"example.vn/khuyencong/internal/platform/text"
)

// A section (mục) is a row that speaks for the rows below it.
type section struct {
	kind    string // how it is numbered, or what an unnumbered one speaks of
	row     int
	words   string
	fund    Fund
	content string
	place   string
	year    int
	want    expected
	got     tally
	parent  *section
	hollow  bool // its amount, or one below it, was counted without a scheme
}

// sections are the open ones, from the outermost in. Which numbering is the
// outer one, each list decides by which comes first.
type sections struct {
	open  []*section
	kinds []string
}

// drop closes all sections without a check, because a new table begins.
func (s *sections) drop() { s.open, s.kinds = nil, nil }

func (s *sections) popAll() []*section {
	closed := s.open
	s.open = nil
	slices.Reverse(closed)
	return closed
}

// enter opens a section and returns the ones that it closes, innermost first.
func (s *sections) enter(n *section) []*section {
	if !slices.Contains(s.kinds, n.kind) {
		s.kinds = append(s.kinds, n.kind)
	}
	keep := slices.IndexFunc(s.open, func(o *section) bool {
		sameFund := n.kind == "fund" && o.fund != Unknown
		return sameFund || slices.Index(s.kinds, o.kind) >= slices.Index(s.kinds, n.kind)
	})
	if keep < 0 {
		keep = len(s.open)
	}
	closed := slices.Clone(s.open[keep:])
	if keep > 0 {
		n.parent = s.open[keep-1]
	}
	s.open = append(s.open[:keep:keep], n)
	slices.Reverse(closed)
	return closed
}

// section recognises a row that speaks for the rows below it.
func (r *reader) section(l line, more bool) (*section, bool) {
	no, words := l.no(), l.own(fTitle)
	if words == "" {
		words = l.lead()
	}
	if words == no {
		no = ""
	}
	if l.texts() > 1 || words == "" || l.fieldAtText(words) == fBeneficiary && !r.opensGroup(l, no, words) {
		return nil, false
	}
	if no == "" {
		if m := numbering.FindStringSubmatch(words); m != nil && (numberKind(m[1]) == "roman" || numberKind(m[1]) == "letter" || l.across()) {
			no, words = m[1], m[2]
		}
	}
	if !r.opensGroup(l, no, words) && !r.opensUnnumbered(l, no, words, more) {
		return nil, false
	}
	s := &section{kind: numberKind(no), row: l.row, words: words, year: yearIn(words), fund: fundIn(words)}
	folded := text.Fold(words)
	switch {
	case s.fund == Unknown && (folded == "quoc gia" || folded == "dia phuong"):
		s.fund = fundValue(words)
	case s.fund != Unknown, s.year != 0 && utf8.RuneCountInString(words) < 20:
	case isPlace(folded):
		s.place = words
	default:
		s.content = words
	}
	if s.kind == "" || s.kind == "other" {
		s.kind = map[bool]string{true: "fund"}[s.fund != Unknown]
		if s.kind == "" {
			s.kind = map[bool]string{true: "place", false: "content"}[s.place != ""]
		}
	}
	sums, _ := r.amounts(l)
	s.want = expected{row: l.row, words: words, sums: sums}
	return s, true
}

// fieldAtText returns the field of the column where words stand.
func (l line) fieldAtText(words string) field {
	for i, cell := range l.cells {
		if !cell.Copy() && text.CleanLine(cell.Text) == words {
			return l.fieldAt(i)
		}
	}
	return none
}

// opensGroup reports whether a numbered row opens a section: it has a roman
// numeral or a letter, or the next row is numbered as a part of it.
func (r *reader) opensGroup(l line, no, words string) bool {
	switch kind := numberKind(no); {
	case kind == "roman", kind == "letter":
		return true
	case strings.HasPrefix(kind, "n"):
		next, ok := r.next(l)
		if !ok {
			return false
		}
		trimmed := strings.TrimRight(no, ".)")
		deeper := strings.HasPrefix(next.no(), trimmed+".") && numberKind(next.no()) == kind+"n"
		return (deeper || partLetter.MatchString(next.no())) && !isGroup(words)
	}
	return false
}

// opensUnnumbered reports whether a row without a number opens a section.
func (r *reader) opensUnnumbered(l line, no, words string, more bool) bool {
	if k := numberKind(no); k != "" && k != "other" || isFooter(words) || !more || beneficiaryKind(words) != OtherKind {
		return false
	}
	folded := text.Fold(words)
	speaks := fundIn(words) != Unknown || isPlace(folded) || folded == "quoc gia" || folded == "dia phuong" || strings.HasPrefix(folded, "noi dung ") || yearIn(words) != 0 && utf8.RuneCountInString(words) < 40
	if l.across() {
		return true
	}
	if !l.head.has(fNo) && !(speaks && !l.money()) {
		return false
	}
	if speaks {
		return true
	}
	next, ok := r.next(l)
	return ok && l.head.has(fBeneficiary) && next.no() != "" && l.head.has(fNo) && !l.dashed()
}

// dashed reports whether the row's number is a dash, as parts of a group have.
func (l line) dashed() bool {
	for _, c := range l.head.find(fNo) {
		if s := l.cell(c.index).Text; strings.TrimSpace(s) != "" && isDash(s) {
			return true
		}
	}
	return false
}

// across reports whether one merged text spans at least three columns.
func (l line) across() bool {
	spans := map[string]int{}
	for _, cell := range l.cells {
		if cell.Merged != "" && rowOf(cell.Merged) == l.row && !cell.Blank() {
			spans[cell.Merged]++
		}
	}
	for _, n := range spans {
		if n >= 3 {
			return true
		}
	}
	return false
}

// next returns the next row that is not blank.
func (r *reader) next(l line) (line, bool) {
	for i := l.row + 1; i < min(len(r.rows), l.row+20); i++ {
		n := line{head: l.head, row: i, cells: r.rows[i]}
		if n.anyOwn() {
			return n, true
		}
	}
	return line{}, false
}

func isPlace(folded string) bool {
	for _, p := range []string{"huyen ", "thanh pho ", "thi xa ", "xa ", "phuong ", "thi tran ", "tinh ", "tp ", "dia ban "} {
		if strings.HasPrefix(folded, p) {
			return utf8.RuneCountInString(folded) < 60
		}
	}
	return false
}

// push opens a section and checks the ones that it closes.
func (r *reader) push(s *section) {
	for _, closed := range r.sections.enter(s) {
		r.checkSection(closed)
	}
}

// closeNumbered ends the sections that are numbered as this scheme is: after
// content 2 with its scheme 2.1 comes scheme 3.
func (r *reader) closeNumbered(l line) {
	kind := numberKind(l.no())
	if !strings.HasPrefix(kind, "n") {
		return
	}
	at := slices.IndexFunc(r.sections.open, func(s *section) bool { return s.kind == kind })
	if at < 0 {
		return
	}
	closed := slices.Clone(r.sections.open[at:])
	r.sections.open = r.sections.open[:at]
	slices.Reverse(closed)
	for _, s := range closed {
		r.checkSection(s)
	}
}
