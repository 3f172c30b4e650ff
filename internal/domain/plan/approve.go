package plan

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"example.vn/khuyencong/internal/domain/lawbook"
	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/procedure"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/audit"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/money"
)

// approver is the deed of deciding a plan: the province decides its own, the
// Minister's decision on the national one is recorded by the department.
//
// Law: NĐ 45/2012/NĐ-CP Điều 15, 16; TT 36/2013/TT-BCT Điều 6.
func approver(f ledger.Fund) access.Deed {
	if f == ledger.National {
		return access.RecordNationalPlan
	}
	return access.ApproveLocalPlan
}

// Approve decides a submitted plan: the money of every chosen scheme is
// reserved in the book of the year, or nothing happens at all.
func Approve(ctx context.Context, tx *db.Tx, k Key, version int64, d Decision) error {
	asked, err := askAhead(ctx, tx, k)
	if err != nil {
		return err
	}
	p, err := headForDeed(ctx, tx, k, version, approver(k.Fund), Submitted)
	if err != nil {
		return err
	}
	asked.about(tx, p)
	if err := p.readSchemes(ctx, tx); err != nil {
		return err
	}
	for _, earlier := range []string{p.DraftedBy, p.SubmittedBy} {
		if err := tx.Actor.OtherThan(earlier, "người lập hoặc trình kế hoạch không phê duyệt kế hoạch đó"); err != nil {
			return err
		}
	}
	if err := d.check(tx.Today(), firstDay(k.Year)); err != nil {
		return err
	}
	for _, i := range p.Items {
		if i.Choice != Chosen {
			continue
		}
		if err := tx.Actor.OtherThan(i.Scheme.PreparedBy, "người lập hồ sơ đề án "+string(i.Scheme.ID)+" không phê duyệt đề án đó"); err != nil {
			return err
		}
		by, err := Approver(ctx, tx, i.Scheme)
		if err != nil {
			return err
		}
		if err := grant(ctx, tx, k, i.Scheme, i.Amount, d, string(by)); err != nil {
			return err
		}
	}
	p.State, p.DecisionNo, p.DecisionOn, p.Signer = Approved, d.Number, d.On, d.Signer
	p.DecidedBy, p.DecidedAt = tx.Actor.ID, tx.Moment()
	if err := save(ctx, tx, p); err != nil {
		return err
	}
	return audit.Record(ctx, tx, "plan.approve", k.Subject(), map[string]string{
		"decision_no": d.Number, "decision_on": d.On.VN(), "signer": d.Signer, "amount": p.Sum(Chosen).String(),
	})
}

// Approver is who approves what a plan gives to s, by the procedure of today.
func Approver(ctx context.Context, tx *db.Tx, s *scheme.Scheme) (procedure.Authority, error) {
	rules, err := s.Procedure(ctx, tx, tx.Today())
	move, _ := rules.Move(scheme.Planned, scheme.Approved)
	return move.Authority, err
}

// foreseen is what was asked about the first chosen scheme of a plan before it
// was known which one that is.
type foreseen struct {
	grants  *db.Promise[Grant]
	history func(scheme.ID)
}

// askAhead asks together with the next question what approving a plan will have
// to know: law, the book, and of its first chosen scheme everything. Of the next
// ones must be asked when what the ones before them are given is written. SQLite
// has no ways to save.
//
// The scheme is asked for as a value. Joined with the items of the plan, whatever
// PostgreSQL believes to be few would be read whole.
func askAhead(ctx context.Context, tx *db.Tx, k Key) (f foreseen, err error) {
	if err := lawbook.Ahead(ctx, tx); err != nil || !tx.Postgres() {
		return f, err
	}
	if err := ledger.Ahead(ctx, tx, k.Book()); err != nil {
		return f, err
	}
	const first = `SELECT scheme FROM plan_items WHERE province = ? AND year = ? AND fund = ? AND round = ? AND choice = ? ORDER BY rank, scheme LIMIT 1`
	of := []any{tx.Province, k.Year, k.Fund, k.Round, Chosen}
	if err := scheme.Ahead(ctx, tx, first, of); err != nil {
		return f, err
	}
	if f.grants, err = grantsSoon(ctx, tx, first, of); err != nil {
		return f, err
	}
	f.history, err = scheme.HistoryAhead(ctx, tx, first, of)
	return f, err
}

// about says which scheme it was.
func (f foreseen) about(tx *db.Tx, p *Plan) {
	first := slices.IndexFunc(p.Items, func(i Item) bool { return i.Choice == Chosen })
	if first < 0 || f.grants == nil {
		return
	}
	id := p.Items[first].Scheme.ID
	tx.Keep(grantsKey{id}, f.grants)
	f.history(id)
}

// grant reserves amount for a scheme in the book of k by decision d.
func grant(ctx context.Context, tx *db.Tx, k Key, s *scheme.Scheme, amount money.VND, d Decision, authority string) error {
	if err := ledger.Ahead(ctx, tx, k.Book()); err != nil {
		return err
	}
	by, err := grantable(ctx, tx, k, s, amount, d)
	if err != nil {
		return err
	}
	// Nothing was granted in this year yet, grantable has seen, so the key is new.
	err = ledger.PostNew(ctx, tx, ledger.Entry{
		Book: k.Book(), Key: fmt.Sprintf("grant/%s/%d/%d", s.ID, k.Year, k.Round), Kind: ledger.Approve, Subject: s.ID.Subject(),
		Amount: amount, Day: d.On.String(), Reference: d.Number, Memo: "Phê duyệt hỗ trợ đề án " + string(s.ID),
	})
	if err != nil {
		return err
	}
	err = addGrant(ctx, tx, Grant{
		Scheme: s.ID, Year: k.Year, Fund: k.Fund, Kind: Initial, Delta: amount,
		DecisionNo: d.Number, DecidedOn: d.On, Signer: d.Signer, Authority: authority,
	})
	if err != nil {
		return err
	}
	if err := scheme.Freeze(ctx, tx, s, by, k.Year, d.On, d.Number); err != nil {
		return err
	}
	detail := map[string]string{"amount": amount.String(), "decision_no": d.Number, "decision_on": d.On.VN(), "signer": d.Signer}
	if s.State.Granted() {
		return scheme.Save(ctx, tx, s, "plan.grant_year", detail)
	}
	if s.Group {
		s.GroupPlan = scheme.GroupPlanPending
	}
	return scheme.Move(ctx, tx, s, scheme.Approved, "plan.grant", detail)
}

// grantable refuses what a decision may not give: twice in one year, to a
// scheme that has ended, more than was appraised, or more than law allows. What
// it was judged by is what the verdicts are frozen by.
func grantable(ctx context.Context, tx *db.Tx, k Key, s *scheme.Scheme, amount money.VND, d Decision) (by scheme.Basis, err error) {
	asked, err := grantsOf(ctx, tx, s.ID)
	if err != nil {
		return by, err
	}
	if by, err = scheme.BasisOf(ctx, tx, s); err != nil {
		return by, err
	}
	past, err := asked.Get(ctx)
	if err != nil {
		return by, err
	}
	var all money.VND
	for _, g := range past {
		all += g.Delta
		if g.Kind == Initial && g.Year == k.Year {
			return by, fault.New(fault.Conflict, fmt.Sprintf("Đề án %s đã được phê duyệt hỗ trợ của năm %d theo quyết định %s.", s.ID, k.Year, g.DecisionNo))
		}
	}
	if s.State.Granted() && !live(s.State) {
		return by, fault.New(fault.Conflict, fmt.Sprintf("Đề án %s đang ở trạng thái “%s” nên không cấp thêm kinh phí được.", s.ID, s.State.Label()))
	}
	if first := initial(past); first+amount > s.Appraised {
		return by, fault.New(fault.Conflict, fmt.Sprintf("Đề án %s được thẩm định %s đ, đã phê duyệt %s đ, không cấp thêm %s đ được.", s.ID, s.Appraised, first, amount))
	}
	return by, s.CheckAmount(by, all+amount, lawDay(past, d.On))
}

// lawDay is the day whose law decides on more for a scheme: that of its first
// approval, or the given one when there is none yet.
//
// Law: NĐ 235/2025/NĐ-CP, transition: what was approved goes on under the old rules.
func lawDay(past []Grant, on calendar.Date) calendar.Date {
	for _, g := range past {
		if g.DecidedOn.Before(on) {
			on = g.DecidedOn
		}
	}
	return on
}

// initial sums what yearly decisions gave, without later adjustments.
func initial(past []Grant) money.VND {
	var sum money.VND
	for _, g := range past {
		if g.Kind == Initial {
			sum += g.Delta
		}
	}
	return sum
}

// live reports whether a granted scheme still goes on.
func live(s scheme.State) bool {
	return s == scheme.Approved || s == scheme.Contracted || s == scheme.Running
}

// SendBack returns a submitted plan to the office with a reason; its schemes
// are candidates again.
func SendBack(ctx context.Context, tx *db.Tx, k Key, version int64, reason string) error {
	p, err := forDeed(ctx, tx, k, version, approver(k.Fund), Submitted)
	if err != nil {
		return err
	}
	if reason == "" {
		return scheme.Missing("reason", "Chưa nêu lý do trả lại kế hoạch.")
	}
	for _, i := range p.Items {
		if i.Choice == Chosen && i.Scheme.State == scheme.Planned {
			before, err := readyBefore(ctx, tx, i.Scheme)
			if err != nil {
				return err
			}
			if err := scheme.Move(ctx, tx, i.Scheme, before, "plan.exclude", map[string]string{"reason": reason}); err != nil {
				return err
			}
		}
	}
	p.State, p.Reason = Draft, reason
	if err := save(ctx, tx, p); err != nil {
		return err
	}
	return audit.Record(ctx, tx, "plan.send_back", k.Subject(), map[string]string{"reason": reason})
}

// RecordGrant notes the support of a recorded scheme as the office's list has
// it. Recorded schemes are outside the books.
func RecordGrant(ctx context.Context, tx *db.Tx, s *scheme.Scheme, amount money.VND, d Decision, note string) error {
	if err := tx.Actor.Require(access.ImportSchemes); err != nil {
		return err
	}
	return addGrant(ctx, tx, Grant{
		Scheme: s.ID, Year: s.Year, Fund: s.Fund, Kind: Record, Delta: amount,
		DecisionNo: d.Number, DecidedOn: d.On, Signer: d.Signer, Note: note,
	})
}

// UnrecordGrants takes the notes of support of a recorded scheme back that came
// with a list, which is taken back as a whole: those behind the one with the
// number after.
func UnrecordGrants(ctx context.Context, tx *db.Tx, id scheme.ID, after int64) error {
	if err := tx.Actor.Require(access.ImportSchemes); err != nil {
		return err
	}
	n, err := removeRecords(ctx, tx, id, after)
	if err != nil || n == 0 {
		return err
	}
	return audit.Record(ctx, tx, "plan.unrecord", id.Subject(), map[string]string{"after": strconv.FormatInt(after, 10), "rows": strconv.FormatInt(n, 10)})
}

// AllotFund records the estimate that a fund was given for a year (giao dự
// toán), or takes part of it back when amount is negative. key makes a repeated
// request post once.
func AllotFund(ctx context.Context, tx *db.Tx, b ledger.Book, amount money.VND, d Decision, key string) error {
	if err := tx.Actor.Require(access.Allot); err != nil {
		return err
	}
	if err := d.check(tx.Today(), firstDay(b.Year)); err != nil {
		return err
	}
	kind := ledger.Allot
	if amount < 0 {
		kind, amount = ledger.Withdraw, -amount
	}
	err := ledger.Post(ctx, tx, ledger.Entry{
		Book: b, Key: "allot/" + key, Kind: kind, Amount: amount, Day: d.On.String(), Reference: d.Number,
		Memo: kind.Label() + " " + b.Fund.Label() + fmt.Sprintf(" năm %d", b.Year),
	})
	if err != nil {
		return err
	}
	return audit.Record(ctx, tx, "ledger."+string(kind), fmt.Sprintf("book/%s/%d", b.Fund, b.Year), map[string]string{
		"amount": amount.String(), "decision_no": d.Number, "decision_on": d.On.VN(), "signer": d.Signer,
	})
}
