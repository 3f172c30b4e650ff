package contract_test

import (
	"strings"
	"testing"

	"example.vn/khuyencong/internal/domain/contract"
	"example.vn/khuyencong/internal/domain/norm"
	"example.vn/khuyencong/internal/domain/procedure"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/money"
)

// A contract of 300 triệu for a project of 1 tỷ.
func facts(day string, contents ...norm.Content) contract.AdvanceFacts {
	f := contract.AdvanceFacts{Rules: procedure.Embedded().For(procedure.Area{}, norm.National, calendar.Must(day)), Value: 300e6, Investment: 1000e6, Volume: 1000e6, Reported: 1000e6, Proven: 300e6}
	for _, c := range contents {
		f.Items = append(f.Items, contract.AdvanceItem{Content: c, Cost: 800e6})
	}
	return f
}

func TestTheFirstAdvanceOfEachContent(t *testing.T) {
	for name, c := range map[string]struct {
		contents []norm.Content
		accepted bool
		ratio    money.Ratio
		limit    money.VND
	}{
		"infrastructure of a cluster: 30 %":           {[]norm.Content{"cluster_infrastructure"}, false, 3000, 90e6},
		"pollution treatment of a cluster: 30 %":      {[]norm.Content{"pollution_treatment_cluster"}, false, 3000, 90e6},
		"training: 70 %":                              {[]norm.Content{"vocational_training"}, false, 7000, 210e6},
		"brand: 70 %":                                 {[]norm.Content{"brand_registration"}, false, 7000, 210e6},
		"fair: 70 %":                                  {[]norm.Content{"fair_join_domestic"}, false, 7000, 210e6},
		"machinery: 70 %":                             {[]norm.Content{"advanced_machinery"}, false, 7000, 210e6},
		"demo model: 70 %":                            {[]norm.Content{"tech_demo_new"}, false, 7000, 210e6},
		"new enterprise after acceptance: 100 %":      {[]norm.Content{"enterprise_establishment"}, true, 10000, 300e6},
		"interest of moving after acceptance: 100 %":  {[]norm.Content{"relocation_interest_subsidy"}, true, 10000, 300e6},
		"machinery and infrastructure: the strictest": {[]norm.Content{"advanced_machinery", "cluster_infrastructure"}, false, 3000, 90e6},
		"no share in the text: the treasury's 70 %":   {[]norm.Content{"showroom"}, false, 7000, 210e6},
		"no content known: the treasury's 70 %":       {nil, false, 7000, 210e6},
	} {
		t.Run(name, func(t *testing.T) {
			f := facts("2016-05-10", c.contents...)
			f.Accepted = c.accepted
			v := contract.JudgeAdvance(f)
			if v.Ratio != c.ratio || v.Limit != c.limit || v.Left != c.limit || !v.Verified || v.Citation == "" || len(v.Papers) == 0 {
				t.Errorf("verdict %+v, want ratio %s, limit %s, verified with papers", v, c.ratio, c.limit)
			}
			f.Amount = c.limit
			if err := contract.JudgeAdvance(f).Err(); err != nil {
				t.Errorf("the limit itself is refused: %v", err)
			}
			f.Amount++
			if err := contract.JudgeAdvance(f).Err(); fault.KindOf(err) != fault.Unlawful {
				t.Errorf("one đồng more: %v, want Unlawful", err)
			}
			f.Amount, f.Before = c.limit-50e6, 50e6+1
			if err := contract.JudgeAdvance(f).Err(); fault.KindOf(err) != fault.Unlawful {
				t.Errorf("one đồng more with what was advanced before: %v, want Unlawful", err)
			}
		})
	}
}

func TestTheProofOfVolumeMustBeMoreThanTheShare(t *testing.T) {
	for name, c := range map[string]struct {
		content norm.Content
		volume  money.VND
		lawful  bool
	}{
		"machinery, exactly 70 % of the investment":    {"advanced_machinery", 700e6, false},
		"machinery, one đồng more":                     {"advanced_machinery", 700e6 + 1, true},
		"machinery, nothing done":                      {"advanced_machinery", 0, false},
		"infrastructure, exactly 50 % of the item":     {"cluster_infrastructure", 400e6, false},
		"infrastructure, one đồng more":                {"cluster_infrastructure", 400e6 + 1, true},
		"training needs no proof of volume":            {"vocational_training", 0, true},
		"a new enterprise only after acceptance":       {"enterprise_establishment", 1000e6, false},
		"interest of moving only after acceptance too": {"relocation_interest_subsidy", 1000e6, false},
	} {
		t.Run(name, func(t *testing.T) {
			f := facts("2016-05-10", c.content)
			f.Volume, f.Amount = c.volume, 1e6
			err := contract.JudgeAdvance(f).Err()
			if (err == nil) != c.lawful {
				t.Errorf("JudgeAdvance = %v, want lawful %v", err, c.lawful)
			}
			if !c.lawful && fault.KindOf(err) != fault.Unlawful {
				t.Errorf("kind of %v is not Unlawful", err)
			}
		})
	}
	f := facts("2016-05-10", "advanced_machinery")
	f.Amount, f.Reported = 1e6, f.Volume-1
	if err := contract.JudgeAdvance(f).Err(); fault.KindOf(err) != fault.Unlawful || !strings.Contains(err.Error(), "báo cáo tiến độ mới nhất") {
		t.Errorf("a volume that no report has: %v", err)
	}
	f = facts("2016-05-10", "cluster_infrastructure")
	f.Items[0].Cost, f.Amount, f.Volume = 0, 1e6, 150e6
	if contract.JudgeAdvance(f).Err() == nil {
		t.Error("without the item's cost the value of the contract stands for it, and half of it is not enough")
	}
}

func TestWhatIsAdvancedAfterAcceptanceReachesAsFarAsTheProof(t *testing.T) {
	for _, content := range []norm.Content{"enterprise_establishment", "relocation_interest_subsidy"} {
		f := facts("2016-05-10", content)
		f.Accepted, f.Proven, f.Before, f.Amount = true, 100e6, 40e6, 60e6
		v := contract.JudgeAdvance(f)
		if v.Err() != nil || v.Limit != 100e6 || v.Left != 60e6 {
			t.Errorf("%s, as far as was accepted: %+v", content, v)
		}
		f.Amount++
		if err := contract.JudgeAdvance(f).Err(); fault.KindOf(err) != fault.Unlawful || !strings.Contains(err.Error(), "đã nghiệm thu") {
			t.Errorf("%s, one đồng more: %v", content, err)
		}
	}
}

func TestAnUnverifiedRuleOnlyWarns(t *testing.T) {
	for _, c := range []struct {
		day           string
		share, volume bool // blocks
	}{
		{"2014-02-09", false, false}, // the circular is not in force
		{"2014-02-10", true, true},
		{"2018-05-10", true, true},
		{"2018-07-09", true, true},
		{"2018-07-10", false, false}, // TT 17/2018, text not seen
		{"2026-11-22", false, false},
	} {
		f := facts(c.day, "advanced_machinery")
		f.Amount = 211e6
		v := contract.JudgeAdvance(f)
		if blocked := v.Err() != nil; blocked != c.share {
			t.Errorf("%s: 211 triệu blocked = %v, want %v", c.day, blocked, c.share)
		}
		if !c.share && !strings.Contains(v.Warning(), "70%") {
			t.Errorf("%s: the warning is %q", c.day, v.Warning())
		}
		f.Amount, f.Volume = 1e6, 0
		v = contract.JudgeAdvance(f)
		if blocked := v.Err() != nil; blocked != c.volume {
			t.Errorf("%s: no volume blocked = %v, want %v", c.day, blocked, c.volume)
		}
	}
}

func TestTheTreasurysCeilingEndsWithTheAcceptance(t *testing.T) {
	f := facts("2014-05-01", "advanced_machinery", "enterprise_establishment")
	f.Accepted = true
	if v := contract.JudgeAdvance(f); v.Limit != 210e6 || len(v.Problems) != 0 {
		t.Errorf("after acceptance: %+v", v)
	}
	f.Accepted, f.Amount = false, 211e6
	v := contract.JudgeAdvance(f)
	if len(v.Problems) != 3 { // acceptance, the strictest share, the ceiling
		t.Errorf("problems %+v, want 3", v.Problems)
	}
}
