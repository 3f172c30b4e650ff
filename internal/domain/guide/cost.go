package guide

import (
	"fmt"
	"math/big"
	"strings"

	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/money"
	"example.vn/khuyencong/internal/platform/text"
)

// leastCost is what no work costs less than: who writes less means millions.
const leastCost = 1_000_000

// costUnits are the words behind a number, longest first.
var costUnits = []struct {
	word  string // folded
	worth int64
}{
	{"trieu", 1_000_000}, {"nghin", 1_000}, {"ngan", 1_000}, {"ty", 1_000_000_000}, {"ti", 1_000_000_000}, {"tr", 1_000_000}, {"k", 1_000},
}

// ParseCost reads a cost as people say it: "800 triệu", "1,2 tỷ", "1 tỷ 200
// triệu", "800.000.000 đ". What is wrong is an Invalid fault.
func ParseCost(s string) (money.VND, error) {
	s = text.CleanLine(s)
	if len(s) > 60 {
		return 0, badCost()
	}
	v, err := spokenCost(s)
	switch {
	case err != nil:
		return 0, err
	case v > 0 && v < leastCost:
		return 0, fault.New(fault.Invalid, fmt.Sprintf("%s đồng là quá nhỏ. Nếu là %s triệu đồng, anh/chị hãy viết “%s triệu”.", v, v, v))
	case v == 0 || v > money.Max:
		return 0, badCost()
	}
	return v, nil
}

func badCost() error {
	return fault.New(fault.Invalid, "Hãy viết số tiền, ví dụ: 800 triệu, 1,2 tỷ hoặc 800.000.000.")
}

// spokenCost adds up the numbers with a unit; without any unit, s is an amount
// in đồng.
func spokenCost(s string) (money.VND, error) {
	rest := strings.TrimSpace(strings.NewReplacer("đồng", "", "vnđ", "", "vnd", "", "đ", "", "₫", "").Replace(strings.ToLower(s)))
	total, units := new(big.Rat), 0
	for rest != "" {
		number := rest[:len(rest)-len(strings.TrimLeft(rest, "0123456789., "))]
		word, after := strings.TrimSpace(rest[len(number):]), ""
		if i := strings.IndexAny(word, "0123456789"); i >= 0 {
			word, after = word[:i], word[i:]
		}
		worth, ok := unitOf(text.Fold(word))
		if !ok && word == "" && units == 0 {
			return money.Parse(rest) //nolint:wrapcheck // a fault for the owner
		}
		n, good := decimal(strings.TrimSpace(number))
		if !ok || !good {
			return 0, badCost()
		}
		total.Add(total, n.Mul(n, big.NewRat(worth, 1)))
		units++
		rest = after
	}
	if units == 0 || !total.IsInt() || !total.Num().IsInt64() {
		return 0, badCost()
	}
	return money.VND(total.Num().Int64()), nil
}

func unitOf(word string) (worth int64, ok bool) {
	for _, u := range costUnits {
		if word == u.word {
			return u.worth, true
		}
	}
	return 0, false
}

// decimal reads "1,2", "1.2" and "1.200": a dot before three digits marks
// thousands, any other mark is the decimal one.
func decimal(s string) (*big.Rat, bool) {
	whole, part, marked := strings.Cut(s, ",")
	if !marked {
		if i := strings.LastIndexByte(s, '.'); i >= 0 && len(s)-i-1 != 3 {
			whole, part = s[:i], s[i+1:]
		}
	}
	whole = strings.ReplaceAll(whole, ".", "")
	if whole == "" || strings.Trim(whole+part, "0123456789") != "" || len(whole)+len(part) > 15 {
		return nil, false
	}
	return new(big.Rat).SetString(whole + "." + part + "0")
}
