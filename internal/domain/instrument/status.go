package instrument

import (
	"example.vn/khuyencong/internal/platform/calendar"
)

// A State (tình trạng hiệu lực) is whether an instrument holds on a day.
type State string

// The states.
const (
	NotYet  State = "not_yet"
	InForce State = "in_force"
	Expired State = "expired"
	Unknown State = "unknown" // the days that would decide were not seen
)

// States returns every state.
func States() []State { return []State{InForce, NotYet, Expired, Unknown} }

// Label returns the Vietnamese name of s.
func (s State) Label() string {
	switch s {
	case NotYet:
		return "Chưa có hiệu lực"
	case InForce:
		return "Còn hiệu lực"
	case Expired:
		return "Hết hiệu lực"
	case Unknown:
		return "Chưa rõ"
	}
	return string(s)
}

// A Status says whether an instrument holds on a day, and why.
type Status struct {
	State  State
	Reason string // Vietnamese, a whole sentence
	By     ID     // the instrument that ends it; "" when none does
	// Doubt says what about this answer was not verified; "" when nothing.
	Doubt string
}

// Status returns whether the instrument holds on a day. An id that the register
// does not have is Unknown.
func (r *Register) Status(id ID, day calendar.Date) Status {
	at, ok := r.byID[id]
	if !ok {
		return Status{State: Unknown, Reason: "Sổ văn bản không có văn bản này."}
	}
	return r.status(at, day)
}

func (r *Register) status(at int, day calendar.Date) Status {
	i := r.all[at]
	if s, ended := r.ended(i, day); ended {
		return s
	}
	s := i.begun(day)
	if s.State != InForce && s.State != Unknown {
		return s
	}
	if by, maybe := r.superseded(i, day); maybe {
		return by
	}
	if s.State == InForce && s.Doubt == "" {
		s.Doubt = r.doubt(i, day)
	}
	return s
}

// begun returns the status of i on a day as its first day decides it.
func (i Instrument) begun(day calendar.Date) Status {
	switch {
	case !i.From.IsZero() && day.Before(i.From):
		return Status{State: NotYet, Reason: "Có hiệu lực từ ngày " + i.From.VN() + ".", Doubt: doubtOf(i.FromUnverified, "Ngày bắt đầu có hiệu lực chưa kiểm chứng.")}
	case !i.From.IsZero():
		return Status{State: InForce, Reason: "Có hiệu lực từ ngày " + i.From.VN() + ".", Doubt: doubtOf(i.FromUnverified, "Ngày bắt đầu có hiệu lực chưa kiểm chứng.")}
	case !i.issued().IsZero() && day.Before(i.issued()):
		return Status{State: NotYet, Reason: "Ngày này văn bản chưa được ký."}
	case !i.InForceBy.IsZero() && !day.Before(i.InForceBy):
		return Status{State: InForce, Reason: "Đang áp dụng vào ngày " + i.InForceBy.VN() + "; ngày bắt đầu có hiệu lực chưa tra được."}
	}
	return Status{State: Unknown, Reason: "Ngày bắt đầu có hiệu lực chưa tra được."}
}

func doubtOf(unverified bool, sentence string) string {
	if unverified {
		return sentence
	}
	return ""
}

// ended returns the status of i when it no longer holds on a day for certain.
func (r *Register) ended(i Instrument, day calendar.Date) (Status, bool) {
	last, by, doubt := i.Until, ID(""), i.UntilUnverified
	for _, rel := range r.replaced[i.ID] {
		if rel.Part || rel.Unverified {
			continue
		}
		next := r.all[rel.by]
		start := next.From
		if start.IsZero() {
			start = next.InForceBy
		}
		if start.IsZero() {
			continue
		}
		if end := start.AddDays(-1); last.IsZero() || end.Before(last) {
			last, doubt = end, next.From.IsZero() || next.FromUnverified
		}
		if end := start.AddDays(-1); end == last && by == "" {
			by = next.ID
		}
	}
	if last.IsZero() || !day.After(last) {
		return Status{}, false
	}
	s := Status{State: Expired, By: by, Reason: "Hết hiệu lực từ ngày " + last.AddDays(1).VN()}
	if by != "" {
		next := r.all[r.byID[by]]
		if next.From.IsZero() {
			s.Reason = "Hết hiệu lực muộn nhất từ ngày " + next.InForceBy.VN()
		}
		s.Reason += ", được thay thế bởi " + next.Cite()
	}
	s.Reason += "."
	s.Doubt = doubtOf(doubt, "Ngày hết hiệu lực chưa kiểm chứng.")
	return s, true
}

// superseded returns that nobody can tell, when a text that replaces i was
// signed by the day while its first day is not known.
func (r *Register) superseded(i Instrument, day calendar.Date) (Status, bool) {
	for _, rel := range r.replaced[i.ID] {
		next := r.all[rel.by]
		if rel.Part || rel.Unverified || !next.From.IsZero() || next.issued().IsZero() || day.Before(next.issued()) {
			continue
		}
		return Status{
			State: Unknown, By: next.ID,
			Reason: "Được thay thế bởi " + next.Cite() + " mà ngày bắt đầu có hiệu lực chưa tra được.",
		}, true
	}
	return Status{}, false
}

// doubt says what nobody has confirmed about i on a day on which it holds.
func (r *Register) doubt(i Instrument, day calendar.Date) string {
	for _, rel := range r.replaced[i.ID] {
		next := r.all[rel.by]
		if rel.Unverified && !day.Before(next.earliest()) {
			return "Có thể đã được thay thế bởi " + next.Cite() + "; chưa kiểm chứng."
		}
	}
	switch {
	case i.Until.IsZero() && i.UntilUnverified:
		return "Chưa xác nhận được văn bản này còn hiệu lực."
	case !i.DoubtfulFrom.IsZero() && !day.Before(i.DoubtfulFrom):
		return "Từ ngày " + i.DoubtfulFrom.VN() + " chưa xác nhận được văn bản này còn nguyên hiệu lực."
	case i.From.IsZero():
		return "Ngày bắt đầu có hiệu lực chưa tra được."
	case !i.Evidence.Verified():
		return "Những gì sổ ghi về văn bản này " + i.Evidence.Label() + "."
	}
	return ""
}
