package killtest

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"example.vn/khuyencong/internal/domain/identity"
)

// build builds the program as it is shipped, unless KC_PROGRAM names it.
func build(t *testing.T) string {
	t.Helper()
	if program := os.Getenv("KC_PROGRAM"); program != "" {
		return program
	}
	program := filepath.Join(t.TempDir(), "khuyencong")
	out, err := exec.CommandContext(t.Context(), "go", "build", "-o", program, "example.vn/khuyencong/cmd/khuyencong").CombinedOutput()
	if err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return program
}

// A server is the program at work, in a process of its own.
type server struct {
	t      *testing.T
	cmd    *exec.Cmd
	url    string
	client *http.Client
	token  identity.Token
	log    *tail
}

// An answer is what the program said.
type answer struct {
	status int
	body   string
	header http.Header
}

// A tail keeps the end of what is written to it.
type tail struct {
	mu   sync.Mutex
	end  []byte
	keep int
}

// Write keeps the end.
func (l *tail) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.end = append(l.end, p...)
	l.end = l.end[max(0, len(l.end)-max(l.keep, 4000)):]
	return len(p), nil
}

// more keeps more of the end from now on.
func (l *tail) more(bytes int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.keep = bytes
}

// String returns the end.
func (l *tail) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return string(l.end)
}

// start starts the program on a database and waits until it serves.
func start(t *testing.T, program, database, files string, token identity.Token) *server {
	t.Helper()
	s := &server{t: t, token: token}
	s.cmd = exec.CommandContext(t.Context(), program, "serve", "--db", database, "--files", files, "--addr", "127.0.0.1:0")
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	log := &tail{}
	s.cmd.Stderr, s.log = log, log
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("the program: %s", log.String())
		}
	})
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if _, at, ok := strings.Cut(lines.Text(), "http://"); ok {
			s.url = "http://" + strings.Fields(at)[0]
			break
		}
	}
	if s.url == "" {
		s.kill()
		t.Fatalf("the program did not start: %s", log.String())
	}
	go func() { _, _ = io.Copy(io.Discard, out) }()
	s.client = &http.Client{
		Timeout:       30 * time.Second,
		Transport:     &http.Transport{MaxIdleConnsPerHost: workers},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return s
}

// kill ends the program as a power cut would, from its point of view.
func (s *server) kill() {
	_ = s.cmd.Process.Kill() // SIGKILL
	_ = s.cmd.Wait()
	if s.client != nil {
		s.client.CloseIdleConnections()
	}
}

// post sends a posting. An error means that nobody knows what became of it.
func (s *server) post(ctx context.Context, p posting) (answer, error) {
	form := url.Values{
		"key": {p.key}, "kind": {p.kind}, "amount": {fmt.Sprint(p.amount)}, "decision_no": {p.number}, "decision_on": {day}, "signer": {"Người ký (minh họa)"},
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, fmt.Sprintf("%s/so-kinh-phi/%d/dia-phuong/du-toan", s.url, p.year), strings.NewReader(form.Encode()))
	if err != nil {
		return answer{}, fmt.Errorf("request: %w", err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return s.ask(r)
}

// get opens a page.
func (s *server) get(ctx context.Context, path string) (answer, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, s.url+path, nil)
	if err != nil {
		return answer{}, fmt.Errorf("request: %w", err)
	}
	return s.ask(r)
}

func (s *server) ask(r *http.Request) (answer, error) {
	r.AddCookie(&http.Cookie{Name: "kc_phien", Value: string(s.token)})
	got, err := s.client.Do(r)
	if err != nil {
		return answer{}, fmt.Errorf("%s: %w", r.Method, err)
	}
	body, err := io.ReadAll(got.Body)
	if err = errors.Join(err, got.Body.Close()); err != nil {
		return answer{}, fmt.Errorf("read the answer: %w", err)
	}
	return answer{got.StatusCode, string(body), got.Header}, nil
}
