package invoice

import (
	"bytes"
	"crypto/x509"
	"encoding/pem"
	"slices"
	"time"

	"example.vn/khuyencong/internal/platform/calendar"
)

// A Verdict (kết luận về chữ ký) says what a signature is worth.
type Verdict string

// The verdicts. Only Altered and Malformed speak against the file itself.
const (
	Trusted       Verdict = "trusted"        // holds, and the office knows who issued the certificate
	UnknownIssuer Verdict = "unknown_issuer" // holds, but the issuer of the certificate is not known here
	Unsigned      Verdict = "unsigned"       // the seller has not signed
	Altered       Verdict = "altered"        // the content is not what was signed
	Malformed     Verdict = "malformed"      // the signature is not over this invoice, or unreadable
)

// Label returns the Vietnamese name of the verdict.
func (v Verdict) Label() string {
	switch v {
	case Trusted:
		return "Chữ ký hợp lệ"
	case UnknownIssuer:
		return "Chữ ký khớp, chưa rõ nơi cấp"
	case Unsigned:
		return "Không có chữ ký"
	case Altered:
		return "Đã bị sửa sau khi ký"
	case Malformed:
		return "Chữ ký sai cấu trúc"
	}
	return string(v)
}

// Holds reports whether a file with this verdict may serve as the supplier's
// own invoice.
func (v Verdict) Holds() bool { return v != Altered && v != Malformed }

// A Signature is one signature of the file.
type Signature struct {
	By       string    `json:"by"` // "NBan" for the seller, "CQT" for the tax authority, "NMua", other
	Verdict  Verdict   `json:"verdict"`
	Why      string    `json:"why"`              // in a sentence
	Signer   string    `json:"signer,omitempty"` // who the certificate is for
	Issuer   string    `json:"issuer,omitempty"` // who issued the certificate
	TaxCode  string    `json:"tax_code,omitempty"`
	Claimed  time.Time `json:"claimed_at,omitzero"`          // when the signer says it was signed; no one else vouches for it
	Outdated bool      `json:"outdated_algorithm,omitempty"` // SHA-1
}

// ReadTrust reads the certificates of the authorities that an office trusts, in
// PEM one after another. A block that is no certificate is an Invalid fault.
func ReadTrust(data []byte) (*x509.CertPool, error) {
	roots := x509.NewCertPool()
	n := 0
	for rest := data; len(bytes.TrimSpace(rest)) > 0; n++ {
		block, after := pem.Decode(rest)
		if block == nil {
			break
		}
		rest = after
		c, err := x509.ParseCertificate(block.Bytes)
		if block.Type != "CERTIFICATE" || err != nil {
			return nil, refuse("Tệp chứng thư tin cậy có phần không phải là chứng thư (CERTIFICATE).")
		}
		roots.AddCert(c)
	}
	if n == 0 {
		return nil, refuse("Tệp chứng thư tin cậy không có chứng thư nào ở dạng PEM.")
	}
	return roots, nil
}

// known reports whether the certificate leads to an authority that is trusted
// and was valid at that time. Nothing is fetched: whether it has been revoked
// is not known.
func known(roots *x509.CertPool, c *x509.Certificate, others []*x509.Certificate, at time.Time) bool {
	if roots == nil { // the library would ask the machine
		return false
	}
	between := x509.NewCertPool()
	for _, o := range others {
		between.AddCert(o)
	}
	_, err := c.Verify(x509.VerifyOptions{
		Roots: roots, Intermediates: between, CurrentTime: at, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny},
	})
	return err == nil
}

// worst orders the verdicts from the worst to the best.
var worst = []Verdict{Malformed, Altered, UnknownIssuer, Trusted}

// judge verifies every signature of the file and draws the verdict: the worst
// of the seller's. Where the seller has not signed, another signature that does
// not hold speaks against the file; otherwise it is a finding, for what is read
// is what the seller signed.
func (d *document) judge(i *Invoice, trust *x509.CertPool) {
	i.Verdict, i.Why = Unsigned, "Tệp không có chữ ký số của bên bán."
	all := d.signatures()
	if len(all) > maxSignatures {
		i.Verdict, i.Why = Malformed, "Tệp có quá nhiều chữ ký."
		return
	}
	for _, e := range all {
		s := d.verify(e, i.IssuedOn, trust)
		i.Signatures = append(i.Signatures, s)
		if s.By == seller && (i.Verdict == Unsigned || slices.Index(worst, s.Verdict) < slices.Index(worst, i.Verdict)) {
			i.Verdict, i.Why = s.Verdict, s.Why
		}
	}
	signed := i.Verdict != Unsigned
	for _, s := range i.Signatures {
		i.lookAtSigner(s)
		switch {
		case s.By == seller || s.Verdict.Holds():
		case signed:
			i.find(true, "Chữ ký "+signers[s.By]+" không khớp: "+s.Why)
		default:
			i.Verdict, i.Why = s.Verdict, s.Why
		}
	}
	if i.Verdict == Unsigned {
		i.find(false, "Bên bán chưa ký số. Hóa đơn khởi tạo từ máy tính tiền có thể không có chữ ký số của bên bán (chưa kiểm chứng); hóa đơn khác thì phải có.")
	}
}

// lookAtSigner compares who signed with who sells.
func (i *Invoice) lookAtSigner(s Signature) {
	if s.Outdated && s.Verdict.Holds() {
		i.find(false, "Chữ ký "+signers[s.By]+" dùng thuật toán cũ (SHA-1), không còn được coi là an toàn.")
	}
	if s.By != seller || !s.Verdict.Holds() {
		return
	}
	switch {
	case s.TaxCode == "":
		i.find(false, "Chứng thư số của bên bán không ghi mã số thuế nên không so được với bên bán.")
	case digits(s.TaxCode) != digits(i.Seller.TaxCode):
		i.find(true, "Chứng thư số ghi mã số thuế "+short(s.TaxCode)+", khác mã số thuế bên bán "+short(i.Seller.TaxCode)+"; chỉ đúng khi bên bán đã ủy nhiệm lập hóa đơn.")
	}
}

// seller is where the seller's signature stands.
const seller = "NBan"

var signers = map[string]string{seller: "của bên bán", "CQT": "của cơ quan thuế", "NMua": "của bên mua", "": "khác"}

// digits leaves the digits of a code.
func digits(s string) string {
	var b []byte
	for _, c := range []byte(s) {
		if c >= '0' && c <= '9' {
			b = append(b, c)
		}
	}
	return string(b)
}

// signedAt is when the signature says it was made, or noon of the invoice's
// day.
func signedAt(claimed time.Time, issued calendar.Date) time.Time {
	if !claimed.IsZero() {
		return claimed
	}
	return issued.Start().Add(12 * time.Hour)
}
