package contract

import (
	"context"
	"fmt"

	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/money"
)

// A DisbursementKind says which way the money of a request goes.
type DisbursementKind string

// The kinds of request.
const (
	Advance        DisbursementKind = "advance"         // tạm ứng
	Payment        DisbursementKind = "payment"         // thanh toán khối lượng đã nghiệm thu
	Clearing       DisbursementKind = "clearing"        // thanh toán tạm ứng
	RecoverAdvance DisbursementKind = "recover_advance" // thu hồi tạm ứng
	RecoverPayment DisbursementKind = "recover_payment" // thu hồi tiền đã thanh toán
)

// DisbursementKinds lists the kinds in their usual order.
func DisbursementKinds() []DisbursementKind {
	return []DisbursementKind{Advance, Payment, Clearing, RecoverAdvance, RecoverPayment}
}

// entry is the kind of entry that the ledger keeps for k; "" for no such kind.
func (k DisbursementKind) entry() ledger.Kind {
	return map[DisbursementKind]ledger.Kind{
		Advance: ledger.Advance, Payment: ledger.Pay, Clearing: ledger.ClearAdvance,
		RecoverAdvance: ledger.RecoverAdv, RecoverPayment: ledger.RecoverPaid,
	}[k]
}

// A DisbursementState is where a request stands.
type DisbursementState string

// The states of a request.
const (
	DisbursementPrepared DisbursementState = "prepared" // chờ duyệt
	DisbursementApproved DisbursementState = "approved" // đã duyệt, chờ chi
	DisbursementPaid     DisbursementState = "paid"     // đã chi, đã thu
	DisbursementRefused  DisbursementState = "refused"  // không chấp nhận
	DisbursementReversed DisbursementState = "reversed" // đã đảo vì ghi nhầm
)

// A Disbursement (đề nghị chi) is a request to pay out, clear or take back
// money under a contract. Three people have a hand in it: one prepares, one
// approves, one pays.
type Disbursement struct {
	ID         string // "dn-2026-0001"
	Contract   ID
	Scheme     scheme.ID
	Kind       DisbursementKind
	Amount     money.VND
	Proof      string    // what proves the volume, or the decision to take back
	Volume     money.VND // for an advance: work done; 0 takes the newest progress report
	Warning    string    // rules that were not satisfied and whose text is unverified, one a line
	State      DisbursementState
	Reason     string // of a refusal or a reversal
	VoucherNo  string
	VoucherOn  calendar.Date
	PreparedBy string
	PreparedAt string
	ApprovedBy string
	ApprovedAt string
	PaidBy     string
	PaidAt     string
	Version    int64
}

// Request prepares a disbursement and fills in its ID and Warning. A rule that
// rests on a verified text refuses it, any other only warns.
//
// Law: TT 36/2013/TT-BCT Điều 13–16; see JudgeAdvance.
func Request(ctx context.Context, tx *db.Tx, d *Disbursement) error {
	if err := tx.Actor.Require(access.RequestDisbursement); err != nil {
		return err
	}
	f, all, err := live(ctx, tx, d.Contract)
	if err != nil {
		return err
	}
	body(&d.Proof)
	if d.Kind == Advance && d.Volume == 0 {
		if last, ok := f.Latest(); ok {
			d.Volume = last.Done
		}
	}
	var form fault.Form
	form.Check(d.Kind.entry() != "", "kind", "Hãy chọn loại đề nghị.")
	checkAmount(&form, d.Amount, "amount")
	form.Check(d.Volume >= 0 && d.Volume <= money.Max, "volume", "Giá trị khối lượng không hợp lý.")
	form.Check(d.Proof != "" || d.Kind == Payment || d.Kind == Clearing, "proof", "Hãy ghi căn cứ: chứng minh khối lượng hoặc quyết định thu hồi.")
	checkText(&form, d.Proof, "proof")
	if err := form.Err(pleaseMend); err != nil {
		return err
	}
	if err := f.checkDisbursement(d, all); err != nil {
		return err
	}
	n, err := tx.Next(ctx, fmt.Sprintf("disbursement/%d", f.Scheme.Year))
	if err != nil {
		return err
	}
	*d = Disbursement{
		ID: fmt.Sprintf("dn-%d-%04d", f.Scheme.Year, n), Contract: d.Contract, Scheme: f.Scheme.ID, Kind: d.Kind,
		Amount: d.Amount, Proof: d.Proof, Volume: d.Volume, Warning: d.Warning, State: DisbursementPrepared,
		PreparedBy: tx.Actor.ID, PreparedAt: tx.Moment(), Version: 1,
	}
	if err := insertDisbursement(ctx, tx, *d); err != nil {
		return err
	}
	return record(ctx, tx, f.Scheme, "contract.request", d.detail())
}

// ApproveDisbursement approves a request that somebody else prepared.
func ApproveDisbursement(ctx context.Context, tx *db.Tx, id string, version int64) error {
	if err := tx.Actor.Require(access.ApproveDisbursement); err != nil {
		return err
	}
	d, err := disbursementByID(ctx, tx, id)
	if err != nil {
		return err
	}
	if err := tx.Actor.OtherThan(d.PreparedBy, "người lập đề nghị không duyệt đề nghị đó"); err != nil {
		return err
	}
	if err := d.is(DisbursementPrepared, version); err != nil {
		return err
	}
	f, all, err := live(ctx, tx, d.Contract)
	if err != nil {
		return err
	}
	if err := f.checkDisbursement(&d, all); err != nil {
		return err
	}
	d.State, d.ApprovedBy, d.ApprovedAt = DisbursementApproved, tx.Actor.ID, tx.Moment()
	if err := updateDisbursement(ctx, tx, d); err != nil {
		return err
	}
	return record(ctx, tx, f.Scheme, "contract.approve_disbursement", d.detail())
}

// Pay carries out an approved request, by somebody who neither prepared nor
// approved it, and posts it from the oldest budget year on.
func Pay(ctx context.Context, tx *db.Tx, id string, version int64, voucherNo string, voucherOn calendar.Date) error {
	if err := tx.Actor.Require(access.PayDisbursement); err != nil {
		return err
	}
	d, err := disbursementByID(ctx, tx, id)
	if err != nil {
		return err
	}
	if err := tx.Actor.OtherThan(d.PreparedBy, "người lập đề nghị không chi tiền theo đề nghị đó"); err != nil {
		return err
	}
	if err := tx.Actor.OtherThan(d.ApprovedBy, "người duyệt đề nghị không chi tiền theo đề nghị đó"); err != nil {
		return err
	}
	if err := d.is(DisbursementApproved, version); err != nil {
		return err
	}
	f, all, err := live(ctx, tx, d.Contract)
	if err != nil {
		return err
	}
	line(&voucherNo)
	var form fault.Form
	checkLine(&form, voucherNo, "voucher_no", "Hãy ghi số chứng từ.")
	first, before := f.firstVoucherDay(d.Kind)
	checkDay(&form, tx, voucherOn, first, "voucher_on", before)
	for _, other := range f.Disbursements {
		form.Check(other.State != DisbursementPaid || other.VoucherNo != voucherNo || other.VoucherOn != voucherOn,
			"voucher_no", "Chứng từ này đã dùng cho đề nghị "+other.ID+".")
	}
	if err := form.Err(pleaseMend); err != nil {
		return err
	}
	if err := f.checkDisbursement(&d, all); err != nil {
		return err
	}
	d.State, d.VoucherNo, d.VoucherOn, d.PaidBy, d.PaidAt = DisbursementPaid, voucherNo, voucherOn, tx.Actor.ID, tx.Moment()
	d.Warning = join(d.Warning, f.lateFor(d, all))
	if err := updateDisbursement(ctx, tx, d); err != nil {
		return err
	}
	p := paper{
		key: "contract/" + string(d.Contract) + "/disbursement/" + d.ID, number: voucherNo, day: voucherOn,
		memo: d.Kind.Label() + ", hợp đồng " + f.name(),
	}
	if err := post(ctx, tx, f.Scheme, all, d.Kind.entry(), d.Amount, p); err != nil {
		return err
	}
	return record(ctx, tx, f.Scheme, "contract.pay", d.detail())
}

// RefuseDisbursement ends a request that is not paid yet, with the reason. It
// is for those who may approve or pay, and for whoever prepared it.
func RefuseDisbursement(ctx context.Context, tx *db.Tx, id string, version int64, reason string) error {
	d, err := disbursementByID(ctx, tx, id)
	if err != nil {
		return err
	}
	if err := d.mayRefuse(tx.Actor); err != nil {
		return err
	}
	state := DisbursementPrepared
	if d.State == DisbursementApproved {
		state = DisbursementApproved
	}
	if err := d.is(state, version); err != nil {
		return err
	}
	if d.Reason, err = reasoned(reason); err != nil {
		return err
	}
	s, err := scheme.ByID(ctx, tx, d.Scheme)
	if err != nil {
		return err
	}
	d.State = DisbursementRefused
	if err := updateDisbursement(ctx, tx, d); err != nil {
		return err
	}
	return record(ctx, tx, s, "contract.refuse_disbursement", d.detail())
}

// mayRefuse says whether a may end the request at its present step.
func (d Disbursement) mayRefuse(a access.Actor) error {
	if a.ID == d.PreparedBy && a.May(access.RequestDisbursement) {
		return nil
	}
	if d.State == DisbursementApproved && a.May(access.PayDisbursement) {
		return nil
	}
	if a.May(access.ApproveDisbursement) {
		return nil
	}
	return fault.New(fault.Forbidden, "Chỉ người lập mới rút được đề nghị này; từ chối là việc của lãnh đạo Trung tâm, hoặc của kế toán khi đề nghị đã duyệt.")
}

// is returns a Conflict fault unless d is in that state and version.
func (d Disbursement) is(state DisbursementState, version int64) error {
	if d.State != state {
		return conflict("Đề nghị " + d.ID + " đang ở trạng thái “" + d.State.Label() + "”, không làm việc này được.")
	}
	if d.Version != version {
		return stale()
	}
	return nil
}

func (d Disbursement) detail() map[string]string {
	m := map[string]string{"contract": string(d.Contract), "disbursement": d.ID, "kind": string(d.Kind), "amount": d.Amount.String()}
	for key, value := range map[string]string{
		"proof": d.Proof, "warning": d.Warning, "reason": d.Reason, "voucher_no": d.VoucherNo, "voucher_on": d.VoucherOn.String(),
	} {
		if value != "" {
			m[key] = value
		}
	}
	return m
}
