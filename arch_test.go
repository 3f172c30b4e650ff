// Package khuyencong_test holds what is true of the repository as a whole: who
// may import whom, which tables belong to whom, and that the words in the code
// are the words of the glossary.
package khuyencong_test

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"path"
	"slices"
	"strings"
	"testing"
)

const root = "example.vn/khuyencong/internal/"

// policy is the architecture. Each line names a package and what of ours it
// may import; it may also import whatever those may import. "*" stands for
// every package of a layer.
//
// It is a statement of policy. Do not edit it to make a build pass.
const policy = `
platform/fault
platform/text
platform/money:     platform/fault platform/text
platform/calendar:  platform/fault platform/text
platform/access:    platform/fault
platform/db:        platform/access platform/calendar
platform/db/dbtest: platform/db
platform/audit:     platform/db
platform/blob:      platform/db platform/audit
platform/yamldoc
platform/pdffile
platform/cades
platform/cades/cadestest
platform/pdfsign:   platform/pdffile platform/cades
platform/fill
platform/ooxml:     platform/fault
platform/docx:      platform/ooxml platform/fill
platform/sheet:     platform/ooxml platform/fill platform/money platform/text platform/calendar
platform/page:      platform/sheet
platform/wordpdf:   platform/pdfsign
platform/chart:     platform/money
platform/outward

domain/territory:     platform/*
domain/territory/gen: platform/*
domain/invoice:             platform/fault platform/text platform/money platform/calendar
domain/invoice/invoicetest: domain/invoice
domain/ledger:        platform/*
domain/deadline:      platform/*
domain/norm:          platform/fault platform/money platform/calendar
domain/normbook:      platform/* domain/norm domain/territory
domain/instrument:    platform/fault platform/text platform/calendar domain/norm
domain/register:      platform/* domain/instrument
domain/procedure:     domain/normbook
domain/guide:         domain/procedure
domain/target:        platform/* domain/normbook
domain/lawbook:       domain/procedure domain/register
domain/signature:     platform/*
domain/identity:      platform/* domain/territory
domain/boundary:      platform/* domain/territory
domain/paper:         platform/* domain/identity domain/signature
domain/establishment: platform/* domain/territory
domain/product:       domain/establishment
domain/scheme:        domain/procedure domain/lawbook domain/establishment domain/ledger domain/deadline
domain/schemelist:    platform/* domain/normbook domain/territory
domain/survey:        domain/scheme
domain/appraisal:     domain/scheme
domain/plan:          domain/appraisal domain/ledger
domain/contract:      domain/plan domain/invoice
domain/form:          domain/contract domain/register domain/identity domain/paper
domain/bundle:        domain/contract domain/paper
domain/followup:      domain/contract
domain/papertemplate: domain/form
domain/archive:       domain/schemelist domain/plan domain/paper
domain/intake:        domain/archive domain/product domain/survey
domain/disclosure:    domain/plan domain/product
domain/apikey:        platform/*
domain/webhook:       domain/disclosure
domain/report:        domain/*
domain/worklist:      domain/*

web/ui:        platform/*
web/ui/uitest: web/ui
web/api:       domain/* web/ui
web/office:    domain/* web/ui web/api

e2e:      web/office web/ui demo app
killtest: web/office web/ui demo app

demo: domain/*
gen:  domain/*
app:  platform/* domain/* web/* demo gen
`

// A goPackage is what go list says of one package.
type goPackage struct {
	Dir        string
	ImportPath string
	Imports    []string
	GoFiles    []string
}

// packages returns every package of the module.
func packages(t *testing.T) []goPackage {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "go", "list", "-e", "-json=Dir,ImportPath,Imports,GoFiles", "./...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var all []goPackage
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p goPackage
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
}

// rules reads the policy.
func rules() map[string][]string {
	rules := map[string][]string{}
	for line := range strings.Lines(policy) {
		if name, deps, _ := strings.Cut(strings.TrimSpace(line), ":"); name != "" {
			rules[name] = strings.Fields(deps)
		}
	}
	return rules
}

func TestImportsFollowThePolicy(t *testing.T) {
	t.Parallel()
	rules := rules()
	for _, p := range packages(t) {
		name, ours := strings.CutPrefix(p.ImportPath, root)
		if !ours || len(p.GoFiles) == 0 {
			continue // cmd may import everything, and so may tests
		}
		if _, ok := rules[name]; !ok {
			t.Errorf("%s is not in the policy: say what it may import", name)
		}
		for _, imp := range p.Imports {
			if dep, ours := strings.CutPrefix(imp, root); ours && !permits(rules, name, dep) {
				t.Errorf("%s must not import %s", name, dep)
			}
		}
	}
}

func TestThePolicyHasNoCycle(t *testing.T) {
	t.Parallel()
	rules := rules()
	for name, deps := range rules {
		if slices.Contains(deps, "domain/*") {
			continue // those that read everything are matched by their own pattern
		}
		if permits(rules, name, name) {
			t.Errorf("%s may import itself by way of others", name)
		}
	}
}

// permits reports whether the rules let package name import package dep.
func permits(rules map[string][]string, name, dep string) bool {
	return reaches(rules, name, dep, map[string]bool{})
}

func reaches(rules map[string][]string, name, dep string, seen map[string]bool) bool {
	if seen[name] {
		return false
	}
	seen[name] = true
	for _, pattern := range rules[name] {
		for p := range rules {
			ok, err := path.Match(pattern, p)
			if err != nil || !ok || p == name {
				continue
			}
			if p == dep || reaches(rules, p, dep, seen) {
				return true
			}
		}
	}
	return false
}
