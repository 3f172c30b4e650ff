package contract_test

import (
	"context"
	"testing"

	"example.vn/khuyencong/internal/domain/contract"
	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/money"
)

func reversed(id string, version int64, reason string) deed {
	return func(ctx context.Context, tx *db.Tx) error {
		return contract.ReverseDisbursement(ctx, tx, id, version, reason)
	}
}

func unconfirmed(id string, version int64, reason string) deed {
	return func(ctx context.Context, tx *db.Tx) error {
		return contract.ReverseAcceptance(ctx, tx, id, version, reason)
	}
}

func TestAVoucherEnteredByMistakeIsReversedOnce(t *testing.T) {
	r := newRig(t, "2026-06-01")
	id := r.scheme(plan{
		year: 2026, yearEnd: 2027, fund: ledger.Local, content: "vocational_training", beneficiaries: 1, total: 500e6,
		approved: map[int]money.VND{2026: 100e6, 2027: 200e6},
	})
	c := r.signed(id, 300e6, "2026-06-01")
	r.paid(c, contract.Advance, 150e6, "UNC-1", "2026-06-01") // out of both years
	r.refused(accountant, fault.Forbidden, "đảo chứng từ", reversed("dn-2026-0001", 3, "Ghi nhầm"))
	r.refused(director, fault.Invalid, "lý do", reversed("dn-2026-0001", 3, " "))
	r.refused(director, fault.Conflict, "người khác sửa", reversed("dn-2026-0001", 2, "Ghi nhầm"))
	r.must(director, reversed("dn-2026-0001", 3, "Ghi nhầm chứng từ của đề án khác"))
	r.has(id, at{ledger.Committed, 300e6})
	r.refused(director, fault.Conflict, "Đã đảo", reversed("dn-2026-0001", 4, "Ghi nhầm"))
	r.verified()
	f := r.file(id)
	if d := f.Disbursements[0]; d.State != contract.DisbursementReversed || d.Reason == "" {
		t.Errorf("request %+v", d)
	}
	// The voucher may be used again, and the whole share is free again.
	r.paid(c, contract.Advance, 210e6, "UNC-1", "2026-06-01")
	r.has(id, at{ledger.Committed, 90e6}, at{ledger.Advanced, 210e6})
}

func TestWhoEnteredAVoucherDoesNotReverseIt(t *testing.T) {
	r := newRig(t, "2026-06-01")
	c := r.signed(r.machine(2026), 300e6, "2026-06-01")
	d := contract.Disbursement{Contract: c, Kind: contract.Advance, Amount: 10e6, Proof: "x", Volume: 999e6}
	r.must(staff, func(ctx context.Context, tx *db.Tx) error { return contract.Request(ctx, tx, &d) })
	r.must(director, func(ctx context.Context, tx *db.Tx) error { return contract.ApproveDisbursement(ctx, tx, d.ID, 1) })
	r.refused(director, fault.Conflict, "Đã duyệt", reversed(d.ID, 2, "x"))
	r.must(chief, func(ctx context.Context, tx *db.Tx) error {
		return contract.Pay(ctx, tx, d.ID, 2, "U", calendar.Must("2026-06-01"))
	})
	r.refused(chief, fault.Forbidden, "hai người", reversed(d.ID, 3, "x"))
}

func TestMoneyThatWentOnIsNotReversed(t *testing.T) {
	r := newRig(t, "2026-06-01")
	c, f := r.payable(2026, "2026-06-01")
	r.settled(r.dossier(f.Scheme.ID, "1", "2026-06-01"), "2026-06-01")
	r.refused(director, fault.Conflict, "đã thanh toán chưa quyết toán", reversed("dn-2026-0001", 3, "x"))
	r.refused(department, fault.Conflict, "đảo nghiệm thu", unconfirmed("nt-2026-0001", 2, "x"))
	r.must(director, func(ctx context.Context, tx *db.Tx) error {
		return contract.Liquidate(ctx, tx, c, 2, "TL", day("2026-06-01"))
	})
	r.refused(director, fault.Conflict, "Đã thanh lý", reversed("dn-2026-0001", 3, "x"))

	other := r.machine(2026)
	d := r.signed(other, 300e6, "2026-06-01")
	r.paid(d, contract.Advance, 100e6, "A", "2026-06-01")
	r.must(approver, func(ctx context.Context, tx *db.Tx) error {
		return contract.Carry(ctx, tx, 2, &contract.CarryOver{Contract: d, ToYear: 2027, DecisionNo: "QĐ", DecidedOn: day("2026-06-01"), Signer: "A"})
	})
	r.refused(director, fault.Conflict, "chỉ còn", reversed("dn-2026-0002", 3, "x"))
	r.verified()
}

func TestAnAcceptanceConfirmedByMistakeIsReversed(t *testing.T) {
	r := newRig(t, "2026-06-01")
	id := r.machine(2026)
	c := r.signed(id, 300e6, "2026-06-01")
	r.accepted(c, 1, 300e6, false, "2026-06-01")
	r.paid(c, contract.Payment, 100e6, "A", "2026-06-01")
	r.refused(staff, fault.Forbidden, "xác nhận nghiệm thu", unconfirmed("nt-2026-0001", 2, "x"))
	r.refused(department, fault.Conflict, "chỉ còn", unconfirmed("nt-2026-0001", 2, "Nhầm cơ sở"))
	r.must(director, reversed("dn-2026-0001", 3, "Nhầm"))
	r.refused(department, fault.Conflict, "người khác sửa", unconfirmed("nt-2026-0001", 1, "Nhầm cơ sở"))
	r.must(department, unconfirmed("nt-2026-0001", 2, "Nhầm cơ sở"))
	if f := r.file(id); f.Scheme.State != scheme.Running || len(f.Unaccepted()) != 1 || f.AcceptedTotal() != 0 {
		t.Errorf("after the reversal: %s, missing %v", f.Scheme.State, f.Unaccepted())
	}
	r.refused(department, fault.Conflict, "Đã đảo", unconfirmed("nt-2026-0001", 3, "x"))
	r.has(id, at{ledger.Committed, 300e6})
	r.accepted(c, 1, 280e6, false, "2026-06-01")
	if got := r.file(id).Scheme.State; got != scheme.Accepted {
		t.Errorf("after the right acceptance: %s", got)
	}
	r.verified()
}

func TestAnAcceptanceThatAnAdvanceRestsOnStands(t *testing.T) {
	r := newRig(t, "2016-06-01")
	id := r.scheme(plan{
		year: 2016, fund: ledger.Local, content: "enterprise_establishment", beneficiaries: 2, total: 200e6,
		approved: map[int]money.VND{2016: 20e6},
	})
	c := r.signed(id, 20e6, "2016-06-01")
	r.accepted(c, 1, 10e6, false, "2016-06-01")
	r.paid(c, contract.Advance, 10e6, "A", "2016-06-01")
	r.refused(department, fault.Conflict, "đảo khoản tạm ứng trước", unconfirmed("nt-2016-0001", 2, "x"))
	r.must(director, reversed("dn-2016-0001", 3, "x"))
	r.must(department, unconfirmed("nt-2016-0001", 2, "x"))
	r.verified()
}
