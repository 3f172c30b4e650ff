package page

import (
	"bytes"
	"fmt"
	"io"
	"strconv"

	"codeberg.org/go-fonts/liberation/liberationserifbold"
	"codeberg.org/go-fonts/liberation/liberationserifbolditalic"
	"codeberg.org/go-fonts/liberation/liberationserifitalic"
	"codeberg.org/go-fonts/liberation/liberationserifregular"
	"codeberg.org/go-pdf/fpdf"
	"golang.org/x/text/unicode/norm"
)

const (
	family   = "LiberationSerif"
	perPoint = 25.4 / 72 // millimetres
	// spacing is the height of a line for a type size, as Word sets Times.
	spacing = 1.15
	// ascent is where the letters stand in their line.
	ascent = 0.9
)

// PDF writes the paper as PDF/A-2b with its fonts inside: a face of the widths
// of Times New Roman that has every Vietnamese letter. The error is one of w,
// or tells of a letter that cannot be drawn.
func (p Paper) PDF(w io.Writer) error {
	d := newDrawing(p)
	d.sheet(p.Land)
	d.blocks(p.Blocks)
	var b bytes.Buffer
	if err := d.pdf.Output(&b); err != nil {
		return fmt.Errorf("draw paper: %w", err)
	}
	_, err := w.Write(archival(b.Bytes()))
	return err
}

// A drawing is a PDF in the making. Places are millimetres from the sheet's top left.
type drawing struct {
	pdf         *fpdf.Fpdf
	paper       Paper
	land        bool
	sheets      int
	y           float64
	size        float64
	bold, slant bool
	faces       map[string]bool // those the file has
}

func newDrawing(p Paper) *drawing {
	pdf := fpdf.New("P", "mm", "A4", "")
	pdf.SetAutoPageBreak(false, 0)
	pdf.SetCellMargin(0)
	d := &drawing{pdf: pdf, paper: p, faces: map[string]bool{}}
	d.describe()
	return d
}

// sheet begins a new sheet, with its number from the second on.
func (d *drawing) sheet(land bool) {
	d.land = land
	d.sheets++
	if land {
		d.pdf.AddPageFormat("L", fpdf.SizeType{Wd: sheetShort, Ht: sheetLong})
	} else {
		d.pdf.AddPageFormat("P", fpdf.SizeType{Wd: sheetShort, Ht: sheetLong})
	}
	d.y = marginTop
	if d.sheets > 1 {
		d.put(d.left()+d.width()/2, 11, strconv.Itoa(d.sheets), Para{Style: Body}, Center)
	}
	if d.paper.Note != "" {
		d.put(d.left(), 11, d.paper.Note, Para{Style: Form}, Left)
	}
	if d.sheets == 1 && d.paper.Proof.Code != "" {
		d.proof()
	}
}

// put writes one line of text with its baseline at y, outside the flow.
func (d *drawing) put(x, y float64, text string, p Para, align Align) {
	l := looks[p.Style]
	d.font(l.size, l.bold, l.italic)
	text = norm.NFC.String(text)
	switch w := d.pdf.GetStringWidth(text); align {
	case Center:
		x -= w / 2
	case Right:
		x -= w
	case AsStyle, Left, Both:
	}
	d.pdf.Text(x, y, text)
}

func (d *drawing) left() float64 {
	if d.land {
		return marginTop
	}
	return marginLeft
}

func (d *drawing) width() float64 {
	if d.land {
		return sheetLong - marginTop - marginBottom
	}
	return sheetShort - marginLeft - marginRight
}

// bottom is where text ends on a sheet. A sheet that lies across has its wide
// margin, for the binding, at the top.
func (d *drawing) bottom() float64 {
	if d.land {
		return sheetShort - marginRight
	}
	return sheetLong - marginBottom
}

func (d *drawing) room() float64 { return d.bottom() - d.y }

func (d *drawing) font(size float64, bold, italic bool) {
	if d.size == size && d.bold == bold && d.slant == italic {
		return
	}
	d.size, d.bold, d.slant = size, bold, italic
	style := ""
	if bold {
		style = "B"
	}
	if italic {
		style += "I"
	}
	if !d.faces[style] { // reading a face costs more than a sheet: only those that are used
		d.faces[style] = true
		d.pdf.AddUTF8FontFromBytes(family, style, faces[style])
	}
	d.pdf.SetFont(family, style, size)
}

var faces = map[string][]byte{
	"": liberationserifregular.TTF, "B": liberationserifbold.TTF,
	"I": liberationserifitalic.TTF, "BI": liberationserifbolditalic.TTF,
}

// blocks draws one block after another, and keeps together what must be.
func (d *drawing) blocks(blocks []Block) {
	for i, b := range blocks {
		if need := d.group(b, blocks[i+1:]); need > d.room() && need < d.bottom()-marginTop && d.y > marginTop {
			d.sheet(d.land)
		}
		switch b := b.(type) {
		case Para:
			d.para(b)
		case Rule:
			d.rule(b, d.left(), d.width(), d.y)
			d.y += ruleRoom
		case *Table:
			d.table(b, d.tail(blocks[i+1:]))
		case Break:
			d.sheet(b.Land)
		}
	}
}

// group is the height of a block with all of what follows that must stand on
// the same sheet. A paragraph before a kept table goes with it, so that nobody
// signs a sheet that says nothing.
func (d *drawing) group(first Block, rest []Block) float64 {
	switch b := first.(type) {
	case Para:
		lines := d.set(b, d.width())
		if len(rest) > 0 {
			t, table := rest[0].(*Table)
			if b.Keep || table && t.Keep {
				return d.height(b, lines) + d.group(rest[0], rest[1:])
			}
		}
		return d.height(b, lines[:min(len(lines), 2)]) // no line alone at the end of a sheet
	case *Table:
		if b.Keep {
			return d.tableHeight(b)
		}
		return d.tableHeight(b.start()) // no heads alone at the end of a sheet
	}
	return 0
}

// tail is the height of a kept table that comes next: nobody signs a sheet
// without at least a row of what is signed.
func (d *drawing) tail(next []Block) float64 {
	if len(next) == 0 {
		return 0
	}
	if t, ok := next[0].(*Table); ok && t.Keep {
		return tableRoom + d.tableHeight(t)
	}
	return 0
}

// What stands below, in millimetres.
const (
	ruleRoom  = 2.4 // of which the first ruleDrop is above the line
	ruleDrop  = 1.0
	tableRoom = 2.0
)

func (d *drawing) rule(r Rule, x, width, y float64) {
	d.pdf.SetLineWidth(0.25)
	long := width * r.Part
	x += (width - long) / 2
	d.pdf.Line(x, y+ruleDrop, x+long, y+ruleDrop)
}
