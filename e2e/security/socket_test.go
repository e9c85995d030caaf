package security

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"nhooyr.io/websocket"
)

// The close codes that these stories expect; protocol/close.go is their contract.
const (
	signIn   = websocket.StatusCode(4011)
	badFrame = websocket.StatusCode(4500)
)

// patience bounds everything that a socket waits for.
const patience = 30 * time.Second

// line is a page's socket.
type line struct {
	t    testing.TB
	conn *websocket.Conn
}

// dial opens a socket as a page of that origin; "" sends none.
func (s *siege) dial(ctx context.Context, origin string) (*websocket.Conn, int, error) {
	header := http.Header{}
	if origin != "" {
		header.Set("Origin", origin)
	}
	conn, res, err := websocket.Dial(ctx, strings.Replace(s.Server.URL, "http", "ws", 1)+"/socket", &websocket.DialOptions{HTTPHeader: header})
	status := 0
	if res != nil {
		status = res.StatusCode
	}
	return conn, status, err
}

// open opens a socket as our own page does.
func (s *siege) open(t testing.TB) *line {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	conn, _, err := s.dial(ctx, s.Server.URL)
	require.NoError(t, err)
	conn.SetReadLimit(1 << 20)
	t.Cleanup(func() { _ = conn.CloseNow() })
	return &line{t, conn}
}

// say sends a text message.
func (l *line) say(text string) {
	l.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	require.NoError(l.t, l.conn.Write(ctx, websocket.MessageText, []byte(text)))
}

// frame is what the server says, as far as these stories look.
type frame struct {
	Type string `json:"type"`
	Body struct {
		Session string                 `json:"session"`
		Lease   struct{ Live bool }    `json:"lease"`
		Problem *struct{ Code string } `json:"problem"`
	} `json:"body"`
}

// hear waits for a frame of a kind, answering heartbeats.
func (l *line) hear(kind string) (frame, error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	for {
		_, data, err := l.conn.Read(ctx)
		if err != nil {
			return frame{}, err
		}
		var f frame
		if err := json.Unmarshal(data, &f); err != nil {
			return f, err
		}
		if f.Type == kind {
			return f, nil
		}
		if f.Type == "ping" {
			l.say(`{"v":1,"type":"pong","body":{}}`)
		}
	}
}

// ends waits for the server's close and answers its code; -1: there was none.
func (l *line) ends() websocket.StatusCode {
	_, err := l.hear("nothing that there is")
	return websocket.CloseStatus(err)
}

// hello says who it is: proof is `"nonce":"…"` or `"session":"…"`.
func hello(proof, instance string) string {
	return fmt.Sprintf(`{"v":1,"type":"hello","ref":"h","body":{%s,"instance":%q,"device":"Linux","browser":"Test 1"}}`, proof, instance)
}

func withNonce(word string) string { return fmt.Sprintf(`"nonce":%q`, word) }
func withToken(word string) string { return fmt.Sprintf(`"session":%q`, word) }

// signed opens a socket as a user and answers it with its token.
func (s *siege) signed(t testing.TB, user, instance string) (*line, string) {
	t.Helper()
	l := s.open(t)
	l.say(hello(withNonce(s.bound(t, user)), instance))
	got, err := l.hear("welcome")
	require.NoError(t, err)
	require.NotEmpty(t, got.Body.Session)
	return l, got.Body.Session
}

// works is how a story ends: an honest agent gets in.
func (s *siege) works(t testing.TB) {
	t.Helper()
	l, _ := s.signed(t, s.ben, "honest-window")
	l.say(`{"v":1,"type":"signOut","ref":"o","body":{}}`)
	require.EqualValues(t, 4504, l.ends())
}

// tryOrigins: no page but ours opens a socket, however alike its address is.
func tryOrigins(t *testing.T, s *siege) {
	host := strings.TrimPrefix(s.Server.URL, "http://")
	_, port, _ := strings.Cut(host, ":")
	for _, origin := range []string{
		"", "null", "http://evil.example", "https://" + host, "http://" + host + ".evil.example", "http://evil." + host,
		"http://localhost:" + port, "http://127.0.0.1", "http://127.0.0.1:1" + port, "http://" + host + "@evil.example",
		"http://evil.example#" + s.Server.URL, s.Told.Kustomer, s.Told.CCAIP, "file://", "ws://" + host,
	} {
		_, status, err := s.dial(t.Context(), origin)
		require.Error(t, err, origin)
		require.Equal(t, http.StatusForbidden, status, origin)
	}
	l := s.open(t)
	require.NoError(t, l.conn.Close(websocket.StatusNormalClosure, ""))
}

// tryHellos: what leads to nobody is told to sign in anew, and never who it might have been.
func tryHellos(t *testing.T, s *siege) {
	spent := s.bound(t, s.ben)
	first := s.open(t)
	first.say(hello(withNonce(spent), "first-window"))
	welcome, err := first.hear("welcome")
	require.NoError(t, err)
	token := welcome.Body.Session
	admins := s.bound(t, s.admin)
	require.Equal(t, 200, s.ask(t, "POST", "/api/v1/session", `{"nonce":"`+admins+`"}`).status)

	for name, c := range map[string]struct {
		proof, instance string
		code            websocket.StatusCode
	}{
		"a nonce that nobody made":      {withNonce(strings.Repeat("0", 32)), "other-window", signIn},
		"a nonce that nobody bound":     {withNonce(s.nonce(t)), "other-window", signIn},
		"a spent nonce":                 {withNonce(spent), "other-window", signIn},
		"a nonce that opened a session": {withNonce(admins), "other-window", signIn},
		"a nonce of wildcards":          {withNonce("*"), "other-window", signIn},
		"a nonce with a way out":        {withNonce("../../token"), "other-window", signIn},
		"a nonce of 10,000 letters":     {withNonce(strings.Repeat("a", 10_000)), "other-window", signIn},
		"a token that nobody was given": {withToken(strings.Repeat("0", 64)), "other-window", signIn},
		"another window's token":        {withToken(token), "other-window", signIn},
		"both proofs":                   {withNonce(spent) + "," + withToken(token), "other-window", badFrame},
		"no proof":                      {`"nonce":""`, "other-window", badFrame},
		"an instance that is a key":     {withNonce(s.bound(t, s.ben)), "a.b>*.other", badFrame},
	} {
		l := s.open(t)
		l.say(hello(c.proof, c.instance))
		require.Equal(t, c.code, l.ends(), name)
	}
	tryTokens(t, s, token)
}

// tryTokens: a token is spent by the page that comes back with it.
func tryTokens(t *testing.T, s *siege, token string) {
	back := s.open(t)
	back.say(hello(withToken(token), "first-window"))
	_, err := back.hear("welcome")
	require.NoError(t, err)
	again := s.open(t)
	again.say(hello(withToken(token), "first-window"))
	require.Equal(t, signIn, again.ends(), "a token works once")
	s.tryStaleTerm(t)
	require.False(t, strings.Contains(s.Server.Log(t), token), "a session token is in the log")
}

// tryStaleTerm: what is said under another's grant is refused when it would act.
func (s *siege) tryStaleTerm(t *testing.T) {
	t.Helper()
	l, _ := s.signed(t, s.admin, "stale-window")
	for _, term := range []string{"0", "999999", "18446744073709551615"} {
		l.say(`{"v":1,"type":"setStatus","ref":"s","term":` + term + `,"body":{"status":"Available"}}`)
		got, err := l.hear("statusSet")
		if err == nil {
			require.NotNil(t, got.Body.Problem, "term %s", term)
			require.Equal(t, "not-live", got.Body.Problem.Code, "term %s", term)
			continue
		}
		require.NotEqual(t, websocket.StatusCode(-1), websocket.CloseStatus(err), "term %s: %v", term, err)
		return
	}
}
