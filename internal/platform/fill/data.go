package fill

import "strings"

// Data is what a template is filled with. A value is a string (also numbers
// and days, written out), a Missing, a bool, or a []Data.
type Data map[string]any

// Missing is a text that is not known yet: the paper shows it, mostly a dotted
// line to write on, and a condition sees nothing.
type Missing string

// A Scope is where a name is looked up: the row of the innermost list first,
// then what is around it.
type Scope struct {
	data Data
	list string // the list whose row this is
	up   *Scope
}

// In is the outermost scope, of d.
func In(d Data) *Scope { return &Scope{data: d} }

// Text is the text of a field; a name without a value is empty.
func (s *Scope) Text(name string) string {
	switch v := s.find(name).(type) {
	case string:
		return v
	case Missing:
		return string(v)
	}
	return ""
}

// Rows lists the scopes for which the part under {{#name}} is written: one for
// each row of a list, one when a flag is set or a text is not empty, else none.
// A list inside itself has no rows: rows of rows of rows would never end.
func (s *Scope) Rows(name string) []*Scope {
	switch v := s.find(name).(type) {
	case []Data:
		if s.within(name) {
			return nil
		}
		rows := make([]*Scope, len(v))
		for i, d := range v {
			rows[i] = &Scope{d, name, s}
		}
		return rows
	case bool:
		if v {
			return []*Scope{s}
		}
	case string:
		if v != "" {
			return []*Scope{s}
		}
	}
	return nil
}

func (s *Scope) within(list string) bool {
	for ; s != nil; s = s.up {
		if s.list == list {
			return true
		}
	}
	return false
}

func (s *Scope) find(name string) any {
	for ; s != nil; s = s.up {
		if v, ok := s.data[name]; ok {
			return v
		}
	}
	return nil
}

// String fills text that has its marks in itself alone, as a paragraph of a
// form has. What is wrong with the marks is the business of Check, before.
func String(text string, s *Scope) string {
	if !Marked(text) {
		return text
	}
	parts, _ := Parts(text)
	var b strings.Builder
	write(&b, parts, s)
	return b.String()
}

func write(b *strings.Builder, parts []Part, s *Scope) {
	for i := 0; i < len(parts); i++ {
		switch part := parts[i]; part.Mark {
		case Text:
			b.WriteString(part.Text)
		case Field:
			b.WriteString(s.Text(part.Text))
		case Open, Unset:
			end := i + Closing(parts[i:])
			inner := parts[min(i+1, end):end]
			rows := s.Rows(part.Text)
			if part.Mark == Unset && len(rows) == 0 {
				write(b, inner, s)
			}
			if part.Mark == Open {
				for _, row := range rows {
					write(b, inner, row)
				}
			}
			i = end
		case Close: // of a part that was never opened
		}
	}
}

// Closing is the index in parts of the mark that closes the first one, or the
// number of parts when nothing closes it.
func Closing(parts []Part) int {
	depth := 0
	for i, part := range parts {
		switch part.Mark {
		case Open, Unset:
			depth++
		case Close:
			if depth--; depth == 0 {
				return i
			}
		case Text, Field:
		}
	}
	return len(parts)
}
