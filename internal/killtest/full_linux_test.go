package killtest

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestFaultDiskFull fills the disk under the database while people post. The
// program refuses in one sentence and lets people read; when there is room
// again it goes on by itself.
func TestFaultDiskFull(t *testing.T) {
	needFaults(t)
	disk := t.TempDir()
	if err := syscall.Mount("tmpfs", disk, "tmpfs", 0, "size=16m"); err != nil {
		t.Skipf("LEFT OUT: a disk that can be filled is a tmpfs, and mounting one needs root: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(disk, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	k := newTrial(t, build(t), filepath.Join(disk, "khuyencong.db"))
	s := k.start()
	defer s.kill()
	leave(t, disk, 512<<10)
	l := k.load(s)
	until(t, time.Minute, "the disk is full", func() bool { _, refused := k.counts(); return refused >= 50 })
	full, _ := k.counts()
	readable(t, s)
	k.refusal(s)
	if err := syscall.Mount("tmpfs", disk, "tmpfs", syscall.MS_REMOUNT, "size=64m"); err != nil {
		t.Fatal(err)
	}
	took := until(t, 10*time.Second, "people can post again", func() bool { acked, _ := k.counts(); return acked > full+workers })
	l.end()
	k.look()
	acked, refused := k.counts()
	t.Logf("%d acknowledged before the disk was full, %d refusals, %d acknowledged afterwards, the first of them after %s",
		full, refused, acked-full, took.Round(time.Millisecond))
	if full == 0 {
		t.Error("nothing was acknowledged before the disk was full")
	}
}

// leave fills the disk until only so many bytes are free.
func leave(t *testing.T, disk string, bytes int64) {
	t.Helper()
	var st syscall.Statfs_t
	if err := syscall.Statfs(disk, &st); err != nil {
		t.Fatal(err)
	}
	free := int64(st.Bavail) * st.Bsize
	ballast := make([]byte, max(0, free-bytes))
	if err := os.WriteFile(filepath.Join(disk, "ballast"), ballast, 0o600); err != nil {
		t.Fatal(err)
	}
}

// readable opens pages as the accountant.
func readable(t *testing.T, s *server) {
	t.Helper()
	for _, path := range []string{"/viec", "/so-kinh-phi/2026/dia-phuong", "/suc-khoe"} {
		if a, err := s.get(t.Context(), path); err != nil || a.status != http.StatusOK {
			t.Errorf("%s: status %d, %v", path, a.status, err)
		}
	}
}

// refusal asks for one sentence in Vietnamese and nothing of the engine.
func (k *trial) refusal(s *server) {
	k.t.Helper()
	for range 20 {
		p := k.next()
		a, err := s.post(k.t.Context(), p)
		if err == nil && a.status == http.StatusSeeOther { // there was room for one more
			k.done(p)
			continue
		}
		if err != nil || a.status != http.StatusServiceUnavailable || strings.Count(a.body, "Ổ đĩa của máy chủ đã đầy, chưa ghi được gì.") != 1 ||
			strings.Contains(strings.ToLower(a.body), "sqlite") || strings.Contains(a.body, "database or disk") {
			k.t.Errorf("status %d, %v: %.2000s", a.status, err, a.body)
		}
		return
	}
	k.t.Error("the disk is not full any more")
}
