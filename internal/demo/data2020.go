package demo

import (
	"fmt"

	"example.vn/khuyencong/internal/domain/establishment"
	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/platform/money"
)

const (
	ven2020    = "http://ven.vn/thai-nguyen-boosts-rural-industrial-development-44008.html"
	total2020  = "http://congthuongthainguyen.gov.vn/vn/khuyen-cong/khuyen-cong-thai-nguyen-tao-da-cho-doanh-nghiep-phat-trien-5272.phtml"
	note2020   = "Dòng minh họa để đủ số đã công bố của 8 tháng năm 2020: 17 đề án, trên 6 tỷ đồng; 4 đề án quốc gia trên 4,4 tỷ, 13 đề án địa phương trên 1,7 tỷ. Nguồn tổng số: " + total2020
	mountain   = "mountain_island_border_ethnic"
	newRural   = "new_rural_commune"
	agroFirst  = "agro_processing"
	localRaw   = "local_material"
	famous     = "outstanding_product"
	supporting = "supporting_industry"
)

// parties makes up n beneficiaries of one kind.
func parties(kind establishment.Kind, name string, first, n int, places ...string) []party {
	all := make([]party, n)
	for i := range all {
		all[i] = party{fmt.Sprintf("%s %d", name, first+i), kind, places[i%len(places)]}
	}
	return all
}

// national2020 are the four national schemes: over 4.4 tỷ.
func national2020() []*spec {
	places := []string{
		"xã Tân Cương, thành phố Thái Nguyên", "xã La Bằng, huyện Đại Từ", "xã Tức Tranh, huyện Phú Lương",
		"xã Minh Lập, huyện Đồng Hỷ", "xã Phúc Thuận, thành phố Phổ Yên",
	}
	return []*spec{
		{
			title: "Nhóm đề án hỗ trợ ứng dụng máy móc thiết bị tiên tiến trong chế biến chè", fund: ledger.National, content: machines,
			group: true, support: 1500 * million, own: 1900 * million, place: places[0], industry: tea, territory: newRural,
			priorities: []string{agroFirst, localRaw, famous}, note: note2020,
			who: parties(establishment.Cooperative, "Hợp tác xã chè minh họa số", 1, 5, places...),
		},
		{
			title: "Nhóm đề án hỗ trợ ứng dụng máy móc thiết bị trong chế biến gỗ và cơ khí", fund: ledger.National, content: machines,
			group: true, support: 1500 * million, own: 2100 * million, place: "phường Bách Quang, thành phố Sông Công", industry: parts,
			priorities: []string{supporting}, note: note2020,
			who: parties(establishment.Enterprise, "Công ty TNHH cơ khí minh họa số", 1, 5, "phường Bách Quang, thành phố Sông Công", "xã Điềm Thụy, huyện Phú Bình"),
		},
		{
			title: "Xây dựng mô hình trình diễn kỹ thuật dây chuyền sản xuất chè túi lọc", fund: ledger.National, content: "tech_demo_new",
			support: 990 * million, own: 2400 * million, place: "xã Hóa Trung, huyện Đồng Hỷ", industry: tea, territory: newRural,
			priorities: []string{agroFirst, localRaw}, note: note2020,
			who: parties(establishment.Enterprise, "Công ty cổ phần chè minh họa số", 1, 1, "xã Hóa Trung, huyện Đồng Hỷ"),
		},
		{
			title: "Tổ chức Hội chợ hàng công nghiệp nông thôn tiêu biểu khu vực phía Bắc", fund: ledger.National, content: "fair_organize_domestic",
			support: 430 * million, place: "phường Cam Giá, thành phố Thái Nguyên", note: note2020,
		},
	}
}

// local2020 are the thirteen local schemes: over 1.7 tỷ. The first two are
// published, the others complete the published totals.
func local2020() []*spec {
	all := []*spec{
		{
			title: "Hỗ trợ tôn sao chè gas tự động, máy sấy chè, máy hút chân không cho HTX chè Thanh Tinh", fund: ledger.Local, content: machines,
			support: 180 * million, own: 200 * million, place: "huyện Đại Từ", industry: tea, priorities: []string{agroFirst},
			source: ven2020, note: "Tên lấy từ trang tiếng Anh, chưa rõ dấu; nguồn chỉ nêu huyện. Vốn đối ứng là số minh họa.",
			who: []party{{"HTX chè Thanh Tinh [nguồn không dấu]", establishment.Cooperative, "huyện Đại Từ"}},
		},
		{
			title: "Hỗ trợ máy ly tâm vắt bột trong sản xuất miến cho HTX miến Việt Cường", fund: ledger.Local, content: machines,
			support: 200 * million, own: 230 * million, place: "huyện Đồng Hỷ", industry: tea, priorities: []string{agroFirst},
			source: ven2020, note: "Nguồn ghi “gần 200 triệu đồng”; chỉ nêu huyện. Vốn đối ứng là số minh họa.",
			who: []party{{"HTX miến Việt Cường", establishment.Cooperative, "huyện Đồng Hỷ"}},
		},
	}
	for i, m := range []struct {
		what, name, place string
		kind              establishment.Kind
		support           int
		territory         string
	}{
		{"máy vò chè, máy sao chè", "Hợp tác xã chè minh họa số 11", "xã La Bằng, huyện Đại Từ", establishment.Cooperative, 150, newRural},
		{"máy đóng gói chè hút chân không", "Hợp tác xã chè minh họa số 12", "xã Tức Tranh, huyện Phú Lương", establishment.Cooperative, 140, newRural},
		{"dàn sao chè bằng gas", "Tổ hợp tác chè minh họa số 13", "xã Minh Lập, huyện Đồng Hỷ", establishment.Group, 130, ""},
		{"máy sấy, máy sàng phân loại chè", "Hợp tác xã chè minh họa số 14", "xã Phúc Thuận, thành phố Phổ Yên", establishment.Cooperative, 160, newRural},
		{"tôn quay và máy vò chè", "Hộ kinh doanh chè minh họa số 15", "xã Quân Chu, huyện Đại Từ", establishment.Household, 120, ""},
		{"máy xào chè và tủ sấy hương", "Hợp tác xã chè minh họa số 16", "xã Phú Đình, huyện Định Hóa", establishment.Cooperative, 145, mountain},
		{"máy bóc vỏ, máy cưa bàn trượt", "Công ty TNHH gỗ minh họa số 17", "xã Tràng Xá, huyện Võ Nhai", establishment.Enterprise, 125, mountain},
		{"máy tiện CNC", "Công ty TNHH cơ khí minh họa số 18", "phường Bách Quang, thành phố Sông Công", establishment.Enterprise, 115, ""},
	} {
		industry, priorities := tea, []string{agroFirst, localRaw}
		if i >= 6 {
			industry, priorities = parts, []string{supporting}
		}
		support := money.VND(m.support) * million
		all = append(all, &spec{
			title: "Hỗ trợ " + m.what + " cho " + m.name, fund: ledger.Local, content: machines, support: support, own: support + money.VND(15+i)*million,
			place: m.place, industry: industry, priorities: priorities, territory: m.territory, note: note2020,
			who: []party{{m.name, m.kind, m.place}},
		})
	}
	return append(all,
		&spec{
			title: "Đào tạo nghề chế biến chè cho lao động nông thôn", fund: ledger.Local, content: "vocational_training", support: 135 * million,
			place: "xã Văn Hán, huyện Đồng Hỷ", industry: tea, note: note2020,
		},
		&spec{
			title: "Hỗ trợ cơ sở công nghiệp nông thôn tham gia hội chợ trong nước", fund: ledger.Local, content: "fair_join_domestic",
			support: 90 * million, own: 30 * million, place: "phường Cam Giá, thành phố Thái Nguyên", note: note2020,
		},
		&spec{
			title: "Xây dựng, đăng ký nhãn hiệu sản phẩm chè", fund: ledger.Local, content: "brand_registration",
			support: 35 * million, own: 38 * million, place: "xã Tân Cương, thành phố Thái Nguyên", industry: tea, note: note2020,
			who: []party{{"Hợp tác xã chè minh họa số 1", establishment.Cooperative, "xã Tân Cương, thành phố Thái Nguyên"}},
		},
	)
}
