package archive

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"example.vn/khuyencong/internal/domain/establishment"
	"example.vn/khuyencong/internal/domain/plan"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/domain/schemelist"
	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/text"
)

// Limits on what a row may say, in characters.
const (
	maxTitle = 1000
	maxName  = 250
)

// A planner finds out what becomes of every row before anything is stored.
type planner struct {
	tx      *db.Tx
	list    *schemelist.List
	options Options
	sheets  bool           // the file has several
	seen    map[string]int // how often an identity came
	parties map[string]*party
	items   []*item
}

// A party is a beneficiary of the list: an establishment of the register, or
// one to enter.
type party struct {
	id    establishment.ID // "" until it is entered
	fresh establishment.Establishment
}

// An item is what becomes of one row.
type item struct {
	row     schemelist.Row
	key     string
	action  Action
	scheme  *scheme.Scheme
	before  *scheme.Scheme // as it is, for Update
	decided string         // Vietnamese: the last decision that there is, for Update
	parties []*party       // in the order of the beneficiaries; nil for a scheme that is there
	grants  []grant        // to add, in this order
}

func (p *planner) plan(ctx context.Context, r *Result) error {
	names := map[string]bool{}
	for _, row := range p.list.Rows {
		names[row.Sheet] = true
	}
	for _, e := range p.list.Errors {
		names[e.Sheet] = true
	}
	p.sheets = len(names) > 1
	rows := map[string]bool{} // every row of the province, whether right or wrong
	fail := func(sheet string, row int, cell, message string) {
		r.Errors = append(r.Errors, RowError{Sheet: p.sheetName(sheet), Row: row, Cell: cell, Message: message})
	}
	for _, e := range p.list.Errors {
		fail(e.Sheet, e.Row, e.Cell, e.Message)
		if !e.Heading {
			rows[at(e.Sheet, e.Row)] = true
		}
	}
	if p.yearless() {
		first := p.list.Rows[0]
		fail(first.Sheet, first.RowNumber, first.Cells.Year, noYear)
	}
	for _, row := range p.list.Rows {
		here, message := p.mine(row)
		if message == "" && !here {
			r.Skipped++
			continue
		}
		rows[at(row.Sheet, row.RowNumber)] = true
		cell := row.Cells.Province
		if message == "" {
			cell, message = p.check(&row)
		}
		if message != "" {
			fail(row.Sheet, row.RowNumber, cell, message)
			continue
		}
		it, err := p.item(ctx, row)
		if err != nil {
			return err
		}
		p.items = append(p.items, it)
		r.count(it)
		r.Lines = append(r.Lines, it.line())
	}
	r.Rows = len(rows)
	return nil
}

const noYear = "Danh sách không ghi năm nào; hãy thêm năm vào tiêu đề hoặc một cột “Năm”, hay cho biết năm khi nhập."

// yearless reports whether nothing at all tells the year of any row.
func (p *planner) yearless() bool {
	for _, row := range p.list.Rows {
		if row.Year != 0 || !row.Decision.Date.IsZero() {
			return false
		}
	}
	return p.options.Year == 0 && len(p.list.Rows) > 0
}

// at names a row of the file.
func at(sheet string, row int) string { return sheet + "/" + strconv.Itoa(row) }

// sheetName names the sheet where the file has several.
func (p *planner) sheetName(name string) string {
	if p.sheets {
		return name
	}
	return ""
}

// mine reports whether a row belongs to the transaction's province; message
// says when that cannot be told.
func (p *planner) mine(row schemelist.Row) (here bool, message string) {
	if row.Province == "" {
		return true, ""
	}
	code, ok := provinceOf(row.Province)
	if !ok {
		return false, "Không nhận ra tỉnh “" + row.Province + "”; hãy ghi đúng tên tỉnh hoặc để trống."
	}
	now, ok := territory.ProvinceAt(code, p.tx.Today())
	return ok && now == p.tx.Province, ""
}

// check completes a row and says what is wrong with it and in which cell, if
// anything is.
func (p *planner) check(row *schemelist.Row) (cell, message string) {
	if row.Year == 0 {
		row.Year = p.options.Year
	}
	decision, _ := decisionOf(*row)
	if row.Year == 0 && !decision.On.IsZero() {
		row.Year = decision.On.Year()
	}
	today := p.tx.Today()
	switch {
	case row.Year != 0 && (row.Year < 2000 || row.Year > today.Year()+1):
		return row.Cells.Year, fmt.Sprintf("Năm %d nằm ngoài thời gian của chương trình khuyến công.", row.Year)
	case row.EndYear != 0 && (row.EndYear < row.Year || row.EndYear > row.Year+10):
		return row.Cells.Year, fmt.Sprintf("Khoảng năm %d–%d không hợp lý.", row.Year, row.EndYear)
	case decision.On.After(today):
		return row.Cells.Date, "Ngày quyết định " + decision.On.VN() + " sau hôm nay."
	case text.CleanLine(row.Title) == "":
		return row.Cells.Title, "Chưa có tên đề án."
	case utf8.RuneCountInString(row.Title) > maxTitle:
		return row.Cells.Title, fmt.Sprintf("Tên đề án dài quá %d ký tự.", maxTitle)
	case len(row.Beneficiaries) > scheme.MaxBeneficiaries:
		return row.Cells.Beneficiary, fmt.Sprintf("Một đề án có không quá %d đơn vị thụ hưởng.", scheme.MaxBeneficiaries)
	}
	for _, b := range row.Beneficiaries {
		if n := utf8.RuneCountInString(text.CleanLine(b.Name)); n > maxName || n == 0 {
			return row.Cells.Beneficiary, fmt.Sprintf("Tên đơn vị thụ hưởng cần có từ 1 đến %d ký tự.", maxName)
		}
	}
	return "", ""
}

// item decides what becomes of a row.
func (p *planner) item(ctx context.Context, row schemelist.Row) (*item, error) {
	it, err := itemOf(ctx, p.tx, p.stage(row))
	if err == nil && it.action == Create {
		err = p.findParties(ctx, it)
	}
	return it, err
}

// stage gives a row its key.
func (p *planner) stage(row schemelist.Row) Staged {
	id := identity(row)
	p.seen[id]++
	return Staged{Row: row, List: p.list.Title, Key: keyOf(id, p.seen[id])}
}

// fresh is what becomes of a row that nothing in the register is recognised as.
func fresh(tx *db.Tx, s Staged) *item {
	return &item{row: s.Row, key: s.Key, scheme: s.build(tx), action: Create, grants: []grant{grantOf(s.Row, s.Row.Year)}}
}

// itemOf compares a row with the scheme that it became before, if there is one.
func itemOf(ctx context.Context, tx *db.Tx, s Staged) (*item, error) {
	old, err := scheme.ByOriginKey(ctx, tx, s.Key)
	if fault.KindOf(err) == fault.NotFound {
		return fresh(tx, s), nil
	}
	if err != nil {
		return nil, err
	}
	it := &item{row: s.Row, key: s.Key, scheme: s.build(tx)}
	if old.State != scheme.Recorded {
		// The program has the scheme itself, with its decisions; a list of the
		// past does not overrule it.
		it.action, it.scheme = Keep, old
		return it, nil
	}
	grants, err := plan.Grants(ctx, tx, old.ID)
	if err != nil {
		return nil, err
	}
	it.before = old
	if n := len(grants); n > 0 {
		it.decided = decisionText(plan.Decision{Number: grants[n-1].DecisionNo, On: grants[n-1].DecidedOn})
	}
	it.correct(old, grants)
	return it, nil
}

// findParties looks every beneficiary up in the register.
func (p *planner) findParties(ctx context.Context, it *item) error {
	for i, b := range it.row.Beneficiaries {
		place := it.scheme.Beneficiaries[i].Place
		found, err := p.party(ctx, b, place, it)
		if err != nil {
			return err
		}
		it.parties = append(it.parties, found)
		it.scheme.Beneficiaries[i].Establishment = found.id
	}
	return nil
}

func (p *planner) party(ctx context.Context, b schemelist.Beneficiary, place territory.Address, it *item) (*party, error) {
	name := text.CleanLine(b.Name)
	fresh := &party{fresh: entry(b, place, it.scheme, p.tx.Today())}
	if masked(name) {
		return fresh, nil // several households hide behind these words
	}
	key := text.Marked(name) + "|" + place.Commune + "|" + fresh.fresh.TaxCode
	if place.Commune == "" {
		key += "|" + text.Fold(place.Detail)
	}
	if known, ok := p.parties[key]; ok {
		return known, nil
	}
	found, err := establishment.Find(ctx, p.tx, name, place, b.TaxCode)
	switch fault.KindOf(err) {
	case fault.Internal:
		if err != nil {
			return nil, fmt.Errorf("find %q: %w", name, err)
		}
		fresh = &party{id: found.ID}
	case fault.Conflict:
		// Several fit: a new entry, which the page of duplicates will show.
		fresh.fresh.Note = strings.TrimSpace(fresh.fresh.Note + " Khi nhập danh sách có nhiều cơ sở trùng tên; cần rà soát.")
	case fault.NotFound:
	case fault.Invalid, fault.Forbidden, fault.Unlawful, fault.SignedOut, fault.Busy, fault.Unavailable:
		return nil, fmt.Errorf("find %q: %w", name, err)
	}
	p.parties[key] = fresh
	return fresh, nil
}

// masked reports whether a list hides the name, as published lists do with
// households.
func masked(name string) bool {
	folded := text.Fold(name)
	return strings.Contains(folded, "an ten") || folded == "ho kinh doanh" || folded == "ho gia dinh"
}

// count adds an item to the result.
func (r *Result) count(it *item) {
	switch it.action {
	case Create:
		r.Created++
	case Update:
		r.Updated++
	case Keep:
		r.Unchanged++
	}
	r.Support += it.row.Support.VND
	r.TotalCost += it.row.TotalCost.VND
}

// line is the item as people see it.
func (it *item) line() Line {
	l := Line{
		Sheet: it.row.Sheet, Row: it.row.RowNumber, Action: it.action, Scheme: string(it.scheme.ID), Year: it.row.Year,
		Fund: it.scheme.Fund.Label(), Title: it.scheme.Title,
		Support: it.row.Support.VND, HasSupport: it.row.Support.Has, TotalCost: it.row.TotalCost.VND, HasTotal: it.row.TotalCost.Has,
	}
	for _, b := range it.scheme.Beneficiaries {
		l.Beneficiaries = append(l.Beneficiaries, Party{Name: b.Name, Place: territory.Text(b.Place), ID: string(b.Establishment)})
	}
	return l
}
