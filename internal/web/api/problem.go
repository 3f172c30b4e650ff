package api

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/web/ui"
)

const problemType = "application/problem+json"

// A Problem is a fault as the interface answers it, by RFC 9457.
type Problem struct {
	Type   string  `json:"type" doc:"Luôn là about:blank: mã trạng thái nói hết" example:"about:blank"`
	Title  string  `json:"title" doc:"Tên lỗi" example:"Yêu cầu không đúng"`
	Status int     `json:"status" doc:"Mã trạng thái HTTP" example:"422"`
	Detail string  `json:"detail" doc:"Câu giải thích, bằng tiếng Việt"`
	Errors []Field `json:"errors" nullable:"false" doc:"Từng tham số không đúng"`
}

// A Field is what is wrong with one parameter.
type Field struct {
	Location string `json:"location" doc:"Chỗ không đúng, ví dụ query.nam"`
	Message  string `json:"message" doc:"Vì sao, bằng tiếng Việt"`
}

// Error implements error.
func (p *Problem) Error() string { return p.Detail }

// GetStatus implements huma.StatusError.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType implements huma.ContentTypeFilter.
func (p *Problem) ContentType(string) string { return problemType }

var titles = map[int]string{
	http.StatusUnprocessableEntity: "Yêu cầu không đúng", http.StatusNotFound: "Không tìm thấy", http.StatusForbidden: "Không được phép",
	http.StatusUnauthorized: "Thiếu khóa truy cập", http.StatusTooManyRequests: "Quá nhiều yêu cầu", http.StatusConflict: "Dữ liệu đã thay đổi",
	http.StatusServiceUnavailable: "Máy chủ tạm thời chưa làm được", http.StatusInternalServerError: "Hệ thống gặp sự cố",
}

// problemOf puts an error into words for the caller. What is no fault stays in
// the log.
func problemOf(err error) *Problem {
	f, ok := errors.AsType[*fault.Error](err)
	if !ok {
		f = fault.New(fault.Internal, "Hệ thống chưa làm được yêu cầu này. Hãy thử lại sau.")
	}
	p := &Problem{Type: "about:blank", Status: f.Kind.Status(), Title: titles[f.Kind.Status()], Detail: f.Message, Errors: []Field{}}
	for name, message := range f.Fields {
		p.Errors = append(p.Errors, Field{"query." + name, message})
	}
	slices.SortFunc(p.Errors, func(a, b Field) int { return strings.Compare(a.Location, b.Location) })
	return p
}

// headers are what the caller's program acts on.
func (p *Problem) headers(err error) map[string]string {
	switch p.Status {
	case http.StatusUnauthorized:
		return map[string]string{"WWW-Authenticate": `Bearer realm="khuyencong"`}
	case http.StatusTooManyRequests, http.StatusServiceUnavailable:
		wait := 10 * time.Second
		if f, ok := errors.AsType[*fault.Error](err); ok && f.Wait > 0 {
			wait = f.Wait
		}
		return map[string]string{"Retry-After": strconv.FormatInt(int64((wait+time.Second-1)/time.Second), 10)}
	}
	return nil
}

// log keeps what is not the caller's to know.
func (p *Problem) log(ctx context.Context, err error) {
	if p.Status >= http.StatusInternalServerError && ctx.Err() == nil {
		slog.ErrorContext(ctx, "request failed", "request_id", ui.RequestID(ctx), "err", err)
	}
}

// said are the words that the library has for what it finds itself.
var said = map[string]string{
	"validation failed": "Yêu cầu có chỗ không đúng.", "unknown query parameter": "không có tham số này", "invalid integer": "phải là số nguyên",
	"invalid number": "phải là số", "invalid boolean": "phải là true hoặc false", "unexpected error occurred": "Hệ thống chưa làm được yêu cầu này. Hãy thử lại sau.",
}

func vietnamese(message string) string {
	if v, ok := said[message]; ok {
		return v
	}
	return message
}

// newProblem is what the library makes of a fault that it finds itself.
func newProblem(status int, message string, errs ...error) huma.StatusError {
	p := &Problem{Type: "about:blank", Status: status, Title: titles[status], Detail: vietnamese(message), Errors: []Field{}}
	if p.Title == "" {
		p.Title = http.StatusText(status)
	}
	for _, err := range errs {
		if d, ok := err.(huma.ErrorDetailer); ok && status < http.StatusInternalServerError {
			detail := d.ErrorDetail()
			p.Errors = append(p.Errors, Field{detail.Location, vietnamese(detail.Message)})
		} else if err != nil {
			slog.Error("interface", "status", status, "err", err)
		}
	}
	return p
}
