package office

import (
	"strings"

	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/normbook"
	"example.vn/khuyencong/internal/domain/plan"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/web/ui"
)

// planStanding says where a plan stands, with the paper.
func planStanding(p *plan.Plan) string {
	switch p.State {
	case plan.Draft:
		return "Đang lập, chưa trình"
	case plan.Submitted:
		return "Tờ trình số " + p.PaperNo + ", trình " + ui.MomentDay(p.SubmittedAt)
	case plan.Approved:
		return "Phê duyệt theo Quyết định số " + p.DecisionNo + " ngày " + ui.Day(p.DecisionOn) + ", người ký: " + p.Signer
	}
	return p.State.Label()
}

// planChoices are the choices as a select offers them.
func planChoices() []ui.Option {
	var all []ui.Option
	for _, c := range plan.Choices() {
		all = append(all, ui.Option{Value: string(c), Label: c.Label()})
	}
	return all
}

// planChoiceKind is the tone of a choice.
func planChoiceKind(c plan.Choice) ui.Kind {
	switch c {
	case plan.Chosen:
		return ui.OK
	case plan.Considering:
		return ui.Warn
	case plan.Dropped:
		return ui.Neutral
	}
	return ui.Neutral
}

// planReasons joins the reasons of a rank.
func planReasons(i plan.Item) string { return strings.Join(i.Reasons, "; ") }

// planReason cuts a reason for a rank into its words and its citation.
func planReason(reason string) (why, basis string) {
	i := strings.LastIndex(reason, " (")
	if i < 0 || !strings.HasSuffix(reason, ")") {
		return reason, ""
	}
	return reason[:i], reason[i+2 : len(reason)-1]
}

// planContent is the short name of the main content.
func planContent(s *scheme.Scheme) string {
	info, _ := normbook.ContentByCode(s.MainContent())
	return info.Short
}

// planField makes an input of the board: its label is for screen readers.
func planField(f ui.Field) ui.Field {
	f.HideName = true
	return f
}

// planFundValue is the fund in a filter, "" for both.
func planFundValue(f ledger.Fund) string {
	if f == "" {
		return ""
	}
	return fundPath(f)
}

// planMoney makes an input for an amount on the board.
func planMoney(f ui.Field) ui.Field {
	f.HideName, f.Unit, f.Size = true, " ", 13
	return f
}

// chosen are the lines that were chosen.
func (p planPage) chosen() []planLine {
	var all []planLine
	for _, l := range p.Lines {
		if l.Choice == plan.Chosen {
			all = append(all, l)
		}
	}
	return all
}
