package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// report keeps what was measured beside what earlier runs measured of other
// rows, and writes the table when it was asked for. It returns an error when
// something measured now is short of its bar, except in a smoke run.
func (b *bench) report() error {
	if b.o.smoke {
		b.say("the money is right on both sides; a smoke run says nothing about speed")
		return nil
	}
	kept := filepath.Join(b.o.dir, "results.json")
	all := map[string][]result{}
	if text, err := os.ReadFile(kept); err == nil {
		if err := json.Unmarshal(text, &all); err != nil {
			return fmt.Errorf("%s: %w", kept, err)
		}
	}
	fresh := map[string][]result{}
	short := 0
	for _, r := range b.results {
		fresh[r.Only] = append(fresh[r.Only], r)
		if !r.OK {
			short++
		}
	}
	for only, rows := range fresh {
		all[only] = rows
	}
	text, err := json.MarshalIndent(all, "", "\t")
	if err != nil {
		return err
	}
	err = os.WriteFile(kept, text, 0o600)
	if b.o.write != "" {
		err = errors.Join(err, os.WriteFile(b.o.write, []byte(b.document(all)), 0o644)) //nolint:gosec // a document to read
	}
	if err == nil && short > 0 {
		err = fmt.Errorf("%d of %d figures are short of their bars", short, len(b.results))
	}
	return err
}

const head = `# Performance

How close the program comes to the bare engine, and how far ahead of a rival it is, as ratios of runs that took turns on
one machine. Absolute numbers say more about the machine than about the program, so there are hardly any. Each figure is the
median of the rounds, with the least and the greatest behind it; a run that loses, doubles or invents a đồng fails.

This file is written by ` + "`go -C bench run . --all --write ../docs/performance.md`" + `; one row of the program is measured by the
command in its line. The databases are made once and kept in the user's cache (` + "`--dir`" + ` says where).

Machine: %s. %d rounds of %d commitments and %d pages a turn.

| what | figure | rounds | bar | reached | command |
|---|---|---|---|---|---|
`

const foot = `
## What is compared

* **A commitment** is the approval of a plan over HTTP by 16 clients: session, permission, form key, the plan and its scheme,
  the norm of the day, the entry in the books, the decision, the audit records, one durable commit. The **bare engine** does an
  idempotency key, a balance that must not fall below zero and two postings, with SQLite's ` + "`synchronous=FULL`" + ` and a commit for
  each or one for what waits together, or on a private PostgreSQL with ` + "`fsync`" + ` on and 16 connections.
  The bar is that of one durable commit for each transaction; the figure beside group commit shows how much of what it wins is
  left to win.
* **The list** is ` + "`/de-an`" + ` of %d schemes of one province, filtered by state and sorted by amount, for somebody signed in. Its
  **floor** is a Go program with the same file, driver and index and html/template, which asks nobody who they are and
  counts the list only once. The program counts it again after every deed in the province.
  **PocketBase** serves the same rows from one collection with the same composite index, as JSON, to anybody.
* **A search** looks for several words without marks. PocketBase has the folded text in a column of its own and uses ` + "`~`" + `; it counts
  all that it finds, the program counts to a thousand.
* Servers and the load share the machine's processors in every figure.
`

// document is the table of all that is known.
func (b *bench) document(all map[string][]result) string {
	var s strings.Builder
	fmt.Fprintf(&s, head, machine(), b.o.rounds, b.o.deeds, b.o.fetches)
	for _, only := range []string{"commit", "postgres", "list", "start"} {
		for _, r := range all[only] {
			reached := "yes"
			switch {
			case r.Bar == none:
				reached = none
			case !r.OK:
				reached = "**no**"
			}
			fmt.Fprintf(&s, "| %s | %s | %s | %s | %s | `go -C bench run . --only %s` |\n", r.What, r.Figure, r.Spread, r.Bar, reached, only)
		}
	}
	fmt.Fprintf(&s, foot, b.o.rows)
	return s.String()
}

// machine describes this computer in one line.
func machine() string {
	cpu, memory := runtime.GOARCH, ""
	for file, name := range map[string]string{"/proc/cpuinfo": "model name", "/proc/meminfo": "MemTotal"} {
		text, err := os.ReadFile(file)
		if err != nil {
			continue
		}
		for line := range strings.Lines(string(text)) {
			key, value, ok := strings.Cut(line, ":")
			if !ok || strings.TrimSpace(key) != name {
				continue
			}
			if value = strings.TrimSpace(value); name == "MemTotal" {
				memory = ", " + value + " of memory"
			} else {
				cpu = value
			}
			break
		}
	}
	return fmt.Sprintf("%d processors (%s)%s, %s, %s", runtime.NumCPU(), cpu, memory, runtime.GOOS, runtime.Version())
}
