package instrument

import (
	"io/fs"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"example.vn/khuyencong/internal/platform/fault"
)

// copyOf returns the embedded files, to be spoiled.
func copyOf(t testing.TB) fstest.MapFS {
	t.Helper()
	files := fstest.MapFS{}
	names, err := fs.Glob(embedded, "data/*.yaml")
	if err != nil || len(names) != len(Topics()) {
		t.Fatalf("data files: %v, %v", names, err)
	}
	for _, name := range names {
		data, err := fs.ReadFile(embedded, name)
		if err != nil {
			t.Fatal(err)
		}
		files[name] = &fstest.MapFile{Data: data}
	}
	return files
}

func TestTheDataAreSound(t *testing.T) {
	t.Parallel()
	if err := Load(); err != nil {
		t.Fatal(err)
	}
	all := National().All()
	if len(all) < 180 {
		t.Errorf("only %d instruments", len(all))
	}
	for _, i := range all {
		if got := i.Basis(); !strings.HasPrefix(got, i.Cite()) || i.Own || i.Kind.Label() == string(i.Kind) || i.Topic.Label() == string(i.Topic) {
			t.Errorf("%s: %q, %+v", i.ID, got, i)
		}
		if i.Number == "" {
			continue
		}
		found := National().ByNumber(i.Cite())
		if len(found) != 1 || found[0].ID != i.ID {
			t.Errorf("%q names %d instruments", i.Cite(), len(found))
		}
	}
}

func TestReadNamesTheFileAndTheLine(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, file, old, new, says string }{
		{"an unknown field", "promotion", "    signed: \"2012-05-21\"", "    sgined: \"2012-05-21\"", "sgined"},
		{"a field twice", "promotion", "    signed: \"2012-05-21\"", "    signed: \"2012-05-21\"\n    signed: \"2012-05-21\"", "hai lần"},
		{"a day that does not exist", "promotion", "\"2012-05-21\"", "\"2012-05-32\"", "2012-05-32"},
		{"not YAML", "promotion", "number: \"45/2012/NĐ-CP\"", "number: \"45/2012/NĐ-CP", "YAML"},
		{"two documents", "promotion", "instruments:\n", "instruments: []\n---\ninstruments:\n", "một danh sách"},
		{"another list", "promotion", "instruments:\n", "texts:\n", "instruments"},
		{"a number twice", "promotion", "46/2012/TT-BCT\"\n    kind", "36/2013/TT-BCT\"\n    kind", "36-2013-tt-bct"},
		{"no number", "promotion", "number: \"45/2012/NĐ-CP\"", "number: \"bốn mươi lăm\"", "bốn mươi lăm"},
		{"an unknown kind", "promotion", "kind: joint_circular", "kind: joint", "joint"},
		{"unknown evidence", "promotion", "evidence: primary", "evidence: rumour", "rumour"},
		{"no title", "promotion", "    title: \"về khuyến công\"\n", "", "thiếu"},
		{"a sentence without end", "promotion", "Nghị định số 235/2025/NĐ-CP.\"", "Nghị định số 235/2025/NĐ-CP\"", "dấu chấm"},
		{"an unknown amended text", "promotion", "{of: \"28-2018-tt-btc\"}", "{of: \"82-2018-tt-btc\"}", "82-2018-tt-btc"},
		{"an unknown replaced text", "promotion", "{of: \"125-2009-ttlt-btc-bct\"}", "{of: \"126-2009-ttlt-btc-bct\"}", "126-2009-ttlt-btc-bct"},
		{"an unknown relation", "promotion", "{of: \"28-2018-tt-btc\"}", "{of: \"28-2018-tt-btc\", whole: true}", "whole"},
		{"a circle", "promotion", "    from: \"2012-07-05\"\n    replaces:\n      - {of: \"134-2004-nd-cp\"}", "    from: \"2012-07-05\"\n    amends:\n      - {of: \"235-2025-nd-cp\"}", "ký trước"},
		{"a circle without days", "consulting", "    until: \"2026-06-30\"\n    says:\n      - \"Luật Xây dựng trước", "    until: \"2026-06-30\"\n    amends:\n      - {of: \"62-2020-qh14\"}\n    says:\n      - \"Luật Xây dựng trước", "vòng"},
		{"an end before the beginning", "promotion", "until: \"2018-05-10\"", "until: \"2014-04-07\"", "trước khi có hiệu lực"},
		{"in force before it is signed", "promotion", "from: \"2012-07-05\"", "from: \"2012-05-20\"", "trước ngày ký"},
		{"replaced and still in force", "promotion", "until: \"2018-05-10\"", "until: \"2018-05-11\"", "11/05/2018"},
		{"replaced without end", "promotion", "    until: \"2018-05-10\"\n", "", "11/05/2018"},
		{"a number without year", "promotion", "    signed: \"2025-12-04\"\n    from: \"2025-12-04\"", "    from: \"2025-12-04\"", "năm"},
		{"a mark that is not true", "promotion", "from_unverified: true", "from_unverified: false", "true"},
		{"a mark without a day", "promotion", "    from: \"2024-10-15\"\n", "", "chưa kiểm chứng"},
		{"a link to nowhere", "promotion", "link: \"https://lawnet", "link: \"javascript:lawnet", "javascript"},
		{"an alias", "promotion", "issuer: \"Chính phủ\"", "issuer: *same", "YAML"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			files := copyOf(t)
			path := "data/" + tt.file + ".yaml"
			whole := string(files[path].Data)
			at := strings.Index(whole, tt.old)
			if at < 0 {
				t.Fatalf("%s does not hold %q", tt.file, tt.old)
			}
			spoiled := whole[:at] + tt.new + whole[at+len(tt.old):]
			files[path] = &fstest.MapFile{Data: []byte(spoiled)}
			_, err := readFiles(files)
			if fault.KindOf(err) != fault.Invalid {
				t.Fatalf("%v", err)
			}
			if m := regexp.MustCompile(`^` + tt.file + `\.yaml:\d+: \p{Lu}.*\.$`); !m.MatchString(err.Error()) || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("%v", err)
			}
		})
	}
}

func TestTheLineIsTheRightOne(t *testing.T) {
	t.Parallel()
	const file = "instruments:\n" +
		"  - number: \"1/2020/NĐ-CP\"\n    kind: decree\n    issuer: \"A\"\n    title: \"về a\"\n    from: \"2020-01-01\"\n    says: [\"Một.\"]\n    evidence: primary\n" +
		"  - number: \"2/2021/NĐ-CP\"\n    kind: decree\n    issuer: \"A\"\n    title: \"về b\"\n    from: \"2021-01-01\"\n    replaces:\n      - {of: \"1-2020-nd-cp\"}\n    says: [\"Hai.\"]\n    evidence: primary\n"
	_, err := readFiles(fstest.MapFS{"data/events.yaml": {Data: []byte(file)}})
	if want := "events.yaml:15: Nghị định số 1/2020/NĐ-CP bị thay thế từ ngày 01/01/2021 nhưng vẫn còn hiệu lực sau ngày đó (events.yaml:2)."; err == nil || err.Error() != want {
		t.Errorf("%v", err)
	}
	part := strings.Replace(file, "nd-cp\"}", "nd-cp\", part: true}", 1)
	if _, err := readFiles(fstest.MapFS{"data/events.yaml": {Data: []byte(part)}}); err != nil {
		t.Error(err)
	}
}

func FuzzReadFile(f *testing.F) {
	for _, name := range []string{"events", "government"} {
		data, err := fs.ReadFile(embedded, "data/"+name+".yaml")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Add([]byte("instruments:\n  - &a {number: 1/2020/NĐ-CP, says: [*a]}\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		_, err := readFiles(fstest.MapFS{"data/events.yaml": {Data: data}})
		if err != nil && !regexp.MustCompile(`(?s)^events\.yaml:\d+: `).MatchString(err.Error()) {
			t.Errorf("%v", err)
		}
	})
}
