package office

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/audit"
	"example.vn/khuyencong/internal/platform/db"
)

// recorded returns the verbs recorded in province 19 since fn began.
func (o *office) recorded(fn func()) []string {
	o.t.Helper()
	latest := func() (all []audit.Event) {
		err := o.db.View(o.t.Context(), db.Scope{Province: "19"}, func(tx *db.Tx) (err error) {
			all, err = audit.Latest(o.t.Context(), tx, 0, 500)
			return err
		})
		if err != nil {
			o.t.Fatal(err)
		}
		return all
	}
	before := latest()[0].Seq
	fn()
	var verbs []string
	for _, e := range latest() {
		if e.Seq > before {
			verbs = append([]string{e.Verb}, verbs...)
		}
	}
	return verbs
}

// signInAs posts the form of the sign-in page from an address.
func (o *office) signInAs(login, password, from string) answer {
	o.t.Helper()
	form := url.Values{"login": {login}, "password": {password}}
	r := o.request(http.MethodPost, "/dang-nhap", form)
	r.RemoteAddr = from + ":40000"
	return o.serve(r)
}

// Each event of security leaves exactly one record: S16 of the catalogue of
// tests.
func TestEachEventOfSecurityLeavesOneRecord(t *testing.T) {
	o := newTestOffice(t)
	admin, auditor := o.as(access.Admin), o.as(access.Auditor)
	user := "/quan-tri/nguoi-dung/" + string(o.users[access.Staff])
	for _, tt := range []struct {
		name, verb string
		do         func() answer
		status     int
	}{
		{"signing in", "session.begin", func() answer { return o.signInAs("staff@19", testPassword, "198.51.100.1") }, 303},
		{"a wrong password", "session.fail", func() answer { return o.signInAs("staff@19", "sai mat khau roi", "198.51.100.2") }, 422},
		{"signing out", "session.end", func() answer {
			return visitor{o, o.signIn("director@19")}.post("/dang-xuat", nil)
		}, 303},
		{"roles granted", "user.change", func() answer {
			return admin.post(user, url.Values{"name": {"Nguyễn Thị Nhân"}, "role": {"staff", "accountant"}, "roles": {"staff", "accountant"}, "active": {"1"}, "version": {"1"}})
		}, 303},
		{"sessions ended", "user.end_sessions", func() answer { return admin.post(user+"/ket-thuc", url.Values{"version": {"2"}}) }, 303},
		{"the calendar changed", "calendar.set", func() answer {
			return admin.post("/quan-tri/lich", url.Values{"day": {"02/01/2027"}, "kind": {"holiday"}, "name": {"Nghỉ bù"}, "year": {"2027"}})
		}, 303},
		{"a workbook taken", "sheet.take", func() answer { return auditor.get("/co-so/tai-ve") }, 200},
	} {
		var a answer
		verbs := o.recorded(func() { a = tt.do() })
		if tt.name == "signing out" {
			verbs = verbs[1:] // it had to begin first
		}
		if a.Status != tt.status || len(verbs) != 1 || verbs[0] != tt.verb {
			t.Errorf("%s: status %d, records %v, want %d and %s\n%s", tt.name, a.Status, verbs, tt.status, tt.verb, said(a.Body))
		}
	}
	if verbs := o.recorded(func() { o.signInAs("khong.co", testPassword, "198.51.100.3") }); len(verbs) != 0 {
		t.Errorf("an unknown name left %v on the record of province 19", verbs)
	}
}

// Workbooks are taken five a minute by one person, sign-ins fail ten a minute
// from one address, and the answer says when to come again: S19.
func TestRatesAreLimited(t *testing.T) {
	o := newTestOffice(t)
	o.server.Exports = 0 // as in service
	auditor := o.as(access.Auditor)
	limit := func(name string, free int, do func(i int) answer) {
		t.Helper()
		for i := range free + 3 {
			a := do(i)
			wait, err := strconv.Atoi(a.Header.Get("Retry-After"))
			if i < free && a.Status == http.StatusTooManyRequests {
				t.Errorf("%s: number %d is refused", name, i+1)
			}
			if i >= free && (a.Status != http.StatusTooManyRequests || err != nil || wait < 1 || wait > 900) {
				t.Errorf("%s: number %d: status %d, Retry-After %q", name, i+1, a.Status, a.Header.Get("Retry-After"))
			}
		}
	}
	verbs := o.recorded(func() {
		limit("workbooks", 5, func(i int) answer { return auditor.get([]string{"/co-so/tai-ve", "/de-an/tai-ve"}[i%2]) })
	})
	if len(verbs) != 5 {
		t.Errorf("five workbooks left %d records", len(verbs))
	}
	if a := o.as(access.Director).get("/co-so/tai-ve"); a.Status != http.StatusOK {
		t.Errorf("somebody else gets %d", a.Status)
	}
	limit("sign-ins", 10, func(i int) answer { return o.signInAs("ai"+strconv.Itoa(i), "sai mat khau roi", "198.51.100.9") })
	if a := o.signInAs("staff@19", testPassword, "198.51.100.10"); a.Status != http.StatusSeeOther {
		t.Errorf("from elsewhere: %d", a.Status)
	}
	// Who is not behind our proxy cannot count as somebody else.
	r := o.request(http.MethodPost, "/dang-nhap", url.Values{"login": {"ai"}, "password": {"x"}})
	r.RemoteAddr = "198.51.100.9:1"
	r.Header.Set("X-Forwarded-For", "203.0.113.77")
	if a := o.serve(r); a.Status != http.StatusTooManyRequests {
		t.Errorf("with a header of their own: %d", a.Status)
	}
}

// A line break or an escape in what is typed does not write lines of its own
// into the log or the record.
func TestWordsOfStrangersAreNeutralInRecordAndLog(t *testing.T) {
	o := newTestOffice(t)
	hostile := "Cơ sở\r\nlevel=ERROR msg=giả \x1b[31mđỏ\x00"
	o.as(access.Staff).get("/co-so?tim=" + url.QueryEscape(hostile))
	o.as(access.Staff).get("/" + url.PathEscape(hostile))
	o.signInAs("staff@19", hostile, "198.51.100.1\r\nx")
	for line := range strings.Lines(o.log.String()) {
		if !strings.HasPrefix(line, "{") || strings.ContainsAny(strings.TrimSuffix(line, "\n"), "\r\x1b\x00") {
			t.Errorf("a line of the log: %q", line)
		}
	}
	err := o.db.View(t.Context(), db.Scope{Province: "19"}, func(tx *db.Tx) error {
		all, err := audit.Latest(t.Context(), tx, 0, 100)
		for _, e := range all {
			for _, text := range append([]string{e.ActorName, e.Subject}, e.Detail["source"]) {
				if strings.ContainsAny(text, "\r\n\x1b\x00") {
					t.Errorf("record %d holds %q", e.Seq, text)
				}
			}
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}
