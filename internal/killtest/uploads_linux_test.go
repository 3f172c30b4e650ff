package killtest

import (
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

const (
	moreMemory = 64 << 20   // at most, while files are read
	moreDisk   = 2200 << 20 // 32 forms of 64 MiB, and what is kept
)

// A burden is the most that the program took while something went on.
type burden struct{ memory, disk int }

// loaded runs f and watches the program's memory and the folder of temporary
// files.
func loaded(t *testing.T, s *server, folder string, f func()) (most burden) {
	t.Helper()
	done := make(chan struct{})
	go func() { defer close(done); f() }()
	for {
		most.memory, most.disk = max(most.memory, resident(t, s)), max(most.disk, folderSize(folder))
		select {
		case <-done:
			return most
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// folderSize is how many bytes lie in a folder of temporary files, which come
// and go meanwhile.
func folderSize(folder string) (sum int) {
	_ = filepath.WalkDir(folder, func(_ string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			if info, err := d.Info(); err == nil {
				sum += int(info.Size())
			}
		}
		return nil
	})
	return sum
}

// sent is what becomes of many files that are sent at once.
type sent struct{ kept, refused, cut atomic.Int64 }

// sendMany sends so many files at once.
func sendMany(t *testing.T, s *server, dossier string, many int) *sent {
	t.Helper()
	sum := &sent{}
	var all sync.WaitGroup
	for range many {
		all.Go(func() {
			a, err := send(t, s, dossier, 5_000_000)
			switch {
			case err != nil:
				if sum.cut.Add(1) == 1 {
					t.Logf("cut off: %v", err)
				}
			case a.status == http.StatusSeeOther:
				sum.kept.Add(1)
			case decent(a) && strings.Contains(a.body, "đang bận"):
				sum.refused.Add(1)
			default:
				t.Errorf("status %d: %.600s", a.status, a.body)
			}
		})
	}
	all.Wait()
	return sum
}

// TestNightUploads sends a file of KC_UPLOAD_MB and then KC_UPLOADS of 5 MB at
// once. The first is cut at the limit; of the others some are kept and the rest
// refused in a sentence. Memory and disk stay bounded, other people are
// answered, and nothing is left in the folder of temporary files: S10 of the
// catalogue of tests.
func TestNightUploads(t *testing.T) {
	needNight(t)
	size, many := number(t, "KC_UPLOAD_MB", 10_000), number(t, "KC_UPLOADS", 1000)
	folder := t.TempDir()
	t.Setenv("TMPDIR", folder)
	s := demonstration(t)
	s.client.Timeout = 20 * time.Minute
	dossier := dossierOf(t, s)
	for range 5 { // warm up
		if a, err := send(t, s, dossier, 5_000_000); err != nil || a.status != http.StatusSeeOther {
			t.Fatalf("one file: %d, %v: %.600s", a.status, err, a.body)
		}
	}
	before := resident(t, s)
	var large answer
	var err error
	begin := time.Now()
	var health, page watch
	most := loaded(t, s, folder, func() {
		health, page = meanwhile(t, s, func() { large, err = send(t, s, dossier, int64(size)*1_000_000) })
	})
	t.Logf("%d MB: status %d (%v) after %s; memory %d MiB before and at most %d MiB, temporary files at most %d MiB; the health route: %s; a page: %s",
		size, large.status, err, time.Since(begin).Round(time.Millisecond), before>>20, most.memory>>20, most.disk>>20, health, page)
	if err == nil && large.status != http.StatusUnprocessableEntity || most.memory-before > moreMemory || most.disk > 80<<20 {
		t.Error("want it cut off at 64 MiB, and at most 64 MiB more memory")
	}
	var sum *sent
	begin = time.Now()
	most = loaded(t, s, folder, func() {
		health, page = meanwhile(t, s, func() { sum = sendMany(t, s, dossier, many) })
	})
	t.Logf("%d files of 5 MB at once, %s: %d kept, %d refused in a sentence, %d cut off; memory at most %d MiB, temporary files at most %d MiB; the health route: %s; a page: %s",
		many, time.Since(begin).Round(time.Millisecond), sum.kept.Load(), sum.refused.Load(), sum.cut.Load(), most.memory>>20, most.disk>>20, health, page)
	if most.memory-before > moreMemory || most.disk > moreDisk || sum.kept.Load() == 0 {
		t.Error("want some kept, at most 64 MiB more memory and at most 2,200 MiB of temporary files")
	}
	if left, err := os.ReadDir(folder); err != nil || len(left) != 0 {
		t.Errorf("left in the folder of temporary files: %v, %v", left, err)
	}
}
