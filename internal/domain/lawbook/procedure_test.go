package lawbook_test

import (
	"strings"
	"testing"

	"example.vn/khuyencong/internal/domain/lawbook"
	"example.vn/khuyencong/internal/domain/norm"
	"example.vn/khuyencong/internal/domain/procedure"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
)

const steps = `id: tt_2027
scope: province
province: "19"
instrument: "NQ 9998/2026/NQ-HĐND (minh họa)"
from: "2027-01-01"
cite: "NQ 9998/2026/NQ-HĐND (minh họa)"
evidence: primary
changes:
  - {change: more_support, local: so, cite: "Điều 6", evidence: primary}
deadlines:
  - {code: settlement, kind: days_after, days: 20, event: "nghiệm thu cuối", name: "Lập hồ sơ quyết toán", who: "Đơn vị thực hiện", to: "Sở Công Thương", cite: "Điều 8", evidence: primary}
`

const stepCases = `cases:
  - {name: "ngày đầu", on: "2027-01-01", fund: local, province: "19", change: more_support, want: {who: so, cites: "Điều 6"}}
  - {name: "ngày trước", on: "2026-12-31", fund: local, province: "19", change: more_support, want: {who: ubnd_tinh, cites: "Điều 8 khoản 3"}}
`

// rules is what a province goes by on a day.
func rules(t *testing.T, d *db.DB, province, on string) (r procedure.Rules) {
	t.Helper()
	err := d.View(t.Context(), db.Scope{Province: province, Actor: clerk}, func(tx *db.Tx) error {
		book, err := lawbook.ProcedureOf(t.Context(), tx)
		if err == nil {
			r = book.For(procedure.Area{Province: province}, norm.Local, calendar.Must(on))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// days is within how many days the settlement is due.
func days(t *testing.T, d *db.DB, province, on string) int {
	t.Helper()
	due, _ := rules(t, d, province, on).Deadline(procedure.Settlement)
	return due.Days
}

func TestAPublishedProcedureHoldsFromItsFirstDay(t *testing.T) {
	t.Parallel()
	d := open(t)
	if err := save(t, d, lawbook.Version{Kind: lawbook.Procedure, Body: steps, Cases: stepCases}); err != nil {
		t.Fatal(err)
	}
	if got := days(t, d, "19", "2027-01-01"); got != 15 {
		t.Errorf("a draft already decides: %d days", got)
	}
	if err := publish(t, d, access.Actor{ID: "1", Roles: []access.Role{access.Director}}, "tt_2027", 1); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("whoever prepared it published it: %v", err)
	}
	if err := publish(t, d, leader, "tt_2027", 1); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		province, on string
		want         int
	}{{"19", "2026-12-31", 15}, {"19", "2027-01-01", 20}, {"24", "2027-01-01", 15}} {
		if got := days(t, d, c.province, c.on); got != c.want {
			t.Errorf("province %s on %s: %d days, want %d", c.province, c.on, got, c.want)
		}
	}
	if v := ceiling(t, d, "19", "2027-01-01"); v.Ceiling != 300e6 {
		t.Errorf("a procedure changed the norms: %s", v.Ceiling)
	}
	next := strings.NewReplacer("tt_2027", "tt_2028", "2027-01-01", "2028-01-01", "days: 20", "days: 25").Replace(steps)
	if err := save(t, d, lawbook.Version{Kind: lawbook.Procedure, Body: next, Cases: strings.Replace(stepCases, "2027-01-01", "2028-01-01", 1)[:strings.Index(stepCases, "  - {name: \"ngày trước\"")]}); err != nil {
		t.Fatal(err)
	}
	if err := publish(t, d, leader, "tt_2028", 1); err != nil {
		t.Fatal(err)
	}
	for on, want := range map[string]int{"2027-12-31": 20, "2028-01-01": 25} {
		if got := days(t, d, "19", on); got != want {
			t.Errorf("on %s: %d days, want %d", on, got, want)
		}
	}
	if err := as(t, d, leader, func(tx *db.Tx) error { return lawbook.Withdraw(t.Context(), tx, "tt_2028", 2) }); err != nil {
		t.Fatal(err)
	}
	if got := days(t, d, "19", "2028-01-01"); got != 20 {
		t.Errorf("after the withdrawal: %d days", got)
	}
}

func TestAProcedureThatCannotHoldIsNotPublished(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, body, cases, says string }{
		{"no cases", steps, "", "ca kiểm thử"},
		{"a case that fails", steps, strings.Replace(stepCases, "who: so", "who: ubnd_tinh", 1), "ngày đầu"},
		{"an instrument that nobody can look up", strings.ReplaceAll(steps, "NQ 9998/2026", "NQ 9997/2026"), stepCases, "9997/2026/NQ-HĐND” chưa có trong sổ văn bản"},
		{"a rule that rests on another", strings.Replace(steps, "Điều 8", "TT 99/2031/TT-BTC, Điều 8", 1), stepCases, "TT 99/2031/TT-BTC"},
		{"based on nothing", steps + "based_on: khong-co\n", stepCases, "kế thừa"},
	} {
		d := open(t)
		if err := save(t, d, lawbook.Version{Kind: lawbook.Procedure, Body: tt.body, Cases: tt.cases}); err != nil {
			t.Errorf("%s: not even a draft: %v", tt.name, err)
			continue
		}
		err := publish(t, d, leader, "tt_2027", 1)
		if fault.KindOf(err) != fault.Invalid || !strings.Contains(err.Error(), tt.says) {
			t.Errorf("%s: %v, want an Invalid fault that says %q", tt.name, err, tt.says)
		}
		if got := days(t, d, "19", "2027-06-01"); got != 15 {
			t.Errorf("%s: the procedure in force did not stay in force: %d days", tt.name, got)
		}
	}
}

func TestAProcedureThatCannotBeReadIsRefusedWithItsLine(t *testing.T) {
	t.Parallel()
	d := open(t)
	for _, tt := range []struct{ name, body, says string }{
		{"no YAML", "moves: [", "quy-trinh.yaml, dòng "},
		{"norms", body, "Không có mục tên “versions”"},
		{"an unknown field", strings.Replace(steps, "days: 20", "dayz: 20", 1), "quy-trinh.yaml, dòng 11"},
		{"a share of nothing", steps + "ceiling: {ratio_bp: 0, cite: \"Điều 9\", evidence: primary}\n", "quy-trinh.yaml, dòng 12"},
		{"another province", strings.Replace(steps, `"19"`, `"24"`, 1), "không phải là tỉnh của cơ quan"},
		{"no first day", strings.Replace(steps, `from: "2027-01-01"`+"\n", "", 1), "ngày có hiệu lực"},
	} {
		err := save(t, d, lawbook.Version{Kind: lawbook.Procedure, Body: tt.body, Cases: stepCases})
		if fault.KindOf(err) != fault.Invalid || !strings.Contains(fields(err), tt.says) {
			t.Errorf("%s: %v (%s), want %q", tt.name, err, fields(err), tt.says)
		}
	}
	if err := save(t, d, lawbook.Version{Kind: lawbook.Procedure, Body: strings.ReplaceAll(steps, "tt_2027", "tt36-2013"), Cases: stepCases}); fault.KindOf(err) != fault.Conflict {
		t.Errorf("an id of the program's own: %v", err)
	}
	if err := save(t, d, lawbook.Version{Kind: lawbook.Procedure, Body: steps, Cases: stepCases}); err != nil {
		t.Fatal(err)
	}
	if err := save(t, d, lawbook.Version{ID: "tt_2027", Version: 1, Body: strings.ReplaceAll(body, "tn_2027", "tt_2027"), Cases: cases}); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a procedure became norms: %v", err)
	}
}

// A newer circular of the nation, which the program does not have yet, keeps
// what it does not restate.
func TestANewNationalProcedureIsLaidOnTheLast(t *testing.T) {
	t.Parallel()
	d := open(t)
	from := calendar.Must("2027-01-01")
	text := string(procedure.Start(procedure.Embedded(), "tt_moi", "NQ 9998/2026/NQ-HĐND (minh họa)", "", from))
	text = strings.Replace(text, "change: more_support, national: moit", "change: more_support, national: cuc", 1)
	const k = `cases: [{name: "a", on: "2027-01-01", fund: national, change: more_support, want: {who: cuc, cites: "9998"}}]`
	if err := save(t, d, lawbook.Version{Kind: lawbook.Procedure, Body: text, Cases: k}); err != nil {
		t.Fatal(err)
	}
	if err := publish(t, d, leader, "tt_moi", 1); err != nil {
		t.Fatal(err)
	}
	err := d.View(t.Context(), db.Scope{Province: "19", Actor: clerk}, func(tx *db.Tx) error {
		book, err := lawbook.ProcedureOf(t.Context(), tx)
		if err != nil {
			return err
		}
		for on, want := range map[string]procedure.Authority{"2026-12-31": procedure.MOIT, "2027-01-01": procedure.Agency} {
			r := book.For(procedure.Area{}, norm.National, calendar.Must(on))
			if who, _ := r.DecidedBy(false, procedure.MoreSupport); who.Authority != want {
				t.Errorf("on %s %s decides, want %s", on, who.Authority, want)
			}
			if _, ok := r.Move(procedure.Settled, procedure.Closed); !ok {
				t.Errorf("on %s the moves are gone", on)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
