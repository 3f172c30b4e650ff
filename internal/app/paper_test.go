package app

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestPaperKindsAndForms(t *testing.T) {
	t.Parallel()
	if out := must(t, "paper", "kinds"); !strings.Contains(out, "quyet-dinh-phe-duyet") {
		t.Errorf("kinds: %s", out)
	}
	if out := must(t, "paper", "kinds", "--format", "json"); !strings.Contains(out, `"code":"quyet-dinh-phe-duyet"`) {
		t.Errorf("kinds: %s", out)
	}
	file := filepath.Join(t.TempDir(), "a.docx")
	must(t, "paper", "form", "--kind", "quyet-dinh-phe-duyet", "-o", file)
	if info, err := os.Stat(file); err != nil || info.Size() < 2000 {
		t.Errorf("the form: %v %v", info, err)
	}
	for _, args := range [][]string{
		{"paper", "form", "--kind", "khong-co", "-o", file},
		{"paper", "form", "--kind", "quyet-dinh-phe-duyet", "-o", t.TempDir()},
		{"paper", "render", "--db", file + ".khong-co", "--kind", "quyet-dinh-phe-duyet", "--scheme", "2020-0001", "-o", file},
	} {
		if a := run(t, "", args...); a.status != 2 || !strings.HasSuffix(strings.TrimSpace(a.stderr), ".") {
			t.Errorf("%v: %+v", args, a)
		}
	}
}
