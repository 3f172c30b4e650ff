package form

import (
	"strconv"
	"strings"

	"example.vn/khuyencong/internal/domain/appraisal"
	"example.vn/khuyencong/internal/domain/normbook"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/platform/money"
)

// filed is a paper of the dossier with how many files are kept for it.
type filed struct {
	scheme.Paper
	files int
}

// dossier fills in which papers came, on paper or as files, and which are still
// to come.
func (b *builder) dossier(f *schemeFacts) {
	var all, came, missing []filed
	for _, p := range f.papers {
		one := filed{p, f.files[p.Code]}
		all = append(all, one)
		switch {
		case !p.ReceivedOn.IsZero() || one.files > 0:
			came = append(came, one)
		case p.Required:
			missing = append(missing, one)
		}
	}
	b.papers("giay_to", "Thành phần hồ sơ", all)
	b.papers("da_nop", "Giấy tờ đã có", came)
	b.papers("con_thieu", "Giấy tờ bắt buộc chưa có", missing)
	b.text("so_da_nop", "Số giấy tờ đã có", strconv.Itoa(len(came)))
	b.text("so_con_thieu", "Số giấy tờ bắt buộc chưa có", strconv.Itoa(len(missing)))
}

func (b *builder) papers(name, label string, all []filed) {
	list(b, name, label, all, func(b *builder, p filed) {
		b.text("ten", "Tên giấy tờ", p.Name)
		b.text("mau", "Mẫu", p.Form)
		b.text("khi_nao", "Chỉ cần khi", lower(strings.TrimSuffix(p.When, ".")))
		b.text("can_cu", "Căn cứ", p.Citation)
		b.flag("bat_buoc", "Bắt buộc", p.Required)
		b.text("ngay_nhan", "Ngày nhận bản giấy", dayOrNothing(p.ReceivedOn))
		b.text("so_tep", "Số tệp điện tử", number(p.files))
		b.text("ghi_chu", "Ghi chú", p.Note)
	})
}

func (b *builder) verdicts(f scheme.Frozen) {
	list(b, "muc_chi", "Kết luận mức chi đã chốt khi phê duyệt", f.Verdicts, func(b *builder, j scheme.Judged) {
		b.text("noi_dung_chi", "Nội dung", j.Title)
		b.text("co_so", "Cơ sở", j.Beneficiary)
		b.text("muc_toi_da", "Mức hỗ trợ tối đa (đồng)", j.Ceiling.String())
	})
	b.text("muc_chi_bo", "Bộ định mức đã dùng", f.Book)
}

// base is the appraisal at the base level that counts: the newest that was not
// cancelled.
func base(all []*appraisal.Appraisal) *appraisal.Appraisal {
	found := &appraisal.Appraisal{}
	for _, a := range all {
		if a.Level == appraisal.Base && a.State != appraisal.Cancelled {
			found = a
		}
	}
	return found
}

func (b *builder) appraisal(f *schemeFacts) {
	a := base(f.appraisals)
	b.ask("tham_dinh_hinh_thuc", "Hình thức thẩm định", a.Mode.Label())
	b.ask("tham_dinh_cap", "Cấp thẩm định", a.Level.Label())
	b.flag("bang_hoi_dong", "Thẩm định bằng hội đồng", a.Mode == appraisal.ByCouncil)
	b.flag("tham_dinh_xong", "Đã kết luận thẩm định", a.Conclusion != "")
	b.flag("tham_dinh_dat", "Thẩm định đạt", a.Conclusion == appraisal.Pass)
	b.ask("tham_dinh_ket_luan", "Kết luận thẩm định", a.Conclusion.Label())
	b.ask("tham_dinh_ly_do", "Nhận xét, lý do", a.Reasons)
	b.ask("tham_dinh_so", "Số biên bản thẩm định", a.PaperNo)
	b.day("tham_dinh_ngay", "Ngày thẩm định", a.PaperOn)
	b.owed("tham_dinh_muc", "Kinh phí thẩm định đề nghị hỗ trợ", a.Amount)
	list(b, "hoi_dong", "Thành viên hội đồng, người thẩm định", a.Members, func(b *builder, s appraisal.Seat) {
		b.ask("ten", "Họ tên", s.Name)
		b.text("chuc_danh", "Nhiệm vụ trong hội đồng", s.Post.Label())
		b.text("nhan_xet", "Nhận xét", s.Remark)
		b.text("khong_tham_gia", "Lý do không tham gia", s.Conflict)
		b.text("tong_diem", "Tổng điểm đã chấm", points(s.Scores))
	})
	b.text("so_thanh_vien", "Số thành viên hội đồng", number(len(a.Members)))
	b.text("so_phieu", "Số phiếu chấm đã nộp", number(a.HandedIn()))
	b.ask("diem_trung_binh", "Điểm trung bình", average(a))
	b.criteria(f, a)
}

func (b *builder) criteria(f *schemeFacts, a *appraisal.Appraisal) {
	var all []normbook.Criterion
	if !b.describe {
		all = appraisal.Criteria(&f.scheme, f.scheme.StartsOn)
	}
	list(b, "tieu_chi", "Nội dung thẩm định", all, func(b *builder, c normbook.Criterion) {
		b.text("ten", "Nội dung thẩm định", c.Name)
		b.text("can_cu", "Căn cứ", c.Citation)
		b.text("diem_toi_da", "Điểm tối đa", number(c.MaxScore))
		b.ask("diem", "Điểm trung bình của nội dung", meanOf(a, c.Code))
	})
}

// meanOf is the mean of the scores that count for one criterion; "" for none.
func meanOf(a *appraisal.Appraisal, criterion string) string {
	sum, n := 0, 0
	for _, m := range a.Members {
		for _, s := range m.Scores {
			if m.Counts() && s.Criterion == criterion {
				sum, n = sum+s.Score, n+1
			}
		}
	}
	if n == 0 {
		return ""
	}
	return decimal((sum*100 + n/2) / n)
}

func average(a *appraisal.Appraisal) string {
	hundredths, ok := a.Average()
	if !ok {
		return ""
	}
	return decimal(hundredths)
}

// decimal writes hundredths with as many decimals as they have.
func decimal(hundredths int) string {
	text := strconv.Itoa(hundredths / 100)
	if rest := hundredths % 100; rest != 0 {
		text += "," + strings.TrimRight(strconv.Itoa(100 + rest)[1:], "0")
	}
	return text
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

// industry is the name of an industry; "" when the scheme names none.
func industry(code string) string {
	for _, i := range normbook.Industries() {
		if i.Code == code {
			return i.Name
		}
	}
	return ""
}

// left is what remains of an amount; nothing while the amount is not known.
func (b *builder) left(name, label string, whole, part money.VND) {
	if whole == 0 {
		b.owed(name, label, 0)
		return
	}
	b.text(name, label+" (đồng)", (whole - part).String())
	b.text(name+"_chu", label+", bằng chữ", (whole - part).Words(money.Spelling{}))
}
