package paper

import (
	"context"
	"errors"

	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/blob"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
)

// Numbered is what a paper has from the moment on when its number is given.
type Numbered struct {
	ID     ID
	Book   string
	Year   int
	Number int64
	Symbol string
	Day    calendar.Date
	Proof  string // see ShowProof
}

// A Final (bản cuối) is the file that is signed.
type Final struct {
	File    blob.Staged
	Convert bool // it is a Word file, of which a PDF file is to be made, see Conversion
}

// Check (kiểm tra thể thức, cấp số) gives a draft of somebody else its number,
// its day and its proof code, and fixes the file that will be signed: what
// render makes of them, in the same transaction. A render that fails leaves the
// number to the next paper. render may be called again when the transaction is
// tried again.
func Check(ctx context.Context, tx *db.Tx, id ID, version int64, render func(Numbered) (Final, error)) error {
	if err := tx.Actor.Require(access.CheckPaper); err != nil {
		return err
	}
	p, err := standing(ctx, tx, Out, id, version, Draft)
	if err != nil {
		return err
	}
	if err := p.notDrafter(ctx, tx, tx.Actor.ID, "người soạn không tự kiểm tra và cấp số"); err != nil {
		return err
	}
	b, err := bookOf(ctx, tx, Out, p.Book)
	if err != nil {
		return err
	}
	o, err := OfficeOf(ctx, tx)
	if err != nil {
		return err
	}
	switch {
	case b.Closed:
		return fault.New(fault.Conflict, "Sổ “"+b.Name+"” đã đóng. Hãy chuyển văn bản sang sổ khác.")
	case o.Abbreviation == "":
		return fault.New(fault.Conflict, "Cơ quan chưa có tên viết tắt nên chưa cấp số được. Hãy ghi ở trang Quản trị, mục Cơ quan.")
	}
	if p.Day.IsZero() {
		p.Day = tx.Today()
	}
	if err := p.number(ctx, tx, b, p.Day); err != nil {
		return err
	}
	p.Symbol, p.Issuer = symbolOf(p.Number, p.Kind, o.Abbreviation, p.Unit), o.Name
	if p.Proof, err = newProof(tx.Province); err != nil {
		return err
	}
	final, err := render(Numbered{p.ID, p.Book, p.Year, p.Number, p.Symbol, p.Day, p.Proof})
	if err != nil {
		return err
	}
	if err := p.move(Checked); err != nil {
		return err
	}
	if err := p.write(ctx, tx, "paper.check", ""); err != nil {
		return err
	}
	if final.Convert {
		if err := p.ask(ctx, tx, final.File); err != nil {
			return err
		}
		return p.keep(ctx, tx, SlotWord, []blob.Staged{final.File})
	}
	return p.keep(ctx, tx, SlotFinal, []blob.Staged{final.File})
}

// AsUploaded is a render for Check that takes the newest draft file as it is.
func AsUploaded(files []blob.Attachment) func(Numbered) (Final, error) {
	return func(Numbered) (Final, error) {
		f, ok := Newest(files, SlotDraft)
		if !ok {
			return Final{}, fault.New(fault.Conflict, "Văn bản chưa có tệp dự thảo. Hãy tải tệp lên trước khi cấp số.")
		}
		return Final{File: blob.Staged{Name: f.Name, Media: f.Media, Size: f.Size, SHA256: f.SHA256}}, nil
	}
}

// Newest returns the last file in a slot of a paper.
func Newest(files []blob.Attachment, slot string) (found blob.Attachment, ok bool) {
	for _, f := range files { // oldest first
		if f.Slot == slot {
			found, ok = f, true
		}
	}
	return found, ok
}

// Issue (phát hành) fixes the day of issue and the hash of the file that counts
// from now on, the signed one. From now on anybody may look the paper up by its
// code.
func Issue(ctx context.Context, tx *db.Tx, id ID, version int64) error {
	if err := tx.Actor.Require(access.CheckPaper); err != nil {
		return err
	}
	p, err := standing(ctx, tx, Out, id, version, Signed)
	if err != nil {
		return err
	}
	files, err := blob.List(ctx, tx, p.ID.Subject())
	if err != nil {
		return err
	}
	f, ok := p.Counts(files)
	if !ok {
		return errors.New("issue: the signed file is gone")
	}
	p.SHA256, p.IssuedOn = f.SHA256, tx.Today()
	if err := p.move(Issued); err != nil {
		return err
	}
	return p.write(ctx, tx, "paper.issue", "")
}

// Counts returns the file of the paper that is or will be the issued one.
func (p *Paper) Counts(files []blob.Attachment) (blob.Attachment, bool) {
	if p.How == Electronic {
		return Newest(files, SlotSigned)
	}
	return Newest(files, SlotScan)
}

// Recall (thu hồi) takes an issued paper back from a day on, for a reason, and
// names the issued paper that replaces it, if there is one.
func Recall(ctx context.Context, tx *db.Tx, id ID, version int64, on calendar.Date, reason string, successor ID) error {
	if err := tx.Actor.Require(access.RecallPaper); err != nil {
		return err
	}
	p, err := standing(ctx, tx, Out, id, version, Issued)
	if err != nil {
		return err
	}
	reason, err = reasoned(reason)
	if err != nil {
		return err
	}
	var form fault.Form
	form.Check(!on.IsZero(), "on", "Hãy ghi ngày thu hồi.")
	form.Check(!on.After(tx.Today()), "on", "Ngày thu hồi chưa tới.")
	form.Check(on.IsZero() || !on.Before(p.IssuedOn), "on", "Ngày thu hồi trước ngày phát hành "+p.IssuedOn.VN()+".")
	if successor != "" {
		other, err := ByID(ctx, tx, Out, successor)
		if err != nil && fault.KindOf(err) != fault.NotFound {
			return err
		}
		form.Check(err == nil && other.State == Issued && other.ID != p.ID, "successor", "Văn bản thay thế phải là một văn bản khác đã phát hành.")
	}
	if err := form.Err(mend); err != nil {
		return err
	}
	p.EndedOn, p.Reason, p.Successor = on, reason, successor
	if err := p.move(Recalled); err != nil {
		return err
	}
	return p.write(ctx, tx, "paper.recall", reason)
}

// Void (bỏ) gives a paper up, for a reason: a draft, one that has a number and
// was not signed, or one that was entered in the book by mistake. The number
// stays with it.
func Void(ctx context.Context, tx *db.Tx, d Direction, id ID, version int64, reason string) error {
	deed := access.CheckPaper
	if d == In {
		deed = access.ReceivePaper
	}
	if err := tx.Actor.Require(deed); err != nil {
		return err
	}
	p, err := standing(ctx, tx, d, id, version, Draft, Checked, Received, Assigned)
	if err != nil {
		return err
	}
	if p.Reason, err = reasoned(reason); err != nil {
		return err
	}
	p.EndedOn = tx.Today()
	if err := p.move(Voided); err != nil {
		return err
	}
	return p.write(ctx, tx, "paper.void", p.Reason)
}
