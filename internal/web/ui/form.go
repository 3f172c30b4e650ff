package ui

import (
	"errors"
	"fmt"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/money"
	"example.vn/khuyencong/internal/platform/text"
)

// Limits on a form.
const (
	MaxValues  = 2_000    // values in one form
	MaxLength  = 10_000   // characters in one value
	maxMemory  = 64 << 10 // of a file; the rest waits on the disk
	maxFiles   = 50
	tooManyMsg = "Biểu mẫu có quá nhiều mục (tối đa 2.000). Anh/chị chia thành nhiều lần gửi."
)

// Form reads the values of a form and gathers what is wrong with them, so that
// the user sees every place to mend at once. Reading a field twice notes its
// problem once.
type Form struct {
	fault.Form
	values url.Values
	files  map[string][]*multipart.FileHeader
}

// ReadForm reads the body of a POST, or the query of a GET.
func ReadForm(r *http.Request) (*Form, error) {
	f := &Form{}
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		q, err := url.ParseQuery(r.URL.RawQuery)
		if err != nil {
			return nil, fault.New(fault.Invalid, "Địa chỉ của trang bị hỏng. Anh/chị mở lại trang từ danh mục.")
		}
		f.values = q
		return f, f.withinLimits()
	}
	if err := f.readBody(r); err != nil {
		return nil, err
	}
	return f, f.withinLimits()
}

func (f *Form) readBody(r *http.Request) error {
	t, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	var err error
	if t == "multipart/form-data" {
		if err := uploadTurn(r); err != nil {
			return err
		}
		err = r.ParseMultipartForm(maxMemory) //nolint:gosec // Middleware bounds every body
	} else {
		err = r.ParseForm()
	}
	if tooLarge, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return fault.New(fault.Invalid, fmt.Sprintf("Dữ liệu gửi lên lớn hơn mức cho phép (%d MB). Anh/chị bớt tệp hoặc chia thành nhiều lần gửi.", tooLarge.Limit>>20))
	}
	if err != nil {
		return fault.New(fault.Invalid, "Không đọc được dữ liệu gửi lên. Anh/chị tải lại trang rồi gửi lại.")
	}
	f.values = r.PostForm
	if r.MultipartForm != nil {
		f.files = r.MultipartForm.File
		if q := requestFrom(r.Context()); q.forms != nil {
			*q.forms = append(*q.forms, r.MultipartForm)
		}
	}
	return nil
}

func (f *Form) withinLimits() error {
	n, files := 0, 0
	for _, vs := range f.values {
		n += len(vs)
		for _, v := range vs {
			if utf8.RuneCountInString(v) > MaxLength {
				return fault.New(fault.Invalid, "Có mục dài quá 10.000 ký tự. Anh/chị rút gọn lại.")
			}
		}
	}
	for _, fs := range f.files {
		files += len(fs)
	}
	if n > MaxValues {
		return fault.New(fault.Invalid, tooManyMsg)
	}
	if files > maxFiles {
		return fault.New(fault.Invalid, "Mỗi lần gửi được nhiều nhất 50 tệp.")
	}
	return nil
}

// Raw is the value as it was sent, for showing it again.
func (f *Form) Raw(name string) string { return f.values.Get(name) }

// Has reports whether name was sent at all.
func (f *Form) Has(name string) bool { return f.values.Has(name) }

// Line is one cleaned line of text: NFC, no control characters, single spaces.
func (f *Form) Line(name string) string { return text.CleanLine(f.Raw(name)) }

// Text is cleaned text of several lines.
func (f *Form) Text(name string) string { return text.Clean(f.Raw(name)) }

// Need is Line, and notes message when it is empty.
func (f *Form) Need(name, message string) string {
	s := f.Line(name)
	f.Check(s != "", name, message)
	return s
}

// All is every value of name, each a cleaned line, empty ones left out.
func (f *Form) All(name string) []string {
	var out []string
	for _, v := range f.values[name] {
		if c := text.CleanLine(v); c != "" {
			out = append(out, c)
		}
	}
	return out
}

// Rows is every value of name, empty ones kept, for tables of inputs whose
// columns belong together by position.
func (f *Form) Rows(name string) []string {
	out := make([]string, 0, len(f.values[name]))
	for _, v := range f.values[name] {
		out = append(out, text.CleanLine(v))
	}
	return out
}

// Money is an amount in đồng; an empty field is zero, an unreadable one is
// noted and zero.
func (f *Form) Money(name string) money.VND {
	s := f.Line(name)
	if s == "" {
		return 0
	}
	v, err := money.Parse(s)
	f.note(name, err)
	return v
}

// Date is a day typed as dd/mm/yyyy; an empty field is the zero Date, an
// unreadable one is noted and the zero Date.
func (f *Form) Date(name string) calendar.Date {
	s := f.Line(name)
	if s == "" {
		return calendar.Date{}
	}
	d, err := calendar.ParseVN(s)
	f.note(name, err)
	return d
}

// Int is a whole number, dots between thousands allowed; an empty field is
// zero, an unreadable one is noted and zero.
func (f *Form) Int(name string) int {
	s := strings.NewReplacer(".", "", " ", "", nbsp, "").Replace(f.Line(name))
	if s == "" {
		return 0
	}
	n, err := strconv.ParseInt(s, 10, 32)
	if err != nil {
		f.Add(name, "Nhập một số nguyên, ví dụ 12.")
		return 0
	}
	return int(n)
}

// Bool reports whether the checkbox name is ticked.
func (f *Form) Bool(name string) bool { return f.Raw(name) == "1" || f.Raw(name) == "on" }

// Key is the idempotency key of a ConfirmForm. A form without one is noted.
func (f *Form) Key() string {
	k := f.Raw(KeyName)
	ok := len(k) == len(Key()) && strings.Trim(k, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") == ""
	f.Check(ok, KeyName, "Biểu mẫu này đã cũ. Anh/chị tải lại trang rồi gửi lại.")
	if !ok {
		return ""
	}
	return k
}

// File is the file sent as name; ok is false when none was chosen.
func (f *Form) File(name string) (h *multipart.FileHeader, ok bool) {
	fs := f.Files(name)
	if len(fs) == 0 {
		return nil, false
	}
	return fs[0], true
}

// Files are the files sent as name.
func (f *Form) Files(name string) []*multipart.FileHeader {
	var out []*multipart.FileHeader
	for _, h := range f.files[name] {
		if h.Filename != "" {
			out = append(out, h)
		}
	}
	return out
}

// note keeps what a parser said about name.
func (f *Form) note(name string, err error) {
	if err == nil {
		return
	}
	if p := faultOf(err); p != nil {
		f.Add(name, p.Message)
		return
	}
	f.Add(name, "Không đọc được nội dung này. Anh/chị nhập lại.")
}
