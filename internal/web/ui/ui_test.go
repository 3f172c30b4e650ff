package ui

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/a-h/templ"

	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/money"
	"example.vn/khuyencong/internal/web/ui/uitest"
)

func rendered(t *testing.T, c templ.Component) string {
	t.Helper()
	var b strings.Builder
	if err := c.Render(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestStorybookIsSoundHTML(t *testing.T) {
	page := rendered(t, Storybook())
	if dir := os.Getenv("UI_STORYBOOK"); dir != "" { // for looking at it in a browser
		if err := os.WriteFile(dir, []byte(page), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, p := range uitest.CheckHTML(page) {
		t.Error(p)
	}
}

func TestErrorsBecomePages(t *testing.T) {
	secret := errors.New("disk on fire at /secret")
	tests := []struct {
		name   string
		method string
		err    error
		status int
		words  []string
		never  string
	}{
		{"a bug is an apology with a code", "POST", fmt.Errorf("save: %w", secret), 500, []string{"Xin lỗi anh/chị", "Mã sự cố"}, "fire"},
		{"a fault speaks for itself, the wrapping does not", "GET", fmt.Errorf("open x: %w", fault.New(fault.NotFound, "Không có đề án này.")), 404, []string{"Không có đề án này."}, "open x"},
		{"fields are listed", "POST", &fault.Error{Kind: fault.Invalid, Message: "Chưa lưu được.", Fields: map[string]string{"a": "Nhập tên.", "b": "Nhập <tiền>."}}, 422, []string{"Chưa lưu được.", "Nhập tên.", "Nhập &lt;tiền&gt;."}, "<tiền>"},
		{"law is cited", "POST", &fault.Error{Kind: fault.Unlawful, Message: "Vượt trần.", Basis: "TT 28/2018/TT-BTC Điều 8"}, 422, []string{"Vượt trần.", "28/2018/TT-BTC"}, "Mã sự cố"},
		{"forbidden", "POST", fault.New(fault.Forbidden, "Không được."), 403, []string{"Không được."}, ""},
		{"signed out while posting", "POST", fault.New(fault.SignedOut, "Hết phiên."), 401, []string{"Hết phiên.", SignInPath}, ""},
		{"signed out while reading goes to sign in", "GET", fault.New(fault.SignedOut, "Hết phiên."), 303, nil, ""},
		{"busy", "POST", fault.New(fault.Busy, "Thử lại sau."), 429, []string{"Thử lại sau."}, ""},
		{"an outage has its words and a code", "POST", fmt.Errorf("%w (%w)", fault.New(fault.Unavailable, "Máy chủ nghỉ."), secret), 503, []string{"Máy chủ nghỉ.", "Mã sự cố"}, "fire"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h := served(t, Handler(func(http.ResponseWriter, *http.Request) error { return tt.err }))
			w := httptest.NewRecorder()
			h.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), tt.method, "/de-an?q=1", nil))
			if w.Code != tt.status {
				t.Errorf("status = %d, want %d", w.Code, tt.status)
			}
			body := w.Body.String()
			for _, word := range tt.words {
				if !strings.Contains(body, word) {
					t.Errorf("page lacks %q", word)
				}
			}
			if tt.never != "" && strings.Contains(body, tt.never) {
				t.Errorf("page shows %q", tt.never)
			}
			if tt.status == 303 {
				if got, want := w.Header().Get("Location"), "/dang-nhap?tiep=%2Fde-an%3Fq%3D1"; got != want {
					t.Errorf("Location = %q, want %q", got, want)
				}
				return
			}
			for _, p := range uitest.CheckHTML(body) {
				t.Error(p)
			}
		})
	}
}

func TestRouterAnswersInPages(t *testing.T) {
	mux := http.NewServeMux()
	mux.Handle("POST /de-an", Handler(func(w http.ResponseWriter, r *http.Request) error { return SeeOther(w, r, "de-an", "a b/c") }))
	h := served(t, Router(mux))
	for _, tt := range []struct {
		method, path  string
		status        int
		header, value string
	}{
		{"GET", "/khong-co", 404, "Content-Type", "text/html; charset=utf-8"},
		{"GET", "/de-an", 405, "Allow", "POST"},
		{"POST", "/de-an", 303, "Location", "/de-an/a%20b%2Fc"},
	} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), tt.method, tt.path, nil))
		if w.Code != tt.status || w.Header().Get(tt.header) != tt.value {
			t.Errorf("%s %s = %d %s %q, want %d %q", tt.method, tt.path, w.Code, tt.header, w.Header().Get(tt.header), tt.status, tt.value)
		}
	}
}

func TestErrorPageKeepsTheShell(t *testing.T) {
	h := Handler(func(http.ResponseWriter, *http.Request) error { return fault.New(fault.NotFound, "Không có.") })
	w := httptest.NewRecorder()
	ctx := WithShell(t.Context(), Shell{Org: "Trung tâm X", User: &User{Name: "Ánh"}})
	h.ServeHTTP(w, httptest.NewRequestWithContext(ctx, http.MethodGet, "/", nil))
	for _, word := range []string{"Trung tâm X", "Ánh", "Đăng xuất"} {
		if !strings.Contains(w.Body.String(), word) {
			t.Errorf("error page lacks %q", word)
		}
	}
}

func TestRenderNeverSendsHalfAPage(t *testing.T) {
	half := templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		_, _ = io.WriteString(w, "<p>half")
		return errors.New("broken")
	})
	w := httptest.NewRecorder()
	Handler(func(w http.ResponseWriter, r *http.Request) error { return Render(w, r, 200, half) }).
		ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil))
	if w.Code != 500 || strings.Contains(w.Body.String(), "half") {
		t.Errorf("got %d with half a page, want 500 and an apology", w.Code)
	}
}

func TestMoneyBeyondTheCeilingIsSaidInWords(t *testing.T) {
	page := rendered(t, MoneyBar([]MoneyStep{{Label: "Trần", Amount: 300, Kind: Cap}, {Label: "Xin", Amount: 400, Over: true}}))
	for _, want := range []string{"vượt trần", `width="75%"`, `x="75%"`, `width="25%"`} {
		if !strings.Contains(page, want) {
			t.Errorf("money bar lacks %s: %s", want, page)
		}
	}
	meter := rendered(t, BudgetMeter(100, []Segment{{Label: "Đã chọn", Amount: 150, Tone: Chosen}}))
	if !strings.Contains(meter, "Vượt") || strings.Contains(meter, "Còn lại") {
		t.Errorf("budget meter does not say that it is exceeded: %s", meter)
	}
}

func TestLocalPathStaysHere(t *testing.T) {
	for in, want := range map[string]string{
		"/de-an?x=1#y": "/de-an?x=1#y", "": "/", "//evil.example": "/", "/\\evil.example": "/", "https://evil.example/": "/",
		"javascript:alert(1)": "/", "de-an": "/", "/a\nb": "/", "\\\\evil": "/",
	} {
		if got := LocalPath(in); got != want {
			t.Errorf("LocalPath(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestKeysDiffer(t *testing.T) {
	a, b := Key(), Key()
	if a == b || len(a) != 26 {
		t.Errorf("Key() = %q then %q, want two different keys of 26 characters", a, b)
	}
}

func TestFormats(t *testing.T) {
	tests := []struct{ got, want string }{
		{Money(1_234_567), "1.234.567\u00a0đ"},
		{Money(0), "0\u00a0đ"},
		{Dong(1_234_567_890_123), "1.234.567.890.123"},
		{Millions(1_250_500_000), "1.250,5"},
		{Millions(1_250_000_000), "1.250"},
		{Millions(49_999), "0"},
		{Millions(-49_999), "0"},
		{Millions(50_000), "0,1"},
		{Millions(-150_000_000), "-150"},
		{Percent(6250), "62,5%"},
		{Day("2026-11-02"), "02/11/2026"},
		{Day(""), ""},
		{Day("chưa rõ"), "chưa rõ"},
		{Moment("2026-11-22T02:05:59Z"), "09:05 ngày 22/11/2026"},
		{Moment("2026-11-22T17:00:00Z"), "00:00 ngày 23/11/2026"},
		{MomentDay("2026-11-22T17:00:00Z"), "23/11/2026"},
		{Count(12345), "12.345"},
		{PathQuery("/de-an", "nam", "2026", "q", "", "x", "a b"), "/de-an?nam=2026&x=a+b"},
		{Path(), "/"},
		{User{Name: "Nguyễn Thị Ngọc Ẩn"}.short(), "Ẩn"},
		{User{Name: "Ẩn"}.short(), "Ẩn"},
		{User{Name: "Kế toán Một (minh họa)"}.short(), "Kế toán"},
		{User{Name: "Thủ quỹ (minh họa)"}.short(), "Thủ quỹ"},
		{User{Name: "(minh họa)"}.short(), ""},
		{User{}.short(), ""},
		{percent(1, 3), "33.33%"},
		{percent(money.VND(5), 0), "0%"},
		{percent(4, 3), "100%"},
	}
	for _, tt := range tests {
		if tt.got != tt.want {
			t.Errorf("got %q, want %q", tt.got, tt.want)
		}
	}
}

func TestCitationKeepsNumbersTogether(t *testing.T) {
	got := strings.Join(citationParts("TT 28/2018/TT-BTC Điều 8 khoản 2"), "|")
	if want := "TT\u00a028/2018/TT-BTC|Điều\u00a08|khoản\u00a02"; got != want {
		t.Errorf("citationParts = %q, want %q", got, want)
	}
}

func TestFlashSurvivesOneRedirect(t *testing.T) {
	w := httptest.NewRecorder()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil)
	SetFlash(w, r, OK, "Đã lưu; xong.")
	for _, c := range w.Result().Cookies() {
		r.AddCookie(c)
	}
	w = httptest.NewRecorder()
	got := TakeFlash(w, r)
	if got == nil || *got != (Flash{OK, "Đã lưu; xong."}) {
		t.Fatalf("TakeFlash = %+v", got)
	}
	if c := w.Result().Cookies(); len(c) != 1 || c[0].MaxAge >= 0 {
		t.Errorf("TakeFlash did not forget the sentence: %v", c)
	}
	r.Header.Set("Cookie", flashCookie+"=bm9uc2Vuc2UKaGk")
	if got := TakeFlash(httptest.NewRecorder(), r); got != nil {
		t.Errorf("TakeFlash of an unknown kind = %+v, want nil", got)
	}
}

func TestFieldErrorsComeInTheOrderOfThePage(t *testing.T) {
	err := fmt.Errorf("x: %w", &fault.Error{Kind: fault.Invalid, Message: "M", Fields: map[string]string{"a": "A", "b": "B", "c": "C"}})
	got := FieldErrors(err, "c", "nothing", "a")
	if fmt.Sprint(got) != "[{c C} {a A} {b B}]" {
		t.Errorf("FieldErrors = %v", got)
	}
	if got := FieldErrors(fault.New(fault.Conflict, "Đã đổi.")); fmt.Sprint(got) != "[{ Đã đổi.}]" {
		t.Errorf("FieldErrors without fields = %v", got)
	}
	if FieldErrors(nil) != nil || Problems(nil) == nil {
		t.Error("no error: want no lines and an empty, usable map")
	}
}
