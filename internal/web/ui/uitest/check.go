// Package uitest checks finished pages (kiểm tra trang) in tests: HTML that is
// balanced, accessible in the ways a program can see, and free of anything the
// Content-Security-Policy would block.
package uitest

import (
	"fmt"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// CheckHTML returns what is wrong with page, one sentence each; nothing when it
// is sound. It does not replace axe in a browser.
func CheckHTML(page string) []string {
	c := &checker{ids: map[string]bool{}}
	z := html.NewTokenizer(strings.NewReader(page))
	for {
		switch z.Next() {
		case html.ErrorToken:
			c.finish()
			return c.problems
		case html.StartTagToken, html.SelfClosingTagToken:
			c.open(z.Token())
		case html.EndTagToken:
			c.end(z.Token())
		case html.TextToken:
			c.text(string(z.Text()))
		case html.CommentToken, html.DoctypeToken:
		}
	}
}

// element is one that is still open.
type element struct {
	name  string
	words bool // something to read or hear inside
}

type checker struct {
	problems []string
	stack    []element
	ids      map[string]bool
	labels   []string // for="" targets
	links    []string // href="#…" targets
	refs     []string // aria-… targets
	inputs   []string // ids of inputs that need a label
	mains    int
}

func (c *checker) say(format string, args ...any) {
	c.problems = append(c.problems, fmt.Sprintf(format, args...))
}

var voids = []string{"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}

func attrs(t html.Token) map[string]string {
	m := map[string]string{}
	for _, a := range t.Attr {
		m[a.Key] = a.Val
	}
	return m
}

func (c *checker) open(t html.Token) {
	a := attrs(t)
	c.attributes(t, a)
	c.names(t.Data, a)
	if id, ok := a["id"]; ok {
		if id == "" || strings.ContainsAny(id, " \t\n") {
			c.say("id %q of <%s> is empty or has a space", id, t.Data)
		}
		if c.ids[id] {
			c.say("id %q occurs twice", id)
		}
		c.ids[id] = true
	}
	if strings.TrimSpace(a["aria-label"]) != "" || (t.Data == "img" && a["alt"] != "") {
		c.words()
	}
	if slices.Contains(voids, t.Data) || t.Type == html.SelfClosingTagToken {
		return
	}
	c.stack = append(c.stack, element{name: t.Data, words: a["aria-label"] != ""})
}

// attributes looks at what the policy forbids and at references.
func (c *checker) attributes(t html.Token, a map[string]string) {
	for _, at := range t.Attr {
		if at.Key == "style" || strings.HasPrefix(at.Key, "on") {
			c.say("<%s> has the attribute %s, which the policy blocks", t.Data, at.Key)
		}
	}
	for _, key := range []string{"href", "src", "action", "formaction"} {
		if strings.HasPrefix(strings.ToLower(strings.TrimSpace(a[key])), "javascript:") {
			c.say("<%s> has a javascript: address", t.Data)
		}
	}
	for _, key := range []string{"aria-describedby", "aria-labelledby", "aria-controls"} {
		c.refs = append(c.refs, strings.Fields(a[key])...)
	}
	if h := a["href"]; t.Data == "a" && len(h) > 1 && h[0] == '#' {
		c.links = append(c.links, h[1:])
	}
}

// names looks at elements that need words or company.
func (c *checker) names(name string, a map[string]string) {
	switch name {
	case "style":
		c.say("<style> is blocked by the policy")
	case "script":
		if a["src"] == "" {
			c.say("inline script is blocked by the policy")
		}
	case "img":
		if _, ok := a["alt"]; !ok {
			c.say("<img> has no alt")
		}
	case "label":
		if a["for"] != "" {
			c.labels = append(c.labels, a["for"])
		}
	case "th":
		if a["scope"] == "" {
			c.say("<th> has no scope")
		}
	case "main":
		c.mains++
	case "html":
		if a["lang"] == "" {
			c.say("<html> has no lang")
		}
	case "input", "select", "textarea":
		c.input(name, a)
	}
}

func (c *checker) input(name string, a map[string]string) {
	switch a["type"] {
	case "hidden", "submit", "button":
		return
	}
	if strings.TrimSpace(a["aria-label"]) != "" || a["aria-labelledby"] != "" || c.inside("label") {
		return
	}
	if a["id"] == "" {
		c.say("<%s name=%q> has no label", name, a["name"])
		return
	}
	c.inputs = append(c.inputs, a["id"])
}

func (c *checker) inside(name string) bool {
	return slices.ContainsFunc(c.stack, func(e element) bool { return e.name == name })
}

// words marks every open element as having something to read.
func (c *checker) words() {
	for i := range c.stack {
		c.stack[i].words = true
	}
}

func (c *checker) text(s string) {
	if strings.TrimSpace(s) != "" {
		c.words()
	}
}

func (c *checker) end(t html.Token) {
	n := len(c.stack)
	if n == 0 {
		c.say("</%s> closes nothing", t.Data)
		return
	}
	top := c.stack[n-1]
	if top.name != t.Data {
		c.say("</%s> closes <%s>", t.Data, top.name)
		for i := n - 1; i >= 0; i-- { // find our feet again
			if c.stack[i].name == t.Data {
				c.stack = c.stack[:i]
				return
			}
		}
		return
	}
	c.stack = c.stack[:n-1]
	switch top.name {
	case "a", "button", "label", "legend", "h1", "h2", "h3", "title", "caption", "summary":
		if !top.words {
			c.say("<%s> has no words", top.name)
		}
	}
}

func (c *checker) finish() {
	for _, e := range c.stack {
		c.say("<%s> is never closed", e.name)
	}
	for _, id := range c.labels {
		if !c.ids[id] {
			c.say("label for %q, which is nowhere", id)
		}
	}
	for _, id := range c.inputs {
		if !slices.Contains(c.labels, id) {
			c.say("input %q has no label", id)
		}
	}
	for _, id := range c.links {
		if !c.ids[id] {
			c.say("link to #%s leads nowhere", id)
		}
	}
	for _, id := range c.refs {
		if !c.ids[id] {
			c.say("aria reference to %q, which is not there", id)
		}
	}
	if c.mains > 1 {
		c.say("there are %d <main>", c.mains)
	}
}
