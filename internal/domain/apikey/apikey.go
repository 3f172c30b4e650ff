// Package apikey keeps the keys of the programming interface (khóa truy cập):
// an administrator makes one for a program of somebody else, sees it once and
// may revoke it. The database knows only its hash.
package apikey

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
	"unicode/utf8"

	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/audit"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/text"
)

// A Key (khóa truy cập) is one key as everybody may see it.
type Key struct {
	ID        string
	Name      string // whose program
	MadeBy    string
	MadeAt    string
	UsedAt    string // "" for never; right to a minute
	RevokedBy string
	RevokedAt string // "" while it opens
}

// Subject is how the audit record refers to the key.
func (k Key) Subject() string { return "api_key/" + k.ID }

// A Secret is what opens: the word kc, the province's code and 256 random bits.
type Secret string

var secretForm = regexp.MustCompile(`^kc_([0-9]{2})_[a-z2-7]{52}$`)

// Province is the code of the province that the secret opens, "" when it is none.
func (s Secret) Province() string {
	m := secretForm.FindStringSubmatch(string(s))
	if m == nil {
		return ""
	}
	return m[1]
}

func (s Secret) hash() string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}

func newSecret(province string) Secret {
	b := make([]byte, 32)
	_, _ = rand.Read(b) // never fails: it ends the program instead
	return Secret("kc_" + province + "_" + strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(b)))
}

const (
	// Limit is how many requests one key may make within a minute, over all
	// copies of the program.
	Limit  = 600
	within = time.Minute

	touchEvery = time.Minute // between two notes of the last use
	mostKeys   = 100         // that open at once
	longest    = 120         // characters of a name
)

// Make makes a key for the program that name says. The secret is nowhere but in
// what is returned.
func Make(ctx context.Context, tx *db.Tx, name string) (k Key, secret Secret, err error) {
	if err := tx.Actor.Require(access.ManageConnections); err != nil {
		return k, "", err
	}
	var form fault.Form
	name = text.CleanLine(name)
	form.Check(name != "", "name", "Hãy ghi khóa này dùng cho phần mềm nào, của ai.")
	form.Check(utf8.RuneCountInString(name) <= longest, "name", fmt.Sprintf("Tên dài quá %d ký tự.", longest))
	all, err := Keys(ctx, tx)
	if err != nil {
		return k, "", err
	}
	open := 0
	for _, other := range all {
		if other.RevokedAt == "" {
			open++
			form.Check(other.Name != name, "name", "Đã có một khóa đang dùng mang tên này.")
		}
	}
	form.Check(open < mostKeys, "name", fmt.Sprintf("Đã có %d khóa đang dùng. Hãy thu hồi khóa không dùng nữa.", mostKeys))
	if err := form.Err("Chưa tạo được khóa."); err != nil {
		return k, "", err
	}
	n, err := tx.Next(ctx, "api_key")
	if err != nil {
		return k, "", err
	}
	k = Key{ID: fmt.Sprintf("k-%d", n), Name: name, MadeBy: tx.Actor.ID, MadeAt: tx.Moment()}
	secret = newSecret(tx.Province)
	if err := insert(ctx, tx, k, secret); err != nil {
		return k, "", err
	}
	return k, secret, audit.Record(ctx, tx, "api_key.make", k.Subject(), map[string]string{"name": name})
}

// Revoke ends a key: the next request with it is refused, in every copy.
func Revoke(ctx context.Context, tx *db.Tx, id string) error {
	if err := tx.Actor.Require(access.ManageConnections); err != nil {
		return err
	}
	k, err := byID(ctx, tx, id)
	if err != nil {
		return err
	}
	if k.RevokedAt != "" {
		return fault.New(fault.Conflict, "Khóa này đã bị thu hồi từ trước.")
	}
	if err := revoke(ctx, tx, id); err != nil {
		return err
	}
	return audit.Record(ctx, tx, "api_key.revoke", k.Subject(), map[string]string{"name": k.Name})
}

func refused() error {
	return fault.New(fault.SignedOut, "Khóa truy cập thiếu, sai hoặc đã bị thu hồi.")
}

// Use says what a secret opens, and counts the use. A key that opens nothing is
// a SignedOut fault, one that is used too often a Busy one.
func Use(ctx context.Context, d *db.DB, secret Secret) (Key, error) {
	province := secret.Province()
	if province == "" {
		return Key{}, refused()
	}
	var k Key
	err := d.View(ctx, db.Scope{Province: province}, func(tx *db.Tx) (err error) {
		k, err = byHash(ctx, tx, secret.hash())
		return err
	})
	if fault.KindOf(err) == fault.NotFound || err == nil && k.RevokedAt != "" {
		return Key{}, refused()
	}
	if err != nil {
		return Key{}, err
	}
	err = d.Update(ctx, db.Scope{Province: province, Actor: access.Actor{ID: k.Subject()}}, func(tx *db.Tx) error {
		if err := tx.Allow(ctx, "api", Limit, within); err != nil {
			return err
		}
		if at, err := time.Parse(time.RFC3339, k.UsedAt); err == nil && tx.Now.Before(at.Add(touchEvery)) && !at.After(tx.Now) {
			return nil
		}
		return touch(ctx, tx, k.ID)
	})
	if fault.KindOf(err) == fault.Unavailable { // a full disk does not keep anybody from reading
		slog.WarnContext(ctx, "use of a key not counted", "key", k.ID, "error", err)
		err = nil
	}
	return k, err
}
