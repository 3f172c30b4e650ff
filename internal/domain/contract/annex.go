package contract

import (
	"context"
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

// PrepareAnnex keeps the draft of an annex and fills in its number in the file.
// More value needs money that was approved for the scheme and is not under
// contract; less may not reach what is spent or accepted.
//
// Law: TT 36/2013/TT-BCT Điều 11 khoản 2.
func PrepareAnnex(ctx context.Context, tx *db.Tx, a *Annex) error {
	if err := tx.Actor.Require(access.PrepareContract); err != nil {
		return err
	}
	f, all, err := live(ctx, tx, a.Contract)
	if err != nil {
		return err
	}
	body(&a.What)
	if err := f.checkAnnex(*a, all); err != nil {
		return err
	}
	a.No, a.State, a.PreparedBy = len(f.Annexes)+1, Draft, tx.Actor.ID
	a.Number, a.SignedBy, a.SignedOn = "", "", calendar.Date{}
	if err := insertAnnex(ctx, tx, *a); err != nil {
		return err
	}
	return record(ctx, tx, f.Scheme, "contract.prepare_annex", a.detail())
}

// SignAnnex signs an annex that somebody else prepared. version is that of the
// contract.
func SignAnnex(ctx context.Context, tx *db.Tx, id ID, no int, version int64, number string, signedOn calendar.Date) error {
	if err := tx.Actor.Require(access.SignContract); err != nil {
		return err
	}
	f, all, err := live(ctx, tx, id)
	if err != nil {
		return err
	}
	a, err := f.draftAnnex(no)
	if err != nil {
		return err
	}
	if err := tx.Actor.OtherThan(a.PreparedBy, "người soạn phụ lục không ký phụ lục đó"); err != nil {
		return err
	}
	if f.Contract.Version != version {
		return stale()
	}
	line(&number)
	var form fault.Form
	checkLine(&form, number, "number", "Hãy ghi số phụ lục.")
	checkDay(&form, tx, signedOn, f.Contract.SignedOn, "signed_on", "Ngày ký phụ lục trước ngày ký hợp đồng.")
	if err := form.Err(pleaseMend); err != nil {
		return err
	}
	if err := f.checkAnnex(a, all); err != nil {
		return err
	}
	a.Number, a.SignedOn, a.SignedBy, a.State = number, signedOn, tx.Actor.ID, Signed
	if err := updateAnnex(ctx, tx, a); err != nil {
		return err
	}
	f.Contract.Value += a.Delta
	if !a.NewEndsOn.IsZero() {
		f.Contract.EndsOn = a.NewEndsOn
	}
	if err := updateContract(ctx, tx, f.Contract); err != nil {
		return err
	}
	if err := f.postAnnex(ctx, tx, a, all); err != nil {
		return err
	}
	return record(ctx, tx, f.Scheme, "contract.sign_annex", a.detail())
}

// DropAnnex gives the draft of an annex up.
func DropAnnex(ctx context.Context, tx *db.Tx, id ID, no int) error {
	if err := tx.Actor.Require(access.PrepareContract); err != nil {
		return err
	}
	f, err := fileOf(ctx, tx, id)
	if err != nil {
		return err
	}
	a, err := f.draftAnnex(no)
	if err != nil {
		return err
	}
	a.State = Dropped
	if err := updateAnnex(ctx, tx, a); err != nil {
		return err
	}
	return record(ctx, tx, f.Scheme, "contract.drop_annex", map[string]string{"contract": string(id), "annex": strconv.Itoa(no)})
}

// postAnnex enters the change of value. What is taken out of the contract goes
// back to what is approved for the scheme, newest budget year first.
func (f *File) postAnnex(ctx context.Context, tx *db.Tx, a Annex, all []purse) error {
	p := paper{
		key: "contract/" + string(a.Contract) + "/annex/" + strconv.Itoa(a.No), number: a.Number, day: a.SignedOn,
		memo: "Phụ lục số " + a.Number,
	}
	switch {
	case a.Delta > 0:
		return post(ctx, tx, f.Scheme, all, ledger.Contract, a.Delta, p)
	case a.Delta < 0:
		return post(ctx, tx, f.Scheme, newestFirst(all), ledger.Uncontract, -a.Delta, p)
	}
	return nil
}

func newestFirst(all []purse) []purse {
	all = slices.Clone(all)
	slices.Reverse(all)
	return all
}

// draftAnnex finds the draft with that number.
func (f *File) draftAnnex(no int) (Annex, error) {
	for _, a := range f.Annexes {
		if a.No == no && a.State == Draft {
			return a, nil
		}
		if a.No == no {
			return a, conflict("Phụ lục này không còn là bản soạn: trạng thái là “" + a.State.Label() + "”.")
		}
	}
	return Annex{}, fault.New(fault.NotFound, "Không tìm thấy phụ lục hợp đồng.")
}

func (f *File) checkAnnex(a Annex, all []purse) error {
	if err := f.in("lập phụ lục", scheme.Contracted, scheme.Running, scheme.Accepted); err != nil {
		return err
	}
	var form fault.Form
	form.Check(a.What != "", "what", "Hãy ghi nội dung và lý do thay đổi.")
	checkText(&form, a.What, "what")
	form.Check(a.Delta >= -money.Max && a.Delta <= money.Max, "delta", "Số tiền lớn quá mức cho phép (1.000.000 tỷ đồng).")
	form.Check(f.Contract.Value+a.Delta > 0, "delta", "Giá trị hợp đồng sau điều chỉnh phải lớn hơn 0.")
	form.Check(f.Contract.Value+a.Delta <= f.Contract.Investment, "delta", "Giá trị hợp đồng sau điều chỉnh lớn hơn tổng vốn đầu tư.")
	if !a.NewEndsOn.IsZero() {
		form.Check(!a.NewEndsOn.Before(f.Contract.StartsOn), "new_ends_on", "Ngày kết thúc mới trước ngày bắt đầu hợp đồng.")
		checkEnd(&form, f.Scheme, f.CarryOvers, a.NewEndsOn, "new_ends_on")
	}
	if err := form.Err(pleaseMend); err != nil {
		return err
	}
	if a.Delta < 0 {
		return enough(all, ledger.Uncontract, -a.Delta)
	}
	return enough(all, ledger.Contract, a.Delta)
}

func (a Annex) detail() map[string]string {
	d := map[string]string{"contract": string(a.Contract), "annex": strconv.Itoa(a.No), "delta": a.Delta.String(), "what": a.What}
	if !a.NewEndsOn.IsZero() {
		d["new_ends_on"] = a.NewEndsOn.String()
	}
	if a.Number != "" {
		d["number"], d["signed_on"] = a.Number, a.SignedOn.String()
	}
	return d
}
