package app

import (
	"net"
	"os"
	"path/filepath"
	"strings"
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

func TestThePeriodOfTheDemonstrationIsAFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	must(t, "demo", "--data", dir, "--load-only")
	report := []string{"report", "period", "--db", filepath.Join(dir, "khuyencong.db"), "--province", "19", "--period", "2020-m8"}
	for _, as := range []string{"xlsx", "docx", "pdf"} {
		out := filepath.Join(t.TempDir(), "bao-cao."+as)
		must(t, append(report, "--out", out)...)
		if info, err := os.Stat(out); err != nil || info.Size() < 2000 {
			t.Errorf("%s: %v, %v", as, info, err)
		}
		if a := run(t, "", append(report, "--out", out)...); a.status != 2 || !strings.Contains(a.stderr, "đã có tệp ấy") {
			t.Errorf("over a file that is there: %+v", a)
		}
	}
}
