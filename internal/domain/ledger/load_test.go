package ledger_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/db/dbtest"
	"example.vn/khuyencong/internal/platform/money"
)

// lifeOf are entries as Load and Post take them.
func lifeOf(n int) []ledger.Entry {
	b := ledger.Book{Fund: ledger.Local, Year: 2026}
	var all []ledger.Entry
	add := func(k ledger.Kind, subject string, v money.VND) {
		all = append(all, ledger.Entry{
			Book: b, Key: string(k) + string(rune('a'+len(all)/26/26)) + string(rune('a'+len(all)/26%26)) + string(rune('a'+len(all)%26)), Kind: k, Subject: subject, Amount: v, Day: "2026-03-01",
		})
	}
	add(ledger.Allot, "", 1_000_000)
	for i := range n {
		s := "scheme/" + string(rune('a'+i%26))
		for _, k := range []ledger.Kind{ledger.Approve, ledger.Contract, ledger.Accept, ledger.Pay, ledger.Settle} {
			add(k, s, money.VND(100+i))
		}
	}
	return all
}

func TestALoadedBookIsThatOfPostedEntries(t *testing.T) {
	t.Parallel()
	loaded, posted := dbtest.Open(t), dbtest.Open(t)
	entries := lifeOf(120)
	if err := posted.Update(t.Context(), scope("19"), func(tx *db.Tx) error {
		for _, e := range entries {
			if err := ledger.Post(t.Context(), tx, e); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if err := loaded.Update(t.Context(), scope("19"), func(tx *db.Tx) error {
		return ledger.Load(t.Context(), tx, entries[0].Book, entries)
	}); err != nil {
		t.Fatal(err)
	}
	for _, table := range []string{"ledger_accounts", "ledger_sums", "ledger_postings", "ledger_under_way", "ledger_courses", "counters"} {
		if diff := cmp.Diff(rowsOf(t, posted, table), rowsOf(t, loaded, table)); diff != "" {
			t.Errorf("%s differs (-posted +loaded):\n%s", table, diff)
		}
	}
	if err := loaded.View(t.Context(), scope("19"), func(tx *db.Tx) error {
		_, err := ledger.Verify(t.Context(), tx)
		return err
	}); err != nil {
		t.Error(err)
	}
}

// rowsOf counts the rows of a table by what they say.
func rowsOf(t *testing.T, d *db.DB, table string) map[string]int {
	t.Helper()
	all := map[string]int{}
	err := d.View(t.Context(), scope("19"), func(tx *db.Tx) error {
		return tx.Rows(t.Context(), "SELECT * FROM "+table+" WHERE province = ?", []any{"19"}, func(row map[string]any) error {
			all[fmt.Sprint(row)]++
			return nil
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestABookThatDoesNotHoldIsNotLoaded(t *testing.T) {
	t.Parallel()
	good := lifeOf(1)
	undo := func(of int64, v money.VND) ledger.Entry {
		return ledger.Entry{Key: "undo", Kind: ledger.Reverse, Subject: good[1].Subject, Amount: v, Day: "2026-03-02", Reverses: of}
	}
	again := undo(2, 100)
	again.Key = "again"
	for name, entries := range map[string][]ledger.Entry{
		"overdrawn":              {good[0], good[2]},
		"without a day":          {{Key: "x", Kind: ledger.Allot, Amount: 1}},
		"of nothing":             {{Key: "x", Kind: ledger.Allot, Day: "2026-01-01"}},
		"undoing what comes":     {good[0], undo(3, 100), good[1]},
		"undoing another amount": {good[0], good[1], undo(2, 99)},
		"undoing twice":          {good[0], good[1], good[1], undo(2, 100), again},
	} {
		d := dbtest.Open(t)
		err := d.Update(t.Context(), scope("19"), func(tx *db.Tx) error {
			return ledger.Load(t.Context(), tx, ledger.Book{Fund: ledger.Local, Year: 2026}, entries)
		})
		if err == nil {
			t.Errorf("a book %s was loaded", name)
		}
	}
}

func TestAChangedCourseIsFound(t *testing.T) {
	t.Parallel()
	for _, statement := range []string{
		`UPDATE ledger_courses SET course = replace(course, ' 100 ', ' 101 ') WHERE province = '19'`,
		`DELETE FROM ledger_courses WHERE province = '19' AND subject = 'scheme/a'`,
		`INSERT INTO ledger_courses (province, subject, fund, year, course) VALUES ('19', 'scheme/zz', 'local', 2026, '2026-01-01 1 0 0 0 0 0')`,
	} {
		d := dbtest.Open(t)
		entries := lifeOf(3)
		err := d.Update(t.Context(), scope("19"), func(tx *db.Tx) error {
			if err := ledger.Load(t.Context(), tx, entries[0].Book, entries); err != nil {
				return err
			}
			if _, err := ledger.Verify(t.Context(), tx); err != nil {
				t.Errorf("before: %v", err)
			}
			n, err := tx.Exec(t.Context(), statement)
			if n == 0 {
				t.Errorf("%s changed nothing", statement)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := d.View(t.Context(), scope("19"), func(tx *db.Tx) error {
			_, err := ledger.Verify(t.Context(), tx)
			return err
		}); err == nil {
			t.Errorf("not found: %s", statement)
		}
	}
}

func TestABackdatedEntryChangesTheDaysAfterIt(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t)
	b := ledger.Book{Fund: ledger.Local, Year: 2026}
	err := d.Update(t.Context(), scope("19"), func(tx *db.Tx) error {
		for i, e := range []ledger.Entry{
			{Kind: ledger.Allot, Amount: 1000, Day: "2026-01-01"}, {Kind: ledger.Approve, Amount: 900, Day: "2026-02-01"},
			{Kind: ledger.Contract, Amount: 500, Day: "2026-03-01"}, {Kind: ledger.Advance, Amount: 200, Day: "2026-05-01"},
			{Kind: ledger.Contract, Amount: 100, Day: "2026-04-01"}, // noted late
		} {
			e.Book, e.Key = b, fmt.Sprint(i)
			if e.Kind != ledger.Allot {
				e.Subject = "scheme/a"
			}
			if err := ledger.Post(t.Context(), tx, e); err != nil {
				return err
			}
		}
		var c ledger.Course
		if err := tx.QueryRow(t.Context(), `SELECT course FROM ledger_courses WHERE province = '19'`, nil, &c); err != nil {
			return err
		}
		for day, want := range map[string]ledger.Point{
			"2026-02-28": {}, "2026-03-01": {Contracted: 500}, "2026-04-30": {Contracted: 600},
			"2026-12-31": {Contracted: 600, Spent: 200, Advanced: 200},
		} {
			if got, err := c.At(day); got != want || err != nil {
				t.Errorf("on %s: %+v, %v; want %+v", day, got, err, want)
			}
		}
		_, err := ledger.Verify(t.Context(), tx)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func FuzzCourse(f *testing.F) {
	f.Add("2026-03-01 1 0 0 0 0 0;2026-04-01 2 0 1 1 0 0", "2026-03-05")
	f.Add(";;", "")
	f.Add("2026-03-01 1 0 x", "9")
	f.Fuzz(func(t *testing.T, course, day string) {
		_, _ = ledger.Course(course).At(day)
	})
}
