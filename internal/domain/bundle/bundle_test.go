package bundle_test

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"testing"

	"example.vn/khuyencong/internal/demo"
	"example.vn/khuyencong/internal/domain/bundle"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/blob"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/db/dbtest"
	"example.vn/khuyencong/internal/platform/fault"
)

// A rig is the demonstration with files on a scheme that was paid for.
type rig struct {
	d      *db.DB
	store  blob.Store
	scheme scheme.ID
}

var auditor = access.Actor{ID: "u-1", Name: "Kiểm Toán", Roles: []access.Role{access.Auditor}}

func newRig(t *testing.T) *rig {
	t.Helper()
	clock := &demo.Clock{}
	clock.Set(calendar.Must("2019-09-01"))
	r := &rig{d: dbtest.OpenAt(t, clock.Now), store: blob.Store{Dir: t.TempDir()}}
	if err := demo.Load(t.Context(), r.d, clock, r.store, func(int, int, string) {}); err != nil {
		t.Fatal(err)
	}
	clock.Set(calendar.Of(dbtest.Now))
	err := r.d.Update(t.Context(), db.Scope{Province: demo.Province, Actor: access.System("test")}, func(tx *db.Tx) error {
		err := tx.QueryRow(t.Context(), `
			SELECT scheme FROM acceptances WHERE province = ? ORDER BY id LIMIT 1`, []any{tx.Province}, &r.scheme)
		if err != nil {
			return err
		}
		for i, name := range []string{"Quyết định phê duyệt.pdf", "Hợp đồng.pdf", "Hợp đồng.pdf"} {
			f, err := blob.Put(t.Context(), r.store, strings.NewReader(fmt.Sprintf("%%PDF-1.4\n%% %d\n%%%%EOF\n", i)), name)
			if err != nil {
				return err
			}
			if _, err := blob.Attach(t.Context(), tx, f, r.scheme.Subject(), "khac"); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func (r *rig) gather(t *testing.T, who access.Actor, province string) (b *bundle.Bundle, err error) {
	t.Helper()
	err = r.d.Update(t.Context(), db.Scope{Province: province, Actor: who}, func(tx *db.Tx) (err error) {
		b, err = bundle.Gather(t.Context(), tx, r.scheme)
		return err
	})
	return b, err
}

func (r *rig) take(t *testing.T) []byte {
	t.Helper()
	b, err := r.gather(t, auditor, demo.Province)
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Ready(r.store); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := b.Write(t.Context(), &out, r.store); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func verify(t testing.TB, b []byte) bundle.Report {
	t.Helper()
	got, err := bundle.Verify(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// parts unpacks a bundle; pack packs it again, names in their order.
func parts(t testing.TB, b []byte) (names []string, of map[string]string) {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	of = map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		names, of[f.Name] = append(names, f.Name), string(data)
	}
	return names, of
}

func pack(t testing.TB, names []string, of map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range names {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, of[name]); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// resum writes SHA256SUMS anew, as whoever falsifies a bundle would.
func resum(names []string, of map[string]string) {
	var b strings.Builder
	for _, name := range names {
		if name != "SHA256SUMS" {
			sum := sha256.Sum256([]byte(of[name]))
			fmt.Fprintf(&b, "%s  %s\n", hex.EncodeToString(sum[:]), name)
		}
	}
	of["SHA256SUMS"] = b.String()
}

// TestBundles loads the demonstration once: loading takes longer than taking.
func TestBundles(t *testing.T) {
	r := newRig(t)
	for name, look := range map[string]func(*testing.T, *rig){
		"TakenThenVerified": takenThenVerified, "WhoMayTakeABundle": whoMayTakeABundle, "ADamagedFileEndsTheBundle": aDamagedFileEndsTheBundle,
		"FalsifiedBundles": falsifiedBundles, "PapersOfTheBookAreInIt": papersOfTheBookAreInIt,
	} {
		t.Run(name, func(t *testing.T) { look(t, r) })
	}
}

func takenThenVerified(t *testing.T, r *rig) {
	t.Helper()
	b := r.take(t)
	got := verify(t, b)
	if !got.OK || got.Files != 11 || got.Records < 10 || got.Entries < 2 || got.Stamp.Scheme != r.scheme || got.Stamp.TakenBy != auditor.Name {
		t.Errorf("got %+v", got)
	}
	names, of := parts(t, b)
	for _, want := range []string{"Hợp đồng.pdf", "GÓI HỒ SƠ ĐỀ ÁN " + string(r.scheme), "SỔ KINH PHÍ"} {
		if !strings.Contains(of["muc-luc.txt"], want) {
			t.Errorf("the index does not name %s:\n%s", want, of["muc-luc.txt"])
		}
	}
	again, ofAgain := parts(t, r.take(t))
	if !slices.Equal(names, again) {
		t.Errorf("got %v, then %v", names, again)
	}
	for name := range of {
		if name != "phieu.json" && name != "SHA256SUMS" && of[name] != ofAgain[name] {
			t.Errorf("%s differs the second time", name)
		}
	}
	if i := slices.Index(names, "phieu.json"); i != 0 {
		t.Errorf("the stamp is part %d", i)
	}
}

func whoMayTakeABundle(t *testing.T, r *rig) {
	t.Helper()
	for _, role := range access.Roles() {
		_, err := r.gather(t, access.Actor{ID: "u-9", Roles: []access.Role{role}}, demo.Province)
		may := slices.Contains(access.ViewBundle.Holders(), role)
		if (err == nil) != may || err != nil && fault.KindOf(err) != fault.Forbidden {
			t.Errorf("%s: got %v", role, err)
		}
	}
	if _, err := r.gather(t, auditor, demo.Neighbour); fault.KindOf(err) != fault.NotFound {
		t.Errorf("another province: got %v", err)
	}
}

// A file that is damaged in the store does not get into a bundle.
func aDamagedFileEndsTheBundle(t *testing.T, r *rig) {
	t.Helper()
	b, err := r.gather(t, auditor, demo.Province)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := b.Write(t.Context(), &out, blob.Store{Dir: t.TempDir()}); err == nil {
		t.Error("files that are missing: no error")
	}
	if _, err := zip.NewReader(bytes.NewReader(out.Bytes()), int64(out.Len())); err == nil {
		t.Error("what was written passes for a ZIP")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := b.Write(ctx, io.Discard, r.store); err == nil {
		t.Error("nobody waits any more: no error")
	}
}

// Whoever changes a bundle and writes the sums anew is still found out.
func falsifiedBundles(t *testing.T, r *rig) {
	t.Helper()
	names, whole := parts(t, r.take(t))
	replace := func(name, old, with string) func(map[string]string) {
		return func(of map[string]string) {
			if !strings.Contains(of[name], old) {
				t.Fatalf("%s does not contain %q", name, old)
			}
			of[name] = strings.Replace(of[name], old, with, 1)
		}
	}
	file := names[slices.IndexFunc(names, func(n string) bool { return strings.HasPrefix(n, "tep/") })]
	for name, c := range map[string]struct {
		change func(map[string]string)
		says   string
	}{
		"amount of an entry":    {replace("so-kinh-phi.json", `"amount": -`, `"amount": -1`), "không cân"},
		"balance":               {replace("so-kinh-phi.json", `"balances": {`, `"balances": {"paid": 5,`), "không khớp với các bút toán"},
		"verb of a record":      {replace("nhat-ky.json", `"verb": "scheme.`, `"verb": "scheme.x`), "không khớp với mã"},
		"detail of a record":    {replace("nhat-ky.json", `"name": "Hợp đồng.pdf"`, `"name": "Hợp đồng khác.pdf"`), "không khớp với mã"},
		"another file":          {replace(file, "%PDF", "%PDX"), "khác với mã"},
		"head of the chain":     {replace("phieu.json", `"events": `, `"events": 0, "x": `), "cuối chuỗi"},
		"another form":          {replace("phieu.json", `khuyencong-bundle/1`, `khuyencong-bundle/9`), "dạng khác"},
		"another province":      {replace("phieu.json", `"province": "19"`, `"province": "04"`), "không khớp với mã"},
		"hash of a file listed": {replace("de-an.json", `"sha256": "`, `"sha256": "0`), "khác với mã"},
		"no data":               {func(of map[string]string) { of["de-an.json"] = "{" }, "không đúng dạng"},
		"record taken out": {func(of map[string]string) {
			var all []map[string]any
			if err := json.Unmarshal([]byte(of["nhat-ky.json"]), &all); err != nil {
				t.Fatal(err)
			}
			all = slices.DeleteFunc(all, func(r map[string]any) bool { return r["verb"] == "attachment.add" })
			b, err := json.Marshal(all)
			if err != nil {
				t.Fatal(err)
			}
			of["nhat-ky.json"] = string(b)
		}, "không có bản ghi nào"},
	} {
		t.Run(name, func(t *testing.T) {
			of := maps.Clone(whole)
			c.change(of)
			resum(names, of)
			got := verify(t, pack(t, names, of))
			if got.OK || !slices.ContainsFunc(got.Errors, func(s string) bool { return strings.Contains(s, c.says) }) {
				t.Errorf("got %q", got.Errors)
			}
		})
	}
	t.Run("missing, extra, changed", func(t *testing.T) {
		of := maps.Clone(whole)
		of["la.txt"] = "x"
		of["muc-luc.txt"] += " "
		cut := slices.DeleteFunc(slices.Clone(names), func(n string) bool { return n == file })
		got := verify(t, pack(t, append(cut, "la.txt"), of))
		want := []string{"Thiếu tệp “" + file, "“muc-luc.txt” không còn nguyên vẹn", "Thừa tệp “la.txt”", "Thiếu tệp đính kèm"}
		for _, w := range want {
			if !slices.ContainsFunc(got.Errors, func(s string) bool { return strings.Contains(s, w) }) {
				t.Errorf("nothing says %s: %q", w, got.Errors)
			}
		}
	})
}

func TestHostileArchives(t *testing.T) {
	for name, write := range map[string]func(*zip.Writer) error{
		"leads out":   plain("../x"),
		"from root":   plain("/etc/passwd"),
		"backslash":   plain(`tep\x`),
		"drive":       plain("C:x"),
		"folder":      plain("tep/"),
		"twice":       plain("a", "a"),
		"twice, case": plain("Tệp", "TỆP"),
		"link": func(z *zip.Writer) error {
			h := &zip.FileHeader{Name: "x"}
			h.SetMode(fs.ModeSymlink | 0o777)
			_, err := z.CreateHeader(h)
			return err
		},
		"comment": func(z *zip.Writer) error { return z.SetComment("x") },
		"bomb": func(z *zip.Writer) error {
			for i := range 5 {
				w, err := z.Create(fmt.Sprint(i))
				if err != nil {
					return err
				}
				if _, err := w.Write(make([]byte, 60<<20)); err != nil {
					return err
				}
			}
			return nil
		},
		"many": func(z *zip.Writer) error {
			for i := range 2001 {
				if _, err := z.Create(fmt.Sprint(i)); err != nil {
					return err
				}
			}
			return nil
		},
	} {
		t.Run(name, func(t *testing.T) {
			var b bytes.Buffer
			z := zip.NewWriter(&b)
			if err := write(z); err != nil {
				t.Fatal(err)
			}
			if err := z.Close(); err != nil {
				t.Fatal(err)
			}
			if got, err := bundle.Verify(bytes.NewReader(b.Bytes()), int64(b.Len())); fault.KindOf(err) != fault.Invalid {
				t.Errorf("got %+v, %v", got, err)
			}
		})
	}
	if _, err := bundle.Verify(strings.NewReader("%PDF"), 4); fault.KindOf(err) != fault.Invalid {
		t.Errorf("no ZIP: got %v", err)
	}
}

func plain(names ...string) func(*zip.Writer) error {
	return func(z *zip.Writer) error {
		for _, n := range names {
			if _, err := z.Create(n); err != nil {
				return err
			}
		}
		return nil
	}
}

func FuzzVerify(f *testing.F) {
	names := []string{"phieu.json", "muc-luc.txt", "muc-luc.pdf", "de-an.json", "ket-luan-muc-chi.json", "nhat-ky.json", "so-kinh-phi.json", "SHA256SUMS"}
	of := map[string]string{
		"phieu.json": `{"form":"khuyencong-bundle/1"}`, "de-an.json": `{"files":[]}`, "nhat-ky.json": "[]",
		"so-kinh-phi.json": `{"balances":{},"entries":[]}`, "ket-luan-muc-chi.json": "[]",
	}
	resum(names, of)
	good := pack(f, names, of)
	if got := verify(f, good); !got.OK {
		f.Fatalf("got %q", got.Errors)
	}
	f.Add(good)
	of["so-kinh-phi.json"] = `{"entries":[{"postings":[{"amount":1}]}]}`
	f.Add(pack(f, names, of))
	f.Fuzz(func(t *testing.T, b []byte) {
		got, err := bundle.Verify(bytes.NewReader(b), int64(len(b)))
		if err == nil && got.OK != (len(got.Errors) == 0) {
			t.Error("the verdict does not fit the faults")
		}
	})
}

// papersOfTheBookAreInIt: what the office wrote about a scheme belongs to
// its dossier, for those who may see the book.
func papersOfTheBookAreInIt(t *testing.T, r *rig) {
	t.Helper()
	other := *r
	r = &other
	err := r.d.View(t.Context(), db.Scope{Province: demo.Province, Actor: access.System("test")}, func(tx *db.Tx) error {
		return tx.QueryRow(t.Context(), `SELECT subject FROM paper_links WHERE province = ? AND kind = 'scheme' ORDER BY paper LIMIT 1`, []any{tx.Province}, &r.scheme)
	})
	if err != nil {
		t.Fatal(err)
	}
	b := r.take(t)
	if got := verify(t, b); !got.OK {
		t.Errorf("got %q", got.Errors)
	}
	_, of := parts(t, b)
	if !strings.Contains(of["muc-luc.txt"], "VĂN BẢN ĐI, ĐẾN") || !strings.Contains(of["de-an.json"], `"Symbol"`) {
		t.Errorf("no papers in the bundle of %s:\n%s", r.scheme, of["muc-luc.txt"])
	}
	if !strings.HasPrefix(of["muc-luc.pdf"], "%PDF-") {
		t.Error("the index is no PDF")
	}
}
