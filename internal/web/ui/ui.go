// Package ui is the shared face (giao diện chung) of the HTML pages: the page
// shell, the components, the reading of forms, the static files and the
// middleware.
//
// It promises that a page works without JavaScript, carries no inline script
// or style, and that an error reaches the user as a Vietnamese page while its
// details stay in the log. It knows no noun of khuyến công.
package ui

import (
	"bytes"
	"crypto/rand"
	"encoding/base32"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/a-h/templ"
)

// Addresses that the shell itself links to. The audience packages serve them.
const (
	HomePath    = "/"
	SignInPath  = "/dang-nhap"
	SignOutPath = "/dang-xuat"
	AccountPath = "/tai-khoan"
)

// KeyName is the form field that carries the idempotency key.
const KeyName = "key"

// Handler serves one page or deed. An error it returns becomes a full page in
// Vietnamese (see Fail).
type Handler func(w http.ResponseWriter, r *http.Request) error

// ServeHTTP implements http.Handler.
func (h Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if err := h(w, r); err != nil {
		Fail(w, r, err)
	}
}

// Render draws c into a buffer and only then writes it, so that a component
// that fails half-way never leaves half a page.
func Render(w http.ResponseWriter, r *http.Request, status int, c templ.Component) error {
	var b bytes.Buffer
	if err := c.Render(r.Context(), &b); err != nil {
		return fmt.Errorf("render %s: %w", r.Pattern, err)
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Length", strconv.Itoa(b.Len()))
	w.WriteHeader(status)
	if r.Method == http.MethodHead {
		return nil
	}
	if _, err := w.Write(b.Bytes()); err != nil {
		// The reader has gone; there is no page left to show an error on.
		slog.DebugContext(r.Context(), "page not delivered", "err", err)
	}
	return nil
}

// Path joins segments into an absolute address, each segment escaped:
// Path("de-an", id, "trinh") is /de-an/{id}/trinh, and Path() is /.
func Path(segments ...string) string {
	escaped := make([]string, len(segments))
	for i, s := range segments {
		escaped[i] = url.PathEscape(s)
	}
	return "/" + strings.Join(escaped, "/")
}

// PathQuery is Path with a query: PathQuery(Path("de-an"), "nam", "2026",
// "trang", "2"). Pairs with an empty value are left out.
func PathQuery(path string, pairs ...string) string {
	q := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			q.Add(pairs[i], pairs[i+1])
		}
	}
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

// SeeOther sends the browser on to the page at segments after a deed is done.
// It always returns nil, so a Handler may end with it.
func SeeOther(w http.ResponseWriter, r *http.Request, segments ...string) error {
	return SeeOtherTo(w, r, Path(segments...))
}

// SeeOtherTo sends the browser on to a local address, query included. An
// address on another host is replaced by the home page.
func SeeOtherTo(w http.ResponseWriter, r *http.Request, local string) error {
	http.Redirect(w, r, LocalPath(local), http.StatusSeeOther)
	return nil
}

// LocalPath returns p when it is an address on this host, and HomePath when it
// would lead elsewhere. Use it on every "back to" address a request carries.
func LocalPath(p string) string {
	u, err := url.Parse(p)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil ||
		!strings.HasPrefix(p, "/") || strings.HasPrefix(p, "//") || strings.ContainsAny(p, "\\\r\n\t") {
		return HomePath
	}
	return p
}

// Key returns a new random idempotency key: 128 bits, 26 letters and digits.
func Key() string {
	b := make([]byte, 16)
	_, _ = rand.Read(b) // since Go 1.24 it never fails: it stops the program instead
	return base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(b)
}

// incident returns a short code that a user can read out on the telephone.
func incident() string {
	k := Key()
	return k[:4] + "-" + k[4:8]
}
