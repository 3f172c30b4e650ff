// Package appraisal is the appraisal of a scheme (thẩm định đề án): at the base
// by staff of Sở or by a council, with scores, remarks and a conclusion; and
// the ministry's appraisal of national schemes, which is recorded with its
// document number.
//
// Whoever prepared a dossier does not appraise it, and a member with a conflict
// of interest is left out of that dossier: their scores do not count and they
// do not count towards the quorum.
package appraisal

import (
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/money"
)

// A Level is who appraises.
type Level string

// The levels.
const (
	Base     Level = "base"     // cấp cơ sở: Sở Công Thương
	Ministry Level = "ministry" // cấp Bộ
)

// A Mode is how the base appraises.
type Mode string

// The modes.
//
// Law: TT 36/2013/TT-BCT Điều 8.
const (
	ByStaff   Mode = "staff"   // giao cán bộ thẩm định
	ByCouncil Mode = "council" // hội đồng thẩm định
	ByPaper   Mode = "paper"   // ghi theo văn bản của Bộ
)

// A Post is what a member is in a council.
type Post string

// The posts.
const (
	Chair     Post = "chair"     // chủ tịch hội đồng, hoặc người được giao thẩm định
	Secretary Post = "secretary" // thư ký
	Member    Post = "member"    // ủy viên
)

// A State is where an appraisal stands.
type State string

// The states of an appraisal.
const (
	Open      State = "open"      // đang thẩm định
	Concluded State = "concluded" // đã kết luận
	Cancelled State = "cancelled" // đã hủy để lập đợt khác
)

// A Conclusion (kết luận) is what an appraisal comes to.
type Conclusion string

// The conclusions.
const (
	Pass   Conclusion = "pass"   // đạt
	Return Conclusion = "return" // yêu cầu bổ sung
	Reject Conclusion = "reject" // không đạt
)

// An Appraisal is one round of appraisal of one scheme.
type Appraisal struct {
	Scheme      scheme.ID
	Level       Level
	Round       int
	Mode        Mode
	Quorum      int // members that must hand in scores before the conclusion
	DueOn       calendar.Date
	State       State
	Conclusion  Conclusion
	Amount      money.VND // appraised support
	Reasons     string
	PaperNo     string // minutes, or the ministry's document
	PaperOn     calendar.Date
	OpenedBy    string
	OpenedAt    string
	ConcludedBy string
	ConcludedAt string
	Version     int64
	Members     []Seat
}

// A Seat is one member of an appraisal.
type Seat struct {
	UserID      string
	Name        string
	Post        Post
	Conflict    string // why the member is left out; "" when not
	Remark      string
	SubmittedAt string // when the scores were handed in; "" before
	Scores      []Score
}

// A Score is a member's judgement by one criterion.
type Score struct {
	Criterion string
	Score     int
	Remark    string
}

// Total is the sum of the member's scores.
func (s Seat) Total() int {
	sum := 0
	for _, x := range s.Scores {
		sum += x.Score
	}
	return sum
}

// Counts reports whether the member's scores count.
func (s Seat) Counts() bool { return s.Conflict == "" && s.SubmittedAt != "" }

// Seat returns the seat of a user, or nil.
func (a *Appraisal) Seat(user string) *Seat {
	for i := range a.Members {
		if a.Members[i].UserID == user {
			return &a.Members[i]
		}
	}
	return nil
}

// HandedIn is how many members' scores count.
func (a *Appraisal) HandedIn() int {
	n := 0
	for _, m := range a.Members {
		if m.Counts() {
			n++
		}
	}
	return n
}

// Average is the mean of the totals that count, in hundredths of a point; ok
// is false when there is none.
func (a *Appraisal) Average() (hundredths int, ok bool) {
	sum, n := 0, a.HandedIn()
	if n == 0 {
		return 0, false
	}
	for _, m := range a.Members {
		if m.Counts() {
			sum += m.Total()
		}
	}
	return (sum*100 + n/2) / n, true
}
