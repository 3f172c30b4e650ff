package killtest

import (
	"slices"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"example.vn/khuyencong/internal/domain/identity"
	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/norm"
	"example.vn/khuyencong/internal/domain/normbook"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/audit"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/db/dbtest"
	"example.vn/khuyencong/internal/platform/fault"
)

// TestFaultClockJumps moves the clock while work goes on, as a machine with a
// bad battery does. Order comes from sequence numbers and not from the clock;
// nobody is signed out by a small step, nobody stays signed in for ever.
func TestFaultClockJumps(t *testing.T) {
	needFaults(t)
	var now atomic.Int64
	begin := time.Date(2026, 12, 31, 16, 58, 0, 0, time.UTC) // 23:58 in Vietnam
	now.Store(begin.Unix())
	d := dbtest.OpenAt(t, func() time.Time { return time.Unix(now.Load(), 0) })
	token := signedIn(t, d)
	jumps := []time.Duration{0, time.Hour, -time.Hour, 24 * time.Hour, -24 * time.Hour, 3 * time.Minute, -3 * time.Minute, 366 * 24 * time.Hour, -366 * 24 * time.Hour}
	n := 0
	for _, jump := range jumps {
		now.Add(int64(jump / time.Second))
		for range 3 {
			n++
			if err := childPost(t, d, n); err != nil {
				t.Fatalf("after a jump of %s: %v", jump, err)
			}
		}
	}
	if got := time.Unix(now.Load(), 0); !got.Equal(begin) {
		t.Fatalf("the clock is at %s", got)
	}
	if _, _, err := identity.Session(t.Context(), d, token); err != nil {
		t.Errorf("signed out by jumps there and back: %v", err)
	}
	inOrder(t, d, n)
	for _, end := range []time.Duration{identity.IdleLimit, identity.AbsoluteLimit, 24 * time.Hour, 365 * 24 * time.Hour} {
		now.Store(begin.Add(end).Unix())
		if _, _, err := identity.Session(t.Context(), d, token); fault.KindOf(err) != fault.SignedOut {
			t.Errorf("still signed in %s later: %v", end, err)
		}
	}
}

func signedIn(t *testing.T, d *db.DB) identity.Token {
	t.Helper()
	hash, err := identity.NewPassword(t.Context(), "ketoan", password)
	if err != nil {
		t.Fatal(err)
	}
	err = d.Update(t.Context(), asSystem, func(tx *db.Tx) error {
		if err := identity.Found(t.Context(), tx, identity.Province{Code: "19", Name: "Tỉnh Thái Nguyên", Centre: "Trung tâm Khuyến công", Department: "Sở Công Thương"}); err != nil {
			return err
		}
		_, err := identity.Add(t.Context(), tx, identity.NewUser{Login: "ketoan", Name: "Kế toán", Roles: []access.Role{access.Accountant}, Password: hash})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	token, err := identity.SignIn(t.Context(), d, "ketoan", password, "127.0.0.1")
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// inOrder wants the entries and the records in the order in which they were
// made, whatever their times say.
func inOrder(t *testing.T, d *db.DB, n int) {
	t.Helper()
	err := d.View(t.Context(), asSystem, func(tx *db.Tx) error {
		if _, err := ledger.Verify(t.Context(), tx); err != nil {
			return err
		}
		if _, err := audit.Verify(t.Context(), tx); err != nil {
			return err
		}
		entries, err := ledger.Entries(t.Context(), tx, childBook, 0, n+1)
		if err != nil {
			return err
		}
		events, err := audit.Of(t.Context(), tx, "book/2026/local")
		if err != nil {
			return err
		}
		slices.Reverse(entries)
		times := map[string]bool{}
		for i := range n {
			times[entries[i].At] = true
			if want := strconv.Itoa(i + 1); entries[i].Reference != want || events[i].Detail["n"] != want {
				t.Errorf("in place %d: entry %s, record %s", i+1, entries[i].Reference, events[i].Detail["n"])
			}
		}
		if len(entries) != n || len(events) != n || len(times) < 5 {
			t.Errorf("%d entries and %d records of %d, at %d times", len(entries), len(events), n, len(times))
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

// TestFaultLawChangesAtMidnightInVietnam goes over two midnights, that of a law
// and that of a year: 17:00 UTC is the next day, one second before is not.
func TestFaultLawChangesAtMidnightInVietnam(t *testing.T) {
	needFaults(t)
	var now atomic.Int64
	d := dbtest.OpenAt(t, func() time.Time { return time.Unix(now.Load(), 0) })
	for _, tt := range []struct {
		name    string
		at      time.Time
		ceiling int64 // of a model of 5 billion
		year    int
	}{
		{"the last second of the law of 2014", time.Date(2018, 5, 10, 16, 59, 59, 0, time.UTC), 500e6, 2018},
		{"the first second of the law of 2018", time.Date(2018, 5, 10, 17, 0, 0, 0, time.UTC), 1e9, 2018},
		{"the last second of a year", time.Date(2026, 12, 31, 16, 59, 59, 0, time.UTC), 1e9, 2026},
		{"the first second of a year", time.Date(2026, 12, 31, 17, 0, 0, 0, time.UTC), 1e9, 2027},
	} {
		now.Store(tt.at.Unix())
		err := d.Update(t.Context(), asSystem, func(tx *db.Tx) error {
			verdict := norm.Judge(normbook.Norms(), norm.Facts{Content: "tech_demo_new", On: tx.Today(), Fund: norm.National, EligibleCost: 5e9, Units: 1, Asked: 1})
			if int64(verdict.Ceiling) != tt.ceiling || tx.Today().Year() != tt.year {
				t.Errorf("%s: ceiling %d, year %d; want %d and %d", tt.name, verdict.Ceiling, tx.Today().Year(), tt.ceiling, tt.year)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}
