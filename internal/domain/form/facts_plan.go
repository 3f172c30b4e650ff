package form

import (
	"strconv"
	"strings"

	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/normbook"
	"example.vn/khuyencong/internal/domain/plan"
	"example.vn/khuyencong/internal/domain/procedure"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/money"
)

// planFacts is what is known of a year's plan of one source.
type planFacts struct {
	plan       plan.Plan
	owners     map[scheme.ID][]owner
	approver   procedure.Authority
	submission submission
	results    [2]result // of the year before, and of the one before that
	earlier    []earlier
}

// planned is a scheme with its place in the plan.
type planned struct {
	plan.Item
	owners []owner
}

func (b *builder) plan(f *planFacts) {
	p := &f.plan
	b.text("nam", "Năm kế hoạch", year(p.Year))
	b.text("nam_truoc", "Năm trước năm kế hoạch", year(max(p.Year, 1)-1))
	b.text("nam_truoc_nua", "Hai năm trước năm kế hoạch", year(max(p.Year, 2)-2))
	b.text("nam_sau", "Năm sau năm kế hoạch", year(max(p.Year, 1)+1))
	b.text("nguon", "Nguồn kinh phí", fundName(p.Fund))
	b.flag("quoc_gia", "Kế hoạch khuyến công quốc gia", p.Fund == ledger.National)
	b.flag("dia_phuong", "Kế hoạch khuyến công địa phương", p.Fund == ledger.Local)
	b.text("dot", "Đợt", strconv.Itoa(p.Round))
	b.text("ten_ke_hoach", "Tên kế hoạch", p.Title)
	b.submission(f.submission)
	b.ask("quyet_dinh_so", "Số quyết định phê duyệt", p.DecisionNo)
	b.day("quyet_dinh_ngay", "Ngày quyết định", p.DecisionOn)
	b.ask("quyet_dinh_nguoi_ky", "Người ký quyết định", p.Signer)
	var chosen []planned
	var all, asked, whole money.VND
	for _, item := range p.Items {
		asked += item.Scheme.Asked
		if item.Choice == plan.Chosen {
			chosen = append(chosen, planned{item, f.owners[item.Scheme.ID]})
			all += item.Amount
			whole += item.Scheme.Total
		}
	}
	b.text("so_de_an", "Số đề án được chọn", strconv.Itoa(len(chosen)))
	b.text("so_de_nghi", "Số đề án đã đề nghị", strconv.Itoa(len(p.Items)))
	b.money("tong_ho_tro", "Tổng kinh phí hỗ trợ trong kế hoạch", all)
	b.money("tong_de_nghi", "Tổng kinh phí đề nghị", asked)
	b.money("tong_kinh_phi", "Tổng kinh phí thực hiện các đề án được chọn", whole)
	b.money("tong_nguon_khac", "Tổng nguồn khác của các đề án được chọn", whole-all)
	list(b, "de_an", "Các đề án trong kế hoạch", chosen, func(b *builder, i planned) { b.planned(i) })
	b.registered(f)
	b.group("nam_truoc_", "Năm trước năm kế hoạch: ", func(b *builder) { b.result(f.results[0]) })
	b.group("hai_nam_truoc_", "Hai năm trước năm kế hoạch: ", func(b *builder) { b.result(f.results[1]) })
	b.earlier(f.earlier)
}

// registered fills in every scheme that was put forward, with what it asks for.
func (b *builder) registered(f *planFacts) {
	var all []planned
	var whole, own money.VND
	for _, item := range f.plan.Items {
		all = append(all, planned{item, f.owners[item.Scheme.ID]})
		whole += item.Scheme.Total
		own += item.Scheme.Total - item.Scheme.Asked
	}
	b.money("dang_ky_tong", "Tổng kinh phí các đề án đăng ký", whole)
	b.money("dang_ky_nguon_khac", "Nguồn khác của các đề án đăng ký", own)
	list(b, "dang_ky", "Các đề án đăng ký", all, func(b *builder, i planned) {
		b.planned(i)
		s := i.Scheme
		if s == nil {
			s = &scheme.Scheme{}
		}
		b.money("de_nghi", "Kinh phí khuyến công đề nghị", s.Asked)
		b.money("khac", "Các nguồn khác", s.Total-s.Asked)
	})
}

func (b *builder) planned(i planned) {
	s := i.Scheme
	if s == nil {
		s = &scheme.Scheme{}
	}
	b.text("ma", "Mã đề án", string(s.ID))
	b.text("ten", "Tên đề án", s.Title)
	b.text("don_vi_thuc_hien", "Đơn vị thực hiện", s.Implementer)
	b.text("don_vi_phoi_hop", "Đơn vị phối hợp", s.Coordinator)
	names := make([]string, len(i.owners))
	for n, o := range i.owners {
		names[n] = o.Name
	}
	b.text("thu_huong", "Đơn vị thụ hưởng", strings.Join(names, "; "))
	b.text("dia_diem", "Địa điểm", territory.Text(s.Place))
	b.text("muc_tieu", "Mục tiêu, nội dung chính", s.Objectives)
	b.text("ket_qua", "Dự kiến kết quả", s.Effects)
	contents := make([]string, len(s.Contents))
	for n, c := range s.Contents {
		info, _ := normbook.ContentByCode(c.Code)
		contents[n] = info.Short
	}
	b.text("noi_dung", "Nội dung hoạt động", strings.Join(contents, "; "))
	b.text("thoi_gian", "Thời gian thực hiện", span(s))
	b.money("tong_kinh_phi_de_an", "Tổng kinh phí đề án", s.Total)
	b.money("ho_tro", "Kinh phí khuyến công hỗ trợ", i.Amount)
	b.money("nguon_khac", "Đơn vị thụ hưởng và nguồn khác", s.Total-i.Amount)
	b.text("ghi_chu", "Ghi chú", i.Note)
}

// span is the time of a scheme as a table shows it.
func span(s *scheme.Scheme) string {
	if s.StartsOn.IsZero() || s.EndsOn.IsZero() {
		return ""
	}
	return s.StartsOn.VN() + " – " + s.EndsOn.VN()
}

// fundName is a fund inside a sentence.
func fundName(f ledger.Fund) string {
	switch f {
	case ledger.National:
		return "khuyến công quốc gia"
	case ledger.Local:
		return "khuyến công địa phương"
	case ledger.District:
		return "khuyến công cấp huyện"
	}
	return ""
}
