package norm_test

import (
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"example.vn/khuyencong/internal/domain/norm"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/money"
)

// versions of an invented law, so that this package is tested without data.
func versions() []norm.Version {
	return []norm.Version{
		{ID: "old", Instrument: "Văn bản cũ", From: calendar.Must("2014-01-01"), To: calendar.Must("2017-12-31"), Uplift: 15000, UpliftCitation: "Điều 9", UpliftEvidence: norm.Primary},
		{ID: "new", Instrument: "Văn bản mới", From: calendar.Must("2018-01-01"), UpliftUnknown: true, Partial: true},
		{ID: "amended", Instrument: "Văn bản sửa đổi", From: calendar.Must("2024-01-01"), Amends: "new", Note: "Văn bản mới, đã sửa đổi"},
	}
}

func ceiling(content, version string) norm.Ceiling {
	c := norm.Ceiling{
		Content: norm.Content(content), Name: content, Version: version, Unit: "cơ sở", Citation: "Điều 1",
		Evidence: norm.Primary, Verified: true, From: calendar.Must("2014-01-01"), To: calendar.Must("2017-12-31"),
	}
	if version == "new" {
		c.From, c.To = calendar.Must("2018-01-01"), calendar.Date{}
	}
	return c
}

func book(t interface{ Fatal(...any) }) *norm.Book {
	machine, doubt, free := ceiling("machine", "old"), ceiling("doubt", "old"), ceiling("free", "old")
	machine.Ratio, machine.HasRatio, machine.Cap = 5000, true, 200e6
	doubt.Cap, doubt.Evidence, doubt.Verified = 100e6, norm.Unverified, false
	free.Refers = "giá đấu thầu"
	region, nation := ceiling("vote_regional", "old"), ceiling("vote_national", "old")
	region.Cap, nation.Cap = 100e6, 200e6
	rent := ceiling("rent", "old")
	rent.Ratio, rent.HasRatio, rent.Base = 8000, true, "giá thuê gian hàng"
	later := ceiling("machine", "new")
	later.Ratio, later.HasRatio, later.Cap = 5000, true, 300e6
	b, err := norm.NewBook(versions(), []norm.Ceiling{machine, doubt, free, region, nation, rent, later}, map[norm.Content][]norm.Content{
		"press": {"machine"}, "vote": {"vote_regional", "vote_national"},
	})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestJudge(t *testing.T) {
	b := book(t)
	for _, tt := range []struct {
		name    string
		facts   norm.Facts
		ceiling money.VND
		over    money.VND
		level   norm.Level
		says    string
	}{
		{"the ratio is the lesser", norm.Facts{Content: "machine", EligibleCost: 300e6, Asked: 150e6}, 150e6, 0, norm.OK, "Mức hỗ trợ tối đa 50% của 300.000.000 đ = 150.000.000 đ"},
		{"one đồng over the ratio", norm.Facts{Content: "machine", EligibleCost: 300e6, Asked: 150e6 + 1}, 150e6, 1, norm.Block, "phần vượt là 1 đ"},
		{"the ratio is rounded down to the đồng", norm.Facts{Content: "machine", EligibleCost: 300000001, Asked: 150e6 + 1}, 150e6, 1, norm.Block, "= 150.000.000 đ"},
		{"the cap is the lesser", norm.Facts{Content: "machine", EligibleCost: 1e9, Asked: 200e6}, 200e6, 0, norm.OK, "Không quá 200.000.000 đ/cơ sở"},
		{"units multiply the cap", norm.Facts{Content: "machine", Units: 2, EligibleCost: 1e9, Asked: 400e6}, 400e6, 0, norm.OK, "Không quá 200.000.000 đ/cơ sở × 2 cơ sở = 400.000.000 đ"},
		{"a count below one is one", norm.Facts{Content: "machine", Units: -3, EligibleCost: 1e9, Asked: 200e6}, 200e6, 0, norm.OK, "số nhỏ hơn"},
		{"a content stands for its norm item", norm.Facts{Content: "press", EligibleCost: 1e9, Asked: 201e6}, 200e6, 1e6, norm.Block, ""},
		{"unknown cost: only the cap holds, and it warns", norm.Facts{Content: "machine", Asked: 150e6}, 200e6, 0, norm.Warn, "Chưa có chi phí hợp lệ"},
		{"unknown cost, over the cap", norm.Facts{Content: "machine", Asked: 250e6}, 200e6, 50e6, norm.Block, ""},
		{"unknown cost and no cap", norm.Facts{Content: "rent", Asked: 250e6}, 0, 0, norm.Warn, "Chưa có chi phí hợp lệ"},
		{"the ratio names its base", norm.Facts{Content: "rent", EligibleCost: 10e6, Asked: 8e6}, 8e6, 0, norm.OK, "80% của 10.000.000 đ (giá thuê gian hàng)"},
		{"unverified warns", norm.Facts{Content: "doubt", Asked: 1e9}, 100e6, 900e6, norm.Warn, "chưa kiểm chứng nguồn"},
		{"no ceiling in the text", norm.Facts{Content: "free", Asked: 9e9}, 0, 0, norm.OK, "không đặt mức trần; áp dụng giá đấu thầu"},
		{"the level must be chosen", norm.Facts{Content: "vote", Asked: 1e6}, 0, 0, norm.Warn, "vote_national: không quá 200.000.000 đ/cơ sở"},
		{"the level is chosen", norm.Facts{Content: "vote_regional", Asked: 100e6 + 1}, 100e6, 1, norm.Block, ""},
		{"not in the text", norm.Facts{Content: "party", Asked: 1}, 0, 0, norm.Warn, "không có mức chi riêng"},
		{"priority may reach 150%", norm.Facts{Content: "machine", Fund: norm.National, EligibleCost: 1e9, Asked: 300e6, PriorityTerritory: true}, 200e6, 100e6, norm.Warn, "150% mức trên = 300.000.000 đ"},
		{"priority of industry too", norm.Facts{Content: "machine", Fund: norm.National, EligibleCost: 1e9, Asked: 300e6, PriorityIndustry: true}, 200e6, 100e6, norm.Warn, "Bộ Công Thương"},
		{"priority above 150%", norm.Facts{Content: "machine", Fund: norm.National, EligibleCost: 1e9, Asked: 300e6 + 1, PriorityTerritory: true}, 200e6, 100e6 + 1, norm.Block, ""},
		{"no priority above the norm for local money", norm.Facts{Content: "machine", Fund: norm.Local, EligibleCost: 1e9, Asked: 300e6, PriorityTerritory: true}, 200e6, 100e6, norm.Block, "tạm dùng mức của trung ương"},
		{"nothing asked", norm.Facts{Content: "machine", EligibleCost: 1e9, Asked: -5}, 200e6, 0, norm.OK, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.facts.On = calendar.Must("2016-06-01")
			v := norm.Judge(b, tt.facts)
			if v.Ceiling != tt.ceiling || v.Over != tt.over || v.Level != tt.level {
				t.Errorf("Judge = ceiling %s over %s %s, want %s, %s, %s\n%v", v.Ceiling, v.Over, v.Level, tt.ceiling, tt.over, tt.level, v.Steps)
			}
			if v.HasCeiling != (tt.ceiling > 0) {
				t.Errorf("HasCeiling = %v", v.HasCeiling)
			}
			if !strings.Contains(words(v), tt.says) {
				t.Errorf("steps do not say %q:\n%s", tt.says, words(v))
			}
		})
	}
}

func TestTheDayChoosesTheVersion(t *testing.T) {
	b := book(t)
	for _, tt := range []struct {
		name       string
		on         calendar.Date
		ceiling    money.VND
		level      norm.Level
		instrument string
	}{
		{"before every law", calendar.Must("2013-12-31"), 0, norm.Warn, ""},
		{"first day of the old law", calendar.Must("2014-01-01"), 200e6, norm.Block, "Văn bản cũ"},
		{"last day of the old law", calendar.Must("2017-12-31"), 200e6, norm.Block, "Văn bản cũ"},
		{"first day of the new law", calendar.Must("2018-01-01"), 300e6, norm.OK, "Văn bản mới"},
		{"day before the amendment", calendar.Must("2023-12-31"), 300e6, norm.OK, "Văn bản mới"},
		{"day of the amendment", calendar.Must("2024-01-01"), 300e6, norm.OK, "Văn bản mới, đã sửa đổi"},
		{"no day", calendar.Date{}, 0, norm.Warn, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			v := norm.Judge(b, norm.Facts{Content: "machine", On: tt.on, EligibleCost: 1e9, Asked: 300e6})
			if v.Ceiling != tt.ceiling || v.Level != tt.level || v.Instrument != tt.instrument {
				t.Errorf("Judge = %s %s %q, want %s %s %q", v.Ceiling, v.Level, v.Instrument, tt.ceiling, tt.level, tt.instrument)
			}
		})
	}
}

func TestUnknownUpliftIsNotApplied(t *testing.T) {
	v := norm.Judge(book(t), norm.Facts{Content: "machine", Fund: norm.National, On: calendar.Must("2020-01-01"), EligibleCost: 1e9, Asked: 301e6, PriorityTerritory: true})
	if v.Level != norm.Block || !strings.Contains(words(v), "Chưa rõ văn bản này còn hệ số") {
		t.Errorf("Judge = %s\n%s", v.Level, words(v))
	}
}

func TestMissingItemOfAPartialTextSaysSo(t *testing.T) {
	v := norm.Judge(book(t), norm.Facts{Content: "rent", On: calendar.Must("2020-01-01"), Asked: 1})
	if v.Level != norm.Warn || !strings.Contains(words(v), "chưa đọc được toàn văn") {
		t.Errorf("Judge = %s\n%s", v.Level, words(v))
	}
}

func TestCheckRefusesOnlyABlock(t *testing.T) {
	b := book(t)
	for _, content := range []norm.Content{"doubt", "free", "vote", "party"} {
		if err := norm.Check(norm.Judge(b, norm.Facts{Content: content, On: calendar.Must("2016-01-01"), Asked: 9e9})); err != nil {
			t.Errorf("Check(%s) = %v, want nil", content, err)
		}
	}
	err := norm.Check(norm.Judge(b, norm.Facts{Content: "machine", On: calendar.Must("2016-01-01"), EligibleCost: 1e9, Asked: 250e6}))
	want := &fault.Error{
		Kind:    fault.Unlawful,
		Message: "Số tiền đề nghị 250.000.000 đ vượt mức hỗ trợ tối đa 200.000.000 đ; phần vượt là 50.000.000 đ.",
		Basis:   "Điều 1",
	}
	if diff := cmp.Diff(error(want), err); diff != "" {
		t.Errorf("Check: -want +got\n%s", diff)
	}
}

func TestVerdictsKeepTheirPromises(t *testing.T) {
	b := book(t)
	rapid.Check(t, func(t *rapid.T) {
		f := norm.Facts{
			Content:           norm.Content(rapid.SampledFrom([]string{"machine", "press", "doubt", "free", "vote", "rent", "party"}).Draw(t, "content")),
			On:                calendar.FirstDay(2010).AddDays(rapid.IntRange(0, 8000).Draw(t, "day")),
			Fund:              rapid.SampledFrom([]norm.Fund{norm.National, norm.Local}).Draw(t, "fund"),
			Units:             rapid.Int64().Draw(t, "units"),
			EligibleCost:      money.VND(rapid.Int64().Draw(t, "cost")),
			Asked:             money.VND(rapid.Int64().Draw(t, "asked")),
			PriorityTerritory: rapid.Bool().Draw(t, "priority"),
		}
		v := norm.Judge(b, f)
		if diff := cmp.Diff(v, norm.Judge(b, f), cmp.AllowUnexported(norm.Step{})); diff != "" {
			t.Fatalf("two verdicts on the same facts differ:\n%s", diff)
		}
		if v.Ceiling < 0 || v.Over < 0 || v.Asked < 0 {
			t.Fatalf("negative amount in %+v", v)
		}
		if !v.HasCeiling && (v.Ceiling != 0 || v.Over != 0 || v.Level == norm.Block) {
			t.Fatalf("without a ceiling nothing is over it: %+v", v)
		}
		if (v.Level == norm.Block) != (norm.Check(v) != nil) {
			t.Fatalf("Check and Level disagree: %+v", v)
		}
		found := b.Find(f.Content, f.On)
		if v.Level == norm.Block && (len(found) != 1 || !found[0].Verified || v.Over == 0) {
			t.Fatalf("blocked without a verified norm: %+v", v)
		}
		if len(found) != 1 || !v.HasCeiling {
			return
		}
		c := found[0]
		if units := max(f.Units, 1); c.Cap > 0 && units < math.MaxInt64/int64(c.Cap) && v.Ceiling > c.Cap*money.VND(units) {
			t.Fatalf("ceiling %s is above cap × units", v.Ceiling)
		}
		if c.HasRatio && f.EligibleCost > 0 && v.Ceiling > c.Ratio.Of(f.EligibleCost) {
			t.Fatalf("ceiling %s is above ratio × cost", v.Ceiling)
		}
	})
}

// words returns every line of the reasoning.
func words(v norm.Verdict) string {
	var b strings.Builder
	for _, s := range v.Steps {
		b.WriteString(s.Text() + "\n")
	}
	return b.String()
}
