package docx

import (
	"fmt"
	"slices"
	"strings"

	"example.vn/khuyencong/internal/platform/fill"
)

// A compiler finds the marks of a part and notes what stands in the place of
// which bytes.
type compiler struct {
	src    []byte
	edits  []edit
	faults []Fault
	tags   map[string]*tags
	count  int // marks so far
}

// Limits of a template.
const (
	maxMarks    = 5000
	maxElements = 400_000 // of a part
	maxFaults   = 200
)

// An edit puts steps in the place of bytes. At the same place ends come before
// beginnings, and what is inside lies between what is around it.
type edit struct {
	from, to int
	rank     int // less than 0 for ends
	steps    []step
}

// A step is an op, or the beginning or the end of one with others inside.
type step struct {
	op    op
	turns int // 1 begins, -1 ends
}

// A loose mark is one that nothing in its own paragraph or cell answers.
type loose struct {
	mark  fill.Mark
	name  string
	place string
	para  *node
	alone bool // nothing else is in its paragraph
	took  bool // it has been answered
}

func (l *loose) String() string {
	switch l.mark {
	case fill.Open:
		return "{{#" + l.name + "}}"
	case fill.Unset:
		return "{{^" + l.name + "}}"
	case fill.Close, fill.Field, fill.Text:
	}
	return "{{/" + l.name + "}}"
}

func (l *loose) opens() bool { return l.mark != fill.Close }

func (c *compiler) blame(place, sentence string, args ...any) {
	if len(args) > 0 {
		sentence = fmt.Sprintf(sentence, args...)
	}
	if len(c.faults) < maxFaults {
		c.faults = append(c.faults, Fault{place, sentence})
	}
}

func (c *compiler) edit(from, to, rank int, steps ...step) {
	c.edits = append(c.edits, edit{from, to, rank, steps})
}

// begins is the step that begins what a mark opens.
func (l *loose) begins() step {
	kind := section
	if l.mark == fill.Unset {
		kind = unset
	}
	return step{op{kind: kind, text: l.name, place: l.place}, 1}
}

var ends = step{turns: -1}

// story goes through a part. Where containers of paragraphs begin, counting
// begins anew.
func (c *compiler) story(root *node, place string) {
	c.tags = map[string]*tags{}
	switch root.kind {
	case "document":
		for _, body := range root.kids {
			c.settle(c.container(body, place))
		}
	case "footnotes", "endnotes":
		for i, note := range root.all(strings.TrimSuffix(root.kind, "s")) {
			c.settle(c.container(note, fmt.Sprintf("%s %d", place, i+1)))
		}
	default:
		c.settle(c.container(root, place))
	}
}

// settle blames the marks that are still loose where nothing more can answer them.
func (c *compiler) settle(all []*loose) {
	for _, l := range all {
		switch {
		case l.opens() && !l.alone:
			c.blame(l.place, "“%s” chưa có “{{/%s}}” trong cùng đoạn; muốn lặp nhiều đoạn thì để dấu mở và dấu đóng mỗi dấu một đoạn riêng, muốn lặp hàng thì để cả hai trong các ô của bảng.", l, l.name)
		case l.opens():
			c.blame(l.place, "“%s” chưa có đoạn “{{/%s}}” để đóng.", l, l.name)
		default:
			c.blame(l.place, "“%s” đóng một phần chưa được mở ở cùng chỗ (cùng đoạn, cùng bảng, hoặc mỗi dấu một đoạn riêng).", l)
		}
	}
}

// container goes through the paragraphs and tables inside n, answers marks
// that are alone in their paragraphs, and returns the others.
func (c *compiler) container(n *node, place string) []*loose {
	s := counting{c: c, place: place}
	s.blocks(n)
	whole := c.pair(s.loose)
	if whole && n.kind != "body" {
		t := c.tagsOf(n)
		c.edit(n.inner, n.inner, 0, step{op{kind: endGuard, tags: t}, 1})
		c.edit(n.last, n.last, -1, ends)
	}
	return slices.DeleteFunc(s.loose, func(l *loose) bool { return l.took })
}

// counting goes through the blocks of a container.
type counting struct {
	c                  *compiler
	place              string
	paragraphs, tables int
	loose              []*loose
}

func (s *counting) blocks(n *node) {
	for _, k := range n.kids {
		switch k.kind {
		case "p":
			s.paragraphs++
			s.loose = append(s.loose, s.c.paragraph(k, join(s.place, fmt.Sprintf("đoạn %d", s.paragraphs)))...)
		case "tbl":
			s.tables++
			s.c.table(k, join(s.place, fmt.Sprintf("bảng %d", s.tables)))
		case "ins", "del", "moveFrom", "moveTo":
			s.c.blame(join(s.place, fmt.Sprintf("sau đoạn %d", s.paragraphs)), tracked)
		default:
			if k.wrapper() {
				s.blocks(k)
			}
		}
	}
}

func join(place, more string) string {
	if place == "" {
		return more
	}
	return place + ", " + more
}

// pair answers marks that are alone in their paragraphs among themselves: what
// stands between two of them is repeated. It reports whether there were any.
func (c *compiler) pair(all []*loose) (found bool) {
	var open []*loose
	for _, l := range all {
		if !l.alone {
			continue
		}
		if l.opens() {
			open = append(open, l)
			continue
		}
		at := -1
		for i, o := range open {
			if o.name == l.name && o.para.up == l.para.up {
				at = i
			}
		}
		if at < 0 {
			continue
		}
		o := open[at]
		o.took, l.took, found = true, true, true
		c.swap(o.para, o.begins())
		c.swap(l.para, ends)
		open = open[:at]
	}
	return found
}

// swap puts a step in the place of a paragraph that held only a mark.
func (c *compiler) swap(para *node, s step) {
	c.edits = slices.DeleteFunc(c.edits, func(e edit) bool { return e.from > para.start && e.to < para.end })
	c.edit(para.start, para.end, 2, s)
}

// A stretch is the rows that a pair of marks repeats.
type stretch struct {
	first, last int
	open        *loose
	depth       int
}

// A rowing goes through the rows of a table.
type rowing struct {
	c          *compiler
	rows       []*node
	open, done []stretch
}

// table goes through the rows. Marks that their cells do not answer repeat
// rows: all from the one where a mark opens to the one where it closes.
func (c *compiler) table(n *node, place string) {
	r := rowing{c: c, rows: n.all("tr")}
	for i, row := range r.rows {
		for j, cell := range row.all("tc") {
			for _, l := range c.container(cell, fmt.Sprintf("%s, hàng %d, ô %d", place, i+1, j+1)) {
				r.mark(i, l)
			}
		}
	}
	for _, s := range r.open {
		c.blame(s.open.place, "“%s” mở trong bảng nhưng chưa có “{{/%s}}” ở hàng này hay hàng sau của cùng bảng.", s.open, s.open.name)
	}
	c.repeat(n, r.rows, r.done)
}

// mark takes in the next mark, of row i.
func (r *rowing) mark(i int, l *loose) {
	if l.opens() {
		if slices.ContainsFunc(r.done, func(s stretch) bool { return s.last == i && s.depth >= len(r.open) }) {
			r.c.blame(l.place, "Hàng này vừa hết một phần lặp thì “%s” lại mở phần khác; mỗi hàng chỉ thuộc một phần lặp.", l)
		}
		r.open = append(r.open, stretch{first: i, open: l, depth: len(r.open)})
		return
	}
	if len(r.open) == 0 || r.open[len(r.open)-1].open.name != l.name {
		r.c.settle([]*loose{l})
		return
	}
	s := r.open[len(r.open)-1]
	s.last, r.open = i, r.open[:len(r.open)-1]
	if r.rows[s.first].up != r.rows[i].up {
		r.c.blame(l.place, "“%s” và “%s” không nằm trong cùng một khung nội dung của bảng.", s.open, l)
		return
	}
	r.done = append(r.done, s)
}

// repeat notes the stretches of a table.
func (c *compiler) repeat(n *node, rows []*node, done []stretch) {
	if len(done) == 0 {
		return
	}
	for _, s := range done {
		from, to := rows[s.first].start, rows[s.last].end
		c.edit(from, from, 2+s.depth, s.open.begins())
		c.edit(to, to, -1-s.depth, ends)
	}
	c.edit(n.start, n.start, 1, step{op{kind: tableGuard, tags: c.tagsOf(n)}, 1})
	c.edit(n.end, n.end, -1, ends)
}

func (c *compiler) tagsOf(n *node) *tags {
	prefix := n.prefix()
	if c.tags[prefix] == nil {
		c.tags[prefix] = newTags(prefix)
	}
	return c.tags[prefix]
}

// fold makes of the edits the ops that write the part.
func (c *compiler) fold() ([]op, error) {
	slices.SortStableFunc(c.edits, func(a, b edit) int {
		if a.from != b.from {
			return a.from - b.from
		}
		return a.rank - b.rank
	})
	open := []op{{}}
	add := func(o op) { open[len(open)-1].inner = append(open[len(open)-1].inner, o) }
	at := 0
	for _, e := range c.edits {
		if e.from < at {
			return nil, fmt.Errorf("docx: bytes %d to %d are changed twice", e.from, e.to)
		}
		if e.from > at {
			add(op{kind: raw, text: string(c.src[at:e.from])})
		}
		at = e.to
		for _, s := range e.steps {
			switch {
			case s.turns > 0:
				open = append(open, s.op)
			case s.turns < 0 && len(open) > 1:
				last := open[len(open)-1]
				open = open[:len(open)-1]
				add(last)
			case s.turns < 0:
				return nil, fmt.Errorf("docx: something ends at byte %d that did not begin", e.from)
			default:
				add(s.op)
			}
		}
	}
	if len(open) != 1 {
		return nil, fmt.Errorf("docx: %d parts are left open", len(open)-1)
	}
	add(op{kind: raw, text: string(c.src[at:])})
	return open[0].inner, nil
}
