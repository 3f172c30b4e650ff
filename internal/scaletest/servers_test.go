package scaletest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the "pgx" driver
)

// A cluster is a primary and its standbys, each on a Unix socket of its own.
type cluster struct {
	t     *testing.T
	dir   string
	bin   string // where the programs of PostgreSQL are
	owner *syscall.Credential
	port  string // where they do not listen on the usual one
	nodes []*node
}

// A node is one PostgreSQL server.
type node struct {
	c    *cluster
	name string
	cmd  *exec.Cmd
	sql  *sql.DB // for looking and for orders, straight to this server
}

// newServers makes room for n servers.
func newServers(t *testing.T, n int) *cluster {
	t.Helper()
	// A short path: PostgreSQL refuses a socket path of more than 107 bytes.
	dir, err := os.MkdirTemp("/tmp", "kcs") //nolint:usetesting // t.TempDir is too long for a socket
	if err != nil {
		t.Fatal(err)
	}
	c := &cluster{t: t, dir: dir, bin: postgresBin(t)}
	t.Cleanup(c.end)
	c.owner = owner(t)
	c.own(dir)
	for i := range n {
		c.nodes = append(c.nodes, &node{c: c, name: "n" + strconv.Itoa(i+1)})
	}
	return c
}

// newCluster makes n servers; the first is the primary, the others follow it.
func newCluster(t *testing.T, n int, settings ...string) *cluster {
	t.Helper()
	c := newServers(t, n)
	first := c.nodes[0]
	c.run("initdb", "-D", first.data(), "-U", "khuyencong", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")
	settings = append([]string{
		"listen_addresses = ''", "hot_standby_feedback = on", "wal_keep_size = '256MB'", "max_connections = 120",
		"max_locks_per_transaction = 256", "shared_buffers = '32MB'", "wal_retrieve_retry_interval = '200ms'",
		"wal_receiver_status_interval = '1s'",
	}, settings...)
	f, err := os.OpenFile(filepath.Join(first.data(), "postgresql.conf"), os.O_APPEND|os.O_WRONLY, 0)
	if err == nil {
		_, err = f.WriteString("\n" + strings.Join(settings, "\n") + "\n")
		err = errors.Join(err, f.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
	first.start()
	c.run("createdb", "-h", first.socket(), "-U", "khuyencong", "khuyencong")
	for _, standby := range c.nodes[1:] {
		standby.follow(first)
	}
	return c
}

func postgresBin(t *testing.T) string {
	t.Helper()
	best, top := "", 14
	all, err := filepath.Glob("/usr/lib/postgresql/*/bin")
	if err != nil {
		t.Fatal(err)
	}
	for _, dir := range all {
		if v, err := strconv.Atoi(filepath.Base(filepath.Dir(dir))); err == nil && v > top {
			best, top = dir, v
		}
	}
	if best == "" {
		t.Fatal("PostgreSQL 15 or newer is not installed")
	}
	return best
}

// owner is who runs the servers: PostgreSQL refuses to run as root.
func owner(t *testing.T) *syscall.Credential {
	t.Helper()
	if os.Getuid() != 0 {
		return nil
	}
	who, err := user.Lookup("postgres")
	if err != nil {
		who, err = user.Lookup("nobody")
	}
	if err != nil {
		t.Fatal(err)
	}
	uid, err1 := strconv.ParseUint(who.Uid, 10, 32)
	gid, err2 := strconv.ParseUint(who.Gid, 10, 32)
	if err := errors.Join(err1, err2); err != nil {
		t.Fatal(err)
	}
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
}

// own gives a file or folder to the servers.
func (c *cluster) own(name string) {
	c.t.Helper()
	if c.owner != nil {
		if err := os.Chown(name, int(c.owner.Uid), int(c.owner.Gid)); err != nil {
			c.t.Fatal(err)
		}
	}
}

// command is a program of PostgreSQL, run by the owner of the servers.
func (c *cluster) command(name string, args ...string) *exec.Cmd {
	if !filepath.IsAbs(name) {
		name = filepath.Join(c.bin, name)
	}
	cmd := exec.CommandContext(context.WithoutCancel(c.t.Context()), name, args...)
	cmd.Dir = c.dir
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: c.owner}
	return cmd
}

func (c *cluster) run(name string, args ...string) {
	c.t.Helper()
	if out, err := c.command(name, args...).CombinedOutput(); err != nil {
		c.t.Fatalf("%s: %v\n%s", name, err, out)
	}
}

func (c *cluster) end() {
	for _, n := range c.nodes {
		n.kill()
	}
	if c.t.Failed() {
		for _, n := range c.nodes {
			log, _ := os.ReadFile(n.data() + ".log")
			c.t.Logf("end of the log of %s:\n%s", n.name, log[max(0, len(log)-2500):])
		}
	}
	if err := os.RemoveAll(c.dir); err != nil {
		c.t.Error(err)
	}
}

// url is the address of the database on the named servers, for the program.
func (c *cluster) url(nodes ...*node) string {
	sockets := make([]string, len(nodes))
	for i, n := range nodes {
		sockets[i] = n.socket()
	}
	url := "postgres://khuyencong@/khuyencong?host=" + strings.Join(sockets, ",")
	if c.port != "" {
		url += "&port=" + c.port
	}
	return url
}

func (n *node) data() string   { return filepath.Join(n.c.dir, n.name) }
func (n *node) socket() string { return filepath.Join(n.c.dir, n.name+".s") }

// start starts the server and waits until it answers.
func (n *node) start() {
	t := n.c.t
	t.Helper()
	if err := os.MkdirAll(n.socket(), 0o755); err != nil {
		t.Fatal(err)
	}
	n.c.own(n.socket())
	log, err := os.OpenFile(n.data()+".log", os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		t.Fatal(err)
	}
	n.connect()
	n.cmd = n.c.command("postgres", "-D", n.data(), "-k", n.socket(), "-c", "cluster_name="+n.name)
	n.cmd.Stdout, n.cmd.Stderr = log, log
	if err := n.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	_ = log.Close() // the server has it
	n.await("SELECT true")
}

// connect prepares for looking; each look is a new connection, for servers
// come and go.
func (n *node) connect() {
	if n.sql != nil {
		return
	}
	var err error
	if n.sql, err = sql.Open("pgx", strings.Replace(n.c.url(n), "/khuyencong?", "/postgres?", 1)); err != nil {
		n.c.t.Fatal(err)
	}
	n.sql.SetMaxIdleConns(0)
}

// await asks until the answer is true.
func (n *node) await(question string) {
	t := n.c.t
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 60*time.Second)
	defer cancel()
	for {
		var yes bool
		err := n.sql.QueryRowContext(ctx, question).Scan(&yes)
		if yes && err == nil {
			return
		}
		if ctx.Err() != nil {
			t.Fatalf("%s: waited in vain for %s: %v", n.name, question, err)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// order runs one statement.
func (n *node) order(statement string) {
	n.c.t.Helper()
	if _, err := n.sql.ExecContext(n.c.t.Context(), statement); err != nil {
		n.c.t.Fatalf("%s: %s: %v", n.name, statement, err)
	}
}

// answer returns what the server answers to a question, as text.
func (n *node) answer(question string) string {
	n.c.t.Helper()
	var s string
	if err := n.sql.QueryRowContext(n.c.t.Context(), question).Scan(&s); err != nil {
		n.c.t.Fatalf("%s: %s: %v", n.name, question, err)
	}
	return s
}

// follow makes the server anew, as a standby of primary, and starts it.
func (n *node) follow(primary *node) {
	n.c.t.Helper()
	if err := os.RemoveAll(n.data()); err != nil {
		n.c.t.Fatal(err)
	}
	n.c.run("pg_basebackup", "-h", primary.socket(), "-U", "khuyencong", "-D", n.data(), "-X", "stream", "-c", "fast", "--no-sync")
	if err := os.WriteFile(filepath.Join(n.data(), "standby.signal"), nil, 0o600); err != nil {
		n.c.t.Fatal(err)
	}
	n.c.own(filepath.Join(n.data(), "standby.signal"))
	f, err := os.OpenFile(filepath.Join(n.data(), "postgresql.auto.conf"), os.O_APPEND|os.O_WRONLY, 0)
	if err == nil {
		_, err = fmt.Fprintf(f, "primary_conninfo = '%s'\n", n.source(primary))
		err = errors.Join(err, f.Close())
	}
	if err != nil {
		n.c.t.Fatal(err)
	}
	n.start()
	n.await("SELECT EXISTS (SELECT FROM pg_stat_wal_receiver WHERE status = 'streaming')")
}

func (n *node) source(primary *node) string {
	return fmt.Sprintf("host=%s user=khuyencong application_name=%s", primary.socket(), n.name)
}

// turn has a standby follow another primary.
func (n *node) turn(primary *node) {
	n.c.t.Helper()
	n.order("ALTER SYSTEM SET primary_conninfo = '" + n.source(primary) + "'")
	n.order("SELECT pg_reload_conf()")
}

// kill ends the server and every process of it with kill -9.
func (n *node) kill() {
	if n.cmd == nil {
		return
	}
	killTree(n.cmd)
	n.cmd = nil
}

// killTree ends a process that we started, and its children, with kill -9.
func killTree(cmd *exec.Cmd) {
	killAll(cmd.Process.Pid)
	_ = cmd.Wait()
}

func killAll(pid int) {
	_ = syscall.Kill(pid, syscall.SIGSTOP) // it must not start any more of them
	for _, pid := range append(descendants(pid), pid) {
		_ = syscall.Kill(pid, syscall.SIGKILL)
	}
}

// descendants lists the children of a process, and theirs.
func descendants(pid int) []int {
	var all []int
	tasks, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", pid))
	for _, task := range tasks {
		text, _ := os.ReadFile(task)
		for word := range strings.FieldsSeq(string(text)) {
			if child, err := strconv.Atoi(word); err == nil {
				all = append(append(all, child), descendants(child)...)
			}
		}
	}
	return all
}

// inDatabase asks one server a question about the program's database.
func inDatabase(t *testing.T, n *node, question string) (answer string) {
	t.Helper()
	d, err := sql.Open("pgx", n.c.url(n))
	if err != nil {
		t.Fatal(err)
	}
	err = d.QueryRowContext(t.Context(), question).Scan(&answer)
	if err = errors.Join(err, d.Close()); err != nil {
		t.Fatalf("%s: %s: %v", n.name, question, err)
	}
	return answer
}
