package appraisal

import (
	"context"
	"fmt"

	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/money"
)

// Start opens the base appraisal of a submitted scheme with the given members
// (giao thẩm định, lập hội đồng). A council has one chair and one secretary;
// quorum 0 means more than half of it.
func Start(ctx context.Context, tx *db.Tx, id scheme.ID, version int64, a *Appraisal) error {
	s, err := forDeed(ctx, tx, id, version, access.OpenAppraisal)
	if err != nil {
		return err
	}
	if err := a.open(ctx, tx, s); err != nil {
		return err
	}
	return scheme.Move(ctx, tx, s, scheme.Appraising, "appraisal.start", a.detail())
}

// Restart gives up the open base appraisal and opens another with other
// members: its chair has a conflict of interest, or too few are left to make
// the quorum. What was scored in the old one stays on record.
func Restart(ctx context.Context, tx *db.Tx, id scheme.ID, version int64, a *Appraisal, reason string) error {
	s, err := forDeed(ctx, tx, id, version, access.OpenAppraisal)
	if err != nil {
		return err
	}
	old, err := Current(ctx, tx, id)
	if err != nil {
		return err
	}
	if reason == "" {
		return scheme.Missing("reason", "Chưa nêu lý do lập lại đợt thẩm định.")
	}
	old.State, old.Reasons, old.ConcludedBy, old.ConcludedAt = Cancelled, reason, tx.Actor.ID, tx.Moment()
	if err := save(ctx, tx, old); err != nil {
		return err
	}
	if err := a.open(ctx, tx, s); err != nil {
		return err
	}
	detail := a.detail()
	detail["reason"] = reason
	return scheme.Save(ctx, tx, s, "appraisal.restart", detail)
}

// open checks and stores a new base appraisal of s.
func (a *Appraisal) open(ctx context.Context, tx *db.Tx, s *scheme.Scheme) error {
	a.Scheme, a.Level, a.State = s.ID, Base, Open
	if a.Quorum == 0 {
		a.Quorum = len(a.Members)/2 + 1
	}
	if err := a.check(s, tx.Today()); err != nil {
		return err
	}
	return insert(ctx, tx, a)
}

func (a *Appraisal) detail() map[string]string {
	return map[string]string{
		"mode": a.Mode.Label(), "members": fmt.Sprint(len(a.Members)), "quorum": fmt.Sprint(a.Quorum), "due_on": a.DueOn.VN(),
	}
}

func (a *Appraisal) check(s *scheme.Scheme, today calendar.Date) error {
	f := &fault.Form{}
	posts := make(map[Post]int)
	seen := map[string]bool{}
	for _, m := range a.Members {
		f.Check(!seen[m.UserID], "members", m.Name+" được chọn hai lần.")
		f.Check(m.UserID != s.PreparedBy, "members", m.Name+" đã lập hồ sơ này nên không tham gia thẩm định.")
		seen[m.UserID] = true
		posts[m.Post]++
	}
	switch a.Mode {
	case ByStaff:
		f.Check(len(a.Members) >= 1, "members", "Chưa giao người thẩm định.")
		f.Check(posts[Chair] == 1, "members", "Phải có đúng một người chịu trách nhiệm kết luận.")
	case ByCouncil:
		f.Check(len(a.Members) >= 3, "members", "Hội đồng phải có ít nhất 3 người.")
		f.Check(posts[Chair] == 1, "members", "Hội đồng phải có đúng một chủ tịch.")
		f.Check(posts[Secretary] == 1, "members", "Hội đồng phải có đúng một thư ký.")
	case ByPaper:
		f.Add("mode", "Thẩm định cơ sở do cán bộ hoặc hội đồng của Sở thực hiện.")
	default:
		f.Add("mode", "Chưa chọn hình thức thẩm định.")
	}
	f.Check(a.Quorum >= 1 && a.Quorum <= len(a.Members), "quorum", "Số người tối thiểu phải từ 1 đến số thành viên.")
	f.Check(a.DueOn.IsZero() || !a.DueOn.Before(today), "due_on", "Hạn thẩm định phải từ hôm nay trở đi.")
	return f.Err("Chưa lập được đợt thẩm định.")
}

// A Verdict is the conclusion that Conclude and RecordMinistry store.
type Verdict struct {
	Conclusion Conclusion
	Amount     money.VND // when it passes
	Reasons    string
	PaperNo    string
	PaperOn    calendar.Date
	DueOn      calendar.Date // when supplements are due, if it is returned
}

// Conclude ends the base appraisal. Only its chair may, with the quorum handed
// in, without a conflict of interest, and never for a dossier of their own.
func Conclude(ctx context.Context, tx *db.Tx, id scheme.ID, version int64, v Verdict) error {
	s, err := forDeed(ctx, tx, id, version, access.ConcludeAppraisal)
	if err != nil {
		return err
	}
	a, seat, err := mySeat(ctx, tx, id)
	if err != nil {
		return err
	}
	switch {
	case seat.Post != Chair:
		return fault.New(fault.Forbidden, "Chỉ người chủ trì đợt thẩm định mới kết luận.")
	case seat.Conflict != "":
		return fault.New(fault.Forbidden, "Người chủ trì có xung đột lợi ích nên không kết luận hồ sơ này; Sở cần lập lại đợt thẩm định.")
	case a.HandedIn() < a.Quorum:
		return fault.New(fault.Conflict, fmt.Sprintf("Mới có %d phiếu chấm hợp lệ, cần ít nhất %d.", a.HandedIn(), a.Quorum))
	}
	if err := tx.Actor.OtherThan(s.PreparedBy, "người lập hồ sơ không thẩm định hồ sơ đó"); err != nil {
		return err
	}
	if v.PaperOn.After(tx.Today()) {
		return scheme.Missing("paper_on", "Ngày biên bản không được sau hôm nay.")
	}
	a.close(tx, v)
	if err := save(ctx, tx, a); err != nil {
		return err
	}
	return apply(ctx, tx, s, v, scheme.Appraised, "appraisal.conclude")
}

// close stores the verdict in a; only a scheme that passes has an amount.
func (a *Appraisal) close(tx *db.Tx, v Verdict) {
	if v.Conclusion != Pass {
		v.Amount = 0
	}
	a.State, a.Conclusion, a.Amount, a.Reasons, a.PaperNo, a.PaperOn = Concluded, v.Conclusion, v.Amount, v.Reasons, v.PaperNo, v.PaperOn
	a.ConcludedBy, a.ConcludedAt = tx.Actor.ID, tx.Moment()
}

// apply moves the scheme by the conclusion.
func apply(ctx context.Context, tx *db.Tx, s *scheme.Scheme, v Verdict, passed scheme.State, verb string) error {
	if v.Reasons == "" {
		return scheme.Missing("reasons", "Chưa ghi lý do của kết luận.")
	}
	detail := map[string]string{"conclusion": v.Conclusion.Label(), "reasons": v.Reasons, "paper_no": v.PaperNo}
	switch v.Conclusion {
	case Pass:
		if v.Amount <= 0 || v.Amount > s.Asked {
			return scheme.Missing("amount", fmt.Sprintf("Số thẩm định phải lớn hơn 0 và không quá số đề nghị %s đ.", s.Asked))
		}
		if _, err := s.Within(ctx, tx, v.Amount, tx.Today()); err != nil {
			return err
		}
		s.Appraised = v.Amount
		detail["amount"] = v.Amount.String()
		return scheme.Move(ctx, tx, s, passed, verb, detail)
	case Return:
		s.Appraised = 0
		return scheme.Return(ctx, tx, s, v.DueOn, v.Reasons)
	case Reject:
		s.Appraised = 0
		return scheme.Move(ctx, tx, s, scheme.Rejected, verb, detail)
	}
	return scheme.Missing("conclusion", "Chưa chọn kết luận.")
}

// SendBack returns a submitted dossier that is not fit to be appraised yet.
func SendBack(ctx context.Context, tx *db.Tx, id scheme.ID, version int64, due calendar.Date, reason string) error {
	s, err := forDeed(ctx, tx, id, version, access.OpenAppraisal)
	if err != nil {
		return err
	}
	if s.State != scheme.Submitted {
		return fault.New(fault.Conflict, "Chỉ trả lại hồ sơ đang chờ thẩm định.")
	}
	return scheme.Return(ctx, tx, s, due, reason)
}

// RecordMinistry records the ministry's appraisal of a national scheme with
// the number and day of its document.
//
// Law: TT 36/2013/TT-BCT Điều 8 khoản 2.
func RecordMinistry(ctx context.Context, tx *db.Tx, id scheme.ID, version int64, v Verdict) error {
	s, err := forDeed(ctx, tx, id, version, access.RecordMinistry)
	if err != nil {
		return err
	}
	if s.Fund != ledger.National {
		return fault.New(fault.Conflict, "Chỉ đề án khuyến công quốc gia mới qua thẩm định cấp Bộ.")
	}
	if s.State != scheme.Appraised {
		return fault.New(fault.Conflict, "Chỉ ghi kết quả của Bộ cho đề án đã đạt thẩm định cơ sở.")
	}
	f := &fault.Form{}
	f.Check(v.PaperNo != "", "paper_no", "Chưa nhập số văn bản của Bộ.")
	f.Check(!v.PaperOn.IsZero() && !v.PaperOn.After(tx.Today()), "paper_on", "Ngày văn bản phải có và không sau hôm nay.")
	if err := f.Err("Thông tin văn bản của Bộ chưa đủ."); err != nil {
		return err
	}
	a := &Appraisal{Scheme: id, Level: Ministry, Mode: ByPaper}
	a.close(tx, v)
	if err := insert(ctx, tx, a); err != nil {
		return err
	}
	return apply(ctx, tx, s, v, scheme.Endorsed, "appraisal.ministry")
}

func forDeed(ctx context.Context, tx *db.Tx, id scheme.ID, version int64, d access.Deed) (*scheme.Scheme, error) {
	if err := tx.Actor.Require(d); err != nil {
		return nil, err
	}
	s, err := scheme.ByID(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	return s, s.Seen(version)
}
