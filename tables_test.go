package khuyencong_test

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// A table is one CREATE TABLE of the migrations.
type table struct {
	name, owner, key, body, file string
}

var (
	createTable = regexp.MustCompile(`(?s)((?:--[^\n]*\n)*)CREATE TABLE (?:IF NOT EXISTS )?(\w+) \((.*?)\n\);`)
	ownerLine   = regexp.MustCompile(`(?m)^-- Owner: (\S+)$`)
	primaryKey  = regexp.MustCompile(`PRIMARY KEY \(([^)]*)\)`)
	uniqueKey   = regexp.MustCompile(`UNIQUE \(([^)]*)\)|CREATE UNIQUE INDEX \w+ ON \w+ \(([^)]*)\)`)
)

// readers are the packages whose business is to read across tables that are
// not theirs. They may not write them.
var readers = []string{"domain/report", "domain/worklist", "domain/disclosure"}

// lent names the other readers, each with what it may read and why. A later
// noun may need an earlier one's table to filter a list of its own.
var lent = map[string]string{
	"domain/scheme establishments":         "a list of schemes shows and searches the names of the beneficiaries",
	"domain/scheme plan_decisions":         "what an establishment received is what was decided for its schemes",
	"domain/scheme ledger_accounts":        "what a scheme that has ended received is what left the fund",
	"domain/followup acceptances":          "who is asked, and when, follows from the days of acceptance",
	"domain/followup scheme_beneficiaries": "who takes part is asked; a list of all must not read scheme by scheme",
	"domain/followup scheme_contents":      "the results are by the content of the beneficiary",
	"domain/followup schemes":              "what is asked names the scheme",
	"domain/followup establishments":       "what is asked names the establishment that stands for the beneficiary now",
	"domain/plan acceptances":              "a beneficiary whose work was accepted is not replaced",
	"domain/plan schemes":                  "the candidates of a plan are the schemes without a decision",
}

// tables returns every table of the migrations.
func tables(t *testing.T) []table {
	t.Helper()
	files, err := filepath.Glob("internal/platform/db/migrations/*.sql")
	if err != nil || len(files) == 0 {
		t.Fatalf("no migrations: %v", err)
	}
	var all []table
	for _, file := range files {
		text := read(t, file)
		for _, m := range createTable.FindAllStringSubmatch(text, -1) {
			one := table{name: m[2], body: m[3], file: file}
			if owner := ownerLine.FindStringSubmatch(m[1]); owner != nil {
				one.owner = owner[1]
			}
			if key := primaryKey.FindStringSubmatch(m[3]); key != nil {
				one.key = key[1]
			}
			all = append(all, one)
		}
		if got, want := len(createTable.FindAllString(text, -1)), strings.Count(text, "CREATE TABLE"); got != want {
			t.Errorf("%s: %d of %d tables understood: end each with \");\" at the start of a line", file, got, want)
		}
	}
	return all
}

func read(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// goose's own goose_db_version is made by goose and belongs to no province;
// every table of ours, the list of provinces included, is keyed by one.
func TestEveryTableIsKeyedByProvince(t *testing.T) {
	t.Parallel()
	for _, one := range tables(t) {
		if first, _, _ := strings.Cut(one.key, ","); first != "province" {
			t.Errorf("%s: table %s has the primary key (%s), which must begin with province", one.file, one.name, one.key)
		}
		if !regexp.MustCompile(`(?m)^\s*province\s+TEXT\s+NOT NULL`).MatchString(one.body) {
			t.Errorf("%s: table %s has no column \"province TEXT NOT NULL\"", one.file, one.name)
		}
		for _, key := range uniqueKey.FindAllStringSubmatch(one.body, -1) {
			if !strings.HasPrefix(key[1], "province") {
				t.Errorf("%s: table %s has a unique key (%s) that does not begin with province", one.file, one.name, key[1])
			}
		}
	}
	for _, file := range glob(t, "internal/platform/db/migrations/*.sql") {
		for _, key := range regexp.MustCompile(`CREATE (?:UNIQUE )?INDEX (?:IF NOT EXISTS )?(\w+) ON \w+ \(([^,)]*)`).FindAllStringSubmatch(read(t, file), -1) {
			if key[2] != "province" {
				t.Errorf("%s: index %s begins with %s, not with province", file, key[1], key[2])
			}
		}
	}
}

// The platform takes a statement that begins with WITH for a question, which may
// wait beside others and be asked in a glance.
func TestAStatementThatBeginsWithWithOnlyReads(t *testing.T) {
	t.Parallel()
	with := regexp.MustCompile("[`\"]\\s*WITH\\s[^`]*`")
	writes := regexp.MustCompile(`\b(?:INSERT INTO|UPDATE|DELETE FROM|MERGE INTO)\b`)
	found := 0
	for _, p := range packages(t) {
		for _, file := range p.GoFiles {
			for _, query := range with.FindAllString(read(t, filepath.Join(p.Dir, file)), -1) {
				found++
				if word := writes.FindString(query); word != "" {
					t.Errorf("%s: a statement begins with WITH and has %s", filepath.Join(p.Dir, file), word)
				}
			}
		}
	}
	if found < 4 {
		t.Errorf("%d statements found that begin with WITH: this test looks in vain", found)
	}
}

func glob(t *testing.T, pattern string) []string {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func TestOnlyTheOwnerTouchesATable(t *testing.T) {
	t.Parallel()
	all := tables(t)
	list := packages(t)
	for _, one := range all {
		if one.owner == "" {
			t.Errorf("%s: table %s has no \"-- Owner: domain/x\" above it", one.file, one.name)
		}
		owned := slices.ContainsFunc(list, func(p goPackage) bool { return p.ImportPath == root+one.owner })
		if one.owner != "" && !owned {
			t.Errorf("%s: table %s belongs to %s, which is not a package", one.file, one.name, one.owner)
		}
	}
	var names []string
	for _, one := range all {
		names = append(names, one.name)
	}
	alternatives := strings.Join(names, "|")
	writes := regexp.MustCompile(`\b(?:INSERT INTO|UPDATE|DELETE FROM)\s+(` + alternatives + `)\b`)
	added := regexp.MustCompile(`"(` + alternatives + `)", ` + "`" + `province, `) // what AddRows is given
	reads := regexp.MustCompile(`\b(?:FROM|JOIN)\s+(` + alternatives + `)\b`)
	unused := maps.Clone(lent)
	for _, p := range list {
		name := strings.TrimPrefix(p.ImportPath, root)
		for _, file := range p.GoFiles {
			text := read(t, filepath.Join(p.Dir, file))
			for _, m := range append(writes.FindAllStringSubmatch(text, -1), added.FindAllStringSubmatch(text, -1)...) {
				if owner := ownerOf(all, m[1]); owner != name {
					t.Errorf("%s/%s writes the table %s, which belongs to %s", name, file, m[1], owner)
				}
			}
			for _, m := range reads.FindAllStringSubmatch(text, -1) {
				delete(unused, name+" "+m[1])
				owner := ownerOf(all, m[1])
				if owner != name && !slices.Contains(readers, name) && lent[name+" "+m[1]] == "" {
					t.Errorf("%s/%s reads the table %s, which belongs to %s: ask that package, put the question in domain/report, or write the reason down in lent", name, file, m[1], owner)
				}
			}
		}
	}
	for loan := range unused {
		t.Errorf("%s is lent and not read", loan)
	}
}

func ownerOf(all []table, name string) string {
	i := slices.IndexFunc(all, func(one table) bool { return one.name == name })
	return all[i].owner
}
