package office

import (
	"example.vn/khuyencong/internal/domain/paper"
	"example.vn/khuyencong/internal/platform/blob"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/web/ui"
)

// A paperDeed is one deed with the paper in the address.
type paperDeed func(tx *db.Tx, id paper.ID, version int64) error

// paperDo reads a form, does one deed and goes back to the paper; what is
// refused is said on the paper's page, with what was typed.
func (c *call) paperDo(said string, read func(*ui.Form) paperDeed) error {
	form, err := ui.ReadForm(c.r)
	if err != nil {
		return err
	}
	d, id := c.paperDirection(), paper.ID(c.r.PathValue("id"))
	err = c.view(func(tx *db.Tx) error { // before a file is kept: whose it is
		_, err := paper.ByID(c.ctx(), tx, d, id)
		return err
	})
	if err != nil {
		return err
	}
	version := int64(form.Int("version"))
	do := read(form)
	if err = form.Err("Chưa làm được."); err == nil {
		err = c.done(form, said, func(tx *db.Tx) (string, error) {
			return paperPath(d, string(id)), do(tx, id, version)
		})
	}
	if !ui.Correctable(err) {
		return err
	}
	return c.paperShowAgain(err, form)
}

func (c *call) paperCheck() error {
	return c.paperDo("Đã cấp số. Bản cuối đã cố định, chờ ký.", func(*ui.Form) paperDeed {
		return func(tx *db.Tx, id paper.ID, version int64) error {
			files, err := blob.List(c.ctx(), tx, id.Subject())
			if err != nil {
				return err
			}
			p, err := paper.ByID(c.ctx(), tx, paper.Out, id)
			if err != nil {
				return err
			}
			render, err := c.paperRender(tx, p, files)
			if err != nil {
				return err
			}
			return paper.Check(c.ctx(), tx, id, version, render)
		}
	})
}

func (c *call) paperConvertAgain() error {
	return c.paperDo("Bản PDF được lập lại, thường xong trong một phút.", func(*ui.Form) paperDeed {
		return func(tx *db.Tx, id paper.ID, version int64) error { return paper.AskAgain(c.ctx(), tx, id, version) }
	})
}

func (c *call) paperIssue() error {
	return c.paperDo("Đã phát hành. Ai có mã xác thực cũng tra được văn bản này.", func(*ui.Form) paperDeed {
		return func(tx *db.Tx, id paper.ID, version int64) error { return paper.Issue(c.ctx(), tx, id, version) }
	})
}

func (c *call) paperRecall() error {
	return c.paperDo("Đã thu hồi văn bản.", func(form *ui.Form) paperDeed {
		on, reason, successor := form.Date("on"), form.Line("reason"), paper.ID(form.Line("successor"))
		return func(tx *db.Tx, id paper.ID, version int64) error {
			return paper.Recall(c.ctx(), tx, id, version, on, reason, successor)
		}
	})
}

func (c *call) paperVoid() error {
	return c.paperDo("Đã bỏ văn bản. Số đã cấp vẫn ở trong sổ.", func(form *ui.Form) paperDeed {
		reason := form.Line("reason")
		return func(tx *db.Tx, id paper.ID, version int64) error {
			return paper.Void(c.ctx(), tx, c.paperDirection(), id, version, reason)
		}
	})
}

func (c *call) paperAssign() error {
	return c.paperDo("Đã phân xử lý.", func(form *ui.Form) paperDeed {
		person, due, note := form.Line("person"), form.Date("due_on"), form.Line("opinion")
		return func(tx *db.Tx, id paper.ID, version int64) error {
			return paper.Assign(c.ctx(), tx, id, version, person, due, note)
		}
	})
}

func (c *call) paperAnswer() error {
	return c.paperDo("Đã ghi kết quả xử lý.", func(form *ui.Form) paperDeed {
		end, with, note := paper.State(form.Line("end")), paper.ID(form.Line("with")), form.Line("note")
		return func(tx *db.Tx, id paper.ID, version int64) error {
			return paper.Answer(c.ctx(), tx, id, version, end, with, note)
		}
	})
}
