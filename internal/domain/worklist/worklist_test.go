package worklist

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.vn/khuyencong/internal/domain/deadline"
	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/domain/survey"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/db/dbtest"
)

// A desk is a province with one scheme.
type desk struct {
	t  *testing.T
	db *db.DB
	id scheme.ID
}

func newDesk(t *testing.T, fund ledger.Fund) *desk {
	t.Helper()
	d := &desk{t: t, db: dbtest.Open(t)}
	d.update(func(ctx context.Context, tx *db.Tx) error {
		s := &scheme.Scheme{Year: 2026, Fund: fund, Title: "Đề án minh họa"}
		err := scheme.Add(ctx, tx, s)
		d.id = s.ID
		return err
	})
	return d
}

func (d *desk) update(fn func(context.Context, *db.Tx) error) {
	d.t.Helper()
	scope := db.Scope{Province: "19", Actor: access.System("test")}
	if err := d.db.Update(d.t.Context(), scope, func(tx *db.Tx) error { return fn(d.t.Context(), tx) }); err != nil {
		d.t.Fatal(err)
	}
}

func (d *desk) exec(query string, args ...any) {
	d.t.Helper()
	d.update(func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, query, args...)
		return err
	})
}

// insert adds a row; columns not named are empty or zero.
func (d *desk) insert(table string, values map[string]any, blank string, zero string) {
	d.t.Helper()
	columns, marks, args := []string{"province"}, []string{"?"}, []any{"19"}
	add := func(name string, v any) {
		columns, marks, args = append(columns, name), append(marks, "?"), append(args, v)
	}
	for name, v := range values {
		add(name, v)
	}
	for name := range strings.FieldsSeq(blank) {
		if _, set := values[name]; !set {
			add(name, "")
		}
	}
	for name := range strings.FieldsSeq(zero) {
		if _, set := values[name]; !set {
			add(name, 0)
		}
	}
	d.exec(`INSERT INTO `+table+` (`+strings.Join(columns, ", ")+`) VALUES (`+strings.Join(marks, ", ")+`)`, args...)
}

func (d *desk) contract(state, ends string) {
	d.insert("contracts", map[string]any{"id": "hd-1", "scheme": d.id, "number": "01/HĐ", "state": state, "signed_on": "2026-09-10", "ends_on": ends, "prepared_by": "u-staff"},
		"party starts_on terms signed_by closed_on closing_no closed_by created_at updated_at", "value_vnd investment_vnd version")
}

func (d *desk) acceptance(id, state string) {
	d.insert("acceptances", map[string]any{"id": id, "contract": "hd-1", "scheme": d.id, "state": state, "accepted_on": "2026-11-02", "prepared_by": "u-staff"},
		"place quantities serials differences reason prepared_at confirmed_by confirmed_at", "beneficiary value_vnd is_partial version")
}

func (d *desk) request(state, approvedBy string) {
	d.insert("disbursements", map[string]any{"id": "dn-1", "contract": "hd-1", "scheme": d.id, "kind": "advance", "state": state, "prepared_by": "u-staff", "approved_by": approvedBy},
		"proof warning reason voucher_no voucher_on prepared_at approved_at paid_by paid_at", "amount_vnd volume_vnd version")
}

func (d *desk) account(account string, year int) {
	d.exec(`INSERT INTO ledger_accounts (province, fund, year, account, subject, balance) VALUES ('19', 'local', ?, ?, ?, 5)`, year, account, d.id.Subject())
}

func (d *desk) state(s scheme.State) { d.exec(`UPDATE schemes SET state = ?`, s) }

// of lists the items of the person u-<role>.
func (d *desk) of(role access.Role) (items []Item) {
	d.t.Helper()
	actor := access.Actor{ID: "u-" + string(role), Roles: []access.Role{role}}
	if role == access.Commune {
		actor.Commune = "05488"
	}
	err := d.db.View(d.t.Context(), db.Scope{Province: "19", Actor: actor}, func(tx *db.Tx) (err error) {
		items, _, err = For(d.t.Context(), tx)
		return err
	})
	if err != nil {
		d.t.Fatal(err)
	}
	return items
}

// whoHas lists who has what to do, without the calendar of the administrator.
func (d *desk) whoHas() map[string][]Kind {
	all := map[string][]Kind{}
	for _, role := range access.Roles() {
		for _, i := range d.of(role) {
			if i.Kind != VerifyHolidays {
				all[string(role)] = append(all[string(role)], i.Kind)
			}
		}
		slices.Sort(all[string(role)])
	}
	return all
}

func TestWhoHasWhatToDo(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		fund ledger.Fund
		set  func(*desk)
		want map[string][]Kind
	}{
		"a draft":               {ledger.Local, func(*desk) {}, map[string][]Kind{"staff": {FinishDraft}}},
		"a returned dossier":    {ledger.Local, func(d *desk) { d.state(scheme.Returned) }, map[string][]Kind{"staff": {Supplement}}},
		"a dossier handed in":   {ledger.Local, func(d *desk) { d.state(scheme.Submitted) }, map[string][]Kind{"department": {OpenAppraisal}}},
		"a local one appraised": {ledger.Local, func(d *desk) { d.state(scheme.Appraised) }, map[string][]Kind{"staff": {EnterPlan}}},
		"a national one appraised": {ledger.National, func(d *desk) { d.state(scheme.Appraised) },
			map[string][]Kind{"staff": {RecordMinistry}, "department": {RecordMinistry}}},
		"an open score sheet": {ledger.Local, func(d *desk) { d.state(scheme.Appraising); d.council("") },
			map[string][]Kind{"appraiser": {Score}}},
		"all scores handed in": {ledger.Local, func(d *desk) { d.state(scheme.Appraising); d.council("2026-11-01T00:00:00Z") },
			map[string][]Kind{"appraiser": {Conclude}}},
		"a plan with a choice":   {ledger.Local, func(d *desk) { d.state(scheme.Appraised); d.plan("draft", "local") }, map[string][]Kind{"director": {SubmitPlan}}},
		"a local plan handed up": {ledger.Local, func(d *desk) { d.state(scheme.Planned); d.plan("submitted", "local") }, map[string][]Kind{"approver": {ApprovePlan}}},
		"a national plan handed up": {ledger.National, func(d *desk) { d.state(scheme.Planned); d.plan("submitted", "national") },
			map[string][]Kind{"department": {RecordPlan}}},
		"approved": {ledger.Local, func(d *desk) { d.state(scheme.Approved) }, map[string][]Kind{"staff": {PrepareContract}}},
		"a group without names": {ledger.Local, func(d *desk) {
			d.state(scheme.Approved)
			d.exec(`UPDATE schemes SET is_group = 1, group_plan = 'pending'`)
		}, map[string][]Kind{"staff": {NameMembers}}},
		"a group with names": {ledger.Local, func(d *desk) {
			d.state(scheme.Approved)
			d.exec(`UPDATE schemes SET is_group = 1, group_plan = 'pending'`)
			for no := range 2 {
				d.insert("scheme_beneficiaries", map[string]any{"scheme": d.id, "no": no}, "establishment commune address_on address_detail left_on left_reason", "content_no cost_vnd support_vnd")
			}
		}, map[string][]Kind{"department": {ApproveGroup}}},
		"a contract to sign": {ledger.Local, func(d *desk) { d.state(scheme.Approved); d.contract("draft", "2026-12-31") },
			map[string][]Kind{"director": {SignContract}}},
		"at work": {ledger.Local, func(d *desk) { d.state(scheme.Running); d.contract("signed", "2027-03-31") },
			map[string][]Kind{"staff": {ReportProgress}}},
		"at work near the end": {ledger.Local, func(d *desk) { d.state(scheme.Running); d.contract("signed", "2026-12-10") },
			map[string][]Kind{"staff": {PrepareAccept, ReportProgress}}},
		"minutes to confirm": {ledger.Local, func(d *desk) {
			d.state(scheme.Running)
			d.contract("signed", "2026-12-10")
			d.acceptance("nt-1", "prepared")
		}, map[string][]Kind{"staff": {ReportProgress}, "department": {ConfirmAccept}}},
		"minutes returned": {ledger.Local, func(d *desk) {
			d.state(scheme.Running)
			d.contract("signed", "2027-03-31")
			d.acceptance("nt-1", "returned")
		}, map[string][]Kind{"staff": {RedoAcceptance, ReportProgress}}},
		"minutes returned of what was done before it was stopped": {ledger.Local, func(d *desk) {
			d.state(scheme.Stopped)
			d.contract("signed", "2027-03-31")
			d.acceptance("nt-1", "returned")
		}, map[string][]Kind{"staff": {RedoAcceptance}, "director": {Liquidate}}},
		"minutes returned and made anew": {ledger.Local, func(d *desk) {
			d.state(scheme.Running)
			d.contract("signed", "2027-03-31")
			d.acceptance("nt-1", "returned")
			d.acceptance("nt-2", "prepared")
		}, map[string][]Kind{"staff": {ReportProgress}, "department": {ConfirmAccept}}},
		"a request": {ledger.Local, func(d *desk) { d.state(scheme.Accepted); d.account("accepted", 2026); d.request("prepared", "") },
			map[string][]Kind{"director": {ApprovePayment}}},
		"a request approved": {ledger.Local, func(d *desk) {
			d.state(scheme.Accepted)
			d.account("accepted", 2026)
			d.request("approved", "u-director")
		}, map[string][]Kind{"accountant": {PayOut}}},
		"accepted and not paid": {ledger.Local, func(d *desk) {
			d.state(scheme.Accepted)
			d.account("accepted", 2026)
			d.account("committed", 2026)
		},
			map[string][]Kind{"staff": {RequestPayment}, "accountant": {RequestPayment}}},
		"accepted and paid": {ledger.Local, func(d *desk) { d.state(scheme.Accepted) },
			map[string][]Kind{"staff": {PrepareSettle}, "accountant": {PrepareSettle}}},
		"settled": {ledger.Local, func(d *desk) { d.state(scheme.Settled); d.contract("signed", "2026-12-10") },
			map[string][]Kind{"director": {Liquidate}}},
		"money of last year": {ledger.Local, func(d *desk) { d.state(scheme.Running); d.account("committed", 2025) },
			map[string][]Kind{"approver": {CarryOver}}},
		"national money of last year": {ledger.National, func(d *desk) { d.state(scheme.Running); d.account("committed", 2025) },
			map[string][]Kind{"department": {CarryOver}}},
		"closed": {ledger.Local, func(d *desk) { d.state(scheme.Closed) }, map[string][]Kind{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t, c.fund)
			c.set(d)
			if diff := cmp.Diff(c.want, d.whoHas()); diff != "" {
				t.Errorf("who has what (-want +got):\n%s", diff)
			}
		})
	}
}

// council opens an appraisal chaired by the appraiser.
func (d *desk) council(submitted string) {
	d.insert("appraisals", map[string]any{"scheme": d.id, "level": "base", "round": 1, "quorum": 1, "state": "open", "due_on": "2026-12-01"},
		"mode conclusion reasons paper_no paper_on opened_by opened_at concluded_by concluded_at", "amount_vnd version")
	d.insert("appraisal_members", map[string]any{"scheme": d.id, "level": "base", "round": 1, "user_id": "u-appraiser", "post": "chair", "submitted_at": submitted},
		"user_name conflict remark", "")
}

func (d *desk) plan(state, fund string) {
	d.insert("plans", map[string]any{"year": 2026, "fund": fund, "round": 1, "state": state, "drafted_by": "u-staff", "submitted_by": "u-director"},
		"title paper_no decision_no decision_on signer reason submitted_at decided_by decided_at created_at", "version")
	d.insert("plan_items", map[string]any{"year": 2026, "fund": fund, "round": 1, "scheme": d.id, "choice": "chosen"}, "reasons note", "amount_vnd rank")
}

func TestNobodyIsAskedToDoTheSecondStepOfTheirOwn(t *testing.T) {
	t.Parallel()
	d := newDesk(t, ledger.Local)
	d.state(scheme.Approved)
	d.contract("draft", "2026-12-31")
	d.exec(`UPDATE contracts SET prepared_by = 'u-director'`)
	if items := d.of(access.Director); len(items) != 0 {
		t.Errorf("the director may sign what the director prepared: %+v", items)
	}
}

func TestTheCommuneHasItsOwnSheet(t *testing.T) {
	t.Parallel()
	d := newDesk(t, ledger.Local)
	d.update(func(ctx context.Context, tx *db.Tx) error {
		return survey.OpenCampaign(ctx, tx, 2027, "Rà soát nhu cầu năm 2027", calendar.Must("2026-12-15"), "")
	})
	items := d.of(access.Commune)
	if len(items) != 1 || items[0].Kind != SendNeeds || items[0].Ref != "2027/05488" || items[0].Due.On != calendar.Must("2026-12-15") {
		t.Fatalf("items of the commune: %+v", items)
	}
	d.exec(`INSERT INTO needs (province, id, year, commune, establishment, content, title, cost_vnd, asked_vnd, note, state, reason, scheme, entered_by, version, created_at, updated_at)
		VALUES ('19', 'nc-1', 2027, '05488', '', '', '', 0, 0, '', 'sent', '', '', '', 1, '', '2026-11-20T00:00:00Z')`)
	d.exec(`UPDATE campaign_replies SET state = 'sent' WHERE commune = '05488'`)
	if items := d.of(access.Commune); len(items) != 0 {
		t.Errorf("after it was sent: %+v", items)
	}
	staff := d.of(access.Staff)
	if !slices.ContainsFunc(staff, func(i Item) bool {
		return i.Kind == HandleNeeds && i.Title == "Xã Đại Phúc" && i.Hint == "1 nhu cầu chưa xử lý"
	}) {
		t.Errorf("items of the staff: %+v", staff)
	}
}

func TestReportsAreDueByTheTwentyFourth(t *testing.T) {
	t.Parallel()
	d := newDesk(t, ledger.Local)
	d.state(scheme.Running)
	d.contract("signed", "2027-03-31")
	report := func(month string) {
		d.insert("progress_reports", map[string]any{"contract": "hd-1", "month": month}, "note trouble noted_by at", "done_vnd")
	}
	due := func() (string, string, bool) {
		items := d.of(access.Staff)
		if len(items) == 0 {
			return "", "", false
		}
		return items[0].Hint, items[0].Due.Asked.String(), items[0].Due.Late
	}
	for _, step := range []struct {
		hint, due string
		late      bool
		then      string
	}{
		{"2026-0001 · tháng 09/2026, 10/2026, 11/2026", "2026-09-24", true, "2026-09"},
		{"2026-0001 · tháng 10/2026, 11/2026", "2026-10-24", true, "2026-10"},
		{"2026-0001 · tháng 11/2026", "2026-11-24", false, "2026-11"},
		{"", "", false, ""},
	} {
		hint, day, late := due()
		if hint != step.hint || day != step.due || late != step.late {
			t.Errorf("got %q %s late=%v, want %q %s late=%v", hint, day, late, step.hint, step.due, step.late)
		}
		if step.then != "" {
			report(step.then)
		}
	}
}

func TestSettlementIsDueFifteenDaysAfterTheLastAcceptance(t *testing.T) {
	t.Parallel()
	d := newDesk(t, ledger.Local)
	d.state(scheme.Accepted)
	d.contract("signed", "2026-12-10")
	d.acceptance("nt-1", "confirmed")
	items := d.of(access.Staff)
	if len(items) != 1 || items[0].Due.Asked != calendar.Must("2026-11-17") || !items[0].Due.Late || items[0].Basis == "" {
		t.Errorf("items: %+v", items)
	}
}

func TestTheLateComeFirst(t *testing.T) {
	t.Parallel()
	due := func(on string, late bool) deadline.Due { return deadline.Due{On: calendar.Must(on), Late: late} }
	items := []Item{
		{Ref: "no day, new", Since: "2026-02-01"},
		{Ref: "due later", Due: due("2026-12-20", false)},
		{Ref: "late", Due: due("2026-11-01", true)},
		{Ref: "no day, old", Since: "2026-01-01"},
		{Ref: "due soon", Due: due("2026-12-01", false)},
		{Ref: "very late", Due: due("2026-10-01", true)},
	}
	slices.SortStableFunc(items, compare)
	var got []string
	for _, i := range items {
		got = append(got, i.Ref)
	}
	if diff := cmp.Diff([]string{"very late", "late", "due soon", "due later", "no day, old", "no day, new"}, got); diff != "" {
		t.Errorf("order (-want +got):\n%s", diff)
	}
}

func TestEveryKindHasALabelAndASource(t *testing.T) {
	t.Parallel()
	found := make(map[Kind]bool)
	for _, s := range sources() {
		found[s.kind] = true
	}
	for _, k := range Kinds() {
		if k.Label() == "" || !found[k] {
			t.Errorf("%s: label %q, source %v", k, k.Label(), found[k])
		}
	}
	if len(found) != len(Kinds()) {
		t.Errorf("%d kinds, %d with a source", len(Kinds()), len(found))
	}
}

func TestTheCalendarOfNextYearIsLookedAt(t *testing.T) {
	t.Parallel()
	d := newDesk(t, ledger.Local)
	if items := d.of(access.Admin); len(items) != 1 || items[0].Kind != VerifyHolidays || items[0].Ref != "2027" {
		t.Errorf("empty calendar: %+v", items)
	}
	d.update(func(ctx context.Context, tx *db.Tx) error {
		return deadline.SetDay(ctx, tx, calendar.Exception{Day: calendar.Must("2027-01-01"), Kind: calendar.Holiday, Name: "Tết Dương lịch", Verified: true})
	})
	if items := d.of(access.Admin); len(items) != 0 {
		t.Errorf("all verified: %+v", items)
	}
}

// more lists how much work is left out for the person u-<role>.
func (d *desk) more(role access.Role) (more []More) {
	d.t.Helper()
	actor := access.Actor{ID: "u-" + string(role), Roles: []access.Role{role}}
	err := d.db.View(d.t.Context(), db.Scope{Province: "19", Actor: actor}, func(tx *db.Tx) (err error) {
		_, more, err = For(d.t.Context(), tx)
		return err
	})
	if err != nil {
		d.t.Fatal(err)
	}
	return more
}

func TestOfVeryMuchWorkTheMostUrgentIsListedAndTheRestCounted(t *testing.T) {
	t.Parallel()
	d := newDesk(t, ledger.Local)
	drafts := func(n int) {
		d.update(func(ctx context.Context, tx *db.Tx) error {
			for range n {
				if err := scheme.Add(ctx, tx, &scheme.Scheme{Year: 2026, Fund: ledger.Local, Title: "Đề án minh họa"}); err != nil {
					return err
				}
			}
			return nil
		})
	}
	drafts(listed - 1)
	if got, more := d.of(access.Staff), d.more(access.Staff); len(got) != listed || len(more) != 0 {
		t.Errorf("%d drafts: %d listed, more %+v", listed, len(got), more)
	}
	drafts(20)
	d.exec(`UPDATE schemes SET due_on = '2026-12-24' WHERE id = '2026-0066'`)
	d.exec(`UPDATE schemes SET due_on = '2026-11-20' WHERE id = '2026-0070'`)
	got := d.of(access.Staff)
	if diff := cmp.Diff([]More{{Kind: FinishDraft, Count: 20}}, d.more(access.Staff)); diff != "" || len(got) != listed {
		t.Errorf("%d listed, more (-want +got):\n%s", len(got), diff)
	}
	if got[0].Ref != "2026-0070" || !got[0].Due.Late || got[1].Ref != "2026-0066" {
		t.Errorf("the first two are %+v", got[:2])
	}
	drafts(found)
	if diff := cmp.Diff([]More{{Kind: FinishDraft, Count: found - listed, AtLeast: true}}, d.more(access.Staff)); diff != "" {
		t.Errorf("more than anybody counts (-want +got):\n%s", diff)
	}
}

func TestManyRunningContractsAreReadInParts(t *testing.T) {
	t.Parallel()
	d := newDesk(t, ledger.Local)
	d.state(scheme.Running)
	const n = runningAtOnce + 30
	d.exec(`INSERT INTO contracts (province, id, scheme, number, party, value_vnd, investment_vnd, starts_on, ends_on, terms, state, signed_on,
			prepared_by, signed_by, closed_on, closing_no, closed_by, version, created_at, updated_at)
		WITH RECURSIVE s (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM s WHERE i < ?)
		SELECT '19', 'hd-' || CAST(i AS TEXT), ?, CAST(i AS TEXT), '', 0, 0, '', '2027-03-31', '', 'signed',
			CASE WHEN i IN (7, 9, 99, ?) THEN '2026-11-02' ELSE '2026-11-25' END, '', '', '', '', '', 1, '', '' FROM s`, n, d.id, n-1)
	d.exec(`INSERT INTO progress_reports (province, contract, month, done_vnd, note, trouble, noted_by, at) VALUES ('19', 'hd-9', '2026-11', 0, '', '', '', '')`)
	var got []string
	for _, i := range d.of(access.Staff) {
		if i.Kind == ReportProgress {
			got = append(got, i.Hint)
		}
	}
	// Those signed after the day of the report of November owe none.
	if want := []string{"2026-0001 · tháng 11/2026", "2026-0001 · tháng 11/2026", "2026-0001 · tháng 11/2026"}; !slices.Equal(got, want) {
		t.Errorf("reports that are due: %q", got)
	}
}
