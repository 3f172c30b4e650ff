package lawbook

import (
	"context"
	"fmt"
	"sync"

	"example.vn/khuyencong/internal/domain/norm"
	"example.vn/khuyencong/internal/domain/normbook"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
)

const columns = `id, instrument, from_day, state, body, cases, digest, note, prepared_by, published_by, published_on, version, created_at, updated_at`

func read(scan db.Scan) (v Version, err error) {
	err = scan(&v.ID, &v.Instrument, &v.From, &v.State, &v.Body, &v.Cases, &v.Digest, &v.Note, &v.PreparedBy, &v.PublishedBy,
		&v.PublishedOn, &v.Version, &v.CreatedAt, &v.UpdatedAt)
	return v, err
}

func list(ctx context.Context, tx *db.Tx, where string, args ...any) ([]Version, error) {
	all, err := db.Collect(ctx, tx, `SELECT `+columns+` FROM law_versions WHERE province = ? AND `+where, append([]any{tx.Province}, args...), read)
	if err != nil {
		return nil, fmt.Errorf("list the office's law: %w", err)
	}
	return all, nil
}

// All returns every version of the office, the newest first.
func All(ctx context.Context, tx *db.Tx) ([]Version, error) {
	return list(ctx, tx, `1 = 1 ORDER BY from_day DESC, id`)
}

// ByID returns one version.
func ByID(ctx context.Context, tx *db.Tx, id string) (Version, error) {
	found, err := list(ctx, tx, `id = ?`, id)
	if err != nil {
		return Version{}, err
	}
	if len(found) == 0 {
		return Version{}, fault.New(fault.NotFound, "Không có quy định mang mã “"+id+"”.")
	}
	return found[0], nil
}

func insert(ctx context.Context, tx *db.Tx, v Version) error {
	n, err := tx.Exec(ctx, `
		INSERT INTO law_versions (province, `+columns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (province, id) DO NOTHING`,
		tx.Province, v.ID, v.Instrument, v.From, v.State, v.Body, v.Cases, v.Digest, v.Note, v.PreparedBy, v.PublishedBy,
		v.PublishedOn, v.Version, v.CreatedAt, v.UpdatedAt)
	if err != nil {
		return fmt.Errorf("add law %s: %w", v.ID, err)
	}
	if n == 0 {
		return fault.New(fault.Conflict, "Đã có quy định mang mã “"+v.ID+"”; hãy chọn mã khác.")
	}
	return nil
}

func update(ctx context.Context, tx *db.Tx, v Version) error {
	return tx.Change(ctx, `
		UPDATE law_versions
		SET instrument = ?, from_day = ?, state = ?, body = ?, cases = ?, digest = ?, note = ?, prepared_by = ?, published_by = ?,
			published_on = ?, updated_at = ?, version = version + 1
		WHERE province = ? AND id = ? AND version = ?`,
		v.Instrument, v.From, v.State, v.Body, v.Cases, v.Digest, v.Note, v.PreparedBy, v.PublishedBy, v.PublishedOn, tx.Moment(),
		tx.Province, v.ID, v.Version)
}

// books remembers the books that were put together, by what they hold.
type books struct {
	mu   sync.Mutex
	made map[string]*norm.Book
}

// maxBooks is how many are remembered: one for each province of the country
// and some more. A book takes a few hundred kilobytes.
const maxBooks = 64

var remembered = &books{made: map[string]*norm.Book{}}

// Of returns the norms that decide in the transaction's province: those that
// come with the program, and on top what the office has published. name tells
// one such book from another.
func Of(ctx context.Context, tx *db.Tx) (book *norm.Book, name string, err error) {
	type published struct{ id, digest string }
	keys, err := db.Collect(ctx, tx, `SELECT id, digest FROM law_versions WHERE province = ? AND state = ? ORDER BY from_day, id`,
		[]any{tx.Province, Published}, func(scan db.Scan) (p published, err error) {
			err = scan(&p.id, &p.digest)
			return p, err
		})
	if err != nil {
		return nil, "", fmt.Errorf("list the office's law: %w", err)
	}
	name = normbook.Digest()
	if len(keys) == 0 {
		return normbook.Norms(), name, nil
	}
	for _, k := range keys {
		name += "+" + k.id + ":" + k.digest
	}
	if book := remembered.get(name); book != nil {
		return book, name, nil
	}
	all, err := list(ctx, tx, `state = ? ORDER BY from_day, id`, Published)
	if err != nil {
		return nil, "", err
	}
	if book, name, err = assemble(all); err == nil {
		remembered.put(name, book)
	}
	return book, name, err
}

// assemble lays the published versions on the program's own norms, in the order
// in which they begin.
func assemble(published []Version) (book *norm.Book, name string, err error) {
	book, name = normbook.Norms(), normbook.Digest()
	for _, v := range published {
		file, err := normbook.ReadNorms(v.ID, []byte(v.Body))
		if err != nil {
			return nil, "", fmt.Errorf("law %s: %w", v.ID, err)
		}
		if book, err = laid(book, file); err != nil {
			return nil, "", fmt.Errorf("law %s: %w", v.ID, err)
		}
		name += "+" + v.ID + ":" + v.Digest
	}
	return book, name, nil
}

// laid lays one file on a book: it holds from its first day, and what held
// before it ends.
func laid(book *norm.Book, file *normbook.NormsFile) (*norm.Book, error) {
	v, items := book.Whole(file.Versions[0], file.Ceilings)
	return book.Instead(v, items)
}

func (b *books) get(name string) *norm.Book {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.made[name]
}

func (b *books) put(name string, book *norm.Book) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.made) >= maxBooks {
		clear(b.made)
	}
	b.made[name] = book
}
