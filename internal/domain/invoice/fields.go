package invoice

import (
	"errors"
	"math/big"
	"regexp"
	"strings"

	"github.com/beevik/etree"

	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/money"
	"example.vn/khuyencong/internal/platform/text"
)

// A reader takes fields out of elements and keeps the first thing wrong.
type reader struct{ err error }

func (r *reader) refuse(why string) {
	if r.err == nil {
		r.err = refuse(why)
	}
}

// child is the element of that name below e; one that stands there twice makes
// the file unclear.
func (r *reader) child(e *etree.Element, tag string) *etree.Element {
	if e == nil {
		return nil
	}
	found := children(e, tag)
	if len(found) > 1 {
		r.refuse("Phần " + e.Tag + " của hóa đơn có hai mục " + tag + " nên không biết mục nào là thật.")
	}
	if len(found) == 0 {
		return nil
	}
	return found[0]
}

// line is the text of a field, on one line; "" when the field is not there.
func (r *reader) line(e *etree.Element, tag string) string {
	field := r.child(e, tag)
	if field == nil {
		return ""
	}
	if len(field.ChildElements()) > 0 {
		r.refuse("Mục " + tag + " của hóa đơn phải là chữ hoặc số, không chứa mục khác.")
	}
	s := text.CleanLine(content(field))
	if len(s) > 2000 {
		r.refuse("Mục " + tag + " của hóa đơn quá dài.")
	}
	return s
}

// decimalForm has no exponent, which could stand for a number of any size.
var decimalForm = regexp.MustCompile(`^-?[0-9]{1,18}(\.[0-9]{1,10})?$`)

// number is a decimal field with its text; nil when it is not there.
func (r *reader) number(e *etree.Element, tag string) (string, *big.Rat) {
	s := r.line(e, tag)
	if s == "" {
		return "", nil
	}
	if !decimalForm.MatchString(s) {
		r.refuse("Mục " + tag + " của hóa đơn phải là số viết bằng chữ số và dấu chấm thập phân; tệp ghi “" + short(s) + "”.")
		return s, nil
	}
	n, _ := new(big.Rat).SetString(s)
	return s, n
}

// amount is a sum in whole đồng; nil when it is not there.
func (r *reader) amount(e *etree.Element, tag string) *money.VND {
	s, n := r.number(e, tag)
	if n == nil {
		return nil
	}
	v, ok := whole(n)
	if !ok {
		r.refuse("Mục " + tag + " của hóa đơn phải là số nguyên đồng; tệp ghi “" + short(s) + "”.")
		return nil
	}
	return &v
}

// whole is n in đồng, if it has no fraction and is not absurd.
func whole(n *big.Rat) (money.VND, bool) {
	if !n.IsInt() || !n.Num().IsInt64() {
		return 0, false
	}
	v := money.VND(n.Num().Int64())
	return v, v >= -money.Max && v <= money.Max
}

// day is a date field; zero when it is not there. A time of day is left out.
func (r *reader) day(e *etree.Element, tag string) calendar.Date {
	s := r.line(e, tag)
	if s == "" {
		return calendar.Date{}
	}
	iso, _, _ := strings.Cut(s, "T")
	var d calendar.Date
	if err := d.UnmarshalText([]byte(iso)); err != nil {
		r.refuse("Mục " + tag + " của hóa đơn phải là ngày dạng năm-tháng-ngày; tệp ghi “" + short(s) + "”.")
	}
	return d
}

func short(s string) string { return cut(s, 40) }

// cut is the beginning of a text of at most n letters.
func cut(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n]) + "…"
	}
	return s
}

// fields reads what the invoice says.
func (d *document) fields() (*Invoice, error) {
	r := &reader{}
	head, body := r.child(d.data, "TTChung"), r.child(d.data, "NDHDon")
	if head == nil || body == nil {
		return nil, errors.Join(r.err, refuse("Hóa đơn thiếu phần thông tin chung (TTChung) hoặc nội dung (NDHDon)."))
	}
	sums := r.child(body, "TToan")
	i := &Invoice{
		Name: r.line(head, "THDon"), Form: r.line(head, "KHMSHDon"), Series: r.line(head, "KHHDon"), Number: r.line(head, "SHDon"),
		IssuedOn: r.day(head, "NLap"), PaidBy: r.line(head, "HTTToan"),
		Seller: r.party(r.child(body, "NBan")), Buyer: r.party(r.child(body, "NMua")),
		Words: r.line(sums, "TgTTTBChu"), Code: r.line(d.bill, "MCCQT"), Related: r.related(r.child(head, "TTHDLQuan")),
	}
	r.currency(r.line(head, "DVTTe"))
	if list := r.child(body, "DSHHDVu"); list != nil {
		for _, e := range children(list, "HHDVu") {
			i.Lines = append(i.Lines, r.goods(e))
		}
	}
	r.sums(i, sums)
	for _, must := range []struct{ value, name string }{
		{i.Form, "ký hiệu mẫu số (KHMSHDon)"}, {i.Series, "ký hiệu (KHHDon)"}, {i.Number, "số hóa đơn (SHDon)"},
		{i.Seller.Name, "tên bên bán"}, {i.Seller.TaxCode, "mã số thuế bên bán"}, {i.IssuedOn.String(), "ngày lập (NLap)"},
	} {
		if must.value == "" {
			r.refuse("Hóa đơn thiếu " + must.name + ".")
		}
	}
	return i, r.err
}

// currency refuses an invoice in foreign money: what it is worth in đồng is a
// matter of the day's price, for people to say.
func (r *reader) currency(code string) {
	switch strings.ToUpper(code) {
	case "", "VND", "VNĐ", "Đ", "ĐỒNG":
	default:
		r.refuse("Hóa đơn ghi bằng " + short(code) + "; phần mềm chỉ đọc hóa đơn đồng Việt Nam. Hãy ghi tay số tiền đã quy đổi để người thứ hai xác nhận.")
	}
}

func (r *reader) party(e *etree.Element) Party {
	return Party{Name: r.line(e, "Ten"), TaxCode: r.line(e, "MST"), Address: r.line(e, "DChi"), Person: r.line(e, "HVTNMHang")}
}

func (r *reader) related(e *etree.Element) *Related {
	if e == nil || len(e.ChildElements()) == 0 {
		return nil
	}
	return &Related{
		Kind: r.line(e, "TCHDon"), Form: r.line(e, "KHMSHDCLQuan"), Series: r.line(e, "KHHDCLQuan"), Number: r.line(e, "SHDCLQuan"),
		IssuedOn: r.day(e, "NLHDCLQuan"),
	}
}

func (r *reader) goods(e *etree.Element) Line {
	l := Line{
		No: r.line(e, "STT"), Nature: Nature(r.line(e, "TChat")), Code: r.line(e, "MHHDVu"), Name: r.line(e, "THHDVu"),
		Unit: r.line(e, "DVTinh"), VAT: r.line(e, "TSuat"),
	}
	if l.Nature == "" {
		l.Nature = Goods
	}
	l.Quantity, l.quantity = r.number(e, "SLuong")
	l.Price, l.price = r.number(e, "DGia")
	l.Discount, l.discount = r.number(e, "STCKhau")
	l.Amount, l.amount = r.number(e, "ThTien")
	return l
}

// sums reads what the invoice says of its own totals.
func (r *reader) sums(i *Invoice, e *etree.Element) {
	if list := r.child(e, "THTTLTSuat"); list != nil {
		for _, one := range children(list, "LTSuat") {
			b := Band{VAT: r.line(one, "TSuat")}
			b.Amount, b.amount = r.number(one, "ThTien")
			b.Tax, b.tax = r.number(one, "TThue")
			i.Bands = append(i.Bands, b)
		}
	}
	i.Net, i.Tax = r.amount(e, "TgTCThue"), r.amount(e, "TgTThue")
	if off := r.amount(e, "TTCKTMai"); off != nil {
		i.Discount = *off
	}
	if list := r.child(e, "DSLPhi"); list != nil {
		for _, one := range children(list, "LPhi") {
			if fee := r.amount(one, "TPhi"); fee != nil && *fee <= money.Max && i.Fees <= money.Max {
				i.Fees += *fee
			}
		}
	}
	total := r.amount(e, "TgTTTBSo")
	if total == nil {
		r.refuse("Hóa đơn thiếu tổng tiền thanh toán (TgTTTBSo).")
		return
	}
	i.Total = *total
}
