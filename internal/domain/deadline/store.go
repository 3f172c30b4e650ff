package deadline

import (
	"context"
	"fmt"

	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
)

func read(scan db.Scan) (e calendar.Exception, err error) {
	return e, scan(&e.Day, &e.Kind, &e.Name, &e.Verified)
}

// all returns the entries from first to last, both included; a zero bound is
// open.
func all(ctx context.Context, tx *db.Tx, first, last calendar.Date) ([]calendar.Exception, error) {
	if last.IsZero() {
		last = calendar.LastDay(calendar.MaxYear)
	}
	days, err := db.Collect(ctx, tx, `
		SELECT day, kind, name, verified FROM days_off
		WHERE province = ? AND day >= ? AND day <= ? ORDER BY day`,
		[]any{tx.Province, first, last}, read)
	if err != nil {
		return nil, fmt.Errorf("read calendar: %w", err)
	}
	return days, nil
}

func on(ctx context.Context, tx *db.Tx, day calendar.Date) (e calendar.Exception, err error) {
	err = tx.QueryRow(ctx, `
		SELECT day, kind, name, verified FROM days_off WHERE province = ? AND day = ?`,
		[]any{tx.Province, day}, &e.Day, &e.Kind, &e.Name, &e.Verified)
	if fault.KindOf(err) == fault.NotFound {
		return e, fault.New(fault.NotFound, "Lịch không ghi gì cho ngày "+day.VN()+".")
	}
	return e, err
}

func put(ctx context.Context, tx *db.Tx, e calendar.Exception) error {
	verified := 0
	if e.Verified {
		verified = 1
	}
	_, err := tx.Exec(ctx, `
		INSERT INTO days_off (province, day, kind, name, verified) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (province, day) DO UPDATE
		SET kind = excluded.kind, name = excluded.name, verified = excluded.verified`,
		tx.Province, e.Day, e.Kind, e.Name, verified)
	if err != nil {
		return fmt.Errorf("set day %s: %w", e.Day, err)
	}
	return nil
}

func remove(ctx context.Context, tx *db.Tx, day calendar.Date) error {
	return tx.Change(ctx, `DELETE FROM days_off WHERE province = ? AND day = ?`, tx.Province, day)
}
