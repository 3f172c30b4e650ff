package blob

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/audit"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/db/dbtest"
	"example.vn/khuyencong/internal/platform/fault"
)

// files lists the files below dir, temporary ones included.
func files(t *testing.T, dir string) []string {
	t.Helper()
	var all []string
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			all = append(all, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestPutKeepsTheBytesUnderTheirHash(t *testing.T) {
	t.Parallel()
	s := Store{t.TempDir()}
	f, err := Put(t.Context(), s, strings.NewReader(pdf), "hồ sơ/Tờ trình.PDF")
	if err != nil {
		t.Fatal(err)
	}
	if f.Name != "Tờ trình.PDF" || f.Media != "application/pdf" || f.Size != int64(len(pdf)) {
		t.Errorf("%+v", f)
	}
	again, err := Put(t.Context(), s, strings.NewReader(pdf), "lần hai.pdf")
	if err != nil || again.SHA256 != f.SHA256 {
		t.Errorf("%+v, %v", again, err)
	}
	if diff := cmp.Diff([]string{filepath.Join(s.Dir, f.SHA256[:2], f.SHA256)}, files(t, s.Dir)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	r, err := Open(s, f.SHA256)
	if err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(r)
	if err := errors.Join(err, r.Close()); string(got) != pdf || err != nil {
		t.Errorf("%q, %v", got, err)
	}
	if err := Verify(t.Context(), s, f.SHA256); err != nil {
		t.Error(err)
	}
}

func TestPutRefusesInOneSentenceAndLeavesNothing(t *testing.T) {
	t.Parallel()
	hungUp, cancel := context.WithCancel(t.Context())
	cancel()
	for _, tt := range []struct {
		name string
		ctx  context.Context //nolint:containedctx // one of the cases
		file string
		r    io.Reader
		kind fault.Kind
		says string
	}{
		{"empty", t.Context(), "a.pdf", strings.NewReader(""), fault.Invalid, "trống"},
		{"too large", t.Context(), "a.pdf", io.MultiReader(strings.NewReader(pdf), io.LimitReader(zeros{}, MaxSize)), fault.Invalid, "20 MB"},
		{"endless", t.Context(), "a.pdf", zeros{}, fault.Invalid, "20 MB"},
		{"not what its name says", t.Context(), "a.docx", strings.NewReader(pdf), fault.Invalid, "Đuôi đúng là .pdf"},
		{"without an extension", t.Context(), "a", strings.NewReader(pdf), fault.Invalid, "Đuôi đúng là .pdf"},
		{"page named as a picture", t.Context(), "a.png", strings.NewReader("<html>"), fault.Invalid, "không thuộc loại"},
		{"list of commas", t.Context(), "a.csv", strings.NewReader("a,b\n"), fault.Invalid, "không thuộc loại"},
		{"macros", t.Context(), "a.docx", strings.NewReader(docx(t, "word/vbaProject.bin", "x")), fault.Invalid, "macro"},
		{"bomb", t.Context(), "a.docx", strings.NewReader(bomb(t, 200<<20, 1)), fault.Invalid, "hỏng"},
		{"connection lost", t.Context(), "a.pdf", io.MultiReader(strings.NewReader(pdf), iotest.ErrReader(io.ErrUnexpectedEOF)), fault.Internal, ""},
		{"the user hung up", hungUp, "a.pdf", strings.NewReader(pdf), fault.Internal, ""},
	} {
		s := Store{t.TempDir()}
		f, err := Put(tt.ctx, s, tt.r, tt.file)
		if err == nil || fault.KindOf(err) != tt.kind || !strings.Contains(err.Error(), tt.says) || f != (Staged{}) {
			t.Errorf("%s: %+v, %v", tt.name, f, err)
		}
		if left := files(t, s.Dir); len(left) != 0 {
			t.Errorf("%s: left behind %v", tt.name, left)
		}
	}
}

func TestALargeFileJustFits(t *testing.T) {
	t.Parallel()
	body := "%PDF-1.7\n" + strings.Repeat("x", MaxSize-9-6) + "%%EOF\n"
	s := Store{t.TempDir()}
	if _, err := Put(t.Context(), s, strings.NewReader(body), "a.pdf"); err != nil {
		t.Error(err)
	}
}

func TestAFolderThatIsMissingIsNotMade(t *testing.T) {
	t.Parallel()
	s := Store{filepath.Join(t.TempDir(), "missing")}
	if _, err := Put(t.Context(), s, strings.NewReader(pdf), "a.pdf"); fault.KindOf(err) != fault.Busy {
		t.Errorf("Put = %v", err)
	}
	if _, err := os.Stat(s.Dir); !errors.Is(err, fs.ErrNotExist) {
		t.Error("Put made the folder")
	}
	if err := s.Prepare(); err != nil {
		t.Fatal(err)
	}
	if _, err := Put(t.Context(), s, strings.NewReader(pdf), "a.pdf"); err != nil {
		t.Error(err)
	}
}

func TestOpenTakesNothingButAHash(t *testing.T) {
	t.Parallel()
	s := Store{t.TempDir()}
	if err := os.WriteFile(filepath.Join(filepath.Dir(s.Dir), "secret"), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, sha := range []string{"", "../secret", "..", strings.Repeat("a", 63), strings.Repeat("A", 64), strings.Repeat("a", 64) + "\n", strings.Repeat("a", 64)} {
		if _, err := Open(s, sha); fault.KindOf(err) != fault.NotFound {
			t.Errorf("Open(%q) = %v", sha, err)
		}
	}
}

func TestVerifyFindsHarm(t *testing.T) {
	t.Parallel()
	s := Store{t.TempDir()}
	f, err := Put(t.Context(), s, strings.NewReader(pdf), "a.pdf")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(s.Dir, f.SHA256[:2], f.SHA256)
	if err := os.WriteFile(path, []byte("khác"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := Verify(t.Context(), s, f.SHA256); fault.KindOf(err) != fault.Conflict {
		t.Errorf("changed: %v", err)
	}
	// The same file sent once more mends it.
	if _, err := Put(t.Context(), s, strings.NewReader(pdf), "a.pdf"); err != nil {
		t.Error(err)
	}
	if err := Verify(t.Context(), s, f.SHA256); err != nil {
		t.Errorf("mended: %v", err)
	}
}

func TestRestoreTakesOnlyTheBytesOfTheHash(t *testing.T) {
	t.Parallel()
	from, to := Store{t.TempDir()}, Store{t.TempDir()}
	f, err := Put(t.Context(), from, strings.NewReader(pdf), "a.pdf")
	if err != nil {
		t.Fatal(err)
	}
	if err := Restore(t.Context(), to, strings.NewReader(pdf+" "), f.SHA256); fault.KindOf(err) != fault.Invalid || len(files(t, to.Dir)) != 0 {
		t.Errorf("other bytes: %v", err)
	}
	if err := Restore(t.Context(), to, strings.NewReader(pdf), f.SHA256); err != nil {
		t.Error(err)
	}
	if err := Verify(t.Context(), to, f.SHA256); err != nil {
		t.Error(err)
	}
}

func TestSweepRemovesOnlyOldLeftovers(t *testing.T) {
	t.Parallel()
	s := Store{t.TempDir()}
	for name, age := range map[string]time.Duration{"old": 25 * time.Hour, "new": 23 * time.Hour} {
		path := filepath.Join(s.Dir, temporary+name)
		if err := errors.Join(os.WriteFile(path, nil, 0o600), os.Chtimes(path, time.Time{}, dbtest.Now.Add(-age))); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Sweep(dbtest.Now); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{filepath.Join(s.Dir, temporary+"new")}, files(t, s.Dir)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestTheSameFileFromManyAtOnce(t *testing.T) {
	t.Parallel()
	s := Store{t.TempDir()}
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() {
			if _, err := Put(t.Context(), s, strings.NewReader(pdf), "a.pdf"); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if left := files(t, s.Dir); len(left) != 1 {
		t.Errorf("%v", left)
	}
}

func scope(province string) db.Scope {
	return db.Scope{Province: province, Actor: access.Actor{ID: "u-1", Name: "Lan"}}
}

func update(t *testing.T, d *db.DB, province string, fn func(*db.Tx) error) {
	t.Helper()
	if err := d.Update(t.Context(), scope(province), fn); err != nil {
		t.Fatal(err)
	}
}

func list(t *testing.T, d *db.DB, province, owner string) []Attachment {
	t.Helper()
	var all []Attachment
	err := d.View(t.Context(), scope(province), func(tx *db.Tx) (err error) {
		all, err = List(t.Context(), tx, owner)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestAttachListRemove(t *testing.T) {
	d, s := dbtest.Open(t), Store{t.TempDir()}
	f, err := Put(t.Context(), s, strings.NewReader(pdf), "Tờ trình.pdf")
	if err != nil {
		t.Fatal(err)
	}
	for range 11 { // so that f-10 comes after f-9
		update(t, d, "19", func(tx *db.Tx) error {
			_, err := Attach(t.Context(), tx, f, "scheme/1", "to_trinh")
			return err
		})
	}
	all := list(t, d, "19", "scheme/1")
	if len(all) != 11 || all[8].ID != "f-9" || all[9].ID != "f-10" {
		t.Fatalf("%+v", all)
	}
	want := Attachment{
		ID: "f-1", Owner: "scheme/1", Slot: "to_trinh", Name: "Tờ trình.pdf", Media: "application/pdf", Size: f.Size,
		SHA256: f.SHA256, AddedBy: "u-1", AddedAt: "2026-11-22T02:00:00Z",
	}
	if diff := cmp.Diff(want, all[0]); diff != "" || all[0].Inline() {
		t.Errorf("(-want +got)\n%s", diff)
	}
	update(t, d, "19", func(tx *db.Tx) error { return Remove(t.Context(), tx, "f-1") })
	for name, verb := range map[string]func(*db.Tx) error{
		"Remove again": func(tx *db.Tx) error { return Remove(t.Context(), tx, "f-1") },
		"ByID":         func(tx *db.Tx) error { _, err := ByID(t.Context(), tx, "f-1"); return err },
	} {
		if err := d.Update(t.Context(), scope("19"), verb); fault.KindOf(err) != fault.NotFound {
			t.Errorf("%s: %v", name, err)
		}
	}
	if left := list(t, d, "19", "scheme/1"); len(left) != 10 {
		t.Errorf("%d left", len(left))
	}
	if err := Verify(t.Context(), s, f.SHA256); err != nil {
		t.Errorf("the removed file is gone: %v", err)
	}
	var verbs []string
	err = d.View(t.Context(), scope("19"), func(tx *db.Tx) error {
		events, err := audit.Of(t.Context(), tx, "scheme/1")
		for _, e := range events {
			verbs = append(verbs, e.Verb)
		}
		return err
	})
	if err != nil || len(verbs) != 12 || verbs[0] != "attachment.add" || verbs[11] != "attachment.remove" {
		t.Errorf("%v, %v", verbs, err)
	}
}

func TestProvincesDoNotSeeEachOther(t *testing.T) {
	d, s := dbtest.Open(t), Store{t.TempDir()}
	f, err := Put(t.Context(), s, bytes.NewReader([]byte(picture(t, "png"))), "ảnh.png")
	if err != nil {
		t.Fatal(err)
	}
	update(t, d, "19", func(tx *db.Tx) error {
		_, err := Attach(t.Context(), tx, f, "scheme/1", "")
		return err
	})
	if all := list(t, d, "08", "scheme/1"); len(all) != 0 {
		t.Errorf("%+v", all)
	}
	for name, verb := range map[string]func(*db.Tx) error{
		"Remove": func(tx *db.Tx) error { return Remove(t.Context(), tx, "f-1") },
		"ByID":   func(tx *db.Tx) error { _, err := ByID(t.Context(), tx, "f-1"); return err },
	} {
		if err := d.Update(t.Context(), scope("08"), verb); fault.KindOf(err) != fault.NotFound {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestWhatWasNotStagedIsNotAttached(t *testing.T) {
	d := dbtest.Open(t)
	for name, f := range map[string]Staged{"nothing": {}, "a path": {SHA256: "../../x"}} {
		err := d.Update(t.Context(), scope("19"), func(tx *db.Tx) error {
			_, err := Attach(t.Context(), tx, f, "scheme/1", "")
			return err
		})
		if err == nil {
			t.Errorf("%s was attached", name)
		}
	}
}

func TestThereIsALimitToAttachments(t *testing.T) {
	d := dbtest.Open(t)
	f := Staged{Name: "a.pdf", SHA256: strings.Repeat("a", 64)}
	err := d.Update(t.Context(), scope("19"), func(tx *db.Tx) error {
		for range maxOf {
			if _, err := Attach(t.Context(), tx, f, "scheme/1", ""); err != nil {
				return err
			}
		}
		if _, err := Attach(t.Context(), tx, f, "scheme/2", ""); err != nil {
			t.Errorf("another owner: %v", err)
		}
		_, err := Attach(t.Context(), tx, f, "scheme/1", "")
		return err
	})
	if fault.KindOf(err) != fault.Conflict {
		t.Error(err)
	}
}

func TestXMLIsKeptOnlyWhenAskedFor(t *testing.T) {
	s := Store{Dir: t.TempDir()}
	put := func(text, name string) error {
		_, err := PutXML(t.Context(), s, strings.NewReader(text), name)
		return err
	}
	f, err := PutXML(t.Context(), s, strings.NewReader("\xef\xbb\xbf <HDon/>"), "../a b.XML")
	if err != nil || f.Name != "a b.XML" || f.Media != "application/xml" || f.Size != 11 {
		t.Errorf("kept %+v, %v", f, err)
	}
	for _, bad := range []error{put("", "a.xml"), put("PK\x03\x04", "a.xml"), put("<a/>", "a.html"), put("<"+strings.Repeat(" ", MaxSize), "a.xml")} {
		if fault.KindOf(bad) != fault.Invalid {
			t.Errorf("%v is no refusal", bad)
		}
	}
	if _, err := Put(t.Context(), s, strings.NewReader("<HDon/>"), "a.xml"); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a dossier takes XML: %v", err)
	}
}
