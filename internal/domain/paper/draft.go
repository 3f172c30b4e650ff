package paper

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/audit"
	"example.vn/khuyencong/internal/platform/blob"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/text"
)

// Longest texts that are taken in, in characters, and most links.
const (
	maxAbout = 1000
	maxText  = 4000
	maxLinks = 50
	maxPages = 10_000
)

// Begin keeps the draft of a paper out and gives it an id. Day may be zero: it
// is then the day on which the number is given.
func Begin(ctx context.Context, tx *db.Tx, p *Paper, files []blob.Staged) error {
	if err := tx.Actor.Require(access.DraftPaper); err != nil {
		return err
	}
	if err := p.tidyDraft(ctx, tx); err != nil {
		return err
	}
	p.State = Draft
	if err := p.add(ctx, tx); err != nil {
		return err
	}
	return p.keep(ctx, tx, SlotDraft, files)
}

// Change replaces what a draft says; files are added to it. p carries the
// Version that was seen. Whoever changes a draft has drafted it too.
func Change(ctx context.Context, tx *db.Tx, p *Paper, files []blob.Staged) error {
	if err := tx.Actor.Require(access.DraftPaper); err != nil {
		return err
	}
	old, err := standing(ctx, tx, Out, p.ID, p.Version, Draft)
	if err != nil {
		return err
	}
	if err := p.tidyDraft(ctx, tx); err != nil {
		return err
	}
	p.State, p.CreatedAt = old.State, old.CreatedAt
	if err := p.write(ctx, tx, "paper.change", ""); err != nil {
		return err
	}
	return p.keep(ctx, tx, SlotDraft, files)
}

// tidyDraft cleans what was typed of a paper out, fills in what the office
// knows and refuses what cannot be kept.
func (p *Paper) tidyDraft(ctx context.Context, tx *db.Tx) error {
	o, err := OfficeOf(ctx, tx)
	if err != nil {
		return err
	}
	*p = Paper{
		ID: p.ID, Direction: Out, Book: p.Book, Kind: p.Kind, About: p.About, Day: p.Day, Issuer: o.Name, Unit: p.Unit,
		Signer: p.Signer, SignerTitle: p.SignerTitle, Capacity: p.Capacity, SignerUser: p.SignerUser, Recipients: p.Recipients,
		Urgency: p.Urgency, Pages: p.Pages, Copies: p.Copies, Form: p.Form, Note: p.Note, Links: p.Links, Version: p.Version,
	}
	p.Unit, p.Signer, p.SignerTitle = text.CleanLine(p.Unit), text.CleanLine(p.Signer), text.CleanLine(p.SignerTitle)
	var form fault.Form
	if err := p.checkBook(ctx, tx, &form); err != nil {
		return err
	}
	form.Check(p.Unit == "" || slices.ContainsFunc(o.Units, func(u Unit) bool { return u.Code == p.Unit }), "unit", "Cơ quan không có đơn vị này.")
	form.Check(p.Kind != Letter || p.Unit != "" || len(o.Units) == 0, "unit", "Công văn mang tên viết tắt của đơn vị soạn thảo: hãy chọn đơn vị.")
	form.Check(p.Signer != "" && fits(p.Signer), "signer", "Hãy chọn hoặc ghi người ký.")
	form.Check(fits(p.SignerTitle), "signer", "Chức vụ dài tối đa 300 ký tự.")
	form.Check(known(Capacities(), p.Capacity), "signer", "Quyền hạn ký không có trong danh sách.")
	form.Check(!p.Day.After(tx.Today()), "day", "Ngày của văn bản chưa tới.")
	form.Check(len(p.Form) <= 100, "form", "Mã biểu mẫu quá dài.")
	if err := checkUser(ctx, tx, &form, p.SignerUser, "signer", "Không có tài khoản của người ký này."); err != nil {
		return err
	}
	p.tidyCommon(&form)
	return form.Err(mend)
}

// checkBook notes a book that takes no papers of this direction.
func (p *Paper) checkBook(ctx context.Context, tx *db.Tx, form *fault.Form) error {
	b, err := bookOf(ctx, tx, p.Direction, p.Book)
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return err
	}
	form.Check(err == nil, "book", "Hãy chọn sổ.")
	form.Check(!b.Closed, "book", "Sổ này đã đóng, không ghi thêm văn bản.")
	return nil
}

// tidyCommon cleans what papers in and out have both.
func (p *Paper) tidyCommon(form *fault.Form) {
	p.About, p.Recipients, p.Note = text.CleanLine(p.About), text.Clean(p.Recipients), text.CleanLine(p.Note)
	form.Check(known(Kinds(), p.Kind), "kind", "Hãy chọn loại văn bản.")
	form.Check(p.About != "" && utf8.RuneCountInString(p.About) <= maxAbout, "about", "Hãy ghi trích yếu, tối đa 1.000 ký tự.")
	form.Check(utf8.RuneCountInString(p.Recipients) <= maxText, "recipients", "Nơi nhận dài tối đa 4.000 ký tự.")
	form.Check(fits(p.Note), "note", "Ghi chú dài tối đa 300 ký tự.")
	form.Check(known(Urgencies(), p.Urgency), "urgency", "Độ khẩn không có trong danh sách.")
	form.Check(p.Pages >= 0 && p.Pages <= maxPages, "pages", "Số trang phải từ 0 đến 10.000.")
	form.Check(p.Copies >= 0 && p.Copies <= maxPages, "copies", "Số bản phải từ 0 đến 10.000.")
	form.Check(len(p.Links) <= maxLinks, "links", "Tối đa 50 hồ sơ liên quan.")
	for _, l := range p.Links {
		form.Check(l.Kind != "" && l.Subject != "" && len(l.Kind) <= 40 && len(l.Subject) <= 100, "links", "Hồ sơ liên quan không đọc được.")
	}
	slices.SortFunc(p.Links, func(a, b Link) int { return strings.Compare(a.Kind+"/"+a.Subject, b.Kind+"/"+b.Subject) })
	p.Links = slices.Compact(p.Links)
}

// add stores a new paper.
func (p *Paper) add(ctx context.Context, tx *db.Tx) error {
	n, err := tx.Next(ctx, "paper")
	if err != nil {
		return err
	}
	p.ID, p.Version = ID("p-"+strconv.FormatInt(n, 10)), 1
	p.CreatedAt, p.UpdatedAt = tx.Moment(), tx.Moment()
	if err := insert(ctx, tx, p); err != nil {
		return err
	}
	verb := "paper.begin"
	if p.Direction == In {
		verb = "paper.receive"
	}
	return p.stepped(ctx, tx, verb, "")
}

// write stores a step that was taken: the row as its next version, and who
// took it.
func (p *Paper) write(ctx context.Context, tx *db.Tx, verb, note string) error {
	if err := update(ctx, tx, p); err != nil {
		return err
	}
	return p.stepped(ctx, tx, verb, note)
}

// stepped notes the step of the transaction's actor, in the paper's own list
// and in the audit record.
func (p *Paper) stepped(ctx context.Context, tx *db.Tx, verb, note string) error {
	if err := replaceLinks(ctx, tx, p); err != nil {
		return err
	}
	if err := insertStep(ctx, tx, p, verb, note); err != nil {
		return err
	}
	detail := map[string]string{"state": string(p.State), "kind": string(p.Kind), "about": p.About, "book": p.Book}
	for name, value := range map[string]string{
		"symbol": p.Symbol, "note": note, "proof": p.Proof, "sha256": p.SHA256, "day": p.Day.String(), "successor": string(p.Successor),
		"assignee": p.Assignee, "due_on": p.DueOn.String(), "signer": p.Signer,
	} {
		if value != "" {
			detail[name] = value
		}
	}
	if p.Number > 0 {
		detail["number"], detail["year"] = strconv.FormatInt(p.Number, 10), strconv.Itoa(p.Year)
	}
	return audit.Record(ctx, tx, verb, p.ID.Subject(), detail)
}

// keep gives the paper files.
func (p *Paper) keep(ctx context.Context, tx *db.Tx, slot string, files []blob.Staged) error {
	for _, f := range files {
		if _, err := blob.Attach(ctx, tx, f, p.ID.Subject(), slot); err != nil {
			return err
		}
	}
	return nil
}

// standing returns a paper of the direction as the page saw it, in one of the
// states.
func standing(ctx context.Context, tx *db.Tx, d Direction, id ID, version int64, states ...State) (*Paper, error) {
	p, err := ByID(ctx, tx, d, id)
	if err != nil {
		return nil, err
	}
	if !slices.Contains(states, p.State) {
		return nil, fault.New(fault.Conflict, "Văn bản đang ở trạng thái “"+p.State.Label()+"” nên không làm việc này được.")
	}
	if p.Version != version {
		return nil, fault.New(fault.Conflict, "Văn bản vừa được người khác sửa. Hãy tải lại trang rồi làm lại.")
	}
	return p, nil
}

// move takes p to the next state, if its life allows that.
func (p *Paper) move(next State) error {
	if !p.State.leads(next) {
		return fmt.Errorf("paper %s does not go from %s to %s", p.ID, p.State, next)
	}
	p.State = next
	return nil
}

// notDrafter returns a Forbidden fault when person drafted the paper, or
// changed the draft.
func (p *Paper) notDrafter(ctx context.Context, tx *db.Tx, person, what string) error {
	all, err := stepsOf(ctx, tx, p.ID)
	if err != nil {
		return err
	}
	for _, s := range all {
		if s.State == Draft && s.Actor == person && person != "system" {
			return fault.New(fault.Forbidden, "Nguyên tắc hai người: "+what+".")
		}
	}
	return nil
}

// reasoned cleans a reason and refuses an empty or endless one.
func reasoned(reason string) (string, error) {
	reason = text.CleanLine(reason)
	var form fault.Form
	form.Check(reason != "", "reason", "Hãy ghi lý do.")
	form.Check(fits(reason), "reason", "Lý do dài tối đa 300 ký tự.")
	return reason, form.Err("Chưa ghi lý do.")
}
