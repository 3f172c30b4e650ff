package db

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"

	"example.vn/khuyencong/internal/platform/fault"
)

// Once runs fn unless key was used before in this province by this actor. The
// first run's result is kept in the same transaction and given again, without
// running fn, to every later call with the same key and the same request; the
// same key with another request is a Conflict. An empty key always runs fn.
func (tx *Tx) Once(ctx context.Context, key, request string, fn func() (string, error)) (string, error) {
	if key == "" {
		return fn()
	}
	sum := sha256.Sum256([]byte(request))
	digest := hex.EncodeToString(sum[:])
	var seen, result string
	err := tx.QueryRow(ctx, `
		SELECT digest, result FROM idempotency_keys WHERE province = ? AND actor = ? AND key = ?`,
		[]any{tx.Province, tx.Actor.ID, key}, &seen, &result)
	switch {
	case err == nil && seen == digest:
		return result, tx.confirm(ctx, key)
	case err == nil:
		return "", fault.New(fault.Conflict, "Biểu mẫu này đã được gửi với nội dung khác. Hãy tải lại trang rồi làm lại.")
	case fault.KindOf(err) != fault.NotFound:
		return "", fmt.Errorf("look up key: %w", err)
	}
	if result, err = fn(); err != nil {
		return "", err
	}
	err = tx.Soon(ctx, `
		INSERT INTO idempotency_keys (province, actor, key, digest, result, at) VALUES (?, ?, ?, ?, ?, ?)`,
		tx.Province, tx.Actor.ID, key, digest, result, tx.Moment())
	if err != nil {
		return "", errors.Join(errors.New("keep key"), err)
	}
	return result, nil
}

// confirm writes the key again as it is. The first commit may have been left
// in doubt, durable here and on no standby yet; with something written, this
// commit waits for the standby too, and for the first one with it.
func (tx *Tx) confirm(ctx context.Context, key string) error {
	return tx.Change(ctx, `UPDATE idempotency_keys SET at = at WHERE province = ? AND actor = ? AND key = ?`,
		tx.Province, tx.Actor.ID, key)
}
