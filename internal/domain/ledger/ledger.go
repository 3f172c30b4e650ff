// Package ledger is the fund control (sổ theo dõi kinh phí): append-only double
// entries, one set of books for each fund and budget year, in whole đồng.
//
// Every limit that law puts on the money of a scheme is an account that must
// not fall below zero, and the database itself holds it there:
//
//	budget → available                      dự toán được giao
//	available → approved[scheme]            phê duyệt
//	approved → committed                    ký hợp đồng        (contracted ≤ approved)
//	committed → advanced                    tạm ứng            (advanced + paid ≤ contracted)
//	committed → paid, accepted → billed     thanh toán         (paid ≤ accepted)
//	advanced → paid, accepted → billed      thanh toán tạm ứng
//	work → accepted                         nghiệm thu
//	paid → settled, billed → verified       quyết toán         (settled ≤ accepted)
//	advanced or paid → returned             thu hồi nộp ngân sách
//
// Nothing is ever changed: a mistake is answered by the opposite entry. An
// entry carries a key, and a second entry with the same key is not posted.
package ledger

import (
	"example.vn/khuyencong/internal/platform/money"
)

// A Fund (nguồn kinh phí) is where support comes from.
type Fund string

// The two funds.
const (
	National Fund = "national" // kinh phí khuyến công quốc gia
	Local    Fund = "local"    // kinh phí khuyến công địa phương
)

// District is the money of a district's own budget (kinh phí khuyến công cấp
// huyện). It stands in old lists only: districts ended on 30/6/2025, and no book
// is kept of it.
const District Fund = "district"

// Funds lists the funds that have books, in their usual order.
func Funds() []Fund { return []Fund{National, Local} }

// A Book (sổ) is the set of accounts of one fund in one budget year.
type Book struct {
	Fund Fund
	Year int
}

// An Account (tài khoản) is one of the places where money of a book can be.
// All but Budget and Available exist once for every scheme.
type Account string

// The accounts.
const (
	Budget         Account = "budget"          // nguồn dự toán được giao (đối ứng, âm)
	Available      Account = "available"       // dự toán chưa phân bổ
	Approved       Account = "approved"        // đã phê duyệt, chưa ký hợp đồng
	Committed      Account = "committed"       // đã ký hợp đồng, chưa chi
	Advanced       Account = "advanced"        // tạm ứng chưa thanh toán
	Paid           Account = "paid"            // đã thanh toán, chưa quyết toán
	Settled        Account = "settled"         // đã quyết toán
	Returned       Account = "returned"        // đã thu hồi, nộp ngân sách
	Work           Account = "work"            // khối lượng thực hiện (đối ứng, âm)
	Accepted       Account = "accepted"        // khối lượng nghiệm thu chưa thanh toán
	Billed         Account = "billed"          // khối lượng đã thanh toán chưa quyết toán
	Verified       Account = "verified"        // khối lượng đã quyết toán
	CarriedForward Account = "carried_forward" // chuyển nguồn sang năm sau
	BroughtForward Account = "brought_forward" // nhận từ năm trước (đối ứng, âm)
)

// A Kind says what an entry records.
type Kind string

// The kinds of entry.
const (
	Allot        Kind = "allot"         // giao dự toán
	Withdraw     Kind = "withdraw"      // giảm, hủy dự toán
	Approve      Kind = "approve"       // phê duyệt hỗ trợ
	Release      Kind = "release"       // trả lại phần phê duyệt không dùng
	Contract     Kind = "contract"      // ký hợp đồng
	Uncontract   Kind = "uncontract"    // giảm giá trị hợp đồng
	Advance      Kind = "advance"       // tạm ứng
	Accept       Kind = "accept"        // nghiệm thu
	Pay          Kind = "pay"           // thanh toán
	ClearAdvance Kind = "clear_advance" // thanh toán tạm ứng
	Settle       Kind = "settle"        // quyết toán
	RecoverAdv   Kind = "recover_adv"   // thu hồi tạm ứng
	RecoverPaid  Kind = "recover_paid"  // thu hồi tiền đã thanh toán
	CarryOut     Kind = "carry_out"     // chuyển nguồn đi: phần hợp đồng chưa chi
	CarryOutAdv  Kind = "carry_out_adv" // chuyển nguồn đi: số dư tạm ứng
	CarryIn      Kind = "carry_in"      // nhận chuyển nguồn: phần hợp đồng chưa chi
	CarryInAdv   Kind = "carry_in_adv"  // nhận chuyển nguồn: số dư tạm ứng
	Reverse      Kind = "reverse"       // bút toán đảo
)

// A move takes an amount out of one account and puts it into another. A fund
// account belongs to the whole book, the others to the entry's subject.
type move struct{ from, to Account }

// moves says, for every kind of entry, which accounts it touches.
var moves = map[Kind][]move{
	Allot:        {{Budget, Available}},
	Withdraw:     {{Available, Budget}},
	Approve:      {{Available, Approved}},
	Release:      {{Approved, Available}},
	Contract:     {{Approved, Committed}},
	Uncontract:   {{Committed, Approved}},
	Advance:      {{Committed, Advanced}},
	Accept:       {{Work, Accepted}},
	Pay:          {{Committed, Paid}, {Accepted, Billed}},
	ClearAdvance: {{Advanced, Paid}, {Accepted, Billed}},
	Settle:       {{Paid, Settled}, {Billed, Verified}},
	RecoverAdv:   {{Advanced, Returned}},
	RecoverPaid:  {{Paid, Returned}, {Billed, Accepted}},
	CarryOut:     {{Committed, CarriedForward}},
	CarryOutAdv:  {{Advanced, CarriedForward}},
	CarryIn:      {{BroughtForward, Committed}},
	CarryInAdv:   {{BroughtForward, Advanced}},
	Reverse:      {},
}

// ofBook reports whether the account belongs to the book as a whole.
func (a Account) ofBook() bool { return a == Budget || a == Available }

// A Posting (dòng định khoản) is one line of an entry; the amounts of an
// entry's lines sum to zero.
type Posting struct {
	Account Account
	Subject string // "" for an account of the whole book
	Amount  money.VND
}

// An Entry (bút toán) is one balanced event in a book.
type Entry struct {
	Book
	Seq       int64
	Key       string // used once in a province
	Kind      Kind
	Subject   string // opaque, e.g. "scheme/2026-017"; "" for the book as a whole
	Amount    money.VND
	Day       string // civil day of the document
	Reference string // number of the document that justifies it
	Memo      string
	Reverses  int64 // seq of the entry that this one undoes, 0 for none
	Actor     string
	At        string
	Postings  []Posting
}

// lines builds the postings of an entry of kind k.
func lines(k Kind, subject string, amount money.VND) []Posting {
	var all []Posting
	for _, m := range moves[k] {
		for _, side := range []struct {
			a   Account
			sum money.VND
		}{{m.from, -amount}, {m.to, amount}} {
			p := Posting{Account: side.a, Subject: subject, Amount: side.sum}
			if side.a.ofBook() {
				p.Subject = ""
			}
			all = append(all, p)
		}
	}
	return all
}
