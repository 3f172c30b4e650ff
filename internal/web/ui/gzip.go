package ui

import (
	"compress/gzip"
	"fmt"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"sync"
)

// worthwhile is the smallest body, in bytes, that is compressed.
const worthwhile = 600

var zippers = sync.Pool{New: func() any { return gzip.NewWriter(nil) }}

// compressed gzips text for browsers that take it.
func compressed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		z := &zipped{ResponseWriter: w, wanted: r.Method != http.MethodHead && takesGzip(r.Header.Get("Accept-Encoding"))}
		defer z.close()
		next.ServeHTTP(z, r)
	})
}

// takesGzip reads Accept-Encoding; "gzip;q=0" is a refusal.
func takesGzip(accept string) bool {
	for item := range strings.SplitSeq(accept, ",") {
		name, params, _ := strings.Cut(item, ";")
		if strings.EqualFold(strings.TrimSpace(name), "gzip") {
			q := strings.ReplaceAll(strings.ToLower(params), " ", "")
			return strings.Trim(strings.TrimPrefix(q, "q="), "0.") != "" || q == ""
		}
	}
	return false
}

// zipped decides at the first byte whether to compress.
type zipped struct {
	http.ResponseWriter
	wanted bool
	status int
	gz     *gzip.Writer
}

func (z *zipped) begun() bool { return z.status != 0 }

// WriteHeader implements http.ResponseWriter.
func (z *zipped) WriteHeader(status int) {
	if z.status != 0 || status < 200 {
		z.ResponseWriter.WriteHeader(status)
		return
	}
	z.status = status
	h := z.Header()
	if compressible(h.Get("Content-Type")) {
		h.Add("Vary", "Accept-Encoding")
		if z.wanted && z.fits(status) {
			h.Set("Content-Encoding", "gzip")
			h.Del("Content-Length")
			h.Del("Accept-Ranges")
			if tag := h.Get("ETag"); tag != "" && !strings.HasPrefix(tag, "W/") {
				h.Set("ETag", "W/"+tag)
			}
			z.gz, _ = zippers.Get().(*gzip.Writer)
			z.gz.Reset(z.ResponseWriter)
		}
	}
	z.ResponseWriter.WriteHeader(status)
}

func (z *zipped) fits(status int) bool {
	h := z.Header()
	if h.Get("Content-Encoding") != "" || status == http.StatusNoContent || status == http.StatusNotModified ||
		status == http.StatusPartialContent {
		return false
	}
	n, err := strconv.Atoi(h.Get("Content-Length"))
	return err != nil || n >= worthwhile
}

func compressible(contentType string) bool {
	t, _, err := mime.ParseMediaType(contentType)
	if err != nil {
		return false
	}
	switch t {
	case "text/html", "text/css", "text/javascript", "application/javascript", "application/json", "image/svg+xml",
		"text/csv", "text/plain":
		return true
	}
	return false
}

// Write implements http.ResponseWriter.
func (z *zipped) Write(b []byte) (int, error) {
	if z.status == 0 {
		if z.Header().Get("Content-Type") == "" {
			z.Header().Set("Content-Type", http.DetectContentType(b))
		}
		z.WriteHeader(http.StatusOK)
	}
	var n int
	var err error
	if z.gz != nil {
		n, err = z.gz.Write(b)
	} else {
		n, err = z.ResponseWriter.Write(b)
	}
	if err != nil {
		return n, fmt.Errorf("write answer: %w", err)
	}
	return n, nil
}

// Flush implements http.Flusher.
func (z *zipped) Flush() {
	if z.gz != nil {
		_ = z.gz.Flush()
	}
	_ = http.NewResponseController(z.ResponseWriter).Flush()
}

// Unwrap lets http.ResponseController reach the connection.
func (z *zipped) Unwrap() http.ResponseWriter { return z.ResponseWriter }

func (z *zipped) close() {
	if z.gz == nil {
		return
	}
	_ = z.gz.Close() // fails only when the reader has gone
	zippers.Put(z.gz)
	z.gz = nil
}
