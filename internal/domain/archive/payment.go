package archive

import (
	"context"
	"fmt"
	"slices"

	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/plan"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/audit"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/money"
	"example.vn/khuyencong/internal/platform/text"
)

// A Payment (khoản chi) is money that a recorded scheme was paid before the
// program was there, as the office's list has it.
type Payment struct {
	Scheme    scheme.ID
	Amount    money.VND
	On        calendar.Date
	Reference string // number of the voucher
	Note      string
}

// pastSteps are the entries by which a past payment goes through the book of
// its scheme: the money arrives, is approved, contracted, accepted and paid, so
// that nothing of the book's other money is touched.
var pastSteps = []ledger.Kind{ledger.Allot, ledger.Approve, ledger.Contract, ledger.Accept, ledger.Pay}

// CheckPayment says what is wrong with a payment, by field: its scheme is not a
// recorded one or has no book, or more would be paid than was granted. paid is
// what the same list pays to the scheme besides.
func CheckPayment(ctx context.Context, tx *db.Tx, p Payment, paid money.VND) error {
	var form fault.Form
	form.Check(p.Amount > 0, "amount", "Số tiền đã chi phải lớn hơn 0 đồng.")
	form.Check(text.CleanLine(p.Reference) != "", "reference", "Cần ghi số chứng từ của khoản chi.")
	form.Check(!p.On.IsZero() && !p.On.After(tx.Today()), "paid_on", "Ngày chi phải là một ngày đến hôm nay.")
	s, err := scheme.ByID(ctx, tx, p.Scheme)
	if fault.KindOf(err) == fault.NotFound {
		form.Add("scheme", "Không có đề án "+string(p.Scheme)+".")
		return form.Err("Khoản chi còn chỗ cần xem lại.")
	}
	if err != nil {
		return err
	}
	switch {
	case s.State != scheme.Recorded:
		form.Add("scheme", "Đề án "+string(s.ID)+" đang theo dõi trong phần mềm; khoản chi của đề án ghi ở trang hợp đồng, không nhập từ danh sách.")
	case s.Fund != ledger.National && s.Fund != ledger.Local || s.Year == 0:
		form.Add("scheme", "Đề án "+string(s.ID)+" không rõ nguồn quốc gia hay địa phương hoặc không rõ năm, nên không có sổ kinh phí để ghi.")
	}
	grants, err := plan.Grants(ctx, tx, s.ID)
	if err != nil {
		return err
	}
	var granted money.VND
	for _, g := range grants {
		granted += g.Delta
	}
	b, err := ledger.OfSubject(ctx, tx, s.ID.Subject())
	if err != nil {
		return err
	}
	if over := b.Spent() + paid + p.Amount - granted; over > 0 {
		form.Add("amount", fmt.Sprintf("Đã chi nhiều hơn hỗ trợ được duyệt của đề án %s: vượt %s đồng.", s.ID, over))
	}
	return form.Err("Khoản chi còn chỗ cần xem lại.")
}

// PaymentKnown reports whether the book has a payment already: the same day,
// amount and voucher, and not reversed.
func PaymentKnown(ctx context.Context, tx *db.Tx, p Payment) (bool, error) {
	all, err := ledger.EntriesOf(ctx, tx, p.Scheme.Subject())
	if err != nil {
		return false, err
	}
	undone := map[int64]bool{}
	for _, e := range all {
		if e.Reverses != 0 {
			undone[e.Reverses] = true
		}
	}
	for _, e := range all {
		if e.Kind == ledger.Pay && !undone[e.Seq] && e.Amount == p.Amount && e.Day == p.On.String() && e.Reference == text.CleanLine(p.Reference) {
			return true, nil
		}
	}
	return false, nil
}

// RecordPayment posts a past payment. key, which names the row of the list, is
// used once.
func RecordPayment(ctx context.Context, tx *db.Tx, p Payment, key string) error {
	if err := tx.Actor.Require(access.ImportSchemes); err != nil {
		return err
	}
	if err := CheckPayment(ctx, tx, p, 0); err != nil {
		return err
	}
	s, err := scheme.ByID(ctx, tx, p.Scheme)
	if err != nil {
		return err
	}
	for _, kind := range pastSteps {
		e := ledger.Entry{
			Book: ledger.Book{Fund: s.Fund, Year: s.Year}, Key: pastKey(key, kind), Kind: kind, Subject: s.ID.Subject(), Amount: p.Amount,
			Day: p.On.String(), Reference: text.CleanLine(p.Reference), Memo: "Ghi từ danh sách khoản chi cũ. " + text.CleanLine(p.Note),
		}
		if kind == ledger.Allot {
			e.Subject = ""
		}
		if err := ledger.Post(ctx, tx, e); err != nil {
			return fmt.Errorf("post past payment: %w", err)
		}
	}
	return audit.Record(ctx, tx, "archive.payment", s.ID.Subject(), map[string]string{
		"amount": p.Amount.String(), "paid_on": p.On.VN(), "reference": p.Reference, "key": key,
	})
}

// ReversePayment posts the opposite of a past payment that came with a list. It
// fails when something was built on it, such as a settlement.
func ReversePayment(ctx context.Context, tx *db.Tx, p Payment, key string) error {
	if err := tx.Actor.Require(access.ImportSchemes); err != nil {
		return err
	}
	s, err := scheme.ByID(ctx, tx, p.Scheme)
	if err != nil {
		return err
	}
	book := ledger.Book{Fund: s.Fund, Year: s.Year}
	for _, step := range slices.Backward(pastSteps) {
		seq, err := ledger.SeqOf(ctx, tx, pastKey(key, step))
		if err != nil {
			return err
		}
		err = ledger.Undo(ctx, tx, book, seq, "undo/"+pastKey(key, step), tx.Today().String(), "Hoàn tác danh sách khoản chi cũ.")
		if err != nil {
			return fmt.Errorf("reverse past payment: %w", err)
		}
	}
	return audit.Record(ctx, tx, "archive.reverse_payment", s.ID.Subject(), map[string]string{
		"amount": p.Amount.String(), "reference": p.Reference, "key": key,
	})
}

func pastKey(key string, kind ledger.Kind) string { return "past/" + key + "/" + string(kind) }
