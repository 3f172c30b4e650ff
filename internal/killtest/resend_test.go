package killtest

import (
	"net/http"
	"os"
	"sync"
	"testing"
	"time"

	"example.vn/khuyencong/internal/platform/db/dbtest"
)

// needFaults skips unless the tests of faults are asked for.
func needFaults(t *testing.T) {
	t.Helper()
	if os.Getenv("KC_FAULTS") != "1" {
		t.Skip("KC_FAULTS is not 1")
	}
}

// needNight skips unless the long tests are asked for.
func needNight(t *testing.T) {
	t.Helper()
	if os.Getenv("KC_NIGHT") != "1" {
		t.Skip("KC_NIGHT is not 1")
	}
}

// TestFaultOneFormSentAHundredTimes is somebody who presses the button again
// and again: one effect, one answer, also after a restart; and a key that is
// used for something else is refused.
func TestFaultOneFormSentAHundredTimes(t *testing.T) {
	needFaults(t)
	k := newTrial(t, build(t), dbtest.URL(t))
	s := k.start()
	p := k.next()
	var mu sync.Mutex
	var all sync.WaitGroup
	places := map[string]int{}
	for range 100 {
		all.Go(func() {
			a, err := s.post(t.Context(), p)
			if err != nil || a.status != http.StatusSeeOther {
				t.Errorf("status %d, %v: %.600s", a.status, err, a.body)
				return
			}
			mu.Lock()
			defer mu.Unlock()
			places[a.header.Get("Location")]++
		})
	}
	all.Wait()
	k.done(p)
	k.look()
	s.kill()
	s = k.start()
	defer s.kill()
	a, err := s.post(t.Context(), p)
	if err != nil || a.status != http.StatusSeeOther || places[a.header.Get("Location")] != 100 {
		t.Errorf("after a restart: %d to %q, %v; before it %v", a.status, a.header.Get("Location"), err, places)
	}
	other := p
	other.amount++
	if a, err = s.post(t.Context(), other); err != nil || a.status != http.StatusConflict && a.status != http.StatusUnprocessableEntity {
		t.Errorf("the same key for something else: %d, %v", a.status, err)
	}
	k.look()
}

// A load is people who post all the time. What is refused or gets no answer
// they send again, with the same key, until it is acknowledged.
type load struct {
	*trial
	stop chan struct{}
	all  sync.WaitGroup
}

func (k *trial) load(s *server) *load {
	l := &load{trial: k, stop: make(chan struct{})}
	for range workers {
		l.all.Go(func() {
			for {
				select {
				case <-l.stop:
					return
				default:
					l.insist(s, k.next())
				}
			}
		})
	}
	return l
}

// end lets everybody finish what they are at.
func (l *load) end() {
	close(l.stop)
	l.all.Wait()
}

// insist sends p until it is acknowledged.
func (l *load) insist(s *server, p posting) {
	for l.t.Context().Err() == nil && !l.t.Failed() {
		a, err := s.post(l.t.Context(), p)
		switch {
		case err == nil && a.status == http.StatusSeeOther:
			l.done(p)
			return
		case err == nil && !decent(a):
			l.t.Errorf("posting %s: status %d: %.3000s", p.number, a.status, a.body)
			return
		}
		l.mu.Lock()
		l.trial.refused++
		l.mu.Unlock()
		time.Sleep(20 * time.Millisecond)
	}
}

// decent reports whether a refusal says that it is one, and when to come back.
func decent(a answer) bool {
	return (a.status == http.StatusServiceUnavailable || a.status == http.StatusTooManyRequests) && a.header.Get("Retry-After") != ""
}

// counts tells how many postings were acknowledged and how often one was
// refused so far.
func (k *trial) counts() (acked, refused int) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return len(k.acked), k.refused
}

// until waits for something to become true.
func until(t *testing.T, limit time.Duration, what string, holds func() bool) time.Duration {
	t.Helper()
	begin := time.Now()
	for !holds() {
		if time.Since(begin) > limit {
			t.Fatalf("after %s not yet: %s", limit, what)
		}
		if t.Failed() {
			t.FailNow()
		}
		time.Sleep(2 * time.Millisecond)
	}
	return time.Since(begin)
}
