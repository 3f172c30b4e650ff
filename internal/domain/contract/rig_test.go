package contract_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"example.vn/khuyencong/internal/domain/contract"
	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/norm"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/db/dbtest"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/money"
)

// The people of the tests. chief holds every post, to try the two-person rules.
var (
	staff      = access.Actor{ID: "staff", Name: "Cán bộ", Roles: []access.Role{access.Staff}}
	staff2     = access.Actor{ID: "staff2", Name: "Cán bộ hai", Roles: []access.Role{access.Staff}}
	accountant = access.Actor{ID: "accountant", Name: "Kế toán", Roles: []access.Role{access.Accountant}}
	director   = access.Actor{ID: "director", Name: "Giám đốc", Roles: []access.Role{access.Director}}
	department = access.Actor{ID: "department", Name: "Sở", Roles: []access.Role{access.Department}}
	approver   = access.Actor{ID: "approver", Name: "UBND tỉnh", Roles: []access.Role{access.Approver}}
	auditor    = access.Actor{ID: "auditor", Name: "Thanh tra", Roles: []access.Role{access.Auditor}}
	chief      = access.Actor{ID: "chief", Name: "Kiêm nhiệm", Roles: access.Roles()}
)

// A rig is a database with approved schemes and a clock that can be moved.
type rig struct {
	t     testing.TB
	db    *db.DB
	clock *atomic.Int64
	prov  string
	n     int
}

func newRig(t testing.TB, today string) *rig {
	t.Helper()
	r := &rig{t: t, clock: &atomic.Int64{}, prov: "19"}
	r.on(today)
	r.db = dbtest.OpenAt(t, func() time.Time { return time.Unix(r.clock.Load(), 0) })
	return r
}

// on moves the clock to the morning of a day.
func (r *rig) on(day string) { r.clock.Store(calendar.Must(day).Start().Unix() + 9*3600) }

// as runs fn as actor a.
func (r *rig) as(a access.Actor, fn func(ctx context.Context, tx *db.Tx) error) error {
	r.t.Helper()
	ctx := context.WithoutCancel(r.t.Context())
	return r.db.Update(ctx, db.Scope{Province: r.prov, Actor: a}, func(tx *db.Tx) error { return fn(ctx, tx) })
}

// must fails the test when fn does.
func (r *rig) must(a access.Actor, fn func(ctx context.Context, tx *db.Tx) error) {
	r.t.Helper()
	if err := r.as(a, fn); err != nil {
		r.t.Fatalf("%s: %v", a.ID, err)
	}
}

// refused fails the test unless fn is refused in that way and with that word.
func (r *rig) refused(a access.Actor, kind fault.Kind, word string, fn func(ctx context.Context, tx *db.Tx) error) {
	r.t.Helper()
	err := r.as(a, fn)
	if fault.KindOf(err) != kind || !strings.Contains(all(err), word) {
		r.t.Errorf("%s: got kind %d, %q; want kind %d with %q", a.ID, fault.KindOf(err), all(err), kind, word)
	}
}

// all is the text of a fault with its fields and basis.
func all(err error) string {
	if err == nil {
		return "<nil>"
	}
	s := err.Error()
	for e := err; e != nil; {
		if f, ok := e.(*fault.Error); ok { //nolint:errorlint // walks the chain itself
			return s + " " + f.Basis + fmt.Sprint(f.Fields)
		}
		u, ok := e.(interface{ Unwrap() error })
		if !ok {
			break
		}
		e = u.Unwrap()
	}
	return s
}

// A plan says what scheme to put into the database.
type plan struct {
	year, yearEnd int
	fund          ledger.Fund
	content       norm.Content
	beneficiaries int
	group         bool
	total         money.VND
	approved      map[int]money.VND // by budget year
}

// scheme puts an approved scheme into the database, with its money.
func (r *rig) scheme(p plan) scheme.ID {
	r.t.Helper()
	r.n++
	id := scheme.ID(fmt.Sprintf("%d-%04d", p.year, r.n))
	if p.yearEnd == 0 {
		p.yearEnd = p.year
	}
	group, groupPlan := 0, scheme.NoGroupPlan
	if p.group {
		group, groupPlan = 1, scheme.GroupPlanPending
	}
	r.must(chief, func(ctx context.Context, tx *db.Tx) error {
		if err := put(ctx, tx, "schemes", map[string]any{
			"id": id, "year": p.year, "year_end": p.yearEnd, "fund": p.fund, "is_group": group, "is_key": 0, "content": p.content,
			"title": "Đề án thử", "implementer": "Trung tâm thử", "starts_on": fmt.Sprintf("%d-01-01", p.year), "ends_on": fmt.Sprintf("%d-12-31", p.yearEnd),
			"state": scheme.Approved, "ceiling_vnd": 0, "total_vnd": p.total, "asked_vnd": 0, "appraised_vnd": 0, "group_plan": groupPlan,
			"illustrative": 1, "version": 1,
		}, `title_folded objectives scope effects coordinator commune address_on address_detail territory industry priorities due_on
			group_plan_no need origin origin_key source note prepared_by created_at updated_at`); err != nil {
			return err
		}
		if err := put(ctx, tx, "scheme_contents", map[string]any{"scheme": id, "no": 1, "content": p.content, "units": 1}, "title"); err != nil {
			return err
		}
		for no := 1; no <= p.beneficiaries; no++ {
			e := fmt.Sprintf("%s-%d", id, no)
			if err := put(ctx, tx, "establishments", map[string]any{
				"id": e, "name": "Cơ sở " + e, "capital_vnd": 0, "revenue_vnd": 0, "workers": 0, "women_owned": 0, "minority_owned": 0,
				"illustrative": 1, "version": 1,
			}, `kind name_folded name_sort tax_code phone email contact commune address_on address_detail vsic vsic_version industry products
				founded_on note source merged_into created_at updated_at`); err != nil {
				return err
			}
			if err := put(ctx, tx, "scheme_beneficiaries", map[string]any{
				"scheme": id, "no": no, "establishment": e, "content_no": 0, "cost_vnd": 0, "support_vnd": 0,
			}, "commune address_on address_detail left_on left_reason"); err != nil {
				return err
			}
		}
		for year, sum := range p.approved {
			b := ledger.Book{Fund: p.fund, Year: year}
			for _, e := range []ledger.Entry{
				{Book: b, Key: fmt.Sprintf("allot/%s/%d", id, year), Kind: ledger.Allot, Amount: sum, Day: tx.Today().String()},
				{Book: b, Key: fmt.Sprintf("approve/%s/%d", id, year), Kind: ledger.Approve, Subject: id.Subject(), Amount: sum, Day: tx.Today().String()},
			} {
				if err := ledger.Post(ctx, tx, e); err != nil {
					return err
				}
			}
		}
		return nil
	})
	return id
}

// put inserts a row; the columns in empty hold "".
func put(ctx context.Context, tx *db.Tx, table string, row map[string]any, empty string) error {
	columns, args := []string{"province"}, []any{tx.Province}
	for column, value := range row {
		columns, args = append(columns, column), append(args, value)
	}
	for column := range strings.FieldsSeq(empty) {
		columns, args = append(columns, column), append(args, "")
	}
	_, err := tx.Exec(ctx, `INSERT INTO `+table+` (`+strings.Join(columns, ", ")+`) VALUES (?`+strings.Repeat(", ?", len(args)-1)+`)`, args...)
	return err
}

// machine is the usual scheme of the tests: one machine, 300 triệu of 1 tỷ.
func (r *rig) machine(year int) scheme.ID {
	return r.scheme(plan{
		year: year, fund: ledger.Local, content: "advanced_machinery", beneficiaries: 1, total: 1000e6,
		approved: map[int]money.VND{year: 300e6},
	})
}

// file reads everything about the contract of a scheme.
func (r *rig) file(id scheme.ID) *contract.File {
	r.t.Helper()
	var f *contract.File
	r.must(auditor, func(ctx context.Context, tx *db.Tx) (err error) {
		f, err = contract.OfScheme(ctx, tx, id)
		return err
	})
	return f
}

// signed signs a contract of value for the scheme on day and returns its id.
func (r *rig) signed(id scheme.ID, value money.VND, day string) contract.ID {
	r.t.Helper()
	d := calendar.Must(day)
	c := contract.Contract{Scheme: id, Value: value, StartsOn: d, EndsOn: calendar.LastDay(d.Year())}
	r.must(staff, func(ctx context.Context, tx *db.Tx) error { return contract.Prepare(ctx, tx, &c) })
	r.must(director, func(ctx context.Context, tx *db.Tx) error {
		return contract.Sign(ctx, tx, c.ID, 1, "01/HĐ-KC", d)
	})
	return c.ID
}

// reported notes the work done by the end of a month.
func (r *rig) reported(id contract.ID, month string, done money.VND) {
	r.t.Helper()
	r.must(staff, func(ctx context.Context, tx *db.Tx) error {
		return contract.ReportProgress(ctx, tx, id, contract.Progress{Month: month, Done: done})
	})
}

// paid takes a request from its preparation to its voucher.
func (r *rig) paid(id contract.ID, kind contract.DisbursementKind, amount money.VND, voucher, day string) {
	r.t.Helper()
	d := contract.Disbursement{Contract: id, Kind: kind, Amount: amount, Proof: "Có hồ sơ", Volume: 999e6}
	r.must(staff, func(ctx context.Context, tx *db.Tx) error { return contract.Request(ctx, tx, &d) })
	r.must(director, func(ctx context.Context, tx *db.Tx) error { return contract.ApproveDisbursement(ctx, tx, d.ID, 1) })
	r.must(accountant, func(ctx context.Context, tx *db.Tx) error {
		return contract.Pay(ctx, tx, d.ID, 2, voucher, calendar.Must(day))
	})
}

// accepted has the work of a beneficiary accepted.
func (r *rig) accepted(id contract.ID, no int, value money.VND, partial bool, day string) {
	r.t.Helper()
	a := contract.Acceptance{
		Contract: id, Beneficiary: no, Value: value, Partial: partial, AcceptedOn: calendar.Must(day),
		Place: "Xưởng của cơ sở", Quantities: "01 máy", Serials: "SN-1",
	}
	r.must(staff, func(ctx context.Context, tx *db.Tx) error { return contract.PrepareAcceptance(ctx, tx, &a) })
	r.must(department, func(ctx context.Context, tx *db.Tx) error { return contract.ConfirmAcceptance(ctx, tx, a.ID, 1) })
}

// dossier is a settlement with every required paper and one invoice.
func (r *rig) dossier(id scheme.ID, number, issued string) contract.Settlement {
	f := r.file(id)
	s := contract.Settlement{Contract: f.Contract.ID, Invoices: []contract.Invoice{typedInvoice(number, issued)}}
	for _, p := range f.EvidenceList() {
		if p.Required {
			s.Papers = append(s.Papers, contract.SettlementPaper{Code: p.Key})
		}
	}
	return s
}

func typedInvoice(number, issued string) contract.Invoice {
	return contract.Invoice{
		Seller: "Công ty Máy thử", SellerTax: "0100109106", Symbol: "1C26TAA", Number: number,
		IssuedOn: calendar.Must(issued), Amount: 800e6,
	}
}

// settled takes a settlement from its preparation to its approval.
func (r *rig) settled(s contract.Settlement, day string) {
	r.t.Helper()
	r.must(accountant, func(ctx context.Context, tx *db.Tx) error { return contract.PrepareSettlement(ctx, tx, &s) })
	r.confirmed(s)
	r.must(director, func(ctx context.Context, tx *db.Tx) error {
		return contract.ApproveSettlement(ctx, tx, s.ID, 1, calendar.Must(day))
	})
}

// confirmed has a second person read the typed invoices again.
func (r *rig) confirmed(s contract.Settlement) {
	r.t.Helper()
	r.must(staff, func(ctx context.Context, tx *db.Tx) error {
		return contract.ConfirmInvoices(ctx, tx, s.ID, 1, readings(s))
	})
}

// readings is what the second person reads on the papers.
func readings(s contract.Settlement) []contract.Reading {
	var again []contract.Reading
	for _, i := range s.Unconfirmed() {
		again = append(again, contract.Reading{No: i.No, Number: i.Number, IssuedOn: i.IssuedOn, Amount: i.Amount})
	}
	return again
}

// verified fails the test unless the books of the province hold.
func (r *rig) verified() {
	r.t.Helper()
	r.must(auditor, func(ctx context.Context, tx *db.Tx) error {
		_, err := ledger.Verify(ctx, tx)
		return err
	})
}

// at is an amount in an account.
type at struct {
	account ledger.Account
	amount  money.VND
}

// has fails the test unless the balances of the scheme are as given.
func (r *rig) has(id scheme.ID, held ...at) {
	r.t.Helper()
	f := r.file(id)
	want := make(map[ledger.Account]money.VND)
	for _, h := range held {
		want[h.account] = h.amount
	}
	for _, a := range ledger.Accounts() {
		if a == ledger.Work {
			continue
		}
		if f.Balances[a] != want[a] {
			r.t.Errorf("%s holds %s, want %s", a, f.Balances[a], want[a])
		}
	}
}

// sortedKeys are the keys of m in a stable order, for drawing.
func sortedKeys(m map[string]deed) []string { return slices.Sorted(maps.Keys(m)) }
