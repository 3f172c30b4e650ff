// Package fill is the small language of templates for papers:
//
//	{{so_tien}}                          the text of a field
//	{{#dong}} … {{/dong}}                once for each row of a list, or when a flag is set
//	{{^co_phu_luc}} … {{/co_phu_luc}}    when a flag is not set, a list or a text is empty
//
// There is nothing else: no expressions, no calls, no files. A template can
// show what it is handed and nothing more, so one from a stranger does no harm.
// The same marks stand in the program's own forms and in the Word and Excel
// files that an office has changed.
package fill

import (
	"strings"
	"unicode/utf8"
)

// Mark says what a part of a template is.
type Mark int

// The marks of a template.
const (
	Text  Mark = iota // letters that stay as they are
	Field             // {{name}}
	Open              // {{#name}}
	Unset             // {{^name}}
	Close             // {{/name}}
)

// Part is one piece of a template's text.
type Part struct {
	Mark Mark
	Text string // the letters, or the name
	Size int    // how many bytes of the template it takes
}

// maxName is how long a field's name may be; letters.
const maxName = 100

// A Fault is what is wrong with a mark; the sentence is for people.
type Fault string

func (f Fault) Error() string { return string(f) }

// Parts divides s into letters and marks. The fault names a mark that is not
// closed or has no proper name; what could be read before it is returned too.
func Parts(s string) ([]Part, error) {
	var parts []Part
	for {
		before, rest, found := strings.Cut(s, "{{")
		if before != "" {
			parts = append(parts, Part{Text, before, len(before)})
		}
		if !found {
			return parts, nil
		}
		inner, after, closed := strings.Cut(rest, "}}")
		if !closed {
			return parts, Fault("Dấu {{ không có }} đi kèm: “{{" + clip(rest) + "”.")
		}
		part, ok := mark(inner)
		if !ok {
			return parts, Fault("“{{" + clip(inner) + "}}” không phải là tên trường: chỉ dùng chữ không dấu, số và dấu gạch dưới.")
		}
		part.Size = len("{{") + len(inner) + len("}}")
		parts, s = append(parts, part), after
	}
}

// Marked tells whether s has a mark, or the beginning of one.
func Marked(s string) bool { return strings.Contains(s, "{{") }

func mark(inner string) (Part, bool) {
	inner = strings.TrimSpace(inner)
	part := Part{Mark: Field, Text: inner}
	if inner != "" {
		switch inner[0] {
		case '#':
			part.Mark = Open
		case '^':
			part.Mark = Unset
		case '/':
			part.Mark = Close
		}
		if part.Mark != Field {
			part.Text = strings.TrimSpace(inner[1:])
		}
	}
	return part, isName(part.Text)
}

func isName(s string) bool {
	if s == "" || len(s) > maxName {
		return false
	}
	for _, r := range s {
		if r != '_' && (r < 'a' || r > 'z') && (r < '0' || r > '9') {
			return false
		}
	}
	return true
}

// clip shortens what a person typed, for a sentence.
func clip(s string) string {
	const most = 30
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	return string([]rune(s)[:most]) + "…"
}
