package identity

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"
	"golang.org/x/text/unicode/norm"

	"example.vn/khuyencong/internal/platform/fault"
)

// What a password must be like. Length counts, not the kinds of signs in it.
const (
	minPassword = 10
	maxPassword = 128
	minSigns    = 4 // different ones
)

// cost is what one hash takes. More memory, or more at once, would let
// strangers fill the machine's memory by trying to sign in.
var cost = argon2id.Params{Memory: 19 * 1024, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}

const (
	maxHashing = 4   // hashes at once
	maxWaiting = 256 // callers that may wait for a turn
)

var (
	turns   = make(chan struct{}, maxHashing)
	waiting atomic.Int64
)

// A Password is a password that was found good enough and hashed, for one
// login. It holds the hash only.
type Password struct{ login, hash string }

// NewPassword checks and hashes password for the user called login. It takes
// tens of milliseconds and must not be called inside a transaction.
func NewPassword(ctx context.Context, login, password string) (Password, error) {
	if err := checkPassword(login, password); err != nil {
		return Password{}, err
	}
	var hash string
	err := inTurn(ctx, func() (err error) {
		hash, err = argon2id.CreateHash(norm.NFC.String(password), &cost)
		return err
	})
	if err != nil {
		return Password{}, fmt.Errorf("hash password: %w", err)
	}
	return Password{login: login, hash: hash}, nil
}

// GeneratePassword returns a random password of 20 letters and digits that can
// be read aloud: 100 bits, in groups of five.
func GeneratePassword() string {
	s := strings.ToLower(rand.Text())
	return s[:5] + "-" + s[5:10] + "-" + s[10:15] + "-" + s[15:20]
}

func checkPassword(login, password string) error {
	var form fault.Form
	n := utf8.RuneCountInString(password)
	form.Check(utf8.ValidString(password), "password", "Mật khẩu có ký tự không đọc được.")
	form.Check(n >= minPassword, "password", "Mật khẩu cần ít nhất 10 ký tự.")
	form.Check(n <= maxPassword, "password", "Mật khẩu không được quá 128 ký tự.")
	form.Check(!strings.EqualFold(password, login), "password", "Mật khẩu không được trùng tên đăng nhập.")
	form.Check(!easy(login, password) && signs(password) >= minSigns,
		"password", "Mật khẩu này quá dễ đoán. Hãy chọn một câu ngắn mà chỉ mình bạn biết.")
	return form.Err("Mật khẩu chưa đạt yêu cầu.")
}

// signs counts the different signs of s.
func signs(s string) int {
	seen := map[rune]bool{}
	for _, r := range s {
		seen[r] = true
	}
	return len(seen)
}

// inTurn runs fn when fewer than maxHashing others are running. Too many in
// the queue is a Busy fault.
func inTurn(ctx context.Context, fn func() error) error {
	if waiting.Add(1) > maxWaiting {
		waiting.Add(-1)
		return fault.New(fault.Busy, "Đang có quá nhiều người đăng nhập. Hãy thử lại sau ít giây.")
	}
	select {
	case turns <- struct{}{}:
		waiting.Add(-1)
	case <-ctx.Done():
		waiting.Add(-1)
		return ctx.Err()
	}
	defer func() { <-turns }()
	return fn()
}

// nobody is the hash that is compared when there is no such user, so that the
// answer takes as long as for one who exists.
var nobody = sync.OnceValues(func() (string, error) { return argon2id.CreateHash(rand.Text(), &cost) })

// matches reports whether password is the one that hash was made of; an empty
// hash takes as long and never matches. The caller has taken a turn.
func matches(password, hash string) (bool, error) {
	known := hash != ""
	if !known {
		var err error
		if hash, err = nobody(); err != nil {
			return false, fmt.Errorf("hash for nobody: %w", err)
		}
	}
	if len(password) > 4*maxPassword {
		password, known = password[:4*maxPassword], false
	}
	ok, err := argon2id.ComparePasswordAndHash(norm.NFC.String(password), hash)
	if err != nil {
		return false, errors.Join(errors.New("compare password"), err)
	}
	return ok && known, nil
}
