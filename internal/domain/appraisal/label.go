package appraisal

// Label returns the Vietnamese name of the level.
func (l Level) Label() string {
	switch l {
	case Base:
		return "Cấp cơ sở (Sở Công Thương)"
	case Ministry:
		return "Cấp Bộ"
	}
	return string(l)
}

// Label returns the Vietnamese name of the mode.
func (m Mode) Label() string {
	switch m {
	case ByStaff:
		return "Giao cán bộ thẩm định"
	case ByCouncil:
		return "Hội đồng thẩm định"
	case ByPaper:
		return "Theo văn bản của Bộ"
	}
	return string(m)
}

// Label returns the Vietnamese name of the post.
func (p Post) Label() string {
	switch p {
	case Chair:
		return "Chủ tịch"
	case Secretary:
		return "Thư ký"
	case Member:
		return "Ủy viên"
	}
	return string(p)
}

// Label returns the Vietnamese name of the state.
func (s State) Label() string {
	switch s {
	case Open:
		return "Đang thẩm định"
	case Concluded:
		return "Đã kết luận"
	case Cancelled:
		return "Đã hủy, lập đợt khác"
	}
	return string(s)
}

// Label returns the Vietnamese name of the conclusion.
func (c Conclusion) Label() string {
	switch c {
	case Pass:
		return "Đạt"
	case Return:
		return "Yêu cầu bổ sung"
	case Reject:
		return "Không đạt"
	}
	return "Chưa kết luận"
}

// Tag returns the kind of tag in which the conclusion is shown.
func (c Conclusion) Tag() string {
	switch c {
	case Pass:
		return "ok"
	case Return:
		return "warn"
	case Reject:
		return "bad"
	}
	return "info"
}
