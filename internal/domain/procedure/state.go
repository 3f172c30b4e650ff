package procedure

import "slices"

// State (trạng thái) is where a scheme stands in its life.
type State string

// The states of a scheme.
const (
	Draft      State = "draft"      // đang soạn
	Submitted  State = "submitted"  // đã nộp, chờ thẩm định
	Returned   State = "returned"   // chờ bổ sung
	Appraising State = "appraising" // đang thẩm định cơ sở
	Appraised  State = "appraised"  // đạt thẩm định cơ sở
	Endorsed   State = "endorsed"   // đạt thẩm định cấp Bộ (quốc gia)
	Rejected   State = "rejected"   // không đạt
	Withdrawn  State = "withdrawn"  // đã rút
	Planned    State = "planned"    // trong kế hoạch trình duyệt
	Approved   State = "approved"   // đã phê duyệt
	Contracted State = "contracted" // đã ký hợp đồng
	Running    State = "running"    // đang thực hiện
	Accepted   State = "accepted"   // đã nghiệm thu
	Settled    State = "settled"    // đã quyết toán
	Closed     State = "closed"     // đã thanh lý, khép hồ sơ
	Stopped    State = "stopped"    // đã dừng
	Recorded   State = "recorded"   // ghi nhận từ danh sách cũ
)

// States lists the states in the order of a scheme's life.
func States() []State {
	return []State{
		Draft, Submitted, Returned, Appraising, Appraised, Endorsed, Rejected, Withdrawn,
		Planned, Approved, Contracted, Running, Accepted, Settled, Closed, Stopped, Recorded,
	}
}

// Final reports whether a scheme that stands in s goes nowhere from there.
func (s State) Final() bool {
	return slices.Contains([]State{Rejected, Withdrawn, Closed, Recorded}, s)
}

// Editable reports whether the dossier may still be changed by its authors.
func (s State) Editable() bool { return s == Draft || s == Returned }

// Granted reports whether a competent authority has approved support.
func (s State) Granted() bool {
	return slices.Contains([]State{Approved, Contracted, Running, Accepted, Settled, Closed, Stopped, Recorded}, s)
}

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
