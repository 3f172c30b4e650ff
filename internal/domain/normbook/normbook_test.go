package normbook_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.vn/khuyencong/internal/domain/norm"
	"example.vn/khuyencong/internal/domain/normbook"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/money"
)

func TestNewContentsBeginWithTheDecreeOf2025(t *testing.T) {
	has := func(day string, code norm.Content) (normbook.ContentInfo, bool) {
		list := normbook.Contents(calendar.Must(day))
		i := slices.IndexFunc(list, func(c normbook.ContentInfo) bool { return c.Code == code })
		if i < 0 {
			return normbook.ContentInfo{}, false
		}
		return list[i], true
	}
	for _, code := range []norm.Content{"digital_transformation", "sustainable_production_consumption", "artisan_support"} {
		if _, ok := has("2025-10-14", code); ok {
			t.Errorf("%s is there the day before NĐ 235", code)
		}
		if c, ok := has("2025-10-15", code); !ok || c.Verified {
			t.Errorf("%s on the first day: there %v, verified %v; want there, not verified", code, ok, c.Verified)
		}
	}
	before, _ := has("2025-10-14", "advanced_machinery")
	after, _ := has("2025-10-15", "advanced_machinery")
	if !before.Verified || after.Verified || before.Note == after.Note {
		t.Errorf("numbering of advanced_machinery: before %+v, after %+v", before, after)
	}
}

func TestContentByAlias(t *testing.T) {
	for _, tt := range []struct {
		in   string
		want norm.Content
	}{
		{"MAYMOC", "advanced_machinery"},
		{"daychuyen", "technology_line"},
		{"MHTD", "tech_demo_new"},
		{"DAOTAO", "vocational_training"},
		{"technology_line", "technology_line"},
		{"Ứng dụng máy móc thiết bị", "advanced_machinery"},
		{"UNG DUNG MAY MOC, THIET BI", "advanced_machinery"},
		{"Hỗ trợ ứng dụng máy móc thiết bị tiên tiến trong chế biến chè", "advanced_machinery"},
		{"Dây chuyền công nghệ", "technology_line"},
		{"Chuyển giao công nghệ", "tech_transfer"},
		{"Xây dựng mô hình trình diễn kỹ thuật", "tech_demo_new"},
		{"Mô hình trình diễn cần nhân rộng", "tech_demo_replicate"},
		{"Tham gia hội chợ, triển lãm", "fair_join_domestic"},
		{"Hội chợ", "fair_join_domestic"},
		{"Tổ chức hội chợ hàng CNNT", "fair_organize_domestic"},
		{"Tham gia hội chợ triển lãm tại nước ngoài", "fair_abroad"},
		{"Đào tạo nghề cho lao động nông thôn", "vocational_training"},
		{"Đào tạo thiết kế may đo áo dài cho 30 học viên", "vocational_training"},
		{"Truyền nghề diều Huế", "vocational_training"},
		{"Đào tạo cán bộ khuyến công", "staff_training"},
		{"Đăng ký nhãn hiệu", "brand_registration"},
		{"Xây dựng thương hiệu", "brand_registration"},
		{"Tư vấn, thiết kế", "consulting_support"},
		{"Bình chọn sản phẩm CNNT tiêu biểu", "product_voting"},
		{"Hỗ trợ cụm công nghiệp", "cluster_infrastructure"},
		{"Lập quy hoạch chi tiết cụm công nghiệp", "cluster_detailed_planning"},
		{"Cụm liên kết", "enterprise_linkage_cluster"},
		{"Xử lý ô nhiễm môi trường", "pollution_treatment_establishment"},
		{"Xử lý ô nhiễm tại cụm công nghiệp Sơn Cẩm", "pollution_treatment_cluster"},
		{"Thông tin, tuyên truyền", "communication"},
		{"Sản xuất sạch hơn", "cleaner_production_pilot"},
		{"Đánh giá sản xuất sạch hơn", "cleaner_production_assessment"},
		{"Chi phí quản lý đề án", "mgmt_cost_implementer"},
		{"Chuyển đổi số", "digital_transformation"},
		{"May mặc", ""},
		{"Đề án khuyến công quốc gia 2022", ""},
		{"", ""},
	} {
		got, ok := normbook.ContentByAlias(tt.in)
		if got.Code != tt.want || ok != (tt.want != "") {
			t.Errorf("ContentByAlias(%q) = %q, %v; want %q", tt.in, got.Code, ok, tt.want)
		}
	}
}

func TestEveryContentIsFoundByItsOwnNames(t *testing.T) {
	for _, c := range normbook.Contents(calendar.Must("2025-10-15")) {
		if got, ok := normbook.ContentByCode(c.Code); !ok || got.Name != c.Name {
			t.Errorf("ContentByCode(%s) = %q, %v", c.Code, got.Name, ok)
		}
		for _, name := range []string{string(c.Code), c.Name, c.Short} {
			if got, ok := normbook.ContentByAlias(name); !ok || got.Code != c.Code {
				t.Errorf("ContentByAlias(%q) = %s, want %s", name, got.Code, c.Code)
			}
		}
	}
}

func TestContentsByAliasSplitsCells(t *testing.T) {
	list, ok := normbook.ContentsByAlias("MAYMOC+DAYCHUYEN; máy móc")
	if !ok || len(list) != 2 || list[0].Code != "advanced_machinery" || list[1].Code != "technology_line" {
		t.Errorf("ContentsByAlias = %v, %v", list, ok)
	}
	if _, ok := normbook.ContentsByAlias("MAYMOC+???"); ok {
		t.Error("ContentsByAlias understood ???")
	}
}

func TestPrioritiesStandInLegalOrder(t *testing.T) {
	var territories, industries []string
	for _, c := range normbook.TerritoryClasses() {
		territories = append(territories, c.Code)
	}
	for _, c := range normbook.PriorityIndustries() {
		industries = append(industries, c.Code)
	}
	if diff := cmp.Diff([]string{"mountain_island_border_ethnic", "poor_district_30a", "new_rural_commune", "difficult_area"}, territories); diff != "" {
		t.Errorf("territories: -want +got\n%s", diff)
	}
	want := []string{
		"outstanding_product", "key_industry_product", "export_product", "local_material", "labour_intensive",
		"mechanics_chemicals_agriculture", "agro_processing", "supporting_industry",
	}
	if diff := cmp.Diff(want, industries); diff != "" {
		t.Errorf("industries: -want +got\n%s", diff)
	}
	if n := len(normbook.Industries()); n != 8 {
		t.Errorf("%d industries, want 8", n)
	}
	if before, after := normbook.OwnerAttributes(calendar.Must("2025-10-14")), normbook.OwnerAttributes(calendar.Must("2025-10-15")); len(before) != 0 || len(after) != 2 || after[0].Verified {
		t.Errorf("owner attributes: %v before, %v after NĐ 235", before, after)
	}
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
		r := normbook.AdvanceFor(tt.content, calendar.Must("2016-01-01"))
		if r.First != tt.first || r.NeedsVolume != tt.volume || r.NeedsAcceptance != tt.acceptance || r.ByDecision != (tt.first == 0) {
			t.Errorf("AdvanceFor(%s) = %+v", tt.content, r)
		}
		if len(r.Papers) == 0 || r.Citation == "" {
			t.Errorf("AdvanceFor(%s) has no papers or citation", tt.content)
		}
	}
	for day, want := range map[string]bool{"2014-02-09": false, "2014-02-10": true, "2018-07-09": true, "2018-07-10": false} {
		if got := normbook.AdvanceFor("advanced_machinery", calendar.Must(day)).Verified; got != want {
			t.Errorf("AdvanceFor on %s: verified %v, want %v", day, got, want)
		}
	}
	for day, want := range map[string]bool{"2014-04-07": false, "2014-04-08": true, "2018-05-10": true, "2018-05-11": false, "2026-11-22": false} {
		if got := normbook.AdvanceCeiling(calendar.Must(day)); got.Verified != want || got.Ratio != 7000 {
			t.Errorf("AdvanceCeiling on %s = %+v, want 70%%, verified %v", day, got, want)
		}
	}
}

func TestDecidedBy(t *testing.T) {
	for _, tt := range []struct {
		fund     norm.Fund
		group    bool
		change   normbook.Change
		want     normbook.Authority
		verified bool
	}{
		{norm.National, false, normbook.MoreSupport, normbook.MOIT, true},
		{norm.National, true, normbook.MoreSupport, normbook.MOIT, true},
		{norm.National, false, normbook.OtherContent, normbook.MOIT, true},
		{norm.National, false, normbook.ExtendNextYear, normbook.MOIT, true},
		{norm.National, false, normbook.AddScheme, normbook.MOIT, true},
		{norm.National, true, normbook.StopScheme, normbook.MOIT, true},
		{norm.National, false, normbook.Beneficiary, normbook.Agency, true},
		{norm.National, true, normbook.Beneficiary, normbook.Department, true},
		{norm.National, true, normbook.Place, normbook.Department, true},
		{norm.National, true, normbook.Coordinator, normbook.Department, true},
		{norm.National, true, normbook.TimeWithinYear, normbook.Agency, true},
		{norm.National, false, normbook.LessSupport, normbook.Agency, true},
		{norm.National, false, normbook.OtherChange, normbook.Agency, true},
		{norm.Local, false, normbook.MoreSupport, normbook.ProvincialPeople, false},
		{norm.Local, true, normbook.StopScheme, normbook.ProvincialPeople, false},
		{norm.Local, false, normbook.Beneficiary, normbook.Department, false},
		{norm.Local, true, normbook.Place, normbook.Department, false},
		{norm.Local, false, normbook.LessSupport, normbook.Department, false},
		{norm.National, false, "paint", "", false},
		{"moon", false, normbook.Place, "", false},
	} {
		who, cite, verified := normbook.DecidedBy(tt.fund, tt.group, tt.change)
		if who != tt.want || verified != tt.verified || (cite == "") != (tt.want == "") {
			t.Errorf("DecidedBy(%s, group %v, %s) = %s, %q, %v; want %s, %v", tt.fund, tt.group, tt.change, who, cite, verified, tt.want, tt.verified)
		}
	}
	for _, c := range normbook.Changes() {
		if c.Label() == string(c) {
			t.Errorf("change %s has no label", c)
		}
	}
}

func TestChecklistsFollowTheContent(t *testing.T) {
	codes := func(papers []normbook.Paper) []string {
		var list []string
		for _, p := range papers {
			if slices.Contains(list, p.Code) {
				t.Errorf("paper %s is there twice", p.Code)
			}
			list = append(list, p.Code)
		}
		return list
	}
	day := calendar.Must("2016-01-01")
	for _, c := range normbook.Contents(calendar.Must("2025-10-15")) {
		if got := codes(normbook.Dossier(c.Code, day)); !slices.Contains(got, "request_letter") || !slices.Contains(got, "no_double_funding") {
			t.Errorf("dossier of %s = %v", c.Code, got)
		}
		if got := codes(normbook.Evidence(c.Code, day)); !slices.Contains(got, "acceptance") {
			t.Errorf("evidence of %s = %v", c.Code, got)
		}
	}
	if got := codes(normbook.Dossier("advanced_machinery", day)); !slices.Contains(got, "quotes") {
		t.Errorf("dossier of machinery = %v", got)
	}
	if got := codes(normbook.Evidence("brand_registration", day)); !slices.Contains(got, "trademark_certificate") || slices.Contains(got, "purchase_contract") {
		t.Errorf("evidence of a brand = %v", got)
	}
	for _, p := range normbook.Dossier("advanced_machinery", day) {
		if p.Code == "quotes" && p.Verified {
			t.Error("local practice is marked verified")
		}
		if p.Code == "no_double_funding" && !p.Verified {
			t.Error("the commitment of 2014 is not marked verified")
		}
	}
	for _, p := range normbook.Dossier("advanced_machinery", calendar.Must("2026-01-01")) {
		if p.Verified {
			t.Errorf("paper %s is verified in 2026, whose text was not read", p.Code)
		}
	}
}

func TestDeadlinesOfAYear(t *testing.T) {
	find := func(year int, code string) normbook.Deadline {
		list := normbook.Deadlines(year)
		i := slices.IndexFunc(list, func(d normbook.Deadline) bool { return d.Code == code })
		if i < 0 {
			return normbook.Deadline{}
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

func TestCriteriaAddUpToAHundred(t *testing.T) {
	for _, c := range []struct {
		contents []norm.Content
		n        int
		last     string // the code of the last one
	}{
		{[]norm.Content{"communication"}, 5, "dossier"},
		{[]norm.Content{"advanced_machinery"}, 6, "new_machine"},
		{[]norm.Content{"vocational_training", "communication"}, 6, "practice_and_demand"},
		{[]norm.Content{"tech_demo_new", "advanced_machinery", "vocational_training"}, 8, "new_machine"},
	} {
		sum, seen := 0, map[string]bool{}
		list := normbook.Criteria(c.contents, calendar.Must("2016-01-01"))
		for _, x := range list {
			sum += x.MaxScore
			if !x.Verified || x.Citation == "" || x.Name == "" || x.MaxScore <= 0 || seen[x.Code] {
				t.Errorf("%v: criterion %+v is not verified in 2016, incomplete or twice there", c.contents, x)
			}
			seen[x.Code] = true
		}
		if len(list) != c.n || sum != 100 || list[len(list)-1].Code != c.last {
			t.Errorf("%v: %d criteria worth %d: %+v", c.contents, len(list), sum, list)
		}
	}
	for _, x := range normbook.Criteria([]norm.Content{"advanced_machinery"}, calendar.Must("2026-01-01")) {
		if x.Verified {
			t.Errorf("criterion %s is verified in 2026, after the texts were amended", x.Code)
		}
	}
	if normbook.Criteria([]norm.Content{"no_such_content"}, calendar.Must("2016-01-01")) != nil {
		t.Error("an unknown content has criteria")
	}
}
