package ui

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"example.vn/khuyencong/internal/platform/fault"
)

func faultOf(err error) *fault.Error {
	f, _ := errors.AsType[*fault.Error](err)
	return f
}

// trouble is what an error page shows.
type trouble struct {
	Status   int
	Title    string
	Message  string
	Errors   []FieldError // without ids: the fields are on another page
	Basis    string
	Incident string
	Back     *Link
}

// Fail answers err with a page. A fault speaks for itself; anything else is
// logged under an incident code and shown as an apology with that code; an
// outage has both, its own words and a code. Who is
// not signed in is sent to the sign-in page when only reading.
func Fail(w http.ResponseWriter, r *http.Request, err error) {
	ctx := r.Context()
	if errors.Is(err, context.Canceled) && ctx.Err() != nil {
		slog.DebugContext(ctx, "reader left", "method", r.Method, "path", r.URL.Path)
		return
	}
	f := faultOf(err)
	if f == nil {
		f = &fault.Error{Kind: fault.Internal}
	}
	if f.Kind == fault.SignedOut && (r.Method == http.MethodGet || r.Method == http.MethodHead) {
		http.Redirect(w, r, PathQuery(SignInPath, "tiep", r.URL.RequestURI()), http.StatusSeeOther)
		return
	}
	t := troubleOf(r, f)
	if f.Kind == fault.Internal || f.Kind == fault.Unavailable {
		t.Incident = incident()
		slog.ErrorContext(ctx, "request failed", "incident", t.Incident, "request_id", RequestID(ctx),
			"method", r.Method, "path", r.URL.Path, "err", err)
	}
	RetryAfter(w, f)
	showTrouble(w, r, t)
}

// RetryAfter tells the browser when to come again, if err passes by itself.
func RetryAfter(w http.ResponseWriter, err error) {
	f := faultOf(err)
	if f == nil || f.Kind != fault.Busy && f.Kind != fault.Unavailable {
		return
	}
	wait := f.Wait
	switch {
	case wait > 0:
	case f.Kind == fault.Unavailable:
		wait = 10 * time.Second
	default:
		wait = time.Minute
	}
	w.Header().Set("Retry-After", strconv.FormatInt(int64((wait+time.Second-1)/time.Second), 10))
}

// troubleOf puts a fault into words.
func troubleOf(r *http.Request, f *fault.Error) trouble {
	t := trouble{Status: f.Kind.Status(), Message: f.Message, Basis: f.Basis, Back: backLink(r)}
	if len(f.Fields) > 0 {
		for _, e := range FieldErrors(f) {
			t.Errors = append(t.Errors, FieldError{Message: e.Message})
		}
	}
	switch f.Kind {
	case fault.Internal:
		t.Title = "Hệ thống gặp sự cố"
		t.Message = "Xin lỗi anh/chị, hệ thống chưa làm được việc này. Anh/chị thử lại sau vài phút; nếu vẫn vậy, hãy báo người quản trị mã sự cố dưới đây."
	case fault.Invalid:
		t.Title = "Có chỗ cần sửa"
	case fault.NotFound:
		t.Title = "Không tìm thấy"
	case fault.Forbidden:
		t.Title = "Anh/chị không được làm việc này"
	case fault.Conflict:
		t.Title = "Dữ liệu đã thay đổi"
	case fault.Unlawful:
		t.Title = "Không đúng quy định"
	case fault.SignedOut:
		t.Title = "Cần đăng nhập lại"
		t.Back = &Link{Label: "Đăng nhập", Href: SignInPath}
	case fault.Busy:
		t.Title = "Hệ thống đang bận"
	case fault.Unavailable:
		t.Title = "Máy chủ tạm thời chưa làm được"
	}
	return t
}

// backLink leads to the page the user came from, when that was one of ours.
func backLink(r *http.Request) *Link {
	u, err := url.Parse(r.Referer())
	if err != nil || u.Host != r.Host || u.Path == "" {
		return &Link{Label: "Về trang đầu", Href: HomePath}
	}
	return &Link{Label: "Quay lại trang trước", Href: LocalPath(u.RequestURI())}
}

// showTrouble writes the error page, unless the answer has already begun.
func showTrouble(w http.ResponseWriter, r *http.Request, t trouble) {
	if b, ok := w.(interface{ begun() bool }); ok && b.begun() {
		slog.WarnContext(r.Context(), "error after the answer began", "path", r.URL.Path, "status", t.Status)
		return
	}
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	h.Del("ETag")
	h.Del("Content-Disposition")
	h.Del("Content-Encoding")
	if forPrograms(r) {
		showProblem(w, r, t)
		return
	}
	s := ShellFrom(r.Context(), t.Title)
	s.Flash, s.Back, s.Crumbs, s.Width = nil, nil, nil, Narrow
	if err := Render(w, r, t.Status, errorPage(s, t)); err != nil {
		slog.ErrorContext(r.Context(), "error page failed", "err", err)
		http.Error(w, "Hệ thống gặp sự cố, xin anh/chị thử lại sau.", http.StatusInternalServerError)
	}
}

// Router lets mux answer, and replaces its plain-text "not found" and "method
// not allowed" by pages.
func Router(mux *http.ServeMux) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, pattern := mux.Handler(r); pattern != "" {
			mux.ServeHTTP(w, r)
			return
		}
		probe := &probe{header: http.Header{}}
		mux.ServeHTTP(probe, r)
		t := trouble{Status: http.StatusNotFound, Title: "Không tìm thấy trang", Back: backLink(r),
			Message: "Địa chỉ này không có trang nào, hoặc trang đã được chuyển đi. Anh/chị kiểm tra lại địa chỉ."}
		if probe.status == http.StatusMethodNotAllowed {
			w.Header().Set("Allow", probe.header.Get("Allow"))
			t.Status, t.Title = probe.status, "Không mở được trang theo cách này"
			t.Message = "Trang này chỉ nhận yêu cầu từ một nút bấm hoặc một đường dẫn khác. Anh/chị quay lại và thử từ đó."
		}
		showTrouble(w, r, t)
	})
}

// probe swallows an answer and keeps its status.
type probe struct {
	header http.Header
	status int
}

// Header implements http.ResponseWriter.
func (p *probe) Header() http.Header { return p.header }

// Write implements http.ResponseWriter.
func (p *probe) Write(b []byte) (int, error) {
	if p.status == 0 {
		p.status = http.StatusOK
	}
	return len(b), nil
}

// WriteHeader implements http.ResponseWriter.
func (p *probe) WriteHeader(status int) { p.status = status }
