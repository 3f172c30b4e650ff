package lawbook

import (
	"context"
	"fmt"
	"strings"
	"sync"

	"example.vn/khuyencong/internal/domain/norm"
	"example.vn/khuyencong/internal/domain/normbook"
	"example.vn/khuyencong/internal/domain/procedure"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
)

const columns = `id, kind, instrument, from_day, state, body, cases, digest, note, prepared_by, published_by, published_on, version, created_at, updated_at`

func read(scan db.Scan) (v Version, err error) {
	err = scan(&v.ID, &v.Kind, &v.Instrument, &v.From, &v.State, &v.Body, &v.Cases, &v.Digest, &v.Note, &v.PreparedBy, &v.PublishedBy,
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
		INSERT INTO law_versions (province, `+columns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (province, id) DO NOTHING`,
		tx.Province, v.ID, v.Kind, v.Instrument, v.From, v.State, v.Body, v.Cases, v.Digest, v.Note, v.PreparedBy, v.PublishedBy,
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
	tx.Keep(published{}, nil)
	return tx.Change(ctx, `
		UPDATE law_versions
		SET instrument = ?, from_day = ?, state = ?, body = ?, cases = ?, digest = ?, note = ?, prepared_by = ?, published_by = ?,
			published_on = ?, updated_at = ?, version = version + 1
		WHERE province = ? AND id = ? AND version = ?`,
		v.Instrument, v.From, v.State, v.Body, v.Cases, v.Digest, v.Note, v.PreparedBy, v.PublishedBy, v.PublishedOn, tx.Moment(),
		tx.Province, v.ID, v.Version)
}

// books remembers the books that were put together, by what they hold.
type books[B any] struct {
	mu   sync.Mutex
	made map[string]B
}

// maxBooks is how many of each kind are remembered: one for each province of
// the country and some more. A book takes a few hundred kilobytes.
const maxBooks = 64

var (
	rememberedNorms      = &books[*norm.Book]{made: map[string]*norm.Book{}}
	rememberedProcedures = &books[*procedure.Book]{made: map[string]*procedure.Book{}}
)

// Of returns the norms that decide in the transaction's province: those that
// come with the program, and on top what the office has published. name tells
// one such book from another.
func Of(ctx context.Context, tx *db.Tx) (book *norm.Book, name string, err error) {
	name, err = names(ctx, tx, Norms)
	if err != nil {
		return nil, "", err
	}
	if name == "" {
		return normbook.Norms(), normbook.Digest(), nil
	}
	name = normbook.Digest() + name
	book, err = rememberedNorms.get(name, func() (*norm.Book, error) {
		all, err := list(ctx, tx, `kind = ? AND state = ? ORDER BY from_day, id`, Norms, Published)
		if err != nil {
			return nil, err
		}
		return assemble(all)
	})
	return book, name, err
}

// published is the key under which a transaction keeps what names has read.
type published struct{}

// names tells what the office has published of a kind; "" for nothing.
func names(ctx context.Context, tx *db.Tx, kind Kind) (string, error) {
	if err := Ahead(ctx, tx); err != nil {
		return "", err
	}
	promise, _ := tx.Kept(published{}).(*db.Promise[named])
	all, err := promise.Get(ctx)
	if err != nil {
		return "", fmt.Errorf("list the office's law: %w", err)
	}
	var name strings.Builder
	for _, one := range all {
		if one.kind == kind {
			name.WriteString("+" + one.id + ":" + one.digest)
		}
	}
	return name.String(), nil
}

// A named is one version that the office has published, by its name.
type named struct {
	kind       Kind
	id, digest string
}

// Ahead asks what the office has published together with the next question,
// for deeds that will need it.
func Ahead(ctx context.Context, tx *db.Tx) error {
	if tx.Kept(published{}) != nil {
		return nil
	}
	promise, err := db.CollectSoon(ctx, tx, `SELECT kind, id, digest FROM law_versions WHERE province = ? AND state = ? ORDER BY from_day, id`,
		[]any{tx.Province, Published}, func(scan db.Scan) (n named, err error) { return n, scan(&n.kind, &n.id, &n.digest) })
	if err != nil {
		return fmt.Errorf("list the office's law: %w", err)
	}
	tx.Keep(published{}, promise)
	return nil
}

// assemble lays the published versions on the program's own norms, in the order
// in which they begin.
func assemble(published []Version) (*norm.Book, error) {
	book := normbook.Norms()
	for _, v := range published {
		file, err := normbook.ReadNorms(v.ID, []byte(v.Body))
		if err != nil {
			return nil, fmt.Errorf("law %s: %w", v.ID, err)
		}
		if book, err = laid(book, file); err != nil {
			return nil, fmt.Errorf("law %s: %w", v.ID, err)
		}
	}
	return book, nil
}

// laid lays one file on a book: it holds from its first day, and what held
// before it ends.
func laid(book *norm.Book, file *normbook.NormsFile) (*norm.Book, error) {
	v, items := book.Whole(file.Versions[0], file.Ceilings)
	return book.Instead(v, items)
}

// get returns the book of a name, made when nobody has made it yet.
func (b *books[B]) get(name string, make func() (B, error)) (B, error) {
	b.mu.Lock()
	book, ok := b.made[name]
	b.mu.Unlock()
	if ok {
		return book, nil
	}
	book, err := make()
	if err != nil {
		return book, err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.made) >= maxBooks {
		clear(b.made)
	}
	b.made[name] = book
	return book, nil
}
