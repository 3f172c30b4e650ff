package normbook_test

import (
	"strings"
	"testing"

	"example.vn/khuyencong/internal/domain/norm"
	"example.vn/khuyencong/internal/domain/normbook"
	"example.vn/khuyencong/internal/platform/calendar"
)

// TestAStartedVersionIsChangedInATable goes the way of a clerk: begin from what
// holds, change two amounts, drop the rest, add a case.
func TestAStartedVersionIsChangedInATable(t *testing.T) {
	day := calendar.Must("2027-01-01")
	body := normbook.Start(normbook.Norms(), "tn_2027", `Nghị quyết "minh họa": số 1`, "19", day)
	rows, err := normbook.Rows("x.yaml", body)
	if err != nil {
		t.Fatalf("%v in\n%s", err, body)
	}
	if len(rows) < 20 {
		t.Errorf("%d rows", len(rows))
	}
	var kept []normbook.Row
	for _, r := range rows {
		if r.Evidence != norm.Unverified {
			t.Errorf("%s is %s before anybody read it", r.Code, r.Evidence)
		}
		switch r.Code {
		case "advanced_machinery_tech_transfer":
			r.Ratio, r.Cap, r.Cite, r.Evidence = 4000, 250e6, "Điều 5", norm.Primary
			kept = append(kept, r)
		case "technology_line":
			if !r.Elsewhere {
				t.Error("the multiple was lost")
			}
			kept = append(kept, r)
		case "brand_registration":
			r.Ratio, r.Cap = 0, 20e6
			kept = append(kept, r)
		}
	}
	changed, err := normbook.SetRows("x.yaml", body, kept)
	if err != nil {
		t.Fatal(err)
	}
	f, err := normbook.ReadNorms("x.yaml", changed)
	if err != nil {
		t.Fatalf("%v in\n%s", err, changed)
	}
	book, err := normbook.Norms().With(f.Versions, f.Ceilings)
	if err != nil {
		t.Fatal(f.Place(err))
	}
	facts := norm.Facts{Content: "technology_line", On: day, Fund: norm.Local, Province: "19", EligibleCost: 9e9}
	if v := norm.Judge(book, facts); v.Ceiling != 375e6 {
		t.Errorf("a line is 1,5 times 250 million, not %s: %v", v.Ceiling, v.Steps)
	}
	facts.Content = "brand_registration"
	if v := norm.Judge(book, facts); v.Ceiling != 20e6 || strings.Contains(string(changed), "fair_join") {
		t.Errorf("brand %s\n%s", v.Ceiling, changed)
	}
	file, err := normbook.AddCase(nil, "máy", "advanced_machinery", day, norm.Local, "19", 1e9, 250e6, "Điều 5")
	if err != nil {
		t.Fatal(err)
	}
	cases, err := normbook.ReadCases("c.yaml", file)
	if err != nil || len(cases) != 1 || len(cases[0].Differs(book)) > 0 {
		t.Errorf("cases %v, %v", cases, err)
	}
}
