package office

import (
	"strconv"

	"example.vn/khuyencong/internal/domain/contract"
	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/web/ui"
)

func (c *call) contractLiquidateForm() error { return c.contractOpen((*call).contractLiquidateScreen) }

func (c *call) contractLiquidateScreen(_ *db.Tx, f *contract.File, t contractTyped) (contractPage, error) {
	p := contractPage{Title: "Thanh lý hợp đồng"}
	if p.Closed = contractNotIn(f, "Thanh lý được lập", scheme.Settled, scheme.Stopped); p.Closed != "" {
		return p, nil
	}
	b := f.Balances
	p.Facts = []ui.Row{
		{Key: "Giá trị hợp đồng", Value: ui.Money(f.Contract.Value)},
		{Key: "Đã quyết toán", Value: ui.Money(b[ledger.Settled])},
		{Key: "Đã thu hồi", Value: ui.Money(b[ledger.Returned])},
		{Key: "Không dùng, trả về nguồn", Value: ui.Money(b[ledger.Committed] + b[ledger.Approved])},
		{Key: "Hạn thanh lý", Value: ui.Day(f.LiquidationDue().On)},
	}
	if p.Closed = contractOpenWork(f); p.Closed != "" {
		return p, nil
	}
	p.Parts = []contractPart{{
		Action: c.contractHome("thanh-ly"), Version: f.Contract.Version,
		Inputs: []contractInput{
			{As: contractLine, Field: ui.Field{Name: "closing_no", Label: "Số biên bản thanh lý", Value: t.value("closing_no", ""), Size: 24, MaxLen: 200}},
			{As: contractDay, Field: ui.Field{Name: "closed_on", Label: "Ngày thanh lý", Value: t.value("closed_on", ui.Day(c.today()))}},
		},
		Buttons: []ui.Btn{{Label: "Thanh lý hợp đồng", Confirm: "Thanh lý hợp đồng số " + f.Contract.Number + "? Hồ sơ khép lại, số không dùng trả về nguồn."}},
	}}
	return p, nil
}

// contractOpenWork says what must end before the liquidation; "" for nothing.
func contractOpenWork(f *contract.File) string {
	for _, d := range f.Disbursements {
		if d.State == contract.DisbursementPrepared || d.State == contract.DisbursementApproved {
			return "Đề nghị chi " + d.ID + " chưa xong."
		}
	}
	for _, a := range f.Acceptances {
		if a.State == contract.AcceptancePrepared {
			return "Biên bản nghiệm thu " + a.ID + " còn chờ Sở xác nhận."
		}
	}
	for _, s := range f.Settlements {
		if s.State == contract.SettlementPrepared {
			return "Hồ sơ quyết toán " + s.ID + " còn chờ duyệt."
		}
	}
	if owed := f.Balances[ledger.Advanced]; owed > 0 {
		return "Còn " + ui.Money(owed) + " tạm ứng chưa thanh toán hoặc thu hồi."
	}
	if owed := f.Balances[ledger.Paid]; owed > 0 {
		return "Còn " + ui.Money(owed) + " đã thanh toán mà chưa quyết toán hoặc thu hồi."
	}
	return ""
}

func (c *call) contractLiquidate() error {
	return c.contractDo((*call).contractLiquidateScreen, "Đã thanh lý hợp đồng.", func(form *ui.Form) contractDeed {
		number, on, version := form.Line("closing_no"), form.Date("closed_on"), contractVersion(form)
		return func(tx *db.Tx) (string, error) {
			k, err := c.contractOf(tx)
			if err != nil {
				return "", err
			}
			return c.contractHome(), contract.Liquidate(c.ctx(), tx, k.ID, version, number, on)
		}
	})
}

func (c *call) contractCarryForm() error { return c.contractOpen((*call).contractCarryScreen) }

func (c *call) contractCarryScreen(_ *db.Tx, f *contract.File, t contractTyped) (contractPage, error) {
	p := contractPage{Title: "Chuyển nguồn sang năm sau"}
	if p.Closed = contractNotIn(f, "Chuyển nguồn được quyết định", scheme.Contracted, scheme.Running, scheme.Accepted); p.Closed != "" {
		return p, nil
	}
	if !c.may(contract.CarryDeed(f.Scheme.Fund)) {
		p.Closed = contract.CarryRule(f.Scheme.Fund)
		return p, nil
	}
	if c.contractMine(f.Contract.PreparedBy) {
		p.Closed = "Anh/chị là người soạn hợp đồng; người khác quyết định chuyển nguồn (nguyên tắc hai người)."
		return p, nil
	}
	years := contractCarryYears(f)
	if len(years) == 0 {
		p.Closed = "Mọi năm ngân sách của hợp đồng đã chuyển nguồn."
		return p, nil
	}
	p.Facts = []ui.Row{
		{Key: "Giá trị hợp đồng chưa chi", Value: ui.Money(f.Balances[ledger.Committed])},
		{Key: "Tạm ứng chưa thanh toán", Value: ui.Money(f.Balances[ledger.Advanced])},
		{Key: "Nghiệm thu chưa thanh toán", Value: ui.Money(f.Balances[ledger.Accepted])},
	}
	p.Notes = []contractNote{{
		Kind: ui.Info, Text: "Số chuyển do phần mềm tính: phần chưa chi và tạm ứng chưa thanh toán của năm, trừ phần đã nghiệm thu.",
		Basis: "NĐ 45/2012/NĐ-CP Điều 14 khoản 4", Verified: true,
	}}
	p.Parts = []contractPart{{
		Action: c.contractHome("chuyen-nguon"), Version: f.Contract.Version,
		Inputs: []contractInput{
			{As: contractSelect, Field: ui.Field{Name: "to_year", Label: "Chuyển", Value: t.value("to_year", years[0].Value)}, Options: years},
			{As: contractLine, Field: ui.Field{Name: "decision_no", Label: "Số quyết định", Value: t.value("decision_no", ""), Size: 24, MaxLen: 200}},
			{As: contractDay, Field: ui.Field{Name: "decided_on", Label: "Ngày quyết định", Value: t.value("decided_on", ui.Day(c.today()))}},
			{As: contractLine, Field: ui.Field{Name: "signer", Label: "Người ký", Value: t.value("signer", ""), MaxLen: 200, Hint: "Họ tên và chức vụ."}},
		},
		Buttons: []ui.Btn{{Label: "Chuyển nguồn", Confirm: "Chuyển số còn lại của hợp đồng sang năm sau? Bút toán không sửa được."}},
	}}
	return p, nil
}

// contractCarryYears lists the years into which money may still be carried.
func contractCarryYears(f *contract.File) []ui.Option {
	done := map[int]bool{}
	for _, o := range f.CarryOvers {
		done[o.FromYear] = true
	}
	var options []ui.Option
	for _, y := range f.BudgetYears() {
		if !done[y] {
			options = append(options, ui.Option{Value: strconv.Itoa(y + 1), Label: "Từ năm " + strconv.Itoa(y) + " sang năm " + strconv.Itoa(y+1)})
		}
	}
	return options
}

func (c *call) contractCarry() error {
	return c.contractDo((*call).contractCarryScreen, "Đã chuyển nguồn sang năm sau.", func(form *ui.Form) contractDeed {
		typed := contract.CarryOver{
			ToYear: form.Int("to_year"), DecisionNo: form.Line("decision_no"), DecidedOn: form.Date("decided_on"), Signer: form.Line("signer"),
		}
		version := contractVersion(form)
		return func(tx *db.Tx) (string, error) {
			k, err := c.contractOf(tx)
			if err != nil {
				return "", err
			}
			o := typed
			o.Contract = k.ID
			return c.contractHome() + "#chuyen-nguon", contract.Carry(c.ctx(), tx, version, &o)
		}
	})
}
