package scheme

import (
	"context"
	"fmt"
	"strconv"

	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/norm"
	"example.vn/khuyencong/internal/domain/normbook"
	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/audit"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/money"
	"example.vn/khuyencong/internal/platform/text"
)

// Limits on what one dossier may hold.
const (
	MaxContents      = 10
	MaxCosts         = 200
	MaxBeneficiaries = 300 // small machines for many households go through one scheme
	maxTitle         = 500
	maxText          = 10_000
)

// Add stores a new draft of the transaction's actor and gives it its ID.
func Add(ctx context.Context, tx *db.Tx, s *Scheme) error {
	if err := tx.Actor.Require(access.EditScheme); err != nil {
		return err
	}
	s.State, s.PreparedBy = Draft, tx.Actor.ID
	if s.Origin == "" {
		s.Origin = FromOffice
	}
	if err := s.tidy(tx.Today()); err != nil {
		return err
	}
	if err := insert(ctx, tx, s); err != nil {
		return err
	}
	return audit.Record(ctx, tx, "scheme.add", s.ID.Subject(), map[string]string{
		"title": s.Title, "fund": string(s.Fund), "asked": s.Asked.String(), "need": s.Need,
	})
}

// AddRecorded stores a scheme of the past that was carried out outside this
// program, as a list of the office has it.
func AddRecorded(ctx context.Context, tx *db.Tx, s *Scheme) error {
	if err := tx.Actor.Require(access.ImportSchemes); err != nil {
		return err
	}
	s.State, s.Origin, s.PreparedBy = Recorded, FromArchive, tx.Actor.ID
	s.sum()
	if err := insert(ctx, tx, s); err != nil {
		return err
	}
	return audit.Record(ctx, tx, "scheme.record", s.ID.Subject(), map[string]string{"title": s.Title, "source": s.Source})
}

// ChangeRecorded stores the dossier of a recorded scheme again, after its list
// was corrected.
func ChangeRecorded(ctx context.Context, tx *db.Tx, s *Scheme) error {
	if err := tx.Actor.Require(access.ImportSchemes); err != nil {
		return err
	}
	if s.State != Recorded {
		return fault.New(fault.Conflict, "Đề án "+string(s.ID)+" đang được xử lý trong hệ thống, không ghi đè từ danh sách được.")
	}
	s.sum()
	if err := saveParts(ctx, tx, s); err != nil {
		return err
	}
	return Save(ctx, tx, s, "scheme.record_again", map[string]string{"title": s.Title, "source": s.Source})
}

// Change stores the dossier of a draft or returned scheme. s.Version is the
// version its author saw.
func Change(ctx context.Context, tx *db.Tx, s *Scheme) error {
	if err := tx.Actor.Require(access.EditScheme); err != nil {
		return err
	}
	old, err := ByID(ctx, tx, s.ID)
	if err != nil {
		return err
	}
	if !old.State.Editable() {
		return fault.New(fault.Conflict, "Đề án đang ở trạng thái “"+old.State.Label()+"” nên không sửa hồ sơ được nữa.")
	}
	s.keep(old)
	if err := s.tidy(tx.Today()); err != nil {
		return err
	}
	if err := saveParts(ctx, tx, s); err != nil {
		return err
	}
	if err := save(ctx, tx, s); err != nil {
		return fmt.Errorf("change scheme %s: %w", s.ID, err)
	}
	return audit.Record(ctx, tx, "scheme.change", s.ID.Subject(), changes(old, s))
}

// keep copies from old what a form does not carry.
func (s *Scheme) keep(old *Scheme) {
	s.Year, s.State, s.DueOn, s.Appraised = old.Year, old.State, old.DueOn, old.Appraised
	s.GroupPlan, s.GroupPlanNo, s.Need, s.Origin, s.OriginKey = old.GroupPlan, old.GroupPlanNo, old.Need, old.Origin, old.OriginKey
	s.Illustrative, s.Source, s.PreparedBy = old.Illustrative, old.Source, old.PreparedBy
}

func changes(old, s *Scheme) map[string]string {
	all := map[string]string{}
	note := func(name, before, after string) {
		if before != after {
			all[name] = before + " → " + after
		}
	}
	note("title", old.Title, s.Title)
	note("fund", string(old.Fund), string(s.Fund))
	note("asked", old.Asked.String(), s.Asked.String())
	note("total", old.Total.String(), s.Total.String())
	note("contents", fmt.Sprint(old.codes()), fmt.Sprint(s.codes()))
	note("beneficiaries", strconv.Itoa(len(old.Active())), strconv.Itoa(len(s.Active())))
	note("ends_on", old.EndsOn.String(), s.EndsOn.String())
	return all
}

func (s *Scheme) codes() []norm.Content {
	codes := make([]norm.Content, len(s.Contents))
	for i, c := range s.Contents {
		codes[i] = c.Code
	}
	return codes
}

// tidy cleans what people typed and checks that the draft can be stored.
// Whether it is complete is asked only when it is handed in.
func (s *Scheme) tidy(today calendar.Date) error {
	s.Title = text.CleanLine(s.Title)
	if s.YearEnd < s.Year {
		s.YearEnd = s.Year
	}
	if s.Place.Commune != "" && s.Place.On.IsZero() {
		s.Place.On = today
	}
	for i := range s.Contents {
		s.Contents[i].Units = max(s.Contents[i].Units, 1)
	}
	s.placeBeneficiaries(today)
	s.sum()
	f := &fault.Form{}
	s.checkShape(f)
	s.checkCosts(f)
	s.checkPlaces(f)
	if err := f.Err("Hồ sơ đề án có chỗ cần sửa."); err != nil {
		return err
	}
	s.Ceiling = total(s.Verdicts(today))
	return nil
}

func (s *Scheme) placeBeneficiaries(today calendar.Date) {
	for i := range s.Beneficiaries {
		b := &s.Beneficiaries[i]
		if b.Place.Commune != "" && b.Place.On.IsZero() {
			b.Place.On = today
		}
	}
}

func (s *Scheme) checkShape(f *fault.Form) {
	f.Check(s.Title != "", "title", "Chưa nhập tên đề án.")
	f.Check(len(s.Title) <= maxTitle, "title", "Tên đề án dài quá 500 ký tự.")
	f.Check(s.Fund == ledger.National || s.Fund == ledger.Local, "fund", "Chưa chọn nguồn kinh phí.")
	f.Check(s.Year >= 2004 && s.Year <= 2100, "year", "Năm kế hoạch phải từ 2004 đến 2100.")
	f.Check(s.YearEnd-s.Year <= 5, "year_end", "Đề án kéo dài không quá 6 năm ngân sách.")
	f.Check(s.EndsOn.IsZero() || s.StartsOn.IsZero() || !s.EndsOn.Before(s.StartsOn), "ends_on", "Ngày kết thúc phải sau ngày bắt đầu.")
	f.Check(len(s.Contents) <= MaxContents, "contents", "Một đề án có không quá 10 nội dung.")
	f.Check(len(s.Costs) <= MaxCosts, "costs", "Dự toán có không quá 200 dòng.")
	f.Check(len(s.Beneficiaries) <= MaxBeneficiaries, "beneficiaries", "Một đề án có không quá 300 đơn vị thụ hưởng.")
	for name, v := range map[string]string{"objectives": s.Objectives, "scope": s.Scope, "effects": s.Effects, "note": s.Note} {
		f.Check(len(v) <= maxText, name, "Nội dung dài quá 10.000 ký tự.")
	}
	for i, c := range s.Contents {
		_, known := normbook.ContentByCode(c.Code)
		f.Check(known, fmt.Sprintf("content_%d", i+1), "Chưa chọn nội dung hoạt động trong danh mục.")
		f.Check(c.Units <= 10_000, fmt.Sprintf("units_%d", i+1), "Số lượng phải từ 1 đến 10.000.")
	}
}

func (s *Scheme) checkCosts(f *fault.Form) {
	for i, c := range s.Costs {
		name := fmt.Sprintf("cost_%d", i+1)
		f.Check(text.CleanLine(c.Name) != "", name, fmt.Sprintf("Dòng dự toán %d chưa có tên.", i+1))
		f.Check(c.ContentNo >= 0 && c.ContentNo <= len(s.Contents), name, fmt.Sprintf("Dòng dự toán %d thuộc nội dung không có trong đề án.", i+1))
		f.Check(c.Year >= s.Year && c.Year <= s.YearEnd, name, fmt.Sprintf("Dòng dự toán %d có năm nằm ngoài thời gian của đề án.", i+1))
		for _, v := range []money.VND{c.National, c.Local, c.Own, c.Other} {
			f.Check(v >= 0 && v <= money.Max, name, fmt.Sprintf("Số tiền ở dòng dự toán %d không hợp lý.", i+1))
		}
	}
	f.Check(s.Total <= money.Max, "costs", "Tổng dự toán lớn quá mức cho phép.")
}

func (s *Scheme) checkPlaces(f *fault.Form) {
	if s.Place.Commune != "" {
		_, ok := territory.Lookup(s.Place.Commune, s.Place.On)
		f.Check(ok, "commune", "Xã, phường của nơi thực hiện không có trong danh mục ngày "+s.Place.On.VN()+".")
	}
	seen := map[string]bool{}
	for i, b := range s.Beneficiaries {
		name := fmt.Sprintf("beneficiary_%d", i+1)
		f.Check(b.Establishment != "", name, fmt.Sprintf("Đơn vị thụ hưởng thứ %d chưa được chọn.", i+1))
		f.Check(b.Support >= 0 && b.Cost >= 0 && b.Support <= money.Max && b.Cost <= money.Max, name, fmt.Sprintf("Số tiền của đơn vị thụ hưởng thứ %d không hợp lý.", i+1))
		f.Check(b.ContentNo >= 0 && b.ContentNo <= len(s.Contents), name, fmt.Sprintf("Đơn vị thụ hưởng thứ %d thuộc nội dung không có trong đề án.", i+1))
		key := fmt.Sprint(b.Establishment, "/", b.ContentNo)
		f.Check(!seen[key] || !b.LeftOn.IsZero(), name, fmt.Sprintf("Đơn vị thụ hưởng thứ %d bị nhập hai lần.", i+1))
		seen[key] = seen[key] || b.LeftOn.IsZero()
	}
}
