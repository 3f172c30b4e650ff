package establishment

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/text"
)

// The limits on what a search may ask.
const (
	defaultLimit = 50
	maxLimit     = 500
	maxWords     = 12
	maxUnits     = 400
	minDigits    = 4

	// MaxCount is where Search stops counting.
	MaxCount = 10_000
)

// A Filter says which establishments a list shows, of those that were not merged
// into others. The zero Filter shows all of them.
type Filter struct {
	Query    string        // words that begin words of the name, with or without marks, or of the ID; first digits of the tax code or phone
	Communes []string      // communes (or districts) whose establishments are meant
	On       calendar.Date // the day whose units Communes are; the zero day means today's
	Kind     Kind
	Industry string
	After    ID  // the last one of the page before
	Limit    int // 0 means 50, at most 500
}

// A Found is one page of a list.
type Found struct {
	All   []Establishment
	Next  ID  // the After of the next page, "" when there is none
	Count int // of all pages, at most MaxCount
}

// List returns the establishments that f asks for, in Vietnamese order of
// their names, and the After of the next page, "" when there is none. What fits
// so common words that sorting it would take long comes in the order of entry.
func List(ctx context.Context, tx *db.Tx, f Filter) ([]Establishment, ID, error) {
	found, err := f.find(ctx, tx, false)
	return found.All, found.Next, err
}

// Search is List that also counts.
func Search(ctx context.Context, tx *db.Tx, f Filter) (Found, error) { return f.find(ctx, tx, true) }

func (f Filter) find(ctx context.Context, tx *db.Tx, counted bool) (found Found, err error) {
	words := strings.Fields(text.Fold(f.Query))
	words = words[:min(len(words), maxWords)]
	switch {
	case strings.TrimSpace(f.Query) == "":
		found, err = f.walk(ctx, tx, counted)
	case len(words) == 0: // only marks such as % were typed
	default:
		found, err = f.search(ctx, tx, words, counted)
	}
	if err != nil {
		return Found{}, fmt.Errorf("list establishments: %w", err)
	}
	return found, nil
}

// limit is how many a page holds.
func (f Filter) limit() int {
	if f.Limit <= 0 {
		return defaultLimit
	}
	return min(f.Limit, maxLimit)
}

// walk goes along the names.
func (f Filter) walk(ctx context.Context, tx *db.Tx, counted bool) (found Found, err error) {
	condition, args := f.condition()
	condition, args = `province = ? AND `+condition, append([]any{tx.Province}, args...)
	if counted {
		err = tx.QueryRow(ctx, `SELECT count(*) FROM (SELECT id FROM establishments WHERE `+condition+` LIMIT ?) AS found`,
			append(slices.Clone(args), MaxCount), &found.Count)
		if err != nil {
			return found, err
		}
	}
	if after := text.CleanLine(string(f.After)); after != "" {
		condition += `
			AND (name_sort > (SELECT name_sort FROM establishments WHERE province = ? AND id = ?)
			OR (id > ? AND name_sort = (SELECT name_sort FROM establishments WHERE province = ? AND id = ?)))`
		args = append(args, tx.Province, after, after, tx.Province, after)
	}
	// The few of the page are found first, so that whole rows need not be sorted.
	found.All, err = db.Collect(ctx, tx, `
		SELECT `+columns+` FROM establishments WHERE province = ? AND id IN (
			SELECT id FROM establishments WHERE `+condition+` ORDER BY name_sort, id LIMIT ?) ORDER BY name_sort, id`,
		append(append([]any{tx.Province}, args...), f.limit()+1), read)
	if len(found.All) > f.limit() {
		found.All = found.All[:f.limit()]
		found.Next = found.All[f.limit()-1].ID
	}
	return found, err
}

// onlyWords reports whether f restricts nothing but the name.
func (f Filter) onlyWords() bool {
	return f.Kind == "" && f.Industry == "" && len(f.Communes) == 0
}

// Names returns the names of establishments, merged ones too, for lists that
// hold only their IDs. An unknown ID is left out.
func Names(ctx context.Context, tx *db.Tx, ids []ID) (map[ID]string, error) {
	all := make(map[ID]string, len(ids))
	for chunk := range slices.Chunk(ids, maxLimit) {
		args := []any{tx.Province}
		for _, id := range chunk {
			args = append(args, id)
		}
		err := tx.Each(ctx, `SELECT id, name FROM establishments WHERE province = ? AND id IN (`+marks(len(chunk))+`)`,
			args, func(scan db.Scan) error {
				var id ID
				var name string
				err := scan(&id, &name)
				all[id] = name
				return err
			})
		if err != nil {
			return nil, fmt.Errorf("names of establishments: %w", err)
		}
	}
	return all, nil
}

// condition returns the SQL condition of f within its province, but for the
// words, and its arguments.
func (f Filter) condition() (string, []any) {
	parts, args := []string{`merged_into = ''`}, []any{}
	add := func(part string, values ...any) {
		parts, args = append(parts, part), append(args, values...)
	}
	if f.Kind != "" {
		add(`kind = ?`, text.CleanLine(string(f.Kind)))
	}
	if f.Industry != "" {
		add(`industry = ?`, text.CleanLine(f.Industry))
	}
	if len(f.Communes) > 0 {
		part, values := f.place()
		add(part, values...)
	}
	return strings.Join(parts, " AND "), args
}

// place returns the condition that an establishment may lie in the communes of
// f, under their own codes or those they had across territory.SwitchDay. A code
// means a unit only together with its day, so both are compared.
func (f Filter) place() (string, []any) {
	var old, now []any
	for _, code := range f.Communes[:min(len(f.Communes), maxUnits)] {
		code = text.CleanLine(code)
		if f.On.IsZero() || !f.On.Before(territory.SwitchDay) {
			now = append(now, code)
			for _, s := range territory.Predecessors(code, f.On) {
				old = append(old, s.Unit.Code)
			}
			continue
		}
		old = append(old, code)
		if u, ok := territory.Lookup(code, f.On); ok && u.Level == territory.District {
			for _, c := range territory.CommunesOf(code, f.On) {
				old = append(old, c.Code)
			}
		}
		for _, s := range territory.Successors(code, f.On) {
			now = append(now, s.Unit.Code)
		}
	}
	condition := `(address_on < ? AND commune IN (` + marks(len(old)) + `)) OR (address_on >= ? AND commune IN (` + marks(len(now)) + `))`
	args := append([]any{territory.SwitchDay}, old...)
	return "(" + condition + ")", append(append(args, territory.SwitchDay), now...)
}

// marks returns n placeholders; NULL, which nothing equals, for none.
func marks(n int) string {
	if n == 0 {
		return "NULL"
	}
	return strings.TrimSuffix(strings.Repeat("?, ", n), ", ")
}

// Find returns the establishment that a row of a list means: by tax code, or
// else by name and place. A name without a place counts when it is the only
// one. An establishment that was merged gives the one that stands for it now.
// Nobody found is a NotFound fault; several that fit equally a Conflict.
func Find(ctx context.Context, tx *db.Tx, name string, at territory.Address, tax string) (Establishment, error) {
	tax, err := ParseTaxCode(tax, Household, tx.Today())
	if err != nil {
		tax = "" // an unreadable code finds nobody
	}
	if tax != "" {
		found, err := where(ctx, tx, `tax_code = ?`, tax)
		if err != nil {
			return Establishment{}, err
		}
		if len(found) > 0 {
			return one(ctx, tx, found)
		}
	}
	c := coreOf(name)
	if c.folded == "" {
		return Establishment{}, nobody()
	}
	found, err := where(ctx, tx, `name_core = ?`, c.folded)
	if err != nil {
		return Establishment{}, err
	}
	found = slices.DeleteFunc(found, func(e Establishment) bool { return !means(e, name, c, at, tax) })
	return one(ctx, tx, found)
}

// means reports whether a row that says name, place and tax code may mean e.
func means(e Establishment, name string, c core, at territory.Address, tax string) bool {
	if !coreOf(e.Name).spells(c) || (tax != "" && e.TaxCode != "") {
		return false // had e the same code, it would have been found by it
	}
	said, ok := GuessKind(name)
	own, okOwn := GuessKind(e.Name)
	if ok && okOwn && said != own {
		return false
	}
	return near(e.Address, at)
}

// near reports whether two addresses may lie in one commune of today; true when
// one of them names none.
func near(a, b territory.Address) bool {
	here, there := currentCommunes(a), currentCommunes(b)
	if len(here) == 0 || len(there) == 0 {
		return true
	}
	return slices.ContainsFunc(here, func(c string) bool { return slices.Contains(there, c) })
}

// one returns the only establishment that stands for those found.
func one(ctx context.Context, tx *db.Tx, found []Establishment) (Establishment, error) {
	tops := map[ID]Establishment{}
	for _, e := range found {
		top := e
		if e.MergedInto != "" {
			var err error
			if top, err = ByID(ctx, tx, e.MergedInto); err != nil {
				return Establishment{}, err
			}
		}
		tops[top.ID] = top
	}
	if len(tops) == 0 {
		return Establishment{}, nobody()
	}
	if len(tops) > 1 {
		ids := make([]string, 0, len(tops))
		for id := range tops {
			ids = append(ids, string(id))
		}
		slices.Sort(ids)
		return Establishment{}, fault.New(fault.Conflict, "Có nhiều cơ sở khớp ("+strings.Join(ids[:min(len(ids), 5)], ", ")+"); hãy ghi rõ mã số thuế hoặc xã.")
	}
	for _, top := range tops {
		return top, nil
	}
	return Establishment{}, nobody()
}

func nobody() error { return fault.New(fault.NotFound, "Chưa có cơ sở này trong danh sách.") }
