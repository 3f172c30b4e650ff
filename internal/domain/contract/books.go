package contract

import (
	"context"
	"fmt"

	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/money"
)

// A purse is what one budget year's book holds for the scheme.
type purse struct {
	book ledger.Book
	has  ledger.Balances
}

// A paper is what justifies an entry: its key in the ledger, day, number and
// what it is about.
type paper struct {
	key, number, memo string
	day               calendar.Date
}

// purses returns what every budget year that may hold money of the scheme
// holds of it, oldest year first.
func purses(ctx context.Context, tx *db.Tx, s *scheme.Scheme, carried []CarryOver) ([]purse, error) {
	var all []purse
	for _, year := range schemeYears(s, carried) {
		b := ledger.Book{Fund: s.Fund, Year: year}
		has, err := ledger.Of(ctx, tx, b, s.ID.Subject())
		if err != nil {
			return nil, err
		}
		all = append(all, purse{b, has})
	}
	return all, nil
}

// A limit says how much of a kind of entry the balances of a year can bear, and
// what there is not enough of beyond that.
type limit struct {
	kind    ledger.Kind
	room    func(ledger.Balances) money.VND
	lacking string
}

var limits = []limit{
	{ledger.Contract, func(b ledger.Balances) money.VND { return b[ledger.Approved] }, "Kinh phí đã phê duyệt chưa ký hợp đồng"},
	{ledger.Uncontract, func(b ledger.Balances) money.VND { return min(b[ledger.Committed], unaccepted(b)) }, "Giá trị hợp đồng chưa chi và chưa nghiệm thu"},
	{ledger.Advance, func(b ledger.Balances) money.VND { return b[ledger.Committed] }, "Giá trị hợp đồng chưa chi"},
	{ledger.Accept, unaccepted, "Giá trị hợp đồng chưa nghiệm thu"},
	{ledger.Pay, func(b ledger.Balances) money.VND { return min(b[ledger.Committed], b[ledger.Accepted]) }, "Khối lượng đã nghiệm thu mà giá trị hợp đồng còn để thanh toán"},
	{ledger.ClearAdvance, func(b ledger.Balances) money.VND { return min(b[ledger.Advanced], b[ledger.Accepted]) }, "Số dư tạm ứng đã có khối lượng nghiệm thu"},
	{ledger.Settle, func(b ledger.Balances) money.VND { return min(b[ledger.Paid], b[ledger.Billed]) }, "Số đã thanh toán chưa quyết toán"},
	{ledger.RecoverAdv, func(b ledger.Balances) money.VND { return b[ledger.Advanced] }, "Số dư tạm ứng"},
	{ledger.RecoverPaid, func(b ledger.Balances) money.VND { return min(b[ledger.Paid], b[ledger.Billed]) }, "Số đã thanh toán chưa quyết toán"},
}

// limitOf returns the limit of kind k; a kind without one can bear nothing.
func limitOf(k ledger.Kind) limit {
	for _, l := range limits {
		if l.kind == k {
			return l
		}
	}
	return limit{kind: k, room: func(ledger.Balances) money.VND { return 0 }, lacking: k.Label()}
}

// unaccepted is the money of a year that no accepted work lays claim to.
func unaccepted(b ledger.Balances) money.VND {
	return max(0, b[ledger.Committed]+b[ledger.Advanced]-b[ledger.Accepted])
}

// left is how much of kind k all years together can bear.
func left(all []purse, k ledger.Kind) money.VND {
	var sum money.VND
	for _, p := range all {
		sum += limitOf(k).room(p.has)
	}
	return sum
}

// holding is the balance of account a, all years together.
func holding(all []purse, a ledger.Account) money.VND {
	var sum money.VND
	for _, p := range all {
		sum += p.has[a]
	}
	return sum
}

// enough returns a Conflict fault unless the years together can bear amount.
func enough(all []purse, k ledger.Kind, amount money.VND) error {
	if have := left(all, k); amount > have {
		return fault.New(fault.Conflict, limitOf(k).lacking+" chỉ còn "+have.String()+" đ, không đủ cho "+amount.String()+" đ.")
	}
	return nil
}

// post enters amount as kind k, from the oldest year on. Each year's entry has
// a key of its own, so that it is posted once.
func post(ctx context.Context, tx *db.Tx, s *scheme.Scheme, all []purse, k ledger.Kind, amount money.VND, p paper) error {
	if err := enough(all, k, amount); err != nil {
		return err
	}
	for _, from := range all {
		part := min(amount, limitOf(k).room(from.has))
		if part <= 0 {
			continue
		}
		if err := enter(ctx, tx, s, from.book, k, part, p); err != nil {
			return err
		}
		amount -= part
	}
	return nil
}

// enter posts one entry to one year's book.
func enter(ctx context.Context, tx *db.Tx, s *scheme.Scheme, b ledger.Book, k ledger.Kind, amount money.VND, p paper) error {
	return ledger.Post(ctx, tx, ledger.Entry{
		Book: b, Key: fmt.Sprintf("%s/%d", p.key, b.Year), Kind: k, Subject: s.ID.Subject(), Amount: amount,
		Day: p.day.String(), Reference: p.number, Memo: p.memo,
	})
}
