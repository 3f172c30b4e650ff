package ui

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"example.vn/khuyencong/internal/platform/fault"
)

// One address gets no more than its share, the others wait for theirs in
// order, and nobody waits for long: S10 of the catalogue of tests.
func TestTurnsAreSharedAmongAddresses(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		q := newTurns(3, 2, 2, time.Second)
		take := func(from string) (func(), error) { return q.take(t.Context(), from) }
		first, err := take("a")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := take("a"); err != nil {
			t.Fatal(err)
		}
		if _, err := take("a"); fault.KindOf(err) != fault.Busy {
			t.Errorf("a third one from the same address: %v", err)
		}
		other, err := take("b")
		if err != nil {
			t.Fatalf("another address: %v", err)
		}
		var order []string
		wait := func(name, from string) {
			go func() {
				if _, err := take(from); err == nil {
					order = append(order, name)
				}
			}()
			synctest.Wait()
		}
		wait("a waits", "a")
		wait("b waits", "b")
		if _, err := take("c"); fault.KindOf(err) != fault.Busy {
			t.Errorf("a third one in the queue: %v", err)
		}
		other() // a still has its share: b's turn
		other() // giving back twice changes nothing
		synctest.Wait()
		first()
		synctest.Wait()
		if got, want := strings.Join(order, ", "), "b waits, a waits"; got != want {
			t.Errorf("the order was %q, want %q", got, want)
		}
		if q.taken != 3 || q.from["a"] != 2 || q.from["b"] != 1 || len(q.queue) != 0 {
			t.Errorf("left over: %d, %v, %d", q.taken, q.from, len(q.queue))
		}
	})
}

// Who may not send files now reads one sentence, and the turn of a form that
// was read comes back.
func TestUploadsAtOnceAreBounded(t *testing.T) {
	was := uploads
	t.Cleanup(func() { uploads = was })
	uploads = newTurns(1, 1, 0, time.Second)
	server := reading(t, Options{})
	send := func() int {
		t.Helper()
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server.URL, strings.NewReader("--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--x--\r\n"))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "multipart/form-data; boundary=x")
		a, err := server.Client().Do(r)
		if err != nil {
			t.Fatal(err)
		}
		_ = a.Body.Close()
		return a.StatusCode
	}
	for range 3 {
		if got := send(); got != http.StatusOK {
			t.Fatalf("status %d", got)
		}
	}
	back, err := uploads.take(t.Context(), "elsewhere")
	if err != nil {
		t.Fatal(err)
	}
	if got := send(); got != http.StatusUnprocessableEntity { // what reading says of any fault
		t.Errorf("status %d while the turn was taken", got)
	}
	back()
	if got := send(); got != http.StatusOK {
		t.Errorf("status %d after the turn came back", got)
	}
}

// A body that no page reads is not waited for either, an answer without a
// body has its time too, and work on a form that has come is not cut off.
func TestDeadlinesFollowTheRequest(t *testing.T) {
	t.Parallel()
	const pace = 300 * time.Millisecond
	ended := make(chan error, 1)
	var crowded atomic.Bool
	wrap, err := Middleware(Options{Pace: pace, Log: slog.New(slog.DiscardHandler), Crowded: crowded.Load})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(wrap(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/work":
			_, _ = io.Copy(io.Discard, r.Body)
			select {
			case <-r.Context().Done():
				ended <- context.Cause(r.Context())
			case <-time.After(3 * pace):
				ended <- nil
			}
		case "/large":
			w.Header().Set("X-Large", strings.Repeat("x", 16<<20))
			w.WriteHeader(http.StatusNoContent)
		}
	})))
	t.Cleanup(server.Close)
	open := func(request string) net.Conn {
		t.Helper()
		var dial net.Dialer
		conn, err := dial.DialContext(t.Context(), "tcp", server.Listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = conn.Close() })
		if _, err := fmt.Fprint(conn, request); err != nil {
			t.Fatal(err)
		}
		return conn
	}
	cut := func(name string, conn net.Conn) {
		t.Helper()
		for end := time.Now().Add(10 * time.Second); time.Now().Before(end); time.Sleep(50 * time.Millisecond) { //nolint:forbidigo // how long it takes is what is tested
			if _, err := io.WriteString(conn, "a"); err != nil {
				return
			}
		}
		t.Errorf("%s: still held", name)
	}
	open("POST /work HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\na")
	if err := <-ended; err != nil {
		t.Errorf("work on a form that has come was cut off: %v", err)
	}
	cut("a body that nobody reads", open("POST /nothing HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n"))
	foreign := "POST /nothing HTTP/1.1\r\nHost: x\r\nOrigin: https://elsewhere.example\r\nContent-Length: 100000\r\n\r\n"
	cut("a form of another site", open(foreign))
	crowded.Store(true)
	cut("a body that is turned away at the door", open("POST /nothing HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n"))
	crowded.Store(false)
	cut("an answer without a body that nobody takes", open("GET /large HTTP/1.1\r\nHost: x\r\n\r\n"))
}
