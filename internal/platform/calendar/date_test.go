package calendar

import (
	"encoding/json"
	"testing"
	"time"

	"pgregory.net/rapid"

	"example.vn/khuyencong/internal/platform/fault"
)

func TestParseReadsOnlyTheStoredForm(t *testing.T) {
	t.Parallel()
	for _, good := range []string{"1900-01-01", "2020-02-29", "2025-08-31", "2200-12-31"} {
		d, err := Parse(good)
		if err != nil || d.String() != good {
			t.Errorf("Parse(%q) = %v, %v", good, d, err)
		}
	}
	for _, bad := range []string{
		"", "2025-8-31", "2025-02-29", "1899-12-31", "2201-01-01", "2025-13-01", "2025-00-10", "2025-01-00",
		"31/08/2025", "2025-08-31T00:00", "+025-01-01", "2025-+1-01", "2025/08/31",
	} {
		d, err := Parse(bad)
		if fault.KindOf(err) != fault.Invalid || !d.IsZero() {
			t.Errorf("Parse(%q) = %v, %v; want an Invalid fault", bad, d, err)
		}
	}
}

func TestParseVNReadsWhatPeopleWrite(t *testing.T) {
	t.Parallel()
	tests := []struct{ in, want string }{
		{"31/8/2025", "2025-08-31"},
		{"31/08/2025", "2025-08-31"},
		{" 31-08-2025 ", "2025-08-31"},
		{"31.8.2025", "2025-08-31"},
		{"31 / 8 / 2025", "2025-08-31"},
		{"ngày 30 tháng 8 năm 2025", "2025-08-30"},
		{"Ngày 05 tháng 02 năm 2025", "2025-02-05"},
		{"nga\u0300y 30 tha\u0301ng 8 na\u0306m 2025", "2025-08-30"},
		{"Ngày 31/8/2025", "2025-08-31"},
		{"2025-08-31", "2025-08-31"},
		{"29/2/2024", "2024-02-29"},
		{"29/2/2025", ""},
		{"8/31/2025", ""},
		{"31/8/25", ""},
		{"31/8", ""},
		{"2025/08/31", ""},
		{"ngày 30 tháng 8", ""},
		{"1.250,5", ""},
		{"-1/8/2025", ""},
		{"", ""},
	}
	for _, tt := range tests {
		d, err := ParseVN(tt.in)
		if d.String() != tt.want || (err == nil) != (tt.want != "") {
			t.Errorf("ParseVN(%q) = %q, %v; want %q", tt.in, d, err, tt.want)
		}
	}
}

func TestDateIsWrittenAsPapersDo(t *testing.T) {
	t.Parallel()
	tests := []struct{ day, vn, long string }{
		{"2025-08-31", "31/08/2025", "ngày 31 tháng 8 năm 2025"},
		{"2025-02-05", "05/02/2025", "ngày 05 tháng 02 năm 2025"},
		{"2025-01-10", "10/01/2025", "ngày 10 tháng 01 năm 2025"},
		{"2025-03-09", "09/03/2025", "ngày 09 tháng 3 năm 2025"},
		{"2025-12-01", "01/12/2025", "ngày 01 tháng 12 năm 2025"},
	}
	for _, tt := range tests {
		d := Must(tt.day)
		if d.VN() != tt.vn || d.Long() != tt.long {
			t.Errorf("%s is written %q, %q; want %q, %q", tt.day, d.VN(), d.Long(), tt.vn, tt.long)
		}
	}
	var none Date
	if none.String()+none.VN()+none.Long() != "" || none.Year() != 0 || none.Month() != 0 || none.Day() != 0 {
		t.Error("no day is written as something")
	}
}

func TestOfUsesTheClockOfVietnam(t *testing.T) {
	t.Parallel()
	tests := []struct {
		at   time.Time
		want string
	}{
		{time.Date(2025, 6, 30, 16, 59, 59, 0, time.UTC), "2025-06-30"},
		{time.Date(2025, 6, 30, 17, 0, 0, 0, time.UTC), "2025-07-01"},
		{time.Date(1850, 1, 1, 0, 0, 0, 0, time.UTC), "1900-01-01"},
		{time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC), "2200-12-31"},
		{time.Time{}, ""},
	}
	for _, tt := range tests {
		if got := Of(tt.at); got.String() != tt.want {
			t.Errorf("Of(%v) = %v, want %s", tt.at, got, tt.want)
		}
	}
	d := Must("2025-07-01")
	if got := Of(d.Start()); got != d || Of(d.Start().Add(-1)) != d.AddDays(-1) {
		t.Errorf("%v starts at %v", d, d.Start())
	}
}

func TestAddMonthsKeepsToTheMonth(t *testing.T) {
	t.Parallel()
	tests := []struct {
		from string
		n    int
		want string
	}{
		{"2025-01-31", 1, "2025-02-28"},
		{"2024-01-31", 1, "2024-02-29"},
		{"2025-01-31", -2, "2024-11-30"},
		{"2025-12-15", 1, "2026-01-15"},
		{"2025-01-15", -1, "2024-12-15"},
		{"2200-12-01", 1, "2200-12-31"},
		{"1900-01-15", -1 << 62, "1900-01-01"},
		{"1900-01-15", 1 << 62, "2200-12-31"},
	}
	for _, tt := range tests {
		if got := Must(tt.from).AddMonths(tt.n); got.String() != tt.want {
			t.Errorf("%s + %d months = %v, want %s", tt.from, tt.n, got, tt.want)
		}
	}
}

func TestNoDayIsStoredAsEmptyText(t *testing.T) {
	t.Parallel()
	for _, d := range []Date{{}, Must("2025-08-31")} {
		stored, err := d.Value()
		if err != nil || stored != d.String() {
			t.Errorf("Value of %q = %v, %v", d, stored, err)
		}
		var back Date
		if err := back.Scan(stored); err != nil || back != d {
			t.Errorf("Scan(%v) = %q, %v", stored, back, err)
		}
		raw, err := json.Marshal(struct{ On Date }{d})
		if err != nil || string(raw) != `{"On":"`+d.String()+`"}` {
			t.Errorf("JSON of %q = %s, %v", d, raw, err)
		}
		var parsed struct{ On Date }
		if err := json.Unmarshal(raw, &parsed); err != nil || parsed.On != d {
			t.Errorf("from JSON %s = %q, %v", raw, parsed.On, err)
		}
	}
	d := Must("2025-08-31")
	if err := d.Scan("31/8/2025"); err == nil || d != Must("2025-08-31") {
		t.Errorf("Scan of a wrong form left %v, %v", d, err)
	}
	if err := d.Scan(7); err == nil {
		t.Error("a number was scanned as a day")
	}
	if err := d.Scan(nil); err != nil || !d.IsZero() {
		t.Errorf("Scan(nil) = %v, %v", d, err)
	}
	if err := d.Scan([]byte("2025-08-31")); err != nil || d != Must("2025-08-31") {
		t.Errorf("Scan of bytes = %v, %v", d, err)
	}
}

func TestDayOfBudgetYear(t *testing.T) {
	t.Parallel()
	if got := FirstDay(2025).String() + LastDay(2025).String(); got != "2025-01-012025-12-31" {
		t.Errorf("budget year 2025 = %s", got)
	}
	if FirstDay(-5) != Must("1900-01-01") || LastDay(1<<40) != Must("2200-12-31") {
		t.Error("a year out of range is not held within it")
	}
	d := Must("2025-07-01")
	var open Date
	if !d.Within(open, open) || !d.Within(d, d) || d.Within(open, Must("2025-06-30")) || d.Within(Must("2025-07-02"), open) {
		t.Error("Within mistakes its bounds")
	}
}

// anyDay draws a day of the accepted years.
func anyDay() *rapid.Generator[Date] {
	return rapid.Custom(func(t *rapid.T) Date {
		return Date{rapid.Int32Range(1, maxDay).Draw(t, "day")}
	})
}

func TestDateAgreesWithTheStandardLibrary(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d, n := anyDay().Draw(t, "d"), rapid.IntRange(-50000, 50000).Draw(t, "n")
		std := time.Date(d.Year(), d.Month(), d.Day(), 0, 0, 0, 0, time.UTC)
		if d.Weekday() != std.Weekday() || d.String() != std.Format(time.DateOnly) {
			t.Fatalf("%v is %v, want %v", d, d.Weekday(), std)
		}
		for _, written := range []string{d.String(), d.VN(), d.Long()} {
			if back, err := ParseVN(written); err != nil || back != d {
				t.Fatalf("ParseVN(%q) = %v, %v", written, back, err)
			}
		}
		later := d.AddDays(n)
		if want := std.AddDate(0, 0, n); want.Year() >= MinYear && want.Year() <= MaxYear {
			if later.String() != want.Format(time.DateOnly) || d.DaysUntil(later) != n {
				t.Fatalf("%v + %d = %v, want %v", d, n, later, want)
			}
		} else if later.n != 1 && later.n != maxDay {
			t.Fatalf("%v + %d = %v, want an end of the range", d, n, later)
		}
		if (d.Compare(later) < 0) != d.Before(later) || (d.Compare(later) > 0) != d.After(later) {
			t.Fatalf("order of %v and %v", d, later)
		}
	})
}

func FuzzParseVN(f *testing.F) {
	for _, s := range []string{"31/8/2025", "ngày 30 tháng 8 năm 2025", "2025-08-31", "1.2.3", "\xff/1/2000", "ngày tháng năm"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := ParseVN(s)
		if (err == nil) == d.IsZero() {
			t.Errorf("ParseVN(%q) = %v, %v", s, d, err)
		}
		if err == nil && (d.Year() < MinYear || d.Year() > MaxYear) {
			t.Errorf("ParseVN(%q) = %v, outside the years", s, d)
		}
		if strict, err := Parse(s); err == nil && strict != d {
			t.Errorf("Parse(%q) = %v, ParseVN %v", s, strict, d)
		}
	})
}
