package plan

import (
	"context"
	"fmt"
	"slices"

	"example.vn/khuyencong/internal/domain/establishment"
	"example.vn/khuyencong/internal/domain/normbook"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/text"
)

// groundsOf finds what speaks for each candidate beside its dossier, on the law
// of day.
func groundsOf(ctx context.Context, tx *db.Tx, candidates []*scheme.Scheme, day calendar.Date) (map[scheme.ID]Ground, error) {
	settled, err := settledBy(ctx, tx)
	if err != nil {
		return nil, err
	}
	all := make(map[scheme.ID]Ground, len(candidates))
	for _, s := range candidates {
		g := Ground{Settled: settled[text.Fold(s.Implementer)]}
		if g.Owners, err = ownersOf(ctx, tx, s, day); err != nil {
			return nil, err
		}
		all[s.ID] = g
	}
	return all, nil
}

// settledBy counts, by the folded name of the implementing unit, the schemes
// that were brought to settlement.
func settledBy(ctx context.Context, tx *db.Tx) (map[string]int, error) {
	all := map[string]int{}
	err := tx.Each(ctx, `
		SELECT s.implementer, count(*) FROM schemes AS s
		WHERE s.province = ? AND (s.state = ? OR (s.state = ? AND NOT EXISTS (
			SELECT 1 FROM plan_decisions AS d WHERE d.province = s.province AND d.scheme = s.id AND d.kind = ?)))
		GROUP BY s.implementer`,
		[]any{tx.Province, scheme.Settled, scheme.Closed, Stop}, func(scan db.Scan) error {
			var name string
			var n int
			if err := scan(&name, &n); err != nil {
				return err
			}
			all[text.Fold(name)] += n
			return nil
		})
	if err != nil {
		return nil, fmt.Errorf("experience of implementing units: %w", err)
	}
	return all, nil
}

// ownersOf lists the attributes of the owners of the beneficiaries of s for
// which law gives priority on day.
func ownersOf(ctx context.Context, tx *db.Tx, s *scheme.Scheme, day calendar.Date) ([]normbook.Class, error) {
	classes := normbook.OwnerAttributes(day)
	if len(classes) == 0 {
		return nil, nil
	}
	has := map[string]bool{}
	for _, b := range s.Active() {
		if b.Establishment == "" {
			continue
		}
		e, err := establishment.ByID(ctx, tx, b.Establishment)
		if err != nil {
			return nil, err
		}
		has["women_owned"] = has["women_owned"] || e.WomenOwned
		has["ethnic_minority_owned"] = has["ethnic_minority_owned"] || e.MinorityOwned
	}
	return slices.DeleteFunc(classes, func(c normbook.Class) bool { return !has[c.Code] }), nil
}
