package office

import (
	"slices"
	"strconv"

	"example.vn/khuyencong/internal/domain/contract"
	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/platform/money"
	"example.vn/khuyencong/internal/web/ui"
)

// A contractSettleLine is one line of the estimate with what is asked to be
// settled for it, as typed.
type contractSettleLine struct {
	No                int
	Name, Value       string
	Estimate, Settled money.VND
}

func contractLineField(no int) string { return "line_" + strconv.Itoa(no) + "_amount" }

// contractLinesTyped are the lines of the estimate with what was typed or, at
// first, with the amount divided as the estimate is.
func contractLinesTyped(f *contract.File, form *ui.Form) []contractSettleLine {
	var all []contractSettleLine
	first := f.LinesFor(f.Balances[ledger.Paid])
	for i, c := range f.SupportedCosts() {
		l := contractSettleLine{No: c.No, Name: c.Name, Value: ui.Dong(first[i].Amount), Estimate: c.From(f.Scheme.Fund), Settled: f.SettledLine(c.No)}
		if f.Scheme.MultiYear() {
			l.Name += ", năm " + strconv.Itoa(c.Year)
		}
		if form != nil {
			if at := slices.Index(form.Rows("line_no"), strconv.Itoa(c.No)); at >= 0 && at < len(form.Rows("line_amount")) {
				l.Value = form.Rows("line_amount")[at]
			}
		}
		all = append(all, l)
	}
	return all
}

// contractLinesOf reads the lines and notes what cannot be read.
func contractLinesOf(form *ui.Form) []contract.SettlementLine {
	var all []contract.SettlementLine
	amounts := form.Rows("line_amount")
	for at, text := range form.Rows("line_no") {
		no, err := strconv.Atoi(text)
		if err != nil || at >= len(amounts) {
			form.Add("lines", "Biểu mẫu này đã cũ. Anh/chị tải lại trang rồi gửi lại.")
			return nil
		}
		l := contract.SettlementLine{No: no}
		if amounts[at] != "" {
			l.Amount, err = money.Parse(amounts[at])
			form.Check(err == nil, contractLineField(no), "Số tiền quyết toán là số nguyên đồng, ví dụ 150.000.000.")
		}
		all = append(all, l)
	}
	return all
}

// line is the cell of a line's amount.
func (p contractSettleForms) line(l contractSettleLine) ui.Field {
	id := contractLineField(l.No)
	return ui.Field{Name: "line_amount", ID: id, Label: "Đề nghị quyết toán, " + l.Name, HideName: true, Value: l.Value, Error: p.Problems[id], MaxLen: 30}
}

// contractSourceRows are what each source has in a settlement.
func contractSourceRows(s contract.Settlement) []ui.Row {
	own, other, _ := s.Sources()
	return []ui.Row{
		{Key: "Kinh phí khuyến công", Value: ui.Money(s.Amount)},
		{Key: "Đơn vị thụ hưởng, theo tỷ lệ dự toán", Value: ui.Money(own)},
		{Key: "Nguồn khác, theo tỷ lệ dự toán", Value: ui.Money(other)},
	}
}
