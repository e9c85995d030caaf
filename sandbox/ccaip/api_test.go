package ccaip

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// The conformance list. Each test bears the section of the facts it checks.

func TestFact4_1_basicAuthIsSubdomainAndToken(t *testing.T) {
	t.Parallel()
	w := newWorld(t, Config{})
	for _, c := range []struct {
		user, token string
		want        int
	}{
		{"acme", "token", 200}, {"acme", "wrong", 401}, {"wrong", "token", 401}, {"", "", 401},
	} {
		r := httptest.NewRequest("GET", "/manager/api/v1/user_statuses", nil)
		if c.user != "" {
			r.SetBasicAuth(c.user, c.token)
		}
		rec := httptest.NewRecorder()
		w.srv.Handler().ServeHTTP(rec, r)
		equal(t, c.user+":"+c.token, rec.Code, c.want)
		if c.want == 401 && !strings.Contains(rec.Body.String(), `"message"`) {
			t.Errorf("a refusal has no message: %s", rec.Body)
		}
	}
}

func TestFact4_1_tenRequestsASecond(t *testing.T) {
	t.Parallel()
	bubble(t, Config{}, func(t *testing.T, w *world) {
		w.send("DELETE", "/_knobs", "")
		for i := range 10 {
			if code, _ := w.send("GET", "/manager/api/v1/user_statuses", ""); code != 200 {
				t.Fatalf("request %d: %d", i+1, code)
			}
		}
		code, body := w.send("GET", "/manager/api/v1/user_statuses", "")
		equal(t, "the 11th", code, 429)
		if !strings.Contains(body, "message") {
			t.Errorf("no message: %s", body)
		}
		pass(time.Second)
		code, _ = w.send("GET", "/manager/api/v1/user_statuses", "")
		equal(t, "a second later", code, 200)
	})
}

func TestFact4_1_pages(t *testing.T) {
	t.Parallel()
	w := newWorld(t, Config{})
	for range 5 {
		w.play("inbound-menu-abandoned", `{"menu":"1ms"}`)
	}
	r := httptest.NewRequest("GET", "/manager/api/v1/calls?per=2&page=2", nil)
	r.SetBasicAuth("acme", "token")
	rec := httptest.NewRecorder()
	w.srv.Handler().ServeHTTP(rec, r)
	equal(t, "total", rec.Header().Get("total"), "5")
	equal(t, "per-page", rec.Header().Get("per-page"), "2")
	if link := rec.Header().Get("Link"); !strings.Contains(link, `rel="next"`) || !strings.Contains(link, "page=3") {
		t.Errorf("Link: %s", link)
	}
	equal(t, "beyond the last", w.get("/manager/api/v1/calls?page=9"), []any{})
	for _, bad := range []string{"page=0", "per=x", "updated_at[from]=yesterday", "sort_column=name", "sort_direction=up"} {
		w.want(400, "GET", "/manager/api/v1/calls?"+bad, "")
	}
	equal(t, "oldest first", dig(w.get("/manager/api/v1/calls?sort_column=id&sort_direction=ASC"), 0, "id"), 418)
	equal(t, "by id", len(w.get("/manager/api/v1/calls?id[]=419").([]any)), 1)
}

func TestFact4_1_unknownPathsAre404(t *testing.T) {
	t.Parallel()
	w := newWorld(t, Config{})
	for _, path := range []string{"/manager/api/v1/nothing", "/manager/api/v1/calls/1", "/manager/api/v1/calls/x", "/manager/api/v1/agents/99"} {
		if dig(w.want(404, "GET", path, ""), "message") == nil {
			t.Errorf("%s: no message", path)
		}
	}
}

func TestFact4_2_statusesAreRefusedPerItem(t *testing.T) {
	t.Parallel()
	bubble(t, Config{}, func(t *testing.T, w *world) {
		got := w.want(200, "POST", "/apps/api/v1/agent_statuses", `{"status":"Break","agent_ids":[15,99]}`)
		equal(t, "before", dig(got, 0, "previous_status"), "Available")
		equal(t, "after", dig(got, 0, "current_status"), "Break")
		equal(t, "no message", dig(got, 0, "message"), nil)
		equal(t, "unknown agent", dig(got, 1, "message"), "Agent not found")

		w.play("inbound-ringing", `{"agent_email":"ben@acme.example"}`)
		pass(time.Second)
		w.want(200, "POST", "/_panel/calls/418/answer", "")
		got = w.want(200, "POST", "/apps/api/v1/agent_statuses", `{"status":"Meal","team_ids":[1]}`)
		equal(t, "a free one", dig(got, 0, "current_status"), "Meal")
		equal(t, "a busy one stays", dig(got, 1, "current_status"), "In-call")
		if msg, _ := dig(got, 1, "message").(string); !strings.Contains(msg, "In-call") {
			t.Errorf("why not: %q", msg)
		}
		got = w.want(200, "POST", "/apps/api/v1/agent_statuses", `{"status":"In-call","agent_ids":[15]}`)
		equal(t, "into a system status", dig(got, 0, "current_status"), "Meal")
	})
}

func TestFact4_2_badStatusOrders(t *testing.T) {
	t.Parallel()
	w := newWorld(t, Config{})
	for _, body := range []string{`{"status":"Nap","agent_ids":[15]}`, `{"status":"Break"}`, `{"status":"Break","agent_ids":["15"]}`,
		`{"status":"Break","agent_ids":[15],"why":"x"}`, ``, `[]`} {
		w.want(400, "POST", "/apps/api/v1/agent_statuses", body)
	}
}

func TestFact4_2_listsOfStatuses(t *testing.T) {
	t.Parallel()
	w := newWorld(t, Config{})
	equal(t, "first", w.get("/manager/api/v1/user_statuses").([]any)[0],
		map[string]any{"id": 1, "name": "Available", "color": "#2e9e5b", "wfm_id": nil})
	equal(t, "current", dig(w.get("/manager/api/v1/agents/current_status"), 1, "status"), "Available")
	equal(t, "apps", dig(w.get("/apps/api/v1/agent_statuses"), 0, "current_status"), "Available")
	got := w.want(200, "POST", "/apps/api/v1/agent_statuses/force_logout", `{"agent_ids":[15]}`)
	equal(t, "logged out", dig(got, 0, "current_status"), "Offline")
	equal(t, "offline stays", dig(w.want(200, "POST", "/apps/api/v1/agent_statuses", `{"status":"Break","agent_ids":[15]}`), 0, "current_status"), "Offline")
}

func TestFact4_3_agents(t *testing.T) {
	t.Parallel()
	w := newWorld(t, Config{})
	found := w.get("/manager/api/v1/agents?email=ANA@acme.example").([]any)
	equal(t, "by e-mail, letter case aside", len(found), 1)
	for key, want := range map[string]any{"id": 15, "first_name": "Ana", "last_name": "Ruiz", "online": true, "wrap_up": false, "call_count": 0} {
		equal(t, key, dig(found, 0, key), want)
	}
	equal(t, "by ids", len(w.get("/manager/api/v1/agents?id[]=15&id[]=16").([]any)), 2)
	equal(t, "nobody", w.get("/manager/api/v1/agents?email=x@y.example"), []any{})
	equal(t, "tree", dig(w.get("/manager/api/v1/menus/tree"), 0, "children", 0, "name"), "Billing")
}

func TestFact4_4_refusedOrders(t *testing.T) {
	t.Parallel()
	w := newWorld(t, Config{})
	for _, c := range []struct{ body, message string }{
		{`{"agent_email":"ana@acme.example","end_user_number":"+14155550100"}`, "Invalid call type"},
		{`{"call_type":"Fax","agent_email":"ana@acme.example","end_user_number":"+14155550100"}`, "Invalid call type"},
		{`{"call_type":"Voice Outbound (API)","end_user_number":"+14155550100"}`, "Agent email required"},
		{`{"call_type":"Voice Outbound (API)","agent_email":"x@y.example","end_user_number":"+14155550100"}`, "Not a valid agent email"},
		{`{"call_type":"Voice Outbound (API)","agent_email":"ana@acme.example"}`, "ticket_id or end_user_number required"},
		{`{"call_type":"Voice Outbound (API)","agent_email":"ana@acme.example","end_user_number":"123123"}`, "end_user_number is not well-formed"},
		{`{"call_type":"Voice Outbound (API)","agent_email":"ana@acme.example","end_user_number":"+1415CALLNOW"}`, "end_user_number is not well-formed"},
		{`{"call_type":"Voice Outbound (API)","agent_email":"ana@acme.example","end_user_number":"+14155550100","outbound_number":"me"}`, "outbound_number is not well-formed"},
		{`{"call_type":"Voice Outbound (API)","agent_email":"ana@acme.example","ticket_id":1}`, "Contact not found"},
	} {
		equal(t, c.body, dig(w.want(400, "POST", "/apps/api/v1/calls", c.body), "message"), c.message)
	}
	w.want(400, "POST", "/apps/api/v1/calls", `{"call_type":"Voice Outbound (API)","agentEmail":"ana@acme.example"}`)
}

const order = `{"call_type":"Voice Outbound (API)","agent_email":"ana@acme.example","end_user_number":"+1 859-657-9625"}`

func TestFact4_4_anOrderedCallIsAssigned(t *testing.T) {
	t.Parallel()
	bubble(t, Config{}, func(t *testing.T, w *world) {
		got := w.want(201, "POST", "/apps/api/v1/calls", order)
		for key, want := range map[string]any{"id": 418, "status": "assigned", "call_type": "Voice Outbound (API)",
			"session_type_v2": "Voice Outbound (API)", "end_user": nil, "queued_at": nil, "selected_menu": nil} {
			equal(t, key, dig(got, key), want)
		}
		equal(t, "twice", dig(w.want(400, "POST", "/apps/api/v1/calls", order), "message"), "Agent is not available to take this call")
		pass(3 * time.Second)
		equal(t, "picked up", dig(w.call(418), "status"), "connected")
		equal(t, "whom", dig(w.call(418), "end_user", "identifier"), "+18596579625")
		equal(t, "agent", w.status("ana@acme.example"), "In-call")
	})
}

func TestFact4_4_theAgentChoosesTheNumber(t *testing.T) {
	t.Parallel()
	w := newWorld(t, Config{OutboundNumbers: []string{"+18005550100", "+18005550101"}})
	got := w.want(200, "POST", "/apps/api/v1/calls", order)
	equal(t, "the order comes back", dig(got, "agent_email"), "ana@acme.example")
	equal(t, "no call yet", w.get("/manager/api/v1/calls"), []any{})
	token := w.login("ana@acme.example")
	w.want(200, "POST", "/agent/act", `{"token":"`+token+`","action":"choose_number","number":"+18005550101"}`)
	equal(t, "the number chosen", dig(w.call(418), "outbound_number"), "+18005550101")
}

// login opens the agent page as somebody.
func (w *world) login(email string) string {
	w.t.Helper()
	return dig(w.want(200, "POST", "/agent/login", `{"email":"`+email+`"}`), "token").(string)
}

func TestFact4_4_thirdParty(t *testing.T) {
	t.Parallel()
	bubble(t, Config{}, func(t *testing.T, w *world) {
		w.want(201, "POST", "/apps/api/v1/calls", order)
		add := `{"agent_email":"ana@acme.example","outbound_number":"","phone_number":"+14155550177"}`
		w.want(400, "PUT", "/apps/api/v1/calls/add/418/dial", add)
		pass(3 * time.Second)
		got := w.want(200, "PUT", "/apps/api/v1/calls/add/418/dial", add)
		equal(t, "type", dig(got, "type"), "third_party")
		equal(t, "status", dig(got, "status"), "dialing")
		w.want(404, "PUT", "/apps/api/v1/calls/add/9/dial", add)
	})
}

func TestFact4_4_failuresByNumber(t *testing.T) {
	t.Parallel()
	for number, reason := range map[string]string{"+14155550486": "eu_wrong_number", "+14155550487": "eu_busy", "+14155550488": "eu_no_answer"} {
		bubble(t, Config{}, func(t *testing.T, w *world) {
			w.want(201, "POST", "/apps/api/v1/calls", strings.Replace(order, "+1 859-657-9625", number, 1))
			pass(5 * time.Second)
			equal(t, number, dig(w.call(418), "fail_reason"), reason)
			equal(t, "free again", w.status("ana@acme.example"), "Available")
		})
	}
}

func TestKnobs_faultsLookLikeTheVendors(t *testing.T) {
	t.Parallel()
	w := newWorld(t, Config{})
	w.knob(`{"faults":[{"path":"^/manager","status":503,"times":1}]}`)
	equal(t, "message", dig(w.want(http.StatusServiceUnavailable, "GET", "/manager/api/v1/calls", ""), "message"), http.StatusText(http.StatusServiceUnavailable))
	w.get("/manager/api/v1/calls")
}
