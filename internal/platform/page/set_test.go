package page

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestNoWordIsLost: whatever the text, its letters come out in order, once, and
// no line is wider than its place unless it is one letter that is.
func TestNoWordIsLost(t *testing.T) {
	t.Parallel()
	d := newDrawing(Paper{})
	d.sheet(false)
	rapid.Check(t, func(t *rapid.T) {
		p := Para{Style: rapid.SampledFrom([]Style{Body, Small, Nation}).Draw(t, "style")}
		want := ""
		for range rapid.IntRange(0, 4).Draw(t, "runs") {
			text := rapid.StringMatching(`[a-zàảđưỡ₫\n ]{0,60}`).Draw(t, "text")
			p.Runs = append(p.Runs, Run{Text: text, Bold: rapid.Bool().Draw(t, "bold"), Italic: rapid.Bool().Draw(t, "italic")})
			want += text
		}
		width := rapid.Float64Range(12, 170).Draw(t, "width")
		got := ""
		for _, ln := range d.set(p, width) {
			for _, w := range ln.words {
				got += w.text
			}
			if ln.indent+ln.width > width+0.01 && len([]rune(ln.words[0].text)) > 1 {
				t.Errorf("a line of %.1f mm in %.1f mm", ln.indent+ln.width, width)
			}
		}
		if bare := strings.NewReplacer(" ", "", "\n", "").Replace(want); got != bare {
			t.Errorf("%q, want %q", got, bare)
		}
	})
}

// TestARowLongerThanASheet goes on on the next, and all of it is drawn.
func TestARowLongerThanASheet(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("một hai ba bốn ", 2000)
	d := newDrawing(Paper{})
	d.sheet(false)
	d.blocks([]Block{&Table{Cols: []float64{1, 1}, Heads: 1, Rows: []Row{
		{Cells: []Cell{{Blocks: []Block{Text(SmallHead, "a")}}, {Blocks: []Block{Text(SmallHead, "b")}}}},
		{Cells: []Cell{{Blocks: []Block{Text(Small, long)}}, {Blocks: []Block{Text(Small, "ngắn")}}}},
	}}})
	lines := len(d.set(Text(Small, long), d.width()/2-2*cellPad))
	step := looks[Small].size * spacing * perPoint
	if least := int(float64(lines) * step / (sheetLong - marginTop - marginBottom)); d.sheets < least || d.sheets > least+3 {
		t.Errorf("%d lines on %d sheets, want about %d", lines, d.sheets, least)
	}
}

// TestNobodySignsAnEmptySheet: the last paragraph goes with the signatures.
func TestNobodySignsAnEmptySheet(t *testing.T) {
	t.Parallel()
	for lines := range 60 {
		d := newDrawing(Paper{})
		d.sheet(false)
		var blocks []Block
		for range lines {
			blocks = append(blocks, Text(Plain, "một dòng"))
		}
		d.blocks(append(blocks, Sign([]string{"- Lưu: VT."}, Signer{Authority: []string{"GIÁM ĐỐC"}, Name: "A"})))
		sign := d.tableHeight(Sign([]string{"- Lưu: VT."}, Signer{Authority: []string{"GIÁM ĐỐC"}, Name: "A"}))
		if d.sheets > 1 && lines > 0 && d.y < marginTop+sign+looks[Plain].size*spacing*perPoint {
			t.Fatalf("after %d lines the signatures stand alone", lines)
		}
	}
}
