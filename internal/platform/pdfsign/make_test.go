package pdfsign_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// at is when the tests look at signatures.
var at = time.Date(2026, 6, 1, 9, 30, 0, 0, time.FixedZone("", 7*3600))

// paper is a file of two pages with a classic table.
func paper() []byte {
	content := "BT /F1 18 Tf 72 700 Td (So tien: 100.000.000 dong) Tj ET"
	return assemble(
		"<</Type/Catalog/Pages 2 0 R>>",
		"<</Type/Pages/Kids[3 0 R 6 0 R]/Count 2/MediaBox[0 0 595.28 841.89]>>",
		"<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
		fmt.Sprintf("<</Length %d>>\nstream\n%s\nendstream", len(content), content),
		"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
		"<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>/Annots[]>>",
	)
}

// assemble makes a file of these objects, numbered from 1; the first is the
// catalogue.
func assemble(objects ...string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	var at []int
	for i, o := range objects {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, n := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", n)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d/Root 1 0 R/ID[<01><02>]>>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, start)
	return b.Bytes()
}

// revise appends a revision in which objects stand under these numbers.
func revise(pdf []byte, objects map[int]string) []byte {
	s := string(pdf)
	start := s[strings.LastIndex(s, "startxref\n")+len("startxref\n"):]
	prev := start[:strings.Index(start, "\n")]
	b := bytes.NewBuffer(bytes.Clone(pdf))
	table := ""
	for n, o := range objects {
		table += fmt.Sprintf("%d 1\n%010d 00000 n \n", n, b.Len())
		fmt.Fprintf(b, "%d 0 obj\n%s\nendobj\n", n, o)
	}
	at := b.Len()
	fmt.Fprintf(b, "xref\n%strailer\n<</Size 100/Root 1 0 R/Prev %s>>\nstartxref\n%d\n%%%%EOF\n", table, prev, at)
	return b.Bytes()
}

// streams is the same paper with compressed objects and cross-reference, made
// by: qpdf --object-streams=generate --deterministic-id
func streams(t testing.TB) []byte {
	t.Helper()
	b, err := os.ReadFile("testdata/streams.pdf")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// tool runs a program on the file when the machine has it, and returns what
// it says.
func tool(t *testing.T, pdf []byte, name string, args ...string) (string, bool) {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Logf("no %s here", name)
		return "", false
	}
	dir := t.TempDir()
	file := filepath.Join(dir, "x.pdf")
	if err := os.WriteFile(file, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(path, append(args, file)...).CombinedOutput()
	if err != nil {
		t.Errorf("%s: %v\n%s", name, err, out)
	}
	return string(out), true
}
