package contract

import (
	"context"
	"fmt"

	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/money"
)

// A SettlementState is where a settlement stands.
type SettlementState string

// The states of a settlement.
const (
	SettlementPrepared SettlementState = "prepared" // chờ duyệt
	SettlementApproved SettlementState = "approved" // đã duyệt quyết toán
	SettlementRefused  SettlementState = "refused"  // trả lại
)

// A Settlement (quyết toán) is the final account of everything paid under a
// contract and not settled before, proved by papers and invoices.
//
// Law: TT 36/2013/TT-BCT Điều 14, 18, 19.
type Settlement struct {
	ID         string // "qt-2026-0001"
	Contract   ID
	Scheme     scheme.ID
	Amount     money.VND // computed: all that is paid and not settled
	Note       string
	Warning    string // what is lacking under unverified rules, one a line
	State      SettlementState
	Reason     string           // of a refusal
	Lines      []SettlementLine // by line of the estimate; none when nobody has said
	Invoices   []Invoice
	Papers     []SettlementPaper
	PreparedBy string
	PreparedAt string
	ApprovedBy string
	ApprovedAt string
	ApprovedOn calendar.Date // day of the decision
	Version    int64
}

// A SettlementPaper (giấy tờ quyết toán) is one paper of the evidence list that
// is in the dossier.
type SettlementPaper struct {
	Code string // of an EvidencePaper
	Note string
}

// PrepareSettlement keeps a settlement dossier and fills in its ID, Amount,
// Warning and what is wrong with its invoices. Lines must add up to the Amount;
// without any the Amount is divided by the estimate, see LinesFor. It is for a scheme that is
// accepted or stopped; one of several years may settle what it has paid while
// it runs.
func PrepareSettlement(ctx context.Context, tx *db.Tx, s *Settlement) error {
	if err := tx.Actor.Require(access.PrepareSettlement); err != nil {
		return err
	}
	f, all, err := live(ctx, tx, s.Contract)
	if err != nil {
		return err
	}
	for _, other := range f.Settlements {
		if other.State == SettlementPrepared {
			return conflict("Hồ sơ quyết toán " + other.ID + " còn chờ duyệt.")
		}
	}
	if err := f.settles(all); err != nil {
		return err
	}
	s.ID, s.Scheme, s.Amount = "", f.Scheme.ID, left(all, ledger.Settle)
	if err := s.tidy(tx, f); err != nil {
		return err
	}
	if err := checkUnused(ctx, tx, s); err != nil {
		return err
	}
	if err := f.compare(ctx, tx, s); err != nil {
		return err
	}
	f.judge(s)
	n, err := tx.Next(ctx, fmt.Sprintf("settlement/%d", f.Scheme.Year))
	if err != nil {
		return err
	}
	s.ID, s.State, s.Version = fmt.Sprintf("qt-%d-%04d", f.Scheme.Year, n), SettlementPrepared, 1
	s.PreparedBy, s.PreparedAt = tx.Actor.ID, tx.Moment()
	s.Reason, s.ApprovedBy, s.ApprovedAt, s.ApprovedOn = "", "", "", calendar.Date{}
	if err := attachFiles(ctx, tx, s); err != nil {
		return err
	}
	if err := insertSettlement(ctx, tx, s); err != nil {
		return err
	}
	return record(ctx, tx, f.Scheme, "contract.prepare_settlement", s.detail())
}

// ApproveSettlement approves, as of day on, a settlement that somebody else
// prepared and whose typed invoices a second person confirmed, posts all that is paid as settled, each budget year in its own
// book, and moves an accepted scheme to Settled. An invoice outside the
// contract or the budget years, and the lack of a paper that a verified text
// asks for, are refused.
func ApproveSettlement(ctx context.Context, tx *db.Tx, id string, version int64, on calendar.Date) error {
	if err := tx.Actor.Require(access.ApproveSettlement); err != nil {
		return err
	}
	s, err := settlementByID(ctx, tx, id)
	if err != nil {
		return err
	}
	if err := tx.Actor.OtherThan(s.PreparedBy, "người lập quyết toán không duyệt quyết toán đó"); err != nil {
		return err
	}
	if err := s.isPrepared(version); err != nil {
		return err
	}
	f, all, err := live(ctx, tx, s.Contract)
	if err != nil {
		return err
	}
	var form fault.Form
	last := f.lastMoneyDay()
	checkDay(&form, tx, on, last, "approved_on", "Ngày duyệt trước ngày "+last.VN()+" của chứng từ hoặc quyết toán gần nhất.")
	if err := form.Err(pleaseMend); err != nil {
		return err
	}
	if err := f.ready(ctx, tx, s, all); err != nil {
		return err
	}
	s.State, s.ApprovedBy, s.ApprovedAt, s.ApprovedOn = SettlementApproved, tx.Actor.ID, tx.Moment(), on
	if err := updateSettlement(ctx, tx, s); err != nil {
		return err
	}
	p := paper{
		key: "contract/" + string(s.Contract) + "/settlement/" + s.ID, number: s.ID, day: on,
		memo: "Quyết toán hợp đồng " + f.name(),
	}
	if err := post(ctx, tx, f.Scheme, all, ledger.Settle, s.Amount, p); err != nil {
		return err
	}
	if f.Scheme.State == scheme.Accepted {
		return scheme.Move(ctx, tx, f.Scheme, scheme.Settled, "contract.settle", s.detail())
	}
	return record(ctx, tx, f.Scheme, "contract.settle", s.detail())
}

// RefuseSettlement sends the dossier back with the reason; a new one can be
// prepared. Whoever prepared it may take it back too.
func RefuseSettlement(ctx context.Context, tx *db.Tx, id string, version int64, reason string) error {
	s, err := settlementByID(ctx, tx, id)
	if err != nil {
		return err
	}
	if s.PreparedBy != tx.Actor.ID || !tx.Actor.May(access.PrepareSettlement) {
		if !tx.Actor.May(access.ApproveSettlement) {
			return fault.New(fault.Forbidden, "Chỉ người lập mới rút được hồ sơ quyết toán này; trả lại là việc của lãnh đạo Trung tâm.")
		}
	}
	if err := s.isPrepared(version); err != nil {
		return err
	}
	if s.Reason, err = reasoned(reason); err != nil {
		return err
	}
	owner, err := scheme.ByID(ctx, tx, s.Scheme)
	if err != nil {
		return err
	}
	s.State = SettlementRefused
	if err := updateSettlement(ctx, tx, s); err != nil {
		return err
	}
	return record(ctx, tx, owner, "contract.refuse_settlement", s.detail())
}

// settles refuses to settle at the wrong time or with nothing to settle.
func (f *File) settles(all []purse) error {
	states := []scheme.State{scheme.Accepted, scheme.Stopped}
	if f.Scheme.MultiYear() || len(f.CarryOvers) > 0 {
		states = append(states, scheme.Running)
	}
	if err := f.in("quyết toán", states...); err != nil {
		return err
	}
	if f.Scheme.State != scheme.Running {
		if owed := holding(all, ledger.Advanced); owed > 0 {
			return conflict("Còn " + owed.String() + " đ tạm ứng chưa thanh toán hoặc thu hồi nên chưa quyết toán được.")
		}
		for _, d := range f.Disbursements {
			if d.State == DisbursementPrepared || d.State == DisbursementApproved {
				return conflict("Đề nghị chi " + d.ID + " chưa xong nên chưa quyết toán được.")
			}
		}
	}
	if left(all, ledger.Settle) == 0 {
		return conflict("Chưa có khoản thanh toán nào để quyết toán.")
	}
	return nil
}

// ready checks once more, at the approval, what may have changed since the
// dossier was prepared, and refuses what blocks.
func (f *File) ready(ctx context.Context, tx *db.Tx, s *Settlement, all []purse) error {
	if err := f.settles(all); err != nil {
		return err
	}
	if now := left(all, ledger.Settle); now != s.Amount {
		return conflict("Số đã thanh toán nay là " + now.String() + " đ, khác số trong hồ sơ (" + s.Amount.String() + " đ). Hãy trả lại để lập lại.")
	}
	if err := checkUnused(ctx, tx, s); err != nil {
		return err
	}
	if err := blocking(f.judge(s)); err != nil {
		return err
	}
	for _, i := range s.Invoices {
		if i.Outside != "" {
			return conflict("Hóa đơn " + i.name() + " không được quyết toán: " + i.Outside)
		}
	}
	if wait := s.Unconfirmed(); len(wait) > 0 {
		return conflict("Hóa đơn " + wait[0].name() + " được ghi tay và chưa có người thứ hai xác nhận.")
	}
	return nil
}

// judge renews what is wrong with the invoices and the warning of s, and
// returns the problems with its papers.
func (f *File) judge(s *Settlement) []Problem {
	for i := range s.Invoices {
		s.Invoices[i].Outside = f.outside(s.Invoices[i].IssuedOn)
	}
	problems := append(append(f.lacking(s), s.shortOf()...), f.overrun(s)...)
	s.Warning = warning(problems)
	return problems
}

// shortOf warns when the invoices do not reach the amount that is settled;
// vouchers that are no invoices may make up for it.
func (s *Settlement) shortOf() []Problem {
	var sum money.VND
	for _, i := range s.Invoices {
		sum += i.Amount
	}
	if len(s.Invoices) == 0 {
		return []Problem{{Message: "Bảng kê chưa có hóa đơn, chứng từ nào cho " + s.Amount.String() + " đ quyết toán.", Basis: "TT 36/2013/TT-BCT, Điều 19"}}
	}
	if sum >= s.Amount {
		return nil
	}
	return []Problem{{Message: "Tổng tiền hóa đơn " + sum.String() + " đ thấp hơn số quyết toán " + s.Amount.String() + " đ."}}
}

func (s *Settlement) isPrepared(version int64) error {
	if s.State != SettlementPrepared {
		return conflict("Hồ sơ quyết toán " + s.ID + " đang ở trạng thái “" + s.State.Label() + "”, không làm việc này được.")
	}
	if s.Version != version {
		return stale()
	}
	return nil
}

func (s *Settlement) detail() map[string]string {
	d := map[string]string{
		"contract": string(s.Contract), "settlement": s.ID, "amount": s.Amount.String(),
		"invoices": fmt.Sprint(len(s.Invoices)), "papers": fmt.Sprint(len(s.Papers)),
	}
	for key, value := range map[string]string{"lines": s.lineDetail(), "warning": s.Warning, "reason": s.Reason, "approved_on": s.ApprovedOn.String()} {
		if value != "" {
			d[key] = value
		}
	}
	return d
}
