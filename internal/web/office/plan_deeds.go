package office

import (
	"example.vn/khuyencong/internal/domain/plan"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/web/ui"
)

// planDo carries out one deed on the plan of the address.
func (c *call) planDo(fund, said string, read func(*ui.Form), do func(*db.Tx, plan.Key, int64) error) error {
	k, err := c.planKey(fund)
	if err != nil {
		return err
	}
	form, err := ui.ReadForm(c.r)
	if err != nil {
		return err
	}
	read(form)
	form.Key()
	if err = form.Err("Có chỗ cần sửa."); err == nil {
		err = c.done(form, said, func(tx *db.Tx) (string, error) { return planPath(k), do(tx, k, formVersion(form)) })
	}
	if ui.Correctable(err) {
		return c.planPage(schemeStatus(err), k, err, form)
	}
	return err
}

func (c *call) planChoose() error {
	picks := map[scheme.ID]plan.Pick{}
	return c.planDo("", "Đã lưu kế hoạch.", func(form *ui.Form) {
		for _, id := range form.All("scheme") {
			picks[scheme.ID(id)] = plan.Pick{
				Choice: plan.Choice(form.Line("choice_" + id)), Amount: form.Money("amount_" + id), Note: form.Line("note_" + id),
			}
			form.Check(len(form.Line("note_"+id)) <= 500, "note_"+id, "Ghi chú dài quá 500 ký tự.")
		}
	}, func(tx *db.Tx, k plan.Key, version int64) error { return plan.Choose(c.ctx(), tx, k, version, picks) })
}

func (c *call) planRefresh() error {
	return c.planDo("", "Đã cập nhật danh sách đề án đủ điều kiện.", func(*ui.Form) {},
		func(tx *db.Tx, k plan.Key, version int64) error { return plan.Refresh(c.ctx(), tx, k, version) })
}

func (c *call) planSubmit() error {
	paper := ""
	return c.planDo("", "Đã trình kế hoạch.", func(form *ui.Form) { paper = form.Line("paper_no") },
		func(tx *db.Tx, k plan.Key, version int64) error { return plan.Submit(c.ctx(), tx, k, version, paper) })
}

func (c *call) planApproveLocal() error    { return c.planApprove(fundLocalPath) }
func (c *call) planApproveNational() error { return c.planApprove(fundNationalPath) }

func (c *call) planApprove(fund string) error {
	var d plan.Decision
	return c.planDo(fund, "Đã phê duyệt kế hoạch; kinh phí của các đề án đã được giữ.", func(form *ui.Form) { d = planDecision(form) },
		func(tx *db.Tx, k plan.Key, version int64) error { return plan.Approve(c.ctx(), tx, k, version, d) })
}

func (c *call) planSendBackLocal() error    { return c.planSendBack(fundLocalPath) }
func (c *call) planSendBackNational() error { return c.planSendBack(fundNationalPath) }

func (c *call) planSendBack(fund string) error {
	reason := ""
	return c.planDo(fund, "Đã trả lại kế hoạch.", func(form *ui.Form) { reason = form.Text("reason") },
		func(tx *db.Tx, k plan.Key, version int64) error {
			return plan.SendBack(c.ctx(), tx, k, version, reason)
		})
}

// planDecision reads the paper of a decision.
func planDecision(form *ui.Form) plan.Decision {
	return plan.Decision{Number: form.Line("decision_no"), On: form.Date("decision_on"), Signer: form.Line("signer")}
}
