package product

import (
	"context"
	"fmt"
	"strings"

	"example.vn/khuyencong/internal/domain/establishment"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/text"
)

// The limits on what a list may ask.
const (
	defaultLimit = 50
	maxLimit     = 500
	maxWords     = 12

	// MaxCount is where Count stops counting.
	MaxCount = 10_000
)

const columns = `id, establishment, name, kind, level, year, points, certificate, valid_until, commune, address_on,
	note, source, illustrative, version, created_at, updated_at`

func read(scan db.Scan) (p Product, err error) {
	return p, scan(&p.ID, &p.Establishment, &p.Name, &p.Kind, &p.Level, &p.Year, &p.Points, &p.Certificate, &p.ValidUntil,
		&p.Address.Commune, &p.Address.On, &p.Note, &p.Source, &p.Illustrative, &p.Version, &p.CreatedAt, &p.UpdatedAt)
}

// A Filter says which products a list shows. The zero Filter shows all.
type Filter struct {
	Query         string // words of the name, with or without marks; the ID; the certificate's number
	Kind          Kind
	Level         Level
	Year          int
	ValidOn       calendar.Date      // certificates that hold on this day
	Establishment []establishment.ID // of any of these; see establishment.Family
	After         ID                 // the last one of the page before
	Limit         int                // 0 means 50, at most 500
}

// Get returns one product.
func Get(ctx context.Context, tx *db.Tx, id ID) (Product, error) {
	all, err := db.Collect(ctx, tx, `SELECT `+columns+` FROM products WHERE province = ? AND id = ?`,
		[]any{tx.Province, text.CleanLine(string(id))}, read)
	if err != nil {
		return Product{}, fmt.Errorf("product %s: %w", id, err)
	}
	if len(all) == 0 {
		return Product{}, fault.New(fault.NotFound, "Không tìm thấy sản phẩm này.")
	}
	return all[0], nil
}

// List returns the products that f asks for, the newest years first, each year
// in Vietnamese order of the names, and the After of the next page, "" when
// there is none.
func List(ctx context.Context, tx *db.Tx, f Filter) ([]Product, ID, error) {
	limit := min(f.Limit, maxLimit)
	if limit <= 0 {
		limit = defaultLimit
	}
	condition, args := f.condition(tx)
	if after := text.CleanLine(string(f.After)); after != "" {
		last, err := Get(ctx, tx, ID(after))
		if err != nil {
			return nil, "", err
		}
		condition += ` AND (year < ? OR (year = ? AND (name_sort > ? OR (name_sort = ? AND id > ?))))`
		key := text.SortKey(last.Name)
		args = append(args, last.Year, last.Year, key, key, last.ID)
	}
	all, err := db.Collect(ctx, tx, `
		SELECT `+columns+` FROM products WHERE `+condition+` ORDER BY year DESC, name_sort, id LIMIT ?`,
		append(args, limit+1), read)
	if err != nil {
		return nil, "", fmt.Errorf("list products: %w", err)
	}
	if len(all) <= limit {
		return all, "", nil
	}
	return all[:limit], all[limit-1].ID, nil
}

// Count returns how many products f asks for, at most MaxCount.
func Count(ctx context.Context, tx *db.Tx, f Filter) (int, error) {
	condition, args := f.condition(tx)
	var n int
	err := tx.QueryRow(ctx, `SELECT count(*) FROM (SELECT id FROM products WHERE `+condition+` LIMIT ?) AS found`,
		append(args, MaxCount), &n)
	return n, err
}

// Years returns the years of which there are products, the newest first.
func Years(ctx context.Context, tx *db.Tx) ([]int, error) {
	return db.Collect(ctx, tx, `SELECT DISTINCT year FROM products WHERE province = ? ORDER BY year DESC`,
		[]any{tx.Province}, func(scan db.Scan) (year int, err error) { return year, scan(&year) })
}

// Owners returns every establishment that has a product, with one of them.
func Owners(ctx context.Context, tx *db.Tx) (map[establishment.ID]ID, error) {
	all := map[establishment.ID]ID{}
	err := tx.Each(ctx, `SELECT establishment, min(id) FROM products WHERE province = ? GROUP BY establishment`, []any{tx.Province},
		func(scan db.Scan) error {
			var of establishment.ID
			var id ID
			err := scan(&of, &id)
			all[of] = id
			return err
		})
	return all, err
}

// condition returns the SQL condition of f and its arguments.
func (f Filter) condition(tx *db.Tx) (string, []any) {
	parts, args := []string{`province = ?`}, []any{tx.Province}
	add := func(part string, values ...any) {
		parts, args = append(parts, part), append(args, values...)
	}
	if f.Kind != "" {
		add(`kind = ?`, text.CleanLine(string(f.Kind)))
	}
	if f.Level != "" {
		add(`level = ?`, text.CleanLine(string(f.Level)))
	}
	if f.Year != 0 {
		add(`year = ?`, f.Year)
	}
	if !f.ValidOn.IsZero() {
		add(`valid_until >= ?`, f.ValidOn)
	}
	if len(f.Establishment) > 0 {
		few := f.Establishment[:min(len(f.Establishment), maxLimit)]
		var ids []any
		for _, id := range few {
			ids = append(ids, id)
		}
		add(`establishment IN (?`+strings.Repeat(", ?", len(few)-1)+`)`, ids...)
	}
	if line := text.CleanLine(f.Query); line != "" {
		words := strings.Fields(text.Fold(line))
		var found []string
		var values []any
		for _, w := range words[:min(len(words), maxWords)] {
			found, values = append(found, `name_folded LIKE ? ESCAPE '\'`), append(values, like(w))
		}
		part := `id = ? OR certificate = ?`
		if len(found) > 0 {
			part += ` OR (` + strings.Join(found, " AND ") + `)`
		}
		add(`(`+part+`)`, append([]any{line, line}, values...)...)
	}
	return strings.Join(parts, " AND "), args
}

// Same returns the product that p would enter twice, "" for none.
func Same(ctx context.Context, tx *db.Tx, p Product) (ID, error) {
	all, err := db.Collect(ctx, tx, `
		SELECT id FROM products WHERE province = ? AND establishment = ? AND name_folded = ? AND level = ? AND year = ?`,
		[]any{tx.Province, p.Establishment, text.Fold(p.Name), p.Level, p.Year},
		func(scan db.Scan) (id ID, err error) { return id, scan(&id) })
	if err != nil || len(all) == 0 {
		return "", err
	}
	return all[0], nil
}

func insert(ctx context.Context, tx *db.Tx, p *Product) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO products (province, id, establishment, name, name_folded, name_sort, kind, level, year, points,
			certificate, valid_until, commune, address_on, note, source, illustrative, version, created_at, updated_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		tx.Province, p.ID, p.Establishment, p.Name, text.Fold(p.Name), text.SortKey(p.Name), p.Kind, p.Level, p.Year, p.Points,
		p.Certificate, p.ValidUntil, p.Address.Commune, p.Address.On, p.Note, p.Source, flag(p.Illustrative), p.Version, p.CreatedAt, p.UpdatedAt)
	if err != nil {
		return fmt.Errorf("add product %s: %w", p.ID, err)
	}
	return nil
}

func remove(ctx context.Context, tx *db.Tx, id ID, version int64) error {
	err := tx.Change(ctx, `DELETE FROM products WHERE province = ? AND id = ? AND version = ?`, tx.Province, id, version)
	if err != nil {
		return fmt.Errorf("remove product %s: %w", id, err)
	}
	return nil
}

// flag stores a truth value as a number.
func flag(b bool) int {
	if b {
		return 1
	}
	return 0
}

// like returns the pattern that finds s anywhere in a column, to be used with
// ESCAPE '\'.
func like(s string) string {
	return "%" + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(s) + "%"
}
