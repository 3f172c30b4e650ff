package normbook_test

import (
	"strings"
	"testing"

	"example.vn/khuyencong/internal/domain/norm"
	"example.vn/khuyencong/internal/domain/normbook"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/money"
)

func TestTheEmbeddedDataAreSound(t *testing.T) {
	if err := normbook.Load(); err != nil {
		t.Fatal(err)
	}
}

// TestNationalNorms is the table a lawyer can read: the day before and the day
// after each change of law, and what blocks.
func TestNationalNorms(t *testing.T) {
	for _, tt := range []struct {
		name    string
		content norm.Content
		on      string
		cost    money.VND
		units   int64
		asked   money.VND
		ceiling money.VND
		level   norm.Level
	}{
		{"2009 law: a model up to 250 million", "tech_demo_new", "2014-04-07", 2e9, 1, 250e6, 250e6, norm.OK},
		{"2009 law: one đồng over", "tech_demo_new", "2010-01-01", 2e9, 1, 250e6 + 1, 250e6, norm.Block},
		{"2009 law: machinery is not in what was read", "advanced_machinery", "2014-04-07", 1e9, 1, 900e6, 0, norm.Warn},
		{"2014 law, first day: a model 30%", "tech_demo_new", "2014-04-08", 1e9, 1, 300e6, 300e6, norm.OK},
		{"2014 law, first day: a model up to 500 million", "tech_demo_new", "2014-04-08", 5e9, 1, 500e6 + 1, 500e6, norm.Block},
		{"2014 law, last day: a model up to 500 million", "tech_demo_new", "2018-05-10", 5e9, 1, 1e9, 500e6, norm.Block},
		{"2018 law, first day: a model up to 1 billion", "tech_demo_new", "2018-05-11", 5e9, 1, 1e9, 1e9, norm.OK},
		{"2018 law: a model over 1 billion", "tech_demo_new", "2018-05-11", 5e9, 1, 1e9 + 1, 1e9, norm.Block},
		{"2014 law, first day: machinery up to 200 million", "advanced_machinery", "2014-04-08", 1e9, 1, 200e6 + 1, 200e6, norm.Block},
		{"2014 law, last day: machinery up to 200 million", "advanced_machinery", "2018-05-10", 1e9, 1, 300e6, 200e6, norm.Block},
		{"2018 law, first day: machinery up to 300 million", "advanced_machinery", "2018-05-11", 1e9, 1, 300e6, 300e6, norm.OK},
		{"2018 law: machinery over 300 million", "advanced_machinery", "2020-08-31", 1e9, 1, 300e6 + 1, 300e6, norm.Block},
		{"machinery rounds down: 403.000.001 × 50%", "advanced_machinery", "2021-06-01", 403000001, 1, 201500000, 201500000, norm.OK},
		{"machinery rounds down, one đồng over", "advanced_machinery", "2021-06-01", 403000001, 1, 201500001, 201500000, norm.Block},
		{"the tea rollers of Ba Quà", "advanced_machinery", "2021-06-01", 403e6, 1, 197e6, 201500000, norm.OK},
		{"technology transfer shares the clause", "tech_transfer", "2021-06-01", 1e9, 1, 300e6 + 1, 300e6, norm.Block},
		{"units multiply: ten establishments", "advanced_machinery", "2022-06-01", 9e9, 10, 3e9, 3e9, norm.OK},
		{"units multiply, one đồng over", "advanced_machinery", "2022-06-01", 9e9, 10, 3e9 + 1, 3e9, norm.Block},
		{"a technology line up to 450 million", "technology_line", "2018-05-11", 1e9, 1, 450e6, 450e6, norm.OK},
		{"a technology line over 450 million", "technology_line", "2026-11-22", 1e9, 1, 450e6 + 1, 450e6, norm.Block},
		{"2014 law has no norm of its own for a line", "technology_line", "2018-05-10", 1e9, 1, 450e6, 0, norm.Warn},
		{"the day before the amendment of 2024", "advanced_machinery", "2024-10-14", 1e9, 1, 300e6, 300e6, norm.OK},
		{"the amendment of 2024 changes no ceiling", "advanced_machinery", "2024-10-15", 1e9, 1, 300e6 + 1, 300e6, norm.Block},
		{"clusters: 3 billion in 2018", "cluster_infrastructure", "2018-05-10", 0, 1, 3e9 + 1, 3e9, norm.Block},
		{"clusters: 6 billion after", "cluster_infrastructure", "2018-05-11", 0, 1, 6e9, 6e9, norm.OK},
		{"unverified never blocks: brands since 2018", "brand_registration", "2020-01-01", 1e9, 1, 900e6, 35e6, norm.Warn},
		{"brands blocked in 2014", "brand_registration", "2015-01-01", 1e9, 1, 35e6 + 1, 35e6, norm.Block},
		{"corroborated never blocks: cleaner production", "cleaner_production_pilot", "2020-01-01", 9e9, 1, 900e6, 500e6, norm.Warn},
		{"pollution, carried over, warns", "pollution_treatment_establishment", "2020-01-01", 9e9, 1, 301e6, 300e6, norm.Warn},
		{"a booth at 80% of its rent", "fair_join_domestic", "2016-01-01", 10e6, 1, 8e6 + 1, 8e6, norm.Block},
		{"no national ceiling for a showroom", "showroom", "2020-01-01", 1e9, 1, 900e6, 0, norm.OK},
		{"training points elsewhere in 2014", "vocational_training", "2016-01-01", 0, 1, 900e6, 0, norm.OK},
		{"training points elsewhere in 2018", "vocational_training", "2020-01-01", 0, 1, 900e6, 0, norm.OK},
		{"voting: the level must be chosen", "product_voting", "2020-01-01", 0, 1, 900e6, 0, norm.Warn},
		{"voting of a region", "product_voting_regional", "2020-01-01", 0, 1, 200e6 + 1, 200e6, norm.Block},
		{"management of a scheme, 2,5% in 2014", "mgmt_cost_implementer", "2016-01-01", 100e6, 1, 2500001, 2500000, norm.Block},
		{"management of a scheme, 3% unverified since 2018", "mgmt_cost_implementer", "2020-01-01", 100e6, 1, 3000001, 3000000, norm.Warn},
	} {
		t.Run(tt.name, func(t *testing.T) {
			v := norm.Judge(normbook.Norms(), norm.Facts{
				Content: tt.content, On: calendar.Must(tt.on), Fund: norm.National,
				Units: tt.units, EligibleCost: tt.cost, Asked: tt.asked,
			})
			if v.Ceiling != tt.ceiling || v.Level != tt.level {
				t.Errorf("Judge = ceiling %s, %s; want %s, %s\n%v", v.Ceiling, v.Level, tt.ceiling, tt.level, v.Steps)
			}
		})
	}
}

func TestTheAmendmentOf2024IsCitedNotApplied(t *testing.T) {
	judge := func(on string) norm.Verdict {
		return norm.Judge(normbook.Norms(), norm.Facts{Content: "advanced_machinery", On: calendar.Must(on), EligibleCost: 1e9})
	}
	if got := judge("2024-10-14").Instrument; got != "TT 28/2018/TT-BTC" {
		t.Errorf("before: %q", got)
	}
	after := judge("2024-10-15")
	if after.Instrument != "TT 28/2018, sửa đổi bởi TT 64/2024 (chưa rõ có đổi mức không)" || after.Version != "v2018_tt28" {
		t.Errorf("after: %q, version %s", after.Instrument, after.Version)
	}
}

func TestPriorityUpliftEndsWithTheLawOf2014(t *testing.T) {
	facts := norm.Facts{Content: "advanced_machinery", Fund: norm.National, EligibleCost: 1e9, Asked: 300e6, PriorityTerritory: true}
	facts.On = calendar.Must("2018-05-10")
	if v := norm.Judge(normbook.Norms(), facts); v.Level != norm.Warn {
		t.Errorf("2014 law: %s, want warn: the ministry may approve up to 1,5 times", v.Level)
	}
	facts.On, facts.Asked = calendar.Must("2018-05-11"), 300e6+1
	if v := norm.Judge(normbook.Norms(), facts); v.Level != norm.Block {
		t.Errorf("2018 law: %s, want block", v.Level)
	}
}

func TestUnverifiedNormsNeverBlock(t *testing.T) {
	book := normbook.Norms()
	for _, day := range []string{"2010-01-01", "2015-01-01", "2020-01-01", "2026-11-22"} {
		for _, c := range book.InForce(calendar.Must(day)) {
			v := norm.Judge(book, norm.Facts{Content: c.Content, On: calendar.Must(day), Fund: norm.Local, EligibleCost: 1e6, Asked: 1e15})
			if blocks := v.Level == norm.Block; blocks != (c.Verified && (c.HasRatio || c.Cap > 0)) {
				t.Errorf("%s on %s: level %s, evidence %s", c.Content, day, v.Level, c.Evidence)
			}
			if !c.Verified && !strings.Contains(words(v), "chưa kiểm chứng nguồn") {
				t.Errorf("%s on %s does not say that it is unverified:\n%s", c.Content, day, words(v))
			}
			if c.Verified != (c.Evidence == norm.Primary || c.Evidence == norm.Quoted) || (c.Verified && c.Source == "") {
				t.Errorf("%s in %s: verified %v, evidence %s, source %q", c.Content, c.Version, c.Verified, c.Evidence, c.Source)
			}
		}
	}
}

func words(v norm.Verdict) string {
	var b strings.Builder
	for _, s := range v.Steps {
		b.WriteString(s.Text() + "\n")
	}
	return b.String()
}
