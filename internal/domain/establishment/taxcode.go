package establishment

import (
	"strings"

	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/text"
)

// PersonalNumbersFrom is the first day on which a household business uses its
// owner's 12-digit personal number as its tax code.
//
// Law: TT 86/2024/TT-BTC Điều 5 khoản 5 (from 2025-07-01).
var PersonalNumbersFrom = calendar.Must("2025-07-01")

// taxWeights multiply the first nine digits for the check digit.
var taxWeights = [9]int{31, 29, 23, 19, 17, 13, 7, 5, 3}

// ParseTaxCode reads a tax code as people type it and returns the form that is
// stored: 10 digits; 10 digits, a dash and 3 digits for a branch; or 12 digits
// for a household business from PersonalNumbersFrom on. No text is no code. Its
// fault says what to look at.
//
// Law: TT 86/2024/TT-BTC Điều 5; before it TT 105/2020/TT-BTC Điều 5.
func ParseTaxCode(s string, kind Kind, today calendar.Date) (string, error) {
	s = taxMarks.Replace(text.CleanLine(s))
	if s == "" {
		return "", nil
	}
	if len(s) == 14 && s[10] == '-' {
		s = s[:10] + s[11:]
	}
	if strings.Trim(s, "0123456789") != "" {
		return "", fault.New(fault.Invalid, "Mã số thuế chỉ gồm chữ số, có thể thêm dấu gạch trước 3 số cuối của chi nhánh.")
	}
	switch len(s) {
	case 10:
		return s, checkTaxDigit(s)
	case 12:
		return s, checkPersonalNumber(kind, today)
	case 13:
		return s[:10] + "-" + s[10:], checkBranch(s)
	}
	return "", fault.New(fault.Invalid, "Mã số thuế phải có 10 hoặc 13 chữ số; hộ kinh doanh có thể dùng 12 chữ số của số định danh cá nhân.")
}

// taxMarks takes what people type between the digits, and turns dashes into one.
var taxMarks = strings.NewReplacer(" ", "", ".", "", "\u2010", "-", "\u2011", "-", "\u2013", "-")

// TaxStem returns the 10-digit part of a stored tax code that branches share
// with their head office; the code itself for a personal number.
func TaxStem(code string) string {
	if len(code) > 10 && code[10] == '-' {
		return code[:10]
	}
	return code
}

func checkTaxDigit(s string) error {
	sum := 0
	for i, w := range taxWeights {
		sum += int(s[i]-'0') * w
	}
	if want := 10 - sum%11; want != int(s[9]-'0') { // 10 fits no digit: no such code
		return fault.New(fault.Invalid, "Chữ số thứ 10 (số kiểm tra) không khớp với 9 chữ số đầu của mã số thuế; hãy so lại từng số với giấy đăng ký.")
	}
	return nil
}

func checkBranch(s string) error {
	if s[10:] == "000" {
		return fault.New(fault.Invalid, "Ba chữ số cuối của mã số thuế chi nhánh bắt đầu từ 001.")
	}
	return checkTaxDigit(s)
}

func checkPersonalNumber(kind Kind, today calendar.Date) error {
	switch {
	case kind != Household:
		return fault.New(fault.Invalid, "Mã 12 chữ số chỉ dùng cho hộ kinh doanh; loại hình này dùng mã số thuế 10 hoặc 13 chữ số.")
	case today.Before(PersonalNumbersFrom):
		return fault.New(fault.Invalid, "Hộ kinh doanh dùng số định danh 12 chữ số làm mã số thuế từ ngày "+PersonalNumbersFrom.VN()+".")
	}
	return nil
}
