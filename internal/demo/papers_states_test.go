package demo_test

import (
	"context"
	"regexp"
	"strings"
	"testing"

	"example.vn/khuyencong/internal/domain/contract"
	"example.vn/khuyencong/internal/domain/establishment"
	"example.vn/khuyencong/internal/domain/form"
	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/plan"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/money"
)

// papersOfEveryState makes every form of a scheme of each state and kind,
// as a draft: no mark is left, nothing is said twice over by empty facts, and
// every amount stands in the books.
func papersOfEveryState(t *testing.T, d *db.DB) {
	t.Helper()
	view(t, d, func(ctx context.Context, tx *db.Tx) error {
		schemes, err := oneOfEach(ctx, tx)
		if err != nil {
			return err
		}
		if len(schemes) < 10 {
			t.Errorf("only %d schemes to try", len(schemes))
		}
		for _, s := range schemes {
			known, planned := make(amounts), false
			if err := known.ofScheme(ctx, tx, s); err != nil {
				return err
			}
			if key, err := form.PlanOf(ctx, tx, s.ID); err == nil {
				planned = true
				if err := known.ofPlan(ctx, tx, key); err != nil {
					return err
				}
			}
			for _, k := range form.Kinds() {
				if k.Of == form.OfPlan && !planned {
					continue
				}
				check(t, k, s, words(paperOf(ctx, t, tx, k, s.ID, form.Given{})), known)
			}
		}
		return nil
	})
}

// oneOfEach lists a scheme of each state, fund and kind.
func oneOfEach(ctx context.Context, tx *db.Tx) ([]*scheme.Scheme, error) {
	type sort struct {
		state scheme.State
		fund  ledger.Fund
		group bool
	}
	seen := map[sort]bool{}
	var all []*scheme.Scheme
	for year := 2020; year <= 2027; year++ {
		rows, _, err := scheme.List(ctx, tx, scheme.Filter{Year: year, Limit: 200})
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			s, err := scheme.ByID(ctx, tx, row.ID)
			if err != nil {
				return nil, err
			}
			if of := (sort{s.State, s.Fund, s.Group}); !seen[of] {
				seen[of] = true
				all = append(all, s)
			}
		}
	}
	return all, nil
}

var (
	amount   = regexp.MustCompile(`\d{1,3}(?:\.\d{3})+`)
	leftover = regexp.MustCompile(`\{\{|\}\}|\*\*|~|\(\)|: *\.$|  đồng|, ,|; ;|\x{FFFD}`)
)

func check(t *testing.T, k *form.Kind, s *scheme.Scheme, text string, known amounts) {
	t.Helper()
	unit := money.VND(1)
	if strings.Contains(text, "Đơn vị tính: triệu đồng") {
		unit = 1_000_000
	}
	for line := range strings.SplitSeq(text, "\n") {
		if found := leftover.FindString(line); found != "" {
			t.Errorf("%s of %s (%s): %q in %q", k.Code, s.ID, s.State, found, line)
		}
		for _, figure := range amount.FindAllString(line, -1) {
			v, err := money.Parse(figure)
			if err != nil || !known[v] && !known[v*unit] {
				t.Errorf("%s of %s (%s): %s stands in no book: %q", k.Code, s.ID, s.State, figure, line)
			}
		}
	}
}

// amounts are the figures of the books.
type amounts map[money.VND]bool

func (a amounts) add(all ...money.VND) {
	for _, v := range all {
		a[max(v, -v)] = true
	}
}

func (a amounts) ofScheme(ctx context.Context, tx *db.Tx, s *scheme.Scheme) error {
	var nation, local, own, other, granted money.VND
	for _, c := range s.Costs {
		a.add(c.National, c.Local, c.Own, c.Other, c.Total(), c.Total()-c.From(s.Fund)-c.Own)
		nation, local, own, other = nation+c.National, local+c.Local, own+c.Own, other+c.Other
	}
	a.add(nation, local, own, other, s.Total, s.Asked, s.Total-s.Asked, s.Total-s.Asked-own, s.Appraised)
	for _, b := range s.Beneficiaries {
		a.add(b.Cost, b.Support)
	}
	frozen, _, err := scheme.FrozenOf(ctx, tx, s.ID)
	if err != nil {
		return err
	}
	for _, v := range frozen.Verdicts {
		a.add(v.Ceiling)
	}
	grants, err := plan.Grants(ctx, tx, s.ID)
	if err != nil {
		return err
	}
	for _, g := range grants {
		a.add(g.Delta)
		granted += g.Delta
	}
	a.add(granted)
	file, err := contract.OfScheme(ctx, tx, s.ID)
	if err != nil {
		return err
	}
	return a.ofFile(ctx, tx, file, granted)
}

func (a amounts) ofFile(ctx context.Context, tx *db.Tx, f *contract.File, granted money.VND) error {
	var accepted money.VND
	if f.Contract != nil {
		a.add(f.Contract.Value, f.Contract.Investment, contract.JudgeAdvance(f.AdvanceFacts(0, 0)).Limit)
	} else {
		a.add(money.Ratio(7000).Of(granted))
	}
	for _, x := range f.Annexes {
		a.add(x.Delta, f.Contract.Value-x.Delta, f.Contract.Value+x.Delta)
	}
	for _, p := range f.Progress {
		a.add(p.Done)
	}
	for _, d := range f.Disbursements {
		a.add(d.Amount, d.Volume)
	}
	for _, x := range f.Acceptances {
		a.add(x.Value)
		if x.State != contract.AcceptanceReversed {
			accepted += x.Value
		}
	}
	a.add(accepted)
	for _, v := range f.Balances {
		a.add(v)
	}
	a.add(f.Balances[ledger.Advanced]+f.Balances[ledger.Paid]+f.Balances[ledger.Settled],
		f.Balances[ledger.Accepted]+f.Balances[ledger.Billed]+f.Balances[ledger.Verified])
	for _, x := range f.Settlements {
		s, err := contract.SettlementByID(ctx, tx, x.ID)
		if err != nil {
			return err
		}
		var sum money.VND
		for _, i := range s.Invoices {
			a.add(i.Amount)
			sum += i.Amount
		}
		own, other, _ := s.Sources()
		a.add(sum, s.Amount, granted-s.Amount, own, other, s.Amount+own+other)
		for _, l := range s.Lines {
			a.add(l.Amount)
		}
	}
	entries, err := ledger.EntriesOf(ctx, tx, f.Scheme.ID.Subject())
	for _, e := range entries {
		a.add(e.Amount)
	}
	return err
}

func (a amounts) ofPlan(ctx context.Context, tx *db.Tx, key plan.Key) error {
	p, err := plan.ByKey(ctx, tx, key)
	if err != nil {
		return err
	}
	var support, whole, asked, all money.VND
	for _, i := range p.Items {
		a.add(i.Amount, i.Scheme.Total, i.Scheme.Total-i.Amount, i.Scheme.Asked, i.Scheme.Total-i.Scheme.Asked)
		asked, all = asked+i.Scheme.Asked, all+i.Scheme.Total
		if i.Choice == plan.Chosen {
			support, whole = support+i.Amount, whole+i.Scheme.Total
		}
	}
	a.add(support, whole, whole-support, asked, all, all-asked)
	return a.before(ctx, tx, p)
}

// before adds what the years before the plan brought: the sums of the fund's
// books, and what its applicants had by other schemes.
func (a amounts) before(ctx context.Context, tx *db.Tx, p *plan.Plan) error {
	for year := p.Year - 2; year < p.Year; year++ {
		has, err := ledger.OfBook(ctx, tx, ledger.Book{Fund: p.Fund, Year: year})
		if err != nil {
			return err
		}
		a.add(has.Granted()+has[ledger.BroughtForward], has[ledger.Advanced]+has[ledger.Paid]+has[ledger.Settled], has[ledger.Settled], has[ledger.Returned])
	}
	for _, i := range p.Items {
		for _, b := range i.Scheme.Active() {
			had, err := scheme.HistoryOf(ctx, tx, []establishment.ID{b.Establishment})
			if err != nil {
				return err
			}
			for _, r := range had[b.Establishment] {
				a.add(r.Amount)
			}
		}
	}
	return nil
}
