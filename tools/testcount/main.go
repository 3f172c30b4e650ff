// Command testcount reads the JSON that go test -json writes and prints one
// line for each package, the whole output of what failed, and a total. With
// -counts it also appends "passed failed skipped" to a file, from which ./check
// makes its closing line. With -saw it also prints what tests that passed have
// logged: what a long test has measured is its result.
//
// It exits 1 when a test or a package failed, and when no test ran at all:
// a step that tests nothing must not look green.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
)

// event is one line of go test -json, as far as it is needed here.
type event struct {
	Action      string
	Package     string
	ImportPath  string
	Test        string
	Output      string
	Elapsed     float64
	FailedBuild string
}

// tally counts the tests of one package or of the whole run.
type tally struct{ passed, failed, skipped int }

func (t *tally) add(action string) {
	switch action {
	case "pass":
		t.passed++
	case "fail":
		t.failed++
	case "skip":
		t.skipped++
	}
}

func (t tally) String() string {
	s := fmt.Sprintf("%d passed, %d failed", t.passed, t.failed)
	if t.skipped > 0 {
		s += fmt.Sprintf(", %d skipped", t.skipped)
	}
	return s
}

// counter follows one run of go test.
type counter struct {
	out      io.Writer
	total    tally
	packages map[string]*tally
	output   map[string][]string // by package and test, kept until it ends
	skips    []string
	saw      bool
}

func newCounter(out io.Writer) *counter {
	return &counter{out: out, packages: map[string]*tally{}, output: map[string][]string{}}
}

// read takes in the whole run. A line that is not JSON is passed on as it is.
func (c *counter) read(in io.Reader) error {
	lines := bufio.NewReader(in)
	for {
		line, err := lines.ReadBytes('\n')
		if len(line) > 0 {
			c.line(line)
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read the test events: %w", err)
		}
	}
}

func (c *counter) line(line []byte) {
	var e event
	if err := json.Unmarshal(line, &e); err != nil {
		fmt.Fprintf(c.out, "%s\n", strings.TrimRight(string(line), "\n"))
		return
	}
	switch e.Action {
	case "build-output":
		fmt.Fprint(c.out, e.Output)
	case "output":
		if strings.HasPrefix(e.Output, "=== ") {
			return // RUN, PAUSE, CONT, NAME
		}
		key := e.Package + " " + e.Test
		c.output[key] = append(c.output[key], e.Output)
	case "pass", "fail", "skip":
		if e.Test != "" {
			c.test(e)
		} else {
			c.pkg(e)
		}
	}
}

func (c *counter) of(pkg string) *tally {
	if c.packages[pkg] == nil {
		c.packages[pkg] = &tally{}
	}
	return c.packages[pkg]
}

func (c *counter) test(e event) {
	c.of(e.Package).add(e.Action)
	c.total.add(e.Action)
	key := e.Package + " " + e.Test
	switch e.Action {
	case "fail":
		fmt.Fprintf(c.out, "FAIL  %s %s\n%s", e.Package, e.Test, strings.Join(c.output[key], ""))
	case "skip":
		c.skips = append(c.skips, strings.Join(append([]string{key}, logged(c.output[key])...), "\n        "))
	case "pass":
		if said := logged(c.output[key]); c.saw && len(said) > 0 {
			fmt.Fprintf(c.out, "saw   %s, %.1fs\n        %s\n", key, e.Elapsed, strings.Join(said, "\n        "))
		}
	}
	delete(c.output, key)
}

// logged returns what a test logged, without where.
func logged(output []string) (all []string) {
	for _, line := range output {
		if _, said, ok := strings.Cut(line, "_test.go:"); ok {
			_, said, _ = strings.Cut(said, ": ")
			all = append(all, strings.TrimSpace(said))
		}
	}
	return all
}

func (c *counter) pkg(e event) {
	t := c.of(e.Package)
	if e.Action == "fail" && t.failed == 0 { // did not build, panicked, ran out of time
		t.failed++
		c.total.failed++
	}
	switch {
	case e.Action == "fail":
		// A test that never ended (panic, time-out) still holds its output.
		for _, key := range slices.Sorted(c.openKeys(e.Package)) {
			fmt.Fprint(c.out, strings.Join(c.output[key], ""))
			delete(c.output, key)
		}
		fmt.Fprintf(c.out, "FAIL  %-58s %6.1fs  %s\n", e.Package, e.Elapsed, t)
	case *t != tally{}:
		fmt.Fprintf(c.out, "ok    %-58s %6.1fs  %s\n", e.Package, e.Elapsed, t)
	}
	delete(c.output, e.Package+" ")
}

func (c *counter) openKeys(pkg string) func(func(string) bool) {
	return func(yield func(string) bool) {
		for key := range c.output {
			if strings.HasPrefix(key, pkg+" ") && !yield(key) {
				return
			}
		}
	}
}

func run(in io.Reader, out io.Writer, counts string, saw bool) (ok bool, err error) {
	c := newCounter(out)
	c.saw = saw
	if err := c.read(in); err != nil {
		return false, err
	}
	if c.total == (tally{}) {
		c.total.failed++
		fmt.Fprintln(out, "FAIL  no test ran")
	}
	for _, s := range c.skips {
		fmt.Fprintf(out, "skip  %s\n", s)
	}
	fmt.Fprintf(out, "tests: %s\n", c.total)
	if counts == "" {
		return c.total.failed == 0, nil
	}
	f, err := os.OpenFile(counts, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return false, fmt.Errorf("open the counts: %w", err)
	}
	_, err = fmt.Fprintln(f, c.total.passed, c.total.failed, c.total.skipped)
	return c.total.failed == 0, errors.Join(err, f.Close())
}

func main() {
	counts := flag.String("counts", "", "append \"passed failed skipped\" to this `file`")
	saw := flag.Bool("saw", false, "print what tests that passed have logged")
	flag.Parse()
	ok, err := run(os.Stdin, os.Stdout, *counts, *saw)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	if !ok {
		os.Exit(1)
	}
}
