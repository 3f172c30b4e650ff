package schemelist

import (
	"strings"

	"example.vn/khuyencong/internal/platform/sheet"
	"example.vn/khuyencong/internal/platform/text"
)

// beneficiaries reads who the row itself supports.
func (r *reader) beneficiaries(l line) []Beneficiary {
	var found []Beneficiary
	for _, c := range l.head.find(fBeneficiary) {
		cell := l.cell(c.index)
		if cell.Blank() || isDash(cell.Text) || l.fromAbove(cell) {
			continue
		}
		for _, name := range splitNames(cell.Text) {
			found = append(found, Beneficiary{Name: name, Kind: beneficiaryKind(name)})
		}
	}
	if len(found) == 0 {
		return nil
	}
	first := &found[0]
	if name, address, ok := cutAddress(first.Name); ok && len(found) == 1 {
		first.Name, first.Address = name, address
	}
	if kind := beneficiaryKind(l.value(fKind)); kind != OtherKind {
		for i := range found {
			found[i].Kind = kind
		}
	}
	for i := range found {
		if address := l.value(fAddress); address != "" {
			found[i].Address = address
		}
	}
	for _, c := range l.head.find(fTaxCode) {
		if cell := l.cell(c.index); !isDash(cell.Text) && !l.fromAbove(cell) {
			first.TaxCode = taxCodeValue(cell)
		}
	}
	return found
}

// cutAddress parts "HTX chè A, địa chỉ: xóm B" into name and address.
func cutAddress(s string) (name, address string, ok bool) {
	lower := strings.ToLower(s)
	if len(lower) != len(s) {
		return "", "", false
	}
	for _, mark := range []string{"địa chỉ:", "đ/c:", "đc:"} {
		if i := strings.Index(lower, mark); i > 0 {
			return strings.TrimRight(s[:i], " ,;-–("), strings.TrimRight(strings.TrimSpace(s[i+len(mark):]), ")"), true
		}
	}
	return "", "", false
}

// splitNames parts the names of several beneficiaries that share a cell. They
// are only parted where every part begins as a name does.
func splitNames(s string) []string {
	parts := strings.FieldsFunc(s, func(r rune) bool { return r == '\n' || r == ';' })
	var names []string
	for _, p := range parts {
		p = strings.TrimLeft(text.CleanLine(p), "-+• ")
		if m := numbering.FindStringSubmatch(p); m != nil {
			p = m[2]
		}
		if p != "" {
			names = append(names, p)
		}
	}
	for _, n := range names {
		if beneficiaryKind(n) == OtherKind {
			return []string{text.CleanLine(s)}
		}
	}
	return names
}

// taxCodeValue drops the spaces and dots that people put into tax codes, and
// restores the zero that a spreadsheet took from the front.
func taxCodeValue(cell sheet.Cell) string {
	s := strings.NewReplacer(" ", "", ".", "", "'", "", "\u00a0", "").Replace(text.CleanLine(cell.Text))
	if cell.Number != "" && (len(s) == 9 || len(s) == 11) {
		s = "0" + s
	}
	return s
}

// taxCodeLength reports whether a tax code has a length that exists.
//
// Law: Luật Quản lý thuế 38/2019/QH14 Điều 30; TT 86/2024/TT-BTC Điều 5, 7 (personal numbers from 2025-07-01).
func taxCodeLength(s string) bool {
	digits := strings.ReplaceAll(s, "-", "")
	if strings.Trim(digits, "0123456789") != "" {
		return false
	}
	return len(digits) == 10 || len(digits) == 12 || len(digits) == 13
}
