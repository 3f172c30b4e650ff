package ui

import (
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"example.vn/khuyencong/internal/platform/fault"
)

// legible keeps from the pages what is no text. PostgreSQL does not take it,
// which would look like a fault of the program. A path that holds it is nowhere;
// in a query, which pages pass over where it makes no sense, a sign stands for
// it. Forms are cleaned by ReadForm.
func legible(next http.Handler) http.Handler {
	nowhere := Handler(func(http.ResponseWriter, *http.Request) error {
		return fault.New(fault.NotFound, "Địa chỉ này có ký tự không đọc được nên không ứng với trang nào. Anh/chị mở lại trang từ trong phần mềm.")
	})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !isText(r.URL.Path) {
			nowhere.ServeHTTP(w, r)
			return
		}
		if r.URL.RawQuery != "" {
			r.URL.RawQuery = legibleQuery(r.URL.RawQuery)
		}
		next.ServeHTTP(w, r)
	})
}

// legibleQuery leaves a query as it is when all of it is text.
func legibleQuery(raw string) string {
	query, _ := url.ParseQuery(raw) // what cannot be parsed no page sees
	legible, changed := url.Values{}, false
	for name, values := range query {
		for _, v := range values {
			changed = changed || !isText(name) || !isText(v)
			legible.Add(asText(name), asText(v))
		}
	}
	if !changed {
		return raw
	}
	return legible.Encode()
}

func isText(s string) bool { return utf8.ValidString(s) && !strings.Contains(s, "\x00") }

func asText(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "\uFFFD")
}
