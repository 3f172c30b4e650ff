package deadline_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"example.vn/khuyencong/internal/domain/deadline"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/audit"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/db/dbtest"
	"example.vn/khuyencong/internal/platform/fault"
)

var admin = access.Actor{ID: "u-1", Name: "Quản trị (dữ liệu minh họa)", Roles: []access.Role{access.Admin}}

func update(t *testing.T, d *db.DB, province string, who access.Actor, fn func(*db.Tx) error) error {
	t.Helper()
	return d.Update(t.Context(), db.Scope{Province: province, Actor: who}, fn)
}

func days2026(t *testing.T, d *db.DB, province string) (out []calendar.Exception) {
	t.Helper()
	err := d.View(t.Context(), db.Scope{Province: province, Actor: admin}, func(tx *db.Tx) (err error) {
		out, err = deadline.Days(t.Context(), tx, 2026)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func seed(t *testing.T, d *db.DB, province string) {
	t.Helper()
	err := update(t, d, province, admin, func(tx *db.Tx) error { return deadline.Seed(t.Context(), tx) })
	if err != nil {
		t.Fatal(err)
	}
}

func TestSeedingAgainKeepsWhatWasEdited(t *testing.T) {
	d := dbtest.Open(t)
	seed(t, d, "19")
	national := calendar.Must("2026-09-02")
	err := update(t, d, "19", admin, func(tx *db.Tx) error { return deadline.RemoveDay(t.Context(), tx, national) })
	if err != nil {
		t.Fatal(err)
	}
	before := days2026(t, d, "19")
	seed(t, d, "19")
	if diff := cmp.Diff(before, days2026(t, d, "19"), cmp.Comparer(calendar.Date.Equal)); diff != "" {
		t.Errorf("the second seeding changed 2026:\n%s", diff)
	}
	var want int
	for _, e := range calendar.DefaultDays() {
		if e.Day.Year() == 2026 {
			want++
		}
	}
	if len(before) != want-1 {
		t.Errorf("2026 has %d days, want the default %d without the removed one", len(before), want)
	}
}

func TestProvincesHaveTheirOwnCalendars(t *testing.T) {
	d := dbtest.Open(t)
	day := calendar.Exception{Day: calendar.Must("2026-11-24"), Kind: calendar.Holiday, Name: "Ngày Văn hóa", Verified: true}
	err := update(t, d, "19", admin, func(tx *db.Tx) error { return deadline.SetDay(t.Context(), tx, day) })
	if err != nil {
		t.Fatal(err)
	}
	if got := days2026(t, d, "19"); len(got) != 1 || got[0] != day {
		t.Errorf("own province sees %v, want %v", got, day)
	}
	if got := days2026(t, d, "08"); len(got) != 0 {
		t.Errorf("another province sees %v", got)
	}
	err = update(t, d, "08", admin, func(tx *db.Tx) error { return deadline.RemoveDay(t.Context(), tx, day.Day) })
	if fault.KindOf(err) != fault.NotFound {
		t.Errorf("another province removes the day: %v", err)
	}
}

func TestSetDayReplacesAndIsRecorded(t *testing.T) {
	d := dbtest.Open(t)
	day := calendar.Must("2026-08-22")
	for _, e := range []calendar.Exception{
		{Day: day, Kind: calendar.Workday, Name: "Làm bù"},
		{Day: day, Kind: calendar.Workday, Name: "  Làm   bù cho 31/08 ", Verified: true},
		{Day: day, Kind: calendar.Workday, Name: "Làm bù cho 31/08", Verified: true}, // nothing new
	} {
		if err := update(t, d, "19", admin, func(tx *db.Tx) error { return deadline.SetDay(t.Context(), tx, e) }); err != nil {
			t.Fatal(err)
		}
	}
	err := d.View(t.Context(), db.Scope{Province: "19", Actor: admin}, func(tx *db.Tx) error {
		book, err := deadline.Calendar(t.Context(), tx)
		if err != nil {
			return err
		}
		if !book.IsWorkday(day) {
			t.Error("the Saturday is not a workday")
		}
		events, err := audit.Of(t.Context(), tx, "calendar/2026-08-22")
		if len(events) != 2 || events[1].Detail["before"] == "" {
			t.Errorf("events %+v, want two, the second with what was before", events)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestOnlyAdministratorsChangeTheCalendar(t *testing.T) {
	d := dbtest.Open(t)
	staff := access.Actor{ID: "u-2", Roles: []access.Role{access.Staff, access.Director}}
	day := calendar.Must("2026-12-24")
	for name, fn := range map[string]func(*db.Tx) error{
		"seed":   func(tx *db.Tx) error { return deadline.Seed(t.Context(), tx) },
		"set":    func(tx *db.Tx) error { return deadline.SetDay(t.Context(), tx, calendar.Exception{Day: day}) },
		"remove": func(tx *db.Tx) error { return deadline.RemoveDay(t.Context(), tx, day) },
	} {
		if err := update(t, d, "19", staff, fn); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("%s: %v, want forbidden", name, err)
		}
	}
}

func TestWrongDaysAreNamedByField(t *testing.T) {
	d := dbtest.Open(t)
	err := update(t, d, "19", admin, func(tx *db.Tx) error {
		return deadline.SetDay(t.Context(), tx, calendar.Exception{Kind: "half"})
	})
	f, ok := err.(*fault.Error) //nolint:errorlint // the verb itself returns it
	if !ok || f.Kind != fault.Invalid || f.Fields["day"] == "" || f.Fields["kind"] == "" || f.Fields["name"] == "" {
		t.Errorf("SetDay = %#v, want three fields", err)
	}
}

func TestDueIn(t *testing.T) {
	book := calendar.NewBook([]calendar.Exception{{Day: calendar.Must("2026-11-24"), Kind: calendar.Holiday, Name: "lễ"}})
	for _, c := range []struct {
		name, today, on, last string
		left                  int
		late                  bool
		label                 string
	}{
		{"Friday to Monday is one working day", "2026-11-20", "2026-11-23", "2026-11-23", 1, false, "còn 1 ngày làm việc"},
		{"the holiday between does not count", "2026-11-23", "2026-11-25", "2026-11-25", 1, false, "còn 1 ngày làm việc"},
		{"on the last day", "2026-11-25", "2026-11-25", "2026-11-25", 0, false, "hết hạn hôm nay"},
		{"a Sunday moves to Monday", "2026-11-21", "2026-11-22", "2026-11-23", 1, false, "còn 1 ngày làm việc"},
		{"on the Monday it moved to it is in time", "2026-11-23", "2026-11-22", "2026-11-23", 0, false, "hết hạn hôm nay"},
		{"a working day late", "2026-11-26", "2026-11-25", "2026-11-25", -1, true, "quá hạn 1 ngày làm việc"},
		{"late on the Saturday after", "2026-11-28", "2026-11-27", "2026-11-27", 0, true, "vừa quá hạn"},
		{"no deadline", "2026-11-28", "", "", 0, false, "không có hạn"},
	} {
		var on calendar.Date
		if c.on != "" {
			on = calendar.Must(c.on)
		}
		got := deadline.DueIn(book, calendar.Must(c.today), on)
		if got.On.String() != c.last || got.Left != c.left || got.Late != c.late || got.Label() != c.label {
			t.Errorf("%s: DueIn = %s left %d late %t %q", c.name, got.On, got.Left, got.Late, got.Label())
		}
		if moved := c.on != c.last; moved != (got.Basis == deadline.MovedBasis) {
			t.Errorf("%s: basis %q", c.name, got.Basis)
		}
	}
}

func TestDueAfterLeavesWhatWasGiven(t *testing.T) {
	book := calendar.NewBook(calendar.DefaultDays())
	rapid.Check(t, func(t *rapid.T) {
		start := calendar.Must("2026-01-01").AddDays(rapid.IntRange(0, 600).Draw(t, "start"))
		n := rapid.IntRange(1, 60).Draw(t, "n")
		due := deadline.DueAfter(book, start, start, n)
		if due.Left != n || due.Late || !book.IsWorkday(due.On) {
			t.Fatalf("from %s, %d days: %+v", start, n, due)
		}
		if after := deadline.DueIn(book, due.On.AddDays(1), due.On); !after.Late {
			t.Fatalf("the day after %s is not late", due.On)
		}
	})
}
