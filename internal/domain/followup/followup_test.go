package followup_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"example.vn/khuyencong/internal/domain/followup"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/audit"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/db/dbtest"
	"example.vn/khuyencong/internal/platform/fault"
)

var staff = access.Actor{ID: "u-staff", Name: "Cán bộ minh họa", Roles: []access.Role{access.Staff}}

// A rig is a database with accepted schemes and a clock that can be moved.
type rig struct {
	t     *testing.T
	db    *db.DB
	clock atomic.Int64
}

func newRig(t *testing.T, today string) *rig {
	t.Helper()
	r := &rig{t: t}
	r.on(today)
	r.db = dbtest.OpenAt(t, func() time.Time { return time.Unix(r.clock.Load(), 0) })
	return r
}

func (r *rig) on(day string) { r.clock.Store(calendar.Must(day).Start().Unix() + 9*3600) }

// try runs fn for an actor of a province.
func (r *rig) try(province string, a access.Actor, fn func(context.Context, *db.Tx) error) error {
	r.t.Helper()
	return r.db.Update(r.t.Context(), db.Scope{Province: province, Actor: a}, func(tx *db.Tx) error { return fn(r.t.Context(), tx) })
}

func (r *rig) must(fn func(context.Context, *db.Tx) error) {
	r.t.Helper()
	if err := r.try("19", staff, fn); err != nil {
		r.t.Fatal(err)
	}
}

// put inserts a row; empty and zero name the other columns.
func (r *rig) put(table string, row map[string]any, empty, zero string) {
	r.t.Helper()
	columns, args := []string{"province"}, []any{"19"}
	add := func(name string, v any) { columns, args = append(columns, name), append(args, v) }
	for name, v := range row {
		add(name, v)
	}
	for name := range strings.FieldsSeq(empty) {
		add(name, "")
	}
	for name := range strings.FieldsSeq(zero) {
		add(name, 0)
	}
	r.must(func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO `+table+` (`+strings.Join(columns, ", ")+`) VALUES (?`+strings.Repeat(", ?", len(args)-1)+`)`, args...)
		return err
	})
}

// theScheme is the one of these tests.
const theScheme = "2025-0001"

// scheme puts a scheme with beneficiaries into the database, all accepted on a
// day.
func (r *rig) scheme(accepted string, beneficiaries int) {
	r.t.Helper()
	const id = theScheme
	r.put("schemes", map[string]any{"id": id, "title": "Đề án minh họa " + id, "fund": "local", "content": "advanced_machinery", "state": "accepted"},
		`title_folded objectives scope effects starts_on ends_on implementer coordinator commune address_on address_detail territory industry priorities
		due_on group_plan group_plan_no need origin origin_key source note prepared_by created_at updated_at`,
		"year year_end is_group is_key ceiling_vnd total_vnd asked_vnd appraised_vnd illustrative version")
	for no := 1; no <= beneficiaries; no++ {
		e := fmt.Sprintf("%s-%d", id, no)
		r.put("establishments", map[string]any{"id": e, "name": "Cơ sở minh họa " + e},
			`kind name_folded name_sort tax_code phone email contact commune address_on address_detail vsic vsic_version industry products founded_on note
			source merged_into created_at updated_at`, "capital_vnd revenue_vnd workers women_owned minority_owned illustrative version")
		r.put("scheme_beneficiaries", map[string]any{"scheme": id, "no": no, "establishment": e}, "commune address_on address_detail left_on left_reason", "content_no cost_vnd support_vnd")
		r.accept(id, no, accepted, "confirmed", 0)
	}
}

func (r *rig) accept(scheme string, no int, on, state string, partial int) {
	r.t.Helper()
	r.put("acceptances", map[string]any{"id": fmt.Sprintf("nt-%s-%d-%s-%d", scheme, no, state, partial), "scheme": scheme, "beneficiary": no, "accepted_on": on, "state": state, "is_partial": partial},
		"contract place quantities serials differences reason prepared_by prepared_at confirmed_by confirmed_at", "value_vnd version")
}

func (r *rig) exec(query string) {
	r.t.Helper()
	r.must(func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, query)
		return err
	})
}

// due lists the keys of what is due in a province.
func (r *rig) due(province string) (keys []string) {
	r.t.Helper()
	err := r.try(province, staff, func(ctx context.Context, tx *db.Tx) error {
		all, _, err := followup.DueNow(ctx, tx)
		for _, d := range all {
			keys = append(keys, d.Key())
		}
		return err
	})
	if err != nil {
		r.t.Fatal(err)
	}
	return keys
}

// ask asks all that is due.
func (r *rig) ask() (asked []followup.Followup) {
	r.t.Helper()
	r.must(func(ctx context.Context, tx *db.Tx) (err error) {
		asked, err = followup.Ask(ctx, tx, "")
		return err
	})
	return asked
}

// reply answers by a link.
func (r *rig) reply(code string, version int64, a followup.Answer) error {
	r.t.Helper()
	scope, ok := followup.ScopeOf(code)
	if !ok {
		return fault.New(fault.NotFound, "no code")
	}
	return r.try(scope.Province, scope.Actor, func(ctx context.Context, tx *db.Tx) error { return followup.Reply(ctx, tx, code, version, a) })
}

func (r *rig) refused(err error, kind fault.Kind, word string) {
	r.t.Helper()
	if fault.KindOf(err) != kind || err == nil || !strings.Contains(err.Error(), word) {
		r.t.Errorf("got %v, want kind %d with %q", err, kind, word)
	}
}

// used is an answer that says only that.
func used(u followup.Use) followup.Answer {
	a := followup.Silent()
	a.Used = u
	return a
}

func TestEachMarkIsDueFromItsDay(t *testing.T) {
	t.Parallel()
	r := newRig(t, "2026-01-01")
	r.scheme("2025-08-31", 1)
	for _, c := range []struct{ day, want string }{
		{"2026-02-27", ""}, {"2026-02-28", "2025-0001/1/6"}, // 31/8 and six months: the end of February
		{"2026-08-30", "2025-0001/1/6"}, {"2026-08-31", "2025-0001/1/12"},
		{"2027-08-30", "2025-0001/1/12"}, {"2027-08-31", "2025-0001/1/24"},
		{"2028-08-30", "2025-0001/1/24"}, {"2028-08-31", "2025-0001/1/36"}, {"2040-01-01", "2025-0001/1/36"},
	} {
		r.on(c.day)
		if got := strings.Join(r.due("19"), " "); got != c.want {
			t.Errorf("on %s due %q, want %q", c.day, got, c.want)
		}
	}
}

func TestWhatWasAskedIsNotDueAgainAndTheNextMarkIs(t *testing.T) {
	t.Parallel()
	r := newRig(t, "2026-02-28")
	r.scheme("2025-08-31", 1)
	if n := len(r.ask()); n != 1 {
		t.Fatalf("asked %d", n)
	}
	if got := r.due("19"); len(got) != 0 {
		t.Errorf("asked, and due again: %q", got)
	}
	r.refused(r.try("19", staff, func(ctx context.Context, tx *db.Tx) error { _, err := followup.Ask(ctx, tx, ""); return err }), fault.Conflict, "Không còn")
	r.refused(r.try("19", staff, func(ctx context.Context, tx *db.Tx) error {
		_, err := followup.Ask(ctx, tx, "2025-0001/1/6")
		return err
	}), fault.Conflict, "không còn chờ")
	r.on("2026-08-31")
	if got := r.due("19"); !slices.Equal(got, []string{"2025-0001/1/12"}) {
		t.Errorf("a year after: %q", got)
	}
}

func TestOnlyWhoTakesPartAndIsAcceptedForGoodIsAsked(t *testing.T) {
	t.Parallel()
	r := newRig(t, "2026-03-01")
	r.scheme("2025-06-01", 6)
	r.exec(`UPDATE scheme_beneficiaries SET left_on = '2025-09-01' WHERE province = '19' AND no = 2`)
	r.exec(`UPDATE establishments SET merged_into = '2025-0001-1' WHERE province = '19' AND id = '2025-0001-3'`)
	r.exec(`UPDATE acceptances SET state = 'reversed' WHERE province = '19' AND beneficiary = 4`)
	r.exec(`UPDATE acceptances SET is_partial = 1 WHERE province = '19' AND beneficiary = 5`)
	r.exec(`UPDATE acceptances SET state = 'prepared' WHERE province = '19' AND beneficiary = 6`)
	if got := r.due("19"); !slices.Equal(got, []string{"2025-0001/1/6", "2025-0001/3/6"}) {
		t.Fatalf("due %q", got)
	}
	if got := r.due("08"); len(got) != 0 {
		t.Errorf("another province sees %q", got)
	}
	for _, f := range r.ask() {
		if f.Establishment != "2025-0001-1" {
			t.Errorf("%s is asked of %s, which was merged", f.ID, f.Establishment)
		}
	}
}

func TestAnAcceptanceOfTheWholeSchemeCountsForEachBeneficiaryOnce(t *testing.T) {
	t.Parallel()
	r := newRig(t, "2026-03-01")
	r.scheme("2025-06-01", 2)
	r.accept("2025-0001", 0, "2025-06-02", "confirmed", 0)
	if got := r.due("19"); !slices.Equal(got, []string{"2025-0001/1/6", "2025-0001/2/6"}) {
		t.Errorf("due %q", got)
	}
	if n := len(r.ask()); n != 2 {
		t.Errorf("asked %d", n)
	}
}

func TestOneLinkAnswersAndCorrectsUntilItCloses(t *testing.T) {
	t.Parallel()
	r := newRig(t, "2026-03-01")
	r.scheme("2025-06-01", 1)
	f := r.ask()[0]
	r.refused(r.reply(f.Code, 1, followup.Silent()), fault.Invalid, "Chưa lưu")
	first := followup.Answer{Revenue: 120_000_000, Workers: 9, Output: " 3  tấn chè ", Energy: followup.Unknown, Used: followup.Full}
	if err := r.reply(f.Code, 1, first); err != nil {
		t.Fatal(err)
	}
	r.refused(r.reply(f.Code, 1, first), fault.Conflict, "nơi khác")
	r.on("2026-05-30") // the ninetieth day
	if err := r.reply(strings.ToUpper(f.Code), 2, used(followup.Partly)); err != nil {
		t.Fatal(err)
	}
	r.on("2026-05-31")
	r.refused(r.reply(f.Code, 3, used(followup.None)), fault.Conflict, "đã đóng sau ngày 30/05/2026")
	var got followup.Followup
	var events []audit.Event
	r.must(func(ctx context.Context, tx *db.Tx) (err error) {
		if err := followup.Tell(ctx, tx, f.ID, 3, used(followup.None)); err != nil {
			return err
		}
		if got, err = followup.ByID(ctx, tx, f.ID); err == nil {
			events, err = audit.Of(ctx, tx, f.ID.Subject())
		}
		return err
	})
	if got.Answer != used(followup.None) || got.AnsweredBy != staff.ID || got.Version != 4 {
		t.Errorf("told by telephone: %+v", got)
	}
	var verbs []string
	for _, e := range events {
		verbs = append(verbs, e.Verb)
		for name, v := range e.Detail {
			if strings.Contains(v, f.Code) {
				t.Errorf("the record %s tells the code in %s", e.Verb, name)
			}
		}
	}
	if want := []string{"followup.ask", "followup.answer", "followup.answer", "followup.tell"}; !slices.Equal(verbs, want) {
		t.Fatalf("recorded %q, want %q", verbs, want)
	}
	if d := events[2].Detail; d["before_revenue"] != "120000000" || d["before_output"] != "3 tấn chè" || d["revenue"] != "" || d["still_used"] != "partly" {
		t.Errorf("the correction records %v", d)
	}
}

func TestTheCodeOfAnotherProvinceOpensNothing(t *testing.T) {
	t.Parallel()
	r := newRig(t, "2026-03-01")
	r.scheme("2025-06-01", 1)
	f := r.ask()[0]
	other := "08" + f.Code[2:]
	r.refused(r.reply(other, 1, used(followup.Full)), fault.NotFound, "không đúng")
	r.refused(r.try("08", staff, func(ctx context.Context, tx *db.Tx) error {
		return followup.Reply(ctx, tx, f.Code, 1, used(followup.Full))
	}), fault.NotFound, "không đúng")
	r.refused(r.try("08", staff, func(ctx context.Context, tx *db.Tx) error {
		return followup.Tell(ctx, tx, f.ID, 1, used(followup.Full))
	}), fault.NotFound, "Không tìm thấy")
}

func TestOnlyStaffAskAndTell(t *testing.T) {
	t.Parallel()
	r := newRig(t, "2026-03-01")
	r.scheme("2025-06-01", 1)
	director := access.Actor{ID: "u-director", Roles: []access.Role{access.Director}}
	r.refused(r.try("19", director, func(ctx context.Context, tx *db.Tx) error { _, err := followup.Ask(ctx, tx, ""); return err }), fault.Forbidden, "chỉ dành cho")
	f := r.ask()[0]
	r.refused(r.try("19", director, func(ctx context.Context, tx *db.Tx) error {
		return followup.Tell(ctx, tx, f.ID, 1, used(followup.Full))
	}), fault.Forbidden, "chỉ dành cho")
}

func TestAnswersBeyondReasonAreRefusedByField(t *testing.T) {
	t.Parallel()
	r := newRig(t, "2026-03-01")
	r.scheme("2025-06-01", 1)
	f := r.ask()[0]
	for field, a := range map[string]followup.Answer{
		"revenue": {Revenue: 10_000_000_000_001, Used: followup.Full},
		"workers": {Workers: 100_001, Used: followup.Full},
		"energy":  {Energy: -2, Used: followup.Full},
		"output":  {Output: strings.Repeat("ă", 201), Used: followup.Full},
		"note":    {Note: strings.Repeat("ă", 1001), Used: followup.Full},
		"used":    {Used: "maybe"},
	} {
		err := r.reply(f.Code, 1, a)
		if e, ok := err.(*fault.Error); !ok || len(e.Fields) != 1 || e.Fields[field] == "" { //nolint:errorlint // the verb's own fault
			t.Errorf("%s: %v", field, err)
		}
	}
}

func TestCodesCannotBeGuessedFromEachOther(t *testing.T) {
	t.Parallel()
	r := newRig(t, "2026-03-01")
	r.scheme("2025-06-01", 30)
	seen := map[string]bool{}
	for _, f := range r.ask() {
		_, province, ok := followup.ParseCode(f.Code)
		if !ok || province != "19" || seen[f.Code] || strings.ContainsAny(f.Code[2:], "01ilo") {
			t.Errorf("code %q", f.Code)
		}
		seen[f.Code] = true
	}
	if len(seen) != 30 {
		t.Errorf("%d codes", len(seen))
	}
}

func FuzzParseCode(f *testing.F) {
	for _, s := range []string{"", "19abcdefghjkmnpqrst", "19-ABCDE-fghjkmnpqrst", "99", "19\x00", "１９abcdefghjkmnpqrst"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		code, province, ok := followup.ParseCode(s)
		if !ok {
			return
		}
		again, same, ok := followup.ParseCode(code)
		if !ok || again != code || same != province || !strings.HasPrefix(code, province) || len(code) != 19 {
			t.Errorf("%q reads as %q of %q, and that as %q", s, code, province, again)
		}
	})
}
