package office

import (
	"example.vn/khuyencong/internal/domain/form"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fill"
)

// paperTemplateFacts is what a template of the kind is filled with for a scheme,
// or for the plan that has it.
func (c *call) paperTemplateFacts(tx *db.Tx, kind *form.Kind, code string) (fill.Data, error) {
	about := form.About{Scheme: scheme.ID(code)}
	if kind.Of == form.OfPlan {
		var err error
		if about.Plan, err = form.PlanOf(c.ctx(), tx, about.Scheme); err != nil {
			return nil, err
		}
	}
	return form.Facts(c.ctx(), tx, kind, about, form.Given{})
}
