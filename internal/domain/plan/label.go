package plan

// Label returns the Vietnamese name of the state.
func (s State) Label() string {
	switch s {
	case Draft:
		return "Đang lập"
	case Submitted:
		return "Đã trình"
	case Approved:
		return "Đã phê duyệt"
	}
	return string(s)
}

// Tag returns the kind of tag in which the state is shown.
func (s State) Tag() string {
	switch s {
	case Draft:
		return "warn"
	case Submitted:
		return "info"
	case Approved:
		return "ok"
	}
	return "neutral"
}

// Label returns the Vietnamese name of the choice.
func (c Choice) Label() string {
	switch c {
	case Chosen:
		return "Chọn"
	case Considering:
		return "Cân nhắc"
	case Dropped:
		return "Để lại"
	}
	return string(c)
}

// Choices lists the choices in the order of a form.
func Choices() []Choice { return []Choice{Chosen, Considering, Dropped} }

// Label returns the Vietnamese name of the kind of decision.
func (k GrantKind) Label() string {
	switch k {
	case Initial:
		return "Phê duyệt"
	case Increase:
		return "Tăng hỗ trợ"
	case Decrease:
		return "Giảm hỗ trợ"
	case Stop:
		return "Dừng đề án"
	case NoMoney:
		return "Điều chỉnh không đổi kinh phí"
	case Record:
		return "Ghi từ danh sách cũ"
	}
	return string(k)
}

// Label returns the Vietnamese name of the state of an adjustment.
func (s AdjustmentState) Label() string {
	switch s {
	case Proposed:
		return "Chờ quyết định"
	case Decided:
		return "Đã quyết định"
	case Refused:
		return "Không chấp thuận"
	}
	return string(s)
}

// Tag returns the kind of tag in which the state is shown.
func (s AdjustmentState) Tag() string {
	switch s {
	case Proposed:
		return "warn"
	case Decided:
		return "ok"
	case Refused:
		return "bad"
	}
	return "neutral"
}
