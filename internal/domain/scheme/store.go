package scheme

import (
	"context"
	"fmt"
	"strings"

	"example.vn/khuyencong/internal/domain/establishment"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/text"
)

const columns = `id, year, year_end, fund, is_group, is_key, title, objectives, scope, effects, starts_on, ends_on,
	implementer, coordinator, address_detail, commune, address_on, territory, industry, priorities, state, due_on,
	ceiling_vnd, total_vnd, asked_vnd, appraised_vnd, group_plan, group_plan_no, need, origin, origin_key, source,
	illustrative, note, prepared_by, version, created_at, updated_at`

func read(scan db.Scan) (*Scheme, error) {
	var s Scheme
	var priorities string
	err := scan(&s.ID, &s.Year, &s.YearEnd, &s.Fund, &s.Group, &s.Key, &s.Title, &s.Objectives, &s.Scope, &s.Effects,
		&s.StartsOn, &s.EndsOn, &s.Implementer, &s.Coordinator, &s.Place.Detail, &s.Place.Commune, &s.Place.On,
		&s.Territory, &s.Industry, &priorities, &s.State, &s.DueOn, &s.Ceiling, &s.Total, &s.Asked, &s.Appraised,
		&s.GroupPlan, &s.GroupPlanNo, &s.Need, &s.Origin, &s.OriginKey, &s.Source, &s.Illustrative, &s.Note,
		&s.PreparedBy, &s.Version, &s.CreatedAt, &s.UpdatedAt)
	if priorities != "" {
		s.Priorities = strings.Split(priorities, ",")
	}
	return &s, err
}

func insert(ctx context.Context, tx *db.Tx, s *Scheme) error {
	n, err := tx.Next(ctx, fmt.Sprintf("scheme/%d", s.Year))
	if err != nil {
		return err
	}
	s.ID = ID(fmt.Sprintf("%d-%04d", s.Year, n))
	s.Province, s.Version, s.CreatedAt, s.UpdatedAt = tx.Province, 1, tx.Moment(), tx.Moment()
	_, err = tx.Exec(ctx, `
		INSERT INTO schemes (province, `+columns+`, title_folded, content)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		s.row(tx.Province)...)
	if err != nil {
		return fmt.Errorf("add scheme %s: %w", s.ID, err)
	}
	return insertParts(ctx, tx, s)
}

// flag is how a truth value is stored: one text for both engines.
func flag(b bool) int {
	if b {
		return 1
	}
	return 0
}

// save stores the dossier of s itself; its parts are stored by saveParts.
func save(ctx context.Context, tx *db.Tx, s *Scheme) error {
	s.UpdatedAt = tx.Moment()
	err := tx.ChangeSoon(ctx, `
		UPDATE schemes
		SET year_end = ?, fund = ?, is_group = ?, is_key = ?, title = ?, title_folded = ?, content = ?,
			objectives = ?, scope = ?, effects = ?, starts_on = ?, ends_on = ?, implementer = ?, coordinator = ?,
			address_detail = ?, commune = ?, address_on = ?, territory = ?, industry = ?, priorities = ?,
			state = ?, due_on = ?, ceiling_vnd = ?, total_vnd = ?, asked_vnd = ?, appraised_vnd = ?,
			group_plan = ?, group_plan_no = ?, source = ?, illustrative = ?, note = ?, prepared_by = ?,
			updated_at = ?, version = version + 1
		WHERE province = ? AND id = ? AND version = ?`,
		s.YearEnd, s.Fund, flag(s.Group), flag(s.Key), s.Title, text.Fold(s.Title), s.MainContent(),
		s.Objectives, s.Scope, s.Effects, s.StartsOn, s.EndsOn, s.Implementer, s.Coordinator,
		s.Place.Detail, s.Place.Commune, s.Place.On, s.Territory, s.Industry, strings.Join(s.Priorities, ","),
		s.State, s.DueOn, s.Ceiling, s.Total, s.Asked, s.Appraised,
		s.GroupPlan, s.GroupPlanNo, s.Source, flag(s.Illustrative), s.Note, s.PreparedBy, s.UpdatedAt,
		tx.Province, s.ID, s.Version)
	if err != nil {
		return err
	}
	s.Version++
	return nil
}

// saveCourse stores what the course of a scheme changes after its dossier was
// written. It is done with every deed, and leaves alone the columns of which
// most lists keep an index.
func saveCourse(ctx context.Context, tx *db.Tx, s *Scheme) error {
	s.UpdatedAt = tx.Moment()
	err := tx.ChangeSoon(ctx, `
		UPDATE schemes
		SET year_end = ?, ends_on = ?, coordinator = ?, address_detail = ?, state = ?, due_on = ?, appraised_vnd = ?,
			group_plan = ?, group_plan_no = ?, note = ?, prepared_by = ?, updated_at = ?, version = version + 1
		WHERE province = ? AND id = ? AND version = ?`,
		s.YearEnd, s.EndsOn, s.Coordinator, s.Place.Detail, s.State, s.DueOn, s.Appraised,
		s.GroupPlan, s.GroupPlanNo, s.Note, s.PreparedBy, s.UpdatedAt, tx.Province, s.ID, s.Version)
	if err != nil {
		return err
	}
	s.Version++
	return nil
}

func saveParts(ctx context.Context, tx *db.Tx, s *Scheme) error {
	for _, statement := range []string{
		`DELETE FROM scheme_contents WHERE province = ? AND scheme = ?`,
		`DELETE FROM scheme_costs WHERE province = ? AND scheme = ?`,
		`DELETE FROM scheme_beneficiaries WHERE province = ? AND scheme = ?`,
	} {
		if _, err := tx.Exec(ctx, statement, tx.Province, s.ID); err != nil {
			return fmt.Errorf("replace parts of scheme %s: %w", s.ID, err)
		}
	}
	return insertParts(ctx, tx, s)
}

func insertParts(ctx context.Context, tx *db.Tx, s *Scheme) error {
	for i := range s.Contents {
		c := &s.Contents[i]
		c.No = i + 1
		_, err := tx.Exec(ctx, `INSERT INTO scheme_contents (province, scheme, no, content, title, units) VALUES (?, ?, ?, ?, ?, ?)`,
			tx.Province, s.ID, c.No, c.Code, c.Title, c.Units)
		if err != nil {
			return fmt.Errorf("content %d of scheme %s: %w", c.No, s.ID, err)
		}
	}
	for i := range s.Costs {
		c := &s.Costs[i]
		c.No = i + 1
		_, err := tx.Exec(ctx, `
			INSERT INTO scheme_costs (province, scheme, no, content_no, year, name, unit, quantity, national_vnd, local_vnd, own_vnd, other_vnd, note)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			tx.Province, s.ID, c.No, c.ContentNo, c.Year, c.Name, c.Unit, c.Quantity, c.National, c.Local, c.Own, c.Other, c.Note)
		if err != nil {
			return fmt.Errorf("cost %d of scheme %s: %w", c.No, s.ID, err)
		}
	}
	for i := range s.Beneficiaries {
		s.Beneficiaries[i].No = i + 1
		if err := insertBeneficiary(ctx, tx, s.ID, s.Beneficiaries[i]); err != nil {
			return err
		}
	}
	return nil
}

func insertBeneficiary(ctx context.Context, tx *db.Tx, id ID, b Beneficiary) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO scheme_beneficiaries (province, scheme, no, establishment, content_no, cost_vnd, support_vnd, commune, address_on, address_detail, left_on, left_reason)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		tx.Province, id, b.No, b.Establishment, b.ContentNo, b.Cost, b.Support, b.Place.Commune, b.Place.On, b.Place.Detail, b.LeftOn, b.LeftReason)
	if err != nil {
		return fmt.Errorf("beneficiary %d of scheme %s: %w", b.No, id, err)
	}
	return nil
}

// ByID returns one scheme of the transaction's province with all its parts.
func ByID(ctx context.Context, tx *db.Tx, id ID) (*Scheme, error) {
	all, err := ByIDs(ctx, tx, []ID{id})
	if err != nil {
		return nil, err
	}
	return all[0], nil
}

// ByIDs returns the schemes with these ids, in their order.
func ByIDs(ctx context.Context, tx *db.Tx, ids []ID) ([]*Scheme, error) {
	ahead, _ := tx.Kept(aheadKey{}).(*Scheme)
	if ahead != nil {
		tx.Keep(aheadKey{}, nil) // what comes after may change it
		if err := tx.Settle(ctx); err != nil {
			return nil, fmt.Errorf("scheme asked ahead: %w", err)
		}
	}
	all := make([]*Scheme, len(ids))
	for i, id := range ids {
		if ahead != nil && ahead.ID == id {
			all[i], ahead = ahead, nil
			continue
		}
		all[i] = &Scheme{}
		if err := readSoon(ctx, tx, "?", []any{id}, all[i]); err != nil {
			return nil, fmt.Errorf("scheme %s: %w", id, err)
		}
	}
	if err := tx.Settle(ctx); err != nil {
		return nil, fmt.Errorf("schemes: %w", err)
	}
	for i, id := range ids {
		if all[i].ID == "" {
			return nil, notFound(id)
		}
	}
	return all, nil
}

// Ahead asks for the scheme whose id a query asks for together with the next
// question, for one ByIDs that follows. SQLite has no ways to save.
func Ahead(ctx context.Context, tx *db.Tx, id string, args []any) error {
	if !tx.Postgres() {
		return nil
	}
	s := &Scheme{}
	if err := readSoon(ctx, tx, id, args, s); err != nil {
		return fmt.Errorf("scheme asked ahead: %w", err)
	}
	tx.Keep(aheadKey{}, s)
	return nil
}

// aheadKey is the key under which a transaction keeps what Ahead has asked for.
type aheadKey struct{}

// readSoon reads the scheme with an id, which is a value or asked for by a
// query, and its parts into s together with the next question. Nothing is read
// if there is none.
func readSoon(ctx context.Context, tx *db.Tx, id string, args []any, s *Scheme) error {
	of := append([]any{tx.Province}, args...)
	err := tx.EachSoon(ctx, `SELECT `+columns+` FROM schemes WHERE province = ? AND id = (`+id+`)`, of, func(scan db.Scan) error {
		row, err := read(scan)
		if err != nil {
			return fmt.Errorf("read row: %w", err)
		}
		*s = *row
		s.Province = tx.Province
		return nil
	})
	if err != nil {
		return err
	}
	err = tx.EachSoon(ctx, `SELECT no, content, title, units FROM scheme_contents WHERE province = ? AND scheme = (`+id+`) ORDER BY no`, of,
		func(scan db.Scan) error {
			var c Content
			err := scan(&c.No, &c.Code, &c.Title, &c.Units)
			s.Contents = append(s.Contents, c)
			return err
		})
	if err != nil {
		return err
	}
	err = tx.EachSoon(ctx, `
		SELECT no, content_no, year, name, unit, quantity, national_vnd, local_vnd, own_vnd, other_vnd, note
		FROM scheme_costs WHERE province = ? AND scheme = (`+id+`) ORDER BY no`, of,
		func(scan db.Scan) error {
			var c Cost
			err := scan(&c.No, &c.ContentNo, &c.Year, &c.Name, &c.Unit, &c.Quantity, &c.National, &c.Local, &c.Own, &c.Other, &c.Note)
			s.Costs = append(s.Costs, c)
			return err
		})
	if err != nil {
		return err
	}
	return tx.EachSoon(ctx, `
		SELECT b.no, b.establishment, e.name, e.kind, b.content_no, b.cost_vnd, b.support_vnd, b.address_detail, b.commune, b.address_on, b.left_on, b.left_reason
		FROM scheme_beneficiaries AS b JOIN establishments AS e ON e.province = b.province AND e.id = b.establishment
		WHERE b.province = ? AND b.scheme = (`+id+`) ORDER BY b.no`, of,
		func(scan db.Scan) error {
			var b Beneficiary
			err := scan(&b.No, &b.Establishment, &b.Name, &b.Kind, &b.ContentNo, &b.Cost, &b.Support,
				&b.Place.Detail, &b.Place.Commune, &b.Place.On, &b.LeftOn, &b.LeftReason)
			s.Beneficiaries = append(s.Beneficiaries, b)
			return err
		})
}

// ByOriginKey returns the scheme that an imported row became, or NotFound.
func ByOriginKey(ctx context.Context, tx *db.Tx, key string) (*Scheme, error) {
	var id ID
	err := tx.QueryRow(ctx, `SELECT id FROM schemes WHERE province = ? AND origin_key = ?`, []any{tx.Province, key}, &id)
	if err != nil {
		return nil, fmt.Errorf("scheme by origin: %w", err)
	}
	return ByID(ctx, tx, id)
}

// Of lists the schemes in which one of the establishments has a part, newest
// first, with that part's support.
func Of(ctx context.Context, tx *db.Tx, establishments []string) ([]Part, error) {
	if len(establishments) == 0 {
		return nil, nil
	}
	args := []any{tx.Province}
	for _, id := range establishments {
		args = append(args, id)
	}
	return db.Collect(ctx, tx, `
		SELECT s.id, s.title, s.year, s.fund, s.content, s.state, s.is_group, s.appraised_vnd, s.asked_vnd, s.source,
			s.illustrative, b.establishment, b.support_vnd, b.left_on
		FROM scheme_beneficiaries AS b JOIN schemes AS s ON s.province = b.province AND s.id = b.scheme
		WHERE b.province = ? AND b.establishment IN (?`+strings.Repeat(", ?", len(establishments)-1)+`)
		ORDER BY s.year DESC, s.id DESC, b.no`, args,
		func(scan db.Scan) (p Part, err error) {
			return p, scan(&p.ID, &p.Title, &p.Year, &p.Fund, &p.Content, &p.State, &p.Group, &p.Appraised, &p.Asked,
				&p.Source, &p.Illustrative, &p.Establishment, &p.Support, &p.LeftOn)
		})
}

// Beneficiaries returns every establishment that takes, or took, part in a
// scheme but those of but, with the first of these schemes.
func Beneficiaries(ctx context.Context, tx *db.Tx, but map[ID]bool) (map[establishment.ID]ID, error) {
	all := map[establishment.ID]ID{}
	err := tx.Each(ctx, `SELECT establishment, scheme FROM scheme_beneficiaries WHERE province = ? ORDER BY scheme DESC`, []any{tx.Province},
		func(scan db.Scan) error {
			var of establishment.ID
			var id ID
			err := scan(&of, &id)
			if !but[id] {
				all[of] = id
			}
			return err
		})
	return all, err
}
