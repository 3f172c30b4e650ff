package killtest

// The life of a scheme of the filler, as a number: 0 draft, 1 submitted,
// 2 appraised, 3 approved, 4 contracted, 5 running, 6 accepted, 7 settled,
// 8 closed, 9 stopped. k counts the schemes of one book. What is older than
// last year is over; of last year's and this year's, every step has some.
const livesTable = `CREATE TEMP TABLE lives AS
	SELECT i, k, year, fund, id, 'scheme/' || id AS subject, 'hd-' || printf('%06d', i) AS contract, step,
		CASE WHEN year = 2025 AND step BETWEEN 4 AND 5 THEN '2026-01-15' ELSE year || '-03-01' END AS signed_on,
		CASE WHEN year = 2025 AND step BETWEEN 4 AND 5 THEN '2026-12-15' ELSE year || '-11-30' END AS ends_on
	FROM (SELECT CAST(substr(id, 6) AS INTEGER) AS i, CAST(substr(id, 6) AS INTEGER) / 30 AS k, year, fund, id, CASE
		WHEN year < 2025 THEN CASE WHEN (CAST(substr(id, 6) AS INTEGER) / 30) % 50 = 7 THEN 9 ELSE 8 END
		WHEN year = 2025 THEN CASE (CAST(substr(id, 6) AS INTEGER) / 30) % 10 WHEN 0 THEN 4 WHEN 1 THEN 5 WHEN 2 THEN 5 WHEN 3 THEN 6 WHEN 4 THEN 7 ELSE 8 END
		ELSE (CAST(substr(id, 6) AS INTEGER) / 30) % 9 END AS step
	FROM schemes WHERE province = '19')`

// livesMoves are the entries of a life: their order, kind, amount in millions,
// and the lives that have them.
const livesMoves = `CREATE TEMP TABLE moves AS
	SELECT l.subject, l.fund, l.year, l.i, m.no, m.kind, m.millions * 1000000 AS amount, l.year || m.day AS day,
		1 + row_number() OVER (PARTITION BY l.fund, l.year ORDER BY l.i, m.no) AS seq
	FROM lives AS l JOIN (
		SELECT 0 AS no, 'approve' AS kind, 100 AS millions, '-02-15' AS day
		UNION ALL SELECT 1, 'contract', 100, '-03-01' UNION ALL SELECT 2, 'advance', 50, '-03-10'
		UNION ALL SELECT 3, 'accept', 40, '-06-10' UNION ALL SELECT 4, 'clear_advance', 40, '-06-20'
		UNION ALL SELECT 5, 'accept', 60, '-09-10' UNION ALL SELECT 6, 'clear_advance', 10, '-09-20'
		UNION ALL SELECT 7, 'pay', 50, '-09-21' UNION ALL SELECT 8, 'settle', 100, '-10-10' UNION ALL SELECT 9, 'release', 100, '-05-05') AS m
	ON CASE m.no
		WHEN 0 THEN l.step >= 3 WHEN 1 THEN l.step BETWEEN 4 AND 8 WHEN 2 THEN l.step BETWEEN 5 AND 8
		WHEN 3 THEN l.step BETWEEN 6 AND 8 OR (l.step = 5 AND l.k % 4 = 1)
		WHEN 7 THEN l.step IN (7, 8) OR (l.step = 6 AND l.k % 4 <> 3)
		WHEN 8 THEN l.step IN (7, 8) WHEN 9 THEN l.step = 9
		ELSE l.step BETWEEN 6 AND 8 END`

// livesLegs are the accounts that each kind of entry moves money between.
const livesLegs = `CREATE TEMP TABLE legs AS
	SELECT 'approve' AS kind, 1 AS line, 'available' AS account, -1 AS sign UNION ALL SELECT 'approve', 2, 'approved', 1
	UNION ALL SELECT 'release', 1, 'approved', -1 UNION ALL SELECT 'release', 2, 'available', 1
	UNION ALL SELECT 'contract', 1, 'approved', -1 UNION ALL SELECT 'contract', 2, 'committed', 1
	UNION ALL SELECT 'advance', 1, 'committed', -1 UNION ALL SELECT 'advance', 2, 'advanced', 1
	UNION ALL SELECT 'accept', 1, 'work', -1 UNION ALL SELECT 'accept', 2, 'accepted', 1
	UNION ALL SELECT 'clear_advance', 1, 'advanced', -1 UNION ALL SELECT 'clear_advance', 2, 'paid', 1
	UNION ALL SELECT 'clear_advance', 3, 'accepted', -1 UNION ALL SELECT 'clear_advance', 4, 'billed', 1
	UNION ALL SELECT 'pay', 1, 'committed', -1 UNION ALL SELECT 'pay', 2, 'paid', 1
	UNION ALL SELECT 'pay', 3, 'accepted', -1 UNION ALL SELECT 'pay', 4, 'billed', 1
	UNION ALL SELECT 'settle', 1, 'paid', -1 UNION ALL SELECT 'settle', 2, 'settled', 1
	UNION ALL SELECT 'settle', 3, 'billed', -1 UNION ALL SELECT 'settle', 4, 'verified', 1`

// lives gives every scheme what belongs to its state: appraisal, plan,
// decision, contract, reports, acceptances, payments and settlement, and the
// entries of the books. ledger verify looks at the result.
func (f *filler) lives() {
	f.t.Helper()
	f.exec(livesTable, `CREATE UNIQUE INDEX temp.lives_i ON lives (i)`, livesMoves, livesLegs,
		`UPDATE schemes SET state = (SELECT CASE l.step WHEN 0 THEN 'draft' WHEN 1 THEN 'submitted' WHEN 2 THEN 'appraised' WHEN 3 THEN 'approved'
			WHEN 4 THEN 'contracted' WHEN 5 THEN 'running' WHEN 6 THEN 'accepted' WHEN 7 THEN 'settled' WHEN 8 THEN 'closed' ELSE 'stopped' END
			FROM lives AS l WHERE l.i = CAST(substr(schemes.id, 6) AS INTEGER)) WHERE province = '19'`)
	f.appraisals()
	f.plans()
	f.contracts()
	f.payments()
	f.needs()
	f.allot()
	f.from("ledger_entries", "moves", map[string]string{
		"fund": "fund", "year": "year", "seq": "seq", "key": `kind || '/' || no || '/' || i`, "kind": "kind", "subject": "subject", "amount": "amount",
		"day": "day", "reference": `'01/CT (minh họa)'`, "actor": `'u'`, "at": `day || 'T01:00:00Z'`,
	})
	f.from("ledger_postings", "moves AS m JOIN legs AS g ON g.kind = m.kind ORDER BY m.fund, m.year, m.seq, g.line", map[string]string{
		"fund": "m.fund", "year": "m.year", "seq": "m.seq", "line": "g.line", "account": "g.account",
		"subject": `CASE g.account WHEN 'available' THEN '' ELSE m.subject END`, "amount": "g.sign * m.amount",
	})
	f.balance()
	f.courses()
	f.exec(`INSERT INTO ledger_sums (province, fund, year, seq, account, balance)
		SELECT p.province, p.fund, p.year, h.seq, p.account, SUM(p.amount)
		FROM (SELECT fund, year, MAX(seq) / 256 * 256 AS seq FROM moves GROUP BY fund, year) AS h
		JOIN ledger_postings AS p ON p.province = '19' AND p.fund = h.fund AND p.year = h.year AND p.seq <= h.seq
		GROUP BY p.province, p.fund, p.year, h.seq, p.account HAVING h.seq > 0`)
}

// appraisals are judged by the same three people, who have a long history; one
// in three hundred is open.
func (f *filler) appraisals() {
	f.from("appraisals", "lives WHERE step >= 2 OR (step = 1 AND k % 3 = 0)", map[string]string{
		"scheme": "id", "level": `'base'`, "round": "1", "mode": `'council'`, "quorum": "2", "state": `CASE WHEN step >= 2 THEN 'concluded' ELSE 'open' END`,
		"conclusion": `CASE WHEN step >= 2 THEN 'pass' ELSE '' END`, "amount_vnd": "100000000", "opened_at": `year || '-01-10T01:00:00Z'`, "version": "1",
	})
	f.from("appraisal_members", `lives AS l JOIN (SELECT 'u-x' AS who, 'chair' AS post UNION ALL SELECT 'u-y', 'secretary' UNION ALL SELECT
			(SELECT id FROM users WHERE province = '19' AND login = 'kiemnhiem'), 'member') AS m WHERE l.step >= 2 OR (l.step = 1 AND l.k % 3 = 0)`, map[string]string{
		"scheme": "l.id", "level": `'base'`, "round": "1", "user_id": "m.who", "user_name": `'Ủy viên (minh họa)'`, "post": "m.post",
		"submitted_at": `CASE WHEN l.step >= 2 THEN l.year || '-01-20T01:00:00Z' ELSE '' END`,
	})
}

// plans have a hundred schemes each.
func (f *filler) plans() {
	f.from("plans", "(SELECT year, fund, k / 100 + 1 AS round FROM lives GROUP BY year, fund, k / 100)", map[string]string{
		"year": "year", "fund": "fund", "round": "round", "title": `'Đợt ' || round`, "state": `'approved'`, "decision_no": `round || '/QĐ (minh họa)'`,
		"decision_on": `year || '-02-15'`, "drafted_by": `'u-x'`, "submitted_by": `'u-y'`, "decided_by": `'u-z'`, "version": "1", "created_at": stampOfRow,
	})
	f.from("plan_items", "lives WHERE step >= 3", map[string]string{
		"year": "year", "fund": "fund", "round": "k / 100 + 1", "scheme": "id", "choice": `'chosen'`, "amount_vnd": "100000000", "rank": "k % 100",
	})
	decision := map[string]string{"scheme": "id", "year": "year", "fund": "fund", "decision_no": `'1/QĐ (minh họa)'`, "authority": `'province'`, "noted_by": `'u-z'`, "at": stampOfRow}
	f.from("plan_decisions", "lives WHERE step >= 3", with(decision, "seq", "1", "kind", `'initial'`, "delta_vnd", "100000000", "decided_on", `year || '-02-15'`))
	f.from("plan_decisions", "lives WHERE step = 9", with(decision, "seq", "2", "kind", `'stop'`, "delta_vnd", "-100000000", "decided_on", `year || '-05-05'`))
	f.exec(`INSERT INTO counters (province, name, value) SELECT province, 'grant/' || scheme, MAX(seq) FROM plan_decisions GROUP BY province, scheme`)
}

// contracts have a report for every month of work, but one in twenty lacks the
// last one; one acceptance in twenty was first returned.
func (f *filler) contracts() {
	f.from("contracts", "lives WHERE step BETWEEN 4 AND 8 OR (step = 3 AND k % 3 = 0)", map[string]string{
		"id": "contract", "scheme": "id", "number": `i || '/HĐ (minh họa)'`, "party": `'Bên B (minh họa)'`, "value_vnd": "100000000", "investment_vnd": "200000000",
		"starts_on": "signed_on", "ends_on": "ends_on", "state": `CASE WHEN step = 8 THEN 'closed' WHEN step = 3 THEN 'draft' ELSE 'signed' END`,
		"signed_on": `CASE WHEN step = 3 THEN '' ELSE signed_on END`, "closed_on": `CASE WHEN step = 8 THEN year || '-12-20' ELSE '' END`,
		"prepared_by": `'u-x'`, "version": "1", "created_at": stampOfRow, "updated_at": stampOfRow,
	})
	f.from("progress_reports", `lives AS l JOIN (SELECT column1 AS m FROM (VALUES ('01'), ('02'), ('03'), ('04'), ('05'), ('06'), ('07'), ('08'), ('09'), ('10'), ('11'))) AS months
			ON CASE WHEN l.step = 8 THEN m IN ('03', '04', '05') WHEN l.step BETWEEN 4 AND 7 THEN m >= substr(l.signed_on, 6, 2) AND (m < '11' OR l.k % 20 <> 5) END`, map[string]string{
		"contract": "l.contract", "month": `substr(l.signed_on, 1, 4) || '-' || m`, "done_vnd": "10000000", "noted_by": `'u-x'`, "at": stampOfRow,
	})
	accepted := map[string]string{
		"contract": "contract", "scheme": "id", "accepted_on": `year || '-09-10'`, "prepared_by": `'u-x'`, "prepared_at": `year || '-09-10T01:00:00Z'`, "version": "1",
	}
	f.from("acceptances", "lives WHERE step BETWEEN 6 AND 8 AND k % 20 = 3", with(accepted, "id", `'nt-' || i || '-0'`, "value_vnd", "40000000", "is_partial", "1", "state", `'returned'`, "reason", `'Thiếu ảnh'`))
	f.from("acceptances", "lives WHERE step BETWEEN 6 AND 8 OR (step = 5 AND k % 4 = 1)", with(accepted, "id", `'nt-' || i || '-1'`, "value_vnd", "40000000", "is_partial", "1", "state", `'confirmed'`))
	f.from("acceptances", "lives WHERE step BETWEEN 6 AND 8 OR (step = 5 AND k % 7 = 2)", with(accepted, "id", `'nt-' || i || '-2'`, "value_vnd", "60000000",
		"state", `CASE WHEN step = 5 THEN 'prepared' ELSE 'confirmed' END`))
}

func (f *filler) payments() {
	paid := map[string]string{
		"contract": "contract", "scheme": "id", "state": `'paid'`, "prepared_by": `'u-x'`, "approved_by": `'u-y'`, "paid_by": `'u-z'`,
		"prepared_at": stampOfRow, "approved_at": stampOfRow, "paid_at": stampOfRow, "version": "1",
	}
	f.from("disbursements", "lives WHERE step BETWEEN 5 AND 8", with(paid, "id", `'dn-' || i || '-1'`, "kind", `'advance'`, "amount_vnd", "50000000"))
	f.from("disbursements", "lives WHERE step BETWEEN 6 AND 8", with(paid, "id", `'dn-' || i || '-2'`, "kind", `'clearing'`, "amount_vnd", "50000000"))
	f.from("disbursements", "lives WHERE step BETWEEN 6 AND 8 AND (step <> 6 OR k % 8 <> 7)", with(paid, "id", `'dn-' || i || '-3'`, "kind", `'payment'`, "amount_vnd", "50000000",
		"state", `CASE WHEN step = 6 AND k % 4 = 3 THEN CASE k % 8 WHEN 3 THEN 'prepared' ELSE 'approved' END ELSE 'paid' END`))
	f.from("settlements", "lives WHERE step IN (7, 8) OR (step = 6 AND k % 8 = 1)", map[string]string{
		"id": `'qt-' || i`, "contract": "contract", "scheme": "id", "amount_vnd": "100000000", "state": `CASE WHEN step = 6 THEN 'prepared' ELSE 'approved' END`,
		"prepared_by": `'u-x'`, "prepared_at": stampOfRow, "approved_on": `CASE WHEN step = 6 THEN '' ELSE year || '-10-10' END`, "version": "1",
	})
}

// needs come from ninety communes, one for each scheme; those of next year have
// not been handled.
func (f *filler) needs() {
	f.fill("campaigns", fillYears+1, map[string]string{
		"year": "2012 + i", "title": `'Rà soát nhu cầu'`, "opens_on": `(2011 + i) || '-09-01'`, "due_on": `(2011 + i) || '-12-15'`,
		"state": `CASE WHEN i < 15 THEN 'closed' ELSE 'open' END`, "version": "1", "created_at": stampOfRow,
	})
	f.fill("campaign_replies", 90*(fillYears+1), map[string]string{
		"year": "2012 + i / 90", "commune": `'0' || (5400 + i % 90)`, "state": `CASE WHEN i / 90 < 15 THEN 'confirmed' ELSE 'sent' END`, "version": "1", "updated_at": stampOfRow,
	})
	f.from("needs", "lives", map[string]string{
		"id": `'nc-' || printf('%07d', i)`, "year": "CASE WHEN year = 2026 AND k % 2 = 0 THEN 2027 ELSE year END", "commune": `'0' || (5400 + i % 90)`, "content": `'advanced_machinery'`,
		"title": `'Máy sao chè'`, "cost_vnd": "200000000", "asked_vnd": "100000000", "state": `CASE WHEN year = 2026 AND k % 2 = 0 THEN 'sent' ELSE 'converted' END`,
		"scheme": "CASE WHEN year = 2026 AND k % 2 = 0 THEN '' ELSE id END", "version": "1", "created_at": stampOfRow, "updated_at": stampOfRow,
	})
}
