package form

import (
	"strings"

	"example.vn/khuyencong/internal/domain/procedure"
	"example.vn/khuyencong/internal/platform/calendar"
)

// renamed is the day from which the ministry's agency is known under its newer
// name (TT 47/2025/TT-BCT; the text was not read).
var renamed = calendar.Must("2025-08-26")

// agency names the ministry's agency for industrial promotion as it was called
// on a day.
func agency(on calendar.Date) string {
	if on.Before(renamed) {
		return "Cục Công Thương địa phương"
	}
	return "Cục Đổi mới sáng tạo, Chuyển đổi xanh và Khuyến công"
}

// parties fills in who a paper goes to and who makes a contract: for national
// money the ministry's agency with the implementer; for local money the centre,
// or Sở Công Thương when the centre itself is the implementer.
//
// Law: TT 36/2013/TT-BCT, Điều 6 khoản 4 (quốc gia); địa phương theo thực tế, do tỉnh quy định.
func (b *builder) parties(o *Office, by procedure.Authority, on calendar.Date) {
	approver := o.authority(by, on)
	b.text("cuc", "Cục quản lý khuyến công", agency(on))
	b.text("ubnd_tinh", "Ủy ban nhân dân tỉnh", "Ủy ban nhân dân "+inside(o.Province))
	b.text("cap_phe_duyet", "Cấp phê duyệt kế hoạch", approver)
	b.flag("ubnd_phe_duyet", "UBND tỉnh phê duyệt kế hoạch", by == procedure.ProvincialPeople)
	b.flag("so_phe_duyet", "Sở Công Thương phê duyệt kế hoạch", by == procedure.Department)
	first := o.Name
	implementer, _ := b.data["ben_b"].(string)
	itself := implementer != "" && strings.EqualFold(implementer, o.Name)
	switch national, _ := b.data["quoc_gia"].(bool); {
	case national:
		first = agency(on)
	case itself:
		first = o.Parent
	}
	b.text("ben_a", "Bên A của hợp đồng", first)
	b.flag("trung_tam_thuc_hien", "Trung tâm là bên B của hợp đồng", itself)
}

// authority names who approves.
func (o Office) authority(by procedure.Authority, on calendar.Date) string {
	switch by {
	case procedure.MOIT:
		return "Bộ Công Thương"
	case procedure.Agency:
		return agency(on)
	case procedure.Department:
		return o.Parent
	case procedure.ProvincialPeople, procedure.Implementer:
	}
	return "Ủy ban nhân dân " + inside(o.Province)
}

// inside writes the name of a province inside a sentence: tỉnh Thái Nguyên.
func inside(province string) string {
	for _, kind := range []string{"Tỉnh ", "Thành phố "} {
		if strings.HasPrefix(province, kind) {
			return strings.ToLower(kind) + province[len(kind):]
		}
	}
	return province
}
