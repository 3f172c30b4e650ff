package establishment

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/text"
)

// maxFirst is how many establishments words may find for the index of words to
// be asked first. Words that find more are so common that a list is sooner
// filled by walking it in its order and looking at each name.
const maxFirst = 4000

// matching returns the condition that an establishment fits what was typed: ""
// when nothing was.
func matching(ctx context.Context, tx *db.Tx, query string) (string, []any, error) {
	words := strings.Fields(text.Fold(query))
	switch {
	case strings.TrimSpace(query) == "":
		return "", nil, nil
	case len(words) == 0: // only marks such as % were typed
		return "1 = 0", nil, nil
	}
	words = words[:min(len(words), maxWords)]
	found, args := index(tx, words)
	var n int
	err := tx.QueryRow(ctx, `SELECT count(*) FROM (SELECT 1 AS one FROM `+found+` LIMIT `+strconv.Itoa(maxFirst+1)+`) AS found`, args, &n)
	if err != nil {
		return "", nil, fmt.Errorf("search establishments: %w", err)
	}
	if n > maxFirst {
		condition, args := named(words)
		return condition, args, nil
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
	return `id IN (` + found + `)`, args, nil
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
