package ledger_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/db/dbtest"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/money"
)

// rules says once more, apart from the program, what each kind of entry does:
// which accounts it takes the amount from and which it adds it to. The order
// is that of the accountant's table, the model below follows it blindly.
var rules = map[ledger.Kind]string{
	ledger.Allot:        "budget>available",
	ledger.Withdraw:     "available>budget",
	ledger.Approve:      "available>approved",
	ledger.Release:      "approved>available",
	ledger.Contract:     "approved>committed",
	ledger.Uncontract:   "committed>approved",
	ledger.Advance:      "committed>advanced",
	ledger.Accept:       "work>accepted",
	ledger.Pay:          "committed>paid accepted>billed",
	ledger.ClearAdvance: "advanced>paid accepted>billed",
	ledger.Settle:       "paid>settled billed>verified",
	ledger.RecoverAdv:   "advanced>returned",
	ledger.RecoverPaid:  "paid>returned billed>accepted",
	ledger.CarryOut:     "committed>carried_forward",
	ledger.CarryOutAdv:  "advanced>carried_forward",
	ledger.CarryIn:      "brought_forward>committed",
	ledger.CarryInAdv:   "brought_forward>advanced",
	ledger.Reverse:      "", // by Undo only
}

// A model is a province's books in the simplest form: a balance for every
// "fund/year/account/subject".
type model struct {
	balances map[string]int64
	posted   []done
}

// A done entry is one that the model has accepted.
type done struct {
	book    ledger.Book
	seq     int64
	kind    ledger.Kind
	subject string
	amount  int64
	key     string
	undone  bool
}

func at(b ledger.Book, account, subject string) string {
	if account == "budget" || account == "available" {
		subject = ""
	}
	return fmt.Sprintf("%s/%d/%s/%s", b.Fund, b.Year, account, subject)
}

// move moves amount, or refuses and changes nothing.
func (m *model) move(b ledger.Book, kind ledger.Kind, subject string, amount int64) bool {
	after := maps.Clone(m.balances)
	for step := range strings.FieldsSeq(rules[kind]) {
		from, to, _ := strings.Cut(step, ">")
		after[at(b, from, subject)] -= amount
		after[at(b, to, subject)] += amount
	}
	for place, v := range after {
		account := strings.Split(place, "/")[2]
		if v < 0 && !slices.Contains([]string{"budget", "work", "brought_forward"}, account) {
			return false
		}
	}
	m.balances = after
	return true
}

func (m *model) next(b ledger.Book) int64 {
	n := int64(1)
	for _, d := range m.posted {
		if d.book == b {
			n++
		}
	}
	return n
}

func (m *model) post(d done) bool {
	if d.amount <= 0 || d.amount > int64(money.Max) || !m.move(d.book, d.kind, d.subject, d.amount) {
		return false
	}
	d.seq = m.next(d.book)
	m.posted = append(m.posted, d)
	return true
}

// undo takes back entry i: the same steps with the amount negated.
func (m *model) undo(i int, key string) bool {
	d := m.posted[i]
	if d.kind == ledger.Reverse || d.undone || !m.move(d.book, d.kind, d.subject, -d.amount) {
		return false
	}
	m.posted[i].undone = true
	m.posted = append(m.posted, done{d.book, m.next(d.book), ledger.Reverse, d.subject, d.amount, key, false})
	return true
}

// A machine holds the program's books next to the model's.
type machine struct {
	*db.DB
	scope db.Scope
	model model
	keys  int
}

func (m *machine) update(t *rapid.T, fn func(tx *db.Tx) error) bool {
	err := m.Update(t.Context(), m.scope, fn)
	if err != nil && fault.KindOf(err) != fault.Conflict && fault.KindOf(err) != fault.Invalid {
		t.Fatal(err)
	}
	return err == nil
}

var (
	books    = []ledger.Book{{Fund: ledger.National, Year: 2025}, {Fund: ledger.Local, Year: 2026}}
	subjects = []string{"scheme/1", "scheme/2", "scheme/3"}
	kinds    = slices.DeleteFunc(slices.Sorted(maps.Keys(rules)), func(k ledger.Kind) bool { return k == ledger.Reverse })
)

// amount draws one that is likely to hit a limit exactly, or miss it by one.
func (m *machine) amount(t *rapid.T, b ledger.Book, k ledger.Kind, subject string) int64 {
	from, _, _ := strings.Cut(rules[k], ">")
	left := m.model.balances[at(b, from, subject)]
	return rapid.OneOf(
		rapid.Int64Range(1, 1000),
		rapid.SampledFrom([]int64{left, left + 1, left - 1, (left + 1) / 2}),
		rapid.SampledFrom([]int64{0, -1, int64(money.Max), int64(money.Max) + 1, 1<<63 - 1, -1 << 63}),
	).Draw(t, "amount")
}

func (m *machine) post(t *rapid.T) {
	k := rapid.SampledFrom(kinds).Draw(t, "kind")
	d := done{
		book: rapid.SampledFrom(books).Draw(t, "book"), kind: k,
		subject: rapid.SampledFrom(subjects).Draw(t, "subject"),
	}
	d.amount = m.amount(t, d.book, k, d.subject)
	m.keys++
	d.key = fmt.Sprint("k", m.keys)
	m.try(t, d, m.model.post(d))
}

func (m *machine) try(t *rapid.T, d done, want bool) {
	got := m.update(t, func(tx *db.Tx) error { return ledger.Post(t.Context(), tx, d.entry()) })
	if got != want {
		t.Fatalf("%+v: posted %v, the model says %v", d, got, want)
	}
}

func (d done) entry() ledger.Entry {
	return ledger.Entry{
		Book: d.book, Key: d.key, Kind: d.kind, Subject: d.subject, Amount: money.VND(d.amount),
		Day: "2026-11-22", Reference: "12/QĐ-UBND", Memo: "dữ liệu minh họa",
	}
}

// again posts an entry that is in the books once more: nothing happens. With
// another amount the same key is refused.
func (m *machine) again(t *rapid.T) {
	if len(m.model.posted) == 0 {
		t.Skip("nothing posted")
	}
	d := rapid.SampledFrom(m.model.posted).Draw(t, "entry")
	if d.kind == ledger.Reverse {
		t.Skip("not posted by Post")
	}
	m.try(t, d, true)
	d.amount++
	m.try(t, d, false)
}

func (m *machine) undo(t *rapid.T) {
	if len(m.model.posted) == 0 {
		t.Skip("nothing posted")
	}
	i := rapid.IntRange(0, len(m.model.posted)-1).Draw(t, "entry")
	d := m.model.posted[i]
	m.keys++
	key := fmt.Sprint("k", m.keys)
	want := m.model.undo(i, key)
	for range 2 { // the same request twice
		got := m.update(t, func(tx *db.Tx) error {
			return ledger.Undo(t.Context(), tx, d.book, d.seq, key, "2026-11-22", "ghi nhầm")
		})
		if got != want {
			t.Fatalf("undo %+v: %v, the model says %v", d, got, want)
		}
	}
}

// check compares the program's books with the model's after every step.
func (m *machine) check(t *rapid.T) {
	got := map[string]int64{}
	err := m.View(t.Context(), m.scope, func(tx *db.Tx) error {
		if _, err := ledger.VerifyEach(t.Context(), tx); err != nil {
			return err
		}
		entries := 0
		for _, b := range books {
			all, err := ledger.Subjects(t.Context(), tx, b)
			if err != nil {
				return err
			}
			if all[""], err = ledger.Of(t.Context(), tx, b, ""); err != nil {
				return err
			}
			for subject, balances := range all {
				for account, v := range balances {
					got[at(b, string(account), subject)] = int64(v)
				}
			}
			page, err := ledger.Entries(t.Context(), tx, b, 0, 1000)
			if err != nil {
				return err
			}
			entries += len(page)
		}
		if entries != len(m.model.posted) {
			t.Fatalf("%d entries, the model has %d", entries, len(m.model.posted))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	notZero := func(_ string, v int64) bool { return v == 0 }
	want := maps.Clone(m.model.balances)
	maps.DeleteFunc(got, notZero)
	maps.DeleteFunc(want, notZero)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("balances (-model +ledger)\n%s", diff)
	}
}

// Any order of any entries: what the model allows is posted, what it forbids
// is refused and changes nothing, and the books are sound after every step.
func TestTheBooksFollowTheModel(t *testing.T) {
	d := dbtest.Open(t)
	run := 0
	rapid.Check(t, func(rt *rapid.T) {
		run++
		m := &machine{
			DB: d, scope: db.Scope{Province: fmt.Sprint("p", run), Actor: access.Actor{ID: "u-1"}},
			model: model{balances: map[string]int64{}},
		}
		for _, b := range books { // so that the steps that follow have something to move
			m.keys++
			opening := done{book: b, kind: ledger.Allot, amount: 5000, key: fmt.Sprint("k", m.keys)}
			m.try(rt, opening, m.model.post(opening))
		}
		rt.Repeat(map[string]func(*rapid.T){
			"post 1": m.post, "post 2": m.post, "post 3": m.post, "again": m.again, "undo": m.undo, "": m.check,
		})
	})
}
