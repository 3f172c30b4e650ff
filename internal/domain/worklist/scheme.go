package worklist

import (
	"context"
	"fmt"
	"slices"

	"example.vn/khuyencong/internal/domain/appraisal"
	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/plan"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/domain/survey"
	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
)

// sources lists where work comes from.
func sources() []source {
	all := []source{
		{kind: SendNeeds, deed: access.EnterNeed, find: sheetsToSend},
		{kind: HandleNeeds, deed: access.HandleNeed, find: needsToHandle},
		{kind: VerifyHolidays, deed: access.ManageCalendar, find: holidays},
	}
	return append(append(append(all, schemeSources()...), planSources()...), append(append(append(contractSources(), paperSources()...), reportSources()...), followupSources()...)...)
}

const schemesIn = `SELECT id, title, id, updated_at, due_on FROM schemes WHERE province = ? AND state = ?`

// dueFirst is a source of schemes of which those with a due day come before
// the others, both in the order of an index.
func dueFirst(text string, args func(*reader) []any) func(context.Context, *reader) ([]row, error) {
	return func(ctx context.Context, r *reader) ([]row, error) {
		due, err := r.rows(ctx, text+` AND due_on > '' ORDER BY due_on, id`, args(r)...)
		if err != nil || len(due) > found {
			return due, err
		}
		others, err := r.rows(ctx, text+` AND due_on = '' ORDER BY id`, args(r)...)
		return append(due, others...), err
	}
}

func schemeSources() []source {
	return []source{
		{kind: Supplement, deed: access.EditScheme, find: dueFirst(schemesIn, values(scheme.Returned))},
		{kind: FinishDraft, deed: access.EditScheme, find: dueFirst(schemesIn, values(scheme.Draft))},
		{kind: OpenAppraisal, deed: access.OpenAppraisal, find: dueFirst(schemesIn+` AND prepared_by <> ?`, me(scheme.Submitted))},
		{kind: RecordMinistry, deed: access.RecordMinistry, find: dueFirst(schemesIn+` AND fund = ?`, values(scheme.Appraised, ledger.National))},
		{kind: Score, deed: access.ScoreAppraisal, find: query(`
			SELECT s.id, s.title, s.id, a.opened_at, a.due_on
			FROM appraisals AS a CROSS JOIN appraisal_members AS m CROSS JOIN schemes AS s
			WHERE a.province = ? AND m.province = a.province AND m.scheme = a.scheme AND m.level = a.level AND m.round = a.round
				AND s.province = a.province AND s.id = a.scheme AND a.state = ? AND m.submitted_at = '' AND m.conflict = '' AND m.user_id = ?`, me(appraisal.Open))},
		{kind: Conclude, deed: access.ConcludeAppraisal, find: query(`
			SELECT s.id, s.title, s.id, a.opened_at, a.due_on
			FROM appraisals AS a CROSS JOIN appraisal_members AS m CROSS JOIN schemes AS s
			WHERE a.province = ? AND m.province = a.province AND m.scheme = a.scheme AND m.level = a.level AND m.round = a.round
				AND s.province = a.province AND s.id = a.scheme AND a.state = ? AND m.post = ? AND m.conflict = '' AND m.submitted_at <> '' AND m.user_id = ?
				AND a.quorum <= (SELECT count(*) FROM appraisal_members AS c WHERE c.province = a.province AND c.scheme = a.scheme
					AND c.level = a.level AND c.round = a.round AND c.conflict = '' AND c.submitted_at <> '')`, me(appraisal.Open, appraisal.Chair))},
		{kind: NameMembers, deed: access.EditScheme, find: query(groups+` < 2`, groupArgs)},
		{kind: ApproveGroup, deed: access.ApproveGroupPlan, find: query(groups+` >= 2`, groupArgs)},
	}
}

// groups finds granted group schemes whose list of beneficiaries is not
// approved; a count of those named follows.
const groups = `
	SELECT s.id, s.title, s.id, s.updated_at, '' FROM schemes AS s
	WHERE s.province = ? AND s.is_group = 1 AND s.group_plan = ? AND s.state IN (?, ?, ?)
		AND (SELECT count(*) FROM scheme_beneficiaries AS b WHERE b.province = s.province AND b.scheme = s.id AND b.left_on = '')`

func groupArgs(*reader) []any {
	return []any{scheme.GroupPlanPending, scheme.Approved, scheme.Contracted, scheme.Running}
}

func planSources() []source {
	const plans = `
		SELECT CAST(p.year AS TEXT) || '/' || p.fund || '/' || CAST(p.round AS TEXT), p.title, p.paper_no,
			CASE WHEN p.submitted_at = '' THEN p.created_at ELSE p.submitted_at END, ''
		FROM plans AS p WHERE p.province = ? AND p.state = ?`
	const submitted = plans + ` AND p.fund = ? AND p.drafted_by <> ? AND p.submitted_by <> ?`
	return []source{
		{kind: EnterPlan, deed: access.DraftPlan, find: toPlan},
		{kind: SubmitPlan, deed: access.SubmitPlan, find: query(plans+` AND EXISTS (SELECT 1 FROM plan_items AS i
			WHERE i.province = p.province AND i.year = p.year AND i.fund = p.fund AND i.round = p.round AND i.choice = ?)`,
			values(plan.Draft, plan.Chosen))},
		{kind: RecordPlan, deed: access.RecordNationalPlan, find: query(submitted, meTwice(plan.Submitted, ledger.National))},
		{kind: ApprovePlan, deed: access.ApproveLocalPlan, find: query(submitted, meTwice(plan.Submitted, ledger.Local))},
		adjustment(DecideDepartment, access.DecideByDepartment),
		adjustment(DecideProvince, access.DecideByProvince),
		adjustment(DecideMinistry, access.RecordByMinistry),
	}
}

// toPlan is the schemes that may enter a plan and are in none that is open.
// Here as elsewhere what must not be there is asked as a value: of NOT EXISTS
// PostgreSQL makes a join that reads all there is before it finds the first.
func toPlan(ctx context.Context, r *reader) ([]row, error) {
	const ready = `
		SELECT s.id, s.title, s.id, s.updated_at, '' FROM schemes AS s
		WHERE s.province = ? AND s.state = ? AND (s.fund = ? OR s.state = ?)
			AND (SELECT 1 FROM plan_items AS i
				JOIN plans AS p ON p.province = i.province AND p.year = i.year AND p.fund = i.fund AND p.round = i.round
				WHERE i.province = s.province AND i.scheme = s.id AND p.state <> ? LIMIT 1) IS NULL`
	var all []row
	for _, state := range []scheme.State{scheme.Appraised, scheme.Endorsed} {
		rows, err := r.rows(ctx, ready, state, ledger.Local, scheme.Endorsed, plan.Approved)
		if err != nil {
			return nil, err
		}
		all = append(all, rows...)
	}
	return all, nil
}

// meTwice is me for a query that asks about two earlier steps.
func meTwice(more ...any) func(*reader) []any {
	return func(r *reader) []any { return append(me(more...)(r), r.me) }
}

// adjustment is the proposed changes that deed d decides.
func adjustment(k Kind, d access.Deed) source {
	return source{kind: k, deed: d, find: func(ctx context.Context, r *reader) ([]row, error) {
		waiting, err := plan.Waiting(ctx, r.tx)
		if err != nil {
			return nil, err
		}
		waiting = slices.DeleteFunc(waiting, func(a *plan.Adjustment) bool {
			return plan.DeedFor(a.Authority) != d || a.ProposedBy == r.me
		})
		waiting = waiting[:min(len(waiting), found+1)]
		ids := make([]scheme.ID, len(waiting))
		for i, a := range waiting {
			ids[i] = a.Scheme
		}
		titles, err := scheme.Titles(ctx, r.tx, ids)
		if err != nil {
			return nil, err
		}
		var rows []row
		for _, a := range waiting {
			rows = append(rows, row{ref: string(a.Scheme), title: titles[a.Scheme], hint: string(a.Scheme) + " · " + a.Change.Label(), since: a.ProposedAt})
		}
		return rows, nil
	}}
}

// sheetsToSend is the commune officer's own sheets of open campaigns.
func sheetsToSend(ctx context.Context, r *reader) ([]row, error) {
	if r.tx.Actor.Commune == "" {
		return nil, nil
	}
	return r.rows(ctx, `
		SELECT CAST(c.year AS TEXT) || '/' || p.commune, c.title, CASE WHEN p.note = '' THEN '' ELSE 'Trung tâm trả lại: ' || p.note END, c.created_at, c.due_on
		FROM campaigns AS c JOIN campaign_replies AS p ON p.province = c.province AND p.year = c.year
		WHERE c.province = ? AND c.state = ? AND p.state IN (?, ?) AND p.commune = ?`,
		survey.Open, survey.Waiting, survey.Returned, r.tx.Actor.Commune)
}

// needsToHandle is the needs that communes sent, by sheet.
func needsToHandle(ctx context.Context, r *reader) ([]row, error) {
	type sheet struct {
		row
		commune, opened string
		needs           int
	}
	sheets, err := db.Collect(ctx, r.tx, `
		SELECT CAST(n.year AS TEXT) || '/' || n.commune, n.commune, c.opens_on, count(*), MIN(n.updated_at)
		FROM needs AS n JOIN campaigns AS c ON c.province = n.province AND c.year = n.year
		WHERE n.province = ? AND n.state = ? GROUP BY n.year, n.commune, c.opens_on ORDER BY n.year, n.commune`,
		[]any{r.tx.Province, survey.NeedSent}, func(scan db.Scan) (s sheet, err error) {
			return s, scan(&s.ref, &s.commune, &s.opened, &s.needs, &s.since)
		})
	var rows []row
	for _, s := range sheets {
		on, _ := calendar.Parse(s.opened) // an unreadable day means today's units
		unit, ok := territory.Lookup(s.commune, on)
		s.title = "Xã " + s.commune
		if ok {
			s.title = unit.Title()
		}
		s.hint = fmt.Sprintf("%d nhu cầu chưa xử lý", s.needs)
		rows = append(rows, s.row)
	}
	return rows, err
}

// holidays is the calendar of next year, when somebody must still look at it.
func holidays(ctx context.Context, r *reader) ([]row, error) {
	year := r.today.Year() + 1
	var days, unverified int
	err := r.tx.QueryRow(ctx, `
		SELECT count(*), CAST(COALESCE(SUM(1 - verified), 0) AS BIGINT) FROM days_off WHERE province = ? AND day >= ? AND day <= ?`,
		[]any{r.tx.Province, calendar.FirstDay(year), calendar.LastDay(year)}, &days, &unverified)
	if err != nil || (days > 0 && unverified == 0) {
		return nil, err
	}
	hint := fmt.Sprintf("%d ngày chưa xác nhận", unverified)
	if days == 0 {
		hint = "Chưa nhập ngày nghỉ nào"
	}
	return []row{{ref: fmt.Sprint(year), title: fmt.Sprintf("Lịch nghỉ năm %d", year), hint: hint, due: calendar.LastDay(year - 1)}}, nil
}
