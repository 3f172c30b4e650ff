package signature

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"fmt"

	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/audit"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/text"
)

// An Anchor (chứng thư tin cậy) is a certificate of an authority that the
// office trusts to issue certificates. It is never removed: what was trusted
// once remains to be seen.
type Anchor struct {
	ID        string // "ct-1"
	Name      string // whose certificate it is
	Issuer    string
	Serial    string // hexadecimal
	SHA256    string // of the certificate
	NotBefore string // civil days, for people
	NotAfter  string
	Note      string // where it was taken from
	AddedBy   string // user id
	AddedAt   string
	RevokedBy string
	RevokedAt string // "" while it is trusted
	Reason    string // why it no longer is

	der  []byte
	cert *x509.Certificate
}

// maxAnchor is the size in bytes of the file of a certificate.
const maxAnchor = 64 << 10

// maxAnchors is how many certificates an office may trust.
const maxAnchors = 100

// AddAnchor trusts the authority whose certificate file contains, in PEM or
// DER. note says where it was taken from.
func AddAnchor(ctx context.Context, tx *db.Tx, file []byte, note string) (Anchor, error) {
	if err := tx.Actor.Require(access.ManageTrust); err != nil {
		return Anchor{}, err
	}
	var form fault.Form
	c, problem := readAuthority(file)
	form.Check(problem == "", "file", problem)
	note = text.CleanLine(note)
	form.Check(note != "", "note", "Hãy ghi chứng thư lấy từ đâu, để người sau đối chiếu.")
	form.Check(len([]rune(note)) <= 500, "note", "Ghi chú dài tối đa 500 ký tự.")
	if err := form.Err("Chứng thư chưa được thêm."); err != nil {
		return Anchor{}, err
	}
	a := anchorOf(c)
	all, err := Anchors(ctx, tx)
	if err != nil {
		return Anchor{}, err
	}
	for _, other := range all {
		if other.SHA256 == a.SHA256 && other.RevokedAt == "" {
			return Anchor{}, fault.New(fault.Conflict, "Chứng thư “"+a.Name+"” đã có trong danh sách tin cậy.")
		}
	}
	if len(all) >= maxAnchors {
		return Anchor{}, fault.New(fault.Conflict, "Danh sách chứng thư tin cậy đã đầy.")
	}
	n, err := tx.Next(ctx, "trust_anchor")
	if err != nil {
		return Anchor{}, err
	}
	a.ID, a.Note, a.AddedBy, a.AddedAt = fmt.Sprintf("ct-%d", n), note, tx.Actor.ID, tx.Moment()
	if err := insertAnchor(ctx, tx, a); err != nil {
		return Anchor{}, err
	}
	return a, audit.Record(ctx, tx, "trust.add", a.subject(), map[string]string{
		"name": a.Name, "issuer": a.Issuer, "serial": a.Serial, "sha256": a.SHA256, "note": note,
	})
}

// RevokeAnchor no longer trusts an authority, for a reason. What was accepted
// before stays accepted.
func RevokeAnchor(ctx context.Context, tx *db.Tx, id, reason string) error {
	if err := tx.Actor.Require(access.ManageTrust); err != nil {
		return err
	}
	a, err := anchorByID(ctx, tx, id)
	if err != nil {
		return err
	}
	reason = text.CleanLine(reason)
	var form fault.Form
	form.Check(reason != "", "reason", "Hãy ghi lý do thôi tin cậy.")
	form.Check(len([]rune(reason)) <= 500, "reason", "Lý do dài tối đa 500 ký tự.")
	if err := form.Err("Chứng thư chưa được gỡ."); err != nil {
		return err
	}
	if a.RevokedAt != "" {
		return fault.New(fault.Conflict, "Chứng thư “"+a.Name+"” đã được gỡ khỏi danh sách tin cậy.")
	}
	if err := revokeAnchor(ctx, tx, id, reason); err != nil {
		return err
	}
	return audit.Record(ctx, tx, "trust.revoke", a.subject(), map[string]string{"name": a.Name, "sha256": a.SHA256, "reason": reason})
}

func (a Anchor) subject() string { return "trust/" + a.ID }

// readAuthority reads one certificate of an authority. problem is a sentence.
func readAuthority(file []byte) (c *x509.Certificate, problem string) {
	switch {
	case len(file) == 0:
		return nil, "Chưa chọn tệp chứng thư."
	case len(file) > maxAnchor:
		return nil, "Tệp chứng thư lớn hơn 64 KB."
	}
	der := file
	if block, rest := pem.Decode(file); block != nil {
		if again, _ := pem.Decode(rest); again != nil || block.Type != "CERTIFICATE" {
			return nil, "Tệp PEM phải có đúng một chứng thư."
		}
		der = block.Bytes
	}
	c, err := x509.ParseCertificate(bytes.TrimSpace(der))
	if err != nil {
		c, err = x509.ParseCertificate(der) // white space may be part of it
	}
	switch {
	case err != nil:
		return nil, "Tệp không phải là chứng thư X.509 (PEM hoặc DER)."
	case !c.IsCA || !c.BasicConstraintsValid || c.KeyUsage != 0 && c.KeyUsage&x509.KeyUsageCertSign == 0:
		return nil, "Đây không phải là chứng thư của nhà cung cấp (CA), mà của một người hoặc một máy."
	}
	return c, ""
}

func anchorOf(c *x509.Certificate) Anchor {
	sum := sha256.Sum256(c.Raw)
	return Anchor{
		Name: name(nameOf(c.Subject), "(không tên)"), Issuer: nameOf(c.Issuer), Serial: c.SerialNumber.Text(16),
		SHA256: hex.EncodeToString(sum[:]), NotBefore: day(c.NotBefore), NotAfter: day(c.NotAfter), der: c.Raw, cert: c,
	}
}
