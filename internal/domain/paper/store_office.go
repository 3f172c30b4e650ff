package paper

import (
	"context"
	"errors"
	"fmt"

	"example.vn/khuyencong/internal/platform/db"
)

func officeOf(ctx context.Context, tx *db.Tx) (o Office, err error) {
	err = tx.Each(ctx, `
		SELECT parent, name, abbreviation, place, address, phone, tax_code, account, bank, budget_code, version
		FROM offices WHERE province = ?`, []any{tx.Province}, func(scan db.Scan) error {
		return scan(&o.Parent, &o.Name, &o.Abbreviation, &o.Place, &o.Address, &o.Phone, &o.TaxCode, &o.Account, &o.Bank, &o.BudgetCode, &o.Version)
	})
	if err != nil {
		return o, fmt.Errorf("office: %w", err)
	}
	o.Units, err = db.Collect(ctx, tx, `SELECT code, name FROM office_units WHERE province = ? ORDER BY no`, []any{tx.Province},
		func(scan db.Scan) (u Unit, err error) { return u, scan(&u.Code, &u.Name) })
	if err != nil {
		return o, fmt.Errorf("units: %w", err)
	}
	o.Signers, err = db.Collect(ctx, tx, `SELECT name, title, capacity, user_id FROM office_signers WHERE province = ? ORDER BY no`, []any{tx.Province},
		func(scan db.Scan) (s Signer, err error) { return s, scan(&s.Name, &s.Title, &s.Capacity, &s.User) })
	if err != nil {
		return o, fmt.Errorf("signers: %w", err)
	}
	return o, nil
}

// putOffice stores o as the next version of what was read.
func putOffice(ctx context.Context, tx *db.Tx, o Office) error {
	var err error
	if o.Version == 0 {
		_, err = tx.Exec(ctx, `
			INSERT INTO offices (province, parent, name, abbreviation, place, address, phone, tax_code, account, bank, budget_code, version, updated_at)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?)`,
			tx.Province, o.Parent, o.Name, o.Abbreviation, o.Place, o.Address, o.Phone, o.TaxCode, o.Account, o.Bank, o.BudgetCode, tx.Moment())
	} else {
		err = tx.Change(ctx, `
			UPDATE offices
			SET parent = ?, name = ?, abbreviation = ?, place = ?, address = ?, phone = ?, tax_code = ?, account = ?, bank = ?, budget_code = ?,
				updated_at = ?, version = version + 1
			WHERE province = ? AND version = ?`,
			o.Parent, o.Name, o.Abbreviation, o.Place, o.Address, o.Phone, o.TaxCode, o.Account, o.Bank, o.BudgetCode,
			tx.Moment(), tx.Province, o.Version)
	}
	if err != nil {
		return fmt.Errorf("store office: %w", err)
	}
	_, err = tx.Exec(ctx, `DELETE FROM office_units WHERE province = ?`, tx.Province)
	_, err2 := tx.Exec(ctx, `DELETE FROM office_signers WHERE province = ?`, tx.Province)
	if err := errors.Join(err, err2); err != nil {
		return fmt.Errorf("store office: %w", err)
	}
	for i, u := range o.Units {
		if _, err := tx.Exec(ctx, `INSERT INTO office_units (province, no, code, name) VALUES (?, ?, ?, ?)`, tx.Province, i+1, u.Code, u.Name); err != nil {
			return fmt.Errorf("store unit: %w", err)
		}
	}
	for i, s := range o.Signers {
		_, err := tx.Exec(ctx, `INSERT INTO office_signers (province, no, name, title, capacity, user_id) VALUES (?, ?, ?, ?, ?, ?)`,
			tx.Province, i+1, s.Name, s.Title, s.Capacity, s.User)
		if err != nil {
			return fmt.Errorf("store signer: %w", err)
		}
	}
	return nil
}

func storedBooks(ctx context.Context, tx *db.Tx) (map[string]Book, error) {
	all := map[string]Book{}
	err := tx.Each(ctx, `SELECT id, direction, name, by_kind, closed FROM paper_books WHERE province = ?`, []any{tx.Province}, func(scan db.Scan) error {
		var b Book
		var byKind, closed int64
		err := scan(&b.ID, &b.Direction, &b.Name, &byKind, &closed)
		b.ByKind, b.Closed = byKind != 0, closed != 0
		all[b.ID] = b
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("books: %w", err)
	}
	return all, nil
}

func putBook(ctx context.Context, tx *db.Tx, b Book) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO paper_books (province, id, direction, name, by_kind, closed) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (province, id) DO UPDATE SET closed = excluded.closed`,
		tx.Province, b.ID, b.Direction, b.Name, flag(b.ByKind), flag(b.Closed))
	if err != nil {
		return fmt.Errorf("store book %s: %w", b.ID, err)
	}
	return nil
}

func flag(b bool) int64 {
	if b {
		return 1
	}
	return 0
}
