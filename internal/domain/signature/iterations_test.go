package signature

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"math/big"
	"strings"
	"testing"
	"time"

	"software.sslmate.com/src/go-pkcs12"

	"example.vn/khuyencong/internal/platform/fault"
)

// keyFile is a key with its certificate, as an encoder writes it.
func keyFile(t testing.TB, enc *pkcs12.Encoder) []byte {
	t.Helper()
	password := "bí mật"
	if enc == pkcs12.Passwordless {
		password = ""
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{SerialNumber: new(big.Int).Lsh(big.NewInt(1), 100), Subject: pkix.Name{CommonName: "Người thử"}, NotAfter: time.Date(2099, 1, 1, 0, 0, 0, 0, time.UTC)}
	raw, err := x509.CreateCertificate(rand.Reader, c, c, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(raw)
	if err != nil {
		t.Fatal(err)
	}
	file, err := enc.Encode(key, cert, nil, password)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// encoders are all ways in which the library writes keys.
var encoders = map[string]*pkcs12.Encoder{
	"modern": pkcs12.Modern2023, "pbmac1": pkcs12.Modern2026, "3des": pkcs12.LegacyDES, "rc2": pkcs12.LegacyRC2,
}

func TestUsualKeyFilesAreRead(t *testing.T) {
	t.Parallel()
	for name, enc := range encoders {
		for _, rounds := range []int{1, 2048, 100_000} {
			if _, err := ReadKey(t.Context(), keyFile(t, enc.WithIterations(rounds)), "bí mật"); err != nil {
				t.Errorf("%s, %d rounds: %v", name, rounds, err)
			}
		}
	}
	if !within(keyFile(t, pkcs12.Passwordless)) {
		t.Error("a key without a password asks for nothing and was refused")
	}
}

// TestAKeyFileThatAsksForYearsIsRefusedAtOnce changes the count that stands in
// a file, each of them in turn, and expects the answer that comes before anything
// is computed: eight million rounds alone would end in another one.
func TestAKeyFileThatAsksForYearsIsRefusedAtOnce(t *testing.T) {
	t.Parallel()
	for name, enc := range encoders {
		// Written with a small count of the same length, so that lengths fit.
		file := keyFile(t, enc.WithIterations(0x010203))
		old, fresh := integer(t, 0x010203), integer(t, 0x7fffff)
		places := strings.Count(string(file), string(old))
		if places == 0 {
			t.Fatalf("%s: no count in the file", name)
		}
		from := 0
		for range places {
			at := from + strings.Index(string(file[from:]), string(old))
			bad := append([]byte(nil), file...)
			copy(bad[at:], fresh)
			from = at + len(old)
			_, err := ReadKey(t.Context(), bad, "bí mật")
			f, ok := errors.AsType[*fault.Error](err)
			if !ok || f.Kind != fault.Invalid || f.Fields["keyfile"] != tooManyRounds {
				t.Errorf("%s, at %d: %v", name, at, err)
			}
		}
	}
}

func integer(t *testing.T, n int) []byte {
	t.Helper()
	b, err := asn1.Marshal(n)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestCountsAreAddedUpAndHugeOnesRefused(t *testing.T) {
	t.Parallel()
	type salted struct {
		Salt  []byte
		Count *big.Int
	}
	der := func(v any) []byte {
		b, err := asn1.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	params := func(n int64) salted { return salted{[]byte("muối"), big.NewInt(n)} }
	deep := der(params(1))
	for range 40 {
		deep = der([]asn1.RawValue{{FullBytes: deep}})
	}
	for name, c := range map[string]struct {
		file []byte
		want bool
	}{
		"the most":                   {der(params(maxRounds)), true},
		"one more":                   {der(params(maxRounds + 1)), false},
		"together too many":          {der([]salted{params(maxRounds/2 + 1), params(maxRounds / 2)}), false},
		"together the most":          {der([]salted{params(maxRounds / 2), params(maxRounds / 2)}), true},
		"below zero":                 {der(params(-1)), false},
		"of a thousand bits":         {der(salted{nil, new(big.Int).Lsh(big.NewInt(1), 1000)}), false},
		"in an octet string":         {der(der(params(maxRounds + 1))), false},
		"nested too deep":            {deep, false},
		"no element":                 {[]byte("PK\x03\x04"), true},
		"a serial number, no count":  {der([]*big.Int{new(big.Int).Lsh(big.NewInt(1), 100)}), true},
		"many elements":              {der(make([]int, maxKeyElements+1)), false},
		"the library's own defaults": {keyFile(t, pkcs12.Modern), true},
	} {
		if got := within(c.file); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func FuzzWithin(f *testing.F) {
	f.Add(keyFile(f, pkcs12.Modern))
	f.Fuzz(func(_ *testing.T, file []byte) { within(file) })
}
