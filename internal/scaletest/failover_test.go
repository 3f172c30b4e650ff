package scaletest

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/web/ui"
)

const (
	writers   = 8
	quorumGap = 5 * time.Second  // the longest time without a write that people may see
	settling  = time.Second      // work before the next blow
	lastTry   = 90 * time.Second // after which a client gives up
)

// A load is people who post money through several copies, and send again, with
// the same key, what was not acknowledged.
type load struct {
	t      *testing.T
	copies []*duplicate
	token  string
	stop   chan struct{}
	once   sync.Once
	all    sync.WaitGroup

	mu      sync.Mutex
	acked   map[string]bool
	last    time.Time     // of an acknowledgement
	gap     time.Duration // the longest between two, since the last look
	again   int           // postings that had to be sent more than once
	reads   int
	refused int // pages that said that the database does not answer
}

func startLoad(t *testing.T, copies []*duplicate, token string) *load {
	t.Helper()
	l := &load{t: t, copies: copies, token: token, stop: make(chan struct{}), acked: map[string]bool{}, last: time.Now()}
	for i := range writers {
		l.all.Go(func() { l.write(i) })
	}
	l.all.Go(l.read)
	t.Cleanup(l.leave) // before the servers are ended, whatever became of the test
	return l
}

func (l *load) over() bool {
	select {
	case <-l.stop:
		return true
	default:
		return l.t.Failed()
	}
}

// write posts one decision after the other, each until it is acknowledged.
func (l *load) write(worker int) {
	for i := 0; !l.over(); i++ {
		number, key := fmt.Sprintf("W%d-%d/QĐ-UBND", worker, i), ui.Key()
		began := time.Now()
		for try := 0; ; try++ {
			got := l.copies[(worker+try)%len(l.copies)].allot(l.token, key, "give", number, 1_000_000)
			if got.status == http.StatusSeeOther && !strings.HasPrefix(got.location, "/dang-nhap") {
				l.acknowledged(number, try)
				break
			}
			// No answer, too busy, or unavailable in words; nothing else.
			if got.status != 0 && got.status != http.StatusServiceUnavailable && got.status != http.StatusTooManyRequests {
				l.t.Errorf("posting %s: status %d %s: %.500s", number, got.status, got.location, got.body)
				return
			}
			if l.t.Failed() {
				return
			}
			if time.Since(began) > lastTry {
				l.t.Errorf("posting %s was not acknowledged in %v: %.300s", number, lastTry, got.body)
				return
			}
			time.Sleep(time.Duration(20+rand.IntN(80)) * time.Millisecond)
		}
	}
}

func (l *load) acknowledged(number string, tries int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	l.gap = max(l.gap, now.Sub(l.last))
	l.acked[number], l.last = true, now
	if tries > 0 {
		l.again++
	}
}

// read looks at pages all the time; they come, or say in words why not.
func (l *load) read() {
	for i := 0; !l.over(); i++ {
		got := l.copies[i%len(l.copies)].get(l.token, book)
		l.mu.Lock()
		switch got.status {
		case http.StatusOK:
			l.reads++
		case http.StatusServiceUnavailable, http.StatusTooManyRequests, 0:
			l.refused++
		default:
			l.t.Errorf("reading: status %d %s: %.500s", got.status, got.location, got.body)
		}
		l.mu.Unlock()
		time.Sleep(20 * time.Millisecond)
	}
}

// longest returns the longest time without a write since it was asked last.
func (l *load) longest() time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	gap := max(l.gap, time.Since(l.last))
	l.gap, l.last = 0, time.Now()
	return gap
}

// count returns how many postings are acknowledged.
func (l *load) count() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.acked)
}

// leave sends everybody home.
func (l *load) leave() {
	l.once.Do(func() { close(l.stop) })
	l.all.Wait()
}

// end stops the load and looks whether everything that was acknowledged is
// there once, and nothing else is.
func (l *load) end(primary *node) {
	l.t.Helper()
	l.leave()
	lost, twice := 0, 0
	have := strings.Fields(inDatabase(l.t, primary, `SELECT COALESCE(string_agg(reference, ' '), '') FROM ledger_entries WHERE reference LIKE 'W%'`))
	there := map[string]int{}
	for _, number := range have {
		there[number]++
	}
	for number := range l.acked {
		if there[number] == 0 {
			lost++
		}
	}
	for number, n := range there {
		if n > 1 {
			twice++
		}
		if !l.acked[number] {
			l.t.Errorf("%s is there and was never acknowledged", number)
		}
	}
	if lost > 0 || twice > 0 {
		l.t.Errorf("%d acknowledged postings are lost, %d are there twice", lost, twice)
	}
	l.t.Logf("%d postings acknowledged, %d lost, %d twice; %d were sent more than once; %d pages read, %d said to come back later",
		len(l.acked), lost, twice, l.again, l.reads, l.refused)
}

// rounds says how often the primary is killed, from the environment.
func rounds(t *testing.T) int {
	t.Helper()
	n, err := strconv.Atoi(os.Getenv("KC_FAILOVER"))
	if err != nil || n < 1 {
		t.Skip("KC_FAILOVER does not say how often")
	}
	return n
}

// newQuorum makes three servers whose commits wait for one standby of any.
func newQuorum(t *testing.T) *cluster {
	t.Helper()
	c := newCluster(t, 3)
	for _, n := range c.nodes { // whichever is the primary one day
		n.order("ALTER SYSTEM SET synchronous_standby_names = 'ANY 1 (n1, n2, n3)'")
		n.order("SELECT pg_reload_conf()")
	}
	c.nodes[0].await("SELECT count(*) = 2 FROM pg_stat_replication WHERE sync_state = 'quorum'")
	return c
}

func TestFailoverOfAQuorumLosesNothing(t *testing.T) {
	n := rounds(t)
	c := newQuorum(t)
	p := newProgram(t, c.url(c.nodes...))
	if out, err := p.command("migrate"); err != nil {
		t.Fatalf("migrate: %v\n%s", err, out)
	}
	p.staff(access.Accountant)
	replicas := "--replica=" + c.url(c.nodes...)
	copies := []*duplicate{p.copy(replicas), p.copy(replicas)}
	l := startLoad(t, copies, copies[0].enter(access.Accountant))
	primary, standbys := c.nodes[0], []*node{c.nodes[1], c.nodes[2]}
	var worst time.Duration
	for round := 1; round <= n && !t.Failed(); round++ {
		time.Sleep(settling + rand.N(settling))
		l.longest()
		primary.kill()
		killed := time.Now()
		best, other := furthest(standbys)
		best.order("SELECT pg_promote(true, 30)")
		other.turn(best)
		promoted := time.Since(killed)
		before := l.count()
		for l.count() < before+writers && time.Since(killed) < time.Minute {
			time.Sleep(5 * time.Millisecond)
		}
		gap := l.longest()
		worst = max(worst, gap)
		t.Logf("round %d: %s takes over from %s in %v; longest time without a write %v", round, best.name, primary.name,
			promoted.Round(time.Millisecond), gap.Round(time.Millisecond))
		primary.follow(best)
		primary, standbys = best, []*node{other, primary}
		primary.await("SELECT count(*) = 2 FROM pg_stat_replication WHERE state = 'streaming'")
	}
	l.end(primary)
	p.sound()
	t.Logf("%d failovers, longest time without a write %v", n, worst.Round(time.Millisecond))
	if worst > quorumGap {
		t.Errorf("for %v nobody could write; %v is allowed", worst, quorumGap)
	}
}

// furthest returns the standby that has received most, and the other.
func furthest(standbys []*node) (best, other *node) {
	// What a standby has told the primary to have is on its disk. It may end in
	// the middle of a record, which is never replayed.
	const received = `SELECT GREATEST(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn()) - '0/0'::pg_lsn`
	var at [2]int64
	for i, s := range standbys {
		at[i], _ = strconv.ParseInt(s.answer(received), 10, 64)
	}
	if at[0] >= at[1] {
		return standbys[0], standbys[1]
	}
	return standbys[1], standbys[0]
}

// Without a standby a commit is on one disk only. Nobody may be told that it
// is done, not even when the form is sent again and its key is found.
func TestFailoverAcknowledgesNothingWithoutAStandby(t *testing.T) {
	rounds(t)
	c := newQuorum(t)
	p := newProgram(t, c.url(c.nodes[0]))
	if out, err := p.command("migrate"); err != nil {
		t.Fatalf("migrate: %v\n%s", err, out)
	}
	p.staff(access.Accountant)
	a := p.copy()
	token, key := a.enter(access.Accountant), ui.Key()
	c.nodes[1].kill()
	c.nodes[2].kill()
	for try := range 2 {
		got := a.allot(token, key, "give", "S1/QĐ-UBND", 1_000_000)
		if got.status != http.StatusServiceUnavailable || !strings.Contains(got.body, "chưa biết lần gửi này đã được ghi hay chưa") {
			t.Errorf("try %d without a standby: status %d: %.400s", try+1, got.status, got.body)
		}
	}
	c.nodes[1].start()
	if got := a.allot(token, key, "give", "S1/QĐ-UBND", 1_000_000); got.status != http.StatusSeeOther {
		t.Errorf("with a standby again: status %d: %.400s", got.status, got.body)
	}
	if n := inDatabase(t, c.nodes[0], `SELECT count(*) FROM ledger_entries WHERE reference LIKE 'S1/%'`); n != "1" {
		t.Errorf("the form sent three times made %s entries", n)
	}
	p.sound()
}
