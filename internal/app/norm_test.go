package app

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// printed is what norm explain prints in JSON.
type printed struct {
	Eligible   *bool  `json:"eligible"`
	Ceiling    *int64 `json:"ceiling_vnd"`
	Own        *int64 `json:"own_contribution_vnd"`
	Instrument string `json:"instrument"`
	Steps      []struct {
		Text     string `json:"text"`
		Amount   *int64 `json:"amount_vnd"`
		Basis    string `json:"basis"`
		Verified bool   `json:"verified"`
	} `json:"steps"`
	Missing  []string `json:"missing"`
	Warnings []string `json:"warnings"`
}

func explain(t *testing.T, args ...string) (x printed) {
	t.Helper()
	a := run(t, "", append([]string{"norm", "explain", "--format", "json"}, args...)...)
	if a.status != 0 {
		t.Fatalf("norm explain %v: %d, %s", args, a.status, a.stderr)
	}
	if err := json.Unmarshal([]byte(a.stdout), &x); err != nil {
		t.Fatalf("%v in %s", err, a.stdout)
	}
	return x
}

// write puts text into a file of the test.
func write(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestNormExplain(t *testing.T) {
	t.Parallel()
	x := explain(t, "--content", "advanced_machinery", "--on", "2020-08-31", "--fund", "national", "--cost", "403000001")
	if x.Eligible == nil || !*x.Eligible || x.Ceiling == nil || *x.Ceiling != 201_500_000 || x.Own == nil || *x.Own != 201_500_001 {
		t.Errorf("explain = %+v", x)
	}
	if len(x.Steps) < 3 || x.Steps[0].Amount == nil || *x.Steps[0].Amount != 201_500_000 || !x.Steps[0].Verified || !strings.Contains(x.Steps[0].Basis, "TT 28/2018") {
		t.Errorf("steps = %+v", x.Steps)
	}
	x = explain(t, "--content", "digital_transformation", "--on", "2025-10-15", "--fund", "national")
	if x.Eligible != nil || x.Ceiling != nil || len(x.Warnings) == 0 || !strings.Contains(x.Warnings[0], "mức chi") {
		t.Errorf("without a rule: %+v", x)
	}
	facts := write(t, "facts.yaml", "know: {difficulty: none}\n")
	x = explain(t, "--content", "enterprise_establishment", "--on", "2020-01-01", "--fund", "national", "--facts", facts)
	if x.Eligible == nil || *x.Eligible {
		t.Errorf("nowhere difficult and still eligible: %+v", x)
	}
}

func TestNormCommandsRefuseInOneSentence(t *testing.T) {
	t.Parallel()
	base := []string{"norm", "explain", "--content", "tech_transfer", "--fund", "national"}
	for _, tt := range []struct {
		args []string
		says string
	}{
		{append(base, "--on", "hôm qua"), "Ngày của --on"},
		{append(base, "--on", "2020-01-01", "--cost", "nhiều"), "--cost"},
		{append(base, "--on", "2020-01-01", "--province", "99"), "Không có tỉnh"},
		{append(base, "--on", "2020-01-01", "--facts", "/nowhere/x.yaml"), "Không thấy tệp"},
		{append(base, "--on", "2020-01-01", "--facts", write(t, "f.yaml", "know: {moon: full}\n")), "f.yaml:1: Không có dữ kiện “moon”"},
		{append(base, "--on", "2020-01-01", "--facts", write(t, "g.yaml", "units: 1\ncolour: red\n")), "g.yaml:2"},
		{append(base, "--on", "2020-01-01", "--rules", write(t, "r.yaml", "versions: [{id: a, instrument: b, items: [{code: x, ratio_bp: -1}]}]\n")), "r.yaml:1"},
		{[]string{"norm", "diff", "v2014_ttlt26", "v1999"}, "v1999"},
		{[]string{"norm", "test", write(t, "c.yaml", "cases:\n  - {name: x}\n")}, "c.yaml:2"},
	} {
		a := run(t, "", tt.args...)
		if a.status == 0 || !strings.Contains(a.stderr, tt.says) || strings.Count(strings.TrimSpace(a.stderr), "\n") > 0 {
			t.Errorf("%v: %d, %q, want one line that says %q", tt.args, a.status, a.stderr, tt.says)
		}
	}
}

func TestNormTestAndDiff(t *testing.T) {
	t.Parallel()
	if a := run(t, "", "norm", "test"); a.status != 0 || !strings.Contains(a.stdout, ", 0 ca sai") && !strings.Contains(a.stdout, "0 ca sai") {
		t.Errorf("norm test: %d, %s", a.status, a.stdout)
	}
	wrong := write(t, "wrong.yaml", `cases:
  - {name: "sai", content: advanced_machinery, on: "2020-01-01", fund: national, cost: 1000000000, want: {ceiling: 300000001, cites: "TT 28/2018"}}
`)
	if a := run(t, "", "norm", "test", wrong); a.status == 0 || !strings.Contains(a.stdout, "wrong.yaml:2: sai: mức trần 300.000.000 đ, mong đợi 300.000.001 đ") {
		t.Errorf("a wrong case: %d, %s", a.status, a.stdout)
	}
	a := run(t, "", "norm", "diff", "v2014_ttlt26", "v2018_tt28")
	if a.status != 0 || !strings.Contains(a.stdout, "không quá 200.000.000 đ/cơ sở → tối đa 50% chi phí, không quá 300.000.000 đ/cơ sở") {
		t.Errorf("norm diff: %d, %s", a.status, a.stdout)
	}
	if strings.Contains(run(t, "", "norm", "diff", "v2018_tt28", "v2018_tt28").stdout, "→") {
		t.Error("a version differs from itself")
	}
	if a := run(t, "", "norm", "facts"); !strings.Contains(a.stdout, "capital_vnd: vốn đăng ký") {
		t.Errorf("norm facts: %s", a.stdout)
	}
}
