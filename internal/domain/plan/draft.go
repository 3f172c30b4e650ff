package plan

import (
	"context"
	"fmt"
	"slices"

	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/audit"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/money"
)

// Open starts the next round of a fund's plan for year with every candidate,
// in the order that law sets.
func Open(ctx context.Context, tx *db.Tx, year int, fund ledger.Fund, title string) (*Plan, error) {
	if err := tx.Actor.Require(access.DraftPlan); err != nil {
		return nil, err
	}
	if fund != ledger.National && fund != ledger.Local {
		return nil, scheme.Missing("fund", "Chưa chọn nguồn kinh phí.")
	}
	if year < 2004 || year > 2100 {
		return nil, scheme.Missing("year", "Năm kế hoạch phải từ 2004 đến 2100.")
	}
	round, err := tx.Next(ctx, fmt.Sprintf("plan/%d/%s", year, fund))
	if err != nil {
		return nil, err
	}
	p := &Plan{Key: Key{year, fund, int(round)}, Title: title, State: Draft, DraftedBy: tx.Actor.ID}
	if p.Title == "" {
		p.Title = fmt.Sprintf("Kế hoạch %s năm %d, đợt %d", fund.Label(), year, round)
	}
	if err := insert(ctx, tx, p); err != nil {
		return nil, err
	}
	if err := fill(ctx, tx, p); err != nil {
		return nil, err
	}
	return p, audit.Record(ctx, tx, "plan.open", p.Subject(), map[string]string{"title": p.Title, "candidates": fmt.Sprint(len(p.Items))})
}

// fill lists the candidates of today and ranks them; what was chosen for those
// that the plan had before is kept. A scheme that is no candidate any more,
// such as a withdrawn one, leaves the list.
func fill(ctx context.Context, tx *db.Tx, p *Plan) error {
	all, err := candidates(ctx, tx, p.Key)
	if err != nil {
		return err
	}
	old := map[scheme.ID]Item{}
	for _, i := range p.Items {
		old[i.Scheme.ID] = i
	}
	grounds, err := groundsOf(ctx, tx, all, tx.Today())
	if err != nil {
		return err
	}
	p.Items = Rank(all, grounds)
	for n := range p.Items {
		i := &p.Items[n]
		if i.Amount, err = most(ctx, tx, i.Scheme, p.Year); err != nil {
			return err
		}
		if was, ok := old[i.Scheme.ID]; ok {
			i.Choice, i.Amount, i.Note = was.Choice, min(was.Amount, i.Amount), was.Note
		}
	}
	return saveItems(ctx, tx, p)
}

// most is what the plan of year may give the scheme at the most: what was
// appraised and not given yet, but not more than it asks of that year.
func most(ctx context.Context, tx *db.Tx, s *scheme.Scheme, year int) (money.VND, error) {
	if !s.MultiYear() {
		return s.Appraised, nil
	}
	past, err := Grants(ctx, tx, s.ID)
	return max(0, min(s.Appraised-initial(past), s.AskedIn(year))), err
}

// Refresh brings the list up to date: schemes that became candidates since the
// plan was opened join it, those that are none any more leave it.
func Refresh(ctx context.Context, tx *db.Tx, k Key, version int64) error {
	p, err := forDeed(ctx, tx, k, version, access.DraftPlan, Draft)
	if err != nil {
		return err
	}
	before := len(p.Items)
	if err := fill(ctx, tx, p); err != nil {
		return err
	}
	if err := save(ctx, tx, p); err != nil {
		return err
	}
	return audit.Record(ctx, tx, "plan.refresh", k.Subject(), map[string]string{"before": fmt.Sprint(before), "after": fmt.Sprint(len(p.Items))})
}

// A Pick is what the office decided about one candidate.
type Pick struct {
	Choice Choice
	Amount money.VND
	Note   string
}

// Choose stores the office's choices. An amount is at most what was appraised.
func Choose(ctx context.Context, tx *db.Tx, k Key, version int64, picks map[scheme.ID]Pick) error {
	p, err := forDeed(ctx, tx, k, version, access.DraftPlan, Draft)
	if err != nil {
		return err
	}
	f := &fault.Form{}
	for n := range p.Items {
		i := &p.Items[n]
		pick, ok := picks[i.Scheme.ID]
		if !ok {
			continue
		}
		field := "amount_" + string(i.Scheme.ID)
		limit, err := most(ctx, tx, i.Scheme, p.Year)
		if err != nil {
			return err
		}
		f.Check(pick.Amount >= 0, field, "Số tiền không được âm.")
		f.Check(pick.Amount <= limit, field, fmt.Sprintf("Đề án %s được thẩm định %s đ, không bố trí nhiều hơn.", i.Scheme.ID, limit))
		f.Check(pick.Choice != Chosen || pick.Amount > 0, field, fmt.Sprintf("Đề án %s được chọn nhưng chưa có kinh phí.", i.Scheme.ID))
		f.Check(pick.Choice == Chosen || pick.Choice == Considering || pick.Choice == Dropped, field, "Lựa chọn không hợp lệ.")
		i.Choice, i.Amount, i.Note = pick.Choice, pick.Amount, pick.Note
	}
	if err := f.Err("Kế hoạch có chỗ cần sửa."); err != nil {
		return err
	}
	if err := saveItems(ctx, tx, p); err != nil {
		return err
	}
	if err := save(ctx, tx, p); err != nil {
		return err
	}
	return audit.Record(ctx, tx, "plan.choose", k.Subject(), map[string]string{"chosen": p.Sum(Chosen).String(), "considering": p.Sum(Considering).String()})
}

// Submit hands the plan up (trình). What is chosen must fit what is left of
// the fund; the chosen schemes wait for the decision.
func Submit(ctx context.Context, tx *db.Tx, k Key, version int64, paperNo string) error {
	p, err := forDeed(ctx, tx, k, version, access.SubmitPlan, Draft)
	if err != nil {
		return err
	}
	left, err := ledger.OfBook(ctx, tx, k.Book())
	if err != nil {
		return err
	}
	chosen := p.Sum(Chosen)
	if chosen == 0 {
		return fault.New(fault.Invalid, "Chưa chọn đề án nào để trình.")
	}
	if over := chosen - left[ledger.Available]; over > 0 {
		return fault.New(fault.Conflict, fmt.Sprintf("Phần chọn %s đ vượt dự toán còn lại %s đ là %s đ.", chosen, left[ledger.Available], over))
	}
	if paperNo == "" {
		return scheme.Missing("paper_no", "Chưa nhập số tờ trình.")
	}
	if err := p.fresh(ctx, tx); err != nil {
		return err
	}
	for _, i := range p.Items {
		if i.Choice == Chosen && !i.Scheme.State.Granted() {
			if err := scheme.Move(ctx, tx, i.Scheme, scheme.Planned, "plan.include", map[string]string{"plan": k.Subject(), "amount": i.Amount.String()}); err != nil {
				return err
			}
		}
	}
	p.State, p.PaperNo, p.SubmittedBy, p.SubmittedAt, p.Reason = Submitted, paperNo, tx.Actor.ID, tx.Moment(), ""
	if err := save(ctx, tx, p); err != nil {
		return err
	}
	return audit.Record(ctx, tx, "plan.submit", k.Subject(), map[string]string{"paper_no": paperNo, "amount": chosen.String()})
}

// fresh refuses a plan whose chosen schemes changed after they were chosen.
func (p *Plan) fresh(ctx context.Context, tx *db.Tx) error {
	for _, i := range p.Items {
		if i.Choice != Chosen {
			continue
		}
		limit, err := most(ctx, tx, i.Scheme, p.Year)
		if err != nil {
			return err
		}
		goesOn := live(i.Scheme.State) && i.Scheme.Year < p.Year
		enters, err := ready(ctx, tx, i.Scheme)
		if err != nil {
			return err
		}
		if !goesOn && !enters {
			return fault.New(fault.Conflict, fmt.Sprintf("Đề án %s nay ở trạng thái “%s”. Hãy cập nhật danh sách rồi trình lại.", i.Scheme.ID, i.Scheme.State.Label()))
		}
		if i.Amount > limit {
			return fault.New(fault.Conflict, fmt.Sprintf("Đề án %s nay chỉ được bố trí %s đ. Hãy cập nhật danh sách rồi trình lại.", i.Scheme.ID, limit))
		}
	}
	return nil
}

// ready reports whether the procedure of today lets a scheme enter a plan from
// where it stands.
func ready(ctx context.Context, tx *db.Tx, s *scheme.Scheme) (bool, error) {
	rules, err := s.Procedure(ctx, tx, tx.Today())
	_, ok := rules.Move(s.State, scheme.Planned)
	return ok, err
}

// readyBefore is the state in which a planned scheme stood before it entered
// the plan: there the procedure of today lets it go back to.
func readyBefore(ctx context.Context, tx *db.Tx, s *scheme.Scheme) (scheme.State, error) {
	rules, err := s.Procedure(ctx, tx, tx.Today())
	if err != nil {
		return "", err
	}
	for _, to := range rules.Next(scheme.Planned) {
		if slices.Contains(rules.Before(scheme.Planned), to) {
			return to, nil
		}
	}
	return scheme.Appraised, nil // and Move says why not
}

// forDeed reads a plan for a verb: the actor may do the deed, saw the present
// version, and the plan is in the right state.
func forDeed(ctx context.Context, tx *db.Tx, k Key, version int64, d access.Deed, want State) (*Plan, error) {
	p, err := headForDeed(ctx, tx, k, version, d, want)
	if err != nil {
		return nil, err
	}
	return p, p.readSchemes(ctx, tx)
}

// headForDeed is forDeed before the schemes are read.
func headForDeed(ctx context.Context, tx *db.Tx, k Key, version int64, d access.Deed, want State) (*Plan, error) {
	if err := tx.Actor.Require(d); err != nil {
		return nil, err
	}
	p, err := headOf(ctx, tx, k)
	if err != nil {
		return nil, err
	}
	if p.State != want {
		return nil, fault.New(fault.Conflict, "Kế hoạch đang ở trạng thái “"+p.State.Label()+"”, không làm việc này được.")
	}
	if p.Version != version {
		return nil, fault.New(fault.Conflict, "Kế hoạch vừa được người khác sửa. Hãy tải lại trang rồi làm lại.")
	}
	return p, nil
}

// A Decision is the paper by which an authority decides.
type Decision struct {
	Number string
	On     calendar.Date
	Signer string
}

// check refuses a decision that lacks something, is still to come, or was made
// before first, the first day on which there was something to decide: law and
// its ceilings are chosen by this day, so a slip in the year must not pass.
func (d Decision) check(today, first calendar.Date) error {
	f := &fault.Form{}
	f.Check(d.Number != "", "decision_no", "Chưa nhập số quyết định.")
	f.Check(!d.On.IsZero(), "decision_on", "Chưa nhập ngày quyết định.")
	f.Check(!d.On.After(today), "decision_on", "Ngày quyết định không được sau hôm nay.")
	f.Check(d.On.IsZero() || !d.On.Before(first), "decision_on", "Ngày quyết định không được trước "+first.VN()+".")
	f.Check(d.Signer != "", "signer", "Chưa ghi người ký.")
	return f.Err("Thông tin quyết định chưa đủ.")
}

// firstDay is the earliest day of a decision about a budget year: the estimate
// and the plan of a year are decided in the year before it at the earliest.
func firstDay(year int) calendar.Date { return calendar.FirstDay(year - 1) }
