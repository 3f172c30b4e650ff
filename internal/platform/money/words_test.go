package money_test

import (
	"errors"
	"math"
	"math/big"
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"

	"example.vn/khuyencong/internal/platform/money"
)

func TestWords(t *testing.T) {
	for v, want := range map[money.VND]string{
		0:                         "Không đồng",
		1:                         "Một đồng",
		4:                         "Bốn đồng",
		5:                         "Năm đồng",
		10:                        "Mười đồng",
		11:                        "Mười một đồng",
		14:                        "Mười bốn đồng",
		15:                        "Mười lăm đồng",
		20:                        "Hai mươi đồng",
		21:                        "Hai mươi mốt đồng",
		24:                        "Hai mươi tư đồng",
		25:                        "Hai mươi lăm đồng",
		101:                       "Một trăm linh một đồng",
		104:                       "Một trăm linh bốn đồng",
		105:                       "Một trăm linh năm đồng",
		110:                       "Một trăm mười đồng",
		1010:                      "Một nghìn không trăm mười đồng",
		1_000_005:                 "Một triệu không trăm linh năm đồng",
		20_000_000:                "Hai mươi triệu đồng",
		1_250_000_000:             "Một tỷ hai trăm năm mươi triệu đồng",
		1_250_500_000:             "Một tỷ hai trăm năm mươi triệu năm trăm nghìn đồng",
		1_000_000_000_000:         "Một nghìn tỷ đồng",
		1_005_000_000_000:         "Một nghìn không trăm linh năm tỷ đồng",
		1_000_000_000_001:         "Một nghìn tỷ không trăm linh một đồng",
		money.Max:                 "Một triệu tỷ đồng",
		1_000_000_000_000_000_000: "Một tỷ tỷ đồng",
		-15:                       "Âm mười lăm đồng",
		math.MinInt64: "Âm chín tỷ hai trăm hai mươi ba triệu ba trăm bảy mươi hai nghìn không trăm ba mươi sáu tỷ " +
			"tám trăm năm mươi tư triệu bảy trăm bảy mươi lăm nghìn tám trăm linh tám đồng",
	} {
		if got := v.Words(money.Spelling{}); got != want {
			t.Errorf("%d: %q, want %q", v, got, want)
		}
	}
	if got, want := money.VND(2_105_000_101_000).Words(money.Spelling{Le: true, Ngan: true, Ti: true}),
		"Hai ngàn một trăm lẻ năm tỉ một trăm lẻ một ngàn đồng"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// What is read aloud is the amount again, by a reader that shares nothing with
// the writer.
func TestWordsReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := anyAmount().Draw(t, "amount")
		s := money.Spelling{Le: rapid.Bool().Draw(t, "le"), Ngan: rapid.Bool().Draw(t, "ngan"), Ti: rapid.Bool().Draw(t, "ti")}
		words := v.Words(s)
		got, err := readAloud(words)
		if err != nil || got.Cmp(big.NewInt(int64(v))) != 0 {
			t.Fatalf("%d: %q reads %v, %v", v, words, got, err)
		}
		if strings.Join(strings.Fields(words), " ") != words || !unicode.IsUpper([]rune(words)[0]) {
			t.Fatalf("%d: %q", v, words)
		}
		for word := range strings.FieldsSeq(words) {
			if (word == "lẻ") && !s.Le || (word == "linh") && s.Le || (word == "ngàn") && !s.Ngan || (word == "nghìn") && s.Ngan || (word == "tỉ") && !s.Ti || (word == "tỷ") && s.Ti {
				t.Fatalf("%d: %q does not keep to %+v", v, words, s)
			}
		}
	})
}

func TestWordsOfSmallAmountsReadBack(t *testing.T) {
	for v := range int64(20_000) {
		for _, n := range []int64{v, v * 1000, v * 1_000_000, v*1_000_000_000 + v, -v} {
			words := money.VND(n).Words(money.Spelling{})
			if got, err := readAloud(words); err != nil || got.Cmp(big.NewInt(n)) != 0 {
				t.Fatalf("%d: %q reads %v, %v", n, words, got, err)
			}
		}
	}
}

// anyAmount draws amounts whose groups of three are often empty.
func anyAmount() *rapid.Generator[money.VND] {
	group := rapid.OneOf(rapid.Just(int64(0)), rapid.SampledFrom([]int64{1, 4, 5, 10, 11, 15, 21, 24, 100, 101, 110}), rapid.Int64Range(0, 999))
	return rapid.Custom(func(t *rapid.T) money.VND {
		if rapid.Bool().Draw(t, "anywhere") {
			return money.VND(rapid.Int64().Draw(t, "n"))
		}
		n := int64(0)
		for range rapid.IntRange(1, 6).Draw(t, "groups") {
			n = n*1000 + group.Draw(t, "group")
		}
		if rapid.Bool().Draw(t, "negative") {
			n = -n
		}
		return money.VND(n)
	})
}

// readAloud adds up number words from left to right: a unit of three digits
// multiplies what was said since the last larger unit; tỷ multiplies all.
func readAloud(words string) (*big.Int, error) {
	value := map[string]int64{
		"không": 0, "một": 1, "hai": 2, "ba": 3, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9, "mốt": 1, "tư": 4, "lăm": 5,
	}
	all := strings.Fields(strings.ToLower(words))
	if len(all) < 2 || all[len(all)-1] != "đồng" {
		return nil, errors.New("no đồng")
	}
	sign := int64(1)
	if all[0] == "âm" {
		sign, all = -1, all[1:]
	}
	total, nine, three, digit := new(big.Int), int64(0), int64(0), int64(-1)
	take := func() int64 { // what was said and has no unit yet
		n := three + max(digit, 0)
		three, digit = 0, -1
		return n
	}
	for _, word := range all[:len(all)-1] {
		switch word {
		case "trăm":
			three, digit = digit*100, -1
		case "mươi":
			three, digit = three+digit*10, -1
		case "mười":
			three += 10
		case "linh", "lẻ":
		case "nghìn", "ngàn":
			nine += take() * 1000
		case "triệu":
			nine += take() * 1_000_000
		case "tỷ", "tỉ":
			total.Add(total, big.NewInt(nine+take()))
			total.Mul(total, big.NewInt(1_000_000_000))
			nine = 0
		default:
			n, ok := value[word]
			if !ok || digit >= 0 {
				return nil, errors.New("unexpected " + word)
			}
			digit = n
		}
	}
	total.Add(total, big.NewInt(nine+take()))
	return total.Mul(total, big.NewInt(sign)), nil
}
