package product

import (
	"context"
	"fmt"
	"strconv"
	"unicode/utf8"

	"example.vn/khuyencong/internal/domain/establishment"
	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/audit"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/money"
	"example.vn/khuyencong/internal/platform/text"
)

// The limits on what is typed.
const (
	maxName   = 250
	maxLine   = 200
	maxNote   = 4000
	maxSource = 1000
	firstYear = 2005 // the first votings
)

// Add enters a product and gives it its ID, Version and moments. ValidUntil
// and the commune are filled in where they are not given.
func Add(ctx context.Context, tx *db.Tx, p *Product) error {
	if err := tx.Actor.Require(access.EditProduct); err != nil {
		return err
	}
	clean, err := p.normal(ctx, tx)
	if err != nil {
		return err
	}
	twice, err := Same(ctx, tx, clean)
	if err != nil {
		return err
	}
	if twice != "" {
		return fault.New(fault.Conflict, "Sản phẩm này của cơ sở đã có trong danh sách ("+string(twice)+"), cùng cấp, cùng năm.")
	}
	n, err := tx.Next(ctx, "product")
	if err != nil {
		return err
	}
	*p = clean
	p.ID, p.Version = ID(fmt.Sprintf("sp-%04d", n)), 1
	p.CreatedAt, p.UpdatedAt = tx.Moment(), tx.Moment()
	if err := insert(ctx, tx, p); err != nil {
		return err
	}
	return audit.Record(ctx, tx, "product.add", subject(p.ID), fields(*p))
}

// Remove takes a product out of the list again. version is the one that was
// seen; an older one is a Conflict.
func Remove(ctx context.Context, tx *db.Tx, id ID, version int64) error {
	if err := tx.Actor.Require(access.EditProduct); err != nil {
		return err
	}
	p, err := Get(ctx, tx, id)
	if err != nil {
		return err
	}
	if err := remove(ctx, tx, id, version); err != nil {
		return err
	}
	return audit.Record(ctx, tx, "product.remove", subject(id), fields(p))
}

// Check says, field by field, what of p cannot be stored; nil when all can.
func Check(ctx context.Context, tx *db.Tx, p Product) error {
	_, err := p.normal(ctx, tx)
	return err
}

// normal returns p in the form that is stored, or says, field by field, what
// cannot be stored.
func (p Product) normal(ctx context.Context, tx *db.Tx) (Product, error) {
	var form fault.Form
	for _, f := range []struct {
		field string
		value *string
		limit int
	}{{"name", &p.Name, maxName}, {"certificate", &p.Certificate, maxLine}, {"source", &p.Source, maxSource}} {
		*f.value = text.CleanLine(*f.value)
		form.Check(utf8.RuneCountInString(*f.value) <= f.limit, f.field, tooLong(f.limit))
	}
	p.Note = text.Clean(p.Note)
	form.Check(utf8.RuneCountInString(p.Note) <= maxNote, "note", tooLong(maxNote))
	form.Check(p.Name != "", "name", "Cần ghi tên sản phẩm như trong giấy chứng nhận.")
	form.Check(validKind(p.Kind), "kind", "Cần chọn nhóm sản phẩm.")
	form.Check(validLevel(p.Level), "level", "Cần chọn cấp bình chọn.")
	form.Check(p.Year >= firstYear && p.Year <= tx.Today().Year(), "year",
		fmt.Sprintf("Năm công nhận phải từ %d đến năm nay.", firstYear))
	form.Check(p.Points == 0 || (p.Points >= PassPoints && p.Points <= 100_00), "points",
		"Sản phẩm được công nhận có điểm bình quân từ 70 đến 100; chưa rõ thì để trống.")
	if p.ValidUntil.IsZero() && p.Year > 0 {
		p.ValidUntil = ValidUntil(p.Year)
	}
	form.Check(p.ValidUntil.IsZero() || p.ValidUntil.Year() >= p.Year, "valid_until", "Giấy chứng nhận hết giá trị sau năm công nhận.")
	if err := p.normalPlace(ctx, tx, &form); err != nil {
		return p, err
	}
	return p, form.Err("Phiếu sản phẩm còn chỗ cần xem lại.")
}

// normalPlace finds the establishment, and the commune where p does not say.
func (p *Product) normalPlace(ctx context.Context, tx *db.Tx, form *fault.Form) error {
	p.Establishment = establishment.ID(text.CleanLine(string(p.Establishment)))
	if p.Establishment == "" {
		form.Add("establishment", "Cần chọn cơ sở có sản phẩm.")
		return nil
	}
	e, err := establishment.Root(ctx, tx, p.Establishment)
	if fault.KindOf(err) == fault.NotFound {
		form.Add("establishment", "Không có cơ sở mang mã này.")
		return nil
	}
	if err != nil {
		return err
	}
	p.Establishment = e.ID
	if p.Address.Commune == "" {
		p.Address = e.Address
	}
	p.Address.Detail = ""
	if p.Address.Commune == "" {
		return nil
	}
	if p.Address.On.IsZero() {
		p.Address.On = tx.Today()
	}
	_, known := territory.Lookup(p.Address.Commune, p.Address.On)
	form.Check(known, "commune", "Cần chọn xã, phường trong danh mục của ngày ghi địa chỉ.")
	return nil
}

func tooLong(limit int) string {
	return "Nội dung dài tối đa " + money.VND(limit).String() + " ký tự."
}

func validKind(k Kind) bool {
	switch k {
	case Handicraft, Food, Equipment, Other:
		return true
	}
	return false
}

func validLevel(l Level) bool {
	switch l {
	case Commune, Province, Region, Nation:
		return true
	}
	return false
}

// fields writes what was entered as text, for the audit record.
func fields(p Product) map[string]string {
	return map[string]string{
		"establishment": string(p.Establishment), "name": p.Name, "kind": string(p.Kind), "level": string(p.Level),
		"year": strconv.Itoa(p.Year), "points": p.Points.String(), "certificate": p.Certificate,
		"valid_until": p.ValidUntil.String(), "commune": p.Address.Commune, "note": p.Note, "source": p.Source,
	}
}
