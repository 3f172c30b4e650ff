package contract_test

import (
	"context"
	"strings"
	"sync"
	"testing"

	"example.vn/khuyencong/internal/domain/contract"
	"example.vn/khuyencong/internal/domain/ledger"
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
		"Confirm invoices": func(ctx context.Context, tx *db.Tx) error { return contract.ConfirmInvoices(ctx, tx, "x", 1, nil) },
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
	r.on("2027-01-01")
	r.refused(director, fault.Invalid, "sau ngày kết thúc", sign(1, "1", day("2027-01-01")))
	r.on("2026-06-01")
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
	r.refused(staff, fault.Invalid, "thấp hơn tháng 2026-06", report("2026-08", 20e6-1))
	r.must(staff, report("2026-08", 40e6))
	f := r.file(id)
	if len(f.Progress) != 2 || f.Progress[0].Done != 20e6 || f.Progress[0].NotedBy != "staff2" {
		t.Errorf("progress %+v", f.Progress)
	}
	if last, ok := f.Latest(); !ok || last.Month != "2026-08" {
		t.Errorf("latest %+v", last)
	}
}

func TestAReportOfLessWorkSaysWhy(t *testing.T) {
	r := newRig(t, "2026-06-01")
	c := r.signed(r.machine(2026), 300e6, "2026-06-01")
	r.reported(c, "2026-06", 100e6)
	r.on("2026-07-31")
	less := func(note string) deed {
		return func(ctx context.Context, tx *db.Tx) error {
			return contract.ReportProgress(ctx, tx, c, contract.Progress{Month: "2026-07", Done: 90e6, Note: note})
		}
	}
	r.refused(staff, fault.Invalid, "hãy ghi rõ lý do", less(""))
	r.must(staff, less("Tháng trước tính nhầm phần chưa lắp đặt"))
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
}
