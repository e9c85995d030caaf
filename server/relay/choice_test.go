package relay_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"agentadapter/protocol"
	"agentadapter/server/relay"
)

// share has customers who share the number, and nobody who has it alone.
func (h *house) share(names ...string) {
	h.books.mu.Lock()
	defer h.books.mu.Unlock()
	for _, name := range names {
		h.books.customers = append(h.books.customers, map[string]any{"name": name, "shared": number})
	}
}

func TestC4TheAgentPicksTheCustomer(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.share("Mia", "Mo")
	h.open()
	ana, facts := userOf("15"), call(418, number)
	h.say(facts[:4]...)
	h.soon("asked", func() bool { return len(h.relay.Choices("acme", ana)) == 1 })
	asked := h.relay.Choices("acme", ana)[0]
	require.Equal(t, "call-418", asked.Session)
	require.Equal(t, number, asked.Number)
	require.Len(t, asked.Matches, 2)
	require.Equal(t, customerID(1), asked.Proposed)
	h.soon("waiting", func() bool { return h.state("call-418") == "waiting" })
	require.Equal(t, "2 customers, 0 conversations, 0 messages, 0 notes", h.books.counts(), "until then nothing is written")

	pick := protocol.Choice{Session: "call-418", Customer: customerID(0)}
	require.ErrorIs(t, h.relay.Choose(t.Context(), "acme", userOf("16"), pick), relay.ErrNoChoice, "not asked")
	require.ErrorIs(t, h.relay.Choose(t.Context(), "acme", ana, protocol.Choice{Session: "call-418", Customer: "x"}), relay.ErrNoChoice)
	require.NoError(t, h.relay.Choose(t.Context(), "acme", ana, pick))
	h.soon("taken back", func() bool { return len(h.relay.Choices("acme", ana)) == 0 })
	h.say(facts[4:]...)
	h.soon("saved", func() bool { return h.state("call-418") == "saved" && h.books.statuses()["call-418"] == "completed" })
	a, err := h.relay.Show(t.Context(), "acme", "call-418")
	require.NoError(t, err)
	require.Equal(t, customerID(0), a.Customer)
	require.Equal(t, "C4", a.Writes[0].Rule)
	require.Equal(t, []protocol.Choose{{Session: "call-418"}}, h.told.takenBack(ana))
}

func TestC4NobodyPicked(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.share("Mia", "Mo")
	h.open()
	facts := call(418, number)
	h.say(facts[:4]...)
	h.soon("asked", func() bool { return len(h.relay.Choices("acme", userOf("15"))) == 1 })
	h.relay.Stop()
	h.open()
	h.soon("asked again after a restart", func() bool { return len(h.relay.Choices("acme", userOf("15"))) == 1 })
	h.say(facts[4:]...)
	h.soon("saved", func() bool { return h.state("call-418") == "saved" })
	a, err := h.relay.Show(t.Context(), "acme", "call-418")
	require.NoError(t, err)
	require.Equal(t, customerID(1), a.Customer, "the one created last")
	h.soon("taken back", func() bool { return len(h.relay.Choices("acme", userOf("15"))) == 0 })
	require.Empty(t, h.relay.Choices("nobody", "x"))
}
