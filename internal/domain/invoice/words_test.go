package invoice_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"example.vn/khuyencong/internal/domain/invoice"
	"example.vn/khuyencong/internal/domain/invoice/invoicetest"
	"example.vn/khuyencong/internal/platform/money"
)

// said are the findings about the amount in words of an invoice of 800 million.
func said(t *testing.T, words string) []invoice.Finding {
	t.Helper()
	sample := invoicetest.Example()
	sample.Words = words
	read, err := invoice.Read(invoicetest.File(sample.Data(), ""), nil)
	if err != nil {
		t.Fatal(err)
	}
	var found []invoice.Finding
	for _, f := range read.Findings {
		if strings.Contains(f.Text, "bằng chữ") {
			found = append(found, f)
		}
	}
	return found
}

func TestTheAmountInWordsIsComparedWithTheFigure(t *testing.T) {
	t.Parallel()
	for words, want := range map[string]string{
		"":                            "",
		"Tám trăm triệu đồng":         "",
		"TÁM TRĂM TRIỆU ĐỒNG CHẴN./.": "",
		"Bằng chữ: tám trăm triệu đồng.":    "",
		"Tám trăm triệu đồng Việt Nam":      "",
		"Tám trăm triệu VNĐ":                "",
		"tam tram trieu dong":               "",
		"Tám trăm triệu":                    "",
		"Chín trăm triệu đồng":              "khác với tổng tiền thanh toán 800.000.000 đ (bằng chữ: Tám trăm triệu đồng)",
		"Tám trăm nghìn đồng":               "khác với",
		"Tám trăm triệu không nghìn đồng":   "khác với",
		"Âm tám trăm triệu đồng":            "khác với",
		"Eight hundred million dong":        "không đọc được",
		"đồng":                              "không đọc được",
		strings.Repeat("một ", 100):         "khác với",
		"Tám trăm triệu đồng và bảy trăm đ": "", // what stands after the unit is not read
	} {
		found := said(t, words)
		switch {
		case want == "" && len(found) > 0:
			t.Errorf("%q: %v", words, found)
		case want != "" && (len(found) != 1 || found[0].Wrong || !strings.Contains(found[0].Text, want)):
			t.Errorf("%q: %v, want a warning with %q", words, found, want)
		}
	}
}

// TestEverySpellingOfAnAmountIsTheSame reads what is written for an amount in
// every spelling, and never takes it for another amount.
func TestEverySpellingOfAnAmountIsTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := money.VND(rapid.Int64Range(1, 1e15).Draw(t, "amount"))
		sample := invoicetest.Example()
		sample.Total = int64(v)
		spelling := money.Spelling{Le: rapid.Bool().Draw(t, "lẻ"), Ngan: rapid.Bool().Draw(t, "ngàn"), Ti: rapid.Bool().Draw(t, "tỉ")}
		differs := func(words string) bool {
			sample.Words = words
			read, err := invoice.Read(invoicetest.File(sample.Data(), ""), nil)
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range read.Findings {
				if strings.Contains(f.Text, "bằng chữ") {
					return true
				}
			}
			return false
		}
		if words := v.Words(spelling); differs(words) {
			t.Fatalf("%s is not read as %s", words, v)
		}
		other := v + money.VND(rapid.SampledFrom([]int64{1, 5, 10, 100, 1000, 1_000_000, 1_000_000_000}).Draw(t, "more"))
		if words := other.Words(spelling); !differs(words) {
			t.Fatalf("%s passes for %s", words, v)
		}
	})
}
