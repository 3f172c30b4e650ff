package app

import (
	"fmt"

	"example.vn/khuyencong/internal/domain/identity"
	"example.vn/khuyencong/internal/domain/lawbook"
	"example.vn/khuyencong/internal/domain/norm"
	"example.vn/khuyencong/internal/domain/normbook"
	"example.vn/khuyencong/internal/domain/procedure"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
)

// An officeLaw may name a database whose published norms decide too.
type officeLaw struct {
	DB string `name:"db" env:"KHUYENCONG_DB" placeholder:"URL" help:"Cơ sở dữ liệu có quy định do cơ quan ban hành; bỏ trống: chỉ dùng quy định đi cùng chương trình."`
}

// norms are the published norms of a province, or those that come with the
// program where no database or no province is named.
func (o officeLaw) norms(e *env, province string) (book *norm.Book, err error) {
	book = normbook.Norms()
	err = o.read(e, province, func(tx *db.Tx) error {
		book, _, err = lawbook.Of(e.ctx, tx)
		return err
	})
	return book, err
}

// procedure is the published procedure of a province, or what comes with the
// program where no database or no province is named.
func (o officeLaw) procedure(e *env, province string) (book *procedure.Book, err error) {
	book = procedure.Embedded()
	err = o.read(e, province, func(tx *db.Tx) error {
		book, err = lawbook.ProcedureOf(e.ctx, tx)
		return err
	})
	return book, err
}

// read runs fn on the database of the province, where both are named.
func (o officeLaw) read(e *env, province string, fn func(*db.Tx) error) error {
	if o.DB == "" || province == "" {
		return nil
	}
	return database(o).with(e, func(d *db.DB) error {
		return d.View(e.ctx, db.Scope{Province: province, Actor: access.System("norm")}, fn)
	})
}

// onlyProvince is the code of the province of a database that has just one.
func onlyProvince(e *env, d *db.DB) (code string, err error) {
	var all []identity.Province
	err = d.View(e.ctx, db.Scope{Everywhere: true, Actor: access.System("norm")}, func(tx *db.Tx) error {
		all, err = identity.Provinces(e.ctx, tx)
		return err
	})
	if err == nil && len(all) != 1 {
		err = fault.New(fault.Invalid, fmt.Sprintf("Cơ sở dữ liệu có %d tỉnh; hãy nêu --province.", len(all)))
	}
	if err != nil {
		return "", err
	}
	return all[0].Code, nil
}
