package office

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"example.vn/khuyencong/internal/platform/db/dbtest"
	"example.vn/khuyencong/internal/web/ui"
)

var anyPlaceholder = regexp.MustCompile(`\{[^}]*\}`)

// Whatever stands in an address, in a filter or in a form, of whichever page:
// the answer is a page or a refusal in words, never an incident.
func FuzzRequests(f *testing.F) {
	routes := (&Server{}).Routes()
	add := func(method, pattern, part, query string) {
		for i, r := range routes {
			if r.Method == method && r.Pattern == pattern {
				f.Add(i, part, query)
			}
		}
	}
	for _, query := range []string{"nam=2026&tim=ch%C3%A8&trang-thai=draft&nguon=local&sap-xep=x&sau=zzz", "nam=-1&sau=%00", "nam=99999999999999999999", "tim=%25_%27%22", "a=%zz"} {
		add(http.MethodGet, "/de-an", "", query)
		add(http.MethodGet, "/co-so", "", query)
		add(http.MethodGet, "/quan-tri/nhat-ky", "", query)
		add(http.MethodGet, "/bao-cao/chi-tiet", "", query+"&theo=territory&ma=-&don-vi=old&cap=xa&ngay=31/2/2026")
	}
	for i, r := range routes {
		if r.Method == http.MethodGet {
			f.Add(i, "2026-0001", "nam=-1&sau=%")
		}
	}
	add(http.MethodGet, "/de-an/{id}", "2026-9999", "")
	add(http.MethodGet, "/so-kinh-phi/{year}/{fund}", "dia-phuong", "")
	add(http.MethodPost, "/co-so/moi", "", "kind=enterprise&name=x&tax_code=0123456787&vsic=10&vsic_version=2018&commune=05503&phone=0912000417&capital=1.2.3&workers=-1&founded_on=31/2/2020")
	add(http.MethodPost, "/de-an/moi", "", "title=x&fund=local&year=9999&content=x&establishment=%ff")
	add(http.MethodPost, "/quan-tri/lich", "", "year=2026&day=2026-13-40&kind=holiday&name=%00&verified=1")
	d, files := dbtest.Open(f), f.TempDir()
	var o *office
	f.Fuzz(func(t *testing.T, route int, part, query string) {
		if o == nil {
			o = officeOver(t, d)
			o.server.Files.Dir = files // it outlives the first round
		}
		o.t = t
		r := routes[(route%len(routes)+len(routes))%len(routes)]
		path := anyPlaceholder.ReplaceAllLiteralString(r.Pattern, url.PathEscape(part))
		who := o.anonymous()
		if holders := r.Deed.Holders(); len(holders) > 0 && r.Pattern != ui.SignOutPath {
			who = o.as(holders[0])
		}
		var a answer
		if form, err := url.ParseQuery(query); r.Method == http.MethodPost {
			if err != nil || len(form) == 0 {
				return
			}
			a = who.post(path, form)
		} else {
			a = who.get(path + "?" + sendable(query))
		}
		if a.Status >= http.StatusInternalServerError {
			t.Errorf("%s %s with %q: %d %s", r.Method, path, query, a.Status, said(a.Body))
		}
	})
}

// sendable is a query that a request line can carry: the rest is refused
// before a page sees it.
func sendable(query string) string {
	if strings.ContainsFunc(query, func(c rune) bool { return c <= ' ' || c >= 0x7f }) {
		return url.QueryEscape(query)
	}
	return query
}
