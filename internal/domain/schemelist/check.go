package schemelist

import (
	"fmt"
	"strings"

	"example.vn/khuyencong/internal/platform/money"
	"example.vn/khuyencong/internal/platform/text"
)

// check looks at the row as a whole.
func (r *reader) check(p *pending) {
	row, l := p.row, p.line
	if len(p.errs) == 0 && row.TotalCost.Has && row.Support.Has && row.Support.VND > row.TotalCost.VND {
		p.errs = append(p.errs, r.rowError(l.row, l.cellOf(fSupport, fNational, fLocal),
			"Kinh phí hỗ trợ %s đồng lớn hơn tổng kinh phí %s đồng.", row.Support.VND, row.TotalCost.VND))
	}
	parts := row.Support.plus(row.Counterpart).plus(row.Other)
	if row.TotalCost.Has && row.Support.Has && row.Counterpart.Has && parts.VND != row.TotalCost.VND {
		r.note("Dòng %d: hỗ trợ, đối ứng và nguồn khác cộng lại là %s đồng, khác tổng kinh phí %s đồng.", row.RowNumber, parts.VND, row.TotalCost.VND)
	}
	r.checkSize(p, fTotal, row.TotalCost, 100_000*money.VND(Billion))
	r.checkSize(p, fSupport, row.Support, 100*money.VND(Billion))
	for _, b := range row.Beneficiaries {
		if b.TaxCode != "" && !taxCodeLength(b.TaxCode) {
			r.note("Dòng %d: mã số thuế %q không có 10, 12 hoặc 13 chữ số.", row.RowNumber, short(b.TaxCode))
		}
	}
}

// checkSize refuses an amount that no scheme can have, as a list has it where
// one row is in đồng and the others are in triệu đồng.
func (r *reader) checkSize(p *pending, f field, s Sum, most money.VND) {
	const least = money.VND(Thousand)
	var how string
	switch {
	case len(p.errs) > 0:
		return
	case s.VND > most:
		how = "lớn"
	case s.VND > 0 && s.VND < least && !r.unitless:
		how = "nhỏ"
	default:
		return
	}
	fields := []field{f}
	if f == fSupport {
		fields = []field{fSupport, fNational, fLocal}
	}
	p.errs = append(p.errs, r.rowError(p.line.row, p.line.cellWith(fields...),
		"Số tiền %s đồng %s khác thường đối với một đề án; hãy kiểm tra số tiền và đơn vị tính.", s.VND, how))
}

// noteDouble notes a scheme that stands in the file twice, as it does when one
// sheet sums up the others.
func (r *reader) noteDouble(row Row) {
	names := []string{row.Title}
	for _, b := range row.Beneficiaries {
		names = append(names, b.Name)
	}
	key := fmt.Sprintf("%d|%s|%d|%s|%s", row.Year, row.Fund, row.Support.VND, text.Marked(strings.Join(names, "|")), text.Marked(row.Content))
	at := fmt.Sprintf("dòng %d trang %q", row.RowNumber, row.Sheet)
	if first, ok := r.seen[key]; ok {
		r.note("Đề án ở %s giống hệt đề án ở %s; hãy kiểm tra xem có bị ghi hai lần không.", at, first)
		return
	}
	if r.seen == nil {
		r.seen = map[string]string{}
	}
	r.seen[key] = at
}
