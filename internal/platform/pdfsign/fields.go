package pdfsign

import (
	"fmt"

	"example.vn/khuyencong/internal/platform/pdffile"
)

// maxFields is how many fields of a form are looked at.
const maxFields = 5000

// A field is a field of the form in which a signature stands.
type field struct {
	ref  pdffile.Ref
	dict pdffile.Dict
}

// signatureFields finds the fields with a signature.
func signatureFields(f *pdffile.File) ([]field, error) {
	catalog, err := f.Dict(f.Root)
	if err != nil {
		return nil, err
	}
	form, err := f.Dict(catalog["AcroForm"])
	if err != nil {
		return nil, err
	}
	w := fieldWalk{f: f, seen: map[pdffile.Object]bool{}}
	if err := w.list(form["Fields"], nil, 0); err != nil {
		return nil, err
	}
	return w.found, nil
}

type fieldWalk struct {
	f     *pdffile.File
	seen  map[pdffile.Object]bool // fields and signatures met, by reference
	nodes int
	found []field
}

// list looks at the fields of a list. kind is what they inherit.
func (w *fieldWalk) list(o pdffile.Object, kind pdffile.Object, depth int) error {
	list, err := w.f.Array(o)
	if err != nil {
		return err
	}
	for _, item := range list {
		ref, ok := item.(pdffile.Ref)
		if w.nodes++; !ok || w.seen[ref] || w.nodes > maxFields || depth > 8 {
			return fmt.Errorf("%w: the fields of the form", pdffile.ErrBroken)
		}
		w.seen[ref] = true
		if err := w.field(ref, kind, depth); err != nil {
			return err
		}
	}
	return nil
}

func (w *fieldWalk) field(ref pdffile.Ref, kind pdffile.Object, depth int) error {
	d, err := w.f.Dict(ref)
	if err != nil {
		return err
	}
	if k, ok := d["FT"]; ok {
		kind = k
	}
	if v, ok := d["V"]; ok && v != nil && kind == pdffile.Name("Sig") {
		if _, isRef := v.(pdffile.Ref); isRef && w.seen[v] {
			return fmt.Errorf("%w: a signature in two fields", pdffile.ErrBroken)
		} else if isRef {
			w.seen[v] = true
		}
		w.found = append(w.found, field{ref, d})
	}
	return w.list(d["Kids"], kind, depth+1)
}
