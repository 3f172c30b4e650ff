// Sbom writes what a program was built from as a bill of materials: CycloneDX
// 1.6 in JSON, read from the program itself.
//
//	sbom -licences docs/licenses.md khuyencong >khuyencong.cdx.json
package main

import (
	"debug/buildinfo"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"regexp"
	"runtime/debug"
)

func main() {
	page := flag.String("licences", "", "Markdown `file` whose tables begin with | module | version | licence |")
	flag.Parse()
	if err := run(os.Stdout, flag.Arg(0), *page); err != nil {
		fmt.Fprintln(os.Stderr, "sbom:", err)
		os.Exit(1)
	}
}

func run(w io.Writer, program, page string) error {
	if program == "" {
		return errors.New("no program is named")
	}
	info, err := buildinfo.ReadFile(program)
	if err != nil {
		return err
	}
	var text []byte
	if page != "" {
		if text, err = os.ReadFile(page); err != nil {
			return err
		}
	}
	bill, err := billOf(info, licences(string(text)))
	if err != nil {
		return err
	}
	out := json.NewEncoder(w)
	out.SetIndent("", "  ")
	return out.Encode(bill)
}

// The parts of CycloneDX 1.6 that are used.
type (
	bill struct {
		Format       string       `json:"bomFormat"`
		Spec         string       `json:"specVersion"`
		Version      int          `json:"version"`
		Metadata     metadata     `json:"metadata"`
		Components   []component  `json:"components"`
		Dependencies []dependency `json:"dependencies"`
	}
	metadata struct {
		Component component `json:"component"`
	}
	component struct {
		Type       string     `json:"type"`
		Ref        string     `json:"bom-ref"`
		Name       string     `json:"name"`
		Version    string     `json:"version,omitempty"`
		Licenses   []licence  `json:"licenses,omitempty"`
		PURL       string     `json:"purl,omitempty"`
		Properties []property `json:"properties,omitempty"`
	}
	licence struct {
		License named `json:"license"`
	}
	named struct {
		Name string `json:"name"`
	}
	property struct {
		Name  string `json:"name"`
		Value string `json:"value"`
	}
	dependency struct {
		Ref       string   `json:"ref"`
		DependsOn []string `json:"dependsOn,omitempty"`
	}
)

// row is a line of a table of modules.
var row = regexp.MustCompile(`(?m)^\| (\S+) \| (v\S+) \| ([^|]+?) \|`)

// licences maps "module version" to its licence.
func licences(page string) map[string]string {
	of := map[string]string{}
	for _, m := range row.FindAllStringSubmatch(page, -1) {
		of[m[1]+" "+m[2]] = m[3]
	}
	return of
}

// billOf lists the modules and the standard library. There is no time and no
// serial number in it: the same program gives the same bill.
func billOf(info *debug.BuildInfo, licence map[string]string) (bill, error) {
	self := component{Type: "application", Ref: info.Main.Path, Name: info.Main.Path, Version: info.Main.Version,
		Licenses: named{"Apache-2.0"}.list()}
	for _, s := range info.Settings {
		self.Properties = append(self.Properties, property{"go:" + s.Key, s.Value})
	}
	std := component{Type: "library", Ref: "std", Name: "std", Version: info.GoVersion, PURL: "pkg:golang/std@" + info.GoVersion[len("go"):],
		Licenses: named{"BSD-3-Clause"}.list()}
	b := bill{Format: "CycloneDX", Spec: "1.6", Version: 1, Metadata: metadata{self}, Components: []component{std}}
	refs := []string{std.Ref}
	for _, m := range info.Deps {
		if m.Replace != nil {
			m = m.Replace
		}
		if m.Sum == "" {
			return bill{}, fmt.Errorf("%s has no sum: it is not a published module", m.Path)
		}
		purl := "pkg:golang/" + m.Path + "@" + m.Version
		c := component{Type: "library", Ref: purl, Name: m.Path, Version: m.Version, PURL: purl, Properties: []property{{"go:sum", m.Sum}}}
		if name := licence[m.Path+" "+m.Version]; name != "" {
			c.Licenses = named{name}.list()
		} else if len(licence) > 0 {
			return bill{}, fmt.Errorf("%s %s has no row in the list of licences", m.Path, m.Version)
		}
		b.Components, refs = append(b.Components, c), append(refs, purl)
	}
	b.Dependencies = []dependency{{self.Ref, refs}}
	return b, nil
}

func (n named) list() []licence { return []licence{{n}} }
