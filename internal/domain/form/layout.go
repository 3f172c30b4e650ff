package form

import (
	"strconv"
	"strings"

	"example.vn/khuyencong/internal/platform/fill"
	"example.vn/khuyencong/internal/platform/page"
)

// A layout turns the text of a form into the blocks of a paper. With a scope it
// is filled in; without one its marks stay, as an office finds them in Word;
// with mark every text with marks is only read, in its order.
type layout struct {
	scope  *fill.Scope
	mark   func(string)
	blocks []page.Block
}

// text fills one text in, or reads it.
func (l *layout) text(s string) string {
	if l.mark != nil {
		l.mark(s)
	}
	if l.scope == nil {
		return s
	}
	return fill.String(s, l.scope)
}

func (l *layout) add(b ...page.Block) { l.blocks = append(l.blocks, b...) }

// spec lays out a whole form.
func (l *layout) spec(k *Kind, h heading) {
	s := &k.body
	if s.Mark != "" {
		l.add(page.Text(page.Form, s.Mark))
	}
	l.head(s, h)
	l.title(s, h)
	for _, c := range h.basis {
		l.add(page.Text(page.Basis, c))
	}
	for _, b := range s.Basis {
		l.add(l.para(page.Basis, b))
	}
	if s.Decides {
		l.add(page.Text(page.Decider, "QUYẾT ĐỊNH:"))
	}
	l.parts(s.Body)
	if s.Sign != nil {
		l.sign(s.Sign)
	}
	l.parts(s.Annex)
}

func (l *layout) head(s *spec, h heading) {
	switch s.Head {
	case "office", "department", "approver":
		letter := page.Letterhead{Parent: h.parent, Issuer: h.issuer, Number: h.number, Place: h.place}
		if s.Title == "" {
			letter.About = l.text(s.About)
		}
		l.add(page.Head(letter))
	case "nation":
		l.add(page.MottoHead(h.place)...)
	}
}

func (l *layout) title(s *spec, h heading) {
	if s.Title != "" {
		l.add(page.Text(page.Kind, l.text(s.Title)))
		if s.About != "" {
			l.add(page.Text(page.Subject, l.text(s.About)))
		}
		l.add(page.Rule{Part: titleRule})
	}
	for i, to := range s.To {
		if i == 0 {
			to = "Kính gửi: " + to
		}
		l.add(page.Text(page.To, l.text(to)))
	}
	if s.Decides {
		l.add(page.Text(page.Decider, h.decider))
	}
}

// titleRule is how long the line under a title is, as a part of the text's width.
const titleRule = 0.25

func (l *layout) parts(parts []part) {
	for i := range parts {
		l.part(&parts[i])
	}
}

func (l *layout) part(p *part) {
	switch {
	case p.Text != "":
		if para := l.styled(p.Text); l.scope == nil || !para.Empty() {
			l.add(para)
		}
	case p.Table != nil:
		l.table(p.Table)
	case p.Sheet != "":
		l.add(page.Break{Land: p.Sheet == "land"})
	case p.Blank > 0:
		for range p.Blank {
			l.add(page.Text(page.Plain, dottedLine))
		}
	case p.Each != "":
		l.under("#", p.Each, p.Do)
	case p.If != "":
		l.under("#", p.If, p.Do)
	case p.Unless != "":
		l.under("^", p.Unless, p.Do)
	}
}

// dottedLine fills the width of a sheet that stands upright.
var dottedLine = strings.Repeat("…", 32)

// under lays out parts for each row of a list, or when a condition holds.
func (l *layout) under(sign, name string, parts []part) {
	if l.scope == nil {
		l.add(page.Text(page.Plain, l.text("{{"+sign+name+"}}")))
		l.parts(parts)
		l.add(page.Text(page.Plain, l.text("{{/"+name+"}}")))
		return
	}
	for _, scope := range l.rows(sign, name) {
		outer := l.scope
		l.scope = scope
		l.parts(parts)
		l.scope = outer
	}
}

func (l *layout) rows(sign, name string) []*fill.Scope {
	rows := l.scope.Rows(name)
	switch {
	case sign == "#":
		return rows
	case len(rows) == 0:
		return []*fill.Scope{l.scope}
	}
	return nil
}

// styles are the signs that choose a paragraph's style.
var styles = []struct {
	sign  string
	style page.Style
}{{"# ", page.Heading}, {"= ", page.Decider}, {"> ", page.Plain}, {"- ", page.Body}, {"^ ", page.Hint}}

func (l *layout) styled(text string) page.Para {
	for _, s := range styles {
		if rest, found := strings.CutPrefix(text, s.sign); found {
			if s.sign == "- " {
				rest = text
			}
			p := l.para(s.style, rest)
			p.Keep = s.style == page.Heading || s.style == page.Decider
			return p
		}
	}
	return l.para(page.Body, text)
}

// para reads **bold** and ~italic~ before anything is filled in, so that what
// is filled in is never read as a sign.
func (l *layout) para(style page.Style, text string) page.Para {
	p := page.Para{Style: style}
	for i, strong := range strings.Split(text, "**") {
		for j, slant := range strings.Split(strong, "~") {
			if slant != "" {
				p.Runs = append(p.Runs, page.Run{Text: l.text(slant), Bold: i%2 == 1, Italic: j%2 == 1})
			}
		}
	}
	return p
}

func (l *layout) table(t *table) {
	laid := &page.Table{Cols: t.Cols, Heads: len(t.Head)}
	for _, cells := range t.Head {
		laid.Rows = append(laid.Rows, l.row(t, row{Cells: cells}, page.SmallHead, "", ""))
	}
	for _, r := range t.Rows {
		name := r.Each + r.If
		switch {
		case name == "":
			laid.Rows = append(laid.Rows, l.row(t, r, page.Small, "", ""))
		case l.scope == nil:
			laid.Rows = append(laid.Rows, l.row(t, r, page.Small, "{{#"+name+"}}", "{{/"+name+"}}"))
		default:
			outer := l.scope
			for _, scope := range outer.Rows(name) {
				l.scope = scope
				laid.Rows = append(laid.Rows, l.row(t, r, page.Small, "", ""))
			}
			l.scope = outer
		}
	}
	l.add(laid)
}

// row lays out a row; before and after are marks around its first and last cell.
func (l *layout) row(t *table, r row, style page.Style, before, after string) page.Row {
	var laid page.Row
	col := 0
	for i, text := range r.Cells {
		span := 1
		if n, rest, found := strings.Cut(strings.TrimPrefix(text, "<"), ">"); found && strings.HasPrefix(text, "<") {
			if got, err := strconv.Atoi(n); err == nil {
				span, text = got, rest
			}
		}
		if i == 0 {
			text = before + text
		}
		if i == len(r.Cells)-1 {
			text += after
		}
		p := l.para(style, text)
		if style == page.Small {
			p.Align = alignOf(t.Align, col)
		}
		for j := range p.Runs {
			p.Runs[j].Bold = p.Runs[j].Bold || r.Bold
		}
		laid.Cells = append(laid.Cells, page.Cell{Blocks: []page.Block{p}, Span: span})
		col += span
	}
	return laid
}

func alignOf(letters string, col int) page.Align {
	if col < len(letters) {
		switch letters[col] {
		case 'c':
			return page.Center
		case 'r':
			return page.Right
		}
	}
	return page.Left
}

func (l *layout) sign(s *signing) {
	if s.Office {
		copies := make([]string, len(s.Copies))
		for i, c := range s.Copies {
			copies[i] = l.text(c)
		}
		l.add(page.Sign(copies, page.Signer{
			Authority: strings.Split(l.text("{{nguoi_ky_chuc_vu}}"), "\n"), Name: l.text("{{nguoi_ky_ten}}"),
		}))
		return
	}
	people := make([]page.Signer, len(s.People))
	for i, p := range s.People {
		hint := p.Hint
		if hint == "" {
			hint = "(Ký, ghi rõ họ tên)"
		}
		people[i] = page.Signer{Authority: []string{l.text(p.Who)}, Hint: hint, Name: l.text(p.Name)}
	}
	l.add(page.SignAll(people))
}
