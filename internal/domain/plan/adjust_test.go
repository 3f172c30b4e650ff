package plan_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"example.vn/khuyencong/internal/domain/establishment"
	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/plan"
	"example.vn/khuyencong/internal/domain/procedure"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/db/dbtest"
	"example.vn/khuyencong/internal/platform/fault"
)

// workshop adds an establishment.
func workshop(t *testing.T, d *db.DB, name string) establishment.ID {
	t.Helper()
	e := &establishment.Establishment{Kind: establishment.Household, Name: name, Address: territory.Address{Commune: "05488", On: today}}
	must(t, d, staff, func(tx *db.Tx) error { return establishment.Add(t.Context(), tx, e) })
	return e.ID
}

// propose asks for a as staff and returns its id.
func propose(t *testing.T, d *db.DB, a plan.Adjustment) string {
	t.Helper()
	if a.Reason == "" {
		a.Reason = "Theo đề nghị của đơn vị"
	}
	must(t, d, staff, func(tx *db.Tx) error { return plan.Propose(t.Context(), tx, &a) })
	return a.ID
}

func decide(t *testing.T, d *db.DB, who db.Scope, id string) error {
	t.Helper()
	return do(t, d, who, func(tx *db.Tx) error { return plan.Decide(t.Context(), tx, id, 1, decision) })
}

// decider is the one role that decides for each authority.
var decider = map[procedure.Authority]access.Role{
	procedure.Implementer: "", // decides no change
	procedure.MOIT:        access.Department, procedure.Agency: access.Department,
	procedure.ProvincialPeople: access.Approver, procedure.Department: access.Department,
}

// change fills in what a kind of change needs.
func change(c procedure.Change, s *scheme.Scheme, other establishment.ID) plan.Adjustment {
	a := plan.Adjustment{Scheme: s.ID, Change: c}
	switch c {
	case procedure.MoreSupport, procedure.LessSupport, procedure.AddScheme:
		a.Delta = 2 * million
	case procedure.Beneficiary:
		a.BeneficiaryNo, a.Establishment = 1, other
	case procedure.ExtendNextYear:
		a.NewEndOn = calendar.Must("2027-03-31")
	case procedure.TimeWithinYear:
		a.NewEndOn = calendar.Must("2026-12-25")
	case procedure.Place, procedure.Coordinator, procedure.OtherContent, procedure.OtherChange:
		a.NewText = "Nội dung mới"
	case procedure.StopScheme:
	}
	return a
}

func TestEveryAdjustmentIsDecidedByWhomLawNames(t *testing.T) {
	moit, cuc, ubnd, so := procedure.MOIT, procedure.Agency, procedure.ProvincialPeople, procedure.Department
	// Law: TT 36/2013/TT-BCT Điều 11; the columns are national, local, group of either fund.
	table := map[procedure.Change][4]procedure.Authority{
		procedure.MoreSupport:    {moit, ubnd, moit, ubnd},
		procedure.OtherContent:   {moit, ubnd, moit, ubnd},
		procedure.ExtendNextYear: {moit, ubnd, moit, ubnd},
		procedure.AddScheme:      {moit, ubnd, moit, ubnd},
		procedure.StopScheme:     {moit, ubnd, moit, ubnd},
		procedure.Place:          {cuc, so, so, so},
		procedure.Beneficiary:    {cuc, so, so, so},
		procedure.Coordinator:    {cuc, so, so, so},
		procedure.TimeWithinYear: {cuc, so, cuc, so},
		procedure.LessSupport:    {cuc, so, cuc, so},
		procedure.OtherChange:    {cuc, so, cuc, so},
	}
	for i, kind := range []struct {
		fund  ledger.Fund
		group bool
	}{{ledger.National, false}, {ledger.Local, false}, {ledger.National, true}, {ledger.Local, true}} {
		t.Run(fmt.Sprintf("%s, group %v", kind.fund, kind.group), func(t *testing.T) {
			d := dbtest.Open(t)
			a, b, other := workshop(t, d, "HTX chè Một"), workshop(t, d, "HTX chè Hai"), workshop(t, d, "HTX chè Ba")
			draft := func(s *scheme.Scheme) {
				s.Group = kind.group
				s.Beneficiaries = []scheme.Beneficiary{{Establishment: a, ContentNo: 1}, {Establishment: b, ContentNo: 1}}
			}
			for _, c := range procedure.Changes() {
				want := table[c][i]
				var s *scheme.Scheme
				if c == procedure.AddScheme {
					s = ready(t, d, kind.fund, 10*million, draft)
					allot(t, d, ledger.Book{Fund: kind.fund, Year: 2026}, 10*million, string(s.ID))
				} else {
					s = granted(t, d, kind.fund, 10*million, draft)
					allot(t, d, ledger.Book{Fund: kind.fund, Year: 2026}, 10*million, string(s.ID)+"b")
				}
				id := propose(t, d, change(c, s, other))
				look(t, d, func(tx *db.Tx) error {
					got, err := plan.AdjustmentByID(t.Context(), tx, id)
					if err == nil && (got.Authority != want || got.State != plan.Proposed) {
						t.Errorf("%s: %s decides, state %s; want %s", c, got.Authority, got.State, want)
					}
					return err
				})
				for _, role := range access.Roles() {
					if role != decider[want] {
						refused(t, fmt.Sprintf("%s by %s", c, role), decide(t, d, person("x", role), id), fault.Forbidden, want.Label())
					}
				}
				if err := decide(t, d, person("x", decider[want]), id); err != nil {
					t.Errorf("%s by %s: %v", c, decider[want], err)
				}
			}
		})
	}
}

func TestARefusalToDecideCitesTheProvision(t *testing.T) {
	d := dbtest.Open(t)
	s := granted(t, d, ledger.National, 10*million)
	id := propose(t, d, change(procedure.StopScheme, s, ""))
	err := decide(t, d, approver, id)
	f, ok := err.(*fault.Error) //nolint:errorlint // the domain returns it bare
	if !ok || !strings.Contains(f.Basis, "TT 36/2013/TT-BCT, Điều 11") {
		t.Errorf("got %#v", err)
	}
}

func TestWhoProposedDoesNotDecide(t *testing.T) {
	d := dbtest.Open(t)
	s := granted(t, d, ledger.Local, 10*million)
	id := propose(t, d, change(procedure.Place, s, ""))
	refused(t, "decide", decide(t, d, person("staff", access.Department), id), fault.Forbidden, "hai người")
	refused(t, "refuse", do(t, d, person("staff", access.Department), func(tx *db.Tx) error {
		return plan.Refuse(t.Context(), tx, id, 1, "Không")
	}), fault.Forbidden, "hai người")
}

func TestAnAdjustmentIsDecidedOnceAndAsSeen(t *testing.T) {
	d := dbtest.Open(t)
	s := granted(t, d, ledger.Local, 10*million)
	id := propose(t, d, change(procedure.LessSupport, s, ""))
	refused(t, "a stale page", do(t, d, head, func(tx *db.Tx) error {
		return plan.Decide(t.Context(), tx, id, 0, decision)
	}), fault.Conflict, "người khác sửa")
	refused(t, "without a decision", do(t, d, head, func(tx *db.Tx) error {
		return plan.Decide(t.Context(), tx, id, 1, plan.Decision{})
	}), fault.Invalid, "số quyết định")
	refused(t, "refusing without a reason", do(t, d, head, func(tx *db.Tx) error {
		return plan.Refuse(t.Context(), tx, id, 1, "")
	}), fault.Invalid, "lý do")
	if err := decide(t, d, head, id); err != nil {
		t.Fatal(err)
	}
	refused(t, "twice", decide(t, d, head, id), fault.Conflict, "đã được quyết định")
	if got := balances(t, d, local)[ledger.Approved]; got != 8*million {
		t.Errorf("approved %s, want it lowered once", got)
	}
	refused(t, "one that is not there", decide(t, d, head, "dc-9999"), fault.NotFound, "Không tìm thấy")
	second := propose(t, d, change(procedure.Place, s, ""))
	must(t, d, head, func(tx *db.Tx) error { return plan.Refuse(t.Context(), tx, second, 1, "Chưa cần thiết") })
	refused(t, "after the refusal", decide(t, d, head, second), fault.Conflict, "đã được quyết định")
	look(t, d, func(tx *db.Tx) error {
		all, err := plan.Adjustments(t.Context(), tx, s.ID)
		waiting, err2 := plan.Waiting(t.Context(), tx)
		if len(all) != 2 || all[0].State != plan.Decided || all[1].State != plan.Refused || all[1].Answer != "Chưa cần thiết" || len(waiting) != 0 {
			t.Errorf("adjustments %+v, waiting %+v", all, waiting)
		}
		return firstOf(err, err2)
	})
}

func TestProposalsThatMakeNoSenseAreRefused(t *testing.T) {
	d := dbtest.Open(t)
	a, b := workshop(t, d, "HTX chè Một"), workshop(t, d, "HTX chè Hai")
	s := granted(t, d, ledger.Local, 10*million, func(s *scheme.Scheme) {
		s.Beneficiaries = []scheme.Beneficiary{{Establishment: a}, {Establishment: b}}
	})
	waiting := ready(t, d, ledger.Local, 10*million)
	for _, c := range []struct {
		name string
		a    plan.Adjustment
		word string
	}{
		{"no reason", plan.Adjustment{Change: procedure.StopScheme, Reason: " "}, ""},
		{"no kind", plan.Adjustment{}, "loại điều chỉnh"},
		{"more of nothing", plan.Adjustment{Change: procedure.MoreSupport}, "số tiền"},
		{"a negative amount", plan.Adjustment{Change: procedure.LessSupport, Delta: -1}, "không hợp lý"},
		{"nobody leaves", plan.Adjustment{Change: procedure.Beneficiary, Establishment: b}, "thôi tham gia"},
		{"nobody joins", plan.Adjustment{Change: procedure.Beneficiary, BeneficiaryNo: 1}, "thay thế"},
		{"a stranger leaves", plan.Adjustment{Change: procedure.Beneficiary, BeneficiaryNo: 9, Establishment: b}, "không tham gia"},
		{"somebody joins twice", plan.Adjustment{Change: procedure.Beneficiary, BeneficiaryNo: 1, Establishment: b}, "đang tham gia"},
		{"nobody knows who joins", plan.Adjustment{Change: procedure.Beneficiary, BeneficiaryNo: 1, Establishment: "cs-9999"}, "Không tìm thấy cơ sở"},
		{"no new day", plan.Adjustment{Change: procedure.TimeWithinYear}, "ngày kết thúc mới"},
		{"a day before the beginning", plan.Adjustment{Change: procedure.TimeWithinYear, NewEndOn: calendar.Must("2026-01-31")}, "sau ngày bắt đầu"},
		{"next year called this year", plan.Adjustment{Change: procedure.TimeWithinYear, NewEndOn: calendar.Must("2027-01-01")}, "gia hạn sang năm sau"},
		{"this year called next year", plan.Adjustment{Change: procedure.ExtendNextYear, NewEndOn: calendar.Must("2026-12-31")}, "đổi thời gian trong năm"},
		{"no new text", plan.Adjustment{Change: procedure.Place}, "nội dung mới"},
		{"adding what is in", plan.Adjustment{Change: procedure.AddScheme, Delta: million}, "chưa vào kế hoạch"},
		{"adding more than appraised", plan.Adjustment{Scheme: waiting.ID, Change: procedure.AddScheme, Delta: 11 * million}, "không quá số đã thẩm định"},
		{"stopping what is not approved", plan.Adjustment{Scheme: waiting.ID, Change: procedure.StopScheme}, "đã phê duyệt"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.a.Scheme == "" {
				c.a.Scheme = s.ID
			}
			c.a.Reason = strings.TrimSpace("Lý do" + c.a.Reason)
			word := c.word
			if word == "" {
				c.a.Reason, word = "", "lý do"
			}
			refused(t, "propose", do(t, d, staff, func(tx *db.Tx) error { return plan.Propose(t.Context(), tx, &c.a) }), fault.Invalid, word)
		})
	}
}

func TestMoreSupportStaysWithinTheFundAndTheLaw(t *testing.T) {
	d := dbtest.Open(t)
	// Law: TT 28/2018/TT-BTC Điều 8 khoản 1 caps this content at 10 million.
	s := granted(t, d, ledger.Local, 9*million, func(s *scheme.Scheme) {
		s.Contents = []scheme.Content{{Code: "enterprise_establishment", Units: 1}}
		s.Territory = "difficult_area" // elsewhere the law gives nothing
	})
	more := propose(t, d, plan.Adjustment{Scheme: s.ID, Change: procedure.MoreSupport, Delta: million})
	refused(t, "an empty fund", decide(t, d, approver, more), fault.Conflict, "chỉ còn 0 đ")
	allot(t, d, local, 5*million, "more")
	if err := decide(t, d, approver, more); err != nil {
		t.Fatal(err)
	}
	above := propose(t, d, plan.Adjustment{Scheme: s.ID, Change: procedure.MoreSupport, Delta: 1})
	refused(t, "above the ceiling", decide(t, d, approver, above), fault.Unlawful, "vượt mức trần 10.000.000 đ")
	look(t, d, func(tx *db.Tx) error {
		v, err := plan.Granted(t.Context(), tx, s.ID, today)
		before, err2 := plan.Granted(t.Context(), tx, s.ID, today.AddDays(-1))
		if v != 10*million || before != 0 {
			t.Errorf("granted %s today, %s yesterday", v, before)
		}
		return firstOf(err, err2)
	})
	if b := balances(t, d, local); b[ledger.Approved] != 10*million || b[ledger.Available] != 4*million {
		t.Errorf("balances %v", b)
	}
}

func TestLessSupportCannotTakeBackWhatIsContracted(t *testing.T) {
	d := dbtest.Open(t)
	s := granted(t, d, ledger.Local, 10*million)
	must(t, d, system, func(tx *db.Tx) error {
		return ledger.Post(t.Context(), tx, ledger.Entry{
			Book: local, Key: "contract", Kind: ledger.Contract, Subject: s.ID.Subject(), Amount: 7 * million, Day: "2026-11-22",
		})
	})
	id := propose(t, d, plan.Adjustment{Scheme: s.ID, Change: procedure.LessSupport, Delta: 4 * million})
	refused(t, "decide", decide(t, d, head, id), fault.Conflict, "chỉ còn 3.000.000 đ")
	if b := balances(t, d, local); b[ledger.Approved] != 3*million {
		t.Errorf("balances %v", b)
	}
	must(t, d, head, func(tx *db.Tx) error { return plan.Refuse(t.Context(), tx, id, 1, "Chờ phụ lục hợp đồng") })
	// Stopping gives back only what is free.
	id = propose(t, d, change(procedure.StopScheme, s, ""))
	if err := decide(t, d, approver, id); err != nil {
		t.Fatal(err)
	}
	if b := balances(t, d, local); b[ledger.Approved] != 0 || b[ledger.Committed] != 7*million || b[ledger.Available] != 3*million {
		t.Errorf("balances %v", b)
	}
	if s := now(t, d, s.ID); s.State != scheme.Stopped {
		t.Errorf("the scheme is %s", s.State)
	}
}

func TestMoneyOfSeveralYearsIsGivenBackFromTheNewest(t *testing.T) {
	d := dbtest.Open(t)
	next := ledger.Book{Fund: ledger.Local, Year: 2027}
	s := granted(t, d, ledger.Local, 90*million, func(s *scheme.Scheme) {
		s.YearEnd, s.EndsOn = 2027, calendar.Must("2027-12-15")
		s.Costs = []scheme.Cost{cost(ledger.Local, 2026, 40*million), cost(ledger.Local, 2027, 50*million)}
	})
	allot(t, d, next, 50*million, "2027")
	p := open(t, d, 2027, ledger.Local)
	choose(t, d, p.Key, s.ID)
	if err := submit(t, d, p.Key); err != nil {
		t.Fatal(err)
	}
	if err := approve(t, d, approver, p.Key); err != nil {
		t.Fatal(err)
	}
	if err := decide(t, d, head, propose(t, d, plan.Adjustment{Scheme: s.ID, Change: procedure.LessSupport, Delta: 60 * million})); err != nil {
		t.Fatal(err)
	}
	if a, b := balances(t, d, local), balances(t, d, next); a[ledger.Approved] != 30*million || b[ledger.Approved] != 0 {
		t.Errorf("approved %s in 2026 and %s in 2027", a[ledger.Approved], b[ledger.Approved])
	}
	if err := decide(t, d, approver, propose(t, d, change(procedure.StopScheme, s, ""))); err != nil {
		t.Fatal(err)
	}
	if a := balances(t, d, local); a[ledger.Approved] != 0 {
		t.Errorf("the stopped scheme still holds %s", a[ledger.Approved])
	}
	look(t, d, func(tx *db.Tx) error {
		v, err := plan.Granted(t.Context(), tx, s.ID, today)
		if v != 0 {
			t.Errorf("the stopped scheme is granted %s", v)
		}
		return err
	})
}

func TestAddingASchemeReservesItsMoneyOnce(t *testing.T) {
	d := dbtest.Open(t)
	s := ready(t, d, ledger.Local, 10*million)
	allot(t, d, local, 30*million, "a")
	p := open(t, d, 2026, ledger.Local)
	choose(t, d, p.Key, s.ID)
	if err := decide(t, d, approver, propose(t, d, plan.Adjustment{Scheme: s.ID, Change: procedure.AddScheme, Delta: 8 * million})); err != nil {
		t.Fatal(err)
	}
	if got := now(t, d, s.ID); got.State != scheme.Approved || balances(t, d, local)[ledger.Approved] != 8*million {
		t.Errorf("the scheme is %s, approved %s", got.State, balances(t, d, local)[ledger.Approved])
	}
	refused(t, "the round that chose it before", submit(t, d, p.Key), fault.Conflict, "cập nhật danh sách")
}

func TestAdjustmentsChangeTheDossierAsDecided(t *testing.T) {
	d := dbtest.Open(t)
	a, b := workshop(t, d, "HTX chè Một"), workshop(t, d, "HTX chè Hai")
	s := granted(t, d, ledger.Local, 10*million, func(s *scheme.Scheme) {
		s.Beneficiaries = []scheme.Beneficiary{{Establishment: a, ContentNo: 1, Support: 5 * million}}
	})
	for _, c := range []procedure.Change{
		procedure.Beneficiary, procedure.Place, procedure.Coordinator, procedure.OtherContent, procedure.TimeWithinYear, procedure.ExtendNextYear,
	} {
		who := head
		if d, _ := procedure.Embedded().For(procedure.Area{Province: "19"}, "local", today).DecidedBy(false, c); d.Authority == procedure.ProvincialPeople {
			who = approver
		}
		if err := decide(t, d, who, propose(t, d, change(c, s, b))); err != nil {
			t.Fatalf("%s: %v", c, err)
		}
	}
	s = now(t, d, s.ID)
	if got := s.Active(); len(got) != 1 || got[0].Establishment != b || got[0].Support != 5*million {
		t.Errorf("beneficiaries %+v", s.Beneficiaries)
	}
	if s.Place.Detail != "Nội dung mới" || s.Coordinator != "Nội dung mới" || s.EndsOn != calendar.Must("2027-03-31") || s.YearEnd != 2027 {
		t.Errorf("scheme %+v", s)
	}
	if s.Note != "Thay đổi nội dung hoạt động (12/QĐ-UBND): Nội dung mới" {
		t.Errorf("note %q", s.Note)
	}
	look(t, d, func(tx *db.Tx) error {
		g, err := plan.Grants(t.Context(), tx, s.ID)
		kinds := make([]plan.GrantKind, len(g))
		for i := range g {
			kinds[i] = g[i].Kind
		}
		want := append([]plan.GrantKind{plan.Initial}, slices.Repeat([]plan.GrantKind{plan.NoMoney}, 6)...)
		if !slices.Equal(kinds, want) {
			t.Errorf("decisions %v", kinds)
		}
		return err
	})
	// Extended into 2027 without money of that year: no candidate of its plan.
	if p := open(t, d, 2027, ledger.Local); len(p.Items) != 0 {
		t.Errorf("items %+v", p.Items)
	}
}
