package office

import (
	"net/http"
	"strings"

	"example.vn/khuyencong/internal/domain/contract"
	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/web/ui"
)

// contractKinds are the kinds of request as the address of the form names
// them; taking back has two.
var contractKinds = []struct {
	path, title, hint string
	kinds             []contract.DisbursementKind
}{
	{"tam-ung", "Đề nghị tạm ứng", "Chi trước khi nghiệm thu, trong mức quy định.", []contract.DisbursementKind{contract.Advance}},
	{"thanh-toan", "Đề nghị thanh toán", "Chi cho khối lượng đã nghiệm thu.", []contract.DisbursementKind{contract.Payment}},
	{"thanh-toan-tam-ung", "Đề nghị thanh toán tạm ứng", "Chuyển số đã tạm ứng thành thanh toán; không chi thêm tiền.", []contract.DisbursementKind{contract.Clearing}},
	{"thu-hoi", "Đề nghị thu hồi", "Thu lại tạm ứng hoặc số đã thanh toán, nộp ngân sách.", []contract.DisbursementKind{contract.RecoverAdvance, contract.RecoverPayment}},
}

// contractPays lists the kinds that can be asked for now.
func contractPays(f *contract.File) []contract.DisbursementKind {
	if f.Contract == nil || f.Contract.State != contract.Signed {
		return nil
	}
	var open []contract.DisbursementKind
	for _, k := range contract.DisbursementKinds() {
		if f.Left(k) > 0 && contractPaysIn(f.Scheme, k) {
			open = append(open, k)
		}
	}
	return open
}

// contractPaysIn reports whether a request of kind k fits the state of s.
func contractPaysIn(s *scheme.Scheme, k contract.DisbursementKind) bool {
	back := k == contract.RecoverAdvance || k == contract.RecoverPayment
	if !back && contractGroupWaits(s) {
		return false
	}
	switch s.State {
	case scheme.Contracted, scheme.Running:
		return true
	case scheme.Accepted, scheme.Stopped:
		return k != contract.Advance
	case scheme.Settled:
		return back
	case scheme.Draft, scheme.Submitted, scheme.Returned, scheme.Appraising, scheme.Appraised, scheme.Endorsed, scheme.Rejected,
		scheme.Withdrawn, scheme.Planned, scheme.Approved, scheme.Closed, scheme.Recorded:
		return false
	}
	return false
}

func (c *call) contractRequestForm() error { return c.contractOpen((*call).contractRequestScreen) }

// contractRequestScreen asks for a request of the kind ?loai=; without one it
// lets choose.
func (c *call) contractRequestScreen(_ *db.Tx, f *contract.File, t contractTyped) (contractPage, error) {
	p := contractPage{Title: "Lập đề nghị chi"}
	p.Closed = contractNotIn(f, "Đề nghị chi được lập", scheme.Contracted, scheme.Running, scheme.Accepted, scheme.Stopped, scheme.Settled)
	if p.Closed != "" {
		return p, nil
	}
	if contractGroupWaits(f.Scheme) {
		p.Notes = append(p.Notes, contractGroupNote())
	}
	path := t.value("loai", c.r.URL.Query().Get("loai"))
	open := contractPays(f)
	for _, way := range contractKinds {
		if way.path != path {
			continue
		}
		p.Title = way.title
		var kinds []contract.DisbursementKind
		for _, k := range open {
			for _, mine := range way.kinds {
				if k == mine {
					kinds = append(kinds, k)
				}
			}
		}
		if len(kinds) == 0 {
			p.Closed = "Hiện không có số tiền nào để lập đề nghị này ở trạng thái “" + f.Scheme.State.Label() + "” của đề án."
			return p, nil
		}
		c.contractRequestParts(&p, f, t, path, kinds)
		return p, nil
	}
	p.Body = contractKindList(c.contractKindTasks(f, open))
	return p, nil
}

// contractKindTasks lists the ways to ask, those that are open with their
// address.
func (c *call) contractKindTasks(f *contract.File, open []contract.DisbursementKind) []ui.Task {
	var tasks []ui.Task
	for _, way := range contractKinds {
		task := ui.Task{Label: way.title, Hint: way.hint, State: "Chưa lập được"}
		for _, k := range way.kinds {
			for _, have := range open {
				if have == k {
					task.Href = ui.PathQuery(c.contractHome("de-nghi", "moi"), "loai", way.path)
					task.State = "Tối đa " + ui.Money(f.Left(k))
				}
			}
		}
		tasks = append(tasks, task)
	}
	return tasks
}

// contractRequestParts fills in the form of a request.
func (c *call) contractRequestParts(p *contractPage, f *contract.File, t contractTyped, path string, kinds []contract.DisbursementKind) {
	kind := contract.DisbursementKind(t.value("kind", string(kinds[0])))
	inputs := []contractInput{{As: contractHidden, Field: ui.Field{Name: "loai", Value: path}}}
	if len(kinds) > 1 {
		pick := contractInput{As: contractCards, Field: ui.Field{Name: "kind", Label: "Thu hồi khoản nào", Value: string(kind)}}
		for _, k := range kinds {
			pick.Options = append(pick.Options, ui.Option{Value: string(k), Label: k.Label(), Hint: "Tối đa " + ui.Money(f.Left(k)) + "."})
		}
		inputs = append(inputs, pick)
	} else {
		inputs = append(inputs, contractInput{As: contractHidden, Field: ui.Field{Name: "kind", Value: string(kinds[0])}})
		if kinds[0] != contract.Advance { // an advance has its own limits, below
			p.Facts = append(p.Facts, ui.Row{Key: "Sổ kinh phí còn cho phép", Value: ui.Money(f.Left(kinds[0]))})
		}
	}
	amount := ui.Field{Name: "amount", Label: "Số tiền đề nghị", Value: t.value("amount", "")}
	proof := ui.Field{Name: "proof", Label: "Căn cứ", Value: t.value("proof", ""), Rows: 3}
	send := []ui.Btn{{Label: "Gửi đề nghị"}}
	switch kinds[0] {
	case contract.Advance:
		volume := c.contractAdvanceWords(p, f, t)
		proof.Label, proof.Hint = "Chứng minh khối lượng", "Số, ngày của hợp đồng mua máy, hóa đơn, báo cáo tiến độ…"
		inputs = append(inputs,
			contractInput{As: contractMoney, Field: amount},
			contractInput{As: contractMoney, Field: ui.Field{Name: "volume", Label: "Giá trị khối lượng đã làm", Value: volume, Optional: true, Hint: "Bỏ trống thì lấy báo cáo tiến độ mới nhất."}},
			contractInput{As: contractArea, Field: proof})
		send = append(send, ui.Btn{Label: "Kiểm tra trước", Look: ui.Alt, Name: "xem", Value: "1"})
	case contract.Payment, contract.Clearing:
		amount.Value = t.value("amount", ui.Dong(f.Left(kinds[0])))
		proof.Optional = true
		p.Facts = append(p.Facts, ui.Row{Key: "Khối lượng nghiệm thu chưa thanh toán", Value: ui.Money(f.Balances[ledger.Accepted])})
		inputs = append(inputs, contractInput{As: contractMoney, Field: amount}, contractInput{As: contractArea, Field: proof})
	case contract.RecoverAdvance, contract.RecoverPayment:
		proof.Label, proof.Hint = "Quyết định hoặc lý do thu hồi", "Ví dụ: Quyết định số 15/QĐ-SCT ngày 02/10/2026."
		inputs = append(inputs, contractInput{As: contractMoney, Field: amount}, contractInput{As: contractArea, Field: proof})
	}
	p.Parts = []contractPart{{Action: c.contractHome("de-nghi", "moi"), Inputs: inputs, Buttons: send}}
}

// contractAdvanceWords shows what the rules say of the advance that is typed,
// and returns the volume to show.
func (c *call) contractAdvanceWords(p *contractPage, f *contract.File, t contractTyped) (volume string) {
	latest, _ := f.Latest()
	if latest.Done > 0 {
		volume = ui.Dong(latest.Done)
	}
	volume = t.value("volume", volume)
	facts := f.AdvanceFacts(t.money("amount", 0), t.money("volume", latest.Done))
	if facts.Volume == 0 {
		facts.Volume = latest.Done
	}
	v := contract.JudgeAdvance(facts)
	p.Facts = append(p.Facts,
		ui.Row{Key: "Giá trị hợp đồng", Value: ui.Money(facts.Value)},
		ui.Row{Key: "Đã tạm ứng và đang đề nghị", Value: ui.Money(facts.Before)},
		ui.Row{Key: "Mức tạm ứng tối đa", Value: ui.Money(v.Limit) + " (theo nội dung: " + ui.Percent(v.Ratio) + ")"},
		ui.Row{Key: "Còn được tạm ứng", Value: ui.Money(min(v.Left, f.Left(contract.Advance)))},
	)
	p.Notes = append(p.Notes, contractNote{Kind: ui.Info, Text: "Mức tạm ứng theo", Basis: v.Citation, Verified: v.Verified})
	p.Notes = append(p.Notes, contractProblems(v.Problems)...)
	if len(v.Problems) == 0 && facts.Amount > 0 {
		p.Notes = append(p.Notes, contractNote{Kind: ui.OK, Text: "Số tiền " + ui.Money(facts.Amount) + " nằm trong mức quy định.", Verified: true})
	}
	p.Body = contractPapers(v.Papers)
	return volume
}

// contractProblems puts the problems of a verdict into notes.
func contractProblems(all []contract.Problem) []contractNote {
	var notes []contractNote
	for _, problem := range all {
		n := contractNote{Kind: ui.Warn, Text: problem.Message, Basis: problem.Basis, Verified: problem.Blocks || problem.Basis == ""}
		if problem.Blocks {
			n.Kind = ui.Bad
		}
		notes = append(notes, n)
	}
	return notes
}

func (c *call) contractRequest() error {
	form, err := ui.ReadForm(c.r)
	if err != nil {
		return err
	}
	if form.Has("xem") {
		return c.contractRender(http.StatusOK, (*call).contractRequestScreen, contractTyped{form: form})
	}
	return c.contractDo((*call).contractRequestScreen, "Đã gửi đề nghị, chờ lãnh đạo duyệt.", func(form *ui.Form) contractDeed {
		typed := contract.Disbursement{
			Kind: contract.DisbursementKind(form.Line("kind")), Amount: form.Money("amount"), Volume: form.Money("volume"), Proof: form.Text("proof"),
		}
		return func(tx *db.Tx) (string, error) {
			k, err := c.contractOf(tx)
			if err != nil {
				return "", err
			}
			d := typed
			d.Contract = k.ID
			err = contract.Request(c.ctx(), tx, &d)
			return c.contractHome("de-nghi", d.ID), err
		}
	})
}

// contractDisbursement finds the request in the address.
func (c *call) contractDisbursement(tx *db.Tx) (contract.Disbursement, error) {
	d, err := contract.DisbursementByID(c.ctx(), tx, c.r.PathValue("no"))
	if err == nil && d.Scheme != c.contractScheme() {
		err = contractMissing("đề nghị chi")
	}
	return d, err
}

func (c *call) contractRequestShow() error { return c.contractOpen((*call).contractRequestShowScreen) }

func (c *call) contractRequestShowScreen(tx *db.Tx, f *contract.File, t contractTyped) (contractPage, error) {
	d, err := c.contractDisbursement(tx)
	if err != nil {
		return contractPage{}, err
	}
	names, err := c.contractNames(tx, d.PreparedBy, d.ApprovedBy, d.PaidBy)
	if err != nil {
		return contractPage{}, err
	}
	p := contractPage{Title: "Đề nghị " + strings.ToLower(d.Kind.Label()) + " " + d.ID, Tag: ui.Kind(d.State.Tag()), State: d.State.Label()}
	p.Facts = []ui.Row{
		{Key: "Số tiền", Value: ui.Money(d.Amount)},
		{Key: "Bên nhận", Value: f.Contract.Party},
		{Key: "Căn cứ", Value: contractOr(d.Proof, "theo biên bản nghiệm thu")},
	}
	if d.Volume > 0 {
		p.Facts = append(p.Facts, ui.Row{Key: "Khối lượng đã làm", Value: ui.Money(d.Volume)})
	}
	p.Facts = append(p.Facts, ui.Row{Key: "Người lập", Value: contractWhen(names[d.PreparedBy], d.PreparedAt)})
	if d.ApprovedBy != "" {
		p.Facts = append(p.Facts, ui.Row{Key: "Người duyệt", Value: contractWhen(names[d.ApprovedBy], d.ApprovedAt)})
	}
	if (d.State == contract.DisbursementPrepared || d.State == contract.DisbursementApproved) && !f.Moves(d.Kind) {
		p.Facts = append(p.Facts, ui.Row{Key: "Lưu ý", Value: "Đề án đang ở trạng thái “" + f.Scheme.State.Label() + "” nên đề nghị này không duyệt và chi được nữa."})
	}
	if d.State == contract.DisbursementPaid || d.State == contract.DisbursementReversed {
		p.Facts = append(p.Facts,
			ui.Row{Key: "Chứng từ", Value: d.VoucherNo + " ngày " + ui.Day(d.VoucherOn)},
			ui.Row{Key: "Người ghi", Value: contractWhen(names[d.PaidBy], d.PaidAt)})
	}
	p.Notes = contractWarnings(d.Warning)
	switch {
	case d.State == contract.DisbursementReversed:
		p.Notes = append(p.Notes, contractNote{Kind: ui.Warn, Text: "Đã đảo vì ghi nhầm: " + d.Reason, Verified: true})
	case d.Reason != "":
		p.Notes = append(p.Notes, contractNote{Kind: ui.Bad, Text: "Lý do không chấp nhận: " + d.Reason, Verified: true})
	}
	p.Parts = c.contractRequestDeeds(f, d, t)
	if d.State == contract.DisbursementPaid && f.Contract.State == contract.Signed && !c.contractMine(d.PaidBy) && c.may(access.ReverseDisbursement) {
		p.Parts = append(p.Parts, contractReversePart("Đảo chứng từ ghi nhầm",
			"Chỉ khi chứng từ ghi nhầm: sổ ghi bút toán ngược lại và tiền trở về chỗ cũ. Tiền đã chi thật thì lập đề nghị thu hồi.",
			c.contractHome("de-nghi", d.ID, "dao"), d.Version, t))
	}
	return p, nil
}

// contractRequestDeeds are the forms of those whose turn it is.
func (c *call) contractRequestDeeds(f *contract.File, d contract.Disbursement, t contractTyped) []contractPart {
	var parts []contractPart
	path := func(deed string) string { return c.contractHome("de-nghi", d.ID, deed) }
	mine := c.contractMine(d.PreparedBy)
	prepared, approved := d.State == contract.DisbursementPrepared, d.State == contract.DisbursementApproved
	if prepared && !mine && f.Moves(d.Kind) && c.may(access.ApproveDisbursement) {
		parts = append(parts, contractPart{
			Title: "Duyệt", Text: "Sau khi duyệt, kế toán chi tiền và ghi chứng từ.", Action: path("duyet"), Version: d.Version,
			Buttons: []ui.Btn{{Label: "Duyệt đề nghị"}},
		})
	}
	if approved && !mine && f.Moves(d.Kind) && !c.contractMine(d.ApprovedBy) && c.may(access.PayDisbursement) {
		parts = append(parts, contractPayPart(d, t, path("chi"), ui.Day(c.today())))
	}
	if !prepared && !approved {
		return parts
	}
	refuse := contractPart{
		Title: "Không chấp nhận", Action: path("tu-choi"), Version: d.Version,
		Inputs:  []contractInput{{As: contractArea, Field: ui.Field{Name: "reason", Label: "Lý do", Value: t.value("reason", ""), Rows: 3}}},
		Buttons: []ui.Btn{{Label: "Không chấp nhận", Look: ui.Alt}},
	}
	switch {
	case c.may(access.ApproveDisbursement):
	case approved && c.may(access.PayDisbursement):
		refuse.Title, refuse.Action, refuse.Buttons[0].Label = "Không chi", path("khong-chi"), "Không chi"
	case mine && c.may(access.RequestDisbursement):
		refuse.Title, refuse.Action, refuse.Buttons[0].Label = "Rút đề nghị", path("rut"), "Rút đề nghị"
	default:
		return parts
	}
	return append(parts, refuse)
}

// contractPayPart asks for the voucher.
func contractPayPart(d contract.Disbursement, t contractTyped, action, today string) contractPart {
	title, button, question := "Chi tiền", "Chi tiền", "Ghi đã chi "+ui.Money(d.Amount)+"? Bút toán không sửa được; ghi nhầm thì lãnh đạo phải đảo."
	switch d.Kind {
	case contract.RecoverAdvance, contract.RecoverPayment:
		title, button, question = "Ghi thu hồi", "Ghi đã thu hồi", "Ghi đã thu hồi "+ui.Money(d.Amount)+"? Bút toán không sửa được."
	case contract.Clearing:
		title, button, question = "Ghi thanh toán tạm ứng", "Ghi thanh toán", "Ghi thanh toán tạm ứng "+ui.Money(d.Amount)+"? Bút toán không sửa được."
	case contract.Advance, contract.Payment:
	}
	return contractPart{
		Title: title, Action: action, Version: d.Version,
		Inputs: []contractInput{
			{As: contractLine, Field: ui.Field{Name: "voucher_no", Label: "Số chứng từ", Value: t.value("voucher_no", ""), Size: 24, MaxLen: 200, Hint: "Ví dụ UNC 118."}},
			{As: contractDay, Field: ui.Field{Name: "voucher_on", Label: "Ngày chứng từ", Value: t.value("voucher_on", today)}},
		},
		Buttons: []ui.Btn{{Label: button, Confirm: question}},
	}
}

func (c *call) contractApprove() error {
	return c.contractDo((*call).contractRequestShowScreen, "Đã duyệt đề nghị, chờ kế toán chi.", func(form *ui.Form) contractDeed {
		version := contractVersion(form)
		return func(tx *db.Tx) (string, error) {
			d, err := c.contractDisbursement(tx)
			if err != nil {
				return "", err
			}
			return c.contractHome("de-nghi", d.ID), contract.ApproveDisbursement(c.ctx(), tx, d.ID, version)
		}
	})
}

func (c *call) contractPay() error {
	return c.contractDo((*call).contractRequestShowScreen, "Đã ghi chứng từ.", func(form *ui.Form) contractDeed {
		number, on, version := form.Line("voucher_no"), form.Date("voucher_on"), contractVersion(form)
		return func(tx *db.Tx) (string, error) {
			d, err := c.contractDisbursement(tx)
			if err != nil {
				return "", err
			}
			return c.contractHome("de-nghi", d.ID), contract.Pay(c.ctx(), tx, d.ID, version, number, on)
		}
	})
}

// contractRefuse ends a request, for whoever approves, pays or prepared it:
// the verb tells them apart.
func (c *call) contractRefuse() error {
	return c.contractDo((*call).contractRequestShowScreen, "Đã kết thúc đề nghị.", func(form *ui.Form) contractDeed {
		version, reason := contractVersion(form), form.Text("reason")
		return func(tx *db.Tx) (string, error) {
			d, err := c.contractDisbursement(tx)
			if err != nil {
				return "", err
			}
			return c.contractHome("de-nghi", d.ID), contract.RefuseDisbursement(c.ctx(), tx, d.ID, version, reason)
		}
	})
}
