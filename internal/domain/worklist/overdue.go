package worklist

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"example.vn/khuyencong/internal/domain/appraisal"
	"example.vn/khuyencong/internal/domain/survey"
	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/audit"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
)

// A Late is work that is past its day, with whom it lies.
type Late struct {
	Item

	With []string // Vietnamese: a commune, the member of a council, else the roles that may do it
}

// A lateKey names what was late in a province on a day, a lateWork is that.
type (
	lateKey struct {
		province string
		day      calendar.Date
	}
	lateWork struct {
		late []Late
		all  bool
	}
)

// Overdue lists the work of the whole office that is past its day, the longest
// first. Of a kind that has very much of it the earliest are found: all says
// whether that is everything. Until somebody in the province does something it is
// the same all day; the list must not be changed.
func Overdue(ctx context.Context, tx *db.Tx) (late []Late, all bool, err error) {
	last, err := audit.Last(ctx, tx)
	if err != nil {
		return nil, false, fmt.Errorf("newest record: %w", err)
	}
	v, err := tx.Remembered(ctx, lateKey{tx.Province, tx.Today()}, last, func() (any, error) {
		late, all, err := overdue(ctx, tx)
		return lateWork{late, all}, err
	})
	if err != nil {
		return nil, false, err
	}
	w := v.(lateWork) //nolint:forcetypeassert // nothing else is remembered under such a key
	return w.late, w.all, nil
}

func overdue(ctx context.Context, tx *db.Tx) (late []Late, all bool, err error) {
	r, err := newReader(ctx, tx, "")
	if err != nil {
		return nil, false, err
	}
	all = true
	for _, s := range sources() {
		find, with := s.find, holders(s)
		if of := everybody(s.kind); of != nil {
			find, with = of, nil
		}
		rows, err := find(ctx, r)
		if err != nil {
			return nil, false, fmt.Errorf("late work of kind %s: %w", s.kind, err)
		}
		all = all && len(rows) <= found
		for _, i := range r.items(s, rows) {
			if !i.Due.Late {
				break // compare puts the late first
			}
			one := Late{Item: i, With: with}
			if with == nil {
				one.With = []string{i.Hint}
			}
			late = append(late, one)
		}
	}
	slices.SortStableFunc(late, func(a, b Late) int {
		return cmp.Or(a.Due.On.Compare(b.Due.On), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Ref, b.Ref))
	})
	return late, all, nil
}

// everybody finds the work of a kind that lies with one person or commune: here
// that of all of them, who it is as the hint. nil for other kinds.
func everybody(k Kind) func(context.Context, *reader) ([]row, error) {
	if k == SendNeeds {
		return sheetsOfAll
	}
	if k == Score {
		return scoresOfAll
	}
	if k == Conclude {
		return conclusionsOfAll
	}
	return nil
}

// holders is the roles that may do the work of a source.
func holders(s source) (with []string) {
	for _, role := range s.deed.Holders() {
		with = append(with, role.Label())
	}
	return with
}

// sheetsOfAll is the sheets of open campaigns that communes have not sent.
func sheetsOfAll(ctx context.Context, r *reader) ([]row, error) {
	rows, err := r.rows(ctx, `
		SELECT CAST(c.year AS TEXT) || '/' || p.commune, c.title, p.commune, c.created_at, c.due_on
		FROM campaigns AS c JOIN campaign_replies AS p ON p.province = c.province AND p.year = c.year
		WHERE c.province = ? AND c.state = ? AND p.state IN (?, ?) AND c.due_on < ? ORDER BY c.due_on, p.commune`,
		survey.Open, survey.Waiting, survey.Returned, r.today)
	for i := range rows {
		if u, ok := territory.Lookup(rows[i].hint, r.today); ok {
			rows[i].hint = u.Title()
		}
	}
	return rows, err
}

// members is the open appraisals with those of their council who have no
// conflict of interest.
const members = `
	SELECT s.id, s.title, m.user_name, a.opened_at, a.due_on
	FROM appraisals AS a
	JOIN appraisal_members AS m ON m.province = a.province AND m.scheme = a.scheme AND m.level = a.level AND m.round = a.round
	JOIN schemes AS s ON s.province = a.province AND s.id = a.scheme
	WHERE a.province = ? AND a.state = ? AND m.conflict = '' AND a.due_on > '' AND a.due_on < ?`

func scoresOfAll(ctx context.Context, r *reader) ([]row, error) {
	return r.rows(ctx, members+` AND m.submitted_at = '' ORDER BY a.due_on, s.id, m.user_name`, appraisal.Open, r.today)
}

// conclusionsOfAll is the appraisals that have all the sheets they need and
// wait for the head of the council.
func conclusionsOfAll(ctx context.Context, r *reader) ([]row, error) {
	return r.rows(ctx, members+` AND m.post = ? AND m.submitted_at <> ''
		AND a.quorum <= (SELECT count(*) FROM appraisal_members AS c WHERE c.province = a.province AND c.scheme = a.scheme
			AND c.level = a.level AND c.round = a.round AND c.conflict = '' AND c.submitted_at <> '') ORDER BY a.due_on, s.id`,
		appraisal.Open, r.today, appraisal.Chair)
}
