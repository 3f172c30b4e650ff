package killtest

import (
	"context"
	"database/sql"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

const (
	pgKills = 20
	pgReady = 5 * time.Second // from when PostgreSQL is back to the next acknowledgement
)

// A cluster is a PostgreSQL of the test's own, on a Unix socket.
type cluster struct {
	t        *testing.T
	bin, dir string
	as       *syscall.SysProcAttr
	cmd      *exec.Cmd
	log      *os.File
}

// newCluster makes a PostgreSQL that syncs what it commits, and starts it.
func newCluster(t *testing.T) *cluster {
	t.Helper()
	c := &cluster{t: t, bin: os.Getenv("KC_PG_BIN")}
	if c.bin == "" {
		t.Skip("KC_PG_BIN does not say where the programs of PostgreSQL are")
	}
	var err error
	if c.dir, err = os.MkdirTemp("", "kcpg"); err != nil { //nolint:usetesting // short: the path of a socket must be
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(c.dir) })
	if os.Getuid() == 0 { // PostgreSQL refuses to run as root
		c.as = postgresUser(t)
		if err := os.Chown(c.dir, int(c.as.Credential.Uid), int(c.as.Credential.Gid)); err != nil {
			t.Fatal(err)
		}
	}
	initdb := c.command("initdb", "-D", c.data(), "-U", "khuyencong", "--auth=trust", "--encoding=UTF8", "--locale=C")
	if out, err := initdb.CombinedOutput(); err != nil {
		t.Fatalf("initdb: %v\n%s", err, out)
	}
	if c.log, err = os.Create(filepath.Join(c.dir, "log")); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if said, err := os.ReadFile(c.log.Name()); t.Failed() && err == nil {
			t.Logf("PostgreSQL: %s", said[max(0, len(said)-3000):])
		}
		_ = c.log.Close()
	})
	c.start()
	t.Cleanup(c.kill)
	until(t, time.Minute, "PostgreSQL is up", c.up)
	return c
}

func postgresUser(t *testing.T) *syscall.SysProcAttr {
	t.Helper()
	u, err := user.Lookup("postgres")
	if err != nil {
		if u, err = user.Lookup("nobody"); err != nil {
			t.Fatal(err)
		}
	}
	uid, _ := strconv.ParseUint(u.Uid, 10, 32)
	gid, _ := strconv.ParseUint(u.Gid, 10, 32)
	return &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}
}

func (c *cluster) data() string { return filepath.Join(c.dir, "data") }

func (c *cluster) url() string { return "postgres://khuyencong@/postgres?host=" + c.dir }

func (c *cluster) command(name string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(context.WithoutCancel(c.t.Context()), filepath.Join(c.bin, name), args...)
	cmd.Dir, cmd.SysProcAttr = c.dir, c.as
	return cmd
}

// start starts the server and does not wait until it serves.
func (c *cluster) start() {
	c.t.Helper()
	c.cmd = c.command("postgres", "-D", c.data(), "-c", "listen_addresses=", "-k", c.dir, "-c", "max_connections=60",
		"-c", "checkpoint_timeout=30s", "-c", "restart_after_crash=off")
	c.cmd.Stdout, c.cmd.Stderr = c.log, c.log
	if err := c.cmd.Start(); err != nil {
		c.t.Fatal(err)
	}
}

// up reports whether the server answers.
func (c *cluster) up() bool {
	d, err := sql.Open("pgx", c.url())
	if err != nil {
		return false
	}
	err = d.PingContext(context.WithoutCancel(c.t.Context()))
	_ = d.Close()
	return err == nil
}

// family lists the processes of the server: all that run in its folder.
func (c *cluster) family() (all []int) {
	entries, err := os.ReadDir("/proc")
	if err != nil {
		c.t.Fatal(err)
	}
	for _, e := range entries {
		pid, err := strconv.Atoi(e.Name())
		if err != nil {
			continue
		}
		if at, err := os.Readlink(filepath.Join("/proc", e.Name(), "cwd")); err == nil && at == c.data() {
			all = append(all, pid)
		}
	}
	return all
}

// signal sends a signal to all processes of the server and returns how many
// there were.
func (c *cluster) signal(s syscall.Signal) int {
	all := c.family()
	for _, pid := range all {
		_ = syscall.Kill(pid, s)
	}
	return len(all)
}

// kill ends everything with kill -9, the server first so that it starts
// nothing more.
func (c *cluster) kill() {
	if c.cmd.ProcessState != nil {
		return
	}
	_ = c.cmd.Process.Kill()
	_ = c.cmd.Wait()
	for c.signal(syscall.SIGKILL) > 0 {
		time.Sleep(time.Millisecond)
	}
}

// stop shuts the server down in good order.
func (c *cluster) stop() {
	_ = c.cmd.Process.Signal(syscall.SIGINT) // "fast": ends the sessions
	_ = c.cmd.Wait()
}

// TestFaultPostgresKilled ends PostgreSQL again and again with kill -9 while
// people post. Nobody restarts the program.
func TestFaultPostgresKilled(t *testing.T) {
	needFaults(t)
	c := newCluster(t)
	k := newTrial(t, build(t), c.url())
	s := k.start()
	defer s.kill()
	l := k.load(s)
	var slowest, recovery time.Duration // of the program; of PostgreSQL itself
	for range pgKills {
		acked, _ := k.counts()
		until(t, time.Minute, "somebody posts", func() bool { now, _ := k.counts(); return now > acked+2 })
		time.Sleep(time.Duration(50+time.Now().UnixNano()%200) * time.Millisecond)
		c.kill()
		before, _ := k.counts()
		c.start()
		recovery = max(recovery, until(t, time.Minute, "PostgreSQL is back", c.up))
		took := until(t, time.Minute, "people can post again", func() bool { now, _ := k.counts(); return now > before })
		slowest = max(slowest, took)
	}
	l.end()
	k.look()
	acked, refused := k.counts()
	t.Logf("%d kills, %d acknowledged, %d times refused or unanswered, PostgreSQL was back after %s at most, the program %s after that",
		pgKills, acked, refused, recovery.Round(time.Millisecond), slowest.Round(time.Millisecond))
	if slowest > pgReady {
		t.Errorf("the program came back %s after PostgreSQL, more than %s", slowest, pgReady)
	}
}

// TestNightPostgresLost takes PostgreSQL away for a while, once stopped and
// once standing still, which is worse: connections hang.
func TestNightPostgresLost(t *testing.T) {
	needNight(t)
	away := duration(t, "KC_LOST", 30*time.Second)
	c := newCluster(t)
	k := newTrial(t, build(t), c.url())
	s := k.start()
	defer s.kill()
	for _, how := range []struct {
		name       string
		gone, back func()
	}{
		{"stopped", c.stop, c.start},
		{"standing still", func() { c.signal(syscall.SIGSTOP) }, func() { c.signal(syscall.SIGCONT) }},
	} {
		l := k.load(s)
		acked, refusedBefore := k.counts()
		until(t, time.Minute, "people post", func() bool { now, _ := k.counts(); return now > acked+20 })
		how.gone()
		if how.name == "stopped" {
			k.told(s)
		}
		time.Sleep(away)
		before, refused := k.counts()
		how.back()
		took := until(t, time.Minute, "people can post again", func() bool { now, _ := k.counts(); return now > before })
		l.end()
		k.look()
		t.Logf("%s for %s: %d refusals, the first acknowledgement %s after its return", how.name, away, refused-refusedBefore, took.Round(time.Millisecond))
		if took > pgReady {
			t.Errorf("%s: the return took %s, more than %s", how.name, took, pgReady)
		}
	}
}

// told asks for pages without a database: a sentence with a code for the
// telephone, no 500.
func (k *trial) told(s *server) {
	k.t.Helper()
	for _, path := range []string{"/viec", "/so-kinh-phi/2026/dia-phuong", "/suc-khoe", "/dang-nhap"} {
		a, err := s.get(k.t.Context(), path)
		switch {
		case err != nil:
			k.t.Errorf("%s: %v", path, err)
		case a.status == http.StatusOK && path == "/dang-nhap":
		case !decent(a) || !strings.Contains(a.body, "Mã sự cố"):
			k.t.Errorf("%s: status %d: %.2000s", path, a.status, a.body)
		}
	}
}

// duration reads a duration from the environment.
func duration(t *testing.T, name string, otherwise time.Duration) time.Duration {
	t.Helper()
	s := os.Getenv(name)
	if s == "" {
		return otherwise
	}
	d, err := time.ParseDuration(s)
	if err != nil {
		t.Fatal(fmt.Errorf("%s: %w", name, err))
	}
	return d
}
