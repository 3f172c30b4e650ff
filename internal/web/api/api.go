// Package api serves the programming interface (giao diện lập trình) under
// /api/v1: what package disclosure publishes, for programs that hold a key.
//
// The document that describes it is made from the Go types, so that it cannot
// say anything else than what is served. See docs/adr/0026.
package api

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"sync"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
	"github.com/danielgtaylor/huma/v2/validation"

	"example.vn/khuyencong/internal/domain/apikey"
	"example.vn/khuyencong/internal/domain/webhook"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
)

// Prefix begins the address of everything that the interface serves, Document
// is where it is described for programs.
const (
	Prefix   = "/api/v1/"
	Document = Prefix + "openapi.json"
)

// version is that of the interface, not of the program: it grows when a program
// that reads it would notice.
const version = "1.0.0"

// A Server is the interface over a database.
type Server struct {
	db       *db.DB
	api      huma.API
	mux      *http.ServeMux
	document []byte
	tag      string
}

// New builds the interface. It panics only on a mistake in this package.
func New(d *db.DB) *Server {
	speakVietnamese()
	s := &Server{db: d, mux: http.NewServeMux()}
	c := huma.DefaultConfig("Giao diện dữ liệu khuyến công", version)
	c.CreateHooks, c.OpenAPIPath, c.DocsPath, c.SchemasPath = nil, "", "", "" // served by us, without scripts of others
	c.RejectUnknownQueryParameters = true                                     // a filter with a slip of the pen must not be passed over
	c.Info.Description = "Dữ liệu khuyến công được công khai của một tỉnh. Mỗi yêu cầu kèm khóa truy cập do quản trị của cơ quan cấp. Không có dữ liệu cá nhân."
	c.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		keyScheme: {Type: "http", Scheme: "bearer", Description: "Khóa truy cập, trong dòng Authorization: Bearer kc_…"},
	}
	c.Security = []map[string][]string{{keyScheme: {}}}
	s.api = humago.New(s.mux, c)
	s.api.UseMiddleware(s.admit)
	s.register()
	s.describeWebhooks()
	var err error
	if s.document, err = s.api.OpenAPI().MarshalJSON(); err != nil {
		panic(fmt.Sprintf("describe the interface: %v", err))
	}
	sum := sha256.Sum256(s.document)
	s.tag = `"` + hex.EncodeToString(sum[:8]) + `"`
	return s
}

const keyScheme = "khoa"

// OpenAPI is the description, for the page that shows it to people.
func (s *Server) OpenAPI() *huma.OpenAPI { return s.api.OpenAPI() }

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == Document && (r.Method == http.MethodGet || r.Method == http.MethodHead) {
		s.serveDocument(w, r)
		return
	}
	if _, pattern := s.mux.Handler(r); pattern == "" {
		s.nothing(w, r)
		return
	}
	s.mux.ServeHTTP(w, r)
}

func (s *Server) serveDocument(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", "application/json")
	h.Set("ETag", s.tag)
	h.Set("Cache-Control", "public, no-cache")
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	if strings.TrimPrefix(r.Header.Get("If-None-Match"), "W/") == s.tag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	if r.Method == http.MethodGet {
		_, _ = w.Write(s.document) // the reader may have gone
	}
}

// nothing answers where there is nothing, or not by that method.
func (s *Server) nothing(w http.ResponseWriter, r *http.Request) {
	problem := problemOf(fault.New(fault.NotFound, "Giao diện không có địa chỉ này. Xem "+Document+"."))
	other := r.Clone(r.Context())
	other.Method = http.MethodGet
	if _, pattern := s.mux.Handler(other); pattern != "" || r.URL.Path == Document {
		w.Header().Set("Allow", "GET, HEAD")
		problem = &Problem{Type: "about:blank", Status: http.StatusMethodNotAllowed, Title: "Không nhận phương thức này", Detail: "Giao diện chỉ để đọc, bằng GET.", Errors: []Field{}}
	}
	w.Header().Set("Content-Type", problemType)
	w.WriteHeader(problem.Status)
	_ = huma.DefaultJSONFormat.Marshal(w, problem) // the reader may have gone
}

// A reader is the province that a request may read, by its key.
type reader struct{}

// admit lets in who holds a key, and counts the request.
func (s *Server) admit(ctx huma.Context, next func(huma.Context)) {
	secret, ok := strings.CutPrefix(ctx.Header("Authorization"), "Bearer ")
	key := apikey.Secret(strings.TrimSpace(secret))
	var err error = fault.New(fault.SignedOut, "Hãy gửi khóa truy cập trong dòng Authorization: Bearer kc_…")
	if ok {
		_, err = apikey.Use(ctx.Context(), s.db, key)
	}
	if err != nil {
		s.refuse(ctx, err)
		return
	}
	next(huma.WithValue(ctx, reader{}, key.Province()))
}

func (s *Server) refuse(ctx huma.Context, err error) {
	p := problemOf(err)
	p.log(ctx.Context(), err)
	for name, value := range p.headers(err) {
		ctx.SetHeader(name, value)
	}
	ctx.SetHeader("Content-Type", problemType)
	ctx.SetStatus(p.Status)
	_ = huma.DefaultJSONFormat.Marshal(ctx.BodyWriter(), p) // the reader may have gone
}

// read runs fn on what the key of the request opens.
func (s *Server) read(ctx context.Context, fn func(*db.Tx) error) error {
	province, _ := ctx.Value(reader{}).(string)
	if err := s.db.Read(ctx, db.Scope{Province: province}, fn); err != nil {
		p := problemOf(err)
		p.log(ctx, err)
		headers := http.Header{}
		for name, value := range p.headers(err) {
			headers.Set(name, value)
		}
		return huma.ErrorWithHeaders(p, headers)
	}
	return nil
}

// describeWebhooks says in the document what addresses of others are sent.
func (s *Server) describeWebhooks() {
	o := s.api.OpenAPI()
	schema := o.Components.Schemas.Schema(reflect.TypeFor[webhook.Message](), true, "")
	o.Webhooks = map[string]*huma.PathItem{}
	for _, e := range webhook.EventTypes() {
		o.Webhooks[string(e)] = &huma.PathItem{Post: &huma.Operation{
			OperationID: "tin-" + strings.ReplaceAll(string(e), ".", "-"), Summary: e.Label(),
			Description: "Gửi tới địa chỉ đã khai báo, ký theo Standard Webhooks: Webhook-Id, Webhook-Timestamp, Webhook-Signature. Trả lời 2xx trong 15 giây là đã nhận.",
			RequestBody: &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"application/json": {Schema: schema}}},
			Responses:   map[string]*huma.Response{"2XX": {Description: "Đã nhận; có thể nhận lại cùng một Webhook-Id"}},
			Security:    []map[string][]string{},
		}}
	}
}

// speakVietnamese replaces what the library says when a request is wrong. It
// keeps its words in variables of its packages, so this is done once.
var speakVietnamese = sync.OnceFunc(func() {
	validation.MsgUnexpectedProperty = "không có tham số này"
	validation.MsgExpectedOneOf = "phải là một trong: \"%s\""
	validation.MsgExpectedMinimumNumber = "phải từ %v trở lên"
	validation.MsgExpectedMaximumNumber = "phải từ %v trở xuống"
	validation.MsgExpectedMaxLength = "không quá %d ký tự"
	validation.MsgExpectedMatchPattern = "phải đúng mẫu %s"
	validation.MsgExpectedInteger = "phải là số nguyên"
	validation.MsgExpectedNumber = "phải là số"
	validation.MsgExpectedString = "phải là chữ"
	huma.NewError = newProblem
	huma.NewErrorWithContext = func(_ huma.Context, status int, message string, errs ...error) huma.StatusError {
		return newProblem(status, message, errs...)
	}
})
