package boundary

import (
	"context"
	"encoding/json"
	"fmt"

	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/db"
)

// SetOf returns what official boundaries the province has; nothing loaded is the
// zero Set.
func SetOf(ctx context.Context, tx *db.Tx) (s Set, err error) {
	all, err := db.Collect(ctx, tx, `
		SELECT source, file_name, sha256, loaded_by, loaded_at, version FROM boundary_sets WHERE province = ?`, []any{tx.Province},
		func(scan db.Scan) (s Set, err error) {
			return s, scan(&s.Source, &s.FileName, &s.SHA256, &s.LoadedBy, &s.LoadedAt, &s.Version)
		})
	if err != nil {
		return s, fmt.Errorf("read set of boundaries: %w", err)
	}
	if len(all) > 0 {
		s = all[0]
	}
	return s, nil
}

// official reads the boundaries that were loaded, by code.
func official(ctx context.Context, tx *db.Tx) (shapes []Shape, err error) {
	err = tx.Each(ctx, `SELECT code, area FROM boundaries WHERE province = ? ORDER BY code`, []any{tx.Province}, func(scan db.Scan) error {
		var s Shape
		var text string
		if err := scan(&s.Code, &text); err != nil {
			return err
		}
		if u, ok := territory.Lookup(s.Code, tx.Today()); ok {
			s.Title = u.Title()
		}
		if err := json.Unmarshal([]byte(text), &s.Area); err != nil {
			return fmt.Errorf("boundary of %s: %w", s.Code, err)
		}
		shapes = append(shapes, s)
		return nil
	})
	return shapes, err
}

func storeSet(ctx context.Context, tx *db.Tx, s Set, shapes []Shape) error {
	if err := remove(ctx, tx, s.Version); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `
		INSERT INTO boundary_sets (province, source, file_name, sha256, loaded_by, loaded_at, version) VALUES (?, ?, ?, ?, ?, ?, ?)`,
		tx.Province, s.Source, s.FileName, s.SHA256, s.LoadedBy, s.LoadedAt, s.Version+1)
	if err != nil {
		return fmt.Errorf("store set of boundaries: %w", err)
	}
	for _, shape := range shapes {
		area, err := json.Marshal(shape.Area)
		if err != nil {
			return fmt.Errorf("boundary of %s: %w", shape.Code, err)
		}
		if _, err := tx.Exec(ctx, `INSERT INTO boundaries (province, code, area) VALUES (?, ?, ?)`, tx.Province, shape.Code, string(area)); err != nil {
			return fmt.Errorf("store boundary of %s: %w", shape.Code, err)
		}
	}
	return nil
}

// remove takes the boundaries away that version was read of.
func remove(ctx context.Context, tx *db.Tx, version int64) error {
	if version > 0 {
		if err := tx.Change(ctx, `DELETE FROM boundary_sets WHERE province = ? AND version = ?`, tx.Province, version); err != nil {
			return fmt.Errorf("remove set of boundaries: %w", err)
		}
	}
	if _, err := tx.Exec(ctx, `DELETE FROM boundaries WHERE province = ?`, tx.Province); err != nil {
		return fmt.Errorf("remove boundaries: %w", err)
	}
	return nil
}
