// Package docx fills the papers' templates that an office writes in Word
// itself. A template is an ordinary .docx file with the marks of package fill
// in its text:
//
//	{{so_tien}}               the text of a field, looking as its first letter does
//	{{#dong}} … {{/dong}}     in the cells of one row, or of several: the rows are repeated;
//	                          each alone in a paragraph: what stands between is repeated;
//	                          within a paragraph: the letters between are repeated
//	{{^co}} … {{/co}}         likewise, when there is nothing
//
// Word spreads a mark over several runs as it pleases; that is put together
// here. Nothing but the marks is changed: every other byte of the file stays.
// A template is read and compiled once; filling it writes strings.
package docx

import (
	"bytes"
	"fmt"
	"io"
	"regexp"
	"slices"
	"sync"

	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/fill"
	"example.vn/khuyencong/internal/platform/ooxml"
)

// A Template (mẫu giấy tờ) is a .docx file that can be filled again and again,
// by several at once.
type Template struct {
	file    *ooxml.File
	stories []story
}

// A story is one part of the file that may hold marks.
type story struct {
	part   string
	ops    []op
	faults []Fault
	size   int // bytes of the part
}

// MaxSize is how many bytes a template may have.
const MaxSize = ooxml.MaxSize

// A Fault is what is wrong with a mark, and where.
type Fault struct {
	Place string // đoạn 12 (“Số tiền hỗ trợ…”); bảng 2, hàng 3, ô 1; đầu trang
	Text  string // a Vietnamese sentence
}

// String is the sentence with its place.
func (f Fault) String() string { return "Ở " + f.Place + ": " + f.Text }

var filled = regexp.MustCompile(`^word/(?:(document)|(header)[0-9]*|(footer)[0-9]*|(footnotes)|(endnotes))\.xml$`)

// places name the parts, in the order of the expression above. In the body
// paragraphs and tables are counted without its name.
var places = []string{"", "đầu trang", "chân trang", "chú thích cuối trang", "chú thích cuối văn bản"}

// Parse reads a template. A file that is no .docx, could harm somebody or is
// too large is an Invalid fault; what is wrong with its marks, Check says.
func Parse(data []byte) (*Template, error) {
	file, err := ooxml.Open(data, ooxml.Word)
	if err != nil {
		return nil, err
	}
	t := &Template{file: file}
	for _, p := range file.Parts {
		name := filled.FindStringSubmatch(p.Name)
		if name == nil {
			continue
		}
		root, err := tree(p.Data)
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", p.Name, err)
		}
		if err := refuseFields(root); err != nil {
			return nil, err
		}
		place := ""
		for i, matched := range name[1:] {
			if matched != "" {
				place = places[i]
			}
		}
		c := &compiler{src: p.Data}
		c.story(root, place)
		if c.count > maxMarks {
			return nil, fault.New(fault.Invalid, fmt.Sprintf("Mẫu có hơn %d dấu {{…}}; hãy dùng danh sách lặp thay cho từng dòng.", maxMarks))
		}
		ops, err := c.fold()
		if err != nil {
			return nil, err
		}
		t.stories = append(t.stories, story{p.Name, ops, slices.Clip(c.faults), len(p.Data)})
	}
	return t, nil
}

// Check says everything that is wrong with the marks of the template of a
// paper that can fill known, in the order of the file.
func (t *Template) Check(known []fill.Known) []Fault {
	var all []Fault
	for _, s := range t.stories {
		for _, f := range append(s.faults, check(fill.Check(known), s.ops)...) {
			// Word writes a text box twice, for itself and for older programs.
			if !slices.Contains(all, f) && len(all) < maxFaults {
				all = append(all, f)
			}
		}
	}
	return all
}

// Uses tells whether the field stands somewhere in the template.
func (t *Template) Uses(name string) bool {
	return slices.ContainsFunc(t.stories, func(s story) bool { return uses(s.ops, name) })
}

func uses(ops []op, name string) bool {
	return slices.ContainsFunc(ops, func(o op) bool { return o.kind == field && o.text == name || uses(o.inner, name) })
}

func check(c *fill.Checker, ops []op) (faults []Fault) {
	read := func(o op, mark fill.Mark) {
		if err := c.Read(fill.Part{Mark: mark, Text: o.text}); err != nil {
			faults = append(faults, Fault{o.place, err.Error()})
		}
	}
	for _, o := range ops {
		switch o.kind {
		case raw:
		case field:
			read(o, fill.Field)
		case tableGuard, endGuard:
			faults = append(faults, check(c, o.inner)...)
		case section, unset:
			mark := fill.Open
			if o.kind == unset {
				mark = fill.Unset
			}
			read(o, mark)
			faults = append(faults, check(c, o.inner)...)
			read(o, fill.Close)
		}
	}
	return faults
}

// Limits of what is written.
const (
	maxWritten = 48 << 20 // bytes of a part
	maxSteps   = 5_000_000
)

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// Render writes the paper that d makes of the template. Faulty marks are left
// out. A paper beyond all measure is an Invalid fault.
func (t *Template) Render(w io.Writer, d fill.Data) error {
	parts := make(map[string][]byte, len(t.stories))
	scope := fill.In(d)
	for _, s := range t.stories {
		if len(s.ops) == 1 && s.ops[0].kind == raw {
			continue // without marks
		}
		b, _ := buffers.Get().(*bytes.Buffer)
		b.Reset()
		defer buffers.Put(b)
		b.Grow(2 * s.size)
		r := renderer{Buffer: b, steps: maxSteps}
		if !r.ops(s.ops, scope) {
			return fault.New(fault.Invalid, "Giấy tờ lập theo mẫu này quá dài; hãy xem lại các danh sách lồng nhau trong mẫu.")
		}
		parts[s.part] = b.Bytes()
	}
	if err := t.file.Write(w, parts); err != nil {
		return fmt.Errorf("write paper: %w", err)
	}
	return nil
}
