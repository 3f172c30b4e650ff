package contract

// Label returns the Vietnamese name of the state.
func (s State) Label() string {
	return map[State]string{Draft: "Đang soạn", Dropped: "Đã bỏ", Signed: "Đã ký", Closed: "Đã thanh lý"}[s]
}

// Tag returns the kind of tag in which the state is shown.
func (s State) Tag() string {
	return map[State]string{Draft: "warn", Dropped: "neutral", Signed: "info", Closed: "ok"}[s]
}

// Label returns the Vietnamese name of the kind.
func (k DisbursementKind) Label() string {
	return map[DisbursementKind]string{
		Advance: "Tạm ứng", Payment: "Thanh toán", Clearing: "Thanh toán tạm ứng",
		RecoverAdvance: "Thu hồi tạm ứng", RecoverPayment: "Thu hồi tiền đã thanh toán",
	}[k]
}

// Tag returns the kind of tag in which the kind is shown.
func (k DisbursementKind) Tag() string {
	return map[DisbursementKind]string{
		Advance: "info", Payment: "ok", Clearing: "neutral", RecoverAdvance: "warn", RecoverPayment: "warn",
	}[k]
}

// Label returns the Vietnamese name of the state.
func (s DisbursementState) Label() string {
	return map[DisbursementState]string{
		DisbursementPrepared: "Chờ duyệt", DisbursementApproved: "Đã duyệt, chờ chi",
		DisbursementPaid: "Đã thực hiện", DisbursementRefused: "Không chấp nhận",
		DisbursementReversed: "Đã đảo",
	}[s]
}

// Tag returns the kind of tag in which the state is shown.
func (s DisbursementState) Tag() string {
	return map[DisbursementState]string{
		DisbursementPrepared: "warn", DisbursementApproved: "info", DisbursementPaid: "ok", DisbursementRefused: "bad",
		DisbursementReversed: "neutral",
	}[s]
}

// Label returns the Vietnamese name of the state.
func (s AcceptanceState) Label() string {
	return map[AcceptanceState]string{
		AcceptancePrepared: "Chờ Sở xác nhận", AcceptanceConfirmed: "Đã nghiệm thu", AcceptanceReturned: "Trả lại",
		AcceptanceReversed: "Đã đảo",
	}[s]
}

// Tag returns the kind of tag in which the state is shown.
func (s AcceptanceState) Tag() string {
	return map[AcceptanceState]string{AcceptancePrepared: "warn", AcceptanceConfirmed: "ok", AcceptanceReturned: "bad", AcceptanceReversed: "neutral"}[s]
}

// Label returns the Vietnamese name of the state.
func (s SettlementState) Label() string {
	return map[SettlementState]string{
		SettlementPrepared: "Chờ duyệt quyết toán", SettlementApproved: "Đã quyết toán", SettlementRefused: "Trả lại",
	}[s]
}

// Tag returns the kind of tag in which the state is shown.
func (s SettlementState) Tag() string {
	return map[SettlementState]string{SettlementPrepared: "warn", SettlementApproved: "ok", SettlementRefused: "bad"}[s]
}
