package ccaip_test

import (
	"fmt"
	"net/http"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"agentadapter/ccaip"
)

// TestRoutes pins method, path, query and body of every operation.
func TestRoutes(t *testing.T) {
	t.Parallel()
	from := time.Date(2026, 1, 1, 1, 2, 3, 0, time.FixedZone("CET", 3600))
	cases := map[string]struct {
		body   string // answered
		do     func(*ccaip.Client) (any, error)
		method string
		uri    string
		sent   string // "" for none
	}{
		"agents": {`[]`, func(c *ccaip.Client) (any, error) { return c.Agents.List(t.Context()) },
			"GET", "/manager/api/v1/agents?page=1&per=100", ""},
		"agent by e-mail": {`[{"id":15,"email":"Ana@Acme.example"}]`, func(c *ccaip.Client) (any, error) { return c.Agents.ByEmail(t.Context(), "ana@acme.example") },
			"GET", "/manager/api/v1/agents?email=ana%40acme.example&page=1&per=100", ""},
		"agent by id": {`[{"id":15}]`, func(c *ccaip.Client) (any, error) { return c.Agents.ByID(t.Context(), "15") },
			"GET", "/manager/api/v1/agents?id%5B%5D=15&page=1&per=100", ""},
		"may use the Apps API": {`[]`, func(c *ccaip.Client) (any, error) { return nil, c.Statuses.MayUseApps(t.Context()) },
			"GET", "/apps/api/v1/agent_statuses", ""},
		"statuses": {`[]`, func(c *ccaip.Client) (any, error) { return c.Statuses.UserStatuses(t.Context()) },
			"GET", "/manager/api/v1/user_statuses?page=1&per=100", ""},
		"current statuses": {`[]`, func(c *ccaip.Client) (any, error) { return c.Statuses.CurrentStatuses(t.Context()) },
			"GET", "/manager/api/v1/agents/current_status?page=1&per=100", ""},
		"set status": {`[{"agent_id":15,"previous_status":"Available","current_status":"Break"}]`, func(c *ccaip.Client) (any, error) {
			return c.Statuses.SetStatus(t.Context(), "15", "Break")
		}, "POST", "/apps/api/v1/agent_statuses", `{"status":"Break","agent_ids":[15]}`},
		"start call": {`{"id":418}`, func(c *ccaip.Client) (any, error) {
			return c.Calls.Start(t.Context(), ccaip.Dial{AgentEmail: "ana@acme.example", EndUserNumber: "+14155550123", OutboundNumber: "+18005550100", Lang: "en"})
		}, "POST", "/apps/api/v1/calls", `{"call_type":"Voice Outbound (API)","agent_email":"ana@acme.example","end_user_number":"+14155550123","outbound_number":"+18005550100","lang":"en"}`},
		"add to call": {`{"id":5,"type":"third_party","status":"dialing"}`, func(c *ccaip.Client) (any, error) {
			return c.Calls.Add(t.Context(), "418", ccaip.Invite{AgentEmail: "ana@acme.example", PhoneNumber: "+14155550124"})
		}, "PUT", "/apps/api/v1/calls/add/418/dial", `{"agent_email":"ana@acme.example","phone_number":"+14155550124"}`},
		"call": {`{"id":418}`, func(c *ccaip.Client) (any, error) { return c.Calls.Get(t.Context(), "418") },
			"GET", "/manager/api/v1/calls/418", ""},
		"calls": {`[]`, func(c *ccaip.Client) (any, error) { return c.Calls.UpdatedSince(t.Context(), from) },
			"GET", "/manager/api/v1/calls?page=1&per=100&updated_at%5Bfrom%5D=2026-01-01T00%3A02%3A03Z", ""},
		"chat": {`{"id":77}`, func(c *ccaip.Client) (any, error) { return c.Chats.Get(t.Context(), "77") },
			"GET", "/manager/api/v1/chats/77", ""},
		"chats": {`[]`, func(c *ccaip.Client) (any, error) { return c.Chats.UpdatedSince(t.Context(), from) },
			"GET", "/manager/api/v1/chats?page=1&per=100&updated_at%5Bfrom%5D=2026-01-01T00%3A02%3A03Z", ""},
		"menus": {`[]`, func(c *ccaip.Client) (any, error) { return c.Menus.Tree(t.Context()) },
			"GET", "/manager/api/v1/menus/tree", ""},
	}
	for name, each := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, asked := setup(t, answer(200, each.body))
			_, err := each.do(c)
			require.NoError(t, err)
			require.Len(t, asked(), 1)
			got := asked()[0]
			require.Equal(t, each.method, got.method)
			require.Equal(t, each.uri, got.uri)
			if each.sent == "" {
				require.Empty(t, got.body)
				return
			}
			require.JSONEq(t, each.sent, got.body)
		})
	}
}

func TestAgentIsRead(t *testing.T) {
	t.Parallel()
	c, _ := setup(t, answer(200, `[{"id":15,"email":"ana@acme.example","first_name":"Ana","middle_name":null,"last_name":"Ruiz","agent_number":"0015",
		"status":{"id":3,"wfm_id":"BRK","name":"Break","color":"#f00"},"status_updated_at":"2026-01-01T00:00:00.000Z","online":true,"crm_authenticated":true,
		"roles":[{"id":1,"name":"Agent"},"Manager"],"teams":[],"channels":[]}]`))
	got, err := c.Agents.ByID(t.Context(), "15")
	require.NoError(t, err)
	require.Equal(t, ccaip.Agent{ID: "15", Email: "ana@acme.example", Name: "Ana Ruiz", Number: "0015", Status: "Break",
		StatusUpdatedAt: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), Online: true, Roles: []string{"Agent", "Manager"}}, got)
	_, err = c.Agents.ByID(t.Context(), "16")
	require.Equal(t, ccaip.NotFound, ccaip.KindOf(err), "the filter is checked")
	_, err = c.Agents.ByEmail(t.Context(), "an@acme.example")
	require.Equal(t, ccaip.NotFound, ccaip.KindOf(err))
}

func TestStatusesAreRead(t *testing.T) {
	t.Parallel()
	c, _ := setup(t, answer(200, `[{"id":1,"name":"Available","color":"green","wfm_id":null},{"id":2,"name":"Break","color":"red","wfm_id":"BRK"}]`))
	statuses, err := c.Statuses.UserStatuses(t.Context())
	require.NoError(t, err)
	require.Equal(t, []ccaip.UserStatus{{ID: "1", Name: "Available", Color: "green"}, {ID: "2", Name: "Break", Color: "red", WFMID: "BRK"}}, statuses)

	c, _ = setup(t, answer(200, `[{"id":15,"status":"In-call","status_updated_at":"2026-01-01T00:00:00Z"},{"id":16,"status":{"name":"Break"}},{"status":"Nobody's"}]`))
	current, err := c.Statuses.CurrentStatuses(t.Context())
	require.NoError(t, err)
	require.Equal(t, []ccaip.AgentStatus{{AgentID: "15", Status: "In-call", UpdatedAt: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)}, {AgentID: "16", Status: "Break"}}, current)
}

func TestStatusIsRefusedPerAgent(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		body   string
		kind   ccaip.Kind
		detail string
	}{
		"done":      {`[{"agent_id":15,"previous_status":"Available","current_status":"Break"}]`, "", ""},
		"in a call": {`[{"agent_id":15,"previous_status":"In-call","current_status":"In-call","message":"Agent can't leave In-call"}]`, ccaip.Refused, "Agent can't leave In-call"},
		"no words":  {`[{"agent_id":15,"previous_status":"Wrap-up","current_status":"Wrap-up"}]`, ccaip.Refused, "the agent stays in Wrap-up"},
		"unnamed":   {`[{"agent_id":16,"current_status":"Break"}]`, ccaip.NotFound, "the answer does not name the agent"},
		"no list":   {`"ok"`, ccaip.Unreachable, "the answer is not a list"},
	}
	for name, each := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, _ := setup(t, answer(200, each.body))
			_, err := c.Statuses.SetStatus(t.Context(), "15", "Break")
			if each.kind == "" {
				require.NoError(t, err)
				return
			}
			var got *ccaip.Error
			require.ErrorAs(t, err, &got)
			require.Equal(t, each.kind, got.Kind)
			require.Equal(t, each.detail, got.Detail)
		})
	}
	c, asked := setup(t, answer(200, `[]`))
	_, err := c.Statuses.SetStatus(t.Context(), "ana", "Break")
	require.Equal(t, ccaip.Refused, ccaip.KindOf(err))
	require.Empty(t, asked())
}

func TestStartedCalls(t *testing.T) {
	t.Parallel()
	for name, each := range map[string]struct {
		status int
		body   string
		id     string
		act    bool
	}{
		"assigned":        {201, `{"id":418,"status":"assigned"}`, "418", false},
		"agent must act":  {200, `{"id":"418","status":"queued"}`, "418", true},
		"accepted":        {202, ``, "", true},
		"accepted, words": {202, `{"message":"choose a number"}`, "", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, _ := setup(t, answer(each.status, each.body))
			got, err := c.Calls.Start(t.Context(), ccaip.Dial{AgentEmail: "ana@acme.example", EndUserNumber: "+14155550123"})
			require.NoError(t, err)
			require.Equal(t, each.id, got.Call.ID)
			require.Equal(t, each.act, got.AgentMustAct)
		})
	}
}

func TestListsGoOnAsTheHeadersSay(t *testing.T) {
	t.Parallel()
	for name, headers := range map[string]func(h http.Header, page int){
		"link": func(h http.Header, page int) {
			if page < 3 {
				h.Set("Link", fmt.Sprintf(`<https://x/?page=%d>; rel="next", <https://x/?page=3>; rel="last"`, page+1))
			} else {
				h.Set("Link", `<https://x/?page=1>; rel="first"`)
			}
		},
		"total": func(h http.Header, _ int) { h.Set("total", "250"); h.Set("per-page", "100") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, asked := setup(t, func(w http.ResponseWriter, r *http.Request) {
				page, err := strconv.Atoi(r.URL.Query().Get("page"))
				if err != nil {
					t.Error(err)
				}
				headers(w.Header(), page)
				fmt.Fprintf(w, `[{"id":%d}]`, page)
			})
			got, err := c.Calls.UpdatedSince(t.Context(), time.Unix(0, 0))
			require.NoError(t, err)
			require.Len(t, got, 3)
			require.Len(t, asked(), 3)
		})
	}
}

func TestOneBadMemberDoesNotHoldAListUp(t *testing.T) {
	t.Parallel()
	c, _ := setup(t, answer(200, `{"calls":[{"id":1},7,{"status":"no id"},{"id":2}]}`))
	got, err := c.Calls.UpdatedSince(t.Context(), time.Unix(0, 0))
	require.NoError(t, err)
	require.Len(t, got, 2)
}

func TestMenus(t *testing.T) {
	t.Parallel()
	want := []ccaip.Menu{{ID: "3", Name: "Support", Type: "ivr_menu", Children: []ccaip.Menu{{ID: "7", ParentID: "3", Name: "Billing"}}}}
	const tree = `{"id":3,"name":"Support","menu_type":"ivr_menu","children":[{"id":7,"name":"Billing","parent_id":3}]}`
	for name, body := range map[string]string{"list": `[` + tree + `]`, "by type": `{"ivr_menu":[` + tree + `]}`, "one": tree} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, _ := setup(t, answer(200, body))
			got, err := c.Menus.Tree(t.Context())
			require.NoError(t, err)
			require.Equal(t, want, got)
		})
	}
}
