package contract

import (
	"fmt"
	"slices"

	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/money"
)

// AdvanceFacts returns what JudgeAdvance needs for an advance of amount on the
// proof of volume, beside every other advance of the file that is not refused.
func (f *File) AdvanceFacts(amount, volume money.VND) AdvanceFacts {
	return f.advanceFacts(amount, volume, "")
}

func (f *File) advanceFacts(amount, volume money.VND, except string) AdvanceFacts {
	facts := AdvanceFacts{
		Rules: f.Rules(f.Contract.SignedOn), Value: f.Contract.Value, Investment: f.Contract.Investment,
		Volume: volume, Accepted: f.HasAcceptance(), Amount: amount, Proven: f.AcceptedTotal(),
	}
	if last, ok := f.Latest(); ok {
		facts.Reported = last.Done
	}
	for _, c := range f.Scheme.Contents {
		item := AdvanceItem{Content: c.Code}
		for _, cost := range f.Scheme.Costs {
			if cost.ContentNo == c.No {
				item.Cost += cost.Total()
			}
		}
		facts.Items = append(facts.Items, item)
	}
	for _, d := range f.Disbursements {
		switch {
		case d.ID == except || d.State == DisbursementRefused || d.State == DisbursementReversed:
		case d.Kind == Advance:
			facts.Before += d.Amount
		case d.Kind == Payment:
			facts.Proven -= d.Amount
		case d.Kind == RecoverAdvance && d.State == DisbursementPaid:
			facts.Before -= d.Amount
		}
	}
	facts.Before, facts.Proven = max(0, facts.Before), max(0, facts.Proven)
	return facts
}

// states are the states of a scheme in which money of kind k moves.
func (k DisbursementKind) states() []scheme.State {
	all := []scheme.State{scheme.Contracted, scheme.Running, scheme.Accepted, scheme.Stopped}
	switch k {
	case Advance:
		return all[:2]
	case RecoverAdvance, RecoverPayment:
		return append(all, scheme.Settled)
	case Payment, Clearing:
	}
	return all
}

// Moves reports whether money of kind k may move in the state of the scheme:
// nothing is advanced once work has ended, for instance.
func (f *File) Moves(k DisbursementKind) bool { return slices.Contains(k.states(), f.Scheme.State) }

// checkDisbursement checks d against the state of the scheme, the rules of
// advances and what the books can bear, and renews its warning.
func (f *File) checkDisbursement(d *Disbursement, all []purse) error {
	d.Warning = ""
	if err := f.in("lập đề nghị “"+d.Kind.Label()+"”", d.Kind.states()...); err != nil {
		return err
	}
	if d.Kind != RecoverAdvance && d.Kind != RecoverPayment {
		if err := f.groupPlan(); err != nil {
			return err
		}
	}
	if d.Kind == Advance {
		v := JudgeAdvance(f.advanceFacts(d.Amount, d.Volume, d.ID))
		if err := v.Err(); err != nil {
			return err
		}
		d.Warning = v.Warning()
	}
	return enough(all, d.Kind.entry(), d.Amount)
}

// groupPlan refuses to pay out or to accept work under a group scheme whose
// beneficiaries the department has not approved.
//
// Law: TT 36/2013/TT-BCT Điều 21 khoản 2 điểm a.
func (f *File) groupPlan() error {
	if !f.Scheme.Group || f.Scheme.GroupPlan == scheme.GroupPlanApproved {
		return nil
	}
	return &fault.Error{
		Kind:    fault.Unlawful,
		Message: "Đề án nhóm chưa được Sở Công Thương duyệt kế hoạch thực hiện và danh sách thụ hưởng, nên chưa chi tiền hoặc nghiệm thu được.",
		Basis:   "TT 36/2013/TT-BCT, Điều 21 khoản 2 điểm a",
	}
}

// lateFor warns when money leaves a budget year after its books should have
// been closed and nobody decided to carry it over.
//
// Law: Luật NSNN 83/2015/QH13 Điều 64 (chưa kiểm chứng).
func (f *File) lateFor(d Disbursement, all []purse) string {
	if d.Kind == RecoverAdvance || d.Kind == RecoverPayment {
		return ""
	}
	for _, p := range all {
		if limitOf(d.Kind.entry()).room(p.has) > 0 {
			last := f.counts().BooksClose(f.area, f.Scheme.Fund, p.book.Year)
			if !last.On.IsZero() && d.VoucherOn.After(last.On) {
				return fmt.Sprintf("Ngày chứng từ %s sau thời gian chỉnh lý quyết toán của ngân sách năm %d (%s) mà chưa có quyết định chuyển nguồn (%s).",
					d.VoucherOn.VN(), p.book.Year, last.On.VN(), last.Source())
			}
			break // the oldest year pays first
		}
	}
	return ""
}

// join puts two warnings together.
func join(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + "\n" + b
}

// Left is how much a request of kind k could take now, as far as the books go.
func (f *File) Left(k DisbursementKind) money.VND {
	b := f.Balances
	switch k {
	case Advance:
		return b[ledger.Committed]
	case Payment:
		return min(b[ledger.Committed], b[ledger.Accepted])
	case Clearing:
		return min(b[ledger.Advanced], b[ledger.Accepted])
	case RecoverAdvance:
		return b[ledger.Advanced]
	case RecoverPayment:
		return b[ledger.Paid]
	}
	return 0
}
