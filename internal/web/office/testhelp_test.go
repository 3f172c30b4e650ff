package office

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"example.vn/khuyencong/internal/domain/identity"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/blob"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/db/dbtest"
	"example.vn/khuyencong/internal/web/ui"
)

// An office is a server with one signed-in person per role in province 19 and
// one member of staff in province 08.
type office struct {
	t       *testing.T
	db      *db.DB
	handler http.Handler
	server  *Server
	log     *lines // what the server logged, as in service
	users   map[access.Role]identity.ID
	tokens  map[access.Role]identity.Token
	foreign identity.Token
}

// testCommune is the commune of the commune officer: xã Đại Phúc.
const testCommune = "05488"

func newTestOffice(t *testing.T) *office {
	t.Helper()
	return officeOver(t, dbtest.Open(t))
}

// officeOver is newTestOffice over an empty database.
func officeOver(t *testing.T, d *db.DB) *office {
	t.Helper()
	o := &office{t: t, db: d, users: make(map[access.Role]identity.ID), tokens: make(map[access.Role]identity.Token)}
	o.found("19", "Tỉnh Thái Nguyên")
	o.found("08", "Tỉnh Tuyên Quang")
	for _, role := range access.Roles() {
		o.users[role] = o.add("19", string(role), role)
	}
	o.add("08", "staff", access.Staff)
	s := &Server{DB: d, Files: blob.Store{Dir: t.TempDir()}, Version: "test", Exports: 1000}
	o.server, o.log = s, &lines{}
	wrap, err := ui.Middleware(ui.Options{Log: slog.New(slog.NewJSONHandler(o.log, nil)), Now: d.Now})
	if err != nil {
		t.Fatal(err)
	}
	o.handler = wrap(s.Handler())
	return o
}

// lines is a log that a test reads.
type lines struct {
	mutex sync.Mutex
	text  strings.Builder
}

// Write implements io.Writer.
func (l *lines) Write(b []byte) (int, error) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return l.text.Write(b)
}

// String returns what was logged so far.
func (l *lines) String() string {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return l.text.String()
}

// request is a request with a form, for tests that change it before serve.
func (o *office) request(method, path string, form url.Values) *http.Request {
	if form == nil {
		form = url.Values{}
	}
	form.Set(ui.KeyName, ui.Key())
	r := httptest.NewRequestWithContext(o.t.Context(), method, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return r
}

// serve answers a request.
func (o *office) serve(r *http.Request) answer {
	w := httptest.NewRecorder()
	o.handler.ServeHTTP(w, r)
	return answer{w.Code, w.Body.String(), w.Header().Get("Location"), w.Header()}
}

func (o *office) found(code, name string) {
	o.t.Helper()
	o.update(db.Scope{Province: code, Actor: access.System("test")}, func(ctx context.Context, tx *db.Tx) error {
		return identity.Found(ctx, tx, identity.Province{Code: code, Name: name, Centre: "Trung tâm Khuyến công " + name, Department: "Sở Công Thương"})
	})
}

const testPassword = "mat khau dai de nho"

// testHashes keeps one hash for every login: hashing is slow on purpose.
var (
	testHashes = map[string]identity.Password{}
	testMutex  sync.Mutex
)

func testHash(t *testing.T, login string) identity.Password {
	t.Helper()
	testMutex.Lock()
	defer testMutex.Unlock()
	if p, ok := testHashes[login]; ok {
		return p
	}
	p, err := identity.NewPassword(t.Context(), login, testPassword)
	if err != nil {
		t.Fatal(err)
	}
	testHashes[login] = p
	return p
}

func (o *office) add(province, login string, role access.Role) (id identity.ID) {
	o.t.Helper()
	n := identity.NewUser{Login: login, Name: "Nguyễn Thị " + login, Roles: []access.Role{role}, Password: testHash(o.t, login)}
	if role == access.Commune {
		n.Commune = testCommune
	}
	o.update(db.Scope{Province: province, Actor: access.System("test")}, func(ctx context.Context, tx *db.Tx) (err error) {
		id, err = identity.Add(ctx, tx, n)
		return err
	})
	return id
}

func (o *office) signIn(login string) identity.Token {
	o.t.Helper()
	token, err := identity.SignIn(o.t.Context(), o.db, login, testPassword, "192.0.2.1")
	if err != nil {
		o.t.Fatalf("sign in %s: %v", login, err)
	}
	return token
}

func (o *office) update(s db.Scope, fn func(context.Context, *db.Tx) error) {
	o.t.Helper()
	if err := o.db.Update(o.t.Context(), s, func(tx *db.Tx) error { return fn(o.t.Context(), tx) }); err != nil {
		o.t.Fatal(err)
	}
}

// actor is the scope of the person with the role in province 19.
func (o *office) actor(role access.Role) db.Scope {
	return db.Scope{Province: "19", Actor: access.Actor{ID: string(o.users[role]), Name: string(role), Roles: []access.Role{role}}}
}

// A visitor is a browser without scripts; an empty token is nobody.
type visitor struct {
	o     *office
	token identity.Token
}

// as is the person with the role, signed in when first needed.
func (o *office) as(role access.Role) visitor {
	o.t.Helper()
	if o.tokens[role] == "" {
		o.tokens[role] = o.signIn(string(role) + "@19")
	}
	return visitor{o, o.tokens[role]}
}

func (o *office) anonymous() visitor { return visitor{o, ""} }

// stranger is a member of staff of another province.
func (o *office) stranger() visitor {
	o.t.Helper()
	if o.foreign == "" {
		o.foreign = o.signIn("staff@08")
	}
	return visitor{o, o.foreign}
}

// An answer is what came back.
type answer struct {
	Status   int
	Body     string
	Location string
	Header   http.Header
}

func (v visitor) get(path string) answer { return v.send("GET", path, "", nil) }

// post sends a form with a fresh idempotency key unless it has one.
func (v visitor) post(path string, form url.Values) answer {
	if form == nil {
		form = url.Values{}
	}
	if !form.Has(ui.KeyName) {
		form.Set(ui.KeyName, ui.Key())
	}
	return v.send("POST", path, "application/x-www-form-urlencoded", strings.NewReader(form.Encode()))
}

func (v visitor) send(method, path, media string, body io.Reader) answer {
	v.o.t.Helper()
	r := httptest.NewRequestWithContext(v.o.t.Context(), method, path, body)
	if media != "" {
		r.Header.Set("Content-Type", media)
	}
	if v.token != "" {
		r.AddCookie(&http.Cookie{Name: sessionCookie, Value: string(v.token)})
	}
	// On one engine as every deed runs, on the other as a deed that has to be run again.
	v.o.db.RunTwice(v.o.db.Engine() == "sqlite")
	defer v.o.db.RunTwice(false)
	w := httptest.NewRecorder()
	v.o.handler.ServeHTTP(w, r)
	return answer{w.Code, w.Body.String(), w.Header().Get("Location"), w.Header()}
}

// must checks the status and the words that an answer has, or, after a "-",
// has not.
func (a answer) must(t *testing.T, status int, words ...string) answer {
	t.Helper()
	if a.Status != status {
		t.Fatalf("status %d, want %d\n%s", a.Status, status, a.Body)
	}
	for _, word := range words {
		if not, ok := strings.CutPrefix(word, "-"); ok {
			if strings.Contains(a.Body, not) {
				t.Errorf("the page says %q", not)
			}
		} else if !strings.Contains(a.Body, word) {
			t.Errorf("the page does not say %q\n%s", word, a.Body)
		}
	}
	return a
}
