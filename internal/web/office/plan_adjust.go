package office

import (
	"net/http"
	"slices"
	"strconv"

	"example.vn/khuyencong/internal/domain/establishment"
	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/plan"
	"example.vn/khuyencong/internal/domain/procedure"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/money"
	"example.vn/khuyencong/internal/web/ui"
)

// A planAdjustPage lists the adjustments of a scheme with the forms to propose
// and to decide.
type planAdjustPage struct {
	Shell    ui.Shell
	Head     schemeHeader
	Scheme   *scheme.Scheme
	All      []planAdjustment // newest first
	Kinds    []ui.Option      // of change that make sense now, with who decides
	Change   procedure.Change // the kind that is being proposed, "" for none yet
	Who      string           // who decides it
	Basis    string
	Verified bool
	Granted  money.VND
	Free     money.VND // approved, not contracted
	Search   string
	Found    []ui.Option // establishments that could join

	MayPropose bool

	Deciding string // the adjustment whose form was sent
	Problem  error
	form     *ui.Form
}

// A planAdjustment is one adjustment as pages show it.
type planAdjustment struct {
	*plan.Adjustment
	Title              string // of the scheme
	Basis              string
	Verified           bool
	Proposer, Decider  string
	Leaves, Joins      string
	MayDecide, IsMine  bool
	Address            string // of the form of decision
	DecideWord, WhoMay string
}

// planDecidePart is the last part of the address of a decision by the deed
// that it needs.
func planDecidePart(d access.Deed) string {
	if d == access.DecideByDepartment {
		return "so-quyet-dinh"
	}
	if d == access.DecideByProvince {
		return "tinh-quyet-dinh"
	}
	return "bo-quyet-dinh"
}

func (p planAdjustPage) field(name, label, first string) ui.Field {
	f := ui.Field{Name: name, Label: label, Value: first}
	if p.Deciding == "" {
		f.Error = ui.Problems(p.Problem)[name]
		if p.form != nil && p.form.Has(name) {
			f.Value = p.form.Raw(name)
		}
	}
	return f
}

// decideField is an input of the form that decides a. Several such forms may
// stand on one page.
func (p planAdjustPage) decideField(a planAdjustment, name, label string) ui.Field {
	f := ui.Field{Name: name, Label: label, ID: name + "-" + a.ID}
	if p.Deciding == a.ID {
		f.ID = name
		f.Error = ui.Problems(p.Problem)[name]
		f.Value = p.form.Raw(name)
	}
	return f
}

// rows are the facts of the adjustment.
func (a planAdjustment) rows() []ui.Row {
	var rows []ui.Row
	add := func(key, value string) {
		if value != "" {
			rows = append(rows, ui.Row{Key: key, Value: value})
		}
	}
	if a.Delta != 0 {
		add("Số tiền", ui.Money(a.Delta))
	}
	add("Thôi tham gia", a.Leaves)
	add("Thay thế", a.Joins)
	add("Ngày kết thúc mới", ui.Day(a.NewEndOn))
	add("Nội dung mới", a.NewText)
	add("Lý do", a.Reason)
	add("Đề nghị", appraisalDeed(a.Proposer, a.ProposedAt))
	switch a.State {
	case plan.Proposed:
	case plan.Decided:
		add("Quyết định", "Số "+a.Decision.Number+" ngày "+ui.Day(a.Decision.On)+", người ký: "+a.Decision.Signer)
		add("Người ghi", appraisalDeed(a.Decider, a.DecidedAt))
	case plan.Refused:
		add("Lý do không chấp thuận", a.Answer)
		add("Người ghi", appraisalDeed(a.Decider, a.DecidedAt))
	}
	return rows
}

func (c *call) planAdjustments() error {
	query, err := c.addressQuery()
	if err != nil {
		return err
	}
	p := planAdjustPage{Change: procedure.Change(query.Line("loai")), Search: query.Line("tim")}
	return c.planAdjustPage(http.StatusOK, scheme.ID(c.r.PathValue("id")), p)
}

// planAdjustPage shows the page; p carries what the request asked for or what
// went wrong.
func (c *call) planAdjustPage(status int, id scheme.ID, p planAdjustPage) error {
	if err := c.view(func(tx *db.Tx) error { return c.planAdjustRead(tx, id, &p) }); err != nil {
		return err
	}
	p.Shell = c.schemeShell(p.Head, "Điều chỉnh")
	p.Shell.Back = &ui.Link{Label: "Đề án " + string(id), Href: schemePath(id)}
	p.Shell.HasErrors = p.Problem != nil
	return c.render(status, planAdjustView(p))
}

func (c *call) planAdjustRead(tx *db.Tx, id scheme.ID, p *planAdjustPage) (err error) {
	if p.Head, p.Scheme, err = c.schemeHeader(tx, id, "dieu-chinh"); err != nil {
		return err
	}
	p.Head.Action, p.Head.Submit = nil, false
	s := p.Scheme
	all, err := plan.Adjustments(c.ctx(), tx, id)
	if err != nil {
		return err
	}
	for _, a := range slices.Backward(all) {
		one, err := c.planAdjustment(tx, s, a)
		if err != nil {
			return err
		}
		p.All = append(p.All, one)
	}
	if p.Granted, err = plan.Granted(c.ctx(), tx, id, c.today()); err != nil {
		return err
	}
	has, err := ledger.OfSubject(c.ctx(), tx, id.Subject())
	if err != nil {
		return err
	}
	p.Free = has[ledger.Approved]
	rules, err := s.Procedure(c.ctx(), tx, c.today())
	if err != nil {
		return err
	}
	p.Kinds = planKinds(s, rules)
	p.MayPropose = len(p.Kinds) > 0 && c.may(access.ProposeAdjustment)
	if !slices.ContainsFunc(p.Kinds, func(o ui.Option) bool { return o.Value == string(p.Change) }) {
		p.Change = ""
		return nil
	}
	decider, _ := rules.DecidedBy(s.Group, p.Change)
	p.Who, p.Basis, p.Verified = decider.Authority.Label(), decider.Citation, decider.Verified
	if p.Change == procedure.Beneficiary {
		p.Found, err = c.schemeFind(tx, p.Search, p.field("establishment", "", "").Value)
	}
	return err
}

// planKinds are the kinds of change that may be asked for in the state of s,
// each with who decides it.
func planKinds(s *scheme.Scheme, rules procedure.Rules) []ui.Option {
	var kinds []procedure.Change
	switch s.State {
	case scheme.Appraised, scheme.Endorsed:
		if _, ok := rules.Move(s.State, scheme.Planned); ok {
			kinds = []procedure.Change{procedure.AddScheme}
		}
	case scheme.Approved, scheme.Contracted, scheme.Running:
		for _, c := range procedure.Changes() {
			if c != procedure.AddScheme && (c != procedure.Beneficiary || len(s.Active()) > 0) {
				kinds = append(kinds, c)
			}
		}
	case scheme.Draft, scheme.Submitted, scheme.Returned, scheme.Appraising, scheme.Rejected, scheme.Withdrawn, scheme.Planned,
		scheme.Accepted, scheme.Settled, scheme.Closed, scheme.Stopped, scheme.Recorded:
	}
	var all []ui.Option
	for _, c := range kinds {
		decider, ok := rules.DecidedBy(s.Group, c)
		if !ok {
			continue
		}
		hint := decider.Authority.Label() + " quyết định (" + decider.Citation
		if !decider.Verified {
			hint += "; chưa kiểm chứng"
		}
		all = append(all, ui.Option{Value: string(c), Label: c.Label(), Hint: hint + ")"})
	}
	return all
}

// planAdjustment adds to a what pages say about it.
func (c *call) planAdjustment(tx *db.Tx, s *scheme.Scheme, a *plan.Adjustment) (planAdjustment, error) {
	deed := plan.DeedFor(a.Authority)
	one := planAdjustment{
		Adjustment: a, Title: s.Title, WhoMay: a.Authority.Label(),
		Address: ui.Path("ke-hoach", "dieu-chinh", a.ID, planDecidePart(deed)),
		IsMine:  a.ProposedBy == c.scope.Actor.ID,
	}
	one.MayDecide = a.State == plan.Proposed && c.may(deed) && !one.IsMine
	one.DecideWord = "Ghi quyết định"
	if deed == access.RecordByMinistry {
		one.DecideWord = "Ghi quyết định của " + one.WhoMay
	}
	rules, err := s.Procedure(c.ctx(), tx, c.today())
	if err != nil {
		return one, err
	}
	decider, _ := rules.DecidedBy(s.Group, a.Change)
	one.Basis, one.Verified = decider.Citation, decider.Verified
	for _, b := range s.Beneficiaries {
		if b.No == a.BeneficiaryNo {
			one.Leaves = b.Name
		}
	}
	if a.Establishment != "" {
		e, err := establishment.ByID(c.ctx(), tx, a.Establishment)
		if err != nil {
			return one, err
		}
		one.Joins = e.Name
	}
	if one.Proposer, err = c.appraisalName(tx, a.ProposedBy); err != nil {
		return one, err
	}
	one.Decider, err = c.appraisalName(tx, a.DecidedBy)
	return one, err
}

// planLeavers are the beneficiaries that could leave.
func planLeavers(s *scheme.Scheme) []ui.Option {
	all := []ui.Option{{Value: "", Label: "Chưa chọn"}}
	for _, b := range s.Active() {
		all = append(all, ui.Option{Value: strconv.Itoa(b.No), Label: b.Name})
	}
	return all
}
