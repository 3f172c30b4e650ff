package office

import (
	"context"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"example.vn/khuyencong/internal/demo"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/web/ui"
)

// public lists the routes without a deed: whoever is not signed in may open
// them. Add one only if it shows nothing of anybody's programme.
var public = []string{"GET /dang-nhap", "POST /dang-nhap", "GET /suc-khoe", "GET /ho-tro", "GET /ho-tro/hoi", "GET /ho-tro/ket-qua",
	"GET /xac-thuc", "GET /xac-thuc/{code}", "POST /xac-thuc/{code}",
	"GET /theo-doi/{code}", "POST /theo-doi/{code}",
	"GET /cong-khai/de-an", "GET /cong-khai/de-an/{ma}", "GET /cong-khai/san-pham", "GET /du-lieu-mo", "GET /du-lieu-mo/{tep}", "GET /tai-lieu-api"}

// published lists those of them that show what package disclosure publishes of
// a programme. What they may show is that, and nothing else.
var published = []string{"GET /cong-khai/de-an", "GET /cong-khai/de-an/{ma}", "GET /cong-khai/san-pham", "GET /du-lieu-mo", "GET /du-lieu-mo/{tep}"}

// byLink lists the public routes that show one establishment its own affair:
// the code in the address is the key, and one that is wrong shows nothing.
var byLink = []string{"GET /theo-doi/{code}", "POST /theo-doi/{code}"}

// deskLogins names, for each role, the person of the demonstration whose desk
// the matrix sits at.
var deskLogins = map[access.Role]string{
	access.Admin: "quantri", access.Staff: "canbo", access.Accountant: "ketoan", access.Director: "giamdoc",
	access.Commune: "xa.tancuong", access.Appraiser: "thamdinh1", access.Department: "lanhdaoso",
	access.Approver: "ubnd", access.Ministry: "bocongthuong", access.Auditor: "kiemtoan",
}

func TestEveryRouteDeclaresItsDeed(t *testing.T) {
	deeds, seen := access.Deeds(), map[string]bool{}
	for _, r := range (&Server{}).Routes() {
		name := r.Method + " " + r.Pattern
		if seen[name] {
			t.Errorf("%s is there twice", name)
		}
		seen[name] = true
		if r.Method != http.MethodGet && r.Method != http.MethodPost {
			t.Errorf("%s: pages are read with GET and changed with POST", name)
		}
		if r.Deed == "" && !slices.Contains(public, name) {
			t.Errorf("%s has no deed: whoever is not signed in may open it", name)
		}
		if r.Deed != "" && !slices.Contains(deeds, r.Deed) {
			t.Errorf("%s: the deed %s is not in the table", name, r.Deed)
		}
		if r.Method == http.MethodPost && strings.HasPrefix(string(r.Deed), "view_") && !slices.Contains(ownAccount, name) && !slices.Contains(questions, name) {
			t.Errorf("%s changes something with a deed that readers have", name)
		}
	}
	for _, name := range public {
		if !seen[name] {
			t.Errorf("%s is declared public but does not exist", name)
		}
	}
}

// ownAccount lists the deeds that everybody does to themselves only.
var ownAccount = []string{"POST /dang-xuat", "POST /tai-khoan", "POST /tai-khoan/phien"}

// questions lists the forms that only ask and change nothing: what they ask
// about is too long, or too private, for an address.
// TestCheckingAPaperStoresNothing holds them to it.
var questions = []string{"POST /van-ban/kiem-tra"}

func TestMatrix(t *testing.T) {
	t.Parallel()
	m := newMatrix(t)
	t.Run("every route every role every province", func(t *testing.T) { everyRoute(t, m) })
	t.Run("forms from other sites are refused", func(t *testing.T) { otherSites(t, m) })
	t.Run("ids of another province in every field", func(t *testing.T) { foreignIDs(t, m) })
	t.Run("a form sent many times counts once", func(t *testing.T) { manyTimes(t, m) })
	t.Run("nothing of people in the log", func(t *testing.T) { quietLog(t, m) })
	t.Run("stored scripts and formulas stay text", func(t *testing.T) { storedPoison(t, m) })
}

// everyRoute tries every route × every role × {own province, another commune,
// another province}, and nobody, by GET and by POST, against the access table.
func everyRoute(t *testing.T, m *matrix) {
	t.Helper()
	before := m.fingerprint()
	methods := map[string][]string{}
	var patterns []string
	deeds := map[string]access.Deed{}
	for _, r := range m.routes() {
		if methods[r.Pattern] == nil {
			patterns = append(patterns, r.Pattern)
		}
		methods[r.Pattern] = append(methods[r.Pattern], r.Method)
		deeds[r.Method+" "+r.Pattern] = r.Deed
	}
	for _, method := range []string{http.MethodGet, http.MethodPost} {
		for _, pattern := range patterns {
			name := method + " " + pattern
			t.Run(name, func(t *testing.T) {
				m.t, m.office.t = t, t
				path := m.path(pattern)
				switch {
				case !slices.Contains(methods[pattern], method):
					m.undeclared(method, path)
				case slices.Contains(byLink, name):
					m.holder(method, path)
				case slices.Contains(public, name):
					m.everybody(method, path, slices.Contains(published, name))
				default:
					m.declared(method, pattern, path, deeds[name])
				}
				after := m.fingerprint()
				if slices.Contains(emptyIsFine, name) {
					m.attach()
					after = m.fingerprint()
				} else if method == http.MethodGet && strings.HasSuffix(pattern, exportSuffix) {
					m.unchanged(withoutRecords(before), withoutRecords(after))
				} else {
					m.unchanged(before, after)
				}
				before = after
			})
		}
	}
	t.Logf("%d cells: %d routes, %d patterns", m.cells, len(m.routes()), len(patterns))
	if m.cells < 5000 {
		t.Errorf("only %d cells", m.cells)
	}
}

// undeclared checks a method that the pattern does not have.
func (m *matrix) undeclared(method, path string) {
	m.t.Helper()
	for _, d := range append(append(m.own(), m.foreign()...), desk{m.anonymous(), "nobody", ""}) {
		if a := m.open(d.visitor, method, path); a.Status < 400 && a.Status != http.StatusSeeOther || a.Status >= 500 {
			m.t.Errorf("%s: %s %s answers %d, though no route says so", d.name, method, path, a.Status)
		}
	}
}

// everybody checks a public route: it answers and shows nothing of anybody.
func (m *matrix) everybody(method, path string, open bool) {
	m.t.Helper()
	for _, d := range append(m.foreign(), desk{m.anonymous(), "nobody", ""}) {
		a := m.open(d.visitor, method, path)
		if a.Status >= 500 || a.Status == http.StatusNotFound {
			m.t.Errorf("%s: %s %s answers %d", d.name, method, path, a.Status)
		}
		word := m.leaked(a.Body)
		if open {
			word = m.leakedOf(m.private, a.Body)
		}
		if word != "" {
			m.t.Errorf("%s: %s shows %q", d.name, path, word)
		}
	}
}

// holder checks a route whose address holds a secret: it opens for whoever has
// it, and with any other it is a page of nothing.
func (m *matrix) holder(method, path string) {
	m.t.Helper()
	want := http.StatusOK
	if method == http.MethodPost {
		want = http.StatusUnprocessableEntity // the empty form
	}
	if a := m.open(m.anonymous(), method, path); a.Status != want {
		m.t.Errorf("nobody with the link: %s answers %d, want %d", method, a.Status, want)
	}
	at := len(path) - 1
	sign := "2"
	if path[at] == '2' {
		sign = "3"
	}
	for _, wrong := range []string{path[:at] + sign, path[:at], "/theo-doi/0", "/theo-doi/" + demo.Neighbour + path[len("/theo-doi/19"):], "/theo-doi/99" + path[len("/theo-doi/19"):]} {
		for _, d := range append(append(m.own(), m.foreign()...), desk{m.anonymous(), "nobody", ""}) {
			a := m.open(d.visitor, method, wrong)
			if a.Status != http.StatusNotFound {
				m.t.Errorf("%s: %s %s answers %d, want 404", d.name, method, wrong, a.Status)
			}
			if word := m.leaked(mainPart(a.Body)); word != "" {
				m.t.Errorf("%s: %s shows %q", d.name, wrong, word)
			}
		}
	}
}

// declared checks a route with a deed, for everybody.
func (m *matrix) declared(method, pattern, path string, deed access.Deed) {
	m.t.Helper()
	a := m.open(m.anonymous(), method, path)
	if method == http.MethodGet && (a.Status != http.StatusSeeOther || !strings.HasPrefix(a.Location, ui.SignInPath+"?")) {
		m.t.Errorf("nobody: status %d, location %q; want to be sent to sign in", a.Status, a.Location)
	}
	if method == http.MethodPost && a.Status != http.StatusUnauthorized {
		m.t.Errorf("nobody: status %d, want 401", a.Status)
	}
	if word := m.leaked(a.Body); word != "" {
		m.t.Errorf("nobody sees %q", word)
	}
	for _, d := range m.own() {
		if path == ui.SignOutPath {
			d.token = demoSignIn(m.t, m.db, deskLogins[d.role]) // it ends with this request
		}
		a := m.open(d.visitor, method, path)
		if (access.Actor{Roles: []access.Role{d.role}}).May(deed) {
			m.mayOpen(d, a, method, pattern)
		} else if a.Status != http.StatusForbidden {
			m.t.Errorf("%s: status %d, want 403: only %v may %s", d.name, a.Status, deed.Holders(), deed)
		} else if word := m.leaked(mainPart(a.Body)); word != "" {
			m.t.Errorf("%s is refused but sees %q", d.name, word)
		}
	}
	if ofCommune(pattern) && (access.Actor{Roles: []access.Role{access.Commune}}).May(deed) {
		a := m.open(visitor{m.office, m.colleague}, method, path)
		if a.Status != http.StatusForbidden && a.Status != http.StatusNotFound {
			m.t.Errorf("the officer of another commune gets %d: %s", a.Status, said(a.Body))
		}
	}
	for _, d := range m.foreign() {
		if path == ui.SignOutPath {
			continue // ends a session of its own province
		}
		m.refuseStranger(d, m.open(d.visitor, method, path), pattern, deed)
	}
}

// ofCommune reports whether the pages of a pattern belong to one commune.
func ofCommune(pattern string) bool {
	return strings.Contains(pattern, "{commune}") || strings.HasPrefix(pattern, "/co-so/{id}")
}

// mainPart is the page without its head, where the reader's own name stands.
func mainPart(body string) string {
	_, rest, ok := strings.Cut(body, "<main")
	if !ok {
		return body
	}
	return rest
}

// mayOpen checks what a role gets that may do the deed: a page, or for the
// empty form a refusal in words.
func (m *matrix) mayOpen(d desk, a answer, method, pattern string) {
	m.t.Helper()
	if method == http.MethodGet {
		if a.Status != http.StatusOK && (a.Status != http.StatusSeeOther || strings.HasPrefix(a.Location, ui.SignInPath)) {
			m.t.Errorf("%s may open it but gets %d: %s", d.name, a.Status, said(a.Body))
		}
		return
	}
	switch {
	case a.Status == http.StatusForbidden && (!strings.Contains(a.Body, "chỉ dành cho") || slices.Contains(ofPreparer, "POST "+pattern)):
		// Not the role but the person is refused, such as by the two-person rule.
	case slices.Contains(emptyIsFine, "POST "+pattern):
		if a.Status != http.StatusSeeOther {
			m.t.Errorf("%s: status %d, want 303", d.name, a.Status)
		}
	case !slices.Contains([]int{http.StatusUnprocessableEntity, http.StatusConflict, http.StatusNotFound}, a.Status):
		m.t.Errorf("%s may do it; the empty form gets %d, want 422, 409 or 404: %s", d.name, a.Status, said(a.Body))
	}
}

// refuseStranger checks what somebody of another province gets.
func (m *matrix) refuseStranger(d desk, a answer, pattern string, deed access.Deed) {
	m.t.Helper()
	if word := m.leaked(a.Body); word != "" {
		m.t.Errorf("%s sees %q", d.name, word)
	}
	may := (access.Actor{Roles: []access.Role{d.role}}).May(deed)
	ofProvince := slices.ContainsFunc(placeholder.FindAllString(pattern, -1), func(name string) bool { return !slices.Contains(notThings, name) })
	switch {
	case a.Status >= 500:
		m.t.Errorf("%s: status %d", d.name, a.Status)
	case !may && a.Status != http.StatusForbidden:
		m.t.Errorf("%s: status %d, want 403", d.name, a.Status)
	case may && ofProvince && !slices.Contains([]int{http.StatusNotFound, http.StatusForbidden, http.StatusUnprocessableEntity, http.StatusConflict}, a.Status):
		m.t.Errorf("%s: status %d for a thing of province 19", d.name, a.Status)
	}
}

var paragraph = regexp.MustCompile(`(?s)<h1[^>]*>(.*?)</h1>.*?<p[^>]*>(.*?)</p>`)

// said is the heading and first paragraph of a page, for messages.
func said(body string) string {
	if p := paragraph.FindStringSubmatch(mainPart(body)); p != nil {
		return p[1] + ": " + p[2]
	}
	return body[:min(300, len(body))]
}

// otherSites has other sites send forms: they change nothing, whoever is
// signed in.
func otherSites(t *testing.T, m *matrix) {
	t.Helper()
	m.t, m.office.t = t, t
	before := m.fingerprint()
	cells := 0
	for _, r := range m.routes() {
		if r.Method != http.MethodPost {
			continue
		}
		path := m.path(r.Pattern)
		for _, d := range append(m.own(), desk{m.anonymous(), "nobody", ""}) {
			for name, header := range map[string]http.Header{
				"other origin":            {"Origin": {"https://evil.example"}, "Sec-Fetch-Site": {"cross-site"}},
				"origin without metadata": {"Origin": {"https://evil.example"}},
				"sibling site":            {"Origin": {"https://a.example.com"}, "Sec-Fetch-Site": {"same-site"}},
				"sandboxed frame":         {"Origin": {"null"}},
			} {
				cells++
				if status := d.forged(path, header); status != http.StatusForbidden {
					t.Errorf("POST %s by %s, %s: status %d, want 403", path, d.name, name, status)
				}
			}
		}
	}
	m.unchanged(before, m.fingerprint())
	t.Logf("%d cells", cells)
}

// forged sends a form as another site would have the browser send it.
func (v visitor) forged(path string, header http.Header) int {
	form := url.Values{ui.KeyName: {ui.Key()}}
	r := httptest.NewRequestWithContext(v.o.t.Context(), http.MethodPost, path, strings.NewReader(form.Encode()))
	maps.Copy(r.Header, header)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if v.token != "" {
		r.AddCookie(&http.Cookie{Name: sessionCookie, Value: string(v.token)})
	}
	w := httptest.NewRecorder()
	v.o.handler.ServeHTTP(w, r)
	return w.Code
}

// manyTimes sends one form a hundred times at once, and then another form with
// the same key: R9 of the catalogue of tests.
func manyTimes(t *testing.T, m *matrix) {
	t.Helper()
	m.t, m.office.t = t, t
	form := func(amount string) url.Values {
		return url.Values{
			ui.KeyName: {"ABCDEFGHIJKLMNOPQRSTUVWXYZ"}, "kind": {"give"}, "amount": {amount}, "decision_no": {"77/QĐ-UBND"},
			"decision_on": {"05/01/2026"}, "signer": {"Người ký"},
		}
	}
	const path = "/so-kinh-phi/2026/dia-phuong/du-toan"
	accountant := visitor{m.office, m.tokens[access.Accountant]}
	var all sync.WaitGroup
	answers := make([]answer, 100)
	for i := range answers {
		all.Go(func() { answers[i] = accountant.post(path, form("1.000.000")) })
	}
	all.Wait()
	for i, a := range answers {
		if a.Status != http.StatusSeeOther || a.Location != answers[0].Location {
			t.Errorf("sending %d: %d %q, the first got %d %q", i, a.Status, a.Location, answers[0].Status, answers[0].Location)
		}
	}
	if a := accountant.post(path, form("2.000.000")); a.Status != http.StatusConflict && a.Status != http.StatusUnprocessableEntity {
		t.Errorf("another form with the same key: %d %s", a.Status, said(a.Body))
	}
	m.view(func(ctx context.Context, tx *db.Tx) error {
		var n, sum int64
		err := tx.QueryRow(ctx, `SELECT count(*), COALESCE(SUM(amount), 0) FROM ledger_postings WHERE province = ? AND account = 'available' AND (fund, year, seq) IN
			(SELECT fund, year, seq FROM ledger_entries WHERE province = ? AND reference = '77/QĐ-UBND')`, []any{tx.Province, tx.Province}, &n, &sum)
		if n != 1 || sum != 1_000_000 {
			t.Errorf("a form sent a hundred times posted %d times, %d đồng", n, sum)
		}
		return err
	})
}
