package office

import (
	"fmt"
	"mime/multipart"
	"slices"
	"strconv"
	"strings"

	"example.vn/khuyencong/internal/domain/contract"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/blob"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/web/ui"
)

// contractPhotos is the name of the field of photos.
const contractPhotos = "photo"

func (c *call) contractAcceptForm() error { return c.contractOpen((*call).contractAcceptScreen) }

// contractAcceptScreen asks for the minutes of an acceptance on site; it is
// filled in on a phone. ?don-vi=2 has the beneficiary chosen.
func (c *call) contractAcceptScreen(_ *db.Tx, f *contract.File, t contractTyped) (contractPage, error) {
	p := contractPage{Title: "Lập biên bản nghiệm thu"}
	if p.Closed = contractNotIn(f, "Nghiệm thu được lập", scheme.Contracted, scheme.Running, scheme.Stopped); p.Closed != "" {
		return p, nil
	}
	open := contractToAccept(f)
	if len(open) == 0 {
		p.Closed = "Mọi đơn vị thụ hưởng đã nghiệm thu xong hoặc có biên bản chờ Sở xác nhận."
		return p, nil
	}
	if contractGroupWaits(f.Scheme) {
		p.Notes = append(p.Notes, contractGroupNote())
	}
	chosen := t.value("beneficiary", c.r.URL.Query().Get("don-vi"))
	if !slices.Contains(open, chosen) {
		chosen = open[0]
	}
	who := contractInput{As: contractHidden, Field: ui.Field{Name: "beneficiary", Value: chosen}}
	if len(open) > 1 {
		who = contractInput{As: contractSelect, Field: ui.Field{Name: "beneficiary", Label: "Đơn vị thụ hưởng", Value: chosen}}
		for _, no := range open {
			who.Options = append(who.Options, ui.Option{Value: no, Label: contractWho(f.Scheme, no)})
		}
	} else {
		p.Facts = append(p.Facts, ui.Row{Key: "Đơn vị thụ hưởng", Value: contractWho(f.Scheme, chosen)})
	}
	value, place := contractAcceptDefaults(f, chosen)
	p.Facts = append(p.Facts, ui.Row{Key: "Giá trị hợp đồng", Value: ui.Money(f.Contract.Value)}, ui.Row{Key: "Đã nghiệm thu", Value: ui.Money(f.AcceptedTotal())})
	if t.problem != nil {
		p.Notes = append(p.Notes, contractNote{Kind: ui.Info, Text: "Ảnh chưa được lưu: anh/chị chọn lại ảnh, hoặc thêm ảnh sau khi lưu biên bản.", Verified: true})
	}
	p.Parts = []contractPart{{
		Action: c.contractHome("nghiem-thu", "moi"), Upload: true,
		Inputs: []contractInput{
			who,
			{As: contractDay, Field: ui.Field{Name: "accepted_on", Label: "Ngày nghiệm thu", Value: t.value("accepted_on", ui.Day(c.today()))}},
			{As: contractLine, Field: ui.Field{Name: "place", Label: "Nơi nghiệm thu", Value: t.value("place", place), MaxLen: 500}},
			{As: contractArea, Field: ui.Field{Name: "quantities", Label: "Số lượng, quy cách thực tế", Value: t.value("quantities", ""), Rows: 3, Hint: "Ví dụ: 01 máy sấy chè, công suất 200 kg/giờ, mới 100%."}},
			{As: contractArea, Field: ui.Field{Name: "serials", Label: "Số máy, số sê-ri", Value: t.value("serials", ""), Rows: 2, Optional: true, Hint: "Mỗi máy một dòng."}},
			{As: contractArea, Field: ui.Field{Name: "differences", Label: "Khác với hợp đồng ở chỗ nào", Value: t.value("differences", ""), Rows: 2, Optional: true, Hint: "Bỏ trống nếu đúng như hợp đồng."}},
			{As: contractMoney, Field: ui.Field{Name: "value", Label: "Kinh phí hỗ trợ được nghiệm thu", Value: t.value("value", value)}},
			{As: contractTick, Field: ui.Field{Name: "partial", Label: "Nghiệm thu một phần, còn tiếp", Hint: "Đánh dấu khi đơn vị này sẽ còn nghiệm thu lần sau."}, On: t.ticked("partial", false)},
		},
		Body:    contractPhotoFields(ui.Problems(t.problem)[contractPhotos]),
		Buttons: []ui.Btn{{Label: "Lưu biên bản"}},
	}}
	return p, nil
}

// contractToAccept lists the numbers of those whose acceptance can be prepared
// now: not finished, and none waiting.
func contractToAccept(f *contract.File) []string {
	var open []string
	for _, no := range f.Unaccepted() {
		waits := slices.ContainsFunc(f.Acceptances, func(a contract.Acceptance) bool {
			return a.Beneficiary == no && a.State == contract.AcceptancePrepared
		})
		if !waits {
			open = append(open, strconv.Itoa(no))
		}
	}
	return open
}

// contractGroupWaits reports whether a group scheme still waits for its list.
func contractGroupWaits(s *scheme.Scheme) bool {
	return s.Group && s.GroupPlan != scheme.GroupPlanApproved
}

func contractGroupNote() contractNote {
	return contractNote{
		Kind: ui.Warn, Text: "Đề án nhóm chưa được Sở duyệt danh sách thụ hưởng, nên chưa chi tiền hoặc nghiệm thu được.",
		Basis: "TT 36/2013/TT-BCT Điều 21 khoản 2 điểm a", Verified: true,
	}
}

// contractWho names the beneficiary with the number.
func contractWho(s *scheme.Scheme, no string) string {
	for _, b := range s.Beneficiaries {
		if strconv.Itoa(b.No) == no {
			return b.Name
		}
	}
	return "Cả đề án"
}

// contractAcceptDefaults proposes the value and the place of an acceptance.
func contractAcceptDefaults(f *contract.File, no string) (value, place string) {
	rest := max(0, f.Contract.Value-f.AcceptedTotal())
	place = territory.Text(f.Scheme.Place)
	for _, b := range f.Scheme.Active() {
		if strconv.Itoa(b.No) != no {
			continue
		}
		if own := territory.Text(b.Place); own != "" {
			place = own
		}
		if b.Support > 0 {
			return ui.Dong(min(b.Support, rest)), place
		}
	}
	if len(f.Unaccepted()) > 1 {
		return "", place
	}
	return ui.Dong(rest), place
}

func (c *call) contractAcceptAdd() error {
	return c.contractDo((*call).contractAcceptScreen, "Đã lưu biên bản nghiệm thu, chờ Sở xác nhận.", func(form *ui.Form) contractDeed {
		typed := contract.Acceptance{
			Beneficiary: form.Int("beneficiary"), AcceptedOn: form.Date("accepted_on"), Place: form.Line("place"),
			Quantities: form.Text("quantities"), Serials: form.Text("serials"), Differences: form.Text("differences"),
			Value: form.Money("value"), Partial: form.Bool("partial"),
		}
		photos := c.contractStage(form)
		return func(tx *db.Tx) (string, error) {
			k, err := c.contractOf(tx)
			if err != nil {
				return "", err
			}
			a := typed
			a.Contract = k.ID
			if err := contract.PrepareAcceptance(c.ctx(), tx, &a); err != nil {
				return "", err
			}
			return c.contractHome("nghiem-thu", a.ID), c.contractAttach(tx, photos, a)
		}
	})
}

// contractStage keeps the photos of a form on disk and notes those that are
// none.
func (c *call) contractStage(form *ui.Form) []blob.Staged {
	var staged []blob.Staged
	for _, h := range form.Files(contractPhotos) {
		s, err := c.contractPut(h)
		if err != nil {
			form.Add(contractPhotos, "Ảnh “"+h.Filename+"”: "+contractWhy(err))
			continue
		}
		staged = append(staged, s)
	}
	return staged
}

// contractWhy is what a fault says, or that the disk failed.
func contractWhy(err error) string {
	if fault.KindOf(err) == fault.Internal {
		return "chưa lưu được, anh/chị gửi lại."
	}
	return err.Error()
}

// contractUpload keeps a file that was sent.
func (c *call) contractUpload(h *multipart.FileHeader) (s blob.Staged, err error) {
	file, err := h.Open()
	if err != nil {
		return s, fmt.Errorf("open upload: %w", err)
	}
	defer func() { _ = file.Close() }()
	return blob.Put(c.ctx(), c.s.Files, file, h.Filename)
}

func (c *call) contractPut(h *multipart.FileHeader) (blob.Staged, error) {
	s, err := c.contractUpload(h)
	if err != nil {
		return s, err
	}
	if !strings.HasPrefix(s.Media, "image/") {
		return s, fault.New(fault.Invalid, "Tệp này không phải là ảnh.")
	}
	return s, nil
}

func (c *call) contractAttach(tx *db.Tx, photos []blob.Staged, a contract.Acceptance) error {
	for _, s := range photos {
		if _, err := blob.Attach(c.ctx(), tx, s, a.Owner(), contract.PhotoSlot); err != nil {
			return err
		}
	}
	return nil
}

// contractAcceptance finds the minutes in the address.
func (c *call) contractAcceptance(tx *db.Tx) (contract.Acceptance, error) {
	a, err := contract.AcceptanceByID(c.ctx(), tx, c.r.PathValue("no"))
	if err == nil && a.Scheme != c.contractScheme() {
		err = contractMissing("biên bản nghiệm thu")
	}
	return a, err
}

func (c *call) contractAcceptShow() error { return c.contractOpen((*call).contractAcceptShowScreen) }

func (c *call) contractAcceptShowScreen(tx *db.Tx, f *contract.File, t contractTyped) (contractPage, error) {
	a, err := c.contractAcceptance(tx)
	if err != nil {
		return contractPage{}, err
	}
	names, err := c.contractNames(tx, a.PreparedBy, a.ConfirmedBy)
	if err != nil {
		return contractPage{}, err
	}
	photos, err := blob.List(c.ctx(), tx, a.Owner())
	if err != nil {
		return contractPage{}, err
	}
	p := contractPage{Title: "Biên bản nghiệm thu " + a.ID, Tag: ui.Kind(a.State.Tag()), State: a.State.Label()}
	scope := "nghiệm thu xong"
	if a.Partial {
		scope = "nghiệm thu một phần, còn tiếp"
	}
	p.Facts = []ui.Row{
		{Key: "Đơn vị thụ hưởng", Value: contractWho(f.Scheme, strconv.Itoa(a.Beneficiary))},
		{Key: "Ngày nghiệm thu", Value: ui.Day(a.AcceptedOn)},
		{Key: "Nơi nghiệm thu", Value: a.Place},
		{Key: "Số lượng, quy cách", Value: a.Quantities},
		{Key: "Số máy, số sê-ri", Value: contractOr(a.Serials, "không ghi")},
		{Key: "Khác với hợp đồng", Value: contractOr(a.Differences, "không")},
		{Key: "Kinh phí hỗ trợ được nghiệm thu", Value: ui.Money(a.Value) + ", " + scope},
		{Key: "Người lập", Value: contractWhen(names[a.PreparedBy], a.PreparedAt)},
	}
	if a.ConfirmedBy != "" {
		p.Facts = append(p.Facts, ui.Row{Key: "Sở xác nhận", Value: contractWhen(names[a.ConfirmedBy], a.ConfirmedAt)})
	}
	switch {
	case a.State == contract.AcceptanceReversed:
		p.Notes = append(p.Notes, contractNote{Kind: ui.Warn, Text: "Đã đảo vì xác nhận nhầm: " + a.Reason, Verified: true})
	case a.Reason != "":
		p.Notes = append(p.Notes, contractNote{Kind: ui.Bad, Text: "Lý do trả lại: " + a.Reason, Verified: true})
	}
	adds := a.State == contract.AcceptancePrepared && c.may(access.PrepareAcceptance)
	p.Body = contractPhotoCard(photos, c.contractHome("nghiem-thu", a.ID), adds, ui.Problems(t.problem)[contractPhotos])
	p.Parts = c.contractAcceptParts(a, len(photos), t)
	open := f.Contract.State == contract.Signed && f.Scheme.State != scheme.Settled
	if a.State == contract.AcceptanceConfirmed && open && c.may(access.ConfirmAcceptance) {
		p.Parts = append(p.Parts, contractReversePart("Đảo nghiệm thu ghi nhầm",
			"Chỉ khi xác nhận nhầm và chưa thanh toán theo biên bản này. Sau khi đảo, lập biên bản mới.",
			c.contractHome("nghiem-thu", a.ID, "dao"), a.Version, t))
	}
	return p, nil
}

// contractAcceptParts are the decisions that the caller may take.
func (c *call) contractAcceptParts(a contract.Acceptance, photos int, t contractTyped) []contractPart {
	if a.State != contract.AcceptancePrepared {
		return nil
	}
	var parts []contractPart
	reason := contractInput{As: contractArea, Field: ui.Field{Name: "reason", Label: "Lý do", Value: t.value("reason", ""), Rows: 3}}
	mine := c.contractMine(a.PreparedBy)
	if c.may(access.ConfirmAcceptance) {
		if !mine {
			text := "Xác nhận sẽ ghi " + ui.Money(a.Value) + " vào khối lượng đã nghiệm thu."
			if photos == 0 {
				text += " Biên bản này chưa có ảnh."
			}
			parts = append(parts, contractPart{
				Title: "Xác nhận nghiệm thu", Text: text, Action: c.contractHome("nghiem-thu", a.ID, "xac-nhan"), Version: a.Version,
				Buttons: []ui.Btn{{Label: "Xác nhận nghiệm thu"}},
			})
		}
		return append(parts, contractPart{
			Title: "Trả lại", Action: c.contractHome("nghiem-thu", a.ID, "tra-lai"), Version: a.Version, Inputs: []contractInput{reason},
			Buttons: []ui.Btn{{Label: "Trả lại biên bản", Look: ui.Alt}},
		})
	}
	if mine && c.may(access.PrepareAcceptance) {
		parts = append(parts, contractPart{
			Title: "Rút biên bản", Text: "Rút để lập lại khi có chỗ chưa đúng.", Action: c.contractHome("nghiem-thu", a.ID, "rut"), Version: a.Version,
			Inputs: []contractInput{reason}, Buttons: []ui.Btn{{Label: "Rút biên bản", Look: ui.Alt}},
		})
	}
	return parts
}

func (c *call) contractAcceptConfirm() error {
	return c.contractDo((*call).contractAcceptShowScreen, "Đã xác nhận nghiệm thu.", func(form *ui.Form) contractDeed {
		version := contractVersion(form)
		return func(tx *db.Tx) (string, error) {
			a, err := c.contractAcceptance(tx)
			if err != nil {
				return "", err
			}
			return c.contractHome() + "#nghiem-thu", contract.ConfirmAcceptance(c.ctx(), tx, a.ID, version)
		}
	})
}

// contractAcceptReturn sends the minutes back, for whoever confirms or
// prepared them: the verb tells them apart.
func (c *call) contractAcceptReturn() error {
	return c.contractDo((*call).contractAcceptShowScreen, "Đã trả lại biên bản.", func(form *ui.Form) contractDeed {
		version, reason := contractVersion(form), form.Text("reason")
		return func(tx *db.Tx) (string, error) {
			a, err := c.contractAcceptance(tx)
			if err != nil {
				return "", err
			}
			return c.contractHome("nghiem-thu", a.ID), contract.ReturnAcceptance(c.ctx(), tx, a.ID, version, reason)
		}
	})
}

// contractFinish ends the acceptance; it is a button on the tab, so what stands
// against it is said on a page of its own.
func (c *call) contractFinish() error {
	form, err := ui.ReadForm(c.r)
	if err != nil {
		return err
	}
	form.Key()
	if err := form.Err("Biểu mẫu này đã cũ."); err != nil {
		return err
	}
	return c.done(form, "Đã kết thúc nghiệm thu.", func(tx *db.Tx) (string, error) {
		k, err := c.contractOf(tx)
		if err != nil {
			return "", err
		}
		return c.contractHome(), contract.Finish(c.ctx(), tx, k.ID)
	})
}
