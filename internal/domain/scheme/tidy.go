package scheme

import (
	"context"
	"fmt"
	"unicode/utf8"

	"example.vn/khuyencong/internal/domain/establishment"
	"example.vn/khuyencong/internal/domain/lawbook"
	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/normbook"
	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/money"
	"example.vn/khuyencong/internal/platform/text"
)

// tidy cleans what people typed and checks that the draft can be stored.
// Whether it is complete is asked only when it is handed in. before are the
// beneficiaries that were stored, whose places are kept.
func (s *Scheme) tidy(ctx context.Context, tx *db.Tx, before []Beneficiary) error {
	f := &fault.Form{}
	s.clean(f)
	if s.YearEnd < s.Year {
		s.YearEnd = s.Year
	}
	if s.Place.Commune != "" && s.Place.On.IsZero() {
		s.Place.On = tx.Today()
	}
	for i := range s.Contents {
		s.Contents[i].Units = max(s.Contents[i].Units, 1)
	}
	s.sum()
	s.checkShape(f)
	s.checkCosts(f)
	s.checkPlace(f, tx)
	if err := s.checkBeneficiaries(ctx, tx, f, before); err != nil {
		return err
	}
	if err := f.Err("Hồ sơ đề án có chỗ cần sửa."); err != nil {
		return err
	}
	book, _, err := lawbook.Of(ctx, tx)
	if err != nil {
		return err
	}
	s.Province = tx.Province
	s.Ceiling = s.total(book, tx.Today())
	return nil
}

// clean brings every text into its stored form and limits its length.
func (s *Scheme) clean(f *fault.Form) {
	line := func(v *string, field string, limit int) {
		*v = text.CleanLine(*v)
		f.Check(utf8.RuneCountInString(*v) <= limit, field, tooLong(limit))
	}
	body := func(v *string, field string) {
		*v = text.Clean(*v)
		f.Check(utf8.RuneCountInString(*v) <= maxText, field, tooLong(maxText))
	}
	line(&s.Title, "title", maxTitle)
	line(&s.Implementer, "implementer", maxLine)
	line(&s.Coordinator, "coordinator", maxLine)
	line(&s.Place.Detail, "address_detail", maxLine)
	body(&s.Objectives, "objectives")
	body(&s.Scope, "scope")
	body(&s.Effects, "effects")
	body(&s.Note, "note")
	for i := range s.Contents {
		line(&s.Contents[i].Title, fmt.Sprintf("content_title_%d", i+1), maxTitle)
	}
	for i := range s.Costs {
		c, field := &s.Costs[i], fmt.Sprintf("cost_%d", i+1)
		line(&c.Name, field, maxTitle)
		line(&c.Unit, field, maxUnit)
		line(&c.Quantity, field, maxUnit)
		line(&c.Note, field, maxTitle)
	}
}

func tooLong(limit int) string {
	return "Nội dung dài tối đa " + money.VND(limit).String() + " ký tự."
}

func (s *Scheme) checkShape(f *fault.Form) {
	f.Check(s.Title != "", "title", "Chưa nhập tên đề án.")
	f.Check(s.Fund == ledger.National || s.Fund == ledger.Local, "fund", "Chưa chọn nguồn kinh phí.")
	f.Check(s.Year >= 2004 && s.Year <= 2100, "year", "Năm kế hoạch phải từ 2004 đến 2100.")
	f.Check(s.YearEnd-s.Year <= 5, "year_end", "Đề án kéo dài không quá 6 năm ngân sách.")
	f.Check(s.EndsOn.IsZero() || s.StartsOn.IsZero() || !s.EndsOn.Before(s.StartsOn), "ends_on", "Ngày kết thúc phải sau ngày bắt đầu.")
	f.Check(len(s.Contents) <= MaxContents, "contents", "Một đề án có không quá 10 nội dung.")
	f.Check(len(s.Costs) <= MaxCosts, "costs", "Dự toán có không quá 200 dòng.")
	f.Check(len(s.Beneficiaries) <= MaxBeneficiaries, "beneficiaries", "Một đề án có không quá 300 đơn vị thụ hưởng.")
	for i, c := range s.Contents {
		_, known := normbook.ContentByCode(c.Code)
		f.Check(known, fmt.Sprintf("content_%d", i+1), "Chưa chọn nội dung hoạt động trong danh mục.")
		f.Check(c.Units <= 10_000, fmt.Sprintf("units_%d", i+1), "Số lượng phải từ 1 đến 10.000.")
	}
}

func (s *Scheme) checkCosts(f *fault.Form) {
	for i, c := range s.Costs {
		name := fmt.Sprintf("cost_%d", i+1)
		f.Check(c.Name != "", name, fmt.Sprintf("Dòng dự toán %d chưa có tên.", i+1))
		f.Check(c.ContentNo >= 0 && c.ContentNo <= len(s.Contents), name, fmt.Sprintf("Dòng dự toán %d thuộc nội dung không có trong đề án.", i+1))
		f.Check(c.Year >= s.Year && c.Year <= s.YearEnd, name, fmt.Sprintf("Dòng dự toán %d có năm nằm ngoài thời gian của đề án.", i+1))
		for _, v := range []money.VND{c.National, c.Local, c.Own, c.Other} {
			f.Check(v >= 0 && v <= money.Max, name, fmt.Sprintf("Số tiền ở dòng dự toán %d không hợp lý.", i+1))
		}
	}
	f.Check(s.Total <= money.Max, "costs", "Tổng dự toán lớn quá mức cho phép.")
}

// checkPlace checks that the place existed on its day and lies in what is the
// province today.
func (s *Scheme) checkPlace(f *fault.Form, tx *db.Tx) {
	if s.Place.Commune == "" {
		return
	}
	unit, ok := territory.Lookup(s.Place.Commune, s.Place.On)
	if !ok || unit.Level == territory.Province {
		f.Add("commune", "Xã, phường của nơi thực hiện không có trong danh mục ngày "+s.Place.On.VN()+".")
		return
	}
	home, _ := territory.ProvinceOf(s.Place.Commune, s.Place.On)
	held, _ := territory.ProvinceAt(home.Code, tx.Today())
	f.Check(held == tx.Province, "commune", "Nơi thực hiện thuộc "+home.Label()+"; hãy chọn xã, phường của tỉnh mình.")
}

// checkBeneficiaries checks the beneficiaries and gives each its name and the
// place where it was when it joined.
func (s *Scheme) checkBeneficiaries(ctx context.Context, tx *db.Tx, f *fault.Form, before []Beneficiary) error {
	seen := map[string]bool{}
	for i := range s.Beneficiaries {
		b, name := &s.Beneficiaries[i], fmt.Sprintf("beneficiary_%d", i+1)
		if err := b.join(ctx, tx, before); fault.KindOf(err) == fault.NotFound {
			f.Add(name, fmt.Sprintf("Đơn vị thụ hưởng thứ %d không có trong danh sách cơ sở của tỉnh.", i+1))
		} else if err != nil {
			return err
		}
		f.Check(b.Support >= 0 && b.Cost >= 0 && b.Support <= money.Max && b.Cost <= money.Max, name, fmt.Sprintf("Số tiền của đơn vị thụ hưởng thứ %d không hợp lý.", i+1))
		f.Check(b.ContentNo >= 0 && b.ContentNo <= len(s.Contents), name, fmt.Sprintf("Đơn vị thụ hưởng thứ %d thuộc nội dung không có trong đề án.", i+1))
		key := fmt.Sprint(b.Establishment, "/", b.ContentNo)
		f.Check(!seen[key] || !b.LeftOn.IsZero(), name, fmt.Sprintf("Đơn vị thụ hưởng thứ %d bị nhập hai lần.", i+1))
		seen[key] = seen[key] || b.LeftOn.IsZero()
	}
	return nil
}

// join fills in what the establishment's own record says: the one that it was
// merged into, its name and its place, unless it was here before.
func (b *Beneficiary) join(ctx context.Context, tx *db.Tx, before []Beneficiary) error {
	e, err := establishment.Root(ctx, tx, b.Establishment)
	if err != nil {
		return err
	}
	b.Establishment, b.Name, b.Kind = e.ID, e.Name, e.Kind
	for _, old := range before {
		if old.Establishment == b.Establishment {
			b.Place = old.Place
			return nil
		}
	}
	if b.Place.Commune == "" {
		b.Place = e.Address
	}
	if b.Place.Commune != "" && b.Place.On.IsZero() {
		b.Place.On = tx.Today()
	}
	return nil
}
