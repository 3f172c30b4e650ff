package ledger

// Label returns the Vietnamese name of the fund.
func (f Fund) Label() string {
	switch f {
	case National:
		return "Khuyến công quốc gia"
	case Local:
		return "Khuyến công địa phương"
	case District:
		return "Khuyến công cấp huyện (đến 30/6/2025)"
	}
	return "Chưa rõ nguồn"
}

// Label returns the Vietnamese name of the account.
func (a Account) Label() string {
	return map[Account]string{
		Budget: "Nguồn dự toán được giao", Available: "Dự toán chưa phân bổ",
		Approved: "Đã phê duyệt, chưa ký hợp đồng", Committed: "Đã ký hợp đồng, chưa chi",
		Advanced: "Tạm ứng chưa thanh toán", Paid: "Đã thanh toán, chưa quyết toán",
		Settled: "Đã quyết toán", Returned: "Đã thu hồi nộp ngân sách",
		Work: "Khối lượng thực hiện", Accepted: "Nghiệm thu, chưa thanh toán",
		Billed: "Khối lượng đã thanh toán", Verified: "Khối lượng đã quyết toán",
		CarriedForward: "Chuyển nguồn sang năm sau", BroughtForward: "Nhận từ năm trước",
	}[a]
}

// Accounts lists the accounts in the order in which money passes them.
func Accounts() []Account {
	return []Account{
		Budget, Available, Approved, Committed, Advanced, Paid, Settled, Returned,
		CarriedForward, BroughtForward, Work, Accepted, Billed, Verified,
	}
}

// Label returns the Vietnamese name of the kind of entry.
func (k Kind) Label() string {
	return map[Kind]string{
		Allot: "Giao dự toán", Withdraw: "Giảm dự toán",
		Approve: "Phê duyệt hỗ trợ", Release: "Trả lại phần phê duyệt",
		Contract: "Ký hợp đồng", Uncontract: "Giảm giá trị hợp đồng",
		Advance: "Tạm ứng", Accept: "Nghiệm thu", Pay: "Thanh toán",
		ClearAdvance: "Thanh toán tạm ứng", Settle: "Quyết toán",
		RecoverAdv: "Thu hồi tạm ứng", RecoverPaid: "Thu hồi tiền đã thanh toán",
		CarryOut: "Chuyển nguồn đi", CarryOutAdv: "Chuyển số dư tạm ứng đi",
		CarryIn: "Nhận chuyển nguồn", CarryInAdv: "Nhận số dư tạm ứng",
		Reverse: "Bút toán đảo",
	}[k]
}
