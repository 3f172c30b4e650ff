package office

import (
	"maps"
	"net/http"

	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/web/ui"
)

// A ledgerSchemePage is the detailed account (sổ chi tiết) of one scheme in
// all books.
type ledgerSchemePage struct {
	Shell ui.Shell
	Head  schemeHeader
	Lines []ledgerLine // oldest first
	Has   ledger.Balances
}

// A ledgerLine is one entry of a scheme and where the money stands after it.
type ledgerLine struct {
	ledgerEntry
	After ledger.Balances
}

func (c *call) ledgerScheme() error {
	id := scheme.ID(c.r.PathValue("id"))
	var p ledgerSchemePage
	err := c.view(func(tx *db.Tx) error {
		var err error
		if p.Head, _, err = c.schemeHeader(tx, id, "so"); err != nil {
			return err
		}
		p.Head.Action, p.Head.Submit = nil, false
		entries, err := ledger.EntriesOf(c.ctx(), tx, id.Subject())
		if err != nil {
			return err
		}
		if p.Lines, err = c.ledgerLines(tx, entries, id); err != nil {
			return err
		}
		p.Has, err = ledger.OfSubject(c.ctx(), tx, id.Subject())
		return err
	})
	if err != nil {
		return err
	}
	p.Shell = c.schemeShell(p.Head, "Sổ chi tiết")
	p.Shell.Back, p.Shell.Width = &ui.Link{Label: "Đề án " + string(id), Href: schemePath(id)}, ui.Wide
	return c.render(http.StatusOK, ledgerSchemeView(p))
}

// ledgerLines adds the running balance.
func (c *call) ledgerLines(tx *db.Tx, entries []ledger.Entry, id scheme.ID) ([]ledgerLine, error) {
	var lines []ledgerLine
	sum := make(ledger.Balances)
	for _, e := range entries {
		for _, line := range e.Postings {
			if line.Subject != "" {
				sum[line.Account] += line.Amount
			}
		}
		after := maps.Clone(sum)
		// What was carried from one year to the next is counted where it is now.
		after[ledger.CarriedForward] += after[ledger.BroughtForward]
		after[ledger.BroughtForward] = 0
		l := ledgerLine{ledgerEntry{Entry: e, ID: id}, after}
		var err error
		if l.Who, err = c.appraisalName(tx, e.Actor); err != nil {
			return nil, err
		}
		lines = append(lines, l)
	}
	return lines, nil
}
