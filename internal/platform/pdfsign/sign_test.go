package pdfsign_test

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"errors"
	"image"
	"image/color"
	"image/png"
	"os"
	"strings"
	"testing"

	"example.vn/khuyencong/internal/platform/cades/cadestest"
	"example.vn/khuyencong/internal/platform/pdffile"
	"example.vn/khuyencong/internal/platform/pdfsign"
)

type signer struct {
	key   crypto.Signer
	chain []*x509.Certificate
	ca    *cadestest.Authority
}

func newSigner(t testing.TB, ca *cadestest.Authority, name string, key crypto.Signer) signer {
	t.Helper()
	return signer{key, []*x509.Certificate{ca.Signer(t, name, key)}, ca}
}

func (s signer) sign(t testing.TB, pdf []byte, o pdfsign.Options) []byte {
	t.Helper()
	got, err := pdfsign.Sign(pdf, s.key, s.chain, o)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestTwoSignersInOrder(t *testing.T) {
	ca := cadestest.New(t, "Nhà chứng thực thử")
	first, second := newSigner(t, ca, "Nguyễn Văn An", cadestest.RSA(t)), newSigner(t, ca, "Trần Thị Bình", cadestest.ECDSA(t))
	for name, pdf := range map[string][]byte{"table": paper(), "streams": streams(t)} {
		t.Run(name, func(t *testing.T) {
			once := first.sign(t, pdf, pdfsign.Options{Name: "Nguyễn Văn An", Reason: "Người kiểm tra", Place: "Cao Bằng", At: at})
			twice := second.sign(t, once, pdfsign.Options{Name: "Trần Thị Bình", At: at, Look: &pdfsign.Look{
				Page: 0, Left: 300, Below: 100, Wide: 200, High: 80, PNG: seal(t)}})
			if !bytes.HasPrefix(twice, once) || !bytes.HasPrefix(once, pdf) {
				t.Error("what was there is not kept")
			}
			got, err := pdfsign.Verify(twice, ca.Roots(), at)
			if err != nil || len(got) != 2 {
				t.Fatalf("got %v, %v", got, err)
			}
			a, b := got[0], got[1]
			if !a.Sound() || a.Later != pdfsign.Signed || a.Cert.Subject.CommonName != "Nguyễn Văn An" ||
				a.Reason != "Người kiểm tra" || a.Place != "Cao Bằng" || !a.Claimed.Equal(at) || a.Ends != len(once) {
				t.Errorf("first: %+v", a)
			}
			if !b.Sound() || b.Later != pdfsign.Nothing || b.Field != "ChuKy2" {
				t.Errorf("second: %+v", b)
			}
			if !pdfsign.OnlySigned(pdf, twice) {
				t.Error("more than signatures is seen")
			}
			tool(t, twice, "qpdf", "--check")
			if out, ok := tool(t, twice, "pdfsig", "-nocert"); ok &&
				(strings.Count(out, "Signature is Valid") != 2 || !strings.Contains(out, "ETSI.CAdES.detached") ||
					!strings.Contains(out, "Total document signed")) {
				t.Errorf("pdfsig: %s", out)
			}
		})
	}
}

// Whichever byte of a signed file is changed, nobody is told that all is well.
func TestOneByteChanged(t *testing.T) {
	ca := cadestest.New(t, "Nhà chứng thực thử")
	signed := newSigner(t, ca, "A", cadestest.ECDSA(t)).sign(t, paper(), pdfsign.Options{At: at})
	start := bytes.Index(signed, []byte("/Contents <"))
	end := start + bytes.IndexByte(signed[start:], '>')
	for i := range signed {
		if i > start+len("/Contents ") && i < end {
			continue // the signature itself: package cades tries its bytes
		}
		bad := bytes.Clone(signed)
		bad[i] ^= 0x01
		got, err := pdfsign.Verify(bad, ca.Roots(), at)
		if err != nil {
			continue
		}
		for _, s := range got {
			if s.Sound() {
				t.Fatalf("byte %d: still sound", i)
			}
		}
	}
	bad := bytes.Replace(signed, []byte("100.000.000"), []byte("900.000.000"), 1)
	got, err := pdfsign.Verify(bad, ca.Roots(), at)
	if err != nil || len(got) != 1 || got[0].Verdict != pdfsign.Altered {
		t.Errorf("got %+v, %v", got, err)
	}
	if out, ok := tool(t, bad, "pdfsig", "-nocert"); ok && !strings.Contains(out, "Digest Mismatch") {
		t.Errorf("pdfsig: %s", out)
	}
}

func TestWhoIssuedAndWhen(t *testing.T) {
	ca, other := cadestest.New(t, "Nhà chứng thực thử"), cadestest.New(t, "Nhà khác")
	below := ca.Below(t, "Nhà cấp dưới")
	direct := newSigner(t, ca, "A", cadestest.ECDSA(t))
	deep := newSigner(t, below, "B", cadestest.ECDSA(t))
	whole := deep
	whole.chain = append(whole.chain, below.Cert)
	for name, c := range map[string]struct {
		by    signer
		roots *x509.CertPool
		years int
		want  pdfsign.Verdict
	}{
		"trusted":             {direct, ca.Roots(), 0, pdfsign.Good},
		"nobody trusted":      {direct, nil, 0, pdfsign.Unknown},
		"another authority":   {direct, other.Roots(), 0, pdfsign.Unknown},
		"expired":             {direct, ca.Roots(), 2, pdfsign.Expired},
		"not yet valid":       {direct, ca.Roots(), -1, pdfsign.Expired},
		"expired and unknown": {direct, other.Roots(), 2, pdfsign.Unknown},
		"link missing":        {deep, ca.Roots(), 0, pdfsign.Unknown},
		"link present":        {whole, ca.Roots(), 0, pdfsign.Good},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := pdfsign.Verify(c.by.sign(t, paper(), pdfsign.Options{}), c.roots, at.AddDate(c.years, 0, 0))
			if err != nil || len(got) != 1 || got[0].Verdict != c.want {
				t.Errorf("got %+v, %v", got, err)
			}
		})
	}
}

func TestWhatCannotBeSigned(t *testing.T) {
	ca := cadestest.New(t, "Nhà chứng thực thử")
	s := newSigner(t, ca, "A", cadestest.ECDSA(t))
	look := func(l pdfsign.Look) pdfsign.Options { return pdfsign.Options{Look: &l} }
	for name, c := range map[string]struct {
		pdf  []byte
		o    pdfsign.Options
		want error
	}{
		"no file":    {nil, pdfsign.Options{}, pdffile.ErrNotPDF},
		"no page":    {paper(), look(pdfsign.Look{Page: 3, Wide: 10, High: 10}), pdfsign.ErrPage},
		"off page":   {paper(), look(pdfsign.Look{Page: 1, Left: 590, Wide: 10, High: 10}), pdfsign.ErrPlace},
		"no picture": {paper(), look(pdfsign.Look{Page: 1, Wide: 10, High: 10, PNG: []byte("x")}), pdfsign.ErrImage},
		"no font":    {paper(), look(pdfsign.Look{Page: 1, Wide: 10, High: 10, Lines: []string{"x"}, Size: 9}), pdfsign.ErrFont},
		"cut off":    {paper()[:500], pdfsign.Options{}, pdffile.ErrBroken},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := pdfsign.Sign(c.pdf, s.key, s.chain, c.o); !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
		})
	}
}

// seal is a red ring on nothing.
func seal(t testing.TB) []byte {
	t.Helper()
	img := image.NewNRGBA(image.Rect(0, 0, 120, 120))
	for y := range 120 {
		for x := range 120 {
			if d := (x-60)*(x-60) + (y-60)*(y-60); d < 58*58 && d > 50*50 {
				img.Set(x, y, color.NRGBA{0xd0, 0, 0, 0xc0})
			}
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestStampIsDrawn(t *testing.T) {
	font, err := os.ReadFile("/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf")
	if err != nil {
		t.Skip("no font here")
	}
	ca := cadestest.New(t, "Nhà chứng thực thử")
	s := newSigner(t, ca, "A", cadestest.ECDSA(t))
	pdf := s.sign(t, paper(), pdfsign.Options{At: at, Look: &pdfsign.Look{
		Page: 1, Left: 300, Below: 100, Wide: 200, High: 120, PNG: seal(t), Font: font, Size: 10,
		Lines: []string{"Sở Công Thương tỉnh Cao Bằng", "Thời gian ký: 01/6/2026 09:30:00 +07:00", "ẴẶỬỮợẫ đĐ"},
	}})
	tool(t, pdf, "qpdf", "--check")
	if dir := os.Getenv("KC_LOOK"); dir != "" {
		if err := os.WriteFile(dir+"/stamp.pdf", pdf, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
