package report

import (
	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/platform/money"
)

// A Summary is a programme in figures, as the command “report programme”
// prints it.
type Summary struct {
	Province string             `json:"province"`
	Year     int                `json:"year"`
	AsOf     string             `json:"as_of"`
	Schemes  int                `json:"schemes"`
	Support  money.VND          `json:"support_vnd"`
	Funds    map[string]FundSum `json:"funds"` // national, local, and unknown where there are some
	Contents []ContentSum       `json:"contents"`
}

// A FundSum is what one fund supports.
type FundSum struct {
	Schemes int       `json:"schemes"`
	Support money.VND `json:"support_vnd"`
}

// A ContentSum is what is supported of one content.
type ContentSum struct {
	Code    string    `json:"code"`
	Name    string    `json:"name"`
	Schemes int       `json:"schemes"`
	Support money.VND `json:"support_vnd"`
}

// Summary returns the figures of the programme.
func (p *Programme) Summary() Summary {
	total := p.Total()
	s := Summary{
		Province: p.Province, Year: p.Year, AsOf: p.AsOf.String(), Schemes: total.Count(), Support: total.Support,
		Funds:    map[string]FundSum{string(ledger.National): {}, string(ledger.Local): {}},
		Contents: []ContentSum{},
	}
	for _, g := range p.Group(Cut{By: ByFund}) {
		name := g.Code
		if name == "" {
			name = "unknown"
		}
		s.Funds[name] = FundSum{g.Count(), g.Support}
	}
	for _, g := range p.Group(Cut{By: ByContent}) {
		s.Contents = append(s.Contents, ContentSum{g.Code, g.Name, g.Count(), g.Support})
	}
	return s
}
