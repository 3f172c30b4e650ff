package paper

import (
	"context"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"example.vn/khuyencong/internal/domain/identity"
	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/audit"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/text"
)

// An Office (cơ quan) is how the office's papers name it and who signs them.
type Office struct {
	Parent       string // the body above it, in the first line
	Name         string
	Abbreviation string // in symbols, such as TTKC; "" until somebody has said
	Place        string // in the line of place and day
	Address      string
	Phone        string
	TaxCode      string
	Account      string // its number
	Bank         string // where the account is kept, a treasury or a bank
	BudgetCode   string // mã đơn vị có quan hệ với ngân sách
	Units        []Unit
	Signers      []Signer
	Version      int64 // 0 while nothing is stored
}

// Head is who stands for the office in a contract: the first of its signers who
// signs as its head, or nobody.
func (o Office) Head() Signer {
	for _, s := range o.Signers {
		if s.Capacity == Head || s.Capacity == Acting {
			return s
		}
	}
	return Signer{}
}

// A Unit (đơn vị soạn thảo) is a part of the office that drafts papers.
type Unit struct{ Code, Name string }

// A Signer (người ký) is a person who signs, with title and capacity.
type Signer struct {
	Name     string
	Title    string
	Capacity Capacity
	User     string // user id, "" when the person does not use the program
}

// Post is the authority by which the signer signs for an office, in the lines of
// a paper: KT. GIÁM ĐỐC, below it PHÓ GIÁM ĐỐC.
//
// Law: NĐ 30/2020/NĐ-CP Phụ lục I mục II khoản 7.
func (s Signer) Post(office string) string {
	title := strings.ToUpper(s.Title)
	switch s.Capacity {
	case Head:
	case Collective:
		return "TM. " + strings.ToUpper(office) + "\n" + title
	case Deputy, Order, Proxy:
		return string(s.Capacity) + " GIÁM ĐỐC\n" + title
	case Acting:
		return "Q. " + title
	}
	return title
}

// How many units and signers an office may have, and how long a line may be in
// characters.
const (
	MaxUnits   = 30
	MaxSigners = 30
	maxLine    = 300
)

// OfficeOf returns the office of the province: what was stored, else its names
// as the installation knows them.
func OfficeOf(ctx context.Context, tx *db.Tx) (Office, error) {
	o, err := officeOf(ctx, tx)
	if err != nil || o.Version > 0 {
		return o, err
	}
	p, err := identity.ProvinceOf(ctx, tx)
	return Office{Parent: p.Department, Name: p.Centre}, err
}

// Named is the office as its papers name it: what its settings leave open is
// taken from the province.
func Named(ctx context.Context, tx *db.Tx) (o Office, p identity.Province, err error) {
	if o, err = OfficeOf(ctx, tx); err != nil {
		return o, p, err
	}
	if p, err = identity.ProvinceOf(ctx, tx); err != nil {
		return o, p, err
	}
	if o.Abbreviation == "" {
		o.Abbreviation = "TTKC"
	}
	if o.Place == "" {
		o.Place = p.Name
		if u, ok := territory.Lookup(p.Code, tx.Today()); ok {
			o.Place = u.Name
		}
	}
	return o, p, nil
}

// SaveOffice stores the office. o carries the Version that was seen.
func SaveOffice(ctx context.Context, tx *db.Tx, o Office) error {
	if err := tx.Actor.Require(access.ManageOffice); err != nil {
		return err
	}
	if err := o.tidy(ctx, tx); err != nil {
		return err
	}
	if err := putOffice(ctx, tx, o); err != nil {
		return err
	}
	detail := map[string]string{"parent": o.Parent, "name": o.Name, "abbreviation": o.Abbreviation, "place": o.Place}
	for field, value := range o.details() {
		if value != "" {
			detail[field] = value
		}
	}
	for i, u := range o.Units {
		detail["unit_"+strconv.Itoa(i+1)] = u.Code + " " + u.Name
	}
	for i, s := range o.Signers {
		detail["signer_"+strconv.Itoa(i+1)] = string(s.Capacity) + " " + s.Title + " " + s.Name
	}
	return audit.Record(ctx, tx, "office.save", "office/"+tx.Province, detail)
}

// tidy cleans what was typed and refuses what cannot be kept.
func (o *Office) tidy(ctx context.Context, tx *db.Tx) error {
	var form fault.Form
	o.Parent, o.Name, o.Place = text.CleanLine(o.Parent), text.CleanLine(o.Name), text.CleanLine(o.Place)
	o.Abbreviation = text.CleanLine(o.Abbreviation)
	form.Check(fits(o.Parent), "parent", "Tên cơ quan chủ quản dài tối đa 300 ký tự.")
	form.Check(o.Name != "" && fits(o.Name), "name", "Hãy ghi tên cơ quan, tối đa 300 ký tự.")
	form.Check(abbreviationForm.MatchString(o.Abbreviation), "abbreviation", "Hãy ghi tên viết tắt, chỉ gồm chữ và số, ví dụ TTKC.")
	form.Check(o.Place != "" && fits(o.Place), "place", "Hãy ghi địa danh trên văn bản, ví dụ Thái Nguyên.")
	o.tidyDetails(&form)
	form.Check(len(o.Units) <= MaxUnits, "units", "Tối đa 30 đơn vị soạn thảo.")
	form.Check(len(o.Signers) <= MaxSigners, "signers", "Tối đa 30 người ký.")
	seen := map[string]bool{}
	for i := range o.Units {
		u := &o.Units[i]
		u.Code, u.Name = text.CleanLine(u.Code), text.CleanLine(u.Name)
		form.Check(abbreviationForm.MatchString(u.Code), "units", "Dòng "+strconv.Itoa(i+1)+": tên viết tắt của đơn vị chỉ gồm chữ và số, ví dụ KHTC.")
		form.Check(!seen[u.Code], "units", "Tên viết tắt “"+u.Code+"” có hai lần.")
		form.Check(u.Name != "" && fits(u.Name), "units", "Dòng "+strconv.Itoa(i+1)+": hãy ghi tên đơn vị.")
		seen[u.Code] = true
	}
	for i := range o.Signers {
		s, line := &o.Signers[i], "Dòng "+strconv.Itoa(i+1)+": "
		s.Name, s.Title = text.CleanLine(s.Name), text.CleanLine(s.Title)
		form.Check(s.Name != "" && fits(s.Name), "signers", line+"hãy ghi họ và tên người ký.")
		form.Check(s.Title != "" && fits(s.Title), "signers", line+"hãy ghi chức vụ của người ký.")
		form.Check(known(Capacities(), s.Capacity), "signers", line+"quyền hạn không có trong danh sách.")
		if err := checkUser(ctx, tx, &form, s.User, "signers", line+"không có tài khoản này."); err != nil {
			return err
		}
	}
	return form.Err(mend)
}

// details are what papers say of the office as a party, by the name of the field.
func (o *Office) details() map[string]string {
	return map[string]string{
		"address": o.Address, "phone": o.Phone, "tax_code": o.TaxCode, "account": o.Account, "bank": o.Bank, "budget_code": o.BudgetCode,
	}
}

// What the numbers of an office may look like.
var (
	taxCodeForm    = regexp.MustCompile(`^(\d{10}(-?\d{3})?)?$`)
	budgetCodeForm = regexp.MustCompile(`^\d{0,20}$`)
)

// tidyDetails cleans what papers say of the office as a party. All of it may be
// left out.
func (o *Office) tidyDetails(form *fault.Form) {
	for _, s := range []*string{&o.Address, &o.Phone, &o.TaxCode, &o.Account, &o.Bank, &o.BudgetCode} {
		*s = text.CleanLine(*s)
	}
	form.Check(fits(o.Address), "address", "Địa chỉ dài tối đa 300 ký tự.")
	form.Check(utf8.RuneCountInString(o.Phone) <= 60, "phone", "Số điện thoại dài tối đa 60 ký tự.")
	form.Check(taxCodeForm.MatchString(o.TaxCode), "tax_code", "Mã số thuế của cơ quan gồm 10 hoặc 13 chữ số.")
	form.Check(text.IsAccount(o.Account), "account", "Số tài khoản chỉ gồm chữ, số, dấu chấm và gạch nối, tối đa 60 ký tự.")
	form.Check(fits(o.Bank), "bank", "Nơi mở tài khoản dài tối đa 300 ký tự.")
	form.Check(budgetCodeForm.MatchString(o.BudgetCode), "budget_code", "Mã đơn vị quan hệ ngân sách chỉ gồm chữ số, tối đa 20.")
}

// checkUser notes a user of whom the province knows nothing; "" is nobody.
func checkUser(ctx context.Context, tx *db.Tx, form *fault.Form, id, field, message string) error {
	if id == "" {
		return nil
	}
	u, err := identity.ByID(ctx, tx, identity.ID(id))
	if fault.KindOf(err) == fault.NotFound || err == nil && !u.Active {
		form.Add(field, message)
		return nil
	}
	return err
}

func fits(s string) bool { return utf8.RuneCountInString(s) <= maxLine }

const mend = "Hãy xem lại các chỗ được đánh dấu."
