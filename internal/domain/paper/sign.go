package paper

import (
	"context"
	"slices"

	"example.vn/khuyencong/internal/domain/signature"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/blob"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
)

// Sign (ký) keeps the scan of a paper that was signed by hand. Neither the
// person who does so nor the signer has drafted it.
func Sign(ctx context.Context, tx *db.Tx, id ID, version int64, scan blob.Staged) error {
	p, err := signable(ctx, tx, id, version, Checked)
	if err != nil {
		return err
	}
	var form fault.Form
	form.Check(isScan(scan.Media), "file", "Bản quét phải là tệp PDF, JPG hoặc PNG.")
	if err := form.Err(mend); err != nil {
		return err
	}
	p.How = OnPaper
	if err := p.move(Signed); err != nil {
		return err
	}
	if err := p.write(ctx, tx, "paper.sign", string(OnPaper)); err != nil {
		return err
	}
	return p.keep(ctx, tx, SlotScan, []blob.Staged{scan})
}

// A SignedFile is a PDF file whose signatures were checked.
type SignedFile struct {
	File  blob.Staged
	Of    string // SHA-256 of the file that was signed, see ToSign
	Found []signature.Signature
}

// SignElectronically (ký số) keeps the signed file of a paper with what was
// found of its signatures. Until the paper is issued further people may sign
// the signed file, for instance the office after its head.
func SignElectronically(ctx context.Context, tx *db.Tx, id ID, version int64, s SignedFile) error {
	p, err := signable(ctx, tx, id, version, Checked, Signed)
	if err != nil {
		return err
	}
	files, err := blob.List(ctx, tx, p.ID.Subject())
	if err != nil {
		return err
	}
	base, ok := p.ToSign(files)
	unsound := func(f signature.Signature) bool { return !f.Sound }
	switch {
	case !ok || base.SHA256 != s.Of:
		return fault.New(fault.Conflict, "Văn bản vừa có bản ký khác. Hãy tải lại trang rồi làm lại.")
	case s.File.Media != mediaPDF || len(s.Found) == 0 || slices.ContainsFunc(s.Found, unsound):
		return fault.New(fault.Invalid, "Bản ký số phải là tệp PDF có chữ ký hợp lệ.")
	case base.SHA256 == s.File.SHA256:
		return fault.New(fault.Conflict, "Tệp này đã có ở văn bản, không có chữ ký nào mới.")
	}
	p.How = Electronic
	if p.State == Checked {
		if err := p.move(Signed); err != nil {
			return err
		}
	}
	if err := p.write(ctx, tx, "paper.sign", string(Electronic)); err != nil {
		return err
	}
	if err := signature.Keep(ctx, tx, p.ID.Subject(), s.File.SHA256, s.Found); err != nil {
		return err
	}
	return p.keep(ctx, tx, SlotSigned, []blob.Staged{s.File})
}

// signable returns a paper in one of the states that the transaction's actor
// may sign.
func signable(ctx context.Context, tx *db.Tx, id ID, version int64, states ...State) (*Paper, error) {
	if err := tx.Actor.Require(access.SignPaper); err != nil {
		return nil, err
	}
	p, err := standing(ctx, tx, Out, id, version, states...)
	if err != nil {
		return nil, err
	}
	for person, what := range map[string]string{tx.Actor.ID: "người soạn không ký và không ghi nhận bản ký", p.SignerUser: "người ký không phải là người soạn"} {
		if err := p.notDrafter(ctx, tx, person, what); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// ToSign returns the file that the next electronic signature is added to: the
// final file, or the signed one when somebody has signed it already. ok is
// false when there is none, or the paper was signed by hand.
func (p *Paper) ToSign(files []blob.Attachment) (f blob.Attachment, ok bool) {
	switch {
	case p.State == Checked:
		f, ok = Newest(files, SlotFinal)
	case p.State == Signed && p.How == Electronic:
		f, ok = Newest(files, SlotSigned)
	}
	return f, ok && f.Media == mediaPDF
}
