// Package contract is the contract (hợp đồng thực hiện đề án) from its
// signature to its liquidation: annexes, progress, advances and payments,
// acceptance on site, settlement, carrying over and recovery.
//
// Gói này giữ phần thực hiện của một đề án đã được phê duyệt: ký hợp đồng, phụ
// lục, tiến độ, tạm ứng, nghiệm thu, thanh toán, quyết toán, thanh lý, chuyển
// nguồn, thu hồi. Every verb checks who may do it, posts its money to the
// ledger and leaves its record on the scheme's timeline, all in the caller's
// transaction; the limits of law on the money are accounts of the ledger that
// cannot fall below zero, so nothing here can spend a đồng twice.
//
// Money is taken from the budget years of the scheme oldest first. Accepted
// work that is not paid keeps its money in its own year when the rest is
// carried over.
package contract

import (
	"slices"

	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/norm"
	"example.vn/khuyencong/internal/domain/procedure"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/money"
)

// ID identifies a contract within its province, such as "hd-2026-0003".
type ID string

// State is where a contract or an annex stands.
type State string

// The states of a contract; an annex uses the first three.
const (
	Draft   State = "draft"   // đang soạn
	Dropped State = "dropped" // đã bỏ bản soạn
	Signed  State = "signed"  // đã ký
	Closed  State = "closed"  // đã thanh lý
)

// A Contract (hợp đồng) is the paper between the centre and party B under
// which one approved scheme is carried out. A scheme has one at a time.
type Contract struct {
	ID         ID
	Scheme     scheme.ID
	Number     string    // given at the signature
	Party      string    // bên B, đơn vị thực hiện
	Value      money.VND // support under the contract, annexes included
	Investment money.VND // total investment of the project, of which law asks proof of volume
	StartsOn   calendar.Date
	EndsOn     calendar.Date // annexes included
	Terms      string
	// Into which account of party B the money goes, and who signs for it; "" for
	// what nobody has said.
	Account        string
	Bank           string // where the account is kept
	Representative string
	Position       string

	State      State
	SignedOn   calendar.Date
	PreparedBy string
	SignedBy   string
	ClosedOn   calendar.Date
	ClosingNo  string // number of the liquidation minutes
	ClosedBy   string
	Version    int64 // counts changes, to refuse deeds done on a stale page
	CreatedAt  string
	UpdatedAt  string
}

// An Annex (phụ lục hợp đồng) changes the value or the end of a contract.
type Annex struct {
	Contract   ID
	No         int
	Number     string        // given at the signature
	What       string        // nội dung thay đổi, lý do
	Delta      money.VND     // change of the value, negative for less
	NewEndsOn  calendar.Date // zero when the end stays
	State      State
	PreparedBy string
	SignedBy   string
	SignedOn   calendar.Date
}

// A Progress (tiến độ) is what was done by the end of a month, from the start.
//
// Law: TT 36/2013/TT-BCT Điều 23 khoản 3 điểm a, Mẫu 3a.
type Progress struct {
	Contract ID
	Month    string    // "2026-08"
	Done     money.VND // value of the work done since the start, all sources
	Note     string
	Trouble  string // khó khăn, vướng mắc
	NotedBy  string
	At       string
}

// A CarryOver (chuyển nguồn) takes what a budget year has left under a
// contract into the next year, by decision.
//
// Law: NĐ 45/2012/NĐ-CP Điều 14 khoản 4.
type CarryOver struct {
	Contract   ID
	Scheme     scheme.ID
	FromYear   int // always ToYear-1
	ToYear     int
	Amount     money.VND // computed: not yet spent, and advances not yet cleared
	DecisionNo string
	DecidedOn  calendar.Date
	Signer     string
	DecidedBy  string // user id
	At         string
}

// A File (hồ sơ hợp đồng) is everything about the contract of one scheme.
type File struct {
	Scheme        *scheme.Scheme
	Contract      *Contract // nil while there is none
	Annexes       []Annex
	Progress      []Progress // oldest month first
	Disbursements []Disbursement
	Acceptances   []Acceptance
	Settlements   []Settlement
	CarryOvers    []CarryOver
	Balances      ledger.Balances // of the scheme, all budget years together

	years []purse // of the scheme, oldest first
	terms Terms
	area  procedure.Area
}

// Rules returns the procedure of the scheme's fund and place on day.
func (f *File) Rules(day calendar.Date) procedure.Rules {
	return f.counts().book.For(f.area, norm.Fund(f.Scheme.Fund), day)
}

// BookYear is the budget year in which the money of the contract now stands.
func (f *File) BookYear() int {
	year := f.Scheme.Year
	for _, o := range f.CarryOvers {
		year = max(year, o.ToYear)
	}
	return year
}

// BudgetYears lists the budget years whose books have money for the contract:
// those for which support was approved and those that it was carried into. A
// scheme that was only given more time has no more years to be paid from.
func (f *File) BudgetYears() []int {
	var years []int
	for _, p := range f.years {
		if p.has.Granted() > 0 {
			years = append(years, p.book.Year)
		}
	}
	if len(years) == 0 {
		years = append(years, f.Scheme.Year)
	}
	return years
}

// schemeYears lists the budget years over which the scheme stretches by its
// plan, by decisions to extend it and by carrying over, oldest first.
func schemeYears(s *scheme.Scheme, carried []CarryOver) []int {
	var years []int
	for y := s.Year; y <= max(s.Year, s.YearEnd); y++ {
		years = append(years, y)
	}
	for _, o := range carried {
		years = append(years, o.ToYear)
	}
	slices.Sort(years)
	return slices.Compact(years)
}

// Latest is the newest progress report, or false when there is none.
func (f *File) Latest() (Progress, bool) {
	if len(f.Progress) == 0 {
		return Progress{}, false
	}
	return f.Progress[len(f.Progress)-1], true
}

// HasAcceptance reports whether some work has been accepted.
func (f *File) HasAcceptance() bool {
	return slices.ContainsFunc(f.Acceptances, func(a Acceptance) bool { return a.State == AcceptanceConfirmed })
}

// AcceptedTotal is the value of the work accepted under the contract.
func (f *File) AcceptedTotal() money.VND {
	var sum money.VND
	for _, a := range f.Acceptances {
		if a.State == AcceptanceConfirmed {
			sum += a.Value
		}
	}
	return sum
}

// Unaccepted lists the numbers of the beneficiaries whose last acceptance is
// still to come; 0 stands for the scheme as a whole when nobody is named.
func (f *File) Unaccepted() []int {
	wanted := []int{}
	for _, b := range f.Scheme.Active() {
		wanted = append(wanted, b.No)
	}
	if len(wanted) == 0 {
		wanted = []int{0}
	}
	return slices.DeleteFunc(wanted, func(no int) bool {
		return slices.ContainsFunc(f.Acceptances, func(a Acceptance) bool {
			return a.State == AcceptanceConfirmed && !a.Partial && (a.Beneficiary == no || a.Beneficiary == 0)
		})
	})
}

// open lists what is under way and must end before the account is closed.
func (f *File) open() string {
	for _, d := range f.Disbursements {
		if d.State == DisbursementPrepared || d.State == DisbursementApproved {
			return "đề nghị chi " + d.ID
		}
	}
	for _, a := range f.Acceptances {
		if a.State == AcceptancePrepared {
			return "biên bản nghiệm thu " + a.ID
		}
	}
	for _, s := range f.Settlements {
		if s.State == SettlementPrepared {
			return "hồ sơ quyết toán " + s.ID
		}
	}
	return ""
}
