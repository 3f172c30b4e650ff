package worklist

import (
	"context"
	"strconv"
	"strings"

	"example.vn/khuyencong/internal/domain/contract"
	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/procedure"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
)

// acceptAhead is how many days before the end of a contract its acceptance is
// to be prepared.
const acceptAhead = 30

func contractSources() []source {
	const requests = `
		SELECT s.id, s.title, d.id, d.prepared_at, '' FROM disbursements AS d
		JOIN schemes AS s ON s.province = d.province AND s.id = d.scheme
		WHERE d.province = ? AND d.state = ? AND d.prepared_by <> ?`
	const settled = `
		SELECT s.id, s.title, q.id, q.prepared_at, '' FROM settlements AS q
		JOIN schemes AS s ON s.province = q.province AND s.id = q.scheme
		WHERE q.province = ? AND q.state = ? AND q.prepared_by <> ? `
	const unconfirmed = `(SELECT 1 FROM invoices AS i
		WHERE i.province = q.province AND i.settlement = q.id AND i.source = 'typed' AND i.confirmed_by = '')`
	return []source{
		{kind: PrepareContract, deed: access.PrepareContract, find: query(`
			SELECT s.id, s.title, s.id, s.updated_at, '' FROM schemes AS s
			WHERE s.province = ? AND s.state = ? AND (s.is_group = 0 OR s.group_plan = ?)
				AND NOT EXISTS (SELECT 1 FROM contracts AS c WHERE c.province = s.province AND c.scheme = s.id AND c.state IN (?, ?))`,
			values(scheme.Approved, scheme.GroupPlanApproved, contract.Draft, contract.Signed))},
		{kind: SignContract, deed: access.SignContract, find: query(`
			SELECT s.id, s.title, c.id, c.updated_at, '' FROM contracts AS c
			JOIN schemes AS s ON s.province = c.province AND s.id = c.scheme
			WHERE c.province = ? AND c.state = ? AND c.prepared_by <> ?`, me(contract.Draft))},
		{kind: SignAnnex, deed: access.SignContract, find: query(`
			SELECT s.id, s.title, c.number, c.updated_at, '' FROM contract_annexes AS a
			JOIN contracts AS c ON c.province = a.province AND c.id = a.contract
			JOIN schemes AS s ON s.province = c.province AND s.id = c.scheme
			WHERE a.province = ? AND a.state = ? AND c.state = ? AND a.prepared_by <> ?`, me(contract.Draft, contract.Signed))},
		{kind: ReportProgress, deed: access.RecordProgress, find: progress},
		{kind: PrepareAccept, deed: access.PrepareAcceptance, find: acceptances},
		{kind: RedoAcceptance, deed: access.PrepareAcceptance, find: query(`
			SELECT s.id, s.title, a.id || ' · ' || a.reason, a.prepared_at, '' FROM acceptances AS a
			JOIN schemes AS s ON s.province = a.province AND s.id = a.scheme
			WHERE a.province = ? AND a.state = ? AND CASE WHEN a.scheme IN (SELECT w.id FROM schemes AS w WHERE w.province = ? AND w.state IN (?, ?, ?)) THEN (SELECT 1 FROM acceptances AS n
				WHERE n.province = a.province AND n.contract = a.contract AND n.beneficiary = a.beneficiary AND n.id > a.id LIMIT 1) IS NULL ELSE FALSE END`,
			func(r *reader) []any {
				// What was done before a scheme was stopped can still be accepted.
				return []any{contract.AcceptanceReturned, r.tx.Province, scheme.Contracted, scheme.Running, scheme.Stopped}
			})},
		{kind: ConfirmAccept, deed: access.ConfirmAcceptance, find: query(`
			SELECT s.id, s.title, a.id, a.prepared_at, '' FROM acceptances AS a
			JOIN schemes AS s ON s.province = a.province AND s.id = a.scheme
			WHERE a.province = ? AND a.state = ? AND a.prepared_by <> ?`, me(contract.AcceptancePrepared))},
		{kind: RequestPayment, deed: access.RequestDisbursement, find: query(`
			SELECT s.id, s.title, s.id, s.updated_at, ''
			FROM (SELECT DISTINCT w.province, substr(w.subject, 8) AS id FROM ledger_under_way AS w
				WHERE w.province = ? AND w.account = ? AND w.subject LIKE 'scheme/%') AS w
			CROSS JOIN schemes AS s
			WHERE s.province = w.province AND s.id = w.id
				AND EXISTS (SELECT 1 FROM ledger_accounts AS l WHERE l.province = s.province AND l.subject = 'scheme/' || s.id AND l.account IN (?, ?) AND l.balance > 0)
				AND NOT EXISTS (SELECT 1 FROM disbursements AS d WHERE d.province = s.province AND d.scheme = s.id AND d.state IN (?, ?))`,
			values(ledger.Accepted, ledger.Committed, ledger.Advanced, contract.DisbursementPrepared, contract.DisbursementApproved))},
		{kind: ApprovePayment, deed: access.ApproveDisbursement, find: query(requests, me(contract.DisbursementPrepared))},
		{kind: PayOut, deed: access.PayDisbursement, find: query(requests+` AND d.approved_by <> ?`, meTwice(contract.DisbursementApproved))},
		{kind: PrepareSettle, deed: access.PrepareSettlement, find: settlements},
		{kind: ConfirmInvoices, deed: access.ConfirmInvoice, find: query(settled+`AND EXISTS `+unconfirmed, me(contract.SettlementPrepared))},
		{kind: ApproveSettle, deed: access.ApproveSettlement, find: query(settled+`AND NOT EXISTS `+unconfirmed, me(contract.SettlementPrepared))},
		{kind: Liquidate, deed: access.SignContract, find: liquidations},
		{kind: CarryOver, deed: contract.CarryDeed(ledger.Local), find: carryOvers(ledger.Local), basis: "NĐ 45/2012/NĐ-CP, Điều 14 khoản 4"},
		{kind: CarryOver, deed: contract.CarryDeed(ledger.National), find: carryOvers(ledger.National), basis: "NĐ 45/2012/NĐ-CP, Điều 14 khoản 4"},
	}
}

// A running contract is one under which work goes on.
type running struct {
	id                    string
	scheme, title, number string
	signedOn, endsOn      calendar.Date
	placed
	months map[string]bool // that have a report
}

// placed is what the procedure of a scheme depends on.
type placed struct {
	fund    ledger.Fund
	commune string
	on      calendar.Date // of whose units the commune is
}

func (p placed) in(tx *db.Tx) procedure.Area {
	return scheme.AreaOf(tx.Province, territory.Address{Commune: p.commune, On: p.on})
}

// runningAtOnce is how many running contracts are read together: a few more than
// are looked for, since some may owe nothing after all.
const runningAtOnce = found + 50

// lacksReports says that a contract has fewer reports than months from its
// signing to its end or to today, given six times. Whether the first of the
// months needs a report, missing knows.
const lacksReports = `(SELECT count(*) FROM progress_reports AS p WHERE p.province = c.province AND p.contract = c.id
		AND p.month >= substr(c.signed_on, 1, 7) AND p.month <= substr(CASE WHEN c.ends_on < ? THEN c.ends_on ELSE ? END, 1, 7))
	< CASE WHEN c.signed_on = '' OR c.ends_on = '' THEN 0 ELSE 1
		+ 12 * (CAST(substr(CASE WHEN c.ends_on < ? THEN c.ends_on ELSE ? END, 1, 4) AS BIGINT) - CAST(substr(c.signed_on, 1, 4) AS BIGINT))
		+ CAST(substr(CASE WHEN c.ends_on < ? THEN c.ends_on ELSE ? END, 6, 2) AS BIGINT) - CAST(substr(c.signed_on, 6, 2) AS BIGINT) END`

// working says that the scheme of a contract is under way, given the province
// and the two states. It is asked before the reports and minutes of a contract:
// most that are signed wait for their liquidation only.
const working = `c.scheme IN (SELECT w.id FROM schemes AS w WHERE w.province = ? AND w.state IN (?, ?))`

// underWay reads the next signed contracts whose work is not all accepted and
// that may lack a report, in the order of their ends; last is the one read
// before, nil at first.
func underWay(ctx context.Context, r *reader, last *running) ([]*running, error) {
	after, args := "", []any{r.tx.Province, contract.Signed, r.tx.Province, scheme.Contracted, scheme.Running, r.today, r.today, r.today, r.today, r.today, r.today}
	if last != nil {
		after, args = ` AND (c.ends_on, c.id) > (?, ?)`, append(args, last.endsOn, last.id)
	}
	var all []*running
	err := r.tx.Each(ctx, `
		SELECT c.id, s.id, s.title, c.number, c.signed_on, c.ends_on, COALESCE(p.month, ''), s.fund, s.commune, s.address_on
		FROM (SELECT c.province, c.id, c.scheme, c.number, c.signed_on, c.ends_on FROM contracts AS c
			WHERE c.province = ? AND c.state = ? AND CASE WHEN `+working+` THEN `+lacksReports+` ELSE FALSE END`+after+`
			ORDER BY c.ends_on, c.id LIMIT `+strconv.Itoa(runningAtOnce)+`) AS c
		JOIN schemes AS s ON s.province = c.province AND s.id = c.scheme
		LEFT JOIN progress_reports AS p ON p.province = c.province AND p.contract = c.id
		ORDER BY c.ends_on, c.id, p.month`, args, func(scan db.Scan) error {
		one := running{months: map[string]bool{}}
		var month string
		if err := scan(&one.id, &one.scheme, &one.title, &one.number, &one.signedOn, &one.endsOn, &month, &one.fund, &one.commune, &one.on); err != nil {
			return err
		}
		if len(all) == 0 || all[len(all)-1].id != one.id {
			all = append(all, &one)
		}
		if month != "" {
			all[len(all)-1].months[month] = true
		}
		return nil
	})
	return all, err
}

// missing lists the months without a report, up to the month of today, and
// when the first of them is due.
func (c *running) missing(r *reader) (months []string, first contract.Due) {
	in, today := c.in(r.tx), r.today
	last := today
	if c.endsOn.Before(last) {
		last = c.endsOn
	}
	for d := c.signedOn; !d.IsZero() && contract.MonthOf(d) <= contract.MonthOf(last); d = d.AddDays(1 - d.Day()).AddMonths(1) {
		m := contract.MonthOf(d)
		if c.months[m] {
			continue
		}
		due := r.terms.Progress(in, c.fund, m)
		if due.On.IsZero() || due.On.Before(c.signedOn) {
			continue
		}
		if len(months) == 0 {
			first = due
		}
		months = append(months, m)
	}
	return months, first
}

// progress is the monthly reports that are due, one item a contract.
func progress(ctx context.Context, r *reader) ([]row, error) {
	var rows []row
	var last *running
	for len(rows) <= found {
		all, err := underWay(ctx, r, last)
		if err != nil {
			return nil, err
		}
		for _, c := range all {
			if months, first := c.missing(r); len(months) > 0 {
				rows = append(rows, c.row(months, first))
			}
		}
		if len(all) < runningAtOnce {
			break
		}
		last = all[len(all)-1]
	}
	return rows, nil
}

// row is the item of a contract without the reports of some months.
func (c *running) row(months []string, first contract.Due) row {
	var words []string
	for _, m := range months[:min(len(months), 6)] {
		words = append(words, m[5:]+"/"+m[:4])
	}
	hint := c.scheme + " · tháng " + strings.Join(words, ", ")
	if len(months) > len(words) {
		hint += " và " + strconv.Itoa(len(months)-len(words)) + " tháng khác"
	}
	return row{ref: c.scheme, title: c.title, hint: hint, since: c.signedOn.String(), due: first.On, basis: first.Source()}
}

// acceptances is the contracts that end soon and have no minutes waiting.
func acceptances(ctx context.Context, r *reader) ([]row, error) {
	return r.rows(ctx, `
		SELECT s.id, s.title, 'Hợp đồng ' || c.number, c.signed_on, c.ends_on
		FROM contracts AS c JOIN schemes AS s ON s.province = c.province AND s.id = c.scheme
		WHERE c.province = ? AND c.state = ? AND c.ends_on <= ? AND CASE WHEN `+working+`
			THEN NOT EXISTS (SELECT 1 FROM acceptances AS a WHERE a.province = c.province AND a.contract = c.id AND a.state = ?) ELSE FALSE END
		ORDER BY c.ends_on, c.id`,
		contract.Signed, r.today.AddDays(acceptAhead), r.tx.Province, scheme.Contracted, scheme.Running, contract.AcceptancePrepared)
}

// settlements is the schemes whose work is all accepted and paid and whose
// settlement nobody has prepared.
func settlements(ctx context.Context, r *reader) ([]row, error) {
	type one struct {
		row
		placed
	}
	all, err := db.Collect(ctx, r.tx, `
		SELECT s.id, s.title, s.id, s.updated_at, s.fund, s.commune, s.address_on, COALESCE((SELECT MAX(a.accepted_on) FROM acceptances AS a
			WHERE a.province = s.province AND a.scheme = s.id AND a.state = 'confirmed'), '')
		FROM schemes AS s WHERE s.province = ? AND s.state = ?
			AND (SELECT 1 FROM settlements AS q WHERE q.province = s.province AND q.scheme = s.id AND q.state IN (?, ?) LIMIT 1) IS NULL
			AND (SELECT 1 FROM ledger_accounts AS l
				WHERE l.province = s.province AND l.subject = 'scheme/' || s.id AND l.account = ? AND l.balance > 0 LIMIT 1) IS NULL
		LIMIT `+strconv.Itoa(found+1),
		[]any{r.tx.Province, scheme.Accepted, contract.SettlementPrepared, contract.SettlementApproved, ledger.Accepted}, func(scan db.Scan) (o one, err error) {
			return o, scan(&o.ref, &o.title, &o.hint, &o.since, &o.fund, &o.commune, &o.on, &o.due)
		})
	var rows []row
	for _, o := range all {
		due := r.terms.Settlement(o.in(r.tx), o.fund, o.due)
		o.due, o.basis = due.On, due.Source()
		rows = append(rows, o.row)
	}
	return rows, err
}

// liquidations is the contracts whose money is settled or stopped.
func liquidations(ctx context.Context, r *reader) ([]row, error) {
	type one struct {
		row
		placed
		year int
	}
	all, err := db.Collect(ctx, r.tx, `
		SELECT s.id, s.title, 'Hợp đồng ' || c.number, s.updated_at,
			CASE WHEN s.year_end > s.year THEN s.year_end ELSE s.year END,
			COALESCE((SELECT MAX(o.to_year) FROM carry_overs AS o WHERE o.province = c.province AND o.contract = c.id), 0), s.fund, s.commune, s.address_on
		FROM contracts AS c JOIN schemes AS s ON s.province = c.province AND s.id = c.scheme
		WHERE c.province = ? AND c.state = ? AND CASE WHEN s.state IN (?, ?) THEN TRUE ELSE FALSE END ORDER BY c.ends_on, c.id LIMIT `+strconv.Itoa(found+1),
		[]any{r.tx.Province, contract.Signed, scheme.Settled, scheme.Stopped}, func(scan db.Scan) (o one, err error) {
			var carried int
			err = scan(&o.ref, &o.title, &o.hint, &o.since, &o.year, &carried, &o.fund, &o.commune, &o.on)
			o.year = max(o.year, carried)
			return o, err
		})
	var rows []row
	for _, o := range all {
		due := r.terms.Liquidation(o.in(r.tx), o.fund, o.year)
		o.due, o.basis = due.On, due.Source()
		rows = append(rows, o.row)
	}
	return rows, err
}

// carryOvers is the schemes under way that still have money of a past year.
func carryOvers(fund ledger.Fund) func(ctx context.Context, r *reader) ([]row, error) {
	return func(ctx context.Context, r *reader) ([]row, error) {
		return r.rows(ctx, `
		SELECT DISTINCT s.id, s.title, s.id || ' · ngân sách năm ' || CAST(w.year AS TEXT), s.updated_at, ''
		FROM ledger_under_way AS w CROSS JOIN schemes AS s
		WHERE w.province = ? AND w.account IN (?, ?) AND w.year < ? AND w.subject LIKE 'scheme/%'
			AND s.province = w.province AND s.id = substr(w.subject, 8) AND s.state IN (?, ?) AND s.fund = ?`,
			ledger.Committed, ledger.Advanced, r.today.Year(), scheme.Contracted, scheme.Running, fund)
	}
}
