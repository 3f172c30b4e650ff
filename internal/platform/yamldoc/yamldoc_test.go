package yamldoc_test

import (
	"testing"

	"gopkg.in/yaml.v3"

	"example.vn/khuyencong/internal/platform/yamldoc"
)

const file = `# ghi chú đầu
items:
  - {code: a, cap: 1, unit: "cơ sở"} # ghi chú của a
  - code: b
    cap: 2
`

func parse(t *testing.T) *yaml.Node {
	t.Helper()
	var doc yaml.Node
	if err := yaml.Unmarshal([]byte(file), &doc); err != nil {
		t.Fatal(err)
	}
	return &doc
}

func TestSetChangesOneValueAndLeavesTheRest(t *testing.T) {
	doc := parse(t)
	yamldoc.Set(yamldoc.At(doc, "items", 0), "cap", "300")
	yamldoc.Set(yamldoc.At(doc, "items", 0), "unit", "mô hình")
	yamldoc.Set(yamldoc.At(doc, "items", 1), "cap", yamldoc.Number(0))
	yamldoc.Set(yamldoc.At(doc, "items", 1), "cite", "Điều 1")
	yamldoc.Set(yamldoc.At(doc, "items", 1), "gone", "")
	got, err := yamldoc.Encode(doc)
	if err != nil {
		t.Fatal(err)
	}
	const want = `# ghi chú đầu
items:
  - {code: a, cap: 300, unit: "mô hình"} # ghi chú của a
  - code: b
    cite: Điều 1
`
	if string(got) != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestLineNamesTheDeepestPartThatIsThere(t *testing.T) {
	doc := parse(t)
	for _, tt := range []struct {
		path []any
		want int
	}{
		{[]any{"items", 1, "cap"}, 5},
		{[]any{"items", 1, "none"}, 4},
		{[]any{"items", 9}, 3},
		{nil, 2},
	} {
		if got := yamldoc.Line(doc, tt.path...); got != tt.want {
			t.Errorf("Line(%v) = %d, want %d", tt.path, got, tt.want)
		}
	}
	if yamldoc.Line(nil, "a") != 1 || yamldoc.At(doc, "items", 7) != nil {
		t.Error("what is not there has no place")
	}
}

func TestAppendAddsOneItem(t *testing.T) {
	const item = `{name: "b", want: {due: "2027-01-01"}}`
	for file, want := range map[string]string{
		"":                              "cases:\n  - {name: \"b\", want: {due: \"2027-01-01\"}}\n",
		"cases:\n":                      "cases:\n  - {name: \"b\", want: {due: \"2027-01-01\"}}\n",
		"# ca\ncases: [{name: a}]\n":    "# ca\ncases:\n  - {name: a}\n  - {name: \"b\", want: {due: \"2027-01-01\"}}\n",
		"cases:\n  - name: a # ghi chú": "cases:\n  - name: a # ghi chú\n  - {name: \"b\", want: {due: \"2027-01-01\"}}\n",
	} {
		got, err := yamldoc.Append([]byte(file), "cases", item)
		if err != nil || string(got) != want {
			t.Errorf("%q: %v\n%s\nwant\n%s", file, err, got, want)
		}
	}
	for _, file := range []string{"cases: [", "other: 1\n"} {
		if _, err := yamldoc.Append([]byte(file), "cases", item); err == nil {
			t.Errorf("%q took an item", file)
		}
	}
}
