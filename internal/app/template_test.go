package app

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestTemplateFill(t *testing.T) {
	template := "../platform/docx/testdata/quyet-dinh.docx"
	out := filepath.Join(t.TempDir(), "ra.docx")
	if got := must(t, "template", "fill", template, "--data", "../platform/docx/testdata/quyet-dinh.json", "-o", out); got != "Đã ghi "+out+".\n" {
		t.Error(got)
	}
	if info, err := os.Stat(out); err != nil || info.Size() == 0 {
		t.Errorf("%v, %v", info, err)
	}
	for data, want := range map[string]string{
		`{"ten": "a"}`: "Không có trường", `{"a": {}}`: "phải là chữ", `{"a": [1]}`: "Dòng 1", `[]`: "JSON", `{} {}`: "JSON",
	} {
		facts := filepath.Join(t.TempDir(), "a.json")
		if err := os.WriteFile(facts, []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
		none := filepath.Join(t.TempDir(), "ra.docx")
		if a := run(t, "", "template", "fill", template, "--data", facts, "-o", none); a.status == 0 || !strings.Contains(a.stderr, want) {
			t.Errorf("%s: %+v", data, a)
		}
		if _, err := os.Stat(none); err == nil {
			t.Errorf("%s: something was written", data)
		}
	}
}
