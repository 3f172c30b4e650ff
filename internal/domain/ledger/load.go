package ledger

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"

	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/money"
)

// Load posts the entries of a book that has none yet, in their order, all at
// once. It holds them to what Post and Undo hold theirs: they balance, overdraw
// nothing and undo an entry before them once. Key, Kind, Subject, Amount, Day,
// Actor and At are given, and Reverses by those that undo; their numbers go from
// 1. It is for what was made up or kept elsewhere, whose caller answers for the
// record.
func Load(ctx context.Context, tx *db.Tx, b Book, entries []Entry) error {
	l := &loading{book: b, balances: map[spot]money.VND{}, totals: make(map[Account]money.VND), courses: map[string][]dated{}}
	for i := range entries {
		if err := l.take(&entries[i], int64(i+1), entries); err != nil {
			return fmt.Errorf("load entry %d of %s %d: %w", i+1, b.Fund, b.Year, err)
		}
	}
	if err := l.store(ctx, tx, entries); err != nil {
		return err
	}
	return tx.Count(ctx, map[string]int64{b.counter(): int64(len(entries))})
}

// A spot is one account of one subject in a book.
type spot struct {
	account Account
	subject string
}

// A sumRow is the balance of an account of the whole book after an entry.
type sumRow struct {
	seq     int64
	account Account
	balance money.VND
}

// A loading is a book while it is loaded.
type loading struct {
	book     Book
	balances map[spot]money.VND
	totals   map[Account]money.VND
	undone   map[int64]bool
	sums     []sumRow
	courses  map[string][]dated // by subject
}

// take posts e, the seq-th of all, in memory.
func (l *loading) take(e *Entry, seq int64, all []Entry) error {
	e.Book, e.Seq = l.book, seq
	e.Postings = lines(e.Kind, e.Subject, e.Amount)
	if e.Kind == Reverse {
		if e.Reverses <= 0 || e.Reverses >= seq || l.undone[e.Reverses] {
			return errors.New("it undoes nothing, or what was undone")
		}
		if l.undone == nil {
			l.undone = map[int64]bool{}
		}
		l.undone[e.Reverses] = true
		orig := all[e.Reverses-1]
		if orig.Kind == Reverse || orig.Subject != e.Subject || orig.Amount != e.Amount {
			return errors.New("it is not the opposite of what it undoes")
		}
		e.Postings = opposite(orig.Postings)
	}
	if err := e.check(e.Postings); err != nil {
		return err
	}
	for _, p := range e.Postings {
		at := spot{p.Account, p.Subject}
		l.balances[at] += p.Amount
		l.totals[p.Account] += p.Amount
		if l.balances[at] < 0 && !mayBeNegative(p.Account) {
			return short(p.Account, l.balances[at]-p.Amount, -p.Amount)
		}
	}
	if change, counts := moved(e.Postings); counts {
		l.courses[e.Subject] = with(l.courses[e.Subject], e.Day, change)
	}
	if seq%sumEvery == 0 {
		for _, a := range slices.Sorted(maps.Keys(l.totals)) {
			l.sums = append(l.sums, sumRow{seq, a, l.totals[a]})
		}
	}
	return nil
}

// store writes the book.
func (l *loading) store(ctx context.Context, tx *db.Tx, entries []Entry) error {
	year, fund := int64(l.book.Year), string(l.book.Fund)
	_, err := tx.AddRows(ctx, "ledger_entries", `province, fund, year, seq, key, kind, subject, amount, day, reference, memo, reverses, actor, at`,
		db.RowsOf(entries, func(e Entry) []any {
			return []any{tx.Province, fund, year, e.Seq, e.Key, string(e.Kind), e.Subject, int64(e.Amount), e.Day, e.Reference, e.Memo, e.Reverses, e.Actor, e.At}
		}))
	if err != nil {
		return err
	}
	_, err = tx.AddRows(ctx, "ledger_postings", `province, fund, year, seq, line, account, subject, amount`, postingRows(tx.Province, entries))
	if err != nil {
		return err
	}
	spots := slices.SortedFunc(maps.Keys(l.balances), func(x, y spot) int {
		return cmp.Or(cmp.Compare(x.account, y.account), cmp.Compare(x.subject, y.subject))
	})
	_, err = tx.AddRows(ctx, "ledger_accounts", `province, fund, year, account, subject, balance`, db.RowsOf(spots, func(s spot) []any {
		return []any{tx.Province, fund, year, string(s.account), s.subject, int64(l.balances[s])}
	}))
	if err != nil {
		return err
	}
	_, err = tx.AddRows(ctx, "ledger_sums", `province, fund, year, seq, account, balance`, db.RowsOf(l.sums, func(s sumRow) []any {
		return []any{tx.Province, fund, year, s.seq, string(s.account), int64(s.balance)}
	}))
	if err != nil {
		return err
	}
	_, err = tx.AddRows(ctx, "ledger_courses", `province, subject, fund, year, course`, db.RowsOf(slices.Sorted(maps.Keys(l.courses)), func(subject string) []any {
		return []any{tx.Province, subject, fund, year, string(spell(l.courses[subject]))}
	}))
	return err
}

func postingRows(province string, entries []Entry) iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		row := make([]any, 8)
		for _, e := range entries {
			for i, p := range e.Postings {
				row[0], row[1], row[2], row[3], row[4] = province, string(e.Fund), int64(e.Year), e.Seq, int64(i+1)
				row[5], row[6], row[7] = string(p.Account), p.Subject, int64(p.Amount)
				if !yield(row) {
					return
				}
			}
		}
	}
}
