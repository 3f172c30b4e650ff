package office

import (
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/web/ui"
)

func homeRoutes() []Route {
	return []Route{
		{"GET", "/{$}", access.ViewHome, func(c *call) error { return ui.SeeOther(c.w, c.r, "viec") }},
		{"GET", "/viec", access.ViewHome, (*call).worklistShow},
	}
}

// ping reads one row, which is all that health needs.
func ping(c *call) func(*db.Tx) error {
	return func(tx *db.Tx) error {
		var one int
		return tx.QueryRow(c.ctx(), `SELECT 1`, nil, &one)
	}
}
