package app

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.vn/khuyencong/internal/domain/establishment"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/blob"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/db/dbtest"
)

// contents returns every row of every table, as sorted JSON lines.
func (i installation) contents(t testing.TB) map[string][]string {
	t.Helper()
	all := map[string][]string{}
	i.with(t, func(d *db.DB) {
		tables, err := db.Tables()
		if err != nil {
			t.Fatal(err)
		}
		err = d.View(t.Context(), as, func(tx *db.Tx) error {
			for _, table := range tables {
				err := tx.Rows(t.Context(), "SELECT * FROM "+table, nil, func(row map[string]any) error {
					line, err := json.Marshal(row)
					all[table] = append(all[table], string(line))
					return err
				})
				if err != nil {
					return err
				}
				slices.Sort(all[table])
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
	return all
}

// elsewhere returns an empty installation on the other engine, or on SQLite
// when there is no PostgreSQL.
func elsewhere(t testing.TB, i installation) installation {
	t.Helper()
	if db.IsPostgres(i.url) {
		return installation{filepath.Join(t.TempDir(), "other.db"), filepath.Join(t.TempDir(), "files")}
	}
	return installation{dbtest.URL(t), filepath.Join(t.TempDir(), "files")}
}

func empty(t testing.TB) installation {
	t.Helper()
	return installation{filepath.Join(t.TempDir(), "new.db"), filepath.Join(t.TempDir(), "files")}
}

func (i installation) backUp(t testing.TB) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "sao-luu.zip")
	out := must(t, "backup", "--db", i.url, "--files", i.files, file)
	if !strings.Contains(out, "1 tệp đính kèm") {
		t.Fatalf("%s", out)
	}
	return file
}

func TestABackupComesBackToTheLastSign(t *testing.T) {
	i := install(t)
	i.fill(t)
	i.with(t, func(d *db.DB) {
		err := d.Update(t.Context(), as, func(tx *db.Tx) error {
			return establishment.Load(t.Context(), tx, []establishment.Establishment{{ID: "cs-0001", Kind: establishment.Household, Name: "Chè Minh Họa", Version: 1}})
		})
		if err != nil {
			t.Fatal(err)
		}
	})
	want := i.contents(t)
	if len(want["audit_events"]) != 4 || len(want["ledger_postings"]) != 4 || len(want["attachments"]) != 1 {
		t.Fatalf("too little to compare: %v", want)
	}
	file := i.backUp(t)
	// There and back again: to the other engine, and from it to a new place.
	for range 2 {
		to := elsewhere(t, i)
		out := must(t, "restore", "--db", to.url, "--files", to.files, file)
		if !strings.Contains(out, "khớp với bản sao lưu") {
			t.Errorf("%s", out)
		}
		if diff := cmp.Diff(want, to.contents(t)); diff != "" {
			t.Fatalf("(-before +after)\n%s", diff)
		}
		if got, err := os.ReadFile(attached(t, to)[0]); err != nil || string(got) != pdf {
			t.Errorf("%q, %v", got, err)
		}
		to.finds(t, "che", 1)
		must(t, "audit", "verify", "--db", to.url)
		must(t, "ledger", "verify", "--db", to.url)
		i, file = to, to.backUp(t)
	}
	// What was restored goes on working: the counters came along.
	must(t, "user", "add", "--db", i.url, "--province", "19", "--login", "huy", "--name", "Huy", "--role", "staff")
}

// finds looks for an establishment by a word of its name.
func (i installation) finds(t testing.TB, word string, want int) {
	t.Helper()
	i.with(t, func(d *db.DB) {
		err := d.View(t.Context(), db.Scope{Province: "19", Actor: as.Actor}, func(tx *db.Tx) error {
			found, err := establishment.Search(t.Context(), tx, establishment.Filter{Query: word})
			if found.Count != want {
				t.Errorf("%q finds %d establishments, want %d", word, found.Count, want)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestTwoBackupsOfTheSameDataAreTheSame(t *testing.T) {
	i := install(t)
	i.fill(t)
	var all [2][]byte
	for n := range all {
		var err error
		if all[n], err = os.ReadFile(i.backUp(t)); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(all[0], all[1]) {
		t.Error("they differ")
	}
}

func TestABackupAppearsWholeOrNotAtAll(t *testing.T) {
	i := install(t)
	i.fill(t)
	dir := t.TempDir()
	file := filepath.Join(dir, "b.zip")
	boom := errors.New("boom")
	if err := os.WriteFile(file, []byte("bản cũ"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := writeWhole(file, func(f *os.File) error { _, err := f.WriteString("nửa chừng"); return errors.Join(err, boom) }); !errors.Is(err, boom) {
		t.Errorf("%v", err)
	}
	if got, err := os.ReadFile(file); err != nil || string(got) != "bản cũ" {
		t.Errorf("%q, %v", got, err)
	}
	if a := run(t, "", "backup", "--db", i.url, "--files", i.files, file); a.status != exitInput || !strings.Contains(a.stderr, "đã có; hãy chọn tên khác") {
		t.Errorf("%+v", a)
	}
	if got, err := os.ReadFile(file); err != nil || string(got) != "bản cũ" {
		t.Errorf("%q, %v", got, err)
	}
	must(t, "backup", "--db", i.url, "--files", i.files, "--force", file)
	names, err := os.ReadDir(dir)
	if err != nil || len(names) != 1 {
		t.Errorf("%v, %v", names, err)
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("others may read the backup: %v, %v", info.Mode(), err)
	}
}

// refused restores a harmed backup and checks that nothing came of it.
func refused(t *testing.T, name, file string) {
	t.Helper()
	to := empty(t)
	a := run(t, "", "restore", "--db", to.url, "--files", to.files, file)
	if a.status != exitInput || strings.Count(a.stderr, "\n") != 1 || !strings.Contains(a.stderr, "bản sao lưu") && !strings.Contains(a.stderr, "Bản sao lưu") {
		t.Errorf("%s: %+v", name, a)
	}
	for _, path := range []string{to.url, to.files} {
		if _, err := os.Stat(path); err == nil {
			t.Errorf("%s: made %s", name, path)
		}
	}
}

func TestAHarmedBackupIsRefused(t *testing.T) {
	i := install(t)
	i.fill(t)
	whole, err := os.ReadFile(i.backUp(t))
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "harmed.zip")
	try := func(name string, content []byte) {
		if err := os.WriteFile(file, content, 0o600); err != nil {
			t.Fatal(err)
		}
		refused(t, name, file)
	}
	for at := 0; at < len(whole); at += 1 + len(whole)/150 {
		harmed := bytes.Clone(whole)
		harmed[at] ^= 0x10
		try("a flipped bit", harmed)
	}
	for n := 0; n < len(whole); n += 1 + len(whole)/40 {
		try("a truncated file", whole[:n])
	}
	try("one byte less", whole[:len(whole)-1])
	try("one byte more", append(bytes.Clone(whole), 0))
	var other bytes.Buffer
	w := zip.NewWriter(&other)
	if _, err := w.Create("manifest.json"); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	try("somebody else's archive", other.Bytes())
}

// forge rewrites the members of a backup and seals it again, as somebody who
// knows the format could.
func forge(t *testing.T, file string, edit func(m *manifest, members map[string]string)) string {
	t.Helper()
	r, err := zip.OpenReader(file)
	if err != nil {
		t.Fatal(err)
	}
	members := map[string]string{}
	for _, f := range r.File {
		c, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(c)
		if err != nil {
			t.Fatal(err)
		}
		members[f.Name] = string(text)
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	var m manifest
	if err := json.Unmarshal([]byte(members[manifestName]), &m); err != nil {
		t.Fatal(err)
	}
	edit(&m, members)
	for _, list := range [][]member{m.Tables, m.Files} {
		for n := range list {
			sum, err := hashOf(strings.NewReader(members[list[n].Name]))
			if err != nil {
				t.Fatal(err)
			}
			list[n].SHA256, list[n].Size = sum, int64(len(members[list[n].Name]))
		}
	}
	text, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	members[manifestName] = string(text)
	forged := filepath.Join(t.TempDir(), "forged.zip")
	err = writeWhole(forged, func(f *os.File) error {
		w := zip.NewWriter(f)
		for _, name := range slices.Sorted(maps.Keys(members)) {
			c, err := w.Create(name)
			if err == nil {
				_, err = io.WriteString(c, members[name])
			}
			if err != nil {
				return err
			}
		}
		if err := w.SetComment(commentPrefix + strings.Repeat("0", hashLength)); err != nil {
			return err
		}
		return errors.Join(w.Close(), seal(f))
	})
	if err != nil {
		t.Fatal(err)
	}
	return forged
}

func TestAForgedBackupChangesNothing(t *testing.T) {
	i := install(t)
	i.fill(t)
	file := i.backUp(t)
	for name, edit := range map[string]func(m *manifest, members map[string]string){
		"another balance": func(_ *manifest, members map[string]string) {
			members["tables/ledger_accounts.jsonl"] = strings.Replace(members["tables/ledger_accounts.jsonl"], "123456789", "123456788", 1)
		},
		"another record": func(_ *manifest, members map[string]string) {
			members["tables/audit_events.jsonl"] = strings.Replace(members["tables/audit_events.jsonl"], "user.add", "user.adx", 1)
		},
		"a record less": func(_ *manifest, members map[string]string) {
			lines := strings.SplitAfter(members["tables/audit_events.jsonl"], "\n")
			members["tables/audit_events.jsonl"] = strings.Join(lines[:3], "")
		},
		"a user more": func(_ *manifest, members map[string]string) {
			users := members["tables/users.jsonl"]
			members["tables/users.jsonl"] = users + strings.NewReplacer(`"u-1"`, `"u-2"`, `"lan"`, `"lam"`).Replace(users)
		},
		"a column less": func(_ *manifest, members map[string]string) {
			members["tables/users.jsonl"] = strings.Replace(members["tables/users.jsonl"], `"commune":"",`, "", 1)
		},
		"a column that does not exist": func(_ *manifest, members map[string]string) {
			members["tables/users.jsonl"] = strings.Replace(members["tables/users.jsonl"], `"commune"`, `"x) VALUES (1); --"`, 1)
		},
		"a number that is none": func(_ *manifest, members map[string]string) {
			members["tables/users.jsonl"] = strings.Replace(members["tables/users.jsonl"], `"version":1`, `"version":1.5`, 1)
		},
		"nothing for a value": func(_ *manifest, members map[string]string) {
			members["tables/users.jsonl"] = strings.Replace(members["tables/users.jsonl"], `"version":1`, `"version":null`, 1)
		},
		"no JSON": func(_ *manifest, members map[string]string) { members["tables/users.jsonl"] = "{\n" },
		"another table": func(m *manifest, members map[string]string) {
			members["tables/x.jsonl"] = ""
			m.Tables = append(m.Tables, member{Name: "tables/x.jsonl", Table: "x"})
		},
		"a member that is not listed": func(_ *manifest, members map[string]string) { members["x"] = "" },
		"a table that is missing":     func(m *manifest, members map[string]string) { delete(members, "tables/users.jsonl") },
		"another schema":              func(m *manifest, _ map[string]string) { m.Schema++ },
		"another format":              func(m *manifest, _ map[string]string) { m.Format++ },
		"a file with another hash":    func(m *manifest, members map[string]string) { members[m.Files[0].Name] += " " },
		"a path for a hash": func(m *manifest, members map[string]string) {
			members["files/../../x"] = members[m.Files[0].Name]
			delete(members, m.Files[0].Name)
			m.Files[0].Name = "files/../../x"
		},
	} {
		forged := forge(t, file, edit)
		to := empty(t)
		a := run(t, "", "restore", "--db", to.url, "--files", to.files, forged)
		if a.status != exitInput || strings.Count(a.stderr, "\n") != 1 {
			t.Errorf("%s: %+v", name, a)
		}
		if _, err := os.Stat(to.url); err != nil {
			continue // refused before the target was touched
		}
		for table, rows := range to.contents(t) {
			t.Errorf("%s: %s has %d rows", name, table, len(rows))
		}
	}
	// The forger's tools do work: without an edit the backup is good.
	to := empty(t)
	must(t, "restore", "--db", to.url, "--files", to.files, forge(t, file, func(*manifest, map[string]string) {}))
}

func TestOnlyAnEmptyDatabaseIsRestoredInto(t *testing.T) {
	i := install(t)
	i.fill(t)
	file := i.backUp(t)
	before := i.contents(t)
	if a := run(t, "", "restore", "--db", i.url, "--files", i.files, file); a.status != exitInput || !strings.Contains(a.stderr, "đã có dữ liệu") {
		t.Errorf("%+v", a)
	}
	if diff := cmp.Diff(before, i.contents(t)); diff != "" {
		t.Errorf("(-before +after)\n%s", diff)
	}
	migrated := install(t)
	must(t, "restore", "--db", migrated.url, "--files", migrated.files, file)
}

func TestWhatIsHarmedAlreadyIsBackedUpAsItIs(t *testing.T) {
	i := install(t)
	i.fill(t)
	i.with(t, func(d *db.DB) {
		err := d.Update(t.Context(), as, func(tx *db.Tx) error {
			_, err := blob.Attach(t.Context(), tx, blob.Staged{Name: "mất.pdf", SHA256: strings.Repeat("a", 64)}, "scheme/1", "")
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
	file := filepath.Join(t.TempDir(), "b.zip")
	a := run(t, "", "backup", "--db", i.url, "--files", i.files, file)
	if a.status != exitFailed || !strings.Contains(a.stderr, "1 tệp đính kèm mất") {
		t.Errorf("%+v", a)
	}
	to := empty(t)
	if a := run(t, "", "restore", "--db", to.url, "--files", to.files, file); a.status != exitFailed || !strings.Contains(a.stderr, "từ trước") {
		t.Errorf("%+v", a)
	}
	if diff := cmp.Diff(i.contents(t), to.contents(t)); diff != "" {
		t.Errorf("(-before +after)\n%s", diff)
	}
}

// While a table is filled, PostgreSQL is told how much it has grown.
func TestATableThatIsFilledIsLookedAt(t *testing.T) {
	d, ctx := dbtest.Open(t), t.Context()
	err := d.Update(ctx, db.Scope{Everywhere: true, Actor: access.System("test")}, func(tx *db.Tx) error {
		f := filling{table: "counters", columns: []string{"province", "name", "value"}, look: 20}
		for i := range 30 {
			if f.batch = append(f.batch, "19", fmt.Sprint(i), i); len(f.batch) == 30 {
				if err := f.insert(ctx, tx); err != nil {
					return err
				}
			}
		}
		if f.rows != 30 || f.look != 20*growth || len(f.batch) != 0 {
			t.Errorf("%+v", f)
		}
		if !tx.Postgres() {
			return nil
		}
		var believed int64
		err := tx.QueryRow(ctx, `SELECT CAST(reltuples AS BIGINT) FROM pg_class WHERE oid = 'counters'::regclass`, nil, &believed)
		if believed != 20 {
			t.Errorf("believed to have %d rows", believed)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
