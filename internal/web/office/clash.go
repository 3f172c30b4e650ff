package office

import (
	"strings"

	"example.vn/khuyencong/internal/platform/text"
	"example.vn/khuyencong/internal/web/ui"
)

// An entry is one input of a form in words, to compare two states of it.
type entry struct{ Label, Text string }

// A clash is what differs between a form and what somebody else stored while
// it was open.
type clash struct {
	Rows   []clashRow
	Newest string // address of what is stored now
}

// clashRow is one input that differs.
type clashRow struct{ Label, Theirs, Mine string }

// newClash compares what is stored with what was typed, in the order of the
// form.
func newClash(newest string, theirs, mine []entry) *clash {
	c := &clash{Newest: newest}
	stored := map[string]string{}
	for _, e := range theirs {
		stored[e.Label] = e.Text
	}
	typed := map[string]bool{}
	for _, e := range mine {
		typed[e.Label] = true
		if text.Clean(e.Text) != text.Clean(stored[e.Label]) {
			c.Rows = append(c.Rows, clashRow{e.Label, stored[e.Label], e.Text})
		}
	}
	for _, e := range theirs {
		if !typed[e.Label] && e.Text != "" {
			c.Rows = append(c.Rows, clashRow{e.Label, e.Text, ""})
		}
	}
	return c
}

// chosen is the words of the option that a select holds.
func chosen(options []ui.Option, value string) string {
	for _, o := range options {
		if o.Value == value {
			return o.Label
		}
	}
	return value
}

// joined puts the parts of a line that are not empty next to each other.
func joined(parts ...string) string {
	var some []string
	for _, p := range parts {
		if p != "" {
			some = append(some, p)
		}
	}
	return strings.Join(some, " · ")
}
