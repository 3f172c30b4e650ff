package identity_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"example.vn/khuyencong/internal/domain/identity"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
)

func TestSignInTellsNobodyWhatWasWrong(t *testing.T) {
	o := open(t)
	o.add(t, "19", "lan", access.Staff)
	locked := o.add(t, "19", "huy", access.Staff)
	o.must(t, scope("19"), func(tx *db.Tx) error {
		return identity.Change(t.Context(), tx, locked, 1, identity.Changes{Name: "Huy", Roles: []access.Role{access.Staff}})
	})
	messages := map[string]bool{}
	for name, try := range map[string][2]string{
		"wrong password":   {"lan", "sai mật khẩu rồi"},
		"empty password":   {"lan", ""},
		"no such user":     {"khong.co", good},
		"locked user":      {"huy", good},
		"no such province": {"lan@77", good},
		"not a login":      {"'; DROP TABLE users --", good},
		"empty login":      {"", good},
	} {
		token, err := identity.SignIn(t.Context(), o.DB, try[0], try[1], "10.0.0.1")
		if fault.KindOf(err) != fault.Invalid || token != "" {
			t.Fatalf("%s: %q, %v", name, token, err)
		}
		messages[err.Error()] = true
	}
	if len(messages) != 1 {
		t.Errorf("the answers differ: %v", messages)
	}
}

func TestSignInTakesTheLoginInEveryUsualForm(t *testing.T) {
	o := open(t)
	o.add(t, "19", "lan", access.Staff)
	for _, login := range []string{"lan", " LAN ", "lan@19"} {
		if token, err := identity.SignIn(t.Context(), o.DB, login, good, "10.0.0.1"); err != nil || token.Province() != "19" {
			t.Errorf("%q: %q, %v", login, token, err)
		}
	}
	// The same letters, typed on a machine that decomposes them.
	if _, err := identity.SignIn(t.Context(), o.DB, "lan", "che\u0300 xanh buo\u0302\u0309i so\u031b\u0301m", "10.0.0.1"); err != nil {
		t.Error(err)
	}
}

func TestALoginOfSeveralProvincesNeedsTheCode(t *testing.T) {
	o := open(t)
	o.add(t, "19", "lan", access.Staff)
	other := o.add(t, "08", "lan", access.Staff)
	if _, err := identity.SignIn(t.Context(), o.DB, "lan", good, "10.0.0.1"); fault.KindOf(err) != fault.Invalid {
		t.Errorf("ambiguous login: %v", err)
	}
	for _, code := range []string{"08", "19"} {
		if token := o.signIn(t, "lan@"+code); token.Province() != code {
			t.Errorf("signed in to %s, want %s", token.Province(), code)
		}
	}
	o.must(t, scope("08"), func(tx *db.Tx) error {
		return identity.Change(t.Context(), tx, other, 1, identity.Changes{Name: "Lan", Roles: []access.Role{access.Staff}})
	})
	if token := o.signIn(t, "lan"); token.Province() != "19" {
		t.Errorf("signed in to %s although that user is locked", token.Province())
	}
}

func TestASessionEndsToTheSecond(t *testing.T) {
	for _, tt := range []struct {
		name  string
		steps []time.Duration // the session is used after each but the last
		going bool
	}{
		{"at once", []time.Duration{0}, true},
		{"idle for 29:59", []time.Duration{identity.IdleLimit - time.Second}, true},
		{"idle for 30:00", []time.Duration{identity.IdleLimit}, false},
		{"used every 20 minutes", []time.Duration{20 * time.Minute, 20 * time.Minute, 20 * time.Minute}, true},
		{"used after 59 seconds, which is not noted", []time.Duration{59 * time.Second, identity.IdleLimit - 59*time.Second}, false},
		{"used after a minute, which is noted", []time.Duration{time.Minute, identity.IdleLimit - time.Second}, true},
		{"a second before 12 hours", append(every(20*time.Minute, 35), 20*time.Minute-time.Second), true},
		{"12 hours, in use all the time", every(20*time.Minute, 36), false},
		{"the clock is set back by 5 minutes", []time.Duration{-5 * time.Minute}, true},
		{"the clock is set back by more", []time.Duration{-5*time.Minute - time.Second}, false},
		{"the clock is set back, then idle for 30 minutes", []time.Duration{-4 * time.Minute, identity.IdleLimit}, false},
		{"the clock jumps a year ahead", []time.Duration{365 * 24 * time.Hour}, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o := open(t)
			o.add(t, "19", "lan", access.Staff)
			token := o.signIn(t, "lan")
			var err error
			for i, step := range tt.steps {
				if err != nil {
					t.Fatalf("ended before step %d: %v", i, err)
				}
				o.now = o.now.Add(step)
				_, _, err = identity.Session(t.Context(), o.DB, token)
			}
			if want := map[bool]fault.Kind{true: fault.Internal, false: fault.SignedOut}[tt.going]; (err == nil) != tt.going || fault.KindOf(err) != want {
				t.Errorf("going %v, want %v: %v", err == nil, tt.going, err)
			}
		})
	}
}

func every(step time.Duration, n int) []time.Duration {
	all := make([]time.Duration, n)
	for i := range all {
		all[i] = step
	}
	return all
}

func TestASessionTellsWhoActs(t *testing.T) {
	o := open(t)
	var id identity.ID
	o.must(t, scope("19"), func(tx *db.Tx) (err error) {
		id, err = identity.Add(t.Context(), tx, identity.NewUser{
			Login: "xuan", Name: "Ma Thị Xuân", Roles: []access.Role{access.Commune}, Commune: "05809", Password: hashed(t, "xuan"), MustChange: true,
		})
		return err
	})
	u, actor, err := identity.Session(t.Context(), o.DB, o.signIn(t, "xuan"))
	if err != nil {
		t.Fatal(err)
	}
	if u.ID != id || !u.MustChange || actor.ID != string(id) || actor.Commune != "05809" || !actor.May(access.EnterNeed) || actor.May(access.EditScheme) {
		t.Errorf("%+v, %+v", u, actor)
	}
}

func TestWhatEndsSessions(t *testing.T) {
	o := open(t)
	id := o.add(t, "19", "lan", access.Staff)
	boss := o.add(t, "19", "sep", access.Admin)
	as := db.Scope{Province: "19", Actor: o.user(t, boss).Actor()}
	change := func(c identity.Changes) func(*testing.T, identity.Token) {
		return func(t *testing.T, _ identity.Token) {
			t.Helper()
			version := o.user(t, id).Version
			o.must(t, as, func(tx *db.Tx) error { return identity.Change(t.Context(), tx, id, version, c) })
		}
	}
	for _, tt := range []struct {
		name string
		do   func(*testing.T, identity.Token)
		ends bool
	}{
		{"another name", change(identity.Changes{Name: "Lan Anh", Roles: []access.Role{access.Staff}, Active: true}), false},
		{"other roles", change(identity.Changes{Name: "Lan", Roles: []access.Role{access.Staff, access.Accountant}, Active: true}), true},
		{"a new password", func(t *testing.T, _ identity.Token) {
			t.Helper()
			version := o.user(t, id).Version
			o.must(t, as, func(tx *db.Tx) error { return identity.SetPassword(t.Context(), tx, id, version, hashed(t, "lan")) })
		}, true},
		{"all ended", func(t *testing.T, _ identity.Token) {
			t.Helper()
			o.must(t, as, func(tx *db.Tx) error { return identity.EndAll(t.Context(), tx, id) })
		}, true},
		{"all ended by oneself", func(t *testing.T, _ identity.Token) {
			t.Helper()
			self := db.Scope{Province: "19", Actor: o.user(t, id).Actor()}
			o.must(t, self, func(tx *db.Tx) error { return identity.EndAll(t.Context(), tx, id) })
		}, true},
		{"signing out", func(t *testing.T, token identity.Token) {
			t.Helper()
			for range 2 { // the second time is no fault
				if err := identity.SignOut(t.Context(), o.DB, token); err != nil {
					t.Error(err)
				}
			}
		}, true},
		{"locked", change(identity.Changes{Name: "Lan", Roles: []access.Role{access.Staff}}), true},
	} {
		token, bystander := o.signIn(t, "lan"), o.signIn(t, "sep")
		tt.do(t, token)
		if _, _, err := identity.Session(t.Context(), o.DB, token); (fault.KindOf(err) == fault.SignedOut) != tt.ends {
			t.Errorf("%s: %v, want it to end: %v", tt.name, err, tt.ends)
		}
		if _, _, err := identity.Session(t.Context(), o.DB, bystander); err != nil {
			t.Errorf("%s ended somebody else's session: %v", tt.name, err)
		}
	}
}

func TestChangingOnesOwnPassword(t *testing.T) {
	o := open(t)
	o.add(t, "19", "lan", access.Staff)
	here, elsewhere := o.signIn(t, "lan"), o.signIn(t, "lan")
	const fresh = "đồi cọ rừng chè"
	for _, tt := range []struct{ name, old, fresh, field string }{
		{"wrong old one", "không nhớ nữa", fresh, "old"},
		{"the same again", good, good, "password"},
		{"too easy", good, "1234567890", "password"},
	} {
		_, err := identity.ChangeOwnPassword(t.Context(), o.DB, here, tt.old, tt.fresh)
		f, ok := errors.AsType[*fault.Error](err)
		if !ok || f.Fields[tt.field] == "" {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
	token, err := identity.ChangeOwnPassword(t.Context(), o.DB, here, good, fresh)
	if err != nil {
		t.Fatal(err)
	}
	for name, old := range map[string]identity.Token{"this session": here, "the other session": elsewhere} {
		if _, _, err := identity.Session(t.Context(), o.DB, old); fault.KindOf(err) != fault.SignedOut {
			t.Errorf("%s: %v", name, err)
		}
	}
	if u, _, err := identity.Session(t.Context(), o.DB, token); err != nil || u.MustChange {
		t.Errorf("%+v, %v", u, err)
	}
	if _, err := identity.SignIn(t.Context(), o.DB, "lan", good, "10.0.0.1"); fault.KindOf(err) != fault.Invalid {
		t.Errorf("old password: %v", err)
	}
	if _, err := identity.SignIn(t.Context(), o.DB, "lan", fresh, "10.0.0.1"); err != nil {
		t.Errorf("new password: %v", err)
	}
}

func TestUsersSeeAndEndTheirOtherSessions(t *testing.T) {
	o := open(t)
	o.add(t, "19", "lan", access.Staff)
	o.add(t, "19", "huy", access.Staff)
	here, forgotten, phone, strange := o.signIn(t, "lan"), o.signIn(t, "lan"), o.signIn(t, "lan"), o.signIn(t, "huy")
	seen := func() (all []identity.OpenSession) {
		t.Helper()
		err := o.DB.View(t.Context(), db.Scope{Province: "19"}, func(tx *db.Tx) (err error) {
			all, err = identity.OpenSessions(t.Context(), tx, here)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return all
	}
	all := seen()
	var keys []string
	own := 0
	for _, s := range all {
		if s.Here {
			own++
		}
		keys = append(keys, s.Key)
		if strings.Contains(string(here+forgotten+phone), s.Key) {
			t.Errorf("the key %s is part of a token", s.Key)
		}
	}
	if len(all) != 3 || own != 1 {
		t.Fatalf("%+v", all)
	}
	for _, tt := range []struct {
		name, password, field string
		keys                  []string
	}{{"none chosen", good, "sessions", nil}, {"wrong password", "không nhớ nữa", "own", keys}} {
		_, err := identity.EndSessions(t.Context(), o.DB, here, tt.password, tt.keys)
		f, ok := errors.AsType[*fault.Error](err)
		if !ok || f.Fields[tt.field] == "" || len(seen()) != 3 {
			t.Errorf("%s: %v, %d are open", tt.name, err, len(seen()))
		}
	}
	// All keys: the session that asks stays, and somebody else's is not touched.
	n, err := identity.EndSessions(t.Context(), o.DB, here, good, append(keys, "ffffffffffffffff"))
	if n != 2 || err != nil || len(seen()) != 1 {
		t.Errorf("%d ended, %v, %d are open", n, err, len(seen()))
	}
	for name, token := range map[string]identity.Token{"forgotten": forgotten, "phone": phone} {
		if _, _, err := identity.Session(t.Context(), o.DB, token); fault.KindOf(err) != fault.SignedOut {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, token := range map[string]identity.Token{"here": here, "somebody else": strange} {
		if _, _, err := identity.Session(t.Context(), o.DB, token); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if n, err := identity.EndSessions(t.Context(), o.DB, here, good, keys); n != 0 || err != nil {
		t.Errorf("again: %d, %v", n, err)
	}
}

func TestAThiefOfASessionCannotGuessThePasswordForLong(t *testing.T) {
	o := open(t)
	o.add(t, "19", "lan", access.Staff)
	token := o.signIn(t, "lan")
	for i := range 11 {
		_, err := identity.ChangeOwnPassword(t.Context(), o.DB, token, "đoán lần "+fmt.Sprint(i), "đồi cọ rừng chè")
		if want := map[bool]fault.Kind{true: fault.Invalid, false: fault.Busy}[i < 10]; fault.KindOf(err) != want {
			t.Fatalf("guess %d: %v", i, err)
		}
	}
	o.signIn(t, "lan") // which does not keep the owner from signing in
}

// Guesses that arrive together are not all looked at before the first counts.
func TestGuessesAtOnceAreCountedOneByOne(t *testing.T) {
	o := open(t)
	o.add(t, "19", "lan", access.Staff)
	var mu sync.Mutex
	kinds := make(map[fault.Kind]int)
	var wg sync.WaitGroup
	for range 40 {
		wg.Go(func() {
			_, err := identity.SignIn(t.Context(), o.DB, "lan", "đoán mò một lần", "10.0.0.1")
			mu.Lock()
			defer mu.Unlock()
			kinds[fault.KindOf(err)]++
		})
	}
	wg.Wait()
	if kinds[fault.Invalid] != 10 || kinds[fault.Busy] != 30 {
		t.Errorf("%v, want 10 wrong and 30 busy", kinds)
	}
	if _, err := identity.SignIn(t.Context(), o.DB, "lan", good, "10.0.0.1"); fault.KindOf(err) != fault.Busy {
		t.Errorf("the right password after ten wrong ones: %v", err)
	}
	o.now = o.now.Add(15 * time.Minute)
	o.signIn(t, "lan")
	shut := 0
	for _, e := range o.records(t, "19") {
		if e.Verb == "session.shut" {
			shut++
		}
	}
	if shut != 1 {
		t.Errorf("%d records of shutting, want 1", shut)
	}
}

func TestAForgedTokenIsNoSession(t *testing.T) {
	o := open(t)
	o.add(t, "19", "lan", access.Staff)
	token := o.signIn(t, "lan")
	for _, forged := range []identity.Token{"", "19", "19.", token[:len(token)-1], token + "a", "19." + token, "19.'" + token[4:], identity.Token("19\x00") + token[2:]} {
		if _, _, err := identity.Session(t.Context(), o.DB, forged); fault.KindOf(err) != fault.SignedOut {
			t.Errorf("%q: %v", forged, err)
		}
	}
	var stored int
	err := o.View(t.Context(), db.Scope{Everywhere: true}, func(tx *db.Tx) error {
		return tx.QueryRow(t.Context(), `SELECT count(*) FROM sessions WHERE token_hash = ? OR token_hash = ?`, []any{string(token), string(token[3:])}, &stored)
	})
	if err != nil || stored != 0 {
		t.Errorf("the token itself is stored: %d, %v", stored, err)
	}
}

func FuzzToken(f *testing.F) {
	f.Add("19.abcdefghijklmnopqrstuvwxyz234567abcdefghijklmnopqrst")
	f.Add("19.")
	f.Add("xx")
	f.Fuzz(func(t *testing.T, s string) {
		if p := identity.Token(s).Province(); p != "" && (len(p) != 2 || len(s) != 55) {
			t.Errorf("Province of %q = %q", s, p)
		}
	})
}
