package security

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"fmt"
	"hash"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// forged is a JWT as anybody can write one.
func forged(header, claims, key string, by func() hash.Hash) string {
	text := base64.RawURLEncoding.EncodeToString([]byte(header)) + "." + base64.RawURLEncoding.EncodeToString([]byte(claims))
	if by == nil {
		return text + "."
	}
	mac := hmac.New(by, []byte(key))
	mac.Write([]byte(text))
	return text + "." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// aPublicKey stands for one that a forger takes for a shared secret.
const aPublicKey = "-----BEGIN PUBLIC KEY-----\nMFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBAK\n-----END PUBLIC KEY-----\n"

// tryBinds: nobody but Kustomer's servers says who sits at a page; what is refused leaves the nonce as it
// was, for the honest call.
func tryBinds(t *testing.T, s *siege) {
	word, secret := s.nonce(t), s.Told.BindSecret
	hs256, now := `{"alg":"HS256","typ":"JWT"}`, time.Now().Unix()
	with := func(header, value string) []string {
		return []string{"x-kustomer-org-id", s.org, "x-kustomer-user-id", s.ben, header, value}
	}
	token := func(header, claims, key string, by func() hash.Hash) []string {
		return with("x-kustomer-app-token", forged(header, claims, key, by))
	}
	for name, c := range map[string]struct {
		headers []string
		status  int
	}{
		"no headers":          {nil, 401},
		"no secret":           {[]string{"x-kustomer-org-id", s.org, "x-kustomer-user-id", s.ben}, 401},
		"an empty secret":     {with("x-adapter-secret", ""), 401},
		"a wrong secret":      {with("x-adapter-secret", "guess"), 401},
		"half of the secret":  {with("x-adapter-secret", secret[:len(secret)/2]), 401},
		"more than it":        {with("x-adapter-secret", secret+"x"), 401},
		"another's secret":    {with("x-adapter-secret", s.Told.KustomerKey), 401},
		"wrong before right":  {append(with("x-adapter-secret", "guess"), "x-adapter-secret", secret), 401},
		"alg none":            {token(`{"alg":"none"}`, `{}`, "", nil), 401},
		"alg nOnE":            {token(`{"alg":"nOnE"}`, `{}`, "", nil), 401},
		"alg HS256, no mark":  {token(hs256, `{}`, "", nil), 401},
		"RS256 by the secret": {token(`{"alg":"RS256"}`, `{}`, secret, sha256.New), 401},
		"by a public key":     {token(hs256, `{}`, aPublicKey, sha256.New), 401},
		"HS512":               {token(`{"alg":"HS512"}`, `{}`, secret, sha512.New), 401},
		"an empty key":        {token(hs256, `{}`, "", sha256.New), 401},
		"a wrong key":         {token(hs256, `{}`, "guess", sha256.New), 401},
		"expired":             {token(hs256, fmt.Sprintf(`{"exp":%d}`, now-60), secret, sha256.New), 401},
		"not yet":             {token(hs256, fmt.Sprintf(`{"nbf":%d}`, now+600), secret, sha256.New), 401},
		"a key in its header": {token(`{"alg":"HS256","jwk":{"kty":"oct","k":"Z3Vlc3M"},"kid":"../../dev/null"}`, `{}`, "guess", sha256.New), 401},
		"no token at all":     {with("x-kustomer-app-token", "Bearer"), 401},
		"another org":         {[]string{"x-kustomer-org-id", strings.Repeat("0", 24), "x-kustomer-user-id", s.ben, "x-adapter-secret", secret}, 401},
		"no org":              {[]string{"x-kustomer-user-id", s.ben, "x-adapter-secret", secret}, 401},
		"no user":             {[]string{"x-kustomer-org-id", s.org, "x-adapter-secret", secret}, 400},
		"a user of wildcards": {s.kustomer("*"), 400},
		"a user with a dot":   {s.kustomer(s.ben + ".x"), 400},
		"a way out":           {s.kustomer("../" + s.ben), 400},
		"65 letters":          {s.kustomer(strings.Repeat("a", 65)), 400},
	} {
		got := s.bind(t, word, c.headers...)
		require.Equal(t, c.status, got.status, "%s: %s", name, got.body)
	}
	huge := s.bind(t, word, with("x-adapter-secret", strings.Repeat("a", 80<<10))...)
	require.Equal(t, 431, huge.status, "headers have a limit, too")
	require.Equal(t, 410, s.bind(t, strings.Repeat("0", 32), s.kustomer(s.ben)...).status, "a nonce that nobody made")
	require.Equal(t, 204, s.bind(t, word, s.kustomer(s.ben)...).status, "none of these spent it")
	require.Equal(t, 410, s.bind(t, word, s.kustomer(s.admin)...).status, "nobody takes it over")
	signed := s.nonce(t)
	good := token(hs256, fmt.Sprintf(`{"app":"ccaip_agent_adapter","exp":%d}`, now+60), secret, sha256.New)
	require.Equal(t, 204, s.bind(t, signed, good...).status, "the forger's hand can also write an honest one")
}
