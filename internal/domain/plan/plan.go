// Package plan is the year's plan (kế hoạch khuyến công): which schemes a fund
// supports, in rounds, in the order that law sets; the decision that reserves
// the money; and the adjustments after it, each by the authority that law
// names.
package plan

import (
	"fmt"
	"strconv"
	"strings"

	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/money"
)

// A Key names one plan: the round (đợt) of a fund in a budget year.
type Key struct {
	Year  int
	Fund  ledger.Fund
	Round int
}

// Code names the plan for people and among the things that a paper is about:
// 2026/local/1.
func (k Key) Code() string { return fmt.Sprintf("%d/%s/%d", k.Year, k.Fund, k.Round) }

// ParseKey reads what Code writes; ok is false for anything else.
func ParseKey(code string) (k Key, ok bool) {
	parts := strings.Split(code, "/")
	if len(parts) != 3 {
		return k, false
	}
	year, err := strconv.Atoi(parts[0])
	round, err2 := strconv.Atoi(parts[2])
	k = Key{Year: year, Fund: ledger.Fund(parts[1]), Round: round}
	return k, err == nil && err2 == nil && k.Code() == code
}

// Subject is how the audit record refers to the plan.
func (k Key) Subject() string { return "plan/" + k.Code() }

// Book is the set of accounts that the plan draws on.
func (k Key) Book() ledger.Book { return ledger.Book{Fund: k.Fund, Year: k.Year} }

// State is where a plan stands.
type State string

// The states of a plan.
const (
	Draft     State = "draft"     // đang lập
	Submitted State = "submitted" // đã trình
	Approved  State = "approved"  // đã phê duyệt
)

// Choice is what the office means to do with a candidate.
type Choice string

// The choices.
const (
	Chosen      Choice = "chosen"      // chọn
	Considering Choice = "considering" // cân nhắc
	Dropped     Choice = "dropped"     // để lại
)

// A Plan is one round of a fund's yearly list.
type Plan struct {
	Key
	Title       string
	State       State
	PaperNo     string // number of the submission (tờ trình)
	DecisionNo  string
	DecisionOn  calendar.Date
	Signer      string
	Reason      string // why it was sent back, when it was
	DraftedBy   string
	SubmittedBy string
	SubmittedAt string
	DecidedBy   string
	DecidedAt   string
	Version     int64
	CreatedAt   string
	Items       []Item
}

// An Item is one candidate of a plan.
type Item struct {
	Scheme  *scheme.Scheme
	Choice  Choice
	Amount  money.VND // of this year's book
	Rank    int
	Reasons []string // why it has this rank, Vietnamese with citation
	Note    string
}

// Sum adds up the items of one choice.
func (p *Plan) Sum(c Choice) money.VND {
	var sum money.VND
	for _, i := range p.Items {
		if i.Choice == c {
			sum += i.Amount
		}
	}
	return sum
}

// A Grant is one decision that gave, changed or took back support.
type Grant struct {
	Scheme     scheme.ID
	Seq        int64
	Year       int
	Fund       ledger.Fund
	Kind       GrantKind
	Delta      money.VND
	DecisionNo string
	DecidedOn  calendar.Date
	Signer     string
	Authority  string
	Note       string
	NotedBy    string
	At         string
}

// GrantKind says what a decision did to the support of a scheme.
type GrantKind string

// The kinds of decision.
const (
	Initial  GrantKind = "initial"  // phê duyệt
	Increase GrantKind = "increase" // tăng hỗ trợ
	Decrease GrantKind = "decrease" // giảm hỗ trợ
	Stop     GrantKind = "stop"     // dừng
	NoMoney  GrantKind = "no_money" // điều chỉnh không đổi kinh phí
	Record   GrantKind = "record"   // ghi từ danh sách cũ
)
