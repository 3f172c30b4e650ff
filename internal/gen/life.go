package gen

import (
	"example.vn/khuyencong/internal/domain/contract"
	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/plan"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/money"
)

// A life is a granted scheme on its way through contract and money.
type life struct {
	p       *province
	s       *scheme.Scheme
	c       contract.Contract
	book    ledger.Book
	left    money.VND // of the contract, not accepted
	advance money.VND // not cleared
	paid    money.VND // in this book and not settled
	day     calendar.Date
}

// post adds an entry about the scheme on the day of the life.
func (l *life) post(k ledger.Kind, amount money.VND, paper, actor string) int {
	return l.p.book(l.book).post(move{day: l.day, kind: k, subject: l.s.ID.Subject(), amount: amount, paper: paper, actor: actor})
}

// grant decides the support of a scheme and makes up what came of it.
func (p *province) grant(s *scheme.Scheme, pl *plan.Plan) {
	l := &life{p: p, s: s, book: pl.Book(), day: pl.DecisionOn}
	g := plan.Grant{
		Scheme: s.ID, Seq: 1, Year: s.Year, Fund: s.Fund, Kind: plan.Initial, Delta: s.Asked, DecisionNo: pl.DecisionNo, DecidedOn: pl.DecisionOn,
		Signer: pl.Signer, Authority: "province", NotedBy: director, At: stamp(pl.DecisionOn),
	}
	p.grants = append(p.grants, g)
	l.post(ledger.Approve, s.Asked, pl.DecisionNo, director)
	sum := p.years[s.Year]
	support := s.Asked
	change := func(kind plan.GrantKind, less money.VND) {
		if less <= 0 {
			return
		}
		l.day = l.day.AddDays(15)
		g.Seq, g.Kind, g.Delta, g.DecisionNo, g.DecidedOn, g.At = 2, kind, -less, paperNo(len(p.grants), "QĐ-UBND"), l.day, stamp(l.day)
		p.grants = append(p.grants, g)
		l.post(ledger.Release, less, g.DecisionNo, director)
		support -= less
	}
	switch {
	case s.State == scheme.Stopped:
		change(plan.Stop, support)
		return
	case chance(p.r, 20):
		change(plan.Decrease, (support/(10*million))*million)
	}
	sum.Schemes, sum.Support = sum.Schemes+1, sum.Support+support
	p.years[s.Year] = sum
	if s.State != scheme.Approved {
		l.left = support
		l.sign(support)
		l.perform()
		p.lot.Contracts = append(p.lot.Contracts, l.c)
	}
}

// sign signs the contract and pays an advance to most.
func (l *life) sign(value money.VND) {
	r := l.p.r
	l.day = l.day.AddDays(10 + r.IntN(25))
	id := l.p.id("hd", l.s.Year)
	l.c = contract.Contract{
		ID: contract.ID(id), Scheme: l.s.ID, Number: id + "/HĐKC (minh họa)", Party: "Bên nhận hỗ trợ (minh họa)", Value: value, Investment: l.s.Total,
		StartsOn: l.day, EndsOn: l.s.EndsOn, State: contract.Signed, SignedOn: l.day, PreparedBy: staff, SignedBy: director, Version: 2,
		CreatedAt: stamp(l.day), UpdatedAt: stamp(l.day),
	}
	l.post(ledger.Contract, value, l.c.Number, director)
	if l.s.State != scheme.Contracted && chance(r, 880) {
		l.day = l.day.AddDays(10)
		l.advance = value * money.VND(30+r.IntN(21)) / 100 / million * million
		if l.advance > 0 {
			l.disburse(contract.Advance, ledger.Advance, l.advance)
		}
	}
}

// disburse pays out, or clears, an amount; one payment in a hundred was noted
// wrongly at first.
func (l *life) disburse(kind contract.DisbursementKind, entry ledger.Kind, amount money.VND) {
	row := contract.Disbursement{
		ID: l.p.id("dn", l.s.Year), Contract: l.c.ID, Scheme: l.s.ID, Kind: kind, Amount: amount, State: contract.DisbursementPaid, VoucherOn: l.day,
		PreparedBy: staff, PreparedAt: stamp(l.day), ApprovedBy: director, ApprovedAt: stamp(l.day), PaidBy: accountant, PaidAt: stamp(l.day), Version: 3,
	}
	row.VoucherNo = row.ID + "/UNC"
	at := l.post(entry, amount, row.VoucherNo, accountant)
	if kind == contract.Payment && chance(l.p.r, 10) {
		l.p.book(l.book).post(move{day: l.day, kind: ledger.Reverse, subject: l.s.ID.Subject(), amount: amount, paper: row.VoucherNo, actor: director, undoes: at})
		wrong := row
		wrong.State, wrong.Reason, wrong.Version = contract.DisbursementReversed, "Ghi nhầm (minh họa)", 4
		l.p.lot.Disbursements = append(l.p.lot.Disbursements, wrong)
		row.ID = l.p.id("dn", l.s.Year)
		row.VoucherNo = row.ID + "/UNC"
		l.post(entry, amount, row.VoucherNo, accountant)
	}
	l.p.lot.Disbursements = append(l.p.lot.Disbursements, row)
}

// perform carries the work on, stage by stage, as far as the state says.
func (l *life) perform() {
	r, s := l.p.r, l.s
	stages := 6 + r.IntN(7)
	done := stages
	switch s.State { //nolint:exhaustive // the others did all of it
	case scheme.Contracted:
		return
	case scheme.Running:
		done = r.IntN(stages)
	}
	carried := -1
	if s.Year < LastYear && (s.State == scheme.Running || chance(r, 20)) {
		carried = min(stages/2, done)
	}
	last := calendar.FirstDay(s.Year).AddDays(300)
	step := max(1, (last.Day()+30*int(last.Month())-l.day.Day()-30*int(l.day.Month()))/(stages+1))
	for i := range done {
		if i == carried {
			l.carry()
			step = 20
		}
		l.day = l.day.AddDays(step)
		l.stage(l.part(stages-i), i == stages-1)
	}
	if carried == done && carried >= 0 {
		l.carry()
	}
	if s.State == scheme.Settled || s.State == scheme.Closed {
		l.settle(l.day.AddDays(5))
	}
	if s.State == scheme.Closed {
		on := l.day.AddDays(6)
		l.c.State, l.c.ClosedOn, l.c.ClosingNo, l.c.ClosedBy, l.c.Version = contract.Closed, on, string(l.c.ID)+"/BBTL", director, 3
	}
}

// part is the value of the next of so many stages that are left.
func (l *life) part(stages int) money.VND {
	if stages <= 1 {
		return l.left
	}
	return max(1, l.left/money.VND(stages)/100_000*100_000)
}

// stage has a part of the work accepted and paid.
func (l *life) stage(value money.VND, final bool) {
	l.left -= value
	a := contract.Acceptance{
		ID: l.p.id("nt", l.s.Year), Contract: l.c.ID, Scheme: l.s.ID, AcceptedOn: l.day, Value: value, Partial: !final, State: contract.AcceptanceConfirmed,
		PreparedBy: staff, PreparedAt: stamp(l.day), ConfirmedBy: director, ConfirmedAt: stamp(l.day), Version: 2,
	}
	if len(l.s.Beneficiaries) > 0 {
		a.Beneficiary = 1
	}
	l.p.lot.Acceptances = append(l.p.lot.Acceptances, a)
	l.post(ledger.Accept, value, a.ID, director)
	l.paid += value
	if clear := min(value, l.advance); clear > 0 {
		l.advance -= clear
		value -= clear
		l.disburse(contract.Clearing, ledger.ClearAdvance, clear)
	}
	if value > 0 {
		l.disburse(contract.Payment, ledger.Pay, value)
	}
}

// settle settles what was paid in the book.
func (l *life) settle(on calendar.Date) {
	if l.paid == 0 {
		return
	}
	l.day = on
	row := contract.Settlement{
		ID: l.p.id("qt", l.s.Year), Contract: l.c.ID, Scheme: l.s.ID, Amount: l.paid, Note: Mark, State: contract.SettlementApproved,
		PreparedBy: staff, PreparedAt: stamp(on), ApprovedBy: director, ApprovedAt: stamp(on), ApprovedOn: on, Version: 2,
	}
	l.p.lot.Settlements = append(l.p.lot.Settlements, row)
	l.post(ledger.Settle, l.paid, row.ID, director)
	sum := l.p.years[l.s.Year]
	sum.Settled += l.paid
	l.p.years[l.s.Year] = sum
	l.paid = 0
}

// carry settles what was paid and takes the rest into the next year.
func (l *life) carry() {
	year := l.book.Year
	l.settle(calendar.FirstDay(year).AddDays(348))
	l.day = calendar.FirstDay(year).AddDays(356)
	o := contract.CarryOver{
		Contract: l.c.ID, Scheme: l.s.ID, FromYear: year, ToYear: year + 1, Amount: l.left, DecisionNo: paperNo(len(l.p.lot.CarryOvers)+1, "QĐ-UBND"),
		DecidedOn: l.day, Signer: "Người ký (minh họa)", DecidedBy: director, At: stamp(l.day),
	}
	free := l.left - l.advance // of the contract, not advanced
	for _, into := range []bool{false, true} {
		out, adv := ledger.CarryOut, ledger.CarryOutAdv
		if into {
			out, adv = ledger.CarryIn, ledger.CarryInAdv
			l.book.Year = year + 1
			l.day = calendar.FirstDay(year + 1).AddDays(4)
		}
		if free > 0 {
			l.post(out, free, o.DecisionNo, director)
		}
		if l.advance > 0 {
			l.post(adv, l.advance, o.DecisionNo, director)
		}
	}
	if l.left > 0 {
		l.p.lot.CarryOvers = append(l.p.lot.CarryOvers, o)
	}
	l.c.EndsOn = calendar.LastDay(year + 1)
}
