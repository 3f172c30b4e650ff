package db

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"

	"example.vn/khuyencong/internal/platform/fault"
)

// Once runs fn unless key was used before in this province by this actor. The
// first run's result is kept in the same transaction and given again, without
// running fn, to every later call with the same key and the same request; the
// same key with another request is a Conflict. An empty key always runs fn.
func (tx *Tx) Once(ctx context.Context, key, request string, fn func() (string, error)) (string, error) {
	return tx.once(ctx, key, request, false, fn)
}

// OnceSoon is Once as Soon is Exec: PostgreSQL says whether the key was used
// together with the answer to the first question of fn. If it was, fn has begun
// and fails there, or where it would write; what fn then returns is dropped.
func (tx *Tx) OnceSoon(ctx context.Context, key, request string, fn func() (string, error)) (string, error) {
	return tx.once(ctx, key, request, true, fn)
}

func (tx *Tx) once(ctx context.Context, key, request string, soon bool, fn func() (string, error)) (string, error) {
	if key == "" {
		return fn()
	}
	sum := sha256.Sum256([]byte(request))
	digest := hex.EncodeToString(sum[:])
	u, result := use{actor: tx.Actor.ID, key: key}, ""
	err := tx.unless(ctx, &u, soon, func() (err error) {
		result, err = fn()
		return err
	})
	switch {
	case errors.Is(err, errUsed) && u.digest == digest:
		return u.result, tx.confirm(ctx, key)
	case errors.Is(err, errUsed):
		return "", fault.New(fault.Conflict, "Biểu mẫu này đã được gửi với nội dung khác. Hãy tải lại trang rồi làm lại.")
	case err != nil:
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

// A use is a key, and what is kept of it.
type use struct{ actor, key, digest, result string }

// errUsed says that a key was used before.
var errUsed = errors.New("key used before")

// unless runs fn unless the key of u was used; then it fills u in and returns
// errUsed, and nothing of fn is left in the transaction.
func (tx *Tx) unless(ctx context.Context, u *use, soon bool, fn func() error) error {
	used := false
	err := tx.EachSoon(ctx, `SELECT digest, result FROM idempotency_keys WHERE province = ? AND actor = ? AND key = ?`,
		[]any{tx.Province, u.actor, u.key}, func(scan Scan) error {
			if err := scan(&u.digest, &u.result); err != nil {
				return err
			}
			used = true
			return errUsed
		})
	if err == nil && !soon {
		err = tx.Settle(ctx)
	}
	if err == nil {
		err = tx.behind(ctx, soon, fn)
	}
	if !used {
		return err
	}
	if tx.talk != nil {
		if !errors.Is(tx.talk.failed, errUsed) {
			return classify(tx.talk.failed) // with the key's answer came something worse
		}
		tx.talk.waiting, tx.talk.failed = nil, nil
		tx.kept, tx.carrying = nil, nil
	}
	return errUsed
}

// behind runs fn; nothing is written before what waits is answered, if it still
// waits.
func (tx *Tx) behind(ctx context.Context, waits bool, fn func() error) error {
	if tx.talk == nil || !waits {
		return fn()
	}
	tx.talk.shut = true
	err := fn()
	if opened := tx.talk.open(tx.context(ctx)); opened != nil {
		return classify(opened)
	}
	return err
}

// confirm writes the key again as it is. The first commit may have been left
// in doubt, durable here and on no standby yet; with something written, this
// commit waits for the standby too, and for the first one with it.
func (tx *Tx) confirm(ctx context.Context, key string) error {
	return tx.Change(ctx, `UPDATE idempotency_keys SET at = at WHERE province = ? AND actor = ? AND key = ?`,
		tx.Province, tx.Actor.ID, key)
}
