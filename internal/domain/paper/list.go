package paper

import (
	"context"
	"fmt"
	"strings"

	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/text"
)

// The limits on what a list may ask.
const (
	pageSize = 50
	maxWords = 12

	// MaxPrinted is how many rows of a book one printed page shows.
	MaxPrinted = 1000
)

// A Filter says which papers a list shows. The zero Filter with a Direction
// shows all.
type Filter struct {
	Direction Direction
	Query     string // words of symbol, summary and sender, with or without marks
	Book      string
	Year      int
	State     State
	Kind      Kind
	After     ID // the last one of the page before
}

// condition returns the SQL condition of f and its arguments.
func (f Filter) condition(tx *db.Tx) (string, []any) {
	condition, args := `province = ? AND direction = ?`, []any{tx.Province, f.Direction}
	add := func(part string, value any) { condition, args = condition+" AND "+part, append(args, value) }
	if f.Book != "" {
		add(`book = ?`, f.Book)
	}
	if f.Year != 0 {
		add(`year = ?`, f.Year)
	}
	if f.State != "" {
		add(`state = ?`, f.State)
	}
	if f.Kind != "" {
		add(`kind = ?`, f.Kind)
	}
	words := strings.Fields(text.Fold(f.Query))
	for _, w := range words[:min(len(words), maxWords)] {
		add(`words LIKE ?`, "% "+w+"%") // folding leaves no wildcard
	}
	return condition, args
}

// List returns the papers that f asks for, drafts first, then the newest, and
// whether more follow.
func List(ctx context.Context, tx *db.Tx, f Filter) (rows []*Paper, more bool, err error) {
	condition, args := f.condition(tx)
	if f.After != "" {
		condition += ` AND sorting < COALESCE((SELECT sorting FROM papers WHERE province = ? AND id = ?), 'x')`
		args = append(args, tx.Province, f.After)
	}
	rows, err = db.Collect(ctx, tx, `SELECT `+columns+` FROM papers WHERE `+condition+` ORDER BY sorting DESC LIMIT ?`, append(args, pageSize+1), read)
	if err != nil {
		return nil, false, fmt.Errorf("list papers: %w", err)
	}
	if len(rows) > pageSize {
		return rows[:pageSize], true, nil
	}
	return rows, false, nil
}

// Count returns how many papers f asks for.
func Count(ctx context.Context, tx *db.Tx, f Filter) (n int, err error) {
	condition, args := f.condition(tx)
	err = tx.QueryRow(ctx, `SELECT count(*) FROM papers WHERE `+condition, args, &n)
	return n, err
}

// Years lists the years of the numbers given in a direction, newest first.
func Years(ctx context.Context, tx *db.Tx, d Direction) ([]int, error) {
	return db.Collect(ctx, tx, `SELECT DISTINCT year FROM papers WHERE province = ? AND direction = ? AND number > 0 ORDER BY year DESC`,
		[]any{tx.Province, d}, func(scan db.Scan) (y int, err error) { return y, scan(&y) })
}

// Printed returns a book of a year as it is printed, in the order of its
// numbers, from row skip on.
func Printed(ctx context.Context, tx *db.Tx, book Book, year, skip int) ([]*Paper, error) {
	rows, err := db.Collect(ctx, tx, `
		SELECT `+columns+` FROM papers WHERE province = ? AND book = ? AND direction = ? AND year = ? AND number > 0
		ORDER BY series, number LIMIT ? OFFSET ?`, []any{tx.Province, book.ID, book.Direction, year, MaxPrinted, skip}, read)
	if err != nil {
		return nil, fmt.Errorf("print book %s: %w", book.ID, err)
	}
	return rows, nil
}

// OfSubject lists the papers about a scheme, a contract or the like, the newest
// first; those given up are left out.
func OfSubject(ctx context.Context, tx *db.Tx, subjects ...Link) ([]*Paper, error) {
	if len(subjects) == 0 {
		return nil, nil
	}
	args := []any{tx.Province, Voided, tx.Province}
	var parts []string
	for _, l := range subjects {
		parts, args = append(parts, `(kind = ? AND subject = ?)`), append(args, l.Kind, l.Subject)
	}
	all, err := db.Collect(ctx, tx, `
		SELECT `+columns+` FROM papers WHERE province = ? AND state <> ?
			AND id IN (SELECT paper FROM paper_links WHERE province = ? AND (`+strings.Join(parts, " OR ")+`))
		ORDER BY sorting DESC LIMIT 100`, args, read)
	if err != nil {
		return nil, fmt.Errorf("papers of a subject: %w", err)
	}
	return all, nil
}

// Latest lists the papers out that were issued last, for naming one of them.
func Latest(ctx context.Context, tx *db.Tx) ([]*Paper, error) {
	rows, _, err := List(ctx, tx, Filter{Direction: Out, State: Issued})
	return rows, err
}
