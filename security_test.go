package khuyencong_test

import (
	"go/parser"
	"go/token"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// inScope is how many requirements of levels 1 and 2 each chapter of ASVS
// 5.0.0 has; chapter 17 is about WebRTC, which is not used.
var inScope = map[int]int{1: 27, 2: 11, 3: 19, 4: 10, 5: 9, 6: 35, 7: 18, 8: 7, 9: 7, 10: 29, 11: 14, 12: 9, 13: 13, 14: 9, 15: 13, 16: 16}

var (
	asvsRow  = regexp.MustCompile(`(?m)^\| V(\d+)\.(\d+)\.(\d+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$`)
	testName = regexp.MustCompile("`((?:Test|Fuzz)[A-Za-z0-9]+)`")
)

// Every requirement has one row, whose tests exist or whose reason is said.
func TestEveryRequirementOfASVSIsAnswered(t *testing.T) {
	t.Parallel()
	text := read(t, "docs/security.md")
	tests := testNames(t)
	seen, chapters, states := map[string]bool{}, map[int]int{}, map[string]int{}
	for _, m := range asvsRow.FindAllStringSubmatch(text, -1) {
		id := m[1] + "." + m[2] + "." + m[3]
		if seen[id] {
			t.Errorf("V%s is there twice", id)
		}
		seen[id] = true
		chapter, err := strconv.Atoi(m[1])
		if err != nil {
			t.Fatal(err)
		}
		chapters[chapter]++
		state, proof := strings.TrimSpace(m[5]), strings.TrimSpace(m[6])
		states[state]++
		switch state {
		case "met", "part", "not met", "operator", "n/a":
		default:
			t.Errorf("V%s: %q is no state", id, state)
		}
		if len(proof) < 5 {
			t.Errorf("V%s has neither test nor reason", id)
		}
	}
	if len(seen) != 246 {
		t.Errorf("%d requirements, want 246", len(seen))
	}
	for chapter, want := range inScope {
		if chapters[chapter] != want {
			t.Errorf("V%d: %d requirements, want %d", chapter, chapters[chapter], want)
		}
	}
	for _, m := range testName.FindAllStringSubmatch(text, -1) {
		if !tests[m[1]] {
			t.Errorf("docs/security.md names %s, which does not exist", m[1])
		}
	}
	t.Logf("%v", states)
}

// testNames gathers the tests of the repository.
func testNames(t *testing.T) map[string]bool {
	t.Helper()
	all := map[string]bool{}
	find := regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)[A-Za-z0-9]+)\(`)
	for _, file := range goFiles(t) {
		if strings.HasSuffix(file, "_test.go") {
			for _, m := range find.FindAllStringSubmatch(read(t, file), -1) {
				all[m[1]] = true
			}
		}
	}
	return all
}

func goFiles(t *testing.T) []string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "git", "ls-files", "--cached", "--others", "--exclude-standard", "*.go").Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.Fields(string(out))
}

// The server starts no program but one, LibreOffice, and calls nobody but by
// platform/outward, both outside requests: what is served is decided here. The
// checks and the generators may.
func TestNoProgramIsStarted(t *testing.T) {
	t.Parallel()
	calls := regexp.MustCompile(`http\.(Get\(|Post\(|Head\(|PostForm\(|DefaultClient|Client\{|Transport\{|NewRequest)|net\.Dial|smtp\.|unsafe\.Pointer`)
	n := 0
	for _, file := range goFiles(t) {
		if strings.HasSuffix(file, "_test.go") || !strings.HasPrefix(file, "internal/") && !strings.HasPrefix(file, "cmd/") || filepath.Base(filepath.Dir(file)) == "gen" {
			continue
		}
		n++
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		for _, one := range parsed.Imports {
			if file == "internal/platform/wordpdf/wordpdf.go" || strings.HasPrefix(file, "internal/platform/wordpdf/confine_") {
				continue // LibreOffice, and nothing else: docs/adr/0023
			}
			switch one.Path.Value {
			case `"os/exec"`, `"plugin"`, `"unsafe"`, `"net/smtp"`, `"net/rpc"`, `"encoding/gob"`, `"C"`:
				t.Errorf("%s imports %s", file, one.Path.Value)
			}
		}
		if strings.HasPrefix(file, "internal/platform/db/") {
			continue // calls PostgreSQL
		}
		if file == "internal/platform/outward/outward.go" {
			continue // calls public addresses that an administrator named: docs/adr/0026
		}
		if m := calls.FindString(read(t, file)); m != "" {
			t.Errorf("%s: %s", file, m)
		}
	}
	if n < 100 {
		t.Errorf("only %d files were read", n)
	}
}

// excelize unpacks gigabytes when it may: it writes workbooks here. Package
// sheet reads them, within limits; excelize opens only the templates that sheet
// has read before, and with limits of its own.
func TestNoWorkbookIsOpenedWithoutLimits(t *testing.T) {
	t.Parallel()
	opens := regexp.MustCompile(`excelize\.Open|OpenReader\(|zip\.OpenReader|xlsx\.Open`)
	for _, file := range goFiles(t) {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		text := read(t, file)
		if file == "internal/platform/sheet/template.go" {
			text = strings.Replace(text, "excelize.OpenReader(bytes.NewReader(data), excelize.Options{UnzipSizeLimit: MaxUnzip, UnzipXMLSizeLimit: MaxUnzip})", "", 1)
		}
		if strings.Contains(text, "xuri/excelize") && opens.MatchString(text) {
			t.Errorf("%s: %s", file, opens.FindString(text))
		}
	}
}
