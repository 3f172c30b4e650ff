package pdfsign

import (
	"bytes"
	"fmt"
	"testing"

	"example.vn/khuyencong/internal/platform/pdffile"
)

// linked is a file whose catalogue leads to n further objects, each to the next.
func linked(n int) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n")
	at := make([]int, 0, n+1)
	for i := 1; i <= n+1; i++ {
		at = append(at, b.Len())
		next := fmt.Sprintf("/N %d 0 R", i+1)
		if i == n+1 {
			next = ""
		}
		if i == 1 {
			next += "/Type/Catalog"
		}
		fmt.Fprintf(&b, "%d 0 obj\n<<%s>>\nendobj\n", i, next)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, offset := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", offset)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, start)
	return b.Bytes()
}

// TestAComparisonEndsWithItsSteps: a file is the same only when every object of
// it was compared; when the steps are used up, by it or by signatures that were
// looked at before, nothing is.
func TestAComparisonEndsWithItsSteps(t *testing.T) {
	const objects = 100
	f, err := pdffile.Open(linked(objects))
	if err != nil {
		t.Fatal(err)
	}
	steps := objects
	if !onlySigned(f, f, &steps) || steps != 0 {
		t.Fatalf("with a step for each object: %d are left", steps)
	}
	steps = objects - 1
	if onlySigned(f, f, &steps) {
		t.Error("one step too few, and the file is called the same")
	}
	steps = 2*objects + objects/2
	for i, want := range []bool{true, true, false, false} {
		if got := onlySigned(f, f, &steps); got != want {
			t.Errorf("comparison %d of files that share their steps: %v", i+1, got)
		}
	}
}
