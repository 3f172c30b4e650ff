package establishment

// Kinds lists the kinds in their usual order.
func Kinds() []Kind { return []Kind{Enterprise, Cooperative, Union, Group, Household} }

// Label returns the Vietnamese name of the kind.
func (k Kind) Label() string {
	switch k {
	case Enterprise:
		return "Doanh nghiệp"
	case Cooperative:
		return "Hợp tác xã"
	case Union:
		return "Liên hiệp hợp tác xã"
	case Group:
		return "Tổ hợp tác"
	case Household:
		return "Hộ kinh doanh"
	}
	return string(k)
}

// Label returns the Vietnamese words for what two establishments share.
func (r Reason) Label() string {
	switch r {
	case SameTaxCode:
		return "cùng mã số thuế"
	case SameName:
		return "cùng tên, cùng xã"
	case SamePhone:
		return "cùng số điện thoại"
	}
	return string(r)
}
