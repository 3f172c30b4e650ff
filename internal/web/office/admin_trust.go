package office

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"

	"example.vn/khuyencong/internal/domain/identity"
	"example.vn/khuyencong/internal/domain/signature"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/web/ui"
)

// adminTrustPage lists the authorities whose certificates the office trusts.
type adminTrustPage struct {
	Shell   ui.Shell
	Anchors []adminAnchor
	MayEdit bool
	Problem error
	At      string // id of the certificate whose form was refused; "" for the form to add one
	Typed   map[string]string
	Key     string
}

// An adminAnchor is a certificate with the names of those who dealt with it.
type adminAnchor struct {
	signature.Anchor
	Adder, Revoker string
}

func (c *call) adminTrust() error { return c.adminTrustPage(http.StatusOK, adminTrustPage{}) }

func (c *call) adminTrustPage(status int, p adminTrustPage) error {
	err := c.view(func(tx *db.Tx) error {
		all, err := signature.Anchors(c.ctx(), tx)
		if err != nil {
			return err
		}
		for _, a := range all {
			row := adminAnchor{Anchor: a}
			if row.Adder, err = c.nameOfUser(tx, a.AddedBy); err != nil {
				return err
			}
			if row.Revoker, err = c.nameOfUser(tx, a.RevokedBy); err != nil {
				return err
			}
			p.Anchors = append(p.Anchors, row)
		}
		return nil
	})
	if err != nil {
		return err
	}
	p.Shell = c.adminShell("Chứng thư tin cậy")
	p.Shell.HasErrors, p.MayEdit, p.Key = p.Problem != nil, c.may(access.ManageTrust), ui.Key()
	return c.render(status, adminTrustView(p))
}

// nameOfUser is the name of a user; "" when there is none.
func (c *call) nameOfUser(tx *db.Tx, id string) (string, error) {
	if id == "" {
		return "", nil
	}
	u, err := identity.ByID(c.ctx(), tx, identity.ID(id))
	if fault.KindOf(err) == fault.NotFound {
		return "", nil
	}
	return u.Name, err
}

// adminTrustAdd trusts the authority of an uploaded certificate.
func (c *call) adminTrustAdd() error {
	form, err := ui.ReadForm(c.r)
	if err != nil {
		return err
	}
	file, err := c.smallFile(form, "file", 64<<10)
	if err != nil {
		return err
	}
	err = c.done(form, "Đã thêm chứng thư vào danh sách tin cậy.", func(tx *db.Tx) (string, error) {
		_, err := signature.AddAnchor(c.ctx(), tx, file, form.Line("note"))
		return adminTrustPath, err
	})
	if ui.Correctable(err) {
		return c.adminTrustPage(schemeStatus(err), adminTrustPage{Problem: err, Typed: map[string]string{"note": form.Raw("note")}})
	}
	return err
}

const adminTrustPath = "/quan-tri/chung-thu"

// adminTrustRevoke no longer trusts an authority.
func (c *call) adminTrustRevoke() error {
	form, err := ui.ReadForm(c.r)
	if err != nil {
		return err
	}
	id := c.r.PathValue("id")
	err = c.done(form, "Đã gỡ chứng thư khỏi danh sách tin cậy.", func(tx *db.Tx) (string, error) {
		return adminTrustPath, signature.RevokeAnchor(c.ctx(), tx, id, form.Line("reason"))
	})
	if ui.Correctable(err) && fault.KindOf(err) != fault.NotFound {
		return c.adminTrustPage(schemeStatus(err), adminTrustPage{Problem: err, At: id, Typed: map[string]string{"reason": form.Raw("reason")}})
	}
	return err
}

// smallFile reads an uploaded file into memory, up to one byte more than
// limit, so that whoever takes it can say that it is too large. The same form
// with another file is another request.
func (c *call) smallFile(form *ui.Form, name string, limit int64) ([]byte, error) {
	h, ok := form.File(name)
	if !ok {
		return nil, nil
	}
	f, err := h.Open()
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // it was only read
	b, err := io.ReadAll(io.LimitReader(f, limit+1))
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(b)
	c.r.Form.Set(name+"_sha256", hex.EncodeToString(sum[:]))
	return b, nil
}
