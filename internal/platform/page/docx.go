package page

import (
	"archive/zip"
	_ "embed"
	"fmt"
	"io"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"
	"rsc.io/qr"
)

//go:embed docx_parts.txt
var docxParts string

// twip is a twentieth of a point, Word's unit, for a millimetre.
const twip = 1440 / 25.4

// Docx writes the paper as a Word file with the same places, sizes and words
// as the PDF. Each part has its style by name, so that an office can change
// all of them at once. The file has no macros, links or outside parts.
func (p Paper) Docx(w io.Writer) error {
	d := docx{paper: p, land: p.Land}
	d.blocks(p.Blocks)
	d.section()
	z := zip.NewWriter(w)
	for _, part := range strings.Split(docxParts, "\n=== ")[1:] {
		name, text, _ := strings.Cut(part, "\n")
		if err := put(z, name, []byte(d.fill(name, strings.TrimSuffix(text, "\n")))); err != nil {
			return err
		}
	}
	if p.Proof.Code != "" {
		code, err := qr.Encode(p.Proof.URL, qr.M)
		if err != nil {
			return fmt.Errorf("QR code of %s: %w", p.Proof.URL, err)
		}
		if err := put(z, "word/media/proof.png", code.PNG()); err != nil {
			return err
		}
	}
	return z.Close()
}

func put(z *zip.Writer, name string, data []byte) error {
	f, err := z.Create(name)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	return err
}

// fill puts what differs from paper to paper into a part of the file.
func (d *docx) fill(name, text string) string {
	stamp := d.paper.Made.UTC().Format("2006-01-02T15:04:05Z")
	repeat := strings.NewReplacer(
		"$BODY$", d.b.String(), "$STYLES$", styles(), "$TITLE$", escape(d.paper.Title),
		"$AUTHOR$", escape(d.paper.Author), "$MADE$", stamp, "$NOTE$", escape(d.paper.Note),
		"$CODE$", escape(d.paper.Proof.Code), "$URL$", escape(d.paper.Proof.address()))
	if d.paper.Proof.Code == "" && name == "word/footer1.xml" {
		from, to := strings.Index(text, "<w:p>"), strings.LastIndex(text, "</w:p>")
		text = text[:from] + "<w:p/>" + text[to+len("</w:p>"):]
	}
	return repeat.Replace(text)
}

// styles lists every look as a style of Word.
func styles() string {
	var b strings.Builder
	for i, l := range looks {
		first := ""
		if i == int(Body) {
			first = ` w:default="1"`
		}
		fmt.Fprintf(&b, `<w:style w:type="paragraph"%s w:styleId="%s"><w:name w:val="%s"/><w:qFormat/><w:pPr>`, first, l.id, l.label)
		fmt.Fprintf(&b, `<w:spacing w:before="%d" w:after="%d" w:line="240" w:lineRule="auto"/>`, int(l.before*20), int(l.after*20))
		if l.first > 0 {
			fmt.Fprintf(&b, `<w:ind w:firstLine="%d"/>`, int(l.first*twip))
		}
		fmt.Fprintf(&b, `<w:jc w:val="%s"/></w:pPr><w:rPr>%s<w:sz w:val="%d"/><w:szCs w:val="%d"/></w:rPr></w:style>`,
			justify[l.align], weight(l.bold, l.italic), int(l.size*2), int(l.size*2))
	}
	return b.String()
}

var justify = map[Align]string{AsStyle: "", Left: "left", Center: "center", Right: "right", Both: "both"}

func weight(bold, italic bool) string {
	s := ""
	if bold {
		s = "<w:b/>"
	}
	if italic {
		s += "<w:i/>"
	}
	return s
}

// docx is a Word file's body in the making.
type docx struct {
	b     strings.Builder
	paper Paper
	land  bool
	begun bool // a section has been ended before
}

func (d *docx) blocks(blocks []Block) {
	for i, b := range blocks {
		signed := i+1 < len(blocks) && isKept(blocks[i+1])
		switch b := b.(type) {
		case Para:
			b.Keep = b.Keep || signed
			d.para(b)
		case Rule:
			d.rule(b, d.width())
		case *Table:
			d.table(b, signed)
		case Break:
			d.leave(b.Land)
		}
	}
}

func isKept(b Block) bool {
	t, ok := b.(*Table)
	return ok && t.Keep
}

// width of a line, in millimetres; as in the PDF.
func (d *docx) width() float64 { return (&drawing{land: d.land}).width() }

func (d *docx) para(p Para) {
	fmt.Fprintf(&d.b, `<w:p><w:pPr><w:pStyle w:val="%s"/>`, looks[p.Style].id)
	if p.Keep {
		d.b.WriteString("<w:keepNext/>")
	}
	if p.Align != AsStyle {
		d.b.WriteString(`<w:jc w:val="` + justify[p.Align] + `"/>`)
	}
	d.b.WriteString("</w:pPr>")
	for _, r := range p.Runs {
		d.run(r)
	}
	d.b.WriteString("</w:p>")
}

func (d *docx) run(r Run) {
	d.b.WriteString("<w:r>")
	if w := weight(r.Bold, r.Italic); w != "" {
		d.b.WriteString("<w:rPr>" + w + "</w:rPr>")
	}
	for i, text := range strings.Split(norm.NFC.String(r.Text), "\n") {
		if i > 0 {
			d.b.WriteString("<w:br/>")
		}
		if text != "" {
			d.b.WriteString(`<w:t xml:space="preserve">` + escape(text) + `</w:t>`)
		}
	}
	d.b.WriteString("</w:r>")
}

// rule is the short line as a shape: Word and LibreOffice both show this kind.
func (d *docx) rule(r Rule, width float64) {
	long := strconv.FormatFloat(width*r.Part/perPoint, 'f', 1, 64)
	d.b.WriteString(`<w:p><w:pPr><w:pStyle w:val="TrichYeuCongVan"/><w:spacing w:before="0" w:after="0" w:line="` + twips(ruleRoom) + `" w:lineRule="exact"/></w:pPr><w:r><w:pict><v:line style="position:absolute;mso-position-horizontal:center;mso-position-horizontal-relative:text;mso-position-vertical-relative:text" from="0,2.8pt" to="` +
		long + `pt,2.8pt" strokeweight="0.75pt"/></w:pict></w:r></w:p>`)
}

// table writes a table; its last row stays with what follows when that is signed.
func (d *docx) table(t *Table, signed bool) {
	widths := (&drawing{land: d.land}).columns(t)
	line, pad := "single", cellPad
	if t.Bare {
		line, pad = "nil", 0
	}
	d.b.WriteString(`<w:tbl><w:tblPr><w:tblW w:w="` + twips(d.width()) + `" w:type="dxa"/><w:tblBorders>`)
	for _, side := range []string{"top", "left", "bottom", "right", "insideH", "insideV"} {
		d.b.WriteString(`<w:` + side + ` w:val="` + line + `" w:sz="4" w:space="0" w:color="000000"/>`)
	}
	d.b.WriteString(`</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="` + twips(pad) + `" w:type="dxa"/><w:right w:w="` + twips(pad) + `" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblGrid>`)
	for _, w := range widths {
		d.b.WriteString(`<w:gridCol w:w="` + twips(w) + `"/>`)
	}
	d.b.WriteString("</w:tblGrid>")
	for i, r := range t.Rows {
		of := *t
		of.Keep = t.Keep || signed && i == len(t.Rows)-1
		d.row(&of, r, widths, i < t.Heads)
	}
	d.b.WriteString("</w:tbl>")
	keep := ""
	if signed {
		keep = "<w:keepNext/>"
	}
	// Word joins two tables that touch.
	d.b.WriteString(`<w:p><w:pPr><w:pStyle w:val="TrichYeuCongVan"/>` + keep + `<w:spacing w:before="0" w:after="0" w:line="` + twips(tableRoom) + `" w:lineRule="exact"/></w:pPr></w:p>`)
}

func (d *docx) row(t *Table, r Row, widths []float64, head bool) {
	d.b.WriteString("<w:tr><w:trPr><w:cantSplit/>")
	if head {
		d.b.WriteString("<w:tblHeader/>")
	}
	d.b.WriteString("</w:trPr>")
	col := 0
	for _, c := range r.Cells {
		width := 0.0
		for range max(c.Span, 1) {
			if col < len(widths) {
				width += widths[col]
				col++
			}
		}
		d.b.WriteString(`<w:tc><w:tcPr><w:tcW w:w="` + twips(width) + `" w:type="dxa"/>`)
		if c.Span > 1 {
			d.b.WriteString(`<w:gridSpan w:val="` + strconv.Itoa(c.Span) + `"/>`)
		}
		d.b.WriteString("</w:tcPr>")
		d.cell(t, c, width)
		d.b.WriteString("</w:tc>")
	}
	d.b.WriteString("</w:tr>")
}

func (d *docx) cell(t *Table, c Cell, width float64) {
	if !t.Bare {
		width -= 2 * cellPad
	}
	last := false
	for _, b := range c.Blocks {
		switch b := b.(type) {
		case Para:
			b.Keep = b.Keep || t.Keep
			d.para(b)
			last = true
		case Rule:
			d.rule(b, width)
			last = true
		}
	}
	if !last {
		d.b.WriteString(`<w:p><w:pPr><w:pStyle w:val="TrongBang"/></w:pPr></w:p>`)
	}
}

// leave ends the sheet, and with it the section, since only a section knows
// which way its sheets lie.
func (d *docx) leave(land bool) {
	d.b.WriteString("<w:p><w:pPr>")
	d.section()
	d.b.WriteString("</w:pPr></w:p>")
	d.land = land
}

func (d *docx) section() {
	first, title := "", ""
	if !d.begun {
		title = "<w:titlePg/>"
		first = `<w:footerReference w:type="first" r:id="rId4"/><w:footerReference w:type="default" r:id="rId5"/><w:headerReference w:type="first" r:id="rId2"/>`
	}
	d.begun = true
	d.b.WriteString(`<w:sectPr>` + first + `<w:headerReference w:type="default" r:id="rId3"/>`)
	if d.land {
		d.b.WriteString(`<w:pgSz w:w="` + twips(sheetLong) + `" w:h="` + twips(sheetShort) + `" w:orient="landscape"/>` +
			`<w:pgMar w:top="` + twips(marginTop) + `" w:right="` + twips(marginBottom) + `" w:bottom="` + twips(marginRight) + `" w:left="` + twips(marginTop))
	} else {
		d.b.WriteString(`<w:pgSz w:w="` + twips(sheetShort) + `" w:h="` + twips(sheetLong) + `"/>` +
			`<w:pgMar w:top="` + twips(marginTop) + `" w:right="` + twips(marginRight) + `" w:bottom="` + twips(marginBottom) + `" w:left="` + twips(marginLeft))
	}
	d.b.WriteString(`" w:header="` + twips(8) + `" w:footer="` + twips(3) + `" w:gutter="0"/>` + title + `</w:sectPr>`)
}

func twips(mm float64) string { return strconv.Itoa(int(mm*twip + 0.5)) }
