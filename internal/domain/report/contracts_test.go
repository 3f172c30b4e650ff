package report

import (
	"context"
	"fmt"
	"testing"

	"example.vn/khuyencong/internal/domain/contract"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/db/dbtest"
	"example.vn/khuyencong/internal/platform/money"
)

// withContracts makes n contracts of a scheme each, worth 1, 2, 3… million, of
// which a third and a thousand đồng were spent in two books; every tenth is a
// draft. Each has a request for money that waits.
func withContracts(t *testing.T, n int) *db.DB {
	t.Helper()
	d := dbtest.Open(t)
	for i := range n {
		id := add(t, d, "advanced_machinery")
		state := contract.Signed
		if i%10 == 9 {
			state = contract.Draft
		}
		update(t, d, func(ctx context.Context, tx *db.Tx) error {
			value := int64(i+1) * 1_000_000
			for _, one := range []struct {
				query string
				args  []any
			}{
				{`INSERT INTO contracts (province, id, scheme, number, party, value_vnd, investment_vnd, starts_on, ends_on, terms, state,
					signed_on, prepared_by, signed_by, closed_on, closing_no, closed_by, version, created_at, updated_at)
					VALUES ('19', ?, ?, ?, 'Bên B', ?, 0, '2026-02-01', '2026-11-30', '', ?, '2026-01-31', '', '', '', '', '', 1, '', '')`,
					[]any{fmt.Sprintf("hd-2026-%04d", i+1), id, fmt.Sprint(i + 1), value, state}},
				{`INSERT INTO ledger_accounts (province, fund, year, account, subject, balance)
					VALUES ('19', 'local', 2026, 'advanced', ?, ?), ('19', 'local', 2027, 'settled', ?, 1000), ('19', 'local', 2026, 'committed', ?, 7)`,
					[]any{id.Subject(), value / 4, id.Subject(), id.Subject()}},
				{`INSERT INTO disbursements (province, id, contract, scheme, kind, amount_vnd, proof, volume_vnd, warning, state, reason, voucher_no,
					voucher_on, prepared_by, prepared_at, approved_by, approved_at, paid_by, paid_at, version)
					VALUES ('19', ?, ?, ?, 'advance', ?, '', 0, '', ?, '', '', '', 'u', '', '', '', '', '', 1)`,
					[]any{fmt.Sprintf("dn-2026-%04d", i+1), fmt.Sprintf("hd-2026-%04d", i+1), id, value / 2, contract.DisbursementPrepared}},
			} {
				if _, err := tx.Exec(ctx, one.query, one.args...); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return d
}

func look(t *testing.T, d *db.DB, province string, fn func(context.Context, *db.Tx) error) {
	t.Helper()
	if err := d.View(t.Context(), db.Scope{Province: province}, func(tx *db.Tx) error { return fn(t.Context(), tx) }); err != nil {
		t.Fatal(err)
	}
}

func TestPagesOfContractsLeaveNothingOutAndSumsAreOfTheWholeList(t *testing.T) {
	const n = 23
	d := withContracts(t, n)
	signed := ContractFilter{States: []contract.State{contract.Signed}, Limit: 10}
	look(t, d, "19", func(ctx context.Context, tx *db.Tx) error {
		var sum ContractSums
		var last contract.ID
		for f, more := signed, true; more; f.After = last {
			rows, follows, err := Contracts(ctx, tx, f)
			if err != nil {
				return err
			}
			for _, r := range rows {
				if last != "" && r.ID >= last {
					t.Errorf("%s comes behind %s", r.ID, last)
				}
				if r.Spent != r.Value/4+1000 || r.Year != 2026 || r.Title != "Đề án" || r.Party != "Bên B" {
					t.Errorf("row %+v", r)
				}
				last, sum.Count, sum.Value, sum.Spent = r.ID, sum.Count+1, sum.Value+r.Value, sum.Spent+r.Spent
			}
			if more = follows; more != (len(rows) == 10 && sum.Count < 21) {
				t.Errorf("after %d contracts more = %v", sum.Count, more)
			}
		}
		whole, err := SumContracts(ctx, tx, signed, 21)
		if err != nil {
			return err
		}
		if whole != sum || whole.Count != 21 { // 23 without two drafts
			t.Errorf("sums %+v, the rows have %+v", whole, sum)
		}
		all, err := SumContracts(ctx, tx, ContractFilter{Year: 2026}, 0)
		if err != nil || all.Count != n || all.Value != n*(n+1)/2*1_000_000 {
			t.Errorf("all of 2026: %+v, %v", all, err)
		}
		for _, f := range []ContractFilter{signed, {Year: 2026}} {
			if many, err := SumContracts(ctx, tx, f, 20); err != nil || many != (ContractSums{Count: 20, Many: true}) {
				t.Errorf("more than twenty: %+v, %v", many, err)
			}
		}
		none, err := SumContracts(ctx, tx, ContractFilter{Year: 2025}, 0)
		if err != nil || none != (ContractSums{}) {
			t.Errorf("2025: %+v, %v", none, err)
		}
		return nil
	})
	look(t, d, "01", func(ctx context.Context, tx *db.Tx) error {
		rows, more, err := Contracts(ctx, tx, ContractFilter{})
		if err != nil || len(rows) != 0 || more {
			t.Errorf("another province: %v, %v, %v", rows, more, err)
		}
		return nil
	})
}

func TestPagesOfRequestsLeaveNothingOut(t *testing.T) {
	d := withContracts(t, 13)
	f := RequestFilter{States: []contract.DisbursementState{contract.DisbursementPrepared, contract.DisbursementApproved}, Limit: 6}
	look(t, d, "19", func(ctx context.Context, tx *db.Tx) error {
		n, sum, err := SumRequests(ctx, tx, f)
		if err != nil {
			return err
		}
		var seen int
		var added money.VND
		for more := true; more; {
			rows, follows, err := Requests(ctx, tx, f)
			if err != nil {
				return err
			}
			for _, r := range rows {
				if r.ID <= f.After || r.Title == "" || r.Party == "" || r.PreparedBy != "u" {
					t.Errorf("row %+v behind %s", r, f.After)
				}
				f.After, seen, added = r.ID, seen+1, added+r.Amount
			}
			more = follows
		}
		if seen != 13 || n != 13 || sum != added {
			t.Errorf("%d requests of %d, %d and %d đồng", seen, n, added, sum)
		}
		return nil
	})
	look(t, d, "01", func(ctx context.Context, tx *db.Tx) error {
		if n, sum, err := SumRequests(ctx, tx, f); err != nil || n != 0 || sum != 0 {
			t.Errorf("another province: %d, %d, %v", n, sum, err)
		}
		return nil
	})
}
