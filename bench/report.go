package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
)

// report keeps what was measured beside what earlier runs measured of other
// rows, and writes the table when it was asked for. It returns an error when
// something measured now is short of its bar, except in a smoke run.
func (b *bench) report() error {
	if b.o.smoke {
		b.say("the money is right on both sides; a smoke run says nothing about speed")
		for _, r := range b.results {
			if r.Figure == unmeasured {
				b.say("NOT MEASURED: %s", r.What)
			}
		}
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
		err = errors.Join(err, b.writeRows(all, fresh))
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
  the norm of the day and what the beneficiary (one for each) received before, the entry in the books, the decision, the audit
  records, one durable commit. The **bare engine** does an
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
* **A verdict** is one of the table of TT 28/2018 as TT 64/2024 left it, every ceiling of it: the version of the day, the
  conditions, the lesser of ratio × cost and cap × units, what is left to pay, what is asked too much; *with its reasons* as
  steps that hold their amounts, provisions and evidence and are put into Vietnamese sentences when they are read (a row of its
  own writes all of them). The program gets the facts as a dossier holds them and counts itself what was
  received before. **json-rules-engine** 7.3.1 and **zen-engine** 0.54.0 (Node, from npm) and **cel-go** (the version that the
  program itself uses for conditions) get the same 4096 dossiers and the same table without its versions, its multiples worked
  out, the earlier support counted. They answer only the ceiling and whether a condition refuses; their own traces are in no
  language. Whoever answers one dossier differently by one đồng stops the run. json-rules-engine cannot multiply: the sum is
  done for it; it is measured with the whole table in one engine, and with an engine for each content found in a map. zen-engine
  gets 16 dossiers at once, because it works on threads of its own; everybody else has one thread. cel-go has one compiled
  program for each content, found in a map, and reads the dossier without a map. A turn is whole passes for at least a second.
* **Trying a draft** is the command ` + "`" + `khuyencong norm rehearse` + "`" + ` from its start to its last line: SQLite, 100 thousand schemes of
  one year, both laws for each. What it says of the gains is compared with the sum of the schemes. **Loading** is norms, contents,
  procedures and the register of instruments, read and checked by a process that has just begun.
* **A paper** is a decision of two pages with 26 fields, three lists and a condition, from a .docx file whose marks lie over several
  runs as Word leaves them; its table has 20 rows. **docxtemplater** 3.71.0 (Node, from npm) fills the same file with the same
  facts and unpacks and compiles it for each paper, because it fills an instance once; so does one of our rows, another has the
  template compiled once, as a batch of papers has. Both pack at the same level. Whoever lets people read another text stops the run.
  The annexes have 500 rows of six columns, in Excel with a formula in each and a sum.
* **The list in a stream** is .xlsx with 20 columns: nine of text, seven of whole numbers and amounts, days, percents, borders.
  **exceljs** 4.4.0 uses its streaming writer as its documentation says. Each is a process of its own; the amounts in the file are
  added up again. The memory is the most that the process had.
* **An import** is ` + "`" + `khuyencong import establishments` + "`" + ` from its start to its last line: a list with tax codes, communes and money is
  read, checked, matched, staged and written into an SQLite file of its own. Another import has a process beside it that writes a
  number every 50 ms, which is how long people wait meanwhile.
  Another measure, in the program itself: ` + "`" + `KC_LARGE=100000 go test ./internal/domain/intake -run Large -v` + "`" + `.
  **PocketBase** has no import of lists; its interface takes a record in a request, or several in a batch where that is allowed.
  It gets rows that are read, checked and folded already into a collection with three indexes from somebody signed in, and looks
  only whether a code is new: no matching, no staging, no search without marks, no undoing.
* **The country** is what ` + "`" + `khuyencong gen --seed 1 --scale 1` + "`" + ` makes: 34 provinces, a million establishments, 500 thousand schemes
  of 20 years, ten million entries in the books. The largest province has a twentieth of it. Its reports are whole years, quarters,
  half years by the old units and months of the ten last years in turn, as pages for somebody signed in; its leader's page likewise.
  *A year of the nation, nothing remembered* is asked of a server that has just started, so that every province is read twice (the
  year before is in the report too); *again* is the answer until somebody in one of the provinces does something.
* **The search of establishments** looks through a million of them in one province, far more than any province has, for words that
  few fit, words that tens of thousands fit, and beginnings. Its **floor** is a Go program with the same file, driver and index of
  words that counts to ten thousand and shows the first fifty in the index's order to anybody; the program also sorts what few fit
  by name and leaves out what was merged.
* Servers and the load share the machine's processors in every figure.

## What grows with the country, and what takes over when

The rows *Growth* say what one page takes at a hundredth, a tenth and the whole of the country. What each step holds, and where it
ends:

| step | what it holds | where it ends | the next one |
|---|---|---|---|
| an index that begins with the province | every list, search and dossier: other provinces' rows are never touched, so only the province's own size counts | a list by an index stays as quick at half a million rows as at five thousand; a report has to touch every scheme of its year | a summary table |
| a summary table, kept in the transaction of the work itself: end-of-day sums of the books (` + "`" + `ledger_courses` + "`" + `, ADR 0027), the index of words | reports no longer read postings: twenty times as many entries cost nothing, only the year's schemes do | some thousand schemes a year in one province, ten times the largest of today | what was read is remembered |
| what was read is remembered until the province's next record | the pages of one office on one day read their year once; the parts of the nation likewise | the first reader of a changed year waits for it; 34 provinces that all work change something at any moment | a read replica |
| a read replica (reports, lists and public pages go there, docs/operations.md) | readers no longer share processors with the work | one PostgreSQL writes everything | provinces on several servers |
| provinces on several servers: every key begins with the province, so each lives whole on one, by hand or by Citus (` + "`" + `create_distributed_table(…, 'province')` + "`" + `) | writing grows with the servers; a year of the nation asks all of them side by side, as it asks provinces now | – | – |

The first three are what the figures above were measured with. Replicas were tried with failover, not at this size
(docs/operations.md); distribution by province was **not** tried: Citus is not among the packages here.
`

// line is the line of the table.
func (r result) line() string {
	reached := "yes"
	switch {
	case r.Figure == unmeasured:
		reached = unmeasured
	case r.Bar == none:
		reached = none
	case !r.OK:
		reached = "**no**"
	}
	return fmt.Sprintf("| %s | %s | %s | %s | %s | %s\n", r.What, r.Figure, r.Spread, r.Bar, reached, command(r.Only))
}

// command ends the lines of the rows of one name.
func command(only string) string { return "`go -C bench run . --only " + only + "` |" }

// writeRows writes the document anew when everything was measured, and
// otherwise puts the lines that were in the place of those that stand there.
func (b *bench) writeRows(all, fresh map[string][]result) error {
	document := b.document(all)
	if old, err := os.ReadFile(b.o.write); err == nil && b.o.only != every {
		document = replaceRows(string(old), fresh)
	}
	return os.WriteFile(b.o.write, []byte(document), 0o644) //nolint:gosec // a document to read
}

// replaceRows puts the fresh rows in the place of those of the same name, or at
// the end of the table.
func replaceRows(document string, fresh map[string][]result) string {
	lines := strings.SplitAfter(document, "\n")
	for only := range strings.SplitSeq(every, ",") {
		if len(fresh[only]) == 0 {
			continue
		}
		old := func(line string) bool { return strings.HasSuffix(line, command(only)+"\n") }
		at := slices.IndexFunc(lines, old)
		lines = slices.DeleteFunc(lines, old)
		if at < 0 {
			for i, line := range lines {
				if strings.HasPrefix(line, "## ") { // other tables may follow
					break
				}
				if strings.HasPrefix(line, "|") {
					at = i + 1
				}
			}
		}
		for _, r := range slices.Backward(fresh[only]) {
			lines = slices.Insert(lines, max(at, 0), r.line())
		}
	}
	return strings.Join(lines, "")
}

// document is the table of all that is known.
func (b *bench) document(all map[string][]result) string {
	var s strings.Builder
	fmt.Fprintf(&s, head, machine(), b.o.rounds, b.o.deeds, b.o.fetches)
	for only := range strings.SplitSeq(every, ",") {
		for _, r := range all[only] {
			s.WriteString(r.line())
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
