package normbook

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"example.vn/khuyencong/internal/domain/norm"
)

// copyOf returns the embedded files, to be spoiled.
func copyOf(t testing.TB) fstest.MapFS {
	t.Helper()
	files := fstest.MapFS{}
	names, err := fs.Glob(embedded, "data/*.yaml")
	if err != nil || len(names) != 5 {
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

func TestReadNamesTheFileAndTheItem(t *testing.T) {
	for _, tt := range []struct {
		name, file, old, new string
		says                 []string
	}{
		{"a missing file", "norms.yaml", "", "", []string{"norms.yaml"}},
		{"an unknown field", "norms.yaml", "partial: true", "parital: true", []string{"norms.yaml", "parital"}},
		{"two documents", "contents.yaml", "contents:\n", "contents: []\n---\n", []string{"contents.yaml"}},
		{"a day that does not exist", "norms.yaml", "2014-04-08", "2014-04-31", []string{"norms.yaml"}},
		{"a ratio above the whole", "norms.yaml", "ratio_bp: 3000, cap: 500_000_000, unit: \"mô hình\"", "ratio_bp: 30000, cap: 500_000_000, unit: \"mô hình\"", []string{"norms.yaml", "tech_demo_new", "v2014_ttlt26"}},
		{"a source that is not listed", "norms.yaml", "source: BT_FAQ575", "source: BT_FAQ576", []string{"norms.yaml", "advanced_machinery_tech_transfer", "BT_FAQ576"}},
		{"evidence without a source", "norms.yaml", "source: BT_FAQ575, ", "", []string{"norms.yaml", "advanced_machinery_tech_transfer"}},
		{"a cap of nothing", "norms.yaml", "cap: 1_000_000_000", "cap: 0", []string{"norms.yaml:", "tech_demo_new", "lớn hơn 0"}},
		{"a negative ratio", "norms.yaml", "ratio_bp: 5000, times", "ratio_bp: -1, times", []string{"norms.yaml:", "technology_line", "trên 0%"}},
		{"a multiple of nothing", "norms.yaml", "of: advanced_machinery_tech_transfer", "of: machines", []string{"norms.yaml:", "technology_line", "machines"}},
		{"a condition on an unknown fact", "norms.yaml", "when: \"own_money_pledged\"", "when: \"moon_phase == 1\"", []string{"norms.yaml:", "moon_phase"}},
		{"a condition with a value that never is", "norms.yaml", "difficulty in [\"difficult\"", "difficulty in [\"dificult\"", []string{"norms.yaml:", "dificult"}},
		{"a condition that repeats", "norms.yaml", "when: \"own_money_pledged\"", "when: \"[1, 2].all(x, x > 0)\"", []string{"norms.yaml:", "all"}},
		{"a condition that is a number", "norms.yaml", "when: \"own_money_pledged\"", "when: \"workers + 1\"", []string{"norms.yaml:", "đúng hoặc sai"}},
		{"two general conditions on one thing", "eligibility.yaml", "to: \"2025-10-14\"\n    rules:\n      - when: 'applicant", "to: \"2025-10-15\"\n    rules:\n      - when: 'applicant", []string{"eligibility.yaml:", "who_nd235", "trùng thời gian"}},
		{"a condition about nothing", "eligibility.yaml", "only: [technology_line]", "only: [technology_lime]", []string{"eligibility.yaml:", "machine_tt46", "technology_lime"}},
		{"a fund without a topic", "eligibility.yaml", "topic: once_local\n    fund", "fund", []string{"eligibility.yaml:", "once_tt28_local", "điều kiện chung"}},
		{"a topic with norms", "norms.yaml", "  - id: v2018_tt28\n", "  - id: v2018_tt28\n    topic: who\n", []string{"norms.yaml:", "v2018_tt28"}},
		{"a province above the nation", "provinces.yaml", "ratio_bp: 3000, cap: 1_000_000_000", "ratio_bp: 3000, cap: 1_000_000_001", []string{"provinces.yaml:", "dt_2024", "cao hơn"}},
		{"an item without a name", "norms.yaml", "  showroom: \"", "  show_room: \"", []string{"norms.yaml", "showroom"}},
		{"a content with an unknown norm", "contents.yaml", "norm: technology_line", "norm: technology_lime", []string{"technology_lime"}},
		{"a content twice", "contents.yaml", "{code: seminar_forum", "{code: capacity_training", []string{"contents.yaml", "capacity_training"}},
		{"an alias with two meanings", "contents.yaml", "aliases: [MHTD,", "aliases: [MAYMOC,", []string{"contents.yaml", "MAYMOC"}},
		{"a class without citation", "classes.yaml", "cite: \"TT 46/2012/TT-BCT, Điều 6 khoản 1 điểm c\"", "cite: \"\"", []string{"classes.yaml", "new_rural_commune"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			files := copyOf(t)
			path := "data/" + tt.file
			if tt.old == "" {
				delete(files, path)
			} else {
				whole := string(files[path].Data)
				spoiled := strings.Replace(whole, tt.old, tt.new, 1)
				if spoiled == whole {
					t.Fatalf("%s does not contain %q", tt.file, tt.old)
				}
				files[path] = &fstest.MapFile{Data: []byte(spoiled)}
			}
			_, err := read(files)
			if err == nil {
				t.Fatal("read = nil, want an error")
			}
			for _, word := range tt.says {
				if !strings.Contains(err.Error(), word) {
					t.Errorf("read = %v, want it to name %q", err, word)
				}
			}
		})
	}
}

// FuzzDecode reads wild bytes as each of the files: they are refused or they
// pass the file's own checks, and nothing panics.
func FuzzDecode(f *testing.F) {
	sound := copyOf(f)
	l, err := read(sound)
	if err != nil {
		f.Fatal(err)
	}
	for i, name := range []string{"norms.yaml", "contents.yaml", "classes.yaml"} {
		f.Add(i, sound["data/"+name].Data)
	}
	f.Add(0, []byte("versions: [{id: a, instrument: b, items: [{code: x, cap: 99999999999999999999}]}]"))
	f.Add(0, []byte("names: {x: n}\nversions: [{id: a, instrument: b, items: [{code: x, cap: 1, unit: u, cite: c, evidence: unverified}]}]"))
	f.Add(1, []byte("a: &a [*a]"))
	f.Add(2, []byte("\x00{"))
	f.Fuzz(func(t *testing.T, i int, data []byte) {
		if len(data) > 1<<16 {
			return
		}
		var contents contentsFile
		var classes classesFile
		switch i {
		case 0:
			if norms, err := readNorms("norms.yaml", data, nil, nil); err == nil {
				if book, err := norm.NewBook(norms.Versions, norms.Ceilings, nil); (book == nil) == (err == nil) {
					t.Errorf("book = %v, %v", book, err)
				}
			}
		case 1:
			if decode(data, &contents) == nil && contents.prepare() == nil && len(contents.Contents) == 0 {
				t.Error("an empty catalogue was accepted")
			}
		case 2:
			if decode(data, &classes) == nil && classes.check(l.contents.Renumbered) == nil && len(classes.Criteria) == 0 {
				t.Error("no criteria were accepted")
			}
		}
	})
}
