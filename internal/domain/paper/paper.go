// Package paper is the book of an office's papers (văn bản đi, văn bản đến): what
// it writes and issues, and what arrives, each with its number in a book.
//
// Sổ văn bản của cơ quan theo Nghị định 30/2020/NĐ-CP: dự thảo → kiểm tra thể
// thức và cấp số → ký → phát hành → thu hồi; văn bản đến: tiếp nhận → phân xử
// lý → trả lời hoặc kết thúc. Numbers are given in the transaction of the deed,
// so a book has neither holes nor twins; a paper that is given up after it has
// a number keeps it, with the reason. What was issued can be proved by a short
// code and by the hash of its file.
//
// It is not the papers that a dossier must contain: those are scheme.Paper, and
// have no number.
package paper

import (
	"slices"
	"strconv"

	"example.vn/khuyencong/internal/platform/calendar"
)

// ID identifies a paper within its province, such as "p-12".
type ID string

// Subject is the name of the paper in the audit record, and the owner of its
// files.
func (id ID) Subject() string { return "paper/" + string(id) }

// A Direction says whether a paper leaves the office or arrives.
type Direction string

// The directions.
const (
	Out Direction = "out" // văn bản đi
	In  Direction = "in"  // văn bản đến
)

// A State is where a paper stands.
type State string

// The states. The first five are of papers out, the next four of papers in.
const (
	Draft    State = "draft"    // dự thảo
	Checked  State = "checked"  // đã kiểm tra thể thức, có số
	Signed   State = "signed"   // đã ký
	Issued   State = "issued"   // đã phát hành
	Recalled State = "recalled" // đã thu hồi

	Received State = "received" // đã vào sổ
	Assigned State = "assigned" // đã giao xử lý
	Answered State = "answered" // đã trả lời
	Closed   State = "closed"   // đã kết thúc

	Voided State = "voided" // bỏ; the number, if there is one, stays in the book
)

// moves are the steps that a paper may take.
var moves = map[State][]State{ //nolint:exhaustive // the other states are ends
	Draft:    {Checked, Voided},
	Checked:  {Signed, Voided},
	Signed:   {Issued},
	Issued:   {Recalled},
	Received: {Assigned, Answered, Closed, Voided},
	Assigned: {Assigned, Answered, Closed, Voided},
}

// leads reports whether a paper may go from s to next.
func (s State) leads(next State) bool { return slices.Contains(moves[s], next) }

// States lists the states of a direction in the order of a paper's life.
func States(d Direction) []State {
	if d == In {
		return []State{Received, Assigned, Answered, Closed, Voided}
	}
	return []State{Draft, Checked, Signed, Issued, Recalled, Voided}
}

// A Paper (văn bản) is one row of a book, or a draft that has no number yet.
type Paper struct {
	ID        ID
	Direction Direction
	Book      string
	Year      int    // of the book, by the day of the paper or of its arrival; 0 before it has a number
	Number    int64  // số đi, số đến; 0 before it has one
	Kind      Kind   // abbreviation of the kind, CV for công văn
	Symbol    string // số và ký hiệu; of a paper in, the sender's
	About     string // trích yếu
	Day       calendar.Date
	Issuer    string // who issues it: this office, or the sender
	Unit      string // abbreviation of the unit that drafts it

	Signer      string
	SignerTitle string
	Capacity    Capacity
	SignerUser  string // user id, "" when the signer does not use the program
	Recipients  string // nơi nhận, a line each
	Urgency     Urgency
	Pages       int
	Copies      int
	Form        string // code of the form that it was made of, "" when it was written freely
	Note        string

	ArrivedOn calendar.Date
	DueOn     calendar.Date // the last day to answer
	Assignee  string        // user id

	State     State
	Proof     string // code by which anybody may look it up
	SHA256    string // of the issued file
	How       How
	IssuedOn  calendar.Date
	EndedOn   calendar.Date // recalled, answered or closed
	Reason    string        // why it was voided or recalled
	Successor ID            // the paper that replaces it, or answers it

	Links   []Link
	Version int64 // counts changes, to refuse deeds done on a stale page

	CreatedAt string
	UpdatedAt string
	series    string
}

// Signing is who signs the paper.
func (p *Paper) Signing() Signer {
	return Signer{Name: p.Signer, Title: p.SignerTitle, Capacity: p.Capacity, User: p.SignerUser}
}

// A Link says what a paper is about: a scheme, a contract, a plan.
type Link struct{ Kind, Subject string }

// The kinds of link.
const (
	LinkScheme   = "scheme"
	LinkContract = "contract"
	LinkPlan     = "plan"
)

// A Step is one thing done with a paper.
type Step struct {
	No    int
	State State // after it
	Verb  string
	Actor string // user id
	Name  string // of the actor, then
	At    string
	Note  string
}

// How says in which way a paper was signed.
type How string

// The ways of signing.
const (
	OnPaper    How = "paper"      // ký tay; the scan is kept
	Electronic How = "electronic" // ký số; the signed file is kept
)

// The slots of a paper's files.
const (
	SlotDraft  = "draft"  // dự thảo
	SlotWord   = "word"   // bản Word, filled in from a template of the office when the number was given
	SlotFinal  = "final"  // bản cuối, fixed when the number was given, or made of the Word file right after
	SlotSigned = "signed" // bản ký số
	SlotScan   = "scan"   // bản quét
)

// pad writes a number as papers do: those below 10 with a zero in front.
//
// Law: NĐ 30/2020/NĐ-CP Phụ lục I.
func pad(n int64) string {
	if n < 10 {
		return "0" + strconv.FormatInt(n, 10)
	}
	return strconv.FormatInt(n, 10)
}
