package pdfsign

import (
	"bytes"
	"cmp"
	"crypto/x509"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"time"
	"unicode/utf16"

	"example.vn/khuyencong/internal/platform/cades"
	"example.vn/khuyencong/internal/platform/pdffile"
)

// maxSignatures is how many signatures of a file are checked.
const maxSignatures = 20

// ErrMany says that a file has more signatures than are checked.
var ErrMany = fmt.Errorf("more than %d signatures", maxSignatures)

// A Verdict says what a signature is worth by itself.
type Verdict int

// The verdicts, the worst first, so that what was never judged is worth
// nothing.
const (
	Unreadable Verdict = iota // malformed, or it does not cover what it must
	Unaccepted                // a method that is not accepted, e.g. SHA-1
	Altered                   // the signed bytes were changed
	Forged                    // the signature does not fit its certificate
	Unknown                   // nobody who is trusted issued the certificate
	Expired                   // the certificate, or one above it, was not valid at the time
	Good
)

// Later says what a file got after a signature.
type Later int

// What may have come later.
const (
	Changed Later = iota // something else than signatures, or it cannot be told
	Signed               // nothing but further signatures
	Nothing              // the signature covers the whole file
)

// A Signature is what was found of one signature.
type Signature struct {
	Field   string // the name of its field
	Verdict Verdict
	Later   Later
	Ends    int // how many bytes of the file it covers, from the first

	Cert    *x509.Certificate // of the signer; nil when Unreadable or Unaccepted
	Claimed time.Time         // when the signer says it was; zero when not said
	Reason  string
	Place   string
}

// Sound reports whether the signature holds and what it signed is unchanged.
func (s Signature) Sound() bool { return s.Verdict == Good && s.Later != Changed }

// Verify checks every signature of a PDF file, in the order in which they
// were made. Certificates must lead to one of roots and be valid at the time
// at. An error means that the file cannot be read; a file without signatures
// has none.
func Verify(pdf []byte, roots *x509.CertPool, at time.Time) ([]Signature, error) {
	f, err := pdffile.Open(pdf)
	if err != nil {
		return nil, err
	}
	fields, err := signatureFields(f)
	if err != nil {
		return nil, err
	}
	if len(fields) > maxSignatures {
		return nil, ErrMany
	}
	var all []Signature
	steps := maxSteps
	for _, field := range fields {
		s := Signature{Field: readText(field.dict["T"])}
		if err := s.check(pdf, f, field, &steps, roots, at); err != nil {
			return nil, err
		}
		all = append(all, s)
	}
	slices.SortStableFunc(all, func(a, b Signature) int { return cmp.Compare(a.Ends, b.Ends) })
	return all, nil
}

func (s *Signature) check(pdf []byte, f *pdffile.File, field field, steps *int, roots *x509.CertPool, at time.Time) error {
	ref, ok := field.dict["V"].(pdffile.Ref)
	if !ok {
		return nil
	}
	d, err := f.Dict(ref)
	if err != nil || d == nil {
		return err
	}
	s.Reason, s.Place, s.Claimed = readText(d["Reason"]), readText(d["Location"]), readTime(d["M"])
	contents, end, ok := ranges(pdf, d)
	if !ok {
		return nil
	}
	s.Ends = end
	s.Later, ok = since(f, pdf[:end], ref, contents, steps)
	if !ok {
		return nil
	}
	if s.Later == Signed && level(f, d) == 1 {
		s.Later = Changed
	}
	s.Verdict = s.judge(pdf, d, contents, roots, at)
	return nil
}

// ranges checks that the signature covers everything from the first byte to
// some end but itself, and returns itself and that end.
func ranges(pdf []byte, d pdffile.Dict) (contents pdffile.String, end int, ok bool) {
	contents, ok = d["Contents"].(pdffile.String)
	r, isList := d["ByteRange"].(pdffile.Array)
	if !ok || !isList || len(r) != 4 || contents.Start <= 0 || pdf[contents.Start] != '<' {
		return contents, 0, false
	}
	var n [4]int
	for i := range r {
		v, isInt := r[i].(int64)
		if !isInt || v < 0 || v > int64(len(pdf)) {
			return contents, 0, false
		}
		n[i] = int(v)
	}
	end = n[2] + n[3]
	return contents, end, n[0] == 0 && n[1] == contents.Start && n[2] == contents.End && n[3] > 0 && end <= len(pdf)
}

// since compares the file with what it was when the signature was made. It is
// not ok when there was no such file, or the signature was not in it.
func since(f *pdffile.File, then []byte, ref pdffile.Ref, contents pdffile.String, steps *int) (Later, bool) {
	old, err := pdffile.Open(then)
	if err != nil {
		return Changed, false
	}
	d, err := old.Dict(ref)
	if err != nil {
		return Changed, false
	}
	if c, ok := d["Contents"].(pdffile.String); !ok || c.Start != contents.Start || c.End != contents.End {
		return Changed, false
	}
	switch {
	case old.Len() == f.Len():
		return Nothing, true
	case onlySigned(old, f, steps):
		return Signed, true
	}
	return Changed, true
}

// OnlySigned reports whether a file begins with the very bytes of before and
// got nothing since but signatures.
func OnlySigned(before, pdf []byte) bool {
	if !bytes.HasPrefix(pdf, before) {
		return false
	}
	old, err := pdffile.Open(before)
	if err != nil {
		return false
	}
	f, err := pdffile.Open(pdf)
	steps := maxSteps
	return err == nil && onlySigned(old, f, &steps)
}

func (s *Signature) judge(pdf []byte, d pdffile.Dict, contents pdffile.String, roots *x509.CertPool, at time.Time) Verdict {
	if sub := d["SubFilter"]; sub != pdffile.Name("ETSI.CAdES.detached") && sub != pdffile.Name("adbe.pkcs7.detached") {
		return Unaccepted
	}
	sig, err := cades.Read(contents.Bytes)
	if err != nil {
		return verdictOf(err)
	}
	s.Cert = sig.Cert
	if !sig.Time.IsZero() {
		s.Claimed = sig.Time
	}
	h := sig.Hash.New()
	h.Write(pdf[:contents.Start])
	h.Write(pdf[contents.End:s.Ends])
	if err := sig.Check(h.Sum(nil)); err != nil {
		return verdictOf(err)
	}
	return trust(sig, roots, at)
}

func verdictOf(err error) Verdict {
	switch {
	case errors.Is(err, cades.ErrAlgorithm):
		return Unaccepted
	case errors.Is(err, cades.ErrDigest):
		return Altered
	case errors.Is(err, cades.ErrSignature):
		return Forged
	}
	return Unreadable
}

// trust asks who issued the certificate.
func trust(sig *cades.Signature, roots *x509.CertPool, at time.Time) Verdict {
	if u := sig.Cert.KeyUsage; roots == nil || u != 0 && u&(x509.KeyUsageDigitalSignature|x509.KeyUsageContentCommitment) == 0 {
		return Unknown
	}
	o := x509.VerifyOptions{
		Roots: roots, Intermediates: x509.NewCertPool(), CurrentTime: at,
		KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny},
	}
	for _, c := range sig.Other {
		o.Intermediates.AddCert(c)
	}
	_, err := sig.Cert.Verify(o)
	if err == nil {
		return Good
	}
	if invalid, ok := errors.AsType[x509.CertificateInvalidError](err); ok && invalid.Reason == x509.Expired {
		// Expired says that its issuer is known: it must have held once.
		o.CurrentTime = sig.Cert.NotBefore.Add(time.Second)
		if _, err := sig.Cert.Verify(o); err == nil {
			return Expired
		}
	}
	return Unknown
}

func readText(o pdffile.Object) string {
	s, _ := o.(pdffile.String)
	b := s.Bytes[:min(len(s.Bytes), 1000)]
	if !bytes.HasPrefix(b, []byte{0xfe, 0xff}) {
		return string(bytes.ToValidUTF8(b, []byte("?")))
	}
	var units []uint16
	for b = b[2:]; len(b) > 1; b = b[2:] {
		units = append(units, binary.BigEndian.Uint16(b))
	}
	return string(utf16.Decode(units))
}

func readTime(o pdffile.Object) time.Time {
	s, _ := o.(pdffile.String)
	for _, form := range []string{"D:20060102150405-07'00'", "D:20060102150405-07'00", "D:20060102150405Z", "D:20060102150405Z00'00'", "D:20060102150405"} {
		if t, err := time.Parse(form, string(s.Bytes)); err == nil {
			return t
		}
	}
	return time.Time{}
}
