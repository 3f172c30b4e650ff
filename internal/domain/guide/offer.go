package guide

import (
	"slices"
	"strconv"

	"example.vn/khuyencong/internal/domain/norm"
	"example.vn/khuyencong/internal/platform/calendar"
)

// A Choice (lựa chọn) is one answer that is offered.
type Choice struct {
	Value string
	Label string // Vietnamese, as an owner would say it
	Hint  string // Vietnamese; "" when there is nothing to add
}

// An offer (việc được hỗ trợ) is something that an owner may want to do.
type offer struct {
	Choice
	content norm.Content
	cost    string // Vietnamese: what is asked when the cost matters
	// anyone says that law limits neither the size nor the place of who does it,
	// so that neither is asked. The conditions themselves are in package normbook.
	anyone bool
	// starts says that the applicant does not exist yet.
	starts  bool
	machine bool     // whether the machine is new matters
	near    []string // what else may help
}

// offers are what the guide tells of. Contents that only offices and organisers
// carry out are not here.
var offers = []offer{
	{Choice: Choice{"may", "Mua máy mới cho xưởng", "Một máy, một bộ hoặc một nhóm máy cùng loại."}, content: "advanced_machinery",
		cost: "Mua máy hết khoảng bao nhiêu tiền?", machine: true, near: []string{"day", "dt", "hc", "th"}},
	{Choice: Choice{"day", "Lắp cả một dây chuyền sản xuất", "Nhiều máy nối nhau thành một dây chuyền công nghệ."}, content: "technology_line",
		cost: "Cả dây chuyền hết khoảng bao nhiêu tiền?", machine: true, near: []string{"may", "dt", "on", "th"}},
	{Choice: Choice{"moi", "Làm mô hình trình diễn công nghệ mới, sản phẩm mới", "Công nghệ hoặc sản phẩm ở địa phương chưa có, để nơi khác đến xem và học theo."}, content: "tech_demo_new",
		cost: "Làm mô hình hết khoảng bao nhiêu tiền?", near: []string{"may", "day", "nr", "cg"}},
	{Choice: Choice{"nr", "Giới thiệu mô hình đang làm tốt để nhân rộng", "Xưởng đang làm hiệu quả, muốn cho nơi khác học theo."}, content: "tech_demo_replicate",
		cost: "Giới thiệu mô hình hết khoảng bao nhiêu tiền?", near: []string{"moi", "th", "hc"}},
	{Choice: Choice{"cg", "Nhận chuyển giao công nghệ", "Mua bí quyết, quy trình kỹ thuật tiên tiến."}, content: "tech_transfer",
		cost: "Nhận chuyển giao hết khoảng bao nhiêu tiền?", near: []string{"may", "day", "moi"}},
	{Choice: Choice{"sh", "Làm mô hình sản xuất sạch hơn", "Tốn ít nguyên liệu, ít điện, ít chất thải hơn."}, content: "cleaner_production_pilot",
		cost: "Làm mô hình hết khoảng bao nhiêu tiền?", anyone: true, near: []string{"on", "may", "tv"}},
	{Choice: Choice{"on", "Xử lý khói, bụi, nước thải của xưởng", ""}, content: "pollution_treatment_establishment",
		cost: "Xử lý hết khoảng bao nhiêu tiền?", near: []string{"sh", "dd", "may"}},
	{Choice: Choice{"dd", "Dời xưởng gây ô nhiễm vào khu, cụm công nghiệp", "Hỗ trợ một phần lãi vay."}, content: "relocation_interest_subsidy",
		cost: "Lãi vay hai năm đầu khoảng bao nhiêu tiền?", near: []string{"on", "may", "day"}},
	{Choice: Choice{"th", "Đăng ký nhãn hiệu, xây dựng thương hiệu", ""}, content: "brand_registration",
		cost: "Làm thương hiệu hết khoảng bao nhiêu tiền?", near: []string{"hc", "tb", "tv"}},
	{Choice: Choice{"hc", "Đưa hàng đi hội chợ trong nước", "Hỗ trợ tiền thuê gian hàng."}, content: "fair_join_domestic",
		cost: "Thuê gian hàng hết khoảng bao nhiêu tiền?", near: []string{"th", "tb", "may"}},
	{Choice: Choice{"tb", "Mở phòng trưng bày sản phẩm", ""}, content: "showroom",
		cost: "Mở phòng trưng bày hết khoảng bao nhiêu tiền?", near: []string{"hc", "th", "tv"}},
	{Choice: Choice{"dt", "Dạy nghề cho thợ", "Lớp ngắn ngày, học gắn với làm."}, content: "vocational_training",
		cost: "Mở lớp hết khoảng bao nhiêu tiền?", near: []string{"may", "tv", "sh"}},
	{Choice: Choice{"tv", "Thuê tư vấn", "Về dự án, thị trường, quản lý, mẫu mã, công nghệ."}, content: "consulting_support",
		cost: "Thuê tư vấn hết khoảng bao nhiêu tiền?", near: []string{"th", "may", "sh"}},
	{Choice: Choice{"dn", "Thành lập doanh nghiệp sản xuất", "Chưa có doanh nghiệp, nay muốn lập."}, content: "enterprise_establishment",
		cost: "Lập doanh nghiệp hết khoảng bao nhiêu tiền?", starts: true, near: []string{"tv", "may", "dt"}},
}

// choices are what may be answered, beside “không rõ”, where it is a few words.
var choices = map[Key][]Choice{
	What: offered(),
	Who: {
		{"hkd", "Hộ kinh doanh", ""},
		{"nv", "Doanh nghiệp nhỏ hoặc vừa", "Hầu hết công ty, xưởng ở nông thôn thuộc loại này."},
		{"htx", "Hợp tác xã", ""},
		{"lh", "Liên hiệp hợp tác xã", ""},
		{"tht", "Tổ hợp tác", ""},
		{"lon", "Doanh nghiệp lớn", "Lớn hơn mức nhỏ và vừa của NĐ 80/2021/NĐ-CP."},
		{"nn", "Nghệ nhân nhân dân, nghệ nhân ưu tú", ""},
		{"cn", "Người làm nghề chưa đăng ký kinh doanh", ""},
	},
	Village: {
		{"co", "Có, trong làng nghề được UBND tỉnh, thành phố công nhận", ""},
		{"khong", "Không", ""},
	},
	Hardship: {
		{"khong", "Không khó khăn", ""},
		{"kho", "Khó khăn", "Theo danh mục của pháp luật đầu tư."},
		{"db", "Đặc biệt khó khăn", "Gồm nhiều xã vùng cao, biên giới, hải đảo."},
	},
	Before: {
		{"khong", "Chưa bao giờ", ""},
		{"khac", "Có, nhưng cho việc khác", ""},
		{"muc", "Có, cho đúng việc này", "Nhà nước đã hỗ trợ chính máy này, lớp học này, gian hàng này."},
	},
	Machine: {
		{"moi", "Máy mới 100%", ""},
		{"cu", "Máy đã qua sử dụng", ""},
	},
	Where: nil, Commune: nil, Cost: nil, When: nil, // not the same for everybody
}

func offered() []Choice {
	list := make([]Choice, len(offers))
	for i, o := range offers {
		list[i] = o.Choice
	}
	return list
}

// years are the years in which one may want support on a day: this and the next.
func years(day calendar.Date) []Choice {
	this := day.Year()
	return []Choice{
		{strconv.Itoa(this), "Ngay trong năm " + strconv.Itoa(this), ""},
		{strconv.Itoa(this + 1), "Năm " + strconv.Itoa(this+1), ""},
	}
}

// offer returns what is wanted; false when that is not known.
func (a Answers) offer() (offer, bool) {
	i := slices.IndexFunc(offers, func(o offer) bool { return a.is(What, o.Value) })
	if i < 0 {
		return offer{}, false
	}
	return offers[i], true
}
