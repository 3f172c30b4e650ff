package scheme

import (
	"context"
	"fmt"
	"iter"
	"strings"

	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/text"
)

// Load adds the schemes of a province that has none, with all their parts and
// as they are: the serials of each year go from 1 without a gap. It is for what
// was made up or kept elsewhere; it checks nothing and records nothing, which
// its caller answers for.
//
// The beneficiaries come first, so that the words of a search are put together
// once for each scheme (see the triggers of scheme_search).
func Load(ctx context.Context, tx *db.Tx, all []*Scheme) error {
	for _, part := range []struct {
		table, columns string
		rows           iter.Seq[[]any]
	}{
		{
			"scheme_beneficiaries", `province, scheme, no, establishment, content_no, cost_vnd, support_vnd, commune, address_on, address_detail, left_on, left_reason`,
			partsOf(all, func(s *Scheme) []Beneficiary { return s.Beneficiaries }, func(s *Scheme, no int, b Beneficiary) []any {
				return []any{
					tx.Province, s.ID, no, b.Establishment, b.ContentNo, b.Cost, b.Support, b.Place.Commune, b.Place.On, b.Place.Detail, b.LeftOn, b.LeftReason,
				}
			}),
		},
		{
			"scheme_contents", `province, scheme, no, content, title, units`,
			partsOf(all, func(s *Scheme) []Content { return s.Contents }, func(s *Scheme, no int, c Content) []any {
				return []any{tx.Province, s.ID, no, c.Code, c.Title, c.Units}
			}),
		},
		{
			"scheme_costs", `province, scheme, no, content_no, year, name, unit, quantity, national_vnd, local_vnd, own_vnd, other_vnd, note`,
			partsOf(all, func(s *Scheme) []Cost { return s.Costs }, func(s *Scheme, no int, c Cost) []any {
				return []any{tx.Province, s.ID, no, c.ContentNo, c.Year, c.Name, c.Unit, c.Quantity, c.National, c.Local, c.Own, c.Other, c.Note}
			}),
		},
		{"schemes", `province, ` + columns + `, title_folded, content`, db.RowsOf(all, func(s *Scheme) []any { return s.row(tx.Province) })},
	} {
		if _, err := tx.AddRows(ctx, part.table, part.columns, part.rows); err != nil {
			return err
		}
	}
	last := map[string]int64{}
	for _, s := range all {
		last[fmt.Sprintf("scheme/%d", s.Year)]++
	}
	return tx.Count(ctx, last)
}

// row is s as it is stored in the columns of insert.
func (s *Scheme) row(province string) []any {
	return []any{
		province, s.ID, s.Year, s.YearEnd, s.Fund, flag(s.Group), flag(s.Key), s.Title, s.Objectives, s.Scope, s.Effects,
		s.StartsOn, s.EndsOn, s.Implementer, s.Coordinator, s.Place.Detail, s.Place.Commune, s.Place.On,
		s.Territory, s.Industry, strings.Join(s.Priorities, ","), s.State, s.DueOn, s.Ceiling, s.Total, s.Asked, s.Appraised,
		s.GroupPlan, s.GroupPlanNo, s.Need, s.Origin, s.OriginKey, s.Source, flag(s.Illustrative), s.Note,
		s.PreparedBy, s.Version, s.CreatedAt, s.UpdatedAt, text.Fold(s.Title), s.MainContent(),
	}
}

// partsOf makes rows of the parts of schemes, numbered in each scheme.
func partsOf[T any](all []*Scheme, of func(*Scheme) []T, row func(s *Scheme, no int, part T) []any) iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		for _, s := range all {
			for i, part := range of(s) {
				if !yield(row(s, i+1, part)) {
					return
				}
			}
		}
	}
}
