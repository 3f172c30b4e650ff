package survey

// CampaignStates lists the states of a campaign in order.
func CampaignStates() []CampaignState { return []CampaignState{Open, Closed} }

// ReplyStates lists the states of a reply in order.
func ReplyStates() []ReplyState { return []ReplyState{Waiting, Sent, Returned, Confirmed} }

// NeedStates lists the states of a need in order.
func NeedStates() []NeedState {
	return []NeedState{NeedDraft, NeedSent, NeedReturned, NeedConverted, NeedDeclined}
}

// Label returns the Vietnamese name of the state.
func (s CampaignState) Label() string {
	switch s {
	case Open:
		return "Đang mở"
	case Closed:
		return "Đã đóng"
	}
	return string(s)
}

// Label returns the Vietnamese name of the state.
func (s ReplyState) Label() string {
	switch s {
	case Waiting:
		return "Chưa gửi"
	case Sent:
		return "Đã gửi"
	case Returned:
		return "Trả lại"
	case Confirmed:
		return "Đã nhận"
	}
	return string(s)
}

// Label returns the Vietnamese name of the state.
func (s NeedState) Label() string {
	switch s {
	case NeedDraft:
		return "Đang nhập"
	case NeedSent:
		return "Đã gửi"
	case NeedReturned:
		return "Trả lại"
	case NeedConverted:
		return "Đã lập đề án"
	case NeedDeclined:
		return "Không đưa vào kế hoạch"
	}
	return string(s)
}
