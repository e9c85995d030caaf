package main

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"agentadapter/server/tenants"
	"agentadapter/web"
)

func ask(h http.Handler, method, target string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(method, target, nil))
	return w
}

func TestReadinessFollowsTheParts(t *testing.T) {
	t.Parallel()
	var ready atomic.Bool
	none := http.NotFoundHandler()
	mux := routes(doors{widget: none, settings: none, notifications: none, socket: none, nonce: none, bind: none, events: none, metadata: none, webhooks: none, admin: none, metrics: none, ready: &ready})
	require.Equal(t, http.StatusOK, ask(mux, "GET", "/livez").Code)
	require.Equal(t, http.StatusServiceUnavailable, ask(mux, "GET", "/readyz").Code)
	ready.Store(true)
	require.Equal(t, http.StatusOK, ask(mux, "GET", "/readyz").Code)
	require.Equal(t, "image/svg+xml", ask(mux, "GET", "/icon.svg").Header().Get("Content-Type"))
	require.Equal(t, http.StatusNotFound, ask(mux, "GET", "/anything").Code)
	require.Equal(t, http.StatusMethodNotAllowed, ask(mux, "DELETE", "/livez").Code)
}

func TestTheClientsAddress(t *testing.T) {
	t.Parallel()
	client := clientAddr([]netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")})
	for name, c := range map[string]struct {
		remote string
		hops   []string
		want   string
	}{
		"nobody between":             {"203.0.113.9:4000", nil, "203.0.113.9"},
		"a stranger's word":          {"203.0.113.9:4000", []string{"1.1.1.1"}, "203.0.113.9"},
		"behind our proxy":           {"10.0.0.1:4000", []string{"203.0.113.9"}, "203.0.113.9"},
		"two proxies":                {"10.0.0.1:4000", []string{"203.0.113.9, 10.0.0.2"}, "203.0.113.9"},
		"a client's own forgery":     {"10.0.0.1:4000", []string{"1.1.1.1, 203.0.113.9"}, "203.0.113.9"},
		"two header lines":           {"10.0.0.1:4000", []string{"1.1.1.1", "203.0.113.9"}, "203.0.113.9"},
		"a proxy that says nonsense": {"10.0.0.1:4000", []string{"unknown"}, "10.0.0.1"},
		"one of many of IPv6":        {"[2001:db8:1:2:3::9]:4000", nil, "2001:db8:1:2::/64"},
		"IPv6 behind our proxy":      {"10.0.0.1:4000", []string{"2001:db8:1:2::1"}, "2001:db8:1:2::/64"},
		"IPv4 as IPv6 writes it":     {"[::ffff:203.0.113.9]:4000", nil, "::ffff:203.0.113.9"},
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = c.remote
		for _, hop := range c.hops {
			r.Header.Add("X-Forwarded-For", hop)
		}
		require.Equal(t, c.want, client(r), name)
	}
}

func acme() *tenants.Tenant {
	return &tenants.Tenant{ID: "acme",
		Kustomer: tenants.Kustomer{AppURL: "https://acme.kustomerapp.com", CardScript: "https://cdn.kustomerapp.com/a/b.js", BindCommand: "a.app.bind", Key: "k3y", BindSecret: "b1nd"},
		Platform: tenants.Platform{BaseURL: "https://acme.uc1.ccaiplatform.com", Token: "t0ken"}}
}

func TestEachTenantsPageHasItsOwnPolicy(t *testing.T) {
	t.Parallel()
	if _, err := web.Bundle(); err != nil {
		t.Skipf("the page needs the bundle: %v", err)
	}
	w := widget{tenants.NewBook(acme()), "https://adapter.example.com", []string{"https://*.kustomerapp.com"}, slog.New(slog.DiscardHandler)}
	for _, target := range []string{"/", "/?tenant=acme&parentUrl=x&id=y"} {
		got := ask(w, "GET", target)
		require.Equal(t, http.StatusOK, got.Code, got.Body)
		policy := got.Header().Get("Content-Security-Policy")
		for _, want := range []string{
			"default-src 'none'", "script-src 'self' 'wasm-unsafe-eval' https://cdn.kustomerapp.com;", "style-src 'self';",
			"connect-src 'self' wss://adapter.example.com;", "frame-src https://acme.uc1.ccaiplatform.com;",
			"frame-ancestors https://acme.kustomerapp.com https://*.kustomerapp.com;",
		} {
			require.Contains(t, policy, want)
		}
		require.NotContains(t, policy, "unsafe-inline")
		require.Empty(t, got.Header().Get("X-Frame-Options"))
		require.NotRegexp(t, "k3y|b1nd|t0ken", got.Body.String())
	}
}

func TestTheAdminsPageFramesNothing(t *testing.T) {
	t.Parallel()
	w := widget{tenants.NewBook(acme()), "https://adapter.example.com", nil, slog.New(slog.DiscardHandler)}
	got := ask(http.HandlerFunc(w.settings), "GET", "/settings?tenant=acme")
	if got.Code == http.StatusServiceUnavailable {
		t.Skip("the page needs the bundle")
	}
	policy := got.Header().Get("Content-Security-Policy")
	for _, want := range []string{"script-src 'self' 'wasm-unsafe-eval' https://cdn.kustomerapp.com;", "connect-src 'self';",
		"frame-src 'none';", "frame-ancestors https://acme.kustomerapp.com;"} {
		require.Contains(t, policy, want)
	}
	require.NotRegexp(t, "k3y|b1nd|t0ken", got.Body.String())
	require.Equal(t, http.StatusNotFound, ask(http.HandlerFunc(w.settings), "GET", "/settings?tenant=other").Code)
}

func TestTheNotificationsPageIsNobodysFrame(t *testing.T) {
	t.Parallel()
	w := widget{tenants.NewBook(acme()), "https://adapter.example.com", nil, slog.New(slog.DiscardHandler)}
	got := ask(http.HandlerFunc(w.notifications), "GET", "/notifications?tenant=acme")
	if got.Code == http.StatusServiceUnavailable {
		t.Skip("the page needs the bundle")
	}
	require.Contains(t, got.Header().Get("Content-Security-Policy"), "frame-ancestors 'none'")
	require.Contains(t, got.Body.String(), "Allow notifications")
	require.NotRegexp(t, "<script>|onclick=|style=", got.Body.String(), "nothing inline")
	require.Equal(t, http.StatusNotFound, ask(http.HandlerFunc(w.notifications), "GET", "/notifications?tenant=other").Code)
}

func TestAnUnknownTenantIsFramedByNobody(t *testing.T) {
	t.Parallel()
	w := widget{tenants.NewBook(acme()), "https://adapter.example.com", nil, slog.New(slog.DiscardHandler)}
	got := ask(w, "GET", "/?tenant=other")
	require.Equal(t, http.StatusNotFound, got.Code)
	require.Contains(t, got.Header().Get("Content-Security-Policy"), "frame-ancestors 'none'")
}
