package followup

import (
	"context"
	"strconv"
	"time"
	"unicode/utf8"

	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/audit"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/text"
)

// Limits on what is answered; beyond them somebody mistyped.
const (
	maxRevenue = 10_000_000_000_000
	maxWorkers = 100_000
	maxEnergy  = 1_000_000_000
	maxOutput  = 200
	maxNote    = 1_000
)

// How many answers one address may send within a minute, all copies of the
// program together.
const (
	answerLimit  = 30
	answerWithin = time.Minute
)

// link is who acts when an establishment answers: nobody who may do anything
// else.
var link = access.Actor{ID: "followup-link", Name: "Cơ sở, qua đường dẫn theo dõi"}

// ScopeOf is the scope in which the page of a code reads and writes; false for
// what no follow-up can have.
func ScopeOf(code string) (db.Scope, bool) {
	_, province, ok := ParseCode(code)
	return db.Scope{Province: province, Actor: link}, ok
}

// Allow counts one answer from an address; too many are Busy.
func Allow(ctx context.Context, d *db.DB, source string) error {
	return d.Update(ctx, db.Scope{Actor: access.Actor{ID: source}}, func(tx *db.Tx) error {
		return tx.Allow(ctx, "followup", answerLimit, answerWithin)
	})
}

// ByCode returns the follow-up that a code opens, closed ones too.
func ByCode(ctx context.Context, tx *db.Tx, typed string) (Followup, error) {
	code, province, ok := ParseCode(typed)
	if !ok || province != tx.Province {
		return Followup{}, Unopened()
	}
	return one(ctx, tx, ` AND f.code = ?`, code)
}

// Unopened says that a code opens nothing.
func Unopened() error {
	return fault.New(fault.NotFound, "Đường dẫn này không đúng hoặc không còn. Hãy mở lại đúng đường dẫn Trung tâm đã gửi, hoặc gọi cho Trung tâm.")
}

// Refusal says why the link takes no answer on a day; nil when it does.
func (f Followup) Refusal(today calendar.Date) error {
	if !f.Closed(today) {
		return nil
	}
	return fault.New(fault.Conflict, "Phiếu này đã đóng sau ngày "+f.ClosesOn.VN()+" nên không nhận trả lời qua đường dẫn nữa. Hãy gọi cho Trung tâm nếu cần sửa.")
}

// Reply keeps the answer that came by a link, the first or a correction.
func Reply(ctx context.Context, tx *db.Tx, typed string, version int64, a Answer) error {
	f, err := ByCode(ctx, tx, typed)
	if err != nil {
		return err
	}
	if err := f.Refusal(tx.Today()); err != nil {
		return err
	}
	return keep(ctx, tx, f, version, a, "followup.answer", "")
}

// Tell keeps an answer that somebody was told, by telephone or on a visit; also
// when the link has closed.
func Tell(ctx context.Context, tx *db.Tx, id ID, version int64, a Answer) error {
	if err := tx.Actor.Require(access.AskFollowup); err != nil {
		return err
	}
	f, err := ByID(ctx, tx, id)
	if err != nil {
		return err
	}
	return keep(ctx, tx, f, version, a, "followup.tell", tx.Actor.ID)
}

func keep(ctx context.Context, tx *db.Tx, f Followup, version int64, a Answer, verb, by string) error {
	if err := a.check(); err != nil {
		return err
	}
	if f.Version != version {
		return fault.New(fault.Conflict, "Phiếu này vừa được trả lời ở nơi khác. Hãy mở lại đường dẫn để xem trả lời mới nhất rồi sửa nếu cần.")
	}
	detail := map[string]string{}
	if f.Answered() {
		f.Answer.spell(detail, "before_")
	}
	f.Answer, f.AnsweredAt, f.AnsweredBy = a, tx.Moment(), by
	a.spell(detail, "")
	if err := update(ctx, tx, f); err != nil {
		return err
	}
	return audit.Record(ctx, tx, verb, f.ID.Subject(), detail)
}

// spell writes what is known of an answer into a record.
func (a Answer) spell(detail map[string]string, before string) {
	detail[before+"still_used"] = string(a.Used)
	for name, n := range map[string]int64{"revenue": int64(a.Revenue), "workers": a.Workers, "energy_kwh": a.Energy} {
		if n != Unknown {
			detail[before+name] = strconv.FormatInt(n, 10)
		}
	}
	if a.Output != "" {
		detail[before+"output"] = a.Output
	}
	if a.Note != "" {
		detail[before+"note"] = a.Note
	}
}

// check cleans an answer and checks it; only the use has to be said.
func (a *Answer) check() error {
	a.Output, a.Note = text.CleanLine(a.Output), text.Clean(a.Note)
	var form fault.Form
	form.Check(a.Used == Full || a.Used == Partly || a.Used == None, "used", "Hãy cho biết máy móc, thiết bị được hỗ trợ còn dùng không.")
	form.Check(a.Revenue >= Unknown && a.Revenue <= maxRevenue, "revenue", "Doanh thu một tháng quá lớn. Hãy nhập bằng đồng và xem lại số chữ số.")
	form.Check(a.Workers >= Unknown && a.Workers <= maxWorkers, "workers", "Số lao động phải từ 0 đến 100.000 người.")
	form.Check(a.Energy >= Unknown && a.Energy <= maxEnergy, "energy", "Điện năng phải từ 0 đến 1 tỷ kWh một tháng.")
	form.Check(utf8.RuneCountInString(a.Output) <= maxOutput, "output", "Sản lượng ghi tối đa 200 ký tự.")
	form.Check(utf8.RuneCountInString(a.Note) <= maxNote, "note", "Ghi chú dài tối đa 1.000 ký tự.")
	return form.Err("Chưa lưu được trả lời.")
}
