package contract_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"example.vn/khuyencong/internal/domain/contract"
	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/money"
)

// TestNoOrderOfDeedsBreaksTheBooks lets people do lawful and unlawful things in
// any order to a scheme of two budget years, and looks at the books after each.
func TestNoOrderOfDeedsBreaksTheBooks(t *testing.T) {
	r := newRig(t, "2026-06-01")
	ends := make(map[scheme.State]int)
	rapid.Check(t, func(rt *rapid.T) {
		r.on("2026-06-01")
		id := r.scheme(plan{
			year: 2026, yearEnd: 2027, fund: ledger.Local, content: "advanced_machinery", beneficiaries: 2, total: 1000e6,
			approved: map[int]money.VND{2026: 120, 2027: 180},
		})
		for range rapid.IntRange(10, 80).Draw(rt, "deeds") {
			f := r.file(id)
			name, fn := randomDeed(rt, f)
			who := suited(name)
			if rapid.IntRange(0, 4).Draw(rt, "anybody") == 0 {
				who = rapid.SampledFrom([]access.Actor{staff, accountant, director, department, approver, auditor, chief}).Draw(rt, "who")
			}
			err := r.as(who, fn)
			if fault.KindOf(err) == fault.Internal && err != nil {
				rt.Fatalf("%s by %s: %v", name, who.ID, err)
			}
			booksHold(rt, r, id, name)
		}
		ends[r.file(id).Scheme.State]++
	})
	r.verified()
	t.Log("the schemes ended as", ends)
	if ends[scheme.Closed] == 0 || ends[scheme.Contracted]+ends[scheme.Running] == 0 {
		t.Errorf("the deeds do not reach far enough: %v", ends)
	}
}

// suited is somebody whose business the deed is.
func suited(name string) access.Actor {
	verb, _, _ := strings.Cut(name, " ")
	switch verb {
	case "sign", "approve", "settle", "liquidate", "refuse", "reverse":
		return director
	case "pay", "settlement":
		return accountant
	case "confirm", "unconfirm", "finish":
		return department
	case "carry":
		return approver
	case "stop":
		return chief
	}
	return staff
}

// randomDeed draws something that fits the stage of the file about as often as
// not.
func randomDeed(rt *rapid.T, f *contract.File) (string, deed) {
	today := day("2026-06-01")
	sum := money.VND(rapid.SampledFrom([]int64{1, 10, 30, 60, 100, 150, 200, 300, 400}).Draw(rt, "sum"))
	if f.Contract == nil || f.Contract.State == contract.Draft {
		if f.Contract == nil {
			return "prepare", func(ctx context.Context, tx *db.Tx) error {
				return contract.Prepare(ctx, tx, &contract.Contract{Scheme: f.Scheme.ID, Value: sum, StartsOn: today, EndsOn: day("2027-12-31")})
			}
		}
		return "sign", func(ctx context.Context, tx *db.Tx) error {
			return contract.Sign(ctx, tx, f.Contract.ID, f.Contract.Version, "1", today)
		}
	}
	id, version := f.Contract.ID, f.Contract.Version
	deeds := map[string]deed{
		"annex": func(ctx context.Context, tx *db.Tx) error {
			return contract.PrepareAnnex(ctx, tx, &contract.Annex{Contract: id, What: "x", Delta: sum - 100})
		},
		"progress": func(ctx context.Context, tx *db.Tx) error {
			return contract.ReportProgress(ctx, tx, id, contract.Progress{Month: "2026-06", Done: sum})
		},
		"carry": func(ctx context.Context, tx *db.Tx) error {
			return contract.Carry(ctx, tx, version, &contract.CarryOver{Contract: id, ToYear: 2027 + int(sum%2), DecisionNo: "QĐ", DecidedOn: today, Signer: "A"})
		},
		"finish": func(ctx context.Context, tx *db.Tx) error { return contract.Finish(ctx, tx, id) },
		"liquidate": func(ctx context.Context, tx *db.Tx) error {
			return contract.Liquidate(ctx, tx, id, version, "TL", today)
		},
		"stop": func(ctx context.Context, tx *db.Tx) error {
			if sum != 1 || tx.Actor.ID != chief.ID {
				return nil
			}
			return scheme.Move(ctx, tx, f.Scheme, scheme.Stopped, "plan.stop", nil)
		},
		"settlement": func(ctx context.Context, tx *db.Tx) error {
			return contract.PrepareSettlement(ctx, tx, &contract.Settlement{Contract: id})
		},
	}
	for no := 1; no <= 2; no++ {
		deeds[fmt.Sprintf("accept %d", no)] = func(ctx context.Context, tx *db.Tx) error {
			return contract.PrepareAcceptance(ctx, tx, &contract.Acceptance{
				Contract: id, Beneficiary: no, Value: sum, Partial: sum == 30, AcceptedOn: today, Place: "x", Quantities: "x",
			})
		}
	}
	for _, k := range contract.DisbursementKinds() {
		amount := min(sum, max(1, f.Left(k))) + sum/400 // now and then too much
		deeds["request "+string(k)] = func(ctx context.Context, tx *db.Tx) error {
			return contract.Request(ctx, tx, &contract.Disbursement{Contract: id, Kind: k, Amount: amount, Proof: "x", Volume: 800e6})
		}
	}
	next := nextSteps(f, deeds)
	if len(next) > 0 && rapid.IntRange(0, 3).Draw(rt, "go on") > 0 {
		name := rapid.SampledFrom(next).Draw(rt, "step")
		return name, deeds[name]
	}
	name := rapid.SampledFrom(sortedKeys(deeds)).Draw(rt, "deed")
	return name, deeds[name]
}

// nextSteps adds the steps that wait in the file to deeds and returns their
// names.
func nextSteps(f *contract.File, deeds map[string]deed) []string {
	today := day("2026-06-01")
	var next []string
	add := func(name string, fn deed) {
		deeds[name] = fn
		next = append(next, name)
	}
	for _, a := range f.Annexes {
		if a.State == contract.Draft {
			add(fmt.Sprintf("sign annex %d", a.No), func(ctx context.Context, tx *db.Tx) error {
				return contract.SignAnnex(ctx, tx, f.Contract.ID, a.No, f.Contract.Version, "PL", today)
			})
		}
	}
	for _, d := range f.Disbursements {
		switch d.State {
		case contract.DisbursementPrepared:
			add("approve "+d.ID, func(ctx context.Context, tx *db.Tx) error {
				return contract.ApproveDisbursement(ctx, tx, d.ID, d.Version)
			})
			add("refuse "+d.ID, func(ctx context.Context, tx *db.Tx) error {
				return contract.RefuseDisbursement(ctx, tx, d.ID, d.Version, "x")
			})
		case contract.DisbursementApproved:
			add("pay "+d.ID, func(ctx context.Context, tx *db.Tx) error {
				return contract.Pay(ctx, tx, d.ID, d.Version, d.ID, today)
			})
			add("refuse "+d.ID, func(ctx context.Context, tx *db.Tx) error {
				return contract.RefuseDisbursement(ctx, tx, d.ID, d.Version, "x")
			})
		case contract.DisbursementPaid:
			deeds["reverse "+d.ID] = func(ctx context.Context, tx *db.Tx) error {
				return contract.ReverseDisbursement(ctx, tx, d.ID, d.Version, "x")
			}
		case contract.DisbursementRefused, contract.DisbursementReversed:
		}
	}
	for _, a := range f.Acceptances {
		if a.State == contract.AcceptancePrepared {
			add("confirm "+a.ID, func(ctx context.Context, tx *db.Tx) error {
				return contract.ConfirmAcceptance(ctx, tx, a.ID, a.Version)
			})
		}
		if a.State == contract.AcceptanceConfirmed {
			deeds["unconfirm "+a.ID] = func(ctx context.Context, tx *db.Tx) error {
				return contract.ReverseAcceptance(ctx, tx, a.ID, a.Version, "x")
			}
		}
	}
	for _, s := range f.Settlements {
		if s.State == contract.SettlementPrepared {
			add("settle "+s.ID, func(ctx context.Context, tx *db.Tx) error {
				return contract.ApproveSettlement(ctx, tx, s.ID, s.Version, today)
			})
			add("refuse "+s.ID, func(ctx context.Context, tx *db.Tx) error {
				return contract.RefuseSettlement(ctx, tx, s.ID, s.Version, "x")
			})
		}
	}
	if f.Scheme.State == scheme.Accepted {
		next = append(next, "settlement", "request clearing", "request payment", "request recover_advance")
	}
	if f.Scheme.State == scheme.Settled || f.Scheme.State == scheme.Stopped {
		next = append(next, "liquidate", "liquidate", "settlement", "request clearing", "request recover_advance", "request recover_payment")
	}
	return next
}

// booksHold fails unless the limits of law hold in every year and the tables of
// the contract say what the books say.
func booksHold(rt *rapid.T, r *rig, id scheme.ID, after string) {
	f := r.file(id)
	years := map[int]ledger.Balances{}
	r.must(auditor, func(ctx context.Context, tx *db.Tx) error {
		for year := 2026; year <= 2028; year++ {
			b, err := ledger.Of(ctx, tx, ledger.Book{Fund: ledger.Local, Year: year}, id.Subject())
			if err != nil {
				return err
			}
			years[year] = b
		}
		return nil
	})
	for year, b := range years {
		for a, v := range b {
			if v < 0 && a != ledger.Work && a != ledger.BroughtForward {
				rt.Fatalf("after %s: %d has %s of %s", after, year, v, a)
			}
		}
		if b[ledger.Settled] != b[ledger.Verified] || b[ledger.Paid] != b[ledger.Billed] {
			rt.Fatalf("after %s: %d settled or paid what is not accepted: %v", after, year, b)
		}
	}
	b := f.Balances
	granted := money.VND(300)
	if f.Contract == nil || f.Contract.State == contract.Draft {
		return
	}
	holds := func(ok bool, what string) {
		if !ok {
			rt.Fatalf("after %s: %s does not hold: %v, contract %+v", after, what, b, f.Contract)
		}
	}
	value := f.Contract.Value
	holds(b.Contracted() <= granted, "contracted ≤ approved")
	holds(b.Spent() <= b.Contracted(), "advanced + paid ≤ contracted")
	holds(b[ledger.Settled] <= b.AcceptedTotal(), "settled ≤ accepted")
	holds(b.AcceptedTotal() == f.AcceptedTotal(), "accepted in the books = minutes confirmed")
	holds(f.AcceptedTotal() <= value, "accepted ≤ contract")
	if f.Contract.State == contract.Signed {
		holds(b.Contracted() == value, "contracted in the books = value of the contract")
		holds(b[ledger.Approved]+value == granted, "approved + contracted = granted")
	} else {
		holds(b[ledger.Approved]+b[ledger.Committed]+b[ledger.Advanced]+b[ledger.Paid] == 0, "a closed contract holds nothing")
	}
	var out, back, settled money.VND
	for _, d := range f.Disbursements {
		holds(d.State != contract.DisbursementApproved || d.PreparedBy != d.ApprovedBy, "two people approve")
		if d.State != contract.DisbursementPaid {
			continue
		}
		holds(d.PreparedBy != d.ApprovedBy && d.PreparedBy != d.PaidBy && d.ApprovedBy != d.PaidBy, "three people pay")
		switch d.Kind {
		case contract.Advance, contract.Payment:
			out += d.Amount
		case contract.RecoverAdvance, contract.RecoverPayment:
			back += d.Amount
		case contract.Clearing:
		}
	}
	for _, s := range f.Settlements {
		if s.State == contract.SettlementApproved {
			settled += s.Amount
		}
	}
	holds(out == b.Spent() && back == b[ledger.Returned], "paid out and back = vouchers")
	holds(settled == b[ledger.Settled], "settled in the books = settlements")
	if f.Scheme.State == scheme.Settled || f.Scheme.State == scheme.Closed {
		holds(b[ledger.Advanced] == 0, "no advance is left when the scheme is settled")
	}
}
