package page

// A laid row is one whose cells are set into lines.
type laidRow struct {
	cells  []laidCell
	height float64
}

type laidCell struct {
	x, width float64
	items    []laidItem
	height   float64
}

// A laid item is a line of a paragraph or a rule, at y below the cell's top.
type laidItem struct {
	para   Para
	line   line
	rule   *Rule
	y, end float64
}

// leastSheet is how much of a sheet the rows must have under the heads, that
// the heads are worth standing there again; millimetres.
const leastSheet = 40.0

// table draws a table over as many sheets as it needs; its last row stands on a
// sheet that has tail more to give.
func (d *drawing) table(t *Table, tail float64) {
	rows := d.lay(t)
	heads := rows[:min(t.Heads, len(rows))]
	full := d.bottom() - marginTop
	for _, r := range heads {
		d.row(t, r)
		full -= r.height
	}
	if full < leastSheet {
		full, heads = d.bottom()-marginTop, nil
	}
	body := rows[min(t.Heads, len(rows)):]
	for i, r := range body {
		need := r.height
		if i > 0 && i == len(body)-1 && need+tail <= full {
			need += tail
		}
		if need > d.room() && (need <= full || d.room() < full/4) {
			d.next(t, heads)
		}
		for r.height > d.room() { // no sheet is long enough: it goes on on the next
			head, rest := r.split(d.room())
			if head.empty() {
				break
			}
			d.row(t, head)
			d.next(t, heads)
			r = rest
		}
		d.row(t, r)
	}
	if !t.Bare {
		d.y += tableRoom
	}
}

// next goes on with a table on a new sheet.
func (d *drawing) next(t *Table, heads []laidRow) {
	d.sheet(d.land)
	for _, h := range heads {
		d.row(t, h)
	}
}

// start is a table's heads with its first row.
func (t *Table) start() *Table {
	first := *t
	first.Rows = t.Rows[:min(t.Heads+1, len(t.Rows))]
	return &first
}

func (d *drawing) tableHeight(t *Table) float64 {
	height := 0.0
	for _, r := range d.lay(t) {
		height += r.height
	}
	return height
}

// lay sets every cell of t into lines, with the width that it has here.
func (d *drawing) lay(t *Table) []laidRow {
	widths, pad := d.columns(t), cellPad
	if t.Bare {
		pad = 0
	}
	rows := make([]laidRow, len(t.Rows))
	for i, r := range t.Rows {
		x, col := d.left(), 0
		for _, c := range r.Cells {
			laid := laidCell{x: x}
			for range max(c.Span, 1) {
				if col < len(widths) {
					laid.width += widths[col]
					col++
				}
			}
			x += laid.width
			d.layCell(&laid, c, pad)
			rows[i].cells = append(rows[i].cells, laid)
			rows[i].height = max(rows[i].height, laid.height)
		}
	}
	return rows
}

func (d *drawing) columns(t *Table) []float64 {
	sum := 0.0
	for _, w := range t.Cols {
		sum += w
	}
	widths := make([]float64, len(t.Cols))
	for i, w := range t.Cols {
		widths[i] = d.width() * w / sum
	}
	return widths
}

func (d *drawing) layCell(laid *laidCell, c Cell, pad float64) {
	y, width := 0.0, max(laid.width-2*pad, 1)
	for _, b := range c.Blocks {
		switch b := b.(type) {
		case Para:
			l := looks[b.Style]
			y += l.before * perPoint
			for _, ln := range d.set(b, width) {
				end := y + l.size*spacing*perPoint
				laid.items = append(laid.items, laidItem{para: b, line: ln, y: y, end: end})
				y = end
			}
			y += l.after * perPoint
		case Rule:
			laid.items = append(laid.items, laidItem{rule: &b, y: y, end: y + ruleRoom})
			y += ruleRoom
		}
	}
	laid.height = y
}

func (r laidRow) empty() bool {
	for _, c := range r.cells {
		if len(c.items) > 0 {
			return false
		}
	}
	return true
}

// split parts a row at height: what fits above it, and the rest.
func (r laidRow) split(height float64) (laidRow, laidRow) {
	head, tail := laidRow{height: height}, laidRow{}
	for _, c := range r.cells {
		a, b := c, c
		n := 0
		for n < len(c.items) && c.items[n].end <= height {
			n++
		}
		a.items, b.items = c.items[:n], nil
		if n < len(c.items) {
			shift := c.items[n].y
			for _, item := range c.items[n:] {
				item.y -= shift
				item.end -= shift
				b.items = append(b.items, item)
			}
			b.height = c.height - shift
		} else {
			b.height = 0
		}
		head.cells, tail.cells = append(head.cells, a), append(tail.cells, b)
		tail.height = max(tail.height, b.height)
	}
	return head, tail
}

func (d *drawing) row(t *Table, r laidRow) {
	pad := cellPad
	if t.Bare {
		pad = 0
	}
	d.pdf.SetLineWidth(0.2)
	for _, c := range r.cells {
		if !t.Bare {
			d.pdf.Rect(c.x, d.y, c.width, r.height, "D")
		}
		for _, item := range c.items {
			if item.rule != nil {
				d.rule(*item.rule, c.x+pad, c.width-2*pad, d.y+item.y)
			} else {
				d.line(item.para, item.line, c.x+pad, d.y+item.y, c.width-2*pad)
			}
		}
	}
	d.y += r.height
}
