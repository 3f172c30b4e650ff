package main

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"strings"
	"testing"
)

// That every linked module is in it is shown by ./check, step release.
func TestABillIsReadFromTheProgram(t *testing.T) {
	t.Parallel()
	program := filepath.Join(t.TempDir(), "testcount")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", program, "../testcount").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	var out bytes.Buffer
	if err := run(&out, program, ""); err != nil {
		t.Fatal(err)
	}
	var b bill
	if err := json.Unmarshal(out.Bytes(), &b); err != nil {
		t.Fatal(err)
	}
	if b.Format != "CycloneDX" || b.Metadata.Component.Name != "example.vn/khuyencong/tools" || b.Components[0].Name != "std" {
		t.Errorf("the bill is %s", out.String())
	}
}

func TestABillHasSumsAndLicences(t *testing.T) {
	t.Parallel()
	info := &debug.BuildInfo{GoVersion: "go1.26.0", Main: debug.Module{Path: "example.vn/x", Version: "(devel)"},
		Deps: []*debug.Module{{Path: "example.vn/a", Version: "v1.0.0", Sum: "h1:a"}, {Path: "example.vn/b", Version: "v2.0.0", Replace: &debug.Module{Path: "example.vn/c", Version: "v3.0.0", Sum: "h1:c"}}}}
	page := "| Module | Version | Licence |\n|---|---|---|\n| example.vn/a | v1.0.0 | MIT |\n| example.vn/c | v3.0.0 | MIT and Apache-2.0 | for c |\n"
	b, err := billOf(info, licences(page))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, c := range b.Components {
		got = append(got, c.PURL+" "+c.Licenses[0].License.Name)
	}
	want := "pkg:golang/std@1.26.0 BSD-3-Clause, pkg:golang/example.vn/a@v1.0.0 MIT, pkg:golang/example.vn/c@v3.0.0 MIT and Apache-2.0"
	if s := strings.Join(got, ", "); s != want {
		t.Errorf("got %s, want %s", s, want)
	}
	if _, err := billOf(info, licences(strings.ReplaceAll(page, "v3.0.0", "v3.0.1"))); err == nil {
		t.Error("a module without a licence passes")
	}
	info.Deps[0].Sum = ""
	if _, err := billOf(info, nil); err == nil {
		t.Error("a module without a sum passes")
	}
}

func TestWhatIsNoProgramHasNoBill(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "text")
	if err := os.WriteFile(file, []byte("text"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, program := range []string{"", file, file + ".not-there"} {
		if err := run(&bytes.Buffer{}, program, ""); err == nil {
			t.Errorf("%q has a bill", program)
		}
	}
}
