package cades

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"
	_ "crypto/sha256" // SHA-256 of signatures
	_ "crypto/sha512" // SHA-384 and SHA-512 of signatures
	"crypto/subtle"
	"crypto/x509"
	"encoding/asn1"
	"errors"
	"fmt"
	"time"
)

// What may be wrong with a signature.
var (
	ErrForm      = errors.New("the signature cannot be read")
	ErrAlgorithm = errors.New("the signature uses a method that is not accepted")
	ErrDigest    = errors.New("the content is not what was signed")
	ErrSignature = errors.New("the signature does not fit its certificate")
	ErrKey       = errors.New("the key does not belong to the certificate")
)

// maxCerts is how many certificates a signature may bring along.
const maxCerts = 20

// A Signature is a detached signature that has been read, not yet checked.
type Signature struct {
	Cert  *x509.Certificate   // of the signer
	Other []*x509.Certificate // what came along
	Time  time.Time           // when the signer says it was; zero when not said
	Hash  crypto.Hash         // of the content

	info   signerInfo
	attrs  []byte // as a SET, which is what is signed
	digest []byte
}

// Read reads a signature in DER. Behind it there may be zeros, with which a
// PDF file fills its place.
func Read(der []byte) (*Signature, error) {
	var outer contentInfo
	rest, err := asn1.Unmarshal(der, &outer)
	if err != nil || !outer.Type.Equal(oidSignedData) || len(bytes.Trim(rest, "\x00")) > 0 {
		return nil, fmt.Errorf("%w: no signed data", ErrForm)
	}
	var sd signedData
	if rest, err = asn1.Unmarshal(outer.Content.Bytes, &sd); err != nil || len(rest) > 0 {
		return nil, fmt.Errorf("%w: signed data", ErrForm)
	}
	if len(sd.Signers) != 1 || !sd.Content.Type.Equal(oidData) || len(sd.Content.Content.FullBytes) > 0 {
		return nil, fmt.Errorf("%w: not one signer of a content elsewhere", ErrForm)
	}
	s := &Signature{info: sd.Signers[0]}
	if err := s.readCerts(sd.Certs.Bytes); err != nil {
		return nil, err
	}
	if s.Hash, err = hashOf(s.info.Digest.Algorithm); err != nil {
		return nil, err
	}
	return s, s.readAttrs()
}

func hashOf(oid asn1.ObjectIdentifier) (crypto.Hash, error) {
	switch {
	case oid.Equal(oidSHA256):
		return crypto.SHA256, nil
	case oid.Equal(oidSHA384):
		return crypto.SHA384, nil
	case oid.Equal(oidSHA512):
		return crypto.SHA512, nil
	case oid.Equal(oidSHA1):
		return 0, fmt.Errorf("%w: SHA-1", ErrAlgorithm)
	}
	return 0, fmt.Errorf("%w: %s", ErrAlgorithm, oid)
}

func (s *Signature) readCerts(der []byte) error {
	for n := 0; len(der) > 0; n++ {
		var raw asn1.RawValue
		rest, err := asn1.Unmarshal(der, &raw)
		if err != nil || n == maxCerts {
			return fmt.Errorf("%w: certificates", ErrForm)
		}
		der = rest
		c, err := x509.ParseCertificate(raw.FullBytes)
		if err != nil {
			return fmt.Errorf("%w: certificate: %w", ErrForm, err)
		}
		signer := s.info.Signer
		if s.Cert == nil && bytes.Equal(c.RawIssuer, signer.Issuer.FullBytes) && signer.Serial != nil && c.SerialNumber.Cmp(signer.Serial) == 0 {
			s.Cert = c
			continue
		}
		s.Other = append(s.Other, c)
	}
	if s.Cert == nil {
		return fmt.Errorf("%w: the signer's certificate is missing", ErrForm)
	}
	return nil
}

// readAttrs reads the signed attributes: what kind of content, its digest, the
// certificate. Each stands once with one value.
func (s *Signature) readAttrs() error {
	if s.info.Attrs.Class != asn1.ClassContextSpecific || len(s.info.Attrs.Bytes) == 0 {
		return fmt.Errorf("%w: no signed attributes", ErrForm)
	}
	set, err := asn1.Marshal(asn1.RawValue{Tag: asn1.TagSet, IsCompound: true, Bytes: s.info.Attrs.Bytes})
	if err != nil {
		return fmt.Errorf("%w: signed attributes", ErrForm)
	}
	s.attrs = set
	seen := map[string][]byte{}
	for der := s.info.Attrs.Bytes; len(der) > 0; {
		var a attribute
		if der, err = asn1.Unmarshal(der, &a); err != nil || len(a.Values) != 1 || seen[a.Type.String()] != nil {
			return fmt.Errorf("%w: signed attributes", ErrForm)
		}
		seen[a.Type.String()] = a.Values[0].FullBytes
	}
	return s.takeAttrs(seen)
}

func (s *Signature) takeAttrs(seen map[string][]byte) error {
	var kind asn1.ObjectIdentifier
	if !whole(seen[oidContentType.String()], &kind) || !kind.Equal(oidData) {
		return fmt.Errorf("%w: kind of content", ErrForm)
	}
	if !whole(seen[oidDigest.String()], &s.digest) {
		return fmt.Errorf("%w: digest", ErrForm)
	}
	if der, ok := seen[oidTime.String()]; ok && !whole(der, &s.Time) {
		return fmt.Errorf("%w: time", ErrForm)
	}
	if der, ok := seen[oidCertV2.String()]; ok {
		return s.checkCert(der)
	}
	return nil
}

func whole(der []byte, out any) bool {
	rest, err := asn1.Unmarshal(der, out)
	return err == nil && len(rest) == 0
}

// checkCert compares the certificate with the one that was meant on signing.
func (s *Signature) checkCert(der []byte) error {
	var a signingCertificate
	if !whole(der, &a) || len(a.Certs) == 0 {
		return fmt.Errorf("%w: certificate named in it", ErrForm)
	}
	h := crypto.SHA256
	if oid := a.Certs[0].Algorithm.Algorithm; len(oid) > 0 {
		var err error
		if h, err = hashOf(oid); err != nil {
			return err
		}
	}
	d := h.New()
	d.Write(s.Cert.Raw)
	if subtle.ConstantTimeCompare(d.Sum(nil), a.Certs[0].Hash) != 1 {
		return fmt.Errorf("%w: another certificate was meant", ErrSignature)
	}
	return nil
}

// Check compares the digest of the content with the signed one, and the
// signature with its certificate. It does not ask who issued that.
func (s *Signature) Check(digest []byte) error {
	if subtle.ConstantTimeCompare(digest, s.digest) != 1 {
		return ErrDigest
	}
	h, err := s.signedHash()
	if err != nil {
		return err
	}
	d := h.New()
	d.Write(s.attrs)
	sum := d.Sum(nil)
	ok := false
	switch key := s.Cert.PublicKey.(type) {
	case *rsa.PublicKey:
		if n := key.N.BitLen(); n < 2048 || n > 8192 {
			return fmt.Errorf("%w: an RSA key of %d bits", ErrAlgorithm, n)
		}
		ok = rsa.VerifyPKCS1v15(key, h, sum, s.info.Signature) == nil
	case *ecdsa.PublicKey:
		ok = ecdsa.VerifyASN1(key, sum, s.info.Signature)
	}
	if !ok {
		return ErrSignature
	}
	return nil
}

// signedHash is the hash under the signature, when its method fits the key.
func (s *Signature) signedHash() (crypto.Hash, error) {
	_, isRSA := s.Cert.PublicKey.(*rsa.PublicKey)
	_, isEC := s.Cert.PublicKey.(*ecdsa.PublicKey)
	for _, m := range []struct {
		oid  asn1.ObjectIdentifier
		fits bool
		hash crypto.Hash
	}{
		{oidRSA, isRSA, s.Hash}, {oidRSA256, isRSA, crypto.SHA256}, {oidRSA384, isRSA, crypto.SHA384}, {oidRSA512, isRSA, crypto.SHA512},
		{oidECDSA256, isEC, crypto.SHA256}, {oidECDSA384, isEC, crypto.SHA384}, {oidECDSA512, isEC, crypto.SHA512},
	} {
		if m.fits && m.oid.Equal(s.info.Algorithm.Algorithm) {
			return m.hash, nil
		}
	}
	return 0, fmt.Errorf("%w: %s", ErrAlgorithm, s.info.Algorithm.Algorithm)
}
