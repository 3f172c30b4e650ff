// Package cades makes and checks detached CMS signatures (RFC 5652) of the
// baseline level B-B: what a PDF, or any other file, carries as its signature.
//
// It signs with a crypto.Signer, so that the key may lie in a file, a token or
// a service elsewhere. It fetches nothing: neither certificates nor lists of
// revoked ones.
package cades

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"fmt"
	"math/big"
)

var (
	oidData        = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 1}
	oidSignedData  = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 2}
	oidContentType = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 3}
	oidDigest      = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 4}
	oidTime        = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 5}
	oidCertV2      = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 2, 47}
	oidSHA256      = asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 2, 1}
	oidSHA384      = asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 2, 2}
	oidSHA512      = asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 2, 3}
	oidSHA1        = asn1.ObjectIdentifier{1, 3, 14, 3, 2, 26}
	oidRSA         = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 1}
	oidRSA256      = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 11}
	oidRSA384      = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 12}
	oidRSA512      = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 13}
	oidECDSA256    = asn1.ObjectIdentifier{1, 2, 840, 10045, 4, 3, 2}
	oidECDSA384    = asn1.ObjectIdentifier{1, 2, 840, 10045, 4, 3, 3}
	oidECDSA512    = asn1.ObjectIdentifier{1, 2, 840, 10045, 4, 3, 4}
)

type contentInfo struct {
	Type    asn1.ObjectIdentifier
	Content asn1.RawValue `asn1:"explicit,tag:0"`
}

type signedData struct {
	Version int
	Digests []pkix.AlgorithmIdentifier `asn1:"set"`
	Content encapsulated
	Certs   asn1.RawValue `asn1:"optional,tag:0"`
	CRLs    asn1.RawValue `asn1:"optional,tag:1"`
	Signers []signerInfo  `asn1:"set"`
}

type encapsulated struct {
	Type    asn1.ObjectIdentifier
	Content asn1.RawValue `asn1:"explicit,optional,tag:0"`
}

type signerInfo struct {
	Version   int
	Signer    issuerSerial
	Digest    pkix.AlgorithmIdentifier
	Attrs     asn1.RawValue `asn1:"optional,tag:0"`
	Algorithm pkix.AlgorithmIdentifier
	Signature []byte
	Unsigned  asn1.RawValue `asn1:"optional,tag:1"`
}

type issuerSerial struct {
	Issuer asn1.RawValue
	Serial *big.Int
}

type attribute struct {
	Type   asn1.ObjectIdentifier
	Values []asn1.RawValue `asn1:"set"`
}

// signingCertificate is SigningCertificateV2 (RFC 5035).
type signingCertificate struct {
	Certs    []essCert
	Policies asn1.RawValue `asn1:"optional"`
}

type essCert struct {
	Algorithm pkix.AlgorithmIdentifier `asn1:"optional"` // absent: SHA-256
	Hash      []byte
	Issuer    asn1.RawValue `asn1:"optional"`
}

// Pending is a signature of which the signer has not yet signed.
type Pending struct {
	Digest    []byte // SHA-256 of the signed attributes: what the signer signs
	attrs     []byte // as a SET
	chain     []*x509.Certificate
	algorithm asn1.ObjectIdentifier
}

// Prepare begins the signature of content with this SHA-256 digest. The
// signer's certificate comes first in chain.
func Prepare(digest []byte, chain []*x509.Certificate) (*Pending, error) {
	if len(chain) == 0 || len(digest) != sha256.Size {
		return nil, errors.New("prepare signature: no certificate or no digest")
	}
	p := &Pending{chain: chain}
	switch chain[0].PublicKey.(type) {
	case *rsa.PublicKey:
		p.algorithm = oidRSA256
	case *ecdsa.PublicKey:
		p.algorithm = oidECDSA256
	default:
		return nil, fmt.Errorf("prepare signature: %T: %w", chain[0].PublicKey, ErrAlgorithm)
	}
	cert, err := certAttribute(chain[0])
	if err != nil {
		return nil, err
	}
	var attrs []attribute
	for _, a := range []struct {
		oid   asn1.ObjectIdentifier
		value any
	}{{oidContentType, oidData}, {oidDigest, digest}, {oidCertV2, cert}} {
		der, err := asn1.Marshal(a.value)
		if err != nil {
			return nil, fmt.Errorf("prepare signature: %w", err)
		}
		attrs = append(attrs, attribute{a.oid, []asn1.RawValue{{FullBytes: der}}})
	}
	// encoding/asn1 puts the members of a SET in the order of DER.
	if p.attrs, err = asn1.MarshalWithParams(attrs, "set"); err != nil {
		return nil, fmt.Errorf("prepare signature: %w", err)
	}
	sum := sha256.Sum256(p.attrs)
	p.Digest = sum[:]
	return p, nil
}

// certAttribute ties the signature to the certificate: nobody can put another
// one with the same key in its place.
func certAttribute(c *x509.Certificate) (any, error) {
	sum := sha256.Sum256(c.Raw)
	// GeneralNames with one directoryName [4], and the serial.
	name, err := asn1.Marshal(asn1.RawValue{Class: asn1.ClassContextSpecific, Tag: 4, IsCompound: true, Bytes: c.RawIssuer})
	if err != nil {
		return nil, fmt.Errorf("name of the issuer: %w", err)
	}
	issuer, err := asn1.Marshal(struct {
		Names  asn1.RawValue
		Serial *big.Int
	}{asn1.RawValue{Tag: asn1.TagSequence, IsCompound: true, Bytes: name}, c.SerialNumber})
	if err != nil {
		return nil, fmt.Errorf("issuer and serial: %w", err)
	}
	return struct {
		Certs []any
	}{[]any{struct {
		Hash   []byte
		Issuer asn1.RawValue
	}{sum[:], asn1.RawValue{FullBytes: issuer}}}}, nil
}

// Finish makes the signature from what the signer made of Digest.
func (p *Pending) Finish(signature []byte) ([]byte, error) {
	leaf := p.chain[0]
	var certs []byte
	for _, c := range p.chain {
		certs = append(certs, c.Raw...)
	}
	attrs := asn1.RawValue{}
	if _, err := asn1.Unmarshal(p.attrs, &attrs); err != nil {
		return nil, fmt.Errorf("signed attributes: %w", err)
	}
	sha := pkix.AlgorithmIdentifier{Algorithm: oidSHA256}
	algorithm := pkix.AlgorithmIdentifier{Algorithm: p.algorithm}
	if p.algorithm.Equal(oidRSA256) {
		algorithm.Parameters = asn1.NullRawValue
	}
	sd, err := asn1.Marshal(signedData{
		Version: 1,
		Digests: []pkix.AlgorithmIdentifier{sha},
		Content: encapsulated{Type: oidData},
		Certs:   asn1.RawValue{Class: asn1.ClassContextSpecific, Tag: 0, IsCompound: true, Bytes: certs},
		Signers: []signerInfo{{
			Version:   1,
			Signer:    issuerSerial{asn1.RawValue{FullBytes: leaf.RawIssuer}, leaf.SerialNumber},
			Digest:    sha,
			Attrs:     asn1.RawValue{Class: asn1.ClassContextSpecific, Tag: 0, IsCompound: true, Bytes: attrs.Bytes},
			Algorithm: algorithm,
			Signature: signature,
		}},
	})
	if err != nil {
		return nil, fmt.Errorf("signed data: %w", err)
	}
	return asn1.Marshal(contentInfo{oidSignedData, asn1.RawValue{
		Class: asn1.ClassContextSpecific, Tag: 0, IsCompound: true, Bytes: sd}})
}

// Sign signs content with this SHA-256 digest. key belongs to the first
// certificate of chain; it is handed a SHA-256 digest.
func Sign(digest []byte, key crypto.Signer, chain []*x509.Certificate) ([]byte, error) {
	p, err := Prepare(digest, chain)
	if err != nil {
		return nil, err
	}
	if k, ok := chain[0].PublicKey.(interface{ Equal(crypto.PublicKey) bool }); !ok || !k.Equal(key.Public()) {
		return nil, ErrKey
	}
	signature, err := key.Sign(rand.Reader, p.Digest, crypto.SHA256)
	if err != nil {
		return nil, fmt.Errorf("sign: %w", err)
	}
	return p.Finish(signature)
}
