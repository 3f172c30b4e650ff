package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// A postgres is a private server on a Unix socket, durable as in earnest.
type postgres struct {
	bin, dir string
	owner    *syscall.Credential // nil: this user; PostgreSQL refuses to run as root
}

// startPostgres makes one in a folder that goes when it stops. The path must
// be short: a socket's may have 107 bytes.
func startPostgres(ctx context.Context) (*postgres, error) {
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin")
	if err != nil || len(found) == 0 {
		return nil, errors.New("PostgreSQL is not installed (./check --only install installs it)")
	}
	p := &postgres{bin: found[len(found)-1]}
	if p.dir, err = os.MkdirTemp("", "kcb"); err != nil {
		return nil, err
	}
	if os.Getuid() == 0 {
		if err := p.give(); err != nil {
			return nil, errors.Join(err, os.RemoveAll(p.dir))
		}
	}
	err = p.run(ctx, "initdb", "-D", p.dir+"/data", "-U", "kc", "--auth=trust", "--encoding=UTF8", "--locale=C")
	if err == nil {
		err = p.run(ctx, "pg_ctl", "-D", p.dir+"/data", "-l", p.dir+"/log", "-w", "-o",
			"-c listen_addresses='' -k "+p.dir+" -c max_locks_per_transaction=256", "start")
	}
	for _, name := range []string{"product", "call", "trips"} {
		if err == nil {
			err = p.run(ctx, "createdb", "-h", p.dir, "-U", "kc", name)
		}
	}
	if err != nil {
		p.stop()
		return nil, err
	}
	return p, nil
}

// give makes the folder that of an ordinary user.
func (p *postgres) give() error {
	owner, err := user.Lookup("postgres")
	if err != nil {
		return fmt.Errorf("root cannot run PostgreSQL: %w", err)
	}
	uid, err := strconv.ParseUint(owner.Uid, 10, 32)
	if err != nil {
		return err
	}
	gid, err := strconv.ParseUint(owner.Gid, 10, 32)
	if err != nil {
		return err
	}
	p.owner = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	return os.Chown(p.dir, int(uid), int(gid))
}

func (p *postgres) run(ctx context.Context, program string, args ...string) error {
	c := exec.CommandContext(ctx, filepath.Join(p.bin, program), args...) //nolint:gosec // PostgreSQL's own programs
	c.Dir = "/"
	c.SysProcAttr = &syscall.SysProcAttr{Credential: p.owner}
	log, err := os.CreateTemp("", "kcb-log") // a pipe would wait for the server to end
	if err != nil {
		return err
	}
	defer os.Remove(log.Name())
	defer log.Close()
	c.Stdout, c.Stderr = log, log
	if err := c.Run(); err != nil {
		said, _ := os.ReadFile(log.Name()) // there is an error to tell already
		return fmt.Errorf("%s: %w: %s", program, err, strings.TrimSpace(string(said)))
	}
	return nil
}

func (p *postgres) url(database string) string {
	return "postgres://kc@/" + database + "?host=" + p.dir
}

func (p *postgres) stop() {
	_ = p.run(context.Background(), "pg_ctl", "-D", p.dir+"/data", "-m", "immediate", "-w", "stop") // it may not run
	_ = os.RemoveAll(p.dir)
}

// commitPostgres compares commitments with the bare engine, PostgreSQL.
func (b *bench) commitPostgres(ctx context.Context) error {
	p, err := startPostgres(ctx)
	if err != nil {
		return err
	}
	defer p.stop()
	g, err := newGrants(ctx, b, p.url("product"))
	if err != nil {
		return err
	}
	lines, each := len(g.provinces), int64(b.o.rounds*b.o.deeds*10)
	var sides []side
	var checks []func() error
	for _, kind := range []struct {
		database, name string
		call           bool
	}{{"trips", "the bare engine, a round trip for each statement", false}, {"call", "the bare engine, one call of a function", true}} {
		d, err := newPGFloor(ctx, p.url(kind.database), lines, each)
		if err != nil {
			return err
		}
		f, n := &pgFloor{d: d, call: kind.call}, new(int)
		sides = append(sides, side{kind.name, func(ctx context.Context) (turn, error) { return floorTurn(ctx, f, b.o.deeds*2, lines, n) }})
		checks = append(checks, func() error { return errors.Join(checkFloor(ctx, d, *n, each*int64(lines)), d.Close()) })
	}
	err = g.compare(ctx, "PostgreSQL", "postgres", sides, 0.20, 0.20)
	for _, check := range checks {
		err = errors.Join(err, check())
	}
	return err
}
