package app

import (
	"archive/zip"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"example.vn/khuyencong/internal/platform/fault"
)

// sealedArchive is a file that carries a backup's seal over whatever it holds:
// the manifest and one table as given, or, without a table, bytes that need
// not be an archive at all.
func sealedArchive(t *testing.T, manifest, table []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "b.zip")
	err := writeWhole(path, func(f *os.File) error {
		comment := commentPrefix + strings.Repeat("0", hashLength)
		if table == nil {
			_, err := f.WriteString(string(manifest) + "PK\x05\x06" + strings.Repeat("\x00", 16) + string([]byte{byte(len(comment)), 0}) + comment)
			return errors.Join(err, seal(f))
		}
		w := zip.NewWriter(f)
		for name, content := range map[string][]byte{manifestName: manifest, "tables/x.jsonl": table} {
			c, err := w.Create(name)
			if err == nil {
				_, err = c.Write(content)
			}
			if err != nil {
				return err
			}
		}
		return errors.Join(w.SetComment(comment), w.Close(), seal(f))
	})
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// A file with the right seal and anything inside is read or refused in one
// sentence; its rows are of the right columns or refused.
func FuzzOpenBackup(f *testing.F) {
	const row = `{"code":"19","seq":1}`
	f.Add([]byte(`{"format":1,"tables":[{"name":"tables/x.jsonl","table":"x","rows":1,"size":21,"sha256":"7ed68fc7a7bd6a6eb2d1ed20c1ef0e4a7ae0f1b7e80de73ef4f5a2a1a8e3cb5a"}]}`), []byte(row), true)
	f.Add([]byte(`{"format":1,"tables":[{"name":"tables/x.jsonl","size":-1}]}`), []byte("{}"), true)
	f.Add([]byte(`{"format":2}`), []byte(`{"code":1.5,"seq":99999999999999999999}`), true)
	f.Add([]byte(`{"format":1,"files":[{"name":"../x","size":0}]}`), []byte(""), true)
	f.Add([]byte("PK\x01\x02"), []byte("null"), false)
	f.Fuzz(func(t *testing.T, manifest, table []byte, whole bool) {
		inside := table
		if !whole {
			inside = nil
		}
		b, err := openBackup(sealedArchive(t, manifest, inside))
		switch {
		case err != nil && fault.KindOf(err) != fault.Invalid:
			t.Errorf("manifest %q: %v, want an Invalid fault", manifest, err)
		case err == nil:
			for _, m := range append(append([]member{}, b.Tables...), b.Files...) {
				if b.members[m.Name] == nil {
					t.Errorf("manifest %q lists %q, which is not there", manifest, m.Name)
				}
			}
			if err := b.file.Close(); err != nil {
				t.Error(err)
			}
		}
		columns := []string{"code", "seq"}
		values, err := rowOf(table, columns)
		if err != nil {
			return
		}
		for i, v := range values {
			switch v.(type) {
			case string, int64:
			default:
				t.Errorf("row %q: column %s is a %T", table, columns[i], v)
			}
		}
	})
}
