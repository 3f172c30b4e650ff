package intake

import (
	"context"
	"errors"
	"fmt"
	"sort"
	"strings"

	"example.vn/khuyencong/internal/domain/establishment"
	"example.vn/khuyencong/internal/domain/normbook"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/text"
)

// An establishmentReader reads lists of establishments.
type establishmentReader struct {
	index      *establishment.Index
	places     *placer
	source     string
	rows       map[string]int // where each key came first
	industries map[string]string
	today      calendar.Date
}

func newEstablishmentReader(ctx context.Context, tx *db.Tx, in Intake) (*establishmentReader, error) {
	index, err := establishment.NewIndex(ctx, tx, "")
	if err != nil {
		return nil, err
	}
	r := &establishmentReader{
		index: index, places: newPlacer(tx.Province, tx.Today()), source: "Nhập từ tệp " + in.File + " (" + string(in.ID) + ")",
		rows: map[string]int{}, industries: map[string]string{}, today: tx.Today(),
	}
	for _, i := range normbook.Industries() {
		r.industries[text.Fold(i.Name)], r.industries[text.Fold(i.Code)] = i.Code, i.Code
	}
	return r, nil
}

// An ownerEntry is an establishment as a line has it: as it can be stored, or
// why it cannot.
type ownerEntry struct {
	e     establishment.Establishment
	key   string
	data  string // JSON
	match establishment.Match
	err   error
}

// prepare implements eager.
func (r *establishmentReader) prepare(tx *db.Tx, l *line) {
	o := ownerEntry{e: r.establishment(l)}
	e, err := establishment.CheckFor(tx, o.e)
	if o.err = err; err == nil {
		o.e, o.key, o.match, o.data = e, establishment.KeyOf(e), r.index.Match(e), written(ownerData{e})
	}
	l.entry = o
}

// read implements reader.
func (r *establishmentReader) read(_ context.Context, _ *db.Tx, l *line) (Row, error) {
	o, ok := l.entry.(ownerEntry)
	if !ok {
		return Row{}, fmt.Errorf("row %d is not prepared", l.row+1)
	}
	if problem, ok := errors.AsType[*fault.Error](o.err); ok {
		r.fields(l, problem.Fields)
		return Row{Data: written(ownerData{o.e})}, nil
	}
	if o.err != nil {
		return Row{}, fmt.Errorf("row %d: %w", l.row+1, o.err)
	}
	e := o.e
	if key := o.key; key != "" {
		if first, twice := r.rows[key]; twice {
			field := fName
			if e.TaxCode != "" {
				field = fTax
			}
			l.problem(field, "Trùng với dòng %d của tệp (%s).", first, map[bool]string{true: "cùng mã số thuế", false: "cùng tên, cùng nơi"}[e.TaxCode != ""])
		} else {
			r.rows[key] = l.row + 1
		}
	}
	row := Row{Verdict: New, Data: o.data}
	switch m := o.match; {
	case m.Sure != "":
		row.Verdict, row.Target = Same, string(m.Sure)
	case len(m.May) > 0:
		row.Verdict, row.May = Ask, idStrings(m.May)
	}
	return row, nil
}

// establishment reads the cells of a row.
func (r *establishmentReader) establishment(l *line) establishment.Establishment {
	e := establishment.Establishment{
		Name: l.text(fName), TaxCode: l.text(fTax), Contact: l.text(fContact), Phone: l.text(fPhone), Email: l.text(fEmail),
		Products: l.text(fProducts), VSIC: l.text(fVSIC), FoundedOn: l.date(fFounded), Capital: l.money(fCapital), Revenue: l.money(fRevenue),
		Workers: l.number(fWorkers, 1_000_000), WomenOwned: l.flag(fWomen), MinorityOwned: l.flag(fMinority), Note: l.text(fNote), Source: r.source,
	}
	e.Address = l.place(r.places)
	e.Illustrative = strings.Contains(text.Fold(e.Note), "du lieu minh hoa")
	guess := func(words string) bool {
		kind, ok := establishment.GuessKind(words)
		if ok {
			e.Kind = kind
		}
		return ok
	}
	said := text.Fold(l.text(fKind))
	if said != "" {
		e.Kind = kindSaid(said)
	}
	if e.Kind == "" && !guess(said) && !guess(e.Name) {
		e.Kind = establishment.Household
		e.Note = strings.TrimSpace(e.Note + " Loại hình suy đoán, cần kiểm tra.")
	}
	if words := l.text(fIndustry); words != "" {
		if e.Industry = r.industries[text.Fold(words)]; e.Industry == "" {
			e.Note = strings.TrimSpace(e.Note + " Ngành theo danh sách: " + words + ".")
		}
	}
	return e
}

// kindSaid is the kind that folded words name; "" for none.
func kindSaid(said string) (kind establishment.Kind) {
	for _, k := range establishment.Kinds() {
		if said == text.Fold(k.Label()) || said == string(k) {
			kind = k
		}
	}
	return kind
}

// fields notes what the register does not take, each at its cell.
func (r *establishmentReader) fields(l *line, fields map[string]string) {
	cells := map[string]Field{"address_detail": fAddress, "vsic_version": fVSIC, "address_on": fCommune}
	names := make([]string, 0, len(fields))
	for name := range fields {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		f, ok := cells[name]
		if !ok {
			f = Field(name)
		}
		l.problem(f, "%s", fields[name])
	}
}

// An ownerData is what is kept of a row; of one that cannot be stored, to show it.
type ownerData struct{ Establishment establishment.Establishment }

func idStrings[T ~string](ids []T) []string {
	all := make([]string, len(ids))
	for i, id := range ids {
		all[i] = string(id)
	}
	return all
}
