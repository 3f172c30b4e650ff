// Package calendar knows civil days (ngày) as Vietnam counts and writes them,
// budget years, and which days offices work. It holds no clock: whoever needs
// today hands it in. Every function is pure and safe for concurrent use.
package calendar

import (
	"cmp"
	"database/sql/driver"
	"fmt"
	"strconv"
	"strings"
	"time"

	"example.vn/khuyencong/internal/platform/fault"
)

// The years that a Date can lie in. Anything outside is a slip of the keyboard.
const (
	MinYear = 1900
	MaxYear = 2200
)

// Vietnam is the time zone of the whole country, UTC+7 without summer time.
var Vietnam = time.FixedZone("UTC+7", 7*60*60)

// A Date (ngày) is one civil day between MinYear and MaxYear, or, as the zero
// value, no day at all. Dates compare with ==.
type Date struct{ n int32 } // days since 1899-12-31, so that 0 is no day

// maxDay is the number of the last day of MaxYear.
var maxDay = serial(MaxYear, time.December, 31)

// New returns the day, or an Invalid fault when there is no such day.
func New(year, month, day int) (Date, error) {
	if year < MinYear || year > MaxYear {
		return Date{}, invalid(fmt.Sprintf("Năm phải nằm trong khoảng %d–%d.", MinYear, MaxYear))
	}
	t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	if month < 1 || month > 12 || day < 1 || t.Day() != day || int(t.Month()) != month {
		return Date{}, invalid(fmt.Sprintf("Không có ngày %d tháng %d năm %d.", day, month, year))
	}
	return Date{serial(year, time.Month(month), day)}, nil
}

// Must returns the day and panics when there is none; for days known when the
// program is written.
func Must(iso string) Date {
	d, err := Parse(iso)
	if err != nil {
		panic("calendar: " + strconv.Quote(iso) + " is not a day")
	}
	return d
}

// Of returns the civil day on which t falls in Vietnam; none for the zero time.
// A moment outside the accepted years gives the nearest accepted day.
func Of(t time.Time) Date {
	if t.IsZero() {
		return Date{}
	}
	year, month, day := t.In(Vietnam).Date()
	switch {
	case year < MinYear:
		return FirstDay(MinYear)
	case year > MaxYear:
		return LastDay(MaxYear)
	}
	return Date{serial(year, month, day)}
}

// FirstDay returns 1 January of year, the first day of the budget year.
//
// Law: Luật NSNN 83/2015/QH13 Điều 14.
func FirstDay(year int) Date {
	return Date{serial(min(max(year, MinYear), MaxYear), time.January, 1)}
}

// LastDay returns 31 December of year, the last day of the budget year.
//
// Law: Luật NSNN 83/2015/QH13 Điều 14.
func LastDay(year int) Date {
	return Date{serial(min(max(year, MinYear), MaxYear), time.December, 31)}
}

// IsZero reports whether d is no day.
func (d Date) IsZero() bool { return d.n == 0 }

// Year returns the year of d, which is also its budget year; 0 for no day.
func (d Date) Year() int {
	if d.IsZero() {
		return 0
	}
	return d.time().Year()
}

// Month returns the month of d; 0 for no day.
func (d Date) Month() time.Month {
	if d.IsZero() {
		return 0
	}
	return d.time().Month()
}

// Day returns the day of the month of d; 0 for no day.
func (d Date) Day() int {
	if d.IsZero() {
		return 0
	}
	return d.time().Day()
}

// Weekday returns the day of the week of d.
func (d Date) Weekday() time.Weekday {
	return time.Weekday(d.n % 7) // 1899-12-31 was a Sunday
}

// AddDays returns the day n days later, held within the accepted years. No day
// stays no day.
func (d Date) AddDays(n int) Date {
	if d.IsZero() {
		return d
	}
	n = min(max(n, -int(maxDay)), int(maxDay))
	return Date{min(max(d.n+int32(n), 1), maxDay)}
}

// AddMonths returns the same day n months later, or the last day of that month
// when it is shorter, held within the accepted years.
func (d Date) AddMonths(n int) Date {
	if d.IsZero() {
		return d
	}
	year, month, day := d.time().Date()
	const limit = 12 * (MaxYear - MinYear + 1)
	months := year*12 + int(month) - 1 + min(max(n, -limit), limit)
	year = months / 12
	switch {
	case year < MinYear:
		return FirstDay(MinYear)
	case year > MaxYear:
		return LastDay(MaxYear)
	}
	month = time.Month(months%12 + 1)
	end := time.Date(year, month+1, 0, 0, 0, 0, 0, time.UTC).Day()
	return Date{serial(year, month, min(day, end))}
}

// DaysUntil returns how many days after d the day other is; negative when it
// is before.
func (d Date) DaysUntil(other Date) int { return int(other.n - d.n) }

// Compare returns -1, 0 or 1 as d is before, on or after other. No day is
// before every day.
func (d Date) Compare(other Date) int { return cmp.Compare(d.n, other.n) }

// Before reports whether d is before other.
func (d Date) Before(other Date) bool { return d.n < other.n }

// After reports whether d is after other.
func (d Date) After(other Date) bool { return d.n > other.n }

// Equal reports whether d and other are the same day, as == does.
func (d Date) Equal(other Date) bool { return d == other }

// Within reports whether d lies from the first to the last day, both included;
// a zero bound is open.
func (d Date) Within(first, last Date) bool {
	return !d.Before(first) && (last.IsZero() || !d.After(last))
}

// Start returns the first moment of d in Vietnam; the zero time for no day.
func (d Date) Start() time.Time {
	if d.IsZero() {
		return time.Time{}
	}
	year, month, day := d.time().Date()
	return time.Date(year, month, day, 0, 0, 0, 0, Vietnam)
}

// String returns d as 2025-08-31, the form that is stored; "" for no day.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return d.time().Format(time.DateOnly)
}

// VN returns d as 31/08/2025, the form of screens and tables; "" for no day.
func (d Date) VN() string {
	if d.IsZero() {
		return ""
	}
	return d.time().Format("02/01/2006")
}

// Long returns d as official papers write it, "ngày 31 tháng 8 năm 2025"; ""
// for no day.
//
// Law: NĐ 30/2020/NĐ-CP Phụ lục I, mục II.4 (a zero before days under 10 and months 1, 2).
func (d Date) Long() string {
	if d.IsZero() {
		return ""
	}
	year, month, day := d.time().Date()
	m := strconv.Itoa(int(month))
	if month <= time.February {
		m = "0" + m
	}
	return fmt.Sprintf("ngày %02d tháng %s năm %d", day, m, year)
}

// MarshalText implements encoding.TextMarshaler with the stored form.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler; no text is no day.
func (d *Date) UnmarshalText(text []byte) error { return d.set(string(text)) }

// Value implements driver.Valuer with the stored form, "" for no day.
func (d Date) Value() (driver.Value, error) { return d.String(), nil }

// Scan implements sql.Scanner; NULL and "" are no day.
func (d *Date) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*d = Date{}
		return nil
	case string:
		return d.set(v)
	case []byte:
		return d.set(string(v))
	case time.Time:
		// A driver that knows a DATE column hands it over at midnight UTC.
		return d.set(v.Format(time.DateOnly))
	}
	return fmt.Errorf("calendar: scan %T as a day", src)
}

// set parses the stored form into d.
func (d *Date) set(s string) error {
	if strings.TrimSpace(s) == "" {
		*d = Date{}
		return nil
	}
	parsed, err := Parse(s)
	if err == nil {
		*d = parsed
	}
	return err
}

// time returns midnight UTC of d, for taking it apart.
func (d Date) time() time.Time {
	return time.Date(MinYear-1, time.December, 31+int(d.n), 0, 0, 0, 0, time.UTC)
}

// serial returns the number of a day that exists.
func serial(year int, month time.Month, day int) int32 {
	epoch := time.Date(MinYear-1, time.December, 31, 0, 0, 0, 0, time.UTC)
	t := time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	return int32((t.Unix() - epoch.Unix()) / (24 * 60 * 60))
}

// invalid returns the fault of a day that cannot be read.
func invalid(message string) error { return fault.New(fault.Invalid, message) }
