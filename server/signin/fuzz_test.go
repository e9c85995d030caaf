package signin_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// FuzzBind: whatever is posted and however it is signed, a nonce is only ever bound by who knows the
// secret, for the tenant's org.
func FuzzBind(f *testing.F) {
	f.Add(`{"nonce":"N"}`, org, user, secret, "")
	f.Add(`{"nonce":"N"}`, org, user, "", "eyJhbGciOiJub25lIn0.e30.")
	f.Add(`{"nonce":"N"}`, org, user, "", "Bearer eyJhbGciOiJIUzI1NiJ9.e30.AAAA")
	f.Add(`{"nonce":["N"],"nonce":"N"}`, "", "*", "guess", "a.b.c")
	f.Add("[[[[", org, "../x", secret, "")
	f.Fuzz(func(t *testing.T, body, org2, user2, secret2, token string) {
		b := setup()
		nonce, err := b.NewNonce(t.Context(), "acme")
		require.NoError(t, err)
		r := httptest.NewRequest(http.MethodPost, "/kustomer/bind", strings.NewReader(strings.ReplaceAll(body, "N", nonce)))
		r.Header.Set("x-kustomer-org-id", org2)
		r.Header.Set("x-kustomer-user-id", user2)
		r.Header.Set("x-adapter-secret", secret2)
		r.Header.Set("x-kustomer-app-token", token)
		w := httptest.NewRecorder()
		b.BindHandler().ServeHTTP(w, r)
		require.Contains(t, []int{204, 400, 401, 410, 413}, w.Code)
		if w.Code == 204 {
			require.Equal(t, secret, secret2)
			require.Equal(t, org, strings.TrimSpace(org2))
		}
		_, _, err = b.Redeem(t.Context(), nonce)
		require.Equal(t, w.Code == 204, err == nil, "what was refused bound nobody")
	})
}
