package pdfsign

import (
	"slices"

	"example.vn/khuyencong/internal/platform/pdffile"
)

// onlySigned reports whether a file differs from what it once was by nothing
// but signatures and what comes with them: a longer list of fields, their
// widgets on pages, the properties of the file, and what others need to check
// the signatures later (DSS). Whatever could be reached in the old file must
// be the same, object by object; what was missing must still be missing.
//
// steps is how many objects may still be compared; when they are used up
// nothing is taken to be the same.
func onlySigned(old, now *pdffile.File, steps *int) bool {
	if old.Root != now.Root {
		return false
	}
	c := comparison{old: old, now: now, steps: steps, done: map[pdffile.Ref]bool{}, added: map[pdffile.Object]bool{}}
	return c.catalog()
}

// maxSteps is how many objects are compared for one file. A long paper has some
// hundreds.
const maxSteps = 500_000

// A comparison stops at the first thing that differs, or cannot be read.
type comparison struct {
	old, now *pdffile.File
	steps    *int
	done     map[pdffile.Ref]bool    // met
	todo     []pdffile.Ref           // met and not yet compared
	added    map[pdffile.Object]bool // fields of new signatures, by reference
	filled   map[pdffile.Object]bool // fields that were empty and hold one now
}

func (c *comparison) catalog() bool {
	was, err1 := c.old.Dict(c.old.Root)
	is, err2 := c.now.Dict(c.now.Root)
	if err1 != nil || err2 != nil || was == nil || is == nil {
		return false
	}
	c.done[c.old.Root] = true
	if !c.form(was["AcroForm"], is["AcroForm"]) || !c.keys(was, is, "AcroForm", "DSS", "Extensions", "Metadata", "Version") {
		return false
	}
	for len(c.todo) > 0 { // a list and no recursion: files link objects a million deep
		ref := c.todo[len(c.todo)-1]
		c.todo = c.todo[:len(c.todo)-1]
		if *c.steps--; *c.steps < 0 || !c.target(ref) {
			return false
		}
	}
	return true
}

// meet notes what is still to be compared.
func (c *comparison) meet(ref pdffile.Ref) {
	if !c.done[ref] {
		c.done[ref] = true
		c.todo = append(c.todo, ref)
	}
}

// keys compares two dictionaries apart from the keys in but.
func (c *comparison) keys(was, is pdffile.Dict, but ...pdffile.Name) bool {
	for k := range is {
		if _, ok := was[k]; !ok && !slices.Contains(but, k) {
			return false
		}
	}
	for k, v := range was {
		if w, ok := is[k]; !slices.Contains(but, k) && (!ok || !c.same(v, w)) {
			return false
		}
	}
	return true
}

// same compares two objects and notes what they lead to.
func (c *comparison) same(was, is pdffile.Object) bool {
	switch was := was.(type) {
	case pdffile.Ref:
		c.meet(was)
		return was == is
	case pdffile.Array:
		is, ok := is.(pdffile.Array)
		if !ok || len(was) != len(is) {
			return false
		}
		for i := range was {
			if !c.same(was[i], is[i]) {
				return false
			}
		}
		return true
	case pdffile.Dict:
		is, ok := is.(pdffile.Dict)
		if ok && was["Type"] == pdffile.Name("Page") {
			return c.annots(was["Annots"], is["Annots"]) && c.keys(was, is, "Annots")
		}
		return ok && c.keys(was, is)
	case *pdffile.Stream:
		is, ok := is.(*pdffile.Stream)
		return ok && string(was.Data) == string(is.Data) && c.keys(was.Dict, is.Dict)
	}
	return pdffile.Equal(was, is)
}

// target compares what a reference leads to.
func (c *comparison) target(ref pdffile.Ref) bool {
	was, err1 := c.old.Get(ref)
	is, err2 := c.now.Get(ref)
	if err1 != nil || err2 != nil {
		return false
	}
	if c.filled[ref] {
		w, _ := was.(pdffile.Dict)
		i, _ := is.(pdffile.Dict)
		return w != nil && i != nil && harmless(i) && c.keys(w, i, "V", "AP", "M", "F", "Lock")
	}
	return c.same(was, is)
}

// form compares the forms: the old fields, and behind them new signatures.
func (c *comparison) form(was, is pdffile.Object) bool {
	if _, ok := was.(pdffile.Ref); ok && was != is {
		return false
	}
	w, err1 := c.old.Dict(was)
	i, err2 := c.now.Dict(is)
	if err1 != nil || err2 != nil {
		return false
	}
	before, err1 := c.old.Array(w["Fields"])
	after, err2 := c.now.Array(i["Fields"])
	if err1 != nil || err2 != nil || len(after) < len(before) {
		return false
	}
	for _, item := range after[len(before):] {
		if !c.isNewSignature(item) {
			return false
		}
		c.added[item] = true
	}
	c.noteFilled(before)
	if !c.same(before, after[:len(before)]) {
		return false
	}
	but := []pdffile.Name{"Fields", "SigFlags"}
	if len(before) == 0 { // nothing that these could change the look of
		but = append(but, "DA", "DR")
	}
	return c.keys(w, i, but...)
}

// noteFilled notes the old fields that waited for a signature and have one.
func (c *comparison) noteFilled(fields pdffile.Array) {
	c.filled = map[pdffile.Object]bool{}
	for _, item := range fields {
		was, err1 := c.old.Dict(item)
		is, err2 := c.now.Dict(item)
		if err1 == nil && err2 == nil && was["FT"] == pdffile.Name("Sig") && was["V"] == nil && is["V"] != nil {
			c.filled[item] = true
		}
	}
}

// isNewSignature reports whether item is a field for a signature that was not
// in the file and does nothing when it is opened or clicked.
func (c *comparison) isNewSignature(item pdffile.Object) bool {
	ref, ok := item.(pdffile.Ref)
	if !ok {
		return false
	}
	was, err := c.old.Get(ref)
	if err != nil || was != nil {
		return false
	}
	d, err := c.now.Dict(ref)
	return err == nil && d["FT"] == pdffile.Name("Sig") && harmless(d)
}

func harmless(d pdffile.Dict) bool {
	for _, k := range []pdffile.Name{"A", "AA", "Kids", "Parent", "PMD"} {
		if _, ok := d[k]; ok {
			return false
		}
	}
	return true
}

// annots compares what lies on a page: the old things, and behind them
// widgets of new signatures.
func (c *comparison) annots(was, is pdffile.Object) bool {
	if _, ok := was.(pdffile.Ref); ok && was != is {
		return false
	}
	before, err1 := c.old.Array(was)
	after, err2 := c.now.Array(is)
	if err1 != nil || err2 != nil || len(after) < len(before) || before == nil && was != nil {
		return false
	}
	for _, item := range after[len(before):] {
		if !c.added[item] {
			return false
		}
	}
	return c.same(before, after[:len(before)])
}
