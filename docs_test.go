package khuyencong_test

import (
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Every requirement stands in docs/licenses.md with its version, what others
// bring along too.
func TestEveryRequirementHasItsLicenceListed(t *testing.T) {
	t.Parallel()
	page := read(t, "docs/licenses.md")
	for line := range strings.Lines(read(t, "go.mod")) {
		m := regexp.MustCompile(`^\s*(?:require )?([\w.-]+\.\w+/\S+) (v\S+)(?: // indirect)?\s*$`).FindStringSubmatch(line)
		if m != nil && !strings.Contains(page, "| "+m[1]+" | "+m[2]+" |") {
			t.Errorf("docs/licenses.md has no row for %s %s", m[1], m[2])
		}
	}
}

// A link from one page of the repository to another leads somewhere.
func TestLinksBetweenPagesLeadSomewhere(t *testing.T) {
	t.Parallel()
	pages := append(append(glob(t, "*.md"), glob(t, "docs/*.md")...), glob(t, "docs/adr/*.md")...)
	link := regexp.MustCompile(`\]\(([^)#:\s]+)(?:#[^)]*)?\)`)
	for _, page := range pages {
		for _, m := range link.FindAllStringSubmatch(read(t, page), -1) {
			if target := filepath.Join(filepath.Dir(page), m[1]); len(glob(t, target)) == 0 {
				t.Errorf("%s links to %s, which does not exist", page, m[1])
			}
		}
	}
}

// Decisions stay short enough to be read.
func TestEachDecisionIsShortAndListed(t *testing.T) {
	t.Parallel()
	index := read(t, "docs/adr/README.md")
	for _, file := range glob(t, "docs/adr/0*.md") {
		text := read(t, file)
		if n := strings.Count(text, "\n"); n >= 40 {
			t.Errorf("%s has %d lines, want under 40", file, n)
		}
		for _, head := range []string{"## Context", "## Decision", "## Consequences"} {
			if !strings.Contains(text, head) {
				t.Errorf("%s has no %q", file, head)
			}
		}
		if !strings.Contains(index, "("+filepath.Base(file)+")") {
			t.Errorf("docs/adr/README.md does not list %s", file)
		}
	}
}
