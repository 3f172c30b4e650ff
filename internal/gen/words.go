package gen

import (
	"fmt"
	"math/rand/v2"

	"example.vn/khuyencong/internal/domain/establishment"
	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/norm"
)

// Syllables of made-up names, with the letters that searches stumble over.
var syllables = []string{
	"An", "Bình", "Cường", "Đạt", "Đức", "Gia", "Hà", "Hải", "Hiếu", "Hoàng", "Hồng", "Hưng", "Khánh", "Kiên", "Lâm", "Lộc", "Long", "Minh", "Mỹ", "Nam",
	"Nghĩa", "Ngọc", "Nhật", "Phát", "Phong", "Phú", "Phúc", "Phước", "Quang", "Quốc", "Sơn", "Tâm", "Tân", "Thái", "Thành", "Thắng", "Thiên", "Thịnh",
	"Thuận", "Tiến", "Tín", "Trường", "Tuấn", "Tường", "Việt", "Vinh", "Vượng", "Xuân", "Yên", "Ươm",
}

// A trade is what an establishment makes.
type trade struct {
	product, machine, industry string
}

var trades = []trade{
	{"chè", "máy sao chè", "agro_forestry_fishery_food"}, {"miến dong", "máy sấy miến", "agro_forestry_fishery_food"}, {"gạo", "máy xay xát lúa", "agro_forestry_fishery_food"},
	{"cà phê", "máy rang cà phê", "agro_forestry_fishery_food"}, {"nước mắm", "hệ thống chiết rót nước mắm", "agro_forestry_fishery_food"}, {"bánh đa", "máy tráng bánh", "agro_forestry_fishery_food"},
	{"mật ong", "máy hạ thủy phần mật ong", "agro_forestry_fishery_food"}, {"tinh bột nghệ", "máy nghiền tinh bột nghệ", "agro_forestry_fishery_food"},
	{"đồ gỗ", "máy chế biến gỗ", "handicraft"}, {"mây tre đan", "máy chẻ nan", "handicraft"}, {"thổ cẩm", "khung dệt thổ cẩm", "handicraft"}, {"gốm sứ", "lò nung gốm", "handicraft"},
	{"đúc đồng", "lò đúc đồng", "handicraft"}, {"may mặc", "máy may công nghiệp", "consumer_export_import_substitution"}, {"giày dép", "máy cắt da", "consumer_export_import_substitution"},
	{"cơ khí", "máy tiện CNC", "mechanical_electrical_electronic_parts_supporting"}, {"linh kiện điện", "máy dập linh kiện", "mechanical_electrical_electronic_parts_supporting"},
	{"gạch không nung", "dây chuyền gạch không nung", "building_materials"}, {"đá xẻ", "máy cắt đá", "building_materials"}, {"phân hữu cơ", "máy trộn phân hữu cơ", "chemicals_for_agriculture"},
}

var forms = []struct {
	words  string
	kind   establishment.Kind
	weight int
}{
	{"Hộ kinh doanh", establishment.Household, 52}, {"Công ty TNHH", establishment.Enterprise, 26}, {"Hợp tác xã", establishment.Cooperative, 14},
	{"Tổ hợp tác", establishment.Group, 5}, {"Doanh nghiệp tư nhân", establishment.Enterprise, 3},
}

// A content is what schemes are about, and how often.
type content struct {
	code   norm.Content
	words  string // of the title; %s is the machine or the product
	weight int
	most   int64 // support in millions
	nobody bool  // has no beneficiaries
}

var contents = []content{
	{"advanced_machinery", "Hỗ trợ ứng dụng %s", 45, 300, false}, {"vocational_training", "Đào tạo nghề làm %s", 13, 150, false},
	{"tech_demo_new", "Mô hình trình diễn %s", 10, 500, false}, {"technology_line", "Dây chuyền công nghệ: %s", 8, 450, false},
	{"brand_registration", "Đăng ký nhãn hiệu %s", 6, 35, false}, {"fair_join_domestic", "Tham gia hội chợ giới thiệu %s", 6, 90, false},
	{"consulting_support", "Tư vấn mẫu mã, bao bì %s", 4, 35, false}, {"cleaner_production_pilot", "Sản xuất sạch hơn trong nghề %s", 3, 400, false},
	{"showroom", "Phòng trưng bày %s", 3, 80, false}, {"communication", "Thông tin tuyên truyền về nghề %s", 2, 60, true},
}

// pick returns one of several things by their weights.
func pick[T any](r *rand.Rand, all []T, weight func(T) int) T {
	total := 0
	for _, v := range all {
		total += weight(v)
	}
	at := r.IntN(total)
	for _, v := range all {
		if at -= weight(v); at < 0 {
			return v
		}
	}
	return all[0]
}

func any1[T any](r *rand.Rand, all []T) T { return all[r.IntN(len(all))] }

// chance is true so many times in a thousand.
func chance(r *rand.Rand, perMille int) bool { return r.IntN(1000) < perMille }

// name makes up the name of establishment n.
func name(r *rand.Rand, form string, t trade, n int) string {
	return fmt.Sprintf("%s %s %s %s %d", form, t.product, any1(r, syllables), any1(r, syllables), n)
}

// Numbers of made-up papers.
func paperNo(n int, kind string) string { return fmt.Sprintf("%d/%s (minh họa)", n, kind) }

func fundOf(r *rand.Rand) ledger.Fund {
	if chance(r, 200) {
		return ledger.National
	}
	return ledger.Local
}
