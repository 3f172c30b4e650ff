package appraisal

import (
	"context"
	"fmt"

	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
)

const columns = `scheme, level, round, mode, quorum, due_on, state, conclusion, amount_vnd, reasons, paper_no, paper_on,
	opened_by, opened_at, concluded_by, concluded_at, version`

func read(scan db.Scan) (*Appraisal, error) {
	var a Appraisal
	return &a, scan(&a.Scheme, &a.Level, &a.Round, &a.Mode, &a.Quorum, &a.DueOn, &a.State, &a.Conclusion, &a.Amount, &a.Reasons,
		&a.PaperNo, &a.PaperOn, &a.OpenedBy, &a.OpenedAt, &a.ConcludedBy, &a.ConcludedAt, &a.Version)
}

// Of lists the appraisals of a scheme with their members, oldest first.
func Of(ctx context.Context, tx *db.Tx, id scheme.ID) ([]*Appraisal, error) {
	all, err := db.Collect(ctx, tx, `SELECT `+columns+` FROM appraisals WHERE province = ? AND scheme = ? ORDER BY opened_at, level, round`,
		[]any{tx.Province, id}, read)
	if err != nil {
		return nil, fmt.Errorf("appraisals of %s: %w", id, err)
	}
	for _, a := range all {
		if err := readMembers(ctx, tx, a); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// Current returns the open base appraisal of a scheme, or a Conflict fault.
func Current(ctx context.Context, tx *db.Tx, id scheme.ID) (*Appraisal, error) {
	all, err := Of(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	for _, a := range all {
		if a.State == Open {
			return a, nil
		}
	}
	return nil, fault.New(fault.Conflict, "Đề án "+string(id)+" không có đợt thẩm định nào đang mở.")
}

func readMembers(ctx context.Context, tx *db.Tx, a *Appraisal) (err error) {
	key := []any{tx.Province, a.Scheme, a.Level, a.Round}
	a.Members, err = db.Collect(ctx, tx, `
		SELECT user_id, user_name, post, conflict, remark, submitted_at FROM appraisal_members
		WHERE province = ? AND scheme = ? AND level = ? AND round = ?
		ORDER BY CASE post WHEN 'chair' THEN 1 WHEN 'secretary' THEN 2 ELSE 3 END, user_id`,
		key, func(scan db.Scan) (s Seat, err error) {
			return s, scan(&s.UserID, &s.Name, &s.Post, &s.Conflict, &s.Remark, &s.SubmittedAt)
		})
	if err != nil {
		return fmt.Errorf("members: %w", err)
	}
	return tx.Each(ctx, `
		SELECT user_id, criterion, score, remark FROM appraisal_scores
		WHERE province = ? AND scheme = ? AND level = ? AND round = ? ORDER BY user_id, criterion`,
		key, func(scan db.Scan) error {
			var user string
			var x Score
			if err := scan(&user, &x.Criterion, &x.Score, &x.Remark); err != nil {
				return err
			}
			if seat := a.Seat(user); seat != nil {
				seat.Scores = append(seat.Scores, x)
			}
			return nil
		})
}

func insert(ctx context.Context, tx *db.Tx, a *Appraisal) error {
	n, err := tx.Next(ctx, fmt.Sprintf("appraisal/%s/%s", a.Scheme, a.Level))
	if err != nil {
		return err
	}
	a.Round, a.Version, a.OpenedBy, a.OpenedAt = int(n), 1, tx.Actor.ID, tx.Moment()
	_, err = tx.Exec(ctx, `
		INSERT INTO appraisals (province, `+columns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		tx.Province, a.Scheme, a.Level, a.Round, a.Mode, a.Quorum, a.DueOn, a.State, a.Conclusion, a.Amount, a.Reasons, a.PaperNo,
		a.PaperOn, a.OpenedBy, a.OpenedAt, a.ConcludedBy, a.ConcludedAt, a.Version)
	if err != nil {
		return fmt.Errorf("open appraisal: %w", err)
	}
	for _, m := range a.Members {
		_, err := tx.Exec(ctx, `
			INSERT INTO appraisal_members (province, scheme, level, round, user_id, user_name, post, conflict, remark, submitted_at)
			VALUES (?, ?, ?, ?, ?, ?, ?, '', '', '')`,
			tx.Province, a.Scheme, a.Level, a.Round, m.UserID, m.Name, m.Post)
		if err != nil {
			return fmt.Errorf("member %s: %w", m.UserID, err)
		}
	}
	return nil
}

func save(ctx context.Context, tx *db.Tx, a *Appraisal) error {
	return tx.Change(ctx, `
		UPDATE appraisals SET state = ?, conclusion = ?, amount_vnd = ?, reasons = ?, paper_no = ?, paper_on = ?, concluded_by = ?,
			concluded_at = ?, version = version + 1
		WHERE province = ? AND scheme = ? AND level = ? AND round = ? AND version = ?`,
		a.State, a.Conclusion, a.Amount, a.Reasons, a.PaperNo, a.PaperOn, a.ConcludedBy, a.ConcludedAt,
		tx.Province, a.Scheme, a.Level, a.Round, a.Version)
}

func saveSeat(ctx context.Context, tx *db.Tx, a *Appraisal, s *Seat) error {
	err := tx.Change(ctx, `
		UPDATE appraisal_members SET conflict = ?, remark = ?, submitted_at = ?
		WHERE province = ? AND scheme = ? AND level = ? AND round = ? AND user_id = ?`,
		s.Conflict, s.Remark, s.SubmittedAt, tx.Province, a.Scheme, a.Level, a.Round, s.UserID)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `DELETE FROM appraisal_scores WHERE province = ? AND scheme = ? AND level = ? AND round = ? AND user_id = ?`,
		tx.Province, a.Scheme, a.Level, a.Round, s.UserID); err != nil {
		return fmt.Errorf("replace scores: %w", err)
	}
	for _, x := range s.Scores {
		_, err := tx.Exec(ctx, `
			INSERT INTO appraisal_scores (province, scheme, level, round, user_id, criterion, score, remark) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
			tx.Province, a.Scheme, a.Level, a.Round, s.UserID, x.Criterion, x.Score, x.Remark)
		if err != nil {
			return fmt.Errorf("score %s: %w", x.Criterion, err)
		}
	}
	return nil
}
