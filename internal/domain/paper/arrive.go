package paper

import (
	"context"
	"unicode/utf8"

	"example.vn/khuyencong/internal/domain/identity"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/blob"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/text"
)

// mediaPDF is the media type of PDF.
const mediaPDF = "application/pdf"

// isScan reports whether a file of that media type, by its bytes, may be the
// scan of a paper.
func isScan(media string) bool {
	return media == mediaPDF || media == "image/jpeg" || media == "image/png"
}

// Receive (vào sổ văn bản đến) enters a paper that arrived and gives it its
// number.
//
// Law: NĐ 30/2020/NĐ-CP Điều 21, 22.
func Receive(ctx context.Context, tx *db.Tx, p *Paper, scans []blob.Staged) error {
	if err := tx.Actor.Require(access.ReceivePaper); err != nil {
		return err
	}
	if err := p.tidyArrival(ctx, tx, scans); err != nil {
		return err
	}
	b, err := bookOf(ctx, tx, In, p.Book)
	if err != nil {
		return err
	}
	if err := p.number(ctx, tx, b, p.ArrivedOn); err != nil {
		return err
	}
	p.State = Received
	if err := p.add(ctx, tx); err != nil {
		return err
	}
	return p.keep(ctx, tx, SlotScan, scans)
}

// Correct mends what was typed of a paper that arrived, and adds scans. Book,
// number and day of arrival stay as they were entered.
func Correct(ctx context.Context, tx *db.Tx, p *Paper, scans []blob.Staged) error {
	if err := tx.Actor.Require(access.ReceivePaper); err != nil {
		return err
	}
	old, err := standing(ctx, tx, In, p.ID, p.Version, Received, Assigned)
	if err != nil {
		return err
	}
	p.ArrivedOn, p.Book = old.ArrivedOn, old.Book
	if err := p.tidyArrival(ctx, tx, scans); err != nil {
		return err
	}
	p.Number, p.Year, p.series, p.State, p.CreatedAt = old.Number, old.Year, old.series, old.State, old.CreatedAt
	p.Assignee = old.Assignee
	if err := p.write(ctx, tx, "paper.correct", ""); err != nil {
		return err
	}
	return p.keep(ctx, tx, SlotScan, scans)
}

// tidyArrival cleans what was typed of a paper in and refuses what cannot be
// kept.
func (p *Paper) tidyArrival(ctx context.Context, tx *db.Tx, scans []blob.Staged) error {
	*p = Paper{
		ID: p.ID, Direction: In, Book: p.Book, Kind: p.Kind, Symbol: text.CleanLine(p.Symbol), About: p.About, Day: p.Day,
		Issuer: text.CleanLine(p.Issuer), Signer: text.CleanLine(p.Signer), Urgency: p.Urgency, Pages: p.Pages, Note: p.Note,
		ArrivedOn: p.ArrivedOn, DueOn: p.DueOn, Links: p.Links, Version: p.Version,
	}
	var form fault.Form
	if p.ID == "" {
		if err := p.checkBook(ctx, tx, &form); err != nil {
			return err
		}
	}
	form.Check(utf8.RuneCountInString(p.Symbol) <= 100, "symbol", "Số, ký hiệu dài tối đa 100 ký tự.")
	form.Check(p.Issuer != "" && fits(p.Issuer), "issuer", "Hãy ghi nơi gửi.")
	form.Check(fits(p.Signer), "signer", "Tên người ký dài tối đa 300 ký tự.")
	form.Check(!p.ArrivedOn.IsZero(), "arrived_on", "Hãy ghi ngày đến.")
	form.Check(!p.ArrivedOn.After(tx.Today()), "arrived_on", "Ngày đến chưa tới.")
	form.Check(p.Day.IsZero() || p.ArrivedOn.IsZero() || !p.Day.After(p.ArrivedOn), "day", "Ngày của văn bản sau ngày đến.")
	form.Check(p.DueOn.IsZero() || !p.DueOn.Before(p.ArrivedOn), "due_on", "Hạn trả lời trước ngày đến.")
	for _, f := range scans {
		form.Check(isScan(f.Media), "files", "Tệp “"+f.Name+"” không phải bản quét PDF, JPG hoặc PNG.")
	}
	p.tidyCommon(&form)
	return form.Err(mend)
}

// Assign (phân xử lý) says who handles a paper and by when, or names somebody
// else. due may be zero when no answer is asked for.
func Assign(ctx context.Context, tx *db.Tx, id ID, version int64, person string, due calendar.Date, note string) error {
	if err := tx.Actor.Require(access.AssignPaper); err != nil {
		return err
	}
	p, err := standing(ctx, tx, In, id, version, Received, Assigned)
	if err != nil {
		return err
	}
	note = text.CleanLine(note)
	var form fault.Form
	form.Check(person != "", "person", "Hãy chọn người xử lý.")
	form.Check(fits(note), "opinion", "Ý kiến dài tối đa 300 ký tự.")
	form.Check(due.IsZero() || !due.Before(p.ArrivedOn), "due_on", "Hạn trả lời trước ngày đến.")
	if person != "" {
		u, err := identity.ByID(ctx, tx, identity.ID(person))
		if err != nil && fault.KindOf(err) != fault.NotFound {
			return err
		}
		form.Check(err == nil && u.Active && u.Actor().May(access.AnswerPaper), "person", "Người này không xử lý văn bản đến.")
	}
	if err := form.Err(mend); err != nil {
		return err
	}
	p.Assignee, p.DueOn = person, due
	if err := p.move(Assigned); err != nil {
		return err
	}
	return p.write(ctx, tx, "paper.assign", note)
}

// Answer ends the handling of a paper that arrived: answered, by one of ours
// if with names it, or closed without an answer. Once somebody was named to
// handle it, only that person or the head does so.
func Answer(ctx context.Context, tx *db.Tx, id ID, version int64, end State, with ID, note string) error {
	if err := tx.Actor.Require(access.AnswerPaper); err != nil {
		return err
	}
	p, err := standing(ctx, tx, In, id, version, Received, Assigned)
	if err != nil {
		return err
	}
	if p.Assignee != "" && p.Assignee != tx.Actor.ID && !tx.Actor.Has(access.Director) {
		return fault.New(fault.Forbidden, "Văn bản này đã giao cho người khác xử lý.")
	}
	note = text.CleanLine(note)
	var form fault.Form
	form.Check(end == Answered || end == Closed, "end", "Hãy chọn đã trả lời hay kết thúc không cần trả lời.")
	form.Check(end != Closed || note != "", "note", "Hãy ghi kết quả xử lý.")
	form.Check(fits(note), "note", "Kết quả dài tối đa 300 ký tự.")
	if with != "" {
		other, err := ByID(ctx, tx, Out, with)
		if err != nil && fault.KindOf(err) != fault.NotFound {
			return err
		}
		form.Check(err == nil && other.State == Issued, "with", "Văn bản trả lời phải là một văn bản đi đã phát hành.")
	}
	if err := form.Err(mend); err != nil {
		return err
	}
	p.EndedOn, p.Successor, p.Reason = tx.Today(), with, note
	if err := p.move(end); err != nil {
		return err
	}
	return p.write(ctx, tx, "paper.answer", note)
}
