package survey

import (
	"context"
	"fmt"
	"regexp"
	"unicode/utf8"

	"example.vn/khuyencong/internal/domain/establishment"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/audit"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/money"
	"example.vn/khuyencong/internal/platform/text"
)

var contentShape = regexp.MustCompile(`^[a-z0-9_.]{1,64}$`)

// AddNeed enters a need on the sheet of n.Commune for n.Year and gives it its
// ID and Version. Only an officer of that commune may, while the campaign is
// open and the sheet is not with the centre.
func AddNeed(ctx context.Context, tx *db.Tx, n *Need) error {
	if err := mayEnter(ctx, tx, n.Year, n.Commune); err != nil {
		return err
	}
	clean, err := n.normal(ctx, tx)
	if err != nil {
		return err
	}
	number, err := tx.Next(ctx, "need")
	if err != nil {
		return err
	}
	clean.ID, clean.State, clean.Version = ID(fmt.Sprintf("nc-%04d", number)), NeedDraft, 1
	clean.Reason, clean.Scheme, clean.EnteredBy = "", "", tx.Actor.ID
	clean.CreatedAt, clean.UpdatedAt = tx.Moment(), tx.Moment()
	if err := insertNeed(ctx, tx, clean); err != nil {
		return err
	}
	*n = clean
	return audit.Record(ctx, tx, "need.add", subject(n.ID), changes(Need{}, *n))
}

// ChangeNeed writes what was edited of a need, under the conditions of AddNeed.
// n carries the Version that was seen; year and commune stay.
func ChangeNeed(ctx context.Context, tx *db.Tx, n *Need) error {
	before, err := editable(ctx, tx, n.ID)
	if err != nil {
		return err
	}
	after := before
	after.Establishment, after.Content, after.Title = n.Establishment, n.Content, n.Title
	after.Cost, after.Asked, after.Note, after.Version = n.Cost, n.Asked, n.Note, n.Version
	if after, err = after.normal(ctx, tx); err != nil {
		return err
	}
	if err := updateNeed(ctx, tx, after); err != nil {
		return err
	}
	after.Version, after.UpdatedAt = after.Version+1, tx.Moment()
	*n = after
	return audit.Record(ctx, tx, "need.change", subject(n.ID), changes(before, after))
}

// RemoveNeed takes a need off the sheet, under the conditions of AddNeed. The
// audit record keeps what it said.
func RemoveNeed(ctx context.Context, tx *db.Tx, id ID, version int64) error {
	n, err := editable(ctx, tx, id)
	if err != nil {
		return err
	}
	if err := deleteNeed(ctx, tx, id, version); err != nil {
		return err
	}
	return audit.Record(ctx, tx, "need.remove", subject(id), changes(n, Need{}))
}

// editable returns a need that the actor may change now.
func editable(ctx context.Context, tx *db.Tx, id ID) (Need, error) {
	if err := tx.Actor.Require(access.EnterNeed); err != nil {
		return Need{}, err
	}
	n, err := needByID(ctx, tx, id)
	if err != nil {
		return n, err
	}
	if err := mayEnter(ctx, tx, n.Year, n.Commune); err != nil {
		return n, err
	}
	return n, n.become(NeedSent) // what may still be sent may still be changed
}

// mayEnter returns a fault unless the actor may change the sheet of a commune
// now.
func mayEnter(ctx context.Context, tx *db.Tx, year int, commune string) error {
	if err := tx.Actor.Require(access.EnterNeed); err != nil {
		return err
	}
	if err := own(tx.Actor, commune); err != nil {
		return err
	}
	c, err := CampaignOf(ctx, tx, year)
	if err != nil {
		return err
	}
	if c.State != Open {
		return errClosed()
	}
	r, err := replyOf(ctx, tx, year, commune)
	if err != nil {
		return err
	}
	return r.become(Sent) // what may still be sent may still be changed
}

func errClosed() error {
	return fault.New(fault.Conflict, "Đợt rà soát đã đóng; hãy đề nghị Trung tâm mở lại.")
}

// normal returns n in the form that is stored, or says, field by field, what
// cannot be stored.
func (n Need) normal(ctx context.Context, tx *db.Tx) (Need, error) {
	n.Title, n.Content, n.Note = text.CleanLine(n.Title), text.CleanLine(n.Content), text.Clean(n.Note)
	var form fault.Form
	form.Check(n.Title != "", "title", "Cần ghi nhu cầu, ví dụ “Mua máy vò chè inox”.")
	form.Check(utf8.RuneCountInString(n.Title) <= maxTitle, "title", "Tên nhu cầu dài tối đa 300 ký tự.")
	form.Check(contentShape.MatchString(n.Content), "content", "Cần chọn nội dung hỗ trợ trong danh mục.")
	form.Check(utf8.RuneCountInString(n.Note) <= maxNote, "note", "Ghi chú dài tối đa 4.000 ký tự.")
	form.Check(n.Cost >= 0 && n.Cost <= money.Max, "cost", "Tổng kinh phí là số đồng từ 0 đến 1.000.000 tỷ.")
	form.Check(n.Asked >= 0 && n.Asked <= n.Cost, "asked", "Số tiền đề nghị hỗ trợ không quá tổng kinh phí.")
	if n.Establishment != "" {
		e, err := establishment.ByID(ctx, tx, n.Establishment)
		switch {
		case fault.KindOf(err) == fault.NotFound:
			form.Add("establishment", "Cần chọn cơ sở có trong danh sách.")
		case err != nil:
			return n, err
		case e.MergedInto != "":
			form.Add("establishment", "Cơ sở này đã gộp vào "+string(e.MergedInto)+"; hãy chọn "+string(e.MergedInto)+".")
		case !e.LiesIn(n.Commune):
			form.Add("establishment", "Cơ sở này ở xã khác; hãy chọn cơ sở của xã mình.")
		}
	}
	return n, form.Err("Nhu cầu còn chỗ cần xem lại.")
}

// subject names a need in the audit record.
func subject(id ID) string { return "need/" + string(id) }

// changes lists the fields that differ, each as "before → after".
func changes(before, after Need) map[string]string {
	old, detail := fields(before), map[string]string{}
	for name, value := range fields(after) {
		if value != old[name] {
			detail[name] = old[name] + " → " + value
		}
	}
	return detail
}

// fields writes every field that people edit as text.
func fields(n Need) map[string]string {
	return map[string]string{
		"commune": n.Commune, "establishment": string(n.Establishment), "content": n.Content, "title": n.Title,
		"cost_vnd": n.Cost.String(), "asked_vnd": n.Asked.String(), "note": n.Note,
	}
}
