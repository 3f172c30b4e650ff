package office

import (
	"net/http"
	"slices"

	"example.vn/khuyencong/internal/domain/identity"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/web/ui"
)

// adminUserSize is how many users a page of the list shows.
const adminUserSize = 50

// adminUsersPage is the list of users.
type adminUsersPage struct {
	Shell   ui.Shell
	Search  string
	Role    string
	State   string
	Roles   []ui.Option
	Users   []adminUser
	Pages   ui.Pages
	MayEdit bool
}

// adminUser is one user in words.
type adminUser struct {
	identity.User

	Place string
}

func (c *call) adminUsers() error {
	form, err := ui.ReadForm(c.r)
	if err != nil {
		return err
	}
	p := adminUsersPage{Search: form.Line("q"), Role: form.Line("vai-tro"), State: form.Line("tinh-trang"), MayEdit: c.may(access.ManageUsers)}
	after := form.Line("sau")
	var page identity.Page
	err = c.view(func(tx *db.Tx) (err error) {
		page, err = identity.List(c.ctx(), tx, identity.Filter{
			Search: p.Search, Role: access.Role(p.Role), Active: p.State == "mo", Locked: p.State == "khoa", After: after, Limit: adminUserSize,
		})
		return err
	})
	if err != nil {
		return err
	}
	for _, u := range page.Users {
		p.Users = append(p.Users, adminUser{u, establishmentUnitTitle(u.Commune, c.today())})
	}
	p.Roles = append([]ui.Option{{Label: "Tất cả"}}, adminRoles()...)
	pairs := []string{"q", p.Search, "vai-tro", p.Role, "tinh-trang", p.State}
	p.Pages.Text = ui.Count(len(p.Users)) + " trong " + ui.Count(page.Total) + " người dùng"
	if page.Next != "" {
		p.Pages.Next = ui.PathQuery("/quan-tri/nguoi-dung", append(pairs, "sau", page.Next)...)
	}
	if after != "" {
		p.Pages.First = ui.PathQuery("/quan-tri/nguoi-dung", pairs...)
	}
	p.Shell = c.adminShell("Người dùng")
	return c.render(http.StatusOK, adminUsersView(p))
}

// adminShell is the shell of a page below the overview.
func (c *call) adminShell(title string) ui.Shell {
	p := c.page(title)
	p.Back = &ui.Link{Label: "Quản trị", Href: "/quan-tri"}
	return p
}

// adminRoles lists the roles to choose from.
func adminRoles() []ui.Option {
	var all []ui.Option
	for _, r := range access.Roles() {
		all = append(all, ui.Option{Value: string(r), Label: r.Label()})
	}
	return all
}

// adminUserPage is the form of one user.
type adminUserPage struct {
	Shell                ui.Shell
	New                  bool
	User                 identity.User
	Roles                []string // chosen
	Open                 bool     // may sign in
	Problem              error
	Key                  string
	RoleOptions, Commune []ui.Option
	MayEdit              bool
	Self                 bool
	Password             string // shown once
}

func (c *call) adminUserShow() error {
	var u identity.User
	err := c.view(func(tx *db.Tx) (err error) {
		u, err = identity.ByID(c.ctx(), tx, identity.ID(c.r.PathValue("id")))
		return err
	})
	if err != nil {
		return err
	}
	return c.adminUserPage(http.StatusOK, adminUserPage{User: u, Open: u.Active, Roles: adminRoleNames(u.Roles)})
}

func adminRoleNames(roles []access.Role) []string {
	names := make([]string, len(roles))
	for i, r := range roles {
		names[i] = string(r)
	}
	return names
}

func (c *call) adminUserNew() error {
	return c.adminUserPage(http.StatusOK, adminUserPage{New: true})
}

func (c *call) adminUserPage(status int, p adminUserPage) error {
	title := p.User.Name
	if p.New {
		title = "Thêm người dùng"
	}
	p.Shell = c.page(title)
	p.Shell.Back = &ui.Link{Label: "Người dùng", Href: "/quan-tri/nguoi-dung"}
	p.Shell.Width, p.Shell.HasErrors = ui.Narrow, p.Problem != nil
	p.Key, p.RoleOptions, p.MayEdit, p.Self = ui.Key(), adminRoles(), c.may(access.ManageUsers), p.User.ID == c.user.ID
	p.Commune = append([]ui.Option{{Label: "Không thuộc xã nào"}}, establishmentCommunes(c.scope.Province, c.today())...)
	if p.Password != "" {
		c.w.Header().Set("Cache-Control", "no-store")
	}
	return c.render(status, adminUserView(p))
}

// adminUserTyped reads the fields that both forms have.
func adminUserTyped(form *ui.Form, p *adminUserPage) {
	p.User.Name, p.User.Commune, p.Roles = form.Line("name"), form.Line("commune"), form.All("roles")
	p.User.Roles = nil
	for _, r := range p.Roles {
		p.User.Roles = append(p.User.Roles, access.Role(r))
	}
}

// adminUserAdd makes a user and shows the first password once.
func (c *call) adminUserAdd() error {
	form, err := ui.ReadForm(c.r)
	if err != nil {
		return err
	}
	p := adminUserPage{New: true}
	adminUserTyped(form, &p)
	p.User.Login = form.Line("login")
	secret := identity.GeneratePassword()
	password, err := identity.NewPassword(c.ctx(), p.User.Login, secret)
	if err == nil {
		err = c.adminOnce(form, &p, secret, func(tx *db.Tx) (identity.ID, error) {
			return identity.Add(c.ctx(), tx, identity.NewUser{
				Login: p.User.Login, Name: p.User.Name, Roles: p.User.Roles, Commune: p.User.Commune, Password: password, MustChange: true,
			})
		})
	}
	if ui.Correctable(err) {
		p.Problem = err
		return c.adminUserPage(http.StatusUnprocessableEntity, p)
	}
	if err != nil {
		return err
	}
	return c.adminSecretShown(p)
}

// adminOnce runs a deed that sets a new password for a user, once for each
// form. The password stays in p only for the time that the deed really ran: a
// form that came twice must not show a password that was never set.
func (c *call) adminOnce(form *ui.Form, p *adminUserPage, secret string, fn func(*db.Tx) (identity.ID, error)) error {
	var user identity.User
	err := c.s.DB.Update(c.ctx(), c.scope, func(tx *db.Tx) error {
		p.Password = ""
		id, err := tx.Once(c.ctx(), form.Key(), c.request(), func() (string, error) {
			id, err := fn(tx)
			p.Password = secret
			return string(id), err
		})
		if err != nil {
			return err
		}
		user, err = identity.ByID(c.ctx(), tx, identity.ID(id))
		return err
	})
	if err != nil {
		p.Password = "" // it was never set
		return err
	}
	p.User = user // not before: fn reads what was typed, and may run again
	return nil
}

// adminSecretShown answers with the password, or, when the form came twice,
// with the user's page.
func (c *call) adminSecretShown(p adminUserPage) error {
	if p.Password == "" {
		ui.SetFlash(c.w, c.r, ui.Warn, "Biểu mẫu này đã được gửi; mật khẩu chỉ hiện một lần. Nếu chưa kịp ghi, anh/chị đặt lại mật khẩu.")
		return ui.SeeOther(c.w, c.r, "quan-tri", "nguoi-dung", string(p.User.ID))
	}
	p.New, p.Open, p.Roles = false, p.User.Active, adminRoleNames(p.User.Roles)
	return c.adminUserPage(http.StatusOK, p)
}

func (c *call) adminUserChange() error {
	form, err := ui.ReadForm(c.r)
	if err != nil {
		return err
	}
	p := adminUserPage{}
	id := identity.ID(c.r.PathValue("id"))
	err = c.view(func(tx *db.Tx) (err error) {
		p.User, err = identity.ByID(c.ctx(), tx, id)
		return err
	})
	if err != nil {
		return err
	}
	adminUserTyped(form, &p)
	p.Open, p.User.Version = form.Bool("active"), int64(form.Int("version"))
	if err := form.Err("Có chỗ cần sửa."); err != nil {
		return err
	}
	if p.User.ID == c.user.ID && (!p.Open || !slices.Contains(p.User.Roles, access.Admin)) {
		form.Add("roles", "Anh/chị không tự khóa hoặc tự bỏ quyền quản trị của mình được.")
		err = form.Err("Có chỗ cần sửa.")
	}
	if err == nil {
		err = c.done(form, "Đã lưu.", func(tx *db.Tx) (string, error) {
			return ui.Path("quan-tri", "nguoi-dung", string(id)), identity.Change(c.ctx(), tx, id, p.User.Version, identity.Changes{
				Name: p.User.Name, Roles: p.User.Roles, Commune: p.User.Commune, Active: p.Open,
			})
		})
	}
	if ui.Correctable(err) {
		p.Problem = err
		return c.adminUserPage(http.StatusUnprocessableEntity, p)
	}
	return err
}

// adminUserReset sets a new password and shows it once.
func (c *call) adminUserReset() error {
	form, err := ui.ReadForm(c.r)
	if err != nil {
		return err
	}
	p := adminUserPage{}
	id := identity.ID(c.r.PathValue("id"))
	err = c.view(func(tx *db.Tx) (err error) {
		p.User, err = identity.ByID(c.ctx(), tx, id)
		return err
	})
	if err != nil {
		return err
	}
	version := int64(form.Int("version"))
	secret := identity.GeneratePassword()
	password, err := identity.NewPassword(c.ctx(), p.User.Login, secret)
	if err != nil {
		return err
	}
	err = c.adminOnce(form, &p, secret, func(tx *db.Tx) (identity.ID, error) {
		return id, identity.SetPassword(c.ctx(), tx, id, version, password)
	})
	if err != nil {
		return err
	}
	return c.adminSecretShown(p)
}

// adminUserEnd ends every session of a user.
func (c *call) adminUserEnd() error {
	form, err := ui.ReadForm(c.r)
	if err != nil {
		return err
	}
	form.Check(form.Has("version"), "version", "Biểu mẫu này đã cũ. Anh/chị tải lại trang rồi gửi lại.")
	if err := form.Err("Chưa kết thúc phiên nào."); err != nil {
		return err
	}
	id := identity.ID(c.r.PathValue("id"))
	return c.done(form, "Đã kết thúc mọi phiên đăng nhập của người này.", func(tx *db.Tx) (string, error) {
		return ui.Path("quan-tri", "nguoi-dung", string(id)), identity.EndAll(c.ctx(), tx, id)
	})
}
