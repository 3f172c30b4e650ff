package office

import (
	"slices"

	"example.vn/khuyencong/internal/domain/contract"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/web/ui"
)

// contractSettlement finds the settlement in the address.
func (c *call) contractSettlement(tx *db.Tx) (*contract.Settlement, error) {
	s, err := contract.SettlementByID(c.ctx(), tx, c.r.PathValue("no"))
	if err == nil && s.Scheme != c.contractScheme() {
		err = contractMissing("hồ sơ quyết toán")
	}
	return s, err
}

func (c *call) contractSettleShow() error { return c.contractOpen((*call).contractSettleShowScreen) }

func (c *call) contractSettleShowScreen(tx *db.Tx, f *contract.File, t contractTyped) (contractPage, error) {
	s, err := c.contractSettlement(tx)
	if err != nil {
		return contractPage{}, err
	}
	names, err := c.contractNames(tx, s.PreparedBy, s.ApprovedBy)
	if err != nil {
		return contractPage{}, err
	}
	p := contractPage{Title: "Quyết toán " + s.ID, Wide: true, Tag: ui.Kind(s.State.Tag()), State: s.State.Label()}
	p.Facts = []ui.Row{
		{Key: "Số quyết toán", Value: ui.Money(s.Amount)},
		{Key: "Thời gian hợp đồng", Value: contractDays(f.Contract.StartsOn, f.Contract.EndsOn)},
		{Key: "Người lập", Value: contractWhen(names[s.PreparedBy], s.PreparedAt)},
	}
	if s.Note != "" {
		p.Facts = append(p.Facts, ui.Row{Key: "Ghi chú", Value: s.Note})
	}
	if s.ApprovedBy != "" {
		p.Facts = append(p.Facts, ui.Row{Key: "Duyệt", Value: names[s.ApprovedBy] + ", ngày " + ui.Day(s.ApprovedOn)})
	}
	p.Notes = contractSettleNotes(f, s)
	waits, confirm := c.contractWaits(s)
	p.Body = contractDossier(*s, contractPaperStates(f, s), waits, confirm)
	p.Parts = c.contractSettleParts(s, t)
	return p, nil
}

// contractSettleNotes says, each in words, what is wrong with a dossier.
func contractSettleNotes(f *contract.File, s *contract.Settlement) []contractNote {
	var notes []contractNote
	if s.Reason != "" {
		notes = append(notes, contractNote{Kind: ui.Bad, Text: "Lý do trả lại: " + s.Reason, Verified: true})
	}
	if s.State == contract.SettlementPrepared {
		for _, i := range s.Invoices {
			if i.Outside != "" {
				notes = append(notes, contractNote{Kind: ui.Bad, Text: "Hóa đơn " + i.Symbol + " số " + i.Number + " " + i.Outside, Verified: true})
			}
		}
		for _, paper := range f.EvidenceList() {
			if paper.Required && paper.When == "" && paper.Verified && !contractHasPaper(s, paper.Key) {
				notes = append(notes, contractNote{Kind: ui.Bad, Text: "Thiếu giấy tờ bắt buộc: " + paper.Name + ".", Basis: paper.Citation, Verified: true})
			}
		}
	}
	return append(append(notes, contractFound(s)...), contractWarnings(s.Warning)...)
}

func contractHasPaper(s *contract.Settlement, key string) bool {
	return slices.ContainsFunc(s.Papers, func(p contract.SettlementPaper) bool { return p.Code == key })
}

// contractPaperStates lists the evidence papers with whether they are there.
func contractPaperStates(f *contract.File, s *contract.Settlement) []ui.Doc {
	var docs []ui.Doc
	for _, paper := range f.EvidenceList() {
		doc := ui.Doc{Label: paper.Name, Note: contractPaperHint(paper), Tag: ui.Neutral, State: "Không kèm"}
		switch {
		case contractHasPaper(s, paper.Key):
			doc.Tag, doc.State = ui.OK, "Có"
		case paper.Required && paper.When == "":
			doc.Tag, doc.State = ui.Warn, "Thiếu"
		}
		docs = append(docs, doc)
	}
	return docs
}

// contractSettleParts are the decisions that the caller may take.
func (c *call) contractSettleParts(s *contract.Settlement, t contractTyped) []contractPart {
	if s.State != contract.SettlementPrepared {
		return nil
	}
	var parts []contractPart
	path := func(deed string) string { return c.contractHome("quyet-toan", s.ID, deed) }
	mine := c.contractMine(s.PreparedBy)
	if c.may(access.ApproveSettlement) && !mine && len(s.Unconfirmed()) == 0 {
		parts = append(parts, contractPart{
			Title: "Duyệt quyết toán", Action: path("duyet"), Version: s.Version,
			Inputs:  []contractInput{{As: contractDay, Field: ui.Field{Name: "approved_on", Label: "Ngày duyệt", Value: t.value("approved_on", ui.Day(c.today()))}}},
			Buttons: []ui.Btn{{Label: "Duyệt quyết toán", Confirm: "Duyệt quyết toán " + ui.Money(s.Amount) + "? Bút toán không sửa được."}},
		})
	}
	back := contractPart{
		Title: "Trả lại", Action: path("tra-lai"), Version: s.Version,
		Inputs:  []contractInput{{As: contractArea, Field: ui.Field{Name: "reason", Label: "Lý do", Value: t.value("reason", ""), Rows: 3}}},
		Buttons: []ui.Btn{{Label: "Trả lại hồ sơ", Look: ui.Alt}},
	}
	switch {
	case c.may(access.ApproveSettlement):
	case mine && c.may(access.PrepareSettlement):
		back.Title, back.Action, back.Buttons[0].Label = "Rút hồ sơ", path("rut"), "Rút hồ sơ"
	default:
		return parts
	}
	return append(parts, back)
}

func (c *call) contractSettleApprove() error {
	return c.contractDo((*call).contractSettleShowScreen, "Đã duyệt quyết toán.", func(form *ui.Form) contractDeed {
		version, on := contractVersion(form), form.Date("approved_on")
		return func(tx *db.Tx) (string, error) {
			s, err := c.contractSettlement(tx)
			if err != nil {
				return "", err
			}
			return c.contractHome() + "#quyet-toan", contract.ApproveSettlement(c.ctx(), tx, s.ID, version, on)
		}
	})
}

// contractSettleRefuse sends the dossier back, for whoever approves or
// prepared it: the verb tells them apart.
func (c *call) contractSettleRefuse() error {
	return c.contractDo((*call).contractSettleShowScreen, "Đã trả lại hồ sơ quyết toán.", func(form *ui.Form) contractDeed {
		version, reason := contractVersion(form), form.Text("reason")
		return func(tx *db.Tx) (string, error) {
			s, err := c.contractSettlement(tx)
			if err != nil {
				return "", err
			}
			return c.contractHome("quyet-toan", s.ID), contract.RefuseSettlement(c.ctx(), tx, s.ID, version, reason)
		}
	})
}
