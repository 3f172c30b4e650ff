package ledger

import (
	"context"
	"errors"
	"fmt"

	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/money"
)

// Post adds e to its book. The caller gives Book, Key, Kind, Subject, Amount,
// Day, Reference and Memo; Post fills in the rest. An entry whose key is
// already in the books with the same content is not posted again; with other
// content it is a Conflict. An entry that would bring an account below zero is
// a Conflict that says which one and what is left in it, and nothing changes.
func Post(ctx context.Context, tx *db.Tx, e Entry) error {
	if again, err := posted(ctx, tx, e); err != nil || again {
		return err
	}
	return PostNew(ctx, tx, e)
}

// PostNew is Post of an entry whose key cannot be in the books, as the deed has
// seen otherwise: it does not look. If the key is there that is a Conflict, now
// or with the next question, and the transaction must be given up.
func PostNew(ctx context.Context, tx *db.Tx, e Entry) error {
	if e.Kind == Reverse {
		return errors.New("post: use Undo to reverse an entry")
	}
	return post(ctx, tx, e, lines(e.Kind, e.Subject, e.Amount))
}

// Undo posts the opposite of the entry seq of book b. An entry can be undone
// once; a request repeated with the same key changes nothing more.
func Undo(ctx context.Context, tx *db.Tx, b Book, seq int64, key, day, memo string) error {
	orig, err := bySeq(ctx, tx, b, seq)
	if err != nil {
		return err
	}
	if orig.Kind == Reverse {
		return fault.New(fault.Conflict, "Bút toán đảo không được đảo lần nữa.")
	}
	e := Entry{
		Book: b, Key: key, Kind: Reverse, Subject: orig.Subject, Amount: orig.Amount,
		Day: day, Reference: orig.Reference, Memo: memo, Reverses: seq,
	}
	if again, err := posted(ctx, tx, e); err != nil || again {
		return err
	}
	done, err := reversed(ctx, tx, b, seq)
	if err != nil {
		return err
	}
	if done {
		return fault.New(fault.Conflict, "Bút toán này đã được đảo.")
	}
	return post(ctx, tx, e, opposite(orig.Postings))
}

// opposite returns the lines that take back what the given ones did.
func opposite(lines []Posting) []Posting {
	all := make([]Posting, len(lines))
	for i, p := range lines {
		all[i] = Posting{Account: p.Account, Subject: p.Subject, Amount: -p.Amount}
	}
	return all
}

func post(ctx context.Context, tx *db.Tx, e Entry, postings []Posting) error {
	if err := e.check(postings); err != nil {
		return err
	}
	// Take first, give later: when several accounts are short the user is told
	// about the one the money should have come from.
	for _, p := range postings {
		if p.Amount < 0 {
			if err := apply(ctx, tx, e.Book, p); err != nil {
				return err
			}
		}
	}
	for _, p := range postings {
		if p.Amount > 0 {
			if err := apply(ctx, tx, e.Book, p); err != nil {
				return err
			}
		}
	}
	return insert(ctx, tx, e, postings)
}

func (e Entry) check(postings []Posting) error {
	var sum money.VND
	for _, p := range postings {
		sum += p.Amount
	}
	switch {
	case e.Fund != National && e.Fund != Local:
		return fault.New(fault.Invalid, "Chưa rõ nguồn kinh phí của bút toán.")
	case e.Year < 2000 || e.Year > 2200:
		return fault.New(fault.Invalid, "Năm ngân sách của bút toán không hợp lý.")
	case e.Amount <= 0 || e.Amount > money.Max:
		return fault.New(fault.Invalid, "Số tiền của bút toán phải lớn hơn 0 và không quá 1.000.000 tỷ đồng.")
	case e.Key == "" || e.Day == "":
		return errors.New("post: entry without key or day")
	case len(postings) < 2 || sum != 0:
		return fmt.Errorf("post: %s does not balance: %v", e.Kind, postings)
	}
	return nil
}

// posted reports whether e is in the books already.
func posted(ctx context.Context, tx *db.Tx, e Entry) (bool, error) {
	all, err := byKey(ctx, tx, e.Key)
	if err != nil || len(all) == 0 {
		return false, err
	}
	old := all[0]
	if old.Book != e.Book || old.Kind != e.Kind || old.Subject != e.Subject || old.Amount != e.Amount || old.Reverses != e.Reverses {
		return false, fault.New(fault.Conflict, "Khóa của bút toán này đã dùng cho một bút toán khác.")
	}
	return true, nil
}

// apply adds p to its account, which does not fall below zero where that is
// not its nature; the schema would refuse it too.
func apply(ctx context.Context, tx *db.Tx, b Book, p Posting) error {
	if p.Amount < 0 && !mayBeNegative(p.Account) {
		return take(ctx, tx, b, p.Account, p.Subject, -p.Amount)
	}
	return add(ctx, tx, b, p)
}

func mayBeNegative(a Account) bool { return a == Budget || a == Work || a == BroughtForward }

// short says what is missing, in the words of the account.
func short(a Account, left, wanted money.VND) error {
	what := "Số dư tài khoản “" + a.Label() + "” chỉ còn"
	switch a { //nolint:exhaustive // the other accounts are told by their names
	case Available:
		what = "Dự toán chưa phân bổ của nguồn kinh phí chỉ còn"
	case Approved:
		what = "Kinh phí đã phê duyệt chưa ký hợp đồng chỉ còn"
	case Committed:
		what = "Giá trị hợp đồng chưa chi chỉ còn"
	case Accepted:
		what = "Khối lượng nghiệm thu chưa thanh toán chỉ còn"
	case Paid:
		what = "Số đã thanh toán chưa quyết toán chỉ còn"
	}
	return fault.New(fault.Conflict, what+" "+left.String()+" đ, không đủ cho "+wanted.String()+" đ.")
}
