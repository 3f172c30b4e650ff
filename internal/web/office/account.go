package office

import (
	"net/http"
	"time"

	"example.vn/khuyencong/internal/domain/identity"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/web/ui"
)

func accountRoutes() []Route {
	return []Route{
		{"GET", "/dang-nhap", "", (*call).signInForm},
		{"POST", "/dang-nhap", "", (*call).signIn},
		{"POST", "/dang-xuat", access.ViewHome, (*call).signOut},
		{"GET", "/tai-khoan", access.ViewHome, (*call).account},
		{"POST", "/tai-khoan", access.ViewHome, (*call).changePassword},
		{"POST", "/tai-khoan/phien", access.ViewHome, (*call).endSessions},
		{"GET", "/suc-khoe", "", (*call).health},
	}
}

// health answers monitors: the program runs and the database that it writes to
// answers.
func (c *call) health() error {
	c.scope.Province = "00"
	if err := c.s.DB.View(c.ctx(), c.scope, ping(c)); err != nil {
		return err
	}
	c.w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, err := c.w.Write([]byte("ok\n"))
	return err
}

func (c *call) signInForm() error {
	if err := c.identify(); err != nil && fault.KindOf(err) != fault.SignedOut {
		return err
	}
	if c.user.ID != "" {
		return ui.SeeOther(c.w, c.r, "viec")
	}
	return c.signInPage(http.StatusOK, "", c.r.URL.Query().Get("tiep"), nil)
}

func (c *call) signInPage(status int, login, next string, problem error) error {
	shell := ui.Shell{Title: "Đăng nhập", Width: ui.Narrow, HasErrors: problem != nil, Version: c.s.Version, Flash: ui.TakeFlash(c.w, c.r), Nav: visitorNav("")}
	return c.render(status, signInView(shell, login, ui.LocalPath(next), problem))
}

func (c *call) signIn() error {
	form, err := ui.ReadForm(c.r)
	if err != nil {
		return err
	}
	login, next := form.Line("login"), form.Line("tiep")
	token, err := identity.SignIn(c.ctx(), c.s.DB, login, form.Raw("password"), ui.RemoteIP(c.ctx()))
	if ui.Correctable(err) || fault.KindOf(err) == fault.Busy {
		ui.RetryAfter(c.w, err)
		return c.signInPage(fault.KindOf(err).Status(), login, next, err)
	}
	if err != nil {
		return err
	}
	c.keep(token)
	if next = ui.LocalPath(next); next == "/" {
		next = "/viec"
	}
	return ui.SeeOtherTo(c.w, c.r, next)
}

// keep gives the browser the session's token.
func (c *call) keep(token identity.Token) {
	//nolint:gosec // Secure follows the connection: a centre's own machine serves plain HTTP on loopback
	http.SetCookie(c.w, &http.Cookie{
		Name: c.cookieName(), Value: string(token), Path: "/", HttpOnly: true, Secure: ui.IsTLS(c.r),
		SameSite: http.SameSiteLaxMode, MaxAge: int(identity.AbsoluteLimit / time.Second),
	})
}

func (c *call) signOut() error {
	if err := identity.SignOut(c.ctx(), c.s.DB, c.token); err != nil {
		return err
	}
	//nolint:gosec // as when it was set, or the browser would keep it
	http.SetCookie(c.w, &http.Cookie{
		Name: c.cookieName(), Path: "/", HttpOnly: true, Secure: ui.IsTLS(c.r), SameSite: http.SameSiteLaxMode, MaxAge: -1,
	})
	c.w.Header().Set("Clear-Site-Data", `"cache"`)
	ui.SetFlash(c.w, c.r, ui.OK, "Anh/chị đã đăng xuất.")
	return ui.SeeOther(c.w, c.r, "dang-nhap")
}

func (c *call) account() error { return c.accountPage(http.StatusOK, accountPage{}) }

// An accountPage is what people see of their own account.
type accountPage struct {
	User     identity.User
	Sessions []identity.OpenSession
	Chosen   []string // keys of sessions
	Password error    // why the password was not changed
	Ending   error    // why the sessions were not ended
}

// others are the sessions that may be ended, as options of a form.
func (p accountPage) others() (all []ui.Option) {
	for _, s := range p.Sessions {
		if !s.Here {
			all = append(all, ui.Option{Value: s.Key, Label: "Bắt đầu " + ui.Moment(s.Began) + ", dùng lần cuối " + ui.Moment(s.Seen)})
		}
	}
	return all
}

func (c *call) accountPage(status int, p accountPage) error {
	err := c.view(func(tx *db.Tx) (err error) {
		p.Sessions, err = identity.OpenSessions(c.ctx(), tx, c.token)
		return err
	})
	if err != nil {
		return err
	}
	shell := c.page("Tài khoản của tôi")
	shell.HasErrors, shell.Width = p.Password != nil || p.Ending != nil, ui.Narrow
	p.User = c.user
	return c.render(status, accountView(shell, p))
}

func (c *call) endSessions() error {
	form, err := ui.ReadForm(c.r)
	if err != nil {
		return err
	}
	chosen := form.All("sessions")
	n, err := identity.EndSessions(c.ctx(), c.s.DB, c.token, form.Raw("own"), chosen)
	if ui.Correctable(err) || fault.KindOf(err) == fault.Busy {
		ui.RetryAfter(c.w, err)
		return c.accountPage(fault.KindOf(err).Status(), accountPage{Ending: err, Chosen: chosen})
	}
	if err != nil {
		return err
	}
	ui.SetFlash(c.w, c.r, ui.OK, "Đã kết thúc "+ui.Count(n)+" phiên đăng nhập.")
	return ui.SeeOther(c.w, c.r, "tai-khoan")
}

func (c *call) changePassword() error {
	form, err := ui.ReadForm(c.r)
	if err != nil {
		return err
	}
	if form.Raw("password") != form.Raw("again") {
		return c.accountPage(http.StatusUnprocessableEntity, accountPage{Password: &fault.Error{
			Kind: fault.Invalid, Message: "Hai lần nhập mật khẩu mới khác nhau.",
			Fields: map[string]string{"again": "Hãy nhập lại đúng mật khẩu mới."},
		}})
	}
	token, err := identity.ChangeOwnPassword(c.ctx(), c.s.DB, c.token, form.Raw("old"), form.Raw("password"))
	if ui.Correctable(err) || fault.KindOf(err) == fault.Busy {
		ui.RetryAfter(c.w, err)
		return c.accountPage(fault.KindOf(err).Status(), accountPage{Password: err})
	}
	if err != nil {
		return err
	}
	c.keep(token)
	ui.SetFlash(c.w, c.r, ui.OK, "Đã đổi mật khẩu. Các phiên đăng nhập khác đã kết thúc.")
	return ui.SeeOther(c.w, c.r, "tai-khoan")
}
