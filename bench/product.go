package main

import (
	"bufio"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"example.vn/khuyencong/internal/domain/identity"
	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/db"
)

const password = "mat khau dai de nho"

// build builds the program as it is shipped, once.
func (b *bench) build(ctx context.Context) error {
	if b.program != "" {
		return nil
	}
	b.program = filepath.Join(b.work, "khuyencong")
	// Its own modules build it, not those of this one.
	source, err := exec.CommandContext(ctx, "go", "list", "-m", "-f", "{{.Dir}}", "example.vn/khuyencong").Output()
	if err != nil {
		return fmt.Errorf("find the program's source: %w", err)
	}
	build := exec.CommandContext(ctx, "go", "build", "-o", b.program, "./cmd/khuyencong")
	build.Dir = strings.TrimSpace(string(source))
	if out, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("go build: %w\n%s", err, out)
	}
	return nil
}

// A server is a process that serves at url.
type server struct {
	cmd   *exec.Cmd
	url   string
	after time.Duration // from the start to the first answer
}

// start starts a program that prints its address, and waits until it serves.
func start(ctx context.Context, program string, args ...string) (*server, error) {
	s := &server{cmd: exec.CommandContext(ctx, program, args...)} //nolint:gosec // a program of ours
	s.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	s.cmd.Env = append(os.Environ(), "GOMAXPROCS=")
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	log := &tail{}
	s.cmd.Stderr = log
	at := time.Now()
	if err := s.cmd.Start(); err != nil {
		return nil, fmt.Errorf("start %s: %w", filepath.Base(program), err)
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if _, address, ok := strings.Cut(lines.Text(), "http://"); ok {
			s.url = "http://" + strings.Fields(address)[0]
			break
		}
	}
	if s.url == "" {
		s.stop()
		return nil, fmt.Errorf("%s did not start: %s", filepath.Base(program), log)
	}
	go func() { _, _ = io.Copy(io.Discard, out) }()
	if err := s.answers(ctx); err != nil {
		s.stop()
		return nil, fmt.Errorf("%w: %s", err, log)
	}
	s.after = time.Since(at)
	return s, nil
}

// answers waits for the first answer, whatever it is.
func (s *server) answers(ctx context.Context) error {
	client := browser()
	for try := 0; ; try++ {
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, s.url+"/", http.NoBody)
		if err != nil {
			return err
		}
		if _, _, err = send(client, r); err == nil || try == 1000 {
			return err
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// stop ends the process.
func (s *server) stop() {
	_ = s.cmd.Process.Signal(os.Interrupt)
	ended := make(chan struct{})
	go func() { _ = s.cmd.Wait(); close(ended) }()
	select {
	case <-ended:
	case <-time.After(10 * time.Second):
		_ = s.cmd.Process.Kill()
		<-ended
	}
}

// tail keeps the end of what a process says.
type tail struct{ b []byte }

// Write implements io.Writer.
func (t *tail) Write(p []byte) (int, error) {
	t.b = append(t.b, p...)
	t.b = t.b[max(0, len(t.b)-2000):]
	return len(p), nil
}

// String is what was said last.
func (t *tail) String() string { return string(t.b) }

// serve starts the program on a database.
func (b *bench) serve(ctx context.Context, address string) (*server, error) {
	if err := b.build(ctx); err != nil {
		return nil, err
	}
	return start(ctx, b.program, "serve", "--db", address, "--files", filepath.Join(b.work, "files"), "--addr", "127.0.0.1:0")
}

// migrate makes the tables, the provinces and in each of them a person who
// approves plans, and signs that person in.
func migrate(ctx context.Context, address string, provinces []string) (map[string]string, error) {
	d, err := db.Open(ctx, address, nil)
	if err != nil {
		return nil, err
	}
	tokens, err := people(ctx, d, provinces)
	return tokens, errors.Join(err, d.Close())
}

func people(ctx context.Context, d *db.DB, provinces []string) (map[string]string, error) {
	if err := d.Migrate(ctx); err != nil {
		return nil, err
	}
	tokens := map[string]string{}
	for _, code := range provinces {
		login := "duyet" + code
		hash, err := identity.NewPassword(ctx, login, password)
		if err != nil {
			return nil, err
		}
		unit, _ := territory.Lookup(code, territory.SwitchDay)
		err = d.Update(ctx, db.Scope{Province: code, Actor: access.System("bench")}, func(tx *db.Tx) error {
			err := identity.Found(ctx, tx, identity.Province{Code: code, Name: "Tỉnh " + unit.Name, Centre: "Trung tâm Khuyến công", Department: "Sở Công Thương"})
			if err != nil {
				return err
			}
			_, err = identity.Add(ctx, tx, identity.NewUser{Login: login, Name: "Người duyệt " + code, Roles: []access.Role{access.Approver}, Password: hash})
			return err
		})
		if err != nil {
			return nil, err
		}
		if tokens[code], err = signIn(ctx, d, code); err != nil {
			return nil, err
		}
	}
	return tokens, nil
}

func signIn(ctx context.Context, d *db.DB, province string) (string, error) {
	token, err := identity.SignIn(ctx, d, "duyet"+province, password, "127.0.0.1")
	return string(token), err
}

// bare opens the database past the program.
func bare(address string, pragmas ...string) (*sql.DB, error) {
	if db.IsPostgres(address) {
		return sql.Open("pgx", address)
	}
	dsn := "file:" + address + "?_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)"
	for _, p := range pragmas {
		dsn += "&_pragma=" + p
	}
	return sql.Open("sqlite", dsn)
}
