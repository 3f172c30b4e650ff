package report

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"example.vn/khuyencong/internal/domain/establishment"
	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/plan"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/audit"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/money"
)

// ProgrammeOf counts the programme of a budget year in the transaction's
// province as it stood at the end of a day.
func ProgrammeOf(ctx context.Context, tx *db.Tx, year int, asOf calendar.Date) (*Programme, error) {
	r, err := read(ctx, tx, year)
	if err != nil {
		return nil, err
	}
	return r.at(asOf)
}

// A reading is all that is kept of the programme of one year, from which it is
// counted as of any day.
type reading struct {
	province string
	year     int
	dossiers []*dossier
	people   map[scheme.ID][]*beneficiary
	courses  map[string][]bookCourse // by subject
	given    given
}

// A readingKey names a reading.
type readingKey struct {
	province string
	year     int
}

// read reads the programme of a budget year, or remembers it: as long as nobody
// in the province does anything it stays the same.
func read(ctx context.Context, tx *db.Tx, year int) (*reading, error) {
	last, err := audit.Last(ctx, tx)
	if err != nil {
		return nil, fmt.Errorf("newest record: %w", err)
	}
	r, err := tx.Remembered(ctx, readingKey{tx.Province, year}, last, func() (any, error) { return readNow(ctx, tx, year) })
	if err != nil {
		return nil, err
	}
	return r.(*reading), nil //nolint:forcetypeassert // nothing else is remembered under such a key
}

func readNow(ctx context.Context, tx *db.Tx, year int) (r *reading, err error) {
	r = &reading{province: tx.Province, year: year}
	if r.dossiers, err = decided(ctx, tx, year); err != nil {
		return nil, fmt.Errorf("decisions of %d: %w", year, err)
	}
	if r.people, err = beneficiaries(ctx, tx, year); err != nil {
		return nil, fmt.Errorf("beneficiaries of %d: %w", year, err)
	}
	if r.courses, err = courses(ctx, tx, year); err != nil {
		return nil, fmt.Errorf("courses of %d: %w", year, err)
	}
	if r.given, err = givenTo(ctx, tx, year); err != nil {
		return nil, fmt.Errorf("estimates of %d: %w", year, err)
	}
	return r, nil
}

// at counts the programme as it stood at the end of a day.
func (r *reading) at(asOf calendar.Date) (*Programme, error) {
	p := &Programme{Province: r.province, Year: r.year, AsOf: asOf, Allotted: make(map[ledger.Fund]money.VND)}
	err := r.each(asOf, func(d *dossier, row Row, people []*beneficiary) {
		row.name(people)
		if len(row.Places) == 0 && d.place.Commune != "" {
			row.Places = []territory.Address{d.place}
		}
		p.Rows = append(p.Rows, row)
	})
	if err != nil {
		return nil, err
	}
	for _, f := range ledger.Funds() {
		p.Allotted[f] = 0
	}
	for at, amount := range r.given {
		if at.day <= asOf.String() {
			p.Allotted[at.fund] += amount
		}
	}
	return p, nil
}

// sums adds the programme up as it stood at the end of a day, without a word of
// any scheme.
func (r *reading) sums(asOf calendar.Date) (total Sums, err error) {
	err = r.each(asOf, func(_ *dossier, row Row, people []*beneficiary) {
		s := row.sums()
		s.People = len(people)
		total.add(s)
	})
	return total, err
}

// each calls fn with the schemes that were in the programme at the end of a day,
// each with its money and with who took part then.
func (r *reading) each(asOf calendar.Date, fn func(*dossier, Row, []*beneficiary)) error {
	day := asOf.String()
	for _, d := range r.dossiers {
		row, ok := d.standing(r.year, asOf)
		if !ok {
			continue
		}
		if err := d.money(&row, r.courses[row.Scheme.Subject()], r.year, day); err != nil {
			return fmt.Errorf("%s: %w", row.Scheme, err)
		}
		people := r.people[row.Scheme]
		left := func(b *beneficiary) bool { return !b.leftOn.IsZero() && !b.leftOn.After(asOf) }
		if slices.ContainsFunc(people, left) {
			people = slices.DeleteFunc(slices.Clone(people), left)
		}
		fn(d, row, people)
	}
	return nil
}

// A dossier is a scheme with every decision about its support.
type dossier struct {
	row    Row
	place  territory.Address
	grants []plan.Grant
}

// decided reads the schemes that have a decision for the year, with all their
// decisions of any year, in order.
func decided(ctx context.Context, tx *db.Tx, year int) ([]*dossier, error) {
	var all []*dossier
	err := tx.Each(ctx, `
		SELECT s.id, s.title, s.content, s.industry, s.territory, s.priorities, s.state, s.illustrative, s.commune, s.address_on, s.address_detail,
			d.year, d.fund, d.kind, d.delta_vnd, d.decision_no, d.decided_on
		FROM plan_decisions AS d JOIN schemes AS s ON s.province = d.province AND s.id = d.scheme
		WHERE d.province = ? AND d.scheme IN (SELECT y.scheme FROM plan_decisions AS y WHERE y.province = ? AND y.year = ?)
		ORDER BY s.id, d.seq`,
		[]any{tx.Province, tx.Province, year}, func(scan db.Scan) error {
			var d dossier
			var g plan.Grant
			var priorities string
			err := scan(&d.row.Scheme, &d.row.Title, &d.row.Content, &d.row.Industry, &d.row.Area, &priorities, &d.row.State, &d.row.Illustrative,
				&d.place.Commune, &d.place.On, &d.place.Detail,
				&g.Year, &g.Fund, &g.Kind, &g.Delta, &g.DecisionNo, &g.DecidedOn)
			if err != nil {
				return err
			}
			if len(all) == 0 || all[len(all)-1].row.Scheme != d.row.Scheme {
				d.row.Priorities = strings.Split(priorities, ",")
				all = append(all, &d)
			}
			last := all[len(all)-1]
			last.grants = append(last.grants, g)
			return nil
		})
	return all, err
}

// standing sums up the decisions for the year by the end of the day; ok is false
// when the scheme was not in the programme then.
//
// A recorded scheme counts from the day that its newest row names, since a
// later row corrects the earlier ones. Any other counts while it has support,
// and also when its support was decided and not stopped.
func (d *dossier) standing(year int, asOf calendar.Date) (row Row, ok bool) {
	row = d.row
	row.Recorded = row.State == scheme.Recorded
	var granted, stopped bool
	var newest plan.Grant
	for _, g := range d.grants {
		if g.Year != year {
			continue
		}
		newest = g
		if g.DecidedOn.After(asOf) {
			continue
		}
		row.Support += g.Delta
		row.Fund = g.Fund
		granted = granted || g.Kind == plan.Initial || g.Kind == plan.Record
		stopped = stopped || g.Kind == plan.Stop
		if !g.DecidedOn.Before(row.DecidedOn) {
			row.DecidedOn, row.DecisionNo = g.DecidedOn, g.DecisionNo
		}
	}
	if row.Recorded {
		row.Unpublished = row.Support == 0
		return row, granted && !newest.DecidedOn.After(asOf)
	}
	return row, row.Support > 0 || (granted && !stopped)
}

// A beneficiary is who had a part in a scheme.
type beneficiary struct {
	name     string
	kind     establishment.Kind
	industry string
	place    territory.Address
	leftOn   calendar.Date
}

// beneficiaries reads who has a part in the schemes of a year. One that was
// merged into another counts as that other.
func beneficiaries(ctx context.Context, tx *db.Tx, year int) (map[scheme.ID][]*beneficiary, error) {
	all := map[scheme.ID][]*beneficiary{}
	merged := map[establishment.ID][]*beneficiary{}
	err := tx.Each(ctx, `
		SELECT b.scheme, e.name, e.kind, e.industry, e.merged_into, b.commune, b.address_on, b.address_detail, b.left_on
		FROM scheme_beneficiaries AS b
		JOIN establishments AS e ON e.province = b.province AND e.id = b.establishment
		WHERE b.province = ? AND b.scheme IN (SELECT d.scheme FROM plan_decisions AS d WHERE d.province = ? AND d.year = ?)
		ORDER BY b.scheme, b.no`,
		[]any{tx.Province, tx.Province, year}, func(scan db.Scan) error {
			var id scheme.ID
			var into establishment.ID
			var b beneficiary
			if err := scan(&id, &b.name, &b.kind, &b.industry, &into, &b.place.Commune, &b.place.On, &b.place.Detail, &b.leftOn); err != nil {
				return err
			}
			all[id] = append(all[id], &b)
			if into != "" {
				merged[into] = append(merged[into], &b)
			}
			return nil
		})
	if err != nil || len(merged) == 0 {
		return all, err
	}
	err = tx.Each(ctx, `
		SELECT r.id, r.name, r.kind, r.industry FROM establishments AS r
		WHERE r.province = ? AND r.id IN (SELECT e.merged_into FROM establishments AS e WHERE e.province = ? AND e.merged_into <> '')`,
		[]any{tx.Province, tx.Province}, func(scan db.Scan) error {
			var into establishment.ID
			var r beneficiary
			if err := scan(&into, &r.name, &r.kind, &r.industry); err != nil {
				return err
			}
			for _, b := range merged[into] {
				b.name, b.kind, b.industry = r.name, r.kind, r.industry
			}
			return nil
		})
	return all, err
}

// name notes who takes part in the scheme, and where.
func (r *Row) name(people []*beneficiary) {
	if len(people) == 0 {
		return
	}
	first := people[0]
	r.Beneficiary, r.Kind, r.Others = first.name, first.kind, len(people)-1
	if r.Industry == "" {
		r.Industry = first.industry
	}
	for _, b := range people {
		if b.place.Commune == "" {
			r.Places = nil // one place is not known, so neither is what they share
			return
		}
		r.Places = append(r.Places, b.place)
	}
}

// A bookCourse is how the money of a subject went in one book.
type bookCourse struct {
	year   int
	course ledger.Course
}

// courses reads how the money of the schemes went that have a decision for the
// year, in all books, by subject.
func courses(ctx context.Context, tx *db.Tx, year int) (map[string][]bookCourse, error) {
	all := map[string][]bookCourse{}
	err := tx.Each(ctx, `
		SELECT k.subject, k.year, k.course FROM ledger_courses AS k
		WHERE k.province = ? AND k.subject IN (SELECT 'scheme/' || d.scheme FROM plan_decisions AS d WHERE d.province = ? AND d.year = ?)`,
		[]any{tx.Province, tx.Province, year}, func(scan db.Scan) error {
			var subject string
			var c bookCourse
			if err := scan(&subject, &c.year, &c.course); err != nil {
				return err
			}
			all[subject] = append(all[subject], c)
			return nil
		})
	return all, err
}

// money fills in what the books said of the scheme at the end of the day. Money
// that was carried into another year stays with the programme that granted it,
// unless that other year granted money of its own, when each book stands for
// its own year.
func (d *dossier) money(row *Row, courses []bookCourse, year int, day string) error {
	several := slices.ContainsFunc(d.grants, func(g plan.Grant) bool { return g.Year != year })
	var all ledger.Point
	for _, c := range courses {
		if several && c.year != year {
			continue
		}
		p, err := c.course.At(day)
		if err != nil {
			return err
		}
		all = all.Plus(p)
	}
	if !several {
		all.Contracted += all.Brought // it came from a book that is counted
	}
	row.Contracted, row.Spent, row.Advanced, row.Accepted, row.Settled = all.Contracted, all.Spent, all.Advanced, all.Accepted, all.Settled
	return nil
}

// Years lists the budget years that have decisions, newest first. It goes from
// one year to the one before, past all decisions of a year at once.
func Years(ctx context.Context, tx *db.Tx) ([]int, error) {
	return db.Collect(ctx, tx, `
		WITH RECURSIVE y (year) AS (
			SELECT MAX(d.year) FROM plan_decisions AS d WHERE d.province = ?
			UNION ALL
			SELECT (SELECT MAX(d.year) FROM plan_decisions AS d WHERE d.province = ? AND d.year < y.year) FROM y WHERE y.year IS NOT NULL)
		SELECT year FROM y WHERE year > 0 ORDER BY year DESC`, []any{tx.Province, tx.Province},
		func(scan db.Scan) (y int, err error) { return y, scan(&y) })
}

// Decisions counts the decisions of a budget year, up to a limit: a measure of
// how long its report takes.
func Decisions(ctx context.Context, tx *db.Tx, year, limit int) (n int, err error) {
	err = tx.QueryRow(ctx, `
		SELECT count(*) FROM (SELECT 1 AS one FROM plan_decisions WHERE province = ? AND year = ? LIMIT ?) AS found`,
		[]any{tx.Province, year, limit}, &n)
	return n, err
}
