package app

import (
	"errors"

	"example.vn/khuyencong/internal/gen"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/db"
)

// genCmd makes up a country in an empty database.
type genCmd struct {
	database

	Seed     uint64   `default:"1" placeholder:"N" help:"Số gieo; cùng số gieo thì cùng dữ liệu; mặc định 1."`
	Scale    string   `default:"1" placeholder:"N" help:"Quy mô: 1 là cả nước (1 triệu cơ sở, 500 nghìn đề án, 10 triệu bút toán), 0.05 là một phần hai mươi."`
	Province []string `placeholder:"MÃ" help:"Chỉ nạp các tỉnh có mã này, toàn bộ quy mô chia cho các tỉnh đó."`
}

// Run runs the command.
func (c *genCmd) Run(e *env) error {
	d, err := c.create(e)
	if err != nil {
		return err
	}
	return errors.Join(c.load(e, d), d.Close())
}

func (c *genCmd) load(e *env, d *db.DB) error {
	if err := d.Migrate(e.ctx); err != nil {
		return err
	}
	begin := d.Now()
	parts, err := gen.ParseScale(c.Scale)
	if err != nil {
		return err
	}
	s, err := gen.Load(e.ctx, d, gen.Options{Seed: c.Seed, Parts: parts, Provinces: c.Province}, func(done, total int, what string) {
		_ = e.print("[%2d/%d] %4d giây  %s", done, total, int(d.Now().Sub(begin).Seconds()), what) // progress that cannot be shown is no reason to stop
	})
	if err != nil {
		return err
	}
	if err := e.print("Đã nạp %d tỉnh: %d cơ sở, %d đề án, %d bút toán (%s).", s.Provinces, s.Establishments, s.Schemes, s.Entries, gen.Mark); err != nil {
		return err
	}
	for _, a := range gen.Accounts() {
		if err := e.print("  %s.<mã tỉnh>  %s", a.Login, a.Role.Label()); err != nil {
			return err
		}
	}
	if err := e.print("  %s  %s, cả nước", gen.MinistryLogin, access.Ministry.Label()); err != nil {
		return err
	}
	return e.print("  mật khẩu chung: %s", gen.Password)
}
