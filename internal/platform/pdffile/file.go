package pdffile

import (
	"bytes"
	"fmt"
)

// A File is a PDF file that has been opened. It is not safe for use by
// several goroutines.
type File struct {
	Trailer Dict // of the newest revision
	Root    Ref  // the catalogue

	b       []byte
	start   int // where the newest cross-reference is
	streams bool
	entries map[int]entry
	size    int                  // one more than the highest number of an object
	budget  int                  // bytes that may still be decompressed
	opened  map[int]*objectGroup // compressed groups that have been read
}

// An entry says where an object is.
type entry struct {
	kind  int // 0 free, 1 at an offset, 2 in a group
	at    int // offset, or number of the group
	extra int // generation, or place in the group
}

// maxInflated is how many bytes all cross-references and groups of one file
// may hold when decompressed.
const maxInflated = 64 << 20

// Open reads the cross-reference of a PDF file. b must not change afterwards.
func Open(b []byte) (*File, error) {
	if len(b) > MaxSize {
		return nil, ErrLarge
	}
	if !bytes.HasPrefix(b, []byte("%PDF-")) {
		return nil, ErrNotPDF
	}
	f := &File{b: b, entries: map[int]entry{}, budget: maxInflated, opened: map[int]*objectGroup{}}
	if err := f.findStart(); err != nil {
		return nil, err
	}
	if err := f.sections(); err != nil {
		return nil, err
	}
	if _, ok := f.Trailer["Encrypt"]; ok {
		return nil, ErrEncrypted
	}
	root, ok := f.Trailer["Root"].(Ref)
	if !ok {
		return nil, fmt.Errorf("%w: no catalogue", ErrBroken)
	}
	f.Root = root
	return f, nil
}

// Len is the length of the file in bytes.
func (f *File) Len() int { return len(f.b) }

// findStart finds the last startxref. Nothing but white space may follow its
// %%EOF: what follows belongs to no revision.
func (f *File) findStart() error {
	const tail = 64
	b := bytes.TrimRight(f.b, " \r\n\t\f\x00")
	b, ok := bytes.CutSuffix(b, []byte("%%EOF"))
	if !ok {
		return fmt.Errorf("%w: does not end with %%%%EOF", ErrBroken)
	}
	from := max(0, len(b)-tail)
	i := bytes.LastIndex(b[from:], []byte("startxref"))
	if i < 0 {
		return fmt.Errorf("%w: no startxref", ErrBroken)
	}
	p := parser{b: b, pos: from + i + len("startxref")}
	at, err := p.number()
	if err != nil {
		return err
	}
	if len(bytes.TrimSpace(b[p.pos:])) > 0 || at >= len(b) {
		return fmt.Errorf("%w: startxref leads nowhere", ErrBroken)
	}
	f.start = at
	return nil
}

// Resolve follows references until an object is found. What does not exist is
// null, as the format says.
func (f *File) Resolve(o Object) (Object, error) {
	for range 16 {
		ref, ok := o.(Ref)
		if !ok {
			return o, nil
		}
		var err error
		if o, err = f.Get(ref); err != nil {
			return nil, err
		}
	}
	return nil, fmt.Errorf("%w: references in a circle", ErrBroken)
}

// Get reads the object that ref names; nil when there is none.
func (f *File) Get(ref Ref) (Object, error) {
	e, ok := f.entries[ref.Number]
	if !ok || e.kind == 0 {
		return nil, nil
	}
	if e.kind == 2 {
		if ref.Generation != 0 {
			return nil, nil
		}
		return f.inGroup(e, ref.Number)
	}
	if e.extra != ref.Generation {
		return nil, nil
	}
	return f.at(e.at, ref, 0)
}

// at reads the object that ref names at an offset. level counts streams whose
// length is itself looked up.
func (f *File) at(offset int, ref Ref, level int) (Object, error) {
	if offset <= 0 || offset >= len(f.b) || level > 1 {
		return nil, fmt.Errorf("%w: object %d lies outside", ErrBroken, ref.Number)
	}
	p := parser{b: f.b, pos: offset}
	if isSpace(f.b[offset]) || isRegular(f.b[offset-1]) {
		return nil, p.broken("no object")
	}
	n, err := p.number()
	if err != nil {
		return nil, err
	}
	g, err := p.number()
	if err != nil {
		return nil, err
	}
	if err := p.keyword("obj"); err != nil {
		return nil, err
	}
	if n != ref.Number || g != ref.Generation {
		return nil, p.broken("another object")
	}
	o, err := p.object()
	if err != nil {
		return nil, err
	}
	switch p.word() {
	case "endobj":
		return o, nil
	case "stream":
		d, ok := o.(Dict)
		if !ok {
			return nil, p.broken("a stream without dictionary")
		}
		return f.stream(&p, d, level)
	}
	return nil, p.broken("no endobj")
}

// stream reads the bytes of a stream whose keyword was just read.
func (f *File) stream(p *parser, d Dict, level int) (*Stream, error) {
	if bytes.HasPrefix(f.b[p.pos:], []byte("\r\n")) {
		p.pos++
	}
	if p.pos >= len(f.b) || f.b[p.pos] != '\n' {
		return nil, p.broken("no end of line behind stream")
	}
	p.pos++
	length, err := f.length(d["Length"], level)
	if err != nil {
		return nil, err
	}
	if length < 0 || length > len(f.b)-p.pos {
		return nil, p.broken("a stream without end")
	}
	data := f.b[p.pos : p.pos+length]
	p.pos += length
	if err := p.keyword("endstream"); err != nil {
		return nil, err
	}
	if err := p.keyword("endobj"); err != nil {
		return nil, err
	}
	return &Stream{d, data}, nil
}

func (f *File) length(o Object, level int) (int, error) {
	if ref, ok := o.(Ref); ok {
		e, ok := f.entries[ref.Number]
		if !ok || e.kind != 1 || e.extra != ref.Generation {
			return -1, nil
		}
		var err error
		if o, err = f.at(e.at, ref, level+1); err != nil {
			return 0, err
		}
	}
	n, ok := o.(int64)
	if !ok || n < 0 || n > MaxSize {
		return -1, nil
	}
	return int(n), nil
}

// Dict resolves o to a dictionary; nil when it is none. The dictionary of a
// stream does not count.
func (f *File) Dict(o Object) (Dict, error) {
	o, err := f.Resolve(o)
	d, _ := o.(Dict)
	return d, err
}

// Array resolves o to an array; nil when it is none.
func (f *File) Array(o Object) (Array, error) {
	o, err := f.Resolve(o)
	a, _ := o.(Array)
	return a, err
}
