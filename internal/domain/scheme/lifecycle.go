package scheme

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"example.vn/khuyencong/internal/platform/audit"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
)

// State is where a scheme stands in its life.
type State string

// The states of a scheme.
const (
	Draft      State = "draft"      // đang soạn
	Submitted  State = "submitted"  // đã nộp, chờ thẩm định
	Returned   State = "returned"   // chờ bổ sung
	Appraising State = "appraising" // đang thẩm định cơ sở
	Appraised  State = "appraised"  // đạt thẩm định cơ sở
	Endorsed   State = "endorsed"   // đạt thẩm định cấp Bộ (quốc gia)
	Rejected   State = "rejected"   // không đạt
	Withdrawn  State = "withdrawn"  // đã rút
	Planned    State = "planned"    // trong kế hoạch trình duyệt
	Approved   State = "approved"   // đã phê duyệt
	Contracted State = "contracted" // đã ký hợp đồng
	Running    State = "running"    // đang thực hiện
	Accepted   State = "accepted"   // đã nghiệm thu
	Settled    State = "settled"    // đã quyết toán
	Closed     State = "closed"     // đã thanh lý, khép hồ sơ
	Stopped    State = "stopped"    // đã dừng
	Recorded   State = "recorded"   // ghi nhận từ danh sách cũ
)

// next lists the moves that are lawful from each state.
//
// Law: TT 36/2013/TT-BCT Điều 6, 8, 11, 13–19, 21.
var next = map[State][]State{
	Draft:      {Submitted, Withdrawn},
	Submitted:  {Appraising, Returned, Withdrawn},
	Returned:   {Submitted, Withdrawn},
	Appraising: {Appraised, Returned, Rejected},
	Appraised:  {Endorsed, Planned, Returned, Rejected, Withdrawn},
	Endorsed:   {Planned, Withdrawn},
	Planned:    {Approved, Appraised, Endorsed},
	Approved:   {Contracted, Stopped},
	Contracted: {Running, Accepted, Stopped},
	Running:    {Accepted, Stopped},
	Accepted:   {Settled, Stopped, Running}, // back when the last acceptance was a mistake
	Settled:    {Closed},
	Stopped:    {Closed},
	Rejected:   {},
	Withdrawn:  {},
	Closed:     {},
	Recorded:   {},
}

// States lists the states in the order of a scheme's life.
func States() []State {
	return []State{
		Draft, Submitted, Returned, Appraising, Appraised, Endorsed, Rejected, Withdrawn,
		Planned, Approved, Contracted, Running, Accepted, Settled, Closed, Stopped, Recorded,
	}
}

// Next lists the states to which a scheme in state s may move.
func (s State) Next() []State { return slices.Clone(next[s]) }

// Editable reports whether the dossier may still be changed by its authors.
func (s State) Editable() bool { return s == Draft || s == Returned }

// Granted reports whether a competent authority has approved support.
func (s State) Granted() bool {
	return slices.Contains([]State{Approved, Contracted, Running, Accepted, Settled, Closed, Stopped, Recorded}, s)
}

// Move brings s to another state, if that is lawful, stores it and records
// the deed verb with detail. The caller has checked who may do so.
func Move(ctx context.Context, tx *db.Tx, s *Scheme, to State, verb string, detail map[string]string) error {
	if !slices.Contains(next[s.State], to) {
		return fault.New(fault.Conflict, fmt.Sprintf("Đề án đang ở trạng thái “%s”, không chuyển sang “%s” được.", s.State.Label(), to.Label()))
	}
	if to == Endorsed && s.Fund != "national" {
		return fault.New(fault.Conflict, "Chỉ đề án khuyến công quốc gia mới qua thẩm định cấp Bộ.")
	}
	if to == Planned && s.Fund == "national" && s.State != Endorsed {
		return fault.New(fault.Conflict, "Đề án khuyến công quốc gia phải đạt thẩm định cấp Bộ trước khi vào kế hoạch.")
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

// Save stores what a later noun changed in s (appraised amount, group plan,
// last day, coordinator, street, note) without moving it, and records the deed.
func Save(ctx context.Context, tx *db.Tx, s *Scheme, verb string, detail map[string]string) error {
	if err := saveCourse(ctx, tx, s); err != nil {
		return fmt.Errorf("save scheme %s: %w", s.ID, err)
	}
	return audit.Record(ctx, tx, verb, s.ID.Subject(), detail)
}
