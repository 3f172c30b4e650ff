package report

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/normbook"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/money"
)

// A Report (báo cáo của một kỳ) is the programme of a period in figures, with
// the schemes that every figure adds up. It holds all that is printed, in words,
// so that it can be kept.
type Report struct {
	Province string                    `json:"province"`
	Period   Period                    `json:"period"`
	AsOf     calendar.Date             `json:"as_of"`     // the last day that is counted
	Compared calendar.Date             `json:"before_to"` // the same of the period before
	View     territory.View            `json:"view"`
	Level    territory.Level           `json:"level"`
	Allotted map[ledger.Fund]money.VND `json:"allotted_vnd"`
	Total    Line                      `json:"total"`
	Tables   []Table                   `json:"tables"`
	Schemes  []SchemeLine              `json:"schemes"`
}

// A Span says which stretch of time a figure of a report is about.
type Span string

// The spans.
const (
	ToDate  Span = "to_date" // lũy kế: from the start of the programme to the last day
	Within  Span = "within"  // trong kỳ: what the period itself added
	Earlier Span = "earlier" // cùng kỳ: ToDate of the same period before
)

// Spans lists the spans.
func Spans() []Span { return []Span{ToDate, Within, Earlier} }

// Sums is what schemes add up to.
type Sums struct {
	Schemes     int       `json:"schemes"`
	People      int       `json:"beneficiaries"` // those of each scheme counted apart (lượt cơ sở)
	Unpublished int       `json:"unpublished"`   // schemes whose amount is not known
	Booked      money.VND `json:"booked_vnd"`    // the support of schemes that are in the books
	Figures
}

func (s *Sums) add(o Sums) {
	s.Schemes += o.Schemes
	s.People += o.People
	s.Unpublished += o.Unpublished
	s.Booked += o.Booked
	s.Figures.add(o.Figures)
}

// minus is s without o.
func (s Sums) minus(o Sums) Sums {
	return Sums{
		Schemes: s.Schemes - o.Schemes, People: s.People - o.People, Unpublished: s.Unpublished - o.Unpublished, Booked: s.Booked - o.Booked,
		Figures: Figures{
			Support: s.Support - o.Support, Contracted: s.Contracted - o.Contracted, Spent: s.Spent - o.Spent,
			Advanced: s.Advanced - o.Advanced, Accepted: s.Accepted - o.Accepted, Settled: s.Settled - o.Settled,
		},
	}
}

// BySpan holds sums for each span.
type BySpan struct {
	ToDate  Sums `json:"to_date"`
	Within  Sums `json:"within"`
	Earlier Sums `json:"earlier"`
}

// In returns the sums of a span.
func (b BySpan) In(s Span) Sums {
	switch s {
	case Within:
		return b.Within
	case Earlier:
		return b.Earlier
	case ToDate:
	}
	return b.ToDate
}

func (b *BySpan) add(o BySpan) {
	b.ToDate.add(o.ToDate)
	b.Within.add(o.Within)
	b.Earlier.add(o.Earlier)
}

// A Line is what the schemes with one thing in common add up to.
type Line struct {
	Code string `json:"code"` // "" for what is not known
	Name string `json:"name"` // Vietnamese
	BySpan
}

// A Table is a report grouped by one thing; its lines add up to the total.
type Table struct {
	By    Dimension `json:"by"`
	Lines []Line    `json:"lines"`
}

// A SchemeLine is one scheme of a report in words, with its figures. A scheme
// that two funds support has a line for each.
type SchemeLine struct {
	Scheme       scheme.ID            `json:"scheme"`
	Title        string               `json:"title"`
	Fund         ledger.Fund          `json:"fund"`
	Content      string               `json:"content"`
	Beneficiary  string               `json:"beneficiary"`
	Others       int                  `json:"others"`
	Place        string               `json:"place"`
	DecisionNo   string               `json:"decision_no"`
	DecidedOn    calendar.Date        `json:"decided_on"`
	Recorded     bool                 `json:"recorded"`
	Illustrative bool                 `json:"illustrative"`
	Keys         map[Dimension]string `json:"keys"` // the line of each table that it is in
	BySpan

	names map[Dimension]string
	start Sums // by the day before the period
}

// Of counts a period as it stood at the end of its last day, or of today while
// it lasts. The cut says in which units territory is grouped.
//
// The figures of a period are those of the programmes of its budget years: what
// was carried into the next year stays with the year that granted it.
func Of(ctx context.Context, tx *db.Tx, p Period, c Cut) (*Report, error) {
	r := &Report{
		Province: tx.Province, Period: p, AsOf: p.Until(tx.Today()), View: c.View, Level: c.Level,
		Allotted: make(map[ledger.Fund]money.VND),
	}
	r.Compared = p.sameDay(r.AsOf)
	b := newBuilder(c)
	start := p.First().AddDays(-1)
	for _, year := range p.Years() {
		of, err := read(ctx, tx, year)
		if err != nil {
			return nil, err
		}
		if err := r.count(&b, of, start); err != nil {
			return nil, err
		}
	}
	for _, year := range p.Before().Years() {
		programme, err := ProgrammeOf(ctx, tx, year, r.Compared)
		if err != nil {
			return nil, err
		}
		b.before(programme)
	}
	r.Schemes = b.finish()
	r.group()
	return r, nil
}

// count adds the programme of one of the years as it stands, and as it stood
// before the period.
func (r *Report) count(b *builder, of *reading, start calendar.Date) error {
	now, err := of.at(r.AsOf)
	if err != nil {
		return err
	}
	earlier, err := of.at(start)
	if err != nil {
		return err
	}
	b.take(now, func(l *SchemeLine) *Sums { return &l.ToDate })
	b.take(earlier, func(l *SchemeLine) *Sums { return &l.start })
	for fund, given := range now.Allotted {
		r.Allotted[fund] += given
	}
	return nil
}

// A lineKey is what makes a line of a scheme.
type lineKey struct {
	scheme scheme.ID
	fund   ledger.Fund
}

// A builder gathers the lines of the schemes from several programmes.
type builder struct {
	cut   Cut
	index map[lineKey]int
	lines []SchemeLine
}

// newBuilder gathers for a cut; places of one commune are put into words once.
func newBuilder(c Cut) builder {
	c.memo = &atlas{}
	return builder{cut: c, index: map[lineKey]int{}}
}

// before adds the programme of one of the years before.
func (b *builder) before(p *Programme) { b.take(p, func(l *SchemeLine) *Sums { return &l.Earlier }) }

// take adds the rows of a programme to one of the sums of their lines. In
// several years one scheme counts once, and its money adds up.
func (b *builder) take(p *Programme, into func(*SchemeLine) *Sums) {
	for _, r := range p.Rows {
		k := lineKey{r.Scheme, r.Fund}
		i, ok := b.index[k]
		if !ok {
			i = len(b.lines)
			b.index[k] = i
			b.lines = append(b.lines, r.line(b.cut))
		}
		s := into(&b.lines[i])
		before := *s
		s.add(r.sums())
		if before.Schemes > 0 {
			s.Schemes, s.People, s.Unpublished = 1, max(before.People, r.people()), min(before.Unpublished, s.Unpublished-before.Unpublished)
		}
	}
}

// finish says what the period itself added, and orders the lines.
func (b *builder) finish() []SchemeLine {
	for i := range b.lines {
		l := &b.lines[i]
		l.Within = l.ToDate.minus(l.start)
	}
	slices.SortFunc(b.lines, func(x, y SchemeLine) int {
		return cmp.Or(cmp.Compare(x.Scheme, y.Scheme), cmp.Compare(y.Fund, x.Fund))
	})
	return b.lines
}

// people is how many establishments take part in the row.
func (r Row) people() int {
	if r.Beneficiary == "" {
		return 0
	}
	return 1 + r.Others
}

// sums is a row alone.
func (r Row) sums() Sums {
	s := Sums{Schemes: 1, People: r.people(), Figures: r.Figures}
	if r.Unpublished {
		s.Unpublished = 1
	}
	if !r.Recorded || r.Figures.Contracted > 0 { // payments of an old scheme may have been taken into the books
		s.Booked = r.Support
	}
	return s
}

// line puts a row into words.
func (r Row) line(c Cut) SchemeLine {
	l := SchemeLine{
		Scheme: r.Scheme, Title: r.Title, Fund: r.Fund, Content: "Chưa rõ nội dung", Beneficiary: r.Beneficiary, Others: r.Others,
		Place: r.where(c), DecisionNo: r.DecisionNo, DecidedOn: r.DecidedOn, Recorded: r.Recorded, Illustrative: r.Illustrative,
		Keys: make(map[Dimension]string), names: make(map[Dimension]string),
	}
	if info, ok := normbook.ContentByCode(r.Content); ok {
		l.Content = info.Short
	}
	for _, by := range Dimensions() {
		c.By = by
		l.Keys[by], l.names[by] = r.key(c)
	}
	return l
}

// mostPlaces is how many places a row names.
const mostPlaces = 3

// Where names the places of a row in the units of a view: at most three.
func (r Row) Where(v territory.View) string { return r.where(Cut{View: v}) }

func (r Row) where(c Cut) string {
	var places []string
	for _, place := range r.Places {
		place.Detail = "" // the commune is enough here
		text := c.in(place)
		if u, ok := territory.Lookup(place.Commune, place.On); ok && u.Level == territory.District {
			text = territory.Text(place) // a district is many communes of today
		}
		if !slices.Contains(places, text) {
			places = append(places, text)
		}
	}
	if more := len(places) - mostPlaces; more > 0 {
		places = append(places[:mostPlaces], "và "+money.VND(more).String()+" nơi khác")
	}
	return strings.Join(places, "; ")
}

// Sum adds lines of schemes up.
func Sum(schemes []SchemeLine) Line {
	total := Line{Name: "Tổng số"}
	for _, l := range schemes {
		total.add(l.BySpan)
	}
	return total
}

// group adds the lines of the schemes up: to the total and to every table.
func (r *Report) group() {
	r.Total = Sum(r.Schemes)
	for _, by := range Dimensions() {
		index := map[string]int{}
		t := Table{By: by}
		for _, l := range r.Schemes {
			i, ok := index[l.Keys[by]]
			if !ok {
				i = len(t.Lines)
				index[l.Keys[by]] = i
				t.Lines = append(t.Lines, Line{Code: l.Keys[by], Name: l.names[by]})
			}
			t.Lines[i].add(l.BySpan)
		}
		slices.SortStableFunc(t.Lines, func(x, y Line) int { return compareLines(by, x, y) })
		r.Tables = append(r.Tables, t)
	}
}

// compareLines puts the funds into their order, the others by support, the
// largest first; what is not known comes last.
func compareLines(by Dimension, x, y Line) int {
	if (x.Code == "") != (y.Code == "") {
		return cmp.Compare(len(y.Code), len(x.Code))
	}
	if by == ByFund {
		return cmp.Compare(y.Code, x.Code) // national, local, district
	}
	return cmp.Or(cmp.Compare(y.ToDate.Support, x.ToDate.Support), cmp.Compare(y.Earlier.Support, x.Earlier.Support), cmp.Compare(x.Code, y.Code))
}

// Table returns the report grouped by one thing.
func (r *Report) Table(by Dimension) Table {
	for _, t := range r.Tables {
		if t.By == by {
			return t
		}
	}
	return Table{By: by}
}

// Behind returns the schemes that a figure adds up: of a span, and of the line
// with that code of a table; "" by for the whole report.
func (r *Report) Behind(by Dimension, code string, s Span) (schemes []SchemeLine, name string) {
	name = r.Total.Name
	for _, l := range r.Table(by).Lines {
		if l.Code == code {
			name = l.Name
		}
	}
	for _, l := range r.Schemes {
		if (by == "" || l.Keys[by] == code) && l.In(s) != (Sums{}) {
			schemes = append(schemes, l)
		}
	}
	return schemes, name
}

// Fund returns the line of a fund.
func (r *Report) Fund(f ledger.Fund) Line {
	for _, l := range r.Table(ByFund).Lines {
		if l.Code == string(f) {
			return l
		}
	}
	return Line{Code: string(f), Name: f.Label()}
}
