package office

import (
	"net/http"

	"example.vn/khuyencong/internal/domain/plan"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/web/ui"
)

// A planWaitingPage lists what waits for a decision, of all schemes.
type planWaitingPage struct {
	Shell ui.Shell
	All   []planAdjustment
}

// mine is how many of them the caller may decide.
func (p planWaitingPage) mine() int {
	n := 0
	for _, a := range p.All {
		if a.MayDecide {
			n++
		}
	}
	return n
}

func (c *call) planWaiting() error {
	p := planWaitingPage{Shell: c.page("Điều chỉnh chờ quyết định")}
	p.Shell.Back = &ui.Link{Label: "Kế hoạch", Href: "/ke-hoach"}
	err := c.view(func(tx *db.Tx) error {
		all, err := plan.Waiting(c.ctx(), tx)
		if err != nil {
			return err
		}
		for _, a := range all {
			s, err := scheme.ByID(c.ctx(), tx, a.Scheme)
			if err != nil {
				return err
			}
			one, err := c.planAdjustment(tx, s, a)
			if err != nil {
				return err
			}
			p.All = append(p.All, one)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return c.render(http.StatusOK, planWaitingView(p))
}
