package scheme

// Label returns the Vietnamese name of the origin.
func (o Origin) Label() string {
	switch o {
	case FromOffice:
		return "Soạn tại Trung tâm"
	case FromSurvey:
		return "Từ rà soát nhu cầu"
	case FromArchive:
		return "Nhập từ danh sách cũ"
	}
	return string(o)
}
