package plan

import (
	"context"
	"fmt"
	"iter"
	"strings"

	"example.vn/khuyencong/internal/platform/db"
)

// Load adds the plans of a province that has none, with their items, and the
// decisions about its schemes, as they are. It is for what was made up or kept
// elsewhere; it checks nothing, posts nothing and records nothing, which its
// caller answers for.
func Load(ctx context.Context, tx *db.Tx, plans []*Plan, grants []Grant) error {
	_, err := tx.AddRows(ctx, "plans", `province, `+columns, db.RowsOf(plans, func(p *Plan) []any {
		return []any{
			tx.Province, p.Year, p.Fund, p.Round, p.Title, p.State, p.PaperNo, p.DecisionNo, p.DecisionOn, p.Signer, p.Reason,
			p.DraftedBy, p.SubmittedBy, p.SubmittedAt, p.DecidedBy, p.DecidedAt, p.Version, p.CreatedAt,
		}
	}))
	if err != nil {
		return err
	}
	_, err = tx.AddRows(ctx, "plan_items", `province, year, fund, round, scheme, choice, amount_vnd, rank, reasons, note`, itemsOf(plans, tx.Province))
	if err != nil {
		return err
	}
	_, err = tx.AddRows(ctx, "plan_decisions",
		`province, scheme, seq, year, fund, kind, delta_vnd, decision_no, decided_on, signer, authority, note, noted_by, at`,
		db.RowsOf(grants, func(g Grant) []any {
			return []any{
				tx.Province, g.Scheme, g.Seq, g.Year, g.Fund, g.Kind, g.Delta, g.DecisionNo, g.DecidedOn, g.Signer, g.Authority, g.Note, g.NotedBy, g.At,
			}
		}))
	if err != nil {
		return err
	}
	last := map[string]int64{}
	for _, p := range plans {
		name := fmt.Sprintf("plan/%d/%s", p.Year, p.Fund)
		last[name] = max(last[name], int64(p.Round))
	}
	return tx.Count(ctx, last)
}

func itemsOf(plans []*Plan, province string) iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		for _, p := range plans {
			for _, i := range p.Items {
				if !yield([]any{province, p.Year, p.Fund, p.Round, i.Scheme.ID, i.Choice, i.Amount, i.Rank, strings.Join(i.Reasons, "\n"), i.Note}) {
					return
				}
			}
		}
	}
}
