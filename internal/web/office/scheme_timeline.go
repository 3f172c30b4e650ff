package office

import (
	"context"
	"slices"
	"strings"

	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/platform/audit"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/web/ui"
)

// A schemeVerb is how people call a deed in the life of a scheme.
type schemeVerb struct {
	Words     string
	Milestone bool // shown in the short timeline of the overview too
}

// schemeVerbs puts every deed that the record of a scheme can hold into words.
var schemeVerbs = map[string]schemeVerb{
	"scheme.add":                 {"Lập đề án", true},
	"scheme.record":              {"Ghi nhận từ danh sách cũ", true},
	"archive.payment":            {"Ghi khoản chi cũ từ danh sách", true},
	"archive.reverse_payment":    {"Đảo khoản chi cũ", true},
	"scheme.record_again":        {"Ghi lại từ danh sách cũ đã sửa", false},
	"scheme.restore":             {"Trả về như trước danh sách được hoàn tác", false},
	"scheme.unrecord":            {"Gỡ đề án khi hoàn tác danh sách", false},
	"plan.unrecord":              {"Gỡ hỗ trợ khi hoàn tác danh sách", true},
	"scheme.change":              {"Sửa hồ sơ", false},
	"scheme.submit":              {"Nộp hồ sơ", true},
	"scheme.withdraw":            {"Rút đề án", true},
	"scheme.return":              {"Yêu cầu bổ sung hồ sơ", true},
	"scheme.note_paper":          {"Ghi nhận bản giấy", false},
	"scheme.name_beneficiary":    {"Thêm đơn vị thụ hưởng", false},
	"scheme.replace_beneficiary": {"Thay đơn vị thụ hưởng", true},
	"scheme.approve_group_plan":  {"Sở duyệt danh sách thụ hưởng", true},
	"scheme.extend":              {"Gia hạn thực hiện", true},
	"scheme.coordinator":         {"Đổi đơn vị phối hợp", false},
	"scheme.place":               {"Đổi nơi thực hiện", false},
	"scheme.note":                {"Điều chỉnh nội dung khác", false},
	"scheme.stop":                {"Dừng đề án", true},

	"appraisal.start":    {"Giao thẩm định", true},
	"appraisal.restart":  {"Giao thẩm định lại", true},
	"appraisal.withhold": {"Không tham gia thẩm định do xung đột lợi ích", false},
	"appraisal.judge":    {"Nộp phiếu thẩm định", false},
	"appraisal.conclude": {"Kết luận thẩm định cơ sở", true},
	"appraisal.ministry": {"Kết quả thẩm định cấp Bộ", true},

	"plan.include":    {"Đưa vào kế hoạch trình duyệt", true},
	"plan.exclude":    {"Đưa ra khỏi kế hoạch trình duyệt", true},
	"plan.grant":      {"Phê duyệt", true},
	"plan.grant_year": {"Phê duyệt kinh phí năm tiếp theo", true},

	"adjustment.propose": {"Đề nghị điều chỉnh", false},
	"adjustment.decide":  {"Quyết định điều chỉnh", true},
	"adjustment.refuse":  {"Không chấp thuận điều chỉnh", false},

	"contract.prepare":              {"Soạn hợp đồng", false},
	"contract.change":               {"Sửa bản soạn hợp đồng", false},
	"contract.drop":                 {"Bỏ bản soạn hợp đồng", false},
	"contract.sign":                 {"Ký hợp đồng", true},
	"contract.prepare_annex":        {"Soạn phụ lục hợp đồng", false},
	"contract.sign_annex":           {"Ký phụ lục hợp đồng", true},
	"contract.drop_annex":           {"Bỏ bản soạn phụ lục", false},
	"contract.start":                {"Bắt đầu thực hiện", false},
	"contract.progress":             {"Báo cáo tiến độ tháng", false},
	"contract.request":              {"Lập đề nghị chi", false},
	"contract.approve_disbursement": {"Duyệt đề nghị chi", false},
	"contract.refuse_disbursement":  {"Không chấp nhận đề nghị chi", false},
	"contract.pay":                  {"Chi tiền", true},
	"contract.reverse_disbursement": {"Đảo chứng từ ghi nhầm", true},
	"contract.reverse_acceptance":   {"Đảo nghiệm thu ghi nhầm", true},
	"contract.prepare_acceptance":   {"Lập biên bản nghiệm thu", false},
	"contract.accept":               {"Xác nhận nghiệm thu", true},
	"contract.return_acceptance":    {"Trả lại biên bản nghiệm thu", false},
	"contract.finish":               {"Hoàn thành nghiệm thu", true},
	"contract.prepare_settlement":   {"Lập hồ sơ quyết toán", false},
	"contract.confirm_invoices":     {"Xác nhận hóa đơn ghi tay", false},
	"contract.settle":               {"Duyệt quyết toán", true},
	"contract.refuse_settlement":    {"Không chấp nhận quyết toán", false},
	"contract.liquidate":            {"Thanh lý hợp đồng", true},
	"contract.carry_over":           {"Chuyển nguồn sang năm sau", true},

	"attachment.add":    {"Đính kèm tệp", false},
	"attachment.remove": {"Bỏ tệp đính kèm", false},
}

// schemeVerbWords names a deed; an unknown one is at least not hidden.
func schemeVerbWords(verb string) string {
	if v, ok := schemeVerbs[verb]; ok {
		return v.Words
	}
	return "Thao tác khác (" + verb + ")"
}

// schemeNoteKeys are the details worth a line in the short timeline.
var schemeNoteKeys = []string{"decision_no", "paper_no", "number", "closing_no", "voucher_no", "amount", "value", "conclusion", "kind", "reason"}

// schemeNote is one line about a record.
func schemeNote(detail map[string]string) string {
	var parts []string
	for _, d := range schemeDetails {
		value := detail[d.key]
		if value == "" || !slices.Contains(schemeNoteKeys, d.key) {
			continue
		}
		if d.show != nil {
			value = d.show(value)
		}
		if short, isMoney := strings.CutSuffix(d.label, " (đồng)"); isMoney {
			parts = append(parts, schemeLowerFirst(short)+" "+value+"\u00a0đ")
			continue
		}
		if d.key == "reason" { // a sentence of its own
			value = ": " + value
		} else {
			value = " " + value
		}
		parts = append(parts, schemeLowerFirst(d.label)+value)
	}
	return strings.Join(parts, " · ")
}

// schemeAhead names the steps that a scheme in each state has yet to pass, in
// order, the one it is at first.
func schemeAhead(s *scheme.Scheme) []string {
	steps := []struct {
		until []scheme.State
		words string
	}{
		{[]scheme.State{scheme.Draft, scheme.Returned}, "Hoàn thiện và nộp hồ sơ"},
		{[]scheme.State{scheme.Submitted, scheme.Appraising}, "Thẩm định cấp cơ sở"},
		{[]scheme.State{scheme.Appraised}, "Thẩm định cấp Bộ"},
		{[]scheme.State{scheme.Endorsed, scheme.Planned}, "Phê duyệt kế hoạch"},
		{[]scheme.State{scheme.Approved}, "Ký hợp đồng"},
		{[]scheme.State{scheme.Contracted, scheme.Running}, "Thực hiện và nghiệm thu"},
		{[]scheme.State{scheme.Accepted}, "Quyết toán"},
		{[]scheme.State{scheme.Settled, scheme.Stopped}, "Thanh lý hợp đồng"},
	}
	at := slices.IndexFunc(steps, func(step struct {
		until []scheme.State
		words string
	}) bool {
		return slices.Contains(step.until, s.State)
	})
	var ahead []string
	for i := at; at >= 0 && i < len(steps); i++ {
		if steps[i].words == "Thẩm định cấp Bộ" && s.Fund != ledger.National {
			continue
		}
		ahead = append(ahead, steps[i].words)
	}
	return ahead
}

// schemeTimeline is what happened, what is being done and what is to come.
func schemeTimeline(s *scheme.Scheme, events []audit.Event, today calendar.Date) []ui.TimelineItem {
	var items []ui.TimelineItem
	for _, e := range events {
		if v, known := schemeVerbs[e.Verb]; known && !v.Milestone {
			continue
		}
		items = append(items, ui.TimelineItem{
			State: ui.Done, Title: schemeVerbWords(e.Verb), When: ui.MomentDay(e.At), Who: e.ActorName, Note: schemeNote(e.Detail),
		})
	}
	for i, words := range schemeAhead(s) {
		item := ui.TimelineItem{State: ui.Todo, Title: words}
		if i == 0 {
			item.State = ui.Now
			if !s.DueOn.IsZero() {
				item.When = "Hạn " + ui.Day(s.DueOn)
				if s.DueOn.Before(today) {
					item.State = ui.Late
				}
			}
		}
		items = append(items, item)
	}
	return items
}

// schemeEventsOf reads the record of a scheme, newest first, in words.
func schemeEventsOf(ctx context.Context, tx *db.Tx, id scheme.ID) ([]schemeEvent, error) {
	events, err := audit.Of(ctx, tx, id.Subject())
	if err != nil {
		return nil, err
	}
	all := make([]schemeEvent, 0, len(events))
	for _, e := range slices.Backward(events) {
		all = append(all, schemeEvent{
			When: ui.Moment(e.At), Who: e.ActorName, What: schemeVerbWords(e.Verb), Seq: ui.Count(e.Seq), Rows: schemeDetailRows(e.Detail),
		})
	}
	return all, nil
}
