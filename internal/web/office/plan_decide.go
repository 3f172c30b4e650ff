package office

import (
	"example.vn/khuyencong/internal/domain/establishment"
	"example.vn/khuyencong/internal/domain/plan"
	"example.vn/khuyencong/internal/domain/procedure"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/web/ui"
)

// planPropose asks for a change.
func (c *call) planPropose() error {
	form, err := ui.ReadForm(c.r)
	if err != nil {
		return err
	}
	id := scheme.ID(c.r.PathValue("id"))
	a := plan.Adjustment{
		Scheme: id, Change: procedure.Change(form.Line("change")), Delta: form.Money("delta"), BeneficiaryNo: form.Int("beneficiary_no"),
		Establishment: establishment.ID(form.Line("establishment")), NewEndOn: form.Date("new_end_on"),
		NewText: form.Text("new_text"), Reason: form.Text("reason"),
	}
	form.Key()
	if err = form.Err("Đề nghị điều chỉnh có chỗ cần sửa."); err == nil {
		err = c.done(form, "Đã gửi đề nghị điều chỉnh.", func(tx *db.Tx) (string, error) {
			fresh := a
			return schemePath(id, "dieu-chinh"), plan.Propose(c.ctx(), tx, &fresh)
		})
	}
	if ui.Correctable(err) {
		return c.planAdjustPage(schemeStatus(err), id, planAdjustPage{Change: a.Change, Problem: err, form: form, Search: form.Line("tim")})
	}
	return err
}

// planDecide carries a change out or turns it down. The domain asks whether
// this is the authority that law names.
func (c *call) planDecide() error {
	form, err := ui.ReadForm(c.r)
	if err != nil {
		return err
	}
	id, version := c.r.PathValue("ma"), formVersion(form)
	d, answer, refuse := planDecision(form), form.Text("answer"), form.Raw("y") == "khong"
	var of scheme.ID
	err = c.view(func(tx *db.Tx) error {
		a, err := plan.AdjustmentByID(c.ctx(), tx, id)
		if err != nil {
			return err
		}
		of = a.Scheme
		if !c.may(plan.DeedFor(a.Authority)) {
			return fault.New(fault.Forbidden, "Điều chỉnh này thuộc thẩm quyền "+a.Authority.Label()+".")
		}
		return nil
	})
	if err != nil {
		return err
	}
	form.Key()
	said := "Đã ghi quyết định điều chỉnh."
	if refuse {
		said = "Đã ghi không chấp thuận điều chỉnh."
	}
	if err = form.Err("Thông tin quyết định có chỗ cần sửa."); err == nil {
		err = c.done(form, said, func(tx *db.Tx) (string, error) {
			to := schemePath(of, "dieu-chinh")
			if refuse {
				return to, plan.Refuse(c.ctx(), tx, id, version, answer)
			}
			return to, plan.Decide(c.ctx(), tx, id, version, d)
		})
	}
	if ui.Correctable(err) {
		return c.planAdjustPage(schemeStatus(err), of, planAdjustPage{Deciding: id, Problem: err, form: form})
	}
	return err
}
