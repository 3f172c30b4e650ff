package killtest

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"example.vn/khuyencong/internal/demo"
	"example.vn/khuyencong/internal/domain/identity"
	"example.vn/khuyencong/internal/web/ui"
)

const (
	slowLimit = 15 * time.Second
	slowP99   = 500 * time.Millisecond
)

// demonstration starts the program on the demonstration, with somebody signed
// in who prepares schemes.
func demonstration(t *testing.T) *server {
	t.Helper()
	program, dir := build(t), t.TempDir()
	command(t, program, "demo", "--data", dir, "--load-only")
	file := filepath.Join(dir, "khuyencong.db")
	s := start(t, program, file, file+".files", "")
	t.Cleanup(s.kill)
	wide(s)
	form := url.Values{"login": {"canbo"}, "password": {demo.Password}}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.url+"/dang-nhap", strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	a, err := s.ask(r)
	if err != nil || a.status != http.StatusSeeOther {
		t.Fatalf("sign in: %d, %v", a.status, err)
	}
	for _, cookie := range (&http.Response{Header: a.header}).Cookies() {
		if cookie.Name == "kc_phien" {
			s.token = identity.Token(cookie.Value)
		}
	}
	return s
}

// dossierOf finds a dossier that still takes papers.
func dossierOf(t *testing.T, s *server) string {
	t.Helper()
	list, err := s.get(t.Context(), "/de-an?trang-thai=draft")
	at := regexp.MustCompile(`/de-an/\d{4}-\d+`).FindString(list.body)
	if err != nil || at == "" {
		t.Fatalf("no draft in the list of schemes: %d, %v", list.status, err)
	}
	return at
}

// A watch is what somebody else sees meanwhile.
type watch struct {
	took   []time.Duration
	turned int // away, with Retry-After
}

// String says what was seen.
func (w watch) String() string {
	return fmt.Sprintf("%d asked, p99 %s, %d turned away with Retry-After", len(w.took), w.p99().Round(time.Millisecond), w.turned)
}

func (w watch) p99() time.Duration { return percentile(w.took, 99) }

// watching opens a page again and again until the context ends. Now and then
// it may be told to come again.
func watching(ctx context.Context, t *testing.T, s *server, path string) (w watch) {
	t.Helper()
	for ctx.Err() == nil {
		begin := time.Now()
		a, err := s.get(t.Context(), path)
		w.took = append(w.took, time.Since(begin))
		switch {
		case err != nil:
			t.Errorf("%s: %v", path, err)
		case a.status == http.StatusOK:
		case decent(a):
			w.turned++
		default:
			t.Errorf("%s: status %d", path, a.status)
		}
		time.Sleep(20 * time.Millisecond)
	}
	if w.turned > 1+len(w.took)/20 {
		t.Errorf("%s: %d of %d turned away", path, w.turned, len(w.took))
	}
	return w
}

// meanwhile runs f while somebody else asks for the health route and for a
// page.
func meanwhile(t *testing.T, s *server, f func()) (health, page watch) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	var all sync.WaitGroup
	all.Go(func() { health = watching(ctx, t, s, "/suc-khoe") })
	all.Go(func() { page = watching(ctx, t, s, "/viec") })
	f()
	cancel()
	all.Wait()
	return health, page
}

// A slowness is a way to hold a connection: what is sent at once, what is sent
// every half second, and whether a byte of the answer is read each time.
type slowness struct {
	name, begin, drip string
	reads             bool
}

// hold holds a connection until the program has enough of it. A small buffer
// keeps what is not read with the program.
func (k slowness) hold(t *testing.T, s *server) error {
	t.Helper()
	var dial net.Dialer
	conn, err := dial.DialContext(t.Context(), "tcp", strings.TrimPrefix(s.url, "http://"))
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }()
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetReadBuffer(4 << 10)
	}
	if _, err = io.WriteString(conn, k.begin); err != nil {
		return nil // cut off is what is wanted
	}
	one := make([]byte, 1)
	for end := time.Now().Add(2 * slowLimit); time.Now().Before(end) && t.Context().Err() == nil; time.Sleep(500 * time.Millisecond) {
		if _, err = io.WriteString(conn, k.drip); err != nil {
			return nil
		}
		if k.reads {
			if _, err = conn.Read(one); err != nil {
				return nil
			}
		}
	}
	return fmt.Errorf("still held after %s", 2*slowLimit)
}

// slownesses are the ways that are tried; file is a large paper of the dossier.
func slownesses(s *server, dossier, file string) []slowness {
	const host = " HTTP/1.1\r\nHost: x\r\n"
	cookie := "Cookie: kc_phien=" + string(s.token) + "\r\n"
	long := "Content-Length: 100000\r\n\r\n"
	return []slowness{
		{"headers", "GET /" + host + "X-A: ", "a", false},
		{"bodies", "POST /dang-nhap" + host + "Content-Type: application/x-www-form-urlencoded\r\n" + long, "a", false},
		{"bodies that no page reads", "POST /de-an/moi" + host + "Content-Type: application/x-www-form-urlencoded\r\n" + long, "a", false},
		{"uploads", "POST " + dossier + "/tep" + host + cookie + "Content-Type: multipart/form-data; boundary=b\r\n" + long + "--b\r\n", "a", false},
		{"readers", strings.Repeat("GET "+file+host+cookie+"\r\n", 4), "\r\n", true},
	}
}

// TestNightSlow lets KC_SLOW connections at once send or read byte by byte.
// All are cut off in time, and meanwhile the program answers everybody else:
// S12 of the catalogue of tests.
func TestNightSlow(t *testing.T) {
	needNight(t)
	many := number(t, "KC_SLOW", 1000)
	s := demonstration(t)
	dossier := dossierOf(t, s)
	paper, err := send(t, s, dossier, 15_000_000)
	if err != nil || paper.status != http.StatusSeeOther {
		t.Fatalf("a large paper: %d, %v: %.600s", paper.status, err, paper.body)
	}
	papers, err := s.get(t.Context(), dossier+"/ho-so")
	if err != nil {
		t.Fatal(err)
	}
	file := regexp.MustCompile(`/tep/[^"/?]+`).FindString(papers.body)
	for _, kind := range slownesses(s, dossier, file) {
		var longest atomic.Int64
		health, page := meanwhile(t, s, func() {
			var all sync.WaitGroup
			for range many {
				all.Go(func() {
					begin := time.Now()
					if err := kind.hold(t, s); err != nil {
						t.Errorf("%s: %v", kind.name, err)
					}
					for took := int64(time.Since(begin)); ; {
						if was := longest.Load(); was >= took || longest.CompareAndSwap(was, took) {
							return
						}
					}
				})
			}
			all.Wait()
		})
		last := time.Duration(longest.Load())
		t.Logf("%d slow %s: the last was cut off after %s; the health route: %s; a page: %s; memory %d MiB",
			many, kind.name, last.Round(time.Millisecond), health, page, resident(t, s)>>20)
		if last > slowLimit || health.p99() > slowP99 {
			t.Errorf("%s: want all cut off within %s and p99 of the health route within %s", kind.name, slowLimit, slowP99)
		}
	}
}

// send sends one file of so many bytes, which are made on the way, as a paper
// of the dossier.
func send(t *testing.T, s *server, dossier string, size int64) (answer, error) {
	t.Helper()
	key := ui.Key()
	begin := "--b\r\nContent-Disposition: form-data; name=\"" + ui.KeyName + "\"\r\n\r\n" + key + "\r\n" +
		"--b\r\nContent-Disposition: form-data; name=\"code\"\r\n\r\nkhac\r\n" +
		"--b\r\nContent-Disposition: form-data; name=\"tep\"; filename=\"a.pdf\"\r\nContent-Type: application/pdf\r\n\r\n" +
		"%PDF-1.7\n" + key + "\n"
	const end = "\n%%EOF\r\n--b--\r\n"
	body := io.MultiReader(strings.NewReader(begin), io.LimitReader(zeros{}, size), strings.NewReader(end))
	ask, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.url+dossier+"/tep", body)
	if err != nil {
		return answer{}, err
	}
	ask.ContentLength = int64(len(begin)+len(end)) + size
	ask.Header.Set("Content-Type", "multipart/form-data; boundary=b")
	return s.ask(ask)
}

type zeros struct{}

// Read implements io.Reader.
func (zeros) Read(b []byte) (int, error) { clear(b); return len(b), nil }
