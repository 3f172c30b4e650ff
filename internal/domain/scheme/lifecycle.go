package scheme

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"example.vn/khuyencong/internal/domain/lawbook"
	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/norm"
	"example.vn/khuyencong/internal/domain/procedure"
	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/audit"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
)

// State is where a scheme stands in its life.
type State = procedure.State

// The states of a scheme.
const (
	Draft      = procedure.Draft
	Submitted  = procedure.Submitted
	Returned   = procedure.Returned
	Appraising = procedure.Appraising
	Appraised  = procedure.Appraised
	Endorsed   = procedure.Endorsed
	Rejected   = procedure.Rejected
	Withdrawn  = procedure.Withdrawn
	Planned    = procedure.Planned
	Approved   = procedure.Approved
	Contracted = procedure.Contracted
	Running    = procedure.Running
	Accepted   = procedure.Accepted
	Settled    = procedure.Settled
	Closed     = procedure.Closed
	Stopped    = procedure.Stopped
	Recorded   = procedure.Recorded
)

// States lists the states in the order of a scheme's life.
func States() []State { return procedure.States() }

// Area is where the procedure of s is asked about: its province, and the one
// before the mergers of 2025 that surely held its place.
func (s *Scheme) Area(tx *db.Tx) procedure.Area { return AreaOf(tx.Province, s.Place) }

// AreaOf is Area for a scheme of a province at a place.
func AreaOf(province string, place territory.Address) procedure.Area {
	in := procedure.Area{Province: province}
	if place.Commune == "" {
		return in
	}
	for _, u := range territory.UnitIn(place, territory.OldUnits) {
		if u.Level == territory.Province {
			in.Former = u.Code
		}
	}
	return in
}

// Procedure returns the rules that hold for s on day.
func (s *Scheme) Procedure(ctx context.Context, tx *db.Tx, day calendar.Date) (procedure.Rules, error) {
	book, err := lawbook.ProcedureOf(ctx, tx)
	if err != nil {
		return procedure.Rules{}, err
	}
	return book.For(s.Area(tx), norm.Fund(s.Fund), day), nil
}

// Move brings s to another state, if the procedure of today has such a move and
// the actor may do one of the deeds that it names, stores it and records the
// deed verb with detail. The caller has checked what else the deed asks.
func Move(ctx context.Context, tx *db.Tx, s *Scheme, to State, verb string, detail map[string]string) error {
	rules, err := s.Procedure(ctx, tx, tx.Today())
	if err != nil {
		return err
	}
	move, ok := rules.Move(s.State, to)
	if !ok {
		return s.noMove(rules, to)
	}
	if !slices.ContainsFunc(move.Deeds, tx.Actor.May) {
		return &fault.Error{
			Kind:    fault.Forbidden,
			Message: fmt.Sprintf("Bước chuyển đề án sang “%s” do %s quyết định; tài khoản này không làm được.", to.Label(), move.Authority.Label()),
			Basis:   move.Citation,
		}
	}
	from := s.State
	s.State = to
	if to != Returned {
		s.DueOn = calendar.Date{}
	}
	if err := saveCourse(ctx, tx, s); err != nil {
		s.State = from
		return fmt.Errorf("move scheme %s to %s: %w", s.ID, to, err)
	}
	all := map[string]string{"from": string(from), "to": string(to)}
	maps.Copy(all, detail)
	return audit.Record(ctx, tx, verb, s.ID.Subject(), all)
}

// noMove says why s cannot go to a state.
func (s *Scheme) noMove(rules procedure.Rules, to State) error {
	message := fmt.Sprintf("Đề án đang ở trạng thái “%s”, không chuyển sang “%s” được.", s.State.Label(), to.Label())
	switch {
	case to == Endorsed && s.Fund == ledger.Local:
		message = "Chỉ đề án khuyến công quốc gia mới qua thẩm định cấp Bộ."
	case to == Planned && s.State == Appraised && s.Fund == ledger.National:
		message = "Đề án khuyến công quốc gia phải đạt thẩm định cấp Bộ trước khi vào kế hoạch."
	}
	return &fault.Error{Kind: fault.Conflict, Message: message, Basis: rules.PathBasis(s.State)}
}

// Save stores what a later noun changed in s (appraised amount, group plan,
// last day, coordinator, street, note) without moving it, and records the deed.
func Save(ctx context.Context, tx *db.Tx, s *Scheme, verb string, detail map[string]string) error {
	if err := saveCourse(ctx, tx, s); err != nil {
		return fmt.Errorf("save scheme %s: %w", s.ID, err)
	}
	return audit.Record(ctx, tx, verb, s.ID.Subject(), detail)
}
