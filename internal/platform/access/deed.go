package access

// A Deed (việc) is something a person may or may not do.
type Deed string

// The deeds.
const (
	ViewHome          Deed = "view_home"          // xem việc cần làm và tài khoản của mình
	ViewProgramme     Deed = "view_programme"     // xem đề án, cơ sở, kế hoạch, báo cáo
	ViewNation        Deed = "view_nation"        // xem số liệu tổng hợp toàn quốc
	ViewEstablishment Deed = "view_establishment" // xem cơ sở CNNT
	ViewLedger        Deed = "view_ledger"        // xem sổ chi tiết kinh phí
	ViewBundle        Deed = "view_bundle"        // lấy gói hồ sơ của một đề án
	ViewSurvey        Deed = "view_survey"        // xem đợt rà soát nhu cầu
	ViewAudit         Deed = "view_audit"         // xem nhật ký hệ thống
	ViewUsers         Deed = "view_users"         // xem người dùng và phân quyền
	ManageUsers       Deed = "manage_users"       // thêm, khóa, phân quyền người dùng
	ManageCalendar    Deed = "manage_calendar"    // sửa lịch nghỉ và làm bù
	ManageInstruments Deed = "manage_instruments" // ghi, sửa, rút văn bản của tỉnh trong sổ văn bản
	ManageTrust       Deed = "manage_trust"       // khai báo nhà cung cấp chứng thư được tin cậy
	ManageBoundaries  Deed = "manage_boundaries"  // tải địa giới cho bản đồ
	ManageConnections Deed = "manage_connections" // khóa truy cập, địa chỉ nhận tin của phần mềm khác
	EditLaw           Deed = "edit_law"           // soạn quy định của cơ quan
	PublishLaw        Deed = "publish_law"        // ban hành, rút quy định trong phần mềm
	EditTemplate      Deed = "edit_template"      // tải lên, bỏ mẫu giấy tờ của cơ quan
	PublishTemplate   Deed = "publish_template"   // công bố, thôi áp dụng mẫu giấy tờ

	EditEstablishment  Deed = "edit_establishment"  // ghi, sửa cơ sở CNNT
	MergeEstablishment Deed = "merge_establishment" // gộp, tách lại cơ sở trùng
	EditProduct        Deed = "edit_product"        // ghi, bỏ sản phẩm CNNT tiêu biểu

	ManageCampaign Deed = "manage_campaign" // mở, đóng đợt rà soát
	EnterNeed      Deed = "enter_need"      // nhập, gửi nhu cầu của xã
	HandleNeed     Deed = "handle_need"     // trả lại, nhận nhu cầu, lập đề án

	EditScheme     Deed = "edit_scheme"     // soạn, sửa, nộp đề án
	WithdrawScheme Deed = "withdraw_scheme" // rút đề án
	ImportSchemes  Deed = "import_schemes"  // nhập danh sách đề án cũ
	ImportLists    Deed = "import_lists"    // nhập danh sách cơ sở, sản phẩm, khoản chi cũ

	OpenAppraisal     Deed = "open_appraisal"     // giao thẩm định, lập hội đồng
	ScoreAppraisal    Deed = "score_appraisal"    // chấm, nhận xét, khai xung đột lợi ích
	ConcludeAppraisal Deed = "conclude_appraisal" // kết luận thẩm định
	RecordMinistry    Deed = "record_ministry"    // ghi kết quả thẩm định của Bộ

	DraftPlan           Deed = "draft_plan"           // lập kế hoạch năm
	SubmitPlan          Deed = "submit_plan"          // trình kế hoạch
	ApproveLocalPlan    Deed = "approve_local_plan"   // phê duyệt kế hoạch địa phương
	RecordNationalPlan  Deed = "record_national_plan" // ghi quyết định kế hoạch quốc gia của Bộ
	ProposeAdjustment   Deed = "propose_adjustment"   // đề nghị điều chỉnh
	DecideByDepartment  Deed = "decide_by_department" // quyết định điều chỉnh thuộc thẩm quyền Sở
	DecideByProvince    Deed = "decide_by_province"   // quyết định điều chỉnh thuộc thẩm quyền UBND tỉnh
	RecordByMinistry    Deed = "record_by_ministry"   // ghi quyết định điều chỉnh của Bộ, Cục
	ApproveGroupPlan    Deed = "approve_group_plan"   // duyệt kế hoạch thực hiện đề án nhóm
	Allot               Deed = "allot"                // ghi dự toán được giao
	PrepareContract     Deed = "prepare_contract"     // soạn hợp đồng, phụ lục
	SignContract        Deed = "sign_contract"        // ký hợp đồng, phụ lục, thanh lý
	RecordProgress      Deed = "record_progress"      // ghi tiến độ tháng
	PrepareAcceptance   Deed = "prepare_acceptance"   // lập biên bản nghiệm thu
	ConfirmAcceptance   Deed = "confirm_acceptance"   // xác nhận nghiệm thu cơ sở
	RequestDisbursement Deed = "request_disbursement" // lập đề nghị tạm ứng, thanh toán, thu hồi
	ApproveDisbursement Deed = "approve_disbursement" // duyệt đề nghị chi
	PayDisbursement     Deed = "pay_disbursement"     // chi tiền, ghi chứng từ
	ReverseDisbursement Deed = "reverse_disbursement" // đảo chứng từ ghi nhầm
	PrepareSettlement   Deed = "prepare_settlement"   // lập hồ sơ quyết toán
	ConfirmInvoice      Deed = "confirm_invoice"      // xác nhận hóa đơn do người khác ghi tay
	ApproveSettlement   Deed = "approve_settlement"   // duyệt quyết toán
	DecideCarryOver     Deed = "decide_carry_over"    // quyết định chuyển nguồn sang năm sau

	PrepareReport Deed = "prepare_report" // lập, sửa dự thảo báo cáo của một kỳ
	IssueReport   Deed = "issue_report"   // phát hành báo cáo của một kỳ
	SetTarget     Deed = "set_target"     // ghi chỉ tiêu của cơ quan

	AskFollowup Deed = "ask_followup" // lập đường dẫn theo dõi sau hỗ trợ, ghi hộ trả lời

	ViewPapers   Deed = "view_papers"   // xem sổ văn bản đi, đến
	DraftPaper   Deed = "draft_paper"   // soạn văn bản đi
	CheckPaper   Deed = "check_paper"   // văn thư: kiểm tra thể thức, cấp số, phát hành, bỏ số
	SignPaper    Deed = "sign_paper"    // ký, hoặc ghi nhận bản đã ký
	RecallPaper  Deed = "recall_paper"  // thu hồi văn bản đã phát hành
	ReceivePaper Deed = "receive_paper" // văn thư: vào sổ văn bản đến
	AssignPaper  Deed = "assign_paper"  // phân xử lý văn bản đến
	AnswerPaper  Deed = "answer_paper"  // trả lời, kết thúc văn bản đến
	ManageOffice Deed = "manage_office" // tên cơ quan, người ký, các sổ văn bản
)

// table says who may do what. It is the only such table: routes, verbs, the
// page "Phân quyền" and the test that walks every route all read it.
var table = map[Deed][]Role{
	ViewHome:          Roles(),
	ViewProgramme:     {Admin, Staff, Accountant, Director, Appraiser, Department, Approver, Ministry, Auditor},
	ViewNation:        {Ministry}, // of how many provinces: report.Nations
	ViewEstablishment: {Admin, Staff, Accountant, Director, Commune, Appraiser, Department, Approver, Ministry, Auditor},
	ViewLedger:        {Staff, Accountant, Director, Department, Approver, Ministry, Auditor},
	ViewBundle:        {Staff, Accountant, Director, Department, Approver, Ministry, Auditor}, // who may see all that is in it
	ViewSurvey:        {Admin, Staff, Accountant, Director, Commune, Department, Auditor},
	ViewAudit:         {Admin, Director, Department, Auditor},
	ViewUsers:         {Admin, Auditor},
	ManageUsers:       {Admin},
	ManageTrust:       {Admin},
	ManageBoundaries:  {Admin},
	ManageConnections: {Admin},
	EditLaw:           {Admin, Staff},
	PublishLaw:        {Admin, Director, Department},
	EditTemplate:      {Admin, Staff},
	PublishTemplate:   {Admin, Director},
	ManageCalendar:    {Admin},
	ManageInstruments: {Admin, Director},

	EditEstablishment:  {Staff, Commune},
	MergeEstablishment: {Staff},
	EditProduct:        {Staff},

	ManageCampaign: {Staff},
	EnterNeed:      {Commune},
	HandleNeed:     {Staff},

	EditScheme:     {Staff},
	WithdrawScheme: {Staff, Director},
	ImportSchemes:  {Staff},
	ImportLists:    {Staff},

	OpenAppraisal:     {Department},
	ScoreAppraisal:    {Appraiser, Department},
	ConcludeAppraisal: {Appraiser, Department},
	RecordMinistry:    {Staff, Department},

	DraftPlan:           {Staff},
	SubmitPlan:          {Director},
	ApproveLocalPlan:    {Approver},
	RecordNationalPlan:  {Department},
	ProposeAdjustment:   {Staff},
	DecideByDepartment:  {Department},
	DecideByProvince:    {Approver},
	RecordByMinistry:    {Department},
	ApproveGroupPlan:    {Department},
	Allot:               {Accountant},
	PrepareContract:     {Staff},
	SignContract:        {Director},
	RecordProgress:      {Staff},
	PrepareAcceptance:   {Staff},
	ConfirmAcceptance:   {Department},
	RequestDisbursement: {Staff, Accountant},
	ApproveDisbursement: {Director},
	PayDisbursement:     {Accountant},
	ReverseDisbursement: {Director},
	PrepareSettlement:   {Staff, Accountant},
	ConfirmInvoice:      {Staff, Accountant, Director},
	ApproveSettlement:   {Director},
	DecideCarryOver:     {Approver, Department}, // whose, by the fund: contract.CarryDeed

	PrepareReport: {Staff, Accountant},
	IssueReport:   {Director},
	SetTarget:     {Staff, Director},
	AskFollowup:   {Staff},

	// The duties of the records clerk (văn thư) fall to the staff and the
	// accountant: small centres have nobody for them alone. The verbs see to it
	// that whoever drafts neither checks nor signs.
	ViewPapers:   {Staff, Accountant, Director, Department, Auditor},
	DraftPaper:   {Staff, Accountant},
	CheckPaper:   {Staff, Accountant},
	SignPaper:    {Staff, Accountant, Director},
	RecallPaper:  {Director},
	ReceivePaper: {Staff, Accountant},
	AssignPaper:  {Staff, Director},
	AnswerPaper:  {Staff, Accountant, Director},
	ManageOffice: {Admin, Director},
}

var deedLabels = map[Deed]string{
	ViewHome:            "xem việc cần làm của mình",
	ViewProgramme:       "xem chương trình",
	ViewNation:          "xem số liệu toàn quốc",
	ViewEstablishment:   "xem cơ sở công nghiệp nông thôn",
	ViewLedger:          "xem sổ kinh phí",
	ViewBundle:          "lấy gói hồ sơ đề án",
	ViewSurvey:          "xem đợt rà soát nhu cầu",
	ViewAudit:           "xem nhật ký hệ thống",
	ViewUsers:           "xem người dùng",
	ManageUsers:         "quản lý người dùng",
	ManageTrust:         "khai báo chứng thư tin cậy",
	ManageBoundaries:    "tải địa giới cho bản đồ",
	ManageConnections:   "quản lý kết nối với phần mềm khác",
	EditLaw:             "soạn quy định của cơ quan",
	PublishLaw:          "ban hành quy định trong phần mềm",
	EditTemplate:        "soạn mẫu giấy tờ của cơ quan",
	PublishTemplate:     "công bố mẫu giấy tờ của cơ quan",
	ManageCalendar:      "sửa lịch làm việc",
	ManageInstruments:   "ghi văn bản vào sổ",
	EditEstablishment:   "ghi thông tin cơ sở",
	MergeEstablishment:  "gộp cơ sở trùng",
	EditProduct:         "ghi sản phẩm tiêu biểu",
	ManageCampaign:      "mở và đóng đợt rà soát",
	EnterNeed:           "nhập nhu cầu của xã",
	HandleNeed:          "xử lý nhu cầu của xã",
	EditScheme:          "soạn và nộp đề án",
	WithdrawScheme:      "rút đề án",
	ImportSchemes:       "nhập danh sách đề án",
	ImportLists:         "nhập danh sách từ tệp",
	OpenAppraisal:       "giao thẩm định",
	ScoreAppraisal:      "chấm thẩm định",
	ConcludeAppraisal:   "kết luận thẩm định",
	RecordMinistry:      "ghi kết quả thẩm định của Bộ",
	DraftPlan:           "lập kế hoạch năm",
	SubmitPlan:          "trình kế hoạch",
	ApproveLocalPlan:    "phê duyệt kế hoạch địa phương",
	RecordNationalPlan:  "ghi quyết định kế hoạch quốc gia",
	ProposeAdjustment:   "đề nghị điều chỉnh",
	DecideByDepartment:  "quyết định điều chỉnh thuộc thẩm quyền Sở",
	DecideByProvince:    "quyết định điều chỉnh thuộc thẩm quyền UBND tỉnh",
	RecordByMinistry:    "ghi quyết định điều chỉnh của Bộ",
	ApproveGroupPlan:    "duyệt kế hoạch thực hiện đề án nhóm",
	Allot:               "ghi dự toán được giao",
	PrepareContract:     "soạn hợp đồng",
	SignContract:        "ký hợp đồng",
	RecordProgress:      "ghi tiến độ",
	PrepareAcceptance:   "lập biên bản nghiệm thu",
	ConfirmAcceptance:   "xác nhận nghiệm thu cơ sở",
	RequestDisbursement: "lập đề nghị chi",
	ApproveDisbursement: "duyệt đề nghị chi",
	PayDisbursement:     "chi tiền",
	ReverseDisbursement: "đảo chứng từ ghi nhầm",
	PrepareSettlement:   "lập hồ sơ quyết toán",
	ConfirmInvoice:      "xác nhận hóa đơn ghi tay",
	ApproveSettlement:   "duyệt quyết toán",
	DecideCarryOver:     "quyết định chuyển nguồn",
	PrepareReport:       "lập dự thảo báo cáo",
	IssueReport:         "phát hành báo cáo",
	SetTarget:           "ghi chỉ tiêu của cơ quan",
	AskFollowup:         "theo dõi sau hỗ trợ",
	ViewPapers:          "xem văn bản đi, đến",
	DraftPaper:          "soạn văn bản đi",
	CheckPaper:          "kiểm tra, cấp số và phát hành văn bản",
	SignPaper:           "ký hoặc ghi nhận bản đã ký",
	RecallPaper:         "thu hồi văn bản",
	ReceivePaper:        "vào sổ văn bản đến",
	AssignPaper:         "phân xử lý văn bản đến",
	AnswerPaper:         "trả lời văn bản đến",
	ManageOffice:        "khai báo cơ quan và sổ văn bản",
}

// Label returns the Vietnamese name of the deed, in lower case.
func (d Deed) Label() string { return deedLabels[d] }

// Deeds lists every deed with the roles that may do it, in a stable order.
func Deeds() []Deed {
	return []Deed{
		ViewHome, ViewProgramme, ViewNation, ViewEstablishment, ViewLedger, ViewBundle, ViewSurvey, ViewAudit, ViewUsers, ManageUsers, ManageCalendar,
		ManageInstruments, ManageTrust, ManageBoundaries, ManageConnections, EditLaw, PublishLaw, EditTemplate, PublishTemplate,
		EditEstablishment, MergeEstablishment, EditProduct, ManageCampaign, EnterNeed, HandleNeed,
		EditScheme, WithdrawScheme, ImportSchemes, ImportLists,
		OpenAppraisal, ScoreAppraisal, ConcludeAppraisal, RecordMinistry,
		DraftPlan, SubmitPlan, ApproveLocalPlan, RecordNationalPlan,
		ProposeAdjustment, DecideByDepartment, DecideByProvince, RecordByMinistry, ApproveGroupPlan,
		Allot, PrepareContract, SignContract, RecordProgress, PrepareAcceptance, ConfirmAcceptance,
		RequestDisbursement, ApproveDisbursement, PayDisbursement, ReverseDisbursement,
		PrepareSettlement, ConfirmInvoice, ApproveSettlement, DecideCarryOver,
		PrepareReport, IssueReport, SetTarget, AskFollowup,
		ViewPapers, DraftPaper, CheckPaper, SignPaper, RecallPaper, ReceivePaper, AssignPaper, AnswerPaper, ManageOffice,
	}
}

// Holders returns the roles that may do d.
func (d Deed) Holders() []Role { return append([]Role(nil), table[d]...) }
