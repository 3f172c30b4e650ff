package contract_test

import (
	"context"
	"strings"
	"testing"

	"example.vn/khuyencong/internal/domain/contract"
	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/money"
)

// decided puts the decision that granted the scheme into the database.
func (r *rig) decided(id scheme.ID, on string) {
	r.t.Helper()
	r.must(chief, func(ctx context.Context, tx *db.Tx) error {
		return put(ctx, tx, "plan_decisions", map[string]any{
			"scheme": id, "seq": 1, "year": 2026, "fund": ledger.Local, "kind": "initial", "delta_vnd": 300e6,
			"decision_no": "QĐ 1", "decided_on": on,
		}, "signer authority note noted_by at")
	})
}

func TestTheDaysOfTheFileStandInTheirOrder(t *testing.T) {
	r := newRig(t, "2026-09-01")
	id := r.machine(2026)
	r.decided(id, "2026-03-10")
	c := contract.Contract{Scheme: id, Value: 300e6, StartsOn: day("2026-03-01"), EndsOn: day("2026-12-31")}
	r.must(staff, func(ctx context.Context, tx *db.Tx) error { return contract.Prepare(ctx, tx, &c) })
	sign := func(on string) deed {
		return func(ctx context.Context, tx *db.Tx) error { return contract.Sign(ctx, tx, c.ID, 1, "1", day(on)) }
	}
	r.refused(director, fault.Invalid, "trước ngày quyết định phê duyệt 10/03/2026", sign("2026-03-09"))
	r.must(director, sign("2026-03-10"))
	r.accepted(c.ID, 1, 300e6, false, "2026-06-15")

	d := contract.Disbursement{Contract: c.ID, Kind: contract.Payment, Amount: 300e6}
	r.must(staff, func(ctx context.Context, tx *db.Tx) error { return contract.Request(ctx, tx, &d) })
	r.must(director, func(ctx context.Context, tx *db.Tx) error { return contract.ApproveDisbursement(ctx, tx, d.ID, 1) })
	pay := func(on string) deed {
		return func(ctx context.Context, tx *db.Tx) error { return contract.Pay(ctx, tx, d.ID, 2, "UNC-1", day(on)) }
	}
	r.refused(accountant, fault.Invalid, "trước ngày nghiệm thu 15/06/2026", pay("2026-06-14"))
	r.must(accountant, pay("2026-06-20"))

	s := r.dossier(id, "7", "2026-06-01")
	r.must(accountant, func(ctx context.Context, tx *db.Tx) error { return contract.PrepareSettlement(ctx, tx, &s) })
	settle := func(on string) deed {
		return func(ctx context.Context, tx *db.Tx) error {
			return contract.ApproveSettlement(ctx, tx, s.ID, 1, day(on))
		}
	}
	r.refused(director, fault.Invalid, "trước ngày 20/06/2026", settle("2026-06-19"))
	r.confirmed(s)
	r.must(director, settle("2026-07-01"))
	close := func(on string) deed {
		return func(ctx context.Context, tx *db.Tx) error { return contract.Liquidate(ctx, tx, c.ID, 2, "TL", day(on)) }
	}
	r.refused(director, fault.Invalid, "trước ngày 01/07/2026", close("2026-06-30"))
	r.must(director, close("2026-07-01"))
	r.verified()
}

func TestANewEnterpriseIsAdvancedOnlyForWhatWasAccepted(t *testing.T) {
	r := newRig(t, "2016-06-01")
	id := r.scheme(plan{
		year: 2016, fund: ledger.Local, content: "enterprise_establishment", beneficiaries: 2, total: 200e6,
		approved: map[int]money.VND{2016: 20e6},
	})
	c := r.signed(id, 20e6, "2016-06-01")
	ask := func(kind contract.DisbursementKind, amount money.VND) deed {
		return func(ctx context.Context, tx *db.Tx) error {
			return contract.Request(ctx, tx, &contract.Disbursement{Contract: c, Kind: kind, Amount: amount, Proof: "x"})
		}
	}
	r.refused(staff, fault.Unlawful, "biên bản nghiệm thu cơ sở", ask(contract.Advance, 1))
	r.accepted(c, 1, 10e6, false, "2016-06-01")
	r.refused(staff, fault.Unlawful, "đã nghiệm thu", ask(contract.Advance, 10e6+1))
	r.must(staff, ask(contract.Payment, 4e6))
	r.refused(staff, fault.Unlawful, "đã nghiệm thu", ask(contract.Advance, 6e6+1))
	r.must(staff, ask(contract.Advance, 6e6))
}

func TestASettlementWithoutAnyInvoiceIsWarnedOf(t *testing.T) {
	r := newRig(t, "2026-06-01")
	id, f := r.payable(2026, "2026-06-01")
	s := r.dossier(f.Scheme.ID, "1", "2026-06-01")
	s.Contract, s.Invoices = id, nil
	r.must(accountant, func(ctx context.Context, tx *db.Tx) error { return contract.PrepareSettlement(ctx, tx, &s) })
	if !strings.Contains(s.Warning, "chưa có hóa đơn") {
		t.Errorf("warning %q", s.Warning)
	}
}
