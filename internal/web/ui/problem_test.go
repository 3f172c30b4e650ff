package ui

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// What a program asks for is answered in the form that programs read, also when
// nobody comes to answer it.
func TestProgramsAreToldTroubleInTheirForm(t *testing.T) {
	var log bytes.Buffer
	crowded := false
	mux := http.NewServeMux()
	mux.HandleFunc("GET /api/v1/broken", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("ETag", `"kept"`)
		panic("secret thing")
	})
	h := servedWith(t, Router(mux), Options{Log: slog.New(slog.NewTextHandler(&log, nil)), Crowded: func() bool { return crowded }})
	ask := func(method, path string, status int, says string) {
		t.Helper()
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), method, path, nil))
		if w.Code != status || w.Header().Get("Content-Type") != "application/problem+json" || w.Header().Get("Cache-Control") != "no-store" || w.Header().Get("ETag") != "" {
			t.Errorf("%s %s: %d, %v", method, path, w.Code, w.Header())
		}
		if method == http.MethodHead {
			if w.Body.Len() > 0 {
				t.Errorf("HEAD %s has a body: %s", path, w.Body)
			}
			return
		}
		var p struct {
			Type, Title, Detail string
			Status              int
			Errors              []map[string]string
		}
		if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil || p.Type != "about:blank" || p.Title == "" || p.Status != status || p.Errors == nil || !strings.Contains(p.Detail, says) {
			t.Errorf("%s %s: %v, %s", method, path, err, w.Body)
		}
		if strings.Contains(w.Body.String(), "secret") {
			t.Errorf("it says what only the log may: %s", w.Body)
		}
	}
	ask(http.MethodGet, "/api/v1/broken", http.StatusInternalServerError, "Mã sự cố: ")
	ask(http.MethodGet, "/api/v2/nothing", http.StatusNotFound, "Địa chỉ này")
	ask(http.MethodGet, "/api/v1/%ff", http.StatusNotFound, "không đọc được")
	ask(http.MethodPost, "/api/v1/broken", http.StatusMethodNotAllowed, "")
	if !strings.Contains(log.String(), "secret thing") {
		t.Error("the panic is not in the log")
	}
	crowded = true
	ask(http.MethodGet, "/api/v1/broken", http.StatusServiceUnavailable, "quá nhiều yêu cầu")
	ask(http.MethodHead, "/api/v1/broken", http.StatusServiceUnavailable, "")
}
