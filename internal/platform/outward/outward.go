// Package outward sends to addresses of others (gọi ra ngoài). It is the only
// part of the program that calls anybody over HTTP.
//
// Whoever names an address must not learn by it what stands inside the office's
// network: every connection, whatever the name resolves to at that moment, is
// refused unless it goes to a public address, and an answer that points
// elsewhere is not followed.
package outward

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"syscall"
	"time"
)

const (
	dialTimeout = 5 * time.Second
	timeout     = 15 * time.Second
	longest     = 2_000 // bytes of an address
)

// ErrInside says that an address is not one of the public network.
var ErrInside = errors.New("address is not public")

// ErrAddress says that an address is none that may be called.
var ErrAddress = errors.New("not an https address")

// A Client sends.
type Client struct{ http *http.Client }

// New returns a client that reaches the public network only.
func New() *Client { return with(Public, nil) }

// with returns a client for tests, which reaches what allow says and trusts
// what roots say.
func with(allow func(netip.Addr) bool, secure *tls.Config) *Client {
	dialer := &net.Dialer{Timeout: dialTimeout, Control: func(_, address string, _ syscall.RawConn) error {
		at, err := netip.ParseAddrPort(address) // after the name was looked up
		if err != nil || !allow(at.Addr()) {
			return fmt.Errorf("%s: %w", address, ErrInside)
		}
		return nil
	}}
	return &Client{http: &http.Client{
		Timeout: timeout,
		// No proxy: it would be dialled instead of the address that is checked.
		Transport: &http.Transport{DialContext: dialer.DialContext, TLSClientConfig: secure, TLSHandshakeTimeout: dialTimeout,
			ResponseHeaderTimeout: timeout, MaxResponseHeaderBytes: 16 << 10, MaxIdleConns: 8, IdleConnTimeout: 30 * time.Second, ForceAttemptHTTP2: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// Check reports whether an address is one that may be called at all: https, a
// host, nothing secret in it. Whether it is public shows when it is dialled.
func Check(address string) error {
	u, err := url.Parse(address)
	if err != nil || len(address) > longest || u.Scheme != "https" || u.Hostname() == "" || u.User != nil || u.Fragment != "" || u.Opaque != "" {
		return ErrAddress
	}
	if ip, err := netip.ParseAddr(u.Hostname()); err == nil && !Public(ip) {
		return ErrInside
	}
	return nil
}

// Post sends a body and returns the status of the answer. The answer itself is
// thrown away.
func (c *Client) Post(ctx context.Context, address string, header map[string]string, body []byte) (status int, err error) {
	if err := Check(address); err != nil && !errors.Is(err, ErrInside) { // dialling says so itself
		return 0, err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return 0, fmt.Errorf("ask: %w", err)
	}
	for name, value := range header {
		r.Header.Set(name, value)
	}
	answer, err := c.http.Do(r)
	if err != nil {
		return 0, fmt.Errorf("send: %w", err)
	}
	_, err = io.Copy(io.Discard, io.LimitReader(answer.Body, 64<<10)) // so that the connection can be used again
	return answer.StatusCode, errors.Join(err, answer.Body.Close())
}

// inside are the networks that are not the public one, or lead back into one
// that is not.
var inside = prefixes(
	"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
	"192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
	"::/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "5f00::/16",
	"fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
)

func prefixes(list ...string) []netip.Prefix {
	all := make([]netip.Prefix, len(list))
	for i, one := range list {
		all[i] = netip.MustParsePrefix(one)
	}
	return all
}

// Public reports whether ip is an address of the public network.
func Public(ip netip.Addr) bool {
	if ip.Zone() != "" {
		return false
	}
	ip = ip.Unmap()
	if !ip.IsValid() || !ip.IsGlobalUnicast() {
		return false
	}
	for _, p := range inside {
		if p.Contains(ip) {
			return false
		}
	}
	return true
}
