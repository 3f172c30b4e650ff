package docx

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"example.vn/khuyencong/internal/platform/fill"
)

// An op is one step of writing a part.
type op struct {
	kind  opKind
	text  string // bytes of the part, or a name
	place string // of a mark, for people
	tags  *tags  // around the letters of a field
	inner []op
}

type opKind int

const (
	raw opKind = iota
	field
	section    // {{#name}}
	unset      // {{^name}}
	tableGuard // a table, which goes when no row is left
	endGuard   // the end of a cell, which must be a paragraph
)

// tags are what a line break and a tab in a value become.
type tags struct{ line, tab, row, paragraph string }

func newTags(prefix string) *tags {
	again := "<" + prefix + `t xml:space="preserve">`
	return &tags{
		line:      "</" + prefix + "t><" + prefix + "br/>" + again,
		tab:       "</" + prefix + "t><" + prefix + "tab/>" + again,
		row:       "</" + prefix + "tr>",
		paragraph: prefix + "p",
	}
}

type renderer struct {
	*bytes.Buffer
	steps int
}

// ops writes; false when it is too much.
func (r *renderer) ops(ops []op, scope *fill.Scope) bool {
	if r.steps -= 1 + len(ops); r.steps < 0 || r.Len() > maxWritten {
		return false
	}
	for i := range ops {
		o := &ops[i]
		switch o.kind {
		case raw:
			r.WriteString(o.text)
		case field:
			r.letters(scope.Text(o.text), o.tags)
		case section:
			for _, row := range scope.Rows(o.text) {
				if !r.ops(o.inner, row) {
					return false
				}
			}
		case unset:
			if len(scope.Rows(o.text)) == 0 && !r.ops(o.inner, scope) {
				return false
			}
		case tableGuard, endGuard:
			if !r.guarded(o, scope) {
				return false
			}
		}
	}
	return true
}

// guarded writes a table or the content of a cell so that Word can read it: a
// table has a row, a cell ends with a paragraph.
func (r *renderer) guarded(o *op, scope *fill.Scope) bool {
	before := r.Len()
	if !r.ops(o.inner, scope) {
		return false
	}
	written := r.Bytes()[before:]
	if o.kind == tableGuard {
		if !bytes.Contains(written, []byte(o.tags.row)) {
			r.Truncate(before)
		}
		return true
	}
	written = bytes.TrimSpace(written)
	if !bytes.HasSuffix(written, []byte("</"+o.tags.paragraph+">")) && !bytes.HasSuffix(written, []byte("<"+o.tags.paragraph+"/>")) {
		r.WriteString("<" + o.tags.paragraph + "/>")
	}
	return true
}

// letters writes a value: escaped, its lines as lines, without what XML cannot
// hold.
func (r *renderer) letters(s string, t *tags) {
	if utf8.ValidString(s) && strings.IndexFunc(s, special) < 0 {
		r.WriteString(s)
		return
	}
	for _, c := range strings.ReplaceAll(s, "\r\n", "\n") {
		switch c {
		case '&':
			r.WriteString("&amp;")
		case '<':
			r.WriteString("&lt;")
		case '>':
			r.WriteString("&gt;")
		case '\n', '\r', '\v', '\u2028', '\u2029':
			r.WriteString(t.line)
		case '\t':
			r.WriteString(t.tab)
		default:
			if !special(c) {
				r.WriteRune(c)
			}
		}
	}
}

// special reports whether a letter is not written as it is.
func special(c rune) bool {
	return c < ' ' || c == '&' || c == '<' || c == '>' || c >= 0x7f && c < 0xa0 || c == '\u2028' || c == '\u2029' || c == 0xfffe || c == 0xffff
}
