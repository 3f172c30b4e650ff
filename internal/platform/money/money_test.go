package money_test

import (
	"math"
	"math/big"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/money"
)

func TestStringIsWrittenAsOfficialPapersDo(t *testing.T) {
	for v, want := range map[money.VND]string{0: "0", 7: "7", 999: "999", 1000: "1.000", 1234567: "1.234.567", -1234567: "-1.234.567", money.Max: "1.000.000.000.000.000", -999: "-999", -1000: "-1.000", 1002003: "1.002.003", math.MinInt64: "-9.223.372.036.854.775.808", math.MaxInt64: "9.223.372.036.854.775.807"} {
		if got := v.String(); got != want {
			t.Errorf("%d = %q, want %q", int64(v), got, want)
		}
	}
}

func TestRatioIsWrittenWithAComma(t *testing.T) {
	for r, want := range map[money.Ratio]string{0: "0%", 3000: "30%", 6250: "62,5%", 1: "0,01%", 10000: "100%", 12345: "123,45%"} {
		if got := r.String(); got != want {
			t.Errorf("%d = %q, want %q", int64(r), got, want)
		}
	}
}

func TestOfRoundsDownToTheWholeDong(t *testing.T) {
	for _, tt := range []struct {
		r    money.Ratio
		v    money.VND
		want money.VND
	}{
		{5000, 403_000_001, 201_500_000}, {3000, 1, 0}, {10000, money.Max, money.Max}, {15000, 300_000_000, 450_000_000}, {0, 5, 0},
	} {
		if got := tt.r.Of(tt.v); got != tt.want {
			t.Errorf("%v of %v = %v, want %v", tt.r, tt.v, got, tt.want)
		}
	}
}

func TestOfIsExactForEveryAmount(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := rapid.Int64Range(0, int64(money.Max)).Draw(t, "v")
		r := rapid.Int64Range(0, 30000).Draw(t, "r")
		want := new(big.Int).Div(new(big.Int).Mul(big.NewInt(v), big.NewInt(r)), big.NewInt(10000))
		if got := money.Ratio(r).Of(money.VND(v)); big.NewInt(int64(got)).Cmp(want) != 0 {
			t.Fatalf("%d of %d = %d, want %v", r, v, got, want)
		}
	})
}

func TestShare(t *testing.T) {
	for _, tt := range []struct {
		part, whole money.VND
		want        money.Ratio
	}{{1, 3, 3333}, {2, 3, 6667}, {1725, 6145, 2807}, {4420, 6145, 7193}, {3, 3, 10000}, {5, 0, 0}, {-1, 5, 0}, {money.Max, money.Max, 10000}} {
		if got := money.Share(tt.part, tt.whole); got != tt.want {
			t.Errorf("Share(%v, %v) = %v, want %v", tt.part, tt.whole, got, tt.want)
		}
	}
}

func TestPortion(t *testing.T) {
	for _, tt := range []struct{ v, part, whole, want money.VND }{
		{100, 1, 3, 33}, {100, 2, 3, 66}, {180e6, 200e6, 180e6, 200e6}, {money.Max, money.Max, money.Max, money.Max}, {7, 0, 3, 0}, {0, 5, 3, 0},
		{5, 5, 0, 0}, {-5, 1, 3, 0}, {5, -1, 3, 0}, {money.Max, money.Max, 1, 1<<63 - 1}, {money.Max, 1 << 62, 1 << 61, 2 * money.Max},
	} {
		if got := money.Portion(tt.v, tt.part, tt.whole); got != tt.want {
			t.Errorf("Portion(%v, %v, %v) = %v, want %v", tt.v, tt.part, tt.whole, got, tt.want)
		}
	}
}

func TestParseReadsAmountsAsPeopleTypeThem(t *testing.T) {
	for s, want := range map[string]money.VND{
		"1234567": 1234567, "1.234.567": 1234567, "1,234,567": 1234567, " 1 234 567 đ ": 1234567, "12.500": 12500, "12,500": 12500,
		"VND 12.500": 12500, "300.000.000 đồng": 300_000_000, "0": 0, "1.000.000.000.000.000": money.Max, "5\u00a0000": 5000,
	} {
		if got, err := money.Parse(s); err != nil || got != want {
			t.Errorf("Parse(%q) = %v, %v; want %v", s, got, err, want)
		}
	}
}

func TestParseRefusesEverythingElse(t *testing.T) {
	for _, s := range []string{
		"", "-5", "1,5", "1.25", "1.234,567", "1..000", ".500", "12.50.000", "1e9", "abc", "1.000.000.000.000.001", "99999999999999999999", "NaN", "１２３", "1,234.567", "12.5000",
	} {
		if got, err := money.Parse(s); fault.KindOf(err) != fault.Invalid {
			t.Errorf("Parse(%q) = %v, %v; want an Invalid fault", s, got, err)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"1.234.567", "1,234 đ", "", "-1", "1e9", "１"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		v, err := money.Parse(s)
		if err != nil {
			return
		}
		if v < 0 || v > money.Max {
			t.Errorf("Parse(%q) = %v", s, v)
		}
		if again, err := money.Parse(v.String()); err != nil || again != v {
			t.Errorf("Parse(%q) = %v, read back %v, %v", s, v, again, err)
		}
		if !strings.ContainsAny(s, "0123456789") {
			t.Errorf("Parse(%q) found a number", s)
		}
	})
}

func TestParseRatio(t *testing.T) {
	for in, want := range map[string]money.Ratio{"50%": 5000, "50": 5000, " 2,5 % ": 250, "2.25%": 225, "100": 10000, "0,01%": 1} {
		if got, err := money.ParseRatio(in); err != nil || got != want {
			t.Errorf("ParseRatio(%q) = %d, %v; want %d", in, got, err, want)
		}
	}
	for _, in := range []string{"", "%", "0", "-1", "+5", "101%", "1,234", "năm mươi", "5e1", "1000"} {
		if got, err := money.ParseRatio(in); err == nil {
			t.Errorf("ParseRatio(%q) = %d, want a fault", in, got)
		}
	}
}
