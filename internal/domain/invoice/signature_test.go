package invoice_test

import (
	"bytes"
	"crypto/x509"
	"strings"
	"testing"

	"example.vn/khuyencong/internal/domain/invoice"
	"example.vn/khuyencong/internal/domain/invoice/invoicetest"
)

// A desk is an office that trusts one authority, and a supplier.
type desk struct {
	trust  *x509.CertPool
	issuer *invoicetest.Authority
	seller *invoicetest.Signer
}

func newDesk(t testing.TB) desk {
	t.Helper()
	a := invoicetest.NewAuthority(t)
	trust, err := invoice.ReadTrust(a.PEM())
	if err != nil {
		t.Fatal(err)
	}
	return desk{trust: trust, issuer: a, seller: a.Issue(t, "Công ty Máy thử", "0100109106")}
}

// signed is the example with the seller's signature.
func (d desk) signed(t testing.TB) []byte {
	t.Helper()
	data := invoicetest.Example().Data()
	return invoicetest.File(data, d.seller.Sign(t, data, "data", "2026-06-01T08:00:00"))
}

func TestTheVerdictOnASignature(t *testing.T) {
	d := newDesk(t)
	data, good := invoicetest.Example().Data(), d.signed(t)
	signature := func(file []byte) string {
		from, to := bytes.Index(file, []byte("<Signature ")), bytes.Index(file, []byte("</Signature>"))
		return string(file[from : to+len("</Signature>")])
	}
	swap := func(old, fresh string) []byte { return invoicetest.Swap(t, good, old, fresh) }
	other := strings.Replace(data, ">800000000<", ">900000000<", 1)
	stranger := invoicetest.NewAuthority(t).Issue(t, "Công ty Máy thử", "0100109106")
	for name, c := range map[string]struct {
		file  []byte
		trust *x509.CertPool
		want  invoice.Verdict
	}{
		"signed":                                  {good, d.trust, invoice.Trusted},
		"signed, nobody is trusted":               {good, nil, invoice.UnknownIssuer},
		"signed by a stranger":                    {invoicetest.File(data, stranger.Sign(t, data, "data", "2026-06-01T08:00:00")), d.trust, invoice.UnknownIssuer},
		"signed when the certificate was no more": {invoicetest.File(data, d.seller.Sign(t, data, "data", "2031-06-01T08:00:00")), d.trust, invoice.UnknownIssuer},
		"not signed":                              {invoicetest.File(data, ""), d.trust, invoice.Unsigned},
		"another total":                           {swap("<TgTTTBSo>800000000", "<TgTTTBSo>900000000"), d.trust, invoice.Altered},
		"another time":                            {swap("T08:00:00", "T09:00:00"), d.trust, invoice.Altered},
		"another digest":                          {swap("<DigestValue>", "<DigestValue>AAAA"), d.trust, invoice.Altered},
		"a comment inside":                        {swap("<SHDon>88", "<SHDon>8<!-- x -->8"), d.trust, invoice.Trusted},
		"other quotes and spaces in tags":         {swap(`<DLHDon Id="data">`, `<DLHDon   Id='data' >`), d.trust, invoice.Trusted},
		"lines of a program for Windows":          {bytes.Replace(good, []byte("<DSCKS>"), []byte("\r\n  <DSCKS>"), 1), d.trust, invoice.Trusted},
		"a namespace from outside":                {swap("<HDon>", `<HDon xmlns:x="urn:x">`), d.trust, invoice.Altered}, // it is part of what is signed
		"the signed invoice moved away":           {swap("<HDon>"+data, `<HDon>`+strings.Replace(other, `"data"`, `"khac"`, 1)+`<Cu>`+strings.ReplaceAll(data, "DLHDon", "DLHDonCu")+`</Cu>`), d.trust, invoice.Altered},
		"the signed Id on another element":        {swap(`<MCCQT Id="ma">`, `<MCCQT Id="data">`), d.trust, invoice.Malformed},
		"the Id in small letters elsewhere":       {swap(`<MCCQT Id="ma">`, `<MCCQT id="data">`), d.trust, invoice.Malformed},
		"the signed Id is not there":              {swap(`<DLHDon Id="data">`, `<DLHDon Id="khac">`), d.trust, invoice.Malformed},
		"only something else is signed":           {invoicetest.File(other, d.seller.Sign(t, `<MCCQT Id="ma">00ABCDEF0123456789ABCDEF0123456789</MCCQT>`, "ma", "2026-06-01T08:00:00")), d.trust, invoice.Malformed},
		"the same Id in two signatures":           {invoicetest.File(data, signature(good)+d.seller.Sign(t, data, "data", "2026-06-01T08:00:00")), d.trust, invoice.Malformed},
		"no certificate":                          {invoicetest.File(data, signature(good)[:strings.Index(signature(good), "<KeyInfo>")]+"</Signature>"), d.trust, invoice.Malformed},
		"a certificate that is none":              {swap("<X509Certificate>", "<X509Certificate>AAAA"), d.trust, invoice.Malformed},
		"an algorithm that is none":               {swap("xmldsig-more#rsa-sha256", "xmldsig-more#hmac-sha256"), d.trust, invoice.Malformed},
		"a transformation by program":             {swap("http://www.w3.org/2000/09/xmldsig#enveloped-signature", "http://www.w3.org/TR/1999/REC-xslt-19991116"), d.trust, invoice.Altered},
		"no list of what is signed":               {swap("<SignedInfo>", "<SignedInfo/><SignedInfo>"), d.trust, invoice.Malformed},
		"a broken value":                          {swap("<SignatureValue>", "<SignatureValue>%"), d.trust, invoice.Malformed},
	} {
		t.Run(name, func(t *testing.T) {
			i, err := invoice.Read(c.file, c.trust)
			if err != nil {
				t.Fatal(err)
			}
			if i.Verdict != c.want || i.Why == "" || i.Verdict.Label() == string(i.Verdict) {
				t.Errorf("verdict %s (%s), want %s", i.Verdict, i.Why, c.want)
			}
		})
	}
}

// Nothing is fetched: a reference to elsewhere is no reference.
func TestAReferenceToElsewhereIsNotFollowed(t *testing.T) {
	d := newDesk(t)
	data := invoicetest.Example().Data()
	for _, uri := range []string{"http://127.0.0.1:1/x", "file:///etc/passwd", "#xpointer(/)", "x"} {
		s := d.seller.SignAs(t, data, uri, "2026-06-01T08:00:00")
		i, err := invoice.Read(invoicetest.File(data, s), d.trust)
		if err != nil || i.Verdict != invoice.Malformed || !strings.Contains(i.Why, "không tải gì về") {
			t.Errorf("%s: %s, %v", uri, i.Why, err)
		}
	}
}

func TestASignatureOverTheWholeFileHolds(t *testing.T) {
	d := newDesk(t)
	data := invoicetest.Example().Data()
	around := func(s string) string {
		return "<HDon>" + data + "<DSCKS><NBan>" + s + "</NBan></DSCKS></HDon>"
	}
	file := around(d.seller.SignAs(t, around(""), "", "2026-06-01T08:00:00"))
	i, err := invoice.Read([]byte(file), d.trust)
	if err != nil || i.Verdict != invoice.Trusted {
		t.Errorf("%s, %v", i.Why, err)
	}
	i, err = invoice.Read(invoicetest.Swap(t, []byte(file), ">88<", ">89<"), d.trust)
	if err != nil || i.Verdict != invoice.Altered {
		t.Errorf("%s, %v", i.Why, err)
	}
}

func TestAnOldAlgorithmIsSaid(t *testing.T) {
	d := newDesk(t)
	d.seller.Old = true
	i, err := invoice.Read(d.signed(t), d.trust)
	if err != nil || i.Verdict != invoice.Trusted || len(i.Findings) != 1 || !strings.Contains(i.Findings[0].Text, "thuật toán cũ") {
		t.Errorf("%+v, %v", i, err)
	}
}

func TestWhoSignedIsComparedWithWhoSells(t *testing.T) {
	d := newDesk(t)
	d.seller = d.issuer.Issue(t, "Công ty khác", "0123456787")
	i, err := invoice.Read(d.signed(t), d.trust)
	if err != nil || i.Signatures[0].TaxCode != "0123456787" || !strings.Contains(strings.Join(wrong(i), ""), "khác mã số thuế bên bán") {
		t.Errorf("%+v, %v", i, err)
	}
}

func TestSeveralSignaturesAreJudgedTogether(t *testing.T) {
	d := newDesk(t)
	data := invoicetest.Example().Data()
	other, stranger := d.issuer.Issue(t, "Công ty Máy thử", "0100109106"), invoicetest.NewAuthority(t).Issue(t, "Kẻ lạ", "0100109106")
	other.Time, stranger.Time = "luc-ky-2", "luc-ky-3"
	sign := func(s *invoicetest.Signer) string { return s.Sign(t, data, "data", "2026-06-01T08:00:00") }
	broken := func(s string) string { return strings.Replace(s, "T08:00:00", "T08:00:01", 1) }
	tax := func(file []byte, s string) []byte {
		return invoicetest.Swap(t, file, "</NBan></DSCKS>", "</NBan><CQT>"+s+"</CQT></DSCKS>")
	}
	for name, c := range map[string]struct {
		file []byte
		want invoice.Verdict
		says string // part of a finding
	}{
		"two of the seller":                     {invoicetest.File(data, sign(d.seller)+sign(other)), invoice.Trusted, ""},
		"two of the seller, one by a stranger":  {invoicetest.File(data, sign(d.seller)+sign(stranger)), invoice.UnknownIssuer, ""},
		"two of the seller, one broken":         {invoicetest.File(data, broken(sign(other))+sign(d.seller)), invoice.Altered, ""},
		"of the tax authority too":              {tax(invoicetest.File(data, sign(d.seller)), sign(other)), invoice.Trusted, ""},
		"of the tax authority, broken":          {tax(invoicetest.File(data, sign(d.seller)), broken(sign(other))), invoice.Trusted, "Chữ ký của cơ quan thuế không khớp"},
		"of the tax authority alone":            {tax(invoicetest.File(data, ""), sign(other)), invoice.Unsigned, "Bên bán chưa ký số"},
		"of the tax authority alone and broken": {tax(invoicetest.File(data, ""), broken(sign(other))), invoice.Altered, ""},
		"too many":                              {invoicetest.File(data, strings.Repeat(sign(d.seller), 6)), invoice.Malformed, ""},
	} {
		i, err := invoice.Read(c.file, d.trust)
		if err != nil {
			t.Fatal(err)
		}
		found := ""
		for _, f := range i.Findings {
			found += f.Text
		}
		if i.Verdict != c.want || !strings.Contains(found, c.says) || c.says == "" && found != "" {
			t.Errorf("%s: verdict %s (%s) with %q, want %s with %q", name, i.Verdict, i.Why, found, c.want, c.says)
		}
	}
}

func TestTrustIsReadFromPEM(t *testing.T) {
	a, b := invoicetest.NewAuthority(t), invoicetest.NewAuthority(t)
	trust, err := invoice.ReadTrust(append(a.PEM(), b.PEM()...))
	if err != nil {
		t.Fatal(err)
	}
	data := invoicetest.Example().Data()
	i, err := invoice.Read(invoicetest.File(data, b.Issue(t, "x", "1").Sign(t, data, "data", "")), trust)
	if err != nil || i.Verdict != invoice.Trusted {
		t.Errorf("%s, %v", i.Why, err)
	}
	for _, bad := range []string{"", "x", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"} {
		if _, err := invoice.ReadTrust([]byte(bad)); err == nil {
			t.Errorf("%q is taken for certificates", bad)
		}
	}
}

// However a signed file is changed, it is either no longer valid or still says
// what was signed.
func FuzzVerify(f *testing.F) {
	d := newDesk(f)
	good := d.signed(f)
	want, err := invoice.Read(good, d.trust)
	if err != nil || want.Verdict != invoice.Trusted {
		f.Fatal(err)
	}
	f.Add(0, 0, []byte(nil))
	f.Add(len(good)/2, 1, []byte("1"))
	f.Add(bytes.Index(good, []byte("<TgTTTBSo>")), 10, []byte("<TgTTTBSo>9<!-- -->"))
	f.Fuzz(func(t *testing.T, at, cut int, in []byte) {
		if at < 0 || cut < 0 || at > len(good) || cut > len(good)-at {
			return
		}
		i, err := invoice.Read(bytes.Join([][]byte{good[:at], good[at+cut:]}, in), d.trust)
		if err != nil || i.Verdict != invoice.Trusted {
			return
		}
		if i.Total != want.Total || i.Number != want.Number || i.Symbol() != want.Symbol() || i.Seller != want.Seller || i.Buyer != want.Buyer || i.IssuedOn != want.IssuedOn {
			t.Fatalf("trusted, and says %+v", i)
		}
	})
}
