package calendar

import (
	"testing"

	"pgregory.net/rapid"
)

func TestAddWorkdaysStepsOverDaysOff(t *testing.T) {
	t.Parallel()
	b := NewBook(DefaultDays())
	tests := []struct {
		name, from string
		n          int
		want       string
	}{
		{"within a week", "2025-08-25", 3, "2025-08-28"},
		{"over a weekend", "2025-08-22", 1, "2025-08-25"},
		{"over Quốc khánh 2025", "2025-08-29", 1, "2025-09-03"},
		{"from a Sunday", "2025-08-24", 1, "2025-08-25"},
		{"no days at all", "2025-08-24", 0, "2025-08-24"},
		{"back over a weekend", "2025-08-25", -1, "2025-08-22"},
		{"a swapped Saturday counts", "2025-04-25", 1, "2025-04-26"},
		{"and its Friday does not", "2025-04-29", 1, "2025-05-05"},
		{"over Tết 2026", "2026-02-13", 1, "2026-02-23"},
		{"compensation after 1/1/2022", "2021-12-31", 1, "2022-01-04"},
		{"30/4 and 1/5 on a weekend in 2022", "2022-04-29", 1, "2022-05-04"},
		{"to the end of all days", "2200-12-25", 1 << 62, "2200-12-31"},
		{"to the beginning", "1900-01-10", -1 << 62, "1900-01-01"},
	}
	for _, tt := range tests {
		if got := b.AddWorkdays(Must(tt.from), tt.n); got.String() != tt.want {
			t.Errorf("%s: AddWorkdays(%s, %d) = %v, want %s", tt.name, tt.from, tt.n, got, tt.want)
		}
	}
	if got := b.AddWorkdays(Date{}, 5); !got.IsZero() {
		t.Errorf("5 workdays after no day = %v", got)
	}
}

func TestNextWorkdayIsTheDayItselfOrTheFirstAfter(t *testing.T) {
	t.Parallel()
	b := NewBook(DefaultDays())
	for from, want := range map[string]string{
		"2025-08-29": "2025-08-29", "2025-08-30": "2025-09-03", "2026-02-14": "2026-02-23", "2026-08-22": "2026-08-22",
	} {
		if got := b.NextWorkday(Must(from)); got.String() != want {
			t.Errorf("NextWorkday(%s) = %v, want %s", from, got, want)
		}
	}
}

func TestLaterExceptionOverridesTheDefault(t *testing.T) {
	t.Parallel()
	day := Must("2025-08-27") // a Wednesday
	all := append(DefaultDays(),
		Exception{Day: day, Kind: Holiday, Name: "Nghỉ bão"},
		Exception{Day: Must("2025-09-02"), Kind: Workday, Name: "thử"},
		Exception{Kind: Holiday, Name: "không có ngày"})
	b := NewBook(all)
	if b.IsWorkday(day) || !b.IsWorkday(Must("2025-09-02")) || b.IsWorkday(Date{}) {
		t.Error("the office's own days do not override the default ones")
	}
	if e, ok := b.On(day); !ok || e.Name != "Nghỉ bão" {
		t.Errorf("On(%v) = %v, %v", day, e, ok)
	}
	if got := len(b.All(Must("2025-08-01"), Must("2025-09-30"))); got != 3 {
		t.Errorf("August and September have %d exceptions, want 3", got)
	}
}

func TestDefaultDaysFollowTheLabourCode(t *testing.T) {
	t.Parallel()
	days := DefaultDays()
	b := NewBook(days)
	for i, e := range days {
		if i > 0 && !days[i-1].Day.Before(e.Day) {
			t.Errorf("%v is out of order or twice", e.Day)
		}
		if e.Kind == Workday && onWeekday(e.Day) {
			t.Errorf("%v is worked anyway", e.Day)
		}
		if e.Kind == Holiday && !onWeekday(e.Day) {
			if next := b.NextWorkday(e.Day).AddDays(-1); !onWeekday(next) {
				t.Errorf("%v (%s) falls on a weekend without compensation", e.Day, e.Name)
			}
		}
	}
	for year := 2019; year <= 2027; year++ {
		tet := 0
		for _, e := range b.All(FirstDay(year), LastDay(year)) {
			if e.Name == "Tết Âm lịch" {
				tet++
			}
		}
		if tet != 5 {
			t.Errorf("Tết %d has %d days, want 5", year, tet)
		}
		for _, fixed := range []int{101, 430, 501, 902} {
			d, err := New(year, fixed/100, fixed%100)
			if e, ok := b.On(d); err != nil || !ok || !e.Verified || e.Kind != Holiday {
				t.Errorf("%v is not a verified holiday", d)
			}
		}
	}
	days[0].Name = "changed"
	if DefaultDays()[0].Name == "changed" {
		t.Error("the default days can be changed by a caller")
	}
}

func TestReadDaysNamesTheBadLine(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{"2025-01-01\tholiday\tyes", "2025-02-30\tholiday\tyes\tx", "2025-01-01\tfeast\tyes\tx"} {
		if _, err := readDays(bad); err == nil {
			t.Errorf("readDays(%q) found nothing wrong", bad)
		}
	}
}

func TestWorkdaysBetweenUndoesAddWorkdays(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		b := anyBook().Draw(t, "book")
		d := anyDayNear().Draw(t, "from")
		n := rapid.IntRange(-300, 300).Draw(t, "n")
		to := b.AddWorkdays(d, n)
		if got := b.WorkdaysBetween(d, to); got != n {
			t.Fatalf("%d workdays from %v is %v, but between are %d", n, d, to, got)
		}
		if n != 0 && !b.IsWorkday(to) {
			t.Fatalf("%d workdays from %v is %v, a day off", n, d, to)
		}
	})
}

func TestWorkdaysBetweenCountsEveryDayOnce(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		b := anyBook().Draw(t, "book")
		from := anyDayNear().Draw(t, "from")
		length := rapid.IntRange(-200, 200).Draw(t, "length")
		want, step := 0, 1
		if length < 0 {
			step = -1
		}
		for i := step; i != length+step; i += step {
			if b.IsWorkday(from.AddDays(i)) {
				want += step
			}
		}
		if got := b.WorkdaysBetween(from, from.AddDays(length)); got != want {
			t.Fatalf("from %v over %d days: %d workdays, counted %d", from, length, got, want)
		}
	})
}

func TestAddWorkdaysIsMonotone(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		b := anyBook().Draw(t, "book")
		d, e := anyDayNear().Draw(t, "d"), anyDayNear().Draw(t, "e")
		n, m := rapid.IntRange(-100, 100).Draw(t, "n"), rapid.IntRange(-100, 100).Draw(t, "m")
		if e.Before(d) {
			d, e = e, d
		}
		if m < n {
			n, m = m, n
		}
		if b.AddWorkdays(d, m).Before(b.AddWorkdays(d, n)) || b.AddWorkdays(e, n).Before(b.AddWorkdays(d, n)) {
			t.Fatalf("a later start or more days gives an earlier end: %v %v, %d %d", d, e, n, m)
		}
	})
}

// anyDayNear draws a day of a few years, so that exceptions matter.
func anyDayNear() *rapid.Generator[Date] {
	first := Must("2020-01-01")
	return rapid.Custom(func(t *rapid.T) Date { return first.AddDays(rapid.IntRange(0, 900).Draw(t, "day")) })
}

// anyBook draws a book with up to forty exceptions.
func anyBook() *rapid.Generator[*Book] {
	return rapid.Custom(func(t *rapid.T) *Book {
		return NewBook(rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Exception {
			return Exception{
				Day:  anyDayNear().Draw(t, "exception"),
				Kind: rapid.SampledFrom([]Kind{Holiday, Workday}).Draw(t, "kind"),
			}
		}), 0, 40).Draw(t, "exceptions"))
	})
}
