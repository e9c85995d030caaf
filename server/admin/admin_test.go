package admin_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"agentadapter/kustomer"
	"agentadapter/protocol"
	"agentadapter/rules"
	"agentadapter/server/admin"
	"agentadapter/server/engine"
)

const (
	operator       = "0123456789abcdef0123456789abcdef"
	formerOperator = "fedcba9876543210fedcba9876543210"
)

// world is everything that the room asks for, in memory.
type world struct {
	*admin.Admin
	t        *testing.T
	roles    []string
	made     map[string]map[string]string
	refuse   error
	created  time.Time
	version  int
	saved    map[string]json.RawMessage
	author   string
	saveErr  error
	done     []string
	released string
	last     time.Time
	crm      *crm
	platform *platform
	store    *store
	warned   []protocol.Problem
	ahead    time.Duration
	public   string
	settings rules.Settings
	said     bytes.Buffer // the log
	register *register
	// unconnected: the tenant's platform is not connected yet.
	unconnected bool
	deeds       []admin.Deed
	of          string // whose the last deed was
}

func setup(t *testing.T) *world {
	w := &world{t: t, roles: []string{"org.user", "org.admin.settings"}, made: map[string]map[string]string{}, last: time.Now(),
		crm: newCRM(), platform: newPlatform(), store: &store{}, public: "https://adapter.example.com", settings: rules.DefaultSettings(),
		warned: []protocol.Problem{{Code: "role-missing", Text: "A role is missing.", Fix: "Give it."}}}
	w.register = &register{world: w}
	w.Admin = admin.New(admin.Config{
		Tenants: w.register, Trail: w,
		Tokens: []string{operator, formerOperator}, Logger: slog.New(slog.NewTextHandler(&w.said, nil)), Tenant: w.tenant, SignIn: w, Fields: w, Settings: settings{w}, Sessions: sessions{w}, Agents: agents{w},
		Past: past{w}, Figures: func(string) admin.Figures { return admin.Figures{Kustomer: admin.Neighbour{Limit: 300, Left: 299}} },
		LastEvent: func(string) time.Time { return w.last },
		Warnings:  func(string) []protocol.Problem { return w.warned },
	})
	return w
}

func (w *world) tenant(id string) (admin.Tenant, bool) {
	return admin.Tenant{ID: id, Users: w, Metadata: metadata{w}, Routing: w.crm, Statuses: w.platform,
		Auth: w.crm, People: w.crm, Teams: teams{w.crm}, Agents: w.platform, Apps: w.platform, Store: w.store, Org: "acme", Complete: !w.unconnected, Storage: func(context.Context) error { return nil },
		KustomerClock: w.clock, PlatformClock: w.clock, Public: w.public, Values: []admin.Value{
			{Name: "eventsUser", Label: "User", Value: "ev"}, {Name: "eventsPassword", Label: "Password", Value: "s3cret", Secret: true},
		}}, id == "acme" || id == "other"
}

func (w *world) clock() (time.Duration, bool) { return w.ahead, true }

func (w *world) Redeem(_ context.Context, nonce string) (string, string, error) {
	if nonce != "bound" {
		return "", "", engine.ErrNotFound
	}
	return "acme", "a1", nil
}

func (w *world) Get(_ context.Context, id string) (kustomer.User, error) {
	return kustomer.User{ID: id, Email: "ana@acme.com", Roles: w.roles}, nil
}

func (w *world) Created(context.Context, string) (time.Time, bool) {
	return w.created, !w.created.IsZero()
}

func (w *world) MarkCreated(context.Context, string) error {
	w.created = time.Now()
	return nil
}

type metadata struct{ *world }

func (m metadata) Get(_ context.Context, on string) (kustomer.Metadata, error) {
	has := kustomer.Metadata{Properties: map[string]kustomer.Property{}}
	for name := range m.made[on] {
		has.Properties[name] = kustomer.Property{}
	}
	return has, m.refuse
}

func (m metadata) Register(_ context.Context, on string, names map[string]string) (kustomer.Metadata, error) {
	m.made[on] = names
	return kustomer.Metadata{}, nil
}

type settings struct{ *world }

func (s settings) Read(string) (int, rules.Settings, []string) {
	return s.version, s.world.settings, []string{"paused"}
}

func (s settings) Save(_ context.Context, _ string, _ int, set map[string]json.RawMessage, author string) error {
	s.saved, s.author = set, author
	return s.saveErr
}

func (s settings) History(string) []admin.Version { return nil }

type sessions struct{ *world }

func (s sessions) List(_ context.Context, _, state, after string, _ int) ([]admin.Listed, string, error) {
	if after != "" {
		return nil, "", nil
	}
	return []admin.Listed{{Session: "call-418", State: "buried", Reason: state}}, "1.call-418", nil
}

func (s sessions) Show(_ context.Context, _, session string) (admin.Shown, error) {
	if session != "call-418" {
		return admin.Shown{}, engine.ErrNotFound
	}
	return admin.Shown{Session: session, State: "saved"}, nil
}

func (s sessions) Replay(_ context.Context, _, session string) error {
	s.done = append(s.done, "replay "+session)
	return nil
}

func (s sessions) Discard(_ context.Context, _, session, by string) error {
	s.done = append(s.done, "discard "+session+" by "+by)
	return nil
}

func (s sessions) Link(_ context.Context, _, session, customer, by string) error {
	if customer == "taken" {
		return admin.Refuse("linked", "refusal.x: It has one.", "")
	}
	s.done = append(s.done, "link "+session+" "+customer+" by "+by)
	return nil
}

func (s sessions) Erase(_ context.Context, _, number, customer string) (int, []admin.Left, error) {
	s.done = append(s.done, "erase "+number+customer)
	return 2, []admin.Left{{Session: "call-418", State: "buried"}, {Session: "call-420", State: "live"}}, nil
}

type agents struct{ *world }

func (a agents) Live(context.Context, string) ([]admin.Seated, error) {
	return []admin.Seated{{Agent: "a1", Term: 3, Holder: &admin.Instance{Instance: "i1", Device: "Mac", Browser: "Firefox", OnCall: true}}}, nil
}

func (a agents) Release(_ context.Context, _, agent string) error {
	if agent != "a1" {
		return engine.ErrNotFound
	}
	a.released = agent
	return nil
}

func (a agents) Email(context.Context, string, string) string { return "ana@acme.com" }

func (a agents) Status(string, string) protocol.Status {
	return protocol.Status{Platform: "Available", Kustomer: "Lunch", Next: "Break", Why: "T5", Drift: "they differ"}
}

// do asks as whoever has the token, and answers the status and the body.
func (w *world) do(token, method, path, body string) (int, string) {
	w.t.Helper()
	r := httptest.NewRequest(method, "/api/v1/"+path, strings.NewReader(body))
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	rec := httptest.NewRecorder()
	w.ServeHTTP(rec, r)
	require.Equal(w.t, "application/json", rec.Header().Get("Content-Type"))
	require.Empty(w.t, rec.Header().Get("Access-Control-Allow-Origin"))
	return rec.Code, strings.TrimSpace(rec.Body.String())
}

func (w *world) signIn() string {
	w.t.Helper()
	status, body := w.do("", "POST", "session", `{"nonce":"bound"}`)
	require.Equal(w.t, http.StatusOK, status, body)
	var got struct{ Token string }
	require.NoError(w.t, json.Unmarshal([]byte(body), &got))
	return got.Token
}

func TestWhoMayAskWhat(t *testing.T) {
	t.Parallel()
	w := setup(t)
	admins := w.signIn()
	for name, c := range map[string]struct {
		token, path string
		want        int
	}{
		"nobody":                    {"", "tenants/acme/status", 401},
		"a guess":                   {"guess", "tenants/acme/status", 401},
		"the operator":              {operator, "tenants/acme/status", 200},
		"the operator's former":     {formerOperator, "tenants/acme/status", 200},
		"the operator at another":   {operator, "tenants/other/status", 200},
		"the operator at nobody's":  {operator, "tenants/none/status", 404},
		"the admin":                 {admins, "tenants/acme/status", 200},
		"the admin at another":      {admins, "tenants/other/status", 403},
		"the admin at nobody's":     {admins, "tenants/none/status", 403},
		"an address that is none":   {operator, "tenants/acme/nothing", 404},
		"anybody reads the OpenAPI": {"", "openapi.json", 200},
	} {
		status, body := w.do(c.token, "GET", c.path, "")
		require.Equal(t, c.want, status, "%s: %s", name, body)
		if status >= 400 {
			require.Contains(t, body, `"error":{"code":`, name)
		}
	}
	status, _ := w.do(operator, "DELETE", "tenants/acme/settings", "")
	require.Equal(t, 405, status)
	require.True(t, w.Operator("Bearer "+operator))
	require.False(t, w.Operator("Bearer "+admins))
	require.False(t, w.Operator("Basic "+operator))
}

func TestOnlyAnAdminsNonceOpensASession(t *testing.T) {
	t.Parallel()
	w := setup(t)
	status, _ := w.do("", "POST", "session", `{"nonce":"spent"}`)
	require.Equal(t, 401, status)
	w.roles = []string{"org.user", "org.administrator"}
	status, body := w.do("", "POST", "session", `{"nonce":"bound"}`)
	require.Equal(t, 403, status, body)
	status, _ = w.do("", "POST", "session", `nonsense`)
	require.Equal(t, 400, status)
}

func TestEveryTenantsAddressWantsSomebody(t *testing.T) {
	t.Parallel()
	w := setup(t)
	other := w.signIn()
	for _, r := range admin.Routes() {
		method, path, _ := strings.Cut(r, " ")
		if !strings.Contains(path, "{tenant}") {
			continue
		}
		path = strings.NewReplacer("/api/v1/", "", "{tenant}", "other", "{session}", "call-418", "{agent}", "a1").Replace(path)
		status, _ := w.do("", method, path, `{}`)
		require.Equal(t, 401, status, r)
		status, _ = w.do(other, method, path, `{}`)
		require.Equal(t, 403, status, r)
	}
	require.Empty(t, w.done)
	require.Empty(t, w.released)
}

func TestCreateIsRepeatable(t *testing.T) {
	t.Parallel()
	w := setup(t)
	var got struct{ Created, Existing, Missing []string }
	status, body := w.do(operator, "GET", "tenants/acme/fields", "")
	require.Equal(t, 200, status)
	require.Contains(t, body, `"createdAt":null`)
	_, body = w.do(operator, "POST", "tenants/acme/fields", "")
	require.NoError(t, json.Unmarshal([]byte(body), &got))
	require.Len(t, got.Created, 12)
	require.Contains(t, got.Created, "message.queueNameStr")
	require.Contains(t, got.Created, "customer.customUserIdStr")
	require.Empty(t, got.Existing)
	require.Contains(t, body, `"existing":[]`)
	_, body = w.do(operator, "POST", "tenants/acme/fields", "")
	require.Contains(t, body, `"created":[]`)
	require.NoError(t, json.Unmarshal([]byte(body), &got))
	require.Len(t, got.Existing, 12)

	w.created, w.refuse = time.Time{}, &kustomer.Error{Kind: kustomer.RoleMissing, Op: "get fields"}
	status, body = w.do(operator, "POST", "tenants/acme/fields", "")
	require.Equal(t, 502, status)
	require.Contains(t, body, "role-missing")
	require.True(t, w.created.IsZero(), "nothing counts as created that was refused")
}

func TestSettingsAreReadAndSaved(t *testing.T) {
	t.Parallel()
	w := setup(t)
	token := w.signIn()
	status, body := w.do(token, "GET", "tenants/acme/settings", "")
	require.Equal(t, 200, status)
	require.Contains(t, body, `"managed":["paused"]`)
	require.Contains(t, body, `"customData":[]`)
	status, again := w.do(token, "PUT", "tenants/acme/settings", body)
	require.Equal(t, 200, status, "what is answered can be saved: %s", again)
	require.Equal(t, "ana@acme.com", w.author)

	w.saveErr = &admin.Stale{Now: 8}
	status, body = w.do(token, "PUT", "tenants/acme/settings", `{"version":7,"settings":{}}`)
	require.Equal(t, 409, status)
	require.Contains(t, body, "version 8")
	w.saveErr = &admin.Faults{Text: "setting colour: no such setting"}
	status, body = w.do(token, "PUT", "tenants/acme/settings", `{"version":8,"settings":{"colour":1}}`)
	require.Equal(t, 400, status)
	require.Contains(t, body, "colour")
	status, _ = w.do(token, "PUT", "tenants/acme/settings", `{"version":8}`)
	require.Equal(t, 400, status)
	w.saveErr = errors.New("disk full at /var/secret")
	status, body = w.do(token, "PUT", "tenants/acme/settings", `{"version":8,"settings":{}}`)
	require.Equal(t, 500, status)
	require.NotContains(t, body, "disk full")
	status, body = w.do(token, "PUT", "tenants/acme/settings", `{"settings":"`+strings.Repeat("x", 300<<10)+`"}`)
	require.Equal(t, 413, status, body)
	_, body = w.do(token, "GET", "tenants/acme/settings/history", "")
	require.Equal(t, `{"versions":[]}`, body)
}

func TestTheStatusTellsWhatIsWrong(t *testing.T) {
	t.Parallel()
	w := setup(t)
	_, body := w.do(operator, "GET", "tenants/acme/status", "")
	require.Contains(t, body, `"paused":false`)
	require.Contains(t, body, `{"code":"role-missing","text":"A role is missing.","fix":"Give it."}`)
	require.NotContains(t, body, "silent-platform")
	w.last = time.Now().Add(-25 * time.Hour)
	_, body = w.do(operator, "GET", "tenants/acme/status", "")
	require.Contains(t, body, "no event for 25h")
	w.last = time.Time{}
	_, body = w.do(operator, "GET", "tenants/acme/status", "")
	require.Contains(t, body, `"lastEventAt":null`)
	require.Contains(t, body, "silent-platform")
}

func TestSessionsAreListedShownAndOrdered(t *testing.T) {
	t.Parallel()
	w := setup(t)
	token := w.signIn()
	status, body := w.do(token, "GET", "tenants/acme/sessions?state=buried", "")
	require.Equal(t, 200, status)
	require.Contains(t, body, `{"sessions":[{"session":"call-418","state":"buried","reason":"buried"`)
	require.Contains(t, body, `"next":"1.call-418"`)
	_, body = w.do(token, "GET", "tenants/acme/sessions?after=1.call-418", "")
	require.Equal(t, `{"sessions":[],"next":""}`, body)
	status, _ = w.do(token, "GET", "tenants/acme/sessions?state=lost", "")
	require.Equal(t, 400, status)
	for _, none := range []string{"call-1", "mail-1", "call-..%2f"} {
		status, _ = w.do(token, "GET", "tenants/acme/sessions/"+none, "")
		require.Equal(t, 404, status, none)
	}
	_, body = w.do(token, "POST", "tenants/acme/sessions/call-418/replay", "")
	require.Contains(t, body, `"writes":[]`)
	w.do(token, "POST", "tenants/acme/sessions/call-418/discard", "")
	w.do(token, "POST", "tenants/acme/sessions/call-418/link", `{"customer":"c1"}`)
	require.Equal(t, []string{"replay call-418", "discard call-418 by ana@acme.com", "link call-418 c1 by ana@acme.com"}, w.done)
	status, _ = w.do(token, "POST", "tenants/acme/sessions/call-418/link", `{"customer":"taken"}`)
	require.Equal(t, 409, status)
	status, _ = w.do(token, "POST", "tenants/acme/sessions/call-418/link", `{}`)
	require.Equal(t, 400, status)
}

func TestWhoIsLiveIsToldAndReleased(t *testing.T) {
	t.Parallel()
	w := setup(t)
	_, body := w.do(operator, "GET", "tenants/acme/agents", "")
	require.True(t, strings.HasPrefix(body, `[{"agent":"a1","email":"ana@acme.com","holder":{"instance":"i1","device":"Mac"`), body)
	require.Contains(t, body, `"term":3,"waiting":[],"kustomerStatus":"Lunch","platformStatus":"Available","nextStatus":"Break"`)
	status, _ := w.do(operator, "POST", "tenants/acme/agents/a1/release", "")
	require.Equal(t, 200, status)
	require.Equal(t, "a1", w.released)
	status, _ = w.do(operator, "POST", "tenants/acme/agents/nobody/release", "")
	require.Equal(t, 404, status)
}

func TestOneAddressCannotAskWithoutEnd(t *testing.T) {
	t.Parallel()
	w := setup(t)
	for range 1000 {
		if status, _ := w.do("guess", "GET", "tenants/acme/status", ""); status == 429 {
			return
		}
	}
	t.Fatal("a thousand guesses were let through")
}

func TestTheDescriptionNamesEveryAddress(t *testing.T) {
	t.Parallel()
	w := setup(t)
	_, body := w.do("", "GET", "openapi.json", "")
	var doc struct {
		Paths map[string]map[string]json.RawMessage
	}
	require.NoError(t, json.Unmarshal([]byte(body), &doc))
	var described []string
	for path, methods := range doc.Paths {
		for method := range methods {
			if method != "parameters" {
				described = append(described, strings.ToUpper(method)+" "+path)
			}
		}
	}
	slices.Sort(described)
	all := append(admin.Routes(), "GET /api/v1/backup", "POST /api/v1/restore") // beside this room
	slices.Sort(all)
	require.Equal(t, all, described)
}
