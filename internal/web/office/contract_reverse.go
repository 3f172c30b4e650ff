package office

import (
	"example.vn/khuyencong/internal/domain/contract"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/web/ui"
)

// contractReversePart asks for the reason of a reversal.
func contractReversePart(title, text, action string, version int64, t contractTyped) contractPart {
	return contractPart{
		Title: title, Text: text, Action: action, Version: version,
		Inputs:  []contractInput{{As: contractArea, Field: ui.Field{Name: "reason", Label: "Lý do đảo", Value: t.value("reason", ""), Rows: 3}}},
		Buttons: []ui.Btn{{Label: title, Look: ui.Alt, Confirm: "Ghi bút toán đảo? Việc này không làm lại được."}},
	}
}

// contractReverse takes back a voucher that was entered by mistake.
func (c *call) contractReverse() error {
	return c.contractDo((*call).contractRequestShowScreen, "Đã ghi bút toán đảo.", func(form *ui.Form) contractDeed {
		version, reason := contractVersion(form), form.Text("reason")
		return func(tx *db.Tx) (string, error) {
			d, err := c.contractDisbursement(tx)
			if err != nil {
				return "", err
			}
			return c.contractHome("de-nghi", d.ID), contract.ReverseDisbursement(c.ctx(), tx, d.ID, version, reason)
		}
	})
}

// contractAcceptReverse takes back an acceptance that was confirmed by mistake.
func (c *call) contractAcceptReverse() error {
	return c.contractDo((*call).contractAcceptShowScreen, "Đã ghi bút toán đảo.", func(form *ui.Form) contractDeed {
		version, reason := contractVersion(form), form.Text("reason")
		return func(tx *db.Tx) (string, error) {
			a, err := c.contractAcceptance(tx)
			if err != nil {
				return "", err
			}
			return c.contractHome("nghiem-thu", a.ID), contract.ReverseAcceptance(c.ctx(), tx, a.ID, version, reason)
		}
	})
}
