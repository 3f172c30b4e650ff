package paper

import (
	"context"
	"fmt"
	"strconv"
	"unicode/utf8"

	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/audit"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/text"
)

// A Book (sổ) is where papers get their numbers; they begin again at 1 each
// year, by the civil day of the paper in Vietnam.
type Book struct {
	ID        string
	Direction Direction
	Name      string
	ByKind    bool // each kind has its own row of numbers
	Closed    bool // takes no new papers
}

// given are the books that every office has; it may close them and open others.
func given() []Book {
	return []Book{
		{ID: "di", Direction: Out, Name: "Văn bản đi", ByKind: true},
		{ID: "hop-dong", Direction: Out, Name: "Hợp đồng"},
		{ID: "bien-ban", Direction: Out, Name: "Biên bản"},
		{ID: "den", Direction: In, Name: "Văn bản đến"},
	}
}

// MaxBooks is how many books an office may open beside those given.
const MaxBooks = 20

// Books lists the books of a direction, closed ones too.
func Books(ctx context.Context, tx *db.Tx, d Direction) ([]Book, error) {
	stored, err := storedBooks(ctx, tx)
	if err != nil {
		return nil, err
	}
	var all []Book
	for _, b := range given() {
		if own, ok := stored[b.ID]; ok {
			b = own
			delete(stored, b.ID)
		}
		if b.Direction == d {
			all = append(all, b)
		}
	}
	for n := range MaxBooks { // those opened, in their order
		if b, ok := stored[openedID(int64(n+1))]; ok && b.Direction == d {
			all = append(all, b)
		}
	}
	return all, nil
}

func openedID(n int64) string { return "so-" + strconv.FormatInt(n, 10) }

// bookOf returns one book of the direction.
func bookOf(ctx context.Context, tx *db.Tx, d Direction, id string) (Book, error) {
	all, err := Books(ctx, tx, d)
	if err != nil {
		return Book{}, err
	}
	for _, b := range all {
		if b.ID == id {
			return b, nil
		}
	}
	return Book{}, fault.New(fault.NotFound, "Không có sổ này.")
}

// OpenBook adds a book. How it numbers stays as it is: another way of numbering
// is another book, or numbers would come twice.
func OpenBook(ctx context.Context, tx *db.Tx, b Book) (Book, error) {
	if err := tx.Actor.Require(access.ManageOffice); err != nil {
		return b, err
	}
	b.Name = text.CleanLine(b.Name)
	var form fault.Form
	form.Check(b.Name != "" && utf8.RuneCountInString(b.Name) <= 100, "book_name", "Hãy ghi tên sổ, tối đa 100 ký tự.")
	form.Check(b.Direction == Out || b.Direction == In, "book_direction", "Hãy chọn sổ văn bản đi hay đến.")
	for _, d := range []Direction{Out, In} {
		all, err := Books(ctx, tx, d)
		if err != nil {
			return b, err
		}
		for _, other := range all {
			form.Check(text.Fold(other.Name) != text.Fold(b.Name), "book_name", "Đã có sổ “"+other.Name+"”.")
		}
	}
	if err := form.Err(mend); err != nil {
		return b, err
	}
	n, err := tx.Next(ctx, "paper-book")
	if err != nil {
		return b, err
	}
	if n > MaxBooks {
		return b, fault.New(fault.Conflict, "Cơ quan đã mở đủ 20 sổ.")
	}
	b.ID, b.Closed, b.ByKind = openedID(n), false, b.ByKind && b.Direction == Out
	if err := putBook(ctx, tx, b); err != nil {
		return b, err
	}
	return b, audit.Record(ctx, tx, "paper.book_open", "paper-book/"+b.ID, map[string]string{
		"name": b.Name, "direction": string(b.Direction), "by_kind": strconv.FormatBool(b.ByKind),
	})
}

// CloseBook ends a book for new papers, or opens it again.
func CloseBook(ctx context.Context, tx *db.Tx, d Direction, id string, closed bool) error {
	if err := tx.Actor.Require(access.ManageOffice); err != nil {
		return err
	}
	b, err := bookOf(ctx, tx, d, id)
	if err != nil {
		return err
	}
	if b.Closed == closed {
		return fault.New(fault.Conflict, "Sổ đã ở trạng thái này.")
	}
	b.Closed = closed
	if err := putBook(ctx, tx, b); err != nil {
		return err
	}
	return audit.Record(ctx, tx, "paper.book_close", "paper-book/"+b.ID, map[string]string{"closed": strconv.FormatBool(closed)})
}

// number gives p the next number of its book in the year of day. Numbers of a
// book out follow the days of the papers: a day before that of the last number
// is an Invalid fault.
func (p *Paper) number(ctx context.Context, tx *db.Tx, b Book, day calendar.Date) error {
	p.Year, p.series = day.Year(), ""
	if b.ByKind {
		p.series = string(p.Kind)
	}
	inOrder := 0
	if b.Direction == Out {
		inOrder = 1
	}
	err := tx.QueryRow(ctx, `
		INSERT INTO paper_series (province, book, year, kind, last, last_on) VALUES (?, ?, ?, ?, 1, ?)
		ON CONFLICT (province, book, year, kind) DO UPDATE SET last = paper_series.last + 1,
			last_on = CASE WHEN paper_series.last_on > excluded.last_on THEN paper_series.last_on ELSE excluded.last_on END
			WHERE `+strconv.Itoa(inOrder)+` = 0 OR paper_series.last_on <= excluded.last_on
		RETURNING last`, []any{tx.Province, b.ID, p.Year, p.series, day}, &p.Number)
	if fault.KindOf(err) == fault.NotFound {
		var form fault.Form
		form.Add("day", "Sổ đã có văn bản mang ngày sau ngày "+day.VN()+"; số và ngày phải theo cùng thứ tự.")
		return form.Err("Ngày của văn bản chưa đúng thứ tự.")
	}
	if err != nil {
		return fmt.Errorf("number in book %s: %w", b.ID, err)
	}
	return nil
}

// A Run is one row of numbers of a book in a year.
type Run struct {
	Kind Kind  // "" where the book numbers all kinds together
	Last int64 // the last number given
	Gaps int64 // numbers between 1 and Last that no paper has, or that several have
}

// Runs proves a book of a year: each number from 1 to the last once.
func Runs(ctx context.Context, tx *db.Tx, book string, year int) ([]Run, error) {
	all, err := db.Collect(ctx, tx, `
		SELECT s.kind, s.last, count(p.id), count(DISTINCT p.number), COALESCE(MAX(p.number), 0)
		FROM paper_series AS s
		LEFT JOIN papers AS p ON p.province = s.province AND p.book = s.book AND p.year = s.year AND p.series = s.kind AND p.number > 0
		WHERE s.province = ? AND s.book = ? AND s.year = ?
		GROUP BY s.kind, s.last ORDER BY s.kind`, []any{tx.Province, book, year},
		func(scan db.Scan) (r Run, err error) {
			var rows, different, highest int64
			err = scan(&r.Kind, &r.Last, &rows, &different, &highest)
			r.Gaps = max(r.Last, highest) - different + rows - different
			return r, err
		})
	if err != nil {
		return nil, fmt.Errorf("runs of book %s: %w", book, err)
	}
	return all, nil
}
