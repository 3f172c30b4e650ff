package report

import (
	"regexp"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"example.vn/khuyencong/internal/platform/money"
)

func TestAmountsAreSaidAsReportsSayThem(t *testing.T) {
	t.Parallel()
	for v, want := range map[int64]string{
		0: "0 đồng", 950: "950 đồng", 1_900_000: "1.900.000 đồng", 35_000_000: "35 triệu đồng", 430_000_000: "430 triệu đồng", 62_500_000: "hơn 60 triệu đồng",
		197_400_000: "gần 200 triệu đồng", 999_999_999: "gần 1 tỷ đồng", 1_000_000_000: "1 tỷ đồng", 1_000_000_001: "hơn 1 tỷ đồng",
		1_725_000_000: "hơn 1,7 tỷ đồng", 1_790_000_000: "gần 1,8 tỷ đồng", 4_420_000_000: "hơn 4,4 tỷ đồng", 6_145_000_000: "hơn 6 tỷ đồng",
		6_100_000_000: "6,1 tỷ đồng", 3_990_000_000: "gần 4 tỷ đồng", 43_735_000_000: "gần 44 tỷ đồng", 1_436_000_000_000: "1.436 tỷ đồng", -5: "-5 đồng",
	} {
		if got := Say(money.VND(v)); got != want {
			t.Errorf("%d is said %q, want %q", v, got, want)
		}
	}
}

var said = regexp.MustCompile(`^(hơn |gần |)([0-9.]+)(?:,([0-9]{1,2}))? (tỷ |triệu |)đồng$`)

// “hơn X” is said only of what is above X and at most a twentieth of itself
// above it, “gần X” only of what is below X and at most a fiftieth below it, and
// what has no such word is the amount itself.
func TestApproximateWordsAreTrue(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		v := money.VND(rapid.OneOf(rapid.Int64Range(1, 3_000_000), rapid.Int64Range(1, 2_000_000_000), rapid.Int64Range(1, 9_000_000_000_000)).Draw(t, "amount"))
		if rapid.Bool().Draw(t, "round") {
			v = v / million * million
		}
		m := said.FindStringSubmatch(Say(v))
		if m == nil {
			t.Fatalf("%d is said %q", v, Say(v))
		}
		unit := map[string]money.VND{"tỷ ": billion, "triệu ": million, "": 1}[m[4]]
		n, err := strconv.ParseInt(strings.ReplaceAll(m[2], ".", ""), 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		x := money.VND(n) * unit
		if m[3] != "" {
			hundredths, err := strconv.ParseInt((m[3] + "0")[:2], 10, 64)
			if err != nil {
				t.Fatal(err)
			}
			x += money.VND(hundredths) * unit / 100
		}
		switch {
		case m[1] == "hơn " && v > x && (v-x)*20 <= v:
		case m[1] == "gần " && v < x && (x-v)*50 <= v:
		case m[1] == "" && v == x:
		default:
			t.Fatalf("%d is said %q, which names %d", v, Say(v), x)
		}
	})
}
