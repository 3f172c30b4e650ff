package contract_test

import (
	"context"
	"slices"
	"testing"

	"example.vn/khuyencong/internal/domain/contract"
	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/platform/audit"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/money"
)

func TestAContractLivesFromItsDraftToItsLiquidation(t *testing.T) {
	r := newRig(t, "2026-03-02")
	id := r.machine(2026)
	c := contract.Contract{Scheme: id, Value: 280e6, StartsOn: calendar.Must("2026-03-02"), EndsOn: calendar.Must("2026-10-31"), Terms: "Điều 1"}
	r.must(staff, func(ctx context.Context, tx *db.Tx) error { return contract.Prepare(ctx, tx, &c) })
	if c.ID != "hd-2026-0001" || c.Party != "Trung tâm thử" || c.Investment != 1000e6 {
		t.Errorf("draft %+v: want party B and investment from the scheme", c)
	}
	c.Value = 270e6
	c.Account, c.Bank, c.Representative, c.Position = " 0000.111 ", "Ngân hàng thử", "Nguyễn Thị Thử", "Chủ nhiệm"
	r.must(staff2, func(ctx context.Context, tx *db.Tx) error { return contract.Change(ctx, tx, &c) })
	r.must(director, func(ctx context.Context, tx *db.Tx) error {
		return contract.Sign(ctx, tx, c.ID, 2, " 12/HĐ-TTKC ", calendar.Must("2026-03-02"))
	})
	r.has(id, at{ledger.Approved, 30e6}, at{ledger.Committed, 270e6})
	if got := r.file(id).Contract; got.Account != "0000.111" || got.Bank != "Ngân hàng thử" || got.Representative != "Nguyễn Thị Thử" || got.Position != "Chủ nhiệm" {
		t.Errorf("%+v: want the account and who signs for party B", got)
	}

	a := contract.Annex{Contract: c.ID, What: "Tăng theo quyết định điều chỉnh", Delta: 30e6, NewEndsOn: calendar.Must("2026-11-30")}
	r.must(staff, func(ctx context.Context, tx *db.Tx) error { return contract.PrepareAnnex(ctx, tx, &a) })
	r.must(director, func(ctx context.Context, tx *db.Tx) error {
		return contract.SignAnnex(ctx, tx, c.ID, 1, 3, "PL01", calendar.Must("2026-03-02"))
	})
	r.has(id, at{ledger.Committed, 300e6})

	r.on("2026-08-20")
	r.must(staff, func(ctx context.Context, tx *db.Tx) error {
		return contract.ReportProgress(ctx, tx, c.ID, contract.Progress{Month: "2026-08", Done: 710e6, Note: "Máy đã về"})
	})
	if got := r.file(id).Scheme.State; got != scheme.Running {
		t.Errorf("after the first progress the scheme is %s", got)
	}
	d := contract.Disbursement{Contract: c.ID, Kind: contract.Advance, Amount: 210e6, Proof: "Báo cáo tiến độ tháng 8"}
	r.must(staff, func(ctx context.Context, tx *db.Tx) error { return contract.Request(ctx, tx, &d) })
	if d.Volume != 710e6 || d.Warning != "" {
		t.Errorf("request %+v: want the volume of the newest progress and no warning", d)
	}
	r.must(director, func(ctx context.Context, tx *db.Tx) error { return contract.ApproveDisbursement(ctx, tx, d.ID, 1) })
	r.must(accountant, func(ctx context.Context, tx *db.Tx) error {
		return contract.Pay(ctx, tx, d.ID, 2, "UNC-1", calendar.Must("2026-08-20"))
	})
	r.has(id, at{ledger.Committed, 90e6}, at{ledger.Advanced, 210e6})

	r.on("2026-11-20")
	r.accepted(c.ID, 1, 295e6, false, "2026-11-20")
	if f := r.file(id); f.Scheme.State != scheme.Accepted || f.SettlementDue().On != calendar.Must("2026-12-05") {
		t.Errorf("after the last acceptance the scheme is %s and the dossier is due %s", f.Scheme.State, f.SettlementDue().On)
	}
	r.paid(c.ID, contract.Clearing, 210e6, "TT-1", "2026-11-20")
	r.paid(c.ID, contract.Payment, 85e6, "UNC-2", "2026-11-20")
	r.paid(c.ID, contract.RecoverPayment, 5e6, "THU-1", "2026-11-20")
	r.has(id, at{ledger.Committed, 5e6}, at{ledger.Accepted, 5e6}, at{ledger.Paid, 290e6}, at{ledger.Billed, 290e6}, at{ledger.Returned, 5e6})

	r.settled(r.dossier(id, "0000123", "2026-11-10"), "2026-11-20")
	if f := r.file(id); f.Scheme.State != scheme.Settled || len(f.Settlements[0].Invoices) != 1 || len(f.Settlements[0].Papers) == 0 || f.Settlements[0].Warning != "" {
		t.Errorf("after the settlement the scheme is %s with %+v", f.Scheme.State, f.Settlements)
	}
	version := r.file(id).Contract.Version
	r.on("2027-01-15")
	r.must(director, func(ctx context.Context, tx *db.Tx) error {
		return contract.Liquidate(ctx, tx, c.ID, version, "TL-01", calendar.Must("2027-01-15"))
	})
	r.has(id, at{ledger.Accepted, 5e6}, at{ledger.Settled, 290e6}, at{ledger.Verified, 290e6}, at{ledger.Returned, 5e6})
	f := r.file(id)
	if f.Scheme.State != scheme.Closed || f.Contract.State != contract.Closed || f.Contract.ClosingNo != "TL-01" || f.LiquidationDue().On != calendar.Must("2027-01-22") {
		t.Errorf("at the end: scheme %s, contract %+v", f.Scheme.State, f.Contract)
	}
	r.verified()
	r.must(auditor, func(ctx context.Context, tx *db.Tx) error {
		b, err := ledger.OfBook(ctx, tx, ledger.Book{Fund: ledger.Local, Year: 2026})
		if b[ledger.Available] != 5e6 {
			t.Errorf("5 triệu went back to the fund, it has %s", b[ledger.Available])
		}
		return err
	})
	timeline(t, r, id)
}

func timeline(t *testing.T, r *rig, id scheme.ID) {
	t.Helper()
	r.must(auditor, func(ctx context.Context, tx *db.Tx) error {
		events, err := audit.Of(ctx, tx, id.Subject())
		var verbs []string
		for _, e := range events {
			verbs = append(verbs, e.Verb)
			if e.Verb == "contract.pay" && e.Detail["amount"] == "210.000.000" && e.Detail["voucher_no"] == "UNC-1" && e.Actor != "accountant" {
				t.Errorf("the advance was paid by %s", e.Actor)
			}
		}
		for _, verb := range []string{
			"contract.prepare", "contract.change", "contract.sign", "contract.prepare_annex", "contract.sign_annex", "contract.progress",
			"contract.request", "contract.approve_disbursement", "contract.pay", "contract.prepare_acceptance", "contract.accept",
			"contract.finish", "contract.prepare_settlement", "contract.settle", "contract.liquidate",
		} {
			if !slices.Contains(verbs, verb) {
				t.Errorf("the timeline %v lacks %s", verbs, verb)
			}
		}
		return err
	})
}

func TestTheMonthsWithoutAReportAreNamed(t *testing.T) {
	r := newRig(t, "2026-03-30")
	id := r.machine(2026)
	c := r.signed(id, 300e6, "2026-03-30")
	r.on("2026-06-24")
	r.must(staff, func(ctx context.Context, tx *db.Tx) error {
		return contract.ReportProgress(ctx, tx, c, contract.Progress{Month: "2026-05", Done: 1})
	})
	f := r.file(id)
	if got := f.MissingMonths(calendar.Must("2026-06-24")); !slices.Equal(got, []string{"2026-04"}) {
		t.Errorf("on 24 June: %v, want April (March was over its day when the contract was signed)", got)
	}
	if got := f.MissingMonths(calendar.Must("2026-06-25")); !slices.Equal(got, []string{"2026-04", "2026-06"}) {
		t.Errorf("on 25 June: %v, want April and June", got)
	}
	if got := f.MissingMonths(calendar.Must("2027-06-25")); len(got) != 8 {
		t.Errorf("long after the end: %v, want April and June to December", got)
	}
	f.Scheme.State = scheme.Stopped
	if got := f.MissingMonths(calendar.Must("2026-06-25")); len(got) != 0 {
		t.Errorf("after the scheme was stopped: %v", got)
	}
}

func TestMoneyOfTwoBudgetYearsIsTakenOldestFirst(t *testing.T) {
	r := newRig(t, "2026-02-01")
	id := r.scheme(plan{
		year: 2026, yearEnd: 2027, fund: ledger.National, content: "vocational_training", total: 500e6,
		approved: map[int]money.VND{2026: 100e6, 2027: 200e6},
	})
	c := r.signed(id, 250e6, "2026-02-01")
	book := func(year int) (b ledger.Balances) {
		r.must(auditor, func(ctx context.Context, tx *db.Tx) (err error) {
			b, err = ledger.Of(ctx, tx, ledger.Book{Fund: ledger.National, Year: year}, id.Subject())
			return err
		})
		return b
	}
	if book(2026)[ledger.Committed] != 100e6 || book(2027)[ledger.Committed] != 150e6 || book(2027)[ledger.Approved] != 50e6 {
		t.Errorf("signed: %v, %v", book(2026), book(2027))
	}
	for i, delta := range []money.VND{-160e6, 160e6} {
		r.must(staff, func(ctx context.Context, tx *db.Tx) error {
			return contract.PrepareAnnex(ctx, tx, &contract.Annex{Contract: c, What: "x", Delta: delta})
		})
		r.must(director, func(ctx context.Context, tx *db.Tx) error {
			return contract.SignAnnex(ctx, tx, c, i+1, int64(i+2), "PL", calendar.Must("2026-02-01"))
		})
		if i == 0 && (book(2026)[ledger.Committed] != 90e6 || book(2027)[ledger.Committed] != 0) {
			t.Errorf("an annex takes from the newest year first: %v, %v", book(2026), book(2027))
		}
	}
	r.paid(c, contract.Advance, 120e6, "A", "2026-02-01")
	if book(2026)[ledger.Advanced] != 100e6 || book(2027)[ledger.Advanced] != 20e6 {
		t.Errorf("advanced: %v, %v", book(2026), book(2027))
	}
	r.accepted(c, 0, 110e6, true, "2026-02-01")
	if book(2026)[ledger.Accepted] != 100e6 || book(2027)[ledger.Accepted] != 10e6 {
		t.Errorf("accepted: %v, %v", book(2026), book(2027))
	}
	r.paid(c, contract.Clearing, 110e6, "B", "2026-02-01")
	if f := r.file(id); f.Scheme.State != scheme.Running || len(f.Unaccepted()) != 1 {
		t.Errorf("a partial acceptance leaves the scheme %s", f.Scheme.State)
	}
	s := r.dossier(id, "77", "2026-02-01")
	r.settled(s, "2026-02-01")
	if f := r.file(id); f.Scheme.State != scheme.Running || book(2026)[ledger.Settled] != 100e6 || book(2027)[ledger.Settled] != 10e6 {
		t.Errorf("settled while it runs: %s, %v, %v", f.Scheme.State, book(2026), book(2027))
	}
	r.accepted(c, 0, 140e6, false, "2026-02-01")
	r.paid(c, contract.Clearing, 10e6, "C", "2026-02-01")
	r.paid(c, contract.Payment, 130e6, "D", "2026-02-01")
	r.settled(r.dossier(id, "78", "2026-02-01"), "2026-02-01")
	r.has(id, at{ledger.Approved, 50e6}, at{ledger.Settled, 250e6}, at{ledger.Verified, 250e6})
	r.verified()
}

func TestWhatAYearHasLeftIsCarriedOverButForAcceptedWork(t *testing.T) {
	r := newRig(t, "2026-06-01")
	id := r.machine(2026)
	c := r.signed(id, 300e6, "2026-06-01")
	r.paid(c, contract.Advance, 150e6, "A", "2026-06-01")
	r.accepted(c, 1, 200e6, true, "2026-06-01") // 150 covered by the advance, 50 by value not spent
	r.on("2027-01-10")
	o := contract.CarryOver{Contract: c, ToYear: 2027, DecisionNo: "QĐ 5", DecidedOn: calendar.Must("2027-01-10"), Signer: "Chủ tịch"}
	r.must(approver, func(ctx context.Context, tx *db.Tx) error { return contract.Carry(ctx, tx, 2, &o) })
	if o.Amount != 100e6 || o.FromYear != 2026 {
		t.Errorf("carried %+v, want 100 triệu from 2026", o)
	}
	r.has(id, at{ledger.Committed, 150e6}, at{ledger.Advanced, 150e6}, at{ledger.Accepted, 200e6})
	r.paid(c, contract.Clearing, 150e6, "B", "2027-01-10")
	r.paid(c, contract.Payment, 50e6, "C", "2027-01-10")
	r.on("2027-03-10")
	r.accepted(c, 1, 100e6, false, "2027-03-10")
	r.paid(c, contract.Payment, 100e6, "D", "2027-03-10")
	f := r.file(id)
	if f.BookYear() != 2027 || !slices.Equal(f.BudgetYears(), []int{2026, 2027}) || f.LiquidationDue().On != calendar.Must("2028-01-22") {
		t.Errorf("book year %d, budget years %v, liquidation %s", f.BookYear(), f.BudgetYears(), f.LiquidationDue().On)
	}
	if w := f.Disbursements[len(f.Disbursements)-1].Warning; w != "" {
		t.Errorf("paid from the year it was carried to, yet warned: %s", w)
	}
	r.must(auditor, func(ctx context.Context, tx *db.Tx) error {
		for year, want := range map[int]money.VND{2026: 200e6, 2027: 100e6} {
			b, err := ledger.Of(ctx, tx, ledger.Book{Fund: ledger.Local, Year: year}, id.Subject())
			if err != nil || b[ledger.Paid] != want || b[ledger.Committed]+b[ledger.Advanced]+b[ledger.Accepted] != 0 {
				t.Errorf("book %d: %v, %v; want %s paid and nothing left", year, b, err, want)
			}
		}
		return nil
	})
	r.verified()
}

func TestAStoppedSchemeSettlesWhatWasDoneAndGivesTheRestBack(t *testing.T) {
	r := newRig(t, "2026-06-01")
	id := r.machine(2026)
	c := r.signed(id, 300e6, "2026-06-01")
	r.paid(c, contract.Advance, 200e6, "A", "2026-06-01")
	r.must(chief, func(ctx context.Context, tx *db.Tx) error {
		s, err := scheme.ByID(ctx, tx, id)
		if err != nil {
			return err
		}
		return scheme.Move(ctx, tx, s, scheme.Stopped, "plan.stop", nil)
	})
	r.accepted(c, 1, 60e6, false, "2026-06-01")
	r.paid(c, contract.Clearing, 60e6, "B", "2026-06-01")
	r.paid(c, contract.RecoverAdvance, 140e6, "C", "2026-06-01")
	r.settled(r.dossier(id, "9", "2026-06-01"), "2026-06-01")
	if got := r.file(id).Scheme.State; got != scheme.Stopped {
		t.Errorf("a stopped scheme that is settled is %s", got)
	}
	r.must(director, func(ctx context.Context, tx *db.Tx) error {
		return contract.Liquidate(ctx, tx, c, 2, "TL", calendar.Must("2026-06-01"))
	})
	r.has(id, at{ledger.Settled, 60e6}, at{ledger.Verified, 60e6}, at{ledger.Returned, 140e6})
	if got := r.file(id).Scheme.State; got != scheme.Closed {
		t.Errorf("after the liquidation the scheme is %s", got)
	}
	r.verified()
}
