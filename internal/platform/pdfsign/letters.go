package pdfsign

import (
	"bytes"
	"fmt"

	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// text draws the lines at the foot of the box and returns how high they are.
// Letters are drawn as outlines: nothing of the font but the letters used gets
// into the file, and the text of the file stays the paper's own.
func (l *Look) text(content *bytes.Buffer) (high int, err error) {
	if len(l.Lines) == 0 {
		return 0, nil
	}
	f, err := sfnt.Parse(l.Font)
	if err != nil || l.Size < 1 || l.Size > 200 {
		return 0, ErrFont
	}
	p := pen{font: f, em: int(f.UnitsPerEm())}
	lines := make([][]glyph, len(l.Lines))
	widest := 1
	for i, line := range l.Lines {
		glyphs, wide, err := p.line(line)
		if err != nil {
			return 0, err
		}
		lines[i] = glyphs
		widest = max(widest, wide)
	}
	size := min(l.Size*1000, l.Wide*1000*p.em/widest) // thousandths of a point
	step := size * 6 / 5
	high = (step*len(lines) + 999) / 1000
	if high > l.High {
		return 0, ErrPlace
	}
	content.WriteString("0 g\n")
	for i, line := range lines {
		base := step*(len(lines)-1-i) + step/4
		scale := fmt.Sprintf("%d.%09d", size/p.em/1000, size*1000000/p.em%1000000000)
		fmt.Fprintf(content, "q %s 0 0 %s 0 %s cm\n", scale, scale, milli(base))
		for _, g := range line {
			p.draw(content, g)
		}
		content.WriteString("f Q\n")
	}
	return high, nil
}

// A pen reads the outlines of a font in its own units.
type pen struct {
	font *sfnt.Font
	buf  sfnt.Buffer
	em   int
}

type glyph struct {
	at       int // where it begins on the line
	segments sfnt.Segments
}

func (p *pen) line(s string) (glyphs []glyph, wide int, err error) {
	for _, r := range s {
		i, err := p.font.GlyphIndex(&p.buf, r)
		if err != nil || i == 0 {
			return nil, 0, fmt.Errorf("%w: it lacks %q", ErrFont, r)
		}
		ppem := fixed.I(p.em)
		segments, err := p.font.LoadGlyph(&p.buf, i, ppem, nil)
		if err != nil {
			return nil, 0, fmt.Errorf("%w: %q: %w", ErrFont, r, err)
		}
		advance, err := p.font.GlyphAdvance(&p.buf, i, ppem, font.HintingNone)
		if err != nil {
			return nil, 0, fmt.Errorf("%w: %q: %w", ErrFont, r, err)
		}
		glyphs = append(glyphs, glyph{wide, append(sfnt.Segments{}, segments...)})
		wide += advance.Round()
	}
	return glyphs, wide, nil
}

// draw writes the outline of a letter. PDF knows cubic curves only, and its
// y axis goes up.
func (p *pen) draw(b *bytes.Buffer, g glyph) {
	var x, y int
	to := func(q fixed.Point26_6) (int, int) { return g.at + q.X.Round(), -q.Y.Round() }
	for _, s := range g.segments {
		ax, ay := to(s.Args[0])
		switch s.Op {
		case sfnt.SegmentOpMoveTo:
			fmt.Fprintf(b, "%d %d m\n", ax, ay)
			x, y = ax, ay
		case sfnt.SegmentOpLineTo:
			fmt.Fprintf(b, "%d %d l\n", ax, ay)
			x, y = ax, ay
		case sfnt.SegmentOpQuadTo:
			bx, by := to(s.Args[1])
			fmt.Fprintf(b, "%d %d %d %d %d %d c\n", x+(ax-x)*2/3, y+(ay-y)*2/3, bx+(ax-bx)*2/3, by+(ay-by)*2/3, bx, by)
			x, y = bx, by
		case sfnt.SegmentOpCubeTo:
			bx, by := to(s.Args[1])
			cx, cy := to(s.Args[2])
			fmt.Fprintf(b, "%d %d %d %d %d %d c\n", ax, ay, bx, by, cx, cy)
			x, y = cx, cy
		}
	}
}
