package office

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"example.vn/khuyencong/internal/demo"
	"example.vn/khuyencong/internal/domain/identity"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/db/dbtest"
	"example.vn/khuyencong/internal/web/ui"
)

var fieldName = regexp.MustCompile(`<(?:input|select|textarea)[^>]* name="([^"]+)"`)

// fields gathers the names of the fields that the pages of province 19 have.
func (m *matrix) fields() []string {
	m.t.Helper()
	seen := map[string]bool{}
	var all []string
	for _, r := range m.routes() {
		if r.Method != http.MethodGet || r.Deed == "" || strings.HasSuffix(r.Pattern, exportSuffix) {
			continue
		}
		for _, d := range m.own() {
			a := m.open(d.visitor, http.MethodGet, m.path(r.Pattern))
			for _, match := range fieldName.FindAllStringSubmatch(a.Body, -1) {
				if !seen[match[1]] && match[1] != ui.KeyName {
					seen[match[1]] = true
					all = append(all, match[1])
				}
			}
			if a.Status == http.StatusOK {
				break
			}
		}
	}
	return all
}

// ids gathers the ids of things of province 19 that the neighbour has none of:
// people are counted in every province from u-1, and the neighbour's own
// administrator may well give its own u-5 another password.
func (m *matrix) ids() []string {
	m.t.Helper()
	var all []string
	m.view(func(ctx context.Context, tx *db.Tx) error {
		for _, table := range []string{"schemes", "establishments", "users", "needs", "attachments", "contracts", "acceptances", "disbursements", "settlements", "adjustments"} {
			err := tx.Each(ctx, "SELECT id FROM "+table+" WHERE province = ? ORDER BY id LIMIT 60", []any{tx.Province}, func(scan db.Scan) error {
				var id string
				err := scan(&id)
				all = append(all, id)
				return err
			})
			if err != nil {
				return fmt.Errorf("%s: %w", table, err)
			}
		}
		return nil
	})
	return slices.DeleteFunc(all, m.neighbours())
}

// neighbours tells the people of the neighbour province by id.
func (m *matrix) neighbours() func(id string) bool {
	m.t.Helper()
	var own []string
	scope := db.Scope{Province: demo.Neighbour, Actor: access.System("test")}
	err := m.db.View(m.t.Context(), scope, func(tx *db.Tx) (err error) {
		own, err = db.Collect(m.t.Context(), tx, "SELECT id FROM users WHERE province = ?", []any{tx.Province}, func(scan db.Scan) (id string, err error) {
			err = scan(&id)
			return id, err
		})
		return err
	})
	if err != nil {
		m.t.Fatal(err)
	}
	return func(id string) bool { return slices.Contains(own, id) }
}

// foreignIDs has everybody of another province send ten thousand requests with
// ids of province 19 in the address, the query and every field of the form.
// They see not a word of it and change nothing: S2 of the catalogue of tests.
func foreignIDs(t *testing.T, m *matrix) {
	t.Helper()
	m.t, m.office.t = t, t
	ids, fields, routes, desks := m.ids(), m.fields(), m.routes(), m.foreign()
	if len(ids) < 100 || len(fields) < 80 {
		t.Fatalf("only %d ids and %d fields", len(ids), len(fields))
	}
	before := m.fingerprint()
	draw := rand.New(rand.NewPCG(19, 8))
	statuses := map[int]int{}
	for n := range 10_000 {
		r, at := routes[n%len(routes)], draw.IntN(len(desks))
		d := desks[at]
		if r.Pattern == ui.SignOutPath || r.Pattern == "/dang-nhap" {
			continue
		}
		path := placeholder.ReplaceAllStringFunc(strings.TrimSuffix(r.Pattern, "{$}"), func(name string) string {
			if name == "{year}" {
				return "2026"
			}
			return url.PathEscape(ids[draw.IntN(len(ids))])
		})
		form := url.Values{}
		for range 12 {
			form.Set(fields[draw.IntN(len(fields))], ids[draw.IntN(len(ids))])
		}
		form.Set("version", "1")
		var a answer
		if r.Method == http.MethodGet {
			a = d.get(path + "?" + form.Encode())
		} else {
			a = d.post(path, form)
		}
		statuses[a.Status]++
		if a.Status == http.StatusUnauthorized {
			desks[at].token = m.signIn(string(d.role) + "@" + demo.Neighbour)
		}
		if word := m.leaked(a.Body); word != "" {
			t.Errorf("%s: %s %s shows %q", d.name, r.Method, path, word)
		}
		if a.Status >= http.StatusInternalServerError {
			t.Errorf("%s: %s %s: status %d", d.name, r.Method, path, a.Status)
		}
	}
	m.unchanged(before, m.fingerprint())
	t.Logf("%d ids in %d fields; answers by status: %v", len(ids), len(fields), statuses)
}

// A session is new at every sign-in and dead after whatever ends it: S8.
func TestSessionsCannotBeFixedOrReused(t *testing.T) {
	now := dbtest.Now
	d := dbtest.OpenAt(t, func() time.Time { return now })
	o := officeOver(t, d)
	planted := "19." + strings.Repeat("a", 52)
	r := o.request(http.MethodPost, "/dang-nhap", url.Values{"login": {"staff@19"}, "password": {testPassword}})
	r.AddCookie(&http.Cookie{Name: sessionCookie, Value: planted})
	r.Header.Set("X-Forwarded-Proto", "https") // not believed: no proxy is trusted
	a := o.serve(r)
	cookie := (&http.Response{Header: a.Header}).Cookies()[0]
	if cookie.Name != sessionCookie || cookie.Value == planted || !cookie.HttpOnly || cookie.SameSite != http.SameSiteLaxMode || cookie.Path != "/" || cookie.Domain != "" || cookie.Secure {
		t.Errorf("the cookie is %+v", cookie)
	}
	alive := func(token identity.Token) bool {
		return visitor{o, token}.get("/viec").Status == http.StatusOK
	}
	if alive(identity.Token(planted)) || !alive(identity.Token(cookie.Value)) {
		t.Error("the planted session lives, or the new one does not")
	}
	for _, tt := range []struct {
		name string
		end  func(identity.Token)
	}{
		{"signing out", func(token identity.Token) { visitor{o, token}.post("/dang-xuat", nil) }},
		{"other roles", func(identity.Token) {
			o.as(access.Admin).post("/quan-tri/nguoi-dung/"+string(o.users[access.Staff]), url.Values{"name": {"Nhân"}, "roles": {"staff", "accountant"}, "active": {"1"}, "version": {"1"}}).must(t, http.StatusSeeOther)
		}},
		{"sessions ended by the administrator", func(identity.Token) {
			o.as(access.Admin).post("/quan-tri/nguoi-dung/"+string(o.users[access.Staff])+"/ket-thuc", url.Values{"version": {"2"}}).must(t, http.StatusSeeOther)
		}},
		{"half an hour without a request", func(identity.Token) { now = now.Add(identity.IdleLimit) }},
		{"a new password", func(token identity.Token) {
			const fresh = "mot cau moi that dai"
			a := visitor{o, token}.post("/tai-khoan", url.Values{"old": {testPassword}, "password": {fresh}, "again": {fresh}})
			a.must(t, http.StatusSeeOther)
		}},
	} {
		token := o.signIn("staff@19")
		if !alive(token) {
			t.Fatalf("%s: the session does not live", tt.name)
		}
		if tt.end(token); alive(token) {
			t.Errorf("%s: the session lives", tt.name)
		}
		o.tokens[access.Admin] = ""
	}
	token := o.signIn("director@19")
	for range 12 * 4 {
		now = now.Add(15 * time.Minute)
		if lived := alive(token); lived != now.Before(dbtest.Now.Add(identity.IdleLimit+identity.AbsoluteLimit)) {
			t.Fatalf("in use, at %s: lives = %v", now, lived)
		}
	}
}

// When what decides is gone, nothing is served: S18.
func TestNothingIsServedWhenWhatDecidesIsGone(t *testing.T) {
	now := dbtest.Now
	d := dbtest.OpenAt(t, func() time.Time { return now })
	o := officeOver(t, d)
	for _, role := range access.Roles() {
		o.as(role)
	}
	everything := func(what string) {
		t.Helper()
		for _, r := range (&Server{}).Routes() {
			if r.Deed == "" && r.Pattern != "/suc-khoe" {
				continue
			}
			path := placeholder.ReplaceAllString(strings.TrimSuffix(r.Pattern, "{$}"), "2026")
			for _, role := range []access.Role{access.Admin, access.Staff, access.Director} {
				a := visitor{o, o.tokens[role]}.open(r.Method, path)
				if r.Pattern == "/suc-khoe" && what != "no database" {
					continue // it asks nobody
				}
				if a.Status < 300 || a.Status == http.StatusSeeOther && !strings.HasPrefix(a.Location, ui.SignInPath) {
					t.Errorf("%s: %s %s by %s answers %d", what, r.Method, path, role, a.Status)
				}
			}
		}
	}
	now = time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC)
	everything("a clock at its beginning")
	now = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)
	everything("a clock at its end")
	now = dbtest.Now
	err := d.Update(t.Context(), db.Scope{Province: "19"}, func(tx *db.Tx) error {
		_, err := tx.Exec(t.Context(), `UPDATE users SET roles = 'khong-co' WHERE province = '19'`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	everything("roles that no rule knows")
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	everything("no database")
}

// open sends a GET, or a POST of an empty form.
func (v visitor) open(method, path string) answer {
	if method == http.MethodGet {
		return v.get(path)
	}
	return v.post(path, nil)
}

// Amounts that make no sense are refused or stored to the đồng: S14.
func TestAmountsAreRefusedOrExact(t *testing.T) {
	o := newTestOffice(t)
	send := func(amount string) answer {
		return o.as(access.Accountant).post("/so-kinh-phi/2026/dia-phuong/du-toan", url.Values{
			"kind": {"give"}, "amount": {amount}, "decision_no": {"1/QĐ-UBND"}, "decision_on": {"05/01/2026"}, "signer": {"Người ký"},
		})
	}
	sum := func() (n int64) {
		err := o.db.View(t.Context(), db.Scope{Province: "19"}, func(tx *db.Tx) error {
			return tx.QueryRow(t.Context(), `SELECT COALESCE(SUM(amount), 0) FROM ledger_postings WHERE province = ? AND account = 'available'`, []any{"19"}, &n)
		})
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	for _, amount := range []string{
		"", "0", "-1", "−1", "+5", "1e3", "1e400", "NaN", "Infinity", "0x10", "1,5", "1.5", "12.34.567", "9223372036854775808", "-9223372036854775808",
		strings.Repeat("9", 30), strings.Repeat("9", 9000), "1 000 000 USD", "$5", "１２３４", "1;2", "1' OR '1'='1", "null", "1_000",
	} {
		before := sum()
		if a := send(amount); a.Status != http.StatusUnprocessableEntity || sum() != before {
			t.Errorf("%q: status %d, %d đồng", amount[:min(len(amount), 40)], a.Status, sum()-before)
		}
	}
	for amount, want := range map[string]int64{"1": 1, "\u202e123": 123, // marks of direction are dropped
		"1.000.000": 1_000_000, "999.999.999.999": 999_999_999_999, "1000000000000000000": 1_000_000_000_000_000_000} {
		before := sum()
		a := send(amount)
		if got := sum() - before; a.Status == http.StatusSeeOther && got != want || a.Status != http.StatusSeeOther && got != 0 {
			t.Errorf("%s: status %d, %d đồng", amount, a.Status, got)
		}
	}
	before := sum()
	if a := send("9223372036854775807"); a.Status == http.StatusSeeOther || sum() != before {
		t.Errorf("more than the books can hold: status %d, %d đồng", a.Status, sum()-before)
	}
}

// Forms beyond all measure are refused at once: S11.
func TestLargeFormsAreRefusedQuickly(t *testing.T) {
	const bar = 100 * time.Millisecond
	o := newTestOffice(t)
	token := o.as(access.Accountant).token
	send := func(body string) (int, time.Duration) {
		r := o.request(http.MethodPost, "/so-kinh-phi/2026/dia-phuong/du-toan", nil)
		again := o.request(http.MethodPost, r.URL.Path, nil)
		again.Body, again.ContentLength = readCloser{strings.NewReader(body)}, int64(len(body))
		again.AddCookie(&http.Cookie{Name: sessionCookie, Value: string(token)})
		at := time.Now() //nolint:forbidigo // how long the answer takes is what is tested
		a := o.serve(again)
		return a.Status, time.Since(at) //nolint:forbidigo // as above
	}
	for name, body := range map[string]string{
		"a million keys":      strings.Repeat("a=1&", 500_000),
		"a hundred megabyte":  "x=" + strings.Repeat("y", 100<<20),
		"one long value":      "amount=" + strings.Repeat("9", 1<<20),
		"one key, many times": strings.Repeat("amount=1&", 100_000),
		"escapes":             "amount=" + strings.Repeat("%00", 300_000),
		"broken escapes":      "amount=%zz&%",
	} {
		best := time.Hour
		status := 0
		for try := 0; try < 20 && best > bar; try++ { // other tests run beside this one
			var took time.Duration
			if status, took = send(body); took < best {
				best = took
			}
		}
		if status < 400 || status >= 500 || best > bar {
			t.Errorf("%s: status %d after %s", name, status, best)
		}
	}
	if a := o.as(access.Accountant).send(http.MethodPost, "/so-kinh-phi/2026/dia-phuong/du-toan", "application/json", strings.NewReader(`{"amount":1e400}`)); a.Status != http.StatusUnprocessableEntity {
		t.Errorf("JSON: status %d", a.Status)
	}
}

// A readCloser is a body.
type readCloser struct{ *strings.Reader }

// Close implements io.Closer.
func (readCloser) Close() error { return nil }

// Numbers of people, passwords and tokens do not get into the log: S15.
func quietLog(t *testing.T, m *matrix) {
	t.Helper()
	m.t, m.office.t = t, t
	staff := visitor{m.office, m.tokens[access.Staff]}
	staff.get("/co-so?q=0912345678&tim=001099012345")
	staff.get("/co-so/0912345678")
	m.signInAs("canbo", "mat khau bi mat 987654", "198.51.100.7")
	m.signInAs("0912345678", "mat khau bi mat 987654", "198.51.100.7")
	log := m.log.String()
	if strings.Count(log, "\n") < 3000 {
		t.Errorf("only %d lines were logged", strings.Count(log, "\n"))
	}
	for name, pattern := range map[string]string{
		"a number of a person": `\b0\d{11}\b`, "a password": `mat khau|` + regexp.QuoteMeta(testPassword), "a token": `\d\d\.[a-z2-7]{52}`,
		"a telephone in a query": `\?`, "an address of a browser": `192\.0\.2\.1|198\.51\.100`,
	} {
		if found := regexp.MustCompile(pattern).FindString(log); found != "" {
			t.Errorf("the log has %s: %q", name, found)
		}
	}
}

// Over HTTPS the cookie belongs to this host alone, and leaving clears what
// the browser kept.
func TestTheSessionCookieIsBoundToItsHost(t *testing.T) {
	o := newTestOffice(t)
	wrap, err := ui.Middleware(ui.Options{Log: slog.New(slog.DiscardHandler), TrustProxy: true})
	if err != nil {
		t.Fatal(err)
	}
	o.handler = wrap(o.server.Handler())
	over := func(r *http.Request) answer {
		r.Header.Set("X-Forwarded-Proto", "https")
		return o.serve(r)
	}
	a := over(o.request(http.MethodPost, "/dang-nhap", url.Values{"login": {"staff@19"}, "password": {testPassword}}))
	cookie := (&http.Response{Header: a.Header}).Cookies()[0]
	if cookie.Name != "__Host-"+sessionCookie || !cookie.Secure || !cookie.HttpOnly || cookie.Path != "/" || cookie.Domain != "" {
		t.Fatalf("the cookie is %+v", cookie)
	}
	with := func(method, path, name string) answer {
		r := o.request(method, path, nil)
		r.AddCookie(&http.Cookie{Name: name, Value: cookie.Value})
		return over(r)
	}
	if a := with(http.MethodGet, "/viec", cookie.Name); a.Status != http.StatusOK {
		t.Errorf("with the cookie: %d", a.Status)
	}
	if a := with(http.MethodGet, "/viec", sessionCookie); a.Status != http.StatusSeeOther {
		t.Errorf("with a cookie that another host of the domain may have set: %d", a.Status)
	}
	a = with(http.MethodPost, "/dang-xuat", cookie.Name)
	if gone := (&http.Response{Header: a.Header}).Cookies()[0]; gone.Name != cookie.Name || gone.MaxAge >= 0 || a.Header.Get("Clear-Site-Data") != `"cache"` {
		t.Errorf("signing out: %+v, Clear-Site-Data %q", gone, a.Header.Get("Clear-Site-Data"))
	}
}

// FuzzListQuery sends any query to the lists that filter and sort.
func FuzzListQuery(f *testing.F) {
	for _, query := range []string{
		"", "nam=2026&quy=dia-phuong&tim=che", "sap-xep=ten&chieu=giam", "sau=abc&trang=2", "q=%27%20OR%201%3D1--&xem=cu",
		"tinh-trang=running&xa=05488&nganh=1", "nam=99999999999999999999", "sap=id;DROP%20TABLE%20users", "sau=%00%ff", "ngay=31/02/2026",
	} {
		f.Add(query, uint8(0))
	}
	d := dbtest.Open(f)
	var o *office
	paths := []string{"/de-an", "/co-so", "/hop-dong", "/hop-dong/de-nghi", "/nhu-cau/2026", "/bao-cao", "/bao-cao/chi-tiet", "/ke-hoach", "/dia-ban",
		"/quan-tri/nguoi-dung", "/quan-tri/nhat-ky", "/quan-tri/dinh-muc", "/so-kinh-phi/2026/dia-phuong"}
	f.Fuzz(func(t *testing.T, query string, at uint8) {
		if o == nil {
			o = officeOver(t, d)
			o.as(access.Admin)
			o.as(access.Staff)
		}
		o.t = t
		path := paths[int(at)%len(paths)]
		role := access.Staff
		if strings.HasPrefix(path, "/quan-tri") {
			role = access.Admin
		}
		r := o.request(http.MethodGet, path, nil)
		r.URL.RawQuery = query
		r.AddCookie(&http.Cookie{Name: sessionCookie, Value: string(o.tokens[role])})
		if a := o.serve(r); a.Status >= http.StatusInternalServerError {
			t.Errorf("%s?%q answers %d", path, query, a.Status)
		}
	})
}
