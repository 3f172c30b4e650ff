package office

import (
	"net/http"
	"slices"
	"strconv"

	"example.vn/khuyencong/internal/domain/contract"
	"example.vn/khuyencong/internal/domain/deadline"
	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/paper"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/blob"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/web/ui"
)

// A contractShowPage is the tab "Hợp đồng và tiền" of a scheme.
type contractShowPage struct {
	Shell    ui.Shell
	Head     schemeHeader
	File     *contract.File
	Names    map[string]string
	Photos   map[string][]blob.Attachment // by acceptance
	Deeds    contractDeeds
	Missing  []string // months without a report
	Deadline []ui.TimelineItem
	Notes    []contractNote
	Today    calendar.Date
	Papers   papersCard
}

// contractDeeds are what the caller may do now, by the part of the page.
type contractDeeds struct {
	Contract, Annex, Progress, Acceptance, Money, Settlement, CarryOver []ui.Btn
	Finish, Approve, Pay, Confirm, Settle, SignAnnex                    bool
	main                                                                bool // one button of the page is the main one

	me string
}

// add appends a link; the first one on the page is the main button.
func (d *contractDeeds) add(part *[]ui.Btn, main bool, label, href string) {
	b := ui.Btn{Label: label, Href: href, Look: ui.Alt}
	if main && !d.main {
		b.Look, d.main = ui.Main, true
	}
	*part = append(*part, b)
}

func (c *call) contractShow() error {
	p := contractShowPage{Today: c.today(), Photos: map[string][]blob.Attachment{}}
	err := c.view(func(tx *db.Tx) (err error) {
		if p.Head, _, err = c.schemeHeader(tx, c.contractScheme(), schemeTabContract); err != nil {
			return err
		}
		if p.File, err = contract.OfScheme(c.ctx(), tx, c.contractScheme()); err != nil {
			return err
		}
		for _, a := range p.File.Acceptances {
			if p.Photos[a.ID], err = blob.List(c.ctx(), tx, a.Owner()); err != nil {
				return err
			}
		}
		if p.Names, err = c.contractNames(tx, contractPeople(p.File)...); err != nil {
			return err
		}
		book, err := deadline.Calendar(c.ctx(), tx)
		if err != nil {
			return err
		}
		if p.Papers, err = c.contractPapers(tx, p.File.Contract); err != nil {
			return err
		}
		p.Missing = p.File.MissingMonths(p.Today)
		p.Deadline = contractDeadlines(p.File, book, p.Today, p.Missing)
		return nil
	})
	if err != nil {
		return err
	}
	p.Deeds = c.contractDeeds(p.File)
	if contractGroupWaits(p.File.Scheme) && p.File.Contract != nil && p.File.Contract.State == contract.Signed {
		p.Notes = append(p.Notes, contractGroupNote())
	}
	p.Shell = c.schemeShell(p.Head, "Hợp đồng và tiền")
	return c.render(http.StatusOK, contractShowView(p))
}

// contractPapers are the papers about a contract, if there is one.
func (c *call) contractPapers(tx *db.Tx, con *contract.Contract) (papersCard, error) {
	if con == nil {
		return papersCard{}, nil
	}
	return c.papersOf(tx, "hop-dong", string(con.ID), paper.Link{Kind: paper.LinkContract, Subject: string(con.ID)})
}

// contractPeople lists everybody who had a hand in the contract.
func contractPeople(f *contract.File) []string {
	if f.Contract == nil {
		return nil
	}
	ids := []string{f.Contract.PreparedBy, f.Contract.SignedBy, f.Contract.ClosedBy}
	for _, r := range f.Progress {
		ids = append(ids, r.NotedBy)
	}
	for _, o := range f.CarryOvers {
		ids = append(ids, o.DecidedBy)
	}
	for _, d := range f.Disbursements {
		ids = append(ids, d.PreparedBy)
	}
	return ids
}

// contractDeeds finds what the caller may do now. The domain asks again.
func (c *call) contractDeeds(f *contract.File) contractDeeds {
	d := contractDeeds{me: c.scope.Actor.ID}
	state := f.Scheme.State
	if f.Contract == nil {
		if state == scheme.Approved && c.may(access.PrepareContract) {
			d.add(&d.Contract, true, "Soạn hợp đồng", c.contractHome("soan"))
		}
		return d
	}
	if f.Contract.State == contract.Draft {
		if c.may(access.SignContract) && !c.contractMine(f.Contract.PreparedBy) {
			d.add(&d.Contract, true, "Ký hợp đồng", c.contractHome("ky"))
		}
		if c.may(access.PrepareContract) {
			d.add(&d.Contract, false, "Sửa bản soạn", c.contractHome("soan"))
		}
		return d
	}
	if f.Contract.State != contract.Signed {
		return d
	}
	c.contractLiveDeeds(f, &d)
	return d
}

// contractLiveDeeds finds the deeds under a signed contract.
func (c *call) contractLiveDeeds(f *contract.File, d *contractDeeds) {
	state := f.Scheme.State
	running := state == scheme.Contracted || state == scheme.Running
	d.Approve, d.Pay = c.may(access.ApproveDisbursement), c.may(access.PayDisbursement)
	d.Confirm, d.Settle, d.SignAnnex = c.may(access.ConfirmAcceptance), c.may(access.ApproveSettlement), c.may(access.SignContract)
	ended := state == scheme.Settled || state == scheme.Stopped
	if d.SignAnnex && ended && contractOpenWork(f) == "" {
		d.add(&d.Contract, true, "Thanh lý hợp đồng", c.contractHome("thanh-ly"))
	}
	if c.may(access.PrepareSettlement) && contractSettleStops(f) == "" {
		d.add(&d.Settlement, true, "Lập hồ sơ quyết toán", c.contractHome("quyet-toan", "moi"))
	}
	working := (running || state == scheme.Stopped) && !contractGroupWaits(f.Scheme)
	if c.may(access.PrepareAcceptance) && working && len(contractToAccept(f)) > 0 {
		d.add(&d.Acceptance, running, "Lập biên bản nghiệm thu", c.contractHome("nghiem-thu", "moi"))
	}
	d.Finish = d.Confirm && running && len(f.Unaccepted()) == 0
	c.contractMoneyDeeds(f, d)
	if c.may(access.RecordProgress) && running {
		d.add(&d.Progress, false, "Ghi tiến độ", c.contractHome("tien-do"))
	}
	if !running && state != scheme.Accepted {
		return
	}
	if c.may(access.PrepareContract) {
		d.add(&d.Annex, false, "Soạn phụ lục", c.contractHome("phu-luc"))
	}
	if c.may(contract.CarryDeed(f.Scheme.Fund)) && !c.contractMine(f.Contract.PreparedBy) && len(contractCarryYears(f)) > 0 {
		d.add(&d.CarryOver, true, "Chuyển nguồn sang năm sau", c.contractHome("chuyen-nguon"))
	}
}

// contractMoneyDeeds finds the requests that can be made.
func (c *call) contractMoneyDeeds(f *contract.File, d *contractDeeds) {
	if !c.may(access.RequestDisbursement) {
		return
	}
	open := contractPays(f)
	for _, way := range contractKinds {
		if slices.ContainsFunc(way.kinds, func(k contract.DisbursementKind) bool { return slices.Contains(open, k) }) {
			d.add(&d.Money, f.Scheme.State == scheme.Accepted, way.title, ui.PathQuery(c.contractHome("de-nghi", "moi"), "loai", way.path))
		}
	}
}

// money is the ladder from the approval to the settlement.
func (p contractShowPage) money() []ui.MoneyStep {
	b := p.File.Balances
	steps := []ui.MoneyStep{{Label: "Đã phê duyệt", Amount: b.Granted()}}
	k := p.File.Contract
	if k == nil || k.State == contract.Draft {
		return steps
	}
	advanced := ui.MoneyStep{Label: "Đã tạm ứng", Kind: ui.Advance}
	for _, d := range p.File.Disbursements {
		if d.State == contract.DisbursementPaid && d.Kind == contract.Advance {
			advanced.Amount += d.Amount
		}
	}
	return append(steps,
		ui.MoneyStep{Label: "Ký hợp đồng", Amount: k.Value},
		advanced,
		ui.MoneyStep{Label: "Đã nghiệm thu", Amount: p.File.AcceptedTotal()},
		ui.MoneyStep{Label: "Đã thanh toán", Amount: b[ledger.Paid] + b[ledger.Settled]},
		ui.MoneyStep{Label: "Đã quyết toán", Amount: b[ledger.Settled], Kind: ui.Final},
	)
}

// left says what is still to be done with the money.
func (p contractShowPage) left() []ui.Row {
	b := p.File.Balances
	var rows []ui.Row
	k := p.File.Contract
	if k != nil && k.State != contract.Draft {
		rows = append(rows,
			ui.Row{Key: "Còn phải chi theo hợp đồng", Value: ui.Money(b[ledger.Committed])},
			ui.Row{Key: "Tạm ứng chưa thanh toán", Value: ui.Money(b[ledger.Advanced])})
	}
	for _, more := range []struct {
		label   string
		account ledger.Account
	}{
		{"Nghiệm thu chưa thanh toán", ledger.Accepted}, {"Đã thu hồi, nộp ngân sách", ledger.Returned}, {"Phê duyệt chưa ký hợp đồng", ledger.Approved},
	} {
		if b[more.account] > 0 {
			rows = append(rows, ui.Row{Key: more.label, Value: ui.Money(b[more.account])})
		}
	}
	return rows
}

// facts are the rows of the contract itself.
func (p contractShowPage) facts() []ui.Row {
	k := p.File.Contract
	rows := contractFacts(k)
	rows = append(rows, ui.Row{Key: "Người soạn", Value: p.Names[k.PreparedBy]})
	if k.State == contract.Draft {
		return rows
	}
	rows = append([]ui.Row{{Key: "Số hợp đồng", Value: k.Number}}, rows...)
	rows = append(rows, ui.Row{Key: "Ký", Value: p.Names[k.SignedBy] + ", " + ui.Day(k.SignedOn)})
	if k.State == contract.Closed {
		rows = append(rows, ui.Row{Key: "Thanh lý", Value: "Biên bản số " + k.ClosingNo + " ngày " + ui.Day(k.ClosedOn) + ", " + p.Names[k.ClosedBy]})
	}
	return rows
}

// empty says why there is no contract yet.
func (p contractShowPage) empty() string {
	if p.File.Scheme.State == scheme.Approved {
		return "Đề án đã được phê duyệt; cán bộ Trung tâm soạn hợp đồng, lãnh đạo ký."
	}
	if p.File.Scheme.State == scheme.Recorded {
		return "Đề án ghi nhận từ danh sách cũ, hợp đồng được theo dõi ngoài phần mềm."
	}
	return "Hợp đồng được soạn sau khi đề án được phê duyệt. Đề án đang ở trạng thái “" + p.File.Scheme.State.Label() + "”."
}

// signed reports whether the contract was signed.
func (p contractShowPage) signed() bool {
	return p.File.Contract != nil && p.File.Contract.State != contract.Draft
}

// turn is the word of the link in the row of a request, "" when it is not the
// caller's turn or the state of the scheme has overtaken it.
func (p contractShowPage) turn(d contract.Disbursement) string {
	switch {
	case d.PreparedBy == p.Deeds.me || !p.File.Moves(d.Kind):
		return ""
	case d.State == contract.DisbursementPrepared && p.Deeds.Approve:
		return "Duyệt"
	case d.State == contract.DisbursementApproved && p.Deeds.Pay && d.ApprovedBy != p.Deeds.me:
		return "Ghi chứng từ"
	}
	return ""
}

// contractDeadlines lists the days that law sets for this contract.
func contractDeadlines(f *contract.File, book *calendar.Book, today calendar.Date, missing []string) []ui.TimelineItem {
	k := f.Contract
	if k == nil || k.State == contract.Draft {
		return nil
	}
	var items []ui.TimelineItem
	add := func(title, note string, on calendar.Date, done bool) {
		item := ui.TimelineItem{State: ui.Todo, Title: title, When: "Hạn " + ui.Day(on), Note: note}
		switch due := deadline.DueIn(book, today, on); {
		case on.IsZero():
			item.When = "Tính sau nghiệm thu cuối"
		case done:
			item.State = ui.Done
		case due.Late:
			item.State, item.When = ui.Late, item.When+", "+due.Label()
		default:
			item.When += ", " + due.Label()
			if due.Left <= 10 {
				item.State = ui.Now
			}
		}
		items = append(items, item)
	}
	live := k.State == contract.Signed
	finished := len(f.Unaccepted()) == 0
	for i, m := range missing {
		if i == 3 {
			items = append(items, ui.TimelineItem{State: ui.Late, Title: "và " + strconv.Itoa(len(missing)-3) + " tháng khác chưa báo cáo"})
			break
		}
		due := f.ProgressDue(m)
		add("Báo cáo tiến độ tháng "+contractMonth(m), due.Source(), due.On, false)
	}
	if m := contract.MonthOf(today); live && !finished && len(missing) == 0 && !today.After(k.EndsOn) && !contractReported(f, m) &&
		!f.ProgressDue(m).On.IsZero() && !f.ProgressDue(m).On.Before(k.SignedOn) { // no report was due before there was a contract
		due := f.ProgressDue(m)
		add("Báo cáo tiến độ tháng "+contractMonth(m), due.Source(), due.On, false)
	}
	add("Kết thúc thực hiện, nghiệm thu", "Theo hợp đồng", k.EndsOn, finished || !live)
	settled := f.Scheme.State == scheme.Settled || f.Scheme.State == scheme.Closed
	settle, liquidate := f.SettlementDue(), f.LiquidationDue()
	add("Hồ sơ quyết toán", contractDueWords(settle), settle.On, settled || contractSettleSent(f))
	add("Thanh lý hợp đồng", contractDueWords(liquidate), liquidate.On, !live)
	return items
}

// contractDueWords says how a day was counted and by which provision.
func contractDueWords(due contract.Due) string {
	if due.Citation == "" {
		return ""
	}
	return due.Text + " (" + due.Source() + ")"
}

func contractReported(f *contract.File, month string) bool {
	for _, r := range f.Progress {
		if r.Month == month {
			return true
		}
	}
	return false
}

// contractSettleSent reports whether a settlement dossier is there.
func contractSettleSent(f *contract.File) bool {
	for _, s := range f.Settlements {
		if s.State != contract.SettlementRefused && len(f.Unaccepted()) == 0 {
			return true
		}
	}
	return false
}
