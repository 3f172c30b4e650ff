package killtest

import (
	"path/filepath"
	"testing"
)

// TestNightEIO lets every seventh fdatasync fail with an input/output error.
// Nothing that was acknowledged is absent, and the program goes on.
func TestNightEIO(t *testing.T) {
	needNight(t)
	const posts = 2000
	file := filepath.Join(t.TempDir(), "khuyencong.db")
	childDatabase(t, file)
	cmd := strace(t, childProgram(t, false), file, posts, "-o", filepath.Join(t.TempDir(), "trace"),
		"-e", "trace=fdatasync,fsync", "-e", "inject=fdatasync,fsync:error=EIO:when=7+7")
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	acked, refused := numbers(string(out), "ack"), numbers(string(out), "no")
	has := stored(t, file)
	absent := 0
	for _, n := range acked {
		if !has[n] {
			absent++
		}
	}
	t.Logf("%d acknowledged, %d refused, %d of the acknowledged absent", len(acked), len(refused), absent)
	if absent > 0 || len(acked)+len(refused) != posts || len(refused) == 0 || len(acked) < posts/2 {
		t.Errorf("want 0 absent, every posting answered, some refused and most not")
	}
}
