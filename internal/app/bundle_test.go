package app

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// smallBundle is a bundle of a scheme of which nothing is known yet.
func smallBundle(t *testing.T, entries string) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	sums := ""
	add := func(name, text string) {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write([]byte(text))
		}
		if err != nil {
			t.Fatal(err)
		}
		sums += fmt.Sprintf("%x  %s\n", sha256.Sum256([]byte(text)), name)
	}
	add("phieu.json", `{"form":"khuyencong-bundle/1","scheme":"2026-0001","taken_by":"A"}`)
	add("muc-luc.txt", "")
	add("muc-luc.pdf", "")
	add("de-an.json", `{"files":[]}`)
	add("ket-luan-muc-chi.json", "[]")
	add("nhat-ky.json", "[]")
	add("so-kinh-phi.json", `{"balances":{},"entries":[`+entries+`]}`)
	add("SHA256SUMS", sums)
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "goi.zip")
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestBundleVerifySaysWhatIsWrong(t *testing.T) {
	junk := filepath.Join(t.TempDir(), "x.zip")
	if err := os.WriteFile(junk, []byte("%PDF-1.7"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		args   []string
		status int
		says   string
	}{
		"whole":   {[]string{smallBundle(t, "")}, 0, "Gói hồ sơ đề án 2026-0001 còn nguyên vẹn"},
		"changed": {[]string{smallBundle(t, `{"seq":7,"postings":[{"amount":1}]}`)}, 1, "Bút toán số 7"},
		"json":    {[]string{"--format", "json", smallBundle(t, `{"seq":7}`)}, 1, `"ok":false`},
		"no zip":  {[]string{junk}, 1, "không phải là gói ZIP"},
		"no file": {[]string{filepath.Join(t.TempDir(), "y.zip")}, 2, "Không mở được tệp"},
	} {
		t.Run(name, func(t *testing.T) {
			got := run(t, "", append([]string{"bundle", "verify"}, c.args...)...)
			if got.status != c.status || !strings.Contains(got.stdout+got.stderr, c.says) {
				t.Errorf("got %+v", got)
			}
		})
	}
}
