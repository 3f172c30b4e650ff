package page

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// A word is letters of one face without a space between.
type word struct {
	text         string
	bold, italic bool
	width        float64 // millimetres
	glued        bool    // no space before it
}

// A line of a paragraph; an open one ends where the sheet ends, and is stretched.
type line struct {
	words  []word
	space  float64 // width of one space
	width  float64
	indent float64
	open   bool
}

// set breaks a paragraph into lines of at most width millimetres.
func (d *drawing) set(p Para, width float64) []line {
	l := looks[p.Style]
	s := setter{d: d, size: l.size, width: width}
	if align := p.align(); align == Both || align == Left {
		s.line.indent = min(l.first, width/3)
	}
	d.font(l.size, false, false)
	s.line.space = d.pdf.GetStringWidth(" ")
	s.space = s.line.space
	for _, run := range p.Runs {
		s.bold, s.italic = p.face(run)
		for i, text := range strings.Split(norm.NFC.String(run.Text), "\n") {
			if i > 0 {
				s.end(false)
			}
			s.run(text)
		}
	}
	s.end(false)
	return s.lines
}

type setter struct {
	d            *drawing
	size, width  float64
	space        float64
	bold, italic bool
	lines        []line
	line         line
	spaced       bool // a space came before what follows
}

// run takes in a piece of text of one face.
func (s *setter) run(text string) {
	s.d.font(s.size, s.bold, s.italic)
	for text != "" {
		rest := strings.TrimLeft(text, " \t")
		s.spaced = s.spaced || len(rest) < len(text)
		end := strings.IndexAny(rest, " \t")
		if end < 0 {
			end = len(rest)
		}
		if end > 0 {
			s.add(rest[:end])
		}
		text = rest[end:]
	}
}

func (s *setter) add(text string) {
	text = strings.ReplaceAll(text, "\u00a0", " ") // it held the words together: done
	w := word{text: text, bold: s.bold, italic: s.italic, width: s.d.pdf.GetStringWidth(text), glued: !s.spaced}
	s.spaced = false
	if len(s.line.words) > 0 && s.line.indent+s.line.width+s.gap(w)+w.width > s.width {
		s.wrap(w)
		return
	}
	s.fit(w)
}

// wrap puts w on the next line, with whatever is glued to its front.
func (s *setter) wrap(w word) {
	from := len(s.line.words)
	if w.glued {
		for from > 0 {
			from--
			if !s.line.words[from].glued {
				break
			}
		}
	}
	var back []word
	if from > 0 && from < len(s.line.words) {
		back = append(back, s.line.words[from:]...)
		s.line.words = s.line.words[:from]
		s.line.width = s.measure(s.line.words)
	}
	s.end(true)
	for _, b := range back {
		s.fit(b)
	}
	s.fit(w)
}

func (s *setter) measure(words []word) float64 {
	total := 0.0
	for i, w := range words {
		if i > 0 && !w.glued {
			total += s.space
		}
		total += w.width
	}
	return total
}

func (s *setter) gap(w word) float64 {
	if w.glued || len(s.line.words) == 0 {
		return 0
	}
	return s.space
}

// fit puts w on the line; a word longer than a whole line is cut into pieces.
func (s *setter) fit(w word) {
	for s.line.indent+s.line.width+s.gap(w)+w.width > s.width {
		if len(s.line.words) > 0 { // glued to what is there, and both are too long
			s.end(true)
			continue
		}
		head := s.head(w)
		if head.text == w.text {
			break
		}
		s.line.words, s.line.width = append(s.line.words, head), head.width
		s.end(true)
		s.d.font(s.size, w.bold, w.italic)
		w.text, w.glued = w.text[len(head.text):], true
		w.width = s.d.pdf.GetStringWidth(w.text)
	}
	s.line.width += s.gap(w) + w.width
	s.line.words = append(s.line.words, w)
}

// head is as much of w as fits on an empty line, one letter at least.
func (s *setter) head(w word) word {
	s.d.font(s.size, w.bold, w.italic)
	_, end := utf8.DecodeRuneInString(w.text)
	w.width = s.d.pdf.GetStringWidth(w.text[:end])
	for end < len(w.text) {
		_, n := utf8.DecodeRuneInString(w.text[end:])
		width := w.width + s.d.pdf.GetStringWidth(w.text[end:end+n])
		if s.line.indent+width > s.width {
			break
		}
		w.width, end = width, end+n
	}
	w.text = w.text[:end]
	return w
}

// end finishes the line; open when the paragraph goes on by itself.
func (s *setter) end(open bool) {
	s.line.open = open
	s.lines = append(s.lines, s.line)
	s.line = line{space: s.space}
	s.spaced = false
}

// height of a paragraph that consists of lines, with the space around it.
func (d *drawing) height(p Para, lines []line) float64 {
	l := looks[p.Style]
	return (l.before + l.after + float64(len(lines))*l.size*spacing) * perPoint
}

// para draws a paragraph in the flow, over as many sheets as it needs.
func (d *drawing) para(p Para) {
	l := looks[p.Style]
	step := l.size * spacing * perPoint
	lines := d.set(p, d.width())
	if d.y > marginTop {
		d.y += l.before * perPoint
	}
	for i, ln := range lines {
		last := i == len(lines)-2 && len(lines) > 2 // the last line does not go over alone
		if step > d.room() || last && 2*step > d.room() {
			d.sheet(d.land)
		}
		d.line(p, ln, d.left(), d.y, d.width())
		d.y += step
	}
	d.y += l.after * perPoint
}

// line draws one line whose top is at y.
func (d *drawing) line(p Para, ln line, x, y, width float64) {
	l := looks[p.Style]
	space, free := ln.space, width-ln.indent-ln.width
	x += ln.indent
	switch p.align() {
	case Center:
		x += free / 2
	case Right:
		x += free
	case Both:
		if gaps := ln.gaps(); ln.open && gaps > 0 {
			space += free / float64(gaps)
		}
	case AsStyle, Left:
	}
	base := y + l.size*ascent*perPoint
	for i, w := range ln.words {
		if i > 0 && !w.glued {
			x += space
		}
		d.font(l.size, w.bold, w.italic)
		d.pdf.Text(x, base, w.text)
		x += w.width
	}
}

func (ln line) gaps() int {
	n := 0
	for i, w := range ln.words {
		if i > 0 && !w.glued {
			n++
		}
	}
	return n
}
