package office

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/a-h/templ"

	"example.vn/khuyencong/internal/domain/identity"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/audit"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/web/ui"
)

// sessionCookie is the name of the cookie that holds the session's token.
const sessionCookie = "kc_phien"

// A call is one request, of somebody signed in unless the route is public.
type call struct {
	s        *Server
	w        http.ResponseWriter
	r        *http.Request
	scope    db.Scope
	user     identity.User
	province identity.Province
	token    identity.Token
}

func (c *call) ctx() context.Context { return c.r.Context() }

// cookieName is the name of the session's cookie. Over HTTPS it is bound to
// this host: no other host of the domain can set it.
func (c *call) cookieName() string {
	if ui.IsTLS(c.r) {
		return "__Host-" + sessionCookie
	}
	return sessionCookie
}

// identify finds the session of the request's cookie.
func (c *call) identify() error {
	cookie, err := c.r.Cookie(c.cookieName())
	if err != nil {
		return fault.New(fault.SignedOut, "Anh/chị cần đăng nhập.")
	}
	c.token = identity.Token(cookie.Value)
	user, actor, err := identity.Session(c.ctx(), c.s.DB, c.token)
	if err != nil {
		return err
	}
	c.user, c.scope = user, db.Scope{Province: c.token.Province(), Actor: actor}
	c.province, err = c.s.provinceOf(c.r, c.scope.Province)
	return err
}

// may reports whether the caller may do d, for showing a button.
func (c *call) may(d access.Deed) bool { return c.scope.Actor.May(d) }

// today is the civil day of the server's clock.
func (c *call) today() calendar.Date { return calendar.Of(c.s.DB.Now()) }

// view runs fn in a transaction that only reads. A page that is only looked at
// may come from a replica of the database; a deed is prepared where it is done.
func (c *call) view(fn func(*db.Tx) error) error {
	if c.r.Method == http.MethodGet || c.r.Method == http.MethodHead {
		return c.s.DB.Read(c.ctx(), c.scope, fn)
	}
	return c.s.DB.View(c.ctx(), c.scope, fn)
}

// done runs one deed in one transaction and sends the browser to the page that
// fn names, with a word of confirmation there. A form that is sent twice, by a
// double click or a retry, is carried out once: both get the same answer. fn may
// run more than once, or begin in vain for a form that came before, so it changes
// nothing outside of itself that it reads; a deed that shows a secret uses Tx.Once.
func (c *call) done(form *ui.Form, confirmation string, fn func(*db.Tx) (location string, err error)) error {
	if form.Key() == "" {
		return fault.New(fault.Invalid, "Biểu mẫu thiếu mã chống gửi trùng. Hãy tải lại trang rồi làm lại.")
	}
	var location string
	err := c.s.DB.Update(c.ctx(), c.scope, func(tx *db.Tx) (err error) {
		location, err = tx.OnceSoon(c.ctx(), form.Key(), c.request(), func() (string, error) {
			if err := audit.Ahead(c.ctx(), tx); err != nil {
				return "", err
			}
			return fn(tx)
		})
		return err
	})
	if err != nil {
		return err
	}
	if confirmation != "" {
		ui.SetFlash(c.w, c.r, ui.OK, confirmation)
	}
	return ui.SeeOtherTo(c.w, c.r, location)
}

// exportSuffix ends the address of every page that answers with a workbook.
const exportSuffix = "/tai-ve"

// takeOut puts on record that the caller takes a workbook away, and holds back
// who takes one after the other.
func (c *call) takeOut() error {
	limit := c.s.Exports
	if limit == 0 {
		limit = 5
	}
	return c.s.DB.Update(c.ctx(), c.scope, func(tx *db.Tx) error {
		if err := tx.Allow(c.ctx(), "export", limit, time.Minute); err != nil {
			return err
		}
		return audit.Record(c.ctx(), tx, "sheet.take", c.r.URL.Path, map[string]string{"query": c.r.URL.RawQuery})
	})
}

// request spells the request for Once: where it goes and what it says.
func (c *call) request() string {
	values := url.Values{}
	for name, v := range c.r.Form {
		if name != ui.KeyName {
			values[name] = v
		}
	}
	return c.r.Method + " " + c.r.URL.Path + "?" + values.Encode()
}

// page returns the shell of a page, with what waited to be said.
func (c *call) page(title string) ui.Shell {
	p := ui.ShellFrom(c.ctx(), title)
	p.Flash = ui.TakeFlash(c.w, c.r)
	return p
}

// render answers with a page.
func (c *call) render(status int, page templ.Component) error {
	return ui.Render(c.w, c.r, status, page)
}

// shell sets the common part of the caller's pages, error pages included.
func (c *call) shell() {
	c.r = c.r.WithContext(ui.WithShell(c.ctx(), ui.Shell{
		Org: c.province.Centre, Demo: c.province.Demo, Version: c.s.Version, Nav: c.nav(),
		User: &ui.User{Name: c.user.Name, Role: roleLabels(c.user.Roles), Province: c.province.Name},
	}))
}

func roleLabels(roles []access.Role) string {
	labels := make([]string, len(roles))
	for i, r := range roles {
		labels[i] = r.Label()
	}
	return strings.Join(labels, ", ")
}

// nav lists the parts of the site that the caller may open.
func (c *call) nav() []ui.NavItem {
	var items []ui.NavItem
	for _, part := range []struct {
		deed        access.Deed
		label, path string
	}{
		{access.ViewHome, "Việc cần làm", "/viec"},
		{access.ViewSurvey, "Nhu cầu", "/nhu-cau"},
		{access.ViewEstablishment, "Cơ sở", "/co-so"},
		{access.ViewProgramme, "Đề án", "/de-an"},
		{access.ViewProgramme, "Kế hoạch", "/ke-hoach"},
		{access.ViewLedger, "Sổ kinh phí", "/so-kinh-phi"},
		{access.ViewProgramme, "Báo cáo", "/bao-cao"},
		{access.ViewPapers, "Văn thư", "/van-ban-di"},
		{access.ViewHome, "Văn bản", "/van-ban"},
		{access.ViewAudit, "Quản trị", "/quan-tri"},
	} {
		if c.may(part.deed) {
			path := c.r.URL.Path
			items = append(items, ui.NavItem{
				Label: part.label, Href: part.path,
				Current: path == part.path || strings.HasPrefix(path, part.path+"/") ||
					part.path == "/co-so" && (strings.HasPrefix(path, "/san-pham") || strings.HasPrefix(path, "/nhap-du-lieu")) ||
					part.path == "/de-an" && strings.HasPrefix(path, "/hop-dong") ||
					part.path == "/bao-cao" && strings.HasPrefix(path, followupPath) ||
					part.path == "/van-ban-di" && strings.HasPrefix(path, "/van-ban-den"),
			})
		}
	}
	return items
}
