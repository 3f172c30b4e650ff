package blob

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"example.vn/khuyencong/internal/platform/audit"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
)

// maxOf is how many attachments one thing may have.
const maxOf = 500

// An Attachment (tệp đính kèm) says what a file belongs to.
type Attachment struct {
	ID      string // "f-1"
	Owner   string // the thing it belongs to, as the audit record names it
	Slot    string // what it is there for, e.g. the code of a paper
	Name    string
	Media   string
	Size    int64
	SHA256  string
	AddedBy string
	AddedAt string
}

// Inline reports whether browsers may show the file in a page rather than
// save it.
func (a Attachment) Inline() bool {
	return slices.ContainsFunc(kinds, func(k kind) bool { return k.media == a.Media && k.inline })
}

// Attach gives the staged file to owner, for slot, and records it.
func Attach(ctx context.Context, tx *db.Tx, f Staged, owner, slot string) (string, error) {
	if !shaForm.MatchString(f.SHA256) || owner == "" {
		return "", errors.New("attach: file not staged or without owner")
	}
	var n int
	err := tx.QueryRow(ctx, `SELECT count(*) FROM attachments WHERE province = ? AND owner = ? AND removed_at = ''`,
		[]any{tx.Province, owner}, &n)
	if err != nil {
		return "", fmt.Errorf("count attachments of %s: %w", owner, err)
	}
	if n >= maxOf {
		return "", fault.New(fault.Conflict, fmt.Sprintf("Đã có %d tệp đính kèm, không nhận thêm được nữa.", maxOf))
	}
	no, err := tx.Next(ctx, "attachment")
	if err != nil {
		return "", err
	}
	id := "f-" + strconv.FormatInt(no, 10)
	_, err = tx.Exec(ctx, `
		INSERT INTO attachments (province, id, owner, slot, name, media, size, sha256, added_by, added_at, removed_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '')`,
		tx.Province, id, owner, slot, f.Name, f.Media, f.Size, f.SHA256, tx.Actor.ID, tx.Moment())
	if err != nil {
		return "", fmt.Errorf("attach to %s: %w", owner, err)
	}
	return id, audit.Record(ctx, tx, "attachment.add", owner, map[string]string{
		"id": id, "slot": slot, "name": f.Name, "size": strconv.FormatInt(f.Size, 10), "sha256": f.SHA256,
	})
}

const columns = `id, owner, slot, name, media, size, sha256, added_by, added_at`

func read(scan db.Scan) (a Attachment, err error) {
	err = scan(&a.ID, &a.Owner, &a.Slot, &a.Name, &a.Media, &a.Size, &a.SHA256, &a.AddedBy, &a.AddedAt)
	return a, err
}

// List returns the attachments of owner, oldest first.
func List(ctx context.Context, tx *db.Tx, owner string) ([]Attachment, error) {
	all, err := db.Collect(ctx, tx, `
		SELECT `+columns+` FROM attachments WHERE province = ? AND owner = ? AND removed_at = ''
		ORDER BY added_at, length(id), id`, []any{tx.Province, owner}, read)
	if err != nil {
		return nil, fmt.Errorf("attachments of %s: %w", owner, err)
	}
	return all, nil
}

// ByID returns the attachment id of the transaction's province.
func ByID(ctx context.Context, tx *db.Tx, id string) (Attachment, error) {
	all, err := db.Collect(ctx, tx, `
		SELECT `+columns+` FROM attachments WHERE province = ? AND id = ? AND removed_at = ''`,
		[]any{tx.Province, id}, read)
	if err != nil {
		return Attachment{}, fmt.Errorf("attachment %s: %w", id, err)
	}
	if len(all) == 0 {
		return Attachment{}, fault.New(fault.NotFound, "Không tìm thấy tệp đính kèm.")
	}
	return all[0], nil
}

// Remove takes the attachment away from its owner. Row and file stay, for the
// record names them.
func Remove(ctx context.Context, tx *db.Tx, id string) error {
	a, err := ByID(ctx, tx, id)
	if err != nil {
		return err
	}
	err = tx.Change(ctx, `UPDATE attachments SET removed_at = ? WHERE province = ? AND id = ? AND removed_at = ''`,
		tx.Moment(), tx.Province, id)
	if err != nil {
		return fmt.Errorf("remove attachment %s: %w", id, err)
	}
	return audit.Record(ctx, tx, "attachment.remove", a.Owner, map[string]string{
		"id": a.ID, "slot": a.Slot, "name": a.Name, "sha256": a.SHA256,
	})
}

// Hashes lists the files that some row of any province names, removed ones
// included. It looks across provinces and is for backups and checks.
func Hashes(ctx context.Context, tx *db.Tx) ([]string, error) {
	all, err := db.Collect(ctx, tx, `SELECT DISTINCT sha256 FROM attachments ORDER BY sha256`, nil,
		func(scan db.Scan) (sha string, err error) { return sha, scan(&sha) })
	if err != nil {
		return nil, fmt.Errorf("hashes of attachments: %w", err)
	}
	return all, nil
}
