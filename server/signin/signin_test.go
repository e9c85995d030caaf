package signin_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/stretchr/testify/require"

	"agentadapter/kustomer"
	"agentadapter/server/engine"
	"agentadapter/server/engine/nats"
	"agentadapter/server/engine/nats/enginetest"
	"agentadapter/server/signin"
)

const (
	secret   = "shared-with-kustomer"
	org      = "5f0000000000000000000abc"
	user     = "5f00000000000000000000a1"
	instance = "instance-0001"
)

// memory is a bucket without a disk, for tests in a bubble of time.
type memory struct {
	mu     sync.Mutex
	rev    uint64
	values map[string]engine.Value
	fail   error
}

func newMemory() *memory { return &memory{values: map[string]engine.Value{}} }

func (m *memory) Get(_ context.Context, key string) (engine.Value, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	v, ok := m.values[key]
	if m.fail != nil {
		return v, m.fail
	}
	if !ok {
		return v, engine.ErrNotFound
	}
	return v, nil
}

func (m *memory) Create(_ context.Context, key string, body []byte) (uint64, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, ok := m.values[key]; ok {
		return 0, engine.ErrExists
	}
	return m.putLocked(key, body), nil
}

func (m *memory) Update(_ context.Context, key string, body []byte, rev uint64) (uint64, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.values[key].Rev != rev {
		return 0, engine.ErrConflict
	}
	return m.putLocked(key, body), nil
}

func (m *memory) Delete(_ context.Context, key string, rev uint64) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.values[key].Rev != rev {
		return engine.ErrConflict
	}
	delete(m.values, key)
	return nil
}

func (m *memory) putLocked(key string, body []byte) uint64 {
	m.rev++
	m.values[key] = engine.Value{Key: key, Rev: m.rev, Body: body}
	return m.rev
}

// auth is a Kustomer that tells which org a key is of.
type auth struct {
	mu    sync.Mutex
	asked int
	err   error
}

func (a *auth) Current(context.Context) (kustomer.Token, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.asked++
	return kustomer.Token{Org: org}, a.err
}

func (a *auth) set(err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.err = err
}

// bundle is a sign-in with its surroundings.
type bundle struct {
	*signin.SignIn
	nonces, tokens *memory
	auth           *auth
}

func setup(change ...func(*signin.Config)) bundle {
	b := bundle{nonces: newMemory(), tokens: newMemory(), auth: &auth{}}
	cfg := signin.Config{
		Nonces: b.nonces, Tokens: b.tokens,
		Tenant: func(id string) (signin.Tenant, bool) {
			return signin.Tenant{ID: "acme", BindSecrets: []string{secret}, Auth: b.auth}, id == "" || id == "acme"
		},
	}
	for _, c := range change {
		c(&cfg)
	}
	b.SignIn = signin.New(cfg)
	return b
}

// bind makes the call of Kustomer's servers.
func (b bundle) bind(body string, headers map[string]string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, "/kustomer/bind", strings.NewReader(body))
	for k, v := range headers {
		r.Header.Set(k, v)
	}
	w := httptest.NewRecorder()
	b.BindHandler().ServeHTTP(w, r)
	return w
}

func (b bundle) ask(query string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	b.NonceHandler().ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/nonce"+query, nil))
	return w
}

// honest are the headers of an honest call.
func honest() map[string]string {
	return map[string]string{"x-kustomer-org-id": org, "x-kustomer-user-id": user, "x-adapter-secret": secret}
}

func with(headers map[string]string, pairs ...string) map[string]string {
	for i := 0; i < len(pairs); i += 2 {
		headers[pairs[i]] = pairs[i+1]
	}
	return headers
}

func sign(t *testing.T, method jwt.SigningMethod, key any, claims jwt.MapClaims) string {
	t.Helper()
	word, err := jwt.NewWithClaims(method, claims).SignedString(key)
	require.NoError(t, err)
	return word
}

func TestBindAnswers(t *testing.T) {
	t.Parallel()
	later := jwt.MapClaims{"exp": time.Now().Add(time.Hour).Unix()}
	past := jwt.MapClaims{"exp": time.Now().Add(-time.Minute).Unix()}
	token := func(word string) map[string]string {
		return map[string]string{"x-kustomer-org-id": org, "x-kustomer-user-id": user, "x-kustomer-app-token": word}
	}
	for name, c := range map[string]struct {
		headers map[string]string
		status  int
	}{
		"the secret":               {honest(), 204},
		"a signed token":           {token(sign(t, jwt.SigningMethodHS256, []byte(secret), later)), 204},
		"a token without expiry":   {token(sign(t, jwt.SigningMethodHS256, []byte(secret), jwt.MapClaims{})), 204},
		"an expired token":         {token(sign(t, jwt.SigningMethodHS256, []byte(secret), past)), 401},
		"a token of another key":   {token(sign(t, jwt.SigningMethodHS256, []byte("other"), later)), 401},
		"a token of another kind":  {token(sign(t, jwt.SigningMethodHS512, []byte(secret), later)), 401},
		"an unsigned token":        {token(sign(t, jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType, later)), 401},
		"no token at all":          {token("x.y"), 401},
		"a wrong secret":           {with(honest(), "x-adapter-secret", "guess"), 401},
		"no secret":                {with(honest(), "x-adapter-secret", ""), 401},
		"another org":              {with(honest(), "x-kustomer-org-id", "5f0000000000000000000bad"), 401},
		"no org":                   {with(honest(), "x-kustomer-org-id", ""), 401},
		"no user":                  {with(honest(), "x-kustomer-user-id", ""), 400},
		"a user that is no id":     {with(honest(), "x-kustomer-user-id", "a.b>*"), 400},
		"a user of all characters": {with(honest(), "x-kustomer-user-id", "u_1-B"), 204},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup()
			word, err := b.NewNonce(t.Context(), "acme")
			require.NoError(t, err)
			w := b.bind(`{"nonce":"`+word+`"}`, c.headers)
			require.Equal(t, c.status, w.Code, w.Body.String())
			if c.status != 204 {
				require.NotContains(t, w.Body.String(), secret)
				require.Equal(t, 204, b.bind(`{"nonce":"`+word+`"}`, honest()).Code, "a refusal spends nothing")
			}
		})
	}
}

func TestBindRefusesWhatIsNoNonce(t *testing.T) {
	t.Parallel()
	b := setup()
	for body, status := range map[string]int{
		``:                              400,
		`{`:                             400,
		`[]`:                            400,
		`{"nonce":""}`:                  400,
		`{"nonce":7}`:                   400,
		`{"nonce":"nobody-knows-this"}`: 410,
		`{"nonce":"0123456789abcdef0123456789abcdef"}`:     410,
		`{"nonce":"` + strings.Repeat("x", 8<<10) + `"}`:   413,
		`{"nonce":">", "more":"` + strings.Repeat("x", 99): 400,
	} {
		require.Equal(t, status, b.bind(body, honest()).Code, body)
	}
}

func TestANonceWorksOnce(t *testing.T) {
	t.Parallel()
	b := setup()
	word, err := b.NewNonce(t.Context(), "acme")
	require.NoError(t, err)
	_, _, err = b.Redeem(t.Context(), word)
	require.ErrorIs(t, err, signin.ErrUnknown, "nobody has bound it")

	require.Equal(t, 204, b.bind(`{"nonce":"`+word+`"}`, honest()).Code)
	require.Equal(t, 410, b.bind(`{"nonce":"`+word+`"}`, honest()).Code, "bound once")

	var lucky, refused int
	var mu sync.Mutex
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			tenant, agent, err := b.Redeem(t.Context(), word)
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				lucky++
				require.Equal(t, "acme", tenant)
				require.Equal(t, user, agent)
				return
			}
			require.ErrorIs(t, err, engine.ErrNotFound)
			refused++
		})
	}
	all.Wait()
	require.Equal(t, 1, lucky)
	require.Equal(t, 19, refused)
	require.Equal(t, 410, b.bind(`{"nonce":"`+word+`"}`, honest()).Code, "spent")
}

func TestANonceLastsAMinuteFromItsMaking(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := setup()
		early, err := b.NewNonce(t.Context(), "acme")
		require.NoError(t, err)
		time.Sleep(59 * time.Second)
		require.Equal(t, 204, b.bind(`{"nonce":"`+early+`"}`, honest()).Code)
		time.Sleep(2 * time.Second)
		_, _, err = b.Redeem(t.Context(), early)
		require.ErrorIs(t, err, signin.ErrUnknown, "binding does not make it live longer")

		late, err := b.NewNonce(t.Context(), "acme")
		require.NoError(t, err)
		time.Sleep(61 * time.Second)
		require.Equal(t, 410, b.bind(`{"nonce":"`+late+`"}`, honest()).Code)
	})
}

func TestWhileKustomerCannotBeAskedNothingIsSpent(t *testing.T) {
	t.Parallel()
	b := setup()
	b.auth.set(errors.New("no answer in time"))
	word, err := b.NewNonce(t.Context(), "acme")
	require.NoError(t, err)
	w := b.bind(`{"nonce":"`+word+`"}`, honest())
	require.Equal(t, 503, w.Code)
	require.NotEmpty(t, w.Header().Get("Retry-After"))
	b.auth.set(nil)
	require.Equal(t, 204, b.bind(`{"nonce":"`+word+`"}`, honest()).Code)
}

func TestTheOrgIsAskedForOnceAnHour(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := setup()
		try := func() int {
			word, err := b.NewNonce(t.Context(), "acme")
			require.NoError(t, err)
			return b.bind(`{"nonce":"`+word+`"}`, honest()).Code
		}
		for range 5 {
			require.Equal(t, 204, try())
		}
		require.Equal(t, 1, b.auth.asked)
		time.Sleep(61 * time.Minute)
		b.auth.set(errors.New("no answer in time"))
		require.Equal(t, 204, try(), "what was learned holds while Kustomer is away")
		b.Forget("acme")
		require.Equal(t, 503, try())
	})
}

func TestAskingForANonce(t *testing.T) {
	t.Parallel()
	b := setup(func(c *signin.Config) { c.NoncesPerSecond, c.NonceBurst = 0.001, 4 })
	for _, query := range []string{"?tenant=acme", ""} {
		w := b.ask(query)
		require.Equal(t, 200, w.Code)
		require.Equal(t, "no-store", w.Header().Get("Cache-Control"))
		var said struct{ Nonce string }
		require.NoError(t, json.Unmarshal(w.Body.Bytes(), &said))
		require.Len(t, said.Nonce, 32)
		require.Equal(t, 204, b.bind(`{"nonce":"`+said.Nonce+`"}`, honest()).Code)
		tenant, _, err := b.Redeem(t.Context(), said.Nonce)
		require.NoError(t, err)
		require.Equal(t, "acme", tenant)
	}
	require.Equal(t, 404, b.ask("?tenant=nobody").Code)
	require.Equal(t, 200, b.ask("").Code)
	w := b.ask("")
	require.Equal(t, 429, w.Code)
	require.NotEmpty(t, w.Header().Get("Retry-After"))
}

// TestATenantsNoncesHaveALimitToo: a crowd from everywhere does not fill the store; within a second
// there is room again.
func TestATenantsNoncesHaveALimitToo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		from := 0
		b := setup(func(c *signin.Config) {
			c.ClientAddr = func(*http.Request) string { from++; return strconv.Itoa(from) }
		})
		const burst = 20_000
		for range burst {
			require.Equal(t, 200, b.ask("").Code)
		}
		require.Equal(t, 429, b.ask("").Code)
		time.Sleep(time.Second)
		require.Equal(t, 200, b.ask("").Code)
	})
}

func TestATokenIsTiedAndReplaced(t *testing.T) {
	t.Parallel()
	b := setup()
	first, err := b.Issue(t.Context(), "acme", user, instance, "")
	require.NoError(t, err)
	tenant, agent, err := b.Token(t.Context(), first, instance)
	require.NoError(t, err)
	require.Equal(t, []string{"acme", user}, []string{tenant, agent})
	_, _, err = b.Token(t.Context(), first, "instance-0002")
	require.ErrorIs(t, err, signin.ErrUnknown, "another instance")
	for key, v := range b.tokens.values {
		require.NotContains(t, key+string(v.Body), first, "the disk does not hold the token")
	}

	second, err := b.Issue(t.Context(), "acme", user, instance, first)
	require.NoError(t, err)
	_, _, err = b.Token(t.Context(), first, instance)
	require.ErrorIs(t, err, engine.ErrNotFound, "replaced")
	_, err = b.Issue(t.Context(), "acme", user, instance, first)
	require.ErrorIs(t, err, signin.ErrUnknown, "only one page is let in with one token")

	require.NoError(t, b.Revoke(t.Context(), second))
	require.NoError(t, b.Revoke(t.Context(), second), "twice is fine")
	_, _, err = b.Token(t.Context(), second, instance)
	require.ErrorIs(t, err, signin.ErrUnknown)
	for _, none := range []string{"", "x", strings.Repeat("x", 999)} {
		_, _, err = b.Token(t.Context(), none, instance)
		require.ErrorIs(t, err, signin.ErrUnknown)
	}
}

func TestATokenLastsTwelveHours(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := setup()
		word, err := b.Issue(t.Context(), "acme", user, instance, "")
		require.NoError(t, err)
		time.Sleep(signin.TokenLife - time.Second)
		_, _, err = b.Token(t.Context(), word, instance)
		require.NoError(t, err)
		time.Sleep(2 * time.Second)
		_, _, err = b.Token(t.Context(), word, instance)
		require.ErrorIs(t, err, signin.ErrUnknown)
	})
}

func TestAStoreThatDoesNotAnswerIsNoSignOut(t *testing.T) {
	t.Parallel()
	b := setup()
	word, err := b.NewNonce(t.Context(), "acme")
	require.NoError(t, err)
	b.nonces.fail, b.tokens.fail = engine.ErrUnavailable, engine.ErrUnavailable
	_, _, err = b.Redeem(t.Context(), word)
	require.ErrorIs(t, err, engine.ErrUnavailable)
	require.NotErrorIs(t, err, engine.ErrNotFound)
	_, _, err = b.Token(t.Context(), word, instance)
	require.NotErrorIs(t, err, engine.ErrNotFound)
	require.Equal(t, 503, b.bind(`{"nonce":"`+word+`"}`, honest()).Code)
}

func TestOnTheRealEngineATokenSurvivesARestartAndANonceDoesNot(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	open := func() (bundle, func()) {
		e := enginetest.OpenIn(t, dir)
		return setup(func(c *signin.Config) {
			c.Nonces = enginetest.Bucket(t, e, "nonce", nats.BucketOptions{TTL: signin.NonceLife, Memory: true})
			c.Tokens = enginetest.Bucket(t, e, "token", nats.BucketOptions{TTL: signin.TokenLife})
		}), e.Close
	}
	b, stop := open()
	word, err := b.NewNonce(t.Context(), "acme")
	require.NoError(t, err)
	require.Equal(t, 204, b.bind(`{"nonce":"`+word+`"}`, honest()).Code)
	token, err := b.Issue(t.Context(), "acme", user, instance, "")
	require.NoError(t, err)
	stop()

	b, _ = open()
	_, _, err = b.Redeem(t.Context(), word)
	require.ErrorIs(t, err, signin.ErrUnknown)
	next, err := b.Issue(t.Context(), "acme", user, instance, token)
	require.NoError(t, err)
	_, agent, err := b.Token(t.Context(), next, instance)
	require.NoError(t, err)
	require.Equal(t, user, agent)
	fresh, err := b.NewNonce(t.Context(), "acme")
	require.NoError(t, err)
	require.Equal(t, 204, b.bind(`{"nonce":"`+fresh+`"}`, honest()).Code)
	_, agent, err = b.Redeem(t.Context(), fresh)
	require.NoError(t, err)
	require.Equal(t, user, agent)
	_, _, err = b.Redeem(t.Context(), fresh)
	require.ErrorIs(t, err, signin.ErrUnknown)
}
