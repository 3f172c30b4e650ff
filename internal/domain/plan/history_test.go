package plan_test

import (
	"reflect"
	"strings"
	"testing"

	"example.vn/khuyencong/internal/domain/establishment"
	"example.vn/khuyencong/internal/domain/lawbook"
	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/norm"
	"example.vn/khuyencong/internal/domain/normbook"
	"example.vn/khuyencong/internal/domain/plan"
	"example.vn/khuyencong/internal/domain/procedure"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/db/dbtest"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/money"
)

// limited is an office's rule file with one limit on how often.
func limited(often string) string {
	return `sources: {T: "minh họa"}
versions:
  - id: limited
    instrument: "TT 28/2018/TT-BTC (minh họa)"
    province: "19"
    from: "2026-01-01"
    items:
      - {code: advanced_machinery_tech_transfer, ratio_bp: 5000, cap: 300_000_000, unit: "cơ sở", cite: "Điều 1", source: T, evidence: primary, often: [` + often + `]}
`
}

// bookOf is the program's norms with that rule file on top.
func bookOf(t *testing.T, often string) *norm.Book {
	t.Helper()
	f, err := normbook.ReadNorms("limited", []byte(limited(often)))
	if err != nil {
		t.Fatal(err)
	}
	b, err := normbook.Norms().Instead(f.Versions[0], f.Ceilings)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// past records a scheme of an old list for some establishments.
func past(t *testing.T, d *db.DB, on string, amount money.VND, content norm.Content, who ...establishment.ID) scheme.ID {
	t.Helper()
	day := calendar.Must(on)
	s := &scheme.Scheme{
		Year: day.Year(), YearEnd: day.Year(), Fund: ledger.Local, Title: "Đề án cũ", OriginKey: on + string(content) + string(who[0]),
		Costs: []scheme.Cost{{ContentNo: 1, Year: day.Year(), Name: "Máy sao chè", Local: amount}},
	}
	if content != "" {
		s.Contents = []scheme.Content{{Code: content, Units: 1}}
	}
	for _, id := range who {
		s.Beneficiaries = append(s.Beneficiaries, scheme.Beneficiary{Establishment: id, ContentNo: 1})
	}
	must(t, d, person("importer", access.Admin, access.Staff, access.Director), func(tx *db.Tx) error {
		if err := scheme.AddRecorded(t.Context(), tx, s); err != nil {
			return err
		}
		return plan.RecordGrant(t.Context(), tx, s, amount, plan.Decision{Number: "1/QĐ", On: day}, "")
	})
	return s.ID
}

// machines asks for machinery for some establishments.
func machines(who ...establishment.ID) func(*scheme.Scheme) {
	return func(s *scheme.Scheme) {
		s.Contents = []scheme.Content{{Code: "advanced_machinery", Units: int64(len(who))}}
		s.Group = len(who) > 1
		for _, id := range who {
			s.Beneficiaries = append(s.Beneficiaries, scheme.Beneficiary{Establishment: id, ContentNo: 1, Cost: 100 * million, Support: 50 * million / money.VND(len(who))})
		}
	}
}

// verdicts judges a scheme as its page does, by a book. Asked for ahead, the
// history is the same.
func verdicts(t *testing.T, d *db.DB, id scheme.ID, book *norm.Book, on string) (all []scheme.Judged) {
	t.Helper()
	look(t, d, func(tx *db.Tx) error {
		s, err := scheme.ByID(t.Context(), tx, id)
		if err != nil {
			return err
		}
		by, err := scheme.BasisOf(t.Context(), tx, s)
		if err != nil {
			return err
		}
		is, err := scheme.HistoryAhead(t.Context(), tx, "SELECT id FROM schemes WHERE province = ? AND id = ?", []any{tx.Province, id})
		if err != nil {
			return err
		}
		is(id)
		if ahead, err := scheme.BasisOf(t.Context(), tx, s); err != nil || !reflect.DeepEqual(ahead.History, by.History) {
			t.Errorf("asked ahead: %v, %v; else %v", ahead.History, err, by.History)
		}
		by.Book = book
		all = s.Verdicts(by, calendar.Must(on))
		return nil
	})
	return all
}

const (
	onceInTwoYears = `{kind: once_in_years, n: 2}`
	onceEver       = `{kind: once_ever}`
	onceForAll     = `{kind: once_ever, any: true}`
	twiceAYear     = `{kind: times_a_year, n: 2}`
	onceAnItem     = `{kind: once_an_item}`
)

func TestWhatWasReceivedBeforeIsCountedToTheDay(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t)
	who, other := workshop(t, d, "HTX Chè Xanh"), workshop(t, d, "HTX Khác")
	past(t, d, "2024-11-22", 90*million, "advanced_machinery", who)
	past(t, d, "2026-03-01", 20*million, "brand_registration", who)
	past(t, d, "2026-05-05", 20*million, "tech_transfer", other)
	s := ready(t, d, ledger.Local, 50*million, machines(who))
	for _, c := range []struct {
		name, often, on string
		want            norm.Answer
	}{
		{"the last day of the two years", onceInTwoYears, "2026-11-21", norm.No},
		{"the first day after them", onceInTwoYears, "2026-11-22", norm.Yes},
		{"once ever", onceEver, "2026-11-22", norm.No},
		{"twice a year: what was for something else does not count", twiceAYear, "2026-11-22", norm.Yes},
		{"once ever, of anything", onceForAll, "2026-11-22", norm.No},
		{"what is decided later was not received yet", `{kind: times_a_year, n: 1, any: true}`, "2026-02-28", norm.Yes},
		{"and on its day it was", `{kind: times_a_year, n: 1, any: true}`, "2026-03-01", norm.No},
	} {
		v := verdicts(t, d, s.ID, bookOf(t, c.often), c.on)[0]
		if v.Eligible != c.want || len(v.Missing) > 0 {
			t.Errorf("%s: %s, missing %q, refused %q", c.name, v.Eligible, v.Missing, v.Refused)
		}
	}
}

func TestTwiceAYearLetsTheSecondThroughAndNotTheThird(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t)
	who := workshop(t, d, "HTX Chè Xanh")
	s := ready(t, d, ledger.Local, 50*million, machines(who))
	book := bookOf(t, twiceAYear)
	past(t, d, "2025-12-31", 10*million, "advanced_machinery", who)
	first := past(t, d, "2026-01-01", 10*million, "advanced_machinery", who)
	if v := verdicts(t, d, s.ID, book, "2026-11-22")[0]; v.Eligible != norm.Yes {
		t.Errorf("the second of the year: %s, %q", v.Eligible, v.Refused)
	}
	second := past(t, d, "2026-11-21", 10*million, "tech_transfer", who) // the same norm
	v := verdicts(t, d, s.ID, book, "2026-11-22")[0]
	if v.Eligible != norm.No || v.Level != norm.Block || !strings.Contains(v.Refused, "đã nhận 2 lần, gần nhất ngày 21/11/2026") ||
		!strings.Contains(v.Refused, string(first)) || !strings.Contains(v.Refused, string(second)) {
		t.Errorf("the third of the year: %s %s, %q", v.Eligible, v.Level, v.Refused)
	}
}

// A like name is a question: two machines may have one name.
func TestAnItemOfTheSameNameIsAsked(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t)
	who := workshop(t, d, "HTX Chè Xanh")
	old := past(t, d, "2020-05-05", 90*million, "advanced_machinery", who)
	book := bookOf(t, onceAnItem)
	asked := func(name string) scheme.Judged {
		s := ready(t, d, ledger.Local, 50*million, machines(who), func(s *scheme.Scheme) {
			s.Costs = []scheme.Cost{{ContentNo: 1, Year: 2026, Name: name, Local: 50 * million, Own: 50 * million}}
		})
		return verdicts(t, d, s.ID, book, "2026-11-22")[0]
	}
	if v := asked("MÁY  SAO CHÈ"); v.Eligible == norm.No || v.Level != norm.Warn || !strings.Contains(strings.Join(v.Missing, ";"), string(old)) {
		t.Errorf("the same name: %s %s, missing %q", v.Eligible, v.Level, v.Missing)
	}
	if v := asked("Máy đóng gói"); v.Eligible != norm.Yes || len(v.Missing) > 0 {
		t.Errorf("another name: %s, missing %q", v.Eligible, v.Missing)
	}
}

func TestTheVerdictNamesWhoBreaksTheLimit(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t)
	had, fresh := workshop(t, d, "HTX Chè Xanh"), workshop(t, d, "HTX Chè Mới")
	past(t, d, "2020-05-05", 90*million, "advanced_machinery", had)
	s := ready(t, d, ledger.Local, 50*million, machines(had, fresh))
	all := verdicts(t, d, s.ID, bookOf(t, onceEver), "2026-11-22")
	if len(all) != 3 || all[0].Eligible != norm.No || all[1].Eligible != norm.No || all[2].Eligible != norm.Yes {
		t.Fatalf("verdicts %+v", all)
	}
	if r := all[0].Refused; !strings.HasPrefix(r, "HTX Chè Xanh: ") || strings.Contains(r, "Chè Mới") {
		t.Errorf("the whole content says %q", r)
	}
	// Two had one each: neither had two.
	past(t, d, "2026-05-05", 90*million, "advanced_machinery", had)
	past(t, d, "2026-05-06", 90*million, "advanced_machinery", fresh)
	if v := verdicts(t, d, s.ID, bookOf(t, twiceAYear), "2026-11-22")[0]; v.Eligible != norm.Yes {
		t.Errorf("counts of two establishments were added up: %q", v.Refused)
	}
}

func TestOnlyWhatWasReceivedCounts(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t)
	who := workshop(t, d, "HTX Chè Xanh")
	book := bookOf(t, onceEver)
	running := granted(t, d, ledger.Local, 50*million, machines(who))
	s := ready(t, d, ledger.Local, 50*million, machines(who))
	eligible := func(what string, want norm.Answer) {
		t.Helper()
		if v := verdicts(t, d, s.ID, book, "2026-11-22")[0]; v.Eligible != want {
			t.Errorf("%s: %s, %q", what, v.Eligible, v.Refused)
		}
	}
	if v := verdicts(t, d, running.ID, book, "2026-11-22")[0]; v.Eligible != norm.Yes {
		t.Errorf("a scheme counts itself: %q", v.Refused)
	}
	eligible("an approved scheme", norm.No)
	post := func(kind ledger.Kind, amount money.VND) {
		t.Helper()
		must(t, d, system, func(tx *db.Tx) error {
			return ledger.Post(t.Context(), tx, ledger.Entry{
				Book: local, Key: string(kind), Kind: kind, Subject: running.ID.Subject(), Amount: amount, Day: "2026-11-22", Reference: "x",
			})
		})
	}
	post(ledger.Contract, 50*million)
	post(ledger.Advance, 20*million)
	if err := decide(t, d, approver, propose(t, d, change(procedure.StopScheme, running, ""))); err != nil {
		t.Fatal(err)
	}
	eligible("a stopped scheme with an advance", norm.No)
	post(ledger.RecoverAdv, 20*million)
	eligible("a stopped scheme whose advance came back", norm.Yes)

	unwritten := past(t, d, "2019-05-05", 0, "advanced_machinery", who)
	v := verdicts(t, d, s.ID, book, "2026-11-22")[0]
	if v.Eligible == norm.No || v.Level != norm.Warn || !strings.Contains(strings.Join(v.Missing, ";"), string(unwritten)) {
		t.Errorf("an old list without money: %s %s, missing %q", v.Eligible, v.Level, v.Missing)
	}
	past(t, d, "2018-05-05", 0, "brand_registration", who)
	if again := verdicts(t, d, s.ID, book, "2026-11-22")[0]; len(again.Missing) != len(v.Missing) {
		t.Errorf("what was for something else is asked: %q", again.Missing)
	}
}

func TestAMergedEstablishmentHasOneHistory(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t)
	keep, drop := workshop(t, d, "HTX Chè Xanh"), workshop(t, d, "HTX chè xanh")
	past(t, d, "2020-05-05", 90*million, "advanced_machinery", drop)
	s := ready(t, d, ledger.Local, 50*million, machines(keep))
	book := bookOf(t, onceEver)
	if v := verdicts(t, d, s.ID, book, "2026-11-22")[0]; v.Eligible != norm.Yes {
		t.Fatalf("before the merge: %q", v.Refused)
	}
	must(t, d, staff, func(tx *db.Tx) error {
		_, err := establishment.Merge(t.Context(), tx, keep, drop, "Cùng một cơ sở")
		return err
	})
	if v := verdicts(t, d, s.ID, book, "2026-11-22")[0]; v.Eligible != norm.No {
		t.Errorf("after the merge: %s", v.Eligible)
	}
}

func TestWhatAnotherProvinceGaveDoesNotLeak(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t)
	who := workshop(t, d, "HTX Chè Xanh")
	s := ready(t, d, ledger.Local, 50*million, machines(who))
	there := db.Scope{Province: "38", Actor: access.Actor{ID: "x", Name: "Bà X", Roles: []access.Role{access.Admin, access.Staff, access.Director}}}
	must(t, d, there, func(tx *db.Tx) error {
		e := &establishment.Establishment{Kind: establishment.Household, Name: "Hộ A", Address: territory.Address{Commune: "14758", On: today}}
		if err := establishment.Add(t.Context(), tx, e); err != nil {
			return err
		}
		if e.ID != who {
			t.Errorf("the ids differ, %s and %s: the test shows nothing", e.ID, who)
		}
		old := &scheme.Scheme{
			Year: 2020, YearEnd: 2020, Fund: ledger.Local, Title: "Đề án tỉnh khác", Contents: []scheme.Content{{Code: "advanced_machinery", Units: 1}},
			Beneficiaries: []scheme.Beneficiary{{Establishment: e.ID, ContentNo: 1}},
		}
		if err := scheme.AddRecorded(t.Context(), tx, old); err != nil {
			return err
		}
		return plan.RecordGrant(t.Context(), tx, old, 90*million, plan.Decision{Number: "1", On: calendar.Must("2020-01-01")}, "")
	})
	if v := verdicts(t, d, s.ID, bookOf(t, onceEver), "2026-11-22")[0]; v.Eligible != norm.Yes {
		t.Errorf("another province's support counts: %q", v.Refused)
	}
}

func TestWithoutBeneficiariesTheHistoryIsAsked(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t)
	s := ready(t, d, ledger.Local, 50*million, machines(), func(s *scheme.Scheme) { s.Group = true })
	v := verdicts(t, d, s.ID, bookOf(t, onceEver), "2026-11-22")[0]
	if v.Eligible == norm.No || v.Level != norm.Warn || !strings.Contains(strings.Join(v.Missing, ";"), "các khoản hỗ trợ đã nhận") {
		t.Errorf("%s %s, missing %q", v.Eligible, v.Level, v.Missing)
	}
}

// publishOnceEver lets the office of the tests publish the limit.
func publishOnceEver(t *testing.T, d *db.DB) {
	t.Helper()
	cases := `cases:
  - {name: "đã nhận", content: advanced_machinery, on: "2026-01-01", fund: local, province: "19", cost: 4000000, past: [{content: advanced_machinery, on: "2020-01-01"}], want: {eligible: no, cites: "Điều 1"}}
`
	must(t, d, person("clerk", access.Staff), func(tx *db.Tx) error {
		return lawbook.Save(t.Context(), tx, lawbook.Version{Body: limited(onceEver), Cases: cases})
	})
	must(t, d, director, func(tx *db.Tx) error { return lawbook.Publish(t.Context(), tx, "limited", 1) })
}

func TestTwoSchemesForOneEstablishmentDoNotPassInOnePlan(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t)
	publishOnceEver(t, d)
	who := workshop(t, d, "HTX Chè Xanh")
	one, two := ready(t, d, ledger.Local, 50*million, machines(who)), ready(t, d, ledger.Local, 50*million, machines(who))
	allot(t, d, local, 200*million, "a")
	p := open(t, d, 2026, ledger.Local)
	choose(t, d, p.Key, one.ID, two.ID)
	if err := submit(t, d, p.Key); err != nil {
		t.Fatal(err)
	}
	refused(t, "two for one", approve(t, d, approver, p.Key), fault.Unlawful, "HTX Chè Xanh")
	if b := balances(t, d, local); b[ledger.Approved] != 0 {
		t.Errorf("a refused plan holds %s", b[ledger.Approved])
	}
}

func TestTheFrozenVerdictKnowsTheHistory(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t)
	publishOnceEver(t, d)
	s := granted(t, d, ledger.Local, 50*million, machines(workshop(t, d, "HTX Chè Xanh")))
	v := frozenOf(t, d, s.ID).Verdicts[0]
	if v.Eligible != norm.Yes || len(v.Missing) > 0 {
		t.Errorf("frozen: %s, missing %q", v.Eligible, v.Missing)
	}
}

func TestWhoHadEnoughDoesNotJoinLater(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t)
	publishOnceEver(t, d)
	had, fresh := workshop(t, d, "HTX Chè Xanh"), workshop(t, d, "HTX Chè Mới")
	past(t, d, "2020-05-05", 90*million, "advanced_machinery", had)
	group := granted(t, d, ledger.Local, 50*million, machines(), func(s *scheme.Scheme) { s.Group = true })
	name := func(id establishment.ID, content int) error {
		return do(t, d, staff, func(tx *db.Tx) error {
			b := scheme.Beneficiary{Establishment: id, ContentNo: content}
			return scheme.NameBeneficiary(t.Context(), tx, group.ID, now(t, d, group.ID).Version, b, today)
		})
	}
	for content := range 2 {
		refused(t, "naming", name(had, content), fault.Unlawful, "HTX Chè Xanh")
	}
	if err := name(fresh, 1); err != nil {
		t.Fatal(err)
	}
	instead := change(procedure.Beneficiary, now(t, d, group.ID), had)
	instead.BeneficiaryNo = 1
	refused(t, "replacing", decide(t, d, head, propose(t, d, instead)), fault.Unlawful, "HTX Chè Xanh")
}

func TestARehearsalKnowsTheHistoryOfEveryLine(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t)
	had, fresh := workshop(t, d, "HTX Chè Xanh"), workshop(t, d, "HTX Chè Mới")
	past(t, d, "2020-05-05", 90*million, "advanced_machinery", had)
	one, two := ready(t, d, ledger.Local, 50*million, machines(had)), ready(t, d, ledger.Local, 50*million, machines(fresh))
	var lines []norm.Dossier
	look(t, d, func(tx *db.Tx) (err error) {
		lines, err = scheme.Lines(t.Context(), tx, 2026, today)
		return err
	})
	r := norm.Rehearse(normbook.Norms(), bookOf(t, onceEver), lines, nil)
	if r.Lines != 2 || r.NewlyOut != 1 || len(r.Changed) != 1 || r.Changed[0].Scheme != string(one.ID) {
		t.Fatalf("rehearsal %+v", r)
	}
	for _, l := range lines {
		items := 0 // they are held against something only where there is something
		if l.Scheme == string(one.ID) {
			items = 1
		}
		if !l.PastKnown || (len(l.Past) == 0) != (l.Scheme == string(two.ID)) || len(l.Items) != items {
			t.Errorf("the line of %s knows %+v", l.Scheme, l.Facts)
		}
	}
}
