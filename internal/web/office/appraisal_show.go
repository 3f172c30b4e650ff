package office

import (
	"net/http"
	"slices"
	"strconv"

	"example.vn/khuyencong/internal/domain/appraisal"
	"example.vn/khuyencong/internal/domain/identity"
	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/normbook"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/web/ui"
)

// An appraisalPage is the tab "Thẩm định" of a scheme.
type appraisalPage struct {
	Shell    ui.Shell
	Head     schemeHeader
	Scheme   *scheme.Scheme
	Rounds   []appraisalRound
	Criteria []normbook.Criterion
	Judged   []scheme.Judged
	Laws     lawLinks
	People   []appraisalPerson // who may be asked to appraise
	Seat     *appraisal.Seat   // of the caller in the open round

	MayStart    bool // open a first round
	MayRestart  bool // open another in place of the one at work
	MaySendBack bool
	MayJudge    bool
	MayConclude bool
	MayRecord   bool // the ministry's appraisal

	Problem error
	form    *ui.Form
}

// An appraisalRound is one round as the page shows it.
type appraisalRound struct {
	*appraisal.Appraisal
	Opener, Closer string // names
	Shown          bool   // the caller may see the members' scores
	Criteria       []normbook.Criterion
}

// An appraisalPerson is a user who may be given a seat.
type appraisalPerson struct {
	ID, Name, Roles string
	Author          bool // prepared the dossier, so may not
}

// field is an input with what was typed, or first otherwise, and what is
// wrong.
func (p appraisalPage) field(name, label, first string) ui.Field {
	f := ui.Field{Name: name, Label: label, Value: first, Error: ui.Problems(p.Problem)[name]}
	if p.form != nil && p.form.Has(name) {
		f.Value = p.form.Raw(name)
	}
	return f
}

func (p appraisalPage) version() string { return strconv.FormatInt(p.Head.Version, 10) }

// score is the caller's stored score by a criterion.
func (p appraisalPage) score(code string) (points, remark string) {
	for _, x := range p.Seat.Scores {
		if x.Criterion == code {
			return strconv.Itoa(x.Score), x.Remark
		}
	}
	return "", ""
}

// spread says how far the totals that count lie apart.
func (r appraisalRound) spread() string {
	low, high, n := 0, 0, 0
	for _, m := range r.Members {
		if !m.Counts() {
			continue
		}
		if n == 0 || m.Total() < low {
			low = m.Total()
		}
		high = max(high, m.Total())
		n++
	}
	if n < 2 {
		return ""
	}
	return "thấp nhất " + strconv.Itoa(low) + ", cao nhất " + strconv.Itoa(high)
}

// most is the best total a member can give.
func (r appraisalRound) most() int {
	sum := 0
	for _, c := range r.Criteria {
		sum += c.MaxScore
	}
	return sum
}

// average is the mean total in words.
func (r appraisalRound) average() string {
	if r.HandedIn() == 0 {
		return ""
	}
	if !r.Shown {
		return "Hiện sau khi anh/chị gửi phiếu chấm hoặc khi kết luận"
	}
	v, _ := r.Average()
	words := appraisalPoints(v) + " trên " + strconv.Itoa(r.most())
	if s := r.spread(); s != "" {
		words += " (" + s + ")"
	}
	return words
}

// appraisalPoints writes hundredths of a point: 6750 is "67,5".
func appraisalPoints(hundredths int) string {
	whole, rest := strconv.Itoa(hundredths/100), hundredths%100
	switch {
	case rest == 0:
		return whole
	case rest%10 == 0:
		return whole + "," + strconv.Itoa(rest/10)
	}
	return whole + "," + strconv.Itoa(100 + rest)[1:]
}

// post is what a member is called: a panel of staff has no chair.
func (r appraisalRound) post(p appraisal.Post) string {
	if r.Mode != appraisal.ByStaff {
		return p.Label()
	}
	if p == appraisal.Chair {
		return "Người chủ trì"
	}
	return "Người thẩm định"
}

// title names the round.
func (r appraisalRound) title() string {
	return r.Level.Label() + ", lần " + strconv.Itoa(r.Round)
}

// rows are the facts of the round.
func (r appraisalRound) rows() []ui.Row {
	rows := []ui.Row{{Key: "Hình thức", Value: r.Mode.Label()}}
	if r.Level == appraisal.Base {
		rows = append(rows,
			ui.Row{Key: "Giao thẩm định", Value: appraisalDeed(r.Opener, r.OpenedAt)},
			ui.Row{Key: "Hạn thẩm định", Value: ui.Day(r.DueOn)},
			ui.Row{Key: "Phiếu chấm hợp lệ", Value: strconv.Itoa(r.HandedIn()) + " phiếu, cần ít nhất " + strconv.Itoa(r.Quorum)},
			ui.Row{Key: "Điểm trung bình", Value: r.average()})
	}
	if r.State == appraisal.Open {
		return rows
	}
	if r.State == appraisal.Cancelled {
		return append(rows, ui.Row{Key: "Lý do lập đợt khác", Value: r.Reasons}, ui.Row{Key: "Người hủy", Value: appraisalDeed(r.Closer, r.ConcludedAt)})
	}
	if r.Amount > 0 {
		rows = append(rows, ui.Row{Key: "Kinh phí thẩm định", Value: ui.Money(r.Amount)})
	}
	paper := r.PaperNo
	if paper != "" && !r.PaperOn.IsZero() {
		paper += " ngày " + ui.Day(r.PaperOn)
	}
	return append(rows, ui.Row{Key: "Lý do", Value: r.Reasons}, ui.Row{Key: "Văn bản", Value: paper},
		ui.Row{Key: "Người kết luận", Value: appraisalDeed(r.Closer, r.ConcludedAt)})
}

func appraisalDeed(who, at string) string {
	if at == "" {
		return who
	}
	return who + ", " + ui.Moment(at)
}

// seatState says where a member stands with the scores.
func appraisalSeatState(m appraisal.Seat) (ui.Kind, string) {
	switch {
	case m.Conflict != "":
		return ui.Bad, "Xung đột lợi ích"
	case m.SubmittedAt != "":
		return ui.OK, "Đã gửi phiếu"
	}
	return ui.Warn, "Chưa gửi phiếu"
}

func (c *call) appraisalShow() error { return c.appraisalPage(http.StatusOK, nil, nil) }

// appraisalPage shows the tab; problem is why a deed was refused, and form
// what was typed for it.
func (c *call) appraisalPage(status int, problem error, form *ui.Form) error {
	p := appraisalPage{Problem: problem, form: form}
	if err := c.view(func(tx *db.Tx) error { return c.appraisalRead(tx, &p) }); err != nil {
		return err
	}
	p.Shell = c.schemeShell(p.Head, "Thẩm định")
	p.Shell.HasErrors = problem != nil
	return c.render(status, appraisalView(p))
}

func (c *call) appraisalRead(tx *db.Tx, p *appraisalPage) (err error) {
	if p.Head, p.Scheme, err = c.schemeHeader(tx, scheme.ID(c.r.PathValue("id")), schemeTabAppraisal); err != nil {
		return err
	}
	rounds, err := appraisal.Of(c.ctx(), tx, p.Scheme.ID)
	if err != nil {
		return err
	}
	var open *appraisal.Appraisal
	for _, a := range slices.Backward(rounds) {
		r, err := c.appraisalRound(tx, p.Scheme, a)
		if err != nil {
			return err
		}
		p.Rounds = append(p.Rounds, r)
		if a.State == appraisal.Open {
			open = a
		}
	}
	p.Criteria = appraisal.Criteria(p.Scheme, c.today())
	by, err := scheme.BasisOf(c.ctx(), tx, p.Scheme)
	if err != nil {
		return err
	}
	p.Judged = p.Scheme.Verdicts(by, c.today())
	if p.Laws, err = c.lawLinks(tx); err != nil {
		return err
	}
	c.appraisalDeeds(p, open)
	if p.MayStart || p.MayRestart {
		p.People, err = c.appraisalPeople(tx, p.Scheme)
	}
	return err
}

// appraisalRound adds to a round what the page says about it.
func (c *call) appraisalRound(tx *db.Tx, s *scheme.Scheme, a *appraisal.Appraisal) (appraisalRound, error) {
	r := appraisalRound{Appraisal: a, Criteria: appraisal.Criteria(s, c.today())}
	var err error
	if r.Opener, err = c.appraisalName(tx, a.OpenedBy); err != nil {
		return r, err
	}
	r.Closer, err = c.appraisalName(tx, a.ConcludedBy)
	// Members judge on their own first: nobody sees scores before the end but
	// who has handed in theirs.
	seat := a.Seat(c.scope.Actor.ID)
	r.Shown = a.State != appraisal.Open || seat != nil && seat.Counts()
	return r, err
}

// appraisalName is the name of a user; commands have none.
func (c *call) appraisalName(tx *db.Tx, id string) (string, error) {
	if id == "" || id == "system" {
		return "", nil
	}
	u, err := identity.ByID(c.ctx(), tx, identity.ID(id))
	if fault.KindOf(err) == fault.NotFound {
		return id, nil
	}
	return u.Name, err
}

// appraisalDeeds finds out what the caller may do now.
func (c *call) appraisalDeeds(p *appraisalPage, open *appraisal.Appraisal) {
	s := p.Scheme
	p.MayStart = s.State == scheme.Submitted && c.may(access.OpenAppraisal)
	p.MaySendBack = p.MayStart
	p.MayRecord = s.State == scheme.Appraised && s.Fund == ledger.National && c.may(access.RecordMinistry)
	if open == nil {
		return
	}
	p.MayRestart = c.may(access.OpenAppraisal)
	if p.Seat = open.Seat(c.scope.Actor.ID); p.Seat == nil {
		return
	}
	p.MayJudge = p.Seat.Conflict == "" && p.Seat.SubmittedAt == "" && c.may(access.ScoreAppraisal)
	p.MayConclude = p.Seat.Post == appraisal.Chair && p.Seat.Conflict == "" && open.HandedIn() >= open.Quorum &&
		c.may(access.ConcludeAppraisal)
}

// appraisalPeople lists who may be given a seat, in the order of names.
func (c *call) appraisalPeople(tx *db.Tx, s *scheme.Scheme) ([]appraisalPerson, error) {
	var all []appraisalPerson
	for _, role := range access.ScoreAppraisal.Holders() {
		page, err := identity.List(c.ctx(), tx, identity.Filter{Role: role, Active: true, Limit: 200})
		if err != nil {
			return nil, err
		}
		for _, u := range page.Users {
			if slices.ContainsFunc(all, func(o appraisalPerson) bool { return o.ID == string(u.ID) }) {
				continue
			}
			all = append(all, appraisalPerson{string(u.ID), u.Name, roleLabels(u.Roles), string(u.ID) == s.PreparedBy})
		}
	}
	return all, nil
}
