package e2e

import (
	"fmt"
	"testing"

	"agentadapter/e2e/world"
)

// What the softphone alone tells, and the adapter shows: the stories of those who work in both.

// softphone is the platform's own page in the adapter, signed in to.
func softphone(w *world.World, a *world.Agent) world.Frame {
	frame := a.Frame(w.Told.CCAIP + "/agent/")
	a.Adapter.Button("Softphone").Press()
	frame.Button("Ana Ruiz").Press()
	frame.Part("combobox", "Status").Wait()
	a.Adapter.Button("Softphone").Press()
	return frame
}

// chats has that many people chat with Ana at once, and answers with their names.
func chats(t *testing.T, w *world.World, numbers ...string) []string {
	t.Helper()
	var names []string
	for _, number := range numbers {
		id := w.CCAIP.Play(t, "chat-ringing", map[string]any{"number": number, "agent_email": "ana@acme.example",
			"session_type": "Messaging Inbound (SMS)", "messages": []string{""}})
		name := fmt.Sprintf("chat-%d", id)
		until(t, "the chat is answered", func() bool { return w.CCAIP.TryStepOf(name, "answer", nil) == nil })
		names = append(names, name)
	}
	return names
}

// TestSeveralChatsAtOnce: each counts what is unread and how long it waits, by itself; what the softphone
// in front shows is read, and an answer ends the wait.
func TestSeveralChatsAtOnce(t *testing.T) {
	w := world.Start(t)
	ana := w.Agent(t, "ana")
	phone := softphone(w, ana)
	names := chats(t, w, "+14155550151", "+14155550152")
	first, second := ana.Adapter.Region("Session +1 415 555 0151"), ana.Adapter.Region("Session +1 415 555 0152")
	first.WaitText("Connected")
	second.WaitText("Connected")

	writes(t, w, names[0], "", "Hello?")
	writes(t, w, names[1], "", "Are you there?")
	writes(t, w, names[1], "", "It is urgent.")
	first.WaitText("1 unread message", "Waits 0:0", "for your answer")
	second.WaitText("2 unread messages", "Waits 0:0")

	ana.Adapter.Button("Softphone").Press() // it shows the first one
	first.WaitWithout("unread")
	second.WaitText("2 unread messages")
	phone.Part("tab", "SMS +14155550152").Press()
	second.WaitWithout("unread")
	second.WaitText("Waits 0:") // read, not answered
	writes(t, w, names[0], "", "Still there?")
	first.WaitText("1 unread message")
	writes(t, w, names[1], "agent", "Here I am.")
	second.WaitWithout("Waits")
	ana.Adapter.Button("Softphone").Press()

	for _, name := range names {
		until(t, "the chat ends", func() bool { return w.CCAIP.TryStepOf(name, "hangup", nil) == nil })
	}
	first.WaitText("Ended")
	first.WaitWithout("Waits")
}

// writes has somebody write in a chat: "agent", otherwise the end user.
func writes(t *testing.T, w *world.World, chat, by, text string) {
	t.Helper()
	until(t, "the message is sent", func() bool {
		return w.CCAIP.TryStepOf(chat, "message", map[string]any{"by": by, "text": text}) == nil
	})
}

// TestRingCountsDown: where the softphone tells until when it rings, the card counts down to it.
func TestRingCountsDown(t *testing.T) {
	w := world.Start(t)
	ana := w.Agent(t, "ana")
	softphone(w, ana)
	call := w.CCAIP.Play(t, "inbound-ringing", map[string]any{"number": stranger, "agent_email": ana.Email, "queue": "Billing", "ring": "90s"})
	ring := ana.Adapter.Part("alertdialog", "Incoming call")
	ring.WaitText("1:2", "left to answer")
	w.CCAIP.Step(t, call, "decline", nil)
	ring.Gone()
}

// TestInTheCall: hold, mute and a paused recording stand on the card as the softphone's buttons have them.
func TestInTheCall(t *testing.T) {
	w := world.Start(t)
	ana := w.Agent(t, "ana")
	phone := softphone(w, ana)
	call := ringFor(t, w, ana)
	ana.Adapter.Button("Answer").Press() // brings the softphone forward
	phone.Button("Answer").Press()
	session := ana.Adapter.Region("Session " + strangerText)
	session.WaitText("Connected")
	for _, one := range []struct{ button, shows string }{{"Mute", "Muted"}, {"Redact", "Recording is paused"}, {"Hold", "On hold"}} {
		phone.Button(one.button).Press()
		session.WaitText(one.shows)
	}
	for _, one := range []struct{ button, hides string }{{"Hold", "On hold"}, {"Redact", "Recording is paused"}, {"Mute", "Muted"}} {
		phone.Button(one.button).Press()
		session.WaitWithout(one.hides)
	}
	session.WaitText("Connected")
	over(t, w, call)
	session.WaitText("Ended", "Saved")
}

// TestAfterTheCall: the wrap-up's time, then disposition and note as the platform reports them.
func TestAfterTheCall(t *testing.T) {
	w := world.Start(t)
	ana := w.Agent(t, "ana")
	call := onACall(t, w, ana)
	session := ana.Adapter.Region("Session " + strangerText)
	w.CCAIP.Step(t, call, "hangup", nil)
	session.WaitText("Ended", "Wrap-up 0:0")
	statusBox(ana).WaitText("Wrap-up")
	w.CCAIP.Step(t, call, "finish", map[string]any{"code": "resolved", "note": "Invoice 7 was paid twice."})
	session.WaitText("Disposition: resolved", "Invoice 7 was paid twice.", "Saved")
	session.WaitWithout("Wrap-up")
	statusBox(ana).WaitText("Available")
}

// TestHandedOverTwice: the card of who had it says to whom it went, and the next one's whence it came.
func TestHandedOverTwice(t *testing.T) {
	w := world.Start(t)
	ana := w.Agent(t, "ana")
	ben := w.Agent(t, "ben")
	call := onACall(t, w, ana)
	w.CCAIP.Step(t, call, "transfer", map[string]any{"agent": ben.Email})
	ben.Adapter.Part("alertdialog", "Incoming call").WaitText(strangerText)
	w.CCAIP.Step(t, call, "answer", nil)
	ben.Adapter.Region("Session "+strangerText).WaitText("Connected", "Ana Ruiz (", "to Ben")
	ana.Adapter.Region("Session "+strangerText).WaitText("Ended", "Now with Ben")
	w.CCAIP.Step(t, call, "hangup", nil)
	ben.Adapter.Region("Session "+strangerText).WaitText("Ended", "Saved")
}
