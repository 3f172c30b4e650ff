package normbook_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.vn/khuyencong/internal/domain/norm"
	"example.vn/khuyencong/internal/domain/normbook"
	"example.vn/khuyencong/internal/platform/calendar"
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
