package plan

import (
	"context"
	"fmt"

	"example.vn/khuyencong/internal/domain/establishment"
	"example.vn/khuyencong/internal/domain/procedure"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/audit"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/money"
)

// AdjustmentState is where a proposed change stands.
type AdjustmentState string

// The states of an adjustment.
const (
	Proposed AdjustmentState = "proposed" // chờ quyết định
	Decided  AdjustmentState = "decided"  // đã quyết định
	Refused  AdjustmentState = "refused"  // không chấp thuận
)

// An Adjustment (điều chỉnh) is a change to a scheme after its approval,
// decided by the authority that law names for that kind of change.
type Adjustment struct {
	ID            string
	Scheme        scheme.ID
	Change        procedure.Change
	Authority     procedure.Authority
	Delta         money.VND        // more or less support; not negative, see Change
	BeneficiaryNo int              // who leaves
	Establishment establishment.ID // who joins
	NewEndOn      calendar.Date
	NewText       string // new place, coordinator or other content
	Reason        string
	State         AdjustmentState
	Decision      Decision
	Answer        string // why it was refused
	ProposedBy    string
	ProposedAt    string
	DecidedBy     string
	DecidedAt     string
	Version       int64
}

// DeedFor is the deed of deciding for an authority. What the ministry and its
// agency decide outside this program is recorded by the department.
func DeedFor(a procedure.Authority) access.Deed {
	switch a {
	case procedure.MOIT, procedure.Agency, procedure.Implementer: // an implementer decides no change
		return access.RecordByMinistry
	case procedure.ProvincialPeople:
		return access.DecideByProvince
	case procedure.Department:
		return access.DecideByDepartment
	}
	return access.RecordByMinistry
}

// Propose asks for a change to a granted scheme; law says who decides it.
//
// Law: TT 36/2013/TT-BCT Điều 11, Điều 21 khoản 2.
func Propose(ctx context.Context, tx *db.Tx, a *Adjustment) error {
	if err := tx.Actor.Require(access.ProposeAdjustment); err != nil {
		return err
	}
	s, err := scheme.ByID(ctx, tx, a.Scheme)
	if err != nil {
		return err
	}
	rules, err := s.Procedure(ctx, tx, tx.Today())
	if err != nil {
		return err
	}
	if err := a.check(s, rules); err != nil {
		return err
	}
	if err := a.checkJoining(ctx, tx, s); err != nil {
		return err
	}
	n, err := tx.Next(ctx, "adjustment")
	if err != nil {
		return err
	}
	a.ID, a.State, a.Version = fmt.Sprintf("dc-%04d", n), Proposed, 1
	decider, ok := rules.DecidedBy(s.Group, a.Change)
	if !ok {
		return fault.New(fault.Invalid, "Thủ tục hiện hành không nêu ai quyết định loại điều chỉnh này.")
	}
	a.Authority = decider.Authority
	a.ProposedBy, a.ProposedAt = tx.Actor.ID, tx.Moment()
	if err := insertAdjustment(ctx, tx, a); err != nil {
		return err
	}
	return audit.Record(ctx, tx, "adjustment.propose", s.ID.Subject(), a.detail())
}

func (a *Adjustment) detail() map[string]string {
	return map[string]string{
		"id": a.ID, "change": a.Change.Label(), "authority": a.Authority.Label(), "amount": a.Delta.String(),
		"new_end_on": a.NewEndOn.VN(), "reason": a.Reason,
	}
}

func (a *Adjustment) check(s *scheme.Scheme, rules procedure.Rules) error {
	f := &fault.Form{}
	f.Check(a.Reason != "", "reason", "Chưa nêu lý do điều chỉnh.")
	f.Check(a.Delta >= 0 && a.Delta <= money.Max, "delta", "Số tiền điều chỉnh không hợp lý.")
	_, mayEnter := rules.Move(s.State, scheme.Planned)
	switch a.Change {
	case procedure.AddScheme:
		f.Check(mayEnter, "change", "Chỉ bổ sung đề án đã đạt thẩm định mà chưa vào kế hoạch.")
		f.Check(a.Delta > 0 && a.Delta <= s.Appraised, "delta", "Kinh phí bổ sung phải lớn hơn 0 và không quá số đã thẩm định.")
		return f.Err("Đề nghị điều chỉnh chưa đủ.")
	case procedure.MoreSupport, procedure.LessSupport:
		f.Check(a.Delta > 0, "delta", "Chưa nhập số tiền tăng hoặc giảm.")
	case procedure.Beneficiary:
		f.Check(a.BeneficiaryNo > 0, "beneficiary_no", "Chưa chọn đơn vị thôi tham gia.")
		f.Check(a.Establishment != "", "establishment", "Chưa chọn đơn vị thay thế.")
	case procedure.ExtendNextYear, procedure.TimeWithinYear:
		f.Check(!a.NewEndOn.IsZero(), "new_end_on", "Chưa nhập ngày kết thúc mới.")
		f.Check(!a.NewEndOn.Before(s.StartsOn), "new_end_on", "Ngày kết thúc phải sau ngày bắt đầu.")
		f.Check(a.Change != procedure.TimeWithinYear || a.NewEndOn.Year() <= s.YearEnd, "new_end_on", "Ngày mới sang năm ngân sách sau: hãy chọn “gia hạn sang năm sau”.")
		f.Check(a.Change != procedure.ExtendNextYear || a.NewEndOn.Year() > s.EndsOn.Year(), "new_end_on", "Ngày mới vẫn trong năm: hãy chọn “đổi thời gian trong năm”.")
	case procedure.Place, procedure.Coordinator, procedure.OtherContent, procedure.OtherChange:
		f.Check(a.NewText != "", "new_text", "Chưa ghi nội dung mới.")
	case procedure.StopScheme:
	default:
		f.Add("change", "Chưa chọn loại điều chỉnh.")
	}
	f.Check(live(s.State), "change", "Chỉ điều chỉnh đề án đã phê duyệt và chưa nghiệm thu.")
	return f.Err("Đề nghị điều chỉnh chưa đủ.")
}

// checkJoining asks that whoever leaves takes part, and whoever joins exists
// and does not take part yet.
func (a *Adjustment) checkJoining(ctx context.Context, tx *db.Tx, s *scheme.Scheme) error {
	if a.Change != procedure.Beneficiary {
		return nil
	}
	if _, err := establishment.ByID(ctx, tx, a.Establishment); fault.KindOf(err) == fault.NotFound {
		return scheme.Missing("establishment", "Không tìm thấy cơ sở thay thế này.")
	} else if err != nil {
		return err
	}
	f := &fault.Form{}
	leaves := false
	for _, b := range s.Active() {
		leaves = leaves || b.No == a.BeneficiaryNo
		f.Check(b.Establishment != a.Establishment, "establishment", "Cơ sở này đang tham gia đề án.")
	}
	f.Check(leaves, "beneficiary_no", "Đơn vị này không tham gia đề án.")
	if err := f.Err("Đề nghị điều chỉnh chưa đủ."); err != nil {
		return err
	}
	return a.checkLeaving(ctx, tx)
}

// checkLeaving refuses that somebody leaves whose work was accepted, or is
// about to be: the money for it could then be paid to nobody.
func (a *Adjustment) checkLeaving(ctx context.Context, tx *db.Tx) error {
	var n int
	err := tx.QueryRow(ctx, `
		SELECT count(*) FROM acceptances WHERE province = ? AND scheme = ? AND beneficiary = ? AND state IN ('prepared', 'confirmed')`,
		[]any{tx.Province, a.Scheme, a.BeneficiaryNo}, &n)
	if err != nil {
		return fmt.Errorf("accepted work: %w", err)
	}
	if n > 0 {
		return fault.New(fault.Conflict, "Đơn vị này đã có biên bản nghiệm thu nên không thay được nữa. Nếu biên bản sai, hãy trả lại hoặc đảo biên bản trước.")
	}
	return nil
}

// Decide carries a proposed change out. Only whoever law names may decide;
// everybody else is refused with the provision.
func Decide(ctx context.Context, tx *db.Tx, id string, version int64, d Decision) error {
	a, s, err := forDecision(ctx, tx, id, version)
	if err != nil {
		return err
	}
	first, err := firstChange(ctx, tx, s)
	if err != nil {
		return err
	}
	if err := d.check(tx.Today(), first); err != nil {
		return err
	}
	if err := a.carryOut(ctx, tx, s, d); err != nil {
		return err
	}
	a.State, a.Decision, a.DecidedBy, a.DecidedAt = Decided, d, tx.Actor.ID, tx.Moment()
	if err := saveAdjustment(ctx, tx, a); err != nil {
		return err
	}
	detail := a.detail()
	detail["decision_no"], detail["decision_on"], detail["signer"] = d.Number, d.On.VN(), d.Signer
	return audit.Record(ctx, tx, "adjustment.decide", s.ID.Subject(), detail)
}

// firstChange is the earliest day on which a change of s can be decided: that
// of the decision that first granted it.
func firstChange(ctx context.Context, tx *db.Tx, s *scheme.Scheme) (calendar.Date, error) {
	past, err := Grants(ctx, tx, s.ID)
	if err != nil || len(past) == 0 {
		return firstDay(s.Year), err
	}
	return past[0].DecidedOn, nil
}

// Refuse turns a proposed change down, with the reason.
func Refuse(ctx context.Context, tx *db.Tx, id string, version int64, answer string) error {
	a, s, err := forDecision(ctx, tx, id, version)
	if err != nil {
		return err
	}
	if answer == "" {
		return scheme.Missing("answer", "Chưa nêu lý do không chấp thuận.")
	}
	a.State, a.Answer, a.DecidedBy, a.DecidedAt = Refused, answer, tx.Actor.ID, tx.Moment()
	if err := saveAdjustment(ctx, tx, a); err != nil {
		return err
	}
	return audit.Record(ctx, tx, "adjustment.refuse", s.ID.Subject(), map[string]string{"id": a.ID, "answer": answer})
}

func forDecision(ctx context.Context, tx *db.Tx, id string, version int64) (*Adjustment, *scheme.Scheme, error) {
	a, err := AdjustmentByID(ctx, tx, id)
	if err != nil {
		return nil, nil, err
	}
	s, err := scheme.ByID(ctx, tx, a.Scheme)
	if err != nil {
		return nil, nil, err
	}
	rules, err := s.Procedure(ctx, tx, tx.Today())
	if err != nil {
		return nil, nil, err
	}
	if !tx.Actor.May(DeedFor(a.Authority)) {
		decider, _ := rules.DecidedBy(s.Group, a.Change)
		return nil, nil, &fault.Error{
			Kind:    fault.Forbidden,
			Message: "Điều chỉnh “" + a.Change.Label() + "” thuộc thẩm quyền " + a.Authority.Label() + "; tài khoản này không quyết định được.",
			Basis:   decider.Citation,
		}
	}
	if err := tx.Actor.OtherThan(a.ProposedBy, "người đề nghị điều chỉnh không quyết định điều chỉnh đó"); err != nil {
		return nil, nil, err
	}
	if a.State != Proposed {
		return nil, nil, fault.New(fault.Conflict, "Điều chỉnh này đã được quyết định.")
	}
	if a.Version != version {
		return nil, nil, fault.New(fault.Conflict, "Đề nghị vừa được người khác sửa. Hãy tải lại trang rồi làm lại.")
	}
	return a, s, a.check(s, rules)
}
