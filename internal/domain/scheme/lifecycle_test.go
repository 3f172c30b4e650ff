package scheme

import (
	"context"
	"errors"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"example.vn/khuyencong/internal/domain/ledger"
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

func TestEveryStateHasARowALabelAndAWayInAndOut(t *testing.T) {
	if len(States()) != len(next) {
		t.Fatalf("%d states are listed, %d have a row", len(States()), len(next))
	}
	reachable := []State{Draft, Recorded} // where schemes begin
	for _, tos := range next {
		reachable = append(reachable, tos...)
	}
	final := []State{Rejected, Withdrawn, Closed, Recorded}
	for _, s := range States() {
		tos, known := next[s]
		if !known {
			t.Errorf("%s has no row", s)
		}
		if s.Label() == "" || s.Tag() == "" {
			t.Errorf("%s has no label or tag", s)
		}
		if code, words := s.PortalCode(); code < 1 || code > 10 || words == "" {
			t.Errorf("%s stands for %d %q on the portal", s, code, words)
		}
		if !slices.Contains(reachable, s) {
			t.Errorf("nothing leads to %s", s)
		}
		if (len(tos) == 0) != slices.Contains(final, s) {
			t.Errorf("%s leads to %v", s, tos)
		}
		for _, to := range tos {
			if !slices.Contains(States(), to) {
				t.Errorf("%s leads to %s, which is no state", s, to)
			}
		}
	}
}

func TestNextCannotBeUsedToChangeTheTable(t *testing.T) {
	tos := Draft.Next()
	tos[0] = Closed
	if next[Draft][0] != Submitted {
		t.Error("the table was changed from outside")
	}
}

func TestOnlyLawfulMovesAreMade(t *testing.T) {
	w := newWorld(t)
	for _, fund := range ledger.Funds() {
		s := machinery(w.establishment("HTX " + string(fund)))
		s.Fund = fund
		w.add(s)
		for _, from := range States() {
			for _, to := range States() {
				lawful := slices.Contains(next[from], to)
				if to == Endorsed && fund == ledger.Local || to == Planned && fund == ledger.National && from != Endorsed {
					lawful = false
				}
				w.put(s, from)
				err := w.try(staff, func(ctx context.Context, tx *db.Tx) error { return Move(ctx, tx, s, to, "test.move", nil) })
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
			err := w.try(staff, func(ctx context.Context, tx *db.Tx) error { return Move(ctx, tx, s, to, "test.move", nil) })
			if err == nil && (!slices.Contains(next[from], to) || s.Version != version+1) {
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
