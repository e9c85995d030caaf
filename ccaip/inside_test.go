package ccaip

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestInside(t *testing.T) {
	t.Parallel()
	for address, inside := range map[string]bool{
		"127.0.0.1": true, "::1": true, "10.1.2.3": true, "172.16.0.1": true, "192.168.1.1": true, "169.254.169.254": true,
		"100.64.0.1": true, "0.0.0.0": true, "::": true, "fe80::1": true, "fd00::1": true, "::ffff:127.0.0.1": true,
		"64:ff9b::7f00:1": true, "255.255.255.255": true,
		"203.0.114.9": false, "8.8.8.8": false, "2001:4860::8888": false, "172.32.0.1": false, "::ffff:8.8.8.8": false,
	} {
		require.Equal(t, inside, isInside(netip.MustParseAddr(address)), address)
	}
}

// TestNobodySendsUsInside: of a platform on the internet no address leads to a machine of ours, and
// none of the words are a fault that passes.
func TestNobodySendsUsInside(t *testing.T) {
	t.Parallel()
	asked := false
	ours := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked = true }))
	t.Cleanup(ours.Close)
	c := New(Config{BaseURL: "https://192.0.2.1", Subdomain: "acme", Token: "t0ken"})
	for _, address := range []string{ours.URL, "http://169.254.169.254/latest/meta-data", "http://[::1]:1/", "http://0.0.0.0:1/"} {
		_, err := c.Calls.Recording(t.Context(), address)
		require.ErrorContains(t, err, "inside this network", address)
		require.Equal(t, Refused, KindOf(err), address)
	}
	require.False(t, asked)
}

// TestAPlatformInsideKeepsItsFilesThere: and even it does not lead to where clouds hand out credentials.
func TestAPlatformInsideKeepsItsFilesThere(t *testing.T) {
	t.Parallel()
	store := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) }))
	t.Cleanup(store.Close)
	c := New(Config{BaseURL: "http://127.0.0.1:1", Subdomain: "acme", Token: "t0ken"})
	got, err := c.Calls.Recording(t.Context(), store.URL)
	require.NoError(t, err)
	require.NoError(t, got.Close())
	_, err = c.Calls.Recording(t.Context(), "http://169.254.169.254/latest/meta-data")
	require.Equal(t, Refused, KindOf(err))
}
