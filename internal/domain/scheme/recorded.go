package scheme

import (
	"context"
	"fmt"

	"example.vn/khuyencong/internal/domain/establishment"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/audit"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
)

// Known is what a list of past schemes needs to know of a scheme that is there,
// to tell whether a row means it.
type Known struct {
	ID             ID
	Year           int
	Title          string // folded
	OriginKey      string
	Establishments []establishment.ID
}

// AllKnown returns the schemes of the province, in the order of their IDs.
func AllKnown(ctx context.Context, tx *db.Tx) ([]Known, error) {
	all, err := db.Collect(ctx, tx, `SELECT id, year, title_folded, origin_key FROM schemes WHERE province = ? ORDER BY id`, []any{tx.Province},
		func(scan db.Scan) (k Known, err error) { return k, scan(&k.ID, &k.Year, &k.Title, &k.OriginKey) })
	if err != nil {
		return nil, fmt.Errorf("schemes that are known: %w", err)
	}
	at := make(map[ID]*Known, len(all))
	for i := range all {
		at[all[i].ID] = &all[i]
	}
	err = tx.Each(ctx, `SELECT scheme, establishment FROM scheme_beneficiaries WHERE province = ? ORDER BY scheme, no`, []any{tx.Province},
		func(scan db.Scan) error {
			var id ID
			var e establishment.ID
			err := scan(&id, &e)
			if k := at[id]; k != nil {
				k.Establishments = append(k.Establishments, e)
			}
			return err
		})
	return all, err
}

// RecordedVersions returns the versions of the recorded schemes of the province.
func RecordedVersions(ctx context.Context, tx *db.Tx) (map[ID]int64, error) {
	all := map[ID]int64{}
	err := tx.Each(ctx, `SELECT id, version FROM schemes WHERE province = ? AND state = ?`, []any{tx.Province, Recorded}, func(scan db.Scan) error {
		var id ID
		var version int64
		err := scan(&id, &version)
		all[id] = version
		return err
	})
	return all, err
}

// Unrecord removes a recorded scheme that came with a list, which is taken back
// as a whole. version is the one that the list left behind; the caller has made
// sure that nothing refers to the scheme.
func Unrecord(ctx context.Context, tx *db.Tx, id ID, version int64) error {
	if err := tx.Actor.Require(access.ImportSchemes); err != nil {
		return err
	}
	s, err := ByID(ctx, tx, id)
	if err != nil {
		return err
	}
	if s.State != Recorded || s.Version != version {
		return fault.New(fault.Conflict, "Đề án "+string(id)+" đã được sửa hoặc xử lý sau khi nhập nên không gỡ được.")
	}
	for _, statement := range []string{
		`DELETE FROM scheme_contents WHERE province = ? AND scheme = ?`,
		`DELETE FROM scheme_costs WHERE province = ? AND scheme = ?`,
		`DELETE FROM scheme_beneficiaries WHERE province = ? AND scheme = ?`,
		`DELETE FROM scheme_papers WHERE province = ? AND scheme = ?`,
		`DELETE FROM schemes WHERE province = ? AND id = ?`,
	} {
		if _, err := tx.Exec(ctx, statement, tx.Province, id); err != nil {
			return fmt.Errorf("remove scheme %s: %w", id, err)
		}
	}
	return audit.Record(ctx, tx, "scheme.unrecord", id.Subject(), map[string]string{"title": s.Title, "source": s.Source})
}

// RestoreRecorded puts a recorded scheme back to what it was before a list
// corrected it, its version included, so that what was known of it then holds
// again. version is the one that the list left behind.
func RestoreRecorded(ctx context.Context, tx *db.Tx, before *Scheme, version int64) error {
	if err := tx.Actor.Require(access.ImportSchemes); err != nil {
		return err
	}
	if before.State != Recorded {
		return fault.New(fault.Conflict, "Đề án "+string(before.ID)+" đang được xử lý trong hệ thống nên không trả về như cũ được.")
	}
	s := *before
	s.Version = version
	if err := saveParts(ctx, tx, &s); err != nil {
		return err
	}
	if err := save(ctx, tx, &s); err != nil {
		return fmt.Errorf("restore scheme %s: %w", s.ID, err)
	}
	err := tx.Change(ctx, `UPDATE schemes SET version = ?, updated_at = ? WHERE province = ? AND id = ? AND state = ?`,
		before.Version, before.UpdatedAt, tx.Province, s.ID, Recorded)
	if err != nil {
		return fmt.Errorf("restore scheme %s: %w", s.ID, err)
	}
	return audit.Record(ctx, tx, "scheme.restore", s.ID.Subject(), map[string]string{"title": s.Title, "source": s.Source})
}
