package app

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"

	"example.vn/khuyencong/internal/domain/identity"
	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/audit"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
)

// migrateCmd brings the schema up to date.
type migrateCmd struct{ database }

// Run runs the command.
func (c *migrateCmd) Run(e *env) error {
	d, err := c.create(e)
	if err != nil {
		return err
	}
	return errors.Join(c.migrate(e, d), d.Close())
}

func (c *migrateCmd) migrate(e *env, d *db.DB) error {
	before, target, err := d.Versions(e.ctx)
	if err != nil {
		return err
	}
	if before > target {
		return d.Ready(e.ctx)
	}
	if err := d.Migrate(e.ctx); err != nil {
		return err
	}
	if before == target {
		return e.print("Cơ sở dữ liệu đã ở phiên bản %d, không cần nâng cấp.", target)
	}
	return e.print("Đã nâng cơ sở dữ liệu từ phiên bản %d lên %d.", before, target)
}

// versionCmd tells which build this is.
type versionCmd struct{}

// Run runs the command.
func (versionCmd) Run(e *env) error {
	return e.print("%s %s (%s, %s/%s)", programName, version(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
}

// userAddCmd adds a user, and the province when it is the first one.
type userAddCmd struct {
	database
	Province      string   `required:"" placeholder:"MÃ" help:"Mã tỉnh, ví dụ 19; 00 cho người đọc của Bộ, xem số liệu toàn quốc."`
	Login         string   `required:"" placeholder:"TÊN" help:"Tên đăng nhập."`
	Name          string   `required:"" placeholder:"HỌ-TÊN" help:"Họ và tên."`
	Role          []string `required:"" placeholder:"VAI-TRÒ" help:"Vai trò; ghi nhiều lần khi có nhiều vai trò."`
	Commune       string   `placeholder:"MÃ" help:"Mã xã, cho cán bộ cấp xã."`
	Centre        string   `placeholder:"TÊN" help:"Tên Trung tâm, khi tỉnh chưa được khai báo."`
	Department    string   `placeholder:"TÊN" help:"Tên Sở, khi tỉnh chưa được khai báo."`
	PasswordStdin bool     `help:"Đọc mật khẩu ở dòng đầu của stdin; nếu không, chương trình tự đặt và in ra một lần."`
}

// Run runs the command.
func (c *userAddCmd) Run(e *env) error {
	roles, err := c.roles()
	if err != nil {
		return err
	}
	secret := identity.GeneratePassword()
	if c.PasswordStdin {
		if secret, err = readPassword(e.stdin); err != nil {
			return err
		}
	}
	return c.with(e, func(d *db.DB) error {
		p, err := identity.NewPassword(e.ctx, c.Login, secret)
		if err != nil {
			return err
		}
		var id identity.ID
		err = d.Update(e.ctx, db.Scope{Province: c.Province, Actor: access.System("user add")}, func(tx *db.Tx) error {
			if err := c.found(e, tx); err != nil {
				return err
			}
			id, err = identity.Add(e.ctx, tx, identity.NewUser{
				Login: c.Login, Name: c.Name, Roles: roles, Commune: c.Commune, Password: p, MustChange: !c.PasswordStdin,
			})
			return err
		})
		if err != nil {
			return err
		}
		if err := e.print("Đã thêm người dùng %s (%s) của tỉnh %s.", c.Login, id, c.Province); err != nil || c.PasswordStdin {
			return err
		}
		return e.print("Mật khẩu (chỉ in một lần, phải đổi khi đăng nhập lần đầu): %s", secret)
	})
}

func (c *userAddCmd) roles() ([]access.Role, error) {
	var roles []access.Role
	for _, name := range c.Role {
		if !slices.Contains(access.Roles(), access.Role(name)) {
			var known []string
			for _, r := range access.Roles() {
				known = append(known, string(r))
			}
			return nil, fault.New(fault.Invalid, "Không có vai trò “"+name+"”; các vai trò là "+strings.Join(known, ", ")+".")
		}
		roles = append(roles, access.Role(name))
	}
	return roles, nil
}

// found makes the province known unless it is.
func (c *userAddCmd) found(e *env, tx *db.Tx) error {
	_, err := identity.ProvinceOf(e.ctx, tx)
	if fault.KindOf(err) != fault.NotFound {
		return err
	}
	if c.Province == identity.Nation {
		const ministry = "Bộ Công Thương"
		return identity.Found(e.ctx, tx, identity.Province{Code: c.Province, Name: "Toàn quốc", Centre: cmp.Or(c.Centre, ministry), Department: cmp.Or(c.Department, ministry)})
	}
	unit, ok := territory.Lookup(c.Province, tx.Today())
	if !ok || unit.Level != territory.Province {
		return fault.New(fault.Invalid, "Không có tỉnh, thành phố nào mang mã “"+c.Province+"”.")
	}
	p := identity.Province{Code: c.Province, Name: unit.Title(), Centre: c.Centre, Department: c.Department}
	if p.Centre == "" {
		p.Centre = "Trung tâm Khuyến công " + unit.Label()
	}
	if p.Department == "" {
		p.Department = "Sở Công Thương " + unit.Label()
	}
	return identity.Found(e.ctx, tx, p)
}

// readPassword reads the first line.
func readPassword(r io.Reader) (string, error) {
	line, err := bufio.NewReader(io.LimitReader(r, 4096)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", fmt.Errorf("read password: %w", err)
	}
	line = strings.TrimRight(line, "\r\n")
	if line == "" {
		return "", fault.New(fault.Invalid, "Không có mật khẩu nào ở stdin.")
	}
	return line, nil
}

// auditVerifyCmd walks the chains of the audit record.
type auditVerifyCmd struct {
	database
	format
}

// Run runs the command.
func (c *auditVerifyCmd) Run(e *env) error {
	return c.with(e, func(d *db.DB) error {
		r, err := verifyAll(e, d, audit.Provinces, audit.Verify)
		if err != nil {
			return err
		}
		return r.write(e, c.Format, "Nhật ký còn nguyên vẹn.", func(h audit.Head) string {
			return fmt.Sprintf("Tỉnh %s: %d bản ghi, mã cuối chuỗi %s", h.Province, h.Events, h.Hash)
		})
	})
}

// ledgerVerifyCmd recomputes the books.
type ledgerVerifyCmd struct {
	database
	format
}

// Run runs the command.
func (c *ledgerVerifyCmd) Run(e *env) error {
	return c.with(e, func(d *db.DB) error {
		r, err := verifyAll(e, d, ledger.Provinces, ledger.Verify)
		if err != nil {
			return err
		}
		return r.write(e, c.Format, "Sổ kinh phí cân và đúng.", func(k ledger.Check) string {
			return fmt.Sprintf("Tỉnh %s: %d sổ, %d bút toán, tổng phát sinh %d đ", k.Province, k.Books, k.Entries, k.Sum)
		})
	})
}

// A result is what verifying every province found. Its JSON form is part of
// the program's interface.
type result[T any] struct {
	OK        bool     `json:"ok"`
	Provinces []T      `json:"provinces"`
	Errors    []string `json:"errors"`
}

// verifyAll is survey in a transaction of its own.
func verifyAll[T any](e *env, d *db.DB, provinces func(context.Context, *db.Tx) ([]string, error), verify func(context.Context, *db.Tx) (T, error)) (result[T], error) {
	var r result[T]
	err := d.View(e.ctx, db.Scope{Everywhere: true, Actor: access.System("verify")}, func(tx *db.Tx) (err error) {
		r, err = survey(e.ctx, tx, provinces, verify)
		return err
	})
	return r, err
}

// survey verifies one province after the other. What does not hold is part of
// the result, not an error.
func survey[T any](ctx context.Context, tx *db.Tx, provinces func(context.Context, *db.Tx) ([]string, error), verify func(context.Context, *db.Tx) (T, error)) (result[T], error) {
	r := result[T]{OK: true, Provinces: []T{}, Errors: []string{}}
	codes, err := provinces(ctx, tx)
	if err != nil {
		return r, err
	}
	for _, code := range codes {
		tx.Province = code
		one, err := verify(ctx, tx)
		switch {
		case fault.KindOf(err) == fault.Conflict:
			r.OK, r.Errors = false, append(r.Errors, message(err))
		case err != nil:
			return r, err
		default:
			r.Provinces = append(r.Provinces, one)
		}
	}
	return r, nil
}

// write writes the result; errFound when not all is well.
func (r result[T]) write(e *env, format, well string, line func(T) string) error {
	if format == "json" {
		out := json.NewEncoder(e.stdout)
		out.SetEscapeHTML(false)
		if err := out.Encode(r); err != nil {
			return err
		}
	} else {
		lines := make([]string, 0, len(r.Provinces)+len(r.Errors)+1)
		for _, p := range r.Provinces {
			lines = append(lines, line(p))
		}
		lines = append(lines, r.Errors...)
		if r.OK {
			lines = append(lines, well)
		}
		if err := e.print("%s", strings.Join(lines, "\n")); err != nil {
			return err
		}
	}
	if !r.OK {
		return errFound
	}
	return nil
}
