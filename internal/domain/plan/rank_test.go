package plan_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"example.vn/khuyencong/internal/domain/normbook"
	"example.vn/khuyencong/internal/domain/plan"
	"example.vn/khuyencong/internal/domain/scheme"
)

func TestRankFollowsTheOrderOfTheLaw(t *testing.T) {
	// In the order in which the law considers them.
	want := []*scheme.Scheme{
		{ID: "running", State: scheme.Running},
		{ID: "key", Key: true},
		{ID: "mountain and outstanding", Territory: "mountain_island_border_ethnic", Priorities: []string{"outstanding_product"}},
		{ID: "mountain and processing", Territory: "mountain_island_border_ethnic", Priorities: []string{"agro_processing"}},
		{ID: "mountain", Territory: "mountain_island_border_ethnic"},
		{ID: "poor district", Territory: "poor_district_30a", Priorities: []string{"outstanding_product"}},
		{ID: "new rural", Territory: "new_rural_commune"},
		{ID: "difficult", Territory: "difficult_area"},
		{ID: "best of several industries", Priorities: []string{"agro_processing", "export_product"}},
		{ID: "export", Priorities: []string{"export_product"}},
		{ID: "processing", Priorities: []string{"agro_processing"}},
		{ID: "owned by a woman"},
		{ID: "plain, of experience"},
		{ID: "plain, older"},
		{ID: "plain, younger"},
		{ID: "zz cleaner production", Territory: "mountain_island_border_ethnic", Contents: []scheme.Content{{Code: "cleaner_production_pilot"}}},
	}
	grounds := map[scheme.ID]plan.Ground{
		"owned by a woman":     {Owners: normbook.OwnerAttributes(today)[:1]},
		"plain, of experience": {Settled: 3},
		"mountain":             {}, // no more than the others of its place
		"new rural":            {Settled: 9},
	}
	shuffled := slices.Clone(want)
	slices.Reverse(shuffled)
	items := plan.Rank(shuffled, grounds)
	for i, item := range items {
		if item.Scheme != want[i] {
			t.Errorf("place %d is %q, want %q", i+1, item.Scheme.ID, want[i].ID)
		}
		if item.Rank != i+1 || item.Choice != plan.Considering || len(item.Reasons) == 0 {
			t.Errorf("item %+v", item)
		}
	}
	for i, word := range map[int]string{
		1: "TT 36/2013/TT-BCT Điều 7", 2: "TT 46/2012/TT-BCT, Điều 6 khoản 1 điểm a", 5: "điểm b", 10: "NĐ 45/2012/NĐ-CP, Điều 6 khoản 2 điểm a",
		11: "phụ nữ", 12: "đã quyết toán 3 đề án", 13: "Không thuộc diện ưu tiên", 14: "Ngang đề án plain, older",
		15: "TT 46/2012/TT-BCT Điều 6 khoản 3 điểm b",
	} {
		if got := strings.Join(items[i].Reasons, "; "); !strings.Contains(got, word) {
			t.Errorf("the reasons of place %d are %q, want %q among them", i+1, got, word)
		}
	}
}

func TestRankOfNothingIsNothing(t *testing.T) {
	if got := plan.Rank(nil, nil); len(got) != 0 {
		t.Errorf("got %v", got)
	}
}

// anyScheme draws a scheme with a random place in the order of the law.
func anyScheme(t *rapid.T, n int) *scheme.Scheme {
	pick := func(classes []normbook.Class, label string) string {
		i := rapid.IntRange(-1, len(classes)-1).Draw(t, label)
		if i < 0 {
			return ""
		}
		return classes[i].Code
	}
	s := &scheme.Scheme{
		ID:        scheme.ID(fmt.Sprintf("2026-%04d", n)),
		State:     rapid.SampledFrom([]scheme.State{scheme.Appraised, scheme.Endorsed, scheme.Running}).Draw(t, "state"),
		Key:       rapid.Bool().Draw(t, "key"),
		Territory: pick(normbook.TerritoryClasses(), "territory"),
	}
	for range rapid.IntRange(0, 2).Draw(t, "priorities") {
		if code := pick(normbook.PriorityIndustries(), "priority"); code != "" {
			s.Priorities = append(s.Priorities, code)
		}
	}
	return s
}

func TestRankIsATotalOrderWhateverTheInput(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := make([]*scheme.Scheme, rapid.IntRange(0, 12).Draw(t, "n"))
		for i := range all {
			all[i] = anyScheme(t, i+1)
		}
		grounds := map[scheme.ID]plan.Ground{}
		for _, s := range all {
			grounds[s.ID] = plan.Ground{Settled: rapid.IntRange(0, 2).Draw(t, "settled")}
		}
		items := plan.Rank(all, grounds)
		again := plan.Rank(rapid.Permutation(all).Draw(t, "order"), grounds)
		if len(items) != len(all) || len(again) != len(all) {
			t.Fatalf("%d schemes became %d and %d items", len(all), len(items), len(again))
		}
		for i := range items {
			if items[i].Scheme != again[i].Scheme || items[i].Rank != i+1 {
				t.Fatalf("place %d depends on the order of the input: %s, %s", i+1, items[i].Scheme.ID, again[i].Scheme.ID)
			}
		}
		// Any two stand by themselves as they stand among all.
		for i := range items {
			for j := i + 1; j < len(items); j++ {
				if pair := plan.Rank([]*scheme.Scheme{items[j].Scheme, items[i].Scheme}, grounds); pair[0].Scheme != items[i].Scheme {
					t.Fatalf("%s is before %s among all, but not alone", items[i].Scheme.ID, items[j].Scheme.ID)
				}
			}
		}
	})
}
