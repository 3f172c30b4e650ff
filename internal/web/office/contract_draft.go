package office

import (
	"strconv"
	"strings"

	"example.vn/khuyencong/internal/domain/contract"
	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/web/ui"
)

func (c *call) contractDraft() error { return c.contractOpen((*call).contractDraftScreen) }

// contractDraftScreen is the form of a draft, new or old.
func (c *call) contractDraftScreen(_ *db.Tx, f *contract.File, t contractTyped) (contractPage, error) {
	s, p := f.Scheme, contractPage{Title: "Soạn hợp đồng"}
	first := contract.Contract{
		Party: s.Implementer, Value: f.Balances[ledger.Approved], Investment: max(s.Total, f.Balances[ledger.Approved]),
		StartsOn: c.today(), EndsOn: s.EndsOn,
	}
	if first.EndsOn.IsZero() {
		first.EndsOn = calendar.LastDay(max(s.Year, s.YearEnd))
	}
	if old := f.Contract; old != nil {
		if old.State != contract.Draft {
			p.Closed = "Hợp đồng đang ở trạng thái “" + old.State.Label() + "”. Muốn thay đổi hợp đồng đã ký, anh/chị soạn phụ lục."
			return p, nil
		}
		first, p.Title = *old, "Sửa bản soạn hợp đồng"
	} else if s.State != scheme.Approved {
		p.Closed = "Hợp đồng được soạn sau khi đề án được phê duyệt. Đề án đang ở trạng thái “" + s.State.Label() + "”."
		return p, nil
	}
	p.Facts = []ui.Row{
		{Key: "Kinh phí đã phê duyệt, chưa ký hợp đồng", Value: ui.Money(f.Balances[ledger.Approved])},
		{Key: "Tổng kinh phí đề án", Value: ui.Money(s.Total)},
	}
	p.Parts = []contractPart{{
		Action: c.contractHome("soan"), Version: first.Version,
		Inputs: []contractInput{
			{As: contractLine, Field: ui.Field{Name: "party", Label: "Bên B (đơn vị thực hiện)", Value: t.value("party", first.Party), MaxLen: 500}},
			{As: contractMoney, Field: ui.Field{Name: "value", Label: "Giá trị hợp đồng (kinh phí hỗ trợ)", Value: t.value("value", ui.Dong(first.Value))}},
			{As: contractMoney, Field: ui.Field{Name: "investment", Label: "Tổng vốn đầu tư của dự án", Value: t.value("investment", ui.Dong(first.Investment)), Hint: "Dùng để tính khối lượng phải làm trước khi tạm ứng."}},
			{As: contractDay, Field: ui.Field{Name: "starts_on", Label: "Ngày bắt đầu", Value: t.value("starts_on", ui.Day(first.StartsOn))}},
			{As: contractDay, Field: ui.Field{Name: "ends_on", Label: "Ngày kết thúc", Value: t.value("ends_on", ui.Day(first.EndsOn)), Hint: "Ví dụ 31/12/" + strconv.Itoa(s.Year) + "."}},
			{As: contractLine, Field: ui.Field{Name: "representative", Label: "Người đại diện của bên B", Value: t.value("representative", first.Representative), MaxLen: 500, Optional: true, Hint: "Để trống thì giấy tờ lấy người đứng đầu Trung tâm hoặc người liên hệ của cơ sở, nếu bên B là một trong hai."}},
			{As: contractLine, Field: ui.Field{Name: "position", Label: "Chức vụ của người đại diện", Value: t.value("position", first.Position), MaxLen: 500, Optional: true}},
			{As: contractLine, Field: ui.Field{Name: "account", Label: "Số tài khoản nhận tiền của bên B", Value: t.value("account", first.Account), Size: 24, MaxLen: 60, Optional: true, Hint: "Để trống thì giấy tờ chừa dòng chấm, trừ khi bên B là Trung tâm."}},
			{As: contractLine, Field: ui.Field{Name: "bank", Label: "Nơi mở tài khoản", Value: t.value("bank", first.Bank), MaxLen: 500, Optional: true}},
			{As: contractArea, Field: ui.Field{Name: "terms", Label: "Điều khoản chính", Value: t.value("terms", first.Terms), Rows: 8, Optional: true}},
		},
		Buttons: []ui.Btn{{Label: "Lưu bản soạn"}},
	}}
	if f.Contract != nil {
		p.Parts = append(p.Parts, contractPart{
			Title: "Bỏ bản soạn", Text: "Bản soạn chưa ký có thể bỏ để soạn lại từ đầu.", Action: c.contractHome("soan", "bo"), Version: first.Version,
			Buttons: []ui.Btn{{Label: "Bỏ bản soạn", Look: ui.Alt}},
		})
	}
	return p, nil
}

func (c *call) contractSave() error {
	return c.contractDo((*call).contractDraftScreen, "Đã lưu bản soạn hợp đồng.", func(form *ui.Form) contractDeed {
		typed := contract.Contract{
			Scheme: c.contractScheme(), Party: form.Line("party"), Value: form.Money("value"), Investment: form.Money("investment"),
			StartsOn: form.Date("starts_on"), EndsOn: form.Date("ends_on"), Terms: form.Text("terms"),
			Representative: form.Line("representative"), Position: form.Line("position"), Account: form.Line("account"), Bank: form.Line("bank"),
			Version: contractVersion(form),
		}
		return func(tx *db.Tx) (string, error) {
			draft := typed // Update may run this more than once
			if draft.Version == 0 {
				return c.contractHome(), contract.Prepare(c.ctx(), tx, &draft)
			}
			old, err := c.contractOf(tx)
			if err != nil {
				return "", err
			}
			draft.ID = old.ID
			return c.contractHome(), contract.Change(c.ctx(), tx, &draft)
		}
	})
}

func (c *call) contractDrop() error {
	return c.contractDo((*call).contractDraftScreen, "Đã bỏ bản soạn hợp đồng.", func(form *ui.Form) contractDeed {
		version := contractVersion(form)
		return func(tx *db.Tx) (string, error) {
			old, err := c.contractOf(tx)
			if err != nil {
				return "", err
			}
			return c.contractHome(), contract.Drop(c.ctx(), tx, old.ID, version)
		}
	})
}

func (c *call) contractSignForm() error { return c.contractOpen((*call).contractSignScreen) }

func (c *call) contractSignScreen(tx *db.Tx, f *contract.File, t contractTyped) (contractPage, error) {
	p := contractPage{Title: "Ký hợp đồng"}
	k := f.Contract
	switch {
	case k == nil:
		p.Closed = "Đề án này chưa có bản soạn hợp đồng."
		return p, nil
	case k.State != contract.Draft:
		p.Closed = "Hợp đồng đang ở trạng thái “" + k.State.Label() + "”."
		return p, nil
	}
	names, err := c.contractNames(tx, k.PreparedBy)
	if err != nil {
		return p, err
	}
	p.Tag, p.State = ui.Kind(k.State.Tag()), k.State.Label()
	p.Facts = append(contractFacts(k), ui.Row{Key: "Người soạn", Value: names[k.PreparedBy]})
	p.Body = contractTerms(k.Terms)
	if c.contractMine(k.PreparedBy) {
		p.Closed = "Anh/chị là người soạn bản này; hợp đồng do người khác ký (nguyên tắc hai người)."
		return p, nil
	}
	p.Parts = []contractPart{{
		Title: "Ký", Action: c.contractHome("ky"), Version: k.Version,
		Inputs: []contractInput{
			{As: contractLine, Field: ui.Field{Name: "number", Label: "Số hợp đồng", Value: t.value("number", ""), Size: 24, MaxLen: 200, Hint: "Ví dụ 27/HĐ-KC."}},
			{As: contractDay, Field: ui.Field{Name: "signed_on", Label: "Ngày ký", Value: t.value("signed_on", ui.Day(c.today()))}},
		},
		Buttons: []ui.Btn{{
			Label:   "Ký hợp đồng",
			Confirm: "Ký hợp đồng " + ui.Money(k.Value) + " với " + k.Party + "? Sau khi ký, thay đổi phải qua phụ lục.",
		}},
	}}
	return p, nil
}

// contractFacts are the main terms of a contract.
func contractFacts(k *contract.Contract) []ui.Row {
	rows := []ui.Row{
		{Key: "Bên B", Value: k.Party},
		{Key: "Giá trị hợp đồng", Value: ui.Money(k.Value)},
		{Key: "Tổng vốn đầu tư", Value: ui.Money(k.Investment)},
		{Key: "Thời gian thực hiện", Value: contractDays(k.StartsOn, k.EndsOn)},
	}
	if k.Representative != "" {
		rows = append(rows, ui.Row{Key: "Đại diện bên B", Value: strings.TrimSuffix(k.Representative+", "+k.Position, ", ")})
	}
	if k.Account != "" {
		rows = append(rows, ui.Row{Key: "Tài khoản nhận tiền", Value: k.Account + " tại " + k.Bank})
	}
	return rows
}

func (c *call) contractSign() error {
	return c.contractDo((*call).contractSignScreen, "Đã ký hợp đồng.", func(form *ui.Form) contractDeed {
		number, on, version := form.Line("number"), form.Date("signed_on"), contractVersion(form)
		return func(tx *db.Tx) (string, error) {
			k, err := c.contractOf(tx)
			if err != nil {
				return "", err
			}
			return c.contractHome(), contract.Sign(c.ctx(), tx, k.ID, version, number, on)
		}
	})
}
