package plan_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/plan"
	"example.vn/khuyencong/internal/domain/procedure"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/audit"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/db/dbtest"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/money"
)

const million money.VND = 1_000_000

var today = calendar.Must("2026-11-22")

// person is the scope of somebody in province 19 with the given roles.
func person(id string, roles ...access.Role) db.Scope {
	return db.Scope{Province: "19", Actor: access.Actor{ID: id, Name: "Bà " + id, Roles: roles}}
}

var (
	staff      = person("staff", access.Staff)
	director   = person("director", access.Director)
	accountant = person("accountant", access.Accountant)
	head       = person("head", access.Department)
	approver   = person("approver", access.Approver)
	system     = db.Scope{Province: "19", Actor: access.System("test")}

	local    = ledger.Book{Fund: ledger.Local, Year: 2026}
	first    = plan.Key{Year: 2026, Fund: ledger.Local, Round: 1}
	national = plan.Key{Year: 2026, Fund: ledger.National, Round: 1}
	decision = plan.Decision{Number: "12/QĐ-UBND", On: today, Signer: "Chủ tịch"}
)

// do runs fn as who and returns its error.
func do(t *testing.T, d *db.DB, who db.Scope, fn func(*db.Tx) error) error {
	t.Helper()
	return d.Update(t.Context(), who, fn)
}

// must runs fn as who and stops the test on an error.
func must(t *testing.T, d *db.DB, who db.Scope, fn func(*db.Tx) error) {
	t.Helper()
	if err := do(t, d, who, fn); err != nil {
		t.Fatal(err)
	}
}

// look runs fn in a transaction that only reads, which never waits for another.
func look(t *testing.T, d *db.DB, fn func(*db.Tx) error) {
	t.Helper()
	if err := d.View(t.Context(), staff, fn); err != nil {
		t.Fatal(err)
	}
}

// refused checks the kind of err and that it, or one of its fields, says word.
func refused(t *testing.T, what string, err error, kind fault.Kind, word string) {
	t.Helper()
	if fault.KindOf(err) != kind || err == nil {
		t.Errorf("%s: got %v, want a fault of kind %d that says %q", what, err, kind, word)
		return
	}
	words := err.Error()
	if f, ok := err.(*fault.Error); ok { //nolint:errorlint // the domain returns it bare
		for _, w := range f.Fields {
			words += " " + w
		}
	}
	if !strings.Contains(words, word) {
		t.Errorf("%s: got %q, want %q in it", what, words, word)
	}
}

// ready adds a scheme that passed appraisal with amount. change may alter the
// draft.
func ready(t *testing.T, d *db.DB, fund ledger.Fund, amount money.VND, change ...func(*scheme.Scheme)) *scheme.Scheme {
	t.Helper()
	s := &scheme.Scheme{
		Year: 2026, Fund: fund, Title: "Bản tin khuyến công", Objectives: "Tuyên truyền", Implementer: "Trung tâm",
		StartsOn: calendar.Must("2026-02-01"), EndsOn: calendar.Must("2026-12-15"),
		Place:    territory.Address{Commune: "05488", On: today},
		Contents: []scheme.Content{{Code: "communication", Units: 1}},
	}
	for _, c := range change {
		c(s)
	}
	if len(s.Costs) == 0 {
		s.Costs = []scheme.Cost{cost(fund, s.Year, amount)}
	}
	must(t, d, staff, func(tx *db.Tx) error {
		if err := scheme.Add(t.Context(), tx, s); err != nil {
			return err
		}
		return scheme.Submit(t.Context(), tx, s.ID, s.Version)
	})
	must(t, d, system, func(tx *db.Tx) (err error) {
		if s, err = scheme.ByID(t.Context(), tx, s.ID); err != nil {
			return err
		}
		s.Appraised = amount
		states := []scheme.State{scheme.Appraising, scheme.Appraised}
		if fund == ledger.National {
			states = append(states, scheme.Endorsed)
		}
		for _, state := range states {
			if err := scheme.Move(t.Context(), tx, s, state, "test", nil); err != nil {
				return err
			}
		}
		return nil
	})
	return s
}

func cost(fund ledger.Fund, year int, amount money.VND) scheme.Cost {
	c := scheme.Cost{ContentNo: 1, Year: year, Name: "Chi phí", Own: amount}
	if fund == ledger.National {
		c.National = amount
	} else {
		c.Local = amount
	}
	return c
}

// now reads the scheme as it stands.
func now(t *testing.T, d *db.DB, id scheme.ID) (s *scheme.Scheme) {
	t.Helper()
	look(t, d, func(tx *db.Tx) (err error) {
		s, err = scheme.ByID(t.Context(), tx, id)
		return err
	})
	return s
}

// allot gives the book an estimate.
func allot(t *testing.T, d *db.DB, b ledger.Book, amount money.VND, key string) {
	t.Helper()
	must(t, d, accountant, func(tx *db.Tx) error { return plan.AllotFund(t.Context(), tx, b, amount, decision, key) })
}

// balances reads what the book holds.
func balances(t *testing.T, d *db.DB, b ledger.Book) (all ledger.Balances) {
	t.Helper()
	look(t, d, func(tx *db.Tx) (err error) {
		all, err = ledger.OfBook(t.Context(), tx, b)
		return err
	})
	return all
}

// open starts the next round and returns it.
func open(t *testing.T, d *db.DB, year int, fund ledger.Fund) (p *plan.Plan) {
	t.Helper()
	must(t, d, staff, func(tx *db.Tx) (err error) {
		p, err = plan.Open(t.Context(), tx, year, fund, "")
		return err
	})
	return p
}

// read returns the plan as it stands.
func read(t *testing.T, d *db.DB, k plan.Key) (p *plan.Plan) {
	t.Helper()
	look(t, d, func(tx *db.Tx) (err error) {
		p, err = plan.ByKey(t.Context(), tx, k)
		return err
	})
	return p
}

// choose picks the given schemes with all that the plan may give them.
func choose(t *testing.T, d *db.DB, k plan.Key, ids ...scheme.ID) {
	t.Helper()
	p := read(t, d, k)
	picks := map[scheme.ID]plan.Pick{}
	for _, i := range p.Items {
		if slices.Contains(ids, i.Scheme.ID) {
			picks[i.Scheme.ID] = plan.Pick{Choice: plan.Chosen, Amount: i.Amount}
		}
	}
	must(t, d, staff, func(tx *db.Tx) error { return plan.Choose(t.Context(), tx, k, p.Version, picks) })
}

func submit(t *testing.T, d *db.DB, k plan.Key) error {
	t.Helper()
	p := read(t, d, k)
	return do(t, d, director, func(tx *db.Tx) error { return plan.Submit(t.Context(), tx, k, p.Version, "05/TTr-TTKC") })
}

func approve(t *testing.T, d *db.DB, who db.Scope, k plan.Key) error {
	t.Helper()
	p := read(t, d, k)
	return do(t, d, who, func(tx *db.Tx) error { return plan.Approve(t.Context(), tx, k, p.Version, decision) })
}

// granted brings a local scheme all the way to its approval.
func granted(t *testing.T, d *db.DB, fund ledger.Fund, amount money.VND, change ...func(*scheme.Scheme)) *scheme.Scheme {
	t.Helper()
	s := ready(t, d, fund, amount, change...)
	allot(t, d, ledger.Book{Fund: fund, Year: 2026}, amount, string(s.ID))
	p := open(t, d, 2026, fund)
	choose(t, d, p.Key, s.ID)
	if err := submit(t, d, p.Key); err != nil {
		t.Fatal(err)
	}
	who := approver
	if fund == ledger.National {
		who = head
	}
	if err := approve(t, d, who, p.Key); err != nil {
		t.Fatal(err)
	}
	return now(t, d, s.ID)
}

func TestAPlanGoesFromRankedListToReservedMoney(t *testing.T) {
	d := dbtest.Open(t)
	plain := ready(t, d, ledger.Local, 60*million)
	key := ready(t, d, ledger.Local, 40*million, func(s *scheme.Scheme) {
		s.Key = true
		s.Contents = append(s.Contents, scheme.Content{Code: "seminar_forum", Units: 1})
	})
	ready(t, d, ledger.National, 10*million)
	allot(t, d, local, 90*million, "a")
	p := open(t, d, 2026, ledger.Local)
	if p.Key != first || len(p.Items) != 2 || p.Items[0].Scheme.ID != key.ID || p.Items[1].Scheme.ID != plain.ID {
		t.Fatalf("plan %+v", p)
	}
	if i := p.Items[1]; i.Rank != 2 || i.Amount != 60*million || i.Choice != plan.Considering || len(i.Reasons) != 1 {
		t.Errorf("item %+v", i)
	}
	refused(t, "nothing chosen", submit(t, d, first), fault.Invalid, "Chưa chọn đề án nào")
	choose(t, d, first, key.ID, plain.ID)
	refused(t, "over the budget", submit(t, d, first), fault.Conflict, "vượt dự toán còn lại 90.000.000 đ là 10.000.000 đ")
	must(t, d, staff, func(tx *db.Tx) error {
		return plan.Choose(t.Context(), tx, first, read(t, d, first).Version, map[scheme.ID]plan.Pick{
			plain.ID: {Choice: plan.Chosen, Amount: 50 * million, Note: "Giảm một kỳ"},
		})
	})
	if err := submit(t, d, first); err != nil {
		t.Fatal(err)
	}
	if s := now(t, d, plain.ID); s.State != scheme.Planned {
		t.Errorf("the chosen scheme is %s", s.State)
	}
	if err := approve(t, d, approver, first); err != nil {
		t.Fatal(err)
	}
	p = read(t, d, first)
	if p.State != plan.Approved || p.DecisionNo != "12/QĐ-UBND" || p.DecidedBy != "approver" || p.Sum(plan.Chosen) != 90*million {
		t.Errorf("plan %+v", p)
	}
	if b := balances(t, d, local); b[ledger.Available] != 0 || b[ledger.Approved] != 90*million {
		t.Errorf("balances %v", b)
	}
	must(t, d, staff, func(tx *db.Tx) error {
		got, err := plan.Grants(t.Context(), tx, plain.ID)
		want := []plan.Grant{{
			Scheme: plain.ID, Seq: 1, Year: 2026, Fund: ledger.Local, Kind: plan.Initial, Delta: 50 * million, DecisionNo: "12/QĐ-UBND",
			DecidedOn: today, Signer: "Chủ tịch", Authority: "ubnd_tinh", NotedBy: "approver", At: "2026-11-22T02:00:00Z",
		}}
		if diff := cmp.Diff(want, got, cmp.Comparer(func(a, b calendar.Date) bool { return a == b })); diff != "" {
			t.Error(diff)
		}
		events, err2 := audit.Of(t.Context(), tx, first.Subject())
		if len(events) != 5 || events[4].Verb != "plan.approve" {
			t.Errorf("audit has %d events", len(events))
		}
		totals, err3 := plan.Totals(t.Context(), tx, 2026, 2027)
		if want := (plan.Total{Schemes: 2, Amount: 90 * million}); totals[first][plan.Chosen] != want {
			t.Errorf("totals %v", totals)
		}
		return firstOf(err, err2, err3)
	})
}

func firstOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func TestEachVerbOfAPlanHasItsRole(t *testing.T) {
	d := dbtest.Open(t)
	s := ready(t, d, ledger.Local, 10*million)
	allot(t, d, local, 10*million, "a")
	open(t, d, 2026, ledger.Local)
	verbs := []struct {
		name  string
		roles []access.Role
		do    func(tx *db.Tx) error
	}{
		{"lập kế hoạch", []access.Role{access.Staff}, func(tx *db.Tx) error {
			_, err := plan.Open(t.Context(), tx, 2026, ledger.Local, "")
			return err
		}},
		{"lập kế hoạch", []access.Role{access.Staff}, func(tx *db.Tx) error { return plan.Refresh(t.Context(), tx, first, 1) }},
		{"lập kế hoạch", []access.Role{access.Staff}, func(tx *db.Tx) error { return plan.Choose(t.Context(), tx, first, 1, nil) }},
		{"trình kế hoạch", []access.Role{access.Director}, func(tx *db.Tx) error { return plan.Submit(t.Context(), tx, first, 1, "1") }},
		{"phê duyệt kế hoạch", []access.Role{access.Approver}, func(tx *db.Tx) error { return plan.Approve(t.Context(), tx, first, 1, decision) }},
		{"phê duyệt kế hoạch", []access.Role{access.Approver}, func(tx *db.Tx) error { return plan.SendBack(t.Context(), tx, first, 1, "x") }},
		{"quyết định kế hoạch quốc gia", []access.Role{access.Department}, func(tx *db.Tx) error { return plan.Approve(t.Context(), tx, national, 1, decision) }},
		{"ghi dự toán", []access.Role{access.Accountant}, func(tx *db.Tx) error {
			return plan.AllotFund(t.Context(), tx, local, 1, decision, "b")
		}},
		{"đề nghị điều chỉnh", []access.Role{access.Staff}, func(tx *db.Tx) error {
			return plan.Propose(t.Context(), tx, &plan.Adjustment{Scheme: s.ID})
		}},
		{"nhập danh sách", []access.Role{access.Staff}, func(tx *db.Tx) error {
			return plan.RecordGrant(t.Context(), tx, s, 1, decision, "")
		}},
		{"nhập danh sách", []access.Role{access.Staff}, func(tx *db.Tx) error { return plan.UnrecordGrants(t.Context(), tx, s.ID, 0) }},
	}
	for _, v := range verbs {
		for _, role := range access.Roles() {
			if !slices.Contains(v.roles, role) {
				refused(t, string(role), do(t, d, person("x", role), v.do), fault.Forbidden, v.name)
			}
		}
	}
	if p := read(t, d, first); p.Version != 1 {
		t.Errorf("refused verbs changed the plan to version %d", p.Version)
	}
}

func TestWhoDraftedSubmittedOrPreparedDoesNotApprove(t *testing.T) {
	d := dbtest.Open(t)
	both := person("both", access.Staff, access.Director, access.Approver)
	s := ready(t, d, ledger.Local, 10*million)
	allot(t, d, local, 10*million, "a")
	open(t, d, 2026, ledger.Local)
	choose(t, d, first, s.ID)
	must(t, d, both, func(tx *db.Tx) error { return plan.Submit(t.Context(), tx, first, 2, "1") })
	refused(t, "whoever submitted", approve(t, d, both, first), fault.Forbidden, "hai người")
	refused(t, "whoever drafted", approve(t, d, person("staff", access.Approver), first), fault.Forbidden, "hai người")
	if err := approve(t, d, approver, first); err != nil {
		t.Fatal(err)
	}
	// Somebody else drafts and submits; the author of the dossier approves.
	s = ready(t, d, ledger.Local, 10*million)
	allot(t, d, local, 10*million, "b")
	k := first
	k.Round = 2
	must(t, d, person("other", access.Staff), func(tx *db.Tx) error {
		_, err := plan.Open(t.Context(), tx, 2026, ledger.Local, "")
		return err
	})
	choose(t, d, k, s.ID)
	if err := submit(t, d, k); err != nil {
		t.Fatal(err)
	}
	refused(t, "the author of a scheme", approve(t, d, person("staff", access.Approver), k), fault.Forbidden, "người lập hồ sơ đề án")
	if err := approve(t, d, approver, k); err != nil {
		t.Error(err)
	}
}

// What an approval takes on PostgreSQL are its messages: one for the plan, one
// for all there is to know of its first scheme, one for each further scheme, one
// for what is written last; beside them those that begin and end it.
func TestAnApprovalIsFewMessages(t *testing.T) {
	d := dbtest.Open(t)
	for round, n := range []int{1, 3} {
		var ids []scheme.ID
		for range n {
			ids = append(ids, ready(t, d, ledger.Local, 50*million, machines(workshop(t, d, "HTX Chè Xanh"))).ID)
		}
		allot(t, d, local, 50*million*money.VND(n), fmt.Sprint(round))
		p := open(t, d, 2026, ledger.Local)
		choose(t, d, p.Key, ids...)
		if err := submit(t, d, p.Key); err != nil {
			t.Fatal(err)
		}
		version := read(t, d, p.Key).Version
		before := d.Messages()
		err := do(t, d, approver, func(tx *db.Tx) error {
			if err := audit.Ahead(t.Context(), tx); err != nil { // as the pages do
				return err
			}
			return plan.Approve(t.Context(), tx, p.Key, version, decision)
		})
		if sent := d.Messages() - before; err != nil || d.Engine() == "postgresql" && sent != int64(n+1+1+min(n-1, 1)) {
			t.Errorf("an approval of %d schemes: %d messages, %v", n, sent, err)
		}
	}
}

func TestApprovalIsAllOrNothing(t *testing.T) {
	d := dbtest.Open(t)
	a, b := ready(t, d, ledger.Local, 60*million), ready(t, d, ledger.Local, 50*million)
	allot(t, d, local, 110*million, "a")
	open(t, d, 2026, ledger.Local)
	choose(t, d, first, a.ID, b.ID)
	if err := submit(t, d, first); err != nil {
		t.Fatal(err)
	}
	allot(t, d, local, -20*million, "cut") // after the submission the estimate is cut
	refused(t, "approval", approve(t, d, approver, first), fault.Conflict, "chỉ còn 30.000.000 đ")
	if got := balances(t, d, local); got[ledger.Approved] != 0 || got[ledger.Available] != 90*million {
		t.Errorf("balances %v: something was reserved", got)
	}
	for _, s := range []*scheme.Scheme{now(t, d, a.ID), now(t, d, b.ID)} {
		if s.State != scheme.Planned {
			t.Errorf("scheme %s is %s", s.ID, s.State)
		}
	}
	must(t, d, staff, func(tx *db.Tx) error {
		g, err := plan.Grants(t.Context(), tx, a.ID)
		if len(g) != 0 {
			t.Errorf("grants %v", g)
		}
		return err
	})
	if p := read(t, d, first); p.State != plan.Submitted {
		t.Errorf("the plan is %s", p.State)
	}
}

func TestASentBackPlanCanBeMendedAndSubmittedAgain(t *testing.T) {
	d := dbtest.Open(t)
	s := ready(t, d, ledger.Local, 10*million)
	allot(t, d, local, 10*million, "a")
	open(t, d, 2026, ledger.Local)
	choose(t, d, first, s.ID)
	if err := submit(t, d, first); err != nil {
		t.Fatal(err)
	}
	back := func(reason string) error {
		return do(t, d, approver, func(tx *db.Tx) error { return plan.SendBack(t.Context(), tx, first, read(t, d, first).Version, reason) })
	}
	refused(t, "without a reason", back(""), fault.Invalid, "lý do")
	if err := back("Thiếu thuyết minh"); err != nil {
		t.Fatal(err)
	}
	if p, s := read(t, d, first), now(t, d, s.ID); p.State != plan.Draft || p.Reason != "Thiếu thuyết minh" || s.State != scheme.Appraised {
		t.Errorf("plan %s %q, scheme %s", p.State, p.Reason, s.State)
	}
	refused(t, "approving a draft", approve(t, d, approver, first), fault.Conflict, "Đang lập")
	if err := submit(t, d, first); err != nil {
		t.Fatal(err)
	}
	refused(t, "submitting twice", submit(t, d, first), fault.Conflict, "Đã trình")
	if err := approve(t, d, approver, first); err != nil {
		t.Fatal(err)
	}
	refused(t, "approving twice", approve(t, d, approver, first), fault.Conflict, "Đã phê duyệt")
	if got := balances(t, d, local)[ledger.Approved]; got != 10*million {
		t.Errorf("approved %s", got)
	}
}

func TestChoicesStayWithinTheAppraisedAmount(t *testing.T) {
	d := dbtest.Open(t)
	s := ready(t, d, ledger.Local, 10*million)
	open(t, d, 2026, ledger.Local)
	pick := func(version int64, p plan.Pick) error {
		return do(t, d, staff, func(tx *db.Tx) error {
			return plan.Choose(t.Context(), tx, first, version, map[scheme.ID]plan.Pick{s.ID: p})
		})
	}
	refused(t, "more than appraised", pick(1, plan.Pick{Choice: plan.Chosen, Amount: 10*million + 1}), fault.Invalid, "không bố trí nhiều hơn")
	refused(t, "chosen for nothing", pick(1, plan.Pick{Choice: plan.Chosen}), fault.Invalid, "chưa có kinh phí")
	refused(t, "a negative amount", pick(1, plan.Pick{Choice: plan.Considering, Amount: -1}), fault.Invalid, "không được âm")
	refused(t, "an unknown choice", pick(1, plan.Pick{Choice: "maybe", Amount: 1}), fault.Invalid, "không hợp lệ")
	refused(t, "a stale page", pick(0, plan.Pick{Choice: plan.Dropped}), fault.Conflict, "người khác sửa")
	if err := pick(1, plan.Pick{Choice: plan.Dropped, Note: "Để năm sau"}); err != nil {
		t.Fatal(err)
	}
	if i := read(t, d, first).Items[0]; i.Choice != plan.Dropped || i.Amount != 0 || i.Note != "Để năm sau" {
		t.Errorf("item %+v", i)
	}
}

func TestOpenAsksForAFundAndAYear(t *testing.T) {
	d := dbtest.Open(t)
	for _, c := range []struct {
		year int
		fund ledger.Fund
		word string
	}{{2026, "", "nguồn kinh phí"}, {1999, ledger.Local, "2004 đến 2100"}, {2101, ledger.National, "2004 đến 2100"}} {
		refused(t, c.word, do(t, d, staff, func(tx *db.Tx) error {
			_, err := plan.Open(t.Context(), tx, c.year, c.fund, "")
			return err
		}), fault.Invalid, c.word)
	}
}

func TestARoundLeavesOutWhatAnotherOpenRoundHolds(t *testing.T) {
	d := dbtest.Open(t)
	s := ready(t, d, ledger.Local, 10*million)
	open(t, d, 2026, ledger.Local)
	second := open(t, d, 2026, ledger.Local)
	if second.Round != 2 || len(second.Items) != 0 {
		t.Fatalf("the second round has %d items", len(second.Items))
	}
	later := ready(t, d, ledger.Local, 20*million)
	must(t, d, staff, func(tx *db.Tx) error { return plan.Refresh(t.Context(), tx, second.Key, second.Version) })
	if p := read(t, d, second.Key); len(p.Items) != 1 || p.Items[0].Scheme.ID != later.ID {
		t.Errorf("items %+v", p.Items)
	}
	// What is withdrawn leaves its round, what was chosen there is kept.
	must(t, d, staff, func(tx *db.Tx) error {
		if err := scheme.Withdraw(t.Context(), tx, later.ID, later.Version, "Hết nhu cầu"); err != nil {
			return err
		}
		return plan.Refresh(t.Context(), tx, second.Key, 2)
	})
	if p := read(t, d, second.Key); len(p.Items) != 0 {
		t.Errorf("items %+v", p.Items)
	}
	choose(t, d, first, s.ID)
	must(t, d, staff, func(tx *db.Tx) error { return plan.Refresh(t.Context(), tx, first, 2) })
	if p := read(t, d, first); len(p.Items) != 1 || p.Items[0].Choice != plan.Chosen {
		t.Errorf("items %+v", p.Items)
	}
}

func TestSubmitRefusesSchemesThatChangedSinceTheyWereChosen(t *testing.T) {
	d := dbtest.Open(t)
	s := ready(t, d, ledger.Local, 10*million)
	allot(t, d, local, 10*million, "a")
	open(t, d, 2026, ledger.Local)
	choose(t, d, first, s.ID)
	p := read(t, d, first)
	refused(t, "without a paper", do(t, d, director, func(tx *db.Tx) error {
		return plan.Submit(t.Context(), tx, first, p.Version, "")
	}), fault.Invalid, "tờ trình")
	must(t, d, system, func(tx *db.Tx) error {
		s := read(t, d, first).Items[0].Scheme
		s.Appraised = 9 * million
		return scheme.Save(t.Context(), tx, s, "test", nil)
	})
	refused(t, "a lower appraisal", submit(t, d, first), fault.Conflict, "nay chỉ được bố trí 9.000.000 đ")
	must(t, d, director, func(tx *db.Tx) error {
		return scheme.Withdraw(t.Context(), tx, s.ID, now(t, d, s.ID).Version, "Thôi")
	})
	refused(t, "a withdrawn scheme", submit(t, d, first), fault.Conflict, "“Đã rút”")
}

func TestAMultiYearSchemeIsFundedYearByYear(t *testing.T) {
	d := dbtest.Open(t)
	s := granted(t, d, ledger.Local, 70*million, func(s *scheme.Scheme) {
		s.YearEnd, s.EndsOn = 2028, calendar.Must("2028-12-15")
		s.Costs = []scheme.Cost{cost(ledger.Local, 2026, 40*million), cost(ledger.Local, 2027, 50*million)}
	})
	allot(t, d, ledger.Book{Fund: ledger.Local, Year: 2027}, 100*million, "2027")
	if p := open(t, d, 2028, ledger.Local); len(p.Items) != 0 {
		t.Errorf("2028 asks nothing, but has %d items", len(p.Items))
	}
	p := open(t, d, 2027, ledger.Local)
	if len(p.Items) != 1 || p.Items[0].Amount != 30*million || !strings.Contains(p.Items[0].Reasons[0], "chuyển tiếp") {
		t.Fatalf("items of 2027: %+v", p.Items)
	}
	refused(t, "more than is left of the appraised amount", do(t, d, staff, func(tx *db.Tx) error {
		return plan.Choose(t.Context(), tx, p.Key, p.Version, map[scheme.ID]plan.Pick{s.ID: {Choice: plan.Chosen, Amount: 31 * million}})
	}), fault.Invalid, "không bố trí nhiều hơn")
	choose(t, d, p.Key, s.ID)
	if err := submit(t, d, p.Key); err != nil {
		t.Fatal(err)
	}
	if err := approve(t, d, approver, p.Key); err != nil {
		t.Fatal(err)
	}
	must(t, d, staff, func(tx *db.Tx) error {
		got, err := plan.Granted(t.Context(), tx, s.ID, today)
		if got != 70*million {
			t.Errorf("granted %s", got)
		}
		return err
	})
	if again := open(t, d, 2027, ledger.Local); len(again.Items) != 0 {
		t.Errorf("granted in 2027 and a candidate again: %+v", again.Items)
	}
}

func TestAStoppedSchemeGetsNothingFromAWaitingPlan(t *testing.T) {
	d := dbtest.Open(t)
	s := granted(t, d, ledger.Local, 70*million, func(s *scheme.Scheme) {
		s.YearEnd, s.EndsOn = 2027, calendar.Must("2027-12-15")
		s.Costs = []scheme.Cost{cost(ledger.Local, 2026, 40*million), cost(ledger.Local, 2027, 50*million)}
	})
	allot(t, d, ledger.Book{Fund: ledger.Local, Year: 2027}, 100*million, "2027")
	p := open(t, d, 2027, ledger.Local)
	choose(t, d, p.Key, s.ID)
	if err := submit(t, d, p.Key); err != nil {
		t.Fatal(err)
	}
	must(t, d, system, func(tx *db.Tx) error {
		return scheme.Move(t.Context(), tx, now(t, d, s.ID), scheme.Stopped, "test", nil)
	})
	refused(t, "approval", approve(t, d, approver, p.Key), fault.Conflict, "Đã dừng")
}

func TestTheNationalPlanIsRecordedByTheDepartment(t *testing.T) {
	d := dbtest.Open(t)
	s := granted(t, d, ledger.National, 30*million)
	if s.State != scheme.Approved {
		t.Errorf("the scheme is %s", s.State)
	}
	must(t, d, staff, func(tx *db.Tx) error {
		g, err := plan.Grants(t.Context(), tx, s.ID)
		if len(g) != 1 || g[0].Authority != "moit" {
			t.Errorf("grants %+v", g)
		}
		return err
	})
	// A scheme that only passed the base is no candidate of the national fund.
	base := ready(t, d, ledger.Local, 5*million)
	must(t, d, system, func(tx *db.Tx) error {
		base.Fund = ledger.National
		return scheme.Save(t.Context(), tx, base, "test", nil)
	})
	if p := open(t, d, 2026, ledger.National); len(p.Items) != 0 {
		t.Errorf("items %+v", p.Items)
	}
}

func TestAGroupSchemeWaitsForItsExecutionPlan(t *testing.T) {
	d := dbtest.Open(t)
	s := granted(t, d, ledger.Local, 30*million, func(s *scheme.Scheme) { s.Group = true })
	if s.State != scheme.Approved || s.GroupPlan != scheme.GroupPlanPending {
		t.Errorf("the scheme is %s, group plan %q", s.State, s.GroupPlan)
	}
}

func TestADecisionNeedsNumberDayAndSigner(t *testing.T) {
	d := dbtest.Open(t)
	for _, c := range []struct {
		d    plan.Decision
		word string
	}{
		{plan.Decision{On: today, Signer: "A"}, "số quyết định"},
		{plan.Decision{Number: "1", Signer: "A"}, "ngày quyết định"},
		{plan.Decision{Number: "1", On: calendar.Must("2026-11-23"), Signer: "A"}, "sau hôm nay"},
		{plan.Decision{Number: "1", On: today}, "người ký"},
		{plan.Decision{Number: "1", On: calendar.Must("2024-12-31"), Signer: "A"}, "không được trước 01/01/2025"},
	} {
		refused(t, c.word, do(t, d, accountant, func(tx *db.Tx) error {
			return plan.AllotFund(t.Context(), tx, local, 1, c.d, "k")
		}), fault.Invalid, c.word)
	}
}

func TestADecisionOfALongPastYearDoesNotChooseOlderLaw(t *testing.T) {
	d := dbtest.Open(t)
	allot(t, d, local, 100*million, "a")
	s := ready(t, d, ledger.Local, 30*million)
	open(t, d, 2026, ledger.Local)
	choose(t, d, first, s.ID)
	if err := submit(t, d, first); err != nil {
		t.Fatal(err)
	}
	slip := plan.Decision{Number: "12/QĐ-UBND", On: calendar.Must("2016-11-22"), Signer: "Chủ tịch"}
	p := read(t, d, first)
	refused(t, "a slip in the year", do(t, d, approver, func(tx *db.Tx) error {
		return plan.Approve(t.Context(), tx, first, p.Version, slip)
	}), fault.Invalid, "không được trước 01/01/2025")
}

func TestAChangeIsNotDecidedBeforeTheApproval(t *testing.T) {
	d := dbtest.Open(t)
	s := granted(t, d, ledger.Local, 30*million)
	a := &plan.Adjustment{Scheme: s.ID, Change: procedure.LessSupport, Delta: million, Reason: "Giảm quy mô"}
	must(t, d, staff, func(tx *db.Tx) error { return plan.Propose(t.Context(), tx, a) })
	early := plan.Decision{Number: "13/QĐ-UBND", On: today.AddDays(-1), Signer: "Chủ tịch"}
	refused(t, "before the approval", do(t, d, head, func(tx *db.Tx) error {
		return plan.Decide(t.Context(), tx, a.ID, 1, early)
	}), fault.Invalid, "không được trước 22/11/2026")
}

func TestTheRankLooksAtExperienceAndOwners(t *testing.T) {
	d := dbtest.Open(t)
	done := ready(t, d, ledger.Local, million, func(s *scheme.Scheme) { s.Implementer = "Hội Làng nghề" })
	must(t, d, system, func(tx *db.Tx) error {
		_, err := tx.Exec(t.Context(), `UPDATE schemes SET state = ? WHERE province = ? AND id = ?`, scheme.Closed, "19", done.ID)
		return err
	})
	other := ready(t, d, ledger.Local, million)
	skilled := ready(t, d, ledger.Local, million, func(s *scheme.Scheme) { s.Implementer = "HỘI LÀNG NGHỀ" })
	p := open(t, d, 2026, ledger.Local)
	if len(p.Items) != 2 || p.Items[0].Scheme.ID != skilled.ID || p.Items[1].Scheme.ID != other.ID {
		t.Fatalf("items %+v", p.Items)
	}
	if got := strings.Join(p.Items[0].Reasons, "; "); !strings.Contains(got, "đã quyết toán 1 đề án") {
		t.Errorf("reasons %q", got)
	}
}

func TestTheEstimateIsRaisedLoweredAndNeverTakenTwice(t *testing.T) {
	d := dbtest.Open(t)
	allot(t, d, local, 100*million, "a")
	allot(t, d, local, 100*million, "a") // the same request once more
	allot(t, d, local, -30*million, "b")
	if b := balances(t, d, local); b.Allotted() != 70*million || b[ledger.Available] != 70*million {
		t.Errorf("balances %v", b)
	}
	refused(t, "more than is left", do(t, d, accountant, func(tx *db.Tx) error {
		return plan.AllotFund(t.Context(), tx, local, -71*million, decision, "c")
	}), fault.Conflict, "chỉ còn 70.000.000 đ")
	refused(t, "nothing", do(t, d, accountant, func(tx *db.Tx) error {
		return plan.AllotFund(t.Context(), tx, local, 0, decision, "d")
	}), fault.Invalid, "lớn hơn 0")
}

func TestProvincesDoNotSeeEachOthersPlans(t *testing.T) {
	d := dbtest.Open(t)
	s := ready(t, d, ledger.Local, 10*million)
	open(t, d, 2026, ledger.Local)
	there := staff
	there.Province = "08"
	must(t, d, there, func(tx *db.Tx) error {
		plans, err := plan.List(t.Context(), tx, 0)
		totals, err2 := plan.Totals(t.Context(), tx, 2026, 2027)
		if len(plans) != 0 || len(totals) != 0 {
			t.Errorf("province 08 sees %v, %v", plans, totals)
		}
		p, err3 := plan.Open(t.Context(), tx, 2026, ledger.Local, "")
		if len(p.Items) != 0 || p.Round != 1 {
			t.Errorf("province 08 opened %+v", p)
		}
		return firstOf(err, err2, err3)
	})
	refused(t, "an adjustment there", do(t, d, there, func(tx *db.Tx) error {
		return plan.Propose(t.Context(), tx, &plan.Adjustment{Scheme: s.ID, Change: "stop", Reason: "x"})
	}), fault.NotFound, "Không tìm thấy")
}

func TestListsOnlyTheAskedYear(t *testing.T) {
	d := dbtest.Open(t)
	open(t, d, 2026, ledger.Local)
	open(t, d, 2027, ledger.National)
	must(t, d, staff, func(tx *db.Tx) error {
		all, err := plan.List(t.Context(), tx, 0)
		one, err2 := plan.List(t.Context(), tx, 2026)
		if len(all) != 2 || all[0].Year != 2027 || len(one) != 1 || one[0].Title != "Kế hoạch Khuyến công địa phương năm 2026, đợt 1" {
			t.Errorf("all %d, of 2026 %+v", len(all), one)
		}
		return firstOf(err, err2)
	})
}
