package instrument

import (
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"example.vn/khuyencong/internal/platform/calendar"
)

func TestCitations(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ text, want string }{
		{"Căn cứ Nghị định số 45/2012/NĐ-CP ngày 21/5/2012 của Chính phủ về khuyến công;", "Nghị định số 45/2012/NĐ-CP|decree|2012-05-21"},
		{"Thông tư 28/2018/TT-BTC", "Thông tư 28/2018/TT-BTC|circular|"},
		{"TTLT 26/2014/TTLT-BTC-BCT", "TTLT 26/2014/TTLT-BTC-BCT|joint_circular|"},
		{"Thông tư liên tịch số 26/2014/TTLT/BTC-BCT", "Thông tư liên tịch số 26/2014/TTLT/BTC-BCT|joint_circular|"},
		{"theo Quyết định 2646/QĐ-BCT, NĐ 45/2012 và TT36/2013", "Quyết định 2646/QĐ-BCT|decision| NĐ 45/2012|decree| TT36/2013|circular|"},
		{"các Nghị định số 45/2012/NĐ-CP, 235/2025/NĐ-CP", "Nghị định số 45/2012/NĐ-CP|decree| 235/2025/NĐ-CP|decree|"},
		{"các Thông tư số 46/2012 và 36/2013, 17/2018", "Thông tư số 46/2012|circular| 36/2013|circular| 17/2018|circular|"},
		{"Nghị định số 45/2012/NĐ-CP của Chính phủ ngày 21 tháng 5 năm 2012", "Nghị định số 45/2012/NĐ-CP|decree|2012-05-21"},
		{"Nghị định số 45/2012/NĐ-CP của Chính phủ có hiệu lực từ ngày 05/7/2012", "Nghị định số 45/2012/NĐ-CP|decree|"},
		{"Thông tư 46/2012/TT-BCT (ngày 28.12.2012)", "Thông tư 46/2012/TT-BCT|circular|2012-12-28"},
		{"Luật Ngân sách nhà nước số 83/2015/QH13; Luật số 89/2025/QH15", "83/2015/QH13|| Luật số 89/2025/QH15|law|"},
		{"Nghị quyết 30/2026/QH16, NQ 237/NQ-UBTVQH16, NQ 30a/2008/NQ-CP", "Nghị quyết 30/2026/QH16|resolution| NQ 237/NQ-UBTVQH16|resolution| NQ 30a/2008/NQ-CP|resolution|"},
		{"TCVN 6909:2001 và QCVN 102:2016/BTTTT", "TCVN 6909:2001|standard| QCVN 102:2016|standard|"},
		{"NGHỊ ĐỊNH SỐ 45/2012/NĐ–CP", "NGHỊ ĐỊNH SỐ 45/2012/NĐ–CP|decree|"},
		{"nghi dinh so 045/2012/nd-cp", "nghi dinh so 045/2012/nd-cp|decree|"},
		{"Nghị định số\n45/2012/NĐ - CP - sửa đổi", "Nghị định số\n45/2012/NĐ - CP|decree|"},
		{"45/2012/NĐ-CP của Chính phủ", "45/2012/NĐ-CP|decree|"},
		{"ngày 21/5/2012, tháng 5/2012, tỷ lệ 3/4, 45/2012, điểm 1/TT", ""},
		{"Quyết định ngày 12/5/2012; TT. 5/2012/12", ""},
		{"", ""},
	} {
		var got []string
		for _, c := range Citations(tt.text) {
			got = append(got, c.Text+"|"+string(c.Kind)+"|"+c.Signed.String())
		}
		if strings.Join(got, " ") != tt.want {
			t.Errorf("%q: %q", tt.text, got)
		}
	}
}

// Marks written as letters of their own are no other text.
func TestCitationsOfDecomposedText(t *testing.T) {
	t.Parallel()
	text := norm.NFD.String("Điều 1\nTheo Nghị định số 45/2012/NĐ-CP ngày 21/5/2012.")
	got := Citations(text)
	if len(got) != 1 || got[0].Line != 2 || got[0].Column != 6 || norm.NFC.String(got[0].Text) != "Nghị định số 45/2012/NĐ-CP" || got[0].Signed != calendar.Must("2012-05-21") {
		t.Errorf("%+v", got)
	}
}

func TestByNumber(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ text, want string }{
		{"Nghị định số 45/2012/NĐ-CP", "45-2012-nd-cp"},
		{"nghi dinh 45/2012", "45-2012-nd-cp"},
		{"NĐ 45/2012/nd‑cp", "45-2012-nd-cp"},
		{"045/2012/NĐ–CP", "45-2012-nd-cp"},
		{"26/2014", "26-2014-ttlt-btc-bct 26-2014-tt-bct"},
		{"TT 26/2014", "26-2014-tt-bct"},
		{"QĐ 5918/QĐ-BCT", "5918-qd-bct-2009"},
		{"TCVN 14423:2026", "tcvn-14423-2026"},
		{"TT 26/2014/TT-BTC", ""},
		{"khuyến công", ""},
	} {
		var got []string
		for _, i := range National().ByNumber(tt.text) {
			got = append(got, string(i.ID))
		}
		if strings.Join(got, " ") != tt.want {
			t.Errorf("%q: %q", tt.text, got)
		}
	}
}

func FuzzCitations(f *testing.F) {
	for _, seed := range []string{
		"Căn cứ Nghị định số 45/2012/NĐ-CP ngày 21/5/2012 của Chính phủ", "các TT 46/2012, 36/2013", "\xff1/2020/N\u0110-CP",
		norm.NFD.String("Quyết định số 1288/QĐ-TTg"), "１/2020/QH15", "TT 1/2020/TT-BTC\u0301\u0301 ngày 99/99/2020", "tcvn 1:2020\r\n\r\nndndnd 1/2020",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		end := 0
		for _, c := range Citations(text) {
			if c.Start < end || c.End <= c.Start || c.End > len(text) || c.Text != text[c.Start:c.End] {
				t.Fatalf("%d-%d of %d after %d", c.Start, c.End, len(text), end)
			}
			end = c.End
			before := text[:c.Start]
			if c.Line != strings.Count(before, "\n")+1 || c.Column != utf8.RuneCountInString(before[strings.LastIndexByte(before, '\n')+1:])+1 {
				t.Fatalf("line %d, column %d of %q", c.Line, c.Column, before)
			}
			if c.serial == "" && c.String() == "" {
				t.Fatal("a citation of nothing")
			}
		}
		for _, finding := range National().Check(text, calendar.Must("2026-11-22")) {
			if finding.Message == "" || !utf8.ValidString(finding.Message) && utf8.ValidString(text) {
				t.Fatalf("%+v", finding)
			}
		}
	})
}
