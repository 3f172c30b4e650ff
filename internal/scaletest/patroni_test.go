package scaletest

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"example.vn/khuyencong/internal/platform/access"
)

// patroniGap is the longest time without a write while Patroni notices that
// the leader is gone (ttl 20 s) and puts another server in its place.
const patroniGap = 30 * time.Second

// What Patroni is told: short times, the shortest ttl that it accepts, and that a commit
// waits for a standby, always.
const patroniConfig = `
scope: kc
name: %[1]s
restapi: {listen: '%[2]s:%[4]s', connect_address: '%[2]s:%[4]s'}
etcd3: {hosts: '127.0.0.1:%[5]s'}
bootstrap:
  dcs:
    ttl: 20
    loop_wait: 1
    retry_timeout: 3
    synchronous_mode: true
    synchronous_mode_strict: true
    postgresql:
      use_pg_rewind: true
      parameters: {max_connections: 120, max_locks_per_transaction: 256, shared_buffers: 32MB, wal_log_hints: 'on', wal_keep_size: 256MB, wal_retrieve_retry_interval: 500ms}
  initdb: [encoding: UTF8, locale: C, auth-local: trust, auth-host: trust]
  pg_hba: ['local all all trust', 'local replication all trust', 'host all all 127.0.0.0/8 trust', 'host replication all 127.0.0.0/8 trust']
postgresql:
  listen: '%[2]s:%[3]s'
  connect_address: '%[2]s:%[3]s'
  data_dir: %[6]s
  bin_dir: %[7]s
  pgpass: %[6]s.pgpass
  parameters: {unix_socket_directories: '%[8]s'}
  authentication:
    superuser: {username: khuyencong}
    replication: {username: khuyencong}
`

// freePort returns a port that nobody listens on.
func freePort(t *testing.T) string {
	t.Helper()
	var lc net.ListenConfig
	l, err := lc.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(l.Addr().String())
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	return port
}

// A patroni is three servers, each looked after by its Patroni, which agree
// by way of one etcd.
type patroni struct {
	*cluster
	keepers map[*node]*exec.Cmd
	etcd    *exec.Cmd
}

func newPatroni(t *testing.T) *patroni {
	t.Helper()
	p := &patroni{cluster: newServers(t, 3), keepers: map[*node]*exec.Cmd{}}
	t.Cleanup(p.stop) // before the cluster's own end
	p.port = freePort(t)
	rest, client, peer := freePort(t), freePort(t), freePort(t)
	p.etcd = p.daemon("etcd", "etcd", "--data-dir", filepath.Join(p.dir, "etcd"), "--name", "one",
		"--listen-client-urls", "http://127.0.0.1:"+client, "--advertise-client-urls", "http://127.0.0.1:"+client,
		"--listen-peer-urls", "http://127.0.0.1:"+peer, "--initial-advertise-peer-urls", "http://127.0.0.1:"+peer,
		"--initial-cluster", "one=http://127.0.0.1:"+peer)
	for i, n := range p.nodes {
		text := fmt.Sprintf(patroniConfig, n.name, "127.0.0."+strconv.Itoa(i+1), p.port, rest, client, n.data(), p.bin, n.socket())
		if err := os.WriteFile(n.data()+".yml", []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		if err := os.Mkdir(n.socket(), 0o755); err != nil {
			t.Fatal(err)
		}
		p.own(n.socket())
		n.connect()
		p.keep(n)
		if i == 0 {
			n.await("SELECT NOT pg_is_in_recovery()")
		}
	}
	p.whole(p.nodes[0])
	p.run("createdb", "-h", p.nodes[0].socket(), "-p", p.port, "-U", "khuyencong", "khuyencong")
	return p
}

// daemon starts a program of the system that goes on.
func (p *patroni) daemon(log, name string, args ...string) *exec.Cmd {
	p.t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		p.t.Fatalf("%s is not installed: %v", name, err)
	}
	out, err := os.OpenFile(filepath.Join(p.dir, log+".log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		p.t.Fatal(err)
	}
	cmd := p.command(path, args...)
	cmd.Stdout, cmd.Stderr = out, out
	if err := cmd.Start(); err != nil {
		p.t.Fatal(err)
	}
	_ = out.Close() // the program has it
	return cmd
}

// keep has Patroni look after a server.
func (p *patroni) keep(n *node) {
	p.t.Helper()
	p.keepers[n] = p.daemon(n.name, "patroni", n.data()+".yml")
}

// fell ends a server and its Patroni, as when its machine stops.
func (p *patroni) fell(n *node) {
	if cmd := p.keepers[n]; cmd != nil {
		killTree(cmd)
		delete(p.keepers, n)
	}
	text, _ := os.ReadFile(filepath.Join(n.data(), "postmaster.pid"))
	first, _, _ := strings.Cut(string(text), "\n")
	if pid, err := strconv.Atoi(first); err == nil && pid > 1 {
		killAll(pid)
	}
}

func (p *patroni) stop() {
	for _, n := range p.nodes {
		p.fell(n)
	}
	if p.etcd != nil {
		killTree(p.etcd)
	}
}

// leader returns the server that takes writes.
func (p *patroni) leader() *node {
	p.t.Helper()
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		for _, n := range p.nodes {
			var yes bool
			if err := n.sql.QueryRowContext(p.t.Context(), "SELECT NOT pg_is_in_recovery()").Scan(&yes); err == nil && yes && p.keepers[n] != nil {
				return n
			}
		}
	}
	p.t.Fatal("there is no leader")
	return nil
}

// whole waits until everybody follows the leader and a commit waits for one of
// them.
func (p *patroni) whole(leader *node) {
	p.t.Helper()
	leader.await("SELECT count(*) = 2 AND bool_or(sync_state = 'sync') FROM pg_stat_replication WHERE state = 'streaming'")
}

func TestFailoverPatroniLosesNothing(t *testing.T) {
	n := rounds(t)
	c := newPatroni(t)
	p := newProgram(t, c.url(c.nodes...))
	if out, err := p.command("migrate"); err != nil {
		t.Fatalf("migrate: %v\n%s", err, out)
	}
	p.staff(access.Accountant)
	replicas := "--replica=" + c.url(c.nodes...)
	copies := []*duplicate{p.copy(replicas), p.copy(replicas)}
	l := startLoad(t, copies, copies[0].enter(access.Accountant))
	var worst time.Duration
	for round := 1; round <= n && !t.Failed(); round++ {
		leader := c.leader()
		c.whole(leader)
		time.Sleep(3 * settling)
		l.longest()
		c.fell(leader)
		felled, before := time.Now(), l.count()
		for l.count() < before+2*writers && time.Since(felled) < time.Minute {
			time.Sleep(20 * time.Millisecond)
		}
		gap := l.longest()
		worst = max(worst, gap)
		c.keep(leader)
		fresh := c.leader()
		t.Logf("round %d: %s takes over from %s; longest time without a write %v", round, fresh.name, leader.name, gap.Round(time.Millisecond))
		if fresh == leader {
			t.Error("the server that was killed is the leader again: nothing was taken over")
		}
		c.whole(fresh)
	}
	l.end(c.leader())
	p.sound()
	t.Logf("%d failovers, longest time without a write %v", n, worst.Round(time.Millisecond))
	if worst > patroniGap {
		t.Errorf("for %v nobody could write; %v is allowed", worst, patroniGap)
	}
}
