package identity

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/audit"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/text"
)

// A NewUser is what Add needs to know.
type NewUser struct {
	Login      string
	Name       string
	Roles      []access.Role
	Commune    string
	Password   Password
	MustChange bool // the user must choose another password first
}

// Add makes a new user of the transaction's province.
func Add(ctx context.Context, tx *db.Tx, n NewUser) (ID, error) {
	if err := tx.Actor.Require(access.ManageUsers); err != nil {
		return "", err
	}
	u := User{Login: n.Login, Name: text.CleanLine(n.Name), Roles: n.Roles, Commune: n.Commune, MustChange: n.MustChange}
	var form fault.Form
	form.Check(loginForm.MatchString(u.Login), "login",
		"Tên đăng nhập gồm 3 đến 40 ký tự: chữ thường không dấu, số, dấu chấm, gạch; bắt đầu bằng chữ.")
	form.Check(n.Password.hash != "" && n.Password.login == u.Login, "password", "Hãy đặt mật khẩu cho người dùng.")
	u.check(tx, &form)
	if err := form.Err("Thông tin người dùng chưa đúng."); err != nil {
		return "", err
	}
	no, err := tx.Next(ctx, "user")
	if err != nil {
		return "", err
	}
	u.ID = ID("u-" + strconv.FormatInt(no, 10))
	if err := insertUser(ctx, tx, u, text.PersonKey(u.Name), n.Password.hash); err != nil {
		return "", err
	}
	return u.ID, audit.Record(ctx, tx, "user.add", u.subject(), map[string]string{
		"login": u.Login, "name": u.Name, "roles": joinRoles(u.Roles), "commune": u.Commune,
	})
}

// check notes what is wrong with the user's name, roles and commune.
func (u User) check(tx *db.Tx, form *fault.Form) {
	form.Check(fits(u.Name), "name", "Hãy ghi họ và tên, không quá 200 ký tự.")
	form.Check(len(u.Roles) > 0, "roles", "Hãy chọn ít nhất một vai trò.")
	for i, r := range u.Roles {
		form.Check(slices.Contains(access.Roles(), r), "roles", "Có vai trò không có trong danh sách.")
		form.Check(!slices.Contains(u.Roles[:i], r), "roles", "Có vai trò được chọn hai lần.")
		form.Check(tx.Province != Nation || r == access.Ministry || r == access.Admin, "roles",
			"Ở cấp toàn quốc chỉ có người đọc của Bộ và quản trị; các việc của chương trình là của tỉnh.")
		// Those who only read must not be able to change what they look at.
		form.Check(len(u.Roles) == 1 || r != access.Auditor && r != access.Ministry, "roles",
			"Vai trò “"+r.Label()+"” chỉ xem, không được kiêm vai trò khác.")
	}
	if !slices.Contains(u.Roles, access.Commune) {
		form.Check(u.Commune == "", "commune", "Chỉ cán bộ cấp xã mới gắn với một xã.")
		return
	}
	province, ok := territory.ProvinceOf(u.Commune, tx.Today())
	form.Check(ok && province.Code == tx.Province && communeForm.MatchString(u.Commune), "commune", "Hãy chọn xã, phường của tỉnh cho cán bộ cấp xã.")
}

// ByID returns the user id of the transaction's province.
func ByID(ctx context.Context, tx *db.Tx, id ID) (User, error) {
	all, err := db.Collect(ctx, tx, `SELECT `+userColumns+` FROM users WHERE province = ? AND id = ?`, []any{tx.Province, id}, readUser)
	if err != nil {
		return User{}, fmt.Errorf("user %s: %w", id, err)
	}
	if len(all) == 0 {
		return User{}, fault.New(fault.NotFound, "Không tìm thấy người dùng.")
	}
	return all[0], nil
}

// A Filter says which users List returns; its zero value means all of them.
type Filter struct {
	Search  string // part of the name or login, marks do not matter
	Role    access.Role
	Commune string
	Active  bool   // only those who may sign in
	Locked  bool   // only those who may not
	After   string // Next of the page before
	Limit   int    // 0 is 50; at most 500
}

// A Page is a part of a list of users.
type Page struct {
	Users []User
	Total int    // of all pages
	Next  string // Filter.After of the next page, "" on the last
}

// List returns the users of the transaction's province in the order of their
// names, as Vietnamese lists have them. A province has hundreds of users, not
// more, so they are filtered here and not in the database.
func List(ctx context.Context, tx *db.Tx, f Filter) (Page, error) {
	all, err := allUsers(ctx, tx)
	if err != nil {
		return Page{}, err
	}
	all = slices.DeleteFunc(all, func(u User) bool { return !f.matches(u) })
	page := Page{Users: all, Total: len(all)}
	if f.After != "" {
		i := slices.IndexFunc(all, func(u User) bool { return string(u.ID) == f.After })
		page.Users = all[i+1:]
	}
	limit := f.Limit
	if limit <= 0 {
		limit = 50
	}
	if limit = min(limit, 500); len(page.Users) > limit {
		page.Users = page.Users[:limit]
		page.Next = string(page.Users[limit-1].ID)
	}
	return page, nil
}

func (f Filter) matches(u User) bool {
	search := text.Fold(f.Search)
	return (f.Role == "" || slices.Contains(u.Roles, f.Role)) &&
		(f.Commune == "" || u.Commune == f.Commune) &&
		(!f.Active || u.Active) && (!f.Locked || !u.Active) &&
		(search == "" || strings.Contains(text.Fold(u.Name), search) || strings.Contains(text.Fold(u.Login), search))
}

// Changes are what Change sets, all of them.
type Changes struct {
	Name    string
	Roles   []access.Role
	Commune string
	Active  bool
}

// Change sets name, roles, commune and whether the user may sign in. Sessions
// of a user whose rights change end in the same transaction. The province's
// last active administrator stays one.
func Change(ctx context.Context, tx *db.Tx, id ID, version int64, c Changes) error {
	if err := tx.Actor.Require(access.ManageUsers); err != nil {
		return err
	}
	old, err := ByID(ctx, tx, id)
	if err != nil {
		return err
	}
	u := old
	u.Name, u.Roles, u.Commune, u.Active = text.CleanLine(c.Name), c.Roles, c.Commune, c.Active
	var form fault.Form
	u.check(tx, &form)
	if err := form.Err("Thông tin người dùng chưa đúng."); err != nil {
		return err
	}
	if err := keepAdministrator(ctx, tx, u); err != nil {
		return err
	}
	err = tx.Change(ctx, `
		UPDATE users SET name = ?, name_sort = ?, roles = ?, commune = ?, active = ?, version = version + 1, updated_at = ?
		WHERE province = ? AND id = ? AND version = ?`,
		u.Name, text.PersonKey(u.Name), joinRoles(u.Roles), u.Commune, flag(u.Active), tx.Moment(), tx.Province, id, version)
	if err != nil {
		return fmt.Errorf("change user %s: %w", id, err)
	}
	if joinRoles(old.Roles) != joinRoles(u.Roles) || old.Commune != u.Commune || old.Active != u.Active {
		if _, err := deleteSessions(ctx, tx, id); err != nil {
			return err
		}
	}
	return audit.Record(ctx, tx, "user.change", u.subject(), differences(old, u))
}

// keepAdministrator refuses a change to u that would leave the province
// without anybody who can manage its users.
func keepAdministrator(ctx context.Context, tx *db.Tx, u User) error {
	all, err := allUsers(ctx, tx)
	if err != nil {
		return err
	}
	administers := func(u User) bool { return u.Active && slices.Contains(u.Roles, access.Admin) }
	before := slices.ContainsFunc(all, administers)
	after := administers(u) || slices.ContainsFunc(all, func(o User) bool { return o.ID != u.ID && administers(o) })
	if before && !after {
		return fault.New(fault.Conflict, "Tỉnh phải còn ít nhất một quản trị hệ thống đang hoạt động.")
	}
	return nil
}

// differences lists what changed, before and after.
func differences(old, u User) map[string]string {
	d := map[string]string{}
	note := func(what, before, after string) {
		if before != after {
			d[what+"_before"], d[what] = before, after
		}
	}
	note("name", old.Name, u.Name)
	note("roles", joinRoles(old.Roles), joinRoles(u.Roles))
	note("commune", old.Commune, u.Commune)
	note("active", strconv.FormatBool(old.Active), strconv.FormatBool(u.Active))
	return d
}

// SetPassword gives the user another password, which the user must change
// after signing in, and ends the user's sessions.
func SetPassword(ctx context.Context, tx *db.Tx, id ID, version int64, p Password) error {
	if err := tx.Actor.Require(access.ManageUsers); err != nil {
		return err
	}
	u, err := ByID(ctx, tx, id)
	if err != nil {
		return err
	}
	if p.hash == "" || p.login != u.Login {
		return fault.New(fault.Invalid, "Hãy đặt mật khẩu cho người dùng.")
	}
	u.Version = version
	if err := updateHash(ctx, tx, u, p.hash, true); err != nil {
		return fmt.Errorf("set password of %s: %w", id, err)
	}
	if _, err := deleteSessions(ctx, tx, id); err != nil {
		return err
	}
	return audit.Record(ctx, tx, "user.set_password", u.subject(), nil)
}

// EndAll ends every session of the user. Administrators may end anybody's,
// everybody their own.
func EndAll(ctx context.Context, tx *db.Tx, id ID) error {
	if tx.Actor.ID != string(id) {
		if err := tx.Actor.Require(access.ManageUsers); err != nil {
			return err
		}
	}
	u, err := ByID(ctx, tx, id)
	if err != nil {
		return err
	}
	n, err := deleteSessions(ctx, tx, id)
	if err != nil {
		return err
	}
	return audit.Record(ctx, tx, "user.end_sessions", u.subject(), map[string]string{"sessions": strconv.FormatInt(n, 10)})
}
