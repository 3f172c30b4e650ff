package ledger

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/money"
)

// A Point is what one book says of a subject at the end of a day.
type Point struct {
	Contracted money.VND // value of the contracts, what went into the next year included
	Brought    money.VND // what came from the year before; negative, as its account is
	Spent      money.VND // advanced or paid and not taken back
	Advanced   money.VND // advanced and not cleared
	Accepted   money.VND // value of all accepted work
	Settled    money.VND
}

func (p *Point) add(o Point) {
	p.Contracted += o.Contracted
	p.Brought += o.Brought
	p.Spent += o.Spent
	p.Advanced += o.Advanced
	p.Accepted += o.Accepted
	p.Settled += o.Settled
}

// Plus is the sum of two points, of several books.
func (p Point) Plus(o Point) Point {
	p.add(o)
	return p
}

// moved is what the lines of an entry change of a point; counts is false when
// they touch nothing that it tells.
func moved(lines []Posting) (p Point, counts bool) {
	for _, l := range lines {
		switch l.Account {
		case Committed, Returned, CarriedForward:
			p.Contracted += l.Amount
		case BroughtForward:
			p.Brought += l.Amount
		case Advanced:
			p.add(Point{Contracted: l.Amount, Spent: l.Amount, Advanced: l.Amount})
		case Paid:
			p.add(Point{Contracted: l.Amount, Spent: l.Amount})
		case Settled:
			p.add(Point{Contracted: l.Amount, Spent: l.Amount, Settled: l.Amount})
		case Accepted, Billed, Verified:
			p.Accepted += l.Amount
		case Budget, Available, Approved, Work:
			continue
		}
		counts = true
	}
	return p, counts
}

// A Course (diễn biến) is how the points of a subject in a book followed each
// other, as it is stored: "2026-03-01 100 0 0 0 0 0;2026-04-02 …".
type Course string

// At returns the point at the end of a day, which is written as in the books.
func (c Course) At(day string) (p Point, err error) {
	rest := string(c)
	for rest != "" {
		at := strings.LastIndexByte(rest, ';')
		point := rest[at+1:]
		if on, sums, _ := strings.Cut(point, " "); on <= day {
			return p, p.read(sums)
		}
		rest = rest[:max(at, 0)]
	}
	return p, nil
}

// read reads the sums of a point.
func (p *Point) read(sums string) error {
	for _, into := range []*money.VND{&p.Contracted, &p.Brought, &p.Spent, &p.Advanced, &p.Accepted, &p.Settled} {
		var one string
		one, sums, _ = strings.Cut(sums, " ")
		v, err := strconv.ParseInt(one, 10, 64)
		if err != nil {
			return fmt.Errorf("sums of a course: %w", err)
		}
		*into = money.VND(v)
	}
	return nil
}

// A dated point is a point with its day.
type dated struct {
	day string
	Point
}

// with adds what changed on a day: to that day and to all after it.
func with(points []dated, day string, change Point) []dated {
	i, found := slices.BinarySearchFunc(points, day, func(p dated, day string) int { return strings.Compare(p.day, day) })
	if !found {
		p := dated{day: day}
		if i > 0 {
			p.Point = points[i-1].Point
		}
		points = slices.Insert(points, i, p)
	}
	for j := i; j < len(points); j++ {
		points[j].add(change)
	}
	return points
}

// spell writes points as they are stored.
func spell(points []dated) Course {
	var text []byte
	for i, p := range points {
		if i > 0 {
			text = append(text, ';')
		}
		text = append(text, p.day...)
		for _, v := range []money.VND{p.Contracted, p.Brought, p.Spent, p.Advanced, p.Accepted, p.Settled} {
			text = strconv.AppendInt(append(text, ' '), int64(v), 10)
		}
	}
	return Course(text)
}

// points reads a stored course.
func (c Course) points() ([]dated, error) {
	var all []dated
	for part := range strings.SplitSeq(string(c), ";") {
		day, sums, _ := strings.Cut(part, " ")
		p := dated{day: day}
		if err := p.read(sums); err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	return all, nil
}

// follow notes in the course of its subject what an entry changed.
func follow(ctx context.Context, tx *db.Tx, e Entry, postings []Posting) error {
	change, counts := moved(postings)
	if !counts {
		return nil
	}
	var c Course
	err := tx.QueryRow(ctx, `SELECT course FROM ledger_courses WHERE province = ? AND subject = ? AND fund = ? AND year = ?`,
		[]any{tx.Province, e.Subject, e.Fund, e.Year}, &c)
	var points []dated
	switch {
	case err == nil:
		if points, err = c.points(); err != nil {
			return err
		}
	case fault.KindOf(err) != fault.NotFound:
		return fmt.Errorf("course of %s: %w", e.Subject, err)
	}
	err = tx.Soon(ctx, `
		INSERT INTO ledger_courses (province, subject, fund, year, course) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (province, subject, fund, year) DO UPDATE SET course = excluded.course`,
		tx.Province, e.Subject, e.Fund, e.Year, spell(with(points, e.Day, change)))
	if err != nil {
		return fmt.Errorf("course of %s: %w", e.Subject, err)
	}
	return nil
}

// A stretch is one subject in one book.
type stretch struct {
	Book
	subject string
}

// courses reads all courses of the province.
func courses(ctx context.Context, tx *db.Tx) (map[stretch]Course, error) {
	all := map[stretch]Course{}
	err := tx.Each(ctx, `SELECT subject, fund, year, course FROM ledger_courses WHERE province = ?`, []any{tx.Province}, func(scan db.Scan) error {
		var at stretch
		var c Course
		if err := scan(&at.subject, &at.Fund, &at.Year, &c); err != nil {
			return err
		}
		all[at] = c
		return nil
	})
	return all, err
}
