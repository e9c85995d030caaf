package relay_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"agentadapter/protocol"
	"agentadapter/rules"
)

// outbound is an outbound call of Ana's that began at a moment.
func outbound(id int, at time.Time, more values) rules.Fact {
	v := values{"type": "Voice Outbound", "status": "connected", "identifier": number, "agentId": "15", "outboundNumber": "+18005550100",
		"createdAt": at.UTC().Format(time.RFC3339Nano)}
	for name, value := range more {
		v[name] = value
	}
	return rules.Fact{V: 1, Session: fmt.Sprintf("call-%d", id), Source: rules.FromObject, At: at.UnixMilli(), Read: at.UnixMilli(), Values: v,
		Agents: []rules.Agent{{ID: "15", Name: "Ana Ruiz", State: "connected"}}}
}

// twoOpen has the customer hold an older and a newer open conversation.
func (h *house) twoOpen() (older, newer string) {
	h.books.mu.Lock()
	defer h.books.mu.Unlock()
	h.books.customers = append(h.books.customers, map[string]any{"phones": []any{map[string]any{"phone": number}}})
	older, newer = "b00000000000000000000001", "b00000000000000000000002"
	for i, id := range []string{older, newer} {
		h.books.conversations[id] = map[string]any{"customer": customerID(0), "status": "open", "at": time.Now().Add(time.Duration(i-10) * time.Hour)}
	}
	return older, newer
}

// settled is the rule and the conversation that a session was settled by.
func (h *house) settled(session string) string {
	set, _ := h.doc(session)["settled"].(map[string]any)
	return fmt.Sprint(set["rule"], " ", set["conversation"])
}

func TestV4ACallBelongsToWhereItWasDialledFrom(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	older, newer := h.twoOpen()
	h.open()
	_, err := h.relay.Dialing(t.Context(), "acme", "15", number, protocol.Dial{Conversation: older})
	require.NoError(t, err)
	h.say(outbound(1, time.Now(), nil))
	h.soon("saved", func() bool { return h.state("call-1") == "saved" })
	require.Equal(t, "V4 "+older, h.settled("call-1"))

	h.say(outbound(2, time.Now(), nil))
	h.soon("saved", func() bool { return h.state("call-2") == "saved" })
	require.Equal(t, "V3 "+newer, h.settled("call-2"), "a dial belongs to one call")
}

func TestV4ADialIsMatchedByNumberAgentAndTime(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	older, newer := h.twoOpen()
	h.open()
	dial := func(agent, number string) {
		_, err := h.relay.Dialing(t.Context(), "acme", agent, number, protocol.Dial{Conversation: older})
		require.NoError(t, err)
	}
	dial("16", number)
	dial("15", "+14155550199")
	h.say(outbound(1, time.Now(), nil))
	h.soon("saved", func() bool { return h.state("call-1") == "saved" })
	require.Equal(t, "V3 "+newer, h.settled("call-1"), "of another agent, of another number")
	dial("15", number)
	h.say(outbound(2, time.Now().Add(11*time.Minute), nil))
	h.soon("saved", func() bool { return h.state("call-2") == "saved" })
	require.Equal(t, "V3 "+newer, h.settled("call-2"), "too long ago")
}

func TestV4ADialThatThePlatformAnsweredSurvivesARestart(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	older, _ := h.twoOpen()
	h.open()
	name, err := h.relay.Dialing(t.Context(), "acme", "15", number, protocol.Dial{Conversation: older})
	require.NoError(t, err)
	require.NoError(t, h.relay.Dialed(t.Context(), "acme", name, "call-7"))
	h.soon("kept", func() bool { _, err := h.marks.Get(t.Context(), "acme."+name); return err == nil })
	h.relay.Stop()
	h.open()
	h.say(outbound(6, time.Now(), nil), outbound(7, time.Now(), nil))
	h.soon("saved", func() bool { return h.state("call-6") == "saved" && h.state("call-7") == "saved" })
	require.Equal(t, "V4 "+older, h.settled("call-7"))
	require.NotContains(t, h.settled("call-6"), "V4")
	lines, _ := h.relay.List("acme", "", "", 0)
	require.Len(t, lines, 2, "dials are no sessions")
}

func TestV5ACallBackFindsTheEarlierCall(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.open()
	h.say(call(418, number)...)
	h.soon("saved", func() bool { return h.state("call-418") == "saved" })
	first := rules.ConversationID("acme", "call-418", "V1", 0)
	h.books.mu.Lock()
	h.books.conversations["b00000000000000000000009"] = map[string]any{"customer": customerID(0), "status": "open", "at": time.Now().Add(time.Hour)}
	h.books.mu.Unlock()
	h.say(outbound(2, time.Now(), values{"parentId": "418"}))
	h.soon("saved", func() bool { return h.state("call-2") == "saved" })
	require.Equal(t, "V5 "+first, h.settled("call-2"))

	_, err := h.relay.Dialing(t.Context(), "acme", "15", number, protocol.Dial{Back: "call-418"})
	require.NoError(t, err)
	h.say(outbound(3, time.Now(), nil))
	h.soon("saved", func() bool { return h.state("call-3") == "saved" })
	require.Equal(t, "V5 "+first, h.settled("call-3"), "by our own button")

	h.say(outbound(4, time.Now(), values{"parentId": "9"}))
	h.soon("saved", func() bool { return h.state("call-4") == "saved" })
	require.Equal(t, "V3 b00000000000000000000009", h.settled("call-4"), "an earlier call that nobody knows")
}

func TestV6ACallBackAfterABriefCall(t *testing.T) {
	t.Parallel()
	for name, dialled := range map[string]bool{"V6: by our own button": true, "V6: at the platform": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t)
			h.open()
			facts := call(418, number)
			facts[5].Values["endsAt"], facts[4].At = "2026-01-01T00:00:12Z", t0+12_000
			h.say(facts...)
			h.soon("saved", func() bool { return h.state("call-418") == "saved" })
			first := rules.ConversationID("acme", "call-418", "V1", 0)
			h.books.mu.Lock()
			h.books.conversations["b00000000000000000000009"] = map[string]any{"customer": customerID(0), "status": "open", "at": time.Now().Add(time.Hour)}
			h.books.mu.Unlock()
			more := values{"parentId": "418"}
			if dialled {
				more = nil
				_, err := h.relay.Dialing(t.Context(), "acme", "15", number, protocol.Dial{Back: "call-418", Conversation: "b00000000000000000000009"})
				require.NoError(t, err)
			}
			h.say(outbound(2, time.Now(), more))
			h.soon("saved", func() bool { return h.state("call-2") == "saved" })
			require.Equal(t, "V6 "+first, h.settled("call-2"))

			h.books.mu.Lock()
			h.books.conversations[first]["status"] = "done"
			h.books.mu.Unlock()
			h.say(outbound(3, time.Now(), values{"parentId": "418"}))
			h.soon("saved", func() bool { return h.state("call-3") == "saved" })
			require.Equal(t, "V3 b00000000000000000000009", h.settled("call-3"), "the earlier one is not open any more")
		})
	}
}

func TestV5TheEarlierCallsRecordComesFirst(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.set.Paused = true
	h.open()
	h.say(outbound(2, time.Now(), values{"parentId": "418"}))
	h.say(call(418, number)...)
	h.soon("both are heard of", func() bool { return h.state("call-2") == "waiting" && h.state("call-418") == "waiting" })
	h.choose(func(s *rules.Settings) { s.Paused = false })
	h.soon("saved", func() bool { return h.state("call-2") == "saved" && h.state("call-418") == "saved" })
	require.Equal(t, "V5 "+rules.ConversationID("acme", "call-418", "V1", 0), h.settled("call-2"))
	require.Equal(t, "1 customers, 1 conversations, 2 messages, 1 notes", h.books.counts())
}

func TestS10AVoicemailIsCalledBack(t *testing.T) {
	t.Parallel()
	for name, dialled := range map[string]bool{"S10: by our own button": true, "S10: at the platform": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t)
			h.open()
			mail := call(418, number)
			mail[5].Values = values{"type": "Voice Inbound (IVR)", "status": "voicemail_received", "identifier": number, "menuId": "7"}
			h.say(mail[0], mail[5])
			h.soon("saved", func() bool { return h.state("call-418") == "saved" })
			first := rules.ConversationID("acme", "call-418", "V8", 0)
			at, more := time.Now(), values{"parentId": "418"}
			if dialled {
				more = nil
				_, err := h.relay.Dialing(t.Context(), "acme", "15", number, protocol.Dial{Back: "call-418"})
				require.NoError(t, err)
			}
			h.say(outbound(2, at, more))
			h.soon("saved", func() bool { return h.state("call-2") == "saved" })
			require.Equal(t, "V5 "+first, h.settled("call-2"))
			h.soon("the voicemail says so", func() bool {
				h.books.mu.Lock()
				defer h.books.mu.Unlock()
				meta, _ := h.books.messages[rules.MessageID("acme", "call-418", 0)]["meta"].(map[string]any)
				told, _ := meta["voicemail"].(map[string]any)
				return told["status"] == "called_back" && told["agent"] == "Ana Ruiz" && told["agentId"] == "15" && told["at"] == at.UTC().Format("2006-01-02T15:04:05.000Z")
			})
			h.soon("and a note", func() bool {
				h.books.mu.Lock()
				defer h.books.mu.Unlock()
				said := 0
				for _, note := range h.books.notes {
					if text, _ := note["body"].(string); strings.HasPrefix(text, "Voicemail called back by Ana Ruiz on ") {
						said++
					}
				}
				return said == 1
			})
		})
	}
}
