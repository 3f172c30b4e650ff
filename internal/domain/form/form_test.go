package form

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"example.vn/khuyencong/internal/domain/instrument"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/fill"
	"example.vn/khuyencong/internal/platform/money"
)

// TestFormsCiteWhatTheRegisterHas: a basis that nobody can look up is none.
func TestFormsCiteWhatTheRegisterHas(t *testing.T) {
	t.Parallel()
	for _, k := range Kinds() {
		for _, number := range slices.Concat(k.body.Cites, k.body.National, k.body.Local) {
			if len(instrument.National().ByNumber(number)) == 0 {
				t.Errorf("%s cites %s, which the register does not have", k.Code, number)
			}
		}
	}
}

// TestEveryFieldHasANameOfItsOwn: a name twice would fill in either value.
func TestEveryFieldHasANameOfItsOwn(t *testing.T) {
	t.Parallel()
	var look func(of string, known []fill.Known)
	look = func(of string, known []fill.Known) {
		seen := map[string]bool{}
		for _, k := range known {
			if seen[k.Name] || k.Label == "" || !regexp.MustCompile(`^[a-z0-9_]+$`).MatchString(k.Name) {
				t.Errorf("%s: field %q (%s)", of, k.Name, k.Label)
			}
			seen[k.Name] = true
			look(of+"/"+k.Name, k.Rows)
		}
	}
	look("scheme", OfScheme.Fields())
	look("plan", OfPlan.Fields())
}

func TestBasisIsTheLawOfTheDay(t *testing.T) {
	t.Parallel()
	k := &Kind{body: spec{Cites: []string{"45/2012/NĐ-CP"}, National: []string{"68/2017/NĐ-CP"}, Local: []string{"46/2012/TT-BCT"}}}
	for day, want := range map[string][]string{
		"2020-04-05": {"45/2012/NĐ-CP ngày 21 tháng 5 năm 2012 của Chính phủ", "68/2017/NĐ-CP"},
		"2026-04-05": {"45/2012/NĐ-CP", "32/2024/NĐ-CP"}, // the one that took its place
		"2010-04-05": {},                                 // neither was there
	} {
		got := k.basis(instrument.National(), calendar.Must(day), true)
		if len(got) != len(want) {
			t.Errorf("%s: %q", day, got)
			continue
		}
		for i := range want {
			if !strings.HasPrefix(got[i], "Căn cứ ") || !strings.HasSuffix(got[i], ";") || !strings.Contains(got[i], want[i]) {
				t.Errorf("%s: %q, want %q", day, got[i], want[i])
			}
		}
	}
}

func TestNumbersOnPaper(t *testing.T) {
	t.Parallel()
	for v, want := range map[int64]string{0: "0", 1: "0,000001", 250_000_000: "250", 1_250_500_000: "1.250,5", -2_000_000: "-2", 1_000_000_000_000: "1.000.000"} {
		if got := millions(money.VND(v)); got != want {
			t.Errorf("%d: %s million, want %s", v, got, want)
		}
	}
	for day, want := range map[string]string{"2026-02-05": "ngày 05 tháng 02 năm 2026", "2026-03-10": "ngày 10 tháng 3 năm 2026", "2026-12-31": "ngày 31 tháng 12 năm 2026"} {
		if got := calendar.Must(day).Long(); got != want {
			t.Errorf("%s: %s, want %s", day, got, want)
		}
	}
}

// TestNoMarkIsTornApart: what opens inside a piece of text closes in it, since
// each piece is filled in by itself.
func TestNoMarkIsTornApart(t *testing.T) {
	t.Parallel()
	for _, k := range Kinds() {
		l := layout{mark: func(text string) {
			parts, err := fill.Parts(text)
			if err != nil {
				t.Errorf("%s: %v", k.Code, err)
			}
			depth := 0
			for _, p := range parts {
				switch p.Mark {
				case fill.Open, fill.Unset:
					depth++
				case fill.Close:
					depth--
				case fill.Text, fill.Field:
				}
			}
			if alone := strings.HasPrefix(text, "{{#") || strings.HasPrefix(text, "{{^") || strings.Contains(text, "{{/"); depth != 0 && !alone {
				t.Errorf("%s: %q", k.Code, text)
			}
		}}
		l.spec(k, heading{})
	}
}

// TestNoFormBringsAnAmount: every figure of money comes from the books.
func TestNoFormBringsAnAmount(t *testing.T) {
	t.Parallel()
	amount := regexp.MustCompile(`\d\s*(triệu|tỷ|nghìn)?\s*đồng|\d\.\d{3}\b`)
	for _, k := range Kinds() {
		for _, text := range append(texts(k.body.Body), texts(k.body.Annex)...) {
			if found := amount.FindString(text); found != "" {
				t.Errorf("%s: %q in %q", k.Code, found, text)
			}
		}
	}
}

func TestMarksCloseInTheirRun(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"a {{#x}}b{{/x}} **c {{#x}}d{{/x}}** ~e~": true,
		"{{#x}}**b**{{/x}}":                       false,
		"**{{#x}}b** c{{/x}}":                     false,
		"~{{^x}}b~{{/x}}":                         false,
	} {
		s := spec{Body: []part{{Do: []part{{Table: &table{Rows: []row{{Cells: []string{text}}}}}}}}}
		if got := s.runs() == nil; got != want {
			t.Errorf("%s: %v", text, got)
		}
	}
}

// TestDocsListEveryForm keeps docs/forms.md to what the forms say of themselves.
func TestDocsListEveryForm(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../../docs/forms.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range Kinds() {
		reference := map[bool]string{true: "yes"}[k.Reference]
		line := "| `" + k.Code + "` | " + string(k.Of) + " | " + k.Type + " | " + reference + " | " + k.Source + " |\n"
		if !strings.Contains(string(text), line) {
			t.Errorf("docs/forms.md lacks %s", line)
		}
	}
	if rows, kinds := strings.Count(string(text), "\n| `"), len(Kinds()); rows != kinds {
		t.Errorf("docs/forms.md lists %d forms of %d", rows, kinds)
	}
}
