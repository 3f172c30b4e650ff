package ui

import (
	"bytes"
	"compress/gzip"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"example.vn/khuyencong/internal/platform/fault"
)

// served wraps h as the program does, with a silent log.
func served(t *testing.T, h http.Handler) http.Handler {
	t.Helper()
	return servedWith(t, h, Options{Log: slog.New(slog.DiscardHandler)})
}

func servedWith(t *testing.T, h http.Handler, o Options) http.Handler {
	t.Helper()
	wrap, err := Middleware(o)
	if err != nil {
		t.Fatal(err)
	}
	return wrap(h)
}

func get(t *testing.T, h http.Handler, path string, header ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestEveryPageCarriesTheSecurityHeaders(t *testing.T) {
	h := servedWith(t, Handler(func(w http.ResponseWriter, r *http.Request) error { return Render(w, r, 200, Page(Shell{Title: "A"})) }),
		Options{Log: slog.New(slog.DiscardHandler), TrustProxy: true})
	w := get(t, h, "/")
	for name, want := range map[string]string{
		"Content-Security-Policy": policy, "X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin",
		"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin", "Cache-Control": "no-store",
		"Strict-Transport-Security": "",
	} {
		if got := w.Header().Get(name); got != want {
			t.Errorf("%s = %q, want %q", name, got, want)
		}
	}
	if got := get(t, h, "/", "X-Forwarded-Proto", "https").Header().Get("Strict-Transport-Security"); got == "" {
		t.Error("no Strict-Transport-Security behind a trusted HTTPS proxy")
	}
	if got := get(t, served(t, h), "/", "X-Forwarded-Proto", "https").Header().Values("Strict-Transport-Security"); len(got) > 1 {
		t.Errorf("Strict-Transport-Security = %q", got)
	}
}

func TestForwardedHeadersAreIgnoredUnlessTrusted(t *testing.T) {
	for _, trust := range []bool{false, true} {
		var ip string
		var tls bool
		h := servedWith(t, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { ip, tls = RemoteIP(r.Context()), IsTLS(r) }),
			Options{Log: slog.New(slog.DiscardHandler), TrustProxy: trust})
		get(t, h, "/", "X-Forwarded-For", "6.6.6.6, 10.1.2.3", "X-Forwarded-Proto", "https")
		want := "192.0.2.1"
		if trust {
			want = "10.1.2.3"
		}
		if ip != want || tls != trust {
			t.Errorf("trust %v: ip %s, tls %v; want %s, %v", trust, ip, tls, want, trust)
		}
	}
}

func TestAFormFromElsewhereIsRefused(t *testing.T) {
	reached := false
	h := served(t, http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached = true }))
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/dang-xuat", nil)
	r.Header.Set("Origin", "https://evil.example")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	if w.Code != http.StatusForbidden || reached || !strings.Contains(w.Body.String(), "đến từ một trang khác") {
		t.Errorf("status %d, reached %v; want a 403 page", w.Code, reached)
	}
	r.Header.Set("Origin", "http://"+r.Host)
	w = httptest.NewRecorder()
	h.ServeHTTP(w, r)
	if w.Code != http.StatusOK || !reached {
		t.Errorf("our own form: status %d, reached %v; want 200, true", w.Code, reached)
	}
}

func TestAPanicIsAnApologyAndIsLogged(t *testing.T) {
	var log bytes.Buffer
	h := servedWith(t, http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("secret thing") }),
		Options{Log: slog.New(slog.NewTextHandler(&log, nil))})
	w := get(t, h, "/de-an")
	if w.Code != 500 || strings.Contains(w.Body.String(), "secret") || strings.Contains(w.Body.String(), "goroutine") {
		t.Errorf("status %d, body %s", w.Code, w.Body)
	}
	if !strings.Contains(log.String(), "secret thing") {
		t.Error("the panic is not in the log")
	}
}

func TestAccessLogHoldsNoQuery(t *testing.T) {
	var log bytes.Buffer
	clock := time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)
	now := func() time.Time { clock = clock.Add(7 * time.Millisecond); return clock }
	h := servedWith(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "hello") }),
		Options{Log: slog.New(slog.NewTextHandler(&log, nil)), Now: now})
	get(t, h, "/co-so?cccd=034085001234")
	line := log.String()
	if strings.Contains(line, "034085001234") {
		t.Errorf("the log holds a personal number: %s", line)
	}
	for _, want := range []string{"path=/co-so", "status=200", "bytes=5", "ms=7", "request_id="} {
		if !strings.Contains(line, want) {
			t.Errorf("log line %q lacks %q", line, want)
		}
	}
}

func TestPagesAreCompressedForThoseWhoTakeIt(t *testing.T) {
	h := served(t, Handler(func(w http.ResponseWriter, r *http.Request) error { return Render(w, r, 200, Page(Shell{Title: "A"})) }))
	plain := get(t, h, "/").Body.String()
	for _, tt := range []struct {
		accept string
		want   string
	}{{"gzip, br", "gzip"}, {"br, GZIP;q=0.5", "gzip"}, {"gzip;q=0", ""}, {"br", ""}, {"", ""}} {
		w := get(t, h, "/", "Accept-Encoding", tt.accept)
		if got := w.Header().Get("Content-Encoding"); got != tt.want {
			t.Errorf("Accept-Encoding %q: Content-Encoding %q, want %q", tt.accept, got, tt.want)
		}
		if got := w.Header().Get("Vary"); got != "Accept-Encoding" {
			t.Errorf("Vary = %q", got)
		}
		if tt.want == "" {
			continue
		}
		z, err := gzip.NewReader(w.Body)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(z); err != nil || string(got) != plain {
			t.Errorf("unzipped page differs (%v)", err)
		}
		if w.Header().Get("Content-Length") != "" {
			t.Error("the length of the plain page was sent with the zipped one")
		}
	}
}

func TestPicturesAreNotCompressedAgain(t *testing.T) {
	h := served(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "image/png")
		_, _ = w.Write(make([]byte, 5000))
	}))
	if got := get(t, h, "/", "Accept-Encoding", "gzip").Header().Get("Content-Encoding"); got != "" {
		t.Errorf("Content-Encoding = %q, want none", got)
	}
}

func TestStaticFilesAreKeptByTheirHash(t *testing.T) {
	h := served(t, Static())
	for name, mime := range map[string]string{
		"kc.css": "text/css; charset=utf-8", "kc.js": "text/javascript; charset=utf-8", "icon.svg": "image/svg+xml",
		"fonts/ss3-400.woff2": "font/woff2", "fonts/OFL.txt": "text/plain; charset=utf-8",
	} {
		addr := Asset(name)
		w := get(t, h, addr)
		if w.Code != 200 || w.Header().Get("Content-Type") != mime || !strings.Contains(w.Header().Get("Cache-Control"), "immutable") {
			t.Errorf("%s: %d %v", addr, w.Code, w.Header())
		}
		if got := get(t, h, addr, "If-None-Match", w.Header().Get("ETag")); got.Code != http.StatusNotModified {
			t.Errorf("%s asked again: %d, want 304", name, got.Code)
		}
		if got := get(t, h, staticPrefix+name).Header().Get("Cache-Control"); got != "no-cache" {
			t.Errorf("%s without its hash: Cache-Control %q, want no-cache", name, got)
		}
	}
	if got := get(t, h, "/static/../ui.go").Code; got != http.StatusNotFound {
		t.Errorf("a file outside: %d, want 404", got)
	}
	zipped := get(t, h, Asset("kc.css"), "Accept-Encoding", "gzip").Header().Get("ETag")
	if got := get(t, h, Asset("kc.css"), "If-None-Match", zipped, "Accept-Encoding", "gzip").Code; got != http.StatusNotModified {
		t.Errorf("zipped style sheet asked again: %d, want 304", got)
	}
}

func TestStyleSheetNamesOnlyFontsThatAreThere(t *testing.T) {
	css := string(assets()["kc.css"].body)
	if strings.Contains(css, ".woff2)") {
		t.Error("a font in the style sheet has no hash: is the file missing?")
	}
	if n := strings.Count(css, ".woff2?v="); n != 3 {
		t.Errorf("the style sheet names %d fonts, want 3", n)
	}
	if strings.Count(css, "{") != strings.Count(css, "}") {
		t.Error("braces in the style sheet do not balance")
	}
}

func post(t *testing.T, v url.Values) *http.Request {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/?ten=from-query", strings.NewReader(v.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return r
}

func TestFormReadsAndGathersProblems(t *testing.T) {
	key := Key()
	f, err := ReadForm(post(t, url.Values{
		"ten": {"  Hô\u0303\t  trợ\u0000 "}, "dai": {"a\r\nb"}, "tien": {"1.234.567 đ"}, "xau": {"12,5"}, "ngay": {"22/11/2026"}, "sai": {"31/02/2026"},
		"so": {"1.250"}, "chu": {"x"}, "co": {"1"}, "nhieu": {"a", "", "b"}, "key": {key},
	}))
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ got, want any }{
		{f.Line("ten"), "Hỗ trợ"}, {f.Text("dai"), "a\nb"}, {int64(f.Money("tien")), int64(1_234_567)}, {f.Date("ngay").String(), "2026-11-22"},
		{f.Int("so"), 1250}, {f.Bool("co"), true}, {f.Bool("khong"), false}, {len(f.All("nhieu")), 2}, {len(f.Rows("nhieu")), 3}, {f.Key(), key},
		{int64(f.Money("trong")), int64(0)}, {f.Date("trong").IsZero(), true}, {f.Line("khong-co"), ""},
	} {
		if tt.got != tt.want {
			t.Errorf("got %#v, want %#v", tt.got, tt.want)
		}
	}
	if err := f.Err("x"); err != nil {
		t.Errorf("problems too early: %v", Problems(err))
	}
	f.Money("xau")
	f.Date("sai")
	f.Int("chu")
	f.Need("thieu", "Nhập tên.")
	p := Problems(f.Err("Có chỗ cần sửa."))
	for _, name := range []string{"xau", "sai", "chu", "thieu"} {
		if p[name] == "" {
			t.Errorf("no problem noted for %s", name)
		}
	}
}

func TestFormRefusesAKeyThatIsNotOurs(t *testing.T) {
	for _, k := range []string{"", "x", strings.Repeat("a", 26), Key() + "A"} {
		f, err := ReadForm(post(t, url.Values{KeyName: {k}}))
		if err != nil {
			t.Fatal(err)
		}
		if got := f.Key(); got != "" || f.Err("x") == nil {
			t.Errorf("Key() of %q = %q without a problem", k, got)
		}
	}
}

func TestFormHasLimits(t *testing.T) {
	many := url.Values{}
	for i := range MaxValues + 1 {
		many.Add("a", strconv.Itoa(i))
	}
	exact := url.Values{"a": {strings.Repeat("ổ", MaxLength)}}
	for _, tt := range []struct {
		name string
		v    url.Values
		ok   bool
	}{{"too many", many, false}, {"too long", url.Values{"a": {strings.Repeat("a", MaxLength+1)}}, false}, {"just fits", exact, true}} {
		if _, err := ReadForm(post(t, tt.v)); (err == nil) != tt.ok {
			t.Errorf("%s: err = %v", tt.name, err)
		} else if err != nil && fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v, want an Invalid fault", tt.name, err)
		}
	}
}

func TestBodiesHaveLimits(t *testing.T) {
	h := servedWith(t, Handler(func(_ http.ResponseWriter, r *http.Request) error { _, err := ReadForm(r); return err }),
		Options{Log: slog.New(slog.DiscardHandler), BodyLimit: 1 << 20, UploadLimit: 2 << 20})
	w := httptest.NewRecorder()
	h.ServeHTTP(w, post(t, url.Values{"a": {strings.Repeat("a", 2<<20)}}))
	if w.Code != 422 || !strings.Contains(w.Body.String(), "(1 MB)") {
		t.Errorf("ordinary form: %d %s", w.Code, w.Body)
	}
	for size, want := range map[int]int{1 << 20: 200, 3 << 20: 422} {
		var b bytes.Buffer
		m := multipart.NewWriter(&b)
		part, err := m.CreateFormFile("tep", "ảnh.jpg")
		if err != nil {
			t.Fatal(err)
		}
		_, _ = part.Write(make([]byte, size))
		_ = m.Close()
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", &b)
		r.Header.Set("Content-Type", m.FormDataContentType())
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != want {
			t.Errorf("upload of %d bytes: %d, want %d", size, w.Code, want)
		}
	}
}

func FuzzReadForm(f *testing.F) {
	f.Add("ten=a&tien=1.234&ngay=1/1/2026&so=5&key=x")
	f.Add("%zz=;;&tien=%00&ngay=99/99/9999&so=999999999999999999999")
	f.Fuzz(func(t *testing.T, body string) {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", strings.NewReader(body))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		form, err := ReadForm(r)
		if err != nil {
			if fault.KindOf(err) != fault.Invalid {
				t.Errorf("ReadForm(%q) = %v, want an Invalid fault", body, err)
			}
			return
		}
		if v := form.Money("tien"); v < 0 {
			t.Errorf("Money = %d", v)
		}
		form.Date("ngay")
		form.Int("so")
		form.Key()
		if s := form.Line("ten"); strings.ContainsAny(s, "\n\x00") {
			t.Errorf("Line = %q", s)
		}
	})
}
