// Package invoicetest writes and signs invoices for tests, with an authority of
// its own. It writes canonical XML by hand, so that what the reader makes of a
// signature is compared with something that it did not make itself.
package invoicetest

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1" //nolint:gosec // invoices signed with it exist
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"math/big"
	"strings"
	"testing"
	"time"
)

// A Sample is an invoice to be written; dữ liệu minh họa.
type Sample struct {
	Series, Number, Day              string
	SellerName, SellerTax            string
	BuyerName, BuyerTax              string
	Net, Tax, Total                  int64
	Head, Goods                      string // canonical XML to put into TTChung, and for DSHHDVu
	Words                            string // the total in words; "" for none
	Currency, NetAs, TotalAs, DataID string // instead of what is written otherwise
}

// Example is an invoice of 800 million đồng whose figures agree.
func Example() Sample {
	return Sample{
		Series: "C26TAA", Number: "88", Day: "2026-06-01", SellerName: "Công ty Máy thử", SellerTax: "0100109106",
		BuyerName: "Cơ sở thử", BuyerTax: "0123456787", Net: 740740741, Tax: 59259259, Total: 800000000,
	}
}

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// Data is the part of the invoice that is signed.
func (b Sample) Data() string {
	net, total := or(b.NetAs, fmt.Sprint(b.Net)), or(b.TotalAs, fmt.Sprint(b.Total))
	goods := or(b.Goods, `<HHDVu><TChat>1</TChat><STT>1</STT><THHDVu>Máy sấy chè</THHDVu><DVTinh>Cái</DVTinh><SLuong>1</SLuong><DGia>`+
		net+`</DGia><ThTien>`+net+`</ThTien><TSuat>8%</TSuat></HHDVu>`)
	return `<DLHDon Id="` + or(b.DataID, "data") + `"><TTChung><PBan>2.1.0</PBan><THDon>Hóa đơn giá trị gia tăng</THDon><KHMSHDon>1</KHMSHDon><KHHDon>` +
		b.Series + `</KHHDon><SHDon>` + b.Number + `</SHDon><NLap>` + b.Day + `</NLap><DVTTe>` + or(b.Currency, "VND") +
		`</DVTTe><TGia>1</TGia><HTTToan>CK</HTTToan>` + b.Head + `</TTChung><NDHDon><NBan><Ten>` + b.SellerName + `</Ten><MST>` + b.SellerTax +
		`</MST></NBan><NMua><Ten>` + b.BuyerName + `</Ten><MST>` + b.BuyerTax + `</MST></NMua><DSHHDVu>` + goods +
		`</DSHHDVu><TToan><THTTLTSuat><LTSuat><TSuat>8%</TSuat><ThTien>` + net + `</ThTien><TThue>` + fmt.Sprint(b.Tax) +
		`</TThue></LTSuat></THTTLTSuat><TgTCThue>` + net + `</TgTCThue><TgTThue>` + fmt.Sprint(b.Tax) + `</TgTThue><TgTTTBSo>` + total +
		`</TgTTTBSo>` + b.words() + `</TToan></NDHDon></DLHDon>`
}

func (b Sample) words() string {
	if b.Words == "" {
		return ""
	}
	return `<TgTTTBChu>` + b.Words + `</TgTTTBChu>`
}

// File puts an invoice together of its data and the signature of the seller,
// "" for none.
func File(data, signature string) []byte {
	return []byte(`<?xml version="1.0" encoding="UTF-8"?>` + "\n<HDon>" + data + `<MCCQT Id="ma">00ABCDEF0123456789ABCDEF0123456789</MCCQT><DSCKS><NBan>` +
		signature + "</NBan></DSCKS></HDon>\n")
}

// An Authority issues certificates.
type Authority struct {
	key  *rsa.PrivateKey
	cert *x509.Certificate
}

// A Signer has a certificate and signs.
type Signer struct {
	key  *rsa.PrivateKey
	cert []byte
	Old  bool   // sign with SHA-1
	Time string // Id of the time of signing; "luc-ky" when empty
}

const bits = 2048

// NewAuthority makes an authority.
func NewAuthority(t testing.TB) *Authority {
	t.Helper()
	return NewAuthorityCalled(t, "Nơi cấp chứng thư thử")
}

// NewAuthorityCalled makes an authority with a name.
func NewAuthorityCalled(t testing.TB, name string) *Authority {
	t.Helper()
	key, raw := issue(t, nil, pkix.Name{CommonName: name}, nil)
	cert, err := x509.ParseCertificate(raw)
	if err != nil {
		t.Fatal(err)
	}
	return &Authority{key: key, cert: cert}
}

// PEM is the certificate of the authority.
func (a *Authority) PEM() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: a.cert.Raw})
}

// Issue makes a signer for the company with that tax code.
func (a *Authority) Issue(t testing.TB, name, tax string) *Signer {
	t.Helper()
	subject := pkix.Name{CommonName: name, ExtraNames: []pkix.AttributeTypeAndValue{
		{Type: asn1.ObjectIdentifier{0, 9, 2342, 19200300, 100, 1, 1}, Value: "MST:" + tax},
	}}
	key, raw := issue(t, a.cert, subject, a.key)
	return &Signer{key: key, cert: raw}
}

func issue(t testing.TB, parent *x509.Certificate, subject pkix.Name, by *rsa.PrivateKey) (*rsa.PrivateKey, []byte) {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, bits)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: subject, IsCA: parent == nil, BasicConstraintsValid: true,
		NotBefore: time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC), NotAfter: time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC),
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	if parent == nil {
		parent, by = c, key
	}
	raw, err := x509.CreateCertificate(rand.Reader, c, parent, &key.PublicKey, by)
	if err != nil {
		t.Fatal(err)
	}
	return key, raw
}

func (s *Signer) digest(text string) []byte {
	if s.Old {
		sum := sha1.Sum([]byte(text)) //nolint:gosec // invoices signed with it exist
		return sum[:]
	}
	sum := sha256.Sum256([]byte(text))
	return sum[:]
}

const space = ` xmlns="http://www.w3.org/2000/09/xmldsig#"`

// Sign signs data, which is in canonical form and has the given Id, and the
// time of signing, as the programs of suppliers do.
func (s *Signer) Sign(t testing.TB, data, id, at string) string {
	t.Helper()
	return s.SignAs(t, data, "#"+id, at)
}

// SignAs is Sign with the address of the data as it is written.
func (s *Signer) SignAs(t testing.TB, data, uri, at string) string {
	t.Helper()
	method, digest, hash := "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", "http://www.w3.org/2001/04/xmlenc#sha256", crypto.SHA256
	if s.Old {
		method, digest, hash = "http://www.w3.org/2000/09/xmldsig#rsa-sha1", "http://www.w3.org/2000/09/xmldsig#sha1", crypto.SHA1
	}
	const canonical = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
	object := func(ns string) string {
		return `<Object` + ns + ` Id="` + or(s.Time, "luc-ky") + `"><SignatureProperties><SignatureProperty Target="#NBan"><SigningTime>` + at +
			`</SigningTime></SignatureProperty></SignatureProperties></Object>`
	}
	reference := func(to, text, transforms string) string {
		return `<Reference URI="` + to + `">` + transforms + `<DigestMethod Algorithm="` + digest + `"></DigestMethod><DigestValue>` +
			base64.StdEncoding.EncodeToString(s.digest(text)) + `</DigestValue></Reference>`
	}
	info := func(ns string) string {
		return `<SignedInfo` + ns + `><CanonicalizationMethod Algorithm="` + canonical + `"></CanonicalizationMethod><SignatureMethod Algorithm="` +
			method + `"></SignatureMethod>` + reference(uri, data,
			`<Transforms><Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"></Transform></Transforms>`) +
			reference("#"+or(s.Time, "luc-ky"), object(space), "") + `</SignedInfo>`
	}
	value, err := rsa.SignPKCS1v15(rand.Reader, s.key, hash, s.digest(info(space)))
	if err != nil {
		t.Fatal(err)
	}
	b64 := base64.StdEncoding.EncodeToString(value)
	return `<Signature` + space + ` Id="NBan">` + info("") + `<SignatureValue>` + b64[:64] + "\n" + b64[64:] + `</SignatureValue><KeyInfo><X509Data><X509Certificate>` +
		base64.StdEncoding.EncodeToString(s.cert) + `</X509Certificate></X509Data></KeyInfo>` + object("") + `</Signature>`
}

// Swap replaces one piece of a file, which must be there.
func Swap(t testing.TB, file []byte, old, fresh string) []byte {
	t.Helper()
	if !strings.Contains(string(file), old) {
		t.Fatalf("the file does not contain %q", old)
	}
	return []byte(strings.Replace(string(file), old, fresh, 1))
}
