// Package followup asks what became of the support (phiếu theo dõi sau hỗ trợ):
// 6, 12, 24 and 36 months after the acceptance each establishment is asked a
// few questions, which it answers by a link without an account.
//
// No article asks for it: it is the centre's own question, and its answers are
// what people said, not figures that anybody checked.
package followup

import (
	"example.vn/khuyencong/internal/domain/establishment"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/money"
)

// ID identifies a follow-up within its province: "td-0001".
type ID string

// Subject is how the record of deeds names the follow-up.
func (id ID) Subject() string { return "followup/" + string(id) }

// Marks returns after how many months an establishment is asked.
func Marks() []int { return []int{6, 12, 24, 36} }

// A Use is whether what was supported is still used.
type Use string

// The uses.
const (
	Unsaid Use = ""       // chưa trả lời
	Full   Use = "full"   // vẫn dùng thường xuyên
	Partly Use = "partly" // dùng một phần, không thường xuyên
	None   Use = "no"     // không còn dùng
)

// Uses lists what can be answered.
func Uses() []Use { return []Use{Full, Partly, None} }

// Label returns the use in Vietnamese.
func (u Use) Label() string {
	switch u {
	case Full:
		return "Vẫn dùng thường xuyên"
	case Partly:
		return "Dùng một phần"
	case None:
		return "Không còn dùng"
	case Unsaid:
	}
	return "Chưa trả lời"
}

// Unknown is a number that nobody told.
const Unknown = -1

// An Answer is what an establishment says. Revenue and energy are those of a
// usual month of late, so that answers after 6 and after 36 months compare.
type Answer struct {
	Revenue money.VND
	Workers int64
	Output  string
	Energy  int64 // kWh
	Used    Use
	Note    string
}

// Silent is the answer of nobody.
func Silent() Answer { return Answer{Revenue: Unknown, Workers: Unknown, Energy: Unknown} }

// A Due is a beneficiary that is to be asked.
type Due struct {
	Scheme        scheme.ID
	Beneficiary   int
	Establishment establishment.ID // the one that stands for it now
	Name          string           // of the establishment
	Title         string           // of the scheme
	Content       string
	AcceptedOn    calendar.Date
	Months        int
	On            calendar.Date
}

// A Followup (phiếu theo dõi sau hỗ trợ) is one question to one beneficiary.
type Followup struct {
	Due

	ID         ID
	Code       string // opens the page of the establishment
	AskedAt    string
	AskedBy    string
	ClosesOn   calendar.Date // the last day on which the link takes an answer
	AnsweredAt string        // "" while nobody answered
	AnsweredBy string        // user who wrote it down, "" for the establishment itself
	Answer     Answer
	Version    int64
}

// Answered reports whether there is an answer.
func (f Followup) Answered() bool { return f.AnsweredAt != "" }

// Closed reports whether the link takes no answer any more.
func (f Followup) Closed(today calendar.Date) bool { return today.After(f.ClosesOn) }
