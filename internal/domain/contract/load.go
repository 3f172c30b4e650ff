package contract

import (
	"context"
	"strconv"
	"strings"

	"example.vn/khuyencong/internal/platform/db"
)

// A Lot is contracts with what was done under them, to be loaded at once.
type Lot struct {
	Contracts     []Contract
	Acceptances   []Acceptance
	Disbursements []Disbursement
	Settlements   []Settlement // without lines, invoices and papers
	CarryOvers    []CarryOver
}

// Load adds contracts and all under them to a province that has none, as they
// are. It is for what was made up or kept elsewhere; it checks nothing, posts
// nothing and records nothing, which its caller answers for.
func Load(ctx context.Context, tx *db.Tx, l Lot) error {
	_, err := tx.AddRows(ctx, "contracts", `province, `+contractColumns, db.RowsOf(l.Contracts, func(c Contract) []any {
		return []any{
			tx.Province, c.ID, c.Scheme, c.Number, c.Party, c.Value, c.Investment, c.StartsOn, c.EndsOn, c.Terms, c.State,
			c.SignedOn, c.PreparedBy, c.SignedBy, c.ClosedOn, c.ClosingNo, c.ClosedBy, c.Account, c.Bank, c.Representative, c.Position,
			c.Version, c.CreatedAt, c.UpdatedAt,
		}
	}))
	if err != nil {
		return err
	}
	_, err = tx.AddRows(ctx, "acceptances", `province, `+acceptanceColumns, db.RowsOf(l.Acceptances, func(a Acceptance) []any {
		return []any{
			tx.Province, a.ID, a.Contract, a.Scheme, a.Beneficiary, a.AcceptedOn, a.Place, a.Quantities, a.Serials, a.Differences,
			a.Value, flag(a.Partial), a.State, a.Reason, a.PreparedBy, a.PreparedAt, a.ConfirmedBy, a.ConfirmedAt, a.Version,
		}
	}))
	if err != nil {
		return err
	}
	_, err = tx.AddRows(ctx, "disbursements", `province, `+disbursementColumns, db.RowsOf(l.Disbursements, func(d Disbursement) []any {
		return []any{
			tx.Province, d.ID, d.Contract, d.Scheme, d.Kind, d.Amount, d.Proof, d.Volume, d.Warning, d.State, d.Reason,
			d.VoucherNo, d.VoucherOn, d.PreparedBy, d.PreparedAt, d.ApprovedBy, d.ApprovedAt, d.PaidBy, d.PaidAt, d.Version,
		}
	}))
	if err != nil {
		return err
	}
	_, err = tx.AddRows(ctx, "settlements", `province, `+settlementColumns, db.RowsOf(l.Settlements, func(s Settlement) []any {
		return []any{
			tx.Province, s.ID, s.Contract, s.Scheme, s.Amount, s.Note, s.Warning, s.State, s.Reason, s.PreparedBy, s.PreparedAt,
			s.ApprovedBy, s.ApprovedAt, s.ApprovedOn, s.Version,
		}
	}))
	if err != nil {
		return err
	}
	_, err = tx.AddRows(ctx, "carry_overs", `province, contract, from_year, scheme, to_year, amount_vnd, decision_no, decided_on, signer, decided_by, at`,
		db.RowsOf(l.CarryOvers, func(o CarryOver) []any {
			return []any{tx.Province, o.Contract, o.FromYear, o.Scheme, o.ToYear, o.Amount, o.DecisionNo, o.DecidedOn, o.Signer, o.DecidedBy, o.At}
		}))
	if err != nil {
		return err
	}
	return tx.Count(ctx, l.counters())
}

// counters are the last numbers that the lot gave out: an ID is its kind, the
// year of the scheme and the number.
func (l Lot) counters() map[string]int64 {
	last := map[string]int64{}
	note := func(kind, id string) {
		_, rest, _ := strings.Cut(id, "-")
		year, number, _ := strings.Cut(rest, "-")
		if n, err := strconv.ParseInt(number, 10, 64); err == nil {
			last[kind+"/"+year] = max(last[kind+"/"+year], n)
		}
	}
	for _, c := range l.Contracts {
		note("contract", string(c.ID))
	}
	for _, a := range l.Acceptances {
		note("acceptance", a.ID)
	}
	for _, d := range l.Disbursements {
		note("disbursement", d.ID)
	}
	for _, s := range l.Settlements {
		note("settlement", s.ID)
	}
	return last
}
