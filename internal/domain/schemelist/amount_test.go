package schemelist

import (
	"fmt"
	"math/big"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/money"
)

func TestAmountReadsEveryWriting(t *testing.T) {
	for _, c := range []struct {
		text  string
		unit  Unit
		style Style
		want  money.VND
	}{
		{"1.250,5", Million, Auto, 1_250_500_000},
		{"1,250.5", Million, Auto, 1_250_500_000},
		{"1250,5", Million, Auto, 1_250_500_000},
		{"1250.5", Million, Auto, 1_250_500_000},
		{"1.250", Million, Auto, 1_250_000_000},
		{"1.250", Million, Comma, 1_250_000_000},
		{"1.250", Million, Decimal, 1_250_000},
		{"1,250", Million, Comma, 1_250_000},
		{"1,250", Million, Decimal, 1_250_000_000},
		{"0,125", Million, Decimal, 125_000},
		{"0.125", Million, Comma, 125_000},
		{"1250.500", Million, Comma, 1_250_500_000},
		{"197,000", Dong, Auto, 197_000},
		{"197.000", Dong, Auto, 197_000},
		{"1.250.000.000", Dong, Auto, 1_250_000_000},
		{"1,250,000,000", Dong, Auto, 1_250_000_000},
		{"1 250 000 000", Dong, Auto, 1_250_000_000},
		{"1\u00a0250\u00a0000", Dong, Auto, 1_250_000},
		{"1 250,5", Million, Auto, 1_250_500_000},
		{"1'250'000", Dong, Auto, 1_250_000},
		{"120", Million, Auto, 120_000_000},
		{"120", NoUnit, Auto, 120},
		{"120,0", Million, Auto, 120_000_000},
		{"120 triệu", Dong, Auto, 120_000_000},
		{"120 triệu đồng", Million, Auto, 120_000_000},
		{"120tr", Dong, Auto, 120_000_000},
		{"120 tr.đ", Dong, Auto, 120_000_000},
		{"120 tr.đồng", Dong, Auto, 120_000_000},
		{"1,2 tỷ", Million, Auto, 1_200_000_000},
		{"1,2 tỉ đồng", Dong, Auto, 1_200_000_000},
		{"1 tỷ 200 triệu", Dong, Auto, 1_200_000_000},
		{"500 nghìn đồng", Million, Auto, 500_000},
		{"150.000.000 đ", Million, Auto, 150_000_000},
		{"150.000.000đồng", Million, Auto, 150_000_000},
		{"150.000.000 VNĐ.", Million, Auto, 150_000_000},
		{"1.250.000 ₫", Million, Auto, 1_250_000},
		{"1200 TRIỆU ĐỒNG", Dong, Auto, 1_200_000_000},
		{"1.250,500", Thousand, Auto, 1_250_500},
		{"0", Million, Auto, 0},
		{"1.000.000", Billion, Auto, money.Max},
		{"000120", Million, Auto, 120_000_000},
		{"tri\u0323", 0, 0, -1}, // "trị": not an amount
	} {
		got, err := Amount(c.text, c.unit, c.style)
		if c.want < 0 {
			if err == nil {
				t.Errorf("Amount(%q) = %s, want an error", c.text, got)
			}
			continue
		}
		if err != nil || got != c.want {
			t.Errorf("Amount(%q, %d, %d) = %s, %v, want %s", c.text, c.unit, c.style, got, err, c.want)
		}
	}
}

func TestAmountRefusesWhatItCannotReadExactly(t *testing.T) {
	for text, want := range map[string]string{
		"":                       "Không đọc được",
		"abc":                    "Không đọc được",
		"-120":                   "số âm",
		"120¹":                   "Không đọc được", // a footnote
		"– 120":                  "số âm",
		"(120)":                  "số âm",
		"1.250,5,5":              "Không đọc được",
		"1.25.000":               "Không đọc được",
		"1,2.3,4":                "Không đọc được",
		"12.5.2024":              "Không đọc được",
		"30/8/2025":              "Không đọc được",
		"100-120":                "Không đọc được",
		"khoảng 120":             "Không đọc được",
		"1,":                     "Không đọc được",
		",5":                     "Không đọc được",
		"0.5":                    "phần lẻ",
		"1.250,5":                "phần lẻ",
		"5%":                     "Không đọc được",
		"1e9":                    "Không đọc được",
		"200 triệu 1 tỷ":         "Không đọc được",
		"1 tỷ 200":               "Không đọc được",
		"9999999 tỷ":             "quá mức",
		"1000000000000001":       "quá mức",
		strings.Repeat("9", 500): "Không đọc được",
	} {
		_, err := Amount(text, Dong, Auto)
		if fault.KindOf(err) != fault.Invalid || !strings.Contains(err.Error(), want) {
			t.Errorf("Amount(%q) = %v, want a fault with %q", text, err, want)
		}
	}
}

// write formats v in a unit, exactly, grouped or not, in either style.
func write(v money.VND, unit Unit, style Style, grouped bool) string {
	whole, rest := int64(v)/int64(unit), int64(v)%int64(unit)
	s := money.VND(whole).String()
	if !grouped {
		s = strings.ReplaceAll(s, ".", "")
	}
	if rest != 0 {
		digits := len(fmt.Sprint(int64(unit))) - 1
		s += "," + strings.TrimRight(fmt.Sprintf("%0*d", digits, rest), "0")
	}
	if style == Decimal {
		s = strings.NewReplacer(".", ",", ",", ".").Replace(s)
	}
	return s
}

func TestAmountReadsBackWhatWasWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		unit := rapid.SampledFrom([]Unit{Dong, Thousand, Million, Billion}).Draw(t, "unit")
		style := rapid.SampledFrom([]Style{Comma, Decimal}).Draw(t, "style")
		v := money.VND(rapid.Int64Range(0, int64(money.Max)).Draw(t, "amount"))
		s := write(v, unit, style, rapid.Bool().Draw(t, "grouped"))
		if got, err := Amount(s, unit, style); err != nil || got != v {
			t.Fatalf("Amount(%q, %d, %d) = %s, %v, want %s", s, unit, style, got, err, v)
		}
	})
}

func FuzzAmount(f *testing.F) {
	for _, s := range []string{"1.250,5", "1,250.5", "1 tỷ 200 triệu", "(1)", "0,000", "1'2", "12 tr.đ", "٣", "1 2 3", "tr"} {
		f.Add(s, int64(Million), 0)
	}
	f.Fuzz(func(t *testing.T, s string, unit int64, style int) {
		v, err := Amount(s, Unit(max(0, min(unit, int64(Billion)))), Style(style))
		if err != nil {
			if fault.KindOf(err) != fault.Invalid {
				t.Fatalf("Amount(%q) = %v, want an Invalid fault", s, err)
			}
			return
		}
		if v < 0 || v > money.Max {
			t.Fatalf("Amount(%q) = %s, out of range", s, v)
		}
		digits := strings.Map(func(r rune) rune {
			if r >= '0' && r <= '9' {
				return r
			}
			return -1
		}, s)
		if n, ok := new(big.Int).SetString(digits, 10); !ok || v != 0 && n.Sign() == 0 {
			t.Fatalf("Amount(%q) = %s out of no digits", s, v)
		}
	})
}

func TestUnitsAreFoundInLinesAndHeadings(t *testing.T) {
	for line, want := range map[string]Unit{
		"ĐVT: triệu đồng": Million, "Đơn vị tính: 1.000 đồng": Thousand, "(Đơn vị: nghìn đồng)": Thousand, "Đvt: Tr.đ": Million, "Đơn vị tính: đồng": Dong,
		"đơn vị tính: tỷ đồng": Billion, "ĐVT: 1000đ": Thousand, "(triệu đồng)": Million, "Đơn vị tính: VNĐ": Dong, "Triệu đồng": Million, "ĐVT: đ": Dong,
		"Đơn vị thực hiện: Trung tâm Khuyến công": NoUnit, "Hợp đồng số 5 (lần 2)": NoUnit, "DANH MỤC ĐỀ ÁN": NoUnit, "Tổng kinh phí 2.600 triệu đồng": NoUnit,
		"(Kèm theo Hợp đồng số 1)": NoUnit, "": NoUnit,
	} {
		if got := unitInLine(line); got != want {
			t.Errorf("unitInLine(%q) = %d, want %d", line, got, want)
		}
	}
	for heading, want := range map[string]Unit{
		"Kinh phí (triệu đồng)": Million, "Kinh phí hỗ trợ, ĐVT: đồng": Dong, "total_cost_vnd": Dong, "Tổng vốn (1.000đ)": Thousand, "Kinh phí (tr.đ)": Million,
		"Giá trị hợp đồng": NoUnit, "Kinh phí": NoUnit, "Kinh phí (đ)": Dong, "Kinh phí nghìn đồng": Thousand,
	} {
		if got := unitInHeading(heading); got != want {
			t.Errorf("unitInHeading(%q) = %d, want %d", heading, got, want)
		}
	}
}
