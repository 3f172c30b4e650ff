package identity

import (
	"context"
	"fmt"
	"log/slog"
	"strings"

	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/audit"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
)

// wrong is the one answer to a login that does not exist, a user who may not
// sign in and a password that does not fit.
func wrong() error {
	return fault.New(fault.Invalid, "Tên đăng nhập hoặc mật khẩu không đúng.")
}

// A candidate is who an attempt may be; User is empty when there is nobody.
type candidate struct {
	attempt
	user User
	hash string
}

// scope is that of the person who signs in, or of nobody.
func (c candidate) scope() db.Scope {
	s := db.Scope{Province: c.province, Actor: c.user.Actor()}
	if c.user.ID == "" {
		s.Actor = access.Actor{}
	}
	return s
}

// SignIn begins a session for the user called login, "lan" or "lan@19" where
// several provinces have a user of that name. source is the address that the
// request came from. Wrong names and passwords are Invalid, too many of them
// Busy. Hashing happens outside of any transaction.
func SignIn(ctx context.Context, d *db.DB, login, password, source string) (Token, error) {
	c, err := look(ctx, d, login, source)
	if err != nil {
		return "", err
	}
	var token Token
	// The turn is kept until the result is counted: guesses sent at once must
	// not all be looked at before the first of them counts.
	err = inTurn(ctx, func() error {
		if c, err = look(ctx, d, login, source); err != nil {
			return err
		}
		ok, err := matches(password, c.hash)
		if err != nil {
			return err
		}
		token, err = conclude(ctx, d, c, ok && c.user.Active)
		return err
	})
	return token, err
}

// look finds who login may be and refuses those who failed too often.
func look(ctx context.Context, d *db.DB, login, source string) (candidate, error) {
	c := candidate{attempt: attempt{login: "?", source: Source(source)}}
	name, province, named := strings.Cut(strings.ToLower(strings.TrimSpace(login)), "@")
	err := d.View(ctx, db.Scope{Everywhere: true}, func(tx *db.Tx) error {
		if !loginForm.MatchString(name) {
			return refuse(ctx, tx, c.attempt)
		}
		c.login = name
		homes, err := homesOf(ctx, tx, name)
		if err != nil {
			return err
		}
		for _, home := range homes {
			if !named || home.province == province {
				c.province = home.province
				break
			}
		}
		if !named && len(homes) > 1 && homes[1].active {
			return fault.New(fault.Invalid, "Tên đăng nhập này có ở nhiều tỉnh. Hãy thêm @ và mã tỉnh, ví dụ "+name+"@"+homes[0].province+".")
		}
		if err := refuse(ctx, tx, c.attempt); err != nil {
			return err
		}
		// Asked for a login that nobody has as well: how long it takes tells nothing.
		tx.Province = c.province
		if c.user, c.hash, err = userWithHash(ctx, tx, name); fault.KindOf(err) == fault.NotFound && c.province == "" {
			return nil
		}
		return err
	})
	return c, err
}

// A home is a province where a login exists.
type home struct {
	province string
	active   bool
}

// homesOf lists the provinces that have a user called login, those first in
// which that user may sign in.
func homesOf(ctx context.Context, tx *db.Tx, login string) ([]home, error) {
	all, err := db.Collect(ctx, tx, `
		SELECT u.province, u.active FROM provinces AS p JOIN users AS u ON u.province = p.province AND u.login = ?
		ORDER BY u.active DESC, u.province`, []any{login}, func(scan db.Scan) (h home, err error) {
		var active int64
		err = scan(&h.province, &active)
		h.active = active != 0
		return h, err
	})
	if err != nil {
		return nil, fmt.Errorf("provinces of %s: %w", login, err)
	}
	return all, nil
}

// conclude begins the session or counts the failure.
func conclude(ctx context.Context, d *db.DB, c candidate, ok bool) (Token, error) {
	var token Token
	err := d.Update(ctx, c.scope(), func(tx *db.Tx) error {
		token = ""
		if err := refuse(ctx, tx, c.attempt); err != nil {
			return err
		}
		if !ok {
			return note(ctx, tx, c)
		}
		// Between reading the hash and now somebody may have changed it.
		u, err := ByID(ctx, tx, c.user.ID)
		if err != nil {
			return err
		}
		if u.Version != c.user.Version {
			return wrong()
		}
		if err := succeeded(ctx, tx, c.attempt); err != nil {
			return err
		}
		if token, err = begin(ctx, tx, u); err != nil {
			return err
		}
		return audit.Record(ctx, tx, "session.begin", u.subject(), map[string]string{"source": c.source})
	})
	if err == nil && token == "" {
		err = wrong()
	}
	return token, err
}

// note counts a failure and puts it on the record of the user whose name it
// was. The limits bound how much strangers can put there. A name that nobody
// has goes to the log, without the name: people type passwords there.
func note(ctx context.Context, tx *db.Tx, c candidate) error {
	shut, err := failed(ctx, tx, c.attempt)
	if err != nil {
		return err
	}
	if c.user.ID == "" {
		slog.WarnContext(ctx, "sign-in with an unknown name", "source", c.source)
		return nil
	}
	tx.Actor = access.Actor{ID: "system", Name: "Hệ thống"}
	verb := "session.fail"
	if shut {
		verb = "session.shut"
	}
	return audit.Record(ctx, tx, verb, c.user.subject(), map[string]string{"source": c.source})
}
