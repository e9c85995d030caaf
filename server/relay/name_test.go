package relay_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"agentadapter/protocol"
	"agentadapter/rules"
)

func TestACardNamesWhoIsKnown(t *testing.T) {
	t.Parallel()
	withheld := call(418, number)
	withheld[0].Values["externalPhone"], withheld[5].Values["identifier"] = "anonymous", ""
	named := call(418, number)
	named[5].Values["endUserName"] = "Kim of the platform"
	for name, row := range map[string]struct {
		knows string // the customer's name in Kustomer; "": no such customer
		facts []rules.Fact
		want  string
	}{
		"found":                       {"Kim Doe", call(418, number), "Kim Doe"},
		"found, the platform differs": {"Kim Doe", named, "Kim Doe"},
		"a number for a name":         {"+1 415 555 0123", call(418, number), ""},
		"made, without a name":        {"", call(418, number), ""},
		"made, named by the platform": {"", named, "Kim of the platform"},
		"withheld":                    {"", withheld, "Unknown caller"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t)
			if row.knows != "" {
				h.books.customers = append(h.books.customers, map[string]any{"name": row.knows, "phones": []any{map[string]any{"phone": number}}})
			}
			h.open()
			h.say(row.facts...)
			card := func() protocol.Session { return h.told.last(userOf("15"), "call-418") }
			h.soon("saved and named", func() bool {
				return card().Saved == protocol.Saved && card().Name == row.want && h.books.statuses()["call-418"] == "completed"
			})
			h.relay.Stop()
			h.open()
			require.Equal(t, row.want, h.relay.Sessions("acme", userOf("15"))[0].Name, "over a restart")
		})
	}
}

func TestACardNamesWhoWasPickedOrLinked(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.set.CreateCustomers = false
	h.books.customers = append(h.books.customers, map[string]any{"name": "Lee Roe"})
	h.open()
	h.say(call(418, number)...)
	h.soon("unlinked", func() bool { return h.state("call-418") == "unlinked" })
	require.NoError(t, h.relay.Link(t.Context(), "acme", "call-418", customerID(0), "operator"))
	h.soon("named", func() bool { return h.told.last(userOf("15"), "call-418").Name == "Lee Roe" })

	for _, who := range []string{"Ann", "Ben"} {
		h.books.mu.Lock()
		h.books.customers = append(h.books.customers, map[string]any{"name": who, "shared": "+14155550177"})
		h.books.mu.Unlock()
	}
	h.say(call(419, "+14155550177")[:4]...)
	h.soon("asked", func() bool { return len(h.relay.Choices("acme", userOf("15"))) == 1 })
	require.NoError(t, h.relay.Choose(t.Context(), "acme", userOf("15"), protocol.Choice{Session: "call-419", Customer: customerID(1)}))
	h.soon("named", func() bool { return h.told.last(userOf("15"), "call-419").Name == "Ann" })
}
