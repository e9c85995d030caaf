package main

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestATenantFromNothingToARecord: added on a running server, connected by its address, heard, recorded,
// and removed, between the stand-ins.
func TestATenantFromNothingToARecord(t *testing.T) {
	t.Parallel()
	n, dir := newNeighbourhood(t), t.TempDir()
	s := begin(t, nil, alone(dir)...)
	require.NotEmpty(t, s.url, s.log)
	add := func(key, org string) (status int, errs string) {
		status, _, errs = givenBy(t, said{"KUSTOMER_API_KEY": key}, "tenants", "add", "--server", s.url, "--data-dir", dir,
			"--kustomer-base-url", n.Kustomer, "--kustomer-org", org, "default")
		require.NotContains(t, errs, key)
		return status, errs
	}
	for _, c := range []struct{ key, org, says string }{
		{n.KustomerOtherPodKey, "acme", "another region"}, {n.KustomerExpiredKey, "acme", "Kustomer refuses the key"}, {n.KustomerKey, "globex", "belongs to the org “acme”"},
	} {
		status, errs := add(c.key, c.org)
		require.Equal(t, exitValue, status, errs)
		require.Contains(t, errs, c.says)
	}
	status, errs := add(n.KustomerKey, "acme")
	require.Equal(t, exitOK, status, errs)

	code, body := s.api(t, dir, "PATCH", "tenants/default", fmt.Sprintf(`{"platform":{"baseURL":%q,"subdomain":%q,"token":"wrong"}}`, n.CCAIP, n.CCAIPSubdomain))
	require.Equal(t, 502, code, body)
	whole := fmt.Sprintf(`{"platform":{"baseURL":%q,"subdomain":%q,"token":%q,"eventsUser":%q}}`, n.CCAIP, n.CCAIPSubdomain, n.CCAIPToken, n.EventsUser)
	code, body = s.api(t, dir, "POST", "tenants/default/connection/test", whole)
	require.Equal(t, 200, code, body)
	require.Contains(t, body, `"code":"platform-apps","area":"platform","state":"ok"`)
	code, body = s.api(t, dir, "PATCH", "tenants/default", whole)
	require.Equal(t, 200, code, body)
	require.Contains(t, body, `"complete":true`)
	require.NotContains(t, body, n.CCAIPToken)
	_, err := s.rotated(t, dir, n.EventsPassword)
	require.NoError(t, err)
	session := n.called(s, dir, "+14155550177")

	code, body = s.api(t, dir, "POST", "tenants/default/secrets/kustomer-key/rotate", fmt.Sprintf(`{"value":%q}`, n.KustomerExpiredKey))
	require.Equal(t, 400, code, body)
	code, body = s.api(t, dir, "POST", "tenants/default/secrets/kustomer-key/rotate", fmt.Sprintf(`{"value":%q}`, n.KustomerKey))
	require.Equal(t, 200, code, body)
	n.called(s, dir, "+14155550178")
	_, body = s.api(t, dir, "GET", "tenants/default/audit", "")
	require.Regexp(t, `kustomer-key.*connection changed.*tenant added`, body)
	_, out, _ := verb(t, "sessions", "show", "--server", s.url, "--data-dir", dir, session)
	require.Contains(t, out, "create conversation")

	status, _, errs = verb(t, "tenants", "remove", "--yes", "--server", s.url, "--data-dir", dir, "default")
	require.Equal(t, exitOK, status, errs)
	require.Equal(t, exitOK, s.end(t))
	for _, secret := range []string{n.KustomerKey, n.CCAIPToken, n.EventsPassword} {
		require.NotContains(t, s.log.String(), secret)
		require.Empty(t, found(t, dir, secret))
	}
}

// rotated has the events password be the one that the stand-in sends.
func (s started) rotated(t *testing.T, dir, password string) (string, error) {
	t.Helper()
	code, body := s.api(t, dir, "POST", "tenants/default/secrets/events/rotate", fmt.Sprintf(`{"value":%q,"grace":"0s"}`, password))
	if code != 200 {
		return "", fmt.Errorf("%d: %s", code, body)
	}
	return body, nil
}
