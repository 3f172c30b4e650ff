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
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/money"
)

// ProgrammeOf counts the programme of a budget year in the transaction's
// province as it stood at the end of a day.
func ProgrammeOf(ctx context.Context, tx *db.Tx, year int, asOf calendar.Date) (*Programme, error) {
	all, err := programmesOf(ctx, tx, year, []calendar.Date{asOf})
	if err != nil {
		return nil, err
	}
	return all[0], nil
}

// programmesOf counts the programme of a budget year as it stood at the end of
// each of the days, the earliest first, in one reading.
func programmesOf(ctx context.Context, tx *db.Tx, year int, days []calendar.Date) ([]*Programme, error) {
	all, err := decided(ctx, tx, year)
	if err != nil {
		return nil, fmt.Errorf("decisions of %d: %w", year, err)
	}
	people, err := beneficiaries(ctx, tx, year)
	if err != nil {
		return nil, fmt.Errorf("beneficiaries of %d: %w", year, err)
	}
	steps, err := postings(ctx, tx, year, days)
	if err != nil {
		return nil, fmt.Errorf("books by %s: %w", days[len(days)-1], err)
	}
	books := map[string]map[bookAccount]money.VND{}
	programmes := make([]*Programme, len(days))
	for i, day := range days {
		for _, s := range steps[i] {
			if books[s.subject] == nil {
				books[s.subject] = map[bookAccount]money.VND{}
			}
			books[s.subject][s.bookAccount] += s.amount
		}
		programmes[i] = standingOn(all, people, books, tx.Province, year, day)
	}
	return programmes, nil
}

// standingOn puts the programme of a year together from what was read.
func standingOn(all []*dossier, people map[scheme.ID][]beneficiary, books map[string]map[bookAccount]money.VND,
	province string, year int, day calendar.Date,
) *Programme {
	p := &Programme{Province: province, Year: year, AsOf: day, Allotted: make(map[ledger.Fund]money.VND)}
	for _, d := range all {
		row, ok := d.standing(year, day)
		if !ok {
			continue
		}
		row.name(people[row.Scheme], day)
		if len(row.Places) == 0 && d.place.Commune != "" {
			row.Places = []territory.Address{d.place}
		}
		d.money(&row, books[row.Scheme.Subject()], year)
		p.Rows = append(p.Rows, row)
	}
	for _, f := range ledger.Funds() {
		p.Allotted[f] = -books[""][bookAccount{f, year, ledger.Budget}]
	}
	return p
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
func beneficiaries(ctx context.Context, tx *db.Tx, year int) (map[scheme.ID][]beneficiary, error) {
	all := map[scheme.ID][]beneficiary{}
	err := tx.Each(ctx, `
		SELECT b.scheme, r.name, r.kind, r.industry, b.commune, b.address_on, b.address_detail, b.left_on
		FROM scheme_beneficiaries AS b
		JOIN establishments AS e ON e.province = b.province AND e.id = b.establishment
		JOIN establishments AS r ON r.province = e.province AND r.id = CASE WHEN e.merged_into = '' THEN e.id ELSE e.merged_into END
		WHERE b.province = ? AND b.scheme IN (SELECT d.scheme FROM plan_decisions AS d WHERE d.province = ? AND d.year = ?)
		ORDER BY b.scheme, b.no`,
		[]any{tx.Province, tx.Province, year}, func(scan db.Scan) error {
			var id scheme.ID
			var b beneficiary
			if err := scan(&id, &b.name, &b.kind, &b.industry, &b.place.Commune, &b.place.On, &b.place.Detail, &b.leftOn); err != nil {
				return err
			}
			all[id] = append(all[id], b)
			return nil
		})
	return all, err
}

// name notes who took part in the scheme on the day, and where.
func (r *Row) name(people []beneficiary, asOf calendar.Date) {
	people = slices.DeleteFunc(slices.Clone(people), func(b beneficiary) bool {
		return !b.leftOn.IsZero() && !b.leftOn.After(asOf)
	})
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

// A bookAccount is one account of one book.
type bookAccount struct {
	fund    ledger.Fund
	year    int
	account ledger.Account
}

// A posted is what one account of a subject moved by.
type posted struct {
	subject string
	bookAccount
	amount money.VND
}

// postings sums up what the books moved by until the end of the first day, from
// then until the end of the second, and so on: of the schemes that have a
// decision for the year, in all books, and of what belongs to the books of the
// year as a whole. Entries without a subject are the few that give and take the
// estimate.
func postings(ctx context.Context, tx *db.Tx, year int, days []calendar.Date) ([][]posted, error) {
	step, last := "CASE ", days[len(days)-1]
	var bounds []any
	for i, day := range days[:len(days)-1] {
		step += fmt.Sprintf("WHEN e.day <= ? THEN %d ", i)
		bounds = append(bounds, day)
	}
	step = fmt.Sprintf("%sELSE %d END", step, len(days)-1)
	if len(days) == 1 {
		step = "0"
	}
	args := append(slices.Clone(bounds), tx.Province, year, tx.Province, last)
	args = append(append(args, bounds...), tx.Province, year, last)
	all := make([][]posted, len(days))
	err := tx.Each(ctx, `
		SELECT `+step+`, p.subject, p.fund, p.year, p.account, CAST(SUM(p.amount) AS BIGINT)
		FROM (SELECT DISTINCT 'scheme/' || d.scheme AS subject FROM plan_decisions AS d WHERE d.province = ? AND d.year = ?) AS s
		CROSS JOIN ledger_entries AS e CROSS JOIN ledger_postings AS p
		WHERE e.province = ? AND e.subject = s.subject AND e.day <= ?
			AND p.province = e.province AND p.fund = e.fund AND p.year = e.year AND p.seq = e.seq AND p.subject <> ''
		GROUP BY 1, p.subject, p.fund, p.year, p.account
		UNION ALL
		SELECT `+step+`, p.subject, p.fund, p.year, p.account, CAST(SUM(p.amount) AS BIGINT)
		FROM ledger_entries AS e
		JOIN ledger_postings AS p ON p.province = e.province AND p.fund = e.fund AND p.year = e.year AND p.seq = e.seq
		WHERE e.province = ? AND e.subject = '' AND e.year = ? AND e.day <= ? GROUP BY 1, p.subject, p.fund, p.year, p.account`,
		args, func(scan db.Scan) error {
			var i int
			var s posted
			if err := scan(&i, &s.subject, &s.fund, &s.year, &s.account, &s.amount); err != nil {
				return err
			}
			all[i] = append(all[i], s)
			return nil
		})
	return all, err
}

// money fills in what the books say of the scheme. Money that was carried into
// another year stays with the programme that granted it, unless that other
// year granted money of its own, when each book stands for its own year.
func (d *dossier) money(row *Row, books map[bookAccount]money.VND, year int) {
	several := slices.ContainsFunc(d.grants, func(g plan.Grant) bool { return g.Year != year })
	b := make(ledger.Balances)
	for a, v := range books {
		if !several || a.year == year {
			b[a.account] += v
		}
	}
	if !several {
		b[ledger.CarriedForward] += b[ledger.BroughtForward]
		b[ledger.BroughtForward] = 0
	}
	row.Contracted, row.Spent, row.Advanced = b.Contracted(), b.Spent()-b[ledger.Returned], b[ledger.Advanced]
	row.Accepted, row.Settled = b.AcceptedTotal(), b[ledger.Settled]
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
