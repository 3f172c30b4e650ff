package office

import (
	"slices"

	"example.vn/khuyencong/internal/domain/contract"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/web/ui"
)

func (c *call) contractProgressForm() error { return c.contractOpen((*call).contractProgressScreen) }

// contractProgressScreen asks for the report of a month; ?thang=2026-08 has
// the month chosen.
func (c *call) contractProgressScreen(_ *db.Tx, f *contract.File, t contractTyped) (contractPage, error) {
	p := contractPage{Title: "Ghi tiến độ"}
	if p.Closed = contractNotIn(f, "Tiến độ được ghi", scheme.Contracted, scheme.Running); p.Closed != "" {
		return p, nil
	}
	month := t.value("month", c.r.URL.Query().Get("thang"))
	options := contractMonths(f, c.today())
	if !slices.ContainsFunc(options, func(o ui.Option) bool { return o.Value == month }) {
		month = contract.MonthOf(c.today())
	}
	var old contract.Progress
	for _, r := range f.Progress {
		if r.Month == month {
			old = r
		}
	}
	done := ""
	if old.Month != "" {
		done = ui.Dong(old.Done)
	}
	if last, ok := f.Latest(); ok {
		p.Facts = append(p.Facts, ui.Row{Key: "Lũy kế đã ghi", Value: ui.Money(last.Done) + " (tháng " + contractMonth(last.Month) + ")"})
	}
	p.Facts = append(p.Facts, ui.Row{Key: "Tổng vốn đầu tư", Value: ui.Money(f.Contract.Investment)})
	p.Parts = []contractPart{{
		Action: c.contractHome("tien-do"),
		Inputs: []contractInput{
			{As: contractSelect, Field: ui.Field{Name: "month", Label: "Tháng báo cáo", Value: month, Hint: "Báo cáo mỗi tháng trước ngày 25."}, Options: options},
			{As: contractMoney, Field: ui.Field{Name: "done", Label: "Giá trị khối lượng đã làm, lũy kế từ đầu", Value: t.value("done", done), Hint: "Tính cả phần vốn của cơ sở, không chỉ phần hỗ trợ."}},
			{As: contractArea, Field: ui.Field{Name: "note", Label: "Việc đã làm", Value: t.value("note", old.Note)}},
			{As: contractArea, Field: ui.Field{Name: "trouble", Label: "Khó khăn, vướng mắc", Value: t.value("trouble", old.Trouble), Optional: true, Rows: 3}},
		},
		Buttons: []ui.Btn{{Label: "Lưu tiến độ"}},
	}}
	return p, nil
}

// contractMonths lists the months since the signature, newest first.
func contractMonths(f *contract.File, today calendar.Date) []ui.Option {
	have := map[string]bool{}
	for _, r := range f.Progress {
		have[r.Month] = true
	}
	var options []ui.Option
	last := contract.MonthOf(f.Contract.SignedOn)
	for d := today; len(options) < 120; d = d.AddMonths(-1) {
		m := contract.MonthOf(d)
		if m < last {
			break
		}
		label := "Tháng " + contractMonth(m)
		if have[m] {
			label += " (đã báo cáo)"
		}
		options = append(options, ui.Option{Value: m, Label: label})
	}
	return options
}

func (c *call) contractProgressAdd() error {
	return c.contractDo((*call).contractProgressScreen, "Đã ghi tiến độ.", func(form *ui.Form) contractDeed {
		r := contract.Progress{Month: form.Line("month"), Done: form.Money("done"), Note: form.Text("note"), Trouble: form.Text("trouble")}
		form.Check(form.Line("done") != "", "done", "Hãy ghi giá trị khối lượng đã làm; chưa làm gì thì ghi 0.")
		return func(tx *db.Tx) (string, error) {
			k, err := c.contractOf(tx)
			if err != nil {
				return "", err
			}
			return c.contractHome() + "#tien-do", contract.ReportProgress(c.ctx(), tx, k.ID, r)
		}
	})
}
