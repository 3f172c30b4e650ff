package form

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"example.vn/khuyencong/internal/domain/contract"
	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/procedure"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/money"
)

// contractFacts is what is known of a scheme's contract and the one item of
// each kind that a paper is about: the newest, or the one that was asked for.
type contractFacts struct {
	file         contract.File
	annex        contract.Annex
	disbursement contract.Disbursement
	acceptance   contract.Acceptance
	acceptedAt   owner // whose acceptance it is
	settlement   contract.Settlement
	entries      []ledger.Entry
	granted      money.VND
	rule         contract.AdvanceVerdict  // how much may be advanced
	evidence     []contract.EvidencePaper // what a settlement is to hold
	settleBy     procedure.Deadline       // when a settlement is due; none for the zero value
}

func (b *builder) contract(f *contractFacts) {
	c := f.file.Contract
	if c == nil {
		c = &contract.Contract{}
	}
	b.flag("co_hop_dong", "Đã có hợp đồng", c.ID != "")
	b.ask("hop_dong_so", "Số hợp đồng", c.Number)
	b.day("hop_dong_ngay", "Ngày ký hợp đồng", c.SignedOn)
	b.ask("ben_b", "Bên B, đơn vị thực hiện", c.Party)
	b.owed("hop_dong_gia_tri", "Giá trị hợp đồng", c.Value)
	b.owed("dau_tu", "Tổng mức đầu tư của dự án", c.Investment)
	b.day("hop_dong_tu", "Hợp đồng có hiệu lực từ", c.StartsOn)
	b.day("hop_dong_den", "Hợp đồng kết thúc", c.EndsOn)
	b.text("dieu_khoan", "Điều khoản khác", c.Terms)
	b.ask("thanh_ly_so", "Số biên bản thanh lý", c.ClosingNo)
	b.day("thanh_ly_ngay", "Ngày thanh lý", c.ClosedOn)
	b.text("hop_dong_ty_le", "Tỷ lệ giá trị hợp đồng so với tổng mức đầu tư", share(c.Value, c.Investment))
	b.annex(f.file.Annexes, &f.annex, c)
	b.rules(f)
	b.progress(f.file.Progress, c)
	b.disbursement(f)
	b.acceptance(f)
	b.settlement(f)
	b.sums(f.file.Balances, c)
	list(b, "but_toan", "Các lần chi, thu theo sổ", f.entries, func(b *builder, e ledger.Entry) {
		b.text("ngay", "Ngày chứng từ", day(e.Day))
		b.text("chung_tu", "Số chứng từ", e.Reference)
		b.text("loai", "Loại bút toán", e.Kind.Label())
		b.text("dien_giai", "Diễn giải", e.Memo)
		b.money("so_tien", "Số tiền", e.Amount)
	})
}

func (b *builder) annex(all []contract.Annex, a *contract.Annex, c *contract.Contract) {
	after := c.Value // annexes that are signed included
	if a.State != contract.Signed {
		after += a.Delta
	}
	b.flag("co_phu_luc", "Có phụ lục hợp đồng", a.What != "")
	b.ask("phu_luc_so", "Số phụ lục hợp đồng", a.Number)
	b.day("phu_luc_ngay", "Ngày ký phụ lục", a.SignedOn)
	b.ask("phu_luc_noi_dung", "Nội dung thay đổi, lý do", a.What)
	b.flag("phu_luc_tang", "Phụ lục tăng giá trị", a.Delta > 0)
	b.flag("phu_luc_giam", "Phụ lục giảm giá trị", a.Delta < 0)
	b.money("phu_luc_chenh_lech", "Giá trị tăng hoặc giảm", max(a.Delta, -a.Delta))
	b.owed("phu_luc_gia_tri_cu", "Giá trị hợp đồng trước phụ lục", after-a.Delta)
	b.owed("phu_luc_gia_tri_moi", "Giá trị hợp đồng sau phụ lục", after)
	b.flag("phu_luc_doi_han", "Phụ lục thay đổi thời hạn", !a.NewEndsOn.IsZero())
	b.day("phu_luc_den", "Thời hạn mới", a.NewEndsOn)
	list(b, "cac_phu_luc", "Các phụ lục hợp đồng", all, func(b *builder, a contract.Annex) {
		b.ask("so", "Số phụ lục", a.Number)
		b.text("ngay", "Ngày ký", dayOrNothing(a.SignedOn))
		b.text("noi_dung_phu_luc", "Nội dung thay đổi, lý do", a.What)
	})
}

// rules fills in what the procedure says of advances and settlement.
func (b *builder) rules(f *contractFacts) {
	known := f.rule.Ratio > 0
	b.flag("co_quy_dinh_tam_ung", "Có quy định về tạm ứng", known)
	b.flag("tam_ung_kiem_chung", "Quy định về tạm ứng đã kiểm chứng", known && f.rule.Verified)
	ratio := ""
	if known {
		ratio = f.rule.Ratio.String()
	}
	b.ask("tam_ung_ty_le", "Tỷ lệ tạm ứng tối đa", ratio)
	b.owed("tam_ung_toi_da", "Mức tạm ứng tối đa", f.rule.Limit)
	b.text("tam_ung_can_cu", "Căn cứ của mức tạm ứng", f.rule.Citation)
	list(b, "giay_to_tam_ung", "Giấy tờ để tạm ứng", f.rule.Papers, func(b *builder, name string) {
		b.text("ten", "Tên giấy tờ", name)
	})
	due := ""
	if f.settleBy.Kind != "" {
		due = lower(f.settleBy.Text())
	}
	b.text("quyet_toan_han", "Thời hạn lập hồ sơ quyết toán", due)
	b.flag("quyet_toan_han_kiem_chung", "Thời hạn quyết toán đã kiểm chứng", f.settleBy.Verified)
	b.text("quyet_toan_han_can_cu", "Căn cứ của thời hạn quyết toán", f.settleBy.Citation)
}

// lower puts a sentence inside another one.
func lower(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	if size == 0 {
		return s
	}
	return string(unicode.ToLower(r)) + s[size:]
}

func (b *builder) progress(all []contract.Progress, c *contract.Contract) {
	list(b, "tien_do", "Tiến độ theo tháng", all, func(b *builder, p contract.Progress) {
		b.text("thang", "Tháng", month(p.Month))
		b.money("da_lam", "Giá trị đã thực hiện", p.Done)
		b.text("ghi_chu", "Nội dung đã làm", p.Note)
		b.text("vuong_mac", "Khó khăn, vướng mắc", p.Trouble)
	})
	last := contract.Progress{}
	if len(all) > 0 {
		last = all[len(all)-1]
	}
	b.ask("thang_bao_cao", "Tháng báo cáo mới nhất", month(last.Month))
	b.owed("khoi_luong", "Giá trị khối lượng đã thực hiện", last.Done)
	b.text("khoi_luong_ty_le", "Tỷ lệ khối lượng so với tổng mức đầu tư", share(last.Done, c.Investment))
	b.ask("khoi_luong_ghi_chu", "Nội dung đã thực hiện", last.Note)
	b.text("vuong_mac", "Khó khăn, vướng mắc", last.Trouble)
}

// day writes "2026-08-25" as 25/08/2026.
func day(text string) string {
	d, err := calendar.Parse(text)
	if err != nil {
		return text
	}
	return d.VN()
}

// month writes "2026-08" as 08/2026.
func month(m string) string {
	year, no, found := strings.Cut(m, "-")
	if !found {
		return m
	}
	return no + "/" + year
}

func share(part, whole money.VND) string {
	if whole <= 0 {
		return ""
	}
	return money.Share(part, whole).String()
}

func (b *builder) disbursement(f *contractFacts) {
	d := &f.disbursement
	b.ask("de_nghi_loai", "Loại đề nghị chi", d.Kind.Label())
	b.owed("de_nghi_so_tien", "Số tiền đề nghị", d.Amount)
	b.ask("de_nghi_chung_minh", "Căn cứ đề nghị", d.Proof)
	b.owed("de_nghi_khoi_luong", "Khối lượng làm căn cứ", d.Volume)
	b.ask("chung_tu_so", "Số chứng từ chi", d.VoucherNo)
	b.day("chung_tu_ngay", "Ngày chứng từ chi", d.VoucherOn)
	b.flag("la_tam_ung", "Là tạm ứng", d.Kind == contract.Advance)
	b.flag("la_thanh_toan", "Là thanh toán", d.Kind == contract.Payment)
	list(b, "cac_lan_chi", "Các đề nghị chi của hợp đồng", f.file.Disbursements, func(b *builder, d contract.Disbursement) {
		b.text("loai", "Loại", d.Kind.Label())
		b.money("so_tien", "Số tiền", d.Amount)
		b.text("chung_tu", "Số chứng từ", d.VoucherNo)
		b.text("ngay", "Ngày chứng từ", dayOrNothing(d.VoucherOn))
		b.text("trang_thai", "Trạng thái", d.State.Label())
	})
}

func (b *builder) acceptance(f *contractFacts) {
	standing := slices.DeleteFunc(slices.Clone(f.file.Acceptances), func(a contract.Acceptance) bool { return a.State == contract.AcceptanceReversed })
	list(b, "cac_nghiem_thu", "Các lần nghiệm thu cơ sở", standing, func(b *builder, a contract.Acceptance) {
		b.text("ngay", "Ngày nghiệm thu", dayOrNothing(a.AcceptedOn))
		b.text("dia_diem", "Địa điểm", a.Place)
		b.text("quy_cach", "Số lượng, quy cách", a.Quantities)
		b.text("so_may", "Số máy, số sê-ri", a.Serials)
		b.text("khac_biet", "Khác với hợp đồng", a.Differences)
		b.money("gia_tri", "Giá trị nghiệm thu", a.Value)
		b.text("trang_thai", "Trạng thái", a.State.Label())
	})
	var sum money.VND
	for _, a := range standing {
		sum += a.Value
	}
	b.owed("nghiem_thu_cong", "Cộng giá trị các lần nghiệm thu", sum)
	a := &f.acceptance
	b.day("nghiem_thu_ngay", "Ngày nghiệm thu", a.AcceptedOn)
	b.ask("nghiem_thu_dia_diem", "Địa điểm nghiệm thu", a.Place)
	b.ask("nghiem_thu_quy_cach", "Số lượng, quy cách đã nghiệm thu", a.Quantities)
	b.ask("nghiem_thu_so_may", "Số máy, số sê-ri", a.Serials)
	b.text("nghiem_thu_khac_biet", "Khác với hợp đồng", a.Differences)
	b.owed("nghiem_thu_gia_tri", "Giá trị nghiệm thu lần này", a.Value)
	b.flag("nghiem_thu_tung_phan", "Nghiệm thu từng phần", a.Partial)
	b.group("co_so_", "Cơ sở được nghiệm thu: ", func(b *builder) { b.owner(f.acceptedAt) })
}

func (b *builder) settlement(f *contractFacts) {
	s := &f.settlement
	b.owed("quyet_toan_so_tien", "Số tiền đề nghị quyết toán", s.Amount)
	b.day("quyet_toan_ngay", "Ngày duyệt quyết toán", s.ApprovedOn)
	b.left("quyet_toan_con_lai", "Kinh phí được duyệt chưa quyết toán", f.granted, s.Amount)
	own, other, divided := s.Sources()
	b.known("quyet_toan_dong_gop", "Phần của đơn vị thụ hưởng trong quyết toán, theo tỷ lệ dự toán", own, divided)
	b.known("quyet_toan_khac", "Phần của nguồn khác trong quyết toán, theo tỷ lệ dự toán", other, divided)
	b.known("quyet_toan_moi_nguon", "Cộng các nguồn trong quyết toán", s.Amount+own+other, divided)
	b.flag("quyet_toan_theo_dong", "Quyết toán có chia theo dòng dự toán", divided)
	b.text("quyet_toan_ghi_chu", "Ghi chú quyết toán", s.Note)
	list(b, "hoa_don", "Hóa đơn, chứng từ quyết toán", s.Invoices, func(b *builder, i contract.Invoice) {
		b.text("ben_ban", "Bên bán", i.Seller)
		b.text("mst_ban", "Mã số thuế bên bán", i.SellerTax)
		b.text("ky_hieu", "Ký hiệu hóa đơn", i.Symbol)
		b.text("so", "Số hóa đơn", i.Number)
		b.text("ngay", "Ngày hóa đơn", dayOrNothing(i.IssuedOn))
		b.money("so_tien", "Số tiền", i.Amount)
	})
	list(b, "giay_to_quyet_toan", "Giấy tờ của hồ sơ quyết toán", f.evidence, func(b *builder, p contract.EvidencePaper) {
		there, note := false, ""
		for _, have := range s.Papers {
			if have.Code == p.Key {
				there, note = true, have.Note
			}
		}
		b.text("ten", "Tên giấy tờ", p.Name)
		b.text("mau", "Mẫu", p.Form)
		b.flag("co_trong_ho_so", "Có trong hồ sơ", there)
		b.text("ghi_chu", "Ghi chú", note)
	})
	var sum money.VND
	for _, i := range s.Invoices {
		sum += i.Amount
	}
	b.money("hoa_don_cong", "Cộng hóa đơn, chứng từ", sum)
}

// sums fills in where the money of the scheme stands in the books.
func (b *builder) sums(in ledger.Balances, c *contract.Contract) {
	spent := in[ledger.Advanced] + in[ledger.Paid] + in[ledger.Settled]
	b.money("da_chi", "Tổng số đã chi (tạm ứng và thanh toán)", spent)
	b.money("du_tam_ung", "Tạm ứng chưa thanh toán", in[ledger.Advanced])
	b.money("da_thanh_toan", "Đã thanh toán, chưa quyết toán", in[ledger.Paid])
	b.money("da_quyet_toan", "Đã quyết toán", in[ledger.Settled])
	b.money("da_thu_hoi", "Đã thu hồi, nộp ngân sách", in[ledger.Returned])
	b.money("con_lai", "Giá trị hợp đồng chưa chi", in[ledger.Committed])
	b.money("da_nghiem_thu", "Tổng giá trị đã nghiệm thu", in[ledger.Accepted]+in[ledger.Billed]+in[ledger.Verified])
	b.text("ty_le_chi", "Tỷ lệ đã chi so với giá trị hợp đồng", share(spent, c.Value))
}
