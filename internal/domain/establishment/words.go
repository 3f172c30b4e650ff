package establishment

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"example.vn/khuyencong/internal/platform/db"
)

// On SQLite the index of words has a row for each establishment, whose number
// says which: a province has a range of numbers, and within it an establishment
// the number of its ID. On PostgreSQL triggers keep the words beside the rows.
const (
	rangeOfWords = 1_000_000_000_000
	idOfWords    = `'cs-' || printf('%04d', rowid % 1000000000000)`
)

// addWords enters the words of new establishments, in the order of their
// numbers and by few statements: the index takes rows in that order several
// times faster than one by one from a trigger.
func addWords(ctx context.Context, tx *db.Tx, all []Derived) error {
	province, err := strconv.ParseInt(tx.Province, 10, 64)
	if err != nil {
		return fmt.Errorf("words of province %q: %w", tx.Province, err)
	}
	type entry struct {
		no int64
		d  Derived
	}
	entries := make([]entry, len(all))
	for i, d := range all {
		n, ok := numberOf(d.Establishment.ID)
		if !ok {
			return fmt.Errorf("%q is not the ID of an establishment", d.Establishment.ID)
		}
		entries[i] = entry{province*rangeOfWords + n, d}
	}
	slices.SortFunc(entries, func(a, b entry) int { return cmp.Compare(a.no, b.no) })
	_, err = tx.AddRows(ctx, "establishment_words", "rowid, words", db.RowsOf(entries, func(e entry) []any {
		return []any{e.no, wordsOf(e.d)}
	}))
	return err
}

// wordsOf is what is found of an establishment, each word once.
func wordsOf(d Derived) string {
	core, whole, _ := strings.Cut(d.Folded, "|")
	words := strings.Fields(whole)
	for word := range strings.FieldsSeq(core) {
		if !slices.Contains(words, word) {
			words = append(words, word)
		}
	}
	return strings.Join(words, " ") + " " + strings.ReplaceAll(string(d.Establishment.ID), "-", " ")
}

// Reindex enters the words of all establishments of all provinces, whose rows
// were put back into an empty database without them.
func Reindex(ctx context.Context, tx *db.Tx) error {
	if tx.Postgres() {
		return nil // its triggers saw the rows
	}
	_, err := tx.Exec(ctx, `INSERT INTO establishment_words (rowid, words)
		SELECT CAST(province AS INTEGER) * 1000000000000 + CAST(substr(id, 4) AS INTEGER),
			replace(name_folded, '|', ' ') || ' ' || replace(id, '-', ' ')
		FROM establishments ORDER BY 1`)
	if err != nil {
		return fmt.Errorf("words of establishments: %w", err)
	}
	return nil
}
