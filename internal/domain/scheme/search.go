package scheme

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"example.vn/khuyencong/internal/platform/db"
)

// maxFirst is how many schemes words may find for the index of words to be
// asked first. Words that find more are so common that a list is sooner filled
// by walking it in its order and looking at each scheme.
const maxFirst = 2000

// schemeSearch is what a query reads that finds schemes by words: SQLite takes
// the tables of a CROSS JOIN in their order.
const schemeSearch = "scheme_search AS x CROSS JOIN schemes AS s"

// matching is the condition that every word begins a word of what is searched
// (see the migration of scheme_search). many tells that more than maxFirst
// schemes of the province fulfil it; when they do not, the condition is about
// schemeSearch.
func matching(ctx context.Context, tx *db.Tx, words []string) (condition string, args []any, many bool, err error) {
	found, args := index(tx, words)
	var n int
	err = tx.QueryRow(ctx, `SELECT count(*) FROM (SELECT 1 AS one FROM `+found+` LIMIT `+strconv.Itoa(maxFirst+1)+`) AS found`, args, &n)
	if err != nil {
		return "", nil, false, fmt.Errorf("search schemes: %w", err)
	}
	if n <= maxFirst {
		if !tx.Postgres() {
			found = `scheme_search AS x WHERE x.province = ? AND x.no IN (SELECT rowid FROM ` + found + `)`
			args = append([]any{tx.Province}, args...)
		}
		_, condition, _ = strings.Cut(found, " WHERE ")
		return condition + ` AND s.province = x.province AND s.id = x.scheme`, args, false, nil
	}
	condition, args = `EXISTS (SELECT 1 FROM scheme_search AS x WHERE x.province = s.province AND x.scheme = s.id`, nil
	for _, word := range words { // folded: no wildcard characters
		condition, args = condition+` AND x.words LIKE ?`, append(args, "% "+word+"%")
	}
	return condition + `)`, args, true, nil
}

// index is what a query reads from to ask the engine's index of words.
func index(tx *db.Tx, words []string) (found string, args []any) {
	terms := make([]string, len(words))
	if tx.Postgres() {
		for i, word := range words {
			terms[i] = `'` + word + `':*`
		}
		return `scheme_search AS x WHERE x.province = ? AND to_tsvector('simple', x.words) @@ to_tsquery('simple', ?)`,
			[]any{tx.Province, strings.Join(terms, " & ")}
	}
	for i, word := range words {
		terms[i] = `"` + word + `"*`
	}
	return `scheme_words WHERE scheme_words MATCH ? AND rowid > CAST(? AS INTEGER) * 1000000000000 AND rowid < (CAST(? AS INTEGER) + 1) * 1000000000000`,
		[]any{strings.Join(terms, " "), tx.Province, tx.Province}
}
