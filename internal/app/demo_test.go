package app

import (
	"net"
	"os"
	"path/filepath"
	"testing"
)

func TestADemonstrationThatIsServedIsNotReset(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "khuyencong.db")
	must(t, "migrate", "--db", file)
	before, err := os.Stat(file)
	if err != nil {
		t.Fatal(err)
	}
	var lc net.ListenConfig
	l, err := lc.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	if a := run(t, "", "demo", "--data", dir, "--reset", "--addr", l.Addr().String()); a.status != 2 || a.stderr == "" {
		t.Errorf("answer: %+v", a)
	}
	if after, err := os.Stat(file); err != nil || !os.SameFile(before, after) {
		t.Errorf("the data were replaced (%v)", err)
	}
}

func TestADemonstrationOfAnEarlierProgramGoesOn(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "khuyencong.db")
	// An empty file is a database from before the first migration.
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	must(t, "demo", "--data", dir, "--load-only")
	if a := run(t, "", "report", "programme", "--db", file, "--province", "19", "--year", "2020"); a.status != 0 {
		t.Errorf("the schema stayed behind: %+v", a)
	}
}
