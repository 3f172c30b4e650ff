// Package cadestest makes certificate authorities and signers for tests. None
// of them is real.
package cadestest

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"testing"
	"time"
)

// Day is when every certificate here begins unless said otherwise.
var Day = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// An Authority issues certificates. They are valid for five years from Day,
// those of signers for one.
type Authority struct {
	Cert *x509.Certificate
	key  crypto.Signer
	next int64
}

// New makes an authority that is its own root.
func New(t testing.TB, name string) *Authority {
	t.Helper()
	key := ECDSA(t)
	c := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, NotBefore: Day, NotAfter: Day.AddDate(5, 0, 0),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	return &Authority{Cert: issue(t, c, c, key.Public(), key), key: key, next: 2}
}

// Roots returns a pool with the authority alone.
func (a *Authority) Roots() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(a.Cert)
	return pool
}

// Below makes an authority that a vouches for.
func (a *Authority) Below(t testing.TB, name string) *Authority {
	t.Helper()
	key := ECDSA(t)
	c := &x509.Certificate{
		SerialNumber: a.serial(), Subject: pkix.Name{CommonName: name}, NotBefore: Day, NotAfter: Day.AddDate(5, 0, 0),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	return &Authority{Cert: issue(t, c, a.Cert, key.Public(), a.key), key: key, next: 2}
}

// Signer issues a certificate for signing with key.
func (a *Authority) Signer(t testing.TB, name string, key crypto.Signer) *x509.Certificate {
	t.Helper()
	c := &x509.Certificate{
		SerialNumber: a.serial(), Subject: pkix.Name{CommonName: name, Organization: []string{"Dữ liệu minh họa"}},
		NotBefore: Day, NotAfter: Day.AddDate(1, 0, 0), KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageContentCommitment,
	}
	return issue(t, c, a.Cert, key.Public(), a.key)
}

func (a *Authority) serial() *big.Int {
	a.next++
	return big.NewInt(a.next)
}

func issue(t testing.TB, c, parent *x509.Certificate, pub crypto.PublicKey, key crypto.Signer) *x509.Certificate {
	t.Helper()
	der, err := x509.CreateCertificate(rand.Reader, c, parent, pub, key)
	if err != nil {
		t.Fatal(err)
	}
	got, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// ECDSA makes a key on P-256.
func ECDSA(t testing.TB) crypto.Signer {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// RSA makes a key of 2048 bits.
func RSA(t testing.TB) crypto.Signer {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	return key
}
