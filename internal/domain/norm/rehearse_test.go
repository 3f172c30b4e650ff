package norm_test

import (
	"testing"

	"example.vn/khuyencong/internal/domain/norm"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/money"
)

// machines is a book with one norm: half the cost, at most 300 million.
func machines(t *testing.T, province string, limit money.VND) *norm.Book {
	t.Helper()
	from := calendar.Must("2018-05-11")
	b, err := norm.NewBook(
		[]norm.Version{{ID: "law", Instrument: "Thông tư", From: from, Province: province}},
		[]norm.Ceiling{{
			Content: "machine", Name: "Máy", Version: "law", Unit: "cơ sở", Citation: "Điều 8", Evidence: norm.Primary, Verified: true, From: from,
			Limit: norm.Limit{Ratio: 5000, HasRatio: true, Cap: limit},
		}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestRehearse(t *testing.T) {
	before, day := machines(t, "", 300e6), calendar.Must("2026-11-22")
	after, ok, err := before.WithCap("", "machine", 400e6, day)
	if err != nil || !ok {
		t.Fatalf("WithCap = %v, %v", ok, err)
	}
	line := func(scheme, place string, cost, asked money.VND) norm.Dossier {
		return norm.Dossier{Scheme: scheme, Place: place, Facts: norm.Facts{Content: "machine", On: day, Fund: norm.National, EligibleCost: cost, Asked: asked}}
	}
	lines := []norm.Dossier{line("small", "a", 100e6, 50e6), line("large", "a", 1e9, 300e6), line("shy", "b", 700e6, 150e6)}
	r := norm.Rehearse(before, after, lines, nil)
	if r.Lines != 3 || r.Gain != 2 || r.Lose != 0 || len(r.Changed) != 2 || r.Changed[0].Scheme != "large" {
		t.Errorf("Rehearse = %+v", r.Sum)
	}
	if r.Before != 650e6 || r.After != 800e6 || r.Asked != 500e6 {
		t.Errorf("ceilings %s → %s, asked %s", r.Before, r.After, r.Asked)
	}
	// 50 as before; all of 400; half of 350.
	if r.Likely != 50e6+400e6+175e6 {
		t.Errorf("likely %s, want 625.000.000", r.Likely)
	}
	if r.Places[0].Place != "a" || r.Places[0].After-r.Places[0].Before != 100e6 || r.Places[1].After-r.Places[1].Before != 50e6 {
		t.Errorf("places = %+v", r.Places)
	}
	again := norm.Rehearse(before, before, lines, nil)
	if len(again.Changed) != 0 || again.Likely != again.Asked {
		t.Errorf("the same book twice changes %d lines, %s → %s", len(again.Changed), again.Asked, again.Likely)
	}
}

func TestRehearseSupposes(t *testing.T) {
	day := calendar.Must("2026-11-22")
	poor, err := norm.NewCondition(`difficulty == "difficult"`)
	if err != nil {
		t.Fatal(err)
	}
	book, err := norm.NewBook(
		[]norm.Version{{ID: "law", Instrument: "Thông tư"}},
		[]norm.Ceiling{{
			Content: "firm", Name: "Thành lập", Version: "law", Unit: "cơ sở", Citation: "Điều 8", Evidence: norm.Primary, Verified: true,
			Limit: norm.Limit{Cap: 10e6}, Rules: []norm.Rule{{When: poor, Text: "tại địa bàn khó khăn", Citation: "Điều 8", Evidence: norm.Primary}},
		}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	lines := []norm.Dossier{{Place: "x", Facts: norm.Facts{Content: "firm", On: day, Fund: norm.National, Known: map[string]any{"difficulty": "none"}}}}
	r := norm.Rehearse(book, book, lines, func(f *norm.Facts, place string) {
		if place == "x" {
			f.Known["difficulty"] = "difficult"
		}
	})
	if r.NewlyIn != 1 || lines[0].Known["difficulty"] != "none" {
		t.Errorf("newly eligible %d; the facts now say %v", r.NewlyIn, lines[0].Known)
	}
}

// TestMeasureIsJudgeWithoutItsReasons: the fast way never disagrees.
func TestMeasureIsJudgeWithoutItsReasons(t *testing.T) {
	book := machines(t, "", 300e6)
	for _, cost := range []money.VND{0, 1, 3, 599999999, 600e6, 1e15} {
		f := norm.Facts{Content: "machine", On: calendar.Must("2026-11-22"), Fund: norm.National, EligibleCost: cost, Asked: 300e6}
		whole, quick := norm.Judge(book, f), norm.Measure(book, f)
		if whole.Ceiling != quick.Ceiling || whole.Level != quick.Level || whole.Eligible != quick.Eligible || len(quick.Steps) > 0 {
			t.Errorf("cost %s: Judge %s %s, Measure %s %s with %d steps", cost, whole.Ceiling, whole.Level, quick.Ceiling, quick.Level, len(quick.Steps))
		}
	}
}
