package ccaip

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"
)

// course is what the outside hears and sees of a story that is told nothing:
// its events (the session's state, then each agent's), the sessions at the
// end, and the statuses that Ana and Ben went through.
type course struct{ events, sessions, ana, ben string }

// The usual beginning and the usual end of a session's events.
const (
	answered  = "connected connected connected/ringing connected/accepted connected/connected"
	writtenUp = " disconnected/disconnected disconnected/dispositionSubmitted"
)

// courses is the conformance list of the stories: facts §3.2 for the
// statuses, §4.6 for the ends, §6.1 for the events.
var courses = map[string]course{
	"inbound-answered": {answered + writtenUp,
		"Voice Inbound (IVR), finished: nothing by end_user", "In-call, Wrap-up, Available", ""},
	"inbound-ringing": {"connected connected connected/ringing connected/disconnected connected/disconnected/ringing connected/disconnected/disconnected disconnected/disconnected/disconnected",
		"Voice Inbound (IVR), failed: eu_abandoned by end_user", "Missed Call", "Missed Call"},
	"mobile-ivr-call": {answered + writtenUp,
		"Voice Inbound (IVR using Mobile), finished: nothing by end_user", "In-call, Wrap-up, Available", ""},
	"sdk-call-answered": {answered + writtenUp,
		"Voice Inbound (Mobile), finished: nothing by end_user", "In-call, Wrap-up, Available", ""},
	"web-call": {answered + writtenUp,
		"Voice Callback (Web), finished: nothing by end_user", "In-call, Wrap-up, Available", ""},
	"anonymous-call": {answered + writtenUp,
		"Voice Inbound (IVR), finished: nothing by end_user", "In-call, Wrap-up, Available", ""},
	"scheduled-call": {"connected connected/ringing connected/accepted connected/connected disconnected/disconnected disconnected/dispositionSubmitted",
		"Voice Scheduled (API), finished: nothing by end_user", "In-call, Wrap-up, Available", ""},
	"scheduled-canceled": {"",
		"Voice Scheduled (API), failed: eu_canceled by unknown", "", ""},
	"short-call": {answered + writtenUp + " | connected/accepted connected/connected disconnected/disconnected disconnected/dispositionSubmitted",
		"Voice Inbound (IVR), finished: nothing by end_user; Voice Outbound, finished: nothing by end_user", "In-call, Wrap-up, Available, In-call, Wrap-up, Available", ""},
	"call-back": {answered + writtenUp + " | connected/accepted connected/connected disconnected/disconnected disconnected/dispositionSubmitted",
		"Voice Inbound (IVR), finished: nothing by agent; Voice Outbound, finished: nothing by end_user", "In-call, Wrap-up, Available, In-call, Wrap-up, Available", ""},
	"rated": {answered + writtenUp,
		"Voice Inbound (IVR), finished: nothing by end_user", "In-call, Wrap-up, Available", ""},
	"rated-low": {answered + writtenUp,
		"Voice Inbound (IVR), finished: nothing by end_user", "In-call, Wrap-up, Available", ""},
	"disposition": {answered + writtenUp,
		"Voice Inbound (IVR), finished: nothing by end_user", "In-call, Wrap-up, Available", ""},
	"outbound-answered": {"connected/accepted connected/connected disconnected/disconnected disconnected/dispositionSubmitted",
		"Voice Outbound, finished: nothing by end_user", "In-call, Wrap-up, Available", ""},
	"outbound-failed": {"connected/accepted disconnected/disconnected",
		"Voice Outbound, failed: eu_busy by end_user", "In-call, Available", ""},
	"outbound-no-answer": {"connected/accepted disconnected/disconnected",
		"Voice Outbound, failed: eu_no_answer by end_user", "In-call, Available", ""},
	"outbound-wrong-number": {"connected/accepted disconnected/disconnected",
		"Voice Outbound, failed: eu_wrong_number by end_user", "In-call, Available", ""},
	"sms-outbound": {"connected/accepted connected/connected disconnected/disconnected disconnected/dispositionSubmitted",
		"Messaging Outbound (SMS), finished: nothing by end_user", "In-chat, Wrap-up, Available", ""},
	"inbound-transferred": {answered + " connected/disconnected connected/disconnected/ringing connected/disconnected/accepted connected/disconnected/connected disconnected/disconnected/disconnected disconnected/dispositionSubmitted/disconnected disconnected/dispositionSubmitted/dispositionSubmitted",
		"Voice Inbound (IVR), finished: nothing by end_user", "In-call, Wrap-up, Available", "In-call, Wrap-up, Available"},
	"transfer-warm": {answered + " connected/connected connected/connected/ringing connected/connected/accepted connected/connected/connected connected/disconnected/connected disconnected/disconnected/disconnected disconnected/dispositionSubmitted/disconnected disconnected/dispositionSubmitted/dispositionSubmitted",
		"Voice Inbound (IVR), finished: nothing by end_user", "In-call, Wrap-up, Available", "In-call, Wrap-up, Available"},
	"transfer-to-queue": {answered + " connected/disconnected connected/disconnected/ringing connected/disconnected/accepted connected/disconnected/connected disconnected/disconnected/disconnected disconnected/dispositionSubmitted/disconnected disconnected/dispositionSubmitted/dispositionSubmitted",
		"Voice Inbound (IVR), finished: nothing by end_user", "In-call, Wrap-up, Available", "In-call, Wrap-up, Available"},
	"transfer-warm-queue": {answered + " connected/connected connected/connected/ringing connected/connected/accepted connected/connected/connected connected/disconnected/connected disconnected/disconnected/disconnected disconnected/dispositionSubmitted/disconnected disconnected/dispositionSubmitted/dispositionSubmitted",
		"Voice Inbound (IVR), finished: nothing by end_user", "In-call, Wrap-up, Available", "In-call, Wrap-up, Available"},
	"transfer-outside": {answered + " connected/disconnected disconnected/disconnected disconnected/dispositionSubmitted",
		"Voice Inbound (IVR), finished: nothing by end_user", "In-call, Wrap-up, Available", ""},
	"add-outside": {answered + " connected/connected connected/connected disconnected/disconnected disconnected/dispositionSubmitted",
		"Voice Inbound (IVR), finished: nothing by end_user", "In-call, Wrap-up, Available", ""},
	"chat-transferred": {answered + " connected/disconnected connected/disconnected/ringing connected/disconnected/accepted connected/disconnected/connected disconnected/disconnected/disconnected disconnected/dispositionSubmitted/disconnected disconnected/dispositionSubmitted/dispositionSubmitted",
		"Messaging (Web), finished: nothing by end_user", "In-chat, Wrap-up, Available", "In-chat, Wrap-up, Available"},
	"voicemail": {"connected connected connected disconnected",
		"Voice Inbound (IVR), voicemail_received: nothing by end_user", "", ""},
	"voicemail-read": {"connected connected connected disconnected disconnected",
		"Voice Inbound (IVR), voicemail_read: nothing by end_user", "", ""},
	"voicemail-dismissed": {"connected connected connected disconnected disconnected",
		"Voice Inbound (IVR), voicemail_received: nothing by end_user", "", ""},
	"voicemail-called-back": {"connected connected connected disconnected disconnected | connected/accepted connected/connected disconnected/disconnected disconnected/dispositionSubmitted",
		"Voice Inbound (IVR), voicemail_received: nothing by end_user; Voice Outbound, finished: nothing by end_user", "In-call, Wrap-up, Available", ""},
	"chat-answered": {answered + writtenUp,
		"Messaging (Web), finished: nothing by end_user", "In-chat, Wrap-up, Available", ""},
	"chat-ringing": {"connected connected connected/ringing connected/disconnected connected/disconnected/ringing connected/disconnected/disconnected disconnected/disconnected/disconnected",
		"Messaging (Web), canceled: nothing by end_user", "Missed Chat", "Missed Chat"},
	"chat-mobile": {answered + writtenUp,
		"Messaging (Mobile), finished: nothing by end_user", "In-chat, Wrap-up, Available", ""},
	"chat-sms": {answered + writtenUp,
		"Messaging Inbound (SMS), finished: nothing by end_user", "In-chat, Wrap-up, Available", ""},
	"chat-whatsapp": {answered + writtenUp,
		"Messaging (WhatsApp), finished: nothing by end_user", "In-chat, Wrap-up, Available", ""},
	"chat-dismissed": {answered + " connected/disconnected connected/dispositionSubmitted connected/dispositionSubmitted connected/dispositionSubmitted/ringing connected/dispositionSubmitted/accepted connected/dispositionSubmitted/connected disconnected/dispositionSubmitted/disconnected disconnected/dispositionSubmitted/dispositionSubmitted",
		"Messaging (Web), finished: nothing by end_user", "In-chat, Wrap-up, Available, In-chat, Wrap-up, Available", ""},
	"chat-abandoned": {"connected connected disconnected",
		"Messaging (Web), canceled: nothing by end_user", "", ""},
	"smart-action": {answered + writtenUp,
		"Voice Inbound (IVR), finished: nothing by end_user", "In-call, Wrap-up, Available", ""},
	"smart-action-video": {answered + writtenUp,
		"Voice Inbound (IVR), finished: nothing by end_user", "In-call, Wrap-up, Available", ""},
	"smart-action-text": {answered + writtenUp,
		"Voice Inbound (IVR), finished: nothing by end_user", "In-call, Wrap-up, Available", ""},
	"smart-action-verified": {answered + writtenUp,
		"Voice Inbound (IVR), finished: nothing by end_user", "In-call, Wrap-up, Available", ""},
	"smart-action-failed": {answered + writtenUp,
		"Voice Inbound (IVR), finished: nothing by end_user", "In-call, Wrap-up, Available", ""},
	"recording-segments": {answered + writtenUp,
		"Voice Inbound (IVR), finished: nothing by end_user", "In-call, Wrap-up, Available", ""},
	"recording-large": {answered + writtenUp,
		"Voice Inbound (IVR), finished: nothing by end_user", "In-call, Wrap-up, Available", ""},
	"redacted": {answered + writtenUp,
		"Voice Inbound (IVR), finished: nothing by end_user", "In-call, Wrap-up, Available", ""},
	"inbound-menu-abandoned": {"connected disconnected",
		"Voice Inbound (IVR), failed: eu_in_menu_abandoned by end_user", "", ""},
	"inbound-abandoned": {"connected connected disconnected",
		"Voice Inbound (IVR), failed: eu_abandoned by end_user", "", ""},
	"inbound-missed": {"connected connected connected/ringing connected/disconnected disconnected/disconnected",
		"Voice Inbound (IVR), failed: eu_abandoned by end_user", "Missed Call", ""},
	"agent-unresponsive": {"connected connected connected/ringing connected/disconnected connected/disconnected/ringing connected/disconnected/accepted connected/disconnected/connected disconnected/disconnected/disconnected disconnected/disconnected/dispositionSubmitted",
		"Voice Inbound (IVR), finished: nothing by end_user", "Unresponsive", "In-call, Wrap-up, Available"},
	"deflected": {"connected connected disconnected",
		"Voice Inbound (IVR), deflected: nothing by system", "", ""},
	"call-failed": {answered + writtenUp,
		"Voice Inbound (IVR), failed: voip_conn_timeout by system", "In-call, Wrap-up, Available", ""},
	"call-failed-agent": {answered + writtenUp,
		"Voice Inbound (IVR), failed: ag_canceled by system", "In-call, Wrap-up, Available", ""},
	"call-forced-end": {answered + writtenUp,
		"Voice Inbound (IVR), finished: force_ended by system", "In-call, Wrap-up, Available", ""},
}

func TestFact6_1_eachStorysCourse(t *testing.T) {
	t.Parallel()
	for _, st := range stories() {
		want, known := courses[st.Name]
		if !known {
			t.Errorf("%s: nobody wrote down what it tells", st.Name)
			continue
		}
		bubble(t, Config{}, func(t *testing.T, w *world) {
			w.login("ana@acme.example")
			w.login("ben@acme.example")
			w.play(st.Name, "")
			pass(3 * time.Minute)
			if got := w.course(); got != want {
				t.Errorf("%s:\n got %+v\nwant %+v", st.Name, got, want)
			}
		})
	}
	if len(courses) != len(stories()) {
		t.Errorf("%d courses are written down, there are %d stories", len(courses), len(stories()))
	}
}

// course reads what a story has told.
func (w *world) course() course {
	var sessions []string
	for _, kind := range []string{"calls", "chats"} {
		for _, s := range w.get("/manager/api/v1/" + kind + "?sort_direction=ASC").([]any) {
			by := strings.TrimPrefix(fmt.Sprint(dig(s, "disconnected_by")), "disconnected_by_")
			sessions = append(sessions, fmt.Sprintf("%v, %v: %v by %s", dig(s, "session_type_v2"), dig(s, "status"), dig(s, "fail_reason"), by))
		}
	}
	return course{w.sink.perSession(), strings.Join(sessions, "; "), w.statuses(0), w.statuses(1)}
}

// perSession lists the events' states session by session: only within one do
// they come in order.
func (s *sink) perSession() string {
	s.mu.Lock()
	all := s.events
	s.mu.Unlock()
	of := map[string][]map[string]any{}
	for _, e := range all {
		name := fmt.Sprint(dig(e, "item", "call_id"), dig(e, "item", "chat_id"))
		of[name] = append(of[name], e)
	}
	var out []string
	for _, name := range slices.Sorted(maps.Keys(of)) {
		out = append(out, strings.Join((&sink{events: of[name]}).states(), " "))
	}
	return strings.Join(out, " | ")
}

// statuses lists the statuses that an agent's page was told.
func (w *world) statuses(of int) string {
	var names []string
	posts := w.srv.floor.agents[of].page.posts
	for len(posts) > 0 {
		if m := <-posts; m.Type == "Agent_Status_Changed" {
			names = append(names, fmt.Sprint(m.Data["status"]))
		}
	}
	return strings.Join(names, ", ")
}

func TestPlayStory_whole(t *testing.T) {
	t.Parallel()
	bubble(t, Config{}, func(t *testing.T, w *world) {
		got := w.want(200, "POST", "/_stories/short-call", `{"whole":true,"ring":"20ms","talk":"100ms","wrap_up":"20ms"}`)
		equal(t, "sessions", len(dig(got, "sessions").([]any)), 2)
		equal(t, "the call back", []any{dig(got, "sessions", 1, "kind"), dig(got, "sessions", 1, "id")}, []any{"call", 419})
		for _, id := range []int{418, 419} {
			equal(t, "played to the end", dig(w.call(id), "status"), "finished")
		}
		w.want(200, "POST", "/_stories/rated", `{"whole":true,"after":"10ms"}`)
		equal(t, "rated by then", dig(w.call(420), "rating"), 5)
	})
}

func TestPlayStory_wholeSaysWhereItStopped(t *testing.T) {
	t.Parallel()
	bubble(t, Config{}, func(t *testing.T, w *world) {
		w.play("inbound-answered", `{"agent_email":"ana@acme.example","ring":"0s","talk":"1h"}`)
		pass(time.Second)
		w.want(409, "POST", "/_stories/voicemail-called-back", `{"whole":true,"agent_email":"ana@acme.example"}`)
	})
}
