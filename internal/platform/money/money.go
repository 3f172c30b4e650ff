// Package money represents amounts of Vietnamese đồng (tiền) and the whole
// ratios that law applies to them. It never uses floating point.
package money

import (
	"math/bits"
	"strconv"
	"strings"

	"example.vn/khuyencong/internal/platform/fault"
)

// VND is an amount in đồng. The đồng has no subunit, so an integer is exact.
type VND int64

// Max is the largest amount the program takes as input: a million billion
// đồng, far above any budget line and far below overflow.
const Max VND = 1e15

// String formats v as official papers do: 1.234.567.
func (v VND) String() string {
	var room [32]byte
	return string(v.Append(room[:0]))
}

// Append adds what String says to text.
func (v VND) Append(text []byte) []byte {
	var room [26]byte // -9.223.372.036.854.775.808
	n, at := uint64(max(v, -v)), len(room)
	for ; n >= 1000; n /= 1000 {
		at -= 4
		room[at], room[at+1], room[at+2], room[at+3] = '.', byte('0'+n/100%10), byte('0'+n/10%10), byte('0'+n%10)
	}
	if v < 0 {
		text = append(text, '-')
	}
	text = strconv.AppendUint(text, n, 10)
	return append(text, room[at:]...)
}

// Ratio is a share in basis points: 3000 is 30 %.
type Ratio int64

// Whole is the ratio 100 %.
const Whole Ratio = 10000

// String formats r as a Vietnamese percentage: 62,5%.
func (r Ratio) String() string {
	s := strconv.FormatInt(int64(r)/100, 10)
	if rest := int64(r) % 100; rest != 0 {
		s += "," + strings.TrimRight(strconv.FormatInt(100+rest, 10)[1:], "0")
	}
	return s + "%"
}

// ParseRatio reads a share as people type it: "50%", "50", "2,5 %". Anything
// but 0,01% to 100%, or finer than a basis point, is an Invalid fault.
func ParseRatio(s string) (Ratio, error) {
	wrong := fault.New(fault.Invalid, "Tỷ lệ phải từ 0,01% đến 100%, ví dụ 50% hoặc 2,5%.")
	whole, rest, _ := strings.Cut(strings.ReplaceAll(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(s), "%")), ".", ","), ",")
	if len(whole) == 0 || len(whole) > 3 || len(rest) > 2 {
		return 0, wrong
	}
	n, err := strconv.ParseUint(whole+(rest + "00")[:2], 10, 32)
	if err != nil || n == 0 || n > uint64(Whole) {
		return 0, wrong
	}
	return Ratio(n), nil
}

// Of returns r of v, rounded down to the whole đồng. v and r must not be
// negative; a product beyond int64 saturates at the largest VND.
func (r Ratio) Of(v VND) VND { return Portion(v, VND(r), VND(Whole)) }

// Share returns the ratio of part to whole, rounded to the nearest basis point,
// for showing; law's own ratios are applied with Of. It is zero when whole is
// zero or less, or part is negative.
func Share(part, whole VND) Ratio {
	if whole <= 0 || part <= 0 {
		return 0
	}
	hi, lo := bits.Mul64(uint64(part), uint64(Whole))
	lo, carry := bits.Add64(lo, uint64(whole)/2, 0)
	hi += carry
	if hi >= uint64(whole) {
		return 1<<63 - 1
	}
	q, _ := bits.Div64(hi, lo, uint64(whole))
	return Ratio(q)
}

// Portion returns v·part/whole, rounded down to the whole đồng: v divided in the
// proportion of part to whole. It is zero when whole is zero or less or v or part
// is negative, and saturates beyond int64.
func Portion(v, part, whole VND) VND {
	if whole <= 0 || v <= 0 || part <= 0 {
		return 0
	}
	hi, lo := bits.Mul64(uint64(v), uint64(part))
	if hi >= uint64(whole) {
		return VND(1<<63 - 1)
	}
	q, _ := bits.Div64(hi, lo, uint64(whole))
	if q > 1<<63-1 {
		return VND(1<<63 - 1)
	}
	return VND(q)
}

// Parse reads an amount in whole đồng as people type it: "1234567",
// "1.234.567", "1,234,567", "1 234 567 đ", "VND 12.500". A negative, empty,
// fractional or too large amount is an Invalid fault.
func Parse(s string) (VND, error) {
	bad := fault.New(fault.Invalid, "Số tiền phải là số nguyên đồng, ví dụ 150.000.000.")
	t := strings.ToLower(strings.TrimSpace(s))
	for _, unit := range []string{"vnđ", "vnd", "đồng", "dong", "đ", "₫"} {
		t = strings.TrimSpace(strings.TrimPrefix(strings.TrimSuffix(t, unit), unit))
	}
	t = strings.NewReplacer(" ", "", "\u00a0", "", "\u202f", "").Replace(t)
	digits, err := grouped(t)
	if err != nil {
		return 0, bad
	}
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil || n < 0 {
		return 0, bad
	}
	if VND(n) > Max {
		return 0, fault.New(fault.Invalid, "Số tiền lớn quá mức cho phép (1.000.000 tỷ đồng).")
	}
	return VND(n), nil
}

// grouped removes one kind of thousands mark and refuses misplaced ones.
func grouped(s string) (string, error) {
	mark := ""
	if strings.Contains(s, ".") {
		mark = "."
	}
	if strings.Contains(s, ",") {
		if mark != "" {
			return "", strconv.ErrSyntax
		}
		mark = ","
	}
	if mark == "" {
		return s, digitsOnly(s)
	}
	parts := strings.Split(s, mark)
	for i, p := range parts {
		if (i == 0 && (p == "" || len(p) > 3)) || (i > 0 && len(p) != 3) {
			return "", strconv.ErrSyntax
		}
	}
	joined := strings.Join(parts, "")
	return joined, digitsOnly(joined)
}

func digitsOnly(s string) error {
	if s == "" || strings.Trim(s, "0123456789") != "" {
		return strconv.ErrSyntax
	}
	return nil
}
