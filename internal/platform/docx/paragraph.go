package docx

import (
	"slices"
	"strings"

	"example.vn/khuyencong/internal/platform/fill"
)

const tracked = "Còn thay đổi chưa được chấp nhận hay từ chối (Track Changes); hãy chấp nhận hoặc từ chối hết rồi lưu lại."

// A paragraph's letters, over all its runs.
type letters struct {
	strings.Builder
	nodes   []*node // the texts
	from    []int   // where each begins in the letters
	solid   bool    // there is something beside letters that must stay
	tracked bool    // something is inserted or deleted and not yet accepted
	boxes   []*node // with paragraphs of their own
}

// solids are what must not go with a paragraph that holds only a mark.
var solids = map[string]bool{
	"br": true, "cr": true, "drawing": true, "pict": true, "sym": true, "sectPr": true, "fldChar": true, "fldSimple": true,
	"footnoteReference": true, "endnoteReference": true, "AlternateContent": true,
}

// gather reads the letters below n, but not those of boxes.
func (l *letters) gather(n *node) {
	for _, k := range n.kids {
		switch k.kind {
		case "t":
			l.nodes, l.from = append(l.nodes, k), append(l.from, l.Len())
			l.WriteString(k.text)
			continue
		case "txbxContent":
			l.boxes = append(l.boxes, k)
			continue
		case "tab", "br", "cr", "noBreakHyphen", "softHyphen", "sym", "drawing", "pict":
			if n.kind == "r" {
				l.WriteByte('\n') // no mark reaches over it
			}
		case "ins", "del", "moveFrom", "moveTo":
			l.tracked = true
			continue
		}
		l.solid = l.solid || solids[k.kind]
		l.gather(k)
	}
}

// A found mark lies in the letters from at to end.
type found struct {
	fill.Part
	at, end int
	op      step   // of a field, or of a part that begins or ends here
	close   string // the tags that end the run before it
	again   string // the tags that begin a run after it
}

// paragraph notes the marks of a paragraph. It returns those that nothing in
// the paragraph answers.
func (c *compiler) paragraph(p *node, place string) []*loose {
	var l letters
	l.gather(p)
	for _, box := range l.boxes {
		c.settle(c.container(box, join(place, "khung chữ")))
	}
	if l.tracked {
		c.blame(place, tracked)
	}
	text := l.String()
	if !fill.Marked(text) {
		return nil
	}
	place += " (“" + beginning(text) + "”)"
	marks := c.marks(text, place)
	if c.count += len(marks); c.count > maxMarks {
		return nil
	}
	open := c.answer(marks, &l, p, place)
	for i, n := range l.nodes {
		for len(marks) > 0 && marks[0].end <= l.from[i] {
			marks = marks[1:]
		}
		c.rewrite(n, text, l.from[i], marks)
	}
	return open
}

// beginning is how a paragraph begins, so that people find it.
func beginning(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}

// marks finds the marks of a text. After a faulty one it goes on.
func (c *compiler) marks(text, place string) (all []found) {
	for at := 0; at < len(text); {
		parts, err := fill.Parts(text[at:])
		for _, p := range parts {
			if p.Mark != fill.Text {
				all = append(all, found{Part: p, at: at, end: at + p.Size})
			}
			at += p.Size
		}
		if err == nil {
			break
		}
		c.blame(place, "%s", err.Error())
		at += len("{{")
	}
	return all
}

// answer pairs the marks of a paragraph and says what each becomes.
func (c *compiler) answer(marks []found, l *letters, p *node, place string) (all []*loose) {
	var open []int
	answered := make([]bool, len(marks))
	for i := range marks {
		m := &marks[i]
		switch m.Mark {
		case fill.Field:
			m.op = step{op: op{kind: field, text: m.Text, place: place, tags: c.tagsOf(l.node(m.at))}}
			answered[i] = true
		case fill.Open, fill.Unset:
			open = append(open, i)
		case fill.Close:
			if len(open) > 0 && marks[open[len(open)-1]].Text == m.Text {
				o := open[len(open)-1]
				open = open[:len(open)-1]
				answered[o], answered[i] = true, true
				c.inline(&marks[o], m, l, place)
			}
		case fill.Text:
		}
	}
	for i, m := range marks {
		if !answered[i] {
			all = append(all, &loose{mark: m.Mark, name: m.Text, place: place, para: p})
		}
	}
	if len(all) == 1 && len(marks) == 1 && !l.solid && len(l.boxes) == 0 {
		rest := l.String()[:marks[0].at] + l.String()[marks[0].end:]
		all[0].alone = strings.TrimSpace(rest) == ""
	}
	return all
}

// node is the text that holds the letter at.
func (l *letters) node(at int) *node {
	i, here := slices.BinarySearch(l.from, at)
	for here && i+1 < len(l.from) && l.from[i+1] == at {
		i++ // texts without letters begin where the next one does
	}
	if !here {
		i--
	}
	return l.nodes[i]
}

// inline repeats the letters between two marks of a paragraph: within a text,
// or with whole runs, which are divided at the marks.
func (c *compiler) inline(o, m *found, l *letters, place string) {
	begin := loose{mark: o.Mark, name: o.Text, place: place}
	from, to := l.node(o.at), l.node(m.at)
	o.op, m.op = begin.begins(), ends
	if from == to {
		return
	}
	a, b := from.run(), to.run()
	if a == nil || b == nil || a != b && a.up != b.up {
		c.blame(place, "“%s” và “{{/%s}}” phải cùng nằm trong, hoặc cùng nằm ngoài, một liên kết hay khung nội dung.", &begin, o.Text)
		o.op, m.op = step{}, step{}
		return
	}
	o.close, o.again = c.around(from, a == b)
	m.close, m.again = c.around(to, a == b)
}

// run is the run that a text is directly in.
func (n *node) run() *node {
	if n.up != nil && n.up.kind == "r" {
		return n.up
	}
	return nil
}

// around is how a text, and its run, are ended and begun again.
func (c *compiler) around(t *node, same bool) (before, after string) {
	before, after = "</"+t.tag+">", preserving(t)
	if same {
		return before, after
	}
	r := t.run()
	look := ""
	if p := r.child("rPr"); p != nil {
		look = string(c.src[p.start:p.end])
	}
	return before + "</" + r.tag + ">", "<" + r.tag + ">" + look + after
}

func preserving(t *node) string { return "<" + t.tag + ` xml:space="preserve">` }

// rewrite puts what the marks became into a text whose letters begin at from;
// each mark where it begins, so that a value looks as the first letter of its
// mark. The first mark is the first that ends in or behind the text.
func (c *compiler) rewrite(n *node, text string, from int, marks []found) {
	to := from + len(n.text)
	if len(marks) == 0 || marks[0].at >= to {
		return
	}
	steps := []step{literal(preserving(n))}
	at := from
	for _, m := range marks {
		if m.at >= to {
			break
		}
		if m.at > at {
			steps = append(steps, literal(escape(text[at:m.at])))
		}
		if m.at >= from {
			steps = append(steps, m.steps()...)
		}
		at = min(m.end, to)
	}
	if at < to {
		steps = append(steps, literal(escape(text[at:to])))
	}
	c.edit(n.start, n.end, 2, append(steps, literal("</"+n.tag+">"))...)
}

func (m found) steps() []step {
	var all []step
	if m.close != "" {
		all = append(all, literal(m.close))
	}
	if m.op.turns != 0 || m.op.op.kind == field && m.op.op.text != "" {
		all = append(all, m.op)
	}
	if m.again != "" {
		all = append(all, literal(m.again))
	}
	return all
}

func literal(s string) step { return step{op: op{kind: raw, text: s}} }

var escape = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace
