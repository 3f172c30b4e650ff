package identity

import (
	"context"
	"fmt"
	"net/netip"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
)

// A limit is how many failures may fall into one stretch of time. When it is
// reached, what it limits stays shut for as long again.
type limit struct {
	failures int64
	within   time.Duration
}

// The limits. The first protects one password against one guesser. The others
// hold back guessers who go through many logins, or come from many places;
// they do not touch a source from which this login signed in not long ago, so
// that nobody can shut out the people of an office from elsewhere.
var (
	pairLimit   = limit{10, 15 * time.Minute}  // one login from one source
	burstLimit  = limit{10, time.Minute}       // all logins from one source, at a machine's pace
	sourceLimit = limit{100, 15 * time.Minute} // all logins from one source
	loginLimit  = limit{50, time.Hour}         // one login from all sources
)

const (
	knownFor   = 90 * 24 * time.Hour // a source stays known after signing in
	purgeEvery = 64                  // failures between two removals of old counts
)

// An attempt is one try to sign in. Province is "" when the login belongs to
// none.
type attempt struct{ province, login, source string }

// A tally is the key of one count of failures.
type tally struct{ province, login, source string }

func (a attempt) pair() tally     { return tally(a) }
func (a attempt) bySource() tally { return tally{source: a.source} }
func (a attempt) byBurst() tally  { return tally{login: "*", source: a.source} } // no login is spelled so
func (a attempt) byLogin() tally  { return tally{province: a.province, login: a.login} }

// Source names the place that address stands for: the address itself, or
// the network of 64 bits that one IPv6 customer has.
func Source(address string) string {
	ip, err := netip.ParseAddr(address)
	if err != nil {
		return "?" + strings.Map(printable, address[:min(len(address), 60)])
	}
	if ip = ip.Unmap().WithZone(""); ip.Is4() {
		return ip.String()
	}
	return netip.PrefixFrom(ip, 64).Masked().String()
}

// printable drops what could break a line of the record, and bytes that are no
// text: each would grow to three.
func printable(r rune) rune {
	if unicode.IsPrint(r) && r != utf8.RuneError {
		return r
	}
	return -1
}

// refuse returns a Busy fault when the attempt comes after too many failures.
func refuse(ctx context.Context, tx *db.Tx, a attempt) error {
	if err := refuseFor(ctx, tx, a.pair(), pairLimit); err != nil {
		return err
	}
	known, err := isKnown(ctx, tx, a)
	if err != nil || known {
		return err
	}
	if err := refuseFor(ctx, tx, a.byBurst(), burstLimit); err != nil {
		return err
	}
	if err := refuseFor(ctx, tx, a.bySource(), sourceLimit); err != nil {
		return err
	}
	return refuseFor(ctx, tx, a.byLogin(), loginLimit)
}

func refuseFor(ctx context.Context, tx *db.Tx, t tally, l limit) error {
	n, since, err := failures(ctx, tx, t, l)
	if err != nil || n < l.failures {
		return err
	}
	left := since.Add(l.within).Sub(tx.Now)
	minutes := (left + time.Minute - 1) / time.Minute
	return &fault.Error{Kind: fault.Busy, Wait: left, Message: fmt.Sprintf("Đã có quá nhiều lần đăng nhập sai. Hãy thử lại sau %d phút.", minutes)}
}

// failures returns how many failures t counts now, and since when.
func failures(ctx context.Context, tx *db.Tx, t tally, l limit) (n int64, since time.Time, err error) {
	var at string
	err = tx.QueryRow(ctx, `
		SELECT count, since FROM sign_in_failures WHERE province = ? AND login = ? AND source = ?`,
		[]any{t.province, t.login, t.source}, &n, &at)
	if fault.KindOf(err) == fault.NotFound {
		return 0, tx.Now, nil
	}
	if err != nil {
		return 0, tx.Now, fmt.Errorf("sign-in failures: %w", err)
	}
	since, err = time.Parse(time.RFC3339, at)
	// A count from the future was written while the clock was wrong.
	if err != nil || since.After(tx.Now) || !tx.Now.Before(since.Add(l.within)) {
		return 0, tx.Now, err
	}
	return n, since, nil
}

// failed counts a failed attempt. It reports whether the attempt has just
// reached the limit of its login and source.
func failed(ctx context.Context, tx *db.Tx, a attempt) (bool, error) {
	shut, err := countFailure(ctx, tx, a.pair(), pairLimit)
	if err != nil {
		return false, err
	}
	if _, err := countFailure(ctx, tx, a.byBurst(), burstLimit); err != nil {
		return false, err
	}
	if _, err := countFailure(ctx, tx, a.bySource(), sourceLimit); err != nil {
		return false, err
	}
	if _, err := countFailure(ctx, tx, a.byLogin(), loginLimit); err != nil {
		return false, err
	}
	return shut, purge(ctx, tx, a.province)
}

// countFailure adds one to t and reports whether that reached the limit.
func countFailure(ctx context.Context, tx *db.Tx, t tally, l limit) (bool, error) {
	n, since, err := failures(ctx, tx, t, l)
	if err != nil || n >= l.failures {
		return false, err // what is shut is not shut for longer
	}
	if n++; n == 1 || n == l.failures {
		since = tx.Now
	}
	_, err = tx.Exec(ctx, `
		INSERT INTO sign_in_failures (province, login, source, since, count) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (province, login, source) DO UPDATE SET since = excluded.since, count = excluded.count`,
		t.province, t.login, t.source, since.Format(time.RFC3339), n)
	if err != nil {
		return false, fmt.Errorf("count sign-in failure: %w", err)
	}
	return n == l.failures, nil
}

// purge removes, now and then, the counts that count no more.
func purge(ctx context.Context, tx *db.Tx, province string) error {
	no, err := tx.Next(ctx, "sign_in_failure")
	if err != nil || no%purgeEvery != 0 {
		return err
	}
	for _, p := range []string{"", province} {
		_, err := tx.Exec(ctx, `DELETE FROM sign_in_failures WHERE province = ? AND (since <= ? OR since > ?)`,
			p, tx.Now.Add(-loginLimit.within).Format(time.RFC3339), tx.Moment())
		if err != nil {
			return fmt.Errorf("purge sign-in failures: %w", err)
		}
	}
	return nil
}

// isKnown reports whether the attempt's login signed in from its source not
// long ago.
func isKnown(ctx context.Context, tx *db.Tx, a attempt) (bool, error) {
	var n int
	err := tx.QueryRow(ctx, `
		SELECT count(*) FROM sign_in_sources WHERE province = ? AND login = ? AND source = ? AND at > ?`,
		[]any{a.province, a.login, a.source, tx.Now.Add(-knownFor).Format(time.RFC3339)}, &n)
	if err != nil {
		return false, fmt.Errorf("known sources: %w", err)
	}
	return n > 0, nil
}

// succeeded makes the attempt's source known and forgets its failures.
func succeeded(ctx context.Context, tx *db.Tx, a attempt) error {
	if err := forgive(ctx, tx, a); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `
		INSERT INTO sign_in_sources (province, login, source, at) VALUES (?, ?, ?, ?)
		ON CONFLICT (province, login, source) DO UPDATE SET at = excluded.at`,
		a.province, a.login, a.source, tx.Moment())
	if err != nil {
		return fmt.Errorf("note source: %w", err)
	}
	_, err = tx.Exec(ctx, `DELETE FROM sign_in_sources WHERE province = ? AND login = ? AND at <= ?`,
		a.province, a.login, tx.Now.Add(-knownFor).Format(time.RFC3339))
	if err != nil {
		return fmt.Errorf("forget sources: %w", err)
	}
	return nil
}

func forgive(ctx context.Context, tx *db.Tx, a attempt) error {
	_, err := tx.Exec(ctx, `DELETE FROM sign_in_failures WHERE province = ? AND login = ? AND source = ?`,
		a.province, a.login, a.source)
	if err != nil {
		return fmt.Errorf("forget failures: %w", err)
	}
	return nil
}
