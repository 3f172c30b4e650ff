package pdfsign

import (
	"fmt"
	"maps"

	"example.vn/khuyencong/internal/platform/pdffile"
)

// maxNodes is how many nodes of the tree of pages are looked at.
const maxNodes = 20000

type page struct {
	ref  pdffile.Ref
	dict pdffile.Dict
	box  [4]int // in points: left, bottom, right, top

	resources pdffile.Object // that it inherits
}

// findPage finds page number, from 1; 0 stands for the last.
func findPage(f *pdffile.File, catalog pdffile.Dict, number int) (page, error) {
	w := walk{f: f, want: number}
	p, err := w.node(catalog["Pages"], inherited{}, 0)
	if err != nil {
		return page{}, err
	}
	if number == 0 {
		p = w.last
	}
	if p == nil {
		return page{}, ErrPage
	}
	return *p, nil
}

type walk struct {
	f     *pdffile.File
	want  int
	nodes int
	last  *page
}

// inherited is what a page has from the nodes above it.
type inherited struct{ box, resources pdffile.Object }

func (w *walk) node(o pdffile.Object, above inherited, depth int) (*page, error) {
	if w.nodes++; w.nodes > maxNodes || depth > 32 {
		return nil, fmt.Errorf("%w: the tree of pages", pdffile.ErrBroken)
	}
	d, err := w.f.Dict(o)
	if err != nil || d == nil {
		return nil, err
	}
	if b, ok := d["MediaBox"]; ok {
		above.box = b
	}
	if r, ok := d["Resources"]; ok {
		above.resources = r
	}
	kids, err := w.f.Array(d["Kids"])
	if err != nil {
		return nil, err
	}
	if kids == nil {
		return w.leaf(o, d, above)
	}
	for _, kid := range kids {
		if p, err := w.node(kid, above, depth+1); p != nil || err != nil {
			return p, err
		}
	}
	return nil, nil
}

// leaf looks at a page; it returns the one that is wanted.
func (w *walk) leaf(o pdffile.Object, d pdffile.Dict, above inherited) (*page, error) {
	ref, ok := o.(pdffile.Ref)
	if w.want--; !ok || w.want > 0 {
		return nil, nil
	}
	p := &page{ref: ref, dict: maps.Clone(d), resources: above.resources}
	if err := p.measure(w.f, above.box); err != nil {
		return nil, err
	}
	w.last = p
	if w.want < 0 { // the last is wanted: go on
		return nil, nil
	}
	return p, nil
}

func (p *page) measure(f *pdffile.File, box pdffile.Object) error {
	a, err := f.Array(box)
	if err != nil {
		return err
	}
	if len(a) != 4 {
		return fmt.Errorf("%w: a page without size", pdffile.ErrBroken)
	}
	for i, v := range a {
		if p.box[i], err = points(f, v); err != nil {
			return err
		}
	}
	return nil
}

// points reads a length in whole points.
func points(f *pdffile.File, o pdffile.Object) (int, error) {
	o, err := f.Resolve(o)
	if err != nil {
		return 0, err
	}
	switch n := o.(type) {
	case int64:
		if n > -100000 && n < 100000 {
			return int(n), nil
		}
	case pdffile.Real:
		var whole int
		if _, err := fmt.Sscanf(string(n), "%d.", &whole); err == nil && whole > -100000 && whole < 100000 {
			return whole, nil
		}
	}
	return 0, fmt.Errorf("%w: a length", pdffile.ErrBroken)
}
