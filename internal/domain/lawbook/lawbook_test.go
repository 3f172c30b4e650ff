package lawbook_test

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"

	"example.vn/khuyencong/internal/domain/instrument"
	"example.vn/khuyencong/internal/domain/lawbook"
	"example.vn/khuyencong/internal/domain/norm"
	"example.vn/khuyencong/internal/domain/register"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/db/dbtest"
	"example.vn/khuyencong/internal/platform/fault"
)

const body = `versions:
  - id: tn_2027
    instrument: "NQ 9998/2026/NQ-HĐND (minh họa)"
    province: "19"
    from: "2027-01-01"
    items:
      - {code: advanced_machinery_tech_transfer, ratio_bp: 4000, cap: 200_000_000, unit: "cơ sở", cite: "Điều 5 khoản 1", evidence: primary, source: X}
sources: {X: "Công báo tỉnh (minh họa)"}
`

const cases = `cases:
  - {name: "ngày đầu", content: advanced_machinery, on: "2027-01-01", fund: local, province: "19", cost: 1000000000, want: {ceiling: 200000000, cites: "Điều 5"}}
  - {name: "ngày trước", content: advanced_machinery, on: "2026-12-31", fund: local, province: "19", cost: 1000000000, want: {ceiling: 300000000, cites: "TT 28/2018"}}
`

var (
	clerk  = access.Actor{ID: "1", Name: "Cán bộ", Roles: []access.Role{access.Staff}}
	leader = access.Actor{ID: "2", Name: "Lãnh đạo", Roles: []access.Role{access.Director}}
)

// as runs fn as somebody of province 19.
func as(t *testing.T, d *db.DB, who access.Actor, fn func(*db.Tx) error) error {
	t.Helper()
	return d.Update(t.Context(), db.Scope{Province: "19", Actor: who}, fn)
}

// open is a database whose register has the made-up resolution.
func open(t *testing.T) *db.DB {
	t.Helper()
	d := dbtest.Open(t)
	err := as(t, d, leader, func(tx *db.Tx) error {
		return register.Add(t.Context(), tx, &register.Entry{Instrument: instrument.Instrument{
			Kind: instrument.Resolution, Number: "9998/2026/NQ-HĐND", Issuer: "Hội đồng nhân dân tỉnh (minh họa)", Title: "mức chi (minh họa)",
			Topic: instrument.Promotion, Signed: calendar.Must("2026-11-01"), From: calendar.Must("2027-01-01"), Says: []string{"Văn bản minh họa."}, Evidence: norm.Unverified,
		}})
	})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func save(t *testing.T, d *db.DB, v lawbook.Version) error {
	t.Helper()
	return as(t, d, clerk, func(tx *db.Tx) error { return lawbook.Save(t.Context(), tx, v) })
}

func publish(t *testing.T, d *db.DB, who access.Actor, id string, version int64) error {
	t.Helper()
	return as(t, d, who, func(tx *db.Tx) error { return lawbook.Publish(t.Context(), tx, id, version) })
}

// ceiling is what the office's norms allow for a machine of a billion.
func ceiling(t *testing.T, d *db.DB, province, on string) (v norm.Verdict) {
	t.Helper()
	err := d.View(t.Context(), db.Scope{Province: province, Actor: clerk}, func(tx *db.Tx) error {
		book, _, err := lawbook.Of(t.Context(), tx)
		if err == nil {
			v = norm.Judge(book, norm.Facts{Content: "advanced_machinery", On: calendar.Must(on), Fund: norm.Local, Province: province, EligibleCost: 1e9})
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestADraftHoldsOnlyOnceItIsPublished(t *testing.T) {
	t.Parallel()
	d := open(t)
	if err := save(t, d, lawbook.Version{Body: body, Cases: cases}); err != nil {
		t.Fatal(err)
	}
	if v := ceiling(t, d, "19", "2027-01-01"); v.Ceiling != 300e6 {
		t.Errorf("a draft already decides: %s", v.Ceiling)
	}
	if err := publish(t, d, access.Actor{ID: "1", Roles: []access.Role{access.Director}}, "tn_2027", 1); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("whoever prepared it published it: %v", err)
	}
	if err := publish(t, d, clerk, "tn_2027", 1); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("a clerk published it: %v", err)
	}
	if err := publish(t, d, leader, "tn_2027", 7); fault.KindOf(err) != fault.Conflict {
		t.Errorf("an old version was published: %v", err)
	}
	if err := publish(t, d, leader, "tn_2027", 1); err != nil {
		t.Fatal(err)
	}
	for on, want := range map[string]int64{"2026-12-31": 300e6, "2027-01-01": 200e6, "2030-01-01": 200e6} {
		if v := ceiling(t, d, "19", on); int64(v.Ceiling) != want {
			t.Errorf("on %s the ceiling is %s, want %d", on, v.Ceiling, want)
		}
	}
	if v := ceiling(t, d, "20", "2027-01-01"); v.Ceiling != 300e6 {
		t.Errorf("another province is bound by it: %s", v.Ceiling)
	}
	err := save(t, d, lawbook.Version{ID: "tn_2027", Version: 2, Body: body, Cases: cases})
	if fault.KindOf(err) != fault.Conflict || !strings.Contains(err.Error(), "không sửa") {
		t.Errorf("what is published was changed: %v", err)
	}
}

func TestAPublishedVersionIsOnlySucceeded(t *testing.T) {
	t.Parallel()
	d := open(t)
	put := func(id, from, amount string) error {
		text := strings.NewReplacer("tn_2027", id, "2027-01-01", from, "200_000_000", amount).Replace(body)
		k := strings.NewReplacer("2027-01-01", from, "200000000", strings.ReplaceAll(amount, "_", "")).Replace(cases[:strings.Index(cases, `  - {name: "ngày trước"`)])
		if err := save(t, d, lawbook.Version{Body: text, Cases: k}); err != nil {
			t.Fatal(err)
		}
		return publish(t, d, leader, id, 1)
	}
	// The first may have held for years.
	if err := put("first", "2020-01-01", "150_000_000"); err != nil {
		t.Fatal(err)
	}
	if err := put("past", "2025-01-01", "160_000_000"); fault.KindOf(err) != fault.Conflict {
		t.Errorf("a version of the past was published over one that holds: %v", err)
	}
	if err := put("next", "2027-01-01", "170_000_000"); err != nil {
		t.Fatal(err)
	}
	for on, want := range map[string]int64{"2019-12-31": 300e6, "2020-01-01": 150e6, "2026-12-31": 150e6, "2027-01-01": 170e6} {
		if v := ceiling(t, d, "19", on); int64(v.Ceiling) != want {
			t.Errorf("on %s the ceiling is %s, want %d", on, v.Ceiling, want)
		}
	}
	if err := as(t, d, leader, func(tx *db.Tx) error { return lawbook.Withdraw(t.Context(), tx, "first", 2) }); fault.KindOf(err) != fault.Conflict {
		t.Errorf("a version in force was withdrawn: %v", err)
	}
	if err := as(t, d, leader, func(tx *db.Tx) error { return lawbook.Withdraw(t.Context(), tx, "next", 2) }); err != nil {
		t.Fatal(err)
	}
	if v := ceiling(t, d, "19", "2027-01-01"); v.Ceiling != 150e6 {
		t.Errorf("after the withdrawal the ceiling is %s", v.Ceiling)
	}
}

func TestWhatCannotHoldIsNotPublished(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, body, cases, says string }{
		{"no cases", body, "", "ca kiểm thử"},
		{"a case that fails", body, strings.Replace(cases, "200000000", "200000001", 1), "ngày đầu"},
		{"above the nation", strings.Replace(body, "200_000_000", "300_000_001", 1), cases, "cao hơn mức của trung ương"},
		{"an instrument that nobody can look up", strings.Replace(body, "NQ 9998/2026", "NQ 9997/2026", 1), cases, "9997/2026/NQ-HĐND” chưa có trong sổ văn bản"},
		{"no number", strings.Replace(body, "NQ 9998/2026/NQ-HĐND", "Nghị quyết mới", 1), cases, "chưa có số, ký hiệu"},
		{"an item that rests on another", strings.Replace(body, "Điều 5 khoản 1", "TT 99/2031/TT-BTC, Điều 5", 1), cases, "TT 99/2031/TT-BTC"},
		{"a multiple of nothing", strings.Replace(body, "cap: 200_000_000", "times: {of: machines, factor_bp: 15000}", 1), cases, "machines"},
	} {
		d := open(t)
		if err := save(t, d, lawbook.Version{Body: tt.body, Cases: tt.cases}); err != nil {
			t.Errorf("%s: not even a draft: %v", tt.name, err)
			continue
		}
		err := publish(t, d, leader, "tn_2027", 1)
		if fault.KindOf(err) != fault.Invalid || !strings.Contains(err.Error(), tt.says) {
			t.Errorf("%s: %v, want an Invalid fault that says %q", tt.name, err, tt.says)
		}
		if v := ceiling(t, d, "19", "2027-06-01"); v.Ceiling != 300e6 {
			t.Errorf("%s: the norms in force did not stay in force: %s", tt.name, v.Ceiling)
		}
	}
}

func TestADraftThatCannotBeReadIsRefusedWithItsLine(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t)
	for _, tt := range []struct{ name, body, says string }{
		{"no YAML", "versions: [", "quy-dinh.yaml:"},
		{"an unknown field", strings.Replace(body, "unit:", "unti:", 1), "quy-dinh.yaml:7"},
		{"a negative ratio", strings.Replace(body, "ratio_bp: 4000, cap: 200_000_000", "cap: -5", 1), "quy-dinh.yaml:7"},
		{"a condition that never ends", strings.Replace(body, "unit:", `rules: [{when: "[1].all(x, true)", text: "x"}], unit:`, 1), "quy-dinh.yaml:7"},
		{"another province", strings.Replace(body, `"19"`, `"20"`, 1), "không phải là tỉnh của cơ quan"},
		{"no first day", strings.Replace(body, `    from: "2027-01-01"`+"\n", "", 1), "ngày bắt đầu"},
		{"two versions", body[:strings.Index(body, "sources")] + strings.Replace(body[strings.Index(body, "  - id"):], "tn_2027", "b", 1), "đúng một văn bản"},
	} {
		err := save(t, d, lawbook.Version{Body: tt.body, Cases: cases})
		if fault.KindOf(err) != fault.Invalid || !strings.Contains(fields(err), tt.says) {
			t.Errorf("%s: %v (%s), want %q", tt.name, err, fields(err), tt.says)
		}
	}
}

// fields joins what a form says of its fields.
func fields(err error) string {
	var all []string
	if f, ok := errors.AsType[*fault.Error](err); ok {
		all = slices.Sorted(maps.Values(f.Fields))
	}
	return strings.Join(all, "; ")
}
