package establishment

import (
	"context"
	"fmt"
	"strings"

	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/text"
)

const columns = `id, kind, name, tax_code, phone, email, contact, commune, address_on, address_detail,
	vsic, vsic_version, industry, products, founded_on, capital_vnd, revenue_vnd, workers,
	women_owned, minority_owned, note, source, illustrative, merged_into, version, created_at, updated_at`

func read(scan db.Scan) (e Establishment, err error) {
	return e, scan(&e.ID, &e.Kind, &e.Name, &e.TaxCode, &e.Phone, &e.Email, &e.Contact,
		&e.Address.Commune, &e.Address.On, &e.Address.Detail,
		&e.VSIC, &e.VSICVersion, &e.Industry, &e.Products, &e.FoundedOn, &e.Capital, &e.Revenue, &e.Workers,
		&e.WomenOwned, &e.MinorityOwned, &e.Note, &e.Source, &e.Illustrative, &e.MergedInto,
		&e.Version, &e.CreatedAt, &e.UpdatedAt)
}

// ByID returns one establishment, also one that was merged into another.
func ByID(ctx context.Context, tx *db.Tx, id ID) (Establishment, error) {
	found, err := where(ctx, tx, `id = ?`, text.CleanLine(string(id)))
	if err != nil {
		return Establishment{}, err
	}
	if len(found) == 0 {
		return Establishment{}, fault.New(fault.NotFound, "Không tìm thấy cơ sở này.")
	}
	return found[0], nil
}

// where returns the establishments for which a condition of this file holds,
// in the order in which they were entered.
func where(ctx context.Context, tx *db.Tx, condition string, args ...any) ([]Establishment, error) {
	all, err := db.Collect(ctx, tx, `
		SELECT `+columns+` FROM establishments
		WHERE province = ? AND (`+condition+`) ORDER BY created_at, id`,
		append([]any{tx.Province}, args...), read)
	if err != nil {
		return nil, fmt.Errorf("read establishments: %w", err)
	}
	return all, nil
}

func insert(ctx context.Context, tx *db.Tx, e *Establishment) error {
	_, err := addAll(ctx, tx, []Derived{Derive(*e)})
	return err
}

// addAll adds rows as they are.
func addAll(ctx context.Context, tx *db.Tx, all []Derived) (int64, error) {
	n, err := tx.AddRows(ctx, "establishments", `province, id, kind, name, name_folded, name_core, name_sort, tax_code, phone, email, contact,
		commune, address_on, address_detail, vsic, vsic_version, industry, products, founded_on,
		capital_vnd, revenue_vnd, workers, women_owned, minority_owned, note, source, illustrative,
		merged_into, version, created_at, updated_at`, db.RowsOf(all, func(d Derived) []any {
		e := d.Establishment
		return []any{
			tx.Province, e.ID, e.Kind, e.Name, d.Folded, coreIn(d.Folded), d.Sort, e.TaxCode, e.Phone, e.Email, e.Contact,
			e.Address.Commune, e.Address.On, e.Address.Detail, e.VSIC, e.VSICVersion, e.Industry, e.Products, e.FoundedOn,
			e.Capital, e.Revenue, e.Workers, e.WomenOwned, e.MinorityOwned, e.Note, e.Source, e.Illustrative,
			e.MergedInto, e.Version, e.CreatedAt, e.UpdatedAt,
		}
	}))
	if err == nil && !tx.Postgres() {
		err = addWords(ctx, tx, all)
	}
	if err != nil {
		return n, fmt.Errorf("add %d establishments: %w", len(all), err)
	}
	return n, nil
}

// removeMany removes establishments that are as they came at a moment.
func removeMany(ctx context.Context, tx *db.Tx, ids []any, moment string) (int64, error) {
	n, err := tx.Exec(ctx, `DELETE FROM establishments
		WHERE province = ? AND version = 1 AND merged_into = '' AND updated_at = ? AND id IN (`+marks(len(ids))+`)`,
		append([]any{tx.Province, moment}, ids...)...)
	if err != nil {
		return 0, fmt.Errorf("remove %d establishments: %w", len(ids), err)
	}
	return n, nil
}

func update(ctx context.Context, tx *db.Tx, e *Establishment) error {
	err := tx.Change(ctx, `
		UPDATE establishments SET kind = ?, name = ?, name_folded = ?, name_core = ?, name_sort = ?, tax_code = ?, phone = ?, email = ?,
			contact = ?, commune = ?, address_on = ?, address_detail = ?, vsic = ?, vsic_version = ?, industry = ?,
			products = ?, founded_on = ?, capital_vnd = ?, revenue_vnd = ?, workers = ?, women_owned = ?,
			minority_owned = ?, note = ?, source = ?, illustrative = ?, version = version + 1, updated_at = ?
		WHERE province = ? AND id = ? AND version = ? AND merged_into = ''`,
		e.Kind, e.Name, searchName(e.Name), coreOf(e.Name).folded, text.SortKey(e.Name), e.TaxCode, e.Phone, e.Email,
		e.Contact, e.Address.Commune, e.Address.On, e.Address.Detail, e.VSIC, e.VSICVersion, e.Industry,
		e.Products, e.FoundedOn, e.Capital, e.Revenue, e.Workers, flag(e.WomenOwned),
		flag(e.MinorityOwned), e.Note, e.Source, flag(e.Illustrative), tx.Moment(),
		tx.Province, e.ID, e.Version)
	if err != nil {
		return fmt.Errorf("change establishment %s: %w", e.ID, err)
	}
	return nil
}

// point notes into which establishment another one is merged now.
func point(ctx context.Context, tx *db.Tx, id, into ID) error {
	err := tx.Change(ctx, `
		UPDATE establishments SET merged_into = ?, version = version + 1, updated_at = ?
		WHERE province = ? AND id = ?`, into, tx.Moment(), tx.Province, id)
	if err != nil {
		return fmt.Errorf("merge establishment %s: %w", id, err)
	}
	return nil
}

// pointers returns where every merged establishment points now.
func pointers(ctx context.Context, tx *db.Tx) (map[ID]ID, error) {
	all := map[ID]ID{}
	err := tx.Each(ctx, `SELECT id, merged_into FROM establishments WHERE province = ? AND merged_into <> ''`,
		[]any{tx.Province}, func(scan db.Scan) error {
			var id, into ID
			if err := scan(&id, &into); err != nil {
				return err
			}
			all[id] = into
			return nil
		})
	return all, err
}

// searchName returns what name_folded holds: the core of the name, a bar (which
// no folded text contains), and the whole folded name. So one column answers
// both "which names have this core" and "which names contain this word".
func searchName(name string) string { return coreOf(name).folded + "|" + text.Fold(name) }

// coreIn returns the core that searchName put before the bar.
func coreIn(searched string) string {
	folded, _, _ := strings.Cut(searched, "|")
	return folded
}

const mergeColumns = `seq, kept, dropped, reason, merged_by, merged_at, undone_by, undone_at`

func readMerge(scan db.Scan) (m Merged, err error) {
	return m, scan(&m.Seq, &m.Kept, &m.Dropped, &m.Reason, &m.By, &m.At, &m.UndoneBy, &m.UndoneAt)
}

// activeMerges returns the merges that were not undone, oldest first.
func activeMerges(ctx context.Context, tx *db.Tx) ([]Merged, error) {
	return db.Collect(ctx, tx, `
		SELECT `+mergeColumns+` FROM establishment_merges WHERE province = ? AND undone_at = '' ORDER BY seq`,
		[]any{tx.Province}, readMerge)
}

func mergeBySeq(ctx context.Context, tx *db.Tx, seq int64) (Merged, error) {
	all, err := db.Collect(ctx, tx, `
		SELECT `+mergeColumns+` FROM establishment_merges WHERE province = ? AND seq = ?`,
		[]any{tx.Province, seq}, readMerge)
	if err == nil && len(all) == 0 {
		err = fault.New(fault.NotFound, "Không tìm thấy lần gộp này.")
	}
	if err != nil {
		return Merged{}, err
	}
	return all[0], nil
}

func insertMerge(ctx context.Context, tx *db.Tx, m Merged) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO establishment_merges (province, seq, kept, dropped, reason, merged_by, merged_at, undone_by, undone_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, '', '')`, tx.Province, m.Seq, m.Kept, m.Dropped, m.Reason, m.By, m.At)
	if err != nil {
		return fmt.Errorf("merge %s into %s: %w", m.Dropped, m.Kept, err)
	}
	return nil
}

func undoMerge(ctx context.Context, tx *db.Tx, seq int64) error {
	return tx.Change(ctx, `
		UPDATE establishment_merges SET undone_by = ?, undone_at = ? WHERE province = ? AND seq = ? AND undone_at = ''`,
		tx.Actor.ID, tx.Moment(), tx.Province, seq)
}

// flag stores a truth value as a number.
func flag(b bool) int {
	if b {
		return 1
	}
	return 0
}
