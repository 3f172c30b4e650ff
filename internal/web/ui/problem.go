package ui

import (
	"encoding/json"
	"net/http"
	"strings"
)

// programsPrefix begins the addresses that programs read. What keeps an answer
// from them before their own handler is reached, or after it broke down, is said
// in the form that it has there.
const programsPrefix = "/api/"

func forPrograms(r *http.Request) bool { return strings.HasPrefix(r.URL.Path, programsPrefix) }

// showProblem answers a program, by RFC 9457.
func showProblem(w http.ResponseWriter, r *http.Request, t trouble) {
	detail := t.Message
	if t.Incident != "" {
		detail += " Mã sự cố: " + t.Incident + "."
	}
	wrong := []map[string]string{} // as the interface has them
	for _, e := range t.Errors {
		wrong = append(wrong, map[string]string{"location": "", "message": e.Message})
	}
	text, err := json.Marshal(map[string]any{"type": "about:blank", "title": t.Title, "status": t.Status, "detail": detail, "errors": wrong})
	if err != nil {
		panic(err) // these are words and a number
	}
	h := w.Header()
	h.Set("Content-Type", "application/problem+json")
	w.WriteHeader(t.Status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(text) // who has left need not be told
	}
}
