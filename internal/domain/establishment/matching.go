package establishment

import (
	"context"
	"slices"
	"strings"

	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/text"
)

// maxFirst is how many establishments words may find for a list to be sorted by
// their names.
const maxFirst = 1000

// search finds what was typed. A few are sorted by name, many come in the order
// of entry; the index is asked first which it is.
func (f Filter) search(ctx context.Context, tx *db.Tx, words []string, counted bool) (Found, error) {
	n, err := seen(ctx, tx, words, maxFirst+1)
	if err != nil {
		return Found{}, err
	}
	if n <= maxFirst {
		return f.few(ctx, tx, words, counted)
	}
	found := Found{}
	if counted {
		if found.Count, err = f.countMany(ctx, tx, words); err != nil {
			return found, err
		}
	}
	found.All, found.Next, err = f.many(ctx, tx, words)
	return found, err
}

// seen counts what words find in the index alone, at most limit.
func seen(ctx context.Context, tx *db.Tx, words []string, limit int) (n int, err error) {
	in, args := index(tx, words)
	err = tx.QueryRow(ctx, `SELECT count(*) FROM (SELECT 1 AS one FROM `+in+` LIMIT ?) AS found`, append(args, limit), &n)
	return n, err
}

// fits is the condition that an establishment is in the index under the words.
func fits(tx *db.Tx, words []string) (condition string, args []any) {
	in, args := index(tx, words)
	if !tx.Postgres() {
		return `SELECT ` + idOfWords + ` FROM ` + in, args
	}
	return `SELECT x.establishment FROM ` + in, args
}

// few is search for words that few fit, and for the digits that begin a tax code
// or a phone number.
func (f Filter) few(ctx context.Context, tx *db.Tx, words []string, counted bool) (found Found, err error) {
	in, values := fits(tx, words)
	if digits := strings.Join(words, ""); len(digits) >= minDigits && strings.Trim(digits, "0123456789") == "" {
		// A code with its dash stands where it would stand without, and letters
		// stand behind digits, whatever the order of texts.
		for _, code := range codes(digits) {
			in += ` UNION SELECT c.id FROM (SELECT t.id FROM establishments AS t WHERE t.province = ? AND t.` + code.column + ` BETWEEN ? AND ? LIMIT ?) AS c`
			values = append(values, tx.Province, code.from, code.from+"z", MaxCount)
		}
	}
	condition, args := f.condition()
	ids, err := db.Collect(ctx, tx, `SELECT id FROM establishments WHERE province = ? AND `+condition+` AND id IN (`+in+`) ORDER BY name_sort, id LIMIT ?`,
		append(append(append([]any{tx.Province}, args...), values...), MaxCount), func(scan db.Scan) (id ID, err error) { return id, scan(&id) })
	if err != nil {
		return found, err
	}
	if counted {
		found.Count = len(ids)
	}
	if at := slices.Index(ids, ID(text.CleanLine(string(f.After)))); at >= 0 {
		ids = ids[at+1:]
	}
	if len(ids) > f.limit() {
		ids = ids[:f.limit()]
		found.Next = ids[f.limit()-1]
	}
	byID, err := byIDs(ctx, tx, ids, `1 = 1`)
	for _, id := range ids {
		found.All = append(found.All, byID[id])
	}
	return found, err
}

// byIDs reads those of ids that a condition holds for.
func byIDs(ctx context.Context, tx *db.Tx, ids []ID, condition string, args ...any) (map[ID]Establishment, error) {
	values := append([]any{tx.Province}, args...)
	for _, id := range ids {
		values = append(values, id)
	}
	all := make(map[ID]Establishment, len(ids))
	err := tx.Each(ctx, `SELECT `+columns+` FROM establishments WHERE province = ? AND `+condition+` AND id IN (`+marks(len(ids))+`)`, values, func(scan db.Scan) error {
		e, err := read(scan)
		all[e.ID] = e
		return err
	})
	return all, err
}

// countMany counts what words that many fit find: where f asks for nothing else
// in the index alone, less those that were merged into others.
func (f Filter) countMany(ctx context.Context, tx *db.Tx, words []string) (n int, err error) {
	if !f.onlyWords() {
		in, values := fits(tx, words)
		condition, args := f.condition()
		err = tx.QueryRow(ctx, `SELECT count(*) FROM (SELECT id FROM establishments WHERE province = ? AND `+condition+` AND id IN (`+in+`) LIMIT ?) AS found`,
			append(append(append([]any{tx.Province}, args...), values...), MaxCount), &n)
		return n, err
	}
	condition, args := named(words)
	var merged int
	err = tx.QueryRow(ctx, `SELECT count(*) FROM establishments WHERE province = ? AND merged_into <> '' AND `+condition, append([]any{tx.Province}, args...), &merged)
	if err != nil {
		return 0, err
	}
	n, err = seen(ctx, tx, words, MaxCount+merged)
	return n - merged, err
}

// many is search for words that very many fit: it asks the index for some at a
// time, in the order of entry, and reads those. Where f asks for nothing else
// nearly all of them are what is looked for.
func (f Filter) many(ctx context.Context, tx *db.Tx, words []string) (all []Establishment, _ ID, err error) {
	condition, args := f.condition()
	limit, step := f.limit(), manyAtOnce
	if f.onlyWords() {
		step = limit + 1
	}
	after := ID(text.CleanLine(string(f.After)))
	for {
		ids, err := next(ctx, tx, words, after, step)
		if err != nil {
			return nil, "", err
		}
		byID, err := byIDs(ctx, tx, ids, condition, args...)
		if err != nil {
			return nil, "", err
		}
		for _, id := range ids {
			e, ok := byID[id]
			if ok && len(all) == limit {
				return all, all[limit-1].ID, nil
			}
			if ok {
				all = append(all, e)
			}
		}
		if len(ids) < step {
			return all, "", nil
		}
		after = ids[len(ids)-1]
	}
}

// manyAtOnce is how many many asks the index for at a time where it has to
// choose among them.
const manyAtOnce = 400

// next returns the next establishments that words find behind one of them.
func next(ctx context.Context, tx *db.Tx, words []string, after ID, step int) ([]ID, error) {
	found, args := index(tx, words)
	query := `SELECT x.establishment FROM ` + found + ` AND x.establishment > ? ORDER BY x.establishment LIMIT ?`
	if !tx.Postgres() {
		query = `SELECT ` + idOfWords + ` FROM ` + found + ` AND rowid > CAST(? AS INTEGER) * 1000000000000 + ? ORDER BY rowid LIMIT ?`
		behind, _ := numberOf(after)
		args = append(args, tx.Province, behind, step)
	} else {
		args = append(args, after, step)
	}
	return db.Collect(ctx, tx, query, args, func(scan db.Scan) (id ID, err error) { return id, scan(&id) })
}

// named is the condition that every word begins a word of the name or the ID, of
// a row that is looked at anyway.
func named(words []string) (condition string, args []any) {
	parts := make([]string, len(words))
	for i, word := range words {
		parts[i], args = `' ' || replace(name_folded, '|', ' ') || ' ' || replace(id, '-', ' ') LIKE ?`, append(args, "% "+word+"%")
	}
	return "(" + strings.Join(parts, " AND ") + ")", args
}

// A codeRange is where the codes stand that begin alike.
type codeRange struct{ column, from string }

// codes are how digits may begin a tax code or a phone number.
func codes(digits string) []codeRange {
	all := []codeRange{{"tax_code", digits}, {"phone", "+84" + strings.TrimPrefix(digits, "0")}}
	if len(digits) > 10 {
		all = append(all, codeRange{"tax_code", digits[:10] + "-" + digits[10:]})
	}
	return all
}

// index is what a query reads from to ask the engine's index of words, which
// finds the beginnings of words; folded words have no special characters.
func index(tx *db.Tx, words []string) (found string, args []any) {
	terms := make([]string, len(words))
	if tx.Postgres() {
		for i, word := range words {
			terms[i] = `'` + word + `':*`
		}
		return `establishment_search AS x WHERE x.province = ? AND to_tsvector('simple', x.words) @@ to_tsquery('simple', ?)`,
			[]any{tx.Province, strings.Join(terms, " & ")}
	}
	for i, word := range words {
		terms[i] = `"` + word + `"*`
	}
	return `establishment_words WHERE establishment_words MATCH ? AND rowid > CAST(? AS INTEGER) * 1000000000000 AND rowid < (CAST(? AS INTEGER) + 1) * 1000000000000`,
		[]any{strings.Join(terms, " "), tx.Province, tx.Province}
}
