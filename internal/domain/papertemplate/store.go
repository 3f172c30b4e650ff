package papertemplate

import (
	"context"
	"fmt"

	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
)

const columns = `id, kind, format, no, state, file, name, sha256, note, from_day, until_day, uploaded_by, uploaded_at, published_by, published_at, version`

func read(scan db.Scan) (t Template, err error) {
	err = scan(&t.ID, &t.Kind, &t.Format, &t.No, &t.State, &t.File, &t.Name, &t.SHA256, &t.Note, &t.From, &t.Until, &t.UploadedBy, &t.UploadedAt,
		&t.PublishedBy, &t.PublishedAt, &t.Version)
	return t, err
}

func list(ctx context.Context, tx *db.Tx, where string, args ...any) ([]Template, error) {
	all, err := db.Collect(ctx, tx, `SELECT `+columns+` FROM paper_templates WHERE province = ? AND `+where, append([]any{tx.Province}, args...), read)
	if err != nil {
		return nil, fmt.Errorf("list templates: %w", err)
	}
	return all, nil
}

// All returns every template of the office that was not put aside, the newest
// of each kind first.
func All(ctx context.Context, tx *db.Tx) ([]Template, error) {
	return list(ctx, tx, `state <> ? ORDER BY kind, format, no DESC`, Dropped)
}

// ForDay returns the template for papers of a kind and format on a day; ok is
// false when the office has none, and the program's own form is used.
func ForDay(ctx context.Context, tx *db.Tx, kind string, format Format, on calendar.Date) (t Template, ok bool, err error) {
	all, err := list(ctx, tx, `kind = ? AND format = ? AND state = ?`, kind, format, Published)
	if err != nil {
		return t, false, err
	}
	t, ok = InForce(all, kind, format, on)
	return t, ok, nil
}

// ByID returns one template.
func ByID(ctx context.Context, tx *db.Tx, id string) (Template, error) {
	found, err := list(ctx, tx, `id = ?`, id)
	if err != nil {
		return Template{}, err
	}
	if len(found) == 0 {
		return Template{}, fault.New(fault.NotFound, "Không có mẫu mang mã “"+id+"”.")
	}
	return found[0], nil
}

// next is the number that a new template of its kind and format gets.
func next(ctx context.Context, tx *db.Tx, t Template) (no int64, err error) {
	err = tx.QueryRow(ctx, `SELECT COALESCE(MAX(no), 0) + 1 FROM paper_templates WHERE province = ? AND kind = ? AND format = ?`,
		[]any{tx.Province, t.Kind, t.Format}, &no)
	if err != nil {
		return 0, fmt.Errorf("number the template: %w", err)
	}
	return no, nil
}

func insert(ctx context.Context, tx *db.Tx, t Template) error {
	_, err := tx.Exec(ctx, `INSERT INTO paper_templates (province, `+columns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		tx.Province, t.ID, t.Kind, t.Format, t.No, t.State, t.File, t.Name, t.SHA256, t.Note, t.From, t.Until, t.UploadedBy, t.UploadedAt,
		t.PublishedBy, t.PublishedAt, t.Version)
	if err != nil {
		return fmt.Errorf("add template %s: %w", t.ID, err)
	}
	return nil
}

func update(ctx context.Context, tx *db.Tx, t Template) error {
	return tx.Change(ctx, `
		UPDATE paper_templates SET state = ?, from_day = ?, until_day = ?, published_by = ?, published_at = ?, version = version + 1
		WHERE province = ? AND id = ? AND version = ?`,
		t.State, t.From, t.Until, t.PublishedBy, t.PublishedAt, tx.Province, t.ID, t.Version)
}
