package plan

import (
	"context"
	"fmt"

	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
)

const adjustmentColumns = `id, scheme, change, authority, delta_vnd, beneficiary_no, establishment, new_end_on, new_text, reason,
	state, decision_no, decided_on, signer, answer, proposed_by, proposed_at, decided_by, decided_at, version`

func readAdjustment(scan db.Scan) (*Adjustment, error) {
	var a Adjustment
	return &a, scan(&a.ID, &a.Scheme, &a.Change, &a.Authority, &a.Delta, &a.BeneficiaryNo, &a.Establishment, &a.NewEndOn, &a.NewText,
		&a.Reason, &a.State, &a.Decision.Number, &a.Decision.On, &a.Decision.Signer, &a.Answer, &a.ProposedBy, &a.ProposedAt,
		&a.DecidedBy, &a.DecidedAt, &a.Version)
}

// AdjustmentByID returns one adjustment.
func AdjustmentByID(ctx context.Context, tx *db.Tx, id string) (*Adjustment, error) {
	found, err := db.Collect(ctx, tx, `SELECT `+adjustmentColumns+` FROM adjustments WHERE province = ? AND id = ?`, []any{tx.Province, id}, readAdjustment)
	if err != nil {
		return nil, fmt.Errorf("adjustment %s: %w", id, err)
	}
	if len(found) == 0 {
		return nil, fault.New(fault.NotFound, "Không tìm thấy đề nghị điều chỉnh này.")
	}
	return found[0], nil
}

// Adjustments lists the adjustments of a scheme, oldest first.
func Adjustments(ctx context.Context, tx *db.Tx, id scheme.ID) ([]*Adjustment, error) {
	return db.Collect(ctx, tx, `SELECT `+adjustmentColumns+` FROM adjustments WHERE province = ? AND scheme = ? ORDER BY id`, []any{tx.Province, id}, readAdjustment)
}

// Waiting lists the adjustments that nobody has decided yet, oldest first.
func Waiting(ctx context.Context, tx *db.Tx) ([]*Adjustment, error) {
	return db.Collect(ctx, tx, `SELECT `+adjustmentColumns+` FROM adjustments WHERE province = ? AND state = ? ORDER BY id`, []any{tx.Province, Proposed}, readAdjustment)
}

func insertAdjustment(ctx context.Context, tx *db.Tx, a *Adjustment) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO adjustments (province, `+adjustmentColumns+`)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		tx.Province, a.ID, a.Scheme, a.Change, a.Authority, a.Delta, a.BeneficiaryNo, a.Establishment, a.NewEndOn, a.NewText,
		a.Reason, a.State, a.Decision.Number, a.Decision.On, a.Decision.Signer, a.Answer, a.ProposedBy, a.ProposedAt,
		a.DecidedBy, a.DecidedAt, a.Version)
	if err != nil {
		return fmt.Errorf("propose adjustment: %w", err)
	}
	return nil
}

func saveAdjustment(ctx context.Context, tx *db.Tx, a *Adjustment) error {
	err := tx.Change(ctx, `
		UPDATE adjustments SET state = ?, decision_no = ?, decided_on = ?, signer = ?, answer = ?, decided_by = ?, decided_at = ?, version = version + 1
		WHERE province = ? AND id = ? AND version = ?`,
		a.State, a.Decision.Number, a.Decision.On, a.Decision.Signer, a.Answer, a.DecidedBy, a.DecidedAt, tx.Province, a.ID, a.Version)
	if err != nil {
		return err
	}
	a.Version++
	return nil
}
