package pdfsign

import (
	"fmt"
	"maps"

	"example.vn/khuyencong/internal/platform/pdffile"
)

// Draw puts looks onto the text of a page, in a revision of their own. It is
// for a file that nobody has signed yet: to a signature the page has changed.
func Draw(pdf []byte, looks ...Look) ([]byte, error) {
	f, err := pdffile.Open(pdf)
	if err != nil {
		return nil, err
	}
	catalog, err := f.Dict(f.Root)
	if err != nil {
		return nil, err
	}
	u := f.Update()
	for i := range looks {
		if err := looks[i].draw(f, u, catalog, i); err != nil {
			return nil, err
		}
	}
	file, _ := u.Bytes(pdffile.Ref{})
	return file, nil
}

// draw adds one drawing to its page. Several on one page must name it by the
// same number.
func (l *Look) draw(f *pdffile.File, u *pdffile.Update, catalog pdffile.Dict, no int) error {
	p, err := findPage(f, catalog, l.Page)
	if err != nil {
		return err
	}
	if changed, ok := u.Get(p.ref).(pdffile.Dict); ok {
		p.dict = maps.Clone(changed)
	}
	form, left, below, err := l.form(u, p)
	if err != nil {
		return err
	}
	name := pdffile.Name(fmt.Sprintf("KhuyenCong%d", no))
	if err := p.lend(f, name, form); err != nil {
		return err
	}
	// What the page draws itself may leave any state behind: it is put between
	// q and Q, once.
	old, err := f.Array(p.dict["Contents"])
	if err != nil {
		return err
	}
	if one, ok := p.dict["Contents"].(pdffile.Ref); ok && old == nil {
		old = pdffile.Array{one}
	}
	if !p.wrapped(u, old) {
		all := pdffile.Array{u.Add(&pdffile.Stream{Data: []byte("q\n"), Dict: pdffile.Dict{}})}
		all = append(all, old...)
		old = append(all, u.Add(&pdffile.Stream{Data: []byte("\nQ\n"), Dict: pdffile.Dict{}}))
	}
	drawing := fmt.Sprintf("q 1 0 0 1 %d %d cm /%s Do Q\n", left, below, name)
	p.dict["Contents"] = append(old, u.Add(&pdffile.Stream{Data: []byte(drawing), Dict: pdffile.Dict{}}))
	u.Set(p.ref, p.dict)
	return nil
}

// wrapped tells whether this revision has put the content of the page between q
// and Q already.
func (page) wrapped(u *pdffile.Update, contents pdffile.Array) bool {
	if len(contents) == 0 {
		return false
	}
	first, ok := contents[0].(pdffile.Ref)
	return ok && u.Get(first) != nil
}

// lend lets the page use the drawing under a name.
func (p *page) lend(f *pdffile.File, name pdffile.Name, form pdffile.Ref) error {
	of, own := p.dict["Resources"]
	if !own {
		of = p.resources
	}
	resources, err := f.Dict(of)
	if err != nil {
		return err
	}
	resources = maps.Clone(resources)
	if resources == nil {
		resources = pdffile.Dict{}
	}
	objects, err := f.Dict(resources["XObject"])
	if err != nil {
		return err
	}
	objects = maps.Clone(objects)
	if objects == nil {
		objects = pdffile.Dict{}
	}
	objects[name] = form
	resources["XObject"] = objects
	p.dict["Resources"] = resources
	return nil
}
