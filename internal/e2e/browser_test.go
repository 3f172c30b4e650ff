package e2e

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	cdplog "github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"example.vn/khuyencong/internal/demo"
)

// A browser is one running Chromium.
type browser struct {
	s   *site
	ctx context.Context //nolint:containedctx // chromedp keeps the browser in it
}

// newBrowser starts a Chromium that ends with the test.
func newBrowser(s *site) *browser {
	s.t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true),
		// A page that was left is not kept for "back": hundreds of them took a gigabyte and a seventh of the time.
		chromedp.Flag("disable-back-forward-cache", true),
		chromedp.UserDataDir(s.t.TempDir()))
	if path := os.Getenv("KC_CHROMIUM"); path != "" {
		options = append(options, chromedp.ExecPath(path))
	}
	allocator, stop := chromedp.NewExecAllocator(context.WithoutCancel(s.t.Context()), options...)
	s.t.Cleanup(stop)
	ctx, end := chromedp.NewContext(allocator)
	s.t.Cleanup(func() {
		if err := chromedp.Cancel(ctx); err != nil {
			s.t.Logf("close the browser: %v", err)
		}
		end()
	})
	if err := chromedp.Do(ctx, chromedp.Navigate("about:blank")); err != nil {
		s.t.Fatalf("start the browser: %v", err)
	}
	return &browser{s: s, ctx: ctx}
}

// A person sits at a window of their own.
type person struct {
	t       *testing.T
	s       *site
	ctx     context.Context //nolint:containedctx // chromedp keeps the window in it
	name    string
	scripts bool
	pace    time.Duration // how long to wait for a page

	mu       sync.Mutex
	problems []string // what the console said
}

// person opens a window with its own cookies.
func (b *browser) person(name string) *person {
	b.s.t.Helper()
	ctx, end := chromedp.NewContext(b.ctx, chromedp.WithNewBrowserContext())
	b.s.t.Cleanup(end)
	p := &person{t: b.s.t, s: b.s, ctx: ctx, name: name, scripts: true, pace: 20 * time.Second}
	if err := chromedp.Listen(ctx, p.hear); err != nil {
		b.s.t.Fatalf("window of %s: %v", name, err)
	}
	p.width(1280)
	// Transitions between pages would swallow clicks for a quarter of a second.
	still := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-reduced-motion", Value: "reduce"}}}
	if _, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, still); err != nil {
		b.s.t.Fatal(err)
	}
	return p
}

// hear notes errors of the console. That a page answers 404 or 422 is not
// one: the tests look at that themselves.
func (p *person) hear(ev any) {
	var problem string
	switch e := ev.(type) {
	case *runtime.EventExceptionThrown:
		problem = "script: " + e.ExceptionDetails.Text
	case *runtime.EventConsoleAPICalled:
		if string(e.Type) == "error" || string(e.Type) == "warning" {
			problem = "console." + string(e.Type)
		}
	case *cdplog.EventEntryAdded:
		if string(e.Entry.Level) == "error" && !strings.Contains(e.Entry.Text, "server responded with a status of 4") {
			problem = e.Entry.Text + " (" + e.Entry.URL + ")"
		}
	}
	if problem != "" {
		p.mu.Lock()
		p.problems = append(p.problems, problem)
		p.mu.Unlock()
	}
}

// quiet fails the test when the console said something since the last call.
func (p *person) quiet(where string) {
	p.t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, problem := range p.problems {
		p.t.Errorf("%s: the browser complains: %s", where, problem)
	}
	p.problems = nil
}

func (p *person) do(steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, p.pace)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		p.t.Fatalf("%s: %v\n%s", p.name, err, p.where())
	}
}

// width gives the window a width in CSS pixels.
func (p *person) width(pixels int64) {
	p.t.Helper()
	p.do(chromedp.EmulateViewport(pixels, 900))
}

// withoutScripts switches JavaScript off.
func (p *person) withoutScripts() {
	p.t.Helper()
	p.scripts = false
	if _, err := chromedp.Call(p.ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}); err != nil {
		p.t.Fatal(err)
	}
}

// become takes over the session of login without the sign-in page; "" signs out.
func (p *person) become(login string) {
	p.t.Helper()
	p.name = login
	if _, err := chromedp.Call(p.ctx, network.ClearBrowserCookies, struct{}{}); err != nil {
		p.t.Fatal(err)
	}
	if login == "" {
		return
	}
	cookie := network.SetCookieParams{Name: "kc_phien", Value: string(p.s.token(login)), URL: p.s.url, HTTPOnly: new(true)}
	if _, err := chromedp.Call(p.ctx, network.SetCookie, cookie); err != nil {
		p.t.Fatal(err)
	}
}

// signIn goes through the sign-in page.
func (p *person) signIn(login string) {
	p.t.Helper()
	p.name = login
	p.open("/dang-nhap")
	p.fill("Tên đăng nhập", login)
	p.fill("Mật khẩu", demo.Password)
	p.press("Đăng nhập")
	if at := p.path(); at == "/dang-nhap" {
		p.t.Fatalf("%s could not sign in: %s", login, p.where())
	}
}

// evaluate runs an expression in the page.
func evaluate[T any](p *person, expression string) T {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, p.pace)
	defer cancel()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		p.t.Fatalf("%s: %.200s: %v", p.name, expression, err)
	}
	return v
}

// open goes to a path and returns the status of the page.
func (p *person) open(path string) int {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, p.pace)
	defer cancel()
	answer, err := chromedp.Run(ctx, chromedp.NavigateResponse(p.s.url+path))
	if err != nil {
		p.t.Fatalf("%s opens %s: %v", p.name, path, err)
	}
	return int(answer.Status)
}

// status is the HTTP status of the page that is open.
func (p *person) status() int {
	p.t.Helper()
	return evaluate[int](p, `performance.getEntriesByType("navigation")[0].responseStatus`)
}

// path is where the window stands, without the host.
func (p *person) path() string {
	p.t.Helper()
	return evaluate[string](p, `location.pathname`)
}

// text is what the page says, as people read it.
func (p *person) text() string {
	p.t.Helper()
	return evaluate[string](p, `(document.querySelector("main")||document.body).innerText.replace(/\s+/g, " ")`)
}

// where describes the page for a message of failure.
func (p *person) where() string {
	ctx, cancel := context.WithTimeout(p.ctx, 5*time.Second)
	defer cancel()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[string](`location.pathname + " — " + document.title + "\n" + (document.querySelector("main")||document.body).innerText.slice(0, 1500)`))
	if err != nil {
		return err.Error()
	}
	p.shot("failure-" + p.t.Name())
	return v
}

// sees fails the test unless the page says all words.
func (p *person) sees(words ...string) {
	p.t.Helper()
	text := p.text()
	for _, word := range words {
		if !strings.Contains(text, word) {
			p.t.Errorf("%s does not read %q at %s", p.name, word, p.where())
		}
	}
}

// shot takes a picture of the whole page into the folder KC_SHOTS.
func (p *person) shot(name string) {
	dir := os.Getenv("KC_SHOTS")
	if dir == "" {
		return
	}
	ctx, cancel := context.WithTimeout(p.ctx, p.pace)
	defer cancel()
	picture, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	if err == nil {
		name = strings.Trim(strings.NewReplacer("/", "_", "?", "_", "=", "-", "&", "_", " ", "-").Replace(name), "_")
		err = os.WriteFile(filepath.Join(dir, name+".png"), picture, 0o600)
	}
	if err != nil {
		p.t.Logf("picture %s: %v", name, err)
	}
}

// mark finds something on the page by a function of help.js and returns a
// selector for it.
func (p *person) mark(function string, args ...string) chromedp.CSS {
	p.t.Helper()
	quoted := make([]string, len(args))
	for i, a := range args {
		quoted[i] = fmt.Sprintf("%q", a)
	}
	expression := help + "; help." + function + "(" + strings.Join(quoted, ", ") + ")"
	found := evaluate[string](p, expression)
	if why, bad := strings.CutPrefix(found, "!"); bad {
		p.t.Fatalf("%s: %s\nat %s", p.name, why, p.where())
	}
	return chromedp.CSS(found)
}
