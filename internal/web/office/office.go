// Package office serves the pages that civil servants work in: the centre, the
// communes, Sở, the province, the ministry's reader and the auditor.
//
// Read Routes as the table of contents: every page is one line with the deed
// that opens it. The deed is asked here to keep people out of pages that are
// not theirs, and asked again by the domain inside the transaction.
package office

import (
	"errors"
	"net/http"
	"strings"
	"sync"

	"example.vn/khuyencong/internal/domain/identity"
	"example.vn/khuyencong/internal/domain/report"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/blob"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/web/api"
	"example.vn/khuyencong/internal/web/ui"
)

// Server holds what the office pages need.
type Server struct {
	DB      *db.DB
	Files   blob.Store
	Version string
	URL     string // under which the public finds the office, for QR codes; "" when nobody has said
	WordPDF bool   // LibreOffice makes PDF files of the Word files that papers are filled into
	Exports int64  // workbooks that one person may take within a minute; 5 when zero

	api       *api.Server
	provinces sync.Map // code → identity.Province
	sums      schemeSums
	nations   report.Nations
}

// A Route is one page or one deed.
type Route struct {
	Method  string
	Pattern string
	Deed    access.Deed // who may open it; "" for everybody, signed in or not
	Serve   func(*call) error
}

// Routes lists every page of the office.
func (s *Server) Routes() []Route {
	var all []Route
	for _, group := range [][]Route{
		accountRoutes(), homeRoutes(), guideRoutes(), surveyRoutes(), establishmentRoutes(), productRoutes(), intakeRoutes(), schemeRoutes(), fileRoutes(),
		appraisalRoutes(), planRoutes(), contractRoutes(), ledgerRoutes(), reportRoutes(), lawRoutes(), adminRoutes(), officeLawRoutes(),
		paperRoutes(), proofRoutes(), followupRoutes(), paperTemplateRoutes(), openRoutes(), adminLinkRoutes(),
	} {
		all = append(all, group...)
	}
	return all
}

// Handler serves the routes.
func (s *Server) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /static/", ui.Static())
	s.api = api.New(s.DB)
	mux.Handle(api.Prefix, s.api)
	for _, route := range s.Routes() {
		mux.Handle(route.Method+" "+route.Pattern, ui.Handler(func(w http.ResponseWriter, r *http.Request) error {
			return s.serve(w, r, route)
		}))
	}
	return ui.Router(mux)
}

// serve finds out who calls, asks whether they may, and runs the page.
func (s *Server) serve(w http.ResponseWriter, r *http.Request, route Route) error {
	c := &call{s: s, w: w, r: r}
	if route.Deed == "" {
		return route.Serve(c)
	}
	err := c.identify()
	if err != nil {
		return err
	}
	c.shell()
	if err := c.scope.Actor.Require(route.Deed); err != nil {
		ui.Fail(c.w, c.r, err) // with the shell of this person
		return nil
	}
	if c.user.MustChange && route.Pattern != "/tai-khoan" && route.Pattern != ui.SignOutPath {
		ui.SetFlash(w, r, ui.Warn, "Mật khẩu này do quản trị cấp. Anh/chị hãy đổi mật khẩu trước khi làm việc.")
		return ui.SeeOther(w, r, "tai-khoan")
	}
	if strings.HasSuffix(route.Pattern, exportSuffix) {
		err = c.takeOut()
	}
	if err == nil {
		err = route.Serve(c)
	}
	if err != nil {
		ui.Fail(c.w, c.r, err)
	}
	return nil
}

// provinceOf returns what the installation knows of a province; it changes so
// rarely that it is kept.
func (s *Server) provinceOf(r *http.Request, code string) (identity.Province, error) {
	if p, ok := s.provinces.Load(code); ok {
		return p.(identity.Province), nil //nolint:forcetypeassert // only provinces are stored
	}
	var p identity.Province
	err := s.DB.View(r.Context(), db.Scope{Province: code}, func(tx *db.Tx) (err error) {
		p, err = identity.ProvinceOf(r.Context(), tx)
		return err
	})
	if err != nil {
		return p, errors.Join(errors.New("province of the session"), err)
	}
	s.provinces.Store(code, p)
	return p, nil
}
