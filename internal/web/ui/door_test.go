package ui

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestACrowdIsTurnedAwayAtTheDoor(t *testing.T) {
	crowded, served := true, 0
	wrap, err := Middleware(Options{Log: slog.New(slog.DiscardHandler), Crowded: func() bool { return crowded }})
	if err != nil {
		t.Fatal(err)
	}
	h := wrap(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { served++ }))
	ask := func(path string) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil))
		return w
	}
	w := ask("/de-an")
	if w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") != crowdedRetry || served != 0 ||
		!strings.Contains(w.Body.String(), "chờ vài giây") || w.Header().Get("X-Request-Id") == "" || w.Header().Get("Content-Security-Policy") == "" {
		t.Errorf("%d, %v, served %d: %s", w.Code, w.Header(), served, w.Body)
	}
	if w := ask(staticPrefix + "x.css"); w.Code != http.StatusOK || served != 1 {
		t.Errorf("a static file: %d, served %d", w.Code, served)
	}
	crowded = false
	if w := ask("/de-an"); w.Code != http.StatusOK || served != 2 {
		t.Errorf("afterwards: %d, served %d", w.Code, served)
	}
}
