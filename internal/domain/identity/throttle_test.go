package identity

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"

	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/db/dbtest"
	"example.vn/khuyencong/internal/platform/fault"
)

// A door is a database with a clock that the test sets.
type door struct {
	*db.DB
	now time.Time
}

func openDoor(t *testing.T) *door {
	t.Helper()
	o := &door{now: dbtest.Now}
	o.DB = dbtest.OpenAt(t, func() time.Time { return o.now })
	return o
}

// try lets an attempt fail or succeed and reports whether it was let through
// at all.
func (o *door) try(t testing.TB, a attempt, succeeds bool) (open bool) {
	t.Helper()
	err := o.Update(t.Context(), db.Scope{Province: a.province}, func(tx *db.Tx) error {
		if err := refuse(t.Context(), tx, a); err != nil {
			return err
		}
		if succeeds {
			return succeeded(t.Context(), tx, a)
		}
		_, err := failed(t.Context(), tx, a)
		return err
	})
	if err != nil && fault.KindOf(err) != fault.Busy {
		t.Fatal(err)
	}
	return err == nil
}

// rush lets many attempts fail, one after the other in one transaction.
func (o *door) rush(t testing.TB, wave []attempt) {
	t.Helper()
	err := o.Update(t.Context(), db.Scope{Everywhere: true}, func(tx *db.Tx) error {
		for _, a := range wave {
			err := refuse(t.Context(), tx, a)
			if err == nil {
				_, err = failed(t.Context(), tx, a)
			}
			if err != nil && fault.KindOf(err) != fault.Busy {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// fail lets n attempts fail, those of one source at the pace of a person, so
// that burstLimit does not cut them short.
func (o *door) fail(t testing.TB, n int, a func(i int) attempt) {
	t.Helper()
	for i := range n {
		if a(0).source == a(1).source {
			o.now = o.now.Add(7 * time.Second)
		}
		o.try(t, a(i), false)
	}
}

func from(login, source string) attempt { return attempt{"19", login, source} }

func TestTooManyFailuresShutTheDoorForAWhile(t *testing.T) {
	same := func(login, source string) func(int) attempt {
		return func(int) attempt { return from(login, source) }
	}
	manyLogins := func(i int) attempt { return from(fmt.Sprint("ai", i), "10.0.0.1") }
	manySources := func(i int) attempt { return from("lan", fmt.Sprint("10.0.1.", i)) }
	for _, tt := range []struct {
		name  string
		fails int
		who   func(int) attempt
		later time.Duration
		try   attempt
		open  bool
	}{
		{"nine failures of one login from one source: open", 9, same("lan", "10.0.0.1"), 0, from("lan", "10.0.0.1"), true},
		{"ten failures: shut", 10, same("lan", "10.0.0.1"), 0, from("lan", "10.0.0.1"), false},
		{"ten failures, a second before the time is over: shut", 10, same("lan", "10.0.0.1"), 15*time.Minute - time.Second, from("lan", "10.0.0.1"), false},
		{"ten failures, the time is over: open", 10, same("lan", "10.0.0.1"), 15 * time.Minute, from("lan", "10.0.0.1"), true},
		{"ten failures: the same login from elsewhere is open", 10, same("lan", "10.0.0.1"), 0, from("lan", "10.0.0.2"), true},
		{"ten failures: another login from there is open", 10, same("lan", "10.0.0.1"), 0, from("huy", "10.0.0.1"), true},
		{"ten failures: the same login of another province is open", 10, same("lan", "10.0.0.1"), 0, attempt{"08", "lan", "10.0.0.1"}, true},
		{"99 failures of many logins from one source: open", 99, manyLogins, 0, from("lan", "10.0.0.1"), true},
		{"100 failures of many logins from one source: shut", 100, manyLogins, 0, from("lan", "10.0.0.1"), false},
		{"100 failures from one source: another province is shut too", 100, manyLogins, 0, attempt{"08", "lan", "10.0.0.1"}, false},
		{"100 failures from one source: other sources are open", 100, manyLogins, 0, from("lan", "10.0.0.2"), true},
		{"100 failures from one source, a quarter of an hour later: open", 100, manyLogins, 15 * time.Minute, from("lan", "10.0.0.1"), true},
		{"49 failures of one login from many sources: open", 49, manySources, 0, from("lan", "10.0.0.9"), true},
		{"50 failures of one login from many sources: shut for unknown sources", 50, manySources, 0, from("lan", "10.9.0.9"), false},
		{"50 failures of one login: other logins are open", 50, manySources, 0, from("huy", "10.9.0.9"), true},
		{"50 failures of one login, 59:59 later: shut", 50, manySources, time.Hour - time.Second, from("lan", "10.9.0.9"), false},
		{"50 failures of one login, an hour later: open", 50, manySources, time.Hour, from("lan", "10.9.0.9"), true},
		{"the clock was set back: open", 10, same("lan", "10.0.0.1"), -time.Minute, from("lan", "10.0.0.1"), true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o := openDoor(t)
			o.fail(t, tt.fails, tt.who)
			o.now = o.now.Add(tt.later)
			if open := o.try(t, tt.try, true); open != tt.open {
				t.Errorf("open = %v, want %v", open, tt.open)
			}
		})
	}
}

func TestABurstOfFailuresShutsTheSourceForAMinute(t *testing.T) {
	for _, tt := range []struct {
		name  string
		fails int
		later time.Duration
		try   attempt
		open  bool
	}{
		{"nine in a moment: open", 9, 0, from("huy", "10.0.0.1"), true},
		{"ten in a moment: shut for every login", 10, 0, from("huy", "10.0.0.1"), false},
		{"ten in a moment: shut for other provinces", 10, 0, attempt{"08", "huy", "10.0.0.1"}, false},
		{"ten in a moment: elsewhere is open", 10, 0, from("huy", "10.0.0.2"), true},
		{"a second before the minute is over: shut", 10, 59 * time.Second, from("huy", "10.0.0.1"), false},
		{"the minute is over: open", 10, time.Minute, from("huy", "10.0.0.1"), true},
	} {
		o := openDoor(t)
		for i := range tt.fails {
			o.try(t, from(fmt.Sprint("ai", i), "10.0.0.1"), false)
		}
		o.now = o.now.Add(tt.later)
		if open := o.try(t, tt.try, true); open != tt.open {
			t.Errorf("%s: open = %v, want %v", tt.name, open, tt.open)
		}
	}
}

func TestFailuresFarApartDoNotAddUp(t *testing.T) {
	o := openDoor(t)
	for range 30 {
		if !o.try(t, from("lan", "10.0.0.1"), false) {
			t.Fatal("shut")
		}
		o.now = o.now.Add(2 * time.Minute)
	}
}

func TestSuccessForgetsTheFailuresOfThatLoginFromThatSource(t *testing.T) {
	o := openDoor(t)
	mine, other := from("lan", "10.0.0.1"), from("huy", "10.0.0.1")
	o.fail(t, 9, func(int) attempt { return mine })
	o.fail(t, 9, func(int) attempt { return other })
	o.try(t, mine, true)
	o.fail(t, 9, func(int) attempt { return mine })
	if !o.try(t, mine, true) {
		t.Error("nine failures after a success shut the door")
	}
	o.try(t, other, false)
	if o.try(t, other, true) {
		t.Error("somebody else's success forgave ten failures")
	}
}

func TestAKnownSourceIsKnownForNinetyDays(t *testing.T) {
	for _, tt := range []struct {
		name  string
		after time.Duration
		open  bool
	}{
		{"a second before", knownFor - time.Second, true},
		{"90 days later", knownFor, false},
	} {
		o := openDoor(t)
		home := from("lan", "10.0.0.1")
		o.try(t, home, true)
		o.now = o.now.Add(tt.after)
		o.fail(t, 50, func(i int) attempt { return from("lan", fmt.Sprint("10.0.1.", i)) })
		if open := o.try(t, home, true); open != tt.open {
			t.Errorf("%s: open = %v, want %v", tt.name, open, tt.open)
		}
	}
}

// Whatever strangers do, from whatever sources but her own, and whatever
// others at her own source do to other logins, she gets in from where she
// always does.
func TestStrangersCannotShutOutAKnownSource(t *testing.T) {
	o := openDoor(t)
	run := 0
	rapid.Check(t, func(rt *rapid.T) {
		run++ // a province of its own keeps the runs apart, and so does the time between them
		o.now = o.now.Add(2 * time.Hour)
		province := fmt.Sprint("p", run)
		home := attempt{province, "lan", "10.0.0.1"}
		if !o.try(t, home, true) {
			rt.Fatal("shut before anything happened")
		}
		for range rapid.IntRange(1, 6).Draw(rt, "waves") {
			login := rapid.SampledFrom([]string{"lan", "ai%d", "?"}).Draw(rt, "logins")
			source := rapid.SampledFrom([]string{"10.0.0.1", "10.0.0.2", "10.0.1.%d"}).Draw(rt, "sources")
			first := rapid.IntRange(0, 100).Draw(rt, "first")
			var wave []attempt
			for n := range rapid.IntRange(1, 120).Draw(rt, "tries") {
				if stranger := (attempt{province, numbered(login, first+n), numbered(source, first+n)}); stranger != home {
					wave = append(wave, stranger)
				}
			}
			o.rush(t, wave)
			o.now = o.now.Add(time.Duration(rapid.IntRange(0, 1200).Draw(rt, "pause")) * time.Second)
		}
		if !o.try(t, home, true) {
			rt.Fatal("strangers shut her out")
		}
	})
}

// numbered puts n where the pattern wants a number.
func numbered(pattern string, n int) string {
	return strings.ReplaceAll(pattern, "%d", strconv.Itoa(n))
}

func TestOldCountsAreRemoved(t *testing.T) {
	o := openDoor(t)
	o.fail(t, 200, func(i int) attempt { return from(fmt.Sprint("ai", i), fmt.Sprint("10.0.", i, ".1")) })
	o.now = o.now.Add(2 * time.Hour)
	o.fail(t, purgeEvery, func(i int) attempt { return from(fmt.Sprint("lan", i%8), fmt.Sprint("10.0.0.", i%8)) })
	var n int
	err := o.View(t.Context(), db.Scope{Everywhere: true}, func(tx *db.Tx) error {
		return tx.QueryRow(t.Context(), `SELECT count(*) FROM sign_in_failures`, nil, &n)
	})
	if err != nil || n > 4*8 {
		t.Errorf("%d counts are left, %v", n, err)
	}
}

func TestSourceIsOneAddressOrOneNetwork(t *testing.T) {
	for address, want := range map[string]string{
		"203.0.113.7":                 "203.0.113.7",
		"::ffff:203.0.113.7":          "203.0.113.7",
		"2001:db8:1:2:3:4:5:6":        "2001:db8:1:2::/64",
		"fe80::1%eth0":                "fe80::/64",
		"":                            "?",
		"không phải địa chỉ":          "?không phải địa chỉ",
		"10.0.0.1\r\nx":               "?10.0.0.1x",
		"\xd9\xee" + "a\xff":          "?a",
		"x" + strings.Repeat("y", 90): "?x" + strings.Repeat("y", 59),
	} {
		if got := Source(address); got != want {
			t.Errorf("Source(%q) = %q, want %q", address, got, want)
		}
	}
}

func FuzzSourceKey(f *testing.F) {
	for _, s := range []string{"203.0.113.7", "2001:db8::1", "::ffff:1.2.3.4", "fe80::1%x", "", "a:b"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if key := Source(s); key == "" || len(key) > 61 || !utf8.ValidString(key) {
			t.Errorf("Source(%q) = %q", s, key)
		}
	})
}
