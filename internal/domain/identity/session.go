package identity

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"fmt"
	"log/slog"
	"regexp"
	"strings"
	"time"

	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/audit"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
)

// How long a session (phiên) lasts.
const (
	IdleLimit     = 30 * time.Minute // after the last request
	AbsoluteLimit = 12 * time.Hour   // after signing in

	touchEvery = time.Minute     // between two notes of the last request
	clockSlack = 5 * time.Minute // by which the clock may have been set back
)

// A Token is the secret that the browser holds for a session: the province's
// code, a full stop, 256 random bits. The database holds only its hash.
type Token string

var tokenForm = regexp.MustCompile(`^[0-9]{2}\.[a-z2-7]{52}$`)

// Province returns the code of the province that the token is for, "" when it
// is not a token.
func (t Token) Province() string {
	if !tokenForm.MatchString(string(t)) {
		return ""
	}
	return string(t[:2])
}

func (t Token) hash() string {
	sum := sha256.Sum256([]byte(t))
	return hex.EncodeToString(sum[:])
}

func newToken(province string) Token {
	secret := make([]byte, 32)
	_, _ = rand.Read(secret) // never fails: it ends the program instead
	code := base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(secret)
	return Token(province + "." + strings.ToLower(code))
}

func ended() error {
	return fault.New(fault.SignedOut, "Phiên đăng nhập đã kết thúc. Hãy đăng nhập lại.")
}

// begin stores a new session of u and removes the province's ended ones.
func begin(ctx context.Context, tx *db.Tx, u User) (Token, error) {
	_, err := tx.Exec(ctx, `DELETE FROM sessions WHERE province = ? AND (seen_at <= ? OR created_at <= ?)`,
		tx.Province, tx.Now.Add(-IdleLimit).Format(time.RFC3339), tx.Now.Add(-AbsoluteLimit).Format(time.RFC3339))
	if err != nil {
		return "", fmt.Errorf("remove ended sessions: %w", err)
	}
	token := newToken(tx.Province)
	_, err = tx.Exec(ctx, `
		INSERT INTO sessions (province, token_hash, user_id, created_at, seen_at) VALUES (?, ?, ?, ?, ?)`,
		tx.Province, token.hash(), u.ID, tx.Moment(), tx.Moment())
	if err != nil {
		return "", fmt.Errorf("begin session: %w", err)
	}
	return token, nil
}

// Session returns the user whose session the token belongs to, and the same
// user as actor. A session that has ended, by time, by signing out or because
// the user's rights changed, is a SignedOut fault.
func Session(ctx context.Context, d *db.DB, token Token) (User, access.Actor, error) {
	var u User
	var seen string
	var stale bool
	err := d.Glance(ctx, db.Scope{Province: token.Province()}, func(tx *db.Tx) (err error) {
		u, seen, err = current(ctx, tx, token)
		if err != nil {
			return err
		}
		at, err := time.Parse(time.RFC3339, seen)
		stale = at.After(tx.Now) || !tx.Now.Before(at.Add(touchEvery))
		return err
	})
	if err != nil {
		return User{}, access.Actor{}, err
	}
	if stale {
		touch(ctx, d, u, token, seen)
	}
	return u, u.Actor(), nil
}

// touch notes that the session is in use. When it cannot, for want of space
// on the disk for one, people must still be able to read.
func touch(ctx context.Context, d *db.DB, u User, token Token, seen string) {
	err := d.Update(ctx, db.Scope{Province: token.Province(), Actor: u.Actor()}, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE sessions SET seen_at = ? WHERE province = ? AND token_hash = ? AND seen_at = ?`,
			tx.Moment(), tx.Province, token.hash(), seen)
		return err
	})
	if err != nil {
		slog.WarnContext(ctx, "session not touched", "error", err)
	}
}

// current returns the user of a session that is going on, and when it was
// last seen.
func current(ctx context.Context, tx *db.Tx, token Token) (u User, seen string, err error) {
	if token.Province() == "" {
		return u, "", ended()
	}
	var created string
	found, err := db.Collect(ctx, tx, `
		SELECT s.began, s.seen_at, `+userColumns+`
		FROM (SELECT user_id, created_at AS began, seen_at FROM sessions WHERE province = ? AND token_hash = ?) AS s
			JOIN users ON province = ? AND id = s.user_id`,
		[]any{tx.Province, token.hash(), tx.Province}, func(scan db.Scan) (User, error) {
			return readUser(func(dest ...any) error { return scan(append([]any{&created, &seen}, dest...)...) })
		})
	if err != nil {
		return u, "", fmt.Errorf("session: %w", err)
	}
	if len(found) == 0 {
		return u, "", ended()
	}
	for _, limit := range []struct {
		from string
		last time.Duration
	}{{created, AbsoluteLimit}, {seen, IdleLimit}} {
		from, err := time.Parse(time.RFC3339, limit.from)
		if err != nil {
			return u, "", fmt.Errorf("session: %w", err)
		}
		// A session from the future began while the clock was wrong; its limits
		// would come too late.
		if !tx.Now.Before(from.Add(limit.last)) || from.After(tx.Now.Add(clockSlack)) {
			return u, "", ended()
		}
	}
	if u = found[0]; !u.Active {
		return User{}, "", ended()
	}
	return u, seen, nil
}

// SignOut ends the session of token. A session that has ended already is no
// fault.
func SignOut(ctx context.Context, d *db.DB, token Token) error {
	if token.Province() == "" {
		return nil
	}
	return d.Update(ctx, db.Scope{Province: token.Province()}, func(tx *db.Tx) error {
		u, _, err := current(ctx, tx, token)
		if fault.KindOf(err) == fault.SignedOut {
			return nil
		}
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `DELETE FROM sessions WHERE province = ? AND token_hash = ?`, tx.Province, token.hash())
		if err != nil {
			return fmt.Errorf("end session: %w", err)
		}
		tx.Actor = u.Actor()
		return audit.Record(ctx, tx, "session.end", u.subject(), nil)
	})
}

// ChangeOwnPassword changes the password of the session's user, who must know
// the old one. It ends every session of the user and begins a new one, whose
// token it returns. Wrong old passwords are counted like wrong sign-ins.
func ChangeOwnPassword(ctx context.Context, d *db.DB, token Token, old, fresh string) (Token, error) {
	c, err := own(ctx, d, token)
	if err != nil {
		return "", err
	}
	var form fault.Form
	if err := checkPassword(c.login, fresh); err != nil {
		return "", err
	}
	form.Check(old != fresh, "password", "Mật khẩu mới phải khác mật khẩu cũ.")
	if err := form.Err("Mật khẩu mới chưa đạt yêu cầu."); err != nil {
		return "", err
	}
	if c, err = proven(ctx, d, token, old, "old", "Mật khẩu cũ không đúng."); err != nil {
		return "", err
	}
	p, err := NewPassword(ctx, c.login, fresh)
	if err != nil {
		return "", err
	}
	return c.replace(ctx, d, p)
}

// proven returns the session's user once more, who typed their password in a
// field of a form. A wrong one is counted like a wrong sign-in.
func proven(ctx context.Context, d *db.DB, token Token, password, field, wrong string) (c candidate, err error) {
	err = inTurn(ctx, func() error {
		if c, err = own(ctx, d, token); err != nil {
			return err
		}
		ok, err := matches(password, c.hash)
		if err != nil || ok {
			return err
		}
		err = d.Update(ctx, c.scope(), func(tx *db.Tx) error {
			_, err := countFailure(ctx, tx, c.pair(), pairLimit)
			return err
		})
		if err == nil {
			var form fault.Form
			form.Add(field, wrong)
			err = form.Err(wrong)
		}
		return err
	})
	return c, err
}

// own returns the session's user as a candidate that is counted apart from
// those who sign in.
func own(ctx context.Context, d *db.DB, token Token) (candidate, error) {
	var c candidate
	err := d.View(ctx, db.Scope{Province: token.Province()}, func(tx *db.Tx) (err error) {
		if c.user, _, err = current(ctx, tx, token); err != nil {
			return err
		}
		c.attempt = attempt{tx.Province, c.user.Login, "own"}
		if err := refuseFor(ctx, tx, c.pair(), pairLimit); err != nil {
			return err
		}
		c.hash, err = hashOf(ctx, tx, c.user.ID)
		return err
	})
	return c, err
}

// replace stores the candidate's new password and begins a new session.
func (c candidate) replace(ctx context.Context, d *db.DB, p Password) (Token, error) {
	var token Token
	err := d.Update(ctx, c.scope(), func(tx *db.Tx) (err error) {
		if err := refuseFor(ctx, tx, c.pair(), pairLimit); err != nil {
			return err
		}
		if err := forgive(ctx, tx, c.attempt); err != nil {
			return err
		}
		if err := updateHash(ctx, tx, c.user, p.hash, false); err != nil {
			return err
		}
		if _, err := deleteSessions(ctx, tx, c.user.ID); err != nil {
			return err
		}
		if token, err = begin(ctx, tx, c.user); err != nil {
			return err
		}
		return audit.Record(ctx, tx, "user.change_password", c.user.subject(), nil)
	})
	return token, err
}
