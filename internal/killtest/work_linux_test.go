package killtest

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"example.vn/khuyencong/internal/domain/identity"
	"example.vn/khuyencong/internal/platform/db/dbtest"
)

const (
	peakClients = 16
	outstanding = 2000 // requests under way at once, at most: what browsers would give up on
)

// Pages that people look at between two postings.
var pages = []string{"/viec", "/so-kinh-phi/2026/dia-phuong", "/so-kinh-phi", "/de-an"}

// A tally is what became of requests.
type tally struct {
	mu      sync.Mutex
	good    []time.Duration // how long the good ones took
	turned  int             // away, and told when to come back
	dropped int             // no answer
	unsent  int             // too many under way
}

// mixed sends one request of the mix: a posting in five, or in twenty when they
// are spread over years, else a page. What was acknowledged is noted.
func (k *trial) mixed(s *server, n int, sum *tally) {
	begin := time.Now()
	var a answer
	var err error
	var p posting
	posting := n%5 == 0
	if k.years > 0 {
		posting = n%20 == 0
	}
	if posting {
		p = k.next()
		a, err = s.post(k.t.Context(), p)
	} else {
		a, err = s.get(k.t.Context(), pages[n%len(pages)])
	}
	took := time.Since(begin)
	sum.mu.Lock()
	defer sum.mu.Unlock()
	switch {
	case err != nil:
		sum.dropped++
		if posting {
			k.mu.Lock()
			k.doubt = append(k.doubt, p)
			k.mu.Unlock()
		}
	case posting && a.status == http.StatusSeeOther:
		k.done(p)
		sum.good = append(sum.good, took)
	case !posting && a.status == http.StatusOK:
		sum.good = append(sum.good, took)
	case decent(a):
		sum.turned++
	default:
		k.t.Errorf("status %d: %.800s", a.status, a.body)
	}
}

// peak finds out how many requests of the mix a second are served to a few
// clients who wait for their answers.
func (k *trial) peak(s *server, d time.Duration) int {
	k.t.Helper()
	sum := &tally{}
	var all sync.WaitGroup
	end := time.Now().Add(d)
	for c := range peakClients {
		all.Go(func() {
			for n := c; time.Now().Before(end) && !k.t.Failed(); n++ {
				k.mixed(s, n, sum)
			}
		})
	}
	all.Wait()
	rate := int(int64(len(sum.good)) * int64(time.Second) / int64(d))
	if rate == 0 || sum.dropped > 0 {
		k.t.Fatalf("%d requests a second, %d without an answer", rate, sum.dropped)
	}
	return rate
}

// pace sends rate requests a second, whether or not the earlier ones are
// answered, until the time is over or stop says so.
func (k *trial) pace(s *server, rate int, d time.Duration, sum *tally) {
	var all sync.WaitGroup
	var under atomic.Int64
	begin := time.Now()
	for n := 0; ; n++ {
		due := begin.Add(time.Duration(int64(n) * int64(time.Second) / int64(rate)))
		if due.Sub(begin) >= d || k.t.Failed() {
			break
		}
		time.Sleep(time.Until(due))
		if under.Load() >= outstanding {
			sum.mu.Lock()
			sum.unsent++
			sum.mu.Unlock()
			continue
		}
		under.Add(1)
		all.Go(func() {
			defer under.Add(-1)
			k.mixed(s, n, sum)
		})
	}
	all.Wait()
}

// settle sends what is in doubt again, with its keys.
func (k *trial) settle(s *server) {
	again := k.doubt
	k.doubt = nil
	for _, p := range again {
		if k.send(s, p) {
			k.done(p)
		}
	}
}

// TestNightOverload offers ten times the peak for a minute. The queue stays
// bounded, who is turned away is told when to come back, nothing acknowledged
// is lost, and seconds later everything is as before.
func TestNightOverload(t *testing.T) {
	needNight(t)
	k := newTrial(t, build(t), dbtest.URL(t))
	s := k.start()
	defer s.kill()
	wide(s)
	k.peak(s, 2*time.Second) // warm up
	peak := k.peak(s, 10*time.Second)
	before := resident(t, s)
	sum := &tally{}
	k.pace(s, 10*peak, duration(t, "KC_OVERLOAD", time.Minute), sum)
	after := resident(t, s)
	took := until(t, 30*time.Second, "a page opens within a second", func() bool {
		begin := time.Now()
		a, err := s.get(t.Context(), "/viec")
		return err == nil && a.status == http.StatusOK && time.Since(begin) < time.Second
	})
	k.settle(s)
	k.look()
	t.Logf("peak %d requests/s; offered %d/s: %d served (p99 %s), %d turned away with Retry-After, %d without an answer, %d not even sent; "+
		"memory %d MiB before and %d MiB after; normal again after %s; %d postings acknowledged and found once",
		peak, 10*peak, len(sum.good), percentile(sum.good, 99).Round(time.Millisecond), sum.turned, sum.dropped, sum.unsent,
		before>>20, after>>20, took.Round(time.Millisecond), len(k.acked))
	if took > 5*time.Second || after > 512<<20 || sum.turned+sum.unsent == 0 {
		t.Error("want recovery within 5 s, less than 512 MiB, and a real overload")
	}
}

// wide lets the client keep many connections.
func wide(s *server) {
	s.client.Transport = &http.Transport{MaxIdleConnsPerHost: outstanding, DialContext: (&net.Dialer{Timeout: 30 * time.Second}).DialContext}
}

func percentile(all []time.Duration, p int) time.Duration {
	if len(all) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(all))
	return sorted[min(len(sorted)-1, len(sorted)*p/100)]
}

// resident is the memory that the program holds, in bytes.
func resident(t *testing.T, s *server) int {
	t.Helper()
	status, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(s.cmd.Process.Pid), "status"))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(status), "VmRSS:")
	n, err := strconv.Atoi(strings.Fields(rest)[0])
	if err != nil {
		t.Fatal(err)
	}
	return n << 10
}

// descriptors counts the files and connections that the program has open when
// the clients have hung up: of those who had to wait many keep theirs for a while.
func descriptors(t *testing.T, s *server) int {
	t.Helper()
	s.client.CloseIdleConnections()
	time.Sleep(time.Second)
	all, err := os.ReadDir(filepath.Join("/proc", strconv.Itoa(s.cmd.Process.Pid), "fd"))
	if err != nil {
		t.Fatal(err)
	}
	return len(all)
}

// A slice of the soak: what was measured in one part of it.
type soaked struct {
	memory, files int
	p99, control  time.Duration // of the mix; of a static file, which shows how noisy the machine is
}

const soakParts = 12

// TestNightSoak works at 30 % of the peak for KC_SOAK. Memory grows by less
// than 1 MiB a minute after the first quarter, open files and goroutines stay,
// and p99 does not drift more than the machine does. What is given to a fund is
// read one decision at a time by the pages of that year, so it is spread over
// twenty.
func TestNightSoak(t *testing.T) {
	needNight(t)
	whole := duration(t, "KC_SOAK", 2*time.Hour)
	k := newTrial(t, build(t), dbtest.URL(t))
	k.years = 20 // no budget year sees a thousand decisions on its fund
	s := k.start()
	defer s.kill()
	wide(s)
	k.peak(s, 2*time.Second)
	rate := max(1, k.peak(s, 10*time.Second)*3/10)
	var parts []soaked
	served := 0
	for range soakParts {
		k.renew()
		s.token = k.token
		sum := &tally{}
		k.pace(s, rate, whole/soakParts, sum)
		if sum.dropped > 0 || t.Failed() {
			t.Fatalf("%d requests without an answer", sum.dropped)
		}
		served += len(sum.good)
		part := soaked{resident(t, s), descriptors(t, s), percentile(sum.good, 99), control(t, s)}
		parts = append(parts, part)
		t.Logf("part %d: memory %d MiB, %d files, p99 %s, static %s", len(parts), part.memory>>20, part.files,
			part.p99.Round(time.Millisecond/10), part.control.Round(time.Millisecond/10))
	}
	k.look()
	goroutines := s.goroutines()
	slope := slope(parts[soakParts/4:], whole/soakParts)
	first, last := quarter(parts[soakParts/4:soakParts/2]), quarter(parts[soakParts*3/4:])
	t.Logf("%s at %d requests/s, %d served: memory %d to %d MiB, %d KiB a minute; files %d to %d; p99 %s to %s while a static file went from %s to %s; %d goroutines at the end",
		whole, rate, served, parts[0].memory>>20, parts[soakParts-1].memory>>20, slope>>10, parts[soakParts/4].files, parts[soakParts-1].files,
		first.p99, last.p99, first.control, last.control, goroutines)
	if slope >= 1<<20 {
		t.Errorf("memory grows by %d KiB a minute", slope>>10)
	}
	if last.files > first.files+8 || goroutines > 60 {
		t.Errorf("files went from %d to %d, %d goroutines", first.files, last.files, goroutines)
	}
	// In the same unit: how much slower the mix became than the machine did.
	if drift := int64(last.p99) * 100 / int64(first.p99) * int64(first.control) / int64(max(last.control, first.control)); drift >= 120 {
		t.Errorf("p99 drifted to %d %% of what it was", drift)
	}
}

// renew signs the accountant in again: a session lasts twelve hours at most.
func (k *trial) renew() {
	k.t.Helper()
	var err error
	if k.token, err = identity.SignIn(k.t.Context(), k.db, "ketoan", password, "127.0.0.1"); err != nil {
		k.t.Fatal(err)
	}
}

// control measures a file that needs neither database nor templates.
func control(t *testing.T, s *server) time.Duration {
	t.Helper()
	var all []time.Duration
	for range 500 {
		begin := time.Now()
		if a, err := s.get(t.Context(), "/suc-khoe"); err != nil || a.status != http.StatusOK {
			t.Fatalf("%d, %v", a.status, err)
		}
		all = append(all, time.Since(begin))
	}
	return percentile(all, 99)
}

// slope fits a line through the memory of the parts: bytes a minute.
func slope(parts []soaked, part time.Duration) int {
	n, sx, sy, sxx, sxy := len(parts), 0, 0, 0, 0
	for x, p := range parts {
		sx, sy, sxx, sxy = sx+x, sy+p.memory, sxx+x*x, sxy+x*p.memory
	}
	perPart := (n*sxy - sx*sy) / (n*sxx - sx*sx)
	return int(int64(perPart) * int64(time.Minute) / int64(part))
}

// quarter takes the middle of what the parts measured.
func quarter(parts []soaked) soaked {
	var p99, noise []time.Duration
	files := 0
	for _, p := range parts {
		p99, noise, files = append(p99, p.p99), append(noise, p.control), max(files, p.files)
	}
	return soaked{files: files, p99: percentile(p99, 50), control: percentile(noise, 50)}
}

// goroutines ends the program with SIGQUIT and counts the stacks it prints.
func (s *server) goroutines() int {
	s.t.Helper()
	s.client.CloseIdleConnections()
	time.Sleep(2 * time.Second)
	s.log.more(16 << 20)
	if err := s.cmd.Process.Signal(syscall.SIGQUIT); err != nil {
		s.t.Fatal(err)
	}
	err := s.cmd.Wait()
	n := strings.Count(s.log.String(), "\ngoroutine ")
	if n == 0 {
		s.t.Fatal(errors.Join(errors.New("no stacks were printed"), fmt.Errorf("exit: %w", err)))
	}
	return n
}
