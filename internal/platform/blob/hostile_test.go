package blob

import (
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

// Files made to exhaust or mislead the store are refused, or kept under their
// hash and under a plain name, within a second, and nothing is written
// elsewhere: S9 of the catalogue of tests.
func TestHostileFilesAreRefusedAtOnce(t *testing.T) {
	parent := t.TempDir()
	store := Store{Dir: filepath.Join(parent, "store")}
	if err := os.Mkdir(store.Dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := store.Prepare(); err != nil {
		t.Fatal(err)
	}
	members := []string{"[Content_Types].xml", "<Types/>", "word/document.xml", "<w/>"}
	var many []string
	for range 60_000 {
		many = append(many, "word/media/x", "")
	}
	const pdf = "%PDF-1.4\n1 0 obj\nendobj\n%%EOF\n"
	for name, file := range map[string]struct {
		content, name string
		refused       bool
	}{
		"60,000 members":             {archive(t, append(members, many...)...), "a.docx", true},
		"a page called a picture":    {"<html><script>alert(1)</script></html>", "a.png", true},
		"a program called a paper":   {"MZ\x90\x00" + strings.Repeat("x", 600), "a.pdf", true},
		"a picture that is a script": {"GIF89a/*" + strings.Repeat("x", 60) + "*/=1;alert(1)", "a.gif", true},
		"a page before a paper":      {"<html><script>alert(1)</script>" + pdf, "a.pdf", true},
		"an archive of programs":     {archive(t, "a.exe", "MZ"), "a.zip", true},
		"SVG":                        {`<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`, "a.svg", true},
		"a name that climbs":         {pdf, "../../../../etc/passwd.pdf", false},
		"an absolute name":           {pdf, "/etc/cron.d/x.pdf", false},
		"a name of Windows":          {pdf, `C:\Windows\x.pdf`, false},
		"a name that turns round":    {pdf, "bao-gia\u202efdp.exe.pdf", false},
		"a name with a line break":   {pdf, "a\r\nSet-Cookie: x=1.pdf", false},
		"a name of 255 bytes":        {pdf, strings.Repeat("é", 125) + "a.pdf", false},
		"a name with a zero":         {pdf, "a\x00.exe.pdf", false},
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		at := time.Now() //nolint:forbidigo // how long it takes is what is tested
		kept, err := Put(t.Context(), store, strings.NewReader(file.content), file.name)
		took := time.Since(at) //nolint:forbidigo // as above
		for range 3 {          // other tests run beside this one
			at := time.Now() //nolint:forbidigo // as above
			_, _ = Put(t.Context(), store, strings.NewReader(file.content), file.name)
			took = min(took, time.Since(at)) //nolint:forbidigo // as above
		}
		runtime.ReadMemStats(&after)
		if (err != nil) != file.refused {
			t.Errorf("%s: %v", name, err)
		}
		if err == nil && (strings.ContainsAny(kept.Name, "/\\\r\n\x00\u202e") || len(kept.Name) > 255 || strings.HasPrefix(kept.Name, ".")) {
			t.Errorf("%s: kept as %q", name, kept.Name)
		}
		if grown := int64(after.Sys) - int64(before.Sys); took > time.Second || grown > 64<<20 {
			t.Errorf("%s: %s, %d MiB", name, took, grown>>20)
		}
	}
	err := filepath.WalkDir(parent, func(path string, d fs.DirEntry, err error) error {
		if path != parent && !strings.HasPrefix(path, store.Dir) {
			t.Errorf("%s was written", path)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}
