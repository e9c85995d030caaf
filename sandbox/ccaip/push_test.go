package ccaip

import (
	"fmt"
	"testing"
	"time"
)

func TestEvents_carryTheirCredentialsAndAddress(t *testing.T) {
	t.Parallel()
	bubble(t, Config{EventsUser: "eve", EventsPassword: "secret", Tenant: "acme"}, func(t *testing.T, w *world) {
		w.play("inbound-menu-abandoned", "")
		pass(2 * time.Second)
		r := w.sink.posts[0]
		user, password, _ := r.BasicAuth()
		equal(t, "credentials", []string{user, password}, []string{"eve", "secret"})
		equal(t, "address", r.URL.String(), "http://adapter.example/ccaip/acme/events/calls")
		e := w.sink.events[0]
		if id, _ := e["event_id"].(string); len(id) != 36 || id[14] != '4' {
			t.Errorf("event_id is no UUID: %q", id)
		}
		if ms, _ := e["timestamp"].(float64); int64(ms) < 946684800000 {
			t.Errorf("timestamp is not in milliseconds: %v", e["timestamp"])
		}
	})
}

func TestEvents_areRetriedInOrder(t *testing.T) {
	t.Parallel()
	bubble(t, Config{}, func(t *testing.T, w *world) {
		w.sink.answer = func(n int) int {
			if n <= 5 {
				return 503
			}
			return 200
		}
		w.play("inbound-answered", "")
		pass(time.Minute)
		equal(t, "states", w.sink.states(), []string{"connected", "connected", "connected/ringing", "connected/accepted",
			"connected/connected", "disconnected/disconnected", "disconnected/dispositionSubmitted"})
		equal(t, "nothing waits", w.srv.pusher.waiting(), 0)
	})
}

func TestEvents_aFailingAdapterHoldsNobodyUp(t *testing.T) {
	t.Parallel()
	bubble(t, Config{}, func(t *testing.T, w *world) {
		w.sink.answer = func(int) int { return 500 }
		w.play("inbound-answered", "")
		pass(10 * time.Second)
		equal(t, "status", dig(w.call(418), "status"), "finished")
		pass(15 * time.Minute)
		equal(t, "given up", w.srv.pusher.waiting(), 0)
	})
}

func TestEvents_withoutAdapterAreDiscarded(t *testing.T) {
	t.Parallel()
	bubble(t, Config{}, func(t *testing.T, w *world) {
		w.knob(`{"adapter":""}`)
		w.play("inbound-menu-abandoned", "")
		pass(2 * time.Second)
		equal(t, "posts", len(w.sink.posts), 0)
		w.knob(`{"adapter":"http://other.example/"}`)
		w.play("inbound-menu-abandoned", "")
		pass(2 * time.Second)
		equal(t, "address", w.sink.posts[0].URL.String(), "http://other.example/ccaip/default/events/calls")
	})
}

func TestKnobs_eventsGoWrong(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		knob string
		want func(n int, ids map[any]int) bool
	}{
		"drop":   {`{"events":{"drop":1}}`, func(n int, _ map[any]int) bool { return n == 0 }},
		"double": {`{"events":{"double":1}}`, func(n int, ids map[any]int) bool { return n == 2*len(ids) && n == 14 }},
		"delay":  {`{"events":{"delay":"30s"}}`, func(n int, _ map[any]int) bool { return n == 0 }},
	} {
		bubble(t, Config{}, func(t *testing.T, w *world) {
			w.knob(c.knob)
			w.play("inbound-answered", "")
			pass(20 * time.Second)
			ids := map[any]int{}
			for _, e := range w.sink.events {
				ids[e["event_id"]]++
			}
			if !c.want(len(w.sink.events), ids) {
				t.Errorf("%s: %d events of %d ids", name, len(w.sink.events), len(ids))
			}
		})
	}
}

func TestKnobs_eventsOutOfOrder(t *testing.T) {
	t.Parallel()
	bubble(t, Config{}, func(t *testing.T, w *world) {
		w.knob(`{"events":{"reorder":0.5}}`)
		for i := range 20 {
			w.play("inbound-answered", fmt.Sprintf(`{"number":"+1415555%04d","ring":"10ms","talk":"10ms","wrap_up":"10ms"}`, i))
		}
		pass(time.Minute)
		latest, wrong := map[any]float64{}, 0
		for _, e := range w.sink.events {
			id, at := dig(e, "item", "call_id"), e["timestamp"].(float64)
			if at < latest[id] {
				wrong++
			}
			latest[id] = max(at, latest[id])
		}
		if wrong == 0 {
			t.Error("all 140 events came in order")
		}
		equal(t, "none lost", len(w.sink.events), 140)
	})
}
