package ccaip

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestFact4_4_scheduledCalls(t *testing.T) {
	t.Parallel()
	bubble(t, Config{}, func(t *testing.T, w *world) {
		in := func(d time.Duration) string { return w.srv.floor.now().Add(d).Format(time.RFC3339) }
		book := func(more string) string { return `{"call_type":"Voice Scheduled (API)",` + more + `}` }
		for body, message := range map[string]string{
			`"menu_id":7,"end_user_number":"+14155550123"`:                                         "scheduled_at must be an ISO 8601 time",
			`"menu_id":7,"end_user_number":"+14155550123","scheduled_at":"` + in(-time.Hour) + `"`: "scheduled_at must not be in the past",
			`"menu_id":99,"end_user_number":"+14155550123","scheduled_at":"` + in(time.Hour) + `"`: "menu_id or call_id required",
			`"menu_id":7,"end_user_number":"12","scheduled_at":"` + in(time.Hour) + `"`:            "end_user_number is not well-formed",
		} {
			equal(t, body, dig(w.want(400, "POST", "/apps/api/v1/calls", book(body)), "message"), message)
		}
		got := w.want(201, "POST", "/apps/api/v1/calls", book(`"menu_id":7,"end_user_number":"+14155550123","scheduled_at":"`+in(time.Hour)+`"`))
		equal(t, "status", dig(got, "status"), "scheduled")
		equal(t, "type", dig(got, "session_type_v2"), "Voice Scheduled (API)")
		if at, _ := dig(got, "scheduled_at").(string); !strings.HasSuffix(at, ".000Z") {
			t.Errorf("scheduled_at: %q", at)
		}
		pass(59 * time.Minute)
		equal(t, "nobody hears of it", w.sink.states(), nil)
		pass(2 * time.Minute)
		equal(t, "due", len(w.sink.states()) > 0, true)

		w.want(201, "POST", "/apps/api/v1/calls", book(`"call_id":418,"scheduled_at":"`+in(time.Hour)+`"`))
		equal(t, "the earlier call's menu", dig(w.call(419), "selected_menu", "id"), 7)
		w.want(200, "PATCH", "/apps/api/v1/calls/scheduled/419/cancel", "")
		equal(t, "called off", []any{dig(w.call(419), "status"), dig(w.call(419), "fail_reason")}, []any{"failed", "eu_canceled"})
		w.want(400, "PATCH", "/apps/api/v1/calls/scheduled/419/cancel", "")
		w.want(404, "PATCH", "/apps/api/v1/calls/scheduled/9/cancel", "")
	})
}

func TestFact3_1_unresponsiveIsLeftByTheAgentAlone(t *testing.T) {
	t.Parallel()
	bubble(t, Config{}, func(t *testing.T, w *world) {
		w.play("agent-unresponsive", `{"agent_email":"ana@acme.example","talk":"1h"}`)
		pass(5 * time.Second)
		equal(t, "ana", w.status("ana@acme.example"), "Unresponsive")
		equal(t, "why", dig(w.call(418), "participants", 1, "fail_reason"), "ag_mic_denied")
		equal(t, "taken by", dig(w.call(418), "agent_info", "name"), "Ben Okafor")
		got := w.want(200, "POST", "/apps/api/v1/agent_statuses", `{"status":"Available","agent_ids":[15]}`)
		equal(t, "not by the API", dig(got, 0, "current_status"), "Unresponsive")
		equal(t, "and told so", strings.Contains(dig(got, 0, "message").(string), "Unresponsive"), true)
		w.want(200, "POST", "/_panel/agents/15/status", `{"status":"Available"}`)
		equal(t, "by their own hand", w.status("ana@acme.example"), "Available")
	})
}

func TestFact4_6_outboundSMS(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	bubble(t, Config{Bucket: dir}, func(t *testing.T, w *world) {
		w.play("sms-outbound", `{"number":"+14155550123","agent_email":"ben@acme.example"}`)
		pass(time.Minute)
		c := w.get("/manager/api/v1/chats/418")
		for key, want := range map[string]any{"session_type_v2": "Messaging Outbound (SMS)", "status": "finished", "message_count": 2,
			"outbound_number": "+18005550100", "queued_at": nil, "selected_menu": nil} {
			equal(t, key, dig(c, key), want)
		}
		equal(t, "the agent begins", dig(c, "transcript", 0, "from"), "agent")
		equal(t, "direction", dig(w.sink.events[0], "item", "direction"), "outgoing")
		if _, err := os.Stat(filepath.Join(dir, "chat-418.txt")); err != nil {
			t.Error(err)
		}
	})
}

func TestAgentPage_writesFirst(t *testing.T) {
	t.Parallel()
	bubble(t, Config{}, func(t *testing.T, w *world) {
		ana := w.login("ana@acme.example")
		w.want(422, "POST", "/agent/act", `{"token":"`+ana+`","action":"text","dial":"12"}`)
		w.want(200, "POST", "/agent/act", `{"token":"`+ana+`","action":"text","dial":"+1 415 555 0100"}`)
		equal(t, "in chat", w.status("ana@acme.example"), "In-chat")
		w.want(409, "POST", "/agent/act", `{"token":"`+ana+`","action":"dial","dial":"+1 415 555 0100"}`)
	})
}

func TestFact2_1_theHistoryIsTheAgentsOwn(t *testing.T) {
	t.Parallel()
	bubble(t, Config{}, func(t *testing.T, w *world) {
		w.play("inbound-answered", `{"agent_email":"ana@acme.example","number":"+14155550101"}`)
		pass(time.Minute)
		w.play("inbound-missed", `{"agent_email":"ana@acme.example","number":"+14155550102"}`)
		pass(time.Minute)
		w.play("chat-answered", `{"agent_email":"ben@acme.example"}`)
		pass(time.Minute)
		past := func(of int) (lines []string) {
			f := w.srv.floor
			f.read(func() {
				for _, p := range f.past(f.agents[of]) {
					lines = append(lines, p.Who+map[bool]string{true: " missed", false: ""}[p.Missed])
				}
			})
			return lines
		}
		equal(t, "ana", past(0), []string{"+14155550102 missed", "+14155550101"})
		equal(t, "ben", past(1), []string{"app-user-1042"})
	})
}

func TestFact2_2_whoSitsAtTheirPageIsAskedFirst(t *testing.T) {
	t.Parallel()
	bubble(t, Config{}, func(t *testing.T, w *world) {
		w.login("ben@acme.example")
		if err := w.srv.floor.do(func() error { w.srv.floor.opened(w.srv.floor.agents[1].page); return nil }); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			w.play("inbound-answered", `{"wrap_up":"0s"}`)
			pass(10 * time.Second)
		}
		equal(t, "first", dig(w.call(418), "agent_info", "id"), 16)
		equal(t, "second too, though Ana idles longer", dig(w.call(419), "agent_info", "id"), 16)
	})
}

func TestFact4_8_recordingsOfEverySize(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]map[string]int64{
		"recording-segments": {"call-418.wav": 0, "call-418-2.wav": 0, "call-418-3.wav": 0},
		"recording-large":    {"call-418.wav": 70_000_000},
	} {
		dir := t.TempDir()
		bubble(t, Config{Bucket: dir}, func(t *testing.T, w *world) {
			w.play(name, "")
			pass(time.Minute)
			for file, size := range want {
				info, err := os.Stat(filepath.Join(dir, file))
				if err != nil || size != 0 && info.Size() != size {
					t.Errorf("%s: %s: %v %v", name, file, info, err)
				}
			}
		})
	}
}

func TestFact4_7_everyFileOfASession(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	bubble(t, Config{Bucket: dir}, func(t *testing.T, w *world) {
		for _, name := range []string{"smart-action", "smart-action-video", "smart-action-text", "smart-action-verified"} {
			w.play(name, "")
			pass(time.Minute)
		}
		equal(t, "photo", dig(w.call(418), "photos", 0, "url"), "/files/call-418-photo-1.jpg")
		equal(t, "video", dig(w.call(419), "videos", 0, "url"), "/files/call-419-video-1.mp4")
		equal(t, "text", dig(file(t, dir, "metadata-420.json"), "smart_actions", 0, "value"), "A-17")
		equal(t, "verified", dig(file(t, dir, "metadata-421.json"), "smart_actions", 0, "status"), "completed")
		for _, path := range []string{"call-418-photo-1.jpg", "call-419-video-1.mp4", "call-420.wav"} {
			if code, _ := w.send("GET", "/files/"+path, ""); code != 200 {
				t.Errorf("%s: %d", path, code)
			}
			if _, err := os.Stat(filepath.Join(dir, path)); err != nil {
				t.Error(err)
			}
		}
	})
}

func TestFact2_4_anOutsideLineComesAndGoes(t *testing.T) {
	t.Parallel()
	bubble(t, Config{}, func(t *testing.T, w *world) {
		w.play("add-outside", `{"agent_email":"ana@acme.example"}`)
		pass(time.Minute)
		third := dig(w.call(418), "participants", 2)
		equal(t, "type", dig(third, "type"), "third_party")
		equal(t, "came and went", dig(third, "connected_at") != nil && dig(third, "ended_at") != nil, true)
		equal(t, "the call went on without", dig(w.call(418), "transfers"), []any{})
	})
}

func TestFact4_6_everyFailReason(t *testing.T) {
	t.Parallel()
	for reason := range failReasons {
		bubble(t, Config{}, func(t *testing.T, w *world) {
			w.play("call-failed", `{"fail":"`+reason+`"}`)
			pass(time.Minute)
			want := map[bool]string{true: "finished", false: "failed"}[reason == "force_ended"]
			equal(t, reason, []any{dig(w.call(418), "status"), dig(w.call(418), "fail_reason")}, []any{want, reason})
		})
	}
}
