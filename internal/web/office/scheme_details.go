package office

import (
	"cmp"
	"strings"

	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/norm"
	"example.vn/khuyencong/internal/domain/normbook"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/web/ui"
)

// A schemeDetail is how one part of a record is called and shown.
type schemeDetail struct {
	key, label string
	show       func(string) string
}

// schemeDetails lists what records say, in the order in which it is shown.
// What is not listed, such as keys and hashes, is left out.
var schemeDetails = []schemeDetail{
	{"from", "Từ trạng thái", schemeStateWords},
	{"to", "Sang trạng thái", schemeStateWords},
	{"title", "Tên", nil},
	{"fund", "Nguồn", schemeFundWords},
	{"asked", "Đề nghị (đồng)", nil},
	{"total", "Tổng", nil},
	{"contents", "Nội dung", schemeContentsWords},
	{"beneficiaries", "Số đơn vị thụ hưởng", nil},
	{"beneficiary", "Đơn vị thụ hưởng", nil},
	{"left", "Đơn vị thôi tham gia", nil},
	{"support", "Hỗ trợ (đồng)", nil},
	{"need", "Từ nhu cầu", nil},
	{"plan", "Kế hoạch", schemePlanWords},
	{"change", "Loại điều chỉnh", nil},
	{"authority", "Cấp quyết định", nil},
	{"conclusion", "Kết luận", nil},
	{"mode", "Cách thẩm định", nil},
	{"members", "Số người", nil},
	{"quorum", "Số phiếu tối thiểu", nil},
	{"member", "Người thẩm định", nil},
	{"contract", "Hợp đồng", nil},
	{"annex", "Phụ lục số", nil},
	{"disbursement", "Đề nghị chi", nil},
	{"acceptance", "Biên bản", nil},
	{"settlement", "Hồ sơ quyết toán", nil},
	{"kind", "Loại", schemeKindWords},
	{"month", "Tháng", nil},
	{"party", "Bên nhận", nil},
	{"what", "Nội dung", nil},
	{"amount", "Số tiền (đồng)", nil},
	{"value", "Giá trị (đồng)", nil},
	{"done", "Khối lượng đã làm (đồng)", nil},
	{"delta", "Tăng, giảm (đồng)", nil},
	{"accepted", "Nghiệm thu (đồng)", nil},
	{"released", "Trả lại dự toán (đồng)", nil},
	{"number", "Số văn bản", nil},
	{"paper_no", "Số văn bản", nil},
	{"decision_no", "Số quyết định", nil},
	{"decision_on", "Ngày quyết định", schemeDayWords},
	{"decided_on", "Ngày quyết định", schemeDayWords},
	{"closing_no", "Số biên bản thanh lý", nil},
	{"closed_on", "Ngày thanh lý", schemeDayWords},
	{"voucher_no", "Số chứng từ", nil},
	{"voucher_on", "Ngày chứng từ", schemeDayWords},
	{"signer", "Người ký", nil},
	{"signed_on", "Ngày ký", schemeDayWords},
	{"accepted_on", "Ngày nghiệm thu", schemeDayWords},
	{"approved_on", "Ngày duyệt", schemeDayWords},
	{"starts_on", "Từ ngày", schemeDayWords},
	{"ends_on", "Đến ngày", schemeDaysWords},
	{"new_end_on", "Thời hạn mới", schemeDayWords},
	{"new_ends_on", "Thời hạn mới", schemeDayWords},
	{"due_on", "Hạn", schemeDayWords},
	{"from_year", "Từ năm", nil},
	{"to_year", "Sang năm", nil},
	{"paper", "Giấy tờ", nil},
	{"received_on", "Ngày nhận", schemeDayWords},
	{"name", "Tệp", nil},
	{"invoices", "Số hóa đơn", nil},
	{"papers", "Số giấy tờ", nil},
	{"proof", "Minh chứng", nil},
	{"coordinator", "Đơn vị phối hợp", nil},
	{"place", "Nơi thực hiện", nil},
	{"differences", "Khác hợp đồng", nil},
	{"warning", "Cảnh báo", nil},
	{"trouble", "Vướng mắc", nil},
	{"reason", "Lý do", nil},
	{"reasons", "Lý do", nil},
	{"answer", "Trả lời", nil},
	{"note", "Ghi chú", nil},
	{"source", "Nguồn số liệu", nil},
}

func schemeStateWords(s string) string { return scheme.State(s).Label() }

func schemeFundWords(s string) string {
	before, after, changed := strings.Cut(s, " → ")
	if !changed {
		return ledger.Fund(s).Label()
	}
	return ledger.Fund(before).Label() + " → " + ledger.Fund(after).Label()
}

func schemeKindWords(s string) string {
	return map[string]string{
		"advance": "tạm ứng", "payment": "thanh toán", "clearing": "thanh toán tạm ứng",
		"recover_advance": "thu hồi tạm ứng", "recover_payment": "thu hồi tiền đã thanh toán",
	}[s]
}

func schemeDayWords(s string) string { return ui.Day(s) }

func schemeDaysWords(s string) string {
	before, after, changed := strings.Cut(s, " → ")
	if !changed {
		return ui.Day(s)
	}
	if before == "" {
		return ui.Day(after)
	}
	return ui.Day(before) + " → " + ui.Day(after)
}

// schemeDetailRows puts what a record says into words.
func schemeDetailRows(detail map[string]string) []ui.Row {
	var rows []ui.Row
	for _, d := range schemeDetails {
		value := detail[d.key]
		if value != "" && d.show != nil {
			value = d.show(value)
		}
		if value != "" {
			rows = append(rows, ui.Row{Key: d.label, Value: value})
		}
	}
	return rows
}

// schemeContentsWords puts the codes of a list of contents into words.
func schemeContentsWords(s string) string {
	words := func(list string) string {
		var names []string
		for code := range strings.FieldsSeq(strings.Trim(list, "[]")) {
			info, known := normbook.ContentByCode(norm.Content(code))
			if !known {
				info.Short = code
			}
			names = append(names, info.Short)
		}
		return cmp.Or(strings.Join(names, ", "), "chưa có")
	}
	before, after, changed := strings.Cut(s, " → ")
	if !changed {
		return words(s)
	}
	return words(before) + " → " + words(after)
}

// schemePlanWords names a plan by its subject, plan/2026/local/1.
func schemePlanWords(s string) string {
	parts := strings.Split(s, "/")
	if len(parts) != 4 {
		return s
	}
	return "năm " + parts[1] + ", " + ledger.Fund(parts[2]).Label() + ", đợt " + parts[3]
}
