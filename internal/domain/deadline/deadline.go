// Package deadline keeps the office's working calendar (lịch làm việc) and
// says how many working days are left until a deadline (hạn, thời hạn).
//
// Lịch của từng tỉnh bắt đầu từ các ngày nghỉ lễ chung rồi được sửa theo thông
// báo hằng năm. The calendar of a province starts from the public holidays and
// is then the province's own: a year that has entries is never seeded again.
package deadline

import (
	"context"
	"fmt"
	"strconv"
	"unicode/utf8"

	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/audit"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/text"
)

// maxName is the longest name of a day, in characters.
const maxName = 120

// Seed writes the public holidays of every year for which the province has no
// entry yet. Running it again changes nothing in a year that was edited.
//
// Law: Bộ luật Lao động 45/2019/QH14 Điều 112.
func Seed(ctx context.Context, tx *db.Tx) error {
	if err := tx.Actor.Require(access.ManageCalendar); err != nil {
		return err
	}
	own, err := all(ctx, tx, calendar.Date{}, calendar.Date{})
	if err != nil {
		return err
	}
	edited := map[int]bool{}
	for _, e := range own {
		edited[e.Day.Year()] = true
	}
	added := 0
	for _, e := range calendar.DefaultDays() {
		if edited[e.Day.Year()] {
			continue
		}
		if err := put(ctx, tx, e); err != nil {
			return err
		}
		added++
	}
	if added == 0 {
		return nil
	}
	return audit.Record(ctx, tx, "calendar.seed", "calendar", map[string]string{"days": strconv.Itoa(added)})
}

// Days returns the province's entries of one year, in order.
func Days(ctx context.Context, tx *db.Tx, year int) ([]calendar.Exception, error) {
	return all(ctx, tx, calendar.FirstDay(year), calendar.LastDay(year))
}

// Calendar returns the province's calendar, for counting working days.
func Calendar(ctx context.Context, tx *db.Tx) (*calendar.Book, error) {
	days, err := all(ctx, tx, calendar.Date{}, calendar.Date{})
	if err != nil {
		return nil, err
	}
	return calendar.NewBook(days), nil
}

// SetDay writes one day off, or one day worked instead, in place of what the
// calendar said about that day before.
func SetDay(ctx context.Context, tx *db.Tx, e calendar.Exception) error {
	if err := tx.Actor.Require(access.ManageCalendar); err != nil {
		return err
	}
	e.Name = text.CleanLine(e.Name)
	var form fault.Form
	form.Check(!e.Day.IsZero(), "day", "Cần ghi ngày, ví dụ 02/09/2026.")
	form.Check(e.Kind == calendar.Holiday || e.Kind == calendar.Workday, "kind", "Cần chọn ngày nghỉ hoặc ngày làm bù.")
	form.Check(e.Name != "", "name", "Cần ghi tên ngày, ví dụ “Nghỉ bù Quốc khánh”.")
	form.Check(utf8.RuneCountInString(e.Name) <= maxName, "name", "Tên ngày dài tối đa 120 ký tự.")
	if err := form.Err("Ngày này chưa ghi được vào lịch."); err != nil {
		return err
	}
	before, err := on(ctx, tx, e.Day)
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return err
	}
	if before == e {
		return nil
	}
	if err := put(ctx, tx, e); err != nil {
		return err
	}
	return audit.Record(ctx, tx, "calendar.set", subject(e.Day), map[string]string{"before": words(before), "after": words(e)})
}

// RemoveDay takes a day out of the calendar, so that its weekday counts again.
func RemoveDay(ctx context.Context, tx *db.Tx, day calendar.Date) error {
	if err := tx.Actor.Require(access.ManageCalendar); err != nil {
		return err
	}
	before, err := on(ctx, tx, day)
	if err != nil {
		return err
	}
	if err := remove(ctx, tx, day); err != nil {
		return err
	}
	return audit.Record(ctx, tx, "calendar.remove", subject(day), map[string]string{"before": words(before)})
}

// subject names a day in the audit record.
func subject(day calendar.Date) string { return "calendar/" + day.String() }

// words writes an entry for the audit record; "" for none.
func words(e calendar.Exception) string {
	if e.Day.IsZero() {
		return ""
	}
	return fmt.Sprintf("%s: %s (verified: %t)", e.Kind, e.Name, e.Verified)
}
