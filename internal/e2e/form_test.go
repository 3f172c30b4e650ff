package e2e

import (
	"context"
	_ "embed"
	"strconv"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

// help finds fields by their labels and buttons by their words.
//
//go:embed testdata/help.js
var help string

// fill types a value into the field with the label; a choice is made by its
// words. Where several fields have the same label, the first empty one is taken.
func (p *person) fill(label, value string) {
	p.t.Helper()
	p.fillIn("", label, value)
}

// fillIn is fill within the part of the page whose heading, legend or row
// begins with part.
func (p *person) fillIn(part, label, value string) {
	p.t.Helper()
	field := p.mark("field", part, label)
	switch kind := evaluate[string](p, help+`; help.kind(`+strconv.Quote(string(field))+`)`); kind {
	case "select":
		p.mark("choose", part, label, value)
	case "file":
		p.do(chromedp.SetUploadFiles(field, []string{value}))
	default:
		p.do(chromedp.Focus(field))
		p.mark("empty", part, label)
		if _, err := chromedp.Call(p.ctx, input.InsertText, input.InsertTextParams{Text: value}); err != nil {
			p.t.Fatalf("%s types %q: %v", p.name, value, err)
		}
	}
}

// tick ticks the box, or chooses the card, with the label.
func (p *person) tick(label string) {
	p.t.Helper()
	p.do(chromedp.Click(p.mark("box", "", label)))
}

// press presses the button with the words, answers the question that a script
// may ask with yes, and waits for the next page.
func (p *person) press(button string) { p.t.Helper(); p.pressIn("", button) }

// pressIn is press within a part of the page.
func (p *person) pressIn(part, button string) {
	p.t.Helper()
	p.go_(p.mark("button", part, button))
}

// stays keeps a page that goes on by itself after two seconds, however long
// what comes next takes.
func (p *person) stays() { p.t.Helper(); evaluate[bool](p, `window.stop() ?? true`) }

// follow follows the link with the words.
func (p *person) follow(link string) { p.t.Helper(); p.go_(p.mark("link", "", link)) }

// go_ clicks and waits for the next page.
func (p *person) go_(at chromedp.CSS) {
	p.t.Helper()
	if p.scripts {
		evaluate[bool](p, `document.fonts.ready.then(() => true)`) // the page stands still
	}
	evaluate[bool](p, `window.kcBefore = true`)
	p.do(chromedp.Click(at))
	p.arrive(at)
}

// arrive waits until another page has loaded. A click that went nowhere is
// made again, as people do.
func (p *person) arrive(at chromedp.CSS) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, p.pace)
	defer cancel()
	for tries := 1; ctx.Err() == nil; tries++ {
		state, err := chromedp.Run(ctx, chromedp.Evaluate[string](`document.querySelector("dialog[open]") ? "asked" :
			document.querySelector("form[aria-busy]") ? "busy" : window.kcBefore ? "same" : document.readyState === "complete" ? "here" : "busy"`))
		switch {
		case err == nil && state == "here":
			return
		case err == nil && state == "asked":
			p.do(chromedp.Click(chromedp.CSS("dialog[open] button:last-of-type")))
		case err == nil && state == "same" && at != "" && tries%100 == 0:
			p.do(chromedp.Click(at))
		}
		select {
		case <-ctx.Done():
		case <-time.After(20 * time.Millisecond):
		}
	}
	p.t.Fatalf("%s: no new page came\nat %s", p.name, p.where())
}
