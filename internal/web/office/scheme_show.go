package office

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"example.vn/khuyencong/internal/domain/followup"
	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/normbook"
	"example.vn/khuyencong/internal/domain/paper"
	"example.vn/khuyencong/internal/domain/plan"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/audit"
	"example.vn/khuyencong/internal/platform/blob"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/money"
	"example.vn/khuyencong/internal/web/ui"
)

// A schemeShowPage is the overview of one scheme.
type schemeShowPage struct {
	schemeRuling

	Shell    ui.Shell
	Head     schemeHeader
	Problem  error
	Scheme   *scheme.Scheme
	Money    []ui.MoneyStep
	Left     money.VND // to be spent under the contract
	Returned money.VND // taken back
	Own      money.VND // what others than the funds give
	Timeline []ui.TimelineItem
	Files    []ui.Doc
	Places   []schemeAddress // of the beneficiaries, in their order
	Sums     scheme.Cost
	Grants   []plan.Grant
	Official papersCard

	MayWithdraw bool
	MayName     bool // beneficiaries of a granted group scheme
	MayApprove  bool // their list
	MayLedger   bool
	MayBundle   bool
	Search      string
	Searched    bool
	Found       []ui.Option
	Values      map[string]string // as typed, when a deed was refused
}

// field is an input with what was typed and what is wrong.
func (p schemeShowPage) field(name, label string) ui.Field {
	return ui.Field{Name: name, Label: label, Value: p.Values[name], Error: ui.Problems(p.Problem)[name]}
}

func (c *call) schemeShow() error { return c.schemeShowPage(http.StatusOK, nil, nil) }

// schemeShowPage shows the overview; problem is why a deed done on it was
// refused, and form what was typed for it.
func (c *call) schemeShowPage(status int, problem error, form *ui.Form) error {
	p := schemeShowPage{Problem: problem, Search: c.r.URL.Query().Get("tim"), Values: map[string]string{}}
	if form != nil {
		p.Search = form.Line("tim")
		for _, name := range []string{"reason", "number", "establishment", "content_no", "cost", "support"} {
			p.Values[name] = form.Raw(name)
		}
	}
	p.Searched = p.Search != ""
	err := c.view(func(tx *db.Tx) error { return c.schemeRead(tx, &p) })
	if err != nil {
		return err
	}
	p.Shell = c.schemeShell(p.Head, "")
	p.Shell.HasErrors = problem != nil
	return c.render(status, schemeShowView(p))
}

// schemeRead reads everything that the overview shows.
func (c *call) schemeRead(tx *db.Tx, p *schemeShowPage) (err error) {
	if p.Head, p.Scheme, err = c.schemeHeader(tx, scheme.ID(c.r.PathValue("id")), schemeTabOverview); err != nil {
		return err
	}
	s := p.Scheme
	if p.Grants, err = plan.Grants(c.ctx(), tx, s.ID); err != nil {
		return err
	}
	if p.schemeRuling, err = c.schemeRuling(tx, s, p.Grants); err != nil {
		return err
	}
	if err := c.schemeReadMoney(tx, p); err != nil {
		return err
	}
	events, err := audit.Of(c.ctx(), tx, s.ID.Subject())
	if err != nil {
		return err
	}
	p.Timeline = schemeTimeline(s, events, c.today())
	files, err := blob.List(c.ctx(), tx, s.ID.Subject())
	if err != nil {
		return err
	}
	p.Files = schemeNewestFiles(files)
	if p.Official, err = c.papersOf(tx, "de-an", string(s.ID), paper.Link{Kind: paper.LinkScheme, Subject: string(s.ID)}); err != nil {
		return err
	}
	for _, b := range s.Beneficiaries {
		p.Places = append(p.Places, c.schemeAddress(b.Place))
	}
	for _, line := range s.Costs {
		p.Sums.National, p.Sums.Local = p.Sums.National+line.National, p.Sums.Local+line.Local
		p.Sums.Own, p.Sums.Other = p.Sums.Own+line.Own, p.Sums.Other+line.Other
	}
	p.Own = p.Sums.Own + p.Sums.Other
	if err := c.schemeDeeds(tx, p); err != nil {
		return err
	}
	if p.MayName {
		p.Found, err = c.schemeFind(tx, p.Search, p.Values["establishment"])
	}
	return err
}

// A schemeAddress is a place as it was written on its day and, where that
// differs, in the other order of units.
type schemeAddress struct{ Text, Other string }

// schemeAddress shows a place in the units of its day and in those of today,
// or, when it was written in those of today, in the ones before.
func (c *call) schemeAddress(a territory.Address) schemeAddress {
	if a.Commune == "" {
		return schemeAddress{}
	}
	view, lead := territory.OldUnits, "trước 01/7/2025: "
	out := schemeAddress{Text: c.schemePlace(a, territory.NewUnits)}
	if !a.On.IsZero() && a.On.Before(territory.SwitchDay) {
		view, lead = territory.NewUnits, "nay: "
		out.Text = strings.TrimSuffix(territory.Text(a), ", "+schemeLowerFirst(c.province.Name))
	}
	if other := c.schemePlace(a, view); other != out.Text {
		out.Other = lead + other
	}
	return out
}

// schemeDeeds finds out what the caller may do on the overview.
func (c *call) schemeDeeds(tx *db.Tx, p *schemeShowPage) error {
	s := p.Scheme
	rules, err := s.Procedure(c.ctx(), tx, c.today())
	if err != nil {
		return err
	}
	_, ok := rules.Move(s.State, scheme.Withdrawn)
	p.MayWithdraw = ok && c.may(access.WithdrawScheme)
	open := s.Group && s.State.Granted() && s.State != scheme.Recorded && s.State != scheme.Closed && s.State != scheme.Stopped && s.GroupPlan != scheme.GroupPlanApproved
	p.MayName = open && len(s.Active()) < 10 && c.may(access.EditScheme)
	p.MayApprove = open && len(s.Active()) >= 2 && c.may(access.ApproveGroupPlan) && s.PreparedBy != c.scope.Actor.ID
	p.MayLedger, p.MayBundle = c.may(access.ViewLedger), c.may(access.ViewBundle)
	return nil
}

// schemeDecidedOn is the day whose norms hold: that of the first decision, or
// today before there is one.
//
// Law: NĐ 235/2025/NĐ-CP, transition: a scheme keeps the rules of the day of
// its approval.
func schemeDecidedOn(grants []plan.Grant, today calendar.Date) calendar.Date {
	for _, g := range grants {
		if g.Kind == plan.Initial || g.Kind == plan.Record {
			return g.DecidedOn
		}
	}
	return today
}

// schemeReadMoney draws the money from ceiling to settlement.
func (c *call) schemeReadMoney(tx *db.Tx, p *schemeShowPage) error {
	s := p.Scheme
	b, err := ledger.OfSubject(c.ctx(), tx, s.ID.Subject())
	if err != nil {
		return err
	}
	granted := b.Granted()
	if s.State == scheme.Recorded { // outside the books
		if granted, err = plan.Granted(c.ctx(), tx, s.ID, c.today()); err != nil {
			return err
		}
	}
	p.Returned = b[ledger.Returned]
	p.Left = b[ledger.Committed]
	p.Money = schemeMoneySteps(schemeCeiling(p.Judged), s, granted, b)
	return nil
}

// schemeCeiling sums the ceilings of the contents; 0 when one has none.
func schemeCeiling(all []scheme.Judged) money.VND {
	var sum money.VND
	for _, v := range all {
		switch {
		case v.Beneficiary != "":
		case !v.HasCeiling:
			return 0
		default:
			sum += v.Ceiling
		}
	}
	return sum
}

func schemeMoneySteps(ceiling money.VND, s *scheme.Scheme, granted money.VND, b ledger.Balances) []ui.MoneyStep {
	var steps []ui.MoneyStep
	switch first := (ui.MoneyStep{Label: "Mức trần theo quy định", Amount: ceiling, Kind: ui.Cap}); {
	case ceiling > 0:
		steps = append(steps, first)
	case s.State != scheme.Recorded: // a content without a ceiling, or without the cost it is a share of
		first.None = "chưa xác định"
		steps = append(steps, first)
	}
	for _, step := range []ui.MoneyStep{
		{Label: "Đề nghị", Amount: s.Asked, Kind: ui.Plain},
		{Label: "Thẩm định", Amount: s.Appraised, Kind: ui.Plain},
		{Label: "Phê duyệt", Amount: granted, Kind: ui.Plain},
		{Label: "Ký hợp đồng", Amount: b.Contracted(), Kind: ui.Plain},
		{Label: "Đã tạm ứng, thanh toán", Amount: b.Spent() - b[ledger.Returned], Kind: ui.Advance},
		{Label: "Khối lượng nghiệm thu", Amount: b.AcceptedTotal(), Kind: ui.Plain},
		{Label: "Đã quyết toán", Amount: b[ledger.Settled], Kind: ui.Final},
	} {
		if s.State == scheme.Recorded && step.Amount == 0 {
			continue // outside the books nothing is known of it
		}
		step.Over = ceiling > 0 && step.Amount > ceiling && step.Label != "Khối lượng nghiệm thu"
		steps = append(steps, step)
	}
	if s.State == scheme.Recorded && len(steps) == 1 && ceiling > 0 {
		return nil // a ceiling alone says nothing
	}
	return steps
}

// schemeNewestFiles lists the last three files.
func schemeNewestFiles(files []blob.Attachment) []ui.Doc {
	var docs []ui.Doc
	for i := len(files) - 1; i >= 0 && len(docs) < 3; i-- {
		f := files[i]
		docs = append(docs, ui.Doc{Label: f.Name, Href: ui.Path("tep", f.ID), Note: schemeSize(f.Size), When: ui.MomentDay(f.AddedAt)})
	}
	return docs
}

// schemeSize is the size of a file in words.
func schemeSize(n int64) string {
	const kb, mb = 1 << 10, 1 << 20
	switch {
	case n < kb:
		return strconv.FormatInt(n, 10) + " byte"
	case n < mb:
		return strconv.FormatInt((n+kb/2)/kb, 10) + " KB"
	}
	tenths := (n*10 + mb/2) / mb
	return strconv.FormatInt(tenths/10, 10) + "," + strconv.FormatInt(tenths%10, 10) + " MB"
}

// facts are the lines of the card "Thông tin đề án".
func (p schemeShowPage) facts() []ui.Row {
	s := p.Scheme
	years := schemeYearText(s.Year)
	if s.MultiYear() {
		years += "–" + strconv.Itoa(s.YearEnd)
	}
	kind := "Đề án đơn lẻ"
	switch {
	case s.Group && s.Key:
		kind = "Đề án nhóm, đề án điểm"
	case s.Group:
		kind = "Đề án nhóm"
	case s.Key:
		kind = "Đề án điểm"
	}
	rows := []ui.Row{
		{Key: "Loại", Value: kind},
		{Key: "Năm kế hoạch", Value: years},
		{Key: "Thời gian thực hiện", Value: schemeSpan(s.StartsOn, s.EndsOn)},
		{Key: "Đơn vị thực hiện", Value: s.Implementer},
		{Key: "Đơn vị phối hợp", Value: s.Coordinator},
		{Key: "Nơi thực hiện", Value: territory.Text(s.Place)},
	}
	if other := territory.In(s.Place, territory.NewUnits); s.Place.Commune != "" && other != territory.Text(s.Place) {
		rows = append(rows, ui.Row{Key: "Theo đơn vị hành chính mới", Value: other})
	}
	rows = append(rows,
		ui.Row{Key: "Diện địa bàn ưu tiên", Value: schemeClassName(normbook.TerritoryClasses(), s.Territory)},
		ui.Row{Key: "Ngành, nghề", Value: schemeIndustryName(s.Industry)},
	)
	if slices.Contains([]scheme.State{scheme.Accepted, scheme.Settled, scheme.Closed}, s.State) {
		rows = append(rows, ui.Row{Key: "Theo dõi sau hỗ trợ", Value: "Xem các phiếu", Href: followupHref(followup.Filter{Scheme: string(s.ID)})})
	}
	for _, code := range s.Priorities {
		rows = append(rows, ui.Row{Key: "Nhóm ngành nghề ưu tiên", Value: schemeClassName(normbook.PriorityIndustries(), code)})
	}
	if s.GroupPlanNo != "" {
		rows = append(rows, ui.Row{Key: "Văn bản duyệt danh sách", Value: s.GroupPlanNo})
	}
	if s.Need != "" {
		rows = append(rows, ui.Row{Key: "Từ nhu cầu của xã", Value: s.Need})
	}
	return append(rows, ui.Row{Key: "Xuất xứ", Value: s.Origin.Label()})
}

func schemeSpan(from, to calendar.Date) string {
	switch {
	case from.IsZero() && to.IsZero():
		return ""
	case to.IsZero():
		return "từ " + ui.Day(from)
	case from.IsZero():
		return "đến " + ui.Day(to)
	}
	return ui.Day(from) + " – " + ui.Day(to)
}

func schemeClassName(classes []normbook.Class, code string) string {
	for _, k := range classes {
		if k.Code == code {
			return k.Name
		}
	}
	return code
}

func schemeIndustryName(code string) string {
	for _, i := range normbook.Industries() {
		if i.Code == code {
			return i.Name
		}
	}
	return code
}
