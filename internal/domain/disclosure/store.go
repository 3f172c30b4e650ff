package disclosure

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"example.vn/khuyencong/internal/domain/establishment"
	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/norm"
	"example.vn/khuyencong/internal/domain/normbook"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
)

// decided is the condition of being public: support was decided for the scheme,
// or an old list recorded it, and it stands in a state that has a status.
func decided() (condition string, args []any) {
	for _, status := range Statuses() {
		args = append(args, anys(status.states())...)
	}
	return `s.state || '' IN (?` + strings.Repeat(", ?", len(args)-1) + `)
		AND EXISTS (SELECT 1 FROM plan_decisions AS g WHERE g.province = s.province AND g.scheme = s.id AND g.kind IN ('initial', 'record'))`, args
}

// A raw is a scheme before it is put into words.
type raw struct {
	id           scheme.ID
	year         int
	title        string
	fund         ledger.Fund
	content      norm.Content
	state        scheme.State
	place        territory.Address
	illustrative bool
	support      int64
	spent        int64
	decisionNo   string
	decidedOn    calendar.Date
}

// records reads at most limit published schemes of the transaction's province,
// newest code first.
func records(ctx context.Context, tx *db.Tx, where string, args []any, limit int) ([]Scheme, error) {
	public, states := decided()
	args = append(append([]any{tx.Province}, args...), states...)
	all, err := db.Collect(ctx, tx, `
		SELECT s.id, s.year, s.title, s.fund, s.content, s.state, s.commune, s.address_on, s.illustrative,
			(SELECT CAST(COALESCE(SUM(d.delta_vnd), 0) AS BIGINT) FROM plan_decisions AS d WHERE d.province = s.province AND d.scheme = s.id),
			(SELECT CAST(COALESCE(SUM(a.balance), 0) AS BIGINT) FROM ledger_accounts AS a
				WHERE a.province = s.province AND a.subject = 'scheme/' || s.id AND a.account IN ('advanced', 'paid', 'settled')),
			COALESCE((SELECT n.decision_no FROM plan_decisions AS n WHERE n.province = s.province AND n.scheme = s.id ORDER BY n.decided_on DESC, n.seq DESC LIMIT 1), ''),
			COALESCE((SELECT n.decided_on FROM plan_decisions AS n WHERE n.province = s.province AND n.scheme = s.id ORDER BY n.decided_on DESC, n.seq DESC LIMIT 1), '')
		FROM schemes AS s WHERE s.province = ? AND `+where+` AND `+public+`
		ORDER BY s.year DESC, s.id DESC LIMIT `+strconv.Itoa(limit), args,
		func(scan db.Scan) (r raw, err error) {
			return r, scan(&r.id, &r.year, &r.title, &r.fund, &r.content, &r.state, &r.place.Commune, &r.place.On, &r.illustrative,
				&r.support, &r.spent, &r.decisionNo, &r.decidedOn)
		})
	if err != nil {
		return nil, fmt.Errorf("published schemes: %w", err)
	}
	who, err := people(ctx, tx, all)
	if err != nil {
		return nil, fmt.Errorf("beneficiaries of published schemes: %w", err)
	}
	published := make([]Scheme, len(all))
	for i, r := range all {
		published[i] = r.publish(tx.Province, who[r.id])
	}
	return published, nil
}

// A person is who takes part in a scheme, with what must not be published.
type person struct {
	name, contact string
	kind          establishment.Kind
	place         territory.Address
}

// people reads who takes part in the schemes. One that was merged into another
// counts as that other.
func people(ctx context.Context, tx *db.Tx, all []raw) (map[scheme.ID][]person, error) {
	who := make(map[scheme.ID][]person, len(all))
	if len(all) == 0 {
		return who, nil
	}
	args := []any{tx.Province}
	for _, r := range all {
		args = append(args, r.id)
	}
	err := tx.Each(ctx, `
		SELECT b.scheme, r.name, r.contact, r.kind, b.commune, b.address_on
		FROM scheme_beneficiaries AS b
		JOIN establishments AS e ON e.province = b.province AND e.id = b.establishment
		JOIN establishments AS r ON r.province = e.province AND r.id = CASE WHEN e.merged_into = '' THEN e.id ELSE e.merged_into END
		WHERE b.province = ? AND b.left_on = '' AND b.scheme IN (?`+strings.Repeat(", ?", len(all)-1)+`)
		ORDER BY b.scheme, b.no`, args, func(scan db.Scan) error {
		var id scheme.ID
		var p person
		err := scan(&id, &p.name, &p.contact, &p.kind, &p.place.Commune, &p.place.On)
		who[id] = append(who[id], p)
		return err
	})
	return who, err
}

// publish puts a scheme into the words of its record.
func (r raw) publish(province string, who []person) Scheme {
	s := Scheme{
		ID: PublicID(province, r.id), Province: province, ProvinceName: territory.NameEver(province), Year: r.year, Title: hideIn(r.title, who),
		Fund: string(r.fund), FundName: r.fund.Label(), Content: string(r.content), ContentName: "Chưa rõ nội dung",
		DecisionNo: scrub(r.decisionNo), DecidedOn: iso(r.decidedOn), Illustrative: r.illustrative, Count: len(who),
	}
	if r.state == scheme.Recorded && r.decisionNo == "" {
		s.DecidedOn = nil // the list named a year only
	}
	if info, ok := normbook.ContentByCode(r.content); ok {
		s.ContentName = info.Name
	}
	if status, ok := StatusOf(r.state); ok {
		s.Status, s.StatusName = string(status), status.Label()
	}
	var names []string
	var at []territory.Address
	for i, p := range who {
		if i == 0 {
			s.Kind, s.KindName = string(p.kind), p.kind.Label()
		}
		names, at = append(names, p.public()), append(at, p.place)
	}
	s.Beneficiaries = strings.Join(names, "; ")
	if s.Commune, s.Place = places(at); s.Place == "" {
		s.Commune, s.Place = places([]territory.Address{r.place})
	}
	if r.state != scheme.Recorded || r.support != 0 {
		s.Support = &r.support
	}
	if r.state != scheme.Recorded {
		s.Spent = &r.spent
	}
	return s
}

// Sum adds the published schemes of a filter up.
func Sum(ctx context.Context, tx *db.Tx, f Filter) (t Totals, err error) {
	where, args, err := f.where(tx.Province)
	if err != nil {
		return t, err
	}
	public, states := decided()
	err = tx.QueryRow(ctx, `
		SELECT count(*), CAST(COALESCE(SUM(x.support), 0) AS BIGINT),
			CAST(COALESCE(SUM(CASE WHEN x.state = 'recorded' AND x.support = 0 THEN 1 ELSE 0 END), 0) AS BIGINT), CAST(COALESCE(SUM(x.people), 0) AS BIGINT)
		FROM (SELECT s.state,
				(SELECT CAST(COALESCE(SUM(d.delta_vnd), 0) AS BIGINT) FROM plan_decisions AS d WHERE d.province = s.province AND d.scheme = s.id) AS support,
				(SELECT count(*) FROM scheme_beneficiaries AS b WHERE b.province = s.province AND b.scheme = s.id AND b.left_on = '') AS people
			FROM schemes AS s WHERE s.province = ? AND `+where+` AND `+public+`) AS x`,
		append(append([]any{tx.Province}, args...), states...), &t.Schemes, &t.Support, &t.Unpublished, &t.Beneficiaries)
	if err != nil {
		return t, fmt.Errorf("add up published schemes: %w", err)
	}
	return t, nil
}

// Years lists the years that have published schemes, newest first.
func Years(ctx context.Context, tx *db.Tx) ([]int, error) {
	public, states := decided()
	return db.Collect(ctx, tx, `SELECT DISTINCT s.year FROM schemes AS s WHERE s.province = ? AND `+public+` ORDER BY s.year DESC`,
		append([]any{tx.Province}, states...), func(scan db.Scan) (y int, err error) { return y, scan(&y) })
}
