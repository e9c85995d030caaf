package ccaip

import (
	"fmt"
	"slices"
	"testing"
	"time"
)

func TestFact6_1_theLifeOfAnAnsweredCall(t *testing.T) {
	t.Parallel()
	bubble(t, Config{}, func(t *testing.T, w *world) {
		w.play("inbound-answered", `{"agent_email":"ana@acme.example","queue":7,"ring":"1s","talk":"10s","hold":"2s","wrap_up":"5s","code":"sold","note":"about invoice 7","name":"Zoë"}`)
		pass(12 * time.Second)
		equal(t, "status", dig(w.call(418), "status"), "connected")
		equal(t, "agent", w.status("ana@acme.example"), "In-call")
		pass(2 * time.Second)
		equal(t, "wrap-up", w.status("ana@acme.example"), "Wrap-up")
		pass(10 * time.Second)
		equal(t, "back", w.status("ana@acme.example"), "Available")

		c := w.call(418)
		for key, want := range map[string]any{"status": "finished", "fail_reason": "nothing", "call_duration": 12,
			"hold_duration": 2, "queue_duration": 1, "disconnected_by": "disconnected_by_end_user", "answer_type": "manual"} {
			equal(t, key, dig(c, key), want)
		}
		equal(t, "menu path", dig(c, "menu_path"), map[string]any{"items_count": 2, "name": "Support / Billing", "materialized_path": "3/7"})
		equal(t, "caller's name", dig(c, "end_user", "name"), "Zoë")
		equal(t, "states", w.sink.states(), []string{"connected", "connected", "connected/ringing", "connected/accepted",
			"connected/connected", "connected/hold", "connected/connected", "disconnected/disconnected", "disconnected/dispositionSubmitted"})
		last := w.sink.events[len(w.sink.events)-1]
		equal(t, "dispositions", last["dispositions"], map[string]any{"code": "sold", "note": "about invoice 7"})
		equal(t, "queue ids", dig(last, "item", "queue_path_ids"), "3/7")
		equal(t, "queue names", dig(last, "item", "queue_path_names"), "Support/Billing")
		equal(t, "dn", dig(last, "item", "participants", 0, "dn"), "+14155550123")
		equal(t, "acw", dig(c, "handle_durations", 0, "acw_duration"), 5)
	})
}

func TestFact4_6_howCallsFail(t *testing.T) {
	t.Parallel()
	for name, reason := range map[string]string{
		"inbound-abandoned": "eu_abandoned", "inbound-menu-abandoned": "eu_in_menu_abandoned", "inbound-missed": "eu_abandoned"} {
		bubble(t, Config{}, func(t *testing.T, w *world) {
			w.play(name, `{"agent_email":"ana@acme.example"}`)
			pass(5 * time.Second)
			c := w.call(418)
			equal(t, name, []any{dig(c, "status"), dig(c, "fail_reason"), dig(c, "agent_info")}, []any{"failed", reason, nil})
			equal(t, "ended", dig(c, "ends_at") != nil, true)
			if states := w.sink.states(); states[len(states)-1][:12] != "disconnected" {
				t.Errorf("%s: the end was not told: %v", name, states)
			}
		})
	}
}

func TestFact3_1_aMissedCallIsAStatus(t *testing.T) {
	t.Parallel()
	bubble(t, Config{}, func(t *testing.T, w *world) {
		w.play("inbound-missed", `{"agent_email":"ana@acme.example","ring":"3s"}`)
		pass(2 * time.Second)
		equal(t, "rings", dig(w.call(418), "status"), "assigned")
		pass(10 * time.Second)
		equal(t, "ana", w.status("ana@acme.example"), "Missed Call")
		equal(t, "participant", dig(w.call(418), "participants", 1, "fail_reason"), "ag_ignored")
		got := w.want(200, "POST", "/apps/api/v1/agent_statuses", `{"status":"Available","agent_ids":[15]}`)
		equal(t, "not by the API", dig(got, 0, "current_status"), "Missed Call")
	})
}

func TestFact2_2_declinedGoesToTheNext(t *testing.T) {
	t.Parallel()
	bubble(t, Config{}, func(t *testing.T, w *world) {
		w.play("inbound-ringing", `{"agent_email":"ana@acme.example"}`)
		pass(time.Second)
		w.want(200, "POST", "/_panel/calls/418/decline", "")
		equal(t, "now at", dig(w.call(418), "agent_info", "name"), "Ben Okafor")
		equal(t, "ana", w.status("ana@acme.example"), "Available")
		w.want(200, "POST", "/_panel/calls/418/answer", "")
		w.want(409, "POST", "/_panel/calls/418/answer", "")
		pass(time.Second)
		equal(t, "connected", dig(w.call(418), "status"), "connected")
	})
}

func TestFact3_2_theNextStatusComesAfterWrapUp(t *testing.T) {
	t.Parallel()
	bubble(t, Config{WrapUpFor: 10 * time.Second}, func(t *testing.T, w *world) {
		w.play("inbound-ringing", `{"agent_email":"ana@acme.example"}`)
		pass(time.Second)
		w.want(200, "POST", "/_panel/calls/418/answer", "")
		pass(time.Second)
		w.want(200, "POST", "/_panel/agents/15/status", `{"status":"Break"}`)
		equal(t, "still", w.status("ana@acme.example"), "In-call")
		w.want(200, "POST", "/_panel/calls/418/hangup", `{"by":"agent"}`)
		equal(t, "then", w.status("ana@acme.example"), "Wrap-up")
		pass(11 * time.Second)
		equal(t, "too long", w.status("ana@acme.example"), "Wrap-up Exceeded")
		w.want(200, "POST", "/_panel/calls/418/finish", `{"code":"resolved"}`)
		equal(t, "next", w.status("ana@acme.example"), "Break")
		equal(t, "by", dig(w.call(418), "disconnected_by"), "disconnected_by_agent")
	})
}

func TestFact3_2_noWrapUp(t *testing.T) {
	t.Parallel()
	bubble(t, Config{}, func(t *testing.T, w *world) {
		w.play("inbound-answered", `{"talk":"1s","wrap_up":"0s"}`)
		pass(3 * time.Second)
		equal(t, "free at once", w.status("ana@acme.example"), "Available")
	})
}

func TestPanel_steps(t *testing.T) {
	t.Parallel()
	bubble(t, Config{}, func(t *testing.T, w *world) {
		w.play("inbound-ringing", `{"agent_email":"ana@acme.example"}`)
		pass(time.Second)
		for _, bad := range []string{"hold", "mute", "finish", "callback", "pickup", "message", "queue"} {
			w.want(409, "POST", "/_panel/calls/418/"+bad, "")
		}
		w.want(404, "POST", "/_panel/calls/418/dance", "")
		w.want(404, "POST", "/_panel/calls/9/answer", "")
		w.want(200, "POST", "/_panel/calls/418/answer", "")
		pass(time.Second)
		for _, step := range []string{"mute", "unmute", "hold", "unhold"} {
			w.want(200, "POST", "/_panel/calls/418/"+step, "")
		}
		w.want(200, "POST", "/_panel/calls/418/hangup", "")
		w.want(409, "POST", "/_panel/calls/418/hangup", "")
		pass(time.Second)
		states := w.sink.states()
		for _, want := range []string{"connected/mute", "connected/hold"} {
			if !slices.Contains(states, want) {
				t.Errorf("%s was not told: %v", want, states)
			}
		}
	})
}

func TestStories_manyCallsThroughTwoAgents(t *testing.T) {
	t.Parallel()
	bubble(t, Config{}, func(t *testing.T, w *world) {
		for i := range 200 {
			w.play("inbound-answered", fmt.Sprintf(`{"number":"+1415555%04d","ring":"50ms","talk":"100ms","wrap_up":"50ms"}`, i))
		}
		pass(2 * time.Minute)
		calls := 0
		for page := 1; page <= 2; page++ {
			for _, c := range w.get("/manager/api/v1/calls?page=" + itoa(page)).([]any) {
				equal(t, "status", dig(c, "status"), "finished")
				calls++
			}
		}
		equal(t, "calls", calls, 200)
		equal(t, "free", w.status("ben@acme.example"), "Available")
	})
}

func TestStories_refusals(t *testing.T) {
	t.Parallel()
	w := newWorld(t, Config{})
	w.want(404, "POST", "/_stories/nothing", "")
	for _, bad := range []string{`{"agent_email":"x@y.example"}`, `{"queue":"Nowhere"}`, `{"custom_data":[]}`} {
		w.want(422, "POST", "/_stories/inbound-answered", bad)
	}
	for _, bad := range []string{`{"tlak":"2s"}`, `{"talk":"long"}`, `{"talk":2}`, `{"queue":{}}`} {
		w.want(400, "POST", "/_stories/inbound-answered", bad)
	}
	if n := len(dig(w.get("/_stories"), "stories").([]any)); n < 6 {
		t.Errorf("only %d stories", n)
	}
}

func TestHistory_isBounded(t *testing.T) {
	t.Parallel()
	bubble(t, Config{History: 10}, func(t *testing.T, w *world) {
		w.play("inbound-ringing", `{"wait":"1h"}`)
		pass(time.Second)
		w.want(200, "POST", "/_panel/calls/418/answer", "")
		for range 30 {
			w.play("inbound-menu-abandoned", "")
			pass(time.Second)
		}
		w.want(200, "POST", "/_panel/calls/418/hangup", "")
		w.want(200, "POST", "/_panel/calls/418/finish", "")
		for range 3 {
			w.play("inbound-menu-abandoned", "")
			pass(time.Second)
		}
		equal(t, "kept", len(w.get("/manager/api/v1/calls").([]any)), 10)
		w.want(404, "GET", "/manager/api/v1/calls/418", "")
	})
}
