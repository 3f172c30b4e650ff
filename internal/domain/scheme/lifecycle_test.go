package scheme

import (
	"context"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"example.vn/khuyencong/internal/domain/instrument"
	"example.vn/khuyencong/internal/domain/lawbook"
	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/norm"
	"example.vn/khuyencong/internal/domain/procedure"
	"example.vn/khuyencong/internal/domain/register"
	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/audit"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
)

func fieldsOf(err error) map[string]string {
	if f, ok := errors.AsType[*fault.Error](err); ok {
		return f.Fields
	}
	return nil
}

func TestEveryStateHasALabelAndATag(t *testing.T) {
	for _, s := range States() {
		if s.Label() == "" || s.Tag() == "" {
			t.Errorf("%s has no label or tag", s)
		}
		if code, words := s.PortalCode(); code < 1 || code > 10 || words == "" {
			t.Errorf("%s stands for %d %q on the portal", s, code, words)
		}
	}
}

// A course is where a scheme may go from a state.
type course struct {
	from State
	to   []State
}

// lawful is the whole life of a scheme of either fund, as the law has it.
var lawful = map[ledger.Fund][]course{
	ledger.District: nil, // in old lists only: their schemes are recorded and go nowhere
	ledger.National: {
		{Draft, []State{Submitted, Withdrawn}}, {Submitted, []State{Appraising, Returned, Withdrawn}}, {Returned, []State{Submitted, Withdrawn}},
		{Appraising, []State{Appraised, Returned, Rejected}}, {Appraised, []State{Endorsed, Returned, Rejected, Withdrawn}}, {Endorsed, []State{Planned, Withdrawn}},
		{Planned, []State{Approved, Endorsed}}, {Approved, []State{Contracted, Stopped}}, {Contracted, []State{Running, Accepted, Stopped}}, {Running, []State{Accepted, Stopped}},
		{Accepted, []State{Settled, Running}}, {Settled, []State{Closed}}, {Stopped, []State{Closed}},
	},
	ledger.Local: {
		{Draft, []State{Submitted, Withdrawn}}, {Submitted, []State{Appraising, Returned, Withdrawn}}, {Returned, []State{Submitted, Withdrawn}},
		{Appraising, []State{Appraised, Returned, Rejected}}, {Appraised, []State{Planned, Withdrawn}},
		{Planned, []State{Approved, Appraised}}, {Approved, []State{Contracted, Stopped}}, {Contracted, []State{Running, Accepted, Stopped}}, {Running, []State{Accepted, Stopped}},
		{Accepted, []State{Settled, Running}}, {Settled, []State{Closed}}, {Stopped, []State{Closed}},
	},
}

// lawfulFrom lists where a scheme of a fund may go from a state.
func lawfulFrom(fund ledger.Fund, from State) []State {
	for _, c := range lawful[fund] {
		if c.from == from {
			return c.to
		}
	}
	return nil
}

// program may do every deed.
var program = access.System("test")

func TestOnlyLawfulMovesAreMade(t *testing.T) {
	w := newWorld(t)
	for _, fund := range ledger.Funds() {
		s := machinery(w.establishment("HTX " + string(fund)))
		s.Fund = fund
		w.add(s)
		for _, from := range States() {
			for _, to := range States() {
				lawful := slices.Contains(lawfulFrom(fund, from), to)
				w.put(s, from)
				err := w.try(program, func(ctx context.Context, tx *db.Tx) error { return Move(ctx, tx, s, to, "test.move", nil) })
				stored := w.read(s.ID)
				if lawful && (err != nil || stored.State != to) {
					t.Errorf("%s: %s to %s was refused: %v", fund, from, to, err)
				}
				if !lawful && (fault.KindOf(err) != fault.Conflict || stored.State != from || s.State != from) {
					t.Errorf("%s: %s to %s gave %v and state %s", fund, from, to, err, stored.State)
				}
				s = stored
			}
		}
	}
}

func TestAMoveIsRecordedAndForgetsTheOldDueDay(t *testing.T) {
	w := newWorld(t)
	s := w.add(machinery(w.establishment("HTX Chè Hảo Đạt")))
	w.put(s, Submitted)
	due := calendar.Must("2026-12-10")
	w.do(department, func(ctx context.Context, tx *db.Tx) error { return Return(ctx, tx, s, due, "Thiếu báo giá") })
	if got := w.read(s.ID); got.State != Returned || got.DueOn != due {
		t.Errorf("returned: %s, due %s", got.State, got.DueOn)
	}
	w.do(staff, func(ctx context.Context, tx *db.Tx) error { return Submit(ctx, tx, s.ID, s.Version) })
	if got := w.read(s.ID); got.State != Submitted || !got.DueOn.IsZero() {
		t.Errorf("handed in again: %s, due %s", got.State, got.DueOn)
	}
	w.do(staff, func(ctx context.Context, tx *db.Tx) error {
		events, err := audit.Of(ctx, tx, s.ID.Subject())
		if err != nil {
			return err
		}
		last := events[len(events)-1]
		if last.Verb != "scheme.submit" || last.Detail["from"] != "returned" || last.Detail["to"] != "submitted" || last.ActorName != staff.Name {
			t.Errorf("recorded %+v", last)
		}
		_, err = audit.Verify(ctx, tx)
		return err
	})
}

func TestAReturnNeedsAReasonAndADayToCome(t *testing.T) {
	w := newWorld(t)
	s := w.add(machinery(w.establishment("HTX Chè Hảo Đạt")))
	w.put(s, Submitted)
	for _, c := range []struct{ due, reason, field string }{
		{"2026-12-10", "", "reason"}, {"", "Thiếu", "due"}, {"2026-11-21", "Thiếu", "due"},
	} {
		var due calendar.Date
		if c.due != "" {
			due = calendar.Must(c.due)
		}
		err := w.try(department, func(ctx context.Context, tx *db.Tx) error { return Return(ctx, tx, s, due, c.reason) })
		wantField(t, err, c.field)
	}
	if got := w.read(s.ID); got.State != Submitted {
		t.Errorf("a refused return moved it to %s", got.State)
	}
}

// Whatever is tried in whatever order, a scheme only walks along the table.
func TestAnyWalkStaysOnTheTable(t *testing.T) {
	w := newWorld(t)
	who := w.establishment("HTX Chè Hảo Đạt")
	rapid.Check(t, func(r *rapid.T) {
		s := machinery(who)
		s.Fund = rapid.SampledFrom(ledger.Funds()).Draw(r, "fund")
		w.add(s)
		for range rapid.IntRange(1, 12).Draw(r, "steps") {
			from, version := s.State, s.Version
			to := rapid.SampledFrom(States()).Draw(r, "to")
			err := w.try(program, func(ctx context.Context, tx *db.Tx) error { return Move(ctx, tx, s, to, "test.move", nil) })
			if err == nil && (!slices.Contains(lawfulFrom(s.Fund, from), to) || s.Version != version+1) {
				r.Fatalf("%s moved to %s, version %d to %d", from, to, version, s.Version)
			}
			if err != nil && (s.State != from || s.Version != version) {
				r.Fatalf("a refused move left %s, version %d", s.State, s.Version)
			}
		}
		if stored := w.read(s.ID); stored.State != s.State || stored.Version != s.Version {
			r.Fatalf("stored %s version %d, want %s version %d", stored.State, stored.Version, s.State, s.Version)
		}
	})
}

func TestTheProcedureHoldsExactlyTheLawfulMoves(t *testing.T) {
	for _, day := range []string{"2010-01-01", "2016-01-01", "2026-11-22"} {
		for _, fund := range ledger.Funds() {
			r := procedure.Embedded().For(procedure.Area{Province: "19"}, norm.Fund(fund), calendar.Must(day))
			n := 0
			for _, c := range lawful[fund] {
				n += len(c.to)
				for _, to := range c.to {
					m, ok := r.Move(c.from, to)
					if !ok || m.Citation == "" || m.Authority.Label() == "" || len(m.Deeds) == 0 {
						t.Errorf("%s on %s: %s to %s is %+v, %v", fund, day, c.from, to, m, ok)
					}
				}
			}
			if got := len(r.Moves()); got != n {
				t.Errorf("%s on %s: %d moves, want %d", fund, day, got, n)
			}
		}
	}
}

// publishShorter publishes the illustrative procedure of province 19: no
// withdrawing, and no state between contract and acceptance, in 2026 from March.
func (w *world) publishShorter() {
	w.t.Helper()
	data, err := os.ReadFile("../procedure/testdata/tinh-19.yaml")
	if err != nil {
		w.t.Fatal(err)
	}
	body := strings.ReplaceAll(string(data), "Quyết định minh họa", "Quyết định 9998/2026/QĐ-UBND (minh họa)")
	const cases = `cases: [{name: "tăng", on: "2026-06-01", fund: local, province: "19", change: more_support, want: {who: so, cites: "Điều 6"}}]`
	writer := access.Actor{ID: "writer", Roles: []access.Role{access.Staff}}
	publisher := access.Actor{ID: "publisher", Roles: []access.Role{access.Director}}
	for _, step := range []struct {
		who access.Actor
		do  func(context.Context, *db.Tx) error
	}{
		{publisher, func(ctx context.Context, tx *db.Tx) error {
			return register.Add(ctx, tx, &register.Entry{Instrument: instrument.Instrument{
				Kind: instrument.Decision, Number: "9998/2026/QĐ-UBND", Issuer: "Ủy ban nhân dân tỉnh (minh họa)", Title: "trình tự (minh họa)",
				Topic: instrument.Promotion, Signed: calendar.Must("2026-02-01"), From: calendar.Must("2026-03-01"), Says: []string{"Văn bản minh họa."}, Evidence: norm.Unverified,
			}})
		}},
		{writer, func(ctx context.Context, tx *db.Tx) error {
			return lawbook.Save(ctx, tx, lawbook.Version{Kind: lawbook.Procedure, Body: body, Cases: cases})
		}},
		{publisher, func(ctx context.Context, tx *db.Tx) error { return lawbook.Publish(ctx, tx, "tinh-19-2026", 1) }},
	} {
		if err := w.tryIn("19", step.who, step.do); err != nil {
			w.t.Fatal(err)
		}
	}
}

func TestAMoveThatTheProvinceTookOutIsRefused(t *testing.T) {
	w := newWorld(t)
	w.publishShorter()
	for _, c := range []struct {
		name, province string
		fund           ledger.Fund
		own            bool // the shorter path is in force
	}{
		{"its own local scheme", "19", ledger.Local, true},
		{"a national scheme", "19", ledger.National, false},
		{"another province's", "24", ledger.Local, false},
	} {
		s := machinery("")
		s.Beneficiaries, s.Fund, s.Place = nil, c.fund, territory.Address{}
		if err := w.tryIn(c.province, program, func(ctx context.Context, tx *db.Tx) error { return Add(ctx, tx, s) }); err != nil {
			t.Fatal(err)
		}
		err := w.tryIn(c.province, program, func(ctx context.Context, tx *db.Tx) error {
			return Withdraw(ctx, tx, s.ID, s.Version, "Không làm nữa")
		})
		if !c.own {
			if err != nil {
				t.Errorf("%s: %v", c.name, err)
			}
			continue
		}
		wantKind(t, err, fault.Conflict)
		if f, ok := errors.AsType[*fault.Error](err); !ok || !strings.Contains(f.Message, "không chuyển sang “Đã rút” được") || f.Basis != "Quyết định 9998/2026/QĐ-UBND (minh họa), Điều 1" {
			t.Errorf("%s: %+v", c.name, f)
		}
	}
}

func TestOnlyTheDeedThatAMoveNamesMakesIt(t *testing.T) {
	w := newWorld(t)
	s := w.add(machinery(w.establishment("HTX Chè Hảo Đạt")))
	w.put(s, Settled)
	err := w.try(staff, func(ctx context.Context, tx *db.Tx) error { return Move(ctx, tx, s, Closed, "test.move", nil) })
	wantKind(t, err, fault.Forbidden)
	if f, ok := errors.AsType[*fault.Error](err); !ok || !strings.Contains(f.Message, "Sở Công Thương quyết định") || !strings.Contains(f.Basis, "TT 46/2012") {
		t.Errorf("refused with %+v", f)
	}
	w.do(director, func(ctx context.Context, tx *db.Tx) error { return Move(ctx, tx, s, Closed, "test.move", nil) })
}
