package contract

import (
	"context"
	"fmt"

	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
)

const contractColumns = `id, scheme, number, party, value_vnd, investment_vnd, starts_on, ends_on, terms, state, signed_on,
	prepared_by, signed_by, closed_on, closing_no, closed_by, account, bank, representative, position, version, created_at, updated_at`

func readContract(scan db.Scan) (*Contract, error) {
	var c Contract
	return &c, scan(&c.ID, &c.Scheme, &c.Number, &c.Party, &c.Value, &c.Investment, &c.StartsOn, &c.EndsOn, &c.Terms, &c.State,
		&c.SignedOn, &c.PreparedBy, &c.SignedBy, &c.ClosedOn, &c.ClosingNo, &c.ClosedBy,
		&c.Account, &c.Bank, &c.Representative, &c.Position, &c.Version, &c.CreatedAt, &c.UpdatedAt)
}

func insertContract(ctx context.Context, tx *db.Tx, c *Contract) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO contracts (province, `+contractColumns+`)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		tx.Province, c.ID, c.Scheme, c.Number, c.Party, c.Value, c.Investment, c.StartsOn, c.EndsOn, c.Terms, c.State,
		c.SignedOn, c.PreparedBy, c.SignedBy, c.ClosedOn, c.ClosingNo, c.ClosedBy, c.Account, c.Bank, c.Representative, c.Position,
		c.Version, c.CreatedAt, c.UpdatedAt)
	if err != nil {
		return fmt.Errorf("add contract %s: %w", c.ID, err)
	}
	return nil
}

// updateContract stores c as the next version of what was read.
func updateContract(ctx context.Context, tx *db.Tx, c *Contract) error {
	c.UpdatedAt = tx.Moment()
	err := tx.Change(ctx, `
		UPDATE contracts
		SET number = ?, party = ?, value_vnd = ?, investment_vnd = ?, starts_on = ?, ends_on = ?, terms = ?, state = ?,
			signed_on = ?, prepared_by = ?, signed_by = ?, closed_on = ?, closing_no = ?, closed_by = ?,
			account = ?, bank = ?, representative = ?, position = ?, updated_at = ?,
			version = version + 1
		WHERE province = ? AND id = ? AND version = ?`,
		c.Number, c.Party, c.Value, c.Investment, c.StartsOn, c.EndsOn, c.Terms, c.State,
		c.SignedOn, c.PreparedBy, c.SignedBy, c.ClosedOn, c.ClosingNo, c.ClosedBy,
		c.Account, c.Bank, c.Representative, c.Position, c.UpdatedAt,
		tx.Province, c.ID, c.Version)
	if err != nil {
		return fmt.Errorf("change contract %s: %w", c.ID, err)
	}
	c.Version++
	return nil
}

func byID(ctx context.Context, tx *db.Tx, id ID) (*Contract, error) {
	return one(db.Collect(ctx, tx, `SELECT `+contractColumns+` FROM contracts WHERE province = ? AND id = ?`,
		[]any{tx.Province, id}, readContract))("hợp đồng")
}

// current returns the contract of a scheme that was not dropped, or nil.
func current(ctx context.Context, tx *db.Tx, id scheme.ID) (*Contract, error) {
	found, err := db.Collect(ctx, tx, `
		SELECT `+contractColumns+` FROM contracts WHERE province = ? AND scheme = ? AND state <> ? ORDER BY id DESC LIMIT 1`,
		[]any{tx.Province, id, Dropped}, readContract)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return found[0], nil
}

// one returns the only row found, or a NotFound fault that names the noun.
func one[T any](found []T, err error) func(noun string) (T, error) {
	return func(noun string) (T, error) {
		var none T
		if err != nil {
			return none, fmt.Errorf("read %s: %w", noun, err)
		}
		if len(found) == 0 {
			return none, fault.New(fault.NotFound, "Không tìm thấy "+noun+".")
		}
		return found[0], nil
	}
}

const annexColumns = `contract, no, number, what, delta_vnd, new_ends_on, state, prepared_by, signed_by, signed_on`

func readAnnex(scan db.Scan) (a Annex, err error) {
	return a, scan(&a.Contract, &a.No, &a.Number, &a.What, &a.Delta, &a.NewEndsOn, &a.State, &a.PreparedBy, &a.SignedBy, &a.SignedOn)
}

func insertAnnex(ctx context.Context, tx *db.Tx, a Annex) error {
	_, err := tx.Exec(ctx, `INSERT INTO contract_annexes (province, `+annexColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		tx.Province, a.Contract, a.No, a.Number, a.What, a.Delta, a.NewEndsOn, a.State, a.PreparedBy, a.SignedBy, a.SignedOn)
	if err != nil {
		return fmt.Errorf("add annex %d of %s: %w", a.No, a.Contract, err)
	}
	return nil
}

// updateAnnex stores the end of a draft.
func updateAnnex(ctx context.Context, tx *db.Tx, a Annex) error {
	return tx.Change(ctx, `
		UPDATE contract_annexes SET number = ?, state = ?, signed_by = ?, signed_on = ?
		WHERE province = ? AND contract = ? AND no = ? AND state = ?`,
		a.Number, a.State, a.SignedBy, a.SignedOn, tx.Province, a.Contract, a.No, Draft)
}

// putProgress stores the report of a month in the place of an earlier one.
func putProgress(ctx context.Context, tx *db.Tx, p Progress) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO progress_reports (province, contract, month, done_vnd, note, trouble, noted_by, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (province, contract, month) DO UPDATE
		SET done_vnd = excluded.done_vnd, note = excluded.note, trouble = excluded.trouble, noted_by = excluded.noted_by, at = excluded.at`,
		tx.Province, p.Contract, p.Month, p.Done, p.Note, p.Trouble, p.NotedBy, p.At)
	if err != nil {
		return fmt.Errorf("progress of %s in %s: %w", p.Contract, p.Month, err)
	}
	return nil
}

func insertCarryOver(ctx context.Context, tx *db.Tx, o CarryOver) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO carry_overs (province, contract, from_year, scheme, to_year, amount_vnd, decision_no, decided_on, signer, decided_by, at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		tx.Province, o.Contract, o.FromYear, o.Scheme, o.ToYear, o.Amount, o.DecisionNo, o.DecidedOn, o.Signer, o.DecidedBy, o.At)
	if err != nil {
		return fmt.Errorf("carry over %s from %d: %w", o.Contract, o.FromYear, err)
	}
	return nil
}

// readParts fills in everything that hangs on the contract of f.
func readParts(ctx context.Context, tx *db.Tx, f *File) (err error) {
	args := []any{tx.Province, f.Contract.ID}
	f.Annexes, err = db.Collect(ctx, tx, `SELECT `+annexColumns+` FROM contract_annexes WHERE province = ? AND contract = ? ORDER BY no`, args, readAnnex)
	if err != nil {
		return err
	}
	f.Progress, err = db.Collect(ctx, tx, `
		SELECT contract, month, done_vnd, note, trouble, noted_by, at FROM progress_reports
		WHERE province = ? AND contract = ? ORDER BY month`, args, func(scan db.Scan) (p Progress, err error) {
		return p, scan(&p.Contract, &p.Month, &p.Done, &p.Note, &p.Trouble, &p.NotedBy, &p.At)
	})
	if err != nil {
		return err
	}
	f.CarryOvers, err = db.Collect(ctx, tx, `
		SELECT contract, scheme, from_year, to_year, amount_vnd, decision_no, decided_on, signer, decided_by, at FROM carry_overs
		WHERE province = ? AND contract = ? ORDER BY from_year`, args, func(scan db.Scan) (o CarryOver, err error) {
		return o, scan(&o.Contract, &o.Scheme, &o.FromYear, &o.ToYear, &o.Amount, &o.DecisionNo, &o.DecidedOn, &o.Signer, &o.DecidedBy, &o.At)
	})
	if err != nil {
		return err
	}
	f.Disbursements, err = db.Collect(ctx, tx, `SELECT `+disbursementColumns+` FROM disbursements WHERE province = ? AND contract = ? ORDER BY id`, args, readDisbursement)
	if err != nil {
		return err
	}
	f.Acceptances, err = db.Collect(ctx, tx, `SELECT `+acceptanceColumns+` FROM acceptances WHERE province = ? AND contract = ? ORDER BY id`, args, readAcceptance)
	if err != nil {
		return err
	}
	settlements, err := db.Collect(ctx, tx, `SELECT `+settlementColumns+` FROM settlements WHERE province = ? AND contract = ? ORDER BY id`, args, readSettlement)
	if err != nil {
		return err
	}
	for _, s := range settlements {
		if err := readDossier(ctx, tx, s); err != nil {
			return err
		}
		f.Settlements = append(f.Settlements, *s)
	}
	return nil
}
