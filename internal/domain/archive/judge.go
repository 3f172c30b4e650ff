package archive

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"example.vn/khuyencong/internal/domain/establishment"
	"example.vn/khuyencong/internal/domain/plan"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/domain/schemelist"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/money"
	"example.vn/khuyencong/internal/platform/text"
)

// A Staged (dòng chờ ghi) is a row of a list with all that is needed to store it
// later, when the file is no longer at hand.
type Staged struct {
	Row     schemelist.Row `json:"row"`
	List    string         `json:"list"` // title of the list
	Key     string         `json:"key"`  // what the row is recognised by
	Parties []Part         `json:"parties,omitempty"`
}

// A Part is a beneficiary of a staged row: an establishment of the register, or
// one to enter. Two parts of one Key are one establishment; "" is like no other.
type Part struct {
	Key string           `json:"key,omitempty"`
	Is  establishment.ID `json:"is,omitempty"`
}

// A Judged is what a row of a list would become.
type Judged struct {
	Sheet     string
	Row       int
	Problems  []RowError // nothing else is known when there are any
	Elsewhere bool       // it is of another province
	Staged    Staged
	Action    Action
	Scheme    scheme.ID   // for Update and Keep
	Changes   []string    // Vietnamese: what Update changes
	Alike     []scheme.ID // for Create: schemes that it may be all the same
	May       [][]establishment.ID
}

// A judge finds out what becomes of rows, with the register in memory.
type judge struct {
	planner

	index  *establishment.Index
	byKey  map[string]scheme.ID
	alike  map[string][]scheme.Known // by year and title
	keys   map[string]bool           // of the rows of this list
	judged []Judged
}

// Judge says row by row, in the order of the file, what a list would become; it
// stores nothing.
func Judge(ctx context.Context, tx *db.Tx, list *schemelist.List, o Options) ([]Judged, error) {
	if err := tx.Actor.Require(access.ImportSchemes); err != nil {
		return nil, err
	}
	j := &judge{
		planner: planner{tx: tx, list: list, options: o, seen: map[string]int{}},
		byKey:   map[string]scheme.ID{}, alike: map[string][]scheme.Known{}, keys: map[string]bool{},
	}
	if err := j.lookUp(ctx); err != nil {
		return nil, err
	}
	for _, e := range list.Errors {
		j.judged = append(j.judged, Judged{Sheet: e.Sheet, Row: e.Row, Problems: []RowError{{Sheet: e.Sheet, Row: e.Row, Cell: e.Cell, Message: e.Message}}})
	}
	yearless := j.yearless()
	for i, row := range list.Rows {
		one, err := j.row(ctx, row, yearless && i == 0)
		if err != nil {
			return nil, err
		}
		j.judged = append(j.judged, one)
	}
	for i := range j.judged {
		if one := &j.judged[i]; one.Action == Create {
			one.Alike = j.like(*one)
		}
	}
	return j.inOrder(), nil
}

// lookUp reads what rows are compared with.
func (j *judge) lookUp(ctx context.Context) (err error) {
	if j.index, err = establishment.NewIndex(ctx, j.tx, ""); err != nil {
		return err
	}
	known, err := scheme.AllKnown(ctx, j.tx)
	if err != nil {
		return err
	}
	for _, k := range known {
		if k.OriginKey != "" {
			j.byKey[k.OriginKey] = k.ID
		}
		at := likeness(k.Year, k.Title)
		j.alike[at] = append(j.alike[at], k)
	}
	return nil
}

func likeness(year int, title string) string { return fmt.Sprint(year, "|", title) }

// inOrder puts the rows into the order of the file; several problems of one row
// become one.
func (j *judge) inOrder() []Judged {
	sheets := map[string]int{}
	for _, h := range j.list.Heads {
		if _, ok := sheets[h.Sheet]; !ok {
			sheets[h.Sheet] = len(sheets)
		}
	}
	slices.SortStableFunc(j.judged, func(a, b Judged) int {
		return cmp.Or(cmp.Compare(sheets[a.Sheet], sheets[b.Sheet]), cmp.Compare(a.Row, b.Row))
	})
	var all []Judged
	for _, one := range j.judged {
		if n := len(all); n > 0 && all[n-1].Sheet == one.Sheet && all[n-1].Row == one.Row {
			all[n-1].Problems = append(all[n-1].Problems, one.Problems...)
			continue
		}
		all = append(all, one)
	}
	return all
}

// row judges one row.
func (j *judge) row(ctx context.Context, row schemelist.Row, yearless bool) (Judged, error) {
	one := Judged{Sheet: row.Sheet, Row: row.RowNumber}
	problem := func(cell, message string) (Judged, error) {
		one.Problems = append(one.Problems, RowError{Sheet: row.Sheet, Row: row.RowNumber, Cell: cell, Message: message})
		return one, nil
	}
	if yearless {
		return problem(row.Cells.Year, noYear)
	}
	here, message := j.mine(row)
	if message != "" {
		return problem(row.Cells.Province, message)
	}
	if one.Elsewhere = !here; one.Elsewhere {
		one.Staged = Staged{Row: row}
		return one, nil
	}
	if cell, message := j.check(&row); message != "" {
		return problem(cell, message)
	}
	one.Staged = j.stage(row)
	j.keys[one.Staged.Key] = true
	if j.byKey[one.Staged.Key] != "" {
		it, err := itemOf(ctx, j.tx, one.Staged)
		if err == nil {
			one.Action, one.Scheme, one.Changes = it.action, it.scheme.ID, it.changes()
		}
		return one, err
	}
	it := fresh(j.tx, one.Staged)
	one.Action = Create
	if message, err := j.parties(&one, it); err != nil || message != "" {
		if err != nil {
			return one, err
		}
		one.Action = ""
		return problem(row.Cells.Beneficiary, message)
	}
	return one, nil
}

// parties finds every beneficiary in the register, as the other lists do.
func (j *judge) parties(one *Judged, it *item) (message string, err error) {
	for i, b := range it.row.Beneficiaries {
		e := entry(b, it.scheme.Beneficiaries[i].Place, it.scheme, j.tx.Today())
		_, err := establishment.CheckFor(j.tx, e)
		if problem, ok := errors.AsType[*fault.Error](err); ok {
			said := strings.Join(slices.Sorted(maps.Values(problem.Fields)), " ")
			return "Đơn vị thụ hưởng “" + e.Name + "”: " + cmp.Or(said, problem.Message), nil
		}
		if err != nil {
			return "", err
		}
		part, may := Part{Key: partKey(e)}, []establishment.ID(nil)
		if part.Key != "" {
			m := j.index.Match(e)
			part.Is, may = m.Sure, m.May
		}
		if part.Is != "" {
			may = nil
		}
		one.Staged.Parties, one.May = append(one.Staged.Parties, part), append(one.May, may)
	}
	return "", nil
}

// partKey is what two beneficiaries of one list must share to be one; "" for a
// name that hides several households.
func partKey(e establishment.Establishment) string {
	if masked(e.Name) {
		return ""
	}
	return establishment.KeyOf(e)
}

// like returns the schemes of the same year and title with a beneficiary of the
// row among theirs, which no row of the list is recognised as.
func (j *judge) like(one Judged) []scheme.ID {
	var all []scheme.ID
	row := one.Staged.Row
	for _, k := range j.alike[likeness(row.Year, text.Fold(text.CleanLine(row.Title)))] {
		if !j.keys[k.OriginKey] && one.shares(k.Establishments) {
			all = append(all, k.ID)
		}
	}
	return all
}

// shares reports whether a beneficiary of the row is, or may be, one of all; a
// row without beneficiaries shares that with a scheme that has none.
func (one Judged) shares(all []establishment.ID) bool {
	if len(all) == 0 || len(one.Staged.Parties) == 0 {
		return len(all) == len(one.Staged.Parties)
	}
	for i, p := range one.Staged.Parties {
		if slices.Contains(all, p.Is) || slices.ContainsFunc(one.May[i], func(id establishment.ID) bool { return slices.Contains(all, id) }) {
			return true
		}
	}
	return false
}

// changes says what an update changes, in words.
func (it *item) changes() []string {
	if it.action != Update {
		return nil
	}
	var all []string
	note := func(what, before, after string) {
		if before != after {
			all = append(all, what+" "+before+" → "+after)
		}
	}
	was, is := it.before, it.scheme
	note("hỗ trợ", was.Asked.String(), it.row.Support.VND.String())
	note("tổng kinh phí", was.Total.String(), totalOf(is).String())
	if len(it.grants) > 0 {
		g := it.grants[len(it.grants)-1]
		note("quyết định", it.decided, decisionText(g.decision))
	}
	if len(all) == 0 {
		all = append(all, "nội dung, ghi chú hoặc địa chỉ theo danh sách")
	}
	return all
}

// totalOf is what the parts of a scheme cost.
func totalOf(s *scheme.Scheme) (sum money.VND) {
	for _, c := range s.Costs {
		sum += c.Total()
	}
	return sum
}

func decisionText(d plan.Decision) string {
	on := ""
	if !d.On.IsZero() {
		on = " ngày " + d.On.VN()
	}
	return strings.TrimSpace(d.Number + on)
}

// Again looks whether what is to be created came into the register since a
// moment: the scheme itself, or what its beneficiaries may be.
type Again struct {
	keys  map[string]scheme.ID
	index *establishment.Index
	today calendar.Date
	tx    *db.Tx
}

// NewAgain reads the register as it is now.
func NewAgain(ctx context.Context, tx *db.Tx, since string) (*Again, error) {
	a := &Again{keys: map[string]scheme.ID{}, today: tx.Today(), tx: tx}
	known, err := scheme.AllKnown(ctx, tx)
	if err != nil {
		return nil, err
	}
	for _, k := range known {
		if k.OriginKey != "" {
			a.keys[k.OriginKey] = k.ID
		}
	}
	a.index, err = establishment.NewIndex(ctx, tx, since)
	return a, err
}

// Scheme returns the scheme that a row is, if it came meanwhile.
func (a *Again) Scheme(s Staged) scheme.ID { return a.keys[s.Key] }

// Parties returns, for each beneficiary that is to be entered, those that came
// meanwhile and that it may be.
func (a *Again) Parties(s Staged) [][]establishment.ID {
	all := make([][]establishment.ID, len(s.Parties))
	if a.index.Empty() {
		return all
	}
	built := s.build(a.tx)
	for i, p := range s.Parties {
		if p.Is != "" || p.Key == "" {
			continue
		}
		m := a.index.Match(entry(s.Row.Beneficiaries[i], built.Beneficiaries[i].Place, built, a.today))
		if all[i] = m.May; m.Sure != "" {
			all[i] = append(all[i], m.Sure)
		}
	}
	return all
}

// build makes the scheme of a staged row.
func (s Staged) build(tx *db.Tx) *scheme.Scheme {
	province := tx.Province
	if code, ok := provinceOf(s.Row.Province); ok {
		province = code
	}
	return build(s.Row, s.List, province, s.Key)
}
