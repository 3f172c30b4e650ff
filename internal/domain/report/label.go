package report

// Label returns the Vietnamese name of the dimension.
func (d Dimension) Label() string {
	switch d {
	case ByFund:
		return "Nguồn kinh phí"
	case ByContent:
		return "Nội dung hoạt động"
	case ByIndustry:
		return "Ngành nghề"
	case ByTerritory:
		return "Địa bàn"
	case ByKind:
		return "Loại hình cơ sở"
	case ByArea:
		return "Địa bàn ưu tiên"
	case ByPriority:
		return "Ngành nghề ưu tiên"
	}
	return string(d)
}
