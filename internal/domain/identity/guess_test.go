package identity_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"example.vn/khuyencong/internal/domain/identity"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/fault"
)

// Somebody guesses a thousand times at one login, then ten thousand times at
// many: S7 of the catalogue of tests. Nearly all guesses are not even looked
// at, and the person herself still gets in from where she always does.
func TestGuessingThousandsOfTimesIsUseless(t *testing.T) {
	o := open(t)
	o.add(t, "19", "lan", access.Staff)
	if _, err := identity.SignIn(t.Context(), o.DB, "lan", good, "10.0.0.1"); err != nil {
		t.Fatal(err)
	}
	guess := func(n int, login func(int) string, source func(int) string) (looked int) {
		t.Helper()
		for i := range n {
			_, err := identity.SignIn(t.Context(), o.DB, login(i), "sai mat khau roi", source(i))
			if fault.KindOf(err) == fault.Invalid {
				looked++
			} else if fault.KindOf(err) != fault.Busy {
				t.Fatal(err)
			}
		}
		return looked
	}
	same := func(s string) func(int) string { return func(int) string { return s } }
	if n := guess(1000, same("lan"), same("10.0.0.66")); n != 10 {
		t.Errorf("%d of 1,000 guesses at one login were looked at, want 10", n)
	}
	if n := guess(10_000, func(i int) string { return fmt.Sprint("ai", i) }, same("10.0.0.67")); n != 10 {
		t.Errorf("%d of 10,000 guesses at many logins were looked at, want 10", n)
	}
	many := func(i int) string { return fmt.Sprintf("10.1.%d.%d", i/250, i%250) }
	if n := guess(1000, same("lan"), many); n > 50 {
		t.Errorf("%d of 1,000 guesses from many places were looked at, want at most 50 an hour", n)
	}
	if _, err := identity.SignIn(t.Context(), o.DB, "lan", good, "10.0.0.1"); err != nil {
		t.Errorf("she herself: %v", err)
	}
}

// How long the answer takes does not tell whether a login exists.
func TestAnUnknownLoginTakesAsLongAsAKnownOne(t *testing.T) {
	o := open(t)
	const often, people = 20, 25 // each person is looked at only so often
	n := 0
	took := func(login string) time.Duration {
		n++
		at := time.Now() //nolint:forbidigo // how long the answer takes is what is tested
		_, err := identity.SignIn(t.Context(), o.DB, login, "sai mat khau roi", fmt.Sprintf("10.2.%d.%d", n/250, n%250))
		if fault.KindOf(err) != fault.Invalid {
			t.Fatal(err)
		}
		return time.Since(at) //nolint:forbidigo // as above
	}
	var known, unknown []time.Duration
	for i := range often * people { // the quickest of many is what the machine needs when nobody else uses it
		if i%often == 0 {
			o.add(t, "19", fmt.Sprint("lan", i/often), access.Staff)
		}
		known = append(known, took(fmt.Sprint("lan", i/often)))
		unknown = append(unknown, took(fmt.Sprint("khong", i/often)))
		a, b := slices.Min(known), slices.Min(unknown)
		if difference := (a - b).Abs(); len(known) >= 5 && difference*10 <= max(a, b) {
			t.Logf("%s known, %s unknown", a, b)
			return
		}
	}
	t.Errorf("a known login takes %s, an unknown one %s", slices.Min(known), slices.Min(unknown))
}
