package followup

import (
	"context"
	"fmt"
	"strconv"

	"example.vn/khuyencong/internal/domain/contract"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
)

// dueBetween finds the beneficiaries whose work was accepted between two days,
// both included, and who were not asked after these months: those that were
// accepted first, in no other order. The rest is looked up for those that are
// found: to think of all tables at once takes PostgreSQL longer than to answer.
func dueBetween(ctx context.Context, tx *db.Tx, months int, first, last calendar.Date) ([]Due, error) {
	seen := map[string]bool{}
	var all []Due
	err := tx.Each(ctx, `
		SELECT b.scheme, b.no, r.id, r.name, s.title, COALESCE(c.content, s.content), b.accepted_on
		FROM (SELECT b.province, b.scheme, b.no, b.establishment, b.content_no, a.accepted_on FROM acceptances AS a
			JOIN scheme_beneficiaries AS b ON b.province = a.province AND b.scheme = a.scheme AND b.left_on = '' AND (a.beneficiary = 0 OR a.beneficiary = b.no)
			WHERE a.province = ? AND a.state = ? AND a.is_partial = 0 AND a.accepted_on >= ? AND a.accepted_on <= ?
				AND NOT EXISTS (SELECT 1 FROM followups AS f WHERE f.province = b.province AND f.scheme = b.scheme AND f.beneficiary = b.no AND f.months = ?)
			ORDER BY a.accepted_on LIMIT `+strconv.Itoa(atOnce+1)+`) AS b
		JOIN schemes AS s ON s.province = b.province AND s.id = b.scheme
		JOIN establishments AS e ON e.province = b.province AND e.id = b.establishment
		JOIN establishments AS r ON r.province = e.province AND r.id = CASE WHEN e.merged_into = '' THEN e.id ELSE e.merged_into END
		LEFT JOIN scheme_contents AS c ON c.province = b.province AND c.scheme = b.scheme AND c.no = b.content_no
		ORDER BY b.accepted_on`,
		[]any{tx.Province, contract.AcceptanceConfirmed, first, last, months}, func(scan db.Scan) error {
			d := Due{Months: months}
			err := scan(&d.Scheme, &d.Beneficiary, &d.Establishment, &d.Name, &d.Title, &d.Content, &d.AcceptedOn)
			d.On = d.AcceptedOn.AddMonths(months)
			if !seen[d.Key()] { // accepted as a part of the whole scheme and by itself
				seen[d.Key()] = true
				all = append(all, d)
			}
			return err
		})
	if err != nil {
		return nil, fmt.Errorf("due after %d months: %w", months, err)
	}
	return all, nil
}

func insert(ctx context.Context, tx *db.Tx, f Followup) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO followups (province, id, scheme, beneficiary, establishment, content, months, due_on, code, asked_at, asked_by, closes_on,
			answered_at, answered_by, revenue_vnd, workers, output, energy_kwh, still_used, note, version)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		tx.Province, f.ID, f.Scheme, f.Beneficiary, f.Establishment, f.Content, f.Months, f.On, f.Code, f.AskedAt, f.AskedBy, f.ClosesOn,
		f.AnsweredAt, f.AnsweredBy, f.Answer.Revenue, f.Answer.Workers, f.Answer.Output, f.Answer.Energy, f.Answer.Used, f.Answer.Note, f.Version)
	if err != nil {
		return fmt.Errorf("ask %s: %w", f.Key(), err)
	}
	return nil
}

// update stores the answer of f as the next version of what was read.
func update(ctx context.Context, tx *db.Tx, f Followup) error {
	err := tx.Change(ctx, `
		UPDATE followups
		SET answered_at = ?, answered_by = ?, revenue_vnd = ?, workers = ?, output = ?, energy_kwh = ?, still_used = ?, note = ?, version = version + 1
		WHERE province = ? AND id = ? AND version = ?`,
		f.AnsweredAt, f.AnsweredBy, f.Answer.Revenue, f.Answer.Workers, f.Answer.Output, f.Answer.Energy, f.Answer.Used, f.Answer.Note,
		tx.Province, f.ID, f.Version)
	if err != nil {
		return fmt.Errorf("answer of %s: %w", f.ID, err)
	}
	return nil
}

// list returns follow-ups, those asked last first.
func list(ctx context.Context, tx *db.Tx, where string, args ...any) ([]Followup, error) {
	all, err := db.Collect(ctx, tx, `
		SELECT f.id, f.scheme, f.beneficiary, r.id, r.name, s.title, f.content, f.months, f.due_on, f.code, f.asked_at, f.asked_by, f.closes_on,
			f.answered_at, f.answered_by, f.revenue_vnd, f.workers, f.output, f.energy_kwh, f.still_used, f.note, f.version
		FROM followups AS f
		JOIN schemes AS s ON s.province = f.province AND s.id = f.scheme
		JOIN establishments AS e ON e.province = f.province AND e.id = f.establishment
		JOIN establishments AS r ON r.province = e.province AND r.id = CASE WHEN e.merged_into = '' THEN e.id ELSE e.merged_into END
		WHERE f.province = ?`+where+` ORDER BY f.asked_at DESC, f.id DESC`, append([]any{tx.Province}, args...),
		func(scan db.Scan) (f Followup, err error) {
			return f, scan(&f.ID, &f.Scheme, &f.Beneficiary, &f.Establishment, &f.Name, &f.Title, &f.Content, &f.Months, &f.On, &f.Code, &f.AskedAt, &f.AskedBy,
				&f.ClosesOn, &f.AnsweredAt, &f.AnsweredBy, &f.Answer.Revenue, &f.Answer.Workers, &f.Answer.Output, &f.Answer.Energy, &f.Answer.Used,
				&f.Answer.Note, &f.Version)
		})
	if err != nil {
		return nil, fmt.Errorf("follow-ups: %w", err)
	}
	return all, nil
}

// one returns the only follow-up of a condition; NotFound when there is none.
func one(ctx context.Context, tx *db.Tx, where string, args ...any) (Followup, error) {
	all, err := list(ctx, tx, where, args...)
	if err != nil {
		return Followup{}, err
	}
	if len(all) == 0 {
		return Followup{}, Unopened()
	}
	return all[0], nil
}

// ByID returns a follow-up; NotFound when there is none.
func ByID(ctx context.Context, tx *db.Tx, id ID) (Followup, error) {
	f, err := one(ctx, tx, ` AND f.id = ?`, id)
	if fault.KindOf(err) == fault.NotFound {
		return f, fault.New(fault.NotFound, "Không tìm thấy phiếu theo dõi này.")
	}
	return f, err
}
