package signature

import (
	"context"
	"crypto/x509"
	"encoding/base64"
	"fmt"

	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
)

func insertAnchor(ctx context.Context, tx *db.Tx, a Anchor) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO trust_anchors (province, id, certificate, note, added_by, added_at, revoked_by, revoked_at, reason)
		VALUES (?, ?, ?, ?, ?, ?, '', '', '')`,
		tx.Province, a.ID, base64.StdEncoding.EncodeToString(a.der), a.Note, a.AddedBy, a.AddedAt)
	if err != nil {
		return fmt.Errorf("add trust anchor: %w", err)
	}
	return nil
}

func revokeAnchor(ctx context.Context, tx *db.Tx, id, reason string) error {
	return tx.Change(ctx, `
		UPDATE trust_anchors SET revoked_by = ?, revoked_at = ?, reason = ? WHERE province = ? AND id = ? AND revoked_at = ''`,
		tx.Actor.ID, tx.Moment(), reason, tx.Province, id)
}

const anchorColumns = `id, certificate, note, added_by, added_at, revoked_by, revoked_at, reason`

func readAnchor(scan db.Scan) (Anchor, error) {
	var a Anchor
	var stored string
	if err := scan(&a.ID, &stored, &a.Note, &a.AddedBy, &a.AddedAt, &a.RevokedBy, &a.RevokedAt, &a.Reason); err != nil {
		return a, err
	}
	der, err := base64.StdEncoding.DecodeString(stored)
	if err != nil {
		return a, fmt.Errorf("trust anchor %s: %w", a.ID, err)
	}
	c, err := x509.ParseCertificate(der)
	if err != nil {
		return a, fmt.Errorf("trust anchor %s: %w", a.ID, err)
	}
	full := anchorOf(c)
	full.ID, full.Note, full.AddedBy, full.AddedAt, full.RevokedBy, full.RevokedAt, full.Reason =
		a.ID, a.Note, a.AddedBy, a.AddedAt, a.RevokedBy, a.RevokedAt, a.Reason
	return full, nil
}

// Anchors lists whom the office trusts and has trusted, in the order in which
// they were added.
func Anchors(ctx context.Context, tx *db.Tx) ([]Anchor, error) {
	all, err := db.Collect(ctx, tx, `
		SELECT `+anchorColumns+` FROM trust_anchors WHERE province = ? ORDER BY length(id), id`, []any{tx.Province}, readAnchor)
	if err != nil {
		return nil, fmt.Errorf("trust anchors: %w", err)
	}
	return all, nil
}

func anchorByID(ctx context.Context, tx *db.Tx, id string) (Anchor, error) {
	all, err := db.Collect(ctx, tx, `
		SELECT `+anchorColumns+` FROM trust_anchors WHERE province = ? AND id = ?`, []any{tx.Province, id}, readAnchor)
	if err != nil {
		return Anchor{}, fmt.Errorf("trust anchor: %w", err)
	}
	if len(all) == 0 {
		return Anchor{}, fault.New(fault.NotFound, "Không tìm thấy chứng thư này.")
	}
	return all[0], nil
}

// Keep keeps what was found of the signatures of a file that belongs to
// subject: certificates end, and the verdict of today must be seen later.
func Keep(ctx context.Context, tx *db.Tx, subject, file string, all []Signature) error {
	for _, s := range all {
		_, err := tx.Exec(ctx, `
			INSERT INTO signatures (province, subject, file, no, signer, unit, title, serial, issuer, claimed_at, reason, verdict, sound, checked_at, checked_by)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			tx.Province, subject, file, s.No, s.Signer, s.Unit, s.Title, s.Serial, s.Issuer, s.ClaimedAt, s.Reason, s.Verdict,
			flag(s.Sound), s.CheckedAt, tx.Actor.ID)
		if err != nil {
			return fmt.Errorf("keep signature %d of %s: %w", s.No, subject, err)
		}
	}
	return nil
}

// flag is how a truth value is stored: one text for both engines.
func flag(b bool) int {
	if b {
		return 1
	}
	return 0
}

// Of lists what was found of the signatures of the files of subject, those of
// one file together in the order in which they were made.
func Of(ctx context.Context, tx *db.Tx, subject string) ([]Signature, error) {
	all, err := db.Collect(ctx, tx, `
		SELECT file, no, signer, unit, title, serial, issuer, claimed_at, reason, verdict, sound, checked_at, checked_by
		FROM signatures WHERE province = ? AND subject = ? ORDER BY checked_at, file, no`, []any{tx.Province, subject},
		func(scan db.Scan) (s Signature, err error) {
			return s, scan(&s.File, &s.No, &s.Signer, &s.Unit, &s.Title, &s.Serial, &s.Issuer, &s.ClaimedAt, &s.Reason, &s.Verdict,
				&s.Sound, &s.CheckedAt, &s.CheckedBy)
		})
	if err != nil {
		return nil, fmt.Errorf("signatures of %s: %w", subject, err)
	}
	return all, nil
}
