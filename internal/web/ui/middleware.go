package ui

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"mime"
	"mime/multipart"
	"net"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"example.vn/khuyencong/internal/platform/fault"
)

// Options says how Middleware behaves.
type Options struct {
	Log *slog.Logger     // access log and incidents; slog.Default() when nil
	Now func() time.Time // measures how long a request took; nil leaves it out
	// TrustProxy believes X-Forwarded-Proto and X-Forwarded-For. Set it only
	// behind a proxy that overwrites them.
	TrustProxy bool
	// BodyLimit and UploadLimit are the largest bodies, in bytes, of an
	// ordinary and of a multipart form; 2 MiB and 64 MiB when zero.
	BodyLimit, UploadLimit int64
	// Crowded says that there is more to do than anybody would wait for; then
	// requests are turned away at the door. Nil lets everybody in.
	Crowded func() bool
	// Pace is the time for each stretch of a body and of an answer; 10 s when zero.
	Pace time.Duration
	// TrustedOrigins may send forms from elsewhere ("https://a.example").
	TrustedOrigins []string
}

type requestKey struct{}

// request is what the middleware knows of a request.
type request struct {
	id    string
	ip    string
	https bool
	forms *[]*multipart.Form // read by ReadForm, with files on the disk
	after *[]func()          // run when the request is over and its files are gone
}

// tidy removes what uploads left on the disk. The server does so by itself
// only for the request that it made, not for the copies that carry a context.
func (q request) tidy() {
	for _, form := range *q.forms {
		if err := form.RemoveAll(); err != nil {
			slog.Warn("temporary file not removed", "error", err)
		}
	}
	for _, f := range *q.after {
		f()
	}
}

func requestFrom(ctx context.Context) request {
	q, _ := ctx.Value(requestKey{}).(request)
	return q
}

// RequestID is the id under which the access log knows the request.
func RequestID(ctx context.Context) string { return requestFrom(ctx).id }

// RemoteIP is the address of the browser, for slowing down guesses of
// passwords; it is never logged.
func RemoteIP(ctx context.Context) string { return requestFrom(ctx).ip }

// IsTLS reports whether the browser speaks HTTPS, so that a cookie may be
// marked Secure.
func IsTLS(r *http.Request) bool { return r.TLS != nil || requestFrom(r.Context()).https }

// Middleware wraps the whole program's handler: request id, access log,
// recovery, security headers, protection against forged forms, limits on
// bodies, and compression.
func Middleware(o Options) (func(http.Handler) http.Handler, error) {
	if o.Log == nil {
		o.Log = slog.Default()
	}
	if o.BodyLimit == 0 {
		o.BodyLimit = 2 << 20
	}
	if o.UploadLimit == 0 {
		o.UploadLimit = 64 << 20
	}
	if o.Pace == 0 {
		o.Pace = paceDefault
	}
	forged := http.NewCrossOriginProtection()
	for _, origin := range o.TrustedOrigins {
		if err := forged.AddTrustedOrigin(origin); err != nil {
			return nil, fmt.Errorf("trusted origin %q: %w", origin, err)
		}
	}
	forged.SetDenyHandler(Handler(func(http.ResponseWriter, *http.Request) error {
		return fault.New(fault.Forbidden, "Yêu cầu này đến từ một trang khác nên không được thực hiện, để bảo vệ tài khoản của anh/chị. Anh/chị mở lại trang trong chính phần mềm này rồi làm lại.")
	}))
	return func(next http.Handler) http.Handler {
		h := legible(forged.Handler(next))
		h = recovered(h, o.Log)
		h = door(h, o.Crowded)
		h = limited(h, o) // also for what is turned away: the server waits for its body
		h = secured(h)
		h = compressed(h)
		return watched(h, o)
	}, nil
}

// watched gives the request its id and writes the access log. Queries may hold
// names and numbers of people, so only the path is logged.
func watched(next http.Handler, o Options) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		q := request{id: Key()[:12], https: r.TLS != nil, ip: hostOf(r.RemoteAddr), forms: new([]*multipart.Form), after: new([]func())}
		defer q.tidy()
		if o.TrustProxy {
			q.https = q.https || strings.EqualFold(r.Header.Get("X-Forwarded-Proto"), "https")
			q.ip = forwardedFor(r, q.ip)
		}
		ctx := context.WithValue(r.Context(), requestKey{}, q)
		w.Header().Set("X-Request-Id", q.id)
		var start time.Time
		if o.Now != nil {
			start = o.Now()
		}
		rec := &recorder{ResponseWriter: &pacedAnswer{w, http.NewResponseController(w), o.Pace}}
		defer func() {
			attrs := []slog.Attr{slog.String("request_id", q.id), slog.String("method", r.Method),
				slog.String("path", logged(r.URL.Path)), slog.Int("status", rec.status), slog.Int64("bytes", rec.bytes)}
			if o.Now != nil {
				attrs = append(attrs, slog.Int64("ms", o.Now().Sub(start).Milliseconds()))
			}
			level := slog.LevelInfo
			if strings.HasPrefix(r.URL.Path, staticPrefix) {
				level = slog.LevelDebug
			}
			o.Log.LogAttrs(ctx, level, "request", attrs...)
		}()
		next.ServeHTTP(rec, r.WithContext(ctx))
	})
}

func hostOf(addr string) string {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return addr
	}
	return host
}

// forwardedFor takes the last address, the one our own proxy has added.
func forwardedFor(r *http.Request, otherwise string) string {
	list := strings.Split(r.Header.Get("X-Forwarded-For"), ",")
	last := strings.TrimSpace(list[len(list)-1])
	if net.ParseIP(last) == nil {
		return otherwise
	}
	return last
}

// policy is the Content-Security-Policy of every page.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
	"connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

func secured(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), microphone=(), payment=(), usb=()")
		h.Set("Cache-Control", "no-store")
		if IsTLS(r) {
			h.Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
		}
		next.ServeHTTP(w, r)
	})
}

func recovered(next http.Handler, log *slog.Logger) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			v := recover()
			if v == nil {
				return
			}
			if err, ok := v.(error); ok && errors.Is(err, http.ErrAbortHandler) {
				panic(v)
			}
			log.ErrorContext(r.Context(), "panic", "request_id", RequestID(r.Context()),
				"value", fmt.Sprint(v), "stack", string(debug.Stack()))
			if b, ok := w.(interface{ begun() bool }); ok && b.begun() {
				panic(http.ErrAbortHandler) // the reader must see that the answer is cut off
			}
			Fail(w, r, fmt.Errorf("panic: %v", v))
		}()
		next.ServeHTTP(w, r)
	})
}

func limited(next http.Handler, o Options) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		limit := o.BodyLimit
		if t, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err == nil && t == "multipart/form-data" {
			limit = o.UploadLimit
		}
		body := &paced{ReadCloser: http.MaxBytesReader(w, r.Body, limit), conn: http.NewResponseController(w), time: o.Pace}
		if r.ContentLength != 0 {
			body.extend() // the server itself waits for what no page reads
		}
		r.Body = body
		next.ServeHTTP(w, r)
	})
}

// recorder notes what was answered.
type recorder struct {
	http.ResponseWriter
	status int
	bytes  int64
}

// WriteHeader implements http.ResponseWriter.
func (rec *recorder) WriteHeader(status int) {
	if rec.status == 0 && status >= 200 {
		rec.status = status
	}
	rec.ResponseWriter.WriteHeader(status)
}

// Write implements http.ResponseWriter.
func (rec *recorder) Write(b []byte) (int, error) {
	if rec.status == 0 {
		rec.status = http.StatusOK
	}
	n, err := rec.ResponseWriter.Write(b)
	rec.bytes += int64(n)
	if err != nil {
		return n, fmt.Errorf("write answer: %w", err)
	}
	return n, nil
}

// Unwrap lets http.ResponseController reach the connection.
func (rec *recorder) Unwrap() http.ResponseWriter { return rec.ResponseWriter }

// SecretPath begins the addresses whose end is a secret: whoever knows it may
// do what the page offers.
const SecretPath = "/theo-doi"

// logged is what the log tells of a path.
func logged(path string) string {
	if strings.HasPrefix(path, SecretPath+"/") {
		return SecretPath + "/…"
	}
	return path
}
