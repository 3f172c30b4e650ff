package schemelist

import (
	"strings"

	"example.vn/khuyencong/internal/platform/money"
	"example.vn/khuyencong/internal/platform/sheet"
)

// sum reads the one column of f in a row.
func (r *reader) sum(l line, f field) (Sum, *RowError) {
	found := l.head.find(f)
	if len(found) == 0 {
		return Sum{}, nil
	}
	cell := l.cell(found[0].index)
	if cell.Copy() || isDash(cell.Text) && !cell.Formula {
		return Sum{}, nil
	}
	v, err := amountIn(cell, found[0])
	if err != nil {
		e := r.rowError(l.row, cell.Ref, "%s", err.Error())
		return Sum{}, &e
	}
	return Sum{VND: v, Has: true}, nil
}

// amountIn reads the amount of one cell in the unit and style of its column.
func amountIn(cell sheet.Cell, c column) (money.VND, error) {
	switch {
	case cell.Blank():
		return 0, invalid("Ô %s có công thức chưa được tính; hãy mở tệp bằng Excel rồi lưu lại.", cell.Ref)
	case strings.HasPrefix(cell.Text, "#"):
		return 0, invalid("Ô %s có công thức bị lỗi (%s).", cell.Ref, short(cell.Text))
	case cell.Date != "":
		return 0, invalid("Ô %s là ngày tháng, không phải số tiền.", cell.Ref)
	case cell.Number != "":
		return Amount(cell.Number, c.unit, Decimal)
	case strings.HasPrefix(cell.Text, "="):
		return 0, invalid("Ô %s là công thức (%s), không phải là số; hãy ghi giá trị.", cell.Ref, short(cell.Text))
	}
	if err := oneUnit(cell, c); err != nil {
		return 0, err
	}
	return Amount(cell.Text, c.unit, c.style)
}

// amounts reads the four sums of a row. Where support stands in a column for
// each fund, they add up to it.
func (r *reader) amounts(l line) (amountsOf, []RowError) {
	var sums amountsOf
	var errs []RowError
	read := func(f field) Sum {
		s, err := r.sum(l, f)
		if err != nil {
			errs = append(errs, *err)
		}
		return s
	}
	sums[0], sums[1], sums[2], sums[3] = read(fTotal), read(fSupport), read(fCounterpart), read(fOther)
	byFund := read(fNational).plus(read(fLocal))
	switch {
	case byFund.Has && !sums[1].Has:
		sums[1] = byFund
	case byFund.Has && byFund.VND != sums[1].VND && len(errs) == 0:
		errs = append(errs, r.rowError(l.row, sheet.Ref(l.head.find(fSupport)[0].index, l.row),
			"Kinh phí hỗ trợ %s đồng khác tổng kinh phí quốc gia và địa phương %s đồng.", sums[1].VND, byFund.VND))
	}
	return sums, errs
}
