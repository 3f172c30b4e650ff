package office

import (
	"fmt"
	"net/http"
	"strconv"

	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/plan"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/money"
	"example.vn/khuyencong/internal/web/ui"
)

// A planPage is the board of one plan.
type planPage struct {
	Old      bool // places in the units before 1/7/2025
	Shell    ui.Shell
	Plan     *plan.Plan
	Lines    []planLine
	Allotted money.VND // the estimate of the fund for the year
	Before   money.VND // approved outside this plan
	Names    map[string]string

	MayDraft  bool
	MaySubmit bool
	MayDecide bool

	Problem error
	form    *ui.Form
}

// A planLine is one candidate on the board.
type planLine struct {
	plan.Item
	Where   string
	Who     string
	Running money.VND // of what is chosen and considered, down to here
	Cut     bool      // the first line that no longer fits
}

func (p planPage) field(name, label, first string) ui.Field {
	f := ui.Field{Name: name, Label: label, Value: first, Error: ui.Problems(p.Problem)[name]}
	if p.form != nil && p.form.Has(name) {
		f.Value = p.form.Raw(name)
	}
	return f
}

func (p planPage) version() string { return strconv.FormatInt(p.Plan.Version, 10) }

// left is what the fund can still give this plan.
func (p planPage) left() money.VND { return p.Allotted - p.Before }

// over is how far what is chosen goes beyond the fund.
func (p planPage) over() money.VND { return max(0, p.Plan.Sum(plan.Chosen)-p.left()) }

// segments are the parts of the budget meter.
func (p planPage) segments() []ui.Segment {
	var all []ui.Segment
	add := func(label string, amount money.VND, tone ui.Tone) {
		if amount > 0 {
			all = append(all, ui.Segment{Label: label, Amount: amount, Tone: tone})
		}
	}
	add("Phê duyệt ở đợt khác", p.Before, ui.Spent)
	chosen := "Đã chọn"
	if p.Plan.State == plan.Approved {
		chosen = "Phê duyệt đợt này"
	}
	add(chosen, p.Plan.Sum(plan.Chosen), ui.Chosen)
	if p.Plan.State == plan.Draft {
		add("Cân nhắc", p.Plan.Sum(plan.Considering), ui.Considered)
	}
	return all
}

// count is how many candidates were chosen.
func (p planPage) count() int {
	n := 0
	for _, i := range p.Lines {
		if i.Choice == plan.Chosen {
			n++
		}
	}
	return n
}

// inUnits is the address of the page, or of its workbook, in the older or the
// present units.
func (p planPage) inUnits(old bool, parts ...string) string {
	view := ""
	if old {
		view = string(territory.OldUnits)
	}
	return ui.PathQuery(planPath(p.Plan.Key, parts...), "don-vi", view)
}

// deed is the address of approval or return, which depends on the fund.
func (p planPage) deed(name string) string { return planPath(p.Plan.Key, name) }

// decideLabel names the button of whoever decides.
func (p planPage) decideLabel() string {
	if p.Plan.Fund == ledger.National {
		return "Ghi quyết định của Bộ"
	}
	return "Phê duyệt kế hoạch"
}

// approverOf is the deed of deciding a plan of the fund.
func approverOf(f ledger.Fund) access.Deed {
	if f == ledger.National {
		return access.RecordNationalPlan
	}
	return access.ApproveLocalPlan
}

// planKey reads the plan of the address; the fund is "" where it is a
// placeholder.
func (c *call) planKey(fund string) (plan.Key, error) {
	if fund == "" {
		fund = c.r.PathValue("fund")
	}
	b, err := c.bookOf(fund)
	if err != nil {
		return plan.Key{}, err
	}
	round, err := strconv.Atoi(c.r.PathValue("dot"))
	if err != nil || round < 1 {
		return plan.Key{}, fault.New(fault.NotFound, "Không tìm thấy đợt kế hoạch này.")
	}
	return plan.Key{Year: b.Year, Fund: b.Fund, Round: round}, nil
}

func (c *call) planShow() error {
	k, err := c.planKey("")
	if err != nil {
		return err
	}
	return c.planPage(http.StatusOK, k, nil, nil)
}

// planPage shows the board; problem is why a deed was refused, and form what
// was typed for it.
func (c *call) planPage(status int, k plan.Key, problem error, form *ui.Form) error {
	p, err := c.planRead(k)
	if err != nil {
		return err
	}
	p.Problem, p.form = problem, form
	p.Shell = c.page(p.Plan.Title)
	p.Shell.Back, p.Shell.Width, p.Shell.HasErrors = &ui.Link{Label: "Kế hoạch", Href: "/ke-hoach"}, ui.Wide, problem != nil
	return c.render(status, planView(p))
}

// planRead reads a plan and what the board says about it.
func (c *call) planRead(k plan.Key) (planPage, error) {
	p := planPage{Names: map[string]string{}}
	err := c.view(func(tx *db.Tx) error {
		var err error
		if p.Plan, err = plan.ByKey(c.ctx(), tx, k); err != nil {
			return err
		}
		has, err := ledger.OfBook(c.ctx(), tx, k.Book())
		if err != nil {
			return err
		}
		p.Allotted = has.Allotted()
		p.Before = p.Allotted - has[ledger.Available]
		if p.Plan.State == plan.Approved {
			p.Before = max(0, p.Before-p.Plan.Sum(plan.Chosen))
		}
		for _, id := range []string{p.Plan.DraftedBy, p.Plan.SubmittedBy, p.Plan.DecidedBy} {
			if p.Names[id], err = c.appraisalName(tx, id); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return p, err
	}
	c.planLines(&p)
	p.MayDraft = p.Plan.State == plan.Draft && c.may(access.DraftPlan)
	p.MaySubmit = p.Plan.State == plan.Draft && c.may(access.SubmitPlan)
	p.MayDecide = p.Plan.State == plan.Submitted && c.may(approverOf(k.Fund))
	return p, nil
}

// planLines adds the running total and the place of the cut.
func (c *call) planLines(p *planPage) {
	p.Old = c.r.URL.Query().Get("don-vi") == string(territory.OldUnits)
	units := territory.NewUnits
	if p.Old {
		units = territory.OldUnits
	}
	var sum money.VND
	cut := false
	for _, i := range p.Plan.Items {
		l := planLine{Item: i, Where: c.schemePlace(i.Scheme.Place, units), Who: planWho(i.Scheme)}
		if i.Choice != plan.Dropped {
			sum += i.Amount
		}
		l.Running = sum
		if sum > p.left() && !cut && i.Choice != plan.Dropped {
			l.Cut, cut = true, true
		}
		p.Lines = append(p.Lines, l)
	}
}

// planWho names the beneficiaries of a scheme in a few words.
func planWho(s *scheme.Scheme) string {
	active := s.Active()
	switch {
	case len(active) == 0 && s.Group:
		return "Đề án nhóm, xác định đơn vị sau"
	case len(active) == 0:
		return s.Implementer
	case len(active) == 1:
		return active[0].Name
	}
	return fmt.Sprintf("%s và %d đơn vị khác", active[0].Name, len(active)-1)
}
