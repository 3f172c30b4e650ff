package office

import (
	"log/slog"
	"net/http"

	"example.vn/khuyencong/internal/domain/bundle"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/platform/db"
)

// schemeBundle sends everything about a scheme in one ZIP, while it is read.
func (c *call) schemeBundle() error {
	var b *bundle.Bundle
	err := c.s.DB.Update(c.ctx(), c.scope, func(tx *db.Tx) (err error) {
		b, err = bundle.Gather(c.ctx(), tx, scheme.ID(c.r.PathValue("id")))
		return err
	})
	if err != nil {
		return err
	}
	if err := b.Ready(c.s.Files); err != nil {
		return err
	}
	h := c.w.Header()
	h.Set("Content-Type", "application/zip")
	h.Set("Content-Disposition", `attachment; filename="`+b.Name()+`"`)
	h.Set("X-Content-Type-Options", "nosniff")
	if err := b.Write(c.ctx(), c.w, c.s.Files); err != nil {
		slog.ErrorContext(c.ctx(), "bundle cut off", "scheme", string(b.Stamp.Scheme), "err", err)
		panic(http.ErrAbortHandler) // the reader must see that the file is cut off
	}
	return nil
}
