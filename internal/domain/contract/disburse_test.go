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

func TestThreePeopleHaveAHandInEveryDisbursement(t *testing.T) {
	r := newRig(t, "2026-06-01")
	c := r.signed(r.machine(2026), 300e6, "2026-06-01")
	request := func() deed {
		return func(ctx context.Context, tx *db.Tx) error {
			return contract.Request(ctx, tx, &contract.Disbursement{Contract: c, Kind: contract.Advance, Amount: 50e6, Proof: "x", Volume: 800e6})
		}
	}
	approve := func(id string, v int64) deed {
		return func(ctx context.Context, tx *db.Tx) error { return contract.ApproveDisbursement(ctx, tx, id, v) }
	}
	pay := func(id string, v int64, number, on string) deed {
		return func(ctx context.Context, tx *db.Tx) error { return contract.Pay(ctx, tx, id, v, number, day(on)) }
	}
	r.must(chief, request())
	r.refused(chief, fault.Forbidden, "người lập đề nghị không duyệt", approve("dn-2026-0001", 1))
	r.refused(accountant, fault.Conflict, "Chờ duyệt", pay("dn-2026-0001", 1, "U", "2026-06-01"))
	r.refused(director, fault.Conflict, "người khác sửa", approve("dn-2026-0001", 7))
	r.must(director, approve("dn-2026-0001", 1))
	r.refused(chief, fault.Forbidden, "người lập đề nghị không chi", pay("dn-2026-0001", 2, "U", "2026-06-01"))
	r.must(staff, request())
	r.must(chief, approve("dn-2026-0002", 1))
	r.refused(chief, fault.Forbidden, "người duyệt đề nghị không chi", pay("dn-2026-0002", 2, "U", "2026-06-01"))
	r.refused(director, fault.Forbidden, "kế toán", pay("dn-2026-0002", 2, "U", "2026-06-01"))
	r.refused(accountant, fault.Invalid, "số chứng từ", pay("dn-2026-0001", 2, "", "2026-06-01"))
	r.refused(accountant, fault.Invalid, "chưa tới", pay("dn-2026-0001", 2, "U", "2026-06-02"))
	r.refused(accountant, fault.Invalid, "trước ngày ký", pay("dn-2026-0001", 2, "U", "2026-05-31"))
	r.must(accountant, pay("dn-2026-0001", 2, "U", "2026-06-01"))
	r.refused(accountant, fault.Conflict, "Đã thực hiện", pay("dn-2026-0001", 2, "U", "2026-06-01"))
	r.refused(accountant, fault.Invalid, "đã dùng cho đề nghị dn-2026-0001", pay("dn-2026-0002", 2, "U", "2026-06-01"))

	refuse := func(id string, v int64, reason string) deed {
		return func(ctx context.Context, tx *db.Tx) error { return contract.RefuseDisbursement(ctx, tx, id, v, reason) }
	}
	r.refused(accountant, fault.Invalid, "lý do", refuse("dn-2026-0002", 2, " "))
	r.refused(staff2, fault.Forbidden, "Chỉ người lập mới rút được", refuse("dn-2026-0002", 2, "Sai"))
	r.must(accountant, refuse("dn-2026-0002", 2, "Sai số"))
	r.refused(accountant, fault.Conflict, "Không chấp nhận", pay("dn-2026-0002", 3, "V", "2026-06-01"))
	r.refused(director, fault.Conflict, "Đã thực hiện", refuse("dn-2026-0001", 3, "Muộn"))
	r.must(staff, request())
	r.refused(accountant, fault.Forbidden, "Chỉ người lập mới rút được", refuse("dn-2026-0003", 1, "Chưa tới lượt"))
	r.must(staff, refuse("dn-2026-0003", 1, "Tự rút"))
	r.verified()
}

func TestARequestBeyondTheMoneyIsRefused(t *testing.T) {
	r := newRig(t, "2026-06-01")
	id := r.machine(2026)
	c := r.signed(id, 300e6, "2026-06-01")
	request := func(kind contract.DisbursementKind, amount money.VND) deed {
		return func(ctx context.Context, tx *db.Tx) error {
			return contract.Request(ctx, tx, &contract.Disbursement{Contract: c, Kind: kind, Amount: amount, Proof: "x", Volume: 800e6})
		}
	}
	r.refused(staff, fault.Conflict, "chỉ còn 300.000.000 đ", request(contract.Advance, 301e6))
	r.refused(staff, fault.Conflict, "chỉ còn 0 đ", request(contract.Payment, 1))
	r.refused(staff, fault.Conflict, "chỉ còn 0 đ", request(contract.Clearing, 1))
	r.refused(staff, fault.Conflict, "chỉ còn 0 đ", request(contract.RecoverAdvance, 1))
	r.refused(staff, fault.Conflict, "chỉ còn 0 đ", request(contract.RecoverPayment, 1))
	r.refused(staff, fault.Invalid, "loại đề nghị", request("gift", 1))
	r.refused(staff, fault.Invalid, "lớn hơn 0", request(contract.Advance, 0))
	r.paid(c, contract.Advance, 100e6, "A", "2026-06-01")
	r.accepted(c, 1, 150e6, false, "2026-06-01")
	r.refused(staff, fault.Conflict, "chỉ còn 100.000.000 đ", request(contract.Clearing, 101e6))
	r.refused(staff, fault.Conflict, "chỉ còn 150.000.000 đ", request(contract.Payment, 151e6))
	r.refused(staff, fault.Conflict, "Đã nghiệm thu", request(contract.Advance, 1))

	// Two requests may each fit and not both: the second is refused at the pay desk.
	r.must(staff, request(contract.Payment, 150e6))
	r.must(staff, request(contract.Payment, 150e6))
	for _, d := range []string{"dn-2026-0002", "dn-2026-0003"} {
		r.must(director, func(ctx context.Context, tx *db.Tx) error { return contract.ApproveDisbursement(ctx, tx, d, 1) })
	}
	pay := func(d string) deed {
		return func(ctx context.Context, tx *db.Tx) error { return contract.Pay(ctx, tx, d, 2, d, day("2026-06-01")) }
	}
	r.must(accountant, pay("dn-2026-0002"))
	r.refused(accountant, fault.Conflict, "chỉ còn 0 đ", pay("dn-2026-0003"))
	f := r.file(id)
	if f.Left(contract.Advance) != 50e6 || f.Left(contract.Payment) != 0 || f.Left(contract.Clearing) != 0 || f.Left(contract.RecoverAdvance) != 100e6 || f.Left(contract.RecoverPayment) != 150e6 {
		t.Errorf("left: %v", f.Balances)
	}
	r.verified()
}

func TestTheRulesOfAdvancesBlockOrWarnByTheDayOfTheContract(t *testing.T) {
	r := newRig(t, "2016-06-01")
	old := r.signed(r.machine(2016), 300e6, "2016-06-01")
	r.on("2026-06-01")
	now := r.signed(r.machine(2026), 300e6, "2026-06-01")
	d := contract.Disbursement{Kind: contract.Advance, Amount: 211e6, Proof: "x", Volume: 100e6}
	request := func(id contract.ID) deed {
		return func(ctx context.Context, tx *db.Tx) error {
			d.Contract = id
			return contract.Request(ctx, tx, &d)
		}
	}
	r.refused(staff, fault.Unlawful, "Điều 13", request(old))
	r.must(staff, request(now))
	if lines := strings.Split(d.Warning, "\n"); len(lines) != 4 || !strings.Contains(d.Warning, "chưa kiểm chứng") {
		t.Errorf("warning %q: want the report, the volume, the share and the ceiling", d.Warning)
	}
	kept := contract.Disbursement{}
	r.must(auditor, func(ctx context.Context, tx *db.Tx) (err error) {
		kept, err = contract.DisbursementByID(ctx, tx, d.ID)
		return err
	})
	if kept.Warning != d.Warning {
		t.Errorf("kept warning %q", kept.Warning)
	}
}

func TestAGroupSchemePaysOnlyWhenItsListIsApproved(t *testing.T) {
	r := newRig(t, "2026-06-01")
	id := r.scheme(plan{year: 2026, fund: ledger.Local, content: "vocational_training", beneficiaries: 2, group: true, total: 300e6, approved: map[int]money.VND{2026: 300e6}})
	c := r.signed(id, 300e6, "2026-06-01")
	request := func(ctx context.Context, tx *db.Tx) error {
		return contract.Request(ctx, tx, &contract.Disbursement{Contract: c, Kind: contract.Advance, Amount: 50e6, Proof: "x"})
	}
	r.refused(staff, fault.Unlawful, "Điều 21", request)
	r.refused(staff, fault.Unlawful, "Điều 21", func(ctx context.Context, tx *db.Tx) error {
		return contract.PrepareAcceptance(ctx, tx, &contract.Acceptance{Contract: c, Beneficiary: 1})
	})
	r.must(department, func(ctx context.Context, tx *db.Tx) error {
		s, err := scheme.ByID(ctx, tx, id)
		if err != nil {
			return err
		}
		return scheme.ApproveGroupPlan(ctx, tx, id, s.Version, "12/QĐ-SCT")
	})
	r.must(staff, request)
	// One acceptance for each of the two; the second finishes.
	r.accepted(c, 1, 100e6, false, "2026-06-01")
	if f := r.file(id); f.Scheme.State != scheme.Running || len(f.Unaccepted()) != 1 {
		t.Errorf("after one of two: %s, missing %v", f.Scheme.State, f.Unaccepted())
	}
	r.refused(department, fault.Conflict, "1 đơn vị", func(ctx context.Context, tx *db.Tx) error { return contract.Finish(ctx, tx, c) })
	r.accepted(c, 2, 100e6, false, "2026-06-01")
	if got := r.file(id).Scheme.State; got != scheme.Accepted {
		t.Errorf("after both: %s", got)
	}
}

func TestFinishIsForASchemeWhoseLastBeneficiaryHasLeft(t *testing.T) {
	r := newRig(t, "2026-06-01")
	id := r.scheme(plan{year: 2026, fund: ledger.Local, content: "vocational_training", beneficiaries: 2, total: 300e6, approved: map[int]money.VND{2026: 300e6}})
	c := r.signed(id, 300e6, "2026-06-01")
	r.accepted(c, 1, 100e6, false, "2026-06-01")
	r.must(chief, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE scheme_beneficiaries SET left_on = '2026-06-01' WHERE scheme = ? AND no = 2`, id)
		return err
	})
	finish := func(ctx context.Context, tx *db.Tx) error { return contract.Finish(ctx, tx, c) }
	r.must(department, finish)
	r.refused(department, fault.Conflict, "Đã nghiệm thu", finish)
}

func TestAnAcceptanceIsCheckedAndConfirmedByAnother(t *testing.T) {
	r := newRig(t, "2026-06-01")
	id := r.machine(2026)
	c := r.signed(id, 300e6, "2026-06-01")
	prepare := func(change func(*contract.Acceptance)) deed {
		return func(ctx context.Context, tx *db.Tx) error {
			a := contract.Acceptance{Contract: c, Beneficiary: 1, Value: 200e6, AcceptedOn: day("2026-06-01"), Place: "Xưởng", Quantities: "1 máy", Partial: true}
			change(&a)
			return contract.PrepareAcceptance(ctx, tx, &a)
		}
	}
	for word, change := range map[string]func(*contract.Acceptance){
		"chưa tới":            func(a *contract.Acceptance) { a.AcceptedOn = day("2026-06-02") },
		"trước ngày ký":       func(a *contract.Acceptance) { a.AcceptedOn = day("2026-05-31") },
		"nơi nghiệm thu":      func(a *contract.Acceptance) { a.Place = "" },
		"số lượng":            func(a *contract.Acceptance) { a.Quantities = "" },
		"lớn hơn 0":           func(a *contract.Acceptance) { a.Value = 0 },
		"đơn vị thụ hưởng":    func(a *contract.Acceptance) { a.Beneficiary = 2 },
		"chọn đơn vị":         func(a *contract.Acceptance) { a.Beneficiary = 0 },
		"vượt giá trị hợp đồ": func(a *contract.Acceptance) { a.Value = 300e6 + 1 },
	} {
		if err := r.as(staff, prepare(change)); !strings.Contains(all(err), word) {
			t.Errorf("got %q, want %q", all(err), word)
		}
	}
	same := func(*contract.Acceptance) {}
	confirm := func(n string, v int64) deed {
		return func(ctx context.Context, tx *db.Tx) error { return contract.ConfirmAcceptance(ctx, tx, n, v) }
	}
	back := func(n string, v int64, reason string) deed {
		return func(ctx context.Context, tx *db.Tx) error { return contract.ReturnAcceptance(ctx, tx, n, v, reason) }
	}
	r.must(chief, prepare(same))
	r.refused(staff, fault.Conflict, "còn chờ xác nhận", prepare(same))
	r.refused(chief, fault.Forbidden, "hai người", confirm("nt-2026-0001", 1))
	r.refused(department, fault.Conflict, "người khác sửa", confirm("nt-2026-0001", 9))
	r.refused(staff, fault.Forbidden, "xác nhận nghiệm thu", back("nt-2026-0001", 1, "Sai"))
	r.refused(department, fault.Invalid, "lý do", back("nt-2026-0001", 1, ""))
	r.must(department, back("nt-2026-0001", 1, "Thiếu số sê-ri"))
	r.refused(department, fault.Conflict, "Trả lại", confirm("nt-2026-0001", 2))
	r.must(staff, prepare(same))
	r.must(department, confirm("nt-2026-0002", 1))
	r.refused(department, fault.Conflict, "Đã nghiệm thu", confirm("nt-2026-0002", 2))
	r.refused(staff, fault.Conflict, "vượt giá trị hợp đồng", prepare(same))
	r.must(staff, prepare(func(a *contract.Acceptance) { a.Value, a.Partial = 100e6, false }))
	r.must(staff, back("nt-2026-0003", 1, "Tự rút"))
	r.has(id, at{ledger.Committed, 300e6}, at{ledger.Accepted, 200e6})
}

func TestARefusedOrRecoveredAdvanceDoesNotCount(t *testing.T) {
	r := newRig(t, "2016-06-01")
	c := r.signed(r.machine(2016), 300e6, "2016-06-01")
	r.reported(c, "2016-06", 999e6)
	request := func(amount money.VND) deed {
		return func(ctx context.Context, tx *db.Tx) error {
			return contract.Request(ctx, tx, &contract.Disbursement{Contract: c, Kind: contract.Advance, Amount: amount, Proof: "x", Volume: 800e6})
		}
	}
	r.must(staff, request(210e6))
	r.refused(staff, fault.Unlawful, "210.000.001 đ vượt mức 70%", request(1))
	r.must(director, func(ctx context.Context, tx *db.Tx) error {
		return contract.RefuseDisbursement(ctx, tx, "dn-2016-0001", 1, "Sai")
	})
	r.paid(c, contract.Advance, 210e6, "A", "2016-06-01")
	r.refused(staff, fault.Unlawful, "vượt mức", request(1))
	r.paid(c, contract.RecoverAdvance, 50e6, "B", "2016-06-01")
	r.refused(staff, fault.Unlawful, "vượt mức", request(50e6+1))
	r.paid(c, contract.Advance, 50e6, "C", "2016-06-01")
}
