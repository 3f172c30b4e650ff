// Package report counts the programme (báo cáo, tổng hợp chương trình): how
// many schemes a year's programme had, and how much support, as it stood at
// the end of any day, by fund, content, industry, territory and kind of
// establishment.
//
// Mỗi con số đều mở ra được các đề án phía sau: a report holds its rows, and
// every sum names the rows that it adds up. What was decided, contracted or
// paid after the day is not in it.
package report

import (
	"cmp"
	"slices"

	"example.vn/khuyencong/internal/domain/establishment"
	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/norm"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/money"
)

// A Programme is the programme of one budget year as it stood at the end of a
// day.
type Programme struct {
	Province string
	Year     int
	AsOf     calendar.Date
	Rows     []Row // by code of the scheme
	Allotted map[ledger.Fund]money.VND
}

// A Row is one scheme of the programme.
type Row struct {
	Scheme       scheme.ID
	Title        string
	Fund         ledger.Fund // "" when an old list leaves it unsaid
	Content      norm.Content
	Industry     string
	Kind         establishment.Kind // of the first beneficiary, "" for none
	Area         string             // code of the priority territory, "" for none
	Priorities   []string           // codes of the priority industries
	Beneficiary  string             // name of the first one
	Others       int                // how many more
	Places       []territory.Address
	State        scheme.State // of today
	Recorded     bool         // from an old list, outside the books
	Unpublished  bool         // the list has no amount
	Illustrative bool
	DecisionNo   string
	DecidedOn    calendar.Date // of the latest decision by the day
	Figures
}

// Figures are the amounts of a scheme, or of several, as of the day.
type Figures struct {
	Support    money.VND `json:"support_vnd"` // decided
	Contracted money.VND `json:"contracted_vnd"`
	Spent      money.VND `json:"spent_vnd"`    // advanced or paid and not recovered
	Advanced   money.VND `json:"advanced_vnd"` // advanced and not yet cleared by accepted work
	Accepted   money.VND `json:"accepted_vnd"` // value of the accepted work
	Settled    money.VND `json:"settled_vnd"`
}

func (f *Figures) add(g Figures) {
	f.Support += g.Support
	f.Contracted += g.Contracted
	f.Spent += g.Spent
	f.Advanced += g.Advanced
	f.Accepted += g.Accepted
	f.Settled += g.Settled
}

// A Group is what the schemes with one thing in common add up to.
type Group struct {
	Code        string // "" for what is not known
	Name        string // Vietnamese
	Schemes     []scheme.ID
	Unpublished int // schemes whose amount was not published
	Figures
}

// Count is how many schemes the group has.
func (g Group) Count() int { return len(g.Schemes) }

func (g *Group) add(r Row) {
	g.Schemes = append(g.Schemes, r.Scheme)
	if r.Unpublished {
		g.Unpublished++
	}
	g.Figures.add(r.Figures)
}

// Total adds up the whole programme.
func (p *Programme) Total() Group {
	total := Group{Name: "Toàn chương trình"}
	for _, r := range p.Rows {
		total.add(r)
	}
	return total
}

// A Dimension is what a table of the report is grouped by.
type Dimension string

// The dimensions.
const (
	ByFund      Dimension = "fund"      // nguồn kinh phí
	ByContent   Dimension = "content"   // nội dung hoạt động
	ByIndustry  Dimension = "industry"  // ngành nghề
	ByTerritory Dimension = "territory" // địa bàn
	ByKind      Dimension = "kind"      // loại hình cơ sở
	ByArea      Dimension = "area"      // địa bàn ưu tiên
	ByPriority  Dimension = "priority"  // ngành nghề ưu tiên
)

// Dimensions lists the dimensions in the order of a report.
func Dimensions() []Dimension {
	return []Dimension{ByFund, ByContent, ByIndustry, ByTerritory, ByKind, ByArea, ByPriority}
}

// A Cut says how a programme is grouped. View and Level matter for territory
// only.
type Cut struct {
	By    Dimension
	View  territory.View
	Level territory.Level // Commune when empty; District only in the old view

	memo *atlas // nil: nothing is remembered
}

// Group sums up the rows by the cut: the funds and the territories in their
// own order, the others by support, the largest first; what is not known comes
// last.
func (p *Programme) Group(c Cut) []Group {
	index := map[string]int{}
	var groups []Group
	for _, r := range p.Rows {
		code, name := r.key(c)
		i, ok := index[code]
		if !ok {
			i = len(groups)
			index[code] = i
			groups = append(groups, Group{Code: code, Name: name})
		}
		groups[i].add(r)
	}
	slices.SortStableFunc(groups, func(a, b Group) int {
		if (a.Code == "") != (b.Code == "") {
			return cmp.Compare(len(b.Code), len(a.Code))
		}
		if c.By == ByFund {
			return cmp.Compare(b.Code, a.Code) // national before local
		}
		return cmp.Or(cmp.Compare(b.Support, a.Support), cmp.Compare(b.Count(), a.Count()), cmp.Compare(a.Code, b.Code))
	})
	return groups
}

// Behind returns the rows that the group with that code adds up.
func (p *Programme) Behind(c Cut, code string) (rows []Row, name string) {
	for _, r := range p.Rows {
		if k, n := r.key(c); k == code {
			rows, name = append(rows, r), n
		}
	}
	return rows, name
}

// DefaultDay is the day that a report of year shows when nobody names one:
// today, or the last day of a past year.
func DefaultDay(year int, today calendar.Date) calendar.Date {
	if year < today.Year() {
		return calendar.LastDay(year)
	}
	return today
}
