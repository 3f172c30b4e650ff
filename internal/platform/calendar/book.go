package calendar

import (
	"cmp"
	"slices"
	"time"
)

// Kind says how a day differs from what its weekday promises.
type Kind string

// The kinds of exception.
const (
	Holiday Kind = "holiday" // nghỉ lễ, nghỉ bù, nghỉ hoán đổi
	Workday Kind = "workday" // thứ Bảy, Chủ nhật làm bù
)

// Label returns the Vietnamese name of k.
func (k Kind) Label() string {
	switch k {
	case Holiday:
		return "Ngày nghỉ"
	case Workday:
		return "Ngày làm bù"
	}
	return string(k)
}

// An Exception (ngày nghỉ lễ, ngày làm bù) is a day that is off or worked
// against its weekday. An unverified one comes from a habit, not from the
// notice of that year.
type Exception struct {
	Day      Date
	Kind     Kind
	Name     string
	Verified bool
}

// A Book (lịch làm việc) tells workdays from days off. Without exceptions
// Monday to Friday are workdays. A Book never changes, so goroutines may share
// it.
type Book struct {
	days    []Exception // sorted, one per day, only those that change their day
	shift   []int       // shift[i] is how many workdays days[:i] add
	byDay   map[Date]Exception
	ordered []Exception
}

// NewBook returns the book with exceptions; of two for the same day the later
// in the list counts, so that an office's own days follow the default ones.
// Exceptions without a day are left out.
func NewBook(exceptions []Exception) *Book {
	b := &Book{byDay: make(map[Date]Exception, len(exceptions))}
	for _, e := range exceptions {
		if !e.Day.IsZero() {
			b.byDay[e.Day] = e
		}
	}
	for _, e := range b.byDay {
		b.ordered = append(b.ordered, e)
	}
	slices.SortFunc(b.ordered, func(x, y Exception) int { return cmp.Compare(x.Day.n, y.Day.n) })
	b.shift = []int{0}
	for _, e := range b.ordered {
		if usual := onWeekday(e.Day); usual != (e.Kind == Workday) {
			change := 1
			if usual {
				change = -1
			}
			b.days = append(b.days, e)
			b.shift = append(b.shift, b.shift[len(b.shift)-1]+change)
		}
	}
	return b
}

// On returns the exception for day d, if there is one.
func (b *Book) On(d Date) (Exception, bool) {
	e, ok := b.byDay[d]
	return e, ok
}

// All returns the exceptions from the first to the last day, both included, in
// order; a zero bound is open.
func (b *Book) All(first, last Date) []Exception {
	var out []Exception
	for _, e := range b.ordered {
		if e.Day.Within(first, last) {
			out = append(out, e)
		}
	}
	return out
}

// IsWorkday reports whether offices work on d.
func (b *Book) IsWorkday(d Date) bool {
	if e, ok := b.byDay[d]; ok {
		return e.Kind == Workday
	}
	return !d.IsZero() && onWeekday(d)
}

// NextWorkday returns d when it is a workday, otherwise the first workday
// after it: a term that ends on a day off ends on the next workday.
//
// Law: Bộ luật Dân sự 2015 Điều 148 khoản 5.
func (b *Book) NextWorkday(d Date) Date {
	for !d.IsZero() && !b.IsWorkday(d) && d.n < maxDay {
		d = d.AddDays(1)
	}
	return d
}

// AddWorkdays returns the n-th workday after d, which itself does not count; d
// for n = 0; the n-th workday before d for negative n. At the end of the
// accepted years it stops.
func (b *Book) AddWorkdays(d Date, n int) Date {
	step := 1
	if n < 0 {
		step, n = -1, -n
	}
	for n > 0 {
		next := d.AddDays(step)
		if next == d {
			break
		}
		d = next
		if b.IsWorkday(d) {
			n--
		}
	}
	return d
}

// WorkdaysBetween returns how many workdays follow from (which does not count)
// up to and including to. When to is before from it returns, negative, how many
// workdays precede from back to and including to. So AddWorkdays undoes it.
func (b *Book) WorkdaysBetween(from, to Date) int {
	switch {
	case from.IsZero() || to.IsZero() || from == to:
		return 0
	case from.Before(to):
		return b.until(to) - b.until(from)
	}
	return b.until(to.previous()) - b.until(from.previous())
}

// until returns the number of workdays up to and including d.
func (b *Book) until(d Date) int {
	weeks, rest := int(d.n)/7, int(d.n)%7
	// Day 1 is a Monday, so rest counts from Monday.
	usual := weeks*5 + min(rest, 5)
	i, _ := slices.BinarySearchFunc(b.days, d.n+1, func(e Exception, n int32) int { return cmp.Compare(e.Day.n, n) })
	return usual + b.shift[i]
}

// previous returns the day before d, no day before the first.
func (d Date) previous() Date { return Date{max(d.n-1, 0)} }

// onWeekday reports whether d is a Monday to Friday.
func onWeekday(d Date) bool {
	w := d.Weekday()
	return w != time.Saturday && w != time.Sunday
}
