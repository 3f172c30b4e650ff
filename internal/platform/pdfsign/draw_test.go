package pdfsign_test

import (
	"bytes"
	"errors"
	"testing"

	"rsc.io/qr"

	"example.vn/khuyencong/internal/platform/cades/cadestest"
	"example.vn/khuyencong/internal/platform/pdffile"
	"example.vn/khuyencong/internal/platform/pdfsign"
)

func square(t testing.TB) []byte {
	t.Helper()
	code, err := qr.Encode("https://khuyencong.example.vn", qr.M)
	if err != nil {
		t.Fatal(err)
	}
	return code.PNG()
}

func TestDrawingsComeInARevisionOfTheirOwn(t *testing.T) {
	t.Parallel()
	look := pdfsign.Look{Page: 1, Left: 20, Below: 10, Wide: 40, High: 40, PNG: square(t)}
	beside := look
	beside.Left = 80
	for name, pdf := range map[string][]byte{"table": paper(), "streams": streams(t)} {
		drawn, err := pdfsign.Draw(pdf, look, beside)
		if err != nil {
			t.Fatal(name, err)
		}
		if !bytes.HasPrefix(drawn, pdf) {
			t.Errorf("%s: what was there is another", name)
		}
		if n := bytes.Count(drawn[len(pdf):], []byte("cm /KhuyenCong")); n != 2 {
			t.Errorf("%s: %d drawings", name, n)
		}
		tool(t, drawn, "qpdf", "--check")
		// Whoever signs then signs the drawings too.
		ca := cadestest.New(t, "Nhà chứng thực thử")
		signed := newSigner(t, ca, "A", cadestest.ECDSA(t)).sign(t, drawn, pdfsign.Options{At: at})
		if got, err := pdfsign.Verify(signed, ca.Roots(), at); err != nil || len(got) != 1 || !got[0].Sound() {
			t.Errorf("%s: signed: %+v %v", name, got, err)
		}
	}
}

func TestADrawingHasItsPlace(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		look pdfsign.Look
		want error
	}{
		"beside the page": {pdfsign.Look{Page: 1, Left: 5000, Wide: 10, High: 10, PNG: square(t)}, pdfsign.ErrPlace},
		"no such page":    {pdfsign.Look{Page: 9, Wide: 10, High: 10, PNG: square(t)}, pdfsign.ErrPage},
		"no picture":      {pdfsign.Look{Page: 1, Wide: 10, High: 10, PNG: []byte("GIF89a")}, pdfsign.ErrImage},
	} {
		if _, err := pdfsign.Draw(paper(), c.look); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzDraw(f *testing.F) {
	f.Add(paper())
	f.Add(streams(f))
	f.Add(revise(paper(), map[int]string{3: "<</Type/Page/MediaBox[0 0 595 842]/Contents []/Resources 9 0 R>>"}))
	look := pdfsign.Look{Page: 1, Left: 20, Below: 10, Wide: 40, High: 40, PNG: square(f)}
	f.Fuzz(func(t *testing.T, pdf []byte) {
		drawn, err := pdfsign.Draw(pdf, look)
		if err != nil {
			return
		}
		if !bytes.HasPrefix(drawn, pdf) {
			t.Error("what was there is another")
		}
		if _, err := pdffile.Open(drawn); err != nil {
			t.Errorf("what was drawn on cannot be read: %v", err)
		}
	})
}
