package worklist

// A Kind is what is to be done.
type Kind string

// The kinds of work. The comment says what Ref names.
const (
	Supplement       Kind = "supplement"        // bổ sung hồ sơ: scheme
	HandleNeeds      Kind = "handle_needs"      // xử lý nhu cầu của xã: year/commune
	FinishDraft      Kind = "finish_draft"      // soạn xong đề án: scheme
	EnterPlan        Kind = "enter_plan"        // đưa vào kế hoạch: scheme
	NameMembers      Kind = "name_members"      // nêu tên đơn vị trong đề án nhóm: scheme
	PrepareContract  Kind = "prepare_contract"  // soạn hợp đồng: scheme
	ReportProgress   Kind = "report_progress"   // báo tiến độ tháng: scheme
	PrepareAccept    Kind = "prepare_accept"    // chuẩn bị nghiệm thu: scheme
	RedoAcceptance   Kind = "redo_acceptance"   // lập lại biên bản bị trả: scheme
	RequestPayment   Kind = "request_payment"   // lập đề nghị thanh toán: scheme
	PrepareSettle    Kind = "prepare_settle"    // lập hồ sơ quyết toán: scheme
	PayOut           Kind = "pay_out"           // chi tiền: scheme
	SubmitPlan       Kind = "submit_plan"       // trình kế hoạch: year/fund/round
	SignContract     Kind = "sign_contract"     // ký hợp đồng: scheme
	SignAnnex        Kind = "sign_annex"        // ký phụ lục: scheme
	ApprovePayment   Kind = "approve_payment"   // duyệt đề nghị chi: scheme
	ConfirmInvoices  Kind = "confirm_invoices"  // xác nhận hóa đơn ghi tay: scheme
	ApproveSettle    Kind = "approve_settle"    // duyệt quyết toán: scheme
	Liquidate        Kind = "liquidate"         // thanh lý hợp đồng: scheme
	OpenAppraisal    Kind = "open_appraisal"    // giao thẩm định: scheme
	RecordMinistry   Kind = "record_ministry"   // ghi kết quả thẩm định của Bộ: scheme
	ConfirmAccept    Kind = "confirm_accept"    // xác nhận nghiệm thu: scheme
	ApproveGroup     Kind = "approve_group"     // duyệt danh sách đề án nhóm: scheme
	DecideDepartment Kind = "decide_department" // điều chỉnh thuộc thẩm quyền Sở: scheme
	DecideProvince   Kind = "decide_province"   // điều chỉnh thuộc thẩm quyền UBND tỉnh: scheme
	DecideMinistry   Kind = "decide_ministry"   // điều chỉnh do Bộ, Cục quyết định: scheme
	RecordPlan       Kind = "record_plan"       // ghi quyết định kế hoạch quốc gia: year/fund/round
	ApprovePlan      Kind = "approve_plan"      // phê duyệt kế hoạch địa phương: year/fund/round
	CarryOver        Kind = "carry_over"        // xem xét chuyển nguồn: scheme
	Score            Kind = "score"             // chấm thẩm định: scheme
	Conclude         Kind = "conclude"          // kết luận thẩm định: scheme
	SendNeeds        Kind = "send_needs"        // gửi phiếu nhu cầu của xã: year/commune
	VerifyHolidays   Kind = "verify_holidays"   // xác nhận lịch nghỉ năm sau: year
	SignPaper        Kind = "sign_paper"        // ký văn bản đi: paper
	IssuePaper       Kind = "issue_paper"       // phát hành văn bản đi: paper
	AssignPaper      Kind = "assign_paper"      // phân xử lý văn bản đến: paper
	AnswerPaper      Kind = "answer_paper"      // trả lời văn bản đến: paper
	PrepareReport    Kind = "prepare_report"    // lập báo cáo đến kỳ: period
	IssueReport      Kind = "issue_report"      // phát hành báo cáo: period
	AskFollowup      Kind = "ask_followup"      // hỏi sau hỗ trợ: nothing, one item for all
)

// Kinds lists the kinds in the order of a scheme's life.
func Kinds() []Kind {
	return []Kind{
		SendNeeds, HandleNeeds, Supplement, FinishDraft, OpenAppraisal, Score, Conclude, RecordMinistry,
		EnterPlan, SubmitPlan, RecordPlan, ApprovePlan, NameMembers, ApproveGroup, DecideDepartment, DecideProvince, DecideMinistry,
		PrepareContract, SignContract, SignAnnex, ReportProgress, PrepareAccept, RedoAcceptance, ConfirmAccept,
		RequestPayment, ApprovePayment, PayOut, PrepareSettle, ConfirmInvoices, ApproveSettle, Liquidate, CarryOver,
		VerifyHolidays,
		SignPaper, IssuePaper, AssignPaper, AnswerPaper, PrepareReport, IssueReport, AskFollowup,
	}
}

var labels = map[Kind]string{
	Supplement: "Bổ sung hồ sơ", HandleNeeds: "Xử lý nhu cầu của xã", FinishDraft: "Soạn xong đề án",
	EnterPlan: "Đưa vào kế hoạch", NameMembers: "Nêu tên đơn vị trong đề án nhóm", PrepareContract: "Soạn hợp đồng",
	ReportProgress: "Báo tiến độ tháng", PrepareAccept: "Chuẩn bị nghiệm thu", RedoAcceptance: "Lập lại biên bản nghiệm thu",
	RequestPayment: "Lập đề nghị thanh toán", PrepareSettle: "Lập hồ sơ quyết toán", PayOut: "Chi tiền",
	SubmitPlan: "Trình kế hoạch", SignContract: "Ký hợp đồng", SignAnnex: "Ký phụ lục hợp đồng",
	ApprovePayment: "Duyệt đề nghị chi", ConfirmInvoices: "Xác nhận hóa đơn ghi tay", ApproveSettle: "Duyệt quyết toán", Liquidate: "Thanh lý hợp đồng",
	OpenAppraisal: "Giao thẩm định", RecordMinistry: "Ghi kết quả thẩm định của Bộ", ConfirmAccept: "Xác nhận nghiệm thu",
	ApproveGroup: "Duyệt danh sách đề án nhóm", DecideDepartment: "Quyết định điều chỉnh", DecideProvince: "Quyết định điều chỉnh",
	DecideMinistry: "Ghi quyết định điều chỉnh của Bộ, Cục", RecordPlan: "Ghi quyết định kế hoạch quốc gia",
	ApprovePlan: "Phê duyệt kế hoạch địa phương", CarryOver: "Xem xét chuyển nguồn", Score: "Chấm thẩm định",
	Conclude: "Kết luận thẩm định", SendNeeds: "Gửi phiếu nhu cầu của xã", VerifyHolidays: "Xác nhận lịch nghỉ năm sau",
	SignPaper: "Ký văn bản đi", IssuePaper: "Phát hành văn bản đi", AssignPaper: "Phân xử lý văn bản đến", AnswerPaper: "Trả lời văn bản đến",
	PrepareReport: "Lập báo cáo", IssueReport: "Phát hành báo cáo", AskFollowup: "Lập đường dẫn theo dõi sau hỗ trợ",
}

// Label returns in Vietnamese what is to be done.
func (k Kind) Label() string { return labels[k] }
