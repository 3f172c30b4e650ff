package contract_test

import (
	"context"
	"testing"

	"example.vn/khuyencong/internal/domain/establishment"
	"example.vn/khuyencong/internal/domain/ledger"
	programme "example.vn/khuyencong/internal/domain/plan"
	"example.vn/khuyencong/internal/domain/procedure"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/money"
)

// Whoever has accepted work stays: neither asked for nor decided.
func TestABeneficiaryWhoseWorkIsAcceptedIsNotReplaced(t *testing.T) {
	r := newRig(t, "2026-06-01")
	other := r.file(r.machine(2026)).Scheme.Active()[0].Establishment
	id := r.scheme(plan{
		year: 2026, fund: ledger.Local, content: "vocational_training", beneficiaries: 2, total: 1000e6,
		approved: map[int]money.VND{2026: 300e6},
	})
	leave := func(no int, by establishment.ID) *programme.Adjustment {
		return &programme.Adjustment{Scheme: id, Change: procedure.Beneficiary, BeneficiaryNo: no, Establishment: by, Reason: "Đơn vị xin thôi"}
	}
	c := r.signed(id, 300e6, "2026-06-01")
	r.accepted(c, 1, 150e6, false, "2026-06-01")
	r.refused(staff, fault.Conflict, "biên bản nghiệm thu", func(ctx context.Context, tx *db.Tx) error {
		return programme.Propose(ctx, tx, leave(1, other))
	})
	a := leave(2, other)
	r.must(staff, func(ctx context.Context, tx *db.Tx) error { return programme.Propose(ctx, tx, a) })
	r.accepted(c, 2, 50e6, true, "2026-06-01")
	r.refused(chief, fault.Conflict, "biên bản nghiệm thu", func(ctx context.Context, tx *db.Tx) error {
		return programme.Decide(ctx, tx, a.ID, 1, programme.Decision{Number: "9/QĐ", On: calendar.Must("2026-06-01"), Signer: "Người ký"})
	})
	if got := r.file(id).Scheme.Active(); len(got) != 2 || got[1].No != 2 {
		t.Errorf("beneficiaries %+v", got)
	}
}
