package chart

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"example.vn/khuyencong/internal/platform/money"
)

func year() Chart {
	return Chart{
		ID: "tien", Title: "Tiền trong năm", Summary: "Kế hoạch & đã chi <lũy kế>",
		Labels: []string{"T1", "T2", "T3", "T4", "T5", "T6", "T7", "T8", "T9", "T10", "T11", "T12"},
		Series: []Series{
			{"Kế hoạch", []money.VND{0, 0, 1_200_000_000, 4_100_000_000, 6_049_750_000, 6_049_750_000}},
			{"Đã chi", []money.VND{0, 0, 0, 700_000_000, 1_500_000_000, 2_345_678_901}},
		},
	}
}

// texts reads the words of a drawing, and fails on what is no XML and on what
// the security policy of pages refuses.
func texts(t *testing.T, svg string) (words []string) {
	t.Helper()
	for dec := xml.NewDecoder(strings.NewReader(svg)); ; {
		token, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return words
		} else if err != nil {
			t.Fatalf("%v in %s", err, svg)
		}
		switch v := token.(type) {
		case xml.StartElement:
			for _, a := range v.Attr {
				if a.Name.Local == "style" || strings.HasPrefix(a.Name.Local, "on") || a.Name.Local == "font-family" {
					t.Errorf("<%s> has %s=%q", v.Name.Local, a.Name.Local, a.Value)
				}
			}
		case xml.CharData:
			if s := strings.TrimSpace(string(v)); s != "" {
				words = append(words, s)
			}
		}
	}
}

func want(t *testing.T, words []string, wanted ...string) {
	t.Helper()
	all := strings.Join(words, "|")
	for _, w := range wanted {
		if !strings.Contains("|"+all+"|", "|"+w+"|") {
			t.Errorf("%q is not drawn: %s", w, all)
		}
	}
}

func TestLinesSayWhatTheyAreAndBeginAtNothing(t *testing.T) {
	t.Parallel()
	svg, err := year().Lines()
	if err != nil {
		t.Fatal(err)
	}
	want(t, texts(t, svg), "Tiền trong năm", "Kế hoạch & đã chi <lũy kế>", "Kế hoạch", "Đã chi", "0", "2 tỷ", "8 tỷ", "T1", "T12")
	if !strings.Contains(svg, `role="img" aria-labelledby="tien-t tien-d"`) {
		t.Error("the drawing names no title")
	}
}

func TestBarsCarryTheirFiguresInTheOrderOfTheLabels(t *testing.T) {
	t.Parallel()
	c := Chart{ID: "nd", Title: "Theo nội dung", Labels: []string{"Máy móc", "Đào tạo"}, Series: []Series{
		{"Kế hoạch", []money.VND{2_500_000_000, 400_000_000}}, {"Đã chi", []money.VND{1_234_567_890, 0}},
	}}
	svg, err := c.Bars()
	if err != nil {
		t.Fatal(err)
	}
	words := texts(t, svg)
	want(t, words, "Máy móc", "Đào tạo", "2,5 tỷ", "400 triệu", "1,23 tỷ", "0")
	// SVG is drawn from the top: the first label has the smaller y.
	first, second := strings.Index(svg, "Máy móc"), strings.Index(svg, "Đào tạo")
	if y(t, svg, first) >= y(t, svg, second) {
		t.Error("the first label is not on top")
	}
}

// y is the height of the text element that holds position i.
func y(t *testing.T, svg string, i int) (v float64) {
	t.Helper()
	element := svg[strings.LastIndex(svg[:i], "<text"):i]
	_, rest, _ := strings.Cut(element, ` y="`)
	for _, r := range rest {
		if r < '0' || r > '9' {
			break
		}
		v = v*10 + float64(r-'0')
	}
	if v == 0 {
		t.Fatalf("no y in %s", element)
	}
	return v
}

func TestNothingAndVeryMuchAreDrawn(t *testing.T) {
	t.Parallel()
	for _, v := range []money.VND{0, 1, 999, 10_000_000, 5_999_999_999, 7_000_000_000_000_000} {
		c := Chart{ID: "x", Labels: []string{"a"}, Series: []Series{{"s", []money.VND{v}}}}
		for _, draw := range []func() (string, error){c.Lines, c.Bars} {
			svg, err := draw()
			if err != nil {
				t.Fatalf("%d: %v", v, err)
			}
			texts(t, svg)
		}
	}
}

func TestScalesAreRoundAndHoldTheLargest(t *testing.T) {
	t.Parallel()
	for v := money.VND(1); v < 1e15; v = v*3 + 1 {
		top, step := scale(v)
		if top < float64(v) || top/step > 6.01 || top/step < 1 {
			t.Errorf("%d: top %g, step %g", v, top, step)
		}
	}
}

func TestShort(t *testing.T) {
	t.Parallel()
	for v, want := range map[float64]string{
		0: "0", 999: "999", 1500: "1,5 nghìn", 45_000_000: "45 triệu", 123_456_789: "123 triệu", 1_234_567_890: "1,23 tỷ", 12_340_000_000: "12,3 tỷ",
		2e9: "2 tỷ", 100e9: "100 tỷ",
	} {
		if got := Short(v); got != want {
			t.Errorf("Short(%.0f) = %q, want %q", v, got, want)
		}
	}
}
