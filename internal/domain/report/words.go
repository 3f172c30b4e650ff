package report

// Title is what the report is called, in Vietnamese.
func (r *Report) Title() string {
	return "Kết quả hoạt động khuyến công " + r.Period.Title()
}

// Standing says up to which day is counted, and with what it is compared.
func (r *Report) Standing() string {
	return "Lũy kế từ đầu chương trình đến hết ngày " + r.AsOf.VN() + "; cùng kỳ là " + r.Period.Before().Title() + ", đến hết ngày " + r.Compared.VN()
}

// FromJanuary reports whether the period begins with its budget year, so that
// what it adds is what has been done so far.
func (r *Report) FromJanuary() bool { return r.Period.Kind != Month && r.Period.Kind != Quarter }

// Recorded counts the schemes outside the books, and Illustrative those that
// were made up to show the program.
func (r *Report) Recorded() (recorded, illustrative int) {
	for _, l := range r.Schemes {
		if l.Recorded {
			recorded++
		}
		if l.Illustrative {
			illustrative++
		}
	}
	return recorded, illustrative
}

// Label names the span, in Vietnamese.
func (s Span) Label() string {
	switch s {
	case Within:
		return "Trong kỳ"
	case Earlier:
		return "So với cùng kỳ"
	case ToDate:
	}
	return "Lũy kế đến cuối kỳ"
}

// Bases states the base of every percentage and how schemes are counted.
func Bases() []string {
	return []string{
		BasePlan, BaseShare, BaseEarlier, BaseEstimate,
		"Mỗi đề án tính một lần trong một cách chia: theo nội dung chính, đơn vị thụ hưởng thứ nhất, đơn vị hành chính nhỏ nhất chứa mọi nơi thực hiện, " +
			"diện ưu tiên đứng trước theo TT 46/2012/TT-BCT Điều 6. Đề án được hai nguồn hỗ trợ tính ở mỗi nguồn phần của nguồn đó.",
		"Tiền chuyển nguồn sang năm sau tính vào chương trình của năm đã quyết định hỗ trợ. Số chi không gồm tiền đã thu hồi.",
	}
}
