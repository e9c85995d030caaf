package app

import (
	"testing"

	"github.com/stretchr/testify/require"

	"agentadapter/app/state"
	"agentadapter/protocol"
)

func TestWhichCustomerIsAskedAndAnswered(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.server("", liveWelcome())
	s.server("", protocol.Choose{Session: "call-1", Number: "+14155550123", Proposed: "c2", Why: "was created last",
		Matches: []protocol.Match{{Customer: "c1", Name: "Mia Wong", Last: "Billing"}, {Customer: "c2"}}})
	html := s.html()
	for _, text := range []string{`aria-label="Which customer?"`, `role="dialog"`, "Mia Wong", "Last open: Billing", textNoName.String(), "Proposed: was created last", "Use this customer"} {
		require.Contains(t, html, text)
	}
	s.send(state.PickedCustomer{Session: "call-1", Customer: "c1"})
	s.send(state.PressedUseCustomer{Session: "call-1"})
	require.Equal(t, []protocol.Up{protocol.Choice{Session: "call-1", Customer: "c1"}}, s.said)
	s.server("", protocol.Choose{Session: "call-1"})
	require.NotContains(t, s.html(), "Which customer?")
}
