package scheme

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"example.vn/khuyencong/internal/domain/establishment"
	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/norm"
	"example.vn/khuyencong/internal/domain/normbook"
	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/money"
)

func TestAnIncompleteDossierIsNotHandedIn(t *testing.T) {
	w := newWorld(t)
	who := w.establishment("HTX Chè Hảo Đạt")
	for _, c := range []struct {
		name, field string
		spoil       func(*Scheme)
	}{
		{"no content", "content_1", func(s *Scheme) { s.Contents, s.Costs[0].ContentNo, s.Beneficiaries[0].ContentNo = nil, 0, 0 }},
		{"no objectives", "objectives", func(s *Scheme) { s.Objectives = " \n" }},
		{"no implementer", "implementer", func(s *Scheme) { s.Implementer = "" }},
		{"no first day", "starts_on", func(s *Scheme) { s.StartsOn = calendar.Date{} }},
		{"no last day", "ends_on", func(s *Scheme) { s.EndsOn = calendar.Date{} }},
		{"no estimate", "costs", func(s *Scheme) { s.Costs, s.Beneficiaries[0].Support = nil, 0 }},
		{"nothing asked of the fund", "costs", func(s *Scheme) { s.Costs[0].Local, s.Costs[0].National, s.Beneficiaries[0].Support = 0, 5, 0 }},
		{"no place", "commune", func(s *Scheme) { s.Place.Commune = "" }},
		{"no beneficiary", "beneficiaries", func(s *Scheme) { s.Beneficiaries = nil }},
		{"shares above the estimate", "beneficiaries", func(s *Scheme) { s.Beneficiaries[0].Support = 200_000_001 }},
		{"a key scheme of one content", "key", func(s *Scheme) { s.Key = true }},
		{"a group of one", "beneficiaries", func(s *Scheme) { s.Group = true }},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := machinery(who)
			c.spoil(s)
			w.add(s)
			wantField(t, s.Complete(), c.field)
			err := w.try(staff, func(ctx context.Context, tx *db.Tx) error { return Submit(ctx, tx, s.ID, s.Version) })
			wantField(t, err, c.field)
			if got := w.read(s.ID).State; got != Draft {
				t.Errorf("it is %s", got)
			}
		})
	}
}

func TestACompleteDossierIsHandedInByStaffWhoSawIt(t *testing.T) {
	w := newWorld(t)
	s := w.add(machinery(w.establishment("HTX Chè Hảo Đạt")))
	submit := func(a access.Actor, version int64) error {
		return w.try(a, func(ctx context.Context, tx *db.Tx) error { return Submit(ctx, tx, s.ID, version) })
	}
	wantKind(t, submit(director, 1), fault.Forbidden)
	wantKind(t, submit(auditor, 1), fault.Forbidden)
	wantKind(t, submit(staff, 2), fault.Conflict)
	other := access.Actor{ID: "u-9", Name: "Người khác", Roles: []access.Role{access.Staff}}
	if err := submit(other, 1); err != nil {
		t.Fatal(err)
	}
	got := w.read(s.ID)
	if got.State != Submitted || got.PreparedBy != "u-9" || got.Version != 2 {
		t.Errorf("state %s, prepared by %s, version %d", got.State, got.PreparedBy, got.Version)
	}
	wantKind(t, submit(staff, 2), fault.Conflict) // it is handed in already
	wantKind(t, w.tryIn("08", staff, func(ctx context.Context, tx *db.Tx) error { return Submit(ctx, tx, s.ID, 2) }), fault.NotFound)
}

func TestActivitiesForNobodyByNameNeedNoBeneficiary(t *testing.T) {
	s := machinery("")
	s.Contents, s.Beneficiaries = []Content{{Code: "communication"}}, nil
	s.sum()
	if err := s.Complete(); err != nil {
		t.Errorf("a bulletin needs a beneficiary: %v", fieldsOf(err))
	}
}

func TestAGroupHasNobodyYetOrTwoToTen(t *testing.T) {
	for n := range 13 {
		s := machinery("")
		s.Group, s.Beneficiaries = true, nil
		s.Place.Commune = ""
		s.sum()
		for i := range n {
			s.Beneficiaries = append(s.Beneficiaries, Beneficiary{Establishment: "cs", ContentNo: 1, No: i})
		}
		want := n == 0 || n >= 2 && n <= 10
		if got := s.Complete() == nil; got != want {
			t.Errorf("a group of %d is complete: %v, want %v", n, got, want)
		}
	}
}

func TestAVerifiedCeilingBlocksAndAnUnverifiedOneWarns(t *testing.T) {
	verdict := func(content norm.Content, asked money.VND, on string) norm.Verdict {
		s := machinery("")
		s.Contents = []Content{{Code: content, Units: 1}}
		s.Costs = []Cost{{Year: 2026, Local: asked, Own: 10_000_000_000}}
		s.Beneficiaries = nil
		return s.Verdicts(Basis{Book: normbook.Norms()}, calendar.Must(on))[0].Verdict
	}
	if v := verdict("advanced_machinery", 300_000_000, "2026-11-22"); v.Level != norm.OK || v.Ceiling != 300_000_000 {
		t.Errorf("at the ceiling: %s, %d", v.Level, v.Ceiling)
	}
	if v := verdict("advanced_machinery", 300_000_001, "2026-11-22"); v.Level != norm.Block || v.Over != 1 || v.Citation == "" {
		t.Errorf("one đồng above: %s, over %d, %q", v.Level, v.Over, v.Citation)
	}
	if v := verdict("brand_registration", 900_000_000, "2026-11-22"); v.Level != norm.Warn {
		t.Errorf("an unverified ceiling gives %s, want a warning", v.Level)
	}
	if v := verdict("advanced_machinery", 300_000_000, "2016-05-05"); v.Level == norm.OK || v.Ceiling >= 300_000_000 {
		t.Errorf("the norm of 2016 gives %s with ceiling %d", v.Level, v.Ceiling)
	}
}

func TestNothingAboveAVerifiedCeilingIsHandedIn(t *testing.T) {
	w := newWorld(t)
	who := w.establishment("HTX Chè Hảo Đạt")
	submit := func(s *Scheme) error {
		w.add(s)
		return w.try(staff, func(ctx context.Context, tx *db.Tx) error { return Submit(ctx, tx, s.ID, s.Version) })
	}
	over := machinery(who)
	over.Costs[0].Local, over.Costs[0].Own = 300_000_001, 900_000_000
	err := submit(over)
	wantKind(t, err, fault.Unlawful)

	share := machinery(who) // two units, and one of them gets more than a unit may
	share.Contents[0].Units = 2
	share.Costs[0].Local, share.Costs[0].Own = 400_000_000, 900_000_000
	share.Beneficiaries[0].Support, share.Beneficiaries[0].Cost = 350_000_000, 1_300_000_000
	wantKind(t, submit(share), fault.Unlawful)

	warned := machinery(who)
	warned.Contents = []Content{{Code: "brand_registration"}}
	warned.Beneficiaries[0].Support = 0
	if err := submit(warned); err != nil {
		t.Errorf("a warning stopped the dossier: %v", err)
	}
}

func TestAnAppraisedAmountIsHeldAgainstTheSumOfVerifiedCeilings(t *testing.T) {
	s := machinery("")
	s.Contents[0].Units = 1
	s.Costs[0].Own = 10_000_000_000
	on := calendar.Must("2026-11-22")
	if err := s.CheckAmount(Basis{Book: normbook.Norms()}, 300_000_000, on); err != nil {
		t.Errorf("at the ceiling: %v", err)
	}
	wantKind(t, s.CheckAmount(Basis{Book: normbook.Norms()}, 300_000_001, on), fault.Unlawful)
	s.Contents = append(s.Contents, Content{Code: "brand_registration", Units: 1})
	if err := s.CheckAmount(Basis{Book: normbook.Norms()}, 900_000_000, on); err != nil {
		t.Errorf("with an unverified part nothing blocks, got %v", err)
	}
}

func TestAWithdrawalNeedsAReason(t *testing.T) {
	w := newWorld(t)
	s := w.add(machinery(w.establishment("HTX Chè Hảo Đạt")))
	withdraw := func(a access.Actor, reason string) error {
		return w.try(a, func(ctx context.Context, tx *db.Tx) error { return Withdraw(ctx, tx, s.ID, 1, reason) })
	}
	wantField(t, withdraw(staff, ""), "reason")
	wantKind(t, withdraw(department, "x"), fault.Forbidden)
	if err := withdraw(director, "Cơ sở đổi kế hoạch"); err != nil {
		t.Fatal(err)
	}
	if got := w.read(s.ID).State; got != Withdrawn {
		t.Errorf("it is %s", got)
	}
}

// grantedGroup is an approved group scheme without names: 400 million.
func (w *world) grantedGroup() *Scheme {
	w.t.Helper()
	s := machinery("")
	s.Group, s.Beneficiaries = true, nil
	s.Contents[0].Units = 2
	s.Costs[0].Local, s.Costs[0].Own = 400_000_000, 900_000_000
	w.add(s)
	s.Appraised, s.GroupPlan = 400_000_000, GroupPlanPending
	w.put(s, Approved)
	return s
}

func TestBeneficiariesOfAGroupAreNamedAfterApprovalUntilTheListIsApproved(t *testing.T) {
	w := newWorld(t)
	s := w.grantedGroup()
	first, second, third := w.establishment("HTX Một"), w.establishment("HTX Hai"), w.establishment("HTX Ba")
	day := calendar.Must("2026-04-01")
	name := func(b Beneficiary) error {
		return w.try(staff, func(ctx context.Context, tx *db.Tx) error {
			return NameBeneficiary(ctx, tx, s.ID, w.version(tx, s.ID), b, day)
		})
	}
	approve := func(a access.Actor, number string) error {
		return w.try(a, func(ctx context.Context, tx *db.Tx) error {
			return ApproveGroupPlan(ctx, tx, s.ID, w.version(tx, s.ID), number)
		})
	}
	wantKind(t, name(Beneficiary{Establishment: first, ContentNo: -1, Support: 1}), fault.Invalid)
	wantField(t, name(Beneficiary{Establishment: first, ContentNo: 2}), "content_no")
	wantField(t, name(Beneficiary{Establishment: first, ContentNo: 1, Support: -1}), "support")
	wantKind(t, name(Beneficiary{Establishment: first, ContentNo: 1, Support: 300_000_001, Cost: 900_000_000}), fault.Unlawful)
	wantKind(t, name(Beneficiary{Establishment: "cs-9999", ContentNo: 1}), fault.NotFound)
	if err := name(Beneficiary{Establishment: first, ContentNo: 1, Support: 250_000_000, Cost: 900_000_000}); err != nil {
		t.Fatal(err)
	}
	wantKind(t, name(Beneficiary{Establishment: first, ContentNo: 1}), fault.Conflict)
	wantField(t, name(Beneficiary{Establishment: second, ContentNo: 1, Support: 150_000_001, Cost: 900_000_000}), "support")
	wantKind(t, approve(department, "12/SCT"), fault.Invalid) // one is no group
	if err := name(Beneficiary{Establishment: second, ContentNo: 1, Support: 150_000_000, Cost: 900_000_000}); err != nil {
		t.Fatal(err)
	}
	wantKind(t, approve(staff, "12/SCT"), fault.Forbidden)
	wantField(t, approve(department, ""), "number")
	both := access.Actor{ID: staff.ID, Name: staff.Name, Roles: []access.Role{access.Staff, access.Department}}
	wantKind(t, approve(both, "12/SCT"), fault.Forbidden) // two-person rule
	if err := approve(department, "12/SCT"); err != nil {
		t.Fatal(err)
	}
	wantKind(t, approve(department, "13/SCT"), fault.Conflict)
	wantKind(t, name(Beneficiary{Establishment: third, ContentNo: 1}), fault.Conflict)
	got := w.read(s.ID)
	if len(got.Active()) != 2 || got.GroupPlanNo != "12/SCT" || got.Beneficiaries[0].Place.Commune != commune {
		t.Errorf("stored %+v", got.Beneficiaries)
	}
}

// version reads the present version inside a transaction.
func (w *world) version(tx *db.Tx, id ID) int64 {
	s, err := ByID(w.t.Context(), tx, id)
	if err != nil {
		w.t.Fatal(err)
	}
	return s.Version
}

func TestAGroupTakesAtMostTen(t *testing.T) {
	w := newWorld(t)
	s := w.grantedGroup()
	for i := range 11 {
		who := w.establishment(fmt.Sprintf("HTX Số %d", i))
		err := w.try(staff, func(ctx context.Context, tx *db.Tx) error {
			return NameBeneficiary(ctx, tx, s.ID, w.version(tx, s.ID), Beneficiary{Establishment: who, ContentNo: 1}, calendar.Must("2026-04-01"))
		})
		if ok := err == nil; ok != (i < 10) {
			t.Errorf("number %d: %v", i+1, err)
		}
	}
}

func TestOneBeneficiaryTakesThePlaceOfAnother(t *testing.T) {
	w := newWorld(t)
	first, second := w.establishment("HTX Một"), w.establishment("HTX Hai")
	s := w.add(machinery(first))
	replace := func(no int, by string) error {
		return w.try(staff, func(ctx context.Context, tx *db.Tx) error {
			now, err := ByID(ctx, tx, s.ID)
			if err != nil {
				return err
			}
			if by == "second" {
				return Replace(ctx, tx, now, no, second, now.StartsOn, "Cơ sở ngừng hoạt động")
			}
			return Replace(ctx, tx, now, no, "cs-9999", now.StartsOn, "x")
		})
	}
	wantKind(t, replace(7, "second"), fault.NotFound)
	wantKind(t, replace(1, "nobody"), fault.NotFound)
	if got := w.read(s.ID); len(got.Beneficiaries) != 1 || len(got.Active()) != 1 {
		t.Fatalf("a refused replacement left %+v", got.Beneficiaries)
	}
	if err := replace(1, "second"); err != nil {
		t.Fatal(err)
	}
	wantKind(t, replace(1, "second"), fault.NotFound) // who left cannot leave again
	got := w.read(s.ID)
	if len(got.Beneficiaries) != 2 || len(got.Active()) != 1 || got.Active()[0].Establishment != second || got.Active()[0].Support != 200_000_000 {
		t.Errorf("stored %+v", got.Beneficiaries)
	}
	if got.Beneficiaries[0].LeftReason != "Cơ sở ngừng hoạt động" || got.Beneficiaries[0].LeftOn.String() != "2026-11-22" {
		t.Errorf("who left: %+v", got.Beneficiaries[0])
	}
}

func TestAMultiYearSchemeAsksByYear(t *testing.T) {
	w := newWorld(t)
	s := machinery(w.establishment("HTX Chè Hảo Đạt"))
	s.YearEnd = 2027
	s.Costs = append(s.Costs, Cost{ContentNo: 1, Year: 2027, Name: "Lắp đặt", Local: 50_000_000, Own: 100_000_000})
	w.add(s)
	got := w.read(s.ID)
	if !got.MultiYear() || got.AskedIn(2026) != 200_000_000 || got.AskedIn(2027) != 50_000_000 || got.AskedIn(2028) != 0 || got.Asked != 250_000_000 || got.Total != 650_000_000 {
		t.Errorf("asks %d and %d, in all %d of %d", got.AskedIn(2026), got.AskedIn(2027), got.Asked, got.Total)
	}
	if got.Fund == ledger.National {
		t.Error("the fund changed")
	}
}

// The dossier tells the general conditions who asks and where, as of the day
// that decides; what it does not tell is left for people to see to.
func TestADossierTellsWhoAsksAndWhere(t *testing.T) {
	t.Parallel()
	by := Basis{Book: normbook.Norms()}
	at := func(commune, on string) territory.Address {
		return territory.Address{Commune: commune, On: calendar.Must(on)}
	}
	for _, c := range []struct {
		name   string
		kind   establishment.Kind
		place  territory.Address
		on     string
		want   norm.Answer
		says   string // among what was refused or is to be seen to
		silent bool   // and nothing about places
	}{
		{"a union the day before", establishment.Union, at("05488", "2025-10-01"), "2025-10-14", norm.No, "chỉ doanh nghiệp nhỏ và vừa, hợp tác xã, tổ hợp tác và hộ kinh doanh", true},
		{"a union on the day", establishment.Union, at("05488", "2025-10-15"), "2025-10-15", norm.Yes, "", true},
		{"an enterprise of unknown size", establishment.Enterprise, at("05488", "2025-10-15"), "2025-10-15", norm.Yes, "thuộc loại nhỏ hoặc vừa", true},
		{"a ward of Hà Nội may be a craft village", establishment.Household, at("00070", "2025-10-15"), "2025-10-15", norm.Yes, "trong làng nghề", false},
		{"a ward of quận Hoàn Kiếm before", establishment.Household, at("00070", "2025-06-30"), "2025-06-30", norm.No, "phường này không thuộc", false},
		{"nobody and nowhere", "", territory.Address{}, "2025-10-15", norm.Yes, "làng nghề", false},
	} {
		s := &Scheme{
			Province: "19", Fund: ledger.National, Place: c.place, Contents: []Content{{Code: "advanced_machinery", Units: 1}},
			Costs: []Cost{{ContentNo: 1, Name: "Máy", National: 10, Own: 10}},
		}
		if c.kind != "" {
			s.Beneficiaries = []Beneficiary{{Establishment: "cs-1", Kind: c.kind, ContentNo: 1}}
		}
		v := s.Verdicts(by, calendar.Must(c.on))[0]
		words := v.Refused + "; " + strings.Join(v.Conditions, "; ")
		if v.Eligible != c.want || !strings.Contains(words, c.says) || c.silent && strings.Contains(words, "nơi sản xuất") || len(v.Missing) > 0 {
			t.Errorf("%s: %s, %q, missing %q", c.name, v.Eligible, words, v.Missing)
		}
	}
}
