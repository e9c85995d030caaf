package ccaip

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// Every story, told nothing, comes to its end, tells it, and leaves the agents
// with their hands free.
func TestStories_allComeToAnEnd(t *testing.T) {
	t.Parallel()
	for _, st := range stories() {
		bubble(t, Config{}, func(t *testing.T, w *world) {
			first := w.play(st.Name, "")
			pass(3 * time.Minute)
			for _, kind := range []string{"calls", "chats"} {
				for _, s := range w.get("/manager/api/v1/" + kind).([]any) {
					if dig(s, "ends_at") == nil {
						t.Errorf("%s: %s %v is %v", st.Name, kind, dig(s, "id"), dig(s, "status"))
					}
				}
			}
			for _, a := range w.srv.floor.agents {
				if a.busy() || len(a.chats) > 0 {
					t.Errorf("%s: %s is still busy: %s", st.Name, a.Name, a.status)
				}
			}
			equal(t, st.Name+" id", first.ID, 418)
			if st.Name == "scheduled-canceled" {
				equal(t, "nobody hears of it", len(w.sink.events), 0)
				return
			}
			last := w.sink.events[len(w.sink.events)-1]
			equal(t, st.Name, dig(last, "item", "state"), "disconnected")
		})
	}
}

func TestFact4_5_transfers(t *testing.T) {
	t.Parallel()
	for _, warm := range []string{"false", "true"} {
		bubble(t, Config{}, func(t *testing.T, w *world) {
			w.play("inbound-transferred", `{"agent_email":"ana@acme.example","to_queue":"Orders","talk":"5s","warm":`+warm+`}`)
			pass(time.Minute)
			c := w.call(418)
			equal(t, "transfers", len(dig(c, "transfers").([]any)), 1)
			tr := dig(c, "transfers", 0)
			equal(t, "of", []any{dig(tr, "status"), dig(tr, "from_agent", "id"), dig(tr, "to_agent", "id"), dig(tr, "from_menu", "id"), dig(tr, "to_menu", "id")},
				[]any{"transferred", 15, 16, 7, 8})
			equal(t, "agent", dig(c, "agent_info", "id"), 16)
			equal(t, "legs", len(dig(c, "handle_durations").([]any)), 2)
			equal(t, "second leg", dig(c, "handle_durations", 1, "transfer"), true)
			equal(t, "stays in queues", len(dig(c, "queue_durations").([]any)), 2)
			equal(t, "status", dig(c, "status"), "finished")
			states := strings.Join(w.sink.states(), " ")
			if middle := map[string]string{"false": "connected/disconnected/accepted", "true": "connected/connected/accepted"}[warm]; !strings.Contains(states, middle) {
				t.Errorf("warm %s: %s", warm, states)
			}
		})
	}
}

func TestFact2_4_transferToAnOutsideLine(t *testing.T) {
	t.Parallel()
	bubble(t, Config{}, func(t *testing.T, w *world) {
		w.play("transfer-outside", `{"agent_email":"ana@acme.example","talk":"30s"}`)
		pass(40 * time.Second)
		equal(t, "the agent is free of it", w.status("ana@acme.example"), "Wrap-up")
		equal(t, "it goes on", dig(w.call(418), "status"), "connected")
		w.want(409, "POST", "/_panel/calls/418/hold", "")
		pass(time.Minute)
		c := w.call(418)
		equal(t, "transfer", []any{dig(c, "transfers", 0, "status"), dig(c, "transfers", 0, "to_agent"), dig(c, "transfers", 0, "to_menu")}, []any{"transferred", nil, nil})
		equal(t, "third party", dig(c, "participants", 2, "type"), "third_party")
		equal(t, "status", dig(c, "status"), "finished")
	})
}

func TestFact2_4_callBackNamesItsParent(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"call-back", "short-call"} {
		bubble(t, Config{}, func(t *testing.T, w *world) {
			w.play(name, "")
			pass(time.Minute)
			equal(t, name, dig(w.call(419), "parent_id"), 418)
			equal(t, "outbound", dig(w.call(419), "session_type_v2"), "Voice Outbound")
			equal(t, "to", dig(w.call(419), "end_user", "identifier"), "+14155550123")
		})
	}
}

func TestFact2_5_voicemail(t *testing.T) {
	t.Parallel()
	for then, want := range map[string]string{"": "voicemail_received", "read": "voicemail_read", "dismiss": "voicemail_received", "callback": "voicemail_received"} {
		dir := t.TempDir()
		bubble(t, Config{Bucket: dir}, func(t *testing.T, w *world) {
			w.play("voicemail", `{"then":"`+then+`","agent_email":"ben@acme.example"}`)
			pass(time.Minute)
			equal(t, then, dig(w.call(418), "status"), want)
			if dig(w.call(418), "recording_url") == nil || dig(w.call(418), "voicemail_reason") == "not_voicemail" {
				t.Error("the message is not there")
			}
			status := map[string]string{"": "received", "read": "read", "dismiss": "dismissed", "callback": "called_back"}[then]
			equal(t, "metadata", dig(file(t, dir, "metadata-418.json"), "voicemail", "status"), status)
		})
	}
}

// file reads a JSON file of the bucket.
func file(t *testing.T, dir, name string) any {
	t.Helper()
	body, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	var v any
	if err := json.Unmarshal(body, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

func TestFact4_7_metadata(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	bubble(t, Config{Bucket: dir, MetadataAfter: time.Second}, func(t *testing.T, w *world) {
		w.play("sdk-call-answered", `{"identifier":"u-7","email":"zoe@example.com","comment":"quick"}`)
		pass(time.Minute)
		m := file(t, dir, "metadata-418.json")
		equal(t, "type", dig(m, "session_type_v2"), "Voice Inbound (Mobile)")
		equal(t, "identifier", dig(m, "end_user", "identifier"), "u-7")
		equal(t, "e-mail", dig(m, "end_user", "email"), "zoe@example.com")
		equal(t, "feedback", dig(m, "feedback"), map[string]any{"rating": 5, "comment": "quick"})
		equal(t, "custom data", dig(m, "custom_data", "order_no", "value"), "A-17")
		equal(t, "hidden", dig(m, "custom_data", "risk", "invisible_to_agent"), true)
		equal(t, "menu", dig(m, "selected_menu", "menu_type"), "mobile_menu")
		equal(t, "rating", dig(w.call(418), "rating"), 5)
	})
}

func TestFact4_7_smartActions(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ script, status, err, file string }{
		{`{"smart_action":"photo"}`, "completed", "", "call-418-photo-1.jpg"},
		{`{"smart_action":"verification","error":"Fingerprint access not enabled"}`, "failed", "Fingerprint access not enabled", ""},
	} {
		dir := t.TempDir()
		bubble(t, Config{Bucket: dir}, func(t *testing.T, w *world) {
			w.play("smart-action", c.script)
			pass(time.Minute)
			m := file(t, dir, "metadata-418.json")
			equal(t, "status", dig(m, "smart_actions", 0, "status"), c.status)
			equal(t, "error", or(dig(m, "smart_actions", 0, "error"), any("")), c.err)
			if c.file != "" {
				if _, err := os.Stat(filepath.Join(dir, c.file)); err != nil {
					t.Error(err)
				}
			}
		})
	}
}

func TestFact4_8_recordings(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	bubble(t, Config{Bucket: dir}, func(t *testing.T, w *world) {
		w.play("inbound-answered", `{"segments":2,"recording_bytes":100000}`)
		pass(time.Minute)
		url := dig(w.call(418), "recording_url").(string)
		equal(t, "url", url, "http://example.com/files/call-418.wav")
		code, body := w.send("GET", "/files/call-418.wav", "")
		equal(t, "served", []any{code, len(body), body[:4], body[8:16]}, []any{200, 100000, "RIFF", "WAVEfmt "})
		w.want(404, "GET", "/files/call-418-9.wav", "")
		w.want(404, "GET", "/files/metadata.json", "")
		for _, name := range []string{"call-418.wav", "call-418-2.wav"} {
			if info, err := os.Stat(filepath.Join(dir, name)); err != nil || info.Size() != 100000 {
				t.Errorf("%s: %v", name, err)
			}
		}
		w.play("inbound-answered", `{"recording":false}`)
		pass(time.Minute)
		equal(t, "not recorded", dig(w.call(419), "recording_url"), nil)
	})
}

func TestFact4_5_chats(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	bubble(t, Config{Bucket: dir}, func(t *testing.T, w *world) {
		w.play("chat-answered", `{"messages":["Hello","Yes?","It is <b>late</b>"],"talk":"2s","agent_email":"ana@acme.example","name":"Zoë"}`)
		pass(4 * time.Second)
		equal(t, "in chat", w.status("ana@acme.example"), "In-chat")
		pass(time.Minute)
		c := w.get("/manager/api/v1/chats/418")
		for key, want := range map[string]any{"status": "finished", "message_count": 3, "session_type_v2": "Messaging (Web)", "longest_response_time": 2} {
			equal(t, key, dig(c, key), want)
		}
		equal(t, "event", dig(w.sink.events[0], "item", "chat_id"), 418)
		equal(t, "address", w.sink.posts[0].URL.Path, "/ccaip/default/events/chats")
		text, err := os.ReadFile(filepath.Join(dir, "chat-418.txt"))
		if err != nil || !strings.Contains(string(text), "Zoë: It is <b>late</b>\n") {
			t.Errorf("transcript: %s %v", text, err)
		}
	})
}

func TestFact4_6_howChatsEnd(t *testing.T) {
	t.Parallel()
	bubble(t, Config{}, func(t *testing.T, w *world) {
		w.play("chat-abandoned", "")
		pass(time.Minute)
		equal(t, "abandoned", dig(w.get("/manager/api/v1/chats/418"), "status"), "canceled")
		w.play("chat-dismissed", `{"agent_email":"ana@acme.example"}`)
		pass(4 * time.Second)
		equal(t, "dismissed or on", dig(w.get("/manager/api/v1/chats/419"), "status") != "finished", true)
		pass(time.Minute)
		equal(t, "same agent", dig(w.get("/manager/api/v1/chats/419"), "agent_info", "id"), 15)
		equal(t, "again", len(dig(w.get("/manager/api/v1/chats/419"), "handle_durations").([]any)), 2)
	})
}

func TestFact4_6_failuresByReason(t *testing.T) {
	t.Parallel()
	bubble(t, Config{}, func(t *testing.T, w *world) {
		w.play("call-failed", `{"fail":"voip_twilio_error"}`)
		pass(time.Minute)
		equal(t, "status", []any{dig(w.call(418), "status"), dig(w.call(418), "fail_reason")}, []any{"failed", "voip_twilio_error"})
		w.play("deflected", "")
		pass(time.Minute)
		equal(t, "deflected", dig(w.call(419), "status"), "deflected")
	})
}

func TestAgentPage_warmTransferLeavesByEndingTheirPart(t *testing.T) {
	t.Parallel()
	bubble(t, Config{}, func(t *testing.T, w *world) {
		ana := w.login("ana@acme.example")
		w.play("inbound-ringing", `{"agent_email":"ana@acme.example"}`)
		pass(time.Second)
		w.want(200, "POST", "/_panel/calls/418/answer", "")
		pass(time.Second)
		act := func(action, more string) string {
			return `{"token":"` + ana + `","action":"` + action + `","kind":"call","id":418` + more + `}`
		}
		w.want(200, "POST", "/agent/act", act("transfer", `,"agent":"ben@acme.example","warm":true`))
		equal(t, "still on it", w.status("ana@acme.example"), "In-call")
		w.want(200, "POST", "/_panel/calls/418/answer", "")
		pass(time.Second)
		w.want(200, "POST", "/agent/act", act("hangup", ""))
		equal(t, "writes up", w.status("ana@acme.example"), "Wrap-up")
		equal(t, "goes on", dig(w.call(418), "status"), "connected")
		equal(t, "with", dig(w.call(418), "agent_info", "name"), "Ben Okafor")
		w.want(200, "POST", "/agent/act", act("finish", ""))
		equal(t, "free", w.status("ana@acme.example"), "Available")
	})
}
