package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestRunCountsEveryNamedTestOnce(t *testing.T) {
	cases := []struct {
		name, in string
		ok       bool
		counts   string
		shows    string
		saw      bool
	}{
		{
			name: "a pass, a skip and a subtest",
			in: `{"Action":"pass","Package":"p","Test":"TestA/one"}
{"Action":"pass","Package":"p","Test":"TestA"}
{"Action":"skip","Package":"p","Test":"TestB"}
{"Action":"pass","Package":"p","Elapsed":1.5}`,
			ok: true, counts: "2 0 1\n", shows: "skip  p TestB",
		},
		{
			name: "a failure shows its output",
			in: `{"Action":"output","Package":"p","Test":"TestA","Output":"got 1, want 2\n"}
{"Action":"fail","Package":"p","Test":"TestA"}
{"Action":"fail","Package":"p"}`,
			ok: false, counts: "0 1 0\n", shows: "got 1, want 2",
		},
		{
			name: "a package that does not build counts as one failure",
			in: `{"ImportPath":"p","Action":"build-output","Output":"x.go:1: undefined: y\n"}
{"Action":"fail","Package":"p","FailedBuild":"p"}`,
			ok: false, counts: "0 1 0\n", shows: "undefined: y",
		},
		{
			name: "a panic shows what the unfinished test had said",
			in: `{"Action":"output","Package":"p","Test":"TestA","Output":"panic: boom\n"}
{"Action":"fail","Package":"p"}`,
			ok: false, counts: "0 1 0\n", shows: "panic: boom",
		},
		{
			name: "a skip says why",
			in: `{"Action":"output","Package":"p","Test":"TestB","Output":"    b_test.go:7: needs root\n"}
{"Action":"skip","Package":"p","Test":"TestB"}
{"Action":"pass","Package":"p","Test":"TestA"}`,
			ok: true, counts: "1 0 1\n", shows: "needs root",
		},
		{
			name: "what was measured is shown",
			in: `{"Action":"output","Package":"p","Test":"TestA","Output":"    a_test.go:7: 3 of 3\n"}
{"Action":"pass","Package":"p","Test":"TestA","Elapsed":2}`,
			ok: true, counts: "1 0 0\n", shows: "saw   p TestA, 2.0s\n        3 of 3", saw: true,
		},
		{name: "nothing ran", in: "", ok: false, counts: "0 1 0\n", shows: "no test ran"},
		{
			name: "other text is passed on",
			in:   "go: some warning\n{\"Action\":\"pass\",\"Package\":\"p\",\"Test\":\"TestA\"}",
			ok:   true, counts: "1 0 0\n", shows: "go: some warning",
		},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "counts")
			var out strings.Builder
			ok, err := run(strings.NewReader(c.in), &out, file, c.saw)
			if err != nil {
				t.Fatal(err)
			}
			if ok != c.ok {
				t.Errorf("run = %v, want %v", ok, c.ok)
			}
			got, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if string(got) != c.counts {
				t.Errorf("counts = %q, want %q", got, c.counts)
			}
			if !strings.Contains(out.String(), c.shows) {
				t.Errorf("output %q does not show %q", out.String(), c.shows)
			}
		})
	}
}
