package establishment

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/text"
)

// maxFirst is how many establishments words may find for a list to be sorted by
// their names.
const maxFirst = 4000

// matching returns the condition that an establishment fits what was typed: ""
// when nothing was. many tells that its words find more than maxFirst.
func matching(ctx context.Context, tx *db.Tx, query string) (condition string, args []any, many bool, err error) {
	words := strings.Fields(text.Fold(query))
	switch {
	case strings.TrimSpace(query) == "":
		return "", nil, false, nil
	case len(words) == 0: // only marks such as % were typed
		return "1 = 0", nil, false, nil
	}
	words = words[:min(len(words), maxWords)]
	found, args := index(tx, words)
	var n int
	err = tx.QueryRow(ctx, `SELECT count(*) FROM (SELECT 1 AS one FROM `+found+` LIMIT `+strconv.Itoa(maxFirst+1)+`) AS found`, args, &n)
	if err != nil {
		return "", nil, false, fmt.Errorf("search establishments: %w", err)
	}
	if !tx.Postgres() {
		found, args = `establishment_search AS x WHERE x.province = ? AND x.no IN (SELECT rowid FROM `+found+`)`, append([]any{tx.Province}, args...)
	}
	found = `SELECT x.establishment FROM ` + found
	if digits := strings.Join(words, ""); len(digits) >= minDigits && strings.Trim(digits, "0123456789") == "" {
		// A code with its dash stands where it would stand without, and letters
		// stand behind digits, whatever the order of texts.
		for _, code := range codes(digits) {
			found, args = found+` UNION SELECT t.id FROM establishments AS t WHERE t.province = ? AND t.`+code.column+` BETWEEN ? AND ?`,
				append(args, tx.Province, code.from, code.from+"z")
		}
	}
	return `id IN (` + found + `)`, args, n > maxFirst, nil
}

// listMany is List for words that very many fit: it asks the index for some at
// a time, in the order of entry, and reads those.
func (f Filter) listMany(ctx context.Context, tx *db.Tx, limit int) ([]Establishment, ID, error) {
	words := strings.Fields(text.Fold(f.Query))
	rest := f
	rest.Query = ""
	condition, args, _, err := rest.condition(ctx, tx)
	if err != nil {
		return nil, "", err
	}
	var all []Establishment
	after := ID(text.CleanLine(string(f.After)))
	for {
		ids, err := next(ctx, tx, words[:min(len(words), maxWords)], after)
		if err != nil {
			return nil, "", fmt.Errorf("search establishments: %w", err)
		}
		byID := map[ID]Establishment{}
		values := slices.Clone(args)
		for _, id := range ids {
			values = append(values, id)
		}
		err = tx.Each(ctx, `SELECT `+columns+` FROM establishments WHERE `+condition+` AND id IN (`+marks(len(ids))+`)`, values, func(scan db.Scan) error {
			e, err := read(scan)
			byID[e.ID] = e
			return err
		})
		if err != nil {
			return nil, "", fmt.Errorf("list establishments: %w", err)
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

// step is how many listMany asks the index for at a time.
const step = 400

// next returns the next establishments that words find behind one of them.
func next(ctx context.Context, tx *db.Tx, words []string, after ID) ([]ID, error) {
	found, args := index(tx, words)
	query := `SELECT x.establishment FROM ` + found + ` AND x.establishment > ? ORDER BY x.establishment LIMIT ?`
	args = append(args, after, step)
	if !tx.Postgres() {
		_, where, _ := strings.Cut(found, " WHERE ")
		query = `SELECT x.establishment FROM establishment_words CROSS JOIN establishment_search AS x
			WHERE ` + strings.ReplaceAll(where, "rowid", "establishment_words.rowid") + `
				AND establishment_words.rowid > COALESCE((SELECT y.no FROM establishment_search AS y WHERE y.province = ? AND y.establishment = ?), 0)
				AND x.province = ? AND x.no = establishment_words.rowid ORDER BY establishment_words.rowid LIMIT ?`
		args = append(args[:len(args)-2], tx.Province, after, tx.Province, step)
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
