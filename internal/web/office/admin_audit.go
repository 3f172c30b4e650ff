package office

import (
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"example.vn/khuyencong/internal/platform/audit"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/web/ui"
)

// adminAuditSize is how many records a page shows.
const adminAuditSize = 50

// adminAuditPage is a part of the audit record.
type adminAuditPage struct {
	Shell   ui.Shell
	Subject string
	Events  []adminEvent
	Pages   ui.Pages
	Check   string // address that verifies the chain
	Sound   string // what the check said, when it was asked
	Broken  string
}

// adminEvent is one record in words.
type adminEvent struct {
	audit.Event

	What, Href string
	Rows       []ui.Row
}

func (c *call) adminAudit() error {
	form, err := ui.ReadForm(c.r)
	if err != nil {
		return err
	}
	p := adminAuditPage{Subject: form.Line("doi-tuong")}
	before, err := strconv.ParseInt(form.Line("truoc"), 10, 64)
	if form.Line("truoc") != "" && (err != nil || before < 1) {
		return fault.New(fault.Invalid, "Địa chỉ trang không đúng. Hãy mở lại nhật ký từ đầu.")
	}
	more := false
	err = c.view(func(tx *db.Tx) (err error) {
		var events []audit.Event
		if p.Subject != "" {
			events, err = audit.Of(c.ctx(), tx, p.Subject)
			slices.Reverse(events)
		} else {
			events, err = audit.Latest(c.ctx(), tx, before, adminAuditSize+1)
			if more = len(events) > adminAuditSize; more {
				events = events[:adminAuditSize]
			}
		}
		for _, e := range events {
			p.Events = append(p.Events, adminEventOf(e))
		}
		if err == nil && form.Bool("kiem-tra") {
			err = p.verify(c, tx)
		}
		return err
	})
	if err != nil {
		return err
	}
	p.Pages.Text = ui.Count(len(p.Events)) + " bản ghi"
	if before > 0 {
		p.Pages.First = "/quan-tri/nhat-ky"
	}
	if more {
		p.Pages.Next = ui.PathQuery("/quan-tri/nhat-ky", "truoc", strconv.FormatInt(p.Events[len(p.Events)-1].Seq, 10))
	}
	p.Check = ui.PathQuery("/quan-tri/nhat-ky", "doi-tuong", p.Subject, "kiem-tra", "1")
	p.Shell = c.adminShell("Nhật ký hệ thống")
	p.Shell.Print = ui.Wide
	return c.render(http.StatusOK, adminAuditView(p))
}

// verify walks the chain and puts the result into words.
func (p *adminAuditPage) verify(c *call, tx *db.Tx) error {
	head, err := audit.Verify(c.ctx(), tx)
	if fault.KindOf(err) == fault.Conflict {
		p.Broken = err.Error()
		return nil
	}
	if err != nil {
		return err
	}
	p.Sound = "Chuỗi nhật ký nguyên vẹn: " + ui.Count(int(head.Events)) + " bản ghi, mã cuối " + head.Hash[:min(16, len(head.Hash))] + "…"
	return nil
}

// adminVerbs puts the deeds that are not about a scheme into words.
var adminVerbs = map[string]string{ //nolint:gosec // names of deeds, no passwords
	"user.add": "Thêm người dùng", "user.change": "Sửa người dùng", "user.set_password": "Đặt lại mật khẩu",
	"user.end_sessions": "Kết thúc các phiên đăng nhập", "user.change_password": "Đổi mật khẩu của mình",
	"session.begin": "Đăng nhập", "session.fail": "Đăng nhập sai", "sheet.take": "Tải bảng tính về", "session.shut": "Tạm chặn đăng nhập do nhập sai nhiều lần", "session.end": "Đăng xuất", "province.found": "Khai báo tỉnh",
	"calendar.set": "Ghi ngày vào lịch", "calendar.remove": "Bỏ ngày khỏi lịch", "calendar.seed": "Ghi ngày nghỉ theo thông lệ",
	"establishment.add": "Thêm cơ sở", "establishment.change": "Sửa cơ sở", "establishment.merge": "Gộp cơ sở", "establishment.unmerge": "Tách lại cơ sở",
	"instrument.add": "Ghi văn bản vào sổ", "instrument.change": "Sửa văn bản trong sổ", "instrument.withdraw": "Rút văn bản khỏi sổ",
	"campaign.open": "Mở đợt rà soát", "campaign.change": "Sửa đợt rà soát", "campaign.close": "Đóng đợt rà soát", "campaign.reopen": "Mở lại đợt rà soát",
	"law.add": "Lập bản nháp quy định", "law.change": "Sửa bản nháp quy định", "law.publish": "Ban hành quy định trong phần mềm", "law.withdraw": "Rút quy định",
	"reply.send": "Xã gửi phiếu nhu cầu", "reply.return": "Trả phiếu cho xã", "reply.confirm": "Nhận phiếu của xã",
	"need.add": "Nhập nhu cầu", "need.change": "Sửa nhu cầu", "need.remove": "Bỏ nhu cầu", "need.convert": "Lập đề án từ nhu cầu", "need.decline": "Không đưa nhu cầu vào kế hoạch",
	"plan.open": "Mở đợt kế hoạch", "plan.refresh": "Cập nhật danh sách xét", "plan.choose": "Chọn đề án", "plan.submit": "Trình kế hoạch",
	"plan.approve": "Phê duyệt kế hoạch", "plan.send_back": "Trả lại kế hoạch",
	"ledger.allot": "Ghi dự toán được giao", "ledger.withdraw": "Giảm dự toán", "archive.import": "Nhập danh sách đề án cũ",
	"establishment.restore": "Trả hồ sơ cơ sở về như trước lần nhập", "product.add": "Thêm sản phẩm tiêu biểu", "product.remove": "Bỏ sản phẩm tiêu biểu",
	"intake.add": "Gửi tệp danh sách", "intake.map": "Xác nhận các cột của tệp", "intake.answer": "Trả lời các dòng không chắc", "intake.answer_all": "Trả lời chung các dòng còn lại",
	"intake.load": "Cho ghi danh sách", "intake.done": "Đã ghi danh sách", "intake.drop": "Bỏ lần nhập", "intake.fail": "Không nhập được danh sách",
	"intake.undo": "Hoàn tác lần nhập", "intake.undone": "Đã hoàn tác lần nhập",
	"attachment.add": "Thêm tệp", "attachment.remove": "Bỏ tệp",
}

// adminKeys names the parts of records; one without a name keeps its own.
var adminKeys = map[string]string{
	"name": "Tên", "title": "Tên", "login": "Tên đăng nhập", "roles": "Vai trò", "commune": "Xã, phường", "note": "Ghi chú", "reason": "Lý do", "reasons": "Lý do",
	"kind": "Loại", "day": "Ngày", "verified": "Đã đối chiếu", "source": "Nguồn", "active": "Được đăng nhập", "file": "Tệp", "size": "Dung lượng (byte)", "media": "Kiểu tệp",
	"amount": "Số tiền (đồng)", "asked": "Đề nghị (đồng)", "support": "Hỗ trợ (đồng)", "fund": "Nguồn kinh phí", "from": "Từ trạng thái", "to": "Sang trạng thái",
	"decision_no": "Số quyết định", "decision_on": "Ngày quyết định", "decided_on": "Ngày quyết định", "signer": "Người ký", "paper_no": "Số văn bản", "number": "Số văn bản",
	"due_on": "Hạn", "due": "Hạn", "needs": "Số nhu cầu", "rows": "Số dòng", "created": "Tạo mới", "updated": "Cập nhật", "unchanged": "Giữ nguyên",
	"tax_code": "Mã số thuế", "phone": "Điện thoại", "address_detail": "Địa chỉ", "address_on": "Ngày của địa chỉ", "industry": "Ngành nghề", "workers": "Lao động",
	"conclusion": "Kết luận", "member": "Thành viên", "total": "Tổng", "beneficiary": "Đơn vị thụ hưởng", "contract": "Hợp đồng", "month": "Tháng", "candidates": "Số đề án xét",
	"chosen": "Đã chọn (đồng)", "considering": "Cân nhắc (đồng)", "plan": "Kế hoạch", "need": "Nhu cầu", "scheme": "Đề án", "content": "Nội dung", "cost": "Kinh phí (đồng)",
	"paper": "Giấy tờ", "received_on": "Ngày nhận", "signed_on": "Ngày ký", "value": "Giá trị (đồng)", "voucher_no": "Số chứng từ", "voucher_on": "Ngày chứng từ",
	"issuer": "Nơi ban hành", "topic": "Lĩnh vực", "from_on": "Có hiệu lực từ", "until_on": "Hết hiệu lực sau", "amends": "Sửa đổi, bổ sung", "replaces": "Thay thế",
	"replaces_part": "Thay thế một phần", "says": "Nội dung", "link": "Đường dẫn", "evidence": "Mức kiểm chứng",
}

// adminEventOf puts a record into words. What nobody has words for is shown as
// it is, so that nothing is hidden.
func adminEventOf(e audit.Event) adminEvent {
	one := adminEvent{Event: e, What: adminVerbs[e.Verb]}
	if one.What == "" {
		one.What = schemeVerbWords(e.Verb)
	}
	for _, key := range slices.Sorted(maps.Keys(e.Detail)) {
		if v := e.Detail[key]; v != "" {
			label := key
			if known, ok := adminKeys[key]; ok {
				label = known
			}
			one.Rows = append(one.Rows, ui.Row{Key: label, Value: v})
		}
	}
	kind, id, _ := strings.Cut(e.Subject, "/")
	switch kind {
	case "scheme":
		one.Href = ui.Path("de-an", id)
	case "establishment":
		one.Href = ui.Path("co-so", id)
	case "plan":
		one.Href = workPlan(id)
	case "intake":
		one.Href = ui.Path("nhap-du-lieu", id)
	case "user":
		one.Href = ui.Path("quan-tri", "nguoi-dung", id)
	}
	return one
}
