package ledger_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/db/dbtest"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/money"
)

var book = ledger.Book{Fund: ledger.Local, Year: 2026}

func scope(province string) db.Scope {
	return db.Scope{Province: province, Actor: access.Actor{ID: "u-1", Name: "Kế toán"}}
}

func entry(k ledger.Kind, subject string, amount money.VND, key string) ledger.Entry {
	return ledger.Entry{Book: book, Key: key, Kind: k, Subject: subject, Amount: amount, Day: "2026-11-22", Reference: "1/QĐ"}
}

func post(t *testing.T, d *db.DB, e ledger.Entry) error {
	t.Helper()
	return d.Update(t.Context(), scope("19"), func(tx *db.Tx) error { return ledger.Post(t.Context(), tx, e) })
}

// fill posts a scheme's whole way: 1,000 allotted, 600 approved, 500 signed,
// 300 advanced, 250 accepted, 200 of the advance cleared, 150 settled.
func fill(t *testing.T, d *db.DB) {
	t.Helper()
	for i, e := range []ledger.Entry{
		entry(ledger.Allot, "", 1000, ""), entry(ledger.Approve, "scheme/1", 600, ""), entry(ledger.Contract, "scheme/1", 500, ""),
		entry(ledger.Advance, "scheme/1", 300, ""), entry(ledger.Accept, "scheme/1", 250, ""),
		entry(ledger.ClearAdvance, "scheme/1", 200, ""), entry(ledger.Settle, "scheme/1", 150, ""),
	} {
		e.Key = fmt.Sprint("k", i+1)
		if err := post(t, d, e); err != nil {
			t.Fatal(err)
		}
	}
}

func verify(t *testing.T, d *db.DB) (c ledger.Check, err error) {
	t.Helper()
	err = d.View(t.Context(), scope("19"), func(tx *db.Tx) error {
		c, err = ledger.Verify(t.Context(), tx)
		return err
	})
	return c, err
}

func balances(t *testing.T, d *db.DB, province string) (b ledger.Balances) {
	t.Helper()
	err := d.View(t.Context(), scope(province), func(tx *db.Tx) (err error) {
		b, err = ledger.OfBook(t.Context(), tx, book)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestEveryKindOfTamperingIsFound(t *testing.T) {
	for name, tt := range map[string]struct{ sql, says string }{
		"a posting's amount":             {`UPDATE ledger_postings SET amount = amount + 1 WHERE seq = 3 AND line = 1`, "không cân"},
		"both amounts of an entry":       {`UPDATE ledger_postings SET amount = amount * 2 WHERE seq = 3`, "số dư khác"},
		"a posting's account":            {`UPDATE ledger_postings SET account = 'returned' WHERE seq = 4 AND line = 2`, "số dư khác"},
		"a posting's subject":            {`UPDATE ledger_postings SET subject = 'scheme/2' WHERE seq = 4 AND line = 2`, "số dư khác"},
		"a posting removed":              {`DELETE FROM ledger_postings WHERE seq = 3 AND line = 1`, "không cân"},
		"all postings of an entry":       {`DELETE FROM ledger_postings WHERE seq = 3`, "mất dòng định khoản"},
		"an entry without its postings":  {`DELETE FROM ledger_entries WHERE seq = 3`, "không thuộc bút toán nào"},
		"an entry's number":              {`UPDATE ledger_entries SET seq = 99 WHERE seq = 7`, "mất dòng định khoản"},
		"an entry's amount":              {`UPDATE ledger_entries SET amount = 599 WHERE seq = 2`, "bút toán số 2"},
		"an entry's kind":                {`UPDATE ledger_entries SET kind = 'release' WHERE seq = 2`, "bút toán số 2"},
		"a kind that does not exist":     {`UPDATE ledger_entries SET kind = 'gift' WHERE seq = 2`, "bút toán số 2"},
		"an entry's subject":             {`UPDATE ledger_entries SET subject = 'scheme/2' WHERE seq = 5`, "bút toán số 5"},
		"an entry made into a reversal":  {`UPDATE ledger_entries SET reverses = 1 WHERE seq = 5`, "bút toán số 5"},
		"an entry of another year":       {`UPDATE ledger_entries SET year = 2025 WHERE seq = 5`, "mất dòng định khoản"},
		"a balance":                      {`UPDATE ledger_accounts SET balance = balance + 1 WHERE account = 'available'`, "số dư khác"},
		"two balances that still add up": {`UPDATE ledger_accounts SET balance = balance + CASE account WHEN 'paid' THEN 1 ELSE -1 END WHERE account IN ('paid', 'settled')`, "số dư khác"},
		"an account removed":             {`DELETE FROM ledger_accounts WHERE account = 'returned' OR account = 'settled'`, "mất tài khoản"},
		"an account made up":             {`INSERT INTO ledger_accounts VALUES ('19', 'local', 2026, 'paid', 'scheme/9', 5)`, "số dư khác"},
	} {
		t.Run(name, func(t *testing.T) {
			d := dbtest.Open(t)
			fill(t, d)
			if c, err := verify(t, d); err != nil || c.Entries != 7 || c.Books != 1 || c.Sum != 0 {
				t.Fatalf("before: %+v, %v", c, err)
			}
			dbtest.Unguarded(t, d, tt.sql)
			if _, err := verify(t, d); fault.KindOf(err) != fault.Conflict || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("Verify = %v, want one that says %q", err, tt.says)
			}
		})
	}
}

// Somebody who knows the books leaves every sum right; the order of the
// entries still tells.
func TestMoneySpentBeforeItWasThereIsFound(t *testing.T) {
	d := dbtest.Open(t)
	fill(t, d)
	// Entries 2 (approve) and 4 (advance) change places: the sums stay.
	for _, s := range []string{
		`UPDATE ledger_entries SET seq = 100 + seq WHERE seq IN (2, 4)`, `UPDATE ledger_postings SET seq = 100 + seq WHERE seq IN (2, 4)`,
		`UPDATE ledger_entries SET seq = 106 - seq WHERE seq > 100`, `UPDATE ledger_postings SET seq = 106 - seq WHERE seq > 100`,
	} {
		dbtest.Unguarded(t, d, s)
	}
	if _, err := verify(t, d); err == nil || !strings.Contains(err.Error(), "chi vượt") {
		t.Errorf("Verify = %v", err)
	}
}

func TestEntriesCannotBeChangedThroughTheProgram(t *testing.T) {
	d := dbtest.Open(t)
	fill(t, d)
	for _, sql := range []string{
		`UPDATE ledger_entries SET memo = 'x'`, `DELETE FROM ledger_entries`, `UPDATE ledger_postings SET amount = 0`, `DELETE FROM ledger_postings`,
		`UPDATE ledger_accounts SET balance = -1 WHERE account = 'available'`,
	} {
		err := d.Update(t.Context(), scope("19"), func(tx *db.Tx) error {
			_, err := tx.Exec(t.Context(), sql)
			return err
		})
		if err == nil {
			t.Errorf("%s went through", sql)
		}
	}
}

func TestUndo(t *testing.T) {
	d := dbtest.Open(t)
	fill(t, d)
	undo := func(seq int64, key string) error {
		return d.Update(t.Context(), scope("19"), func(tx *db.Tx) error {
			return ledger.Undo(t.Context(), tx, book, seq, key, "2026-11-23", "ghi nhầm")
		})
	}
	for _, tt := range []struct {
		name string
		seq  int64
		key  string
		want fault.Kind
		ok   bool
	}{
		{"an entry that others build on", 3, "u1", fault.Conflict, false},
		{"the newest entry", 7, "u2", fault.Internal, true},
		{"the same request again", 7, "u2", fault.Internal, true},
		{"the same entry again", 7, "u3", fault.Conflict, false},
		{"a reversal", 8, "u4", fault.Conflict, false},
		{"another entry with a used key", 6, "u2", fault.Conflict, false},
		{"an entry with the key of a posting", 6, "k1", fault.Conflict, false},
		{"an entry that is not there", 99, "u5", fault.NotFound, false},
	} {
		if err := undo(tt.seq, tt.key); (err == nil) != tt.ok || fault.KindOf(err) != tt.want {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
	if b := balances(t, d, "19"); b[ledger.Paid] != 200 || b[ledger.Settled] != 0 || b[ledger.Billed] != 200 || b[ledger.Verified] != 0 {
		t.Errorf("%v", b)
	}
	if c, err := verify(t, d); err != nil || c.Entries != 8 {
		t.Errorf("%+v, %v", c, err)
	}
}

func TestEntriesThatMakeNoSenseAreRefused(t *testing.T) {
	d := dbtest.Open(t)
	fill(t, d)
	before := balances(t, d, "19")
	for _, tt := range []struct {
		name string
		edit func(e *ledger.Entry)
		kind fault.Kind
	}{
		{"nothing", func(e *ledger.Entry) { e.Amount = 0 }, fault.Invalid},
		{"less than nothing", func(e *ledger.Entry) { e.Amount = -5 }, fault.Invalid},
		{"more than there is in the world", func(e *ledger.Entry) { e.Amount = money.Max + 1 }, fault.Invalid},
		{"the largest integer", func(e *ledger.Entry) { e.Amount = 1<<63 - 1 }, fault.Invalid},
		{"the smallest integer", func(e *ledger.Entry) { e.Amount = -1 << 63 }, fault.Invalid},
		{"no fund", func(e *ledger.Entry) { e.Fund = "" }, fault.Invalid},
		{"an unknown fund", func(e *ledger.Entry) { e.Fund = "world" }, fault.Invalid},
		{"a year without books", func(e *ledger.Entry) { e.Year = 199 }, fault.Invalid},
		{"no key", func(e *ledger.Entry) { e.Key = "" }, fault.Internal},
		{"no day", func(e *ledger.Entry) { e.Day = "" }, fault.Internal},
		{"an unknown kind", func(e *ledger.Entry) { e.Kind = "gift" }, fault.Internal},
		{"a reversal without Undo", func(e *ledger.Entry) { e.Kind = ledger.Reverse }, fault.Internal},
		{"a key that was used for something else", func(e *ledger.Entry) { e.Key = "k1" }, fault.Conflict},
	} {
		e := entry(ledger.Allot, "", 10, "new")
		tt.edit(&e)
		if err := post(t, d, e); err == nil || fault.KindOf(err) != tt.kind {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
	if diff := cmp.Diff(before, balances(t, d, "19")); diff != "" {
		t.Errorf("balances changed (-before +after)\n%s", diff)
	}
}

// Who knows that a key is new is not asked; when it is not, nothing is posted.
func TestAnEntryThatMustBeNewIs(t *testing.T) {
	d := dbtest.Open(t)
	fill(t, d)
	postNew := func(key string) error {
		return d.Update(t.Context(), scope("19"), func(tx *db.Tx) error {
			if err := ledger.Ahead(t.Context(), tx, book); err != nil {
				return err
			}
			return ledger.PostNew(t.Context(), tx, entry(ledger.Allot, "", 1000, key))
		})
	}
	before := balances(t, d, "19")
	if err := postNew("k1"); fault.KindOf(err) != fault.Conflict { // the very entry
		t.Errorf("a known key: %v", err)
	}
	if diff := cmp.Diff(before, balances(t, d, "19")); diff != "" {
		t.Errorf("balances changed (-before +after)\n%s", diff)
	}
	if err := postNew("k8"); err != nil {
		t.Error(err)
	}
	if b := balances(t, d, "19"); b[ledger.Available] != before[ledger.Available]+1000 {
		t.Errorf("available %d after %d", b[ledger.Available], before[ledger.Available])
	}
	if c, err := verify(t, d); err != nil || c.Entries != 8 {
		t.Errorf("%+v, %v", c, err)
	}
}

// A balance near the end of the integers is refused on both engines; SQLite
// would go on with a number that is not exact.
func TestABalanceDoesNotOverflow(t *testing.T) {
	d := dbtest.Open(t)
	fill(t, d)
	dbtest.Unguarded(t, d, `UPDATE ledger_accounts SET balance = 999999999999999999 WHERE account = 'available'`)
	if err := post(t, d, entry(ledger.Allot, "", 2, "new")); fault.KindOf(err) != fault.Invalid {
		t.Errorf("Allot = %v", err)
	}
	if err := post(t, d, entry(ledger.Allot, "", 1, "new")); err != nil {
		t.Errorf("Allot up to the limit = %v", err)
	}
}

func TestARefusalSaysWhatIsLeft(t *testing.T) {
	d := dbtest.Open(t)
	fill(t, d)
	for _, tt := range []struct {
		kind   ledger.Kind
		amount money.VND
		says   string
	}{
		{ledger.Withdraw, 401, "Dự toán chưa phân bổ của nguồn kinh phí chỉ còn 400 đ, không đủ cho 401 đ."},
		{ledger.Approve, 1_000_000, "chỉ còn 400 đ, không đủ cho 1.000.000 đ."},
		{ledger.Contract, 101, "đã phê duyệt chưa ký hợp đồng chỉ còn 100 đ"},
		{ledger.Advance, 201, "Giá trị hợp đồng chưa chi chỉ còn 200 đ"},
		{ledger.Pay, 60, "Khối lượng nghiệm thu chưa thanh toán chỉ còn 50 đ"},
		{ledger.Settle, 51, "Số đã thanh toán chưa quyết toán chỉ còn 50 đ"},
		{ledger.RecoverAdv, 101, "chỉ còn 100 đ, không đủ cho 101 đ."},
	} {
		err := post(t, d, entry(tt.kind, "scheme/1", tt.amount, "new"))
		if fault.KindOf(err) != fault.Conflict || !strings.Contains(err.Error(), tt.says) {
			t.Errorf("%s %s: %v", tt.kind, tt.amount, err)
		}
	}
}

// Two programs on one database, 32 people at once: exactly as many approvals
// go through as the fund has money for.
func TestApprovalsAtOnceNeverOverdraw(t *testing.T) {
	url := dbtest.URL(t)
	var programs []*db.DB
	for range 2 {
		d, err := db.Open(t.Context(), url, nil)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := d.Close(); err != nil {
				t.Error(err)
			}
		})
		programs = append(programs, d)
	}
	if err := programs[0].Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := post(t, programs[0], entry(ledger.Allot, "", 1050, "allot")); err != nil {
		t.Fatal(err)
	}
	atOnce := func(e func(i int) ledger.Entry) (posted, refused int) {
		var mu sync.Mutex
		var wg sync.WaitGroup
		for i := range 32 {
			wg.Go(func() {
				err := post(t, programs[i%2], e(i))
				mu.Lock()
				defer mu.Unlock()
				switch {
				case err == nil:
					posted++
				case fault.KindOf(err) == fault.Conflict:
					refused++
				default:
					t.Error(err)
				}
			})
		}
		wg.Wait()
		return posted, refused
	}
	approve := func(i int) ledger.Entry {
		return entry(ledger.Approve, fmt.Sprint("scheme/", i), 100, fmt.Sprint("approve/", i))
	}
	if posted, refused := atOnce(approve); posted != 10 || refused != 22 {
		t.Errorf("%d approved, %d refused; want 10 and 22", posted, refused)
	}
	same := func(int) ledger.Entry { return entry(ledger.Approve, "scheme/99", 30, "one request") }
	if posted, _ := atOnce(same); posted != 32 {
		t.Errorf("%d of 32 answers to one request were good", posted)
	}
	if b := balances(t, programs[1], "19"); b[ledger.Available] != 20 || b[ledger.Approved] != 1030 {
		t.Errorf("%v", b)
	}
	if c, err := verify(t, programs[1]); err != nil || c.Entries != 12 {
		t.Errorf("%+v, %v", c, err)
	}
}

func TestProvincesDoNotSeeEachOther(t *testing.T) {
	d := dbtest.Open(t)
	fill(t, d)
	if b := balances(t, d, "08"); len(b) != 0 {
		t.Errorf("OfBook of another province: %v", b)
	}
	err := d.View(t.Context(), scope("08"), func(tx *db.Tx) error {
		ctx := t.Context()
		if b, err := ledger.Of(ctx, tx, book, "scheme/1"); len(b) != 0 || err != nil {
			t.Errorf("Of: %v, %v", b, err)
		}
		if b, err := ledger.OfSubject(ctx, tx, "scheme/1"); b.Granted() != 0 || err != nil {
			t.Errorf("OfSubject: %v, %v", b, err)
		}
		if all, err := ledger.Subjects(ctx, tx, book); len(all) != 0 || err != nil {
			t.Errorf("Subjects: %v, %v", all, err)
		}
		if all, err := ledger.Entries(ctx, tx, book, 0, 10); len(all) != 0 || err != nil {
			t.Errorf("Entries: %v, %v", all, err)
		}
		if all, err := ledger.EntriesOf(ctx, tx, "scheme/1"); len(all) != 0 || err != nil {
			t.Errorf("EntriesOf: %v, %v", all, err)
		}
		if all, err := ledger.Books(ctx, tx); len(all) != 0 || err != nil {
			t.Errorf("Books: %v, %v", all, err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	other := func(fn func(tx *db.Tx) error) error { return d.Update(t.Context(), scope("08"), fn) }
	if err := other(func(tx *db.Tx) error { return ledger.Undo(t.Context(), tx, book, 7, "x", "2026-11-22", "") }); fault.KindOf(err) != fault.NotFound {
		t.Errorf("Undo: %v", err)
	}
	if err := other(func(tx *db.Tx) error { return ledger.Post(t.Context(), tx, entry(ledger.Approve, "scheme/1", 1, "x")) }); fault.KindOf(err) != fault.Conflict {
		t.Errorf("spending the other province's money: %v", err)
	}
	// The same key is another key in another province.
	if err := other(func(tx *db.Tx) error { return ledger.Post(t.Context(), tx, entry(ledger.Allot, "", 5, "k1")) }); err != nil {
		t.Errorf("Allot: %v", err)
	}
	var provinces []string
	err = d.View(t.Context(), db.Scope{Everywhere: true}, func(tx *db.Tx) (err error) {
		provinces, err = ledger.Provinces(t.Context(), tx)
		return err
	})
	if diff := cmp.Diff([]string{"08", "19"}, provinces); diff != "" || err != nil {
		t.Errorf("%v (-want +got)\n%s", err, diff)
	}
}

func TestBalancesAnswerTheQuestionsOfLaw(t *testing.T) {
	whole := ledger.Balances{
		ledger.Budget: -1000, ledger.Available: 400, ledger.Approved: 100, ledger.Committed: 200, ledger.Advanced: 100, ledger.Paid: 50,
		ledger.Settled: 120, ledger.Returned: 30, ledger.CarriedForward: 7, ledger.Accepted: 50, ledger.Billed: 40, ledger.Verified: 150,
		ledger.Work: -240, ledger.BroughtForward: 0,
	}
	for _, tt := range []struct {
		name string
		of   func(ledger.Balances) money.VND
		want money.VND
	}{
		{"allotted", ledger.Balances.Allotted, 1000},
		{"granted", ledger.Balances.Granted, 607},
		{"contracted", ledger.Balances.Contracted, 507},
		{"spent", ledger.Balances.Spent, 300},
		{"accepted", ledger.Balances.AcceptedTotal, 240},
	} {
		if got := tt.of(whole); got != tt.want {
			t.Errorf("%s = %d, want %d", tt.name, got, tt.want)
		}
		if got := tt.of(nil); got != 0 {
			t.Errorf("%s of nothing = %d", tt.name, got)
		}
	}
}

func TestMoneyThatIsCarriedOnlyOutOrOnlyInIsFound(t *testing.T) {
	next := func(e ledger.Entry) ledger.Entry { e.Year++; return e }
	out, in := entry(ledger.CarryOut, "scheme/1", 200, "o1"), next(entry(ledger.CarryIn, "scheme/1", 200, "i1"))
	less, later, other := in, next(in), in
	less.Amount, other.Subject = 199, "scheme/2"
	for name, tt := range map[string]struct {
		entries []ledger.Entry
		whole   bool
	}{
		"both":                  {[]ledger.Entry{out, in}, true},
		"out alone":             {[]ledger.Entry{out}, false},
		"in alone":              {[]ledger.Entry{in}, false},
		"a đồng less":           {[]ledger.Entry{out, less}, false},
		"a year too late":       {[]ledger.Entry{out, later}, false},
		"for another scheme":    {[]ledger.Entry{out, other}, false},
		"nothing carried":       {nil, true},
		"advances are the same": {[]ledger.Entry{entry(ledger.CarryOutAdv, "scheme/1", 100, "o2"), next(entry(ledger.CarryInAdv, "scheme/1", 100, "i2"))}, true},
	} {
		t.Run(name, func(t *testing.T) {
			d := dbtest.Open(t)
			fill(t, d)
			for _, e := range tt.entries {
				if err := post(t, d, e); err != nil {
					t.Fatal(err)
				}
			}
			err := d.View(t.Context(), scope("19"), func(tx *db.Tx) error {
				_, err := ledger.Verify(t.Context(), tx)
				return err
			})
			if tt.whole != (err == nil) || !tt.whole && fault.KindOf(err) != fault.Conflict {
				t.Errorf("Verify: %v", err)
			}
		})
	}
}

func TestMoneyCarriedOverIsCountedOnce(t *testing.T) {
	d := dbtest.Open(t)
	fill(t, d)
	next := func(e ledger.Entry) ledger.Entry { e.Year++; return e }
	for _, e := range []ledger.Entry{
		entry(ledger.CarryOut, "scheme/1", 200, "o1"), next(entry(ledger.CarryIn, "scheme/1", 200, "i1")),
		entry(ledger.CarryOutAdv, "scheme/1", 100, "o2"), next(entry(ledger.CarryInAdv, "scheme/1", 100, "i2")),
	} {
		if err := post(t, d, e); err != nil {
			t.Fatal(err)
		}
	}
	err := d.View(t.Context(), scope("19"), func(tx *db.Tx) error {
		b, err := ledger.OfSubject(t.Context(), tx, "scheme/1")
		if b.Contracted() != 500 || b.Granted() != 600 || b.Spent() != 300 || b[ledger.Committed] != 200 || b[ledger.Advanced] != 100 {
			t.Errorf("%v", b)
		}
		entries, err2 := ledger.EntriesOf(t.Context(), tx, "scheme/1")
		if len(entries) != 10 || err2 != nil {
			t.Errorf("%d entries, %v", len(entries), err2)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := verify(t, d); err != nil {
		t.Error(err)
	}
}

func TestEntriesTurnPagesAndKeepTheirLines(t *testing.T) {
	d := dbtest.Open(t)
	fill(t, d)
	err := d.View(t.Context(), scope("19"), func(tx *db.Tx) error {
		var seqs []int64
		for before := int64(0); ; {
			page, err := ledger.Entries(t.Context(), tx, book, before, 3)
			if err != nil || len(page) == 0 {
				if diff := cmp.Diff([]int64{7, 6, 5, 4, 3, 2, 1}, seqs); diff != "" {
					t.Errorf("(-want +got)\n%s", diff)
				}
				return err
			}
			for _, e := range page {
				seqs, before = append(seqs, e.Seq), e.Seq
				var sum money.VND
				for _, p := range e.Postings {
					sum += p.Amount
				}
				if len(e.Postings) < 2 || sum != 0 {
					t.Errorf("entry %d: %v", e.Seq, e.Postings)
				}
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestEveryNameHasALabel(t *testing.T) {
	for _, a := range ledger.Accounts() {
		if a.Label() == "" {
			t.Errorf("account %s", a)
		}
	}
	for k := range rules {
		if k.Label() == "" {
			t.Errorf("kind %s", k)
		}
	}
	for _, f := range ledger.Funds() {
		if f.Label() == "" || f.Label() == ledger.Fund("").Label() {
			t.Errorf("fund %s", f)
		}
	}
}
