package identity

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"time"

	"example.vn/khuyencong/internal/platform/audit"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
)

// An OpenSession is one of a user's sessions that have not ended. Its Key names
// it to the user and opens nothing.
type OpenSession struct {
	Key         string
	Began, Seen string // moments as they are stored
	Here        bool   // the one that asks

	hash string
}

// OpenSessions returns the sessions of the user whose session the token belongs
// to, the newest first.
func OpenSessions(ctx context.Context, tx *db.Tx, token Token) ([]OpenSession, error) {
	u, _, err := current(ctx, tx, token)
	if err != nil {
		return nil, err
	}
	return openOf(ctx, tx, u.ID, token)
}

func openOf(ctx context.Context, tx *db.Tx, id ID, token Token) ([]OpenSession, error) {
	all, err := db.Collect(ctx, tx, `SELECT token_hash, created_at, seen_at FROM sessions
		WHERE province = ? AND user_id = ? AND seen_at > ? AND created_at > ? ORDER BY created_at DESC, token_hash`,
		[]any{tx.Province, id, tx.Now.Add(-IdleLimit).Format(time.RFC3339), tx.Now.Add(-AbsoluteLimit).Format(time.RFC3339)},
		func(scan db.Scan) (s OpenSession, err error) {
			err = scan(&s.hash, &s.Began, &s.Seen)
			sum := sha256.Sum256([]byte("session " + s.hash))
			s.Key, s.Here = hex.EncodeToString(sum[:8]), s.hash == token.hash()
			return s, err
		})
	if err != nil {
		return nil, fmt.Errorf("sessions of %s: %w", id, err)
	}
	return all, nil
}

// EndSessions ends those of the user's other sessions that keys name, after the
// user typed the own password; a session that has ended meanwhile is passed over.
// It returns how many it ended.
func EndSessions(ctx context.Context, d *db.DB, token Token, password string, keys []string) (n int64, err error) {
	var form fault.Form
	form.Check(len(keys) > 0, "sessions", "Hãy chọn ít nhất một phiên.")
	if err := form.Err("Chưa chọn phiên nào để kết thúc."); err != nil {
		return 0, err
	}
	c, err := proven(ctx, d, token, password, "own", "Mật khẩu không đúng.")
	if err != nil {
		return 0, err
	}
	chosen := make(map[string]bool, len(keys))
	for _, key := range keys {
		chosen[key] = true
	}
	s := c.scope()
	s.Actor = c.user.Actor()
	err = d.Update(ctx, s, func(tx *db.Tx) error {
		n = 0
		all, err := openOf(ctx, tx, c.user.ID, token)
		if err != nil {
			return err
		}
		for _, one := range all {
			if !chosen[one.Key] || one.Here {
				continue
			}
			ended, err := tx.Exec(ctx, `DELETE FROM sessions WHERE province = ? AND token_hash = ?`, tx.Province, one.hash)
			if err != nil {
				return fmt.Errorf("end a session: %w", err)
			}
			n += ended
		}
		if n == 0 {
			return nil
		}
		return audit.Record(ctx, tx, "user.end_sessions", c.user.subject(), map[string]string{"sessions": strconv.FormatInt(n, 10)})
	})
	return n, err
}
