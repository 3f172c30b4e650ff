package khuyencong_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// A term is one row of docs/glossary.md.
type term struct {
	vietnamese string
	code       []string // words in backquotes
	packages   []string
	avoid      []string
}

// needed are words that stand under Avoid for one term and that English needs
// for something else.
var needed = []string{}

func glossary(t *testing.T) []term {
	t.Helper()
	quoted := regexp.MustCompile("`(\\w+)`")
	var terms []term
	for line := range strings.Lines(read(t, "docs/glossary.md")) {
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		if len(cells) != 5 || strings.HasPrefix(cells[0], "---") || strings.TrimSpace(cells[1]) == "Code" {
			continue
		}
		one := term{vietnamese: strings.TrimSpace(cells[0]), avoid: words(cells[4])}
		for _, m := range quoted.FindAllStringSubmatch(cells[1], -1) {
			one.code = append(one.code, m[1])
		}
		for _, p := range words(cells[2]) {
			if p != "–" {
				one.packages = append(one.packages, p)
			}
		}
		terms = append(terms, one)
	}
	if len(terms) < 20 {
		t.Fatalf("docs/glossary.md: only %d rows understood", len(terms))
	}
	return terms
}

// words splits a cell at its commas and leaves out what is in parentheses.
func words(cell string) []string {
	var out []string
	for w := range strings.SplitSeq(regexp.MustCompile(`\([^)]*\)`).ReplaceAllString(cell, ""), ",") {
		if w = strings.TrimSpace(w); w != "" {
			out = append(out, w)
		}
	}
	return out
}

// exported returns the exported names that a package declares: types, their
// fields and methods, functions, constants and variables.
func exported(t *testing.T, p goPackage) []string {
	t.Helper()
	var names []string
	for _, file := range p.GoFiles {
		if strings.HasSuffix(file, "_templ.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), filepath.Join(p.Dir, file), nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range f.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok {
				names = append(names, fn.Name.Name)
				continue
			}
			ast.Inspect(d, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.TypeSpec:
					names = append(names, n.Name.Name)
				case *ast.ValueSpec:
					for _, name := range n.Names {
						names = append(names, name.Name)
					}
				case *ast.Field:
					for _, name := range n.Names {
						names = append(names, name.Name)
					}
				}
				return true
			})
		}
	}
	return slices.DeleteFunc(names, func(n string) bool { return !ast.IsExported(n) })
}

func TestEveryDomainPackageIsInTheGlossary(t *testing.T) {
	t.Parallel()
	var listed []string
	for _, one := range glossary(t) {
		listed = append(listed, one.packages...)
	}
	var domain []string
	for _, p := range packages(t) {
		name, ok := strings.CutPrefix(p.ImportPath, root+"domain/")
		if !ok || strings.Contains(name, "/") {
			continue
		}
		domain = append(domain, name)
		if !slices.Contains(listed, name) {
			t.Errorf("package %s is in no row of docs/glossary.md", name)
		}
	}
	for _, name := range listed {
		if !slices.Contains(domain, name) {
			t.Errorf("docs/glossary.md names a package %s, which does not exist", name)
		}
	}
}

func TestTheGlossarysWordsAreUsed(t *testing.T) {
	t.Parallel()
	names := map[string][]string{}
	for _, p := range packages(t) {
		if name, ok := strings.CutPrefix(p.ImportPath, root+"domain/"); ok {
			names[name] = exported(t, p)
		}
	}
	for _, one := range glossary(t) {
		for _, word := range one.code {
			used := len(one.packages) == 0 || slices.ContainsFunc(one.packages, func(p string) bool {
				return slices.ContainsFunc(names[p], func(n string) bool { return strings.Contains(n, word) })
			})
			if !used {
				t.Errorf("%s: no exported name in %s uses the word %s", one.vietnamese, strings.Join(one.packages, ", "), word)
			}
		}
	}
}

func TestNoWordToAvoidIsUsed(t *testing.T) {
	t.Parallel()
	terms := glossary(t)
	avoid := map[string]string{}
	for _, one := range terms {
		for _, word := range one.avoid {
			avoid[strings.ToLower(word)] = one.vietnamese
		}
	}
	for _, one := range terms {
		for _, word := range one.code {
			for _, part := range parts(word) {
				delete(avoid, part)
			}
		}
	}
	for _, word := range needed {
		delete(avoid, word)
	}
	for _, p := range packages(t) {
		if !strings.HasPrefix(p.ImportPath, root+"domain/") {
			continue
		}
		for _, name := range exported(t, p) {
			for _, part := range parts(name) {
				if vietnamese, bad := avoid[part]; bad {
					t.Errorf("%s.%s uses %q, a word to avoid: see %q in docs/glossary.md",
						strings.TrimPrefix(p.ImportPath, root), name, part, vietnamese)
				}
			}
		}
	}
}

var camel = regexp.MustCompile(`[A-Z]+(?:[^A-Za-z]|$)|[A-Z]?[a-z]+|[A-Z]+`)

// parts returns the lower-case words of an identifier, plural s removed.
func parts(name string) []string {
	var out []string
	for _, w := range camel.FindAllString(name, -1) {
		w = strings.ToLower(w)
		out = append(out, w)
		if s, ok := strings.CutSuffix(w, "s"); ok {
			out = append(out, s)
		}
	}
	return out
}
