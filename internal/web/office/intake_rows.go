package office

import (
	"strconv"

	"example.vn/khuyencong/internal/domain/intake"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/web/ui"
)

// intakeRowsOf reads the rows that the page shows.
func (c *call) intakeRowsOf(tx *db.Tx, p *intakePage, after int) error {
	if p.In.State == intake.Waiting || p.In.State.Working() || p.In.Counts.Rows() == 0 {
		return nil
	}
	if p.In.Counts.Of(p.Verdict) == 0 {
		p.Verdict, after = p.firstVerdict(), 0
	}
	rows, err := intake.Rows(c.ctx(), tx, p.In.ID, after, intakeRows+1, p.Verdict)
	if err != nil {
		return err
	}
	at := func(more ...string) string {
		return ui.PathQuery(intakePath(p.In.ID), append([]string{"xem", string(p.Verdict)}, more...)...)
	}
	if len(rows) > intakeRows {
		rows = rows[:intakeRows]
		p.Pages.Next = at("sau", strconv.Itoa(rows[intakeRows-1].No))
	}
	if after > 0 {
		p.Pages.First = at()
	}
	p.Pages.Text = ui.Count(len(rows)) + " trong " + ui.Count(p.In.Counts.Of(p.Verdict)) + " dòng"
	made := map[int]string{}
	if p.Verdict == intake.New {
		if made, err = p.In.Made(c.ctx(), tx, rows); err != nil {
			return err
		}
	}
	for _, row := range rows {
		one, err := c.intakeRow(tx, p.In, row)
		if err != nil {
			return err
		}
		if id := made[row.No]; id != "" {
			one.Target, one.Href = id, ui.Path("co-so", id)
			switch p.In.Kind {
			case intake.Products:
				one.Href = ui.PathQuery("/san-pham", "q", id)
			case intake.Schemes:
				one.Href = ui.Path("de-an", id)
			case intake.Establishments, intake.Payments:
			}
		}
		p.Rows = append(p.Rows, one)
	}
	p.tabs()
	if p.In.Kind == intake.Schemes {
		p.Support, p.TotalCost, err = intake.Sums(c.ctx(), tx, p.In.ID)
	}
	return err
}

// intakeVerdicts are the verdicts in the order in which a person looks at them.
var intakeVerdicts = []intake.Verdict{intake.Bad, intake.Ask, intake.New, intake.Change, intake.Same, intake.Skip}

// firstVerdict is the first that any row has, else the one that was asked for.
func (p *intakePage) firstVerdict() intake.Verdict {
	for _, v := range intakeVerdicts {
		if p.In.Counts.Of(v) > 0 {
			return v
		}
	}
	return p.Verdict
}

// tabs leads to the rows of each verdict.
func (p *intakePage) tabs() {
	for _, v := range intakeVerdicts {
		if n := p.In.Counts.Of(v); n > 0 {
			p.Tabs = append(p.Tabs, ui.NavItem{
				Label: v.Label(), Count: int(n), Current: v == p.Verdict, Href: ui.PathQuery(intakePath(p.In.ID), "xem", string(v)),
			})
		}
	}
}

// intakeRow puts a row into words, a question with its answers.
func (c *call) intakeRow(tx *db.Tx, in intake.Intake, row intake.Row) (intakeRow, error) {
	k := in.Kind
	one := intakeRow{Row: row, Name: in.Layout.RowName(row.No), Question: k.Question(row), Shown: k.Show(row), Target: row.Target}
	one.Tax = establishmentTax(one.Shown.Tax, false)
	switch {
	case row.Target == "":
	case k == intake.Payments || k == intake.Schemes:
		one.Href = ui.Path("de-an", row.Target)
	case k == intake.Establishments || row.Verdict == intake.New:
		one.Href = ui.Path("co-so", row.Target)
	}
	if row.Verdict != intake.Ask {
		return one, nil
	}
	var err error
	if one.May, err = k.Candidates(c.ctx(), tx, row.May); err != nil {
		return one, err
	}
	one.Choices = []ui.Option{{Label: "Chưa trả lời"}}
	word := "Là "
	if !k.MayBeNew() {
		word = "Của "
	}
	for _, m := range one.May {
		one.Choices = append(one.Choices, ui.Option{Value: "la " + m.ID, Label: word + m.ID + " " + m.Name})
	}
	switch {
	case k.AsksScheme(row):
		one.Choices = append(one.Choices, ui.Option{Value: "moi", Label: "Là đề án khác, ghi mới"})
	case k.MayBeNew():
		one.Choices = append(one.Choices, ui.Option{Value: "moi", Label: "Là cơ sở mới"})
	}
	one.Choices = append(one.Choices, ui.Option{Value: "bo", Label: "Bỏ qua dòng này"})
	return one, nil
}
