package office

import (
	"strconv"

	"example.vn/khuyencong/internal/domain/contract"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/blob"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/money"
	"example.vn/khuyencong/internal/web/ui"
)

// contractPhotoAdd adds photos to minutes that wait for the department.
func (c *call) contractPhotoAdd() error {
	return c.contractDo((*call).contractAcceptShowScreen, "Đã thêm ảnh.", func(form *ui.Form) contractDeed {
		photos := c.contractStage(form)
		form.Check(len(form.Files(contractPhotos)) > 0, contractPhotos, "Hãy chọn ít nhất một ảnh.")
		return func(tx *db.Tx) (string, error) {
			a, err := c.contractPhotosOpen(tx)
			if err != nil {
				return "", err
			}
			return c.contractHome("nghiem-thu", a.ID) + "#anh", c.contractAttach(tx, photos, a)
		}
	})
}

// contractPhotoRemove takes one photo away from minutes that wait.
func (c *call) contractPhotoRemove() error {
	return c.contractDo((*call).contractAcceptShowScreen, "Đã bỏ ảnh.", func(*ui.Form) contractDeed {
		return func(tx *db.Tx) (string, error) {
			a, err := c.contractPhotosOpen(tx)
			if err != nil {
				return "", err
			}
			file, err := blob.ByID(c.ctx(), tx, c.r.PathValue("tep"))
			if err == nil && file.Owner != a.Owner() {
				err = contractMissing("ảnh này")
			}
			if err != nil {
				return "", err
			}
			return c.contractHome("nghiem-thu", a.ID) + "#anh", blob.Remove(c.ctx(), tx, file.ID)
		}
	})
}

// contractPhotosOpen is the minutes in the address while their photos may
// still change.
func (c *call) contractPhotosOpen(tx *db.Tx) (contract.Acceptance, error) {
	if err := tx.Actor.Require(access.PrepareAcceptance); err != nil {
		return contract.Acceptance{}, err
	}
	a, err := c.contractAcceptance(tx)
	if err == nil && a.State != contract.AcceptancePrepared {
		err = fault.New(fault.Conflict, "Biên bản đang ở trạng thái “"+a.State.Label()+"” nên không đổi ảnh được nữa.")
	}
	return a, err
}

// contractPhotoName names a photo for those who do not see it.
func contractPhotoName(i int, a blob.Attachment) string {
	return "Ảnh " + strconv.Itoa(i+1) + ": " + a.Name
}

// contractPhotoSize is the size of a file in words.
func contractPhotoSize(n int64) string {
	const kb = 1 << 10
	return ui.Count(int64(max(1, money.VND(n)/kb))) + " KB"
}
