package office

import (
	"slices"
	"strconv"

	"example.vn/khuyencong/internal/domain/contract"
	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/money"
	"example.vn/khuyencong/internal/web/ui"
)

// The ways in which an annex may change the value.
const (
	contractSame = "giu-nguyen"
	contractMore = "tang"
	contractLess = "giam"
)

func (c *call) contractAnnexNew() error { return c.contractOpen((*call).contractAnnexScreen) }

func (c *call) contractAnnexScreen(_ *db.Tx, f *contract.File, t contractTyped) (contractPage, error) {
	p := contractPage{Title: "Soạn phụ lục hợp đồng"}
	if p.Closed = contractNotIn(f, "Phụ lục được soạn", scheme.Contracted, scheme.Running, scheme.Accepted); p.Closed != "" {
		return p, nil
	}
	p.Facts = append(contractFacts(f.Contract), ui.Row{Key: "Đã phê duyệt, chưa ký hợp đồng", Value: ui.Money(f.Balances[ledger.Approved])})
	p.Parts = []contractPart{{
		Action: c.contractHome("phu-luc"),
		Inputs: []contractInput{
			{As: contractArea, Field: ui.Field{Name: "what", Label: "Nội dung và lý do thay đổi", Value: t.value("what", "")}},
			{As: contractCards, Field: ui.Field{Name: "change", Label: "Giá trị hợp đồng", Value: t.value("change", contractSame)}, Options: []ui.Option{
				{Value: contractSame, Label: "Giữ nguyên"},
				{Value: contractMore, Label: "Tăng", Hint: "Chỉ trong số đã phê duyệt mà chưa ký hợp đồng."},
				{Value: contractLess, Label: "Giảm", Hint: "Không thấp hơn số đã chi hoặc đã nghiệm thu."},
			}},
			{As: contractMoney, Field: ui.Field{Name: "delta", Label: "Số tiền tăng hoặc giảm", Value: t.value("delta", ""), Optional: true}},
			{As: contractDay, Field: ui.Field{Name: "new_ends_on", Label: "Ngày kết thúc mới", Value: t.value("new_ends_on", ""), Optional: true, Hint: "Bỏ trống nếu giữ ngày " + ui.Day(f.Contract.EndsOn) + "."}},
		},
		Buttons: []ui.Btn{{Label: "Lưu phụ lục"}},
	}}
	return p, nil
}

// contractNotIn says why something cannot be done now; "" when it can.
func contractNotIn(f *contract.File, what string, states ...scheme.State) string {
	if f.Contract == nil || f.Contract.State == contract.Draft {
		return what + " sau khi hợp đồng đã ký."
	}
	if f.Contract.State == contract.Closed {
		return "Hợp đồng đã thanh lý ngày " + ui.Day(f.Contract.ClosedOn) + "."
	}
	if slices.Contains(states, f.Scheme.State) {
		return ""
	}
	return "Đề án đang ở trạng thái “" + f.Scheme.State.Label() + "” nên chưa làm được việc này."
}

func (c *call) contractAnnexAdd() error {
	return c.contractDo((*call).contractAnnexScreen, "Đã lưu phụ lục, chờ ký.", func(form *ui.Form) contractDeed {
		typed := contract.Annex{What: form.Text("what"), Delta: form.Money("delta"), NewEndsOn: form.Date("new_ends_on")}
		switch form.Line("change") {
		case contractMore:
			form.Check(typed.Delta > 0, "delta", "Hãy ghi số tiền tăng.")
		case contractLess:
			form.Check(typed.Delta > 0, "delta", "Hãy ghi số tiền giảm.")
			typed.Delta = -typed.Delta
		case contractSame:
			form.Check(typed.Delta == 0, "change", "Anh/chị đã ghi số tiền: hãy chọn tăng hay giảm.")
		default:
			form.Add("change", "Hãy chọn giữ nguyên, tăng hay giảm.")
		}
		form.Check(typed.Delta != 0 || form.Line("new_ends_on") != "" || typed.What != "", "what", "Hãy ghi nội dung và lý do thay đổi.")
		return func(tx *db.Tx) (string, error) {
			k, err := c.contractOf(tx)
			if err != nil {
				return "", err
			}
			a := typed
			a.Contract = k.ID
			return c.contractHome() + "#phu-luc", contract.PrepareAnnex(c.ctx(), tx, &a)
		}
	})
}

func (c *call) contractAnnexShow() error { return c.contractOpen((*call).contractAnnexShowScreen) }

// contractAnnexNo is the number of the annex in the address.
func (c *call) contractAnnexNo() int {
	n, err := strconv.Atoi(c.r.PathValue("no"))
	if err != nil {
		return 0
	}
	return n
}

func (c *call) contractAnnexShowScreen(tx *db.Tx, f *contract.File, t contractTyped) (contractPage, error) {
	no := c.contractAnnexNo()
	for _, a := range f.Annexes {
		if a.No != no {
			continue
		}
		names, err := c.contractNames(tx, a.PreparedBy, a.SignedBy)
		if err != nil {
			return contractPage{}, err
		}
		p := contractPage{Title: "Phụ lục " + strconv.Itoa(no), Tag: ui.Kind(a.State.Tag()), State: a.State.Label()}
		p.Facts = []ui.Row{
			{Key: "Nội dung thay đổi", Value: a.What},
			{Key: "Giá trị hợp đồng", Value: contractDelta(a.Delta)},
			{Key: "Ngày kết thúc mới", Value: contractOr(ui.Day(a.NewEndsOn), "giữ nguyên")},
			{Key: "Người soạn", Value: names[a.PreparedBy]},
		}
		if a.State == contract.Signed {
			p.Facts = append(p.Facts, ui.Row{Key: "Số phụ lục", Value: a.Number}, ui.Row{Key: "Ký", Value: names[a.SignedBy] + ", " + ui.Day(a.SignedOn)})
		}
		p.Parts = c.contractAnnexParts(f, a, t)
		return p, nil
	}
	return contractPage{}, contractMissing("phụ lục")
}

func contractOr(s, or string) string {
	if s == "" {
		return or
	}
	return s
}

// contractDelta says how a value changes.
func contractDelta(v money.VND) string {
	switch {
	case v > 0:
		return "tăng " + ui.Money(v)
	case v < 0:
		return "giảm " + ui.Money(-v)
	}
	return "giữ nguyên"
}

func (c *call) contractAnnexSign() error {
	return c.contractDo((*call).contractAnnexShowScreen, "Đã ký phụ lục.", func(form *ui.Form) contractDeed {
		number, on, version := form.Line("number"), form.Date("signed_on"), contractVersion(form)
		return func(tx *db.Tx) (string, error) {
			k, err := c.contractOf(tx)
			if err != nil {
				return "", err
			}
			return c.contractHome() + "#phu-luc", contract.SignAnnex(c.ctx(), tx, k.ID, c.contractAnnexNo(), version, number, on)
		}
	})
}

func (c *call) contractAnnexDrop() error {
	return c.contractDo((*call).contractAnnexShowScreen, "Đã bỏ phụ lục.", func(*ui.Form) contractDeed {
		return func(tx *db.Tx) (string, error) {
			k, err := c.contractOf(tx)
			if err != nil {
				return "", err
			}
			return c.contractHome() + "#phu-luc", contract.DropAnnex(c.ctx(), tx, k.ID, c.contractAnnexNo())
		}
	})
}

// contractAnnexParts are the forms of those who may sign or drop the draft.
func (c *call) contractAnnexParts(f *contract.File, a contract.Annex, t contractTyped) []contractPart {
	if a.State != contract.Draft {
		return nil
	}
	var parts []contractPart
	no := strconv.Itoa(a.No)
	if c.may(access.SignContract) && !c.contractMine(a.PreparedBy) {
		parts = append(parts, contractPart{
			Title: "Ký phụ lục", Action: c.contractHome("phu-luc", no, "ky"), Version: f.Contract.Version,
			Inputs: []contractInput{
				{As: contractLine, Field: ui.Field{Name: "number", Label: "Số phụ lục", Value: t.value("number", ""), Size: 24, MaxLen: 200}},
				{As: contractDay, Field: ui.Field{Name: "signed_on", Label: "Ngày ký", Value: t.value("signed_on", ui.Day(c.today()))}},
			},
			Buttons: []ui.Btn{{Label: "Ký phụ lục", Confirm: "Ký phụ lục này? Sau khi ký, hợp đồng thay đổi theo phụ lục."}},
		})
	}
	if c.may(access.PrepareContract) {
		parts = append(parts, contractPart{
			Title: "Bỏ phụ lục", Text: "Phụ lục chưa ký có thể bỏ để soạn lại.", Action: c.contractHome("phu-luc", no, "bo"),
			Buttons: []ui.Btn{{Label: "Bỏ phụ lục", Look: ui.Alt}},
		})
	}
	return parts
}
