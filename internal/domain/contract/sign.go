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
	"example.vn/khuyencong/internal/platform/text"
)

// Prepare keeps a draft of the contract for an approved scheme. It fills in
// the ID, and the total investment and party B from the scheme where they are
// left out.
func Prepare(ctx context.Context, tx *db.Tx, c *Contract) error {
	if err := tx.Actor.Require(access.PrepareContract); err != nil {
		return err
	}
	s, err := c.draftFor(ctx, tx)
	if err != nil {
		return err
	}
	if old, err := current(ctx, tx, c.Scheme); err != nil || old != nil {
		if err == nil {
			err = conflict("Đề án này đã có hợp đồng hoặc bản soạn hợp đồng.")
		}
		return err
	}
	n, err := tx.Next(ctx, fmt.Sprintf("contract/%d", s.Year))
	if err != nil {
		return err
	}
	c.ID = ID(fmt.Sprintf("hd-%d-%04d", s.Year, n))
	c.State, c.PreparedBy, c.Version = Draft, tx.Actor.ID, 1
	c.CreatedAt, c.UpdatedAt = tx.Moment(), tx.Moment()
	if err := insertContract(ctx, tx, c); err != nil {
		return err
	}
	return record(ctx, tx, s, "contract.prepare", c.detail())
}

// Change replaces what a draft says. Whoever changes it has prepared it.
func Change(ctx context.Context, tx *db.Tx, c *Contract) error {
	if err := tx.Actor.Require(access.PrepareContract); err != nil {
		return err
	}
	old, err := byID(ctx, tx, c.ID)
	if err != nil {
		return err
	}
	if err := old.isDraft(c.Version); err != nil {
		return err
	}
	c.Scheme = old.Scheme
	s, err := c.draftFor(ctx, tx)
	if err != nil {
		return err
	}
	c.Number, c.State, c.SignedOn, c.CreatedAt = "", Draft, calendar.Date{}, old.CreatedAt
	c.PreparedBy, c.SignedBy, c.ClosedOn, c.ClosingNo, c.ClosedBy = tx.Actor.ID, "", calendar.Date{}, "", ""
	if err := updateContract(ctx, tx, c); err != nil {
		return err
	}
	return record(ctx, tx, s, "contract.change", c.detail())
}

// Drop gives a draft up.
func Drop(ctx context.Context, tx *db.Tx, id ID, version int64) error {
	if err := tx.Actor.Require(access.PrepareContract); err != nil {
		return err
	}
	c, err := byID(ctx, tx, id)
	if err != nil {
		return err
	}
	if err := c.isDraft(version); err != nil {
		return err
	}
	s, err := scheme.ByID(ctx, tx, c.Scheme)
	if err != nil {
		return err
	}
	c.State = Dropped
	if err := updateContract(ctx, tx, c); err != nil {
		return err
	}
	return record(ctx, tx, s, "contract.drop", map[string]string{"contract": string(id)})
}

// Sign signs a draft prepared by somebody else, commits its value in the books
// of the scheme, oldest budget year first, and moves the scheme to Contracted.
func Sign(ctx context.Context, tx *db.Tx, id ID, version int64, number string, signedOn calendar.Date) error {
	if err := tx.Actor.Require(access.SignContract); err != nil {
		return err
	}
	c, err := byID(ctx, tx, id)
	if err != nil {
		return err
	}
	if err := tx.Actor.OtherThan(c.PreparedBy, "người soạn hợp đồng không ký hợp đồng đó"); err != nil {
		return err
	}
	if err := c.isDraft(version); err != nil {
		return err
	}
	s, err := scheme.ByID(ctx, tx, c.Scheme)
	if err != nil {
		return err
	}
	decided, err := approvedOn(ctx, tx, s)
	if err != nil {
		return err
	}
	line(&number)
	var form fault.Form
	checkLine(&form, number, "number", "Hãy ghi số hợp đồng.")
	checkDay(&form, tx, signedOn, decided, "signed_on", "Ngày ký trước ngày quyết định phê duyệt "+decided.VN()+".")
	form.Check(!signedOn.After(c.EndsOn), "signed_on", "Ngày ký sau ngày kết thúc hợp đồng.")
	if err := form.Err(pleaseMend); err != nil {
		return err
	}
	all, err := purses(ctx, tx, s, nil)
	if err != nil {
		return err
	}
	c.Number, c.SignedOn, c.SignedBy, c.State = number, signedOn, tx.Actor.ID, Signed
	if err := updateContract(ctx, tx, c); err != nil {
		return err
	}
	p := paper{key: "contract/" + string(id) + "/sign", number: number, day: signedOn, memo: "Ký hợp đồng số " + number}
	if err := post(ctx, tx, s, all, ledger.Contract, c.Value, p); err != nil {
		return err
	}
	return scheme.Move(ctx, tx, s, scheme.Contracted, "contract.sign", c.detail())
}

// isDraft returns a Conflict fault unless c is a draft of that version.
func (c *Contract) isDraft(version int64) error {
	if c.State != Draft {
		return conflict("Bản soạn hợp đồng này không còn: trạng thái là “" + c.State.Label() + "”.")
	}
	if c.Version != version {
		return stale()
	}
	return nil
}

// draftFor checks what a draft says against its scheme, which it returns.
func (c *Contract) draftFor(ctx context.Context, tx *db.Tx) (*scheme.Scheme, error) {
	s, err := scheme.ByID(ctx, tx, c.Scheme)
	if err != nil {
		return nil, err
	}
	if s.State != scheme.Approved {
		return nil, conflict("Chỉ soạn hợp đồng khi đề án ở trạng thái “" + scheme.Approved.Label() + "”; đề án đang ở trạng thái “" + s.State.Label() + "”.")
	}
	for _, s := range []*string{&c.Party, &c.Account, &c.Bank, &c.Representative, &c.Position} {
		line(s)
	}
	body(&c.Terms)
	if c.Party == "" {
		c.Party = text.CleanLine(s.Implementer)
	}
	if c.Investment == 0 {
		c.Investment = max(s.Total, c.Value)
	}
	var form fault.Form
	checkLine(&form, c.Party, "party", "Hãy ghi bên B (đơn vị thực hiện).")
	checkText(&form, c.Terms, "terms")
	c.checkPayee(&form)
	checkAmount(&form, c.Value, "value")
	form.Check(c.Investment >= c.Value && c.Investment <= money.Max, "investment", "Tổng vốn đầu tư không được nhỏ hơn giá trị hợp đồng.")
	form.Check(!c.StartsOn.IsZero(), "starts_on", "Hãy ghi ngày bắt đầu.")
	form.Check(!c.EndsOn.IsZero(), "ends_on", "Hãy ghi ngày kết thúc.")
	form.Check(c.EndsOn.IsZero() || !c.EndsOn.Before(c.StartsOn), "ends_on", "Ngày kết thúc trước ngày bắt đầu.")
	checkEnd(&form, s, nil, c.EndsOn, "ends_on")
	if err := form.Err(pleaseMend); err != nil {
		return nil, err
	}
	all, err := purses(ctx, tx, s, nil)
	if err != nil {
		return nil, err
	}
	return s, enough(all, ledger.Contract, c.Value)
}

// checkPayee notes what cannot be an account or a person; all of it may be left
// out.
func (c *Contract) checkPayee(form *fault.Form) {
	form.Check(text.IsAccount(c.Account), "account", "Số tài khoản chỉ gồm chữ, số, dấu chấm và gạch nối, tối đa 60 ký tự.")
	form.Check(c.Account == "" || c.Bank != "", "bank", "Hãy ghi nơi mở tài khoản.")
	for field, s := range map[string]string{"bank": c.Bank, "representative": c.Representative, "position": c.Position} {
		form.Check(len(s) <= maxLine, field, "Nội dung này quá dài (tối đa 500 byte).")
	}
}

// checkEnd notes an end after the budget years of the scheme: going on into
// another year is decided by the authority that approved the plan, not by the
// parties.
//
// Law: TT 36/2013/TT-BCT Điều 11 khoản 2.
func checkEnd(form *fault.Form, s *scheme.Scheme, carried []CarryOver, end calendar.Date, field string) {
	last := lastBudgetDay(schemeYears(s, carried))
	if s.EndsOn.After(last) {
		last = s.EndsOn
	}
	form.Check(!end.After(last), field, "Ngày kết thúc sau "+last.VN()+
		": kéo dài sang năm sau phải có quyết định điều chỉnh hoặc chuyển nguồn của cấp có thẩm quyền trước.")
}

// detail is what the timeline says about c.
func (c *Contract) detail() map[string]string {
	d := map[string]string{
		"contract": string(c.ID), "value": c.Value.String(), "party": c.Party,
		"starts_on": c.StartsOn.String(), "ends_on": c.EndsOn.String(),
	}
	if c.Number != "" {
		d["number"], d["signed_on"] = c.Number, c.SignedOn.String()
	}
	if c.Account != "" {
		d["account"] = c.Account + ", " + c.Bank
	}
	return d
}
