package outward

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
)

func TestOnlyPublicAddressesAreCalled(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]bool{
		"8.8.8.8": true, "203.162.4.190": true, "2404:6800:4005::1": true, "1.1.1.1": true,
		"127.0.0.1": false, "10.1.2.3": false, "192.168.1.1": false, "172.31.255.255": false, "169.254.169.254": false, "100.64.0.1": false,
		"0.0.0.0": false, "255.255.255.255": false, "224.0.0.1": false, "::1": false, "::": false, "fe80::1": false, "fd00::1": false,
		"::ffff:127.0.0.1": false, "::ffff:10.0.0.1": false, "64:ff9b::7f00:1": false, "2002:7f00:1::": false, "2001:db8::1": false, "::127.0.0.1": false,
	} {
		if got := Public(netip.MustParseAddr(address)); got != want {
			t.Errorf("%s: public is %t", address, got)
		}
	}
}

func TestOnlyHTTPSAddressesAreTaken(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]bool{
		"https://a.example.vn/nhan": true, "https://a.example.vn:8443/x?y=1": true, "https://8.8.8.8/": true,
		"http://a.example.vn/": false, "https://": false, "https://u:p@a.example.vn/": false, "https://a.example.vn/#x": false, "ftp://a": false,
		"https://127.0.0.1/": false, "https://[::1]/": false, "javascript:alert(1)": false, "https:a.example.vn": false, "": false,
	} {
		if got := Check(address) == nil; got != want {
			t.Errorf("%q: taken is %t", address, got)
		}
	}
}

// server answers on loopback over TLS; its pool trusts it.
func server(t *testing.T, h http.HandlerFunc) (string, *tls.Config) {
	t.Helper()
	s := httptest.NewTLSServer(h)
	t.Cleanup(s.Close)
	pool := x509.NewCertPool()
	pool.AddCert(s.Certificate())
	return s.URL, &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}
}

func TestInsideIsRefusedWhenDialled(t *testing.T) {
	t.Parallel()
	asked := false
	address, secure := server(t, func(http.ResponseWriter, *http.Request) { asked = true })
	if _, err := with(Public, secure).Post(t.Context(), address, nil, nil); !errors.Is(err, ErrInside) || asked {
		t.Errorf("loopback was called: %v", err)
	}
	if _, err := with(Public, secure).Post(t.Context(), strings.Replace(address, "127.0.0.1", "localhost", 1), nil, nil); !errors.Is(err, ErrInside) || asked {
		t.Errorf("a name that leads inside was called: %v", err)
	}
}

func TestRedirectsAreNotFollowed(t *testing.T) {
	t.Parallel()
	n := 0
	address, secure := server(t, func(w http.ResponseWriter, r *http.Request) {
		n++
		if r.Header.Get("X-A") != "b" || r.Method != http.MethodPost {
			t.Errorf("%s %v", r.Method, r.Header)
		}
		http.Redirect(w, r, "/elsewhere", http.StatusTemporaryRedirect)
	})
	status, err := with(func(netip.Addr) bool { return true }, secure).Post(t.Context(), address, map[string]string{"X-A": "b"}, []byte("x"))
	if status != http.StatusTemporaryRedirect || err != nil || n != 1 {
		t.Errorf("status %d, %d requests, %v", status, n, err)
	}
}
