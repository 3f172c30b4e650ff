package office

import (
	"slices"

	"example.vn/khuyencong/internal/domain/instrument"
	"example.vn/khuyencong/internal/domain/register"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/web/ui"
)

// A lawLinks finds the pages of the instruments that a text names. The zero
// value finds none.
type lawLinks struct{ known *instrument.Register }

// lawLinks reads the register, the office's own instruments included.
func (c *call) lawLinks(tx *db.Tx) (l lawLinks, err error) {
	l.known, err = register.Of(c.ctx(), tx)
	return l, err
}

// of links to every instrument that text names by a number that can mean only
// one, each once.
func (l lawLinks) of(text string) []ui.Link {
	var all []ui.Link
	if l.known == nil {
		return nil
	}
	for _, named := range instrument.Citations(text) {
		found := l.known.ByNumber(named.Text)
		if len(found) != 1 {
			continue
		}
		link := ui.Link{Label: named.Text, Href: ui.Path("van-ban", string(found[0].ID))}
		if !slices.ContainsFunc(all, func(o ui.Link) bool { return o.Href == link.Href }) {
			all = append(all, link)
		}
	}
	return all
}
