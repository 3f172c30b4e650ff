package gen_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"testing"

	"example.vn/khuyencong/internal/domain/establishment"
	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/report"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/gen"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/audit"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/db/dbtest"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/money"
)

// tiny is a country of two provinces.
var tiny = gen.Options{Seed: 1, Parts: 20, Provinces: []string{"19", "08"}}

func load(t *testing.T, o gen.Options) (*db.DB, *gen.Sums) {
	t.Helper()
	d := dbtest.Open(t)
	s, err := gen.Load(t.Context(), d, o, func(int, int, string) {})
	if err != nil {
		t.Fatal(err)
	}
	return d, s
}

func inProvince(t *testing.T, d *db.DB, code string, fn func(ctx context.Context, tx *db.Tx) error) {
	t.Helper()
	err := d.View(t.Context(), db.Scope{Province: code, Actor: access.System("test")}, func(tx *db.Tx) error { return fn(t.Context(), tx) })
	if err != nil {
		t.Fatal(err)
	}
}

// content is a hash of everything but who may sign in and when that was.
func content(t *testing.T, d *db.DB) string {
	t.Helper()
	tables, err := db.Keys()
	if err != nil {
		t.Fatal(err)
	}
	hash := sha256.New()
	err = d.View(t.Context(), db.Scope{Everywhere: true}, func(tx *db.Tx) error {
		for _, table := range slices.Sorted(func(yield func(string) bool) {
			for name := range tables {
				if !yield(name) {
					return
				}
			}
		}) {
			if slices.Contains([]string{"users", "provinces", "audit_events"}, table) {
				continue
			}
			var lines []string
			if err := tx.Rows(t.Context(), "SELECT * FROM "+table, nil, func(row map[string]any) error {
				lines = append(lines, fmt.Sprint(row)) // keys come out sorted
				return nil
			}); err != nil {
				return err
			}
			slices.Sort(lines) // engines collate differently
			_, _ = fmt.Fprintf(hash, "%s %d\n%s\n", table, len(lines), strings.Join(lines, "\n"))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return hex.EncodeToString(hash.Sum(nil))
}

func TestTheSameSeedMakesTheSameCountry(t *testing.T) {
	t.Parallel()
	o := gen.Options{Seed: 7, Parts: 4, Provinces: []string{"19"}}
	first, _ := load(t, o)
	again, _ := load(t, o)
	if a, b := content(t, first), content(t, again); a != b {
		t.Errorf("the same seed made %s and %s", a, b)
	}
	o.Seed = 8
	other, _ := load(t, o)
	if content(t, first) == content(t, other) {
		t.Error("another seed made the same country")
	}
}

func TestTheMadeUpCountry(t *testing.T) {
	t.Parallel()
	d, s := load(t, tiny)
	t.Run("has the size that was asked", func(t *testing.T) { hasItsSize(t, s) })
	t.Run("has books and a record that hold", func(t *testing.T) { booksHold(t, d, s) })
	t.Run("is what reports add up to", func(t *testing.T) { reportsAddUp(t, d, s) })
	t.Run("is found, and goes on", func(t *testing.T) { goesOn(t, d) })
}

func hasItsSize(t *testing.T, s *gen.Sums) {
	t.Helper()
	if s.Provinces != 2 || s.Establishments != 2000 || s.Schemes != 1000 {
		t.Errorf("made %+v", s)
	}
	if s.Entries < 19_000 || s.Entries > 21_000 {
		t.Errorf("1000 schemes have %d entries, not about 20 each", s.Entries)
	}
}

func booksHold(t *testing.T, d *db.DB, s *gen.Sums) {
	t.Helper()
	entries := 0
	for _, code := range tiny.Provinces {
		inProvince(t, d, code, func(ctx context.Context, tx *db.Tx) error {
			c, err := ledger.Verify(ctx, tx)
			entries += c.Entries
			if err != nil {
				return err
			}
			_, err = audit.Verify(ctx, tx)
			return err
		})
	}
	if entries != s.Entries {
		t.Errorf("the books have %d entries, %d were made", entries, s.Entries)
	}
}

func reportsAddUp(t *testing.T, d *db.DB, s *gen.Sums) {
	t.Helper()
	for year, want := range s.Years {
		inProvince(t, d, year.Province, func(ctx context.Context, tx *db.Tx) error {
			p, err := report.ProgrammeOf(ctx, tx, year.Year, calendar.LastDay(year.Year+1))
			if err != nil {
				return err
			}
			got := gen.Sum{Schemes: len(p.Rows)}
			for _, r := range p.Rows {
				got.Support += r.Support
				got.Settled += r.Settled
				if r.Recorded {
					got.Recorded++
				}
				if !r.Illustrative {
					t.Errorf("%s is not marked", r.Scheme)
				}
			}
			if got != want {
				t.Errorf("%v: the report says %+v, made was %+v", year, got, want)
			}
			return nil
		})
	}
}

func goesOn(t *testing.T, d *db.DB) {
	t.Helper()
	err := d.Update(t.Context(), db.Scope{Province: "19", Actor: access.System("test")}, func(tx *db.Tx) error {
		ctx := t.Context()
		found, _, err := establishment.List(ctx, tx, establishment.Filter{Query: "che"})
		if err != nil || len(found) == 0 {
			t.Errorf("found %d establishments, %v", len(found), err)
		}
		rows, _, err := scheme.List(ctx, tx, scheme.Filter{Query: "may sao che"})
		if err != nil || len(rows) == 0 {
			t.Errorf("found %d schemes, %v", len(rows), err)
		}
		// Counters go on behind what was loaded.
		return ledger.Post(ctx, tx, ledger.Entry{
			Book: ledger.Book{Fund: ledger.Local, Year: 2026}, Key: "more", Kind: ledger.Allot, Amount: money.VND(1000), Day: "2026-11-21",
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	inProvince(t, d, "19", func(ctx context.Context, tx *db.Tx) error {
		_, err := ledger.Verify(ctx, tx)
		return err
	})
}

func TestADatabaseWithDataIsRefused(t *testing.T) {
	t.Parallel()
	o := gen.Options{Seed: 1, Parts: 1, Provinces: []string{"19"}}
	d, _ := load(t, o)
	_, err := gen.Load(t.Context(), d, o, func(int, int, string) {})
	if fault.KindOf(err) != fault.Conflict {
		t.Errorf("a second country in the same database: %v", err)
	}
	for _, o := range []gen.Options{{Parts: 0}, {Parts: 100_001}, {Parts: 1, Provinces: []string{"99"}}} {
		if _, err := gen.Load(t.Context(), dbtest.Open(t), o, func(int, int, string) {}); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%+v: %v", o, err)
		}
	}
}

func TestTheNationIsTheSumOfItsProvinces(t *testing.T) {
	t.Parallel()
	d, s := load(t, tiny)
	var want gen.Sum
	for year, sum := range s.Years {
		if year.Year == 2020 {
			want.Schemes += sum.Schemes
			want.Support += sum.Support
		}
	}
	var nations report.Nations
	reader := access.Actor{ID: "u-1", Roles: []access.Role{access.Ministry}}
	period := report.Period{Kind: report.WholeYear, Year: 2020}
	count := func(province string) *report.National {
		n, err := nations.Of(t.Context(), d, db.Scope{Province: province, Actor: reader}, period)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	check := func(n *report.National, schemes int, support money.VND) {
		t.Helper()
		if n.Total.ToDate.Schemes != schemes || n.Total.ToDate.Support != support {
			t.Errorf("the nation has %d schemes and %s đ, want %d and %s", n.Total.ToDate.Schemes, n.Total.ToDate.Support, schemes, support)
		}
		for _, lines := range append([][]report.Line{n.Provinces}, tableLines(n)...) {
			var sum report.Line
			for _, l := range lines {
				sum.ToDate.Schemes += l.ToDate.Schemes
				sum.ToDate.Settled += l.ToDate.Settled
			}
			if sum.ToDate.Schemes != n.Total.ToDate.Schemes || sum.ToDate.Settled != n.Total.ToDate.Settled {
				t.Errorf("a table adds up to %+v, not to %+v", sum.ToDate, n.Total.ToDate)
			}
		}
	}
	check(count("00"), want.Schemes, want.Support)
	check(count("00"), want.Schemes, want.Support) // as remembered
	own := s.Years[gen.Year{Province: "19", Year: 2020}]
	check(count("19"), own.Schemes, own.Support) // whom a province admitted sees it alone

	// What is done in a province is counted anew.
	err := d.Update(t.Context(), db.Scope{Province: "08", Actor: access.System("test")}, func(tx *db.Tx) error {
		_, err := tx.Exec(t.Context(), `UPDATE plan_decisions SET delta_vnd = delta_vnd + 5 WHERE province = '08' AND year = 2020 AND kind = 'initial'
			AND scheme = (SELECT MAX(scheme) FROM plan_decisions WHERE province = '08' AND year = 2020 AND kind = 'initial' AND scheme NOT IN (
				SELECT scheme FROM plan_decisions WHERE province = '08' AND kind = 'stop'))`)
		if err != nil {
			return err
		}
		return audit.Record(t.Context(), tx, "test", "scheme/x", nil)
	})
	if err != nil {
		t.Fatal(err)
	}
	check(count("00"), want.Schemes, want.Support+5)

	reader.Roles = []access.Role{access.Director}
	if _, err := nations.Of(t.Context(), d, db.Scope{Province: "00", Actor: reader}, period); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("a director asks for the nation: %v", err)
	}
}

func tableLines(n *report.National) (all [][]report.Line) {
	for _, t := range n.Tables {
		all = append(all, t.Lines)
	}
	return all
}

func TestAScaleIsReadAsTyped(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]int{"1": 10_000, "0.05": 500, "0,05": 500, "0.0001": 1, "10": 100_000, ".5": 5000, "1.": 10_000} {
		if got, err := gen.ParseScale(s); got != want || err != nil {
			t.Errorf("%q is %d, %v; want %d", s, got, err, want)
		}
	}
	for _, s := range []string{"", "0", "-1", "x", "0.00001", "1e9", "99999999999"} {
		if got, err := gen.ParseScale(s); err == nil {
			t.Errorf("%q is %d", s, got)
		}
	}
}

func FuzzParseScale(f *testing.F) {
	f.Add("0.05")
	f.Fuzz(func(t *testing.T, s string) {
		if parts, err := gen.ParseScale(s); err == nil && parts < 1 {
			t.Errorf("%q is %d", s, parts)
		}
	})
}
