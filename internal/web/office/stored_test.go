package office

import (
	"archive/zip"
	"bytes"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"example.vn/khuyencong/internal/demo"
	"example.vn/khuyencong/internal/platform/db/dbtest"
)

// storedPoison puts scripts and formulas into every text of province 19 and
// opens every page and every workbook: all of it stays text. It is S4 and S5
// of the catalogue of tests, without a browser.
func storedPoison(t *testing.T, m *matrix) {
	t.Helper()
	m.t, m.office.t = t, t
	pages, books, shown := 0, 0, 0
	for turn := range 2 {
		dbtest.Poison(t, m.db, demo.Province, turn*17)
		for _, r := range m.routes() {
			if r.Method != http.MethodGet {
				continue
			}
			path := m.path(r.Pattern)
			for _, d := range m.own() {
				a := m.open(d.visitor, http.MethodGet, path)
				if a.Status != http.StatusOK {
					continue
				}
				if strings.HasPrefix(a.Header.Get("Content-Type"), "text/html") {
					pages++
					shown += strings.Count(a.Body, "dataset.kc")
					if what := executable(a.Body); what != "" {
						t.Errorf("%s by %s: %s", path, d.name, what)
					}
				} else if strings.HasSuffix(r.Pattern, exportSuffix) {
					books++
					if what := formula(t, a.Body); what != "" {
						t.Errorf("%s by %s: %s", path, d.name, what)
					}
				}
				break // one reader is enough
			}
		}
	}
	t.Logf("%d pages, %d workbooks, %d times a script was shown", pages, books, shown)
	if pages < 100 || books < 12 || shown < 500 {
		t.Errorf("only %d pages, %d workbooks, %d scripts shown", pages, books, shown)
	}
}

// executable names what a page has that could run something, or is "".
func executable(page string) string {
	z := html.NewTokenizer(strings.NewReader(page))
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			return ""
		}
		if kind != html.StartTagToken && kind != html.SelfClosingTagToken {
			continue
		}
		token := z.Token()
		at := map[string]string{}
		for _, a := range token.Attr {
			at[a.Key] = a.Val
			if strings.HasPrefix(a.Key, "on") || a.Key == "srcdoc" || a.Key == "style" {
				return token.String()
			}
			if address[a.Key] && running.MatchString(strings.ToLower(blanks.ReplaceAllString(a.Val, ""))) {
				return token.String()
			}
		}
		switch token.Data {
		case "script":
			if !strings.HasPrefix(at["src"], "/static/") {
				return token.String()
			}
		case "iframe", "object", "embed", "base", "style", "math", "frame", "applet":
			return token.String()
		case "meta":
			if at["http-equiv"] != "" {
				return token.String()
			}
		}
	}
}

var (
	address = map[string]bool{"href": true, "src": true, "action": true, "formaction": true, "data": true, "xlink:href": true}
	running = regexp.MustCompile(`^(javascript|vbscript|data):`)
	blanks  = regexp.MustCompile(`[\x00-\x20]+`)
	cell    = regexp.MustCompile(`<f[ >/]`)
)

// formula names the part of a workbook that has a formula or a link, or is "".
func formula(t *testing.T, book string) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader([]byte(book)), int64(len(book)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil || r.Close() != nil {
			t.Fatal(err)
		}
		if strings.Contains(f.Name, "worksheets/") && (cell.Match(text) || bytes.Contains(text, []byte("<hyperlink"))) {
			return f.Name + " has a formula or a link"
		}
		if bytes.Contains(text, []byte(`TargetMode="External"`)) {
			return f.Name + " leads outside"
		}
	}
	return ""
}

func TestExecutableFindsWhatRuns(t *testing.T) {
	t.Parallel()
	for _, poison := range dbtest.Poisons()[:17] {
		if strings.Contains(poison, "<") && executable("<p>"+poison+"</p>") == "" && !strings.Contains(poison, "<body") {
			t.Errorf("%s was not found", poison)
		}
	}
	for _, page := range []string{`<a href=" jAvascript:x">`, `<p onclick=x>`, `<form action="data:text/html,x">`} {
		if executable(page) == "" {
			t.Errorf("%s was not found", page)
		}
	}
	if what := executable(`<a href="/de-an?tim=a:b">&lt;script&gt;</a><script src="/static/app.js"></script>`); what != "" {
		t.Errorf("%s was found", what)
	}
}
