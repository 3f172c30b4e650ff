package scheme

// Label returns the Vietnamese name of the state.
func (s State) Label() string {
	return map[State]string{
		Draft: "Đang soạn", Submitted: "Đã nộp, chờ thẩm định", Returned: "Chờ bổ sung",
		Appraising: "Đang thẩm định", Appraised: "Đạt thẩm định cơ sở", Endorsed: "Đạt thẩm định cấp Bộ",
		Rejected: "Không đạt", Withdrawn: "Đã rút", Planned: "Trong kế hoạch trình duyệt",
		Approved: "Đã phê duyệt", Contracted: "Đã ký hợp đồng", Running: "Đang thực hiện",
		Accepted: "Đã nghiệm thu", Settled: "Đã quyết toán", Closed: "Đã thanh lý",
		Stopped: "Đã dừng", Recorded: "Ghi nhận từ danh sách cũ",
	}[s]
}

// Tag returns the kind of tag in which the state is shown: info (in hand),
// warn (someone must act), ok (done), bad (refused, stopped) or neutral.
func (s State) Tag() string {
	return map[State]string{
		Draft: "warn", Submitted: "info", Returned: "warn", Appraising: "info", Appraised: "info",
		Endorsed: "info", Rejected: "bad", Withdrawn: "neutral", Planned: "info", Approved: "ok",
		Contracted: "info", Running: "info", Accepted: "ok", Settled: "ok", Closed: "ok",
		Stopped: "bad", Recorded: "neutral",
	}[s]
}

// PortalCode returns the code and the words of the national public service
// portal for the state, which is what applicants know.
func (s State) PortalCode() (code int, words string) {
	switch s {
	case Draft:
		return 1, "Mới đăng ký"
	case Submitted:
		return 2, "Được tiếp nhận"
	case Returned:
		return 5, "Yêu cầu bổ sung giấy tờ"
	case Withdrawn:
		return 7, "Công dân yêu cầu rút hồ sơ"
	case Rejected, Stopped:
		return 8, "Dừng xử lý"
	case Appraising, Appraised, Endorsed, Planned, Approved, Contracted, Running:
		return 4, "Đang xử lý"
	case Accepted, Recorded:
		return 9, "Đã xử lý xong"
	case Settled, Closed:
		return 10, "Đã trả kết quả"
	}
	return 4, "Đang xử lý"
}

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
