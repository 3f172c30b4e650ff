package form

import (
	"strconv"

	"example.vn/khuyencong/internal/domain/appraisal"
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
	frozen     scheme.Frozen
	appraisals []*appraisal.Appraisal
	grant      plan.Grant // the first
	granted    money.VND
	planPaper  string
	contract   contractFacts
}

// An owner is an establishment with its part in a scheme.
type owner struct {
	establishment.Establishment
	cost, support money.VND
}

func (b *builder) scheme(f *schemeFacts) {
	s := &f.scheme
	b.schemeHead(s)
	list(b, "noi_dung", "Các nội dung hoạt động", s.Contents, func(b *builder, c scheme.Content) {
		info, _ := normbook.ContentByCode(c.Code)
		b.text("ten", "Tên nội dung trong đề án", c.Title)
		b.text("loai", "Nội dung hoạt động theo quy định", info.Name)
		b.text("so_luong", "Số lượng theo định mức", strconv.FormatInt(c.Units, 10))
	})
	b.costs(s.Costs)
	b.beneficiaries(f.owners)
	list(b, "giay_to", "Thành phần hồ sơ", f.papers, func(b *builder, p scheme.Paper) {
		b.text("ten", "Tên giấy tờ", p.Name)
		b.text("can_cu", "Căn cứ", p.Citation)
		b.flag("da_nhan", "Đã nhận bản giấy", !p.ReceivedOn.IsZero())
		b.text("ngay_nhan", "Ngày nhận bản giấy", dayOrNothing(p.ReceivedOn))
		b.text("ghi_chu", "Ghi chú", p.Note)
	})
	b.verdicts(f.frozen)
	b.appraisal(f.appraisals)
	b.ask("quyet_dinh_so", "Số quyết định phê duyệt", f.grant.DecisionNo)
	b.day("quyet_dinh_ngay", "Ngày quyết định phê duyệt", f.grant.DecidedOn)
	b.ask("quyet_dinh_nguoi_ky", "Người ký quyết định phê duyệt", f.grant.Signer)
	b.owed("kinh_phi_duyet", "Kinh phí được phê duyệt, sau điều chỉnh", f.granted)
	b.flag("da_duyet", "Đã được phê duyệt", f.granted > 0)
	b.ask("to_trinh_so", "Số tờ trình kế hoạch", f.planPaper)
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
	b.ask("don_vi_thuc_hien", "Đơn vị thực hiện", s.Implementer)
	b.text("don_vi_phoi_hop", "Đơn vị phối hợp", s.Coordinator)
	b.ask("dia_diem", "Địa điểm", territory.Text(s.Place))
	b.text("trang_thai", "Trạng thái của đề án", s.State.Label())
	b.money("kinh_phi_de_nghi", "Kinh phí khuyến công đề nghị hỗ trợ", s.Asked)
	b.owed("kinh_phi_tham_dinh", "Kinh phí thẩm định", s.Appraised)
	b.flag("minh_hoa", "Là dữ liệu minh họa", s.Illustrative)
}

// costs fills in the estimate with its sums. Law: TT 36/2013/TT-BCT, Mẫu 1.
func (b *builder) costs(costs []scheme.Cost) {
	list(b, "du_toan", "Các dòng dự toán", costs, func(b *builder, c scheme.Cost) {
		b.text("ten", "Nội dung chi", c.Name)
		b.text("don_vi", "Đơn vị tính", c.Unit)
		b.text("so_luong", "Số lượng", c.Quantity)
		b.text("nam", "Năm", year(c.Year))
		b.sources(c)
		b.text("ghi_chu", "Ghi chú", c.Note)
	})
	var sum scheme.Cost
	for _, c := range costs {
		sum.National += c.National
		sum.Local += c.Local
		sum.Own += c.Own
		sum.Other += c.Other
	}
	b.group("cong_", "Cộng dự toán: ", func(b *builder) { b.sources(sum) })
}

func (b *builder) sources(c scheme.Cost) {
	b.money("tong", "Tổng kinh phí", c.National+c.Local+c.Own+c.Other)
	b.money("kcqg", "Khuyến công quốc gia", c.National)
	b.money("kcdp", "Khuyến công địa phương", c.Local)
	b.money("khuyen_cong", "Kinh phí khuyến công", c.National+c.Local)
	b.money("dong_gop", "Đóng góp của đơn vị thụ hưởng", c.Own)
	b.money("khac", "Nguồn khác", c.Other)
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

func (b *builder) verdicts(f scheme.Frozen) {
	list(b, "muc_chi", "Kết luận mức chi đã chốt khi phê duyệt", f.Verdicts, func(b *builder, j scheme.Judged) {
		b.text("noi_dung_chi", "Nội dung", j.Title)
		b.text("co_so", "Cơ sở", j.Beneficiary)
		b.text("muc_toi_da", "Mức hỗ trợ tối đa (đồng)", j.Ceiling.String())
	})
	b.text("muc_chi_bo", "Bộ định mức đã dùng", f.Book)
}

func (b *builder) appraisal(all []*appraisal.Appraisal) {
	a := &appraisal.Appraisal{}
	if len(all) > 0 {
		a = all[0]
	}
	b.ask("tham_dinh_hinh_thuc", "Hình thức thẩm định", a.Mode.Label())
	b.ask("tham_dinh_cap", "Cấp thẩm định", a.Level.Label())
	b.ask("tham_dinh_ket_luan", "Kết luận thẩm định", a.Conclusion.Label())
	b.ask("tham_dinh_ly_do", "Nhận xét, lý do", a.Reasons)
	b.ask("tham_dinh_so", "Số biên bản thẩm định", a.PaperNo)
	b.day("tham_dinh_ngay", "Ngày thẩm định", a.PaperOn)
	b.owed("tham_dinh_muc", "Kinh phí thẩm định đề nghị hỗ trợ", a.Amount)
	list(b, "hoi_dong", "Thành viên hội đồng, người thẩm định", a.Members, func(b *builder, s appraisal.Seat) {
		b.ask("ten", "Họ tên", s.Name)
		b.text("chuc_danh", "Nhiệm vụ trong hội đồng", s.Post.Label())
		b.text("nhan_xet", "Nhận xét", s.Remark)
		b.text("tong_diem", "Tổng điểm đã chấm", points(s.Scores))
	})
}

func points(scores []appraisal.Score) string {
	if len(scores) == 0 {
		return ""
	}
	sum := 0
	for _, s := range scores {
		sum += s.Score
	}
	return strconv.Itoa(sum)
}

func year(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// number is empty for zero: nobody has told it.
func number(n int) string { return year(n) }
