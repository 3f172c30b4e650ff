package contract_test

import (
	"context"
	"strings"
	"sync"
	"testing"

	"example.vn/khuyencong/internal/domain/contract"
	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/money"
)

type deed func(ctx context.Context, tx *db.Tx) error

func day(iso string) calendar.Date { return calendar.Must(iso) }

func TestEveryVerbAsksWhoActs(t *testing.T) {
	r := newRig(t, "2026-06-01")
	for name, fn := range map[string]deed{
		"Prepare": func(ctx context.Context, tx *db.Tx) error { return contract.Prepare(ctx, tx, &contract.Contract{}) },
		"Change":  func(ctx context.Context, tx *db.Tx) error { return contract.Change(ctx, tx, &contract.Contract{}) },
		"Drop":    func(ctx context.Context, tx *db.Tx) error { return contract.Drop(ctx, tx, "x", 1) },
		"Sign": func(ctx context.Context, tx *db.Tx) error {
			return contract.Sign(ctx, tx, "x", 1, "1", day("2026-06-01"))
		},
		"Annex":   func(ctx context.Context, tx *db.Tx) error { return contract.PrepareAnnex(ctx, tx, &contract.Annex{}) },
		"Drop it": func(ctx context.Context, tx *db.Tx) error { return contract.DropAnnex(ctx, tx, "x", 1) },
		"Progress": func(ctx context.Context, tx *db.Tx) error {
			return contract.ReportProgress(ctx, tx, "x", contract.Progress{})
		},
		"Request": func(ctx context.Context, tx *db.Tx) error { return contract.Request(ctx, tx, &contract.Disbursement{}) },
		"Approve": func(ctx context.Context, tx *db.Tx) error { return contract.ApproveDisbursement(ctx, tx, "x", 1) },
		"Pay": func(ctx context.Context, tx *db.Tx) error {
			return contract.Pay(ctx, tx, "x", 1, "1", day("2026-06-01"))
		},
		"Accept": func(ctx context.Context, tx *db.Tx) error {
			return contract.PrepareAcceptance(ctx, tx, &contract.Acceptance{})
		},
		"Confirm": func(ctx context.Context, tx *db.Tx) error { return contract.ConfirmAcceptance(ctx, tx, "x", 1) },
		"Finish":  func(ctx context.Context, tx *db.Tx) error { return contract.Finish(ctx, tx, "x") },
		"Settle": func(ctx context.Context, tx *db.Tx) error {
			return contract.PrepareSettlement(ctx, tx, &contract.Settlement{})
		},
		"Carry": func(ctx context.Context, tx *db.Tx) error { return contract.Carry(ctx, tx, 1, &contract.CarryOver{}) },
		"Sign annex": func(ctx context.Context, tx *db.Tx) error {
			return contract.SignAnnex(ctx, tx, "x", 1, 1, "1", day("2026-06-01"))
		},
		"Approve settlement": func(ctx context.Context, tx *db.Tx) error {
			return contract.ApproveSettlement(ctx, tx, "x", 1, day("2026-06-01"))
		},
		"Liquidate": func(ctx context.Context, tx *db.Tx) error {
			return contract.Liquidate(ctx, tx, "x", 1, "1", day("2026-06-01"))
		},
	} {
		for _, role := range []access.Role{access.Auditor, access.Commune, access.Ministry, access.Admin, access.Appraiser} {
			err := r.as(access.Actor{ID: "x", Roles: []access.Role{role}}, fn)
			if fault.KindOf(err) != fault.Forbidden {
				t.Errorf("%s by %s: %v, want Forbidden", name, role, err)
			}
		}
		if err := r.as(chief, fn); fault.KindOf(err) != fault.NotFound {
			t.Errorf("%s of nothing: %v, want NotFound", name, err)
		}
	}
}

func TestADraftIsChecked(t *testing.T) {
	r := newRig(t, "2026-06-01")
	id := r.machine(2026)
	draft := func(change func(*contract.Contract)) deed {
		return func(ctx context.Context, tx *db.Tx) error {
			c := contract.Contract{Scheme: id, Value: 300e6, StartsOn: day("2026-06-01"), EndsOn: day("2026-12-31")}
			change(&c)
			return contract.Prepare(ctx, tx, &c)
		}
	}
	for word, change := range map[string]func(*contract.Contract){
		"phải lớn hơn 0":          func(c *contract.Contract) { c.Value = 0 },
		"chỉ còn 300.000.000 đ":   func(c *contract.Contract) { c.Value = 300e6 + 1 },
		"ngày bắt đầu":            func(c *contract.Contract) { c.StartsOn = calendar.Date{} },
		"trước ngày bắt đầu":      func(c *contract.Contract) { c.EndsOn = day("2026-05-31") },
		"kéo dài sang năm sau":    func(c *contract.Contract) { c.EndsOn = day("2027-01-01") },
		"nhỏ hơn giá trị":         func(c *contract.Contract) { c.Investment = 299e6 },
		"quá dài":                 func(c *contract.Contract) { c.Terms = strings.Repeat("x", 8001) },
		"Không tìm thấy đề án":    func(c *contract.Contract) { c.Scheme = "2026-9999" },
		"quá dài (tối đa 500 byt": func(c *contract.Contract) { c.Party = strings.Repeat("x", 501) },
	} {
		err := r.as(staff, draft(change))
		if !strings.Contains(all(err), word) {
			t.Errorf("got %q, want %q", all(err), word)
		}
	}
	r.must(staff, draft(func(*contract.Contract) {}))
	r.refused(staff, fault.Conflict, "đã có hợp đồng", draft(func(*contract.Contract) {}))
	r.must(staff, func(ctx context.Context, tx *db.Tx) error { return contract.Drop(ctx, tx, "hd-2026-0001", 1) })
	r.refused(staff, fault.Conflict, "Đã bỏ", func(ctx context.Context, tx *db.Tx) error { return contract.Drop(ctx, tx, "hd-2026-0001", 2) })
	r.must(staff, draft(func(*contract.Contract) {}))

	sign := func(version int64, number string, on calendar.Date) deed {
		return func(ctx context.Context, tx *db.Tx) error {
			return contract.Sign(ctx, tx, "hd-2026-0002", version, number, on)
		}
	}
	r.refused(director, fault.Invalid, "số hợp đồng", sign(1, " ", day("2026-06-01")))
	r.refused(director, fault.Invalid, "chưa tới", sign(1, "1", day("2026-06-02")))
	r.refused(director, fault.Conflict, "người khác sửa", sign(2, "1", day("2026-06-01")))
	r.must(chief, func(ctx context.Context, tx *db.Tx) error {
		c, err := contract.ByID(ctx, tx, "hd-2026-0002")
		if err != nil {
			return err
		}
		return contract.Change(ctx, tx, c)
	})
	r.refused(chief, fault.Forbidden, "hai người", sign(2, "1", day("2026-06-01")))
	r.must(director, sign(2, "1", day("2026-06-01")))
	r.refused(director, fault.Conflict, "không còn", sign(2, "1", day("2026-06-01")))
	r.has(id, at{ledger.Committed, 300e6})
	r.refused(staff, fault.Conflict, "Đã phê duyệt", draft(func(*contract.Contract) {}))
}

func TestAnAnnexCannotTakeWhatIsSpentOrAccepted(t *testing.T) {
	r := newRig(t, "2026-06-01")
	id := r.machine(2026)
	c := r.signed(id, 250e6, "2026-06-01")
	r.paid(c, contract.Advance, 100e6, "A", "2026-06-01")
	r.accepted(c, 1, 150e6, true, "2026-06-01")
	annex := func(delta money.VND, ends string) deed {
		return func(ctx context.Context, tx *db.Tx) error {
			a := contract.Annex{Contract: c, What: "Đổi", Delta: delta}
			if ends != "" {
				a.NewEndsOn = day(ends)
			}
			return contract.PrepareAnnex(ctx, tx, &a)
		}
	}
	r.refused(staff, fault.Conflict, "chỉ còn 100.000.000 đ", annex(-100e6-1, ""))
	r.refused(staff, fault.Conflict, "chỉ còn 50.000.000 đ", annex(50e6+1, ""))
	r.refused(staff, fault.Invalid, "kéo dài sang năm sau", annex(0, "2027-01-01"))
	r.refused(staff, fault.Invalid, "trước ngày bắt đầu", annex(0, "2026-05-31"))
	r.must(staff, annex(-100e6, ""))
	r.must(chief, annex(50e6, "2026-12-30"))
	sign := func(no int, version int64) deed {
		return func(ctx context.Context, tx *db.Tx) error {
			return contract.SignAnnex(ctx, tx, c, no, version, "PL", day("2026-06-01"))
		}
	}
	r.refused(chief, fault.Forbidden, "hai người", sign(2, 2))
	r.refused(director, fault.Conflict, "người khác sửa", sign(2, 1))
	r.must(director, sign(2, 2))
	r.refused(director, fault.Conflict, "không còn là bản soạn", sign(2, 3))
	r.must(director, sign(1, 3))
	r.refused(director, fault.NotFound, "phụ lục", sign(3, 4))
	if f := r.file(id); f.Contract.Value != 200e6 || f.Contract.EndsOn != day("2026-12-30") {
		t.Errorf("contract %+v", f.Contract)
	}
	r.has(id, at{ledger.Approved, 100e6}, at{ledger.Committed, 100e6}, at{ledger.Advanced, 100e6}, at{ledger.Accepted, 150e6})
	r.must(staff, annex(0, "2026-12-31"))
	r.must(staff, func(ctx context.Context, tx *db.Tx) error { return contract.DropAnnex(ctx, tx, c, 3) })
	r.refused(director, fault.Conflict, "Đã bỏ", sign(3, 4))
}

func TestProgressIsOneReportAMonth(t *testing.T) {
	r := newRig(t, "2026-06-01")
	id := r.machine(2026)
	c := r.signed(id, 300e6, "2026-06-01")
	report := func(month string, done money.VND) deed {
		return func(ctx context.Context, tx *db.Tx) error {
			return contract.ReportProgress(ctx, tx, c, contract.Progress{Month: month, Done: done})
		}
	}
	r.refused(staff, fault.Invalid, "chưa tới", report("2026-07", 1))
	r.refused(staff, fault.Invalid, "trước khi ký", report("2026-05", 1))
	r.refused(staff, fault.Invalid, "dạng năm-tháng", report("6/2026", 1))
	r.refused(staff, fault.Invalid, "không hợp lý", report("2026-06", -1))
	r.must(staff, report("2026-06", 10e6))
	r.on("2026-07-31")
	r.must(staff2, report("2026-06", 20e6))
	r.on("2026-08-01")
	r.refused(staff, fault.Conflict, "đã chốt", report("2026-06", 30e6))
	r.must(staff, report("2026-08", 40e6))
	f := r.file(id)
	if len(f.Progress) != 2 || f.Progress[0].Done != 20e6 || f.Progress[0].NotedBy != "staff2" {
		t.Errorf("progress %+v", f.Progress)
	}
	if last, ok := f.Latest(); !ok || last.Month != "2026-08" {
		t.Errorf("latest %+v", last)
	}
}

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
	r.refused(staff2, fault.Forbidden, "duyệt đề nghị chi", refuse("dn-2026-0002", 2, "Sai"))
	r.must(accountant, refuse("dn-2026-0002", 2, "Sai số"))
	r.refused(accountant, fault.Conflict, "Không chấp nhận", pay("dn-2026-0002", 3, "V", "2026-06-01"))
	r.refused(director, fault.Conflict, "Đã thực hiện", refuse("dn-2026-0001", 3, "Muộn"))
	r.must(staff, request())
	r.refused(accountant, fault.Forbidden, "duyệt đề nghị chi", refuse("dn-2026-0003", 1, "Chưa tới lượt"))
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
	if lines := strings.Split(d.Warning, "\n"); len(lines) != 3 || !strings.Contains(d.Warning, "chưa kiểm chứng") {
		t.Errorf("warning %q: want the volume, the share and the ceiling", d.Warning)
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

func TestTheSameClickTwiceDoesOneThing(t *testing.T) {
	r := newRig(t, "2026-06-01")
	id := r.machine(2026)
	c := r.signed(id, 300e6, "2026-06-01")
	d := contract.Disbursement{Contract: c, Kind: contract.Advance, Amount: 50e6, Proof: "x", Volume: 800e6}
	r.must(staff, func(ctx context.Context, tx *db.Tx) error { return contract.Request(ctx, tx, &d) })
	r.must(director, func(ctx context.Context, tx *db.Tx) error { return contract.ApproveDisbursement(ctx, tx, d.ID, 1) })
	var group sync.WaitGroup
	errs := make([]error, 10)
	for i := range errs {
		group.Go(func() {
			errs[i] = r.as(accountant, func(ctx context.Context, tx *db.Tx) error {
				return contract.Pay(ctx, tx, d.ID, 2, "U", day("2026-06-01"))
			})
		})
	}
	group.Wait()
	done := 0
	for _, err := range errs {
		if err == nil {
			done++
		} else if fault.KindOf(err) != fault.Conflict {
			t.Errorf("%v, want Conflict", err)
		}
	}
	if done != 1 {
		t.Errorf("paid %d times", done)
	}
	r.has(id, at{ledger.Committed, 250e6}, at{ledger.Advanced, 50e6})
	r.verified()
}

func TestAnotherProvinceSeesNothing(t *testing.T) {
	r := newRig(t, "2026-06-01")
	id := r.machine(2026)
	c := r.signed(id, 300e6, "2026-06-01")
	d := contract.Disbursement{Contract: c, Kind: contract.Advance, Amount: 50e6, Proof: "x", Volume: 800e6}
	r.must(staff, func(ctx context.Context, tx *db.Tx) error { return contract.Request(ctx, tx, &d) })
	other := &rig{t: t, db: r.db, clock: r.clock, prov: "20"}
	for name, fn := range map[string]deed{
		"OfScheme": func(ctx context.Context, tx *db.Tx) error { _, err := contract.OfScheme(ctx, tx, id); return err },
		"ByID":     func(ctx context.Context, tx *db.Tx) error { _, err := contract.ByID(ctx, tx, c); return err },
		"Pay": func(ctx context.Context, tx *db.Tx) error {
			return contract.Pay(ctx, tx, d.ID, 1, "x", day("2026-06-01"))
		},
		"Request": func(ctx context.Context, tx *db.Tx) error { return contract.Request(ctx, tx, &d) },
		"Annex": func(ctx context.Context, tx *db.Tx) error {
			return contract.PrepareAnnex(ctx, tx, &contract.Annex{Contract: c})
		},
		"Refuse": func(ctx context.Context, tx *db.Tx) error { return contract.RefuseDisbursement(ctx, tx, d.ID, 1, "x") },
	} {
		if err := other.as(chief, fn); fault.KindOf(err) != fault.NotFound {
			t.Errorf("%s from another province: %v, want NotFound", name, err)
		}
	}
	other.must(chief, func(ctx context.Context, tx *db.Tx) error {
		signed, err := contract.In(ctx, tx, contract.Signed)
		waiting, err2 := contract.DisbursementsIn(ctx, tx, contract.DisbursementPrepared)
		if err != nil || err2 != nil || len(signed)+len(waiting) != 0 {
			t.Errorf("lists from another province: %v %v %v %v", signed, waiting, err, err2)
		}
		return nil
	})
	r.must(chief, func(ctx context.Context, tx *db.Tx) error {
		signed, err := contract.In(ctx, tx, contract.Signed)
		waiting, err2 := contract.DisbursementsIn(ctx, tx, contract.DisbursementPrepared)
		if err != nil || err2 != nil || len(signed) != 1 || len(waiting) != 1 {
			t.Errorf("lists: %v %v %v %v", signed, waiting, err, err2)
		}
		return nil
	})
}
