package invoice

import (
	"math/big"
	"strconv"
	"strings"

	"example.vn/khuyencong/internal/platform/money"
)

// addUp compares the figures of the invoice with each other. Sums that do not
// agree are findings: an invoice may round otherwise than we do, and a person
// must look.
func (i *Invoice) addUp() {
	i.lookAtLines()
	i.lookAtNet()
	i.lookAtTax()
	i.lookAtTotal()
	i.lookAtWords()
	i.lookAtRelated()
	if i.Code == "" && strings.HasPrefix(i.Series, "C") {
		i.find(true, "Ký hiệu "+i.Series+" là hóa đơn có mã của cơ quan thuế nhưng tệp không có mã (MCCQT).")
	}
	if len(i.Series) >= 3 && i.Series[1:3] != i.IssuedOn.String()[2:4] {
		i.find(true, "Ký hiệu "+i.Series+" không khớp với năm của ngày lập "+i.IssuedOn.VN()+".")
	}
}

var (
	nought = new(big.Rat)
	dong   = big.NewRat(1, 1)
)

// name points at a line.
func (l Line) name(at int) string {
	if l.No != "" {
		return "Dòng " + short(l.No)
	}
	return "Dòng thứ " + strconv.Itoa(at+1)
}

func (i *Invoice) lookAtLines() {
	if len(i.Lines) == 0 {
		i.find(true, "Hóa đơn không có dòng hàng hóa, dịch vụ nào.")
	}
	for at, l := range i.Lines {
		switch {
		case l.Nature == Remark:
		case l.amount == nil:
			i.find(true, l.name(at)+" không có thành tiền.")
		case !l.amount.IsInt():
			i.find(false, l.name(at)+" có thành tiền lẻ tới phần của đồng ("+l.Amount+").")
		}
		if want, near, ok := l.expected(); ok && !near {
			i.find(true, l.name(at)+": số lượng × đơn giá là "+vn(want)+" đ, hóa đơn ghi thành tiền "+vn(l.amount)+" đ.")
		}
	}
}

// expected is quantity times price, and whether the amount is near it, with
// the line's discount taken off or not. Price and quantity are rounded on
// paper, so the amount may differ by what rounding hides.
func (l Line) expected() (want *big.Rat, near, ok bool) {
	if l.quantity == nil || l.price == nil || l.amount == nil || l.quantity.Sign() == 0 || l.price.Sign() == 0 || l.Nature == Remark {
		return nil, false, false
	}
	want = new(big.Rat).Mul(l.quantity, l.price)
	room := new(big.Rat).Add(dong, new(big.Rat).Mul(abs(l.quantity), step(l.Price)))
	room.Add(room, new(big.Rat).Mul(abs(l.price), step(l.Quantity)))
	near = within(want, l.amount, room)
	if l.discount != nil && l.discount.Sign() != 0 {
		near = near || within(new(big.Rat).Sub(want, l.discount), l.amount, room)
		want.Sub(want, l.discount)
	}
	return want, near, true
}

// step is half of the last decimal place of a number, nothing for a whole one.
func step(s string) *big.Rat {
	_, decimals, found := strings.Cut(s, ".")
	if !found {
		return nought
	}
	ten := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(len(decimals))), nil)
	return new(big.Rat).SetFrac(big.NewInt(1), ten.Mul(ten, big.NewInt(2)))
}

func abs(n *big.Rat) *big.Rat { return new(big.Rat).Abs(n) }

// within reports whether a and b differ by no more than room.
func within(a, b, room *big.Rat) bool {
	return abs(new(big.Rat).Sub(a, b)).Cmp(room) <= 0
}

func rat(v money.VND) *big.Rat { return new(big.Rat).SetInt64(int64(v)) }

// rounded is the nearest whole đồng.
func rounded(n *big.Rat) money.VND {
	s := n.FloatString(0)
	v, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return 0
	}
	return money.VND(v)
}

// vn writes a number as people read it: 1.250.000 or 1.250.000,5.
func vn(n *big.Rat) string {
	if v, ok := whole(n); ok {
		return v.String()
	}
	s := strings.TrimRight(n.FloatString(6), "0")
	whole, decimals, _ := strings.Cut(s, ".")
	v, err := strconv.ParseInt(whole, 10, 64)
	if err != nil {
		return strings.ReplaceAll(s, ".", ",")
	}
	return money.VND(v).String() + "," + decimals
}

// rounding is what sums over the lines may be off, when each is rounded.
func (i *Invoice) rounding() *big.Rat {
	for _, l := range i.Lines {
		if l.amount != nil && !l.amount.IsInt() {
			return new(big.Rat).SetInt64(int64(len(i.Lines)))
		}
	}
	return nought
}

// lookAtNet adds up the lines. Suppliers show discounts as lines, as a sum or
// both, and gifts with their price or without; a sum that fits none of these
// readings is wrong.
func (i *Invoice) lookAtNet() {
	goods, gifts, off := new(big.Rat), new(big.Rat), new(big.Rat)
	for _, l := range i.Lines {
		switch {
		case l.amount == nil:
		case l.Nature == Promotion:
			gifts.Add(gifts, l.amount)
		case l.Nature == Rebate:
			off.Add(off, abs(l.amount))
		case l.Nature != Remark:
			goods.Add(goods, l.amount)
		}
	}
	said, what := i.Total, "tổng tiền thanh toán"
	if i.Net != nil {
		said, what = *i.Net, "tổng tiền chưa thuế"
	} else {
		said -= i.Fees
	}
	if len(i.Lines) == 0 {
		return
	}
	room := i.rounding()
	for _, gift := range []*big.Rat{nought, gifts} {
		for _, less := range []*big.Rat{off, rat(i.Discount), nought} {
			sum := new(big.Rat).Add(goods, gift)
			if within(sum.Sub(sum, less), rat(said), room) && (less.Sign() != 0 || off.Sign() == 0) {
				return
			}
		}
	}
	i.find(true, "Các dòng hàng cộng lại được "+vn(new(big.Rat).Sub(goods, off))+" đ, hóa đơn ghi "+what+" "+said.String()+" đ.")
}

// lookAtTax compares each VAT band with its percentage, and their sums with
// the totals.
func (i *Invoice) lookAtTax() {
	if i.Net == nil && i.Tax == nil {
		return // a sales invoice has no VAT of its own
	}
	if i.Net == nil || i.Tax == nil {
		i.find(true, "Hóa đơn chỉ ghi một trong hai số: tổng tiền chưa thuế, tổng tiền thuế.")
		return
	}
	room := new(big.Rat).SetInt64(int64(max(1, len(i.Lines))))
	net, tax := new(big.Rat), new(big.Rat)
	for _, b := range i.Bands {
		if b.amount != nil {
			net.Add(net, b.amount)
		}
		if b.tax != nil {
			tax.Add(tax, b.tax)
		}
		share := percentage(b.VAT)
		if share == nil || b.amount == nil || b.tax == nil {
			continue
		}
		if want := share.Mul(share, b.amount); !within(want, b.tax, room) {
			i.find(true, "Thuế suất "+b.VAT+" của "+vn(b.amount)+" đ là "+rounded(want).String()+" đ, hóa đơn ghi "+vn(b.tax)+" đ.")
		}
	}
	if len(i.Bands) == 0 {
		return
	}
	if !within(tax, rat(*i.Tax), room) {
		i.find(true, "Tiền thuế theo từng thuế suất cộng lại được "+vn(tax)+" đ, hóa đơn ghi tổng tiền thuế "+i.Tax.String()+" đ.")
	}
	if !within(net, rat(*i.Net), room) && !within(new(big.Rat).Sub(net, rat(i.Discount)), rat(*i.Net), room) {
		i.find(true, "Tiền hàng theo từng thuế suất cộng lại được "+vn(net)+" đ, hóa đơn ghi tổng tiền chưa thuế "+i.Net.String()+" đ.")
	}
}

// percentage reads "10%" or "KHAC:7.5%" as a share; nil for KCT, KKKNT and
// whatever has none.
func percentage(vat string) *big.Rat {
	s, ok := strings.CutSuffix(strings.TrimPrefix(strings.ToUpper(vat), "KHAC:"), "%")
	if !ok || !decimalForm.MatchString(strings.TrimSpace(s)) {
		return nil
	}
	n, _ := new(big.Rat).SetString(strings.TrimSpace(s))
	return n.Quo(n, big.NewRat(100, 1))
}

func (i *Invoice) lookAtTotal() {
	if i.Total <= 0 {
		i.find(true, "Tổng tiền thanh toán "+i.Total.String()+" đ không phải là số tiền đã mua hàng.")
	}
	if i.Net == nil || i.Tax == nil {
		return
	}
	want := *i.Net + *i.Tax + i.Fees
	if want == i.Total || want-i.Discount == i.Total {
		return
	}
	i.find(true, "Tiền hàng, thuế và phí cộng lại được "+want.String()+" đ, hóa đơn ghi tổng tiền thanh toán "+i.Total.String()+" đ.")
}

func (i *Invoice) lookAtRelated() {
	if i.Related == nil {
		return
	}
	deed := "có liên quan tới"
	switch i.Related.Kind {
	case "1", "3":
		deed = "thay thế"
	case "2", "4":
		deed = "điều chỉnh"
	}
	text := "Hóa đơn này " + deed + " hóa đơn ký hiệu " + i.Related.Symbol() + " số " + i.Related.Number
	if !i.Related.IssuedOn.IsZero() {
		text += " ngày " + i.Related.IssuedOn.VN()
	}
	i.find(false, text+". Hãy xem hóa đơn đó có được dùng nữa không.")
}
