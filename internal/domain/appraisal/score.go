package appraisal

import (
	"context"
	"fmt"

	"example.vn/khuyencong/internal/domain/norm"
	"example.vn/khuyencong/internal/domain/normbook"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/audit"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
)

// Withhold leaves the actor out of the dossier because of a conflict of
// interest (xung đột lợi ích). It cannot be taken back.
func Withhold(ctx context.Context, tx *db.Tx, id scheme.ID, reason string) error {
	a, seat, err := mySeat(ctx, tx, id)
	if err != nil {
		return err
	}
	if seat.Conflict != "" {
		return fault.New(fault.Conflict, "Anh/chị đã khai xung đột lợi ích với hồ sơ này.")
	}
	if reason == "" {
		return scheme.Missing("conflict", "Chưa nêu lý do xung đột lợi ích.")
	}
	seat.Conflict, seat.Scores, seat.Remark, seat.SubmittedAt = reason, nil, "", ""
	if err := saveSeat(ctx, tx, a, seat); err != nil {
		return err
	}
	return audit.Record(ctx, tx, "appraisal.withhold", id.Subject(), map[string]string{"member": seat.Name, "reason": reason})
}

// Judge stores the actor's scores and remark; handing in makes them count and
// final.
func Judge(ctx context.Context, tx *db.Tx, id scheme.ID, scores []Score, remark string, handIn bool) error {
	a, seat, err := mySeat(ctx, tx, id)
	if err != nil {
		return err
	}
	if seat.Conflict != "" {
		return fault.New(fault.Forbidden, "Anh/chị đã khai xung đột lợi ích nên không chấm hồ sơ này.")
	}
	if seat.SubmittedAt != "" {
		return fault.New(fault.Conflict, "Phiếu chấm đã gửi, không sửa được nữa.")
	}
	s, err := scheme.ByID(ctx, tx, id)
	if err != nil {
		return err
	}
	if err := checkScores(s, scores, handIn, tx.Today()); err != nil {
		return err
	}
	seat.Scores, seat.Remark = scores, remark
	if handIn {
		seat.SubmittedAt = tx.Moment()
	}
	if err := saveSeat(ctx, tx, a, seat); err != nil || !handIn {
		return err
	}
	return audit.Record(ctx, tx, "appraisal.judge", id.Subject(), map[string]string{"member": seat.Name, "total": fmt.Sprint(seat.Total())})
}

// Criteria lists what appraisers judge a scheme by: what every scheme must be,
// and what law asks of each of its contents.
func Criteria(s *scheme.Scheme, on calendar.Date) []normbook.Criterion {
	var codes []norm.Content
	for _, c := range s.Contents {
		codes = append(codes, c.Code)
	}
	return normbook.Criteria(codes, on)
}

func checkScores(s *scheme.Scheme, scores []Score, handIn bool, today calendar.Date) error {
	f := &fault.Form{}
	given := map[string]bool{}
	most := map[string]int{}
	for _, c := range Criteria(s, today) {
		most[c.Code] = c.MaxScore
	}
	for _, x := range scores {
		limit, known := most[x.Criterion]
		f.Check(known && !given[x.Criterion], "score_"+x.Criterion, "Tiêu chí này không có trong phiếu chấm.")
		f.Check(x.Score >= 0 && x.Score <= limit, "score_"+x.Criterion, fmt.Sprintf("Điểm phải từ 0 đến %d.", limit))
		given[x.Criterion] = true
	}
	for code := range most {
		f.Check(given[code] || !handIn, "score_"+code, "Chưa chấm tiêu chí này.")
	}
	return f.Err("Phiếu chấm có chỗ cần sửa.")
}

// mySeat finds the open appraisal and the actor's seat in it.
func mySeat(ctx context.Context, tx *db.Tx, id scheme.ID) (*Appraisal, *Seat, error) {
	if err := tx.Actor.Require(access.ScoreAppraisal); err != nil {
		return nil, nil, err
	}
	if _, err := scheme.ByID(ctx, tx, id); err != nil {
		return nil, nil, err
	}
	a, err := Current(ctx, tx, id)
	if err != nil {
		return nil, nil, err
	}
	seat := a.Seat(tx.Actor.ID)
	if seat == nil {
		return nil, nil, fault.New(fault.Forbidden, "Anh/chị không có tên trong danh sách thẩm định đề án này.")
	}
	return a, seat, nil
}
