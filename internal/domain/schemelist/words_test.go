package schemelist

import (
	"testing"

	"golang.org/x/text/unicode/norm"

	"example.vn/khuyencong/internal/platform/sheet"
)

func TestClassifyKnowsHeadingsInManyWords(t *testing.T) {
	for _, c := range []struct {
		above, leaf string
		want        field
	}{
		{"", "STT", fNo}, {"", "TT", fNo}, {"", "Số TT", fNo},
		{"", "Tên đề án", fTitle}, {"", "TÊN ĐỀ ÁN, NHIỆM VỤ", fTitle}, {"", "Tên đề án/Nội dung hỗ trợ", fTitle}, {"", "Danh mục đề án", fTitle},
		{"", "Nội dung", fWork}, {"", "Nội dung hỗ trợ", fWork}, {"", "Nội dung thực hiện", fWork},
		{"", "Nội dung hoạt động", fContent}, {"", "content_vi", fContent}, {"", "content_code", fContentCode},
		{"", "Đơn vị thụ hưởng", fBeneficiary}, {"", "Cơ sở thụ hưởng", fBeneficiary}, {"", "Tên cơ sở CNNT", fBeneficiary}, {"", "Tên cơ sở, địa chỉ", fBeneficiary},
		{"", "Đơn vị được hỗ trợ", fBeneficiary}, {"", "beneficiary", fBeneficiary}, {"Đơn vị thụ hưởng", "Tên", fBeneficiary}, {"Cơ sở được hỗ trợ", "Tên cơ sở", fBeneficiary},
		{"", "Đơn vị thực hiện", fImplementer}, {"", "Đơn vị chủ trì", fImplementer}, {"", "Đơn vị phối hợp", fCoordinator},
		{"", "Địa chỉ", fAddress}, {"", "Địa điểm thực hiện", fAddress}, {"", "Địa chỉ cơ sở thụ hưởng", fAddress}, {"", "Xã", fAddress}, {"", "Huyện", fAddress}, {"Cơ sở được hỗ trợ", "Địa chỉ", fAddress},
		{"", "district_or_commune", fAddress}, {"", "Tỉnh", fProvince}, {"", "province", fProvince},
		{"", "Mã số thuế", fTaxCode}, {"", "MST", fTaxCode},
		{"", "Tổng kinh phí", fTotal}, {"", "Tổng mức đầu tư (triệu đồng)", fTotal}, {"", "Tổng vốn", fTotal}, {"", "total_cost_vnd", fTotal}, {"Kinh phí", "Tổng", fTotal}, {"Kinh phí (triệu đồng)", "Tổng số", fTotal},
		{"", "Kinh phí hỗ trợ", fSupport}, {"", "Kinh phí khuyến công", fSupport}, {"", "NSNN hỗ trợ", fSupport}, {"Kinh phí", "KC hỗ trợ", fSupport}, {"", "support_vnd", fSupport}, {"", "Tổng kinh phí hỗ trợ", fSupport},
		{"Kinh phí khuyến công", "Tổng số", fSupport}, {"Kinh phí Trong đó", "Khuyến công", fSupport}, {"", "Số tiền", fSupport},
		{"Kinh phí", "KCQG", fNational}, {"Nguồn vốn", "KCĐP", fLocal}, {"", "Kinh phí khuyến công địa phương", fLocal}, {"Kinh phí", "Tỉnh", fLocal},
		{"Kinh phí", "Đối ứng", fCounterpart}, {"", "Vốn đối ứng của cơ sở", fCounterpart}, {"Nguồn vốn", "Đơn vị thụ hưởng", fCounterpart}, {"", "counterpart_vnd", fCounterpart},
		{"Kinh phí", "Nguồn khác", fOther}, {"Kinh phí", "Khác", fOther}, {"", "Kinh phí", fMoney}, {"", "Kinh phí (triệu đồng)", fMoney},
		{"", "Nguồn vốn", fFund}, {"", "Nguồn kinh phí", fFund}, {"", "level", fFund},
		{"", "Năm", fYear}, {"", "Năm thực hiện", fYear}, {"", "Thời gian thực hiện", fPeriod},
		{"", "Số quyết định", fDecision}, {"", "Quyết định phê duyệt", fDecision}, {"", "Số, ngày quyết định", fDecision}, {"", "Ngày", fDate}, {"", "Ngày quyết định", fDate},
		{"", "Ghi chú", fNote}, {"", "Ngành nghề", fIndustry}, {"", "source_url", fSource}, {"", "beneficiary_type", fKind}, {"", "Loại hình", fKind},
		{"", "Tạm ứng", fIgnored}, {"Kinh phí", "Đã giải ngân", fIgnored}, {"", "Công ty TNHH A", none}, {"", "HTX chè Hảo Đạt", none},
	} {
		for _, leaf := range []string{c.leaf, norm.NFD.String(c.leaf)} {
			if got := classify(leaf, c.above); got != c.want {
				t.Errorf("classify(%q under %q) = %d, want %d", leaf, c.above, got, c.want)
			}
		}
	}
}

func TestTotalsAreToldFromCompanies(t *testing.T) {
	for s, want := range map[string]bool{
		"Tổng cộng": true, "TỔNG CỘNG:": true, "Cộng": true, "CỘNG I": true, "Cộng (I+II)": true, "Tổng số": true, "Tổng": true, "TONG CONG": true, "Cộng mục II": true, "Tổng cộng (A+B)": true, "Tổng số đề án": true, "Cong": true, "Total": true,
		"Công ty TNHH A": false, "CÔNG TY CỔ PHẦN B": false, "Tổng công ty Chè Việt Nam": false, "Cộng đồng làng nghề": false, "Cộng tác viên khuyến công": false, "Công nghệ in vải": false,
		"Tổng kết chương trình": false, "Cong ty TNHH khong dau": false, "HTX": false, "": false, "Công trình": false, "Tổng hợp": false,
	} {
		if got := isTotal(s); got != want {
			t.Errorf("isTotal(%q) = %v, want %v", s, got, want)
		}
	}
}

func TestKindsAreToldFromNames(t *testing.T) {
	for name, want := range map[string]Kind{
		"Công ty TNHH A": Enterprise, "DNTN Đức Phát": Enterprise, "Doanh nghiệp tư nhân B": Enterprise, "DN": Enterprise, "Everest Vietnam Co., Ltd.": Enterprise,
		"HTX chè Hảo Đạt": Cooperative, "Hợp tác xã C": Cooperative, "Liên hiệp HTX D": Union, "LHHTX E": Union,
		"THT": Group, "Tổ hợp tác F": Group, "HKD G": Household, "Hộ kinh doanh H": Household, "Hộ ông I": Household, "Cơ sở bún J": Household, "CSSX": Household,
		"Hội làng nghề": OtherKind, "Hồ Thị K": OtherKind, "": OtherKind,
	} {
		if got := beneficiaryKind(name); got != want {
			t.Errorf("beneficiaryKind(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestDecisionsAreFoundInLines(t *testing.T) {
	for line, want := range map[string]string{
		"(Kèm theo Quyết định số 1015/QĐ-UBND ngày 30/8/2025 của UBND tỉnh)":            "1015/QĐ-UBND 2025-08-30",
		"(Ban hành kèm theo Quyết định số: 1186 /QĐ-BCT ngày 27 tháng 02 năm 2013)":     "1186/QĐ-BCT 2013-02-27",
		"Kèm theo QĐ số 12/2024/QĐ-UBND ngày 30.08.2024":                                "12/2024/QĐ-UBND 2024-08-30",
		"Kèm theo Quyết định số 1015/QĐ–UBND của Chủ tịch":                              "1015/QĐ-UBND ",
		"Kèm theo Tờ trình số 15/TTr-SCT ngày 1/1/2025":                                 " ",
		"(Kèm theo Quyết định số      /QĐ-UBND ngày    tháng   năm 2025 của UBND tỉnh)": " ",
	} {
		d := decisionIn(line)
		if got := d.Number + " " + d.Date.String(); got != want {
			t.Errorf("decisionIn(%q) = %q, want %q", line, got, want)
		}
	}
}

func TestDaysAndYearsAreReadAsPeopleWriteThem(t *testing.T) {
	for s, want := range map[string]string{"30/8/2025": "2025-08-30", "30.08.2025": "2025-08-30", "45899": "2025-08-30", "2025-08-30": "2025-08-30", "ngày 30 tháng 8 năm 2025": "2025-08-30", "QĐ ngày 30/8/2025": "2025-08-30", "tháng 8/2025": ""} {
		if d, ok := dayValue(s); !ok || d.String() != want {
			t.Errorf("dayValue(%q) = %q, %v, want %q", s, d, ok, want)
		}
	}
	for _, s := range []string{"31/2/2025", "tháng 13/2025", "hôm qua", "30/8", "12", ""} {
		if d, ok := dayValue(s); ok {
			t.Errorf("dayValue(%q) = %q, want it refused", s, d)
		}
	}
	for s, want := range map[string][2]int{"2024": {2024, 0}, "Năm 2024": {2024, 0}, "2016-2017": {2016, 2017}, "2016 – 2017": {2016, 2017}, "8/2025": {2025, 0}, "30/8/2025": {2025, 0}} {
		if from, to, ok := yearValue(sheet.Cell{Text: s}); !ok || from != want[0] || to != want[1] {
			t.Errorf("yearValue(%q) = %d, %d, %v, want %v", s, from, to, ok, want)
		}
	}
	for _, s := range []string{"24", "20245", "2017-2016", "năm nay", "1024"} {
		if from, _, ok := yearValue(sheet.Cell{Text: s}); ok {
			t.Errorf("yearValue(%q) = %d, want it refused", s, from)
		}
	}
	if got := taxCodeValue(sheet.Cell{Text: "102030405", Number: "102030405"}); got != "0102030405" {
		t.Errorf("a tax code kept as a number reads %q, want its zero back", got)
	}
}
