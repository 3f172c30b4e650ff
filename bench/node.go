package main

import (
	"bufio"
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"
)

// rivalFiles are the scripts of the rivals under Node and the lists of what npm
// installs for them, with their digests: a folder for each kind of rivals.
//
//go:embed rules/package.json rules/package-lock.json rules/*.mjs
//go:embed papers/package.json papers/package-lock.json papers/*.mjs
var rivalFiles embed.FS

// errNoNode says why rivals under Node were not measured.
var errNoNode = errors.New("not measured")

// nodeRivals is a Node process with the rivals of one kind. It stays for the
// whole run, so that its compiler knows the code as well as Go's does.
type nodeRivals struct {
	cmd   *exec.Cmd
	order io.WriteCloser
	said  *bufio.Reader
	log   *tail
}

// startNode installs the rivals of a kind in the benchmark's own folder and
// starts them with what they need to know. Without Node, npm or a registry that
// answers, the error is errNoNode.
func (b *bench) startNode(ctx context.Context, kind string, what any) (*nodeRivals, error) {
	dir, err := b.installRivals(ctx, kind)
	if err != nil {
		return nil, err
	}
	text, err := json.Marshal(what)
	if err != nil {
		return nil, err
	}
	facts := filepath.Join(b.work, kind+".json")
	if err := os.WriteFile(facts, text, 0o600); err != nil {
		return nil, err
	}
	r := &nodeRivals{cmd: exec.CommandContext(ctx, "node", filepath.Join(dir, "rivals.mjs"), facts), log: &tail{}} //nolint:gosec // a program of ours
	r.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	r.cmd.Stderr = r.log
	if r.order, err = r.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := r.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	r.said = bufio.NewReader(out)
	return r, r.cmd.Start()
}

// installRivals returns the folder with the scripts of a kind and what they need.
func (b *bench) installRivals(ctx context.Context, kind string) (string, error) {
	for _, program := range []string{"node", "npm"} {
		if _, err := exec.LookPath(program); err != nil {
			return "", fmt.Errorf("%w: there is no %s", errNoNode, program)
		}
	}
	files, err := rivalFiles.ReadDir(kind)
	if err != nil {
		return "", err
	}
	texts, sum := map[string][]byte{}, sha256.New()
	for _, file := range files {
		if texts[file.Name()], err = rivalFiles.ReadFile(kind + "/" + file.Name()); err != nil {
			return "", err
		}
		sum.Write(texts[file.Name()])
	}
	dir := filepath.Join(b.o.dir, kind+"-"+hex.EncodeToString(sum.Sum(nil))[:12])
	if _, err := os.Stat(filepath.Join(dir, "installed")); err == nil {
		return dir, nil
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", err
	}
	for name, text := range texts {
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o600); err != nil {
			return "", err
		}
	}
	ctx, cancel := context.WithTimeout(ctx, 2*time.Minute)
	defer cancel()
	// Not "npm ci": it refuses a lock that leaves out the builds of zen-engine for
	// other machines, which not every registry has. Versions and digests of what
	// is installed are those of the lock all the same.
	install := exec.CommandContext(ctx, "npm", "install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
	install.Dir = dir
	if out, err := install.CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w: npm install: %w: %s", errNoNode, err, out[:min(len(out), 300)])
	}
	return dir, os.WriteFile(filepath.Join(dir, "installed"), nil, 0o600)
}

// ask gives an order and reads the answer into what.
func (r *nodeRivals) ask(order string, what any) error {
	if _, err := io.WriteString(r.order, order+"\n"); err != nil {
		return fmt.Errorf("node: %w: %s", err, r.log)
	}
	line, err := r.said.ReadBytes('\n')
	if err != nil {
		return fmt.Errorf("node: %w: %s", err, r.log)
	}
	return json.Unmarshal(line, what)
}

// answers is what a rival says of everything.
func answers[T any](r *nodeRivals, name string) (all []T, err error) {
	return all, r.ask("answers "+name, &all)
}

// turn lets a rival run for a while; each pass must add up to sum.
func (r *nodeRivals) turn(name string, span time.Duration, sum int64) (turn, error) {
	var did struct {
		N       int     `json:"n"`
		Seconds float64 `json:"seconds"`
		Sum     int64   `json:"sum"`
	}
	if err := r.ask(fmt.Sprintf("run %s %f", name, span.Seconds()), &did); err != nil {
		return turn{}, err
	}
	if did.Sum != sum {
		return turn{}, fmt.Errorf("a pass adds up to %d, not %d", did.Sum, sum)
	}
	return turn{n: did.N, took: time.Duration(did.Seconds * float64(time.Second))}, nil
}

func (r *nodeRivals) stop() {
	_ = r.order.Close()
	_ = r.cmd.Wait()
}
