package contract

import (
	"context"
	"fmt"

	"example.vn/khuyencong/internal/platform/db"
)

const disbursementColumns = `id, contract, scheme, kind, amount_vnd, proof, volume_vnd, warning, state, reason, voucher_no, voucher_on,
	prepared_by, prepared_at, approved_by, approved_at, paid_by, paid_at, version`

func readDisbursement(scan db.Scan) (d Disbursement, err error) {
	return d, scan(&d.ID, &d.Contract, &d.Scheme, &d.Kind, &d.Amount, &d.Proof, &d.Volume, &d.Warning, &d.State, &d.Reason,
		&d.VoucherNo, &d.VoucherOn, &d.PreparedBy, &d.PreparedAt, &d.ApprovedBy, &d.ApprovedAt, &d.PaidBy, &d.PaidAt, &d.Version)
}

func insertDisbursement(ctx context.Context, tx *db.Tx, d Disbursement) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO disbursements (province, `+disbursementColumns+`)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		tx.Province, d.ID, d.Contract, d.Scheme, d.Kind, d.Amount, d.Proof, d.Volume, d.Warning, d.State, d.Reason,
		d.VoucherNo, d.VoucherOn, d.PreparedBy, d.PreparedAt, d.ApprovedBy, d.ApprovedAt, d.PaidBy, d.PaidAt, d.Version)
	if err != nil {
		return fmt.Errorf("add disbursement %s: %w", d.ID, err)
	}
	return nil
}

// updateDisbursement stores the next step of what was read.
func updateDisbursement(ctx context.Context, tx *db.Tx, d Disbursement) error {
	return tx.Change(ctx, `
		UPDATE disbursements
		SET warning = ?, state = ?, reason = ?, voucher_no = ?, voucher_on = ?, approved_by = ?, approved_at = ?, paid_by = ?,
			paid_at = ?, version = version + 1
		WHERE province = ? AND id = ? AND version = ?`,
		d.Warning, d.State, d.Reason, d.VoucherNo, d.VoucherOn, d.ApprovedBy, d.ApprovedAt, d.PaidBy, d.PaidAt,
		tx.Province, d.ID, d.Version)
}

func disbursementByID(ctx context.Context, tx *db.Tx, id string) (Disbursement, error) {
	return one(db.Collect(ctx, tx, `SELECT `+disbursementColumns+` FROM disbursements WHERE province = ? AND id = ?`,
		[]any{tx.Province, id}, readDisbursement))("đề nghị chi")
}

const acceptanceColumns = `id, contract, scheme, beneficiary, accepted_on, place, quantities, serials, differences, value_vnd,
	is_partial, state, reason, prepared_by, prepared_at, confirmed_by, confirmed_at, version`

func readAcceptance(scan db.Scan) (a Acceptance, err error) {
	return a, scan(&a.ID, &a.Contract, &a.Scheme, &a.Beneficiary, &a.AcceptedOn, &a.Place, &a.Quantities, &a.Serials, &a.Differences,
		&a.Value, &a.Partial, &a.State, &a.Reason, &a.PreparedBy, &a.PreparedAt, &a.ConfirmedBy, &a.ConfirmedAt, &a.Version)
}

// flag is how a truth value is stored: one text for both engines.
func flag(b bool) int {
	if b {
		return 1
	}
	return 0
}

func insertAcceptance(ctx context.Context, tx *db.Tx, a Acceptance) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO acceptances (province, `+acceptanceColumns+`)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		tx.Province, a.ID, a.Contract, a.Scheme, a.Beneficiary, a.AcceptedOn, a.Place, a.Quantities, a.Serials, a.Differences,
		a.Value, flag(a.Partial), a.State, a.Reason, a.PreparedBy, a.PreparedAt, a.ConfirmedBy, a.ConfirmedAt, a.Version)
	if err != nil {
		return fmt.Errorf("add acceptance %s: %w", a.ID, err)
	}
	return nil
}

// updateAcceptance stores the decision on what was read.
func updateAcceptance(ctx context.Context, tx *db.Tx, a Acceptance) error {
	return tx.Change(ctx, `
		UPDATE acceptances SET state = ?, reason = ?, confirmed_by = ?, confirmed_at = ?, version = version + 1
		WHERE province = ? AND id = ? AND version = ?`,
		a.State, a.Reason, a.ConfirmedBy, a.ConfirmedAt, tx.Province, a.ID, a.Version)
}

func acceptanceByID(ctx context.Context, tx *db.Tx, id string) (Acceptance, error) {
	return one(db.Collect(ctx, tx, `SELECT `+acceptanceColumns+` FROM acceptances WHERE province = ? AND id = ?`,
		[]any{tx.Province, id}, readAcceptance))("biên bản nghiệm thu")
}

const settlementColumns = `id, contract, scheme, amount_vnd, note, warning, state, reason, prepared_by, prepared_at, approved_by,
	approved_at, approved_on, version`

func readSettlement(scan db.Scan) (*Settlement, error) {
	var s Settlement
	return &s, scan(&s.ID, &s.Contract, &s.Scheme, &s.Amount, &s.Note, &s.Warning, &s.State, &s.Reason, &s.PreparedBy, &s.PreparedAt,
		&s.ApprovedBy, &s.ApprovedAt, &s.ApprovedOn, &s.Version)
}

func insertSettlement(ctx context.Context, tx *db.Tx, s *Settlement) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO settlements (province, `+settlementColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		tx.Province, s.ID, s.Contract, s.Scheme, s.Amount, s.Note, s.Warning, s.State, s.Reason, s.PreparedBy, s.PreparedAt,
		s.ApprovedBy, s.ApprovedAt, s.ApprovedOn, s.Version)
	if err != nil {
		return fmt.Errorf("add settlement %s: %w", s.ID, err)
	}
	for _, i := range s.Invoices {
		if err := insertInvoice(ctx, tx, s.ID, i); err != nil {
			return fmt.Errorf("add invoice %d of %s: %w", i.No, s.ID, err)
		}
	}
	for _, l := range s.Lines {
		_, err := tx.Exec(ctx, `
			INSERT INTO settlement_lines (province, settlement, no, name, amount_vnd, own_vnd, other_vnd) VALUES (?, ?, ?, ?, ?, ?, ?)`,
			tx.Province, s.ID, l.No, l.Name, l.Amount, l.Own, l.Other)
		if err != nil {
			return fmt.Errorf("add line %d of %s: %w", l.No, s.ID, err)
		}
	}
	for _, p := range s.Papers {
		_, err := tx.Exec(ctx, `INSERT INTO settlement_papers (province, settlement, code, note) VALUES (?, ?, ?, ?)`,
			tx.Province, s.ID, p.Code, p.Note)
		if err != nil {
			return fmt.Errorf("add paper %s of %s: %w", p.Code, s.ID, err)
		}
	}
	return nil
}

// updateSettlement stores the decision on what was read.
func updateSettlement(ctx context.Context, tx *db.Tx, s *Settlement) error {
	for _, i := range s.Invoices {
		_, err := tx.Exec(ctx, `UPDATE invoices SET outside = ? WHERE province = ? AND settlement = ? AND no = ?`,
			i.Outside, tx.Province, s.ID, i.No)
		if err != nil {
			return fmt.Errorf("invoice %d of %s: %w", i.No, s.ID, err)
		}
	}
	return tx.Change(ctx, `
		UPDATE settlements
		SET warning = ?, state = ?, reason = ?, approved_by = ?, approved_at = ?, approved_on = ?, version = version + 1
		WHERE province = ? AND id = ? AND version = ?`,
		s.Warning, s.State, s.Reason, s.ApprovedBy, s.ApprovedAt, s.ApprovedOn, tx.Province, s.ID, s.Version)
}

func settlementByID(ctx context.Context, tx *db.Tx, id string) (*Settlement, error) {
	s, err := one(db.Collect(ctx, tx, `SELECT `+settlementColumns+` FROM settlements WHERE province = ? AND id = ?`,
		[]any{tx.Province, id}, readSettlement))("hồ sơ quyết toán")
	if err != nil {
		return nil, err
	}
	return s, readDossier(ctx, tx, s)
}

// readDossier fills in the lines, invoices and papers of s.
func readDossier(ctx context.Context, tx *db.Tx, s *Settlement) (err error) {
	args := []any{tx.Province, s.ID}
	s.Invoices, err = db.Collect(ctx, tx, `SELECT `+invoiceColumns+` FROM invoices WHERE province = ? AND settlement = ? ORDER BY no`,
		args, readInvoice)
	if err != nil {
		return fmt.Errorf("invoices of %s: %w", s.ID, err)
	}
	s.Lines, err = db.Collect(ctx, tx, `
		SELECT no, name, amount_vnd, own_vnd, other_vnd FROM settlement_lines WHERE province = ? AND settlement = ? ORDER BY no`,
		args, func(scan db.Scan) (l SettlementLine, err error) {
			return l, scan(&l.No, &l.Name, &l.Amount, &l.Own, &l.Other)
		})
	if err != nil {
		return fmt.Errorf("lines of %s: %w", s.ID, err)
	}
	s.Papers, err = db.Collect(ctx, tx, `SELECT code, note FROM settlement_papers WHERE province = ? AND settlement = ? ORDER BY code`,
		args, func(scan db.Scan) (p SettlementPaper, err error) { return p, scan(&p.Code, &p.Note) })
	if err != nil {
		return fmt.Errorf("papers of %s: %w", s.ID, err)
	}
	return nil
}
