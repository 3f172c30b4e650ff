package contract

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/money"
)

// An AcceptanceState is where the minutes of an acceptance stand.
type AcceptanceState string

// The states of an acceptance.
const (
	AcceptancePrepared  AcceptanceState = "prepared"  // chờ Sở xác nhận
	AcceptanceConfirmed AcceptanceState = "confirmed" // đã nghiệm thu
	AcceptanceReturned  AcceptanceState = "returned"  // trả lại
	AcceptanceReversed  AcceptanceState = "reversed"  // đã đảo vì xác nhận nhầm
)

// An Acceptance (biên bản nghiệm thu cơ sở) confirms, on site, the work done
// for one beneficiary. Its photos are attachments owned by Owner, in the slot
// PhotoSlot.
//
// Law: TT 36/2013/TT-BCT Điều 21, Mẫu 5a, 5b, 5c.
type Acceptance struct {
	ID          string // "nt-2026-0001"
	Contract    ID
	Scheme      scheme.ID
	Beneficiary int // number in the scheme; 0 for the scheme as a whole
	AcceptedOn  calendar.Date
	Place       string
	Quantities  string    // số lượng, quy cách
	Serials     string    // số máy, số sê-ri
	Differences string    // khác với hợp đồng ở chỗ nào
	Value       money.VND // of the support accepted
	Partial     bool      // more is to come for this beneficiary
	State       AcceptanceState
	Reason      string // of a return or a reversal
	PreparedBy  string
	PreparedAt  string
	ConfirmedBy string
	ConfirmedAt string
	Version     int64
}

// PhotoSlot is the slot of the attachments that are photos of an acceptance.
const PhotoSlot = "photo"

// Owner is how attachments refer to the acceptance.
func (a Acceptance) Owner() string { return "acceptance/" + a.ID }

// PrepareAcceptance keeps the minutes of an acceptance and fills in the ID. A
// stopped scheme can still have the work that was done accepted.
//
// Law: TT 36/2013/TT-BCT Điều 18 khoản 4 (việc đã làm của đề án phải dừng).
func PrepareAcceptance(ctx context.Context, tx *db.Tx, a *Acceptance) error {
	if err := tx.Actor.Require(access.PrepareAcceptance); err != nil {
		return err
	}
	f, all, err := live(ctx, tx, a.Contract)
	if err != nil {
		return err
	}
	a.ID = ""
	if err := f.checkAcceptance(tx, a, all); err != nil {
		return err
	}
	n, err := tx.Next(ctx, fmt.Sprintf("acceptance/%d", f.Scheme.Year))
	if err != nil {
		return err
	}
	a.ID, a.Scheme, a.State = fmt.Sprintf("nt-%d-%04d", f.Scheme.Year, n), f.Scheme.ID, AcceptancePrepared
	a.PreparedBy, a.PreparedAt, a.Version = tx.Actor.ID, tx.Moment(), 1
	a.Reason, a.ConfirmedBy, a.ConfirmedAt = "", "", ""
	if err := insertAcceptance(ctx, tx, *a); err != nil {
		return err
	}
	return record(ctx, tx, f.Scheme, "contract.prepare_acceptance", a.detail())
}

// ConfirmAcceptance confirms, for the department, what somebody else prepared,
// and posts the value of the work to the budget years whose money it will use,
// oldest first. When nobody's last acceptance is missing any more the scheme
// moves to Accepted by itself.
func ConfirmAcceptance(ctx context.Context, tx *db.Tx, id string, version int64) error {
	if err := tx.Actor.Require(access.ConfirmAcceptance); err != nil {
		return err
	}
	a, err := acceptanceByID(ctx, tx, id)
	if err != nil {
		return err
	}
	if err := tx.Actor.OtherThan(a.PreparedBy, "người lập biên bản không xác nhận nghiệm thu đó"); err != nil {
		return err
	}
	if err := a.isPrepared(version); err != nil {
		return err
	}
	f, all, err := live(ctx, tx, a.Contract)
	if err != nil {
		return err
	}
	if err := f.checkAcceptance(tx, &a, all); err != nil {
		return err
	}
	a.State, a.ConfirmedBy, a.ConfirmedAt = AcceptanceConfirmed, tx.Actor.ID, tx.Moment()
	if err := updateAcceptance(ctx, tx, a); err != nil {
		return err
	}
	p := paper{
		key: "contract/" + string(a.Contract) + "/acceptance/" + a.ID, number: a.ID, day: a.AcceptedOn,
		memo: "Nghiệm thu cơ sở, hợp đồng " + f.name(),
	}
	if err := post(ctx, tx, f.Scheme, all, ledger.Accept, a.Value, p); err != nil {
		return err
	}
	if err := record(ctx, tx, f.Scheme, "contract.accept", a.detail()); err != nil {
		return err
	}
	for i := range f.Acceptances {
		if f.Acceptances[i].ID == a.ID {
			f.Acceptances[i] = a
		}
	}
	return f.afterAcceptance(ctx, tx)
}

// afterAcceptance moves the scheme on when work was accepted.
func (f *File) afterAcceptance(ctx context.Context, tx *db.Tx) error {
	if f.Scheme.State != scheme.Contracted && f.Scheme.State != scheme.Running {
		return nil
	}
	detail := map[string]string{"contract": string(f.Contract.ID), "accepted": f.AcceptedTotal().String()}
	if len(f.Unaccepted()) == 0 {
		return scheme.Move(ctx, tx, f.Scheme, scheme.Accepted, "contract.finish", detail)
	}
	if f.Scheme.State == scheme.Contracted {
		return scheme.Move(ctx, tx, f.Scheme, scheme.Running, "contract.start", detail)
	}
	return nil
}

// Finish moves the scheme to Accepted when every beneficiary that still takes
// part has its last acceptance. ConfirmAcceptance does so by itself; Finish is
// for a scheme whose missing beneficiary has left since.
func Finish(ctx context.Context, tx *db.Tx, id ID) error {
	if err := tx.Actor.Require(access.ConfirmAcceptance); err != nil {
		return err
	}
	f, _, err := live(ctx, tx, id)
	if err != nil {
		return err
	}
	if err := f.in("kết thúc nghiệm thu", scheme.Contracted, scheme.Running); err != nil {
		return err
	}
	if n := len(f.Unaccepted()); n > 0 {
		return conflict("Còn " + strconv.Itoa(n) + " đơn vị thụ hưởng chưa nghiệm thu xong.")
	}
	return f.afterAcceptance(ctx, tx)
}

// ReturnAcceptance sends the minutes back with the reason; new ones can be
// prepared. Whoever prepared them may take them back too.
func ReturnAcceptance(ctx context.Context, tx *db.Tx, id string, version int64, reason string) error {
	a, err := acceptanceByID(ctx, tx, id)
	if err != nil {
		return err
	}
	if a.PreparedBy != tx.Actor.ID || !tx.Actor.May(access.PrepareAcceptance) {
		if err := tx.Actor.Require(access.ConfirmAcceptance); err != nil {
			return err
		}
	}
	if err := a.isPrepared(version); err != nil {
		return err
	}
	if a.Reason, err = reasoned(reason); err != nil {
		return err
	}
	s, err := scheme.ByID(ctx, tx, a.Scheme)
	if err != nil {
		return err
	}
	a.State = AcceptanceReturned
	if err := updateAcceptance(ctx, tx, a); err != nil {
		return err
	}
	return record(ctx, tx, s, "contract.return_acceptance", a.detail())
}

func (a Acceptance) isPrepared(version int64) error {
	if a.State != AcceptancePrepared {
		return conflict("Biên bản " + a.ID + " đang ở trạng thái “" + a.State.Label() + "”, không làm việc này được.")
	}
	if a.Version != version {
		return stale()
	}
	return nil
}

// checkAcceptance checks the minutes against the contract and its money.
func (f *File) checkAcceptance(tx *db.Tx, a *Acceptance, all []purse) error {
	if err := f.in("nghiệm thu", scheme.Contracted, scheme.Running, scheme.Stopped); err != nil {
		return err
	}
	if err := f.groupPlan(); err != nil {
		return err
	}
	line(&a.Place)
	body(&a.Quantities)
	body(&a.Serials)
	body(&a.Differences)
	var form fault.Form
	checkDay(&form, tx, a.AcceptedOn, f.Contract.SignedOn, "accepted_on", "Ngày nghiệm thu trước ngày ký hợp đồng.")
	checkLine(&form, a.Place, "place", "Hãy ghi nơi nghiệm thu.")
	form.Check(a.Quantities != "", "quantities", "Hãy ghi số lượng, quy cách đã nghiệm thu.")
	checkText(&form, a.Quantities, "quantities")
	checkText(&form, a.Serials, "serials")
	checkText(&form, a.Differences, "differences")
	checkAmount(&form, a.Value, "value")
	form.Check(f.takesPart(a.Beneficiary), "beneficiary", "Hãy chọn đơn vị thụ hưởng đang tham gia đề án.")
	if err := form.Err(pleaseMend); err != nil {
		return err
	}
	for _, other := range f.Acceptances {
		if other.ID == a.ID || other.Beneficiary != a.Beneficiary {
			continue
		}
		if other.State == AcceptancePrepared {
			return conflict("Biên bản " + other.ID + " của đơn vị này còn chờ xác nhận.")
		}
		if other.State == AcceptanceConfirmed && !other.Partial {
			return conflict("Đơn vị này đã nghiệm thu xong theo biên bản " + other.ID + ".")
		}
	}
	if sum := f.AcceptedTotal() + a.Value; sum > f.Contract.Value {
		return conflict("Tổng giá trị nghiệm thu " + sum.String() + " đ vượt giá trị hợp đồng " + f.Contract.Value.String() + " đ.")
	}
	return enough(all, ledger.Accept, a.Value)
}

// takesPart reports whether no is a beneficiary that takes part, or stands for
// a scheme without named ones.
func (f *File) takesPart(no int) bool {
	active := f.Scheme.Active()
	if len(active) == 0 {
		return no == 0
	}
	return slices.ContainsFunc(active, func(b scheme.Beneficiary) bool { return b.No == no })
}

func (a Acceptance) detail() map[string]string {
	d := map[string]string{
		"contract": string(a.Contract), "acceptance": a.ID, "beneficiary": strconv.Itoa(a.Beneficiary),
		"accepted_on": a.AcceptedOn.String(), "value": a.Value.String(),
	}
	if a.Differences != "" {
		d["differences"] = a.Differences
	}
	if a.Reason != "" {
		d["reason"] = a.Reason
	}
	return d
}
