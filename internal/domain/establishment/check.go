package establishment

import (
	"net/mail"
	"regexp"
	"unicode/utf8"

	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/money"
	"example.vn/khuyencong/internal/platform/text"
)

// The limits on what is typed, in characters and people.
const (
	maxName    = 250
	maxLine    = 200
	maxNote    = 4000
	maxSource  = 1000
	maxWorkers = 1_000_000
)

var (
	vsicShape     = regexp.MustCompile(`^[0-9]{4,5}$`)
	industryShape = regexp.MustCompile(`^[a-z0-9_]{1,64}$`)
)

// Check says, field by field, what of e cannot be stored; nil when all can.
func Check(tx *db.Tx, e Establishment) error {
	_, err := e.normal(tx)
	return err
}

// normal returns e in the form that is stored, or says, field by field, what
// cannot be stored.
func (e Establishment) normal(tx *db.Tx) (Establishment, error) {
	var form fault.Form
	e.cleanTexts(&form)
	form.Check(validKind(e.Kind), "kind", "Cần chọn loại hình của cơ sở.")
	form.Check(e.Name != "", "name", "Cần ghi tên cơ sở như trong giấy đăng ký.")
	var err error
	if e.TaxCode, err = ParseTaxCode(e.TaxCode, e.Kind, tx.Today()); err != nil {
		form.Add("tax_code", err.Error())
	}
	if e.Phone, err = ParsePhone(e.Phone); err != nil {
		form.Add("phone", err.Error())
	}
	form.Check(validEmail(e.Email), "email", "Địa chỉ thư điện tử cần có dạng ten@donvi.vn.")
	e.normalAddress(tx, &form)
	e.normalTrade(tx, &form)
	e.checkSize(tx.Today(), &form)
	return e, form.Err("Hồ sơ cơ sở còn chỗ cần xem lại.")
}

// cleanTexts cleans the free texts and limits their length.
func (e *Establishment) cleanTexts(form *fault.Form) {
	for _, f := range []struct {
		field string
		value *string
		limit int
	}{
		{"name", &e.Name, maxName},
		{"email", &e.Email, maxLine},
		{"contact", &e.Contact, maxLine},
		{"address_detail", &e.Address.Detail, maxLine},
		{"commune", &e.Address.Commune, maxLine},
		{"vsic", &e.VSIC, maxLine},
		{"industry", &e.Industry, maxLine},
		{"source", &e.Source, maxSource},
	} {
		*f.value = text.CleanLine(*f.value)
		form.Check(utf8.RuneCountInString(*f.value) <= f.limit, f.field, tooLong(f.limit))
	}
	for _, f := range []struct {
		field string
		value *string
	}{{"products", &e.Products}, {"note", &e.Note}} {
		*f.value = text.Clean(*f.value)
		form.Check(utf8.RuneCountInString(*f.value) <= maxNote, f.field, tooLong(maxNote))
	}
}

func tooLong(limit int) string {
	return "Nội dung dài tối đa " + money.VND(limit).String() + " ký tự."
}

// normalAddress checks that the commune existed on the address's day and lies
// in what is the province today. A district code may stand for a commune that
// old lists do not name.
func (e *Establishment) normalAddress(tx *db.Tx, form *fault.Form) {
	if e.Address.On.IsZero() {
		e.Address.On = tx.Today()
	}
	form.Check(!e.Address.On.After(tx.Today()), "address_on", "Ngày của địa chỉ không thể sau hôm nay.")
	if e.Address.Commune == "" {
		return
	}
	unit, known := territory.Lookup(e.Address.Commune, e.Address.On)
	if !known || unit.Level == territory.Province {
		form.Add("commune", "Cần chọn xã, phường trong danh mục của ngày ghi địa chỉ.")
		return
	}
	home, _ := territory.ProvinceOf(e.Address.Commune, e.Address.On)
	held, _ := territory.ProvinceAt(home.Code, tx.Today())
	form.Check(held == tx.Province, "commune", "Xã, phường này thuộc "+home.Label()+"; hãy chọn xã, phường của tỉnh mình.")
}

// normalTrade checks the codes of the economic activity and industry group.
func (e *Establishment) normalTrade(tx *db.Tx, form *fault.Form) {
	if e.VSIC == "" {
		e.VSICVersion = ""
	} else {
		form.Check(vsicShape.MatchString(e.VSIC), "vsic", "Mã ngành kinh tế (VSIC) gồm 4 hoặc 5 chữ số.")
		if e.VSICVersion == "" {
			e.VSICVersion = VSICOn(tx.Today())
		}
		form.Check(validEdition(e.VSICVersion, tx.Today()), "vsic_version", "Cần chọn hệ thống ngành kinh tế đã ban hành: 2018 hoặc 2025.")
	}
	form.Check(e.Industry == "" || industryShape.MatchString(e.Industry), "industry", "Cần chọn nhóm ngành trong danh mục.")
}

// checkSize checks the numbers and the founding day.
func (e *Establishment) checkSize(today calendar.Date, form *fault.Form) {
	form.Check(e.FoundedOn.IsZero() || !e.FoundedOn.After(today), "founded_on", "Ngày thành lập không thể sau hôm nay.")
	form.Check(e.Capital >= 0 && e.Capital <= money.Max, "capital", "Vốn là số đồng từ 0 đến 1.000.000 tỷ.")
	form.Check(e.Revenue >= 0 && e.Revenue <= money.Max, "revenue", "Doanh thu là số đồng từ 0 đến 1.000.000 tỷ.")
	form.Check(e.Workers >= 0 && e.Workers <= maxWorkers, "workers", "Số lao động là số từ 0 đến 1.000.000.")
}

func validKind(k Kind) bool {
	switch k {
	case Enterprise, Cooperative, Union, Group, Household:
		return true
	}
	return false
}

func validEdition(v VSICVersion, today calendar.Date) bool {
	for _, e := range vsicEditions {
		if e.Version == v {
			return v == VSIC2018 || !today.Before(e.From)
		}
	}
	return false
}

func validEmail(s string) bool {
	if s == "" {
		return true
	}
	a, err := mail.ParseAddress(s)
	return err == nil && a.Address == s && a.Name == ""
}

// errMerged is what every change of a merged establishment is answered with.
func errMerged(e Establishment) error {
	if e.MergedInto == "" {
		return nil
	}
	return fault.New(fault.Conflict, "Cơ sở "+string(e.ID)+" đã gộp vào "+string(e.MergedInto)+"; hãy mở hồ sơ "+string(e.MergedInto)+".")
}
