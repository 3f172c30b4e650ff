package register_test

import (
	"errors"
	"strings"
	"testing"

	"example.vn/khuyencong/internal/domain/instrument"
	"example.vn/khuyencong/internal/domain/norm"
	"example.vn/khuyencong/internal/domain/register"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/audit"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/db/dbtest"
	"example.vn/khuyencong/internal/platform/fault"
)

// Invented people: dữ liệu minh họa.
var (
	admin    = access.Actor{ID: "u-1", Name: "Quản trị A", Roles: []access.Role{access.Admin}}
	director = access.Actor{ID: "u-2", Name: "Giám đốc B", Roles: []access.Role{access.Director}}
	staff    = access.Actor{ID: "u-3", Name: "Cán bộ C", Roles: []access.Role{access.Staff}}
)

// circular is next year's circular, which replaces the one on money.
func circular() register.Entry {
	return register.Entry{Instrument: instrument.Instrument{
		Kind: instrument.Circular, Number: " 99/2026/TT-BTC ", Issuer: "Bộ Tài chính", Title: "về kinh phí khuyến công",
		Topic: instrument.Promotion, Signed: calendar.Must("2026-12-10"), From: calendar.Must("2027-01-01"),
		Replaces: []instrument.Relation{{Of: "28-2018-tt-btc"}, {Of: "36-2013-tt-bct", Part: true}},
		Says:     []string{"Đổi mức chi.", ""}, Evidence: norm.Primary, Link: "https://vanban.example.vn/99",
	}}
}

type office struct {
	*testing.T

	db *db.DB
}

func (o office) try(who access.Actor, province string, fn func(*db.Tx) error) error {
	o.Helper()
	return o.db.Update(o.Context(), db.Scope{Province: province, Actor: who}, fn)
}

func (o office) must(who access.Actor, fn func(*db.Tx) error) {
	o.Helper()
	if err := o.try(who, "19", fn); err != nil {
		o.Fatal(err)
	}
}

func (o office) status(province, id, day string) (s instrument.Status) {
	o.Helper()
	err := o.try(staff, province, func(tx *db.Tx) error {
		reg, err := register.Of(o.Context(), tx)
		if err == nil {
			s = reg.Status(instrument.ID(id), calendar.Must(day))
		}
		return err
	})
	if err != nil {
		o.Fatal(err)
	}
	return s
}

func open(t *testing.T) office {
	t.Helper()
	return office{t, dbtest.Open(t)}
}

func TestTheLifeOfAnOwnInstrument(t *testing.T) {
	t.Parallel()
	o := open(t)
	e := circular()
	o.must(director, func(tx *db.Tx) error { return register.Add(t.Context(), tx, &e) })
	if e.ID != "vb-0001" || e.Version != 1 || e.Number != "99/2026/TT-BTC" || len(e.Says) != 1 {
		t.Fatalf("%+v", e)
	}
	// It ends what it replaces from its first day, in this province alone.
	for _, tt := range []struct {
		province, id, day string
		state             instrument.State
	}{
		{"19", "vb-0001", "2026-12-31", instrument.NotYet}, {"19", "vb-0001", "2027-01-01", instrument.InForce},
		{"19", "28-2018-tt-btc", "2026-12-31", instrument.InForce}, {"19", "28-2018-tt-btc", "2027-01-01", instrument.Expired},
		{"19", "36-2013-tt-bct", "2027-01-01", instrument.InForce},
		{"24", "vb-0001", "2027-01-01", instrument.Unknown}, {"24", "28-2018-tt-btc", "2027-01-01", instrument.InForce},
	} {
		if got := o.status(tt.province, tt.id, tt.day); got.State != tt.state {
			t.Errorf("%+v: %+v", tt, got)
		}
	}
	if err := o.try(admin, "24", func(tx *db.Tx) error { _, err := register.ByID(t.Context(), tx, e.ID); return err }); fault.KindOf(err) != fault.NotFound {
		t.Errorf("another province sees it: %v", err)
	}

	e.Title, e.Until = "về mức chi khuyến công", calendar.Must("2030-12-31")
	o.must(admin, func(tx *db.Tx) error { return register.Change(t.Context(), tx, e) })
	if err := o.try(admin, "19", func(tx *db.Tx) error { return register.Change(t.Context(), tx, e) }); fault.KindOf(err) != fault.Conflict {
		t.Errorf("an old version was written over a new one: %v", err)
	}
	o.must(admin, func(tx *db.Tx) error {
		got, err := register.ByID(t.Context(), tx, e.ID)
		if err != nil || got.Version != 2 || got.Until != e.Until || got.Title != e.Title || len(got.Replaces) != 2 || !got.Replaces[1].Part || got.Link != e.Link || got.Year != 2026 {
			t.Errorf("%v, %+v", err, got)
		}
		return err
	})

	if err := o.try(admin, "19", func(tx *db.Tx) error { return register.Withdraw(t.Context(), tx, e.ID, 2, " ") }); fault.KindOf(err) != fault.Invalid {
		t.Errorf("withdrawn without a reason: %v", err)
	}
	o.must(admin, func(tx *db.Tx) error { return register.Withdraw(t.Context(), tx, e.ID, 2, "Ghi nhầm") })
	if got := o.status("19", "28-2018-tt-btc", "2027-01-01"); got.State != instrument.InForce {
		t.Errorf("what was withdrawn still counts: %+v", got)
	}
	if err := o.try(admin, "19", func(tx *db.Tx) error { return register.Change(t.Context(), tx, e) }); fault.KindOf(err) != fault.Conflict {
		t.Errorf("changed after it was withdrawn: %v", err)
	}
	o.must(admin, func(tx *db.Tx) error {
		gone, err := register.Withdrawn(t.Context(), tx)
		if err != nil || len(gone) != 1 || gone[0].Withdrawn != "Ghi nhầm" {
			t.Errorf("%v, %+v", err, gone)
		}
		events, err := audit.Of(t.Context(), tx, "instrument/vb-0001")
		if err != nil || len(events) != 3 || events[0].Verb != "instrument.add" || events[1].Verb != "instrument.change" || events[2].Verb != "instrument.withdraw" {
			t.Errorf("%v, %+v", err, events)
		}
		return err
	})
}

func TestWhoMayAndWhatMayNot(t *testing.T) {
	t.Parallel()
	o := open(t)
	e := circular()
	for _, fn := range []func(*db.Tx) error{
		func(tx *db.Tx) error { return register.Add(t.Context(), tx, &e) },
		func(tx *db.Tx) error { return register.Change(t.Context(), tx, e) },
		func(tx *db.Tx) error { return register.Withdraw(t.Context(), tx, "vb-0001", 1, "x") },
	} {
		if err := o.try(staff, "19", fn); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("staff: %v", err)
		}
	}
	national := circular()
	national.ID = "45-2012-nd-cp"
	for _, fn := range []func(*db.Tx) error{
		func(tx *db.Tx) error { return register.Change(t.Context(), tx, national) },
		func(tx *db.Tx) error { return register.Withdraw(t.Context(), tx, national.ID, 1, "x") },
	} {
		if err := o.try(admin, "19", fn); fault.KindOf(err) != fault.Conflict || !strings.Contains(err.Error(), "sổ quốc gia") {
			t.Errorf("a national instrument: %v", err)
		}
	}
	first := circular()
	o.must(admin, func(tx *db.Tx) error { return register.Add(t.Context(), tx, &first) })
	for _, tt := range []struct {
		field string
		spoil func(*register.Entry)
	}{
		{"kind", func(e *register.Entry) { e.Kind = "song" }},
		{"topic", func(e *register.Entry) { e.Topic = "music" }},
		{"number", func(e *register.Entry) { e.Number = "" }},
		{"number", func(e *register.Entry) { e.Number = "100/2026" }},
		{"number", func(e *register.Entry) { e.Number = "28/2018/TT-BTC" }},  // the national register has it
		{"number", func(e *register.Entry) { e.Number = "099/2026/tt-btc" }}, // the office's own has it
		{"number", func(e *register.Entry) { e.Number = "1/2026/TT-BTC" + strings.Repeat("A", 60) }},
		{"issuer", func(e *register.Entry) { e.Issuer = "" }},
		{"title", func(e *register.Entry) { e.Title = strings.Repeat("a", 501) }},
		{"says", func(e *register.Entry) { e.Says = []string{" "} }},
		{"link", func(e *register.Entry) { e.Link = "javascript:alert(1)" }},
		{"evidence", func(e *register.Entry) { e.Evidence = "rumour" }},
		{"signed_on", func(e *register.Entry) { e.Signed = calendar.Date{} }},
		{"from_on", func(e *register.Entry) { e.From = calendar.Must("2026-12-09") }},
		{"until_on", func(e *register.Entry) { e.Until = calendar.Must("2026-12-31") }},
		{"amends", func(e *register.Entry) { e.Amends = []instrument.Relation{{Of: "no-such-text"}} }},
		{"replaces", func(e *register.Entry) { e.Signed = calendar.Must("2018-03-01") }},
	} {
		e := circular()
		e.Number = "100/2026/TT-BTC"
		tt.spoil(&e)
		err := o.try(admin, "19", func(tx *db.Tx) error { return register.Add(t.Context(), tx, &e) })
		f, ok := errors.AsType[*fault.Error](err)
		if !ok || f.Fields[tt.field] == "" {
			t.Errorf("%s: %v", tt.field, err)
		}
	}
	// One that amends another is not amended by it in turn.
	second := circular()
	second.Number, second.Amends = "100/2026/TT-BTC", []instrument.Relation{{Of: first.ID}}
	o.must(admin, func(tx *db.Tx) error { return register.Add(t.Context(), tx, &second) })
	first.Amends = []instrument.Relation{{Of: second.ID}}
	if err := o.try(admin, "19", func(tx *db.Tx) error { return register.Change(t.Context(), tx, first) }); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a circle: %v", err)
	}
}
