package ccaip

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"syscall"
	"time"
)

// errInside: an address leads to where no stranger should send us.
var errInside = errors.New("address leads to a machine inside this network")

// inner are the networks that are nobody's on the internet and that package netip does not name.
var inner = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("100.64.0.0/10"), netip.MustParsePrefix("192.0.0.0/24"),
	netip.MustParsePrefix("198.18.0.0/15"), netip.MustParsePrefix("240.0.0.0/4"), netip.MustParsePrefix("64:ff9b::/96"),
}

// isInside tells an address of this machine or its networks from one of the internet.
func isInside(a netip.Addr) bool {
	a = a.Unmap()
	if a.IsLoopback() || a.IsPrivate() || a.IsLinkLocalUnicast() || a.IsMulticast() || a.IsUnspecified() {
		return true
	}
	for _, net := range inner {
		if net.Contains(a) {
			return true
		}
	}
	return false
}

// abroad is a client for addresses that are not the platform's own: recordings and transcripts may lie
// anywhere, and what names them comes from outside. It connects to no machine inside our network,
// whatever a name resolves to at that moment. A platform that is inside itself keeps its files there,
// too: then only link-local addresses stay shut, where clouds hand out their machines' credentials.
func abroad(base string, own *http.Client) *http.Client {
	guard := func(ctx context.Context, _, address string, _ syscall.RawConn) error {
		to, err := netip.ParseAddrPort(address)
		if err != nil {
			return fmt.Errorf("%w: %s", errInside, address)
		}
		if isInside(to.Addr()) && (to.Addr().Unmap().IsLinkLocalUnicast() || !livesInside(ctx, base)) {
			return errInside
		}
		return nil
	}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.DialContext = (&net.Dialer{Timeout: 30 * time.Second, KeepAlive: 30 * time.Second, ControlContext: guard}).DialContext
	client := *own
	client.Transport = viaProxy{own.Transport, transport}
	return &client
}

// viaProxy leaves requests to the operator's proxy where there is one: it alone knows where they may
// go, and its own address is mostly inside.
type viaProxy struct{ proxied, direct http.RoundTripper }

// RoundTrip makes the request.
func (v viaProxy) RoundTrip(r *http.Request) (*http.Response, error) {
	if proxy, err := http.ProxyFromEnvironment(r); err == nil && proxy != nil && v.proxied != nil {
		return v.proxied.RoundTrip(r)
	}
	return v.direct.RoundTrip(r)
}

// livesInside tells whether the platform itself is a machine inside our network.
func livesInside(ctx context.Context, base string) bool {
	at, err := url.Parse(base)
	if err != nil {
		return false
	}
	all, err := net.DefaultResolver.LookupNetIP(ctx, "ip", at.Hostname())
	for _, a := range all {
		if err == nil && isInside(a) {
			return true
		}
	}
	return false
}
