package relay_test

import (
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"agentadapter/kustomer"
	"agentadapter/rules"
)

func (h *house) loseConversation(id string) {
	h.books.mu.Lock()
	defer h.books.mu.Unlock()
	delete(h.books.conversations, id)
	for name, m := range h.books.messages {
		if m["parent"] == id {
			delete(h.books.messages, name)
		}
	}
}

func TestV9ADeletedConversationIsSettledAgain(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.open()
	facts := call(418, number)
	h.say(facts[:4]...)
	first := rules.ConversationID("acme", "call-418", "V1", 0)
	h.soon("saved", func() bool { return h.state("call-418") == "saved" })
	h.loseConversation(first)
	h.say(facts[4:]...)
	h.soon("written elsewhere", func() bool { return h.books.statuses()["call-418-1"] == "completed" && h.state("call-418") == "saved" })
	second := rules.ConversationID("acme", "call-418", "V1", 1)
	require.Contains(t, h.books.conversations, second)
	require.Contains(t, h.books.messages, rules.MessageID("acme", "call-418", 1), "its id carries the settlement's number")
	require.Equal(t, "1 customers, 1 conversations, 1 messages, 2 notes", h.books.counts())
	a, err := h.relay.Show(t.Context(), "acme", "call-418")
	require.NoError(t, err)
	require.Equal(t, second, a.Conversation)
	var why []string
	for _, w := range a.Writes {
		if w.Rule == "V9" {
			why = append(why, w.Reason)
		}
	}
	require.Len(t, why, 1)
	require.Contains(t, why[0], "404")
}

// conversation is what Kustomer tells of one.
func conversation(id string, sec int64, v values) rules.Fact {
	return rules.Fact{V: 1, Session: rules.OfConversation + id, Source: rules.FromCRM, At: t0 + sec*1000, Values: v}
}

func TestV9AConversationThatIsThereAgain(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.open()
	facts := call(418, number)
	h.say(facts...)
	h.soon("saved and out of memory", func() bool { return h.state("call-418") == "saved" && h.doc("call-418")["finished"] == true })
	first := rules.ConversationID("acme", "call-418", "V1", 0)
	h.say(conversation(first, 5, values{"conversationGone": "deleted"}))
	h.soon("lost", func() bool { return h.doc("call-418")["lost"] != nil })
	h.say(conversation(first, 4, values{"conversationStatus": "restored"}), conversation(first, 6, values{"conversationStatus": "restored"}))
	h.soon("there again", func() bool { return h.doc("call-418")["lost"] == nil })
	h.say(rules.Fact{V: 1, Session: "call-418", Source: rules.FromObject, At: t0 + 99_000, Read: t0 + 99_000, Values: values{"rating": "5"}})
	h.soon("rated where it was", func() bool {
		h.books.mu.Lock()
		defer h.books.mu.Unlock()
		meta, _ := h.books.messages[rules.MessageID("acme", "call-418", 0)]["meta"].(map[string]any)
		return meta["csat"] != nil
	})
	require.Equal(t, "1 customers, 1 conversations, 1 messages, 1 notes", h.books.counts())
}

func TestV9AWebhookTellsOfAMerge(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.open()
	facts := call(418, number)
	h.say(facts[:4]...)
	h.soon("saved", func() bool { return h.state("call-418") == "saved" })
	first := rules.ConversationID("acme", "call-418", "V1", 0)
	h.say(conversation("elsewhere", 1, values{"conversationGone": "merged"}))
	h.say(conversation(first, 2, values{"conversationGone": "merged into another conversation"}), conversation(first, 1, values{"conversationStatus": "done"}))
	h.soon("heard", func() bool { return h.doc("call-418")["lost"] != nil })
	require.Equal(t, "saved", h.state("call-418"), "nothing is written while nothing is due")
	h.relay.Stop()
	h.loseConversation(first)
	h.open()
	h.say(facts[4:]...)
	h.soon("written elsewhere", func() bool { return h.books.statuses()["call-418-1"] == "completed" && h.state("call-418") == "saved" })
	h.say(conversation(first, 2, values{"conversationGone": "merged into another conversation"}), call(419, number)[0])
	h.soon("a double is harmless", func() bool { return h.doc("call-419") != nil })
	require.Nil(t, h.doc("call-418")["lost"])
}

func TestV9ACRMThatKeepsLosingThingsIsGivenUp(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.books.fault = func(op string, took bool) error {
		if op == "create message" && !took {
			return &kustomer.Error{Kind: kustomer.NotFound, Op: op, Status: 404}
		}
		return nil
	}
	h.open()
	h.say(call(418, number)...)
	h.soon("buried", func() bool { return h.state("call-418") == "buried" })
}

func TestC6AnOrgWithoutOwnersIsAskedOnce(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	var asked atomic.Int64
	h.books.fault = func(op string, took bool) error {
		if op == "change customer" && !took {
			asked.Add(1)
			return &kustomer.Error{Kind: kustomer.Refused, Op: op, Status: 400, Field: "dedicatedUser"}
		}
		return nil
	}
	h.open()
	h.say(call(1, "+14155550101")...)
	h.soon("saved", func() bool { return h.state("call-1") == "saved" })
	h.say(call(2, "+14155550102")...)
	h.soon("saved", func() bool { return h.state("call-2") == "saved" })
	require.EqualValues(t, 1, asked.Load())
	h.relay.Stop()
	h.open()
	h.say(call(3, "+14155550103")...)
	h.soon("saved", func() bool { return h.state("call-3") == "saved" })
	require.EqualValues(t, 1, asked.Load(), "remembered over a restart")
}

func TestC6ACutAnswerLeavesTheCustomerOurs(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	var cut atomic.Bool
	h.books.fault = func(op string, took bool) error {
		if op == "create customer" && took && !cut.Swap(true) {
			return &kustomer.Error{Kind: kustomer.Unreachable, Op: op}
		}
		return nil
	}
	facts := call(418, number)
	h.say(facts[5]) // its end user's id makes an externalId
	h.say(facts[:5]...)
	h.open()
	h.soon("saved", func() bool { return h.state("call-418") == "saved" })
	require.Len(t, h.books.customers, 1)
	h.books.mu.Lock()
	defer h.books.mu.Unlock()
	require.Equal(t, userOf("15"), h.books.customers[0]["dedicatedUser"])
}

func TestW4OneOfAParkedKindIsTriedWhenTheKeyChanges(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	var asked atomic.Int64
	h.books.fault = func(op string, took bool) error {
		if op == "create note" && !took {
			asked.Add(1)
			return &kustomer.Error{Kind: kustomer.RoleMissing, Op: op, Status: 403}
		}
		return nil
	}
	h.open()
	h.say(call(1, "+14155550101")...)
	h.soon("parked", func() bool { return h.state("call-1") == "parked" })
	h.say(call(2, "+14155550102")...)
	h.soon("parked", func() bool { return h.state("call-2") == "parked" && h.books.statuses()["call-2"] == "completed" })
	require.EqualValues(t, 1, asked.Load(), "the second session knows already")
	require.Equal(t, "role-missing", h.relay.Warnings("acme")[0].Code)
	require.Contains(t, h.relay.Warnings("acme")[0].Fix, "note.create")
	h.setFault(nil)
	h.relay.Wake("acme")
	h.soon("saved", func() bool { return h.state("call-1") == "saved" && h.state("call-2") == "saved" })
	require.Empty(t, h.relay.Warnings("acme"))
}

func TestW4ARefusedAttributeIsLeftOut(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.books.refuse = "languageStr"
	h.open()
	facts := call(418, number)
	facts[0].Values["language"] = "en"
	h.say(facts...)
	h.soon("saved", func() bool { return h.state("call-418") == "saved" })
	h.books.mu.Lock()
	custom := h.books.conversations[rules.ConversationID("acme", "call-418", "V1", 0)]["custom"].(map[string]any)
	h.books.mu.Unlock()
	require.Equal(t, "voice", custom["sessionChannelStr"])
	require.NotContains(t, custom, "languageStr")
	require.Equal(t, "field-mismatch", h.relay.Warnings("acme")[0].Code)
	require.Contains(t, h.relay.Warnings("acme")[0].Text, "languageStr")
}

func TestV11AnUnknownAgentIsSaidToTheAdmin(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.open()
	facts := call(418, number)
	for i := range facts {
		for j := range facts[i].Agents {
			facts[i].Agents[j].ID = "99"
		}
	}
	h.say(facts...)
	h.soon("saved", func() bool { return h.state("call-418") == "saved" })
	require.Equal(t, "agent-unknown", h.relay.Warnings("acme")[0].Code)
}
