package scheme

import (
	"context"

	"example.vn/khuyencong/internal/domain/establishment"
	"example.vn/khuyencong/internal/domain/norm"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/money"
)

// Submit hands the dossier in for appraisal (nộp, trình thẩm định). It must be
// complete and within every verified norm of today. version is the one that
// the person saw.
func Submit(ctx context.Context, tx *db.Tx, id ID, version int64) error {
	s, err := forDeed(ctx, tx, id, version, access.EditScheme)
	if err != nil {
		return err
	}
	if err := s.Complete(); err != nil {
		return err
	}
	by, err := BasisOf(ctx, tx, s)
	if err != nil {
		return err
	}
	if err := s.CheckNorms(by, tx.Today()); err != nil {
		return err
	}
	s.PreparedBy = tx.Actor.ID
	return Move(ctx, tx, s, Submitted, "scheme.submit", map[string]string{"asked": s.Asked.String()})
}

// Withdraw takes the dossier back for good (rút), with a reason.
func Withdraw(ctx context.Context, tx *db.Tx, id ID, version int64, reason string) error {
	s, err := forDeed(ctx, tx, id, version, access.WithdrawScheme)
	if err != nil {
		return err
	}
	if reason == "" {
		return Missing("reason", "Chưa nêu lý do rút đề án.")
	}
	return Move(ctx, tx, s, Withdrawn, "scheme.withdraw", map[string]string{"reason": reason})
}

// Return sends the dossier back for supplements (yêu cầu bổ sung) that are due
// on due. Whoever appraises or receives dossiers calls it.
func Return(ctx context.Context, tx *db.Tx, s *Scheme, due calendar.Date, reason string) error {
	if reason == "" {
		return Missing("reason", "Chưa ghi rõ cần bổ sung những gì.")
	}
	if due.IsZero() || due.Before(tx.Today()) {
		return Missing("due", "Hạn bổ sung phải từ hôm nay trở đi.")
	}
	s.DueOn = due
	return Move(ctx, tx, s, Returned, "scheme.return", map[string]string{"reason": reason, "due_on": due.VN()})
}

// Missing is the fault of a form in which one field is not right.
func Missing(field, message string) error {
	return &fault.Error{Kind: fault.Invalid, Message: message, Fields: map[string]string{field: message}}
}

// forDeed reads a scheme for a verb: the actor may do the deed and saw the
// present version.
func forDeed(ctx context.Context, tx *db.Tx, id ID, version int64, d access.Deed) (*Scheme, error) {
	if err := tx.Actor.Require(d); err != nil {
		return nil, err
	}
	s, err := ByID(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	return s, s.Seen(version)
}

// Seen returns a Conflict unless version is the present one.
func (s *Scheme) Seen(version int64) error {
	if s.Version == version {
		return nil
	}
	return fault.New(fault.Conflict, "Đề án vừa được người khác sửa. Hãy tải lại trang rồi làm lại.")
}

// NameBeneficiary adds a beneficiary to a granted group scheme, before its
// execution plan is approved. decided is the day of the grant, whose norms
// hold.
func NameBeneficiary(ctx context.Context, tx *db.Tx, id ID, version int64, b Beneficiary, decided calendar.Date) error {
	s, err := forDeed(ctx, tx, id, version, access.EditScheme)
	if err != nil {
		return err
	}
	if !s.Group || !s.State.Granted() || s.GroupPlan == GroupPlanApproved {
		return fault.New(fault.Conflict, "Chỉ thêm đơn vị thụ hưởng cho đề án nhóm đã phê duyệt mà Sở chưa duyệt danh sách.")
	}
	if len(s.Active()) >= maxGroup {
		return fault.New(fault.Invalid, "Đề án nhóm có không quá 10 đơn vị thụ hưởng.")
	}
	f := &fault.Form{}
	f.Check(b.Support >= 0 && b.Support <= money.Max, "support", "Số hỗ trợ phải từ 0 đồng trở lên và không lớn quá mức.")
	f.Check(b.Cost >= 0 && b.Cost <= money.Max, "cost", "Kinh phí phải từ 0 đồng trở lên và không lớn quá mức.")
	f.Check(b.ContentNo >= 0 && b.ContentNo <= len(s.Contents), "content_no", "Nội dung này không có trong đề án.")
	f.Check(s.named()+b.Support <= s.Appraised, "support", "Tổng hỗ trợ của các đơn vị thụ hưởng lớn hơn số đã thẩm định "+s.Appraised.String()+" đ.")
	if err := f.Err("Thông tin đơn vị thụ hưởng có chỗ cần sửa."); err != nil {
		return err
	}
	if err := s.mayJoin(ctx, tx, b, decided); err != nil {
		return err
	}
	return addBeneficiary(ctx, tx, s, b, "scheme.name_beneficiary", nil)
}

// mayJoin holds whoever joins a granted scheme against the norms of the day of
// its grant: the amount, and what was received before.
func (s *Scheme) mayJoin(ctx context.Context, tx *db.Tx, b Beneficiary, decided calendar.Date) error {
	e, err := establishment.Root(ctx, tx, b.Establishment)
	if err != nil {
		return err
	}
	b.Establishment, b.Name, b.Kind, b.Place = e.ID, e.Name, e.Kind, e.Address
	by, err := BasisOf(ctx, tx, s, b.Establishment)
	if err != nil {
		return err
	}
	if b.ContentNo > 0 {
		return norm.Check(norm.Judge(by.Book, s.part(by, b, decided)))
	}
	b.Cost, b.Support = 0, 0 // of which content, nobody has said
	for i := range s.Contents {
		b.ContentNo = i + 1
		if err := norm.Check(norm.Judge(by.Book, s.part(by, b, decided))); err != nil {
			return err
		}
	}
	return nil
}

// addBeneficiary lets an establishment join a scheme that is granted already.
func addBeneficiary(ctx context.Context, tx *db.Tx, s *Scheme, b Beneficiary, verb string, detail map[string]string) error {
	e, err := establishment.Root(ctx, tx, b.Establishment)
	if err != nil {
		return err
	}
	for _, old := range s.Active() {
		if old.Establishment == e.ID && old.ContentNo == b.ContentNo {
			return fault.New(fault.Conflict, e.Name+" đã có trong đề án.")
		}
	}
	b.No, b.Establishment, b.Name, b.Kind, b.Place = len(s.Beneficiaries)+1, e.ID, e.Name, e.Kind, e.Address
	if err := insertBeneficiary(ctx, tx, s.ID, b); err != nil {
		return err
	}
	s.Beneficiaries = append(s.Beneficiaries, b)
	if detail == nil {
		detail = map[string]string{}
	}
	detail["beneficiary"], detail["support"] = e.Name, b.Support.String()
	return Save(ctx, tx, s, verb, detail)
}

// Replace puts another establishment in the place of beneficiary no. The
// authority that law names has decided it; package plan asks. decided is the
// day of the grant, whose norms hold.
func Replace(ctx context.Context, tx *db.Tx, s *Scheme, no int, by establishment.ID, decided calendar.Date, reason string) error {
	for i := range s.Beneficiaries {
		b := &s.Beneficiaries[i]
		if b.No != no || !b.LeftOn.IsZero() {
			continue
		}
		b.LeftOn, b.LeftReason = tx.Today(), reason
		err := tx.Change(ctx, `
			UPDATE scheme_beneficiaries SET left_on = ?, left_reason = ?
			WHERE province = ? AND scheme = ? AND no = ? AND left_on = ''`,
			b.LeftOn, b.LeftReason, tx.Province, s.ID, no)
		if err != nil {
			return err
		}
		joins := Beneficiary{Establishment: by, ContentNo: b.ContentNo, Cost: b.Cost, Support: b.Support}
		if err := s.mayJoin(ctx, tx, joins, decided); err != nil {
			return err
		}
		return addBeneficiary(ctx, tx, s, joins, "scheme.replace_beneficiary", map[string]string{"left": b.Name, "reason": reason})
	}
	return fault.New(fault.NotFound, "Đề án không có đơn vị thụ hưởng này, hoặc đơn vị đã được thay.")
}

// ApproveGroupPlan records that Sở approved who takes part in a group scheme.
//
// Law: TT 36/2013/TT-BCT Điều 21 khoản 2 điểm a.
func ApproveGroupPlan(ctx context.Context, tx *db.Tx, id ID, version int64, number string) error {
	s, err := forDeed(ctx, tx, id, version, access.ApproveGroupPlan)
	if err != nil {
		return err
	}
	if err := tx.Actor.OtherThan(s.PreparedBy, "người lập hồ sơ đề án không duyệt danh sách thụ hưởng của đề án đó"); err != nil {
		return err
	}
	switch n := len(s.Active()); {
	case !s.Group || !s.State.Granted():
		return fault.New(fault.Conflict, "Chỉ duyệt danh sách cho đề án nhóm đã được phê duyệt.")
	case s.GroupPlan == GroupPlanApproved:
		return fault.New(fault.Conflict, "Danh sách của đề án nhóm này đã được duyệt.")
	case number == "":
		return Missing("number", "Chưa nhập số văn bản duyệt của Sở.")
	case n < minGroup || n > maxGroup:
		return fault.New(fault.Invalid, "Đề án nhóm phải có từ 2 đến 10 đơn vị thụ hưởng.")
	}
	s.GroupPlan, s.GroupPlanNo = GroupPlanApproved, number
	return Save(ctx, tx, s, "scheme.approve_group_plan", map[string]string{"number": number})
}
