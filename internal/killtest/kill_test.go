package killtest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"strconv"
	"sync"
	"testing"
	"time"

	"example.vn/khuyencong/internal/domain/identity"
	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/audit"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/db/dbtest"
	"example.vn/khuyencong/internal/web/ui"
)

const (
	workers  = 8
	day      = "05/01/2026"
	password = "mat khau dai de nho"
	fresh    = 50 // rounds on one database
)

const year = 2026 // of the book

// A posting is money given to the book of a year, or taken back.
type posting struct {
	year   int
	number string // of its decision; nobody else's
	key    string // of idempotency
	kind   string
	amount int64
}

// A trial is the book and what the world was told about it.
type trial struct {
	t       *testing.T
	db      *db.DB // beside the program, for looking
	program string
	address string
	files   string
	token   identity.Token
	years   int // that the postings are spread over, up to year; 0: none but it

	mu      sync.Mutex
	made    int       // postings, acknowledged or not
	acked   []posting // the program has said: done
	doubt   []posting // sent, and no answer came
	sum     int64     // of what is acked
	checked int       // acked postings that were looked up before
	doubts  int       // of all rounds
	there   int       // of the doubts, those that had been carried out
	refused int       // times that the program has said: not now
}

func TestKillDuringPostings(t *testing.T) {
	rounds, err := strconv.Atoi(os.Getenv("KC_KILL_ROUNDS"))
	if err != nil || rounds < 1 {
		t.Skip("KC_KILL_ROUNDS does not say how often")
	}
	program := build(t)
	for first := 1; first <= rounds; first += fresh {
		last := min(first+fresh-1, rounds)
		t.Run(fmt.Sprintf("rounds %d to %d", first, last), func(t *testing.T) { killRounds(t, program, last-first+1) })
	}
}

func killRounds(t *testing.T, program string, rounds int) {
	t.Helper()
	k := newTrial(t, program, dbtest.URL(t))
	s := k.start()
	for round := 1; round <= rounds && !t.Failed(); round++ {
		k.work(s)
		s = k.start()
		k.settleDoubts(s)
		k.look()
	}
	s.kill()
	t.Logf("%s: %d rounds, %d postings acknowledged; %d of them were in doubt at first, of which %d had been carried out",
		k.db.Engine(), rounds, len(k.acked), k.doubts, k.there)
	if len(k.acked) < rounds {
		t.Errorf("only %d postings in %d rounds: the program was hardly at work when it was killed", len(k.acked), rounds)
	}
}

// newTrial makes a province with an accountant, signed in, in the empty
// database at address.
func newTrial(t *testing.T, program, address string) *trial {
	t.Helper()
	k := &trial{t: t, program: program, address: address, files: t.TempDir()}
	hash, err := identity.NewPassword(t.Context(), "ketoan", password)
	if err != nil {
		t.Fatal(err)
	}
	k.open()
	if err := k.db.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	err = k.db.Update(t.Context(), db.Scope{Province: "19", Actor: access.System("test")}, func(tx *db.Tx) error {
		if err := identity.Found(t.Context(), tx, identity.Province{Code: "19", Name: "Tỉnh Thái Nguyên", Centre: "Trung tâm Khuyến công", Department: "Sở Công Thương"}); err != nil {
			return err
		}
		_, err := identity.Add(t.Context(), tx, identity.NewUser{Login: "ketoan", Name: "Kế toán", Roles: []access.Role{access.Accountant}, Password: hash})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if k.token, err = identity.SignIn(t.Context(), k.db, "ketoan", password, "127.0.0.1"); err != nil {
		t.Fatal(err)
	}
	return k
}

// open opens the database beside the program.
func (k *trial) open() {
	k.t.Helper()
	d, err := db.Open(k.t.Context(), k.address, nil)
	if err != nil {
		k.t.Fatal(err)
	}
	k.t.Cleanup(func() {
		if err := d.Close(); err != nil {
			k.t.Error(err)
		}
	})
	k.db = d
}

// start starts the program on the trial's database.
func (k *trial) start() *server {
	k.t.Helper()
	return start(k.t, k.program, k.address, k.files, k.token)
}

// next makes up a posting: three times money comes, once a little of it goes.
func (k *trial) next() posting {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.made++
	p := posting{year: year, number: fmt.Sprintf("%d/QĐ-UBND", k.made), key: ui.Key(), kind: "give", amount: 1_000_000 + int64(k.made)}
	if k.years > 0 {
		p.year -= k.made % k.years
	}
	// Nothing is taken back before there is more than enough in every book: the
	// postings overtake each other.
	if k.made%4 == 0 && k.sum > 10_000_000*max(1, int64(k.years)) {
		p.kind, p.amount = "reduce", 1000
	}
	return p
}

// done notes an acknowledged posting.
func (k *trial) done(p posting) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.acked = append(k.acked, p)
	if p.kind == "reduce" {
		p.amount = -p.amount
	}
	k.sum += p.amount
}

// work has everybody post until the program is killed at a random moment.
func (k *trial) work(s *server) {
	k.t.Helper()
	var all sync.WaitGroup
	for range workers {
		all.Go(func() {
			for {
				p := k.next()
				a, err := s.post(k.t.Context(), p)
				if err != nil {
					k.mu.Lock()
					k.doubt = append(k.doubt, p)
					k.mu.Unlock()
					return
				}
				if a.status != http.StatusSeeOther {
					k.t.Errorf("posting %s: status %d: %.600s", p.number, a.status, a.body)
					return
				}
				k.done(p)
			}
		})
	}
	time.Sleep(time.Duration(5+rand.IntN(76)) * time.Millisecond)
	s.kill()
	all.Wait()
}

// settleDoubts sends again, with the same keys, what nobody knows about, and
// one posting that was acknowledged before.
func (k *trial) settleDoubts(s *server) {
	k.t.Helper()
	again := k.doubt
	k.there += k.entries() - len(k.acked)
	k.doubts += len(again)
	k.doubt = nil
	for _, p := range again {
		if k.send(s, p) {
			k.done(p)
		}
	}
	if len(k.acked) > 0 {
		k.send(s, k.acked[rand.IntN(len(k.acked))])
	}
}

// entries counts what is in the book.
func (k *trial) entries() (n int) {
	k.t.Helper()
	err := k.db.View(k.t.Context(), db.Scope{Province: "19"}, func(tx *db.Tx) error {
		return tx.QueryRow(k.t.Context(), `SELECT count(*) FROM ledger_entries WHERE province = ?`, []any{tx.Province}, &n)
	})
	if err != nil {
		k.t.Error(err)
	}
	return n
}

func (k *trial) send(s *server, p posting) bool {
	k.t.Helper()
	a, err := s.post(k.t.Context(), p)
	if err != nil || a.status != http.StatusSeeOther {
		k.t.Errorf("posting %s sent again: status %d, %v: %.600s", p.number, a.status, err, a.body)
		return false
	}
	return true
}

// look checks the database: each acknowledged posting is there once, nothing
// else is, the money is right, and the books and the chain hold.
func (k *trial) look() {
	k.t.Helper()
	ctx := k.t.Context()
	err := k.db.View(ctx, db.Scope{Province: "19", Actor: access.System("test")}, func(tx *db.Tx) error {
		found := map[string]int{}
		err := tx.Each(ctx, `SELECT reference FROM ledger_entries WHERE province = ?`, []any{tx.Province}, func(scan db.Scan) error {
			var number string
			err := scan(&number)
			found[number]++
			return err
		})
		if err != nil {
			return err
		}
		for _, p := range k.acked[k.checked:] {
			if n := found[p.number]; n != 1 {
				k.t.Errorf("posting %s was acknowledged and is there %d times", p.number, n)
			}
		}
		k.checked = len(k.acked)
		var left int64
		for y := range max(1, k.years) {
			has, err := ledger.OfBook(ctx, tx, ledger.Book{Fund: ledger.Local, Year: year - y})
			if err != nil {
				return err
			}
			left += int64(has[ledger.Available])
		}
		if left != k.sum {
			k.t.Errorf("the books have %d đồng to give, acknowledged were %d", left, k.sum)
		}
		return k.verify(ctx, tx)
	})
	if err != nil {
		k.t.Error(err)
	}
	if n := k.entries(); n != len(k.acked) {
		k.t.Errorf("%d entries, but %d postings were acknowledged", n, len(k.acked))
	}
}

// verify lets the database and the program check themselves.
func (k *trial) verify(ctx context.Context, tx *db.Tx) error {
	if !tx.Postgres() {
		var said string
		if err := tx.QueryRow(ctx, `PRAGMA integrity_check`, nil, &said); err != nil {
			return err
		}
		if said != "ok" {
			k.t.Errorf("integrity_check: %s", said)
		}
	}
	if _, err := ledger.Verify(ctx, tx); err != nil {
		return fmt.Errorf("ledger: %w", err)
	}
	if _, err := audit.Verify(ctx, tx); err != nil {
		return fmt.Errorf("audit: %w", err)
	}
	return nil
}
