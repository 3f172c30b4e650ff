package procedure_test

import (
	"slices"
	"testing"

	"example.vn/khuyencong/internal/domain/norm"
	"example.vn/khuyencong/internal/domain/normbook"
	"example.vn/khuyencong/internal/domain/procedure"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/money"
)

// national returns the rules of the national fund that come with the program.
func national(day string) procedure.Rules {
	return procedure.Embedded().For(procedure.Area{}, norm.National, calendar.Must(day))
}

func TestAdvanceFor(t *testing.T) {
	for _, tt := range []struct {
		content    norm.Content
		first      money.Ratio
		volume     money.Ratio
		acceptance bool
	}{
		{"cluster_infrastructure", 3000, 5000, false},
		{"pollution_treatment_cluster", 3000, 5000, false},
		{"vocational_training", 7000, 0, false},
		{"consulting_support", 7000, 0, false},
		{"fair_join_domestic", 7000, 0, false},
		{"advanced_machinery", 7000, 7000, false},
		{"tech_demo_new", 7000, 7000, false},
		{"pollution_treatment_establishment", 7000, 7000, false},
		{"enterprise_establishment", 10000, 0, true},
		{"relocation_interest_subsidy", 0, 0, true},
		{"showroom", 0, 0, false},
	} {
		r := national("2016-01-01").AdvanceFor(tt.content)
		if r.First != tt.first || r.NeedsVolume != tt.volume || r.NeedsAcceptance != tt.acceptance || r.ByDecision != (tt.first == 0) {
			t.Errorf("AdvanceFor(%s) = %+v", tt.content, r)
		}
		if len(r.Papers) == 0 || r.Citation == "" {
			t.Errorf("AdvanceFor(%s) has no papers or citation", tt.content)
		}
	}
	for day, want := range map[string]bool{"2014-02-09": false, "2014-02-10": true, "2018-07-09": true, "2018-07-10": false} {
		if got := national(day).AdvanceFor("advanced_machinery").Verified; got != want {
			t.Errorf("AdvanceFor on %s: verified %v, want %v", day, got, want)
		}
	}
	for day, want := range map[string]bool{"2014-04-07": false, "2014-04-08": true, "2018-05-10": true, "2018-05-11": false, "2026-11-22": false} {
		if got := national(day).AdvanceCeiling(); got.Verified != want || got.Ratio != 7000 {
			t.Errorf("AdvanceCeiling on %s = %+v, want 70%%, verified %v", day, got, want)
		}
	}
}

func TestDecidedBy(t *testing.T) {
	for _, tt := range []struct {
		fund     norm.Fund
		group    bool
		change   procedure.Change
		want     procedure.Authority
		verified bool
	}{
		{norm.National, false, procedure.MoreSupport, procedure.MOIT, true},
		{norm.National, true, procedure.MoreSupport, procedure.MOIT, true},
		{norm.National, false, procedure.OtherContent, procedure.MOIT, true},
		{norm.National, false, procedure.ExtendNextYear, procedure.MOIT, true},
		{norm.National, false, procedure.AddScheme, procedure.MOIT, true},
		{norm.National, true, procedure.StopScheme, procedure.MOIT, true},
		{norm.National, false, procedure.Beneficiary, procedure.Agency, true},
		{norm.National, true, procedure.Beneficiary, procedure.Department, true},
		{norm.National, true, procedure.Place, procedure.Department, true},
		{norm.National, true, procedure.Coordinator, procedure.Department, true},
		{norm.National, true, procedure.TimeWithinYear, procedure.Agency, true},
		{norm.National, false, procedure.LessSupport, procedure.Agency, true},
		{norm.National, false, procedure.OtherChange, procedure.Agency, true},
		{norm.Local, false, procedure.MoreSupport, procedure.ProvincialPeople, false},
		{norm.Local, true, procedure.StopScheme, procedure.ProvincialPeople, false},
		{norm.Local, false, procedure.Beneficiary, procedure.Department, false},
		{norm.Local, true, procedure.Place, procedure.Department, false},
		{norm.Local, false, procedure.LessSupport, procedure.Department, false},
		{norm.National, false, "paint", "", false},
		{"moon", false, procedure.Place, "", false},
	} {
		got, ok := procedure.Embedded().For(procedure.Area{}, tt.fund, calendar.Must("2016-01-01")).DecidedBy(tt.group, tt.change)
		if got.Authority != tt.want || got.Verified != tt.verified || ok != (tt.want != "") || (got.Citation == "") == ok {
			t.Errorf("DecidedBy(%s, group %v, %s) = %+v, %v; want %s, %v", tt.fund, tt.group, tt.change, got, ok, tt.want, tt.verified)
		}
	}
	if got, _ := national("2026-01-01").DecidedBy(false, procedure.Place); got.Verified || got.Authority != procedure.Agency {
		t.Errorf("after the circular was amended by a text not seen: %+v", got)
	}
	for _, c := range procedure.Changes() {
		if c.Label() == string(c) {
			t.Errorf("change %s has no label", c)
		}
	}
}

func TestChecklistsFollowTheContent(t *testing.T) {
	codes := func(papers []procedure.Paper) []string {
		var list []string
		for _, p := range papers {
			if slices.Contains(list, p.Code) {
				t.Errorf("paper %s is there twice", p.Code)
			}
			list = append(list, p.Code)
		}
		return list
	}
	day := "2016-01-01"
	for _, c := range normbook.Contents(calendar.Must("2025-10-15")) {
		if got := codes(national(day).Dossier(c.Code)); !slices.Contains(got, "request_letter") || !slices.Contains(got, "no_double_funding") {
			t.Errorf("dossier of %s = %v", c.Code, got)
		}
		if got := codes(national(day).Evidence(c.Code)); !slices.Contains(got, "acceptance") {
			t.Errorf("evidence of %s = %v", c.Code, got)
		}
	}
	if got := codes(national(day).Dossier("advanced_machinery")); !slices.Contains(got, "quotes") {
		t.Errorf("dossier of machinery = %v", got)
	}
	if got := codes(national(day).Evidence("brand_registration")); !slices.Contains(got, "trademark_certificate") || slices.Contains(got, "purchase_contract") {
		t.Errorf("evidence of a brand = %v", got)
	}
	for _, p := range national(day).Dossier("advanced_machinery") {
		if p.Code == "quotes" && p.Verified {
			t.Error("local practice is marked verified")
		}
		if p.Code == "no_double_funding" && !p.Verified {
			t.Error("the commitment of 2014 is not marked verified")
		}
	}
	for _, p := range national("2026-01-01").Dossier("advanced_machinery") {
		if p.Verified {
			t.Errorf("paper %s is verified in 2026, whose text was not read", p.Code)
		}
	}
}

func TestDeadlinesOfAYear(t *testing.T) {
	find := func(year int, code string) procedure.Deadline {
		list := procedure.Embedded().Deadlines(procedure.Area{}, norm.National, year)
		i := slices.IndexFunc(list, func(d procedure.Deadline) bool { return d.Code == code })
		if i < 0 {
			return procedure.Deadline{}
		}
		return list[i]
	}
	for _, tt := range []struct {
		year   int
		code   string
		dues   []calendar.Date
		before bool
	}{
		{2019, "registration", []calendar.Date{calendar.Must("2018-06-15")}, true},
		{2019, "base_dossier", []calendar.Date{calendar.Must("2018-05-20")}, true},
		{2020, "base_dossier", nil, false},
		{2020, "registration", []calendar.Date{calendar.Must("2019-06-20")}, true},
		{2026, "registration", []calendar.Date{calendar.Must("2025-06-20")}, true},
		{2026, "liquidation", []calendar.Date{calendar.Must("2027-01-22")}, false},
	} {
		d := find(tt.year, tt.code)
		if !slices.Equal(d.Dues, tt.dues) || d.Before != tt.before {
			t.Errorf("%s of %d = %+v, want %v", tt.code, tt.year, d, tt.dues)
		}
	}
	if d := find(2026, "monthly_report"); len(d.Dues) != 12 || d.Dues[1] != calendar.Must("2026-02-25") {
		t.Errorf("monthly reports of 2026 = %v", d.Dues)
	}
	if d := find(2026, "settlement"); d.Days != 15 || d.Event == "" || len(d.Dues) != 0 {
		t.Errorf("settlement of 2026 = %+v", d)
	}
}
