package identity

import (
	"context"
	"fmt"
	"unicode/utf8"

	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/audit"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/text"
)

// maxName is the length in letters that a name of a person or body may have.
const maxName = 200

// Found makes the transaction's province known to the program. A province that
// is known already is a Conflict.
func Found(ctx context.Context, tx *db.Tx, p Province) error {
	if err := tx.Actor.Require(access.ManageUsers); err != nil {
		return err
	}
	var form fault.Form
	form.Check(provinceForm.MatchString(p.Code) && p.Code == tx.Province, "code", "Mã tỉnh gồm hai chữ số, ví dụ 19.")
	p.Name, p.Centre, p.Department = text.CleanLine(p.Name), text.CleanLine(p.Centre), text.CleanLine(p.Department)
	form.Check(fits(p.Name), "name", "Hãy ghi tên tỉnh, không quá 200 ký tự.")
	form.Check(fits(p.Centre), "centre", "Hãy ghi tên Trung tâm, không quá 200 ký tự.")
	form.Check(fits(p.Department), "department", "Hãy ghi tên Sở, không quá 200 ký tự.")
	if err := form.Err("Thông tin của tỉnh chưa đúng."); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `
		INSERT INTO provinces (province, name, centre, department, demo, created_at) VALUES (?, ?, ?, ?, ?, ?)`,
		p.Code, p.Name, p.Centre, p.Department, flag(p.Demo), tx.Moment())
	if fault.KindOf(err) == fault.Conflict {
		return fault.New(fault.Conflict, "Tỉnh có mã "+p.Code+" đã được khai báo.")
	}
	if err != nil {
		return fmt.Errorf("found province %s: %w", p.Code, err)
	}
	return audit.Record(ctx, tx, "province.found", "province/"+p.Code, map[string]string{
		"name": p.Name, "centre": p.Centre, "department": p.Department,
	})
}

func fits(name string) bool { return name != "" && utf8.RuneCountInString(name) <= maxName }

// flag is b as it is stored.
func flag(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

const provinceColumns = `province, name, centre, department, demo, created_at`

func readProvince(scan db.Scan) (p Province, err error) {
	var demo int64
	err = scan(&p.Code, &p.Name, &p.Centre, &p.Department, &demo, &p.CreatedAt)
	p.Demo = demo != 0
	return p, err
}

// ProvinceOf returns the transaction's province.
func ProvinceOf(ctx context.Context, tx *db.Tx) (Province, error) {
	all, err := db.Collect(ctx, tx, `
		SELECT `+provinceColumns+` FROM provinces WHERE province = ?`, []any{tx.Province}, readProvince)
	if err != nil {
		return Province{}, fmt.Errorf("province %s: %w", tx.Province, err)
	}
	if len(all) == 0 {
		return Province{}, fault.New(fault.NotFound, "Tỉnh có mã "+tx.Province+" chưa được khai báo.")
	}
	return all[0], nil
}

// Provinces lists the provinces that use the program. It looks across
// provinces and is for the sign-in page and for commands.
func Provinces(ctx context.Context, tx *db.Tx) ([]Province, error) {
	all, err := db.Collect(ctx, tx, `SELECT `+provinceColumns+` FROM provinces ORDER BY province`, nil, readProvince)
	if err != nil {
		return nil, fmt.Errorf("provinces: %w", err)
	}
	return all, nil
}

// ProvinceCodes lists the codes of the provinces that use the program. It
// looks across provinces and is for the sign-in page and for commands.
func ProvinceCodes(ctx context.Context, tx *db.Tx) ([]string, error) {
	all, err := Provinces(ctx, tx)
	codes := make([]string, len(all))
	for i, p := range all {
		codes[i] = p.Code
	}
	return codes, err
}
