package api_test

import (
	"bytes"
	"encoding/json"
	"io"
	"mime"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"example.vn/khuyencong/internal/demo"
	"example.vn/khuyencong/internal/domain/apikey"
	"example.vn/khuyencong/internal/domain/disclosure"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/blob"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/db/dbtest"
	"example.vn/khuyencong/internal/web/api"
)

// A rig is the interface over the demonstration, with a key of each province.
type rig struct {
	d       *db.DB
	h       http.Handler
	secrets map[string]apikey.Secret
	keys    map[string]apikey.Key
}

func newRig(t *testing.T) *rig {
	t.Helper()
	clock := &demo.Clock{}
	clock.Set(calendar.Must("2019-09-01"))
	r := &rig{d: dbtest.OpenAt(t, clock.Now), secrets: map[string]apikey.Secret{}, keys: map[string]apikey.Key{}}
	if err := demo.Load(t.Context(), r.d, clock, blob.Store{Dir: t.TempDir()}, func(int, int, string) {}); err != nil {
		t.Fatal(err)
	}
	clock.Set(calendar.Of(dbtest.Now))
	for _, province := range []string{demo.Province, demo.Neighbour} {
		err := r.d.Update(t.Context(), db.Scope{Province: province, Actor: access.System("test")}, func(tx *db.Tx) (err error) {
			r.keys[province], r.secrets[province], err = apikey.Make(t.Context(), tx, "Phần mềm thử")
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	r.h = api.New(r.d)
	return r
}

// ask sends one request and returns the answer with its body.
func (r *rig) ask(t *testing.T, method, path string, secret apikey.Secret) (*http.Response, []byte) {
	t.Helper()
	q := httptest.NewRequestWithContext(t.Context(), method, path, nil)
	if secret != "" {
		q.Header.Set("Authorization", "Bearer "+string(secret))
	}
	w := httptest.NewRecorder()
	r.h.ServeHTTP(w, q)
	a := w.Result()
	body, err := io.ReadAll(a.Body)
	if err != nil {
		t.Fatal(err)
	}
	return a, body
}

// page reads one page of schemes.
func (r *rig) page(t *testing.T, query string) (p api.SchemePage) {
	t.Helper()
	a, body := r.ask(t, http.MethodGet, api.Prefix+"de-an"+query, r.secrets[demo.Province])
	if a.StatusCode != http.StatusOK {
		t.Fatalf("%s: %d %s", query, a.StatusCode, body)
	}
	if err := json.Unmarshal(body, &p); err != nil {
		t.Fatal(err)
	}
	return p
}

// TestTheInterface loads the demonstration once for all its parts.
func TestTheInterface(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	t.Run("answers are as the document says", r.contract)
	t.Run("pages make the list", r.pages)
	t.Run("another province sees nothing", r.apart)
	t.Run("faults speak Vietnamese", r.faults)
	t.Run("too many requests", r.tooMany)
	t.Run("a revoked key stops at once", r.revoked)
}

// A contract validates answers against the served document.
type contract struct {
	compiler *jsonschema.Compiler
	paths    map[string]any
}

func (r *rig) document(t *testing.T) contract {
	t.Helper()
	a, body := r.ask(t, http.MethodGet, api.Document, "")
	if a.StatusCode != http.StatusOK || a.Header.Get("ETag") == "" {
		t.Fatalf("document: %d", a.StatusCode)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	c := contract{compiler: jsonschema.NewCompiler()}
	c.compiler.DefaultDraft(jsonschema.Draft2020)
	c.compiler.AssertFormat()
	if err := c.compiler.AddResource("openapi.json", doc); err != nil {
		t.Fatal(err)
	}
	top, _ := doc.(map[string]any)
	if v, _ := top["openapi"].(string); !strings.HasPrefix(v, "3.1") {
		t.Errorf("OpenAPI %q", v)
	}
	c.paths, _ = top["paths"].(map[string]any)
	return c
}

// check says what is wrong with an answer to a path of the document.
func (c contract) check(t *testing.T, path string, a *http.Response, body []byte) {
	t.Helper()
	media, _, err := mime.ParseMediaType(a.Header.Get("Content-Type"))
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	escape := strings.NewReplacer("~", "~0", "/", "~1", "{", "%7B", "}", "%7D")
	schema, err := c.compiler.Compile("openapi.json#/paths/" + escape.Replace(path) + "/get/responses/" + strconv.Itoa(a.StatusCode) + "/content/" + escape.Replace(media) + "/schema")
	if err != nil {
		t.Fatalf("%s answers %d %s, which the document does not have: %v", path, a.StatusCode, media, err)
	}
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(body))
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	if err := schema.Validate(v); err != nil {
		t.Errorf("%s %d: %v\n%s", path, a.StatusCode, err, body)
	}
}

func (r *rig) contract(t *testing.T) {
	c := r.document(t)
	seen := map[string]bool{}
	for _, one := range []struct {
		path, query string
		status      int
	}{
		{"de-an", "?so-dong=200", 200}, {"de-an", "?nam=2020&nguon=local&loai-hinh=cooperative&tinh-trang=settled", 200}, {"de-an", "?nam=1999", 200},
		{"de-an", "?nam=x&nguon=y", 422}, {"de-an", "?la=1", 422}, {"de-an", "?sau=x", 422}, {"de-an", "?noi-dung=khong-co", 422}, {"de-an", "?so-dong=0", 422}, {"de-an", "?xa=99999", 422},
		{"de-an/{ma}", "19-2020-0001", 200}, {"de-an/{ma}", "19-2021-0001", 200}, {"de-an/{ma}", "19-2020-9999", 404}, {"de-an/{ma}", "08-2020-0001", 404}, {"de-an/{ma}", "x", 404},
		{"san-pham", "", 200}, {"san-pham", "?so-dong=1", 200}, {"san-pham", "?nhom=food&cap=province&nam=2026", 200}, {"san-pham", "?nhom=x", 422}, {"san-pham", "?sau=x", 422},
		{"tong-hop", "", 200}, {"tong-hop", "?nam=2020", 200}, {"tong-hop", "?sau=x", 422}, {"danh-muc", "", 200},
	} {
		address := api.Prefix + one.path + one.query
		if list, ok := strings.CutSuffix(one.path, "{ma}"); ok {
			address = api.Prefix + list + one.query
		}
		a, body := r.ask(t, http.MethodGet, address, r.secrets[demo.Province])
		if a.StatusCode != one.status {
			t.Errorf("%s: %d, want %d: %s", address, a.StatusCode, one.status, body)
			continue
		}
		seen[api.Prefix+one.path] = true
		c.check(t, api.Prefix+one.path, a, body)
		a, body = r.ask(t, http.MethodGet, address, "")
		if a.StatusCode != http.StatusUnauthorized || a.Header.Get("WWW-Authenticate") == "" {
			t.Errorf("%s without a key: %d", address, a.StatusCode)
		}
		c.check(t, api.Prefix+one.path, a, body)
	}
	for path := range c.paths {
		if !seen[path] {
			t.Errorf("%s is never asked", path)
		}
	}
}

func (r *rig) pages(t *testing.T) {
	all := r.page(t, "?so-dong=200").Items
	var got []disclosure.Scheme
	for after := ""; ; {
		p := r.page(t, "?so-dong=6&sau="+url.QueryEscape(after))
		got = append(got, p.Items...)
		if p.Next == nil {
			break
		}
		after = *p.Next
	}
	if diff := cmp.Diff(all, got); diff != "" || len(all) < 30 {
		t.Errorf("%d schemes: %s", len(all), diff)
	}
	r.productPages(t)
	var totals disclosure.Totals
	_, body := r.ask(t, http.MethodGet, api.Prefix+"tong-hop", r.secrets[demo.Province])
	if err := json.Unmarshal(body, &totals); err != nil || totals.Schemes != len(all) {
		t.Errorf("%+v of %d schemes, %v", totals, len(all), err)
	}
}

// productPages reads the products one by one.
func (r *rig) productPages(t *testing.T) {
	t.Helper()
	read := func(query string) (p api.ProductPage) {
		a, body := r.ask(t, http.MethodGet, api.Prefix+"san-pham"+query, r.secrets[demo.Province])
		if a.StatusCode != http.StatusOK {
			t.Fatalf("%s: %d %s", query, a.StatusCode, body)
		}
		if err := json.Unmarshal(body, &p); err != nil {
			t.Fatal(err)
		}
		return p
	}
	all := read("?so-dong=200").Items
	var got []disclosure.Product
	for after := ""; ; {
		p := read("?so-dong=1&sau=" + url.QueryEscape(after))
		got = append(got, p.Items...)
		if p.Next == nil {
			break
		}
		after = *p.Next
	}
	if diff := cmp.Diff(all, got); diff != "" || len(all) < 2 {
		t.Errorf("%d products: %s", len(all), diff)
	}
}

func (r *rig) apart(t *testing.T) {
	secret := r.secrets[demo.Neighbour]
	for path, want := range map[string]string{
		"de-an": `{"items":[],"next":null}`, "san-pham": `{"items":[],"next":null}`, "tong-hop": `{"schemes":0,"support_vnd":0,"without_amount":0,"beneficiaries":0}`,
	} {
		if a, body := r.ask(t, http.MethodGet, api.Prefix+path, secret); a.StatusCode != http.StatusOK || strings.TrimSpace(string(body)) != want {
			t.Errorf("%s: %d %s", path, a.StatusCode, body)
		}
	}
	for _, s := range r.page(t, "?so-dong=200").Items {
		if a, body := r.ask(t, http.MethodGet, api.Prefix+"de-an/"+s.ID, secret); a.StatusCode != http.StatusNotFound || bytes.Contains(body, []byte(s.Title)) {
			t.Errorf("%s: %d %s", s.ID, a.StatusCode, body)
		}
	}
	next := r.page(t, "?so-dong=1").Next
	if a, _ := r.ask(t, http.MethodGet, api.Prefix+"de-an?sau="+*next, secret); a.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("the cursor of another province: %d", a.StatusCode)
	}
}

func (r *rig) faults(t *testing.T) {
	secret := r.secrets[demo.Province]
	for _, one := range []struct {
		method, path string
		status       int
		words        []string
	}{
		{"GET", "de-an?nam=x", 422, []string{"Yêu cầu có chỗ không đúng.", "query.nam", "phải là số nguyên"}},
		{"GET", "de-an?nam=1", 422, []string{"phải từ 1990 trở lên"}},
		{"GET", "de-an?nguon=bank", 422, []string{"phải là một trong"}},
		{"GET", "de-an?nguonn=local", 422, []string{"không có tham số này"}},
		{"GET", "de-an?sau=abc", 422, []string{"Con trỏ trang không đúng", "query.sau"}},
		{"GET", "de-an/19-2020-9999", 404, []string{"Không có đề án nào được công khai"}},
		{"GET", "khong-co", 404, []string{"Giao diện không có địa chỉ này"}},
		{"POST", "de-an", 405, []string{"chỉ để đọc"}},
	} {
		a, body := r.ask(t, one.method, api.Prefix+one.path, secret)
		if a.StatusCode != one.status || !strings.HasPrefix(a.Header.Get("Content-Type"), "application/problem+json") {
			t.Errorf("%s: %d %s", one.path, a.StatusCode, a.Header.Get("Content-Type"))
		}
		for _, word := range one.words {
			if !bytes.Contains(body, []byte(word)) {
				t.Errorf("%s does not say %q: %s", one.path, word, body)
			}
		}
		if bytes.Contains(body, []byte("expected")) || bytes.Contains(body, []byte("invalid")) {
			t.Errorf("%s speaks English: %s", one.path, body)
		}
	}
}

func (r *rig) tooMany(t *testing.T) {
	key := r.keys[demo.Neighbour]
	scope := db.Scope{Province: demo.Neighbour, Actor: access.Actor{ID: key.Subject()}}
	for range apikey.Limit {
		err := r.d.Update(t.Context(), scope, func(tx *db.Tx) error { return tx.Allow(t.Context(), "api", apikey.Limit, time.Minute) })
		if err != nil {
			break // what was asked before counts too
		}
	}
	a, body := r.ask(t, http.MethodGet, api.Prefix+"danh-muc", r.secrets[demo.Neighbour])
	if a.StatusCode != http.StatusTooManyRequests || a.Header.Get("Retry-After") == "" {
		t.Errorf("%d %s", a.StatusCode, body)
	}
	r.document(t).check(t, api.Prefix+"danh-muc", a, body)
}

func (r *rig) revoked(t *testing.T) {
	r.page(t, "")
	err := r.d.Update(t.Context(), db.Scope{Province: demo.Province, Actor: access.System("test")}, func(tx *db.Tx) error {
		return apikey.Revoke(t.Context(), tx, r.keys[demo.Province].ID)
	})
	if err != nil {
		t.Fatal(err)
	}
	if a, body := r.ask(t, http.MethodGet, api.Prefix+"de-an", r.secrets[demo.Province]); a.StatusCode != http.StatusUnauthorized {
		t.Errorf("%d %s", a.StatusCode, body)
	}
}

// Whatever a program asks, the answer is a page or a refusal in the agreed
// form, never a failure.
func FuzzListParameters(f *testing.F) {
	d := dbtest.Open(f)
	var secret apikey.Secret
	err := d.Update(f.Context(), db.Scope{Province: "19", Actor: access.System("test")}, func(tx *db.Tx) (err error) {
		_, secret, err = apikey.Make(f.Context(), tx, "Phần mềm thử")
		return err
	})
	if err != nil {
		f.Fatal(err)
	}
	h := api.New(d)
	for _, query := range []string{"", "nam=2020&nguon=local", "sau=MS4", "xa=05503", "so-dong=200", "nam=%00", "sau=" + strings.Repeat("A", 300), "noi-dung=';--", "%zz", "a=b;c"} {
		f.Add(query)
	}
	f.Fuzz(func(t *testing.T, query string) {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, api.Prefix+"de-an", nil)
		r.URL.RawQuery = query
		r.Header.Set("Authorization", "Bearer "+string(secret))
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != http.StatusOK && w.Code != http.StatusUnprocessableEntity && w.Code != http.StatusTooManyRequests {
			t.Errorf("%q: %d %s", query, w.Code, w.Body)
		}
		if !json.Valid(w.Body.Bytes()) {
			t.Errorf("%q: %s", query, w.Body)
		}
	})
}
