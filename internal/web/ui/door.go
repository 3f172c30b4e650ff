package ui

import (
	"net/http"
	"strings"
)

// crowdedPage is written without templates: it must cost next to nothing when
// thousands ask at once.
const crowdedPage = `<!doctype html>
<html lang="vi"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Hệ thống đang bận</title></head>
<body><main><h1>Hệ thống đang bận</h1>
<p>Đang có quá nhiều người làm việc cùng lúc nên yêu cầu này chưa được thực hiện. Anh/chị chờ vài giây rồi tải lại trang.</p>
</main></body></html>
`

// crowdedRetry is for how many seconds browsers and scripts should wait.
const crowdedRetry = "5"

// door turns requests away while crowded says so, before anything is done for
// them. What needs no database passes.
func door(next http.Handler, crowded func() bool) http.Handler {
	if crowded == nil {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !crowded() || strings.HasPrefix(r.URL.Path, staticPrefix) {
			next.ServeHTTP(w, r)
			return
		}
		h := w.Header()
		h.Set("Retry-After", crowdedRetry)
		if forPrograms(r) {
			showProblem(w, r, trouble{Status: http.StatusServiceUnavailable, Title: "Hệ thống đang bận", Message: "Đang có quá nhiều yêu cầu cùng lúc nên yêu cầu này chưa được thực hiện."})
			return
		}
		h.Set("Content-Type", "text/html; charset=utf-8")
		w.WriteHeader(http.StatusServiceUnavailable)
		if r.Method != http.MethodHead {
			_, _ = w.Write([]byte(crowdedPage)) // who has left need not be told
		}
	})
}
