package pdfsign_test

import (
	"bytes"
	"strings"
	"testing"

	"example.vn/khuyencong/internal/platform/cades/cadestest"
	"example.vn/khuyencong/internal/platform/page"
	"example.vn/khuyencong/internal/platform/pdfsign"
)

// The papers of the program itself can be signed, with a picture on the last
// sheet.
func TestOurOwnPapersAreSigned(t *testing.T) {
	var b bytes.Buffer
	if err := (page.Paper{Blocks: []page.Block{page.Para{Runs: []page.Run{{Text: "Quyết định"}}}}}).PDF(&b); err != nil {
		t.Fatal(err)
	}
	ca := cadestest.New(t, "Nhà chứng thực thử")
	s := newSigner(t, ca, "A", cadestest.ECDSA(t))
	once := s.sign(t, b.Bytes(), pdfsign.Options{At: at, Look: &pdfsign.Look{Left: 300, Below: 170, Wide: 140, High: 70, PNG: seal(t)}})
	twice := s.sign(t, once, pdfsign.Options{At: at})
	got, err := pdfsign.Verify(twice, ca.Roots(), at)
	if err != nil || len(got) != 2 || !got[0].Sound() || !got[1].Sound() || !pdfsign.OnlySigned(b.Bytes(), twice) {
		t.Fatalf("got %+v, %v", got, err)
	}
	tool(t, twice, "qpdf", "--check")
	if out, ok := tool(t, twice, "pdfsig", "-nocert"); ok && strings.Count(out, "Signature is Valid") != 2 {
		t.Errorf("pdfsig: %s", out)
	}
}
