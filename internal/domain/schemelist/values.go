package schemelist

import (
	"regexp"
	"strconv"
	"strings"

	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/sheet"
	"example.vn/khuyencong/internal/platform/text"
)

var (
	decisionNumber = regexp.MustCompile(`(?i)(?:số\s*:?\s*|^\s*|qđ\s+)([0-9]{1,6}\s*/\s*(?:[0-9]{4}\s*/\s*)?[A-ZĐ][\p{L}0-9.&–-]*)`)
	dayInText      = regexp.MustCompile(`(?i)[0-9]{1,2}\s*[/.-]\s*[0-9]{1,2}\s*[/.-]\s*[0-9]{4}|[0-9]{1,2}\s+tháng\s+[0-9]{1,2}\s*,?\s+năm\s+[0-9]{4}`)
	yearsValue     = regexp.MustCompile(`^(?:năm\s*)?([0-9]{4})(?:\.0+)?(?:\s*(?:-|–|—|đến|,|/)\s*(?:năm\s*)?([0-9]{4}))?$`)
	shortDay       = regexp.MustCompile(`^([0-9]{1,2}\s*[/.-]\s*[0-9]{1,2}\s*[/.-]\s*)([0-9]{2})$`)
	monthValue     = regexp.MustCompile(`(?i)^(?:tháng\s*)?([0-9]{1,2})\s*[/.-]\s*([0-9]{4})$`)
)

// decisionIn finds a decision in a line such as "(Kèm theo Quyết định số
// 1015/QĐ-UBND ngày 30/8/2025 của UBND tỉnh)".
func decisionIn(s string) Decision {
	folded := text.Fold(s)
	if !strings.Contains(folded, "quyet dinh") && !hasPart(folded, "qd") && !strings.Contains(folded, " qd") {
		return Decision{}
	}
	m := decisionNumber.FindStringSubmatchIndex(s)
	if m == nil {
		return Decision{}
	}
	number := strings.ReplaceAll(strings.ReplaceAll(s[m[2]:m[3]], " ", ""), "–", "-")
	d := Decision{Number: strings.TrimRight(number, ".-")}
	if day := dayInText.FindString(s[m[3]:]); day != "" {
		d.Date, _ = dayValue(day)
	}
	return d
}

// dayValue reads one day as people write it: 30/8/2025, 30.08.2025, "ngày 30
// tháng 8 năm 2025", or the number under which spreadsheets keep it. A month
// alone is its first day's month and no day; ok tells it from nonsense.
func dayValue(s string) (d calendar.Date, ok bool) {
	s = strings.TrimSpace(s)
	if n, err := strconv.Atoi(s); err == nil && n >= 30_000 && n < 80_000 {
		return calendar.FirstDay(1900).AddDays(n - 2), true // 45899 is 30/8/2025
	}
	if m := monthValue.FindStringSubmatch(s); m != nil {
		month, _ := strconv.Atoi(m[1])
		return calendar.Date{}, month >= 1 && month <= 12
	}
	if m := shortDay.FindStringSubmatch(s); m != nil {
		s = m[1] + "20" + m[2]
	}
	for _, writing := range []string{s, "ngày " + s} {
		if day, err := calendar.ParseVN(writing); err == nil {
			return day, true
		}
	}
	found := dayInText.FindString(s)
	if found == "" || found == s {
		return calendar.Date{}, false
	}
	return dayValue(found)
}

// yearValue reads "2024", "năm 2024", "2016-2017" or a day.
func yearValue(cell sheet.Cell) (from, to int, ok bool) {
	s := strings.ToLower(text.CleanLine(cell.Text))
	if m := yearsValue.FindStringSubmatch(s); m != nil {
		from, _ = strconv.Atoi(m[1])
		to, _ = strconv.Atoi(m[2])
		return from, to, from >= 1990 && from <= 2100 && (to == 0 || to > from && to <= 2100)
	}
	if m := monthValue.FindStringSubmatch(s); m != nil {
		from, _ = strconv.Atoi(m[2])
		return from, 0, from >= 1990 && from <= 2100
	}
	if d, ok := dayValue(s); ok && !d.IsZero() && cell.Number == "" || ok && cell.Date != "" {
		return d.Year(), 0, true
	}
	return 0, 0, false
}
