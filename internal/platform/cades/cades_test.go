package cades_test

import (
	"bytes"
	"crypto"
	"crypto/sha256"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"example.vn/khuyencong/internal/platform/cades"
	"example.vn/khuyencong/internal/platform/cades/cadestest"
)

func digest(content []byte) []byte {
	sum := sha256.Sum256(content)
	return sum[:]
}

func TestSignedThenRead(t *testing.T) {
	ca := cadestest.New(t, "Nhà chứng thực thử")
	content := []byte("Quyết định")
	for name, key := range map[string]crypto.Signer{"rsa": cadestest.RSA(t), "ecdsa": cadestest.ECDSA(t)} {
		t.Run(name, func(t *testing.T) {
			cert := ca.Signer(t, "Nguyễn Văn A", key)
			der, err := cades.Sign(digest(content), key, []*x509.Certificate{cert, ca.Cert})
			if err != nil {
				t.Fatal(err)
			}
			s, err := cades.Read(append(der, 0, 0, 0))
			if err != nil {
				t.Fatal(err)
			}
			if err := s.Check(digest(content)); err != nil {
				t.Error(err)
			}
			if !s.Cert.Equal(cert) || len(s.Other) != 1 || !s.Time.IsZero() {
				t.Errorf("got %v, %d others, %v", s.Cert.Subject, len(s.Other), s.Time)
			}
			if err := s.Check(digest([]byte("Quyết định khác"))); !errors.Is(err, cades.ErrDigest) {
				t.Errorf("other content: got %v", err)
			}
			openssl(t, content, der, ca)
		})
	}
}

// openssl lets another program check the signature.
func openssl(t *testing.T, content, der []byte, ca *cadestest.Authority) {
	t.Helper()
	tool, err := exec.LookPath("openssl")
	if err != nil {
		t.Log("no openssl here")
		return
	}
	dir := t.TempDir()
	for name, data := range map[string][]byte{
		"content": content, "sig": der, "ca": pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: ca.Cert.Raw}),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command(tool, "cms", "-verify", "-cades", "-binary", "-inform", "DER", "-in", "sig", "-content", "content",
		"-CAfile", "ca", "-purpose", "any", "-attime", "1780000000", "-out", "got")
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("openssl: %v\n%s", err, out)
	}
}

func TestKeyOfSomebodyElse(t *testing.T) {
	ca := cadestest.New(t, "Nhà chứng thực thử")
	cert := ca.Signer(t, "A", cadestest.ECDSA(t))
	_, err := cades.Sign(digest(nil), cadestest.ECDSA(t), []*x509.Certificate{cert})
	if !errors.Is(err, cades.ErrKey) {
		t.Errorf("got %v", err)
	}
}

// Every byte of the signed parts counts: whichever is changed, the signature
// no longer holds, or is no longer read.
func TestEveryByteCounts(t *testing.T) {
	ca := cadestest.New(t, "Nhà chứng thực thử")
	key := cadestest.ECDSA(t)
	cert := ca.Signer(t, "A", key)
	sum := digest([]byte("x"))
	der, err := cades.Sign(sum, key, []*x509.Certificate{cert})
	if err != nil {
		t.Fatal(err)
	}
	held := 0
	for i := range der {
		bad := bytes.Clone(der)
		bad[i] ^= 0x01
		s, err := cades.Read(bad)
		if err == nil && s.Check(sum) == nil {
			held++ // versions and the list of digests are not signed
		}
	}
	if held > 40 {
		t.Errorf("%d of %d bytes may change", held, len(der))
	}
}

func FuzzRead(f *testing.F) {
	ca := cadestest.New(f, "Nhà chứng thực thử")
	key := cadestest.ECDSA(f)
	sum := digest([]byte("x"))
	der, err := cades.Sign(sum, key, []*x509.Certificate{ca.Signer(f, "A", key)})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(der)
	f.Fuzz(func(t *testing.T, b []byte) {
		s, err := cades.Read(b)
		if err != nil {
			return
		}
		if s.Check(digest([]byte("y"))) == nil {
			t.Error("another content passes")
		}
	})
}
