package survey

import (
	"context"
	"fmt"
	"strconv"
	"unicode/utf8"

	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/audit"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/text"
)

// The limits on what is typed, in characters.
const (
	maxTitle = 300
	maxNote  = 4000
)

// OpenCampaign opens the campaign of a plan year, with an empty sheet for every
// commune that the province has on that day.
func OpenCampaign(ctx context.Context, tx *db.Tx, year int, title string, dueOn calendar.Date, guidance string) error {
	if err := tx.Actor.Require(access.ManageCampaign); err != nil {
		return err
	}
	c, err := Campaign{Year: year, Title: title, DueOn: dueOn, Guidance: guidance}.normal(tx.Today(), tx.Today())
	if err != nil {
		return err
	}
	c.OpensOn, c.State, c.OpenedBy, c.Version = tx.Today(), Open, tx.Actor.ID, 1
	c.CreatedAt, c.UpdatedAt = tx.Moment(), tx.Moment()
	communes := territory.CommunesOf(tx.Province, tx.Today())
	if len(communes) == 0 {
		return fault.New(fault.Invalid, "Chưa có danh mục xã, phường của tỉnh nên chưa mở được đợt rà soát.")
	}
	if _, err := CampaignOf(ctx, tx, year); fault.KindOf(err) != fault.NotFound {
		if err != nil {
			return err
		}
		return fault.New(fault.Conflict, "Năm "+strconv.Itoa(year)+" đã có đợt rà soát.")
	}
	if err := insertCampaign(ctx, tx, c); err != nil {
		return err
	}
	for _, u := range communes {
		if err := insertReply(ctx, tx, year, u.Code); err != nil {
			return err
		}
	}
	return audit.Record(ctx, tx, "campaign.open", campaignSubject(year), map[string]string{
		"title": c.Title, "due_on": c.DueOn.String(), "communes": strconv.Itoa(len(communes)),
	})
}

// ChangeCampaign writes the title, due day and guidance of an open campaign. c
// carries the Version that was seen.
func ChangeCampaign(ctx context.Context, tx *db.Tx, c Campaign) error {
	return change(ctx, tx, c.Year, c.Version, "campaign.change", func(stored *Campaign) error {
		if stored.State != Open {
			return fault.New(fault.Conflict, "Đợt rà soát đã đóng; hãy mở lại trước khi sửa.")
		}
		stored.Title, stored.DueOn, stored.Guidance = c.Title, c.DueOn, c.Guidance
		return nil
	})
}

// Close ends a campaign: communes may not enter or send any more. What was
// sent can still be confirmed, declined and turned into schemes.
func Close(ctx context.Context, tx *db.Tx, year int, version int64) error {
	return change(ctx, tx, year, version, "campaign.close", func(c *Campaign) error {
		err := c.become(Closed)
		c.State = Closed
		return err
	})
}

// Reopen opens a closed campaign again, with a new due day unless dueOn is no
// day.
func Reopen(ctx context.Context, tx *db.Tx, year int, version int64, dueOn calendar.Date) error {
	return change(ctx, tx, year, version, "campaign.reopen", func(c *Campaign) error {
		if !dueOn.IsZero() {
			c.DueOn = dueOn
		}
		err := c.become(Open)
		c.State = Open
		return err
	})
}

// change loads a campaign, lets edit change it, and writes it with a record of
// what was before.
func change(ctx context.Context, tx *db.Tx, year int, version int64, verb string, edit func(*Campaign) error) error {
	if err := tx.Actor.Require(access.ManageCampaign); err != nil {
		return err
	}
	before, err := CampaignOf(ctx, tx, year)
	if err != nil {
		return err
	}
	after := before
	if err := edit(&after); err != nil {
		return err
	}
	earliest := tx.Today()
	if after.DueOn == before.DueOn {
		earliest = before.DueOn // a due day that is past may stay
	}
	if after, err = after.normal(tx.Today(), earliest); err != nil {
		return err
	}
	after.Version = version
	if err := updateCampaign(ctx, tx, after); err != nil {
		return err
	}
	detail := map[string]string{}
	for name, pair := range map[string][2]string{
		"title": {before.Title, after.Title}, "due_on": {before.DueOn.String(), after.DueOn.String()},
		"guidance": {before.Guidance, after.Guidance}, "state": {string(before.State), string(after.State)},
	} {
		if pair[0] != pair[1] {
			detail[name] = pair[0] + " → " + pair[1]
		}
	}
	return audit.Record(ctx, tx, verb, campaignSubject(year), detail)
}

// normal returns c in the form that is stored, or says, field by field, what
// cannot be stored; earliest is the first day that may be due.
func (c Campaign) normal(today, earliest calendar.Date) (Campaign, error) {
	c.Title, c.Guidance = text.CleanLine(c.Title), text.Clean(c.Guidance)
	var form fault.Form
	form.Check(c.Year >= 2012 && c.Year <= today.Year()+5, "year", fmt.Sprintf("Năm kế hoạch nằm trong khoảng 2012–%d.", today.Year()+5))
	form.Check(c.Title != "", "title", "Cần ghi tên đợt rà soát.")
	form.Check(utf8.RuneCountInString(c.Title) <= maxTitle, "title", "Tên đợt rà soát dài tối đa 300 ký tự.")
	form.Check(utf8.RuneCountInString(c.Guidance) <= maxNote, "guidance", "Hướng dẫn dài tối đa 4.000 ký tự.")
	form.Check(!c.DueOn.IsZero(), "due_on", "Cần ghi hạn gửi phiếu, ví dụ 30/06/2026.")
	form.Check(!c.DueOn.Before(earliest), "due_on", "Hạn gửi phiếu cần từ hôm nay trở đi.")
	return c, form.Err("Đợt rà soát còn chỗ cần xem lại.")
}

// campaignSubject names a campaign in the audit record.
func campaignSubject(year int) string { return "campaign/" + strconv.Itoa(year) }
