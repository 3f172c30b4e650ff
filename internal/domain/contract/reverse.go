package contract

import (
	"context"
	"fmt"
	"strings"

	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/db"
)

// ReverseDisbursement takes back a voucher that was entered by mistake (đảo
// chứng từ ghi nhầm): the opposite of each of its entries is posted, and its
// money is again where it was. It is decided by somebody other than who entered
// it. Money that has gone on since, settled or carried over, is not reversed;
// money that really left is taken back, see RecoverAdvance.
func ReverseDisbursement(ctx context.Context, tx *db.Tx, id string, version int64, reason string) error {
	if err := tx.Actor.Require(access.ReverseDisbursement); err != nil {
		return err
	}
	d, err := disbursementByID(ctx, tx, id)
	if err != nil {
		return err
	}
	if err := tx.Actor.OtherThan(d.PaidBy, "người ghi chứng từ không tự đảo chứng từ đó"); err != nil {
		return err
	}
	if err := d.is(DisbursementPaid, version); err != nil {
		return err
	}
	f, _, err := live(ctx, tx, d.Contract)
	if err != nil {
		return err
	}
	if d.Reason, err = reasoned(reason); err != nil {
		return err
	}
	d.State = DisbursementReversed
	if err := updateDisbursement(ctx, tx, d); err != nil {
		return err
	}
	if err := undo(ctx, tx, f.Scheme, "contract/"+string(d.Contract)+"/disbursement/"+d.ID, "Đảo đề nghị "+d.ID+": "+d.Reason); err != nil {
		return err
	}
	return record(ctx, tx, f.Scheme, "contract.reverse_disbursement", d.detail())
}

// ReverseAcceptance takes back, for the department, an acceptance that was
// confirmed by mistake, as long as nothing was paid or advanced on it. A scheme
// that it had finished runs on.
func ReverseAcceptance(ctx context.Context, tx *db.Tx, id string, version int64, reason string) error {
	if err := tx.Actor.Require(access.ConfirmAcceptance); err != nil {
		return err
	}
	a, err := acceptanceByID(ctx, tx, id)
	if err != nil {
		return err
	}
	if a.State != AcceptanceConfirmed {
		return conflict("Biên bản " + a.ID + " đang ở trạng thái “" + a.State.Label() + "”, không làm việc này được.")
	}
	if a.Version != version {
		return stale()
	}
	f, _, err := live(ctx, tx, a.Contract)
	if err != nil {
		return err
	}
	if err := f.in("đảo nghiệm thu", scheme.Contracted, scheme.Running, scheme.Accepted, scheme.Stopped); err != nil {
		return err
	}
	if a.Reason, err = reasoned(reason); err != nil {
		return err
	}
	if f.advancedOnProof() {
		return conflict("Đã tạm ứng theo khối lượng nghiệm thu. Hãy thu hồi hoặc đảo khoản tạm ứng trước.")
	}
	a.State = AcceptanceReversed
	if err := updateAcceptance(ctx, tx, a); err != nil {
		return err
	}
	if err := undo(ctx, tx, f.Scheme, "contract/"+string(a.Contract)+"/acceptance/"+a.ID, "Đảo nghiệm thu "+a.ID+": "+a.Reason); err != nil {
		return err
	}
	if f.Scheme.State == scheme.Accepted {
		return scheme.Move(ctx, tx, f.Scheme, scheme.Running, "contract.reverse_acceptance", a.detail())
	}
	return record(ctx, tx, f.Scheme, "contract.reverse_acceptance", a.detail())
}

// advancedOnProof reports whether money is out that law advances only on the
// strength of an acceptance.
func (f *File) advancedOnProof() bool {
	if f.Balances[ledger.Advanced] == 0 {
		return false
	}
	rules := f.Rules(f.Contract.SignedOn)
	for _, c := range f.Scheme.Contents {
		if rules.AdvanceFor(c.Code).NeedsAcceptance {
			return true
		}
	}
	return false
}

// undo posts the opposite of the entries that a paper of the scheme had made,
// one for each budget year.
func undo(ctx context.Context, tx *db.Tx, s *scheme.Scheme, key, memo string) error {
	entries, err := ledger.EntriesOf(ctx, tx, s.ID.Subject())
	if err != nil {
		return err
	}
	done := 0
	for _, e := range entries {
		if e.Kind == ledger.Reverse || !strings.HasPrefix(e.Key, key+"/") {
			continue
		}
		if err := ledger.Undo(ctx, tx, e.Book, e.Seq, e.Key+"/reverse", tx.Today().String(), memo); err != nil {
			return err
		}
		done++
	}
	if done == 0 {
		return fmt.Errorf("reverse %s: the books have no entry of it", key)
	}
	return nil
}
