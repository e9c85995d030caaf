package ccaip

import (
	"bufio"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

func TestFact1_2_theDomainListIsTheFramePolicy(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		list []string
		want string
	}{
		{nil, ""}, {[]string{"https://*.kustomerapp.com", "http://127.0.0.1:8080"}, "frame-ancestors 'self' http://127.0.0.1:8080 http://adapter.example https://*.kustomerapp.com"},
	} {
		w := newWorld(t, Config{FrameAncestors: c.list})
		rec := httptest.NewRecorder()
		w.srv.Handler().ServeHTTP(rec, httptest.NewRequest("GET", "/agent/?email=ana@acme.example", nil))
		policy := rec.Header().Get("Content-Security-Policy")
		if rec.Code != 200 || !strings.Contains(policy, c.want) || (c.want == "" && strings.Contains(policy, "frame-ancestors")) {
			t.Errorf("%v: %d %s", c.list, rec.Code, policy)
		}
	}
}

func TestFact1_2_theDomainListFollowsTheProduct(t *testing.T) {
	t.Parallel()
	crm := "http://adapter.example/?tenant=acme"
	w := newWorld(t, Config{FrameAncestors: []string{"http://crm.example"}, Neighbours: func() []string { return []string{crm, ""} }})
	policy := func() string {
		rec := httptest.NewRecorder()
		w.srv.Handler().ServeHTTP(rec, httptest.NewRequest("GET", "/agent/", nil))
		_, list, _ := strings.Cut(rec.Header().Get("Content-Security-Policy"), "frame-ancestors ")
		return list
	}
	equal(t, "the CRM and the product", policy(), "'self' http://adapter.example http://crm.example")
	w.knob(`{"adapter":"https://moved.example:8443/base"}`)
	equal(t, "it moved, the CRM does not know yet", policy(), "'self' http://adapter.example http://crm.example https://moved.example:8443")
	crm = ""
	w.knob(`{"adapter":""}`)
	equal(t, "nobody is there", policy(), "'self' http://crm.example")
}

func TestPages_haveNoInlineScriptOrStyle(t *testing.T) {
	t.Parallel()
	w := newWorld(t, Config{})
	for _, path := range []string{"/", "/agent/"} {
		_, page := w.send("GET", path, "")
		if strings.Contains(page, "style=") || strings.Contains(page, "<style") || strings.Contains(page, "onclick=") || strings.Contains(page, "<script>") {
			t.Errorf("%s has script or style of its own", path)
		}
	}
	for _, path := range []string{"/_assets/agent.js", "/_assets/base.css", "/_assets/panel.js"} {
		if code, _ := w.send("GET", path, ""); code != 200 {
			t.Errorf("%s: %d", path, code)
		}
	}
}

// streamed reads server-sent events of one page.
type streamed struct {
	t    *testing.T
	body *bufio.Scanner
}

// open opens the agent's stream over real HTTP.
func open(t *testing.T, at, token string) *streamed {
	t.Helper()
	res, err := http.Get(at + "/agent/stream?token=" + token)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { res.Body.Close() })
	return &streamed{t, bufio.NewScanner(res.Body)}
}

// next reads on to an event of that name.
func (s *streamed) next(name string) any {
	s.t.Helper()
	found := false
	for s.body.Scan() {
		line := s.body.Text()
		if data, ok := strings.CutPrefix(line, "data: "); ok && found {
			var v any
			if err := json.Unmarshal([]byte(data), &v); err != nil {
				s.t.Fatal(err)
			}
			return v
		}
		if event, ok := strings.CutPrefix(line, "event: "); ok {
			found = event == name
		}
	}
	s.t.Fatalf("the stream ended before %s", name)
	return nil
}

// until reads posted messages on to one of that type.
func (s *streamed) until(kind string) any {
	s.t.Helper()
	for {
		if m := s.next("post"); dig(m, "type") == kind {
			return dig(m, "data")
		}
	}
}

func TestFact2_8_postedMessages(t *testing.T) {
	t.Parallel()
	w := newWorld(t, Config{})
	server := httptest.NewServer(w.srv.Handler())
	t.Cleanup(server.Close)
	t.Cleanup(w.srv.Close) // first: it lets the streams go
	page := open(t, server.URL, w.login("ana@acme.example"))
	equal(t, "who", dig(page.until("Agent_Login"), "agent_custom_id"), "ana@acme.example")

	w.play("inbound-answered", `{"agent_email":"ana@acme.example","menu":"1ms","ring":"1ms","talk":"1ms","wrap_up":"1ms"}`)
	data := page.until("Call_Ringing")
	for key, want := range map[string]any{"call_id": 418, "queue_path": "Support / Billing", "session_type": "Voice Inbound (IVR)",
		"end_user_number": "+14155550123", "direction": "incoming", "outbound_number": nil} {
		equal(t, key, dig(data, key), want)
	}
	left, _ := dig(data, "expires_at").(float64)
	at, _ := dig(data, "timestamp").(float64)
	equal(t, "rings for", left > at, true)
	for _, kind := range []string{"Call_Started", "Call_Connected", "Call_Ended", "Call_Wrap_Up_Started", "Call_Wrap_Up_Ended"} {
		equal(t, kind, dig(page.until(kind), "call_id"), 418)
	}
}

func TestAgentPage_theNewestLogInWins(t *testing.T) {
	t.Parallel()
	w := newWorld(t, Config{})
	server := httptest.NewServer(w.srv.Handler())
	t.Cleanup(server.Close)
	t.Cleanup(w.srv.Close)
	first := w.login("ana@acme.example")
	page := open(t, server.URL, first)
	page.next("view")
	second := w.login("ana@acme.example")
	page.next("elsewhere")
	open(t, server.URL, first).next("elsewhere")
	equal(t, "the old one may nothing", dig(w.want(409, "POST", "/agent/act", `{"token":"`+first+`","action":"status","status":"Break"}`), "message"), "You are logged in elsewhere.")
	w.want(200, "POST", "/agent/act", `{"token":"`+second+`","action":"status","status":"Break"}`)
	equal(t, "status", w.status("ana@acme.example"), "Break")
	w.want(200, "POST", "/agent/logout", `{"token":"`+second+`"}`)
	equal(t, "logged out", w.status("ana@acme.example"), "Offline")
	w.login("ana@acme.example")
	equal(t, "the vendor's default", w.status("ana@acme.example"), "Unavailable")
}

func TestAgentPage_actsOnTheirOwnSessionsOnly(t *testing.T) {
	t.Parallel()
	bubble(t, Config{}, func(t *testing.T, w *world) {
		ana, ben := w.login("ana@acme.example"), w.login("ben@acme.example")
		w.play("inbound-ringing", `{"agent_email":"ana@acme.example"}`)
		pass(time.Second)
		act := func(token, action string) string {
			return `{"token":"` + token + `","action":"` + action + `","kind":"call","id":418}`
		}
		w.want(409, "POST", "/agent/act", act(ben, "answer"))
		w.want(200, "POST", "/agent/act", act(ana, "answer"))
		pass(time.Second)
		w.want(200, "POST", "/agent/act", act(ana, "hold"))
		w.want(200, "POST", "/agent/act", act(ana, "hangup"))
		w.want(200, "POST", "/agent/act", act(ana, "finish"))
		w.want(409, "POST", "/agent/act", act(ana, "finish"))
		w.want(422, "POST", "/agent/act", `{"token":"`+ana+`","action":"status","status":"In-call"}`)
		w.want(422, "POST", "/agent/act", `{"token":"`+ana+`","action":"dial","dial":"12"}`)
		w.want(200, "POST", "/agent/act", `{"token":"`+ana+`","action":"dial","dial":"+1 415 555 0100"}`)
		equal(t, "type", dig(w.call(419), "session_type_v2"), "Voice Outbound")
	})
}

func TestFact2_4_aLostPageHasAMinute(t *testing.T) {
	t.Parallel()
	for back, want := range map[bool][]any{true: {"connected", "nothing"}, false: {"failed", "ag_canceled"}} {
		bubble(t, Config{}, func(t *testing.T, w *world) {
			w.login("ana@acme.example")
			a := w.srv.floor.agents[0]
			stream := func(change func(f *floor)) {
				if err := w.srv.floor.do(func() error { change(w.srv.floor); return nil }); err != nil {
					t.Fatal(err)
				}
			}
			stream(func(f *floor) { f.opened(a.page) })
			w.play("inbound-ringing", `{"agent_email":"ana@acme.example"}`)
			pass(time.Second)
			w.want(200, "POST", "/_panel/calls/418/answer", "")
			pass(time.Second)
			stream(func(f *floor) { f.shut(a, a.page) })
			pass(50 * time.Second)
			equal(t, "still there", dig(w.call(418), "status"), "connected")
			if back {
				stream(func(f *floor) { f.opened(a.page) })
			}
			pass(50 * time.Second)
			equal(t, "then", []any{dig(w.call(418), "status"), dig(w.call(418), "fail_reason")}, want)
		})
	}
}

func TestFact2_5_voicemailOnTheAgentPage(t *testing.T) {
	t.Parallel()
	bubble(t, Config{}, func(t *testing.T, w *world) {
		token := w.login("ben@acme.example")
		w.play("voicemail", "")
		pass(time.Minute)
		var mail []sessionView
		w.srv.floor.read(func() { mail = w.srv.floor.unheard() })
		equal(t, "listed", len(mail), 1)
		w.want(200, "POST", "/agent/act", `{"token":"`+token+`","action":"callback","kind":"call","id":418}`)
		w.srv.floor.read(func() { mail = w.srv.floor.unheard() })
		equal(t, "off the list", len(mail), 0)
		equal(t, "by", dig(w.call(419), "agent_info", "id"), 16)
		equal(t, "parent", dig(w.call(419), "parent_id"), 418)
	})
}
