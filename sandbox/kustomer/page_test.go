package kustomer

import (
	"bufio"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
)

func TestThePageAndItsScript(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(c *Config) { c.Adapter, c.Tenant = "http://127.0.0.1:1", "default" }).as("")
	for path, words := range map[string]string{"/": "<title>Kustomer", "/static/desk.js": "clickToCall", "/kustomer-card.min.js": "window.Kustomer"} {
		if got := w.do("GET", path, "").ok(200); !strings.Contains(got.text, words) {
			t.Errorf("%s lacks %q", path, words)
		}
	}
	w.do("GET", "/_page/me?agent=ana", "").ok(200).has("me.email", "ana@acme.example", "me.role", "org.admin", "me.status", fixedID("status Offline"),
		"widget.url", "http://127.0.0.1:1/", "widget.settingsUrl", "http://127.0.0.1:1/settings", "me.routing", "true", "org", "acme")
	w.do("GET", "/_page/me", "").ok(200).has("me", "null", "agents.1.name", "Ben Okafor")
	w.do("GET", "/_page/api/v1/customers", "").ok(401)
}

func TestThePageActsAsTheAgentAndCostsNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.knobs(`{"rateLimit":{"limit":1,"window":"60s"}}`)
	for range 3 {
		w.as("").do("GET", "/_page/api/v1/users/current?agent=ben", "").ok(200).has("data.id", Agents[1].ID)
	}
	got := w.as("").do("GET", "/_page/request/v1/users/current?agent=ben", "").ok(200)
	if got.header.Get("X-Ratelimit-Limit") != "1000" {
		t.Error("what widgets ask for has the agents' budget")
	}
	w.as("").do("PUT", "/_page/request/v1/metadata/message?agent=ben", `{"properties":{}}`).refused(403, "forbidden", "", "")
	w.as("").do("GET", "/_page/api/v1/customers?pageSize=4&agent=ana", "").ok(200).has("links.next", "/v1/customers?page=2&pageSize=4")
	w.do("GET", "/v1/users/current", "").ok(200)
	w.do("GET", "/v1/users/current", "").ok(429)
}

func TestThePageIsLive(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	request, _ := http.NewRequestWithContext(t.Context(), "GET", w.url+"/_page/events", nil)
	stream, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = stream.Body.Close() })
	lines := bufio.NewScanner(stream.Body)
	lines.Scan() // the retry line says that the page is listened to
	id := w.customer(`{"name":"Kim"}`)
	w.do("POST", "/_page/status?agent=ana", `{"status":"`+fixedID("status Available")+`"}`).ok(200)
	w.knobs(`{"adapter":"http://127.0.0.1:2"}`)
	seen := map[string]event{}
	for seen["adapter"].Type == "" && lines.Scan() {
		var e event
		if text, ok := strings.CutPrefix(lines.Text(), "data: "); ok && json.Unmarshal([]byte(text), &e) == nil {
			seen[e.Type] = e
		}
	}
	if seen["customer"].ID != id || seen["status"].User != Agents[0].ID || seen["status"].StatusType != "available" {
		t.Errorf("heard %v", seen)
	}
	w.s.Close()
	for lines.Scan() {
	} // the stream ends when the stand-in closes
}

func TestLinksToRecordsLeadIntoThePage(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	request, _ := http.NewRequestWithContext(t.Context(), "GET", w.url+"/app/customers/c1/event/e1?agent=ana", nil)
	got, err := http.DefaultTransport.RoundTrip(request)
	if err != nil {
		t.Fatal(err)
	}
	_ = got.Body.Close()
	if to := got.Header.Get("Location"); got.StatusCode != http.StatusSeeOther || to != "/?agent=ana#/customers/c1/event/e1" {
		t.Errorf("%d to %s", got.StatusCode, to)
	}
}

func TestASlowPageIsToldToLoadAgain(t *testing.T) {
	t.Parallel()
	b := newBroadcast()
	l, leave := b.listen()
	for range backlog + 3 {
		b.tell(event{Type: "note"})
	}
	select {
	case <-l.missed:
	default:
		t.Error("it was not told")
	}
	leave()
	if b.any() {
		t.Error("it still listens")
	}
}
