package office

import (
	"net/http"
	"strings"

	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/paper"
	"example.vn/khuyencong/internal/domain/report"
	"example.vn/khuyencong/internal/domain/worklist"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/web/ui"
)

// workSoon is how many working days ahead work counts as due soon.
const workSoon = 5

// workFiguresOf is how many decisions a programme may have for its figures to
// stand beside the work.
const workFiguresOf = 1000

// workPage is the work list as it is shown.
type workPage struct {
	Shell  ui.Shell
	Hello  string
	Groups []workGroup
	More   []worklist.More
	Year   int // of the figures, 0 for somebody who does not see them
	KPIs   []ui.KPI
}

// workGroup is work of one urgency.
type workGroup struct {
	Title string
	Rows  []workRow
}

// workRow is one thing to do.
type workRow struct {
	worklist.Item

	Href  string
	Tone  ui.Kind
	Since string
}

// worklistShow is the first page after signing in.
func (c *call) worklistShow() error {
	p := workPage{Hello: c.user.Name + ", " + strings.ToLower(c.today().Long())}
	var items []worklist.Item
	err := c.view(func(tx *db.Tx) (err error) {
		if items, p.More, err = worklist.For(c.ctx(), tx); err != nil || !c.may(access.ViewProgramme) {
			return err
		}
		return c.workFigures(tx, &p)
	})
	if err != nil {
		return err
	}
	p.Shell = c.page("Việc cần làm")
	p.Groups = workGroups(items)
	return c.render(http.StatusOK, workView(p))
}

// workFigures puts the programme of this year, or of the last year that has
// one, into figures. A very large programme keeps them to its report: the first
// page of the day must not wait for them.
func (c *call) workFigures(tx *db.Tx, p *workPage) error {
	years, err := report.Years(c.ctx(), tx)
	if err != nil {
		return err
	}
	year := c.today().Year()
	for _, y := range years {
		if y <= year {
			year = y
			break
		}
	}
	p.Year = year
	decisions, err := report.Decisions(c.ctx(), tx, year, workFiguresOf+1)
	if err != nil || decisions > workFiguresOf {
		return err
	}
	programme, err := report.ProgrammeOf(c.ctx(), tx, year, report.DefaultDay(year, c.today()))
	if err != nil {
		return err
	}
	p.KPIs = reportKPIs(programme.Total(), reportQuery{Year: year, Day: programme.AsOf})
	return nil
}

// workGroups parts the work by urgency.
func workGroups(items []worklist.Item) []workGroup {
	groups := []workGroup{{Title: "Quá hạn"}, {Title: "Sắp đến hạn"}, {Title: "Việc khác"}}
	for _, i := range items {
		n, tone := 2, ui.Neutral
		switch {
		case i.Due.Late:
			n, tone = 0, ui.Bad
		case i.Due.On.IsZero():
		case i.Due.Left <= workSoon:
			n, tone = 1, ui.Warn
		default:
			tone = ui.Info
		}
		groups[n].Rows = append(groups[n].Rows, workRow{Item: i, Href: workHref(i), Tone: tone, Since: workSince(i.Since)})
	}
	var kept []workGroup
	for _, g := range groups {
		if len(g.Rows) > 0 {
			kept = append(kept, g)
		}
	}
	return kept
}

// workMore says how much work of a kind the page leaves out.
func workMore(m worklist.More) string {
	if m.AtLeast {
		return m.Kind.Label() + ": còn hơn " + ui.Count(m.Count) + " việc khác"
	}
	return m.Kind.Label() + ": còn " + ui.Count(m.Count) + " việc khác"
}

// workSince shows a stored day or moment.
func workSince(s string) string {
	if strings.Contains(s, "T") {
		return ui.MomentDay(s)
	}
	return ui.Day(s)
}

// workHref is the page on which the work is done.
func workHref(i worklist.Item) string {
	switch i.Kind {
	case worklist.SendNeeds, worklist.HandleNeeds:
		return ui.Path(append([]string{"nhu-cau"}, strings.Split(i.Ref, "/")...)...)
	case worklist.SubmitPlan, worklist.RecordPlan, worklist.ApprovePlan:
		return workPlan(i.Ref)
	case worklist.EnterPlan:
		return ui.Path("ke-hoach")
	case worklist.VerifyHolidays:
		return ui.PathQuery(ui.Path("quan-tri", "lich"), "nam", i.Ref)
	case worklist.PrepareReport:
		return ui.PathQuery(ui.Path("bao-cao", "ky"), "ky", i.Ref)
	case worklist.AskFollowup:
		return followupPath
	case worklist.IssueReport:
		return ui.Path("bao-cao", "du-thao", i.Ref)
	case worklist.SignPaper, worklist.IssuePaper:
		return paperPath(paper.Out, i.Ref)
	case worklist.AssignPaper, worklist.AnswerPaper:
		return paperPath(paper.In, i.Ref)
	case worklist.OpenAppraisal, worklist.Score, worklist.Conclude, worklist.RecordMinistry:
		return ui.Path("de-an", i.Ref, "tham-dinh")
	case worklist.PrepareContract, worklist.SignContract, worklist.SignAnnex, worklist.ReportProgress, worklist.PrepareAccept,
		worklist.RedoAcceptance, worklist.ConfirmAccept, worklist.RequestPayment, worklist.ApprovePayment, worklist.PayOut,
		worklist.PrepareSettle, worklist.ConfirmInvoices, worklist.ApproveSettle, worklist.Liquidate, worklist.CarryOver:
		return ui.Path("de-an", i.Ref, "hop-dong")
	case worklist.DecideDepartment, worklist.DecideProvince, worklist.DecideMinistry:
		return ui.Path("de-an", i.Ref, "dieu-chinh")
	case worklist.Supplement, worklist.FinishDraft, worklist.NameMembers, worklist.ApproveGroup:
		return ui.Path("de-an", i.Ref)
	}
	return ui.Path("de-an", i.Ref)
}

// workPlan is the page of the plan "2026/local/1".
func workPlan(ref string) string {
	parts := strings.Split(ref, "/")
	if len(parts) != 3 {
		return ui.Path("ke-hoach")
	}
	return ui.Path("ke-hoach", parts[0], fundPath(ledger.Fund(parts[1])), parts[2])
}
