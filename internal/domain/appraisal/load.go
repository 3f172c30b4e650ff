package appraisal

import (
	"context"

	"example.vn/khuyencong/internal/platform/db"
)

// Load adds appraisals without their members to a province that has none, as
// they are, each the first of its level. It is for what was made up or kept
// elsewhere; it checks nothing and records nothing, which its caller answers for.
func Load(ctx context.Context, tx *db.Tx, all []Appraisal) error {
	_, err := tx.AddRows(ctx, "appraisals", `province, `+columns, db.RowsOf(all, func(a Appraisal) []any {
		return []any{
			tx.Province, a.Scheme, a.Level, a.Round, a.Mode, a.Quorum, a.DueOn, a.State, a.Conclusion, a.Amount, a.Reasons, a.PaperNo,
			a.PaperOn, a.OpenedBy, a.OpenedAt, a.ConcludedBy, a.ConcludedAt, a.Version,
		}
	}))
	if err != nil {
		return err
	}
	last := map[string]int64{}
	for _, a := range all {
		last["appraisal/"+string(a.Scheme)+"/"+string(a.Level)] = int64(a.Round)
	}
	return tx.Count(ctx, last)
}
