package killtest

import (
	"bufio"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

const (
	sector     = 512
	powerPosts = 600
)

// TestNightPower cuts the power at random moments. The writes of a working
// database are recorded with strace; each state is what a disk may hold when
// the power fails: everything synced, and of the rest any part, down to single
// sectors. With synchronous=FULL nothing acknowledged may be missing. With
// NORMAL something must be, or this test could not see it.
func TestNightPower(t *testing.T) {
	needNight(t)
	states := number(t, "KC_POWER_STATES", 300)
	if lost := powerCuts(t, false, states); lost != 0 {
		t.Errorf("synchronous=FULL: %d acknowledged postings lost", lost)
	}
	if lost := powerCuts(t, true, max(50, states/3)); lost == 0 {
		t.Error("synchronous=NORMAL: nothing was lost, so this test cannot see a loss")
	}
}

// number reads a number from the environment.
func number(t *testing.T, name string, otherwise int) int {
	t.Helper()
	s := os.Getenv(name)
	if s == "" {
		return otherwise
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 {
		t.Fatalf("%s = %q", name, s)
	}
	return n
}

// powerCuts records one run and returns how many acknowledged postings are
// missing from the states, all taken together.
func powerCuts(t *testing.T, weak bool, states int) (lost int) {
	t.Helper()
	dir := t.TempDir()
	file := filepath.Join(dir, "khuyencong.db")
	childDatabase(t, file)
	base := contents(t, dir)
	log := filepath.Join(t.TempDir(), "trace")
	cmd := strace(t, childProgram(t, weak), file, powerPosts, "-o", log, "-e", "trace=pwrite64,write,fdatasync,fsync,ftruncate,unlink,unlinkat")
	if out, err := cmd.Output(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	events := recorded(t, log, dir)
	rng := rand.New(rand.NewPCG(1, 2))
	worst, acks := 0, 0
	for range states {
		cut := rng.IntN(len(events) + 1)
		state, acked := crash(rng, base, events[:cut])
		missing := missing(t, state, acked)
		lost, worst, acks = lost+missing, max(worst, missing), acks+len(acked)
		if t.Failed() {
			t.Fatalf("the power failed after event %d of %d", cut, len(events))
		}
	}
	t.Logf("weak %v: %d events, %d states, %d acknowledgements looked up, %d lost, at most %d in one state", weak, len(events), states, acks, lost, worst)
	return lost
}

// contents reads the files of a folder.
func contents(t *testing.T, dir string) map[string][]byte {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string][]byte{}
	for _, e := range entries {
		if all[e.Name()], err = os.ReadFile(filepath.Join(dir, e.Name())); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// An event is what strace saw: a write, a sync, a cut or removal of a file, or
// an acknowledgement.
type event struct {
	name string // of the file
	kind string // write, sync, truncate, unlink, ack
	at   int64
	data []byte
	ack  int
}

var (
	callForm   = regexp.MustCompile(`^(\d+) +(\w+)\((.*)$`)
	resumeForm = regexp.MustCompile(`^(\d+) +<\.\.\. (\w+) resumed>(.*)$`)
	fileForm   = regexp.MustCompile(`^\d+<([^>]*)>`)
	textForm   = regexp.MustCompile(`"((?:\\x[0-9a-f]{2})*)"`)
)

// recorded reads a log of strace. A write counts from when it began, a sync
// only from when it was done.
func recorded(t *testing.T, log, dir string) (all []event) {
	t.Helper()
	f, err := os.Open(log)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	lines := bufio.NewScanner(f)
	lines.Buffer(make([]byte, 1<<20), 64<<20)
	open := map[string]event{} // by process: calls that have not returned
	for lines.Scan() {
		line := lines.Text()
		if m := resumeForm.FindStringSubmatch(line); m != nil {
			if e, ok := open[m[1]]; ok && strings.Contains(m[3], "= 0") {
				all = append(all, e)
			}
			delete(open, m[1])
			continue
		}
		m := callForm.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		e, ok := parsed(m[2], m[3], dir)
		switch unfinished := strings.HasSuffix(line, "<unfinished ...>"); {
		case !ok:
		case e.kind == "sync" && unfinished:
			open[m[1]] = e
		case e.kind == "sync" && !strings.Contains(line, "= 0"):
		default:
			all = append(all, e)
		}
	}
	if err := lines.Err(); err != nil || len(all) < powerPosts {
		t.Fatalf("%d events, %v", len(all), err)
	}
	return all
}

// parsed reads one call. Calls about other files are not ok.
func parsed(call, args, dir string) (event, bool) {
	name := ""
	if m := fileForm.FindStringSubmatch(args); m != nil {
		name = unhex(m[1])
	}
	text := textForm.FindStringSubmatch(args)
	if (call == "write" || call == "pwrite64") && text == nil {
		return event{}, false
	}
	if call == "write" && strings.HasPrefix(args, "1<") {
		n := numbers(unhex(text[1]), "ack")
		if len(n) != 1 {
			return event{}, false
		}
		return event{kind: "ack", ack: n[0]}, true
	}
	if strings.HasPrefix(call, "unlink") && text != nil {
		name = unhex(text[1])
	}
	if filepath.Dir(name) != dir || strings.HasSuffix(name, "-shm") {
		return event{}, false
	}
	e := event{name: filepath.Base(name)}
	words := strings.FieldsFunc(args, func(r rune) bool { return r == ',' || r == ')' || r == ' ' })
	switch call {
	case "pwrite64":
		e.kind, e.data = "write", []byte(unhex(text[1]))
		e.at, _ = strconv.ParseInt(words[3], 10, 64)
	case "ftruncate":
		e.kind = "truncate"
		e.at, _ = strconv.ParseInt(words[1], 10, 64)
	case "fdatasync", "fsync":
		e.kind = "sync"
	default:
		e.kind = "unlink"
	}
	return e, true
}

// unhex reads what strace -xx writes.
func unhex(s string) string {
	var b strings.Builder
	for len(s) >= 4 && strings.HasPrefix(s, `\x`) {
		n, err := strconv.ParseUint(s[2:4], 16, 8)
		if err != nil {
			break
		}
		b.WriteByte(byte(n))
		s = s[4:]
	}
	return b.String() + s
}

// crash returns a state of the disk after the events: what was synced is
// there, of every later write each sector may be there or not.
func crash(rng *rand.Rand, base map[string][]byte, events []event) (map[string][]byte, []int) {
	disk := maps.Clone(base)
	for name, b := range disk {
		disk[name] = append([]byte(nil), b...)
	}
	waiting := map[string][]event{} // writes that were not synced
	var acked []int
	for _, e := range events {
		switch e.kind {
		case "ack":
			acked = append(acked, e.ack)
		case "sync":
			for _, w := range waiting[e.name] {
				disk[e.name] = apply(disk[e.name], w, nil)
			}
			waiting[e.name] = nil
		case "unlink":
			delete(disk, e.name)
			delete(waiting, e.name)
		default:
			waiting[e.name] = append(waiting[e.name], e)
		}
	}
	fate := rng.IntN(3) // all lost, all kept, or each sector by itself
	for name, writes := range waiting {
		for _, w := range writes {
			switch fate {
			case 1:
				disk[name] = apply(disk[name], w, nil)
			case 2:
				disk[name] = apply(disk[name], w, rng)
			}
		}
	}
	return disk, acked
}

// apply writes e into a file; with rng only some of its sectors.
func apply(b []byte, e event, rng *rand.Rand) []byte {
	if e.kind == "truncate" {
		if rng != nil && rng.IntN(2) == 0 {
			return b
		}
		return append(b, make([]byte, max(0, e.at-int64(len(b))))...)[:e.at]
	}
	keep := 8 // of 8: this write as a whole
	if rng != nil {
		keep = []int{0, 4, 8}[rng.IntN(3)]
	}
	for from := int64(0); from < int64(len(e.data)); {
		to := min(int64(len(e.data)), (e.at+from)/sector*sector+sector-e.at)
		if rng == nil || rng.IntN(8) < keep {
			if missing := e.at + to - int64(len(b)); missing > 0 {
				b = append(b, make([]byte, missing)...)
			}
			copy(b[e.at+from:], e.data[from:to])
		}
		from = to
	}
	return b
}

// missing lays a state down, opens it, and counts what was acknowledged and is
// not there.
func missing(t *testing.T, state map[string][]byte, acked []int) (n int) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "state")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	for name, b := range state {
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	has := stored(t, filepath.Join(dir, "khuyencong.db"))
	for _, a := range acked {
		if !has[a] {
			n++
		}
	}
	if err := os.RemoveAll(dir); err != nil {
		t.Error(fmt.Errorf("clean up: %w", err))
	}
	return n
}
