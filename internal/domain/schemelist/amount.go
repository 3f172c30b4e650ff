package schemelist

import (
	"fmt"
	"math/big"
	"regexp"
	"strings"
	"unicode"

	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/money"
	"example.vn/khuyencong/internal/platform/text"
)

// A Unit (đơn vị tính) is how many đồng one counts for.
type Unit int64

// The units in which lists count. NoUnit means that nothing says it.
const (
	NoUnit   Unit = 0
	Dong     Unit = 1
	Thousand Unit = 1_000
	Million  Unit = 1_000_000
	Billion  Unit = 1_000_000_000
)

// A Style (cách viết số) tells which mark is decimal where a number alone does
// not: "1.250" and "197,000".
type Style int

// The styles. Auto reads as Vietnamese, except that whole đồng have no decimals.
const (
	Auto    Style = iota
	Comma         // Vietnamese: 1.250,5
	Decimal       // English: 1,250.5
)

// unitWords is a number followed by words for its unit; long words first.
var unitWords = regexp.MustCompile(`^([-+]?[0-9][0-9.,' ]*)(ty dong|ty|ti dong|ti|trieu dong|trieu|tr dong|trd|tr d|tr|nghin dong|nghin|ngan dong|ngan|dong|vnd|vn d|d)?\b\.?`)

var unitByWord = map[string]Unit{
	"": NoUnit, "ty": Billion, "ty dong": Billion, "ti": Billion, "ti dong": Billion,
	"trieu": Million, "trieu dong": Million, "tr": Million, "tr dong": Million, "trd": Million, "tr d": Million,
	"nghin": Thousand, "nghin dong": Thousand, "ngan": Thousand, "ngan dong": Thousand,
	"dong": Dong, "vnd": Dong, "vn d": Dong, "d": Dong,
}

// Amount reads one amount exactly: "1.250,5" in Million is 1.250.500.000 đồng.
// A unit in the text itself, as in "1,2 tỷ", goes before unit. A negative,
// unreadable or too large amount and a fraction of a đồng are Invalid faults.
func Amount(s string, unit Unit, style Style) (money.VND, error) {
	parts, err := splitUnits(s)
	if err != nil {
		return 0, err
	}
	total := money.VND(0)
	previous := Unit(0)
	for i, p := range parts {
		own := p.unit
		if own == NoUnit {
			own = unit
		}
		if i > 0 && (p.unit == NoUnit || own >= previous) { // "1 tỷ 200 triệu" goes down
			return 0, unreadable(s)
		}
		previous = own
		v, err := scaled(s, p.number, own, style)
		if err != nil {
			return 0, err
		}
		if total += v; total > money.Max {
			return 0, tooLarge(s)
		}
	}
	return total, nil
}

type unitPart struct {
	number string
	unit   Unit
}

// splitUnits cuts "1 tỷ 200 triệu đồng" into numbers and their units.
func splitUnits(s string) ([]unitPart, error) {
	rest := plain(s)
	if inner, ok := strings.CutPrefix(rest, "("); ok && strings.HasSuffix(inner, ")") {
		rest = "-" + strings.TrimSuffix(inner, ")") // accountants write (120) for -120
	}
	if unsigned, ok := strings.CutPrefix(rest, "- "); ok {
		rest = "-" + unsigned
	}
	var parts []unitPart
	for rest != "" {
		m := unitWords.FindStringSubmatch(rest)
		if m == nil || len(parts) == 3 {
			return nil, unreadable(s)
		}
		number := strings.TrimSpace(m[1])
		switch {
		case strings.HasPrefix(number, "-") && len(parts) == 0:
			return nil, negative(s)
		case strings.HasPrefix(number, "-"):
			return nil, unreadable(s)
		}
		parts = append(parts, unitPart{strings.TrimPrefix(number, "+"), unitByWord[m[2]]})
		rest = strings.TrimSpace(rest[len(m[0]):])
	}
	if len(parts) == 0 {
		return nil, unreadable(s)
	}
	return parts, nil
}

var unmark = strings.NewReplacer("\u00a0", " ", "\u202f", " ", "\u2009", " ", "−", "-", "–", "-", "₫", "d", "đ", "d", "/", " ")

// plain is s in lower case without marks on letters, its punctuation kept.
func plain(s string) string {
	var b strings.Builder
	for _, r := range unmark.Replace(strings.ToLower(text.CleanLine(s))) {
		// Only letters lose their marks. A raised ¹ is a footnote, not a digit:
		// it must stay what it is and make the amount unreadable.
		if r < 0x80 || !unicode.IsLetter(r) {
			b.WriteRune(r)
		} else {
			b.WriteString(text.Fold(string(r)))
		}
	}
	return strings.TrimSpace(strings.ReplaceAll(b.String(), "tr.", "tr "))
}

// scaled turns the digits and marks of number into đồng.
func scaled(s, number string, unit Unit, style Style) (money.VND, error) {
	if unit == NoUnit {
		unit = Dong
	}
	whole, frac, ok := takeApart(number, unit, style)
	if !ok || len(whole)+len(frac) > 40 {
		return 0, unreadable(s)
	}
	n, ok := new(big.Int).SetString(whole+frac, 10)
	if !ok {
		return 0, unreadable(s)
	}
	n.Mul(n, big.NewInt(int64(unit)))
	scale := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(len(frac))), nil)
	n, rest := n.QuoRem(n, scale, new(big.Int))
	switch {
	case rest.Sign() != 0:
		return 0, invalid("Số tiền %q có phần lẻ nhỏ hơn một đồng; hãy kiểm tra lại số và đơn vị tính.", s)
	case !n.IsInt64() || money.VND(n.Int64()) > money.Max:
		return 0, tooLarge(s)
	}
	return money.VND(n.Int64()), nil
}

// takeApart finds the digits before and behind the decimal mark.
func takeApart(number string, unit Unit, style Style) (whole, frac string, ok bool) {
	if strings.ContainsAny(number, " '") {
		mark := " "
		if strings.Contains(number, "'") {
			mark = "'"
		}
		joined, ok := group(number, mark)
		if !ok {
			return "", "", false
		}
		number = joined
	}
	mark, grouping := marks(number, unit, style)
	if mark != "" {
		number, frac, _ = strings.Cut(number, mark)
		if frac == "" || strings.Trim(frac, "0123456789") != "" {
			return "", "", false
		}
	}
	whole = number
	if grouping != "" {
		if whole, ok = group(number, grouping); !ok {
			return "", "", false
		}
	}
	if whole == "" || strings.Trim(whole, "0123456789") != "" {
		return "", "", false
	}
	return whole, frac, true
}

// marks tells which mark of number is decimal and which one groups thousands.
func marks(number string, unit Unit, style Style) (decimal, grouping string) {
	dots, commas := strings.Count(number, "."), strings.Count(number, ",")
	switch {
	case dots > 0 && commas > 0:
		if strings.LastIndex(number, ".") > strings.LastIndex(number, ",") {
			return ".", ","
		}
		return ",", "."
	case dots+commas == 0:
		return "", ""
	}
	mark := "."
	if commas > 0 {
		mark = ","
	}
	switch {
	case dots+commas > 1:
		return "", mark
	case !ambiguous(number, mark):
		return mark, ""
	case style == Auto && unit == Dong:
		return "", mark
	case (style == Decimal) == (mark == "."):
		return mark, ""
	}
	return "", mark
}

// ambiguous reports whether the only mark of number may be of either kind: one
// to three digits before it, not beginning with zero, and three behind it.
func ambiguous(number, mark string) bool {
	before, after, _ := strings.Cut(number, mark)
	return len(after) == 3 && len(before) >= 1 && len(before) <= 3 && before[0] != '0'
}

// group removes the marks between thousands and refuses misplaced ones. Only
// the whole part of a number may be grouped, so a fraction stays behind.
func group(number, mark string) (string, bool) {
	parts := strings.Split(number, mark)
	for i, p := range parts {
		digits := p
		if i == len(parts)-1 && mark != "." && mark != "," {
			digits, _, _ = strings.Cut(digits, ".")
			digits, _, _ = strings.Cut(digits, ",")
		}
		if i == 0 && len(parts) > 1 && (len(p) < 1 || len(p) > 3) || i > 0 && len(digits) != 3 {
			return "", false
		}
	}
	return strings.Join(parts, ""), true
}

func unreadable(s string) error {
	return invalid("Không đọc được số tiền %q; hãy ghi bằng số, ví dụ 150.000.000.", short(s))
}

func negative(s string) error {
	return invalid("Số tiền %q là số âm; số tiền phải từ 0 đồng trở lên.", short(s))
}

func tooLarge(s string) error {
	return invalid("Số tiền %q lớn quá mức cho phép (1.000.000 tỷ đồng).", short(s))
}

func invalid(format string, args ...any) error {
	return fault.New(fault.Invalid, fmt.Sprintf(format, args...))
}
