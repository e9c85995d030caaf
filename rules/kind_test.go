package rules_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"agentadapter/rules"
)

// Events alone do not tell an app user from a caller, nor an SMS from a chat: whoever decides before the
// object was read may take somebody for another.
func TestC1TheKindOfSessionIsWaitedFor(t *testing.T) {
	t.Parallel()
	r, set := known(), rules.DefaultSettings()
	delete(r.Over, rules.WaitObject)
	p := rules.Decide(fold(start(), route(), take()), r, set)
	require.Equal(t, rules.Waiting, p.State)
	require.Equal(t, rules.WaitObject, p.Wait.Name)
	require.Equal(t, "C1", p.Rule)

	mobile := ivr("connected", values{"type": "Voice Inbound (Mobile)", "identifier": "app-user-1"})
	p = rules.Decide(fold(start(), route(), take(), mobile), r, set)
	require.Equal(t, []rules.Question{{Customer: rules.Lookup{By: rules.ByExternalID, Value: "app-user-1"}}}, p.Ask)

	r.Over[rules.WaitObject] = true
	p = rules.Decide(fold(start(), route(), take()), r, set)
	require.Equal(t, []rules.Question{{Customer: rules.Lookup{By: rules.ByPhone, Value: "+14155550123"}}}, p.Ask, "W6: after that, what the events tell is enough")
}

// The platform leaves the end user out of an outbound call that is not being dialled yet. That is no
// withheld number.
func TestC5NobodyDialsAWithheldNumber(t *testing.T) {
	t.Parallel()
	r, set := known(), rules.DefaultSettings()
	dialling := rules.Fact{Session: "call-418", Source: rules.FromObject, At: 1000, Read: 1000,
		Values: values{"type": "Voice Outbound", "status": "assigned", "agentId": "15"}}
	p := rules.Decide(fold(dialling), r, set)
	require.Equal(t, rules.Waiting, p.State)
	require.Empty(t, p.Writes)
	require.Empty(t, p.Wait.Name, "however long that takes")

	rings := event("call-418", 2, values{"externalPhone": "+14155550123", "state": "connected", "direction": "out"})
	p = rules.Decide(fold(dialling, rings), r, set)
	require.Equal(t, []rules.Question{{Customer: rules.Lookup{By: rules.ByPhone, Value: "+14155550123"}}}, p.Ask)
}
