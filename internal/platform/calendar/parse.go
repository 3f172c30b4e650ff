package calendar

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxText is the longest text, in bytes, that is looked at as a day.
const maxText = 100

// Parse reads the stored form, 2006-01-02, and nothing else.
func Parse(s string) (Date, error) {
	if len(s) == 10 && s[4] == '-' && s[7] == '-' {
		year, okYear := digits(s[:4])
		month, okMonth := digits(s[5:7])
		day, okDay := digits(s[8:])
		if okYear && okMonth && okDay {
			return New(year, month, day)
		}
	}
	return Date{}, invalid("Ngày " + quote(s) + " không đúng dạng năm-tháng-ngày, ví dụ 2025-08-31.")
}

// ParseVN reads a day as people write it: 31/8/2025, 31-08-2025, 31.8.2025,
// "ngày 31 tháng 8 năm 2025"; the stored form 2025-08-31 too. A year of two
// digits is refused, because nobody can tell the century.
func ParseVN(s string) (Date, error) {
	refusal := invalid("Ngày " + quote(s) + " không đọc được; hãy viết ngày/tháng/năm, ví dụ 31/08/2025.")
	if len(s) > maxText {
		return Date{}, refusal
	}
	line := strings.TrimSpace(strings.ToLower(norm.NFC.String(s)))
	parts, ok := split(line)
	if !ok {
		return Date{}, refusal
	}
	day, okDay := digits(parts[0])
	month, okMonth := digits(parts[1])
	year, okYear := digits(parts[2])
	if !okDay || !okMonth || !okYear || len(parts[0]) > 2 || len(parts[1]) > 2 || len(parts[2]) != 4 {
		return Date{}, refusal
	}
	return New(year, month, day)
}

// split takes line apart into day, month and year.
func split(line string) ([3]string, bool) {
	if rest, ok := strings.CutPrefix(line, "ngày"); ok {
		if day, rest, ok := strings.Cut(rest, "tháng"); ok {
			month, year, ok := strings.Cut(rest, "năm")
			return trimmed(day, month, year), ok
		}
		line = strings.TrimSpace(rest) // "ngày 31/8/2025"
	}
	for _, separator := range []string{"/", "-", "."} {
		parts := strings.Split(line, separator)
		if len(parts) != 3 {
			continue
		}
		if separator == "-" && len(parts[0]) == 4 {
			parts[0], parts[2] = parts[2], parts[0]
		}
		return trimmed(parts[0], parts[1], parts[2]), true
	}
	return [3]string{}, false
}

// trimmed returns the three parts without the space around them.
func trimmed(day, month, year string) [3]string {
	return [3]string{strings.TrimSpace(day), strings.TrimSpace(month), strings.TrimSpace(year)}
}

// digits reads s as a number of one to four ASCII digits.
func digits(s string) (int, bool) {
	if s == "" || len(s) > 4 || strings.Trim(s, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.Atoi(s)
	return n, err == nil
}

// quote returns a short, valid quotation of what was typed.
func quote(s string) string {
	s = strings.ToValidUTF8(s, "?")
	if utf8.RuneCountInString(s) > 40 {
		s = string([]rune(s)[:40]) + "…"
	}
	return "“" + s + "”"
}
