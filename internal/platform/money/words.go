package money

import "strings"

// Spelling (cách viết) says which of the words that offices use for the same
// number is written. The zero value is linh, nghìn, tỷ. No law prescribes one:
// it is a custom of the office.
type Spelling struct {
	Le   bool // một trăm lẻ năm, instead of linh
	Ngan bool // hai ngàn, instead of nghìn
	Ti   bool // ba tỉ, instead of tỷ
}

var digits = [10]string{"không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"}

// Words writes v out as papers do, with a capital and the unit: Một tỷ hai trăm
// năm mươi triệu đồng. It is exact for every amount; a negative one begins with
// "Âm". Above a tỷ it counts on in tỷ: nghìn tỷ, triệu tỷ, tỷ tỷ.
func (v VND) Words(s Spelling) string {
	var w []string
	if v < 0 {
		w = append(w, "âm")
	}
	n := uint64(max(v, -v)) // of the least amount too: it is its own opposite
	if n == 0 {
		w = append(w, digits[0])
	}
	first, rest, _ := strings.Cut(strings.Join(s.number(w, n, false), " ")+" đồng", " ")
	return capital(first) + " " + rest
}

// capital writes the first letter of a word large.
func capital(word string) string {
	letters := []rune(word)
	return strings.ToUpper(string(letters[:1])) + string(letters[1:])
}

// number adds the words of n, nothing for zero. Inside a number something
// larger has been said before, so that hundreds are said even when there are none.
func (s Spelling) number(w []string, n uint64, inside bool) []string {
	const billion = 1_000_000_000
	if high := n / billion; high > 0 {
		w = append(s.number(w, high, inside), choose(s.Ti, "tỉ", "tỷ"))
		inside = true
	}
	for _, group := range []struct {
		size uint64
		name string
	}{{1_000_000, "triệu"}, {1000, choose(s.Ngan, "ngàn", "nghìn")}, {1, ""}} {
		three := n % billion / group.size % 1000
		if three == 0 {
			continue
		}
		if w, inside = s.three(w, int(three), inside), true; group.name != "" {
			w = append(w, group.name)
		}
	}
	return w
}

// three adds the words of a group of three digits, 1 to 999.
func (s Spelling) three(w []string, n int, inside bool) []string {
	hundreds, tens, units := n/100, n/10%10, n%10
	if hundreds > 0 || inside {
		w = append(w, digits[hundreds], "trăm")
	}
	switch {
	case tens == 1:
		w = append(w, "mười")
	case tens > 1:
		w = append(w, digits[tens], "mươi")
	case units > 0 && (hundreds > 0 || inside):
		w = append(w, choose(s.Le, "lẻ", "linh"))
	}
	switch {
	case units == 0:
		return w
	case units == 1 && tens > 1:
		return append(w, "mốt")
	case units == 4 && tens > 1:
		return append(w, "tư")
	case units == 5 && tens > 0:
		return append(w, "lăm")
	}
	return append(w, digits[units])
}

func choose(second bool, two, one string) string {
	if second {
		return two
	}
	return one
}
