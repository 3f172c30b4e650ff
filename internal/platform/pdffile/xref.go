package pdffile

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"io"
)

// maxSections is how many revisions a file may have.
const maxSections = 512

// maxNumber is the highest number of an object that is read.
const maxNumber = 1 << 21

// sections reads the cross-references from the newest to the oldest.
func (f *File) sections() error {
	seen := map[int]bool{}
	for at, more := f.start, true; more; {
		if seen[at] || len(seen) >= maxSections {
			return fmt.Errorf("%w: cross-references in a circle", ErrBroken)
		}
		seen[at] = true
		trailer, err := f.section(at)
		if err != nil {
			return err
		}
		if f.Trailer == nil {
			f.Trailer = trailer
		}
		prev, ok := trailer["Prev"]
		if !ok {
			return nil
		}
		n, ok := prev.(int64)
		if more = ok; !ok || n < 0 || n >= int64(len(f.b)) {
			return fmt.Errorf("%w: no earlier cross-reference", ErrBroken)
		}
		at = int(n)
	}
	return nil
}

// section reads one cross-reference, table or stream, and what belongs to it.
func (f *File) section(at int) (Dict, error) {
	p := parser{b: f.b, pos: at}
	if !bytes.HasPrefix(f.b[at:], []byte("xref")) {
		if at == f.start {
			f.streams = true
		}
		return f.tableStream(at)
	}
	p.pos += len("xref")
	// What the table calls free may be in the stream that belongs to it, so
	// its free entries are set last.
	free, err := f.table(&p)
	if err != nil {
		return nil, err
	}
	o, err := p.object()
	if err != nil {
		return nil, err
	}
	trailer, ok := o.(Dict)
	if !ok {
		return nil, p.broken("no trailer")
	}
	if x, ok := trailer["XRefStm"]; ok {
		n, ok := x.(int64)
		if !ok || n <= 0 || n >= int64(len(f.b)) {
			return nil, p.broken("no cross-reference stream")
		}
		if _, err := f.tableStream(int(n)); err != nil {
			return nil, err
		}
	}
	for _, n := range free {
		f.set(n, entry{})
	}
	return trailer, nil
}

// set keeps the entry unless a newer revision has one.
func (f *File) set(number int, e entry) {
	if _, known := f.entries[number]; !known {
		f.entries[number] = e
	}
	f.size = max(f.size, number+1)
}

// table reads the lines of a table up to its trailer and returns the numbers
// that it calls free.
func (f *File) table(p *parser) (free []int, err error) {
	for {
		w := p.word()
		if w == "trailer" {
			return free, nil
		}
		first, ok := natural(w)
		if !ok {
			return nil, p.broken("no section")
		}
		count, err := p.number()
		if err != nil {
			return nil, err
		}
		if count > maxNumber || first+count > maxNumber {
			return nil, p.broken("too many objects")
		}
		for n := first; n < first+count; n++ {
			if free, err = f.line(p, n, free); err != nil {
				return nil, err
			}
		}
	}
}

func (f *File) line(p *parser, n int, free []int) ([]int, error) {
	at, err := p.number()
	if err != nil {
		return nil, err
	}
	generation, err := p.number()
	if err != nil {
		return nil, err
	}
	switch p.word() {
	case "f":
		return append(free, n), nil
	case "n":
		f.set(n, entry{1, at, generation})
		return free, nil
	}
	return nil, p.broken("no entry")
}

// tableStream reads a cross-reference stream.
func (f *File) tableStream(at int) (Dict, error) {
	p := parser{b: f.b, pos: at}
	n, err := p.number()
	if err != nil {
		return nil, err
	}
	g, err := p.number()
	if err != nil {
		return nil, err
	}
	o, err := f.at(at, Ref{n, g}, 1) // its length must stand in it
	if err != nil {
		return nil, err
	}
	s, ok := o.(*Stream)
	if !ok || s.Dict["Type"] != Name("XRef") {
		return nil, p.broken("no cross-reference")
	}
	data, err := f.inflate(s)
	if err != nil {
		return nil, err
	}
	return s.Dict, f.rows(s.Dict, data)
}

// rows reads the entries of a cross-reference stream.
func (f *File) rows(d Dict, data []byte) error {
	bad := fmt.Errorf("%w: a cross-reference stream", ErrBroken)
	widths, ok := integers(d["W"])
	if !ok || len(widths) != 3 || max(widths[0], widths[1], widths[2]) > 8 || widths[1] == 0 {
		return bad
	}
	size, _ := d["Size"].(int64)
	index, ok := integers(d["Index"])
	if !ok {
		index = []int{0, int(size)}
	}
	if len(index)%2 != 0 {
		return bad
	}
	width := widths[0] + widths[1] + widths[2]
	for i := 0; i < len(index); i += 2 {
		first, count := index[i], index[i+1]
		if count > len(data)/width || first > maxNumber-count {
			return bad
		}
		for n := range count {
			row := data[n*width : (n+1)*width]
			kind := 1
			if widths[0] > 0 {
				kind = number(row[:widths[0]])
			}
			at, extra := number(row[widths[0]:widths[0]+widths[1]]), number(row[widths[0]+widths[1]:])
			if kind < 0 || kind > 2 || at < 0 || extra < 0 {
				return bad
			}
			f.set(first+n, entry{kind, at, extra})
		}
		data = data[count*width:]
	}
	return nil
}

// number reads a number with its highest byte first; negative when it is
// larger than any that a file can need.
func number(b []byte) int {
	n := 0
	for _, c := range b {
		if n = n<<8 | int(c); n > 1<<40 {
			return -1
		}
	}
	return n
}

func integers(o Object) ([]int, bool) {
	a, ok := o.(Array)
	if !ok {
		return nil, false
	}
	out := make([]int, len(a))
	for i, v := range a {
		n, ok := v.(int64)
		if !ok || n < 0 || n > 1<<31 {
			return nil, false
		}
		out[i] = int(n)
	}
	return out, true
}

// inflate decompresses a cross-reference or a group. Neither uses anything
// but Flate in practice.
func (f *File) inflate(s *Stream) ([]byte, error) {
	filter := s.Dict["Filter"]
	parms := s.Dict["DecodeParms"]
	if a, ok := filter.(Array); ok && len(a) == 1 {
		filter = a[0]
		if pa, ok := parms.(Array); ok && len(pa) == 1 {
			parms = pa[0]
		}
	}
	if filter == nil {
		return s.Data, nil
	}
	if filter != Name("FlateDecode") {
		return nil, fmt.Errorf("%w: a filter that is not read", ErrBroken)
	}
	r, err := zlib.NewReader(bytes.NewReader(s.Data))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrBroken, err)
	}
	data, err := io.ReadAll(io.LimitReader(r, int64(f.budget)+1))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrBroken, err)
	}
	if f.budget -= len(data); f.budget < 0 {
		return nil, fmt.Errorf("%w: it swells", ErrLarge)
	}
	if parms == nil {
		return data, nil
	}
	d, ok := parms.(Dict)
	if !ok {
		return nil, fmt.Errorf("%w: no parameters of a filter", ErrBroken)
	}
	return unpredict(d, data)
}

// unpredict undoes the row-wise prediction of PNG with one byte a sample.
func unpredict(d Dict, data []byte) ([]byte, error) {
	predictor, _ := d["Predictor"].(int64)
	if predictor <= 1 {
		return data, nil
	}
	columns, ok := d["Columns"].(int64)
	if !ok {
		columns = 1
	}
	if predictor < 10 || columns < 1 || columns > 1<<12 || d["Colors"] != nil && d["Colors"] != int64(1) {
		return nil, fmt.Errorf("%w: a prediction that is not read", ErrBroken)
	}
	width := int(columns)
	above := make([]byte, width)
	out := make([]byte, 0, len(data))
	for ; len(data) > width; data = data[width+1:] {
		row := data[1 : width+1]
		if !unfilter(data[0], row, above) {
			return nil, fmt.Errorf("%w: a prediction that is not read", ErrBroken)
		}
		out = append(out, row...)
		above = row
	}
	return out, nil
}

func unfilter(kind byte, row, above []byte) bool {
	for i := range row {
		var left, corner byte
		if i > 0 {
			left, corner = row[i-1], above[i-1]
		}
		switch kind {
		case 0:
		case 1:
			row[i] += left
		case 2:
			row[i] += above[i]
		case 3:
			row[i] += byte((int(left) + int(above[i])) / 2)
		case 4:
			row[i] += paeth(left, above[i], corner)
		default:
			return false
		}
	}
	return true
}

func paeth(left, up, corner byte) byte {
	base := int(left) + int(up) - int(corner)
	l, u, c := distance(base, left), distance(base, up), distance(base, corner)
	switch {
	case l <= u && l <= c:
		return left
	case u <= c:
		return up
	}
	return corner
}

func distance(a int, b byte) int { return max(a-int(b), int(b)-a) }
