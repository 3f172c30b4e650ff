package establishment

import (
	"regexp"
	"strings"

	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/text"
)

// national matches a Vietnamese number after the 0 or +84: mobile, then fixed.
var national = regexp.MustCompile(`^(?:[35789][0-9]{8}|2[0-9]{9})$`)

// phoneMarks are what people write between the digits of a number.
var phoneMarks = strings.NewReplacer(" ", "", ".", "", "-", "", "(", "", ")", "", "\u2010", "", "\u2011", "", "\u2013", "")

// ParsePhone reads a Vietnamese phone number as people type it and returns it
// as it is stored, in E.164: "+84912345678". No text is no number.
func ParsePhone(s string) (string, error) {
	s = phoneMarks.Replace(text.CleanLine(s))
	if s == "" {
		return "", nil
	}
	rest, ok := s, false
	for _, prefix := range []string{"+84", "0084", "84", "0"} {
		if rest, ok = strings.CutPrefix(s, prefix); ok {
			break
		}
	}
	rest = strings.TrimPrefix(rest, "0") // "+84 (0) 912 345 678"
	if !ok || !national.MatchString(rest) {
		return "", fault.New(fault.Invalid, "Số điện thoại cần là một số di động 10 chữ số hoặc số cố định 11 chữ số, ví dụ 0912 345 678 hoặc 0208 3855 123.")
	}
	return "+84" + rest, nil
}

// ShowPhone returns a stored number as screens show it: "0912 345 678",
// "024 3825 1234", "0208 3855 123".
func ShowPhone(stored string) string {
	rest, ok := strings.CutPrefix(stored, "+84")
	if !ok || !national.MatchString(rest) {
		return stored
	}
	s := "0" + rest
	switch {
	case len(s) == 10:
		return s[:4] + " " + s[4:7] + " " + s[7:]
	case strings.HasPrefix(s, "024") || strings.HasPrefix(s, "028"):
		return s[:3] + " " + s[3:7] + " " + s[7:]
	}
	return s[:4] + " " + s[4:8] + " " + s[8:]
}
