package form

import (
	"strconv"

	"example.vn/khuyencong/internal/domain/appraisal"
	"example.vn/khuyencong/internal/domain/contract"
	"example.vn/khuyencong/internal/domain/establishment"
	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/normbook"
	"example.vn/khuyencong/internal/domain/plan"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/money"
)

// schemeFacts is what is known of one scheme.
type schemeFacts struct {
	scheme     scheme.Scheme
	owners     []owner
	papers     []scheme.Paper
	files      map[string]int // how many are kept for each paper, by its code
	frozen     scheme.Frozen
	appraisals []*appraisal.Appraisal
	grant      plan.Grant // the first
	granted    money.VND
	submission submission
	contract   contractFacts
}

// An owner is an establishment with its part in a scheme.
type owner struct {
	establishment.Establishment
	cost, support money.VND
}

func (b *builder) scheme(f *schemeFacts) {
	s := &f.scheme
	b.sides = true
	b.schemeHead(s)
	list(b, "noi_dung", "Các nội dung hoạt động", s.Contents, func(b *builder, c scheme.Content) {
		info, _ := normbook.ContentByCode(c.Code)
		b.text("ten", "Tên nội dung trong đề án", c.Title)
		b.text("loai", "Nội dung hoạt động theo quy định", info.Name)
		b.text("so_luong", "Số lượng theo định mức", strconv.FormatInt(c.Units, 10))
	})
	b.costs(s, &f.contract.settlement)
	b.beneficiaries(f.owners)
	b.dossier(f)
	b.verdicts(f.frozen)
	b.appraisal(f)
	b.ask("quyet_dinh_so", "Số quyết định phê duyệt", f.grant.DecisionNo)
	b.day("quyet_dinh_ngay", "Ngày quyết định phê duyệt", f.grant.DecidedOn)
	b.ask("quyet_dinh_nguoi_ky", "Người ký quyết định phê duyệt", f.grant.Signer)
	b.owed("kinh_phi_duyet", "Kinh phí được phê duyệt, sau điều chỉnh", f.granted)
	b.flag("da_duyet", "Đã được phê duyệt", f.granted > 0)
	b.submission(f.submission)
	b.flag("da_dieu_chinh", "Kinh phí đã được điều chỉnh", f.grant.Delta != f.granted)
	f.contract.granted = f.granted
	b.contract(&f.contract)
}

func (b *builder) schemeHead(s *scheme.Scheme) {
	b.text("ma_de_an", "Mã đề án", string(s.ID))
	b.text("ten_de_an", "Tên đề án", s.Title)
	b.text("nam", "Năm kế hoạch", year(s.Year))
	b.text("nguon", "Nguồn kinh phí", fundName(s.Fund))
	b.flag("quoc_gia", "Dùng kinh phí khuyến công quốc gia", s.Fund == ledger.National)
	b.flag("dia_phuong", "Dùng kinh phí khuyến công địa phương", s.Fund == ledger.Local)
	b.flag("de_an_nhom", "Là đề án nhóm", s.Group)
	b.flag("de_an_diem", "Là đề án điểm", s.Key)
	b.ask("muc_tieu", "Mục tiêu", s.Objectives)
	b.ask("quy_mo", "Quy mô, nội dung, đặc điểm nổi bật", s.Scope)
	b.ask("hieu_qua", "Hiệu quả kinh tế, xã hội, môi trường", s.Effects)
	b.day("bat_dau", "Ngày bắt đầu", s.StartsOn)
	b.day("ket_thuc", "Ngày kết thúc", s.EndsOn)
	b.flag("nhieu_nam", "Kéo dài nhiều năm", s.MultiYear())
	b.ask("nam_cuoi", "Năm cuối có kinh phí", year(s.YearEnd))
	b.text("nganh_nghe", "Ngành nghề", industry(s.Industry))
	b.ask("ghi_chu_de_an", "Ghi chú của đề án", s.Note)
	b.day("han_bo_sung", "Hạn bổ sung hồ sơ", s.DueOn)
	b.flag("dang_tra_lai", "Hồ sơ đang trả lại để bổ sung", s.State == scheme.Returned)
	b.ask("don_vi_thuc_hien", "Đơn vị thực hiện", s.Implementer)
	b.text("don_vi_phoi_hop", "Đơn vị phối hợp", s.Coordinator)
	b.ask("dia_diem", "Địa điểm", territory.Text(s.Place))
	b.text("trang_thai", "Trạng thái của đề án", s.State.Label())
	b.money("kinh_phi_de_nghi", "Kinh phí khuyến công đề nghị hỗ trợ", s.Asked)
	b.owed("kinh_phi_tham_dinh", "Kinh phí thẩm định", s.Appraised)
	b.flag("minh_hoa", "Là dữ liệu minh họa", s.Illustrative)
}

// costs fills in the estimate with its sums. Law: TT 36/2013/TT-BCT, Mẫu 1.
func (b *builder) costs(s *scheme.Scheme, settled *contract.Settlement) {
	costs := s.Costs
	list(b, "du_toan", "Các dòng dự toán", costs, func(b *builder, c scheme.Cost) {
		b.text("ten", "Nội dung chi", c.Name)
		b.text("don_vi", "Đơn vị tính", c.Unit)
		b.text("so_luong", "Số lượng", c.Quantity)
		b.text("nam", "Năm", year(c.Year))
		b.sources(c, s.Fund)
		b.known("quyet_toan", "Đề nghị quyết toán của dòng", settledLine(settled, c, s.Fund), len(settled.Lines) > 0)
		b.text("ghi_chu", "Ghi chú", c.Note)
	})
	var sum scheme.Cost
	for _, c := range costs {
		sum.National += c.National
		sum.Local += c.Local
		sum.Own += c.Own
		sum.Other += c.Other
	}
	b.group("cong_", "Cộng dự toán: ", func(b *builder) { b.sources(sum, s.Fund) })
}

// settledLine is what the settlement claims for a line; nothing for one that the
// fund does not support.
func settledLine(settled *contract.Settlement, c scheme.Cost, of ledger.Fund) money.VND {
	for _, l := range settled.Lines {
		if l.No == c.No && c.From(of) > 0 {
			return l.Amount
		}
	}
	return 0
}

func (b *builder) sources(c scheme.Cost, of ledger.Fund) {
	b.money("tong", "Tổng kinh phí", c.National+c.Local+c.Own+c.Other)
	b.money("kcqg", "Khuyến công quốc gia", c.National)
	b.money("kcdp", "Khuyến công địa phương", c.Local)
	b.money("khuyen_cong", "Kinh phí khuyến công của nguồn đề nghị", c.From(of))
	b.money("dong_gop", "Đóng góp của đơn vị thụ hưởng", c.Own)
	b.money("khac", "Nguồn khác, kể cả khuyến công của cấp kia", c.Total()-c.From(of)-c.Own)
}

func (b *builder) beneficiaries(owners []owner) {
	list(b, "thu_huong", "Các đơn vị thụ hưởng", owners, func(b *builder, o owner) { b.owner(o) })
	first := owner{}
	if len(owners) > 0 {
		first = owners[0]
	}
	b.group("thu_huong_", "Đơn vị thụ hưởng thứ nhất: ", func(b *builder) { b.owner(first) })
	b.flag("nhieu_thu_huong", "Có nhiều đơn vị thụ hưởng", len(owners) > 1)
}

func (b *builder) owner(o owner) {
	b.ask("ten", "Tên cơ sở", o.Name)
	b.text("loai_hinh", "Loại hình", o.Kind.Label())
	b.ask("dia_chi", "Địa chỉ", territory.Text(o.Address))
	b.ask("ma_so_thue", "Mã số thuế", o.TaxCode)
	b.ask("dien_thoai", "Điện thoại", o.Phone)
	b.ask("dai_dien", "Người đại diện, liên hệ", o.Contact)
	b.text("san_pham", "Sản phẩm", o.Products)
	b.text("lao_dong", "Số lao động", number(o.Workers))
	b.money("kinh_phi", "Kinh phí của cơ sở trong đề án", o.cost)
	b.money("ho_tro", "Kinh phí hỗ trợ cơ sở", o.support)
}

func year(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// number is empty for zero: nobody has told it.
func number(n int) string { return year(n) }
