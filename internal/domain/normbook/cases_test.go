package normbook_test

import (
	"strings"
	"testing"

	"example.vn/khuyencong/internal/domain/normbook"
)

// TestTheCasesOfTheLawHold runs the cases that a lawyer can read.
func TestTheCasesOfTheLawHold(t *testing.T) {
	cases, err := normbook.Cases()
	if err != nil {
		t.Fatal(err)
	}
	if len(cases) < 120 {
		t.Errorf("%d cases, want at least 120", len(cases))
	}
	for _, c := range cases {
		if wrong := c.Differs(normbook.Norms()); len(wrong) > 0 {
			t.Errorf("%s: %s: %s", c.Place, c.Name, strings.Join(wrong, "; "))
		}
	}
}
