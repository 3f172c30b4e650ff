package sheet

import (
	"math/big"
	"strconv"
	"strings"
	"time"
)

// exact writes the number that a file stores as a plain decimal. Spreadsheet
// programs compute in binary and keep 17 digits but show 15, so a value such
// as 1250.4999999999998 is brought back to the 1250.5 that people see.
func exact(raw string) (string, bool) {
	raw = strings.TrimSpace(raw)
	mantissa, exponent, _ := strings.Cut(strings.ToLower(raw), "e")
	shift := 0
	if strings.ContainsAny(raw, "eE") {
		n, err := strconv.Atoi(strings.TrimPrefix(exponent, "+"))
		if err != nil || n > 40 || n < -40 {
			return "", false
		}
		shift = n
	}
	sign := ""
	if rest, ok := strings.CutPrefix(mantissa, "-"); ok {
		sign, mantissa = "-", rest
	}
	whole, frac, _ := strings.Cut(mantissa, ".")
	digits := whole + frac
	if digits == "" || len(digits) > 60 || strings.Trim(digits, "0123456789") != "" {
		return "", false
	}
	n, ok := new(big.Int).SetString(digits, 10)
	if !ok {
		return "", false
	}
	scale := len(frac) - shift
	n, scale = roundTo15(n, scale)
	text := decimal(n, scale)
	if text == "0" {
		sign = ""
	}
	return sign + text, true
}

// roundTo15 keeps 15 significant digits of a number that has a fraction.
func roundTo15(n *big.Int, scale int) (*big.Int, int) {
	for extra := len(n.String()) - 15; extra > 0 && scale > 0; extra = len(n.String()) - 15 {
		drop := min(extra, scale)
		unit := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(drop)), nil)
		half := new(big.Int).Rsh(unit, 1)
		n = new(big.Int).Quo(new(big.Int).Add(n, half), unit)
		scale -= drop
	}
	return n, scale
}

// decimal writes n / 10^scale without needless zeros.
func decimal(n *big.Int, scale int) string {
	s := n.String()
	if scale <= 0 {
		if s == "0" {
			return s
		}
		return s + strings.Repeat("0", -scale)
	}
	if len(s) <= scale {
		s = strings.Repeat("0", scale-len(s)+1) + s
	}
	whole, frac := s[:len(s)-scale], strings.TrimRight(s[len(s)-scale:], "0")
	if frac == "" {
		return whole
	}
	return whole + "." + frac
}

// serialDay turns a day number of a spreadsheet into an ISO day. Since 1904 is
// set where the workbook counts from 1904, as old Macintosh files do.
func serialDay(number string, since1904 bool) (string, bool) {
	whole, _, _ := strings.Cut(number, ".")
	n, err := strconv.Atoi(whole)
	if err != nil || n < 1 || n > 2_958_465 {
		return "", false
	}
	base := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	switch {
	case since1904:
		base = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	case n == 60: // 29/2/1900, a day that only spreadsheets know
		return "", false
	case n < 60:
		base = time.Date(1899, 12, 31, 0, 0, 0, 0, time.UTC)
	}
	return base.AddDate(0, 0, n).Format(time.DateOnly), true
}

// DaySerial returns the day number that spreadsheets use for an ISO day.
func DaySerial(iso string) (int, bool) {
	day, err := time.Parse(time.DateOnly, iso)
	if err != nil || day.Year() < 1901 {
		return 0, false
	}
	base := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	return int(day.Sub(base) / (24 * time.Hour)), true
}

// dateFormat reports whether a number format shows days. Formats 14 to 17, 22
// and the East Asian 27 to 36 and 50 to 58 are built in.
func dateFormat(id int, code string) bool {
	if id >= 14 && id <= 17 || id == 22 || id >= 27 && id <= 36 || id >= 50 && id <= 58 {
		return true
	}
	quoted, bracket := false, false
	day, year, month := false, false, false
	for i := 0; i < len(code); i++ {
		c := code[i] | 0x20
		switch {
		case code[i] == '"':
			quoted = !quoted
		case quoted:
		case code[i] == '\\' || code[i] == '_' || code[i] == '*':
			i++
		case code[i] == '[':
			bracket = true
		case code[i] == ']':
			bracket = false
		case bracket:
		case code[i] == ';':
			return day || year && month
		case c == 'd':
			day = true
		case c == 'y':
			year = true
		case c == 'm':
			month = true
		}
	}
	return day || year && month
}
