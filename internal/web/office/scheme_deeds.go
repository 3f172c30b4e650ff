package office

import (
	"net/http"
	"strconv"

	"example.vn/khuyencong/internal/domain/establishment"
	"example.vn/khuyencong/internal/domain/plan"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/web/ui"
)

// schemeVersion is the version of the scheme that the page showed.
func schemeVersion(form *ui.Form) int64 {
	version, _ := strconv.ParseInt(form.Line("version"), 10, 64)
	return version
}

// schemeSubmit hands the dossier in. What it lacks is shown beside the parts
// of the form where it is mended.
func (c *call) schemeSubmit() error {
	form, err := ui.ReadForm(c.r)
	if err != nil {
		return err
	}
	id := scheme.ID(c.r.PathValue("id"))
	err = c.done(form, "Đã nộp hồ sơ. Sở Công Thương sẽ giao thẩm định.", func(tx *db.Tx) (string, error) {
		return schemePath(id), scheme.Submit(c.ctx(), tx, id, schemeVersion(form))
	})
	switch fault.KindOf(err) {
	case fault.Invalid, fault.Unlawful:
		return c.schemeEditList(schemeStatus(err), err)
	case fault.Conflict:
		return c.schemeShowPage(schemeStatus(err), err, nil)
	case fault.Internal, fault.NotFound, fault.Forbidden, fault.SignedOut, fault.Busy, fault.Unavailable:
		return err
	}
	return err
}

// schemeWithdraw takes the dossier back for good.
func (c *call) schemeWithdraw() error {
	return c.schemeDeed("Đã rút đề án.", func(tx *db.Tx, form *ui.Form, id scheme.ID) error {
		return scheme.Withdraw(c.ctx(), tx, id, schemeVersion(form), form.Text("reason"))
	})
}

// schemeName adds a beneficiary to a granted group scheme.
func (c *call) schemeName() error {
	return c.schemeDeed("Đã thêm đơn vị thụ hưởng.", func(tx *db.Tx, form *ui.Form, id scheme.ID) error {
		b := scheme.Beneficiary{
			Establishment: establishment.ID(form.Need("establishment", "Chưa chọn cơ sở.")), ContentNo: form.Int("content_no"),
			Cost: form.Money("cost"), Support: form.Money("support"),
		}
		if err := form.Err("Thông tin đơn vị thụ hưởng có chỗ cần sửa."); err != nil {
			return err
		}
		grants, err := plan.Grants(c.ctx(), tx, id)
		if err != nil {
			return err
		}
		return scheme.NameBeneficiary(c.ctx(), tx, id, schemeVersion(form), b, schemeDecidedOn(grants, tx.Today()))
	})
}

// schemeApproveGroup approves who takes part in a group scheme.
func (c *call) schemeApproveGroup() error {
	return c.schemeDeed("Đã duyệt danh sách thụ hưởng.", func(tx *db.Tx, form *ui.Form, id scheme.ID) error {
		return scheme.ApproveGroupPlan(c.ctx(), tx, id, schemeVersion(form), form.Line("number"))
	})
}

// schemeDeed carries out a deed of the overview and shows the overview again:
// with what was typed when the deed was refused.
func (c *call) schemeDeed(confirmation string, deed func(*db.Tx, *ui.Form, scheme.ID) error) error {
	form, err := ui.ReadForm(c.r)
	if err != nil {
		return err
	}
	id := scheme.ID(c.r.PathValue("id"))
	err = c.done(form, confirmation, func(tx *db.Tx) (string, error) { return schemePath(id), deed(tx, form, id) })
	if !ui.Correctable(err) {
		return err
	}
	return c.schemeShowPage(schemeStatus(err), err, form)
}

// schemeRecordPage is the full record of one scheme.
type schemeRecordPage struct {
	Shell  ui.Shell
	Head   schemeHeader
	Events []schemeEvent
}

// A schemeEvent is one record in words.
type schemeEvent struct {
	When, Who, What string
	Seq             string
	Rows            []ui.Row
}

// schemeRecord shows everything that was done to the scheme, newest first.
func (c *call) schemeRecord() error {
	var p schemeRecordPage
	err := c.view(func(tx *db.Tx) (err error) {
		id := scheme.ID(c.r.PathValue("id"))
		if p.Head, _, err = c.schemeHeader(tx, id, schemeTabRecord); err != nil {
			return err
		}
		p.Events, err = schemeEventsOf(c.ctx(), tx, id)
		return err
	})
	if err != nil {
		return err
	}
	p.Shell = c.schemeShell(p.Head, "Nhật ký")
	return c.render(http.StatusOK, schemeRecordView(p))
}
