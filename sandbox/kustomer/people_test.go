package kustomer

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

func TestSection6UsersAndTeams(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.do("GET", "/v1/users?email=ANA@acme.example", "").ok(200).has("meta.total", "1", "data.0.id", Agents[0].ID, "data.0.attributes.roles", `["org.admin"]`)
	w.do("GET", "/v1/users?userType=machine", "").ok(200).has("data.0.id", machineUser)
	w.do("GET", "/v1/users?email=a@b.c&userType=user", "").refused(400, "badparam", "userType", "")
	w.do("GET", "/v1/users/"+Agents[1].ID, "").ok(200).has("data.attributes.email", "ben@acme.example")
	w.do("GET", "/v1/users/"+Agents[0].ID+","+Agents[1].ID, "").ok(200).has("meta.total", "2")
	w.do("GET", "/v1/users/current", "").ok(200).has("data.id", machineUser)
	w.do("GET", "/v1/users/"+fixedID("nobody"), "").ok(404)
	team := w.do("GET", "/v1/users/"+Agents[1].ID+"/teams", "").ok(200).has("data.0.attributes.name", "Support")
	path := "/v1/teams/" + team.at("data.0.id").(string)
	w.do("DELETE", path+"/members", `{"members":["`+Agents[1].ID+`"]}`).ok(200).has("data.attributes.members", `["`+Agents[0].ID+`"]`)
	w.do("POST", path+"/members", `{"members":["`+Agents[1].ID+`"]}`).ok(200)
	w.do("GET", path, "").has("data.attributes.members.1", Agents[1].ID)
}

func TestSection6StatusesAndWorkSessions(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.do("GET", "/v1/routing/statuses", "").ok(200).has("meta.total", "6")
	sessions := "/v1/routing/users/" + Agents[0].ID + "/work-sessions"
	w.do("GET", sessions, "").ok(200).has("meta.total", "0") // offline until a status is chosen
	set := func(name string) answer {
		return w.do("POST", "/_page/status?agent=ana", `{"status":"`+fixedID("status "+name)+`"}`)
	}
	set("Available").ok(200)
	got := w.do("GET", sessions, "").ok(200).has("data.0.attributes.statusType", "available", "data.0.attributes.routable", "true",
		"data.0.relationships.status.data.type", "status", "data.0.relationships.status.links.self", "/v1/routing/statuses/"+fixedID("status Available"),
		"data.0.relationships.user.data.id", Agents[0].ID)
	session := "/v1/routing/work-sessions/" + got.at("data.0.id").(string)
	w.do("GET", "/v1/routing/work-sessions?active=true&statusType=available", "").ok(200).has("meta.total", "1")
	w.do("GET", "/v1/routing/work-sessions?user=true", "").ok(200).has("meta.total", "0") // the key has no shift
	w.clock.forward(time.Second)
	w.do("PUT", session, `{"status":"`+fixedID("status Lunch")+`"}`).ok(200).has("data.attributes.statusType", "unavailable", "data.attributes.rev", "2")
	set("Busy").refused(400, "badparam", "status", "") // the system's own
	set("Offline").ok(200)
	w.do("GET", "/v1/routing/work-sessions?active=true", "").ok(200).has("meta.total", "0")
	w.do("PUT", session, `{"status":"`+fixedID("status Lunch")+`"}`).refused(400, "badparam", "id", "ended")
	set("Available").ok(200)
	w.do("GET", sessions, "").ok(200).has("meta.total", "2")
}

func TestApps15CommandBind(t *testing.T) {
	t.Parallel()
	type heard struct {
		header http.Header
		path   string
		body   string
	}
	calls := make(chan heard, 10)
	adapter := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		calls <- heard{r.Header, r.Method + " " + r.URL.Path, string(body)}
		w.WriteHeader(http.StatusNoContent)
	}))
	t.Cleanup(adapter.Close)
	w := newWorld(t)
	run := "/_page/request/v1/commands/ccaip_agent_adapter.app.bind/run?agent=ana"
	body := `{"body":{"nonce":"n-1"},"headers":{"x-kustomer-user-id":"somebody else"}}`
	w.do("POST", run, body).ok(200).has("data.attributes.statusCode", "null") // nobody is there yet
	w.knobs(`{"adapter":"` + adapter.URL + `"}`)
	w.do("POST", run, body).ok(200).has("data.attributes.statusCode", "204", "data.attributes.requestError", "null",
		"data.attributes.requestHeaders.x-adapter-secret", "********", "data.attributes.url", adapter.URL+"/kustomer/bind")
	got := <-calls
	if got.path != "POST /kustomer/bind" || got.body != `{"nonce":"n-1"}` {
		t.Errorf("%s %s", got.path, got.body)
	}
	for name, want := range map[string]string{
		"x-kustomer-org-id": orgID, "x-kustomer-user-id": Agents[0].ID, "x-adapter-secret": w.s.Keys().BindSecret, "Content-Type": "application/json",
	} {
		if got.header.Get(name) != want {
			t.Errorf("%s: %q, want %q", name, got.header.Get(name), want)
		}
	}
	w.do("POST", "/v1/commands/ccaip_agent_adapter_"+orgID+".app.bind/run", body).ok(200) // a private app's full name
	w.do("POST", "/v1/commands/other.app.bind/run", body).refused(404, "notfound", "name", "")
}

func TestHistoryIsBounded(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(c *Config) { c.History = 12 })
	var first, last string
	for i := range 30 {
		customer := w.customer(`{"name":"Caller"}`)
		last = w.conversation(customer, "")
		w.do("POST", "/v1/conversations/"+last+"/messages", `{"channel":"voice","app":"x"}`).ok(201)
		if i == 0 {
			first = last
		}
	}
	w.do("GET", "/v1/conversations/"+first, "").ok(404)
	w.do("GET", "/v1/conversations/"+last, "").ok(200)
	w.do("GET", "/v1/conversations", "").ok(200).has("meta.total", "12")
	w.do("GET", "/v1/messages", "").ok(200).has("meta.total", "12")
	w.do("GET", "/v1/customers", "").ok(200).has("meta.total", "22") // ten of the start, twelve callers
	w.do("GET", "/v1/customers/"+w.s.seedFirst(), "").ok(200)
}

// seedFirst is a customer that the sandbox starts with.
func (s *Server) seedFirst() string { return fixedID("customer " + seedCustomers[0].name) }
