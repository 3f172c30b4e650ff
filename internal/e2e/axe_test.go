package e2e

import (
	_ "embed"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"example.vn/khuyencong/internal/demo"
	"example.vn/khuyencong/internal/domain/form"
	"example.vn/khuyencong/internal/domain/papertemplate"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/domain/webhook"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/blob"
	"example.vn/khuyencong/internal/platform/db"
)

// axe is the checker of accessibility; it is under MPL-2.0 and used by these
// tests only.
//
//go:embed testdata/axe.min.js
var axe string

// runAxe asks axe for everything that breaks WCAG 2.2 A and AA or its own good
// practice.
const runAxe = `axe.run(document, {resultTypes: ["violations"], runOnly: {type: "tag",
	values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}}).then((r) => r.violations.map((v) =>
	v.id + " (" + v.impact + "): " + v.help + " — " + v.nodes.slice(0, 4).map((n) => n.html.slice(0, 160)).join(" ;; ") +
	(v.nodes.length > 4 ? " and " + (v.nodes.length - 4) + " more" : "")))`

// overflow names what is wider than the window, when the page scrolls sideways.
const overflow = `(() => { const s = document.scrollingElement, w = innerWidth;
	if (s.scrollWidth <= w) return "";
	const far = [...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > w + 1)
		.map((e) => e.tagName.toLowerCase() + "." + e.className + " “" + (e.innerText || "").slice(0, 30) + "”").slice(0, 6);
	return s.scrollWidth + " of " + w + " px: " + far.join(", "); })()`

// A desk is a role and who sits there in the demonstration.
type desk struct {
	role  access.Role
	login string
}

// deskOf names the person of the demonstration at the desk of each role, those
// who may open the most first.
var deskOf = []desk{
	{access.Staff, "canbo"}, {access.Department, "lanhdaoso"}, {access.Director, "giamdoc"}, {access.Accountant, "ketoan"},
	{access.Commune, "xa.tancuong"}, {access.Appraiser, "thamdinh1"}, {access.Approver, "ubnd"}, {access.Admin, "quantri"},
	{access.Auditor, "kiemtoan"}, {access.Ministry, "bocongthuong"},
}

// A visit is one page for one person.
type visit struct {
	login, path string
	status      int
}

var placeholder = regexp.MustCompile(`\{[a-z_]+(\.\.\.)?\}`)

// sample fills a placeholder; see testdata/samples.txt of the pages.
func (s *site) sample(pattern, name string) string {
	s.t.Helper()
	text, err := os.ReadFile("../web/office/testdata/samples.txt")
	if err != nil {
		s.t.Fatal(err)
	}
	best, value := "", ""
	for line := range strings.Lines(string(text)) {
		part := strings.SplitN(strings.TrimSpace(line), " | ", 3)
		if len(part) == 3 && part[1] == name && strings.HasPrefix(pattern+"/", part[0]+"/") && len(part[0]) >= len(best) {
			best, value = part[0], part[2]
		}
	}
	if best == "" {
		s.t.Errorf("%s: no sample for %s", pattern, name)
		return "0"
	}
	if strings.HasPrefix(value, "SELECT ") {
		value = s.value(value + " LIMIT 1")
	}
	return url.PathEscape(value)
}

// attach gives a draft a file.
func (s *site) attach() {
	s.t.Helper()
	if err := s.page.Files.Prepare(); err != nil {
		s.t.Fatal(err)
	}
	staged, err := blob.Put(s.t.Context(), s.page.Files, strings.NewReader("%PDF-1.4\n% minh họa\n%%EOF\n"), "bao-gia.pdf")
	if err != nil {
		s.t.Fatal(err)
	}
	draft := scheme.ID(s.value(`SELECT id FROM schemes WHERE province = '19' AND state = 'draft' ORDER BY id LIMIT 1`))
	scope := db.Scope{Province: demo.Province, Actor: access.System("e2e")}
	if err := s.db.Update(s.t.Context(), scope, func(tx *db.Tx) error {
		_, err := blob.Attach(s.t.Context(), tx, staged, draft.Subject(), "quotes")
		return err
	}); err != nil {
		s.t.Fatal(err)
	}
	if err := s.db.Update(s.t.Context(), scope, func(tx *db.Tx) error {
		_, _, err := webhook.Register(s.t.Context(), tx, "https://nhan-tin.example.vn/minh-hoa", webhook.EventTypes())
		return err
	}); err != nil {
		s.t.Fatal(err)
	}
	scope.Actor = access.Actor{ID: "e2e", Roles: []access.Role{access.Staff}}
	if err := s.db.Update(s.t.Context(), scope, func(tx *db.Tx) error {
		_, err := papertemplate.Add(s.t.Context(), tx, form.Kinds()[0], &papertemplate.Compiled{Format: papertemplate.Word}, staged, "")
		return err
	}); err != nil {
		s.t.Fatal(err)
	}
}

// download reports whether a page is a file to keep and not a page to see.
func download(pattern string) bool {
	return strings.HasSuffix(pattern, "/tai-ve") || strings.HasPrefix(pattern, "/tep/") || strings.HasSuffix(pattern, "/lap-giay-to/{loai}") || pattern == "/suc-khoe" || strings.HasPrefix(pattern, "/du-lieu-mo/") || strings.HasSuffix(pattern, ".xlsx")
}

// visits lists every page, each for the first person who may open it, then
// pages of error.
func (s *site) visits() []visit {
	s.t.Helper()
	all := []visit{{"", "/dang-nhap?tiep=/de-an", http.StatusOK}, {"", "/khong-co-trang-nay", http.StatusNotFound}}
	for _, r := range s.page.Routes() {
		if r.Method != http.MethodGet || download(r.Pattern) {
			continue
		}
		path := placeholder.ReplaceAllStringFunc(strings.TrimSuffix(r.Pattern, "{$}"), func(name string) string { return s.sample(r.Pattern, name) })
		if r.Deed == "" { // for everybody: looked at by nobody in particular
			all = append(all, visit{"", path, http.StatusOK})
			continue
		}
		may := func(d desk) bool { return (access.Actor{Roles: []access.Role{d.role}}).May(r.Deed) }
		first := slices.IndexFunc(deskOf, may)
		if first < 0 {
			s.t.Errorf("%s: nobody of the demonstration may open it, so nobody looks at it", r.Pattern)
			continue
		}
		all = append(all, visit{deskOf[first].login, path, http.StatusOK})
	}
	for _, d := range deskOf { // everybody's own desk
		all = append(all, visit{d.login, "/viec", http.StatusOK})
	}
	all = append(all, guidePages...)
	all = append(all, openPages...)
	return append(all, visit{"kiemtoan", "/de-an/moi", http.StatusForbidden}, visit{"kiemtoan", "/de-an/2026-9999", http.StatusNotFound},
		visit{"canbo", "/de-an?nam=2019&tim=khong-co-gi-ca", http.StatusOK})
}

// openPages are the public pages of one office.
var openPages = []visit{
	{"", "/cong-khai/de-an?tinh=19", http.StatusOK}, {"", "/cong-khai/de-an?tinh=19&nam=2020&nguon=national", http.StatusOK},
	{"", "/cong-khai/de-an?tinh=19&nam=1999", http.StatusOK}, {"", "/cong-khai/de-an?tinh=19&xa=x", http.StatusUnprocessableEntity},
	{"", "/cong-khai/san-pham?tinh=19", http.StatusOK}, {"", "/cong-khai/san-pham?tinh=19&nam=1999", http.StatusOK},
	{"", "/du-lieu-mo?tinh=19", http.StatusOK},
}

// accessible checks the page that is open.
func (p *person) accessible(where string) {
	p.t.Helper()
	if wide := evaluate[string](p, overflow); wide != "" {
		p.t.Errorf("%s scrolls sideways: %s", where, wide)
	}
	p.do(chromedp.Evaluate[chromedp.Void](axe))
	pace := p.pace
	p.pace = 2 * time.Minute // a long page on a busy machine
	violations := evaluate[[]string](p, runAxe)
	p.pace = pace
	for _, violation := range violations {
		p.t.Errorf("%s: %s", where, violation)
	}
	p.quiet(where)
}

func TestE2EAxeWide(t *testing.T)   { axeAt(t, 1280) }
func TestE2EAxeNarrow(t *testing.T) { axeAt(t, 360) }

// axeAt looks at every page in windows of a width.
func axeAt(t *testing.T, width int64) {
	t.Helper()
	s := newSite(t)
	s.attach()
	visits := s.visits()
	p := newBrowser(s).person("")
	p.checkerWorks()
	p.width(width)
	who := "-"
	for _, v := range visits {
		if v.login != who {
			p.become(v.login)
			who = v.login
		}
		where := fmt.Sprintf("%s by %q at %d px", v.path, v.login, width)
		if status := p.open(v.path); status != v.status {
			t.Errorf("%s: status %d, want %d", where, status, v.status)
		}
		p.accessible(where)
		p.shot(fmt.Sprintf("%d-%s-%s", width, v.path, v.login))
	}
	p.wrongForms(width)
	t.Logf("%d pages", len(visits))
}

// checkerWorks makes sure that a page with faults is found out.
func (p *person) checkerWorks() {
	p.t.Helper()
	p.open("/dang-nhap")
	evaluate[bool](p, `document.querySelector("main").insertAdjacentHTML("beforeend", '<div id="x"><img src="/static/icon.svg"><input></div>'), document.getElementById("x").style.width = "3000px", true`)
	p.do(chromedp.Evaluate[chromedp.Void](axe))
	found := strings.Join(evaluate[[]string](p, runAxe), "\n")
	if !strings.Contains(found, "image-alt") || !strings.Contains(found, "label") || evaluate[string](p, overflow) == "" {
		p.t.Fatalf("the checker does not find what is wrong: %s", found)
	}
}

// wrongForms sends forms with nothing in them and looks at the pages of 422.
func (p *person) wrongForms(width int64) {
	p.t.Helper()
	p.become("")
	p.open("/dang-nhap")
	p.press("Đăng nhập")
	p.accessible(fmt.Sprintf("sign-in with errors at %d px", width))
	p.become("canbo")
	for _, path := range []string{"/co-so/moi", "/de-an/moi"} {
		p.open(path)
		p.go_(p.mark("send"))
		if status := p.status(); status != http.StatusUnprocessableEntity {
			p.t.Errorf("an empty %s: status %d, want 422", path, status)
		}
		p.accessible(fmt.Sprintf("%s with errors at %d px", path, width))
		p.shot(fmt.Sprintf("%d-%s-422", width, path))
	}
}
