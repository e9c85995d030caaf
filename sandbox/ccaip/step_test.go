package ccaip

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// begun are the places from which steps are taken; each leads session 418
// there, with Ana as its agent where it has one.
func begun() map[string]func(w *world) {
	return map[string]func(w *world){
		"in the menu": func(w *world) {
			w.play("inbound-ringing", `{"menu":"1h","agent_email":"ana@acme.example"}`)
			pass(time.Second)
		},
		"queued": func(w *world) {
			w.play("inbound-abandoned", `{"wait":"1h"}`)
			pass(time.Second)
		},
		"ringing": func(w *world) {
			w.play("inbound-ringing", `{"agent_email":"ana@acme.example","ring":"1h","wait":"1h"}`)
			pass(time.Second)
		},
		"connected": func(w *world) { w.begin("ringing"); w.step("answer", ""); pass(time.Second) },
		"on hold":   func(w *world) { w.begin("connected"); w.step("hold", "") },
		"muted":     func(w *world) { w.begin("connected"); w.step("mute", "") },
		"redacted":  func(w *world) { w.begin("connected"); w.step("redact", "") },
		"with a third": func(w *world) {
			w.begin("connected")
			w.step("add", `{"number":"+14155550177"}`)
			pass(3 * time.Second)
		},
		"in wrap-up":   func(w *world) { w.begin("connected"); w.step("hangup", "") },
		"written up":   func(w *world) { w.begin("in wrap-up"); w.step("finish", "") },
		"on a machine": func(w *world) { w.begin("queued"); w.step("voicemail", "") },
		"a message":    func(w *world) { w.begin("on a machine"); w.step("hangup", "") },
		"booked": func(w *world) {
			w.play("scheduled-call", `{"wait":"1h","agent_email":"ana@acme.example"}`)
			pass(time.Second)
		},
		"dialling": func(w *world) { w.play("outbound-answered", `{"ring":"1h"}`); pass(time.Second) },
		"chat ringing": func(w *world) {
			w.play("chat-ringing", `{"agent_email":"ana@acme.example","wait":"1h"}`)
			pass(5 * time.Second)
		},
		"chatting":  func(w *world) { w.begin("chat ringing"); w.step("answer", ""); pass(time.Second) },
		"dismissed": func(w *world) { w.begin("chatting"); w.step("dismiss", ""); w.step("finish", "") },
	}
}

func (w *world) begin(where string) { w.t.Helper(); begun()[where](w) }

// step takes one step to session 418, a call or a chat.
func (w *world) step(name, with string) {
	w.t.Helper()
	w.want(200, "POST", "/_panel/"+w.kind()+"/418/"+name, with)
}

// kind tells whether session 418 is a call or a chat.
func (w *world) kind() string {
	if len(w.srv.floor.chats.order) > 0 {
		return "chats"
	}
	return "calls"
}

// Every step of the panel: from where it is taken, what it makes of the
// session, what the last event says, and Ana's status afterwards.
func TestPanel_eachStep(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		from, step, with string
		status, event    string // of the session; "" no event
		ana              string
	}{
		{"in the menu", "queue", `{"queue":"8"}`, "assigned", "connected/ringing", "Available"},
		{"in the menu", "hangup", ``, "failed: eu_in_menu_abandoned", "disconnected", "Available"},
		{"in the menu", "deflect", ``, "deflected", "disconnected", "Available"},
		{"queued", "voicemail", ``, "voicemail", "connected", "Available"},
		{"queued", "deflect", ``, "deflected", "disconnected", "Available"},
		{"queued", "hangup", ``, "failed: eu_abandoned", "disconnected", "Available"},
		{"queued", "fail", `{"reason":"expired"}`, "failed: expired", "disconnected", "Available"},
		{"ringing", "answer", ``, "connecting", "connected/accepted", "In-call"},
		{"ringing", "decline", ``, "assigned", "connected/disconnected/ringing", "Available"},
		{"ringing", "unreachable", ``, "assigned", "connected/disconnected/ringing", "Unresponsive"},
		{"ringing", "hangup", ``, "failed: eu_abandoned", "disconnected/disconnected", "Available"},
		{"connected", "hold", ``, "connected", "connected/hold", "In-call"},
		{"on hold", "unhold", ``, "connected", "connected/connected", "In-call"},
		{"connected", "mute", ``, "connected", "connected/mute", "In-call"},
		{"muted", "unmute", ``, "connected", "connected/connected", "In-call"},
		{"connected", "redact", ``, "connected", "connected/connected", "In-call"},
		{"redacted", "unredact", ``, "connected", "connected/connected", "In-call"},
		{"connected", "add", `{"number":"+1 415 555 0177"}`, "connected", "connected/connected", "In-call"},
		{"with a third", "leave", `{"number":"+14155550177"}`, "connected", "connected/connected", "In-call"},
		{"connected", "transfer", `{"agent":"ben@acme.example"}`, "assigned", "connected/disconnected/ringing", "Wrap-up"},
		{"connected", "transfer", `{"agent":"ben@acme.example","warm":true}`, "assigned", "connected/connected/ringing", "In-call"},
		{"connected", "transfer", `{"queue":"Orders"}`, "assigned", "connected/disconnected/ringing", "Wrap-up"},
		{"connected", "transfer", `{"number":"+14155550177"}`, "connected", "connected/disconnected", "Wrap-up"},
		{"connected", "smart_action", `{"type":"photo"}`, "connected", "connected/connected", "In-call"},
		{"connected", "callback", ``, "finished", "disconnected/dispositionSubmitted", "In-call"},
		{"connected", "hangup", ``, "finished", "disconnected/disconnected", "Wrap-up"},
		{"connected", "hangup", `{"by":"agent"}`, "finished", "disconnected/disconnected", "Wrap-up"},
		{"connected", "fail", `{"reason":"voip_conn_signal"}`, "failed: voip_conn_signal", "disconnected/disconnected", "Wrap-up"},
		{"in wrap-up", "finish", `{"code":"sold","note":"two"}`, "finished", "disconnected/dispositionSubmitted", "Available"},
		{"in wrap-up", "callback", ``, "finished", "disconnected/dispositionSubmitted", "In-call"},
		{"written up", "rate", `{"rating":2,"text":"meh"}`, "finished", "disconnected/dispositionSubmitted", "Available"},
		{"on a machine", "hangup", ``, "voicemail_received", "disconnected", "Available"},
		{"a message", "read", `{"agent":"ana@acme.example"}`, "voicemail_read", "disconnected", "Available"},
		{"a message", "dismiss", ``, "voicemail_received", "disconnected", "Available"},
		{"a message", "callback", `{"agent":"ana@acme.example"}`, "voicemail_received", "disconnected", "In-call"},
		{"booked", "due", ``, "assigned", "connected/ringing", "Available"},
		{"booked", "cancel", ``, "failed: eu_canceled", "", "Available"},
		{"booked", "hangup", ``, "failed: eu_canceled", "", "Available"},
		{"dialling", "pickup", ``, "connected", "connected/connected", "In-call"},
		{"dialling", "hangup", ``, "failed: eu_canceled", "disconnected/disconnected", "Available"},
		{"dialling", "hangup", `{"by":"agent"}`, "failed: ag_canceled", "disconnected/disconnected", "Available"},
		{"chat ringing", "answer", ``, "assigned", "connected/accepted", "In-chat"},
		{"chat ringing", "hangup", ``, "canceled", "disconnected/disconnected", "Available"},
		{"chatting", "message", `{"text":"Hello?"}`, "ongoing", "connected/connected", "In-chat"},
		{"chatting", "dismiss", ``, "dismissed", "connected/disconnected", "Wrap-up"},
		{"chatting", "transfer", `{"queue":"8"}`, "assigned", "connected/disconnected/ringing", "Wrap-up"},
		{"chatting", "fail", `{"reason":"no_response"}`, "failed: no_response", "disconnected/disconnected", "Wrap-up"},
		{"dismissed", "resume", ``, "assigned", "connected/dispositionSubmitted/ringing", "Available"},
	} {
		bubble(t, Config{WrapUpFor: time.Hour}, func(t *testing.T, w *world) {
			w.begin(c.from)
			w.step(c.step, c.with)
			now := w.get("/manager/api/v1/" + w.kind() + "/418")
			pass(10 * time.Millisecond)
			status := fmt.Sprint(dig(now, "status"))
			if reason := dig(now, "fail_reason"); reason != "nothing" {
				status += ": " + fmt.Sprint(reason)
			}
			equal(t, c.from+", "+c.step+" "+c.with, []string{status, w.sink.last(), w.status("ana@acme.example")}, []string{c.status, c.event, c.ana})
		})
	}
}

// last is what the last event of session 418 says.
func (s *sink) last() string {
	lines, _, _ := strings.Cut(s.perSession(), " | ")
	return lines[strings.LastIndex(lines, " ")+1:]
}

func TestPanel_stepsThatAreNotPossible(t *testing.T) {
	t.Parallel()
	for from, steps := range map[string][]string{
		"in the menu":  {"answer", "decline", "unreachable", "hold", "mute", "redact", "finish", "voicemail", "read", "due", "cancel", "resume", "pickup"},
		"queued":       {"queue", "answer", "hold", "finish", "transfer", "add", "smart_action", "callback"},
		"connected":    {"queue", "answer", "voicemail", "deflect", "finish", "read", "resume", "pickup", "message", "due"},
		"on hold":      {"voicemail", "queue", "cancel"},
		"in wrap-up":   {"hangup", "hold", "mute", "redact", "transfer", "fail", "smart_action", "add", "leave"},
		"written up":   {"finish", "callback", "hangup", "read"},
		"a message":    {"hangup", "voicemail", "answer"},
		"booked":       {"answer", "queue", "voicemail", "deflect", "hold"},
		"chatting":     {"hold", "mute", "voicemail", "callback", "resume", "add"},
		"dismissed":    {"dismiss", "answer"},
		"chat ringing": {"finish", "dismiss", "resume"},
	} {
		bubble(t, Config{WrapUpFor: time.Hour}, func(t *testing.T, w *world) {
			w.begin(from)
			pass(10 * time.Millisecond) // what was told before
			before := w.sink.perSession()
			for _, step := range steps {
				body := map[string]string{"add": `{"number":"+14155550177"}`, "leave": `{"number":"+14155550177"}`, "transfer": `{"queue":"8"}`, "fail": `{"reason":"expired"}`, "message": `{"text":"x"}`}[step]
				code, got := w.send("POST", "/_panel/"+w.kind()+"/418/"+step, body)
				if code != 409 && code != 404 {
					t.Errorf("%s, %s: %d %s", from, step, code, got)
				}
			}
			pass(10 * time.Millisecond)
			equal(t, from+": nothing happened", w.sink.perSession(), before)
		})
	}
}
