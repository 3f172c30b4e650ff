package form

import (
	"fmt"
	"slices"
	"strings"

	"example.vn/khuyencong/internal/platform/fill"
)

// runs finds a text whose marks open inside bold or italic letters and close
// outside them: each run of a paragraph is filled in by itself.
func (s *spec) runs() error {
	for _, text := range append(texts(s.Body), texts(s.Annex)...) {
		for strong := range strings.SplitSeq(text, "**") {
			for run := range strings.SplitSeq(strong, "~") {
				if !balanced(run) {
					return fmt.Errorf("%q: {{#…}} and {{/…}} must stand in the same run of bold or italic letters", text)
				}
			}
		}
	}
	return nil
}

func balanced(run string) bool {
	parts, _ := fill.Parts(run)
	var open []string
	for _, p := range parts {
		switch p.Mark {
		case fill.Open, fill.Unset:
			open = append(open, p.Text)
		case fill.Close:
			if len(open) == 0 || open[len(open)-1] != p.Text {
				return false
			}
			open = open[:len(open)-1]
		case fill.Text, fill.Field:
		}
	}
	return len(open) == 0
}

// texts lists every text of the parts.
func texts(parts []part) []string {
	var all []string
	for _, p := range parts {
		all = append(all, p.Text)
		if p.Table != nil {
			for _, r := range p.Table.Rows {
				all = append(all, r.Cells...)
			}
			all = append(all, slices.Concat(p.Table.Head...)...)
		}
		all = append(all, texts(p.Do)...)
	}
	return all
}
