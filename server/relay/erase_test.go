package relay_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"agentadapter/kustomer"
	"agentadapter/server/relay"
)

func (h *house) erase(who relay.Person) relay.Erased {
	h.t.Helper()
	e, err := h.relay.Erase(h.t.Context(), "acme", who)
	require.NoError(h.t, err)
	return e
}

func TestAPersonsDataIsErased(t *testing.T) {
	t.Parallel()
	const other = "+14155550199"
	h := newHouse(t)
	h.open()
	h.say(call(418, number)...)
	h.say(call(419, other)...)
	h.finished("call-418", "saved")
	h.finished("call-419", "saved")
	h.soon("erased", func() bool { return h.erase(relay.Person{Number: " +1 (415) 555-0123 "}).Sessions == 1 })
	require.Equal(t, []string{"call-419 saved"}, h.listed())
	require.Equal(t, []string{"acme.call-419"}, h.kept())
	require.Zero(t, h.erase(relay.Person{Number: number}).Sessions, "again")

	customer := h.doc("call-419")["settled"].(map[string]any)["customer"].(string)
	require.Zero(t, h.erase(relay.Person{}).Sessions, "nobody")
	require.Zero(t, h.erase(relay.Person{Customer: "c0"}).Sessions)
	require.Equal(t, 1, h.erase(relay.Person{Customer: customer}).Sessions)
	require.Empty(t, h.listed())
	require.Empty(t, h.kept())
	_, err := h.relay.Erase(t.Context(), "nobody", relay.Person{Number: number})
	require.ErrorIs(t, err, relay.ErrUnknown)
}

func TestWhatCannotBeErasedYetIsSaid(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.books.fault = func(op string, took bool) error {
		if op == "create note" && !took {
			return &kustomer.Error{Kind: kustomer.Refused, Op: op, Status: 400}
		}
		return nil
	}
	h.open()
	h.say(call(418, number)...)
	h.say(call(420, number)[:4]...)
	h.finished("call-418", "buried")
	h.soon("both are known", func() bool { return len(h.listed()) == 2 })
	require.Equal(t, relay.Erased{Left: []relay.Kept{{Session: "call-418", State: "buried"}, {Session: "call-420", State: "live"}}},
		h.erase(relay.Person{Number: number}))
	require.NoError(t, h.relay.Discard(t.Context(), "acme", "call-418", "ana"))
	h.soon("erased", func() bool { return h.erase(relay.Person{Number: number}).Sessions == 1 })
	h.setFault(nil)
	h.say(call(420, number)...)
	require.NoError(t, h.relay.Replay(t.Context(), "acme", "call-420"))
	h.finished("call-420", "saved")
	h.soon("erased", func() bool { return h.erase(relay.Person{Number: number}).Sessions == 1 })
	require.Empty(t, h.kept())
}
