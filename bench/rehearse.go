package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"time"

	"example.vn/khuyencong/internal/domain/instrument"
	"example.vn/khuyencong/internal/domain/normbook"
	"example.vn/khuyencong/internal/domain/procedure"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/platform/db"
)

// What the rehearsal supposes: machines up to 400 million instead of 300, so
// that technology lines, at 1,5 times as much, get 600 instead of 450.
const (
	triedItem = "advanced_machinery_tech_transfer"
	triedCap  = 400_000_000
)

// rehearsals measures the command that tries a draft: the program is started,
// reads every scheme of the year from its database, judges it by both laws and
// writes what changes.
func (b *bench) rehearsals(ctx context.Context) error {
	if err := b.build(ctx); err != nil {
		return err
	}
	n := 100_000
	if b.o.smoke {
		n = 1000
	}
	path, err := b.yearDatabase(ctx, n)
	if err != nil {
		return err
	}
	said, _, err := b.rehearse(ctx, path, "json")
	if err != nil {
		return err
	}
	if err := rightlyRehearsed([]byte(said), n); err != nil {
		return err
	}
	var seconds []turn
	for r := range b.o.rounds {
		text, took, err := b.rehearse(ctx, path, "text")
		if err != nil {
			return err
		}
		if first := "Thử trên " + strconv.Itoa(n) + " nội dung"; !strings.HasPrefix(text, first) {
			return fmt.Errorf("the rehearsal says %q, not %q", text[:min(len(text), 60)], first)
		}
		b.say("round %d  rehearsal of %d schemes %40.2f s", r+1, n, took.Seconds())
		// Seconds are noted as if they were milliseconds.
		seconds = append(seconds, turn{each: []time.Duration{took / 1000}})
	}
	b.figure("Norms: trying a draft on "+thousands(n)+" schemes of a year, the whole command", "norms", seconds, 5, " s")
	return nil
}

func thousands(n int) string {
	if n%1000 == 0 {
		return strconv.Itoa(n/1000) + " thousand"
	}
	return strconv.Itoa(n)
}

func (b *bench) rehearse(ctx context.Context, path, format string) (string, time.Duration, error) {
	cmd := exec.CommandContext(ctx, b.program, "norm", "rehearse", "--db", path, "--province", home, "--year", strconv.Itoa(planYear), //nolint:gosec // a program of ours
		"--on", strconv.Itoa(planYear)+"-11-22", "--set", triedItem+"="+strconv.Itoa(triedCap), "--format", format)
	log := &tail{}
	cmd.Stderr = log
	at := time.Now()
	out, err := cmd.Output()
	if err != nil {
		return "", 0, fmt.Errorf("norm rehearse: %w: %s", err, log)
	}
	return string(out), time.Since(at), nil
}

// rightlyRehearsed compares what a rehearsal says with the sum of the schemes.
func rightlyRehearsed(text []byte, n int) error {
	var said struct {
		All struct {
			Lines  int   `json:"lines"`
			Gain   int   `json:"gain"`
			Before int64 `json:"ceiling_before_vnd"`
			After  int64 `json:"ceiling_after_vnd"`
			Asked  int64 `json:"asked_vnd"`
		} `json:"all"`
	}
	if err := json.Unmarshal(text, &said); err != nil {
		return err
	}
	gain, asked, more := 0, int64(0), int64(0)
	for i := range n {
		r := yearRecord(i, n)
		asked += r.asked
		most := map[string]int64{"advanced_machinery": 300_000_000, "technology_line": 450_000_000}[r.content]
		// What is asked is half of the costs, and so the share that law allows.
		change := min(r.asked, most*triedCap/300_000_000) - min(r.asked, most)
		if more += change; change > 0 {
			gain++
		}
	}
	if said.All.Lines != n || said.All.Gain != gain || said.All.Asked != asked || said.All.After-said.All.Before != more {
		return fmt.Errorf("the rehearsal says %+v of %d schemes that ask %d đ; %d should gain %d đ", said.All, n, asked, gain, more)
	}
	return nil
}

// yearRecord is scheme i of n of one year, in a state that still counts.
func yearRecord(i, n int) record {
	r := recordOf((years-1)*n+i, years*n)
	r.owner, r.name = fmt.Sprintf("cs-%06d", i/4+1), ownerName(i/4)
	switch scheme.State(r.state) {
	case scheme.Withdrawn, scheme.Rejected, scheme.Recorded:
		r.state = wanted
	}
	return r
}

// yearDatabase returns an SQLite file with n schemes of one year, made on the
// first run and kept for the next ones.
func (b *bench) yearDatabase(ctx context.Context, n int) (string, error) {
	version, err := db.Target()
	if err != nil {
		return "", err
	}
	path := filepath.Join(b.o.dir, fmt.Sprintf("year-%d-%d.%d.db", n, version, generation))
	if _, err := os.Stat(path); err == nil {
		return path, nil
	}
	b.say("making %d schemes of one year (kept for the next run)", n)
	unfinished := filepath.Join(b.work, "year.db")
	if _, err := migrate(ctx, unfinished, []string{home}); err != nil {
		return "", err
	}
	if err := fillLists(ctx, unfinished, listTables(n, yearRecord)); err != nil {
		return "", err
	}
	return path, os.Rename(unfinished, path)
}

// loads measures how long a process that has just begun takes to read and check
// the whole law: norms, contents, procedures and the register of instruments.
func (b *bench) loads(ctx context.Context) error {
	var took []turn
	for range max(b.o.rounds, 1) {
		own, err := os.Executable()
		if err != nil {
			return err
		}
		out, err := exec.CommandContext(ctx, own, "load").Output() //nolint:gosec // this program
		if err != nil {
			return fmt.Errorf("load the law: %w", err)
		}
		micro, err := strconv.ParseInt(strings.TrimSpace(string(out)), 10, 64)
		if err != nil {
			return err
		}
		took = append(took, turn{each: []time.Duration{time.Duration(micro) * time.Microsecond}})
	}
	b.figure("Norms: loading the whole book of law in a new process", "norms", took, 200, " ms")
	return nil
}

// loadLaw reads the law once and says how many microseconds that took.
func loadLaw() error {
	at := time.Now()
	err := errors.Join(normbook.Load(), instrument.Load())
	book := procedure.Embedded()
	took := time.Since(at)
	if err == nil && len(normbook.Norms().Versions()) == 0 {
		err = errors.New("the book is empty")
	}
	runtime.KeepAlive(book)
	_, _ = fmt.Fprintln(os.Stdout, took.Microseconds())
	return err
}
