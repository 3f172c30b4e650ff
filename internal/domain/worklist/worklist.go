// Package worklist says what waits for a person (việc cần làm): it derives it
// from the states of everything else, so that nothing has to be assigned,
// ticked off or kept in step.
//
// Danh sách việc suy ra từ trạng thái hồ sơ, theo vai trò và xã của người xem,
// kèm hạn tính theo ngày làm việc và căn cứ của hạn. What the two-person rule
// forbids a person is not on their list.
package worklist

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"

	"example.vn/khuyencong/internal/domain/contract"
	"example.vn/khuyencong/internal/domain/deadline"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
)

// An Item is one thing to do.
type Item struct {
	Kind  Kind
	Ref   string // what the kind says: the id of a scheme, a plan "2026/local/1", a campaign "2026/05488"
	Title string // Vietnamese: what it is about
	Hint  string // Vietnamese: what else helps to decide
	Since string // day or moment since which it waits
	Due   deadline.Due
	Basis string // the provision that asks for it or sets the day, "" for a day set by people
}

// More says how much more work of a kind there is than For lists.
type More struct {
	Kind    Kind
	Count   int
	AtLeast bool // nobody counted further
}

// A kind lists the most urgent of the work that is found for it, and what is
// found has a bound too: a list is as long as somebody can read, however many
// dossiers a province has.
const (
	listed = 50
	found  = 200
)

// A row is what every query of this package returns.
type row struct {
	ref, title, hint, since string
	due                     calendar.Date
	basis                   string // of the due day, when the source has none for all
}

// A source finds the items of one kind.
type source struct {
	kind Kind
	deed access.Deed // who does it
	find func(context.Context, *reader) ([]row, error)
	// basis is the provision behind the due day.
	basis string
}

// A reader is what the sources read with.
type reader struct {
	tx    *db.Tx
	me    string // whom the two-person rule keeps from a second step; "" when nobody in particular asks
	today calendar.Date
	terms contract.Terms
	book  *calendar.Book
}

// For lists what waits for the transaction's actor: what is late first, then
// by due day, then what has waited longest. Of a kind with very much work it
// lists a part and says how much more there is.
func For(ctx context.Context, tx *db.Tx) (items []Item, more []More, err error) {
	r, err := newReader(ctx, tx, tx.Actor.ID)
	if err != nil {
		return nil, nil, err
	}
	for _, s := range sources() {
		if !tx.Actor.May(s.deed) {
			continue
		}
		rows, err := s.find(ctx, r)
		if err != nil {
			return nil, nil, fmt.Errorf("work of kind %s: %w", s.kind, err)
		}
		of := r.items(s, rows)
		if len(of) > listed {
			more = append(more, More{Kind: s.kind, Count: min(len(of), found) - listed, AtLeast: len(of) > found})
			of = of[:listed]
		}
		items = append(items, of...)
	}
	slices.SortStableFunc(items, compare)
	return items, more, nil
}

func newReader(ctx context.Context, tx *db.Tx, me string) (*reader, error) {
	book, err := deadline.Calendar(ctx, tx)
	if err != nil {
		return nil, err
	}
	terms, err := contract.TermsOf(ctx, tx)
	return &reader{tx: tx, me: me, today: tx.Today(), terms: terms, book: book}, err
}

// items puts what a source found into order, with the days that are left.
func (r *reader) items(s source, rows []row) []Item {
	of := make([]Item, 0, len(rows))
	for _, one := range rows {
		item := Item{Kind: s.kind, Ref: one.ref, Title: one.title, Hint: one.hint, Since: one.since, Due: deadline.DueIn(r.book, r.today, one.due)}
		item.Basis = one.basis // also of what is due on no named day
		if !one.due.IsZero() {
			item.Basis = cmp.Or(one.basis, s.basis)
		}
		of = append(of, item)
	}
	slices.SortStableFunc(of, compare)
	return of
}

// compare puts the late before the others, then the earlier due, then the
// older; what has no due day comes last.
func compare(a, b Item) int {
	if a.Due.Late != b.Due.Late {
		if a.Due.Late {
			return -1
		}
		return 1
	}
	if a.Due.On.IsZero() != b.Due.On.IsZero() {
		if b.Due.On.IsZero() {
			return -1
		}
		return 1
	}
	return cmp.Or(a.Due.On.Compare(b.Due.On), cmp.Compare(a.Since, b.Since), cmp.Compare(a.Ref, b.Ref))
}

// rows runs a query of five columns: ref, title, hint, since, due. It reads one
// row more than is counted.
func (r *reader) rows(ctx context.Context, query string, args ...any) ([]row, error) {
	return db.Collect(ctx, r.tx, query+` LIMIT `+strconv.Itoa(found+1), append([]any{r.tx.Province}, args...), func(scan db.Scan) (one row, err error) {
		return one, scan(&one.ref, &one.title, &one.hint, &one.since, &one.due)
	})
}

// query is a source whose rows come from one query. Its first argument is the
// province; args gives the others.
func query(text string, args func(*reader) []any) func(context.Context, *reader) ([]row, error) {
	return func(ctx context.Context, r *reader) ([]row, error) {
		var more []any
		if args != nil {
			more = args(r)
		}
		return r.rows(ctx, text, more...)
	}
}

// values is args of a query that do not depend on the reader.
func values(all ...any) func(*reader) []any { return func(*reader) []any { return all } }

// me is the actor, whom the two-person rule keeps from a second step.
func me(more ...any) func(*reader) []any {
	return func(r *reader) []any { return append(slices.Clone(more), r.me) }
}
