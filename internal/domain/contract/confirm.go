package contract

import (
	"context"
	"slices"
	"strconv"

	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/money"
)

// A Reading is what a second person reads off the paper of a typed invoice.
type Reading struct {
	No       int // of the invoice in its settlement
	Number   string
	IssuedOn calendar.Date
	Amount   money.VND
}

// Unconfirmed lists the typed invoices that wait for a second person. A
// settlement that was approved before there was this step has them too; it
// needs nobody any more.
func (s *Settlement) Unconfirmed() []Invoice {
	var all []Invoice
	for _, i := range s.Invoices {
		if i.Source == Typed && i.ConfirmedBy == "" {
			all = append(all, i)
		}
	}
	return all
}

// ConfirmInvoices confirms the typed invoices of a settlement that somebody
// else prepared: number, day and amount are typed once more, from the paper,
// and must be the same. Where one differs nothing is confirmed, and the fields
// "reading_<no>_number", "…_issued_on", "…_amount" say where.
func ConfirmInvoices(ctx context.Context, tx *db.Tx, id string, version int64, again []Reading) error {
	if err := tx.Actor.Require(access.ConfirmInvoice); err != nil {
		return err
	}
	s, err := settlementByID(ctx, tx, id)
	if err != nil {
		return err
	}
	if err := tx.Actor.OtherThan(s.PreparedBy, "người ghi hóa đơn không xác nhận hóa đơn đó"); err != nil {
		return err
	}
	if err := s.isPrepared(version); err != nil {
		return err
	}
	if len(again) == 0 {
		return fault.New(fault.Invalid, "Chưa ghi lại hóa đơn nào.")
	}
	confirmed, err := s.reread(again)
	if err != nil {
		return err
	}
	for _, i := range confirmed {
		i.ConfirmedBy, i.ConfirmedAt = tx.Actor.ID, tx.Moment()
		if err := confirmInvoice(ctx, tx, s.ID, i); err != nil {
			return err
		}
	}
	owner, err := scheme.ByID(ctx, tx, s.Scheme)
	if err != nil {
		return err
	}
	return record(ctx, tx, owner, "contract.confirm_invoices", map[string]string{
		"contract": string(s.Contract), "settlement": s.ID, "invoices": strconv.Itoa(len(confirmed)),
	})
}

// reread compares what was read again with what was typed and returns the
// invoices that are the same.
func (s *Settlement) reread(again []Reading) ([]Invoice, error) {
	var form fault.Form
	var confirmed []Invoice
	const differs = "Khác với số người lập đã ghi. Hãy so lại với hóa đơn; nếu người lập ghi sai thì trả hồ sơ để lập lại."
	wait := s.Unconfirmed()
	for _, r := range again {
		at := slices.IndexFunc(wait, func(i Invoice) bool { return i.No == r.No })
		if at < 0 {
			return nil, conflict("Hóa đơn thứ " + strconv.Itoa(r.No) + " không chờ xác nhận. Hãy tải lại trang.")
		}
		i := wait[at]
		wait = slices.Delete(wait, at, at+1)
		field := "reading_" + strconv.Itoa(r.No) + "_"
		same := i
		same.Number = r.Number
		form.Check(r.Number != "", field+"number", "Hãy ghi số hóa đơn.")
		form.Check(same.key() == i.key(), field+"number", differs)
		form.Check(!r.IssuedOn.IsZero(), field+"issued_on", "Hãy ghi ngày.")
		form.Check(r.IssuedOn == i.IssuedOn, field+"issued_on", differs)
		form.Check(r.Amount > 0, field+"amount", "Hãy ghi số tiền.")
		form.Check(r.Amount == i.Amount, field+"amount", differs)
		confirmed = append(confirmed, i)
	}
	return confirmed, form.Err(pleaseMend)
}
