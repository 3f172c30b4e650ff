package form

import (
	"cmp"
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
func (b *builder) parties(o *office, by procedure.Authority, on calendar.Date) {
	approver := o.authority(by, on)
	b.text("cuc", "Cục quản lý khuyến công", agency(on))
	b.text("ubnd_tinh", "Ủy ban nhân dân tỉnh", "Ủy ban nhân dân "+inside(o.province))
	b.text("cap_phe_duyet", "Cấp phê duyệt kế hoạch", approver)
	b.flag("ubnd_phe_duyet", "UBND tỉnh phê duyệt kế hoạch", by == procedure.ProvincialPeople)
	b.flag("so_phe_duyet", "Sở Công Thương phê duyệt kế hoạch", by == procedure.Department)
	first, details := o.Name, o.party()
	implementer, _ := b.data["ben_b"].(string)
	itself := implementer != "" && (strings.EqualFold(implementer, o.Name) || strings.EqualFold(implementer, o.centre))
	switch national, _ := b.data["quoc_gia"].(bool); {
	case national:
		first, details = agency(on), party{}
	case itself:
		first, details = o.Parent, party{}
	}
	b.text("ben_a", "Bên A của hợp đồng", first)
	b.flag("trung_tam_thuc_hien", "Trung tâm là bên B của hợp đồng", itself)
	if !b.sides {
		return
	}
	b.party("ben_a_", "Bên A: ", details)
	second := b.second
	if itself {
		second = second.or(o.party())
	}
	b.party("ben_b_", "Bên B: ", second)
	b.payee(implementer, itself)
}

// payee fills in whom the office pays: party B, unless it is the office itself.
func (b *builder) payee(name string, itself bool) {
	to := b.second
	if itself {
		name, to = "", party{}
	}
	b.line("nhan_tien_ten", "Đơn vị nhận tiền", name)
	b.ask("nhan_tien_tai_khoan", "Tài khoản của đơn vị nhận tiền", to.account)
	b.ask("nhan_tien_noi_mo", "Nơi mở tài khoản của đơn vị nhận tiền", to.bank)
}

// A party is one side of a contract beside its name; "" is what nobody knows.
type party struct{ address, phone, tax, account, bank, person, post string }

// party is the office as a side of a contract.
func (o *office) party() party {
	head := o.Head()
	return party{o.Address, o.Phone, o.TaxCode, o.Account, o.Bank, head.Name, head.Title}
}

// or fills what p does not know from q. An account goes with its bank, and a
// person with the position.
func (p party) or(q party) party {
	p.address, p.phone, p.tax = cmp.Or(p.address, q.address), cmp.Or(p.phone, q.phone), cmp.Or(p.tax, q.tax)
	if p.account == "" {
		p.account, p.bank = q.account, q.bank
	}
	if p.person == "" {
		p.person, p.post = q.person, q.post
	}
	return p
}

func (b *builder) party(name, label string, p party) {
	b.line(name+"dia_chi", label+"địa chỉ", p.address)
	b.ask(name+"dien_thoai", label+"điện thoại", p.phone)
	b.ask(name+"ma_so_thue", label+"mã số thuế", p.tax)
	b.ask(name+"tai_khoan", label+"số tài khoản", p.account)
	b.ask(name+"noi_mo", label+"nơi mở tài khoản", p.bank)
	b.ask(name+"dai_dien", label+"người đại diện", p.person)
	b.ask(name+"chuc_vu", label+"chức vụ của người đại diện", p.post)
}

// authority names who approves.
func (o office) authority(by procedure.Authority, on calendar.Date) string {
	switch by {
	case procedure.MOIT:
		return "Bộ Công Thương"
	case procedure.Agency:
		return agency(on)
	case procedure.Department:
		return o.Parent
	case procedure.ProvincialPeople, procedure.Implementer:
	}
	return "Ủy ban nhân dân " + inside(o.province)
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
