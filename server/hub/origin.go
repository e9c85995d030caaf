package hub

import (
	"net/http"
	"net/url"
	"strings"
)

// ours tells whether a browser page of ours asks. The page is served under the public address,
// which may be a name that this server does not listen on, so the request's Host says nothing.
func (h *Hub) ours(r *http.Request) bool {
	given, ok := origin(r.Header.Get("Origin"))
	if !ok {
		return false
	}
	want, ok := origin(h.cfg.Origin())
	return ok && given == want
}

// origin gives scheme, host and port of an address in one spelling.
func origin(address string) (string, bool) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return "", false
	}
	scheme, host, port := strings.ToLower(u.Scheme), strings.ToLower(u.Hostname()), u.Port()
	switch {
	case port != "":
	case scheme == "https":
		port = "443"
	case scheme == "http":
		port = "80"
	}
	return scheme + "://" + host + ":" + port, true
}
