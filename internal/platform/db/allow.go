package db

import (
	"context"
	"errors"
	"fmt"
	"time"

	"example.vn/khuyencong/internal/platform/fault"
)

// purgeEvery is how rarely old counts are removed: when the second of the
// clock is a multiple of it, so that callers do not get into each other's way.
const purgeEvery = 16

// Allow counts one use of name by the transaction's actor. More than limit
// uses within the stretch of time that the first of them began are Busy. The
// count is in the database, so that it holds across copies of the program.
func (tx *Tx) Allow(ctx context.Context, name string, limit int64, within time.Duration) error {
	var at string
	var count int64
	err := tx.QueryRow(ctx, `SELECT since, count FROM uses WHERE province = ? AND name = ? AND actor = ?`,
		[]any{tx.Province, name, tx.Actor.ID}, &at, &count)
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return fmt.Errorf("uses of %s: %w", name, err)
	}
	since := tx.Now
	if err == nil {
		if since, err = time.Parse(time.RFC3339, at); err != nil {
			return fmt.Errorf("uses of %s: %w", name, err)
		}
	}
	// A count from the future was written while the clock was wrong.
	if !tx.Now.Before(since.Add(within)) || since.After(tx.Now) {
		since, count = tx.Now, 0
	}
	if count >= limit {
		wait := since.Add(within).Sub(tx.Now)
		return &fault.Error{Kind: fault.Busy, Wait: wait, Message: fmt.Sprintf(
			"Anh/chị đã làm việc này %d lần trong một lúc. Hãy thử lại sau %d giây.", limit, int64(wait/time.Second))}
	}
	if count == 0 && tx.Now.Unix()%purgeEvery == 0 {
		// Counts that count no more: of strangers there may be very many.
		if _, err := tx.Exec(ctx, `DELETE FROM uses WHERE province = ? AND name = ? AND since <= ?`,
			tx.Province, name, tx.Now.Add(-within).Format(time.RFC3339)); err != nil {
			return fmt.Errorf("purge uses of %s: %w", name, err)
		}
	}
	_, err = tx.Exec(ctx, `
		INSERT INTO uses (province, name, actor, since, count) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (province, name, actor) DO UPDATE SET since = excluded.since, count = excluded.count`,
		tx.Province, name, tx.Actor.ID, since.Format(time.RFC3339), count+1)
	if err != nil {
		return errors.Join(fmt.Errorf("count a use of %s", name), err)
	}
	return nil
}
