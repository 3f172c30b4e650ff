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

// payable is a contract with 100 triệu accepted and paid.
func (r *rig) payable(year int, today string) (contract.ID, *contract.File) {
	r.t.Helper()
	id := r.machine(year)
	c := r.signed(id, 300e6, today)
	r.accepted(c, 1, 100e6, false, today)
	r.paid(c, contract.Payment, 100e6, "P", today)
	return c, r.file(id)
}

func prepared(s *contract.Settlement) deed {
	return func(ctx context.Context, tx *db.Tx) error { return contract.PrepareSettlement(ctx, tx, s) }
}

func approved(id string, version int64, on string) deed {
	return func(ctx context.Context, tx *db.Tx) error {
		return contract.ApproveSettlement(ctx, tx, id, version, day(on))
	}
}

func TestAnInvoiceOutsideTheContractOrTheYearBlocksTheSettlement(t *testing.T) {
	for name, c := range map[string]struct {
		issued, word string
		ends         string // of an annex, "" for none
		carry        bool
	}{
		"first day of the contract":                    {issued: "2026-06-01"},
		"last day of the contract":                     {issued: "2026-12-31"},
		"the day before the contract":                  {issued: "2026-05-31", word: "trước ngày bắt đầu hợp đồng 01/06/2026"},
		"the day after the contract":                   {issued: "2027-01-01", word: "sau ngày kết thúc hợp đồng 31/12/2026"},
		"the next year with an annex and a carry-over": {issued: "2027-01-01", ends: "2027-03-31", carry: true},
		"the next year with a carry-over only":         {issued: "2027-01-01", carry: true, word: "cần phụ lục gia hạn"},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, "2026-06-01")
			id, f := r.payable(2026, "2026-06-01")
			r.on("2027-02-01")
			version := f.Contract.Version
			if c.carry {
				r.must(approver, func(ctx context.Context, tx *db.Tx) error {
					return contract.Carry(ctx, tx, version, &contract.CarryOver{Contract: id, ToYear: 2027, DecisionNo: "QĐ", DecidedOn: day("2027-02-01"), Signer: "A"})
				})
				version++
			}
			if c.ends != "" {
				r.must(staff, func(ctx context.Context, tx *db.Tx) error {
					return contract.PrepareAnnex(ctx, tx, &contract.Annex{Contract: id, What: "Gia hạn", NewEndsOn: day(c.ends)})
				})
				r.must(director, func(ctx context.Context, tx *db.Tx) error {
					return contract.SignAnnex(ctx, tx, id, 1, version, "PL", day("2027-02-01"))
				})
			}
			s := r.dossier(f.Scheme.ID, "0000088", c.issued)
			r.must(accountant, prepared(&s))
			if (s.Invoices[0].Outside == "") != (c.word == "") {
				t.Errorf("outside %q, want it to say %q", s.Invoices[0].Outside, c.word)
			}
			if c.word == "" {
				r.confirmed(s)
				r.must(director, approved(s.ID, 1, "2027-02-01"))
				return
			}
			r.refused(director, fault.Conflict, "số 0000088", approved(s.ID, 1, "2027-02-01"))
			r.refused(director, fault.Conflict, c.word, approved(s.ID, 1, "2027-02-01"))
		})
	}
}

func TestAnInvoiceOutsideTheBudgetYearNeedsACarryOver(t *testing.T) {
	r := newRig(t, "2026-06-01")
	id, f := r.payable(2026, "2026-06-01")
	// The authority extended the scheme, and the parties the contract, but no
	// money was carried over.
	r.must(chief, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE schemes SET ends_on = '2027-06-30', year_end = 2027 WHERE id = ?`, f.Scheme.ID)
		return err
	})
	r.must(staff, func(ctx context.Context, tx *db.Tx) error {
		return contract.PrepareAnnex(ctx, tx, &contract.Annex{Contract: id, What: "Gia hạn", NewEndsOn: day("2027-06-30")})
	})
	r.must(director, func(ctx context.Context, tx *db.Tx) error {
		return contract.SignAnnex(ctx, tx, id, 1, 2, "PL", day("2026-06-01"))
	})
	r.on("2027-02-01")
	s := r.dossier(f.Scheme.ID, "1", "2027-01-01")
	r.must(accountant, prepared(&s))
	r.refused(director, fault.Conflict, "ngoài năm ngân sách 2026", approved(s.ID, 1, "2027-02-01"))
	r.must(approver, func(ctx context.Context, tx *db.Tx) error {
		return contract.Carry(ctx, tx, 3, &contract.CarryOver{Contract: id, ToYear: 2027, DecisionNo: "QĐ", DecidedOn: day("2027-02-01"), Signer: "A"})
	})
	r.confirmed(s)
	r.must(director, approved(s.ID, 1, "2027-02-01")) // what was outside when prepared is covered now
}

func TestAnInvoiceIsUsedOnce(t *testing.T) {
	r := newRig(t, "2026-06-01")
	_, first := r.payable(2026, "2026-06-01")
	_, second := r.payable(2026, "2026-06-01")
	a := r.dossier(first.Scheme.ID, "0000123", "2026-06-01")
	r.must(accountant, prepared(&a))
	b := r.dossier(second.Scheme.ID, "123", "2026-06-01")
	b.Invoices[0].Symbol, b.Invoices[0].SellerTax = "1c26taa", "0100109 106"
	r.refused(accountant, fault.Conflict, "đã dùng trong hồ sơ quyết toán "+a.ID+" của đề án "+string(first.Scheme.ID), prepared(&b))
	b.Invoices[0].Number = "124"
	b.Invoices = append(b.Invoices, typedInvoice("00124", "2026-06-01"))
	r.refused(accountant, fault.Invalid, "đã có ở dòng trên", prepared(&b))
	b.Invoices = b.Invoices[:1]
	r.must(accountant, prepared(&b))

	// A refused dossier gives its invoices free.
	r.must(director, func(ctx context.Context, tx *db.Tx) error { return contract.RefuseSettlement(ctx, tx, a.ID, 1, "Sai") })
	r.refused(staff, fault.Forbidden, "Chỉ người lập mới rút được", func(ctx context.Context, tx *db.Tx) error {
		return contract.RefuseSettlement(ctx, tx, b.ID, 1, "Không phải người lập")
	})
	c := r.dossier(second.Scheme.ID, "123", "2026-06-01")
	r.refused(accountant, fault.Conflict, "còn chờ duyệt", prepared(&c))
	r.must(accountant, func(ctx context.Context, tx *db.Tx) error {
		return contract.RefuseSettlement(ctx, tx, b.ID, 1, "Tự rút")
	})
	r.must(accountant, prepared(&c))
}

func TestAPaperThatIsLackingBlocksOrWarns(t *testing.T) {
	r := newRig(t, "2016-06-01")
	_, old := r.payable(2016, "2016-06-01")
	r.on("2026-06-01")
	_, now := r.payable(2026, "2026-06-01")
	for _, f := range []*contract.File{old, now} {
		s := contract.Settlement{Contract: f.Contract.ID}
		for _, p := range f.EvidenceList() {
			if p.Required && p.Code != "purchase_contract" && p.Code != "settlement_table" {
				s.Papers = append(s.Papers, contract.SettlementPaper{Code: p.Key})
			}
		}
		if len(s.Papers) < 3 {
			t.Fatalf("evidence list of %d papers", len(s.Papers))
		}
		r.must(accountant, prepared(&s))
		if f == old {
			r.refused(director, fault.Unlawful, "mua máy móc", approved(s.ID, 1, "2026-06-01"))
			r.must(director, func(ctx context.Context, tx *db.Tx) error {
				return contract.RefuseSettlement(ctx, tx, s.ID, 1, "Thiếu")
			})
			for _, p := range f.EvidenceList() {
				if p.Code == "purchase_contract" {
					s.Papers = append(s.Papers, contract.SettlementPaper{Code: p.Key})
				}
			}
			r.must(accountant, prepared(&s))
			if !strings.Contains(s.Warning, "Cần khi") {
				t.Errorf("a paper needed under a condition is lacking, the warning is %q", s.Warning)
			}
			r.must(director, approved(s.ID, 1, "2026-06-01"))
			continue
		}
		if !strings.Contains(s.Warning, "mua máy móc") {
			t.Errorf("warning %q", s.Warning)
		}
		r.must(director, approved(s.ID, 1, "2026-06-01"))
	}
}

func TestASettlementIsChecked(t *testing.T) {
	r := newRig(t, "2026-06-01")
	id := r.machine(2026)
	c := r.signed(id, 300e6, "2026-06-01")
	s := r.dossier(id, "1", "2026-06-01")
	r.refused(accountant, fault.Conflict, "Đã nghiệm thu", prepared(&s))
	r.paid(c, contract.Advance, 100e6, "A", "2026-06-01")
	r.accepted(c, 1, 200e6, false, "2026-06-01")
	r.refused(accountant, fault.Conflict, "100.000.000 đ tạm ứng", prepared(&s))
	r.paid(c, contract.RecoverAdvance, 100e6, "B", "2026-06-01")
	r.refused(accountant, fault.Conflict, "Chưa có khoản thanh toán", prepared(&s))
	r.paid(c, contract.Payment, 100e6, "C", "2026-06-01")

	for word, change := range map[string]func(*contract.Settlement){
		"có mục lạ":      func(s *contract.Settlement) { s.Papers = append(s.Papers, contract.SettlementPaper{Code: "x/y"}) },
		"hoặc trùng":     func(s *contract.Settlement) { s.Papers = append(s.Papers, s.Papers[0]) },
		"mã số thuế bên": func(s *contract.Settlement) { s.Invoices[0].SellerTax = " " },
		"10 hoặc 13":     func(s *contract.Settlement) { s.Invoices[0].SellerTax = "01001" },
		"chỉ gồm chữ số": func(s *contract.Settlement) { s.Invoices[0].SellerTax = "01001O9106" },
		"số kiểm tra":    func(s *contract.Settlement) { s.Invoices[0].SellerTax = "0100109107" },
		"bắt đầu từ 001": func(s *contract.Settlement) { s.Invoices[0].SellerTax = "0100109106-000" },
		"từ ngày 01/07": func(s *contract.Settlement) {
			s.Invoices[0].SellerTax, s.Invoices[0].IssuedOn = "019090000001", day("2025-06-30")
		},
		"tên bên bán":      func(s *contract.Settlement) { s.Invoices[0].Seller = "" },
		"ký hiệu":          func(s *contract.Settlement) { s.Invoices[0].Symbol = "" },
		"số hóa đơn":       func(s *contract.Settlement) { s.Invoices[0].Number = "" },
		"chưa tới":         func(s *contract.Settlement) { s.Invoices[0].IssuedOn = day("2026-06-02") },
		"phải lớn hơn 0":   func(s *contract.Settlement) { s.Invoices[0].Amount = 0 },
		"tối đa 200 hóa đ": func(s *contract.Settlement) { s.Invoices = make([]contract.Invoice, 201) },
	} {
		wrong := r.dossier(id, "1", "2026-06-01")
		change(&wrong)
		r.refused(accountant, fault.Invalid, word, prepared(&wrong))
	}
	s = r.dossier(id, "1", "2026-06-01")
	s.Invoices[0].Amount, s.Invoices[0].SellerTax = 99e6, "019 090 000 001" // a household business
	r.must(chief, prepared(&s))
	if got := s.Invoices[0].SellerTax; got != "019090000001" {
		t.Errorf("the seller's tax code is %q", got)
	}
	if s.Amount != 100e6 || !strings.Contains(s.Warning, "thấp hơn số quyết toán") {
		t.Errorf("settlement %+v", s)
	}
	r.refused(chief, fault.Forbidden, "hai người", approved(s.ID, 1, "2026-06-01"))
	r.refused(accountant, fault.Forbidden, "duyệt quyết toán", approved(s.ID, 1, "2026-06-01"))
	r.refused(director, fault.Conflict, "người khác sửa", approved(s.ID, 2, "2026-06-01"))
	r.refused(director, fault.Invalid, "chưa tới", approved(s.ID, 1, "2026-06-02"))
	d := contract.Disbursement{Contract: c, Kind: contract.RecoverPayment, Amount: 10e6, Proof: "Chi sai"}
	r.must(staff, func(ctx context.Context, tx *db.Tx) error { return contract.Request(ctx, tx, &d) })
	r.refused(director, fault.Conflict, d.ID+" chưa xong", approved(s.ID, 1, "2026-06-01"))
	r.must(director, func(ctx context.Context, tx *db.Tx) error { return contract.ApproveDisbursement(ctx, tx, d.ID, 1) })
	r.must(accountant, func(ctx context.Context, tx *db.Tx) error {
		return contract.Pay(ctx, tx, d.ID, 2, "D", day("2026-06-01"))
	})
	r.refused(director, fault.Conflict, "nay là 90.000.000 đ", approved(s.ID, 1, "2026-06-01"))
}

func TestALiquidationNeedsACleanAccount(t *testing.T) {
	r := newRig(t, "2026-06-01")
	id, f := r.payable(2026, "2026-06-01")
	close := func(version int64, number string) deed {
		return func(ctx context.Context, tx *db.Tx) error {
			return contract.Liquidate(ctx, tx, id, version, number, day("2026-06-01"))
		}
	}
	r.refused(director, fault.Conflict, "Đã quyết toán", close(2, "TL"))
	r.settled(r.dossier(f.Scheme.ID, "1", "2026-06-01"), "2026-06-01")
	r.refused(director, fault.Conflict, "người khác sửa", close(1, "TL"))
	r.refused(director, fault.Invalid, "biên bản thanh lý", close(2, ""))
	r.must(director, close(2, "TL"))
	r.refused(director, fault.Conflict, "Đã thanh lý", close(3, "TL"))
	r.refused(staff, fault.Conflict, "Đã thanh lý", func(ctx context.Context, tx *db.Tx) error {
		return contract.PrepareAnnex(ctx, tx, &contract.Annex{Contract: id, What: "x", Delta: 1})
	})
}

func TestAStoppedSchemeIsNotClosedWithMoneyOutside(t *testing.T) {
	r := newRig(t, "2026-06-01")
	id := r.machine(2026)
	c := r.signed(id, 300e6, "2026-06-01")
	r.paid(c, contract.Advance, 100e6, "A", "2026-06-01")
	r.must(chief, func(ctx context.Context, tx *db.Tx) error {
		s, err := scheme.ByID(ctx, tx, id)
		if err != nil {
			return err
		}
		return scheme.Move(ctx, tx, s, scheme.Stopped, "plan.stop", nil)
	})
	close := func(ctx context.Context, tx *db.Tx) error {
		return contract.Liquidate(ctx, tx, c, 2, "TL", day("2026-06-01"))
	}
	r.refused(director, fault.Conflict, "100.000.000 đ tạm ứng", close)
	r.accepted(c, 1, 40e6, false, "2026-06-01")
	r.paid(c, contract.Clearing, 40e6, "B", "2026-06-01")
	r.paid(c, contract.RecoverAdvance, 60e6, "C", "2026-06-01")
	r.refused(director, fault.Conflict, "40.000.000 đ đã thanh toán", close)
	d := contract.Disbursement{Contract: c, Kind: contract.RecoverPayment, Amount: 10e6, Proof: "x"}
	r.must(staff, func(ctx context.Context, tx *db.Tx) error { return contract.Request(ctx, tx, &d) })
	r.refused(director, fault.Conflict, "Còn đề nghị chi "+d.ID, close)
	r.must(staff, func(ctx context.Context, tx *db.Tx) error { return contract.RefuseDisbursement(ctx, tx, d.ID, 1, "x") })
	r.paid(c, contract.RecoverPayment, 40e6, "D", "2026-06-01")
	r.must(director, close)
	r.has(id, at{ledger.Accepted, 40e6}, at{ledger.Returned, 100e6})
	r.verified()
}

func TestACarryOverIsChecked(t *testing.T) {
	r := newRig(t, "2026-06-01")
	id := r.machine(2026)
	c := r.signed(id, 300e6, "2026-06-01")
	carry := func(change func(*contract.CarryOver), version int64) deed {
		return func(ctx context.Context, tx *db.Tx) error {
			o := contract.CarryOver{Contract: c, ToYear: 2027, DecisionNo: "QĐ 5", DecidedOn: day("2026-06-01"), Signer: "Chủ tịch"}
			change(&o)
			return contract.Carry(ctx, tx, version, &o)
		}
	}
	same := func(*contract.CarryOver) {}
	r.refused(director, fault.Forbidden, "chuyển nguồn", carry(same, 2))
	r.refused(approver, fault.Conflict, "người khác sửa", carry(same, 1))
	r.refused(approver, fault.Invalid, "số quyết định", carry(func(o *contract.CarryOver) { o.DecisionNo = "" }, 2))
	r.refused(approver, fault.Invalid, "người ký", carry(func(o *contract.CarryOver) { o.Signer = "" }, 2))
	r.refused(approver, fault.Invalid, "chưa tới", carry(func(o *contract.CarryOver) { o.DecidedOn = day("2026-06-02") }, 2))
	r.refused(approver, fault.Invalid, "liền sau", carry(func(o *contract.CarryOver) { o.ToYear = 2028 }, 2))
	r.refused(approver, fault.Invalid, "liền sau", carry(func(o *contract.CarryOver) { o.ToYear = 2026 }, 2))
	r.refused(approver, fault.Invalid, "trước năm ngân sách", carry(func(o *contract.CarryOver) { o.DecidedOn = day("2025-12-31") }, 2))
	own := r.machine(2026)
	mine := contract.Contract{Scheme: own, Value: 300e6, StartsOn: day("2026-06-01"), EndsOn: day("2026-12-31")}
	r.must(chief, func(ctx context.Context, tx *db.Tx) error { return contract.Prepare(ctx, tx, &mine) })
	r.must(director, func(ctx context.Context, tx *db.Tx) error {
		return contract.Sign(ctx, tx, mine.ID, 1, "2", day("2026-06-01"))
	})
	r.refused(chief, fault.Forbidden, "hai người", carry(func(o *contract.CarryOver) { o.Contract = mine.ID }, 2))
	r.refused(department, fault.Forbidden, "Ủy ban nhân dân tỉnh", carry(same, 2))
	national := r.scheme(plan{
		year: 2026, fund: ledger.National, content: "vocational_training", beneficiaries: 1, total: 500e6,
		approved: map[int]money.VND{2026: 300e6},
	})
	theirs := r.signed(national, 300e6, "2026-06-01")
	ministry := func(o *contract.CarryOver) { o.Contract = theirs }
	r.refused(approver, fault.Forbidden, "Bộ Công Thương", carry(ministry, 2))
	r.must(department, carry(ministry, 2))
	r.must(approver, carry(same, 2))
	r.refused(approver, fault.Invalid, "đã chuyển nguồn theo quyết định QĐ 5", carry(same, 3))
	r.verified()
}

func TestMoneyThatLeavesAClosedYearIsWarnedOf(t *testing.T) {
	r := newRig(t, "2026-06-01")
	id := r.machine(2026)
	c := r.signed(id, 300e6, "2026-06-01")
	r.accepted(c, 1, 100e6, false, "2026-06-01")
	r.on("2027-02-01")
	r.paid(c, contract.Payment, 40e6, "A", "2027-01-31")
	r.paid(c, contract.Payment, 40e6, "B", "2027-02-01")
	f := r.file(id)
	if f.Disbursements[0].Warning != "" || !strings.Contains(f.Disbursements[1].Warning, "chỉnh lý") {
		t.Errorf("warnings %q and %q", f.Disbursements[0].Warning, f.Disbursements[1].Warning)
	}
}
