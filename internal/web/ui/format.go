package ui

import (
	"fmt"
	"strings"
	"time"

	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/money"
)

// nbsp keeps a number and its unit on one line.
const nbsp = "\u00a0"

// Money formats v for reading: 1.234.567 đ, with a no-break space.
func Money(v money.VND) string { return v.String() + nbsp + "đ" }

// Dong formats v without a unit, for table cells under a "(đồng)" header and
// for the Value of a MoneyField: 1.234.567.
func Dong(v money.VND) string { return v.String() }

// Millions formats v in million đồng, rounded half up to one decimal, for
// headers that say "(triệu đồng)": 1.250,5.
func Millions(v money.VND) string {
	const tenth = 100_000
	sign := ""
	if v < 0 {
		sign, v = "-", -v
	}
	n := (v + tenth/2) / tenth
	s := (n / 10).String()
	if d := n % 10; d != 0 {
		s += "," + d.String()
	}
	if n == 0 {
		sign = ""
	}
	return sign + s
}

// Percent formats a ratio: 62,5%.
func Percent(r money.Ratio) string { return r.String() }

// Day formats a day, stored as YYYY-MM-DD or held as a calendar.Date, as
// dd/mm/yyyy; no day is "". Text that is not a day comes back as it is, so that
// nothing is hidden.
func Day[D ~string | calendar.Date](d D) string {
	var iso string
	switch v := any(d).(type) {
	case calendar.Date:
		iso = v.String()
	default:
		iso = fmt.Sprint(v)
	}
	t, err := time.Parse(time.DateOnly, iso)
	if err != nil {
		return iso
	}
	return t.Format("02/01/2006")
}

// Moment formats a stored moment (RFC 3339) in Vietnamese civil time:
// 09:05 ngày 22/11/2026.
func Moment(rfc3339 string) string {
	m, err := time.Parse(time.RFC3339, rfc3339)
	if err != nil {
		return rfc3339
	}
	return m.In(calendar.Vietnam).Format("15:04 ngày 02/01/2006")
}

// MomentDay formats the Vietnamese civil day of a stored moment: 22/11/2026.
func MomentDay(rfc3339 string) string {
	m, err := time.Parse(time.RFC3339, rfc3339)
	if err != nil {
		return rfc3339
	}
	return m.In(calendar.Vietnam).Format("02/01/2006")
}

// Count formats a whole number with dots: 12.345.
func Count[N ~int | ~int64](n N) string { return money.VND(n).String() }

// citationParts cuts a citation into pieces that must not be broken across
// lines: "45/2012/NĐ-CP" is one piece, and so is "khoản 2".
func citationParts(ref string) []string {
	var parts []string
	words := strings.Fields(ref)
	for i := 0; i < len(words); i++ {
		w := words[i]
		switch strings.ToLower(w) {
		case "điều", "khoản", "điểm", "mục", "chương", "nđ", "tt", "qđ", "số", "luật":
			if i+1 < len(words) {
				i++
				w += nbsp + words[i]
			}
		}
		parts = append(parts, w)
	}
	return parts
}
