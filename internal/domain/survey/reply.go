package survey

import (
	"context"
	"strconv"
	"unicode/utf8"

	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/audit"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/text"
)

// Send hands the sheet of a commune, with all its needs or with none, to the
// centre. After the due day it still goes, and is marked late.
func Send(ctx context.Context, tx *db.Tx, year int, commune string, version int64, note string) error {
	if err := mayEnter(ctx, tx, year, commune); err != nil {
		return err
	}
	r, err := replyOf(ctx, tx, year, commune)
	if err != nil {
		return err
	}
	note = text.Clean(note)
	if utf8.RuneCountInString(note) > maxNote {
		return inField("note", "Ghi chú dài tối đa 4.000 ký tự.")
	}
	moved, err := moveNeeds(ctx, tx, r, NeedSent)
	if err != nil {
		return err
	}
	r.State, r.SentBy, r.SentAt, r.Version = Sent, tx.Actor.ID, tx.Moment(), version
	if err := moveReply(ctx, tx, r, note); err != nil {
		return err
	}
	return audit.Record(ctx, tx, "reply.send", replySubject(r), map[string]string{"note": note, "needs": strconv.FormatInt(moved, 10)})
}

// Return gives a sheet back to its commune with a reason. Its needs that were
// not yet declined or turned into schemes can be changed again.
func Return(ctx context.Context, tx *db.Tx, year int, commune string, version int64, reason string) error {
	r, err := handle(ctx, tx, year, commune, Returned)
	if err != nil {
		return err
	}
	c, err := CampaignOf(ctx, tx, year)
	if err != nil {
		return err
	}
	if c.State != Open {
		return fault.New(fault.Conflict, "Đợt rà soát đã đóng; hãy mở lại trước khi trả phiếu cho xã.")
	}
	reason = text.Clean(reason)
	if reason == "" || utf8.RuneCountInString(reason) > maxNote {
		return inField("reason", "Cần ghi lý do trả lại (tối đa 4.000 ký tự) để xã biết cần bổ sung gì.")
	}
	moved, err := moveNeeds(ctx, tx, r, NeedReturned)
	if err != nil {
		return err
	}
	r.State, r.Version = Returned, version
	if err := moveReply(ctx, tx, r, reason); err != nil {
		return err
	}
	return audit.Record(ctx, tx, "reply.return", replySubject(r),
		map[string]string{"reason": reason, "note": r.Note, "needs": strconv.FormatInt(moved, 10)})
}

// Confirm notes that the centre took the sheet of a commune.
func Confirm(ctx context.Context, tx *db.Tx, year int, commune string, version int64) error {
	r, err := handle(ctx, tx, year, commune, Confirmed)
	if err != nil {
		return err
	}
	r.State, r.Version = Confirmed, version
	if err := moveReply(ctx, tx, r, r.Note); err != nil {
		return err
	}
	return audit.Record(ctx, tx, "reply.confirm", replySubject(r), nil)
}

// handle returns a reply that the actor, of the centre, may bring to state to.
func handle(ctx context.Context, tx *db.Tx, year int, commune string, to ReplyState) (Reply, error) {
	if err := tx.Actor.Require(access.HandleNeed); err != nil {
		return Reply{}, err
	}
	r, err := replyOf(ctx, tx, year, commune)
	if err != nil {
		return r, err
	}
	return r, r.become(to)
}

// Decline notes that the centre does not take a need into the plan, and why.
func Decline(ctx context.Context, tx *db.Tx, id ID, version int64, reason string) error {
	n, err := decide(ctx, tx, id, version, NeedDeclined)
	if err != nil {
		return err
	}
	n.Reason = text.Clean(reason)
	if n.Reason == "" || utf8.RuneCountInString(n.Reason) > maxNote {
		return inField("reason", "Cần ghi lý do không đưa vào kế hoạch (tối đa 4.000 ký tự).")
	}
	if err := updateNeed(ctx, tx, n); err != nil {
		return err
	}
	return audit.Record(ctx, tx, "need.decline", subject(id), map[string]string{"reason": n.Reason})
}

// Convert turns a need into a scheme, which makeScheme drafts in the same
// transaction, and returns the scheme's ID. Two conversions of one need cannot
// both succeed.
func Convert(ctx context.Context, tx *db.Tx, id ID, version int64, makeScheme func(Need) (string, error)) (string, error) {
	n, err := decide(ctx, tx, id, version, NeedConverted)
	if err != nil {
		return "", err
	}
	if n.Scheme, err = makeScheme(n); err != nil {
		return "", err
	}
	if err := updateNeed(ctx, tx, n); err != nil {
		return "", err
	}
	return n.Scheme, audit.Record(ctx, tx, "need.convert", subject(id), map[string]string{"scheme": n.Scheme})
}

// decide returns a need, in state to and with the version seen, that the actor
// may bring to that state.
func decide(ctx context.Context, tx *db.Tx, id ID, version int64, to NeedState) (Need, error) {
	if err := tx.Actor.Require(access.HandleNeed); err != nil {
		return Need{}, err
	}
	n, err := needByID(ctx, tx, id)
	if err != nil {
		return n, err
	}
	if err := n.become(to); err != nil {
		return n, err
	}
	n.State, n.Version = to, version
	return n, nil
}

// replySubject names a reply in the audit record.
func replySubject(r Reply) string { return campaignSubject(r.Year) + "/" + r.Commune }

// inField is an Invalid fault about one field.
func inField(field, message string) error {
	return &fault.Error{Kind: fault.Invalid, Message: message, Fields: map[string]string{field: message}}
}
