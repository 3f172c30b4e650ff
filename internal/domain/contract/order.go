package contract

import (
	"context"

	"example.vn/khuyencong/internal/domain/plan"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
)

// approvedOn is the day of the decision that first granted the scheme; the zero
// day when none is recorded. A contract is not signed before it.
func approvedOn(ctx context.Context, tx *db.Tx, s *scheme.Scheme) (calendar.Date, error) {
	grants, err := plan.Grants(ctx, tx, s.ID)
	if err != nil || len(grants) == 0 {
		return calendar.Date{}, err
	}
	return grants[0].DecidedOn, nil
}

// firstVoucherDay is the earliest day of a voucher of kind k: money for
// accepted work does not move before the first acceptance, other money not
// before the signature.
func (f *File) firstVoucherDay(k DisbursementKind) (first calendar.Date, before string) {
	first, before = f.Contract.SignedOn, "Ngày chứng từ trước ngày ký hợp đồng."
	if k != Payment && k != Clearing {
		return first, before
	}
	var accepted calendar.Date
	for _, a := range f.Acceptances {
		if a.State == AcceptanceConfirmed && (accepted.IsZero() || a.AcceptedOn.Before(accepted)) {
			accepted = a.AcceptedOn
		}
	}
	if accepted.After(first) {
		return accepted, "Ngày chứng từ trước ngày nghiệm thu " + accepted.VN() + "."
	}
	return first, before
}

// lastMoneyDay is the day of the newest voucher or approved settlement, and not
// before the signature: the account is not closed before it.
func (f *File) lastMoneyDay() calendar.Date {
	day := f.Contract.SignedOn
	for _, d := range f.Disbursements {
		if d.State == DisbursementPaid && d.VoucherOn.After(day) {
			day = d.VoucherOn
		}
	}
	for _, s := range f.Settlements {
		if s.State == SettlementApproved && s.ApprovedOn.After(day) {
			day = s.ApprovedOn
		}
	}
	return day
}
